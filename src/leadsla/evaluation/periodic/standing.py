"""How the clock of a period stands at an instant: a pure function of its slot, the facts, and the instant.

Boundaries are decided here for every kind. A clock is there from just after its slot has begun; it is met at the
instant of the fact that reaches what is promised; what is judged at its due is seen just after it, like a breach. When
a period is over nothing can be done about it any more, so a breached clock is not owed, and has no ladder.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import attrs

from leadsla.clauses.period import Fact, Finding, Slot
from leadsla.consequences import Consequence
from leadsla.evaluation.clocks import Clock
from leadsla.evaluation.periodic.terms import PeriodTerms
from leadsla.instants import NEVER, moment, moment_or_none
from leadsla.lead import BREACHED, MET, OPEN, VOID


@attrs.frozen(eq=False)
class PeriodClock:
    """The clock of one slot as it stands; `changes` is the first instant at which it will look different."""

    terms: PeriodTerms
    slot: Slot
    outcome: str
    ended_at: int | None
    changes: int
    consequences: tuple[Consequence, ...] = ()
    #: Why nothing is promised, of a clock that is void.
    why_void: str = ""

    @property
    def started(self) -> int:
        return self.slot.start

    @property
    def breached_at(self) -> int | None:
        """When it was breached: at its due."""
        return self.ended_at if self.outcome == BREACHED else None


def stands(terms: PeriodTerms, slot: Slot, facts: Sequence[Fact], limit: int) -> PeriodClock:
    """The clock of a slot that has begun before `limit`, as it is seen at `limit`; `facts` are all of the clause."""
    clause = terms.clause
    finding = clause.finding(slot, terms.facts_of(slot, facts))
    outcome, ended, seen = _end(terms, slot, finding)
    told = list(_told(terms, slot, outcome, ended))
    changes = min((at for at in (seen, *(at for at, _ in told)) if at > limit), default=NEVER)
    now = tuple(consequence for at, consequence in told if at <= limit)
    if seen > limit:
        return PeriodClock(terms, slot, OPEN, None, changes, now)
    return PeriodClock(terms, slot, outcome, ended, changes, now, finding.void)


def _end(terms: PeriodTerms, slot: Slot, finding: Finding) -> tuple[str, int, int]:
    """The outcome that the clock will have, when it comes about, and from when on it is seen."""
    if terms.clause.at_due:
        outcome = VOID if finding.void else BREACHED if finding.met_at is None else MET
        return outcome, slot.due, slot.due + 1
    if finding.void:
        return VOID, slot.start, slot.start + 1
    if finding.met_at is not None:
        return MET, finding.met_at, max(finding.met_at, slot.start + 1)
    return BREACHED, slot.due, slot.due + 1


def _told(terms: PeriodTerms, slot: Slot, outcome: str, ended: int) -> Iterator[tuple[int, Consequence]]:
    """All that follows in the life of the clock, each with the first instant at which it is told."""
    clause = terms.clause
    if outcome == VOID and ended == slot.start:
        return
    for place in range(len(clause.on_start)):
        yield slot.start + 1, _consequence(terms, slot, slot.start, "start", "start", place)
    if clause.on_warning:
        for number, at in enumerate(terms.warnings_of(slot)):
            if at < ended or (at == ended and (outcome == BREACHED or clause.at_due)):
                for place in range(len(clause.on_warning)):
                    yield at + 1, _consequence(terms, slot, at, "warning", f"warning:{number}", place)
    occasion = {MET: "met", BREACHED: "breach"}.get(outcome)
    if occasion is not None:
        seen = max(ended, slot.start + 1) if outcome == MET and not clause.at_due else ended + 1
        for place in range(len(clause.actions_on(occasion))):
            yield seen, _consequence(terms, slot, ended, occasion, occasion, place)


def _consequence(
    terms: PeriodTerms, slot: Slot, at: int, occasion: str, trigger: str, place: int
) -> Consequence:
    clause = terms.clause
    return Consequence(
        at=moment(at),
        lead=None,
        clause=clause.id,
        action=clause.actions_on(occasion)[place],
        on=occasion,
        key=(None, clause.id, terms.named(slot), trigger, place),
        period=slot.label,
    )


def period_view(clock: PeriodClock, at: int) -> Clock:
    """The clock of a period as callers see it at `at`; all time counts."""
    slot, clause = clock.slot, clock.terms.clause
    end = at if clock.ended_at is None else clock.ended_at
    done = clock.ended_at if clock.outcome == MET else None
    at_risk = clock.outcome == OPEN and at > min(clock.terms.warnings_of(slot))
    return Clock(
        lead=None,
        clause=clause.id,
        cycle=1,
        step=None,
        period=slot.label,
        owner=clause.owner,
        assignee=None,
        version=clock.terms.version,
        outcome=clock.outcome,
        at_risk=at_risk,
        paused=False,
        started=moment(slot.start),
        due=moment(slot.due),
        done_at=moment_or_none(done),
        breached_at=moment_or_none(clock.breached_at),
        ended_at=moment_or_none(clock.ended_at),
        counted=dt.timedelta(microseconds=end - slot.start),
    )
