"""How a history is made of a log that has been judged: who counts, from when on, and in which groups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from leadsla.errors import EntryError, nearest
from leadsla.funnel.history.deals import DealSizes
from leadsla.funnel.history.doubts import Seen, doubts
from leadsla.funnel.history.history import SOURCE, FunnelHistory, LeftOut, Maturity, Origin
from leadsla.funnel.history.passing import REASONS, Passing, passings, since_of, stages_of
from leadsla.funnel.history.steps import ANY, Counting, Step, maturity_of
from leadsla.funnel.history.waiting import Standing, standing
from leadsla.instants import instant, moment, zone
from leadsla.metrics.checks import Finding
from leadsla.metrics.conversion import known, over_at
from leadsla.tables import Rows
from leadsla.windows import Window

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.evaluation import Evaluation


def history_of(
    evaluation: Evaluation,
    *,
    stages: Sequence[str] | None = None,
    mature_after: Maturity = None,
    by: str | None = SOURCE,
    segment: str | None = None,
    since: dt.datetime | None = None,
) -> FunnelHistory:
    """The same of a log that has been judged already; recycles that were applied by themselves count as moves."""
    agreement = evaluation.agreement
    named = stages_of(agreement.lifecycle, stages)
    fields = _fields(agreement, by, segment)
    leads, out = passings(evaluation, named, list(fields.values()), since_of(since))
    counting = Counting(named, instant(evaluation.at), lambda window: over_at(evaluation, window))
    windows = _windows(counting, leads, mature_after)
    last = len(named) - 1
    steps = Rows(Step, (counting.step(leads, place, place + 1, windows[place]) for place in range(last)))
    whole = steps[0] if last == 1 else counting.step(leads, 0, last, _of_whole(counting, leads, mature_after))
    groups = dict(_grouped(leads, list(fields)))
    deals = DealSizes.of(leads, agreement.currency)
    seen = Seen(
        evaluation, named, leads, out, steps, deals, zone(agreement.timezone),
        lambda place, window: counting.step(leads, place, place + 1, window),
    )  # fmt: skip
    return FunnelHistory(
        agreement=agreement.agreement,
        version=agreement.version,
        timezone=agreement.timezone,
        at=evaluation.at,
        since=since,
        stages=named,
        leads=len(leads) + sum(map(len, out.values())),
        counted=len(leads),
        left_out=Rows(
            LeftOut, (LeftOut(name, why, len(out[name])) for name, why in REASONS.items() if out[name])
        ),
        steps=steps,
        whole=whole,
        groups=Rows(
            Step,
            (
                counting.step(its, place, place + 1, windows[place], group)
                for place in range(last)
                for group, its in groups.items()
            ),
        ),
        mix=Rows(Origin, (Origin(*group, len(its), len(leads)) for group, its in groups.items())),
        deals=deals,
        deals_by=Rows(
            DealSizes, (DealSizes.of(its, agreement.currency, group) for group, its in groups.items())
        ),
        waiting=Rows(Standing, standing(leads, steps, counting.until)),
        closed=tuple(sorted(moment(at) for lead in leads if (at := _closed(lead)) is not None)),
        doubts=Rows(Finding, doubts(seen)),
    )


def _closed(lead: Passing) -> int | None:
    return None if lead.dated_before is not None else lead.reached[-1]


def _fields(agreement: Agreement, by: str | None, segment: str | None) -> dict[str, str]:
    """The fields by which leads are told apart, as `source` and `segment`."""
    if by == SOURCE and SOURCE not in agreement.fields:
        by = None
    found = {}
    for name, field in (("source", by), ("segment", segment)):
        if field is not None:
            known("field", field, agreement.fields)
            found[name] = field
    return found


def _grouped(
    leads: Iterable[Passing], names: Sequence[str]
) -> Iterator[tuple[tuple[str | None, str | None], list[Passing]]]:
    """The leads by source and segment, in the order of their names."""
    if not names:
        return
    found: dict[tuple[str, ...], list[Passing]] = {}
    for lead in leads:
        found.setdefault(lead.group, []).append(lead)
    for group in sorted(found):
        values = dict(zip(names, group, strict=True))
        yield (values.get("source"), values.get("segment")), found[group]


def _windows(
    counting: Counting, leads: Sequence[Passing], mature_after: Maturity
) -> tuple[Window | None, ...]:
    """How mature leads have to be for the step to each stage but the first."""
    if isinstance(mature_after, Mapping):
        for name in mature_after:
            if name not in counting.stages[1:]:
                guess = nearest(str(name), counting.stages[1:]) or f"one of {', '.join(counting.stages[1:])}"
                raise EntryError(f"`mature_after` names `{name}`, to which no stage leads", write=guess)
    return tuple(
        _window(counting, leads, mature_after, place, place + 1) for place in range(len(counting.stages) - 1)
    )


def _of_whole(counting: Counting, leads: Sequence[Passing], mature_after: Maturity) -> Window | None:
    """The same from the first stage to the last; what is said of single stages does not say it."""
    said = None if isinstance(mature_after, Mapping) else mature_after
    return _window(counting, leads, said, 0, len(counting.stages) - 1)


def _window(
    counting: Counting, leads: Sequence[Passing], said: Maturity, start: int, end: int
) -> Window | None:
    if isinstance(said, Mapping):
        said = said.get(counting.stages[end])
    if said is None:
        return maturity_of(counting.lag(leads, start, end))
    return None if said == ANY else Window.of(said)
