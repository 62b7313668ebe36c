"""The promises on leads that are broken most: how often, how late, what is still owed, and where to look further."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import attrs

from leadsla.lead import BREACHED
from leadsla.reports.reviews.figures import MEDIAN, MOST, quantile

if TYPE_CHECKING:
    from leadsla.evaluation import Evaluation
    from leadsla.evaluation.timings import Timing

#: From how many clocks on a representative is named. With fewer a single bad week makes the difference, and a list of
#: people would be one of chances.
ENOUGH_FOR_A_PERSON: Final = 20
#: So many leads are named of each promise: enough to see a pattern, few enough to be looked at in a meeting.
WORST: Final = 3


@attrs.frozen
class Lateness:
    """By how much `n` breached clocks passed their dues, in the time of their window.

    They are those that were done late, and those that are still owed, so far.
    """

    n: int
    median: dt.timedelta
    most: dt.timedelta
    #: Whether it is business time.
    business: bool


@attrs.frozen
class Late:
    """A breached clock of a lead: by how much it passed its due, so far where it is still `owed`.

    `late` is None where it was done too early.
    """

    lead: str
    clause: str
    cycle: int
    step: str | None
    assignee: str | None
    late: dt.timedelta | None
    business: bool
    owed: bool
    done: bool


@attrs.frozen
class Person:
    """A representative with enough clocks of a promise to be told apart."""

    assignee: str
    breached: int
    clocks: int


@attrs.frozen
class Offender:
    """A promise on leads that was breached: how often, of how many clocks, and how much of it is still owed.

    `never` counts those that were not done and are not owed any more. `steps` are those of a plan that were breached,
    with how often. `people` are representatives with enough clocks, by
    name; `others` is what all others have together, as (people, breached, clocks).
    """

    clause: str
    name: str
    owner: str
    breached: int
    clocks: int
    owed: int
    never: int
    lateness: Lateness | None
    steps: tuple[tuple[str, int], ...]
    people: tuple[Person, ...]
    others: tuple[int, int, int]
    worst: tuple[Late, ...]


@attrs.frozen
class Breaches:
    """All clocks of leads that started in the period, and the promises that were breached, the most often first."""

    clocks: int
    breached: int
    owed: int
    offenders: tuple[Offender, ...] = ()


def breaches(evaluation: Evaluation, timings: Iterable[Timing]) -> Breaches:
    """What was breached of the clocks of leads that started in the period."""
    by_clause: dict[str, list[Timing]] = {}
    for timing in timings:
        by_clause.setdefault(timing.clock.clause, []).append(timing)
    found = [
        _offender(evaluation, clause, found)
        for clause, found in by_clause.items()
        if any(timing.clock.outcome == BREACHED for timing in found)
    ]
    order = list(evaluation.clauses)
    found.sort(key=lambda offender: (-offender.breached, order.index(offender.clause)))
    return Breaches(
        clocks=sum(map(len, by_clause.values())),
        breached=sum(offender.breached for offender in found),
        owed=sum(offender.owed for offender in found),
        offenders=tuple(found),
    )


def _offender(evaluation: Evaluation, clause: str, timings: Sequence[Timing]) -> Offender:
    breached = [timing for timing in timings if timing.clock.outcome == BREACHED]
    people, others = _people(timings)
    named = evaluation.clauses[clause]
    steps = Counter(
        timing.clock.step.partition(":")[0] for timing in breached if timing.clock.step is not None
    )
    return Offender(
        clause=clause,
        name=named.name,
        owner=named.owner,
        breached=len(breached),
        clocks=len(timings),
        owed=sum(timing.clock.owed for timing in breached),
        never=sum(not timing.clock.owed and timing.clock.done_at is None for timing in breached),
        lateness=_lateness(breached),
        steps=tuple(steps.most_common()),
        people=people,
        others=others,
        worst=_worst(breached),
    )


def _is_business(timing: Timing) -> bool:
    return timing.window is not None and timing.window.business


def _lateness(breached: Iterable[Timing]) -> Lateness | None:
    """How late; where segments count in different time, of the time in which most were late."""
    by_basis: dict[bool, list[dt.timedelta]] = {}
    for timing in breached:
        if timing.late is not None and (timing.clock.owed or timing.clock.done_at is not None):
            by_basis.setdefault(_is_business(timing), []).append(timing.late)
    if not by_basis:
        return None
    business = max(by_basis, key=lambda basis: (len(by_basis[basis]), basis))
    late = sorted(by_basis[business])
    return Lateness(len(late), quantile(late, MEDIAN), quantile(late, MOST), business)


def _people(timings: Iterable[Timing]) -> tuple[tuple[Person, ...], tuple[int, int, int]]:
    clocks, breached = Counter[str](), Counter[str]()
    for timing in timings:
        if timing.clock.assignee is not None:
            clocks[timing.clock.assignee] += 1
            breached[timing.clock.assignee] += timing.clock.outcome == BREACHED
    named = sorted(name for name, number in clocks.items() if number >= ENOUGH_FOR_A_PERSON)
    rest = [name for name in clocks if name not in named]
    return (
        tuple(Person(name, breached[name], clocks[name]) for name in named),
        (len(rest), sum(breached[name] for name in rest), sum(clocks[name] for name in rest)),
    )


def _worst(breached: Iterable[Timing]) -> tuple[Late, ...]:
    nothing = dt.timedelta(-1)

    def key(timing: Timing) -> tuple[dt.timedelta, str, int]:
        late = nothing if timing.late is None else timing.late
        return -late, timing.clock.lead or "", timing.clock.cycle

    found: dict[str | None, Late] = {}
    for timing in sorted(breached, key=key):
        clock = timing.clock
        late = Late(
            clock.lead or "",
            clock.clause,
            clock.cycle,
            clock.step,
            clock.assignee,
            timing.late,
            _is_business(timing),
            clock.owed,
            clock.done_at is not None,
        )
        found.setdefault(clock.lead, late)  # a lead once, by the worst of its clocks
        if len(found) == WORST:
            break
    return tuple(found.values())
