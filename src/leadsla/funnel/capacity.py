"""The people who work the leads: how many, for how long, and what a lead costs them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

import attrs

from leadsla.documents.entry_faults import under, wrong_type
from leadsla.errors import Fault, FunnelError
from leadsla.funnel.numbers import EMPTY, key, positive, refusal, share

#: Hours of a week.
_WEEK: Final = 168


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


@attrs.frozen
class Capacity:
    """What sales can work: representatives, their hours, and the share of these that leads get.

    `ramp` maps the month after the start of a representative (from 1 on) to the share of the full
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
    ramp: Mapping[int, Fraction] = key("ramp", _ramp, EMPTY)
