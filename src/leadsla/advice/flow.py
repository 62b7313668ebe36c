"""Where leads can come to, by the table of moves."""

from __future__ import annotations

from leadsla.advice.logic import holds_in
from leadsla.criteria import Criterion
from leadsla.lifecycle import Lifecycle, Move
from leadsla.triggers import Cause, Trigger


def reached(lifecycle: Lifecycle) -> frozenset[str]:
    """The stages that a lead can come to: by a chain of moves that begins at no stage.

    >>> from leadsla.lifecycle import Stage
    >>> stages = [Stage("mql"), Stage("sql"), Stage("lost")]
    >>> funnel = Lifecycle(stages, [Move("created", "mql"), Move("won", "sql", "mql")])
    >>> sorted(reached(funnel))
    ['mql', 'sql']
    """
    found: set[str] = set()
    while True:
        more = {
            stage
            for move in lifecycle.moves
            if not move.from_ or found.intersection(move.from_)
            for stage in targets(move, lifecycle)
        } - found
        if not more:
            return frozenset(found)
        found |= more


def targets(move: Move, lifecycle: Lifecycle) -> tuple[str, ...]:
    """Where a move leads; one that takes its stage from the event may lead to any."""
    return tuple(lifecycle.order) if move.to is None else (move.to,)


def can_happen(trigger: Trigger, lifecycle: Lifecycle, when: Criterion | None = None) -> bool:
    """Whether any cause of a trigger can come about, with a criterion that has to hold then.

    An event can always come: a log may hold any. Entering a stage takes a move that leads there.
    """
    return any(_cause_can_happen(cause, lifecycle, when) for cause in trigger.causes)


def _cause_can_happen(cause: Cause, lifecycle: Lifecycle, when: Criterion | None) -> bool:
    stages = reached(lifecycle)
    if cause.enters is not None:
        return cause.enters in stages and _may_hold(cause, when, cause.enters)
    if cause.leaves is not None:
        return any(
            cause.leaves in move.from_ and any(_may_hold(cause, when, to) for to in targets(move, lifecycle))
            for move in lifecycle.moves
            if cause.leaves in stages
        )
    return any(_may_hold(cause, when, stage) for stage in (None, *stages)) or not lifecycle.moves


def _may_hold(cause: Cause, when: Criterion | None, stage: str | None) -> bool:
    return holds_in(cause.when, stage) is not False and holds_in(when, stage) is not False


def has_exit(pause: Criterion, lifecycle: Lifecycle) -> bool:
    """Whether a lead can come from each stage in which a criterion holds to one in which it may not."""
    inside = {stage for stage in reached(lifecycle) if holds_in(pause, stage)}
    while True:
        leaving = {
            stage
            for stage in inside
            for move in lifecycle.moves
            if stage in move.from_ and any(to not in inside for to in targets(move, lifecycle))
        }
        if not leaving:
            return not inside
        inside -= leaving
