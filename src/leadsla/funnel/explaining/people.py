"""The formulas of what sales can work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from leadsla.funnel.explaining.figures import Figure
from leadsla.funnel.explaining.terms import named, number, up
from leadsla.funnel.explaining.volumes import TOLD

if TYPE_CHECKING:
    from leadsla.funnel.answer import Answer
    from leadsla.funnel.staffing import Limit, Staffing

HOURS: Final = "time of the representatives over the time of a lead"
LINE: Final = "one line of leads (Erlang C)"


def people(answer: Answer) -> Iterator[Figure]:
    """Hours, weeks and representatives, and what gives first."""
    found = answer.capacity
    if found is None:
        return
    capacity, work = found.capacity, found.work
    if work.touches is None:
        yield Figure.of(
            "capacity.minutes_per_lead", work.minutes, named("minutes_per_lead", work.minutes), TOLD
        )
    else:
        yield Figure.in_words(
            "capacity.minutes_per_lead",
            work.minutes,
            "sum over the touches that the agreement asks for of minutes_per_touch",
            f"sum over {work.touches} touches, as far as they are made until one reaches the lead",
            "the work that the agreement asks for on a lead that never answers",
        )
    each = named("minutes_per_lead", work.minutes)
    minutes = (
        named("hours_per_week", capacity.hours_per_week)
        * named("utilisation", capacity.utilisation)
        * number(60)
    )
    week = named("reps", capacity.reps) * minutes / each
    yield Figure.of("capacity.leads_per_week", found.leads_per_week, week, HOURS)
    leads = named(f"needed({found.stage})", found.leads)
    yield Figure.of(
        "capacity.weeks", found.weeks, leads / named("leads_per_week", found.leads_per_week), HOURS
    )
    yield from _busiest(found)
    for limit in found.limits:
        yield _limit(found, limit)


def _busiest(found: Staffing) -> Iterator[Figure]:
    if not found.periods:
        return
    busiest = max(found.periods, key=lambda one: one.reps_needed)
    days = named("days", busiest.days)
    one = (
        named("minutes_per_week", found.minutes_per_week)
        * days
        / number(7)
        / named("minutes_per_lead", found.work.minutes)
    )
    leads = named(f"{found.stage}({busiest.period})", busiest.leads)
    yield Figure.of(
        "capacity.reps_needed", busiest.reps_needed, up(leads / one), "the busiest time of the plan"
    )
    for row in found.periods:
        path = f"capacity.periods.{row.period}"
        taken = named("leads", row.leads) / named("can_work", row.can_work)
        yield Figure.of(f"{path}.utilisation", row.utilisation, taken, HOURS)


def _limit(found: Staffing, limit: Limit) -> Figure:
    name = f"capacity.limits.{limit.limit}"
    if limit.target is None:
        each = named("leads_per_week", limit.leads_per_week)
        return Figure.of(name, limit.leads_per_week, each, HOURS)
    share = f"{float(limit.target):.0%}"
    return Figure.in_words(
        name,
        float(limit.leads_per_week),
        "most leads a week of which the share `target` is answered within the window",
        f"most leads a week of which {share} are answered within the window of {limit.limit}",
        LINE,
        limit.why,
    )
