"""What the shipped cases show of each kind of clause: for the register of kinds, and for its page.

Whether a case shows a weekend, a holiday or a change of the clocks is not said by whoever wrote it but worked out from
the clock that it is about, so that it cannot be said of a case that does not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from leadsla.agreement import Agreement
from leadsla.calendars import BusinessCalendar
from leadsla.clauses import about_leads
from leadsla.evaluation import Clock, Evaluation, evaluate
from leadsla.examples import AGREEMENTS, agreement, path
from leadsla.instants import zone
from leadsla.reports.cases import Case, cases_beside, examine_cases

#: What every kind has to show in a shipped case.
ASPECTS: Final = ("met", "breached", "void", "deadline", "weekend", "holiday", "clock change")
_TICK: Final = dt.timedelta(microseconds=1)
_DAY: Final = dt.timedelta(days=1)


@attrs.frozen
class Shown:
    """A case that shows an aspect of a kind, and the agreement that it is about."""

    kind: str
    aspect: str
    agreement: str
    case: str


def shown() -> Mapping[tuple[str, str], list[Shown]]:
    """The cases of the five agreements by kind and aspect.

    >>> "Exactly five minutes is in time" in [one.case for one in shown()["response_window", "deadline"]]
    True
    """
    found: dict[tuple[str, str], list[Shown]] = {}
    for name in AGREEMENTS:
        beside = cases_beside(path(f"{name}.yaml", "agreements"))
        assert beside is not None
        judged_by = agreement(name)
        for case in examine_cases(beside, judged_by).cases:
            for kind, aspect in _of_case(judged_by, case):
                found.setdefault((kind, aspect), []).append(Shown(kind, aspect, name, case.name))
    return found


def _of_case(judged_by: Agreement, case: Case) -> list[tuple[str, str]]:
    found: dict[tuple[str, str], None] = {}
    evaluations: dict[dt.datetime, Evaluation] = {}
    for expected in case.then:
        if not expected.wanted:
            continue
        if expected.at not in evaluations:
            evaluations[expected.at] = evaluate(judged_by, case.events, expected.at)
        clause = judged_by.clauses_by_id[str(expected.clause)]
        for clock in evaluations[expected.at].clocks:
            if expected.means(clock):
                outcome = [one for one in ASPECTS[:3] if one == expected.wanted.get("outcome")]
                aspects = [*outcome, *_of_clock(judged_by, case, clock)]
                found.update(dict.fromkeys((clause.kind, aspect) for aspect in aspects))
    return list(found)


def _of_clock(judged_by: Agreement, case: Case, clock: Clock) -> Iterator[str]:
    clause = judged_by.clauses_by_id[clock.clause]
    # What is done in a period is done before the first instant of the next one.
    last = clock.due if about_leads(clause) else clock.due - _TICK
    if clock.outcome == "met" and any(event.at in (last, clock.due) for event in case.events):
        yield "deadline"
    tz = zone(judged_by.timezone)
    first = clock.started.astimezone(tz).date()
    days = (last.astimezone(tz).date() - first).days
    dates = [first + number * _DAY for number in range(days + 1)]
    if any(date.weekday() > 4 for date in dates):
        yield "weekend"
    calendar = judged_by.calendar_named(getattr(clause, "calendar", None))
    if isinstance(calendar, BusinessCalendar) and any(calendar.holiday_name(date) for date in dates):
        yield "holiday"
    midnights = [dt.datetime.combine(date, dt.time(), tz) for date in (*dates, dates[-1] + _DAY)]
    if len({midnight.utcoffset() for midnight in midnights}) > 1:
        yield "clock change"
