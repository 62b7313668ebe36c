"""`recurring_meeting`: the two teams meet, as often as they said, and everyone who has to be there is.

At least once a week, twice a month, the first Tuesday of every month, or weekly at first and then quarterly, once the
first few have brought what they can.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

import attrs

from leadsla.clauses.period import Fact, Observed, PeriodClause, Slot, Span, Weighed, calendar_spans
from leadsla.clauses.rhythm import (
    count_of,
    dates_of_phases,
    dates_of_rule,
    dates_of_step,
    is_rule,
    label_of,
    phases_of,
    recurrence,
    step_of,
)
from leadsla.clauses.scope import Scope
from leadsla.errors import EntryError, Fault
from leadsla.events import is_missing
from leadsla.instants import moment, start_of_date
from leadsla.phrases import listed, plain_name
from leadsla.triggers import Trigger

HELD: Final = Trigger.of("meeting_held")
#: How people say how often.
_TIMES: Final[Mapping[int, str]] = {1: "once", 2: "twice"}
_LASTING: Final = re.compile(r"\bfor (\w+)$")
_BETWEEN: Final = re.compile(r"[,;|]|\band\b")

_RHYTHM: Final = {"type": "string", "examples": ["every week", "every two weeks", "FREQ=WEEKLY;BYDAY=TU"]}
_PHASES: Final = {"type": ["string", "array"], "items": {"type": "string"}}


def a_rule(value: Any) -> str:
    """A recurrence rule, or a rhythm in words."""
    if not isinstance(value, str):
        raise EntryError(f"{value!r} is no rhythm", write="for example every week, or FREQ=WEEKLY;BYDAY=TU")
    if is_rule(value):
        recurrence(value, dt.date(2026, 1, 1))
    else:
        step_of(value)
    return value.strip()


def a_count(value: Any) -> str:
    """So many per period."""
    count_of(value)
    return str(value).strip()


def some_phases(value: Any) -> tuple[str, ...]:
    """A list of phases."""
    texts = tuple(value) if isinstance(value, list | tuple) else (value,)
    phases_of(texts)
    return tuple(text.strip() for text in texts)


def _names(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


@attrs.frozen(kw_only=True)
class RecurringMeeting(PeriodClause):
    """A meeting in every slot of a rhythm, with everyone there who has to be.

    The rhythm is a `rule`, a `count`, or `phases`. A `rule` in words (`every week`) means periods of the calendar; a
    recurrence rule of RFC 5545 has slots from each occurrence to the next. `phases` follow one another from the term's
    first day. What counts is the team's event `meeting_held` with `attended`; where it carries `meeting`, it counts for
    the clause of that id alone. A meeting that somebody of `attended_by` misses does not count.

    >>> clause = RecurringMeeting(
    ...     id="review", owner="both", phases=["weekly for 4", "then quarterly"], attended_by=["marketing", "sales"]
    ... )
    >>> print(clause.sentence())
    Marketing and sales will meet weekly for 4 meetings, then quarterly, with both teams there.
    """

    kind: ClassVar[str] = "recurring_meeting"
    rule: str | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(a_rule),
        metadata={"read": a_rule, "example": "every week", "schema": _RHYTHM},
    )
    count: str | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(a_count),
        metadata={
            "read": a_count,
            "example": "2 per month",
            "schema": {"type": "string", "examples": ["2 per month"]},
        },
    )
    phases: tuple[str, ...] = attrs.field(
        default=(),
        converter=some_phases,
        metadata={"read": some_phases, "example": ["weekly"], "schema": _PHASES},
    )
    attended_by: tuple[str, ...] = attrs.field(default=(), converter=_names)

    @property
    def attendees(self) -> tuple[str, ...] | None:
        return self.attended_by

    def observes(self, fields: Mapping[str, str]) -> tuple[Observed, ...]:
        return (Observed(HELD, leads=False, read=_attendance),)

    def spans(self, first: int, after: int, tz: ZoneInfo) -> Iterator[Span]:
        if self.count is not None:
            yield from calendar_spans(count_of(self.count)[1], first, after, tz)
            return
        dates = (moment(first).astimezone(tz).date(), moment(after - 1).astimezone(tz).date())
        if self.phases:
            found = dates_of_phases(phases_of(self.phases), *dates)
        elif is_rule(self.rule or ""):
            found = dates_of_rule(self.rule or "", *dates)
        else:
            found = dates_of_step(step_of(self.rule), *dates)
        for start, end in found:
            last = after if end > dates[1] else start_of_date(end, tz)
            yield Span(label_of(start, end), start_of_date(start, tz), last)

    def wanted(self, slot: Slot) -> int:
        return 1 if self.count is None else count_of(self.count)[0]

    def weigh(self, slot: Slot, facts: Sequence[Fact]) -> Iterator[Weighed]:
        total = 0
        for fact in facts:
            attended, meeting = fact.value
            missing = [name for name in self.attended_by if name.casefold() not in attended]
            if meeting is not None and meeting != self.id:
                yield Weighed(fact, None, f"it was the meeting `{meeting}`")
            elif missing:
                were = "was" if len(missing) == 1 else "were"
                yield Weighed(fact, None, f"{' and '.join(missing)} {were} missing")
            else:
                total += 1
                yield Weighed(fact, total)

    def told(self, slot: Slot, facts: Sequence[Fact]) -> str:
        held = max((weighed.total or 0 for weighed in self.weigh(slot, facts)), default=0)
        wanted = self.wanted(slot)
        return f"{held} of {wanted} meeting{'' if wanted == 1 else 's'}"

    def activity(self) -> str:
        return "meet"

    def timeframe(self) -> str:
        if self.count is not None:
            number, period = count_of(self.count)
            return f"{_TIMES.get(number, f'{number} times')} per {period.value}"
        if self.rule is None:
            return ", ".join(
                phase if "meeting" in phase else _LASTING.sub(r"for \1 meetings", phase)
                for phase in self.phases
            )
        return f"by the rule {self.rule}" if is_rule(self.rule) else self.rule

    def details(self) -> str:
        names = {name.casefold() for name in self.attended_by}
        who = (
            "both teams"
            if names == {"marketing", "sales"}
            else listed(map(plain_name, self.attended_by or ("",)))
        )
        return f", with {who} there" if self.attended_by else ""

    def faults(self, scope: Scope) -> Iterator[Fault]:
        yield from super().faults(scope)
        given = [key for key in ("rule", "count", "phases") if getattr(self, key)]
        if not given:
            write = "rule: every week, or count: 2 per month, or phases: [weekly for 4, then monthly]"
            yield Fault("missing-key", "it is not said how often", "", write=write)
        for key in given[1:]:
            what = f"`{given[0]}` says already how often"
            yield Fault("wrong-value", what, key, on_key=True, write=f"one of {given[0]} and {key}")
        for number, name in enumerate(self.attended_by):
            known = (*scope.parties, *scope.roles)
            declare = f"one of {', '.join(known)}"
            yield from scope.name(name, known, f"attended_by[{number}]", "party or role", declare, "roles")


def _attendance(team: Any, event: Any) -> list[Any]:
    """Who attended, in lower case, and which meeting it was, where that is said."""
    given = event.data.get("attended")
    names = _BETWEEN.split(given) if isinstance(given, str) else given
    names = names if isinstance(names, list | tuple | set | frozenset) else ()
    attended = sorted({str(name).strip().casefold() for name in names if not is_missing(name)})
    meeting = event.data.get("meeting")
    return [attended, None if is_missing(meeting) else str(meeting)]
