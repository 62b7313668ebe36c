"""What has happened since a plan was made: how many leads reached each stage, by date."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from leadsla.errors import Fault, FunnelError, nearest
from leadsla.funnel.buckets import Bucket, labelled
from leadsla.funnel.numbers import refusal, said, whole

if TYPE_CHECKING:
    from leadsla.calendars import Calendar
    from leadsla.evaluation import Evaluation
    from leadsla.funnel.plan import Plan

#: Leads by the place of the stage that they reached, and by date (as ordinals).
Happened: TypeAlias = "Mapping[int, Mapping[int, Fraction]]"


def of_counts(plan: Plan, counts: Mapping[Any, Any], at: dt.date, today: dt.date | None) -> Happened:
    """What is counted by month (or week) and stage, spread evenly over the dates of each that are over.

    Raises `FunnelError` with all that is no count, no month of the plan's, or no stage.
    """
    if not isinstance(counts, Mapping):
        raise refusal("what happened is told by month", '{"2026-05": {"lead": 1800}}')
    names = plan.timing.chain.names
    found: dict[int, dict[int, Fraction]] = {place: {} for place in range(len(names))}
    faults: list[Fault] = []
    for label, stages in counts.items():
        try:
            dates = _dates(labelled(label, plan.by), at, today)
            for name, count in _by_stage(stages, names):
                for date in dates:
                    found[names.index(name)][date] = Fraction(count, len(dates))
        except FunnelError as error:
            faults += error.faults
    said(faults)
    return found


def _dates(bucket: Bucket, at: dt.date, today: dt.date | None) -> range:
    if today is not None and bucket.after <= today:
        raise refusal(f"{bucket.label} was over when the plan was made, on {today}", "it in `already`")
    first = bucket.first if today is None else max(bucket.first, today)
    if first >= at:
        raise refusal(f"nothing of {bucket.label} has passed before {at}", "what was counted until then")
    return range(first.toordinal(), min(bucket.after, at).toordinal())


def _by_stage(stages: Any, names: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    if not isinstance(stages, Mapping):
        raise refusal("what happened in a month is told by stage", '{"lead": 1800, "mql": 264}')
    for name, count in stages.items():
        if name not in names:
            write = nearest(str(name), names) or f"one of {', '.join(names)}"
            raise FunnelError([Fault("unknown-name", f"there is no stage `{name}`", write=write)])
        yield name, whole(count, f"the number of `{name}`", "264", least=0)


def of_evaluation(plan: Plan, evaluation: Evaluation, at: dt.date, today: dt.date | None) -> Happened:
    """What a log says: leads that reached a stage, or passed it over, from the day of the plan until before a date.

    Raises `EntryError` for stages that the lifecycle of the agreement does not have.
    """
    from leadsla.calendars.offsets import date_of
    from leadsla.funnel.history.passing import passings, stages_of
    from leadsla.instants import zone

    names = stages_of(evaluation.agreement.lifecycle, plan.timing.chain.names)
    tz = zone(evaluation.agreement.timezone)
    found: dict[int, Counter[int]] = {place: Counter() for place in range(len(names))}
    for lead in passings(evaluation, names, (), None)[0]:
        for place, instant in enumerate(lead.reached):
            if instant is not None:
                found[place][date_of(instant, tz).toordinal()] += 1
    first = 0 if today is None else today.toordinal()
    return {
        place: {date: Fraction(count) for date, count in dates.items() if first <= date < at.toordinal()}
        for place, dates in found.items()
    }


def already_in(
    evaluation: Evaluation,
    stages: Any = None,
    *,
    period: str | None = None,
    working_days: Calendar | None = None,
) -> dict[str, list[dict[str, int]]]:
    """What is in the funnel at the instant of an evaluation, as the key `already` has it: how many, and for how long.

    Those count that are at a stage now; who was lost, recycled or merged does not. Of the last stage those count that
    reached it in the `period` of the goal, and none without one. Days are those of the calendar where it is given.

    >>> import leadsla as ls
    >>> at = dt.datetime(2026, 2, 18, tzinfo=dt.UTC)
    >>> evaluation = ls.evaluate(ls.examples.acme(), ls.examples.acme_events(), at)
    >>> already_in(evaluation, ["mql", "sql", "customer"])["mql"][:2]
    [{'count': 4, 'days': 0}, {'count': 1, 'days': 1}]

    Raises `EntryError` for stages that the lifecycle of the agreement does not have.
    """
    from leadsla.calendars.offsets import date_of
    from leadsla.funnel.days import Days
    from leadsla.funnel.history.passing import passings, stages_of
    from leadsla.instants import instant, zone
    from leadsla.periods import period_dates

    names = stages_of(evaluation.agreement.lifecycle, stages)
    tz = zone(evaluation.agreement.timezone)
    order = evaluation.agreement.lifecycle.order
    now, days = date_of(instant(evaluation.at), tz), Days(working_days)
    here = {journey.lead: journey.stage for journey in evaluation.journeys()}
    within = (now, now) if period is None else period_dates(period)
    found: dict[str, Counter[int]] = {name: Counter() for name in names}
    for lead in passings(evaluation, names, (), None)[0]:
        times = [one for one in lead.reached if one is not None]
        name, stage = names[len(times) - 1], here[lead.lead]
        date = date_of(times[-1], tz)
        if stage is None or not order[name] <= order[stage] <= order[names[-1]]:
            continue
        if name != names[-1]:
            found[name][days.between(date.toordinal(), now.toordinal())] += 1
        elif within[0] <= date < within[1]:
            found[name][0] += 1
    return {
        name: [{"count": count, "days": waited} for waited, count in sorted(groups.items())]
        for name, groups in found.items()
        if groups
    }
