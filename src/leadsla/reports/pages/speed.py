"""How fast: the share done within a time, as it is counted and as the lead felt it.

The curve has the denominator of the rate: what was met or breached. What is open and not yet due is left out, as in the
rate; what was breached and never done stays below the line for ever. So the counted curve is at the rate exactly where
the window ends.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Final

import attrs

from leadsla.evaluation import Plan
from leadsla.evaluation.explanation.wording import microseconds, words
from leadsla.evaluation.timings import Timing
from leadsla.instants import MICROSECOND
from leadsla.lead import BREACHED, MET, VOID
from leadsla.metrics.survival import Survival
from leadsla.reports.pages.scene import MOST_POINTS, Cell, Scene, number, percent, thinned
from leadsla.reports.reviews.figures import quantile
from leadsla.windows import Window

_QUANTILES: Final = (Fraction(1, 2), Fraction(8, 10), Fraction(9, 10))
_NOTHING: Final = dt.timedelta()


@attrs.frozen
class Strip:
    """The times within which half, eight and nine in ten were done, of those who had one window.

    None where so many never were. `counted` is the time of the window, `elapsed` that of the wall clock.
    """

    window: str
    judged: int
    met: int
    counted: tuple[dt.timedelta | None, ...]
    elapsed: tuple[dt.timedelta | None, ...]


@attrs.frozen
class Censored:
    """The share done with those that still wait taken as waiting so long at least: Kaplan and Meier's, with its band.

    `done` and `waiting` are how many; points are (x, share, low, high), the ends of the band None where there is none.
    """

    done: int
    waiting: int
    counted: tuple[tuple[float, float, float | None, float | None], ...]
    elapsed: tuple[tuple[float, float, float | None, float | None], ...]


@attrs.frozen
class Speed:
    """The share of a promise's judged clocks done within so long.

    `x` are seconds; where windows differ from clock to clock (`relative`) they are shares of the window instead, and
    there is no elapsed curve. `window` is where the window ends on that axis.
    """

    id: str
    clause: str
    name: str
    period: str
    business: bool
    relative: bool
    window: float
    judged: int
    met: int
    never: int
    open: int
    target: float | None
    counted: tuple[tuple[float, float], ...]
    elapsed: tuple[tuple[float, float], ...]
    strips: tuple[Strip, ...]
    answer: str
    #: The curves with those still waiting, where they are asked for.
    censored: Censored | None = None

    def at(self, x: float) -> float:
        """The share done within `x`, as it is counted."""
        place = bisect_right(self.counted, (x, 2.0)) - 1
        return self.counted[place][1] if place >= 0 else 0.0


@attrs.frozen
class _Taken:
    """How long one clock took: in the time of its window, and by the wall clock; None where it never was done.

    `waited` is the same up to when it was done, ceased to be owed, or now.
    """

    window: str
    given: dt.timedelta
    met: bool
    counted: dt.timedelta | None
    elapsed: dt.timedelta | None
    waited: tuple[dt.timedelta, dt.timedelta]


def speeds(scene: Scene, targets: Mapping[str, float | None], *, censored: bool = False) -> tuple[Speed, ...]:
    """A curve for each promise in which something was to be done within a time; `targets` by the ids of cells.

    With `censored` also the curves in which those that are open take part; that needs scipy, and raises `ExtraError`.
    """
    found = (_speed(scene, cell, targets[cell.id], censored) for cell in scene.cells)
    return tuple(one for one in found if one is not None)


def _speed(scene: Scene, cell: Cell, target: float | None, censored: bool) -> Speed | None:
    known = [scene.timing(clock) for clock in cell.clocks if not isinstance(clock, Plan)]
    judged = [one for one in known if one.clock.outcome in (MET, BREACHED)]
    clause = scene.evaluation.clauses[cell.clause]
    if getattr(clause, "inverse", False) or not judged or any(one.window is None for one in judged):
        return None
    if not any(one.clock.done_at for one in judged):
        return None
    at = scene.evaluation.at
    taken = [_taken(one, at) for one in judged]
    relative = len({one.given for one in taken}) > 1
    met = sum(one.met for one in taken)
    window = 1.0 if relative else taken[0].given / dt.timedelta(seconds=1)
    if window <= 0:
        return None
    business = any(one.window is not None and one.window.business for one in judged)
    never = sum(one.counted is None for one in taken)
    strips = _strips(taken)
    return Speed(
        id=cell.id,
        clause=cell.clause,
        name=cell.name,
        period=cell.period,
        business=business,
        relative=relative,
        window=window,
        judged=len(taken),
        met=met,
        never=never,
        open=len(cell.of("open")),
        target=target,
        counted=_curve([_x(one, relative) for one in taken], len(taken), window),
        elapsed=()
        if relative
        else _curve(
            [None if one.elapsed is None else one.elapsed.total_seconds() for one in taken],
            len(taken),
            window,
        ),
        strips=strips,
        answer=_answer(taken, strips, met, never, business),
        censored=_censored([_taken(one, at) for one in known if one.clock.outcome != VOID], relative)
        if censored
        else None,
    )


def _censored(taken: list[_Taken], relative: bool) -> Censored:
    """The curves of all that were not voided; lengths are shares of the window where windows differ."""
    unit = dt.timedelta(seconds=1)
    curves = []
    for place in (0, 1):
        lengths = [
            one.waited[place] / (one.given or unit) if relative else one.waited[place] / unit for one in taken
        ]
        done = [length * unit for length, one in zip(lengths, taken, strict=True) if one.counted is not None]
        going = [length * unit for length, one in zip(lengths, taken, strict=True) if one.counted is None]
        found = Survival.of(done, going)
        steps = zip(found.times, found.shares, found.lows, found.highs, strict=True)
        curves.append(_thinned(list(steps)))
    return Censored(found.done, found.waiting, curves[0], () if relative else curves[1])


def _thinned(
    steps: list[tuple[float, float, float | None, float | None]],
) -> tuple[tuple[float, float, float | None, float | None], ...]:
    kept = thinned([(float(place), 0.0) for place in range(len(steps))])
    return tuple(steps[int(place)] for place, _ in kept)


@lru_cache(maxsize=1000)
def _said(window: Window | None) -> str:
    """A window in words; there are few, for many clocks."""
    return str(window)


def _taken(timing: Timing, at: dt.datetime) -> _Taken:
    """What was breached took longer than it was given, also where nothing that counts lies between due and done."""
    clock = timing.clock
    counted = elapsed = None
    if clock.done_at is not None:
        elapsed = clock.done_at - clock.started
        counted = clock.counted
        if clock.outcome == BREACHED:
            counted = timing.given + max(timing.late or _NOTHING, MICROSECOND)
        elif counted > timing.given:
            counted = timing.given
    waited = timing.given + timing.late if timing.late is not None else clock.counted
    waits = (waited if counted is None else counted), (clock.done_at or clock.ended_at or at) - clock.started
    return _Taken(_said(timing.window), timing.given, clock.outcome == MET, counted, elapsed, waits)


def _x(one: _Taken, relative: bool) -> float | None:
    if one.counted is None:
        return None
    if not relative:
        return one.counted.total_seconds()
    if not one.given:
        return 1.0 if one.met else 2.0
    return one.counted / one.given


def _curve(lengths: list[float | None], judged: int, window: float) -> tuple[tuple[float, float], ...]:
    """The steps of the share done, few enough to draw; the last step within the window is always among them."""
    done = sorted(length for length in lengths if length is not None)
    steps: dict[float, float] = {}
    for place, length in enumerate(done, 1):
        steps[length] = place / judged
    points = list(steps.items())
    if len(points) <= MOST_POINTS:
        return tuple(points)
    inside = bisect_right(points, (window, 2.0)) - 1
    stride = len(points) / (MOST_POINTS - 2)
    kept = {int(place * stride) for place in range(MOST_POINTS - 2)} | {len(points) - 1, max(inside, 0)}
    return tuple(points[place] for place in sorted(kept))


def _strips(taken: list[_Taken]) -> tuple[Strip, ...]:
    groups: dict[str, list[_Taken]] = {}
    for one in taken:
        groups.setdefault(one.window, []).append(one)
    return tuple(
        Strip(
            window,
            len(group),
            sum(one.met for one in group),
            _quantiles([one.counted for one in group]),
            _quantiles([one.elapsed for one in group]),
        )
        for window, group in sorted(groups.items())
    )


def _quantiles(lengths: list[dt.timedelta | None]) -> tuple[dt.timedelta | None, ...]:
    """Those never done come last, so that a quantile among them is not reached."""
    done = sorted(length for length in lengths if length is not None)
    ordered = [*done, *[None] * (len(lengths) - len(done))]
    return tuple(quantile(ordered, share) for share in _QUANTILES)


def _answer(taken: list[_Taken], strips: tuple[Strip, ...], met: int, never: int, business: bool) -> str:
    if len(strips) == 1:
        half, felt = strips[0].counted[0], strips[0].elapsed[0]
    else:
        half = _quantiles([one.counted for one in taken])[0]
        felt = _quantiles([one.elapsed for one in taken])[0]
    said = f"{met:,} of {len(taken):,} ({percent(met, len(taken))}) were done in time"
    if half is not None and felt is not None:
        clock = "of business time" if business else "by the clock"
        said += f"; half within {rounded(half, days=not business)} {clock}"
        said += f", which the lead felt as {rounded(felt, days=True)}" if business else ""
    return f"{said}; {number(never, 'was never done', 'were never done')}." if never else f"{said}."


def rounded(length: dt.timedelta, *, days: bool = False) -> str:
    """A length of time, cut to what matters: seconds below two minutes, else minutes.

    >>> rounded(dt.timedelta(seconds=95)), rounded(dt.timedelta(hours=3, minutes=5, seconds=7))
    ('1 min 35 s', '3 h 5 min')
    """
    unit = dt.timedelta(seconds=1) if length < dt.timedelta(minutes=2) else dt.timedelta(minutes=1)
    return words(microseconds(length // unit * unit), days=days)
