"""Capacity: the hours that people have, what handling leads takes of them, and where more arrives than can be touched.

How long it takes to handle a lead is not in most logs, so it is said, or it is the log's own where touches carry their
`minutes`; every row says which. Hours are those of a calendar, times the people who worked leads.

Whether a promise could have been kept at all is a matter of arrivals: each lead is taken up, first come first served,
by whoever is free first, as soon as the office is open, and nobody does anything else. A lead that even then would not
have been taken up by its due was beyond capacity; lateness beyond that count is not for want of hands.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from leadsla.clauses import LeadClause
from leadsla.errors import EntryError
from leadsla.instants import LAST, instant, instant_or_never, moment, zone
from leadsla.lead import BREACHED
from leadsla.metrics.conversion import known
from leadsla.metrics.pipeline import attempts_made, number_of
from leadsla.periods import Period, period_bounds
from leadsla.tables import NUMBER, SECONDS, TEXT, WHOLE, Columns, Row, Rows

if TYPE_CHECKING:
    from leadsla.calendars import Calendar
    from leadsla.evaluation import Evaluation
    from leadsla.evaluation.clocks import Clock

#: The data of a touch that says how long it took.
MINUTES: Final = "minutes"


@attrs.frozen
class Utilisation(Row):
    """What one representative had of time in a period, and what their attempts took of it.

    `open` is the calendar's open time of the period, as far as the log covers it, `handling` what `attempts` took: the
    minutes that touches carry (`timed` of them do), and for each other one the minutes that were stated.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("period", "representative"), TEXT),
        "open_s": SECONDS,
        **dict.fromkeys(("attempts", "timed"), WHOLE),
        "handling_s": SECONDS,
        "utilisation": NUMBER,
    }

    period: str
    representative: str
    open: dt.timedelta
    attempts: int
    timed: int
    handling: dt.timedelta

    @property
    def utilisation(self) -> float | None:
        """`handling` over `open`; above 1 where the hours do not suffice. None where nothing was open."""
        return self.handling / self.open if self.open else None


@attrs.frozen
class Capacity(Row):
    """What arrived for a promise in a period, and what could have been taken up of it in time.

    `arrivals` are the clocks that started; `beyond` are those of them that even `representatives` people, taking
    `minutes` for each and doing nothing else, would not have taken up by their due. `late` are those that were
    breached. `available` is the open time of the period times the people, `needed` what all arrivals take.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("period", "clause"), TEXT),
        "representatives": WHOLE,
        "minutes": NUMBER,
        **dict.fromkeys(("arrivals", "late", "beyond"), WHOLE),
        **dict.fromkeys(("available_s", "needed_s"), SECONDS),
        "load": NUMBER,
    }

    period: str
    clause: str
    representatives: int
    minutes: float
    arrivals: int
    late: int
    beyond: int
    available: dt.timedelta
    needed: dt.timedelta

    @property
    def load(self) -> float | None:
        """`needed` over `available`; None where nothing was open."""
        return self.needed / self.available if self.available else None


def utilisation(
    evaluation: Evaluation,
    minutes: float | None = None,
    *,
    per: Period | str = Period.MONTH,
    calendar: str | Mapping[str, str] | None = None,
) -> Rows[Utilisation]:
    """How much of their open time each representative's attempts took, in each period in which they made any.

    `minutes` are what an attempt takes that does not say so itself (`minutes` of a touch); without it such attempts
    take the mean of those that do. `calendar` names the calendar of their hours, or one for each of them by their
    names; by default it is that of the agreement.

    Raises `EntryError` where no minutes are known, and for an unknown calendar.
    """
    tz, period = zone(evaluation.agreement.timezone), Period(per)
    touches = list(_touches(evaluation))
    other = _minutes(minutes, touches)
    found: dict[tuple[str, str], list[Any]] = {}
    for who, at, spent in touches:
        cell = found.setdefault((period.label(at, tz), who), [0, 0, Fraction()])
        cell[0] += 1
        cell[1] += spent is not None
        cell[2] += other if spent is None else spent
    span = _Span(evaluation)
    return Rows(
        Utilisation,
        (
            Utilisation(
                label, who, span.open(_hours(evaluation, calendar, who), label), made, timed, _length(spent)
            )
            for (label, who), (made, timed, spent) in sorted(found.items())
        ),
    )


def capacity(
    evaluation: Evaluation,
    clause: str,
    minutes: float | None = None,
    *,
    representatives: int | None = None,
    per: Period | str = Period.WEEK,
) -> Rows[Capacity]:
    """Where more arrived for a promise on leads than could be taken up in its window, by the period of the start.

    `minutes` are what it takes to handle one; without it the mean of the touches that say theirs. `representatives` are
    how many handle them at once; without it those who made attempts in the whole log. Hours are those of the clause's
    calendar.

    >>> import leadsla as ls
    >>> nine, at = dt.datetime(2026, 3, 2, 14, tzinfo=dt.UTC), dt.datetime(2026, 3, 3, tzinfo=dt.UTC)
    >>> log = [ls.Event(f"L{number}", nine, "assigned", {"to": "ann"}) for number in range(5)]
    >>> [week] = capacity(ls.evaluate(ls.examples.acme(), log, at), "first-response", 25, representatives=1)
    >>> week.arrivals, week.beyond       # taken up at 9:00, 9:25 and 9:50; two not within the hour
    (5, 2)

    Raises `EntryError` for an unknown clause, without anybody, and where no minutes are known.
    """
    known("clause", clause, [name for name, one in evaluation.clauses.items() if isinstance(one, LeadClause)])
    touches = list(_touches(evaluation))
    each = _minutes(minutes, touches)
    people = len({who for who, _, _ in touches}) if representatives is None else representatives
    if people < 1:
        raise EntryError("nobody is there to handle leads", write="representatives=3")
    tz, period = zone(evaluation.agreement.timezone), Period(per)
    calendar = evaluation.agreement.calendar_named(evaluation.clauses[clause].calendar)
    clocks = [
        clock for clock in evaluation.clocks if clock.clause == clause and clock.lead and not clock.duty
    ]
    clocks.sort(key=lambda clock: (clock.started, clock.due))
    counts: dict[str, Counter[str]] = {}
    for clock, beyond in zip(clocks, _beyond(calendar, clocks, people, each), strict=True):
        cell = counts.setdefault(period.label(instant(clock.started), tz), Counter())
        cell["arrivals"] += 1
        cell["late"] += clock.outcome == BREACHED
        cell["beyond"] += beyond
    span = _Span(evaluation)
    return Rows(
        Capacity,
        (
            Capacity(
                label,
                clause,
                people,
                float(each),
                cell["arrivals"],
                cell["late"],
                cell["beyond"],
                span.open(calendar, label) * people,
                _length(each * cell["arrivals"]),
            )
            for label, cell in sorted(counts.items())
        ),
    )


def _beyond(calendar: Calendar, clocks: Sequence[Clock], people: int, minutes: Fraction) -> Iterator[bool]:
    """Of clocks in order of start, whether even then nobody would have been free by its due.

    Time is counted as it is open, so that closed hours need no care: only a due that falls into them does, since nobody
    takes up anything from the moment of closing on.
    """
    timeline, takes = calendar.timeline, int(minutes * 60_000_000)
    free = [0] * people
    origin = instant(clocks[0].started) if clocks else 0
    for clock in clocks:
        start, due = instant(clock.started), min(instant_or_never(clock.due), LAST - 1)
        begins, ends = timeline.between(origin, start), timeline.between(origin, due)
        taken_up = max(begins, free[0])
        heapq.heapreplace(free, taken_up + takes)
        in_time = taken_up < ends or (taken_up == ends and timeline.is_open(due))
        yield not in_time


def _touches(evaluation: Evaluation) -> Iterator[tuple[str, int, Fraction | None]]:
    """Who made each attempt, when, and how many minutes it took if it says so."""
    for journey in evaluation.journeys():
        for who, event in attempts_made(journey):
            spent = number_of(event.data.get(MINUTES))
            yield who, event.instant, None if spent is None or spent < 0 else Fraction(spent)


def _minutes(stated: float | None, touches: Iterable[tuple[str, int, Fraction | None]]) -> Fraction:
    """What handling one takes, exactly."""
    if stated is not None:
        if stated <= 0:
            raise EntryError(f"{stated} minutes are no time to handle a lead", write="minutes=10")
        return Fraction(str(stated))
    spent = [one for _, _, one in touches if one is not None]
    if not spent:
        raise EntryError("the log does not say how long it takes to handle a lead", write="minutes=10")
    return sum(spent, Fraction()) / len(spent)


def _length(minutes: Fraction) -> dt.timedelta:
    return dt.timedelta(microseconds=int(minutes * 60_000_000))


def _hours(evaluation: Evaluation, calendar: str | Mapping[str, str] | None, who: str) -> Calendar:
    name = calendar.get(who) if isinstance(calendar, Mapping) else calendar
    if name is not None:
        known("calendar", name, evaluation.agreement.calendars)
    return evaluation.agreement.calendar_named(name)


class _Span:
    """From the first event of a log to its instant: what of a period is open in it."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.tz = zone(evaluation.agreement.timezone)
        self.last = instant(evaluation.at)
        began = (journey.events[0].instant for journey in evaluation.journeys() if journey.events)
        self.first = min(began, default=self.last)

    def open(self, calendar: Calendar, label: str) -> dt.timedelta:
        start, end = period_bounds(label, self.tz)
        start, end = max(start, self.first), min(end, self.last)
        return calendar.between(moment(start), moment(end)) if start < end else dt.timedelta()
