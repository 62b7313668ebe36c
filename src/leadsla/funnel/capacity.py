"""The people who work the leads: how many, for how long, and what a lead costs them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

import attrs

from leadsla.clauses.touch_counts import ANY_CHANNEL
from leadsla.documents.entry_faults import under, wrong_type
from leadsla.errors import Fault, FunnelError, nearest
from leadsla.events import CHANNELS
from leadsla.funnel.arguments import Number, Share, given
from leadsla.funnel.numbers import EMPTY, by_name, key, positive, refusal, share, words

#: Hours of a week.
_WEEK: Final = 168
_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)


def _hours(value: Any) -> Fraction:
    found = positive(value, "the hours of a week", "40")
    if found > _WEEK:
        raise refusal(f"a week has {_WEEK} hours", "for example 40")
    return found


def _ramp(value: Any) -> dict[int, Fraction]:
    """Shares by the month after a representative starts, from 1 on."""
    if not isinstance(value, Mapping):
        raise FunnelError([wrong_type("a mapping of months to shares", value, "{1: 25%, 2: 50%, 3: 100%}")])
    found, faults = {}, list[Fault]()
    for month, item in value.items():
        if not str(month).isascii() or not str(month).isdigit() or not 1 <= int(str(month)[:6]) <= 120:
            what = f"`{month}` is no month after the start"
            faults.append(Fault("unknown-key", what, str(month), on_key=True, write="a number from 1 on"))
            continue
        try:
            found[int(month)] = share(item, "the share that a new representative does", "50%")
        except FunnelError as error:
            faults += under(str(month), error.faults)
    if faults:
        raise FunnelError(faults)
    return dict(sorted(found.items()))


def _per_touch(value: Any) -> dict[str, Fraction]:
    """Minutes by channel; one number is for any."""
    if not isinstance(value, Mapping):
        return {ANY_CHANNEL: positive(value, "the minutes of a touch", "6")}
    found: dict[str, Fraction] = by_name(lambda item: positive(item, "the minutes of a touch", "6"))(value)
    for channel in found:
        if channel not in (*CHANNELS, ANY_CHANNEL):
            write = nearest(channel, CHANNELS) or f"one of {', '.join(CHANNELS)}, or any"
            raise refusal(f"`{channel}` is no channel", write, channel, "unknown-key")
    return found


def _hires(value: Any) -> dict[str, Fraction]:
    """How many representatives start in which month."""
    found: dict[str, Fraction] = by_name(lambda item: positive(item, "how many start", "2"))(value)
    for month in found:
        if not _MONTH.fullmatch(month):
            raise refusal(f"`{month}` is no month", "for example 2026-09", month, "unknown-key")
    return dict(sorted(found.items()))


@attrs.frozen(init=False)
class Capacity:
    """What sales can work: representatives, their hours, and the share of these that leads get.

    `stage` is the one whose leads they work (the first where nothing is said), `minutes_per_lead` what one takes. Where
    that is not told it follows from the touches that an agreement asks for, `minutes_per_touch` (by channel, `any` for
    the rest), and `contact_rate`, the share of touches that reach the lead and so are the last. `hires` are
    representatives who start in a month; `ramp` maps the month after such a start (from 1 on) to the share of the full
    work that is done then.

    >>> Capacity(reps=6, hours_per_week=40, utilisation="75%", minutes_per_lead=45).utilisation
    Fraction(3, 4)
    """

    reps: Fraction = key("reps", lambda value: positive(value, "the number of representatives", "6"))
    hours_per_week: Fraction = key("hours_per_week", _hours, Fraction(40))
    utilisation: Fraction = key(
        "utilisation", lambda value: share(value, "the utilisation", "75%"), Fraction(1)
    )
    minutes_per_lead: Fraction | None = key(
        "minutes_per_lead", lambda value: positive(value, "the minutes of a lead", "45"), None
    )
    minutes_per_touch: Mapping[str, Fraction] = key("minutes_per_touch", _per_touch, EMPTY)
    contact_rate: Fraction | None = key(
        "contact_rate", lambda value: share(value, "the share of touches that reach a lead", "20%"), None
    )
    stage: str | None = key("stage", words, None)
    hires: Mapping[str, Fraction] = key("hires", _hires, EMPTY)
    ramp: Mapping[int, Fraction] = key("ramp", _ramp, EMPTY)

    def __init__(
        self,
        reps: Number,
        hours_per_week: Number = 40,
        utilisation: Share = 1,
        minutes_per_lead: Number | None = None,
        minutes_per_touch: Number | Mapping[str, Number] | None = None,
        contact_rate: Share | None = None,
        stage: str | None = None,
        hires: Mapping[str, Number] | None = None,
        ramp: Mapping[int, Share] | None = None,
    ) -> None:
        self.__attrs_init__(**given(locals()))

    def at_work(self, month: str) -> Fraction:
        """The representatives of a month: those who are there, and those hired until then by how far they are."""
        found = self.reps
        for started, number in self.hires.items():
            since = _month_number(month) - _month_number(started)
            if since >= 0:
                found += number * self.ramped(since + 1)
        return found

    def ramped(self, month: int) -> Fraction:
        """The share of the full work that is done in a month after the start, 1 being that of the start."""
        known = [ahead for ahead in self.ramp if ahead >= month]
        if month in self.ramp:
            return self.ramp[month]
        return self.ramp[min(known)] if known else Fraction(1)


def _month_number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7])
