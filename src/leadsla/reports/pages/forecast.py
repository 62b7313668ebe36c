"""Where an allowance will stand over the rest of its period, as a fan, with what that rests on.

The clocks still to be judged are spread evenly over the open time that is left, and each of them is taken for a draw
whose odds are known from those judged: of the last open days where these are enough, else of the whole period. How many
will come is itself expected and not known, so the fan is a little too narrow; that is said with it.
"""

from __future__ import annotations

from typing import Final

import attrs

from leadsla.allowance import LEAST_JUDGED, Allowance, Recent
from leadsla.errors import ExtraError

#: The chances that the inner and the outer band hold what comes, and the quantiles at their ends.
INNER, OUTER = 0.5, 0.9
_ENDS: Final = (0.25, 0.75, 0.05, 0.95)
_MOST_POINTS: Final = 12


@attrs.frozen
class Ahead:
    """A point of the fan: `x` is a share of the open time of the period, `to_judge` are so many judged until then.

    The rest says how many more late leads can be afforded then: the least and the most of the inner and outer band.
    """

    x: float
    to_judge: int
    inner_low: int
    inner_high: int
    outer_low: int
    outer_high: int


@attrs.frozen
class Forecast:
    """The fan of an allowance; without points `why_not` says why there is none.

    `basis` is `recent` (the last open days) or `so_far` (the whole period); of `judged` in it `breached` were late.
    """

    basis: str | None
    days: int
    judged: int
    breached: int
    points: tuple[Ahead, ...]
    why_not: str = ""


def forecast(one: Allowance, left: int, now: float) -> Forecast | None:
    """The fan from where the allowance stands, `left` at `now`; None where nothing is still to be judged."""
    if one.row.ended or not one.to_judge:
        return None
    name, basis = ("recent", one.recent) if one.recent.enough else ("so_far", one.so_far)
    if not basis.enough:
        few = f"No forecast is drawn: {basis.judged:,} judged are too few, it takes {LEAST_JUDGED}."
        return Forecast(None, basis.days, basis.judged, basis.breached, (), few)
    try:
        points = tuple(_ahead(one, basis, left, now, count) for count in _counts(one.to_judge))
    except ExtraError as error:
        return Forecast(None, basis.days, basis.judged, basis.breached, (), f"No forecast is drawn: {error}.")
    return Forecast(name, basis.days, basis.judged, basis.breached, points)


def _counts(to_judge: int) -> list[int]:
    """From none to all of those still to be judged, in even steps."""
    steps = min(to_judge, _MOST_POINTS)
    return [round(to_judge * step / steps) for step in range(steps + 1)]


def _ahead(one: Allowance, basis: Recent, left: int, now: float, count: int) -> Ahead:
    late = [one.breached_of(basis, count, chance) or 0 for chance in _ENDS]
    x = round(now + (1 - now) * count / (one.to_judge or 1), 5)
    return Ahead(x, count, left - late[1], left - late[0], left - late[3], left - late[2])
