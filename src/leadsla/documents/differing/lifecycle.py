"""Stages and moves in words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import attrs

from leadsla.agreement import Agreement
from leadsla.documents.differing.changes import Change
from leadsla.documents.differing.walking import changed, listing
from leadsla.documents.differing.words import party_text, said, written
from leadsla.lifecycle import Move, Stage
from leadsla.phrases import listed, phrase_of, stage_name


def differing_lifecycles(a: Agreement, b: Agreement) -> Iterator[Change]:
    """What differs between the stages and moves of two agreements."""
    yield from _stages(a, b)
    yield from listing(
        "lifecycle.moves",
        a.lifecycle.moves,
        b.lifecycle.moves,
        lambda move: (move.event, move.from_, move.to),
        lambda move: (move.event, move.to),
        lambda move: (move.event, move.from_),
        lambda move: move.event,
        place=lambda move: f"lifecycle.moves[{move.event}]",
        come=lambda move: f"New move: {move_text(move)}",
        gone=lambda move: f"No longer a move: {move_text(move)}",
        other=_move,
        order="The moves are asked in another order: "
        + ", ".join(f"{_event(move)} {_way(move)}" for move in b.lifecycle.moves),
    )


def _stages(a: Agreement, b: Agreement) -> Iterator[Change]:
    def whole(label: str, agreement: Agreement, stage: Stage) -> str:
        owner = f", owned by {party_text(agreement, stage.owner)}" if stage.owner is not None else ""
        where = f", where {said(stage.criterion)}" if stage.criterion is not None else ""
        return f"{label}: {stage_name(stage.name)}{owner}{where}" + (
            f". {stage.means}" if stage.means else ""
        )

    def other(path: str, old: Stage, new: Stage) -> Iterator[Change]:
        if old.name != new.name:
            text = f"The stage {stage_name(old.name)} is now called {stage_name(new.name)}"
            return iter([Change("lifecycle.stages", text, old.name, new.name)])
        return _stage(path, old, new, a, b)

    yield from listing(
        "lifecycle.stages",
        a.lifecycle.stages,
        b.lifecycle.stages,
        lambda stage: stage.name,
        _unnamed,
        place=lambda stage: f"lifecycle.stages[{stage.name}]",
        come=partial(whole, "New stage", b),
        gone=partial(whole, "No longer a stage", a),
        other=other,
        order="The stages stand in another order: " + ", ".join(map(stage_name, b.lifecycle.order)),
    )


def _unnamed(stage: Stage) -> Stage | None:
    """By what a stage is known again that has got another name: what it means, where that is said."""
    return attrs.evolve(stage, name="") if stage.means or stage.criterion is not None else None


def _stage(path: str, old: Stage, new: Stage, a: Agreement, b: Agreement) -> Iterator[Change]:
    name = stage_name(new.name)
    if old.owner != new.owner:
        one, two = (
            "nobody" if of is None else party_text(at, of) for at, of in ((a, old.owner), (b, new.owner))
        )
        text = f"The stage {name} is owned by {two}, was by {one}"
        yield Change(f"{path}.owner", text, old.owner, new.owner)
    if old.means != new.means:
        yield changed(f"{path}.means", f"meaning of the stage {name}", old.means, new.means)
    if old.criterion != new.criterion:
        yield changed(f"{path}.criterion", f"criterion of the stage {name}", old.criterion, new.criterion)


def _move(path: str, old: Move, new: Move) -> Iterator[Change]:
    if (old.from_, old.to) != (new.from_, new.to):
        key = "from" if old.to == new.to else "to" if old.from_ == new.from_ else ""
        text = f"The move on {_event(new)} leads {_way(new)}, was {_way(old)}"
        yield Change(f"{path}.{key}".rstrip("."), text, _ends(old, key), _ends(new, key))
    label = f"the move on {_event(new)} {_way(new)}"
    if old.when != new.when:
        yield changed(f"{path}.when", f"{label}, condition", old.when, new.when)
    if old.requires != new.requires:
        yield changed(f"{path}.requires", f"{label}, required", list(old.requires), list(new.requires))


def _ends(move: Move, key: str) -> object:
    ends = {"from": written(move.from_), "to": move.to}
    return ends[key] if key else ends


def _event(move: Move) -> str:
    return phrase_of(move.event).noun


def _way(move: Move) -> str:
    start = "from " + listed(map(stage_name, move.from_), "or") if move.from_ else "from no stage"
    return f"{start} to {'the stage that it names' if move.to is None else stage_name(move.to)}"


def move_text(move: Move) -> str:
    """A move in words.

    >>> print(move_text(Move("accepted", "sal", "mql", when="score >= 40", requires="email")))
    on acceptance from MQL to SAL, where score is at least 40, with email
    """
    when = f", where {said(move.when)}" if move.when is not None else ""
    needs = f", with {said(move.requires)}" if move.requires else ""
    return f"on {_event(move)} {_way(move)}{when}{needs}"
