"""What is owed for a period: the review of a missed target, the remedy of a quota that was not reached.

A consequence about a period has no lead, so its duty is settled by what the team does: events without a lead, after the
consequence. Like the clocks of periods these clocks are a pure function of facts: of the consequences that stand, and
of what the team has done; what is retracted takes its duty along.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs

from leadsla.consequences import Consequence
from leadsla.evaluation.clocks import Clock, clock_view, reckoned
from leadsla.evaluation.promises import promise_of
from leadsla.instants import instant
from leadsla.lead import BREACHED, MET, Lead, RunningClock

if TYPE_CHECKING:
    from leadsla.evaluation.compile import Program


@attrs.frozen(eq=False)
class PeriodDuty:
    """The clock of a duty, and the period that it is owed for."""

    clock: RunningClock
    period: str

    def view(self, at: int) -> Clock:
        """The clock as callers see it."""
        return attrs.evolve(clock_view(self.clock, Lead(""), at), lead=None, period=self.period)


def duties_of_periods(
    program: Program, consequences: Iterable[Consequence], team: Lead | None, limit: int
) -> list[PeriodDuty]:
    """The duties that follow from consequences about periods, as they are seen at `limit`, in order of start."""
    done: dict[int, list[int]] = {}
    for place, at, *_ in () if team is None else team.facts:
        done.setdefault(place, []).append(at)
    found: list[PeriodDuty] = []
    cycles = Counter[tuple[int, str]]()
    for said in sorted(consequences, key=lambda said: said.at):
        version = _version_of(program, said)
        number = program.period_duties_by_place.get((version, said.clause, said.on, said.key[-1]))
        if said.period is not None and number is not None:
            clock = _clock(program, number, instant(said.at), done, limit)
            cycles[number, said.period] += 1
            clock.cycle = cycles[number, said.period]
            found.append(PeriodDuty(clock, said.period))
    return found


def _version_of(program: Program, said: Consequence) -> str:
    """The version of which a consequence about a period is: that of the target, or of the clause in that period."""
    if len(program.editions) == 1:
        return program.version
    if said.on == "missed":
        promise = promise_of(program, said.clause, said.period or "")
        return program.version if promise is None else promise.version
    named = (
        terms.version
        for terms in program.periods
        if terms.clause.id == said.clause and any(terms.named(slot) == said.key[2] for slot in terms.slots)
    )
    return next(named, program.version)


def _clock(
    program: Program, number: int, started: int, done: dict[int, list[int]], limit: int
) -> RunningClock:
    duty = program.period_duties[number]
    terms = duty.terms(0, duty.calendars.edition(duty.calendars.default, started))
    clock = RunningClock(terms, None, started, started, reckoned(terms.forward, started))
    clock.step = duty.step
    deeds = done.get(len(program.places) + number, [])
    after = bisect_right(deeds, started)
    if after < len(deeds):
        clock.done_at = clock.ended_at = deeds[after]
    if clock.done_at is not None and clock.done_at <= clock.due:
        clock.outcome = MET
    elif clock.due < limit:
        clock.outcome, clock.breached_at = BREACHED, clock.due
    return clock
