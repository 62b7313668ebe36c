"""Duties: what is owed because something followed.

"A meeting ensues to resolve the variance": a consequence `within` a window is itself owed, by the party of the role
that it names, and is a clock of its own. A duty is to the engine a clause like any other, made from the action and not
written by people; it starts with its consequence, and neither counts in a target nor has consequences itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, Final

import attrs

from leadsla.clauses.base import Clause, LeadClause
from leadsla.consequences import Action
from leadsla.segments import Segment, Segments
from leadsla.triggers import NOTHING, Trigger
from leadsla.windows import Window

#: What had happened when a consequence followed, in words.
_AFTER: Final[Mapping[str, str]] = {
    "start": "the start",
    "warning": "a warning",
    "met": "the keeping",
    "breach": "the breach",
    "exhausted": "the end of the plan",
    "missed": "the missed target",
}


@attrs.frozen(kw_only=True)
class Duty(LeadClause):
    """An action that is owed within a window from when it followed, under the id of its clause.

    `step` tells the duties of a clause apart: `on_breach[1]:review`. Nothing voids a duty but a merge of its lead:
    coaching is owed whatever becomes of the lead. It goes only when its cause is retracted.
    """

    duty: ClassVar[bool] = True
    step: str
    occasion: str
    action: Action
    within: Window
    done_by: Trigger

    @property
    def personal(self) -> bool:
        return self.action.personal

    def starts(self) -> Trigger:
        return NOTHING  # its consequence does

    def settles(self) -> Trigger:
        return self.done_by

    def window(self) -> Segments[Window]:
        return Segments((Segment(self.within),))

    def activity(self) -> str:
        return f"do this: {attrs.evolve(self.action, after=None, within=None)},"

    def timeframe(self) -> str:
        return f"within {self.within} of {self.cause}, done by {self.done_by}"

    @property
    def cause(self) -> str:
        """What it follows, in words: `the breach of first-response`, or so long after it."""
        later = f"{self.action.after} after " if self.action.after is not None else ""
        return f"{later}{_AFTER[self.occasion]} of `{self.id}`"


def step_of(occasion: str, place: int, action: Action) -> str:
    """The step of a duty: where the action stands, and its verb."""
    return f"on_{occasion}[{place}]:{action.do}"


def duty_of(
    clause: Clause, occasion: str, place: int, action: Action, roles: Mapping[str, str]
) -> Duty | None:
    """The duty of an action; None for one that is not owed."""
    if action.within is None or action.settled_by is None:
        return None
    return Duty(
        id=clause.id,
        owner=action.owner(clause.owner, roles),
        title=f"{clause.name}: {action.deed}",
        calendar=clause.calendar,
        void_on=NOTHING,
        step=step_of(occasion, place, action),
        occasion=occasion,
        action=action,
        within=action.within,
        done_by=action.settled_by,
    )


def duties_of(clause: LeadClause, roles: Mapping[str, str]) -> Iterator[tuple[tuple[str, int], Duty]]:
    """Every duty that a clause may bring about for a lead, by its occasion and the place of its action."""
    return _duties(clause, clause.occasions, roles)


def period_duties_of(clause: Clause, roles: Mapping[str, str]) -> Iterator[tuple[tuple[str, int], Duty]]:
    """Every duty that a clause may bring about for a period: after a missed target, or a clock of the period."""
    return _duties(clause, clause.occasions_of_periods, roles)


def _duties(
    clause: Clause, occasions: Iterable[str], roles: Mapping[str, str]
) -> Iterator[tuple[tuple[str, int], Duty]]:
    for occasion in occasions:
        for place, action in enumerate(clause.actions_on(occasion)):
            duty = duty_of(clause, occasion, place, action, roles)
            if duty is not None:
                yield (occasion, place), duty
