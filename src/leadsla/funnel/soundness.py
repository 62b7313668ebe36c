"""What is wrong with a funnel whose parts are each sound: what they say of each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from leadsla.errors import Fault, nearest
from leadsla.funnel.buckets import STEPS
from leadsla.funnel.capacity import Capacity
from leadsla.funnel.goal import Goal
from leadsla.funnel.numbers import SMALLEST_SHARE, shown
from leadsla.funnel.plan import WIDEST
from leadsla.funnel.sources import Source
from leadsla.funnel.stages import Stage

#: So many stages a funnel has at most.
_MOST: Final = 100


def faults_of_whole(parts: Mapping[str, Any]) -> Iterator[Fault]:
    """The faults of the parts that there are together; a part that could not be read is None or missing."""
    stages: tuple[Stage, ...] = parts.get("stages") or ()
    sources: tuple[Source, ...] = parts.get("sources") or ()
    yield from _of_stages(stages, parts.get("overall_rate"))
    yield from _of_mix(sources)
    if stages:
        yield from _of_own_rates(stages, sources)
        yield from _of_capacity(stages, parts.get("capacity"))
    if "deal_size" in parts:
        yield from _of_size(parts.get("goal"), parts["deal_size"], sources)
    yield from _of_time(parts)
    if stages and parts.get("already"):
        yield from _of_already(stages, parts["already"], parts.get("overall_rate"))


def _of_time(parts: Mapping[str, Any]) -> Iterator[Fault]:
    """A plan is made for a period, and working days are not known for ever."""
    goal: Goal | None = parts.get("goal")
    if goal is None:
        return
    if goal.dates is None:
        for key in ("already", "seasonality", "plan"):
            if parts.get(key):
                what, because = "the goal has no `period`", f"`{key}` is for the plan of a period"
                yield Fault("missing-key", what, "goal", because=because, write="period: 2026-Q3")
                return
    elif parts.get("working_days") is not None and not 1985 <= goal.dates[0].year <= 2090:
        what = f"working days are not known for {goal.period}"
        yield Fault("wrong-value", what, "goal.period", write="a period from 1985 to 2090")
    if goal.dates is not None:
        yield from _of_dates(goal, goal.dates, getattr(parts.get("plan"), "from_", None))


def _of_dates(goal: Goal, dates: tuple[dt.date, dt.date], begun: dt.date | None) -> Iterator[Fault]:
    if dates[0].year < 1900:
        what = f"the goal is in the past: {goal.period}"
        yield Fault("wrong-value", what, "goal.period", write="a period that is not over")
    elif begun is not None and begun >= dates[1]:
        what = f"leads come from {begun} on, when {goal.period} is over"
        yield Fault("wrong-value", what, "plan.from", write=f"a date before {dates[1]}")
    elif begun is not None and (dates[1] - begun).days > WIDEST:
        what = f"leads come from {begun} on, more than three years before {goal.period} is over"
        yield Fault("wrong-value", what, "plan.from", write="a later date")


def _of_already(stages: tuple[Stage, ...], already: Mapping[str, Any], overall: Any) -> Iterator[Fault]:
    names = [stage.name for stage in stages]
    unknown = [stage.name for stage in stages[1:] if stage.rate is None]
    lacking = len(unknown) - (overall is not None)
    for name in already:
        path = f"already.{name}"
        if name not in names:
            write = nearest(name, names) or f"one of {', '.join(names)}"
            yield Fault("unknown-name", f"there is no stage `{name}`", path, on_key=True, write=write)
        elif lacking > 0 and name not in (names[0], names[-1]):
            what = f"it is not known how many leads of `{name}` become deals"
            yield Fault("wrong-value", what, path, on_key=True, write="the rates of all stages")


def _of_size(goal: Goal | None, size: Any, sources: tuple[Source, ...]) -> Iterator[Fault]:
    """Revenue is made of deals, so somebody has to say what a deal is worth."""
    told = bool(sources) and all(source.deal_size is not None for source in sources)
    if goal is not None and goal.revenue is not None and size is None and not told:
        what, because = "required key `deal_size` is missing", "the goal is told as revenue"
        yield Fault("missing-key", what, because=because, write="deal_size: 20000")


def _of_stages(stages: tuple[Stage, ...], overall: Any) -> Iterator[Fault]:
    names: dict[str, int] = {}
    for place, stage in enumerate(stages):
        if names.setdefault(stage.name, place) != place:
            yield Fault("duplicate-id", f"two stages are called `{stage.name}`", f"stages[{place}].name")
        if stage.name in STEPS:
            what, because = f"a stage is called `{stage.name}`", "rows of a plan as data have that key"
            yield Fault("wrong-value", what, f"stages[{place}].name", because=because, write="another name")
    if not stages:
        return
    if len(stages) > _MOST:
        what = f"there are {len(stages):,} stages, and no funnel has more than {_MOST}"
        yield Fault("wrong-value", what, "stages", write="the stages that leads pass")
    for key in ("rate", "days"):
        if getattr(stages[0], key) is not None:
            what = f"the first stage has no `{key}`, because none is before it"
            yield Fault(
                "wrong-value", what, f"stages[0].{key}", on_key=True, write=f"`{key}` at the stage after it"
            )
    later = stages[1:]
    if overall is not None and not later:
        yield Fault(
            "wrong-value",
            "an overall rate leads from one stage to another",
            "overall_rate",
            write="a second stage",
        )
        return
    known = [stage.rate for stage in later if stage.rate is not None]
    product = Fraction(1)
    for rate in known:
        product *= rate.share
    if product < SMALLEST_SHARE:
        yield Fault("wrong-value", "all rates together are less than one in a billion", "stages")
    if overall is None:
        if known:
            for place, stage in enumerate(stages):
                if place and stage.rate is None:
                    what = f"the rate of `{stage.name}` is missing"
                    because = "the other stages have one; without any, an overall rate would do"
                    yield Fault("missing-key", what, f"stages[{place}]", because=because, write="rate: 20%")
    elif len(known) == len(later) and product != overall.share:
        what = f"the overall rate is {overall}, and the rates of the stages come to {shown(product * 100)}%"
        yield Fault("wrong-value", what, "overall_rate", write="one of the two")
    elif product < overall.share:
        what = (
            f"the overall rate is {overall}, and what is known of the stages is less: {shown(product * 100)}%"
        )
        yield Fault("wrong-value", what, "overall_rate", write=f"{shown(product * 100)}% or less")


def _of_mix(sources: tuple[Source, ...]) -> Iterator[Fault]:
    seen: dict[tuple[str, str | None], int] = {}
    for place, source in enumerate(sources):
        if seen.setdefault((source.name, source.segment), place) != place:
            because = "a source that serves several segments names the `segment` in each entry"
            what = f"two sources are called `{source.label}`"
            yield Fault("duplicate-id", what, f"sources[{place}].name", because=because)
    if len(sources) == 1 and sources[0].share is None:
        return
    total, whole = Fraction(0), True
    for place, source in enumerate(sources):
        if source.share is None:
            whole = False
            what = f"the share of `{source.label}` is missing"
            yield Fault("missing-key", what, f"sources[{place}]", write="share: 60%")
        else:
            total += source.share
    if sources and whole and total != 1:
        what = f"the shares of the sources add up to {shown(total * 100)}%, not to 100%"
        yield Fault("wrong-value", what, "sources", write="shares that add up to 100%")


def _of_capacity(stages: tuple[Stage, ...], capacity: Capacity | None) -> Iterator[Fault]:
    names = [stage.name for stage in stages]
    if capacity is not None and capacity.stage is not None and capacity.stage not in names:
        write = nearest(capacity.stage, names) or f"one of {', '.join(names)}"
        yield Fault("unknown-name", f"there is no stage `{capacity.stage}`", "capacity.stage", write=write)


def _of_own_rates(stages: tuple[Stage, ...], sources: tuple[Source, ...]) -> Iterator[Fault]:
    names = [stage.name for stage in stages[1:]]
    unknown = sum(stage.rate is None for stage in stages[1:])
    for place, source in enumerate(sources):
        for name in source.rates:
            path = f"sources[{place}].rates.{name}"
            if name == stages[0].name:
                what = f"`{name}` is the first stage, and no rate leads to it"
                yield Fault("wrong-value", what, path, on_key=True, write="the stage after it")
            elif name not in names:
                write = nearest(name, names) or f"one of {', '.join(names)}"
                yield Fault("unknown-name", f"there is no stage `{name}`", path, on_key=True, write=write)
            elif unknown > 1:
                what = f"the rate of `{source.label}` differs from one that is not known"
                yield Fault("wrong-value", what, path, write="the rates of all stages")
