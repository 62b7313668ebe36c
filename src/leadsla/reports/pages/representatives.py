"""Whether representatives differ beyond chance: rates against their counts, with the limits of chance around a target.

No league table: of twenty who all do the same, one stands last. A representative lies outside a limit where so few (or
so many) met clocks would be that unlikely, were each met with the chance that the target asks for; that is worked out
exactly, by the binomial distribution. Only who lies outside is named.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import attrs

from leadsla.evaluation import Plan
from leadsla.lead import BREACHED, MET
from leadsla.reports.pages.scene import Cell, Scene, number, thinned

#: How sure the inner and the outer limit are.
INNER, OUTER = 0.95, 0.998
_FEWEST: Final = 2
_MOST_POINTS: Final = 120


@attrs.frozen
class Representative:
    """The judged clocks of a representative; `name` is None within the limits.

    `outside` is the sureness of the widest limit that the rate lies outside of, else None.
    """

    judged: int
    met: int
    outside: float | None
    name: str | None


@attrs.frozen
class Limit:
    """Of so many judged clocks the fewest and the most that are met within the inner and the outer limit."""

    judged: int
    inner_low: int
    inner_high: int
    outer_low: int
    outer_high: int


@attrs.frozen
class Spread:
    """The representatives of a promise in a period against its target, in the order of their counts.

    `limits` are those drawn; `nobody` are judged clocks of leads that were assigned to nobody.
    """

    id: str
    clause: str
    name: str
    period: str
    target: float
    representatives: tuple[Representative, ...]
    limits: tuple[Limit, ...]
    nobody: int
    answer: str


def spreads(scene: Scene, targets: dict[str, float | None]) -> tuple[Spread, ...]:
    """Each promise with a target and at least two representatives; none without scipy."""
    try:
        from scipy.stats import binom
    except ImportError:
        return ()
    found = (_spread(cell, targets[cell.id], binom) for cell in scene.cells)
    return tuple(one for one in found if one is not None)


def _spread(cell: Cell, target: float | None, binom: Any) -> Spread | None:
    if target is None:
        return None
    judged: Counter[str | None] = Counter()
    met: Counter[str | None] = Counter()
    for clock in cell.clocks:
        # What is due as it starts was done, or left undone, by whoever had the lead before.
        if clock.outcome in (MET, BREACHED) and (isinstance(clock, Plan) or clock.due > clock.started):
            judged[clock.assignee or None] += 1
            met[clock.assignee or None] += clock.outcome == MET
    people = sorted((judged[name], met[name], name) for name in judged if name is not None)
    if len(people) < _FEWEST:
        return None
    most = people[-1][0]
    counts = sorted({round(x) for x, _ in thinned(((n, n) for n in range(1, most + 1)), _MOST_POINTS)})
    needed = sorted({*counts, *(count for count, _, _ in people)})
    limits = {one.judged: one for one in _limits(needed, target, binom)}
    return Spread(
        id=cell.id,
        clause=cell.clause,
        name=cell.name,
        period=cell.period,
        target=target,
        representatives=tuple(_placed(count, good, name, limits[count]) for count, good, name in people),
        limits=tuple(limits[count] for count in counts),
        nobody=judged[None],
        answer=_answer([_placed(count, good, name, limits[count]) for count, good, name in people]),
    )


def _limits(counts: list[int], target: float, binom: Any) -> list[Limit]:
    """The counts of met ones that are not too unlikely on their side, each side having half of what is left over."""
    found = []
    for sure in (INNER, OUTER):
        tail = (1 - sure) / 2
        low = binom.ppf(tail, counts, target)
        high = counts - binom.ppf(tail, counts, 1 - target)
        found.append([(int(least), int(most)) for least, most in zip(low, high, strict=True)])
    return [
        Limit(count, *inner, *outer) for count, inner, outer in zip(counts, found[0], found[1], strict=True)
    ]


def _placed(judged: int, met: int, name: str, limit: Limit) -> Representative:
    outside = None
    if not limit.inner_low <= met <= limit.inner_high:
        outside = INNER
    if not limit.outer_low <= met <= limit.outer_high:
        outside = OUTER
    return Representative(judged, met, outside, name if outside else None)


def _answer(people: list[Representative]) -> str:
    outside = [one for one in people if one.outside]
    said = (
        f"{len(outside):,} of {number(len(people), 'representative')}"
        if outside
        else (f"None of {number(len(people), 'representative')}")
    )
    verb = "lie" if len(outside) > 1 else "lies"
    chance = (1 - INNER) * len(people)
    return f"{said} {verb} outside the {INNER:.0%} limits; by chance alone up to {chance:.1f} would.".replace(
        "%", " %"
    )
