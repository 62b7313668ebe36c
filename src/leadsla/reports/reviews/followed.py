"""What followed: reviews and remedies that were owed, whether they were done, and what was told beside."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import attrs

from leadsla.lead import BREACHED, MET, OPEN, VOID
from leadsla.reports.reviews.span import Span

if TYPE_CHECKING:
    from leadsla.evaluation import Clock, Evaluation

#: So many subjects are named of what is overdue.
EXAMPLES: Final = 3


@attrs.frozen
class DutyLine:
    """Something that was owed because something followed: done in time, done late, overdue, not due yet, or void.

    `overdue_for` are the first leads or periods for which it is overdue.
    """

    clause: str
    name: str
    deed: str
    owner: str
    done: int
    late: int
    overdue: int
    open: int
    void: int
    overdue_for: tuple[str, ...]

    @property
    def owed(self) -> int:
        """How often it came to be owed."""
        return self.done + self.late + self.overdue + self.open + self.void


@attrs.frozen
class Told:
    """What followed so often of one clause and occasion, and is owed by nobody within a time: the host was told."""

    clause: str
    name: str
    on: str
    what: str
    count: int


@attrs.frozen
class Followed:
    """What came to be owed in the period, overdue first, and what was told, the most frequent first."""

    duties: tuple[DutyLine, ...]
    told: tuple[Told, ...]


def followed(evaluation: Evaluation, span: Span) -> Followed:
    """What followed in the period."""
    clauses = evaluation.clauses
    groups: dict[tuple[str, str, str], list[Clock]] = {}
    for clock in evaluation.clocks:
        if clock.duty is not None and clock.started in span:
            groups.setdefault((clock.clause, clock.step or "", clock.owner), []).append(clock)
    duties = [_duty_line(clauses[key[0]].name, clocks) for key, clocks in groups.items()]
    duties.sort(key=lambda line: (-line.overdue, -line.owed, line.clause, line.deed))
    counts = Counter[tuple[str, str, str]]()
    for said in evaluation.consequences:
        is_duty = said.action.within is not None and said.action.settled_by is not None
        if said.at in span and said.on != "start" and not is_duty:
            counts[said.clause, said.on, str(said.action)] += 1
    told = [Told(key[0], clauses[key[0]].name, key[1], key[2], number) for key, number in counts.items()]
    told.sort(key=lambda line: (-line.count, line.clause, line.on, line.what))
    return Followed(tuple(duties), tuple(told))


def _duty_line(name: str, clocks: list[Clock]) -> DutyLine:
    first = clocks[0]
    outcomes = Counter(clock.outcome for clock in clocks)
    overdue = [clock for clock in clocks if clock.outcome == BREACHED and clock.done_at is None]
    assert first.duty is not None
    return DutyLine(
        clause=first.clause,
        name=name,
        deed=first.duty.deed,
        owner=first.owner,
        done=outcomes[MET],
        late=outcomes[BREACHED] - len(overdue),
        overdue=len(overdue),
        open=outcomes[OPEN],
        void=outcomes[VOID],
        overdue_for=tuple(dict.fromkeys(clock.lead or clock.period or "" for clock in overdue))[:EXAMPLES],
    )
