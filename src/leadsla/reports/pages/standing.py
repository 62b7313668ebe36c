"""How the promises stand: the verdict, a row each, and how many late leads each target can still afford."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from typing import Final

import attrs

from leadsla.allowance import Allowance
from leadsla.attainment import KEPT, MISSED, UNDECIDED, Attainment
from leadsla.calendars import Timeline
from leadsla.clauses import Clause
from leadsla.errors import ExtraError
from leadsla.evaluation import Clock, Plan
from leadsla.instants import instant, moment, start_of_date
from leadsla.lead import BREACHED
from leadsla.metrics.variances import variances
from leadsla.periods import period_bounds
from leadsla.phrases import listed
from leadsla.reports.pages.forecast import Forecast, forecast
from leadsla.reports.pages.scene import Cell, Scene, anchor, key_of, number, percent, thinned

#: Of how many periods before a row shows the rate.
HISTORY: Final = 6
#: With fewer judged in either of two periods nothing is said of a change between them.
ENOUGH: Final = 20
_CHANGES: Final = 3
_DAY: Final = dt.timedelta(days=1)


@attrs.frozen
class Before:
    """A period before, or this one: what was met and breached in it, and what is still open."""

    period: str
    met: int
    breached: int
    open: int = 0

    @property
    def judged(self) -> int:
        """Those that count for the rate."""
        return self.met + self.breached

    @property
    def rate(self) -> float | None:
        """The met ones of those."""
        return self.met / self.judged if self.judged else None

    @property
    def low(self) -> Fraction:
        """The rate if all that is open were late."""
        return Fraction(self.met, self.judged + self.open)

    @property
    def high(self) -> Fraction:
        """The rate if all that is open were in time."""
        return Fraction(self.met + self.open, self.judged + self.open)


@attrs.frozen
class Standing:
    """A promise in a period. `low` and `high` are the rate if all that is open were late, or were in time.

    `course` says where a target that is undecided is heading at the pace of the last days: kept, missed, or None where
    there is too little to go by. `history` ends with the period itself.
    """

    id: str
    clause: str
    name: str
    owner: str
    period: str
    partial: bool
    ended: bool
    met: int
    breached: int
    open: int
    void: int
    rate: float | None
    low: float | None
    high: float | None
    target: float | None
    target_words: str
    status: str | None
    course: str | None
    history: tuple[Before, ...]


@attrs.frozen
class Breach:
    """A step of the burn-down: when, as a share of the open time of the period, and how many are left after it."""

    at: dt.datetime
    x: float
    left: int
    anchor: str


@attrs.frozen
class Left:
    """How many late leads a target can still afford in its period, and how they went.

    `budget` is what the whole period is expected to afford (to date, where nothing is expected); `steps` are the late
    ones in the order in which they became late, the last `now` being where it stands. `ticks` are dates by their place.
    `forecast` is None where nothing is still to be judged.
    """

    id: str
    clause: str
    name: str
    period: str
    budget: int
    left: int
    now: float
    steps: tuple[Breach, ...]
    ticks: tuple[tuple[float, str], ...]
    numbers: Allowance
    chance_recent: float | None
    chance_so_far: float | None
    forecast: Forecast | None
    answer: str
    detail: str


@attrs.frozen
class Change:
    """A promise whose rate moved since the period before."""

    name: str
    before: Before
    now: Before


@attrs.frozen
class Verdict:
    """The answer in a sentence or two, and what moved most since the period before."""

    kept: int
    missed: int
    undecided: int
    answer: str
    detail: str
    changes: tuple[Change, ...]
    #: What moved, or missed its target, beyond chance, in periods that are over; each with the test behind it.
    beyond_chance: tuple[str, ...] = ()


def standings(scene: Scene) -> tuple[Standing, ...]:
    """A row for each promise on leads that has clocks in the time that is looked at."""
    rows = {(row.clause, row.period): row for row in scene.evaluation.attainment()}
    by_clause: dict[str, list[Attainment]] = {}
    for row in rows.values():
        by_clause.setdefault(row.clause, []).append(row)
    courses = {(one.row.clause, one.row.period): one.on_course for one in scene.allowances}
    return tuple(
        _standing(cell, rows[cell.clause, cell.period], by_clause[cell.clause], courses)
        for cell in scene.cells
    )


def _standing(
    cell: Cell, row: Attainment, of_clause: list[Attainment], courses: dict[tuple[str, str], bool | None]
) -> Standing:
    judged, counted = row.met + row.breached, row.met + row.breached + row.open
    earlier = [
        Before(one.period, one.met, one.breached, one.open) for one in of_clause if one.period <= cell.period
    ]
    course = courses.get((cell.clause, cell.period)) if row.status == UNDECIDED else None
    return Standing(
        id=cell.id,
        clause=cell.clause,
        name=cell.name,
        owner=cell.owner,
        period=cell.period,
        partial=cell.partial,
        ended=row.ended,
        met=row.met,
        breached=row.breached,
        open=row.open,
        void=row.void,
        rate=row.met / judged if judged else None,
        low=row.met / counted if counted else None,
        high=(row.met + row.open) / counted if counted else None,
        target=None if row.target is None else float(row.target.value),
        target_words="" if row.target is None else str(row.target).replace("%", " %"),
        status=row.status,
        course=None if course is None else KEPT if course else MISSED,
        history=tuple(earlier[-HISTORY:]),
    )


def verdict(scene: Scene, rows: tuple[Standing, ...], lefts: tuple[Left, ...]) -> Verdict:
    """What is to be said first."""
    counts = {status: sum(row.status == status for row in rows) for status in (KEPT, MISSED, UNDECIDED)}
    promised = sum(counts.values())
    said = listed(f"{count} {status}" for status, count in counts.items() if count) if promised else ""
    answer = (
        f"{number(promised, 'target')}: {said}."
        if promised
        else "No promise on leads with a target has a clock in this period."
    )
    bad = {(row.clause, row.period) for row in rows if MISSED in (row.status, row.course)}
    over = [left for left in lefts if (left.clause, left.period) in bad or left.left < 0]
    worst = min(over or lefts, key=lambda one: (one.left / max(one.budget, 1), one.name), default=None)
    detail = "" if worst is None else f"{_named(worst, lefts)}: {worst.answer}"
    return Verdict(
        counts[KEPT],
        counts[MISSED],
        counts[UNDECIDED],
        answer,
        detail,
        _changes(rows),
        _beyond_chance(scene, {(row.clause, row.period) for row in rows}),
    )


def _named(left: Left, lefts: tuple[Left, ...]) -> str:
    """The promise, with its period where there are several and nothing else says which."""
    alone = sum(other.clause == left.clause for other in lefts) == 1
    return left.name if alone or left.period in left.answer else f"{left.name} in {left.period}"


def _beyond_chance(scene: Scene, told: set[tuple[str, str]]) -> tuple[str, ...]:
    try:
        flagged = variances(scene.evaluation).flagged
    except ExtraError:
        return ()
    return tuple(str(one) for one in flagged if (one.clause, one.period) in told)


def _changes(rows: tuple[Standing, ...]) -> tuple[Change, ...]:
    found = [
        Change(row.name, *row.history[-2:])
        for row in rows
        if len(row.history) > 1 and min(one.judged for one in row.history[-2:]) >= ENOUGH
    ]
    # What may still be undone by the clocks that are open has not moved yet: they are the slow ones.
    moved = [one for one in found if one.before.low > one.now.high or one.before.high < one.now.low]
    moved.sort(key=lambda one: -abs(one.now.met / one.now.judged - one.before.met / one.before.judged))
    return tuple(moved[:_CHANGES])


# -- late leads left -------------------------------------------------------------------------------------------------


def lefts(scene: Scene) -> tuple[Left, ...]:
    """The allowance of each target, with how it went."""
    cells = {(cell.clause, cell.period): cell for cell in scene.cells}
    return tuple(_left(scene, cells[one.row.clause, one.row.period], one) for one in scene.allowances)


def _left(scene: Scene, cell: Cell, one: Allowance) -> Left:
    agreement = scene.evaluation.agreement
    clause: Clause = scene.evaluation.clauses[cell.clause]
    start, end = period_bounds(cell.period, scene.face.tz)
    timeline = agreement.calendar_named(clause.calendar).timeline
    whole = timeline.between(start, end)

    def place(at: int) -> float:
        if at <= start or not whole:
            return 0.0
        return round(timeline.between(start, min(at, end)) / whole, 5)

    budget = one.allowed if one.allowed_expected is None else one.allowed_expected
    late = sorted((instant(became_late(clock)), anchor(key_of(clock))) for clock in cell.of(BREACHED))
    steps = tuple(
        Breach(moment(at), place(at), budget - gone, link) for gone, (at, link) in enumerate(late, 1)
    )
    now = place(instant(scene.evaluation.at))
    return Left(
        id=cell.id,
        clause=cell.clause,
        name=cell.name,
        period=cell.period,
        budget=budget,
        left=budget - one.row.breached,
        now=now,
        steps=_thinned(steps),
        ticks=_ticks(scene, timeline, start, end, place),
        numbers=one,
        chance_recent=_chance(one, recent=True),
        chance_so_far=_chance(one, recent=False),
        forecast=forecast(one, budget - one.row.breached, now),
        answer=_answer(one, budget),
        detail=_detail(scene, one),
    )


def _thinned(steps: tuple[Breach, ...]) -> tuple[Breach, ...]:
    kept = {place for _, place in thinned((float(place), float(place)) for place in range(len(steps)))}
    return tuple(step for place, step in enumerate(steps) if place in kept)


def became_late(clock: Clock | Plan) -> dt.datetime:
    """When a breach came about; that of a plan with the first of its steps that was missed."""
    if not isinstance(clock, Plan):
        return clock.breached_at or clock.due
    missed = [step.due for step in clock.steps if step.status in ("missed", "late")]
    return min(missed, default=clock.ended_at or clock.started)


def _ticks(
    scene: Scene, timeline: Timeline, start: int, end: int, place: Callable[[int], float]
) -> tuple[tuple[float, str], ...]:
    """The first open day of each week (of each month, in longer periods), where it begins on the axis."""
    first = scene.face.local(start).date()
    days = (scene.face.local(end - 1).date() - first).days + 1
    found: list[tuple[float, str]] = []
    for past in range(days):
        date = first + past * _DAY
        begins = past == 0 or (date.day == 1 if days > 45 else date.weekday() == 0)
        at = start_of_date(date, scene.face.tz)
        if begins and timeline.between(at, end):
            opens = timeline.next_open(at)
            spot = place(opens)
            if not found or spot - found[-1][0] > 0.06:
                found.append((spot, scene.face.day(opens)))
    return tuple(found)


def _chance(one: Allowance, *, recent: bool) -> float | None:
    try:
        found = one.chance(one.recent if recent else one.so_far)
    except ExtraError:
        return None
    return None if found is None else round(found, 4)


def _answer(one: Allowance, budget: int) -> str:
    late, left = one.row.breached, budget - one.row.breached
    late_words = number(late, "lead is late", "leads are late")
    if one.row.ended and not one.row.open:
        if left < 0:
            return f"{late_words}, {-left:,} more than the {budget:,} that the target allows."
        return f"{late_words}, and the target allows {budget:,}."
    if one.expected is None:
        allowed = f"{late_words}, and of the {one.count:,} so far {budget:,} may be"
        return f"{allowed}; too little of {one.row.period} is over to say how many will come."
    expected = "" if one.row.ended else f" of {one.expected:,} expected"
    if left < 0:
        return f"{late_words}, {-left:,} more than the {budget:,}{expected} that can be afforded in {one.row.period}."
    return (
        f"{late_words}, and {left:,} more can be afforded in {one.row.period} ({budget:,} in all{expected})."
    )


def _detail(scene: Scene, one: Allowance) -> str:
    said = []
    if one.pace is not None and not one.row.ended:
        recent = one.recent
        said.append(
            f"In the last {number(recent.days, 'open day')} {recent.breached:,} of {recent.judged:,} judged were late "
            f"({percent(recent.breached, recent.judged)}), {float(one.pace):.1f} times what the target allows."
        )
    if one.used_up_at is not None and one.left_expected is not None and one.left_expected >= 0:
        said.append(f"At that pace nothing is left from {scene.face.full(instant(one.used_up_at))} on.")
    if not one.row.ended and one.needed is not None and one.to_judge:
        if one.needed > one.to_judge:
            said.append(
                f"Of the {one.to_judge:,} still to be judged {one.needed:,} would have to be in time, which cannot be."
            )
        else:
            said.append(f"It is kept if {one.needed:,} of the next {one.to_judge:,} are in time.")
    if one.pace is None and not one.row.ended:
        said.append("Too few are judged or late to speak of a pace.")
    return " ".join(said)
