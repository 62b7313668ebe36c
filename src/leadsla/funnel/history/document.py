"""The funnel of a log as a funnel document, which people can read, change and sign.

Every rate is written as what was counted, so that whoever plans by it is told how sure it is. Where none of some leads
converted, a rate of 0 would make every goal impossible and is not what the log says; then the rate is what is believed
after it (a beta distribution by Jeffreys' prior).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from leadsla.errors import EntryError, WindowError, nearest
from leadsla.funnel.history.lags import Lag
from leadsla.funnel.history.steps import Step
from leadsla.instants import instant, iso, zone
from leadsla.periods import period_bounds

if TYPE_CHECKING:
    from leadsla.funnel.history.deals import DealSizes
    from leadsla.funnel.history.history import FunnelHistory

#: From so many mature leads on a source has a rate of its own, and from so many amounts a deal size. Of fewer, chance
#: says more than the source does, and that of all leads is the better guess.
OWN: Final = 30
#: Shares of the mix are told in so many parts of the whole, which they add up to.
_PARTS: Final = 10**6
_ALREADY: Final = (
    "In the funnel already, as of then: who has not gone on, lost or not, because rates are of all."
)
_WRAP: Final = textwrap.TextWrapper(width=98, break_on_hyphens=False)


def tree_of(history: FunnelHistory, goal: Any, known: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of a funnel document; what is `known` beside the log stands in it, and before what the log says."""
    found: dict[str, Any] = {"goal": goal}
    size = _size(history.deals)
    if size is not None:
        found["deal_size"] = size
    costs = known.get("cost_per_lead")
    if isinstance(costs, Mapping):
        known = {name: value for name, value in known.items() if name != "cost_per_lead"}
    else:
        costs = {}
    found["stages"] = [{"name": history.stages[0]}, *map(_stage, history.steps)]
    if history.mix:
        found["sources"] = list(_sources(history, costs))
    for name in costs.keys() - {part.source for part in history.mix}:
        names = [str(part.source) for part in history.mix]
        raise EntryError(f"no lead came from `{name}`", write=nearest(str(name), names))
    already = _already(history, goal)
    found |= {"already": already} if already else {}
    return {**found, **{name: value for name, value in known.items() if value is not None}}


def _stage(step: Step) -> dict[str, Any]:
    found: dict[str, Any] = {"name": step.to}
    rate, days = _rate(step), _days(step.lag)
    found |= {} if rate is None else {"rate": rate}
    return found | ({} if days is None else {"days": days})


def _rate(step: Step) -> dict[str, int | float] | None:
    count, total = step.rate.count, step.rate.total
    if not total:
        return None
    return {"converted": count, "of": total} if count else {"alpha": 0.5, "beta": total + 0.5}


def _days(lag: Lag) -> dict[str, float] | None:
    return {f"p{round(one.share * 100)}": round(one.days, 2) for one in lag.quantiles} or None


def _size(deals: DealSizes) -> Any:
    if not deals.mean:
        return None
    mean = _number(deals.mean)
    return {"mean": mean, "sd": _number(deals.sd)} if deals.sd else mean


def _number(value: Any) -> int | float:
    return int(value) if value == int(value) else float(value)


def _sources(history: FunnelHistory, costs: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each source with its share of the leads, its own rates, and its own deals where there are enough."""
    shares = _shares([part.leads for part in history.mix])
    for part, share, deals in zip(history.mix, shares, history.deals_by, strict=True):
        found: dict[str, Any] = {"name": part.source or "all"}
        found |= {} if part.segment is None else {"segment": part.segment}
        found["share"] = share
        cost = costs.get(part.source or "")
        found |= {} if cost is None else {"cost_per_lead": cost}
        rates = {
            step.to: _rate(step)
            for step in history.groups
            if (step.source, step.segment) == (part.source, part.segment) and step.rate.total >= OWN
        }
        found |= {"rates": rates} if rates else {}
        size = _size(deals) if deals.told >= OWN else None
        yield found | ({} if size is None else {"deal_size": size})


def _shares(leads: list[int]) -> list[str]:
    """The shares as percentages in parts of a million, by largest remainders, so that they add up to 100 %.

    What is less than one part is written as one, because a share is never 0.

    >>> _shares([1, 1, 1])
    ['33.3334%', '33.3333%', '33.3333%']
    """
    total = sum(leads)
    exact = [Fraction(count * _PARTS, total) for count in leads]
    parts = [max(int(part), 1) for part in exact]
    left = sorted(range(len(leads)), key=lambda place: (parts[place] - exact[place], place))
    for place in left[: max(_PARTS - sum(parts), 0)]:
        parts[place] += 1
    parts[parts.index(max(parts))] -= max(sum(parts) - _PARTS, 0)
    return [f"{part / 10_000:.4f}".rstrip("0").rstrip(".") + "%" for part in parts]


def _already(history: FunnelHistory, goal: Any) -> dict[str, Any]:
    """What had closed in the period of the goal and what waits, where all rates are known; nothing without a period."""
    period = goal.get("period") if isinstance(goal, Mapping) else getattr(goal, "period", None)
    if period is None or not all(step.rate.total for step in history.steps):
        return {}
    try:
        first, after = period_bounds(str(period), zone(history.timezone))
    except WindowError:
        return {}  # the funnel says what is wrong with it
    found: dict[str, Any] = {}
    for one in history.waiting:
        found.setdefault(one.stage, []).append({"count": one.leads, "days": one.days})
    closed = sum(first <= instant(at) < after for at in history.closed)
    return found | ({history.stages[-1]: closed} if closed else {})


def yaml_of(history: FunnelHistory, goal: Any, known: Mapping[str, Any]) -> str:
    """The document as YAML, under comments that say what it rests on."""
    from leadsla.documents.yaml_writer import write_yaml

    tree = tree_of(history, goal, known)
    said = [*_said(history), *([_ALREADY] if "already" in tree and "already" not in known else [])]
    lines = [line for text in said for line in _WRAP.wrap(text)]
    return "".join(f"# {line}\n" for line in lines) + write_yaml(tree)


def _said(history: FunnelHistory) -> Iterator[str]:
    yield (
        f"The funnel of {history.counted:,} of {history.leads:,} leads as of {iso(instant(history.at))}, under the "
        f"agreement {history.agreement}, version {history.version}."
    )
    for out in history.left_out:
        yield f"Left out: {out.leads:,} leads ({out.why})."
    for step in history.steps:
        yield _rests_on(step)
    if any(step.rate.total < OWN for step in history.groups):
        yield f"Where a source has fewer than {OWN} leads of its own that count, it has the rate of all."
    for finding in history.doubts:
        yield f"{finding.what} {finding.do}"


def _rests_on(step: Step) -> str:
    counts = f"From {step.from_} to {step.to}: {step.rate.count:,} of {step.rate.total:,} leads"
    if step.mature_after is None:
        return f"{counts} of any age."
    return f"{counts} that had {step.mature_after} or more; {step.young:,} younger ones are not counted."
