"""The lifecycle of a lead: its stages and the table of moves between them.

Theory of operation. The table *is* the machine. A move names the event that causes it, the stages it leads from, the
stage it leads to, the criterion and the fields it requires; the first move that fits is made. An event whose name
stands in the table but that no move allows leaves the stage alone and is an anomaly. No rule about stages stands
anywhere else, so a diagram drawn from the table (`Lifecycle.mermaid`) cannot drift from what happens.

One thing is not a matter of the table: a `recycled` into the stage where the lead already is confirms what is so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from leadsla.criteria import Criterion
from leadsla.events import shown
from leadsla.triggers import ALWAYS, Moved, Test, both, event_tests

if TYPE_CHECKING:
    from leadsla.events import Event


def _names(value: str | Iterable[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _when(value: Criterion | str | None) -> Criterion | None:
    return None if value is None else Criterion.of(value)


@attrs.frozen
class Stage:
    """Where a lead can be: its name, the party that owns leads there, and what it means, in words and as a criterion.

    `name` is what moves and triggers call it; `owner` is the party that owns leads there; `means` says it in words.
    `criterion` must hold of the lead, as the event left it, whenever a move leads into the stage, whichever move that
    is; only a `recycled` may bring a lead back without.
    """

    name: str
    owner: str | None = None
    means: str = ""
    criterion: Criterion | None = attrs.field(default=None, converter=_when)


@attrs.frozen
class Move:
    """A legal change of stage: caused by `event`, from one of the stages `from_` (from none, if empty) to `to`.

    `to` may be left out for an event that carries it (`recycled`). `when` must hold and the fields in `requires` must
    be there, both as the event left them.
    """

    event: str
    to: str | None = None
    from_: tuple[str, ...] = attrs.field(default=(), converter=_names)
    when: Criterion | None = attrs.field(default=None, converter=_when)
    requires: tuple[str, ...] = attrs.field(default=(), converter=_names)

    def compile(
        self, fields: Mapping[str, str], test: Test, definition: Criterion | None = None
    ) -> CompiledMove:
        """This move for events that have to pass `test` to be its event; `definition` is what its stage means."""
        holds = None
        if definition is not None:
            holds = definition.compile(fields)
            test = both(test, holds)
        if self.when is not None:
            test = both(test, self.when.compile(fields))
        start: frozenset[str | None] = frozenset(self.from_) or frozenset([None])
        return CompiledMove(self, start, None if test is ALWAYS else test, definition, holds)


@attrs.frozen
class CompiledMove:
    """A move made ready for the fold."""

    move: Move
    from_: frozenset[str | None]
    test: Test | None
    #: What the stage it leads to means, as a criterion and as a test; `test` includes it.
    definition: Criterion | None = None
    defined: Test | None = None

    def missing(self, lead: Any) -> list[str]:
        """The required fields that the lead lacks."""
        return [name for name in self.move.requires if lead.fields.get(name) is None]

    def refuses(self, lead: Any, event: Event) -> str | None:
        """Why the move is not made, or None when it is."""
        if lead.stage not in self.from_:
            stages = " or ".join(
                "no stage" if stage is None else f"`{stage}`" for stage in sorted(self.from_, key=str)
            )
            return f"it leads from {stages}"
        if self.defined is not None and not self.defined(lead, event):
            return f"a lead is `{self.move.to}` where `{self.definition}`, which does not hold"
        if self.test is not None and not self.test(lead, event):
            return (
                f"`when: {self.move.when}` does not hold"
                if self.move.when is not None
                else "it is another outcome"
            )
        missing = self.missing(lead)
        if missing:
            return f"required and missing: {', '.join(missing)}"
        return None


def _stages(value: Iterable[Stage]) -> tuple[Stage, ...]:
    return tuple(value)


def _moves(value: Iterable[Move]) -> tuple[Move, ...]:
    return tuple(value)


@attrs.frozen
class Lifecycle:
    """Stages in their order and the table of moves.

    `stages` are in their order. `moves` are tried from the top, and the first that fits is made.

    >>> funnel = Lifecycle([Stage("mql"), Stage("sql")], [Move("qualified", "mql"), Move("advanced", "sql", "mql")])
    >>> print(funnel.mermaid())
    stateDiagram-v2
        [*] --> mql: qualified
        mql --> sql: advanced
    """

    stages: tuple[Stage, ...] = attrs.field(default=(), converter=_stages)
    moves: tuple[Move, ...] = attrs.field(default=(), converter=_moves)

    @property
    def order(self) -> dict[str, int]:
        """Each stage's place in the order."""
        return {stage.name: place for place, stage in enumerate(self.stages)}

    @property
    def moving(self) -> frozenset[str]:
        """The names of the events that can change a lead's stage."""
        return frozenset(name for move in self.moves for name in event_tests(move.event))

    def table(self, fields: Mapping[str, str]) -> dict[str, tuple[CompiledMove, ...]]:
        """The moves that each event name can cause, in the order of the table."""
        found: dict[str, list[CompiledMove]] = {}
        definitions = {stage.name: stage.criterion for stage in self.stages}
        for move in self.moves:
            definition = None if move.event == "recycled" else definitions.get(move.to or "")
            for name, test in event_tests(move.event).items():
                found.setdefault(name, []).append(move.compile(fields, test, definition))
        return {name: tuple(moves) for name, moves in found.items()}

    def legal(self, stage: str | None) -> tuple[Move, ...]:
        """The moves that lead away from a stage (`None`: from no stage yet)."""
        return tuple(move for move in self.moves if (stage in move.from_ if move.from_ else stage is None))

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2"]
        for move in self.moves:
            label = move.event + (f" [{move.when}]" if move.when is not None else "")
            label += f" needs {', '.join(move.requires)}" if move.requires else ""
            targets = [move.to] if move.to is not None else ["[any]"]
            for start in move.from_ or ("[*]",):
                lines += [f"    {_node(start)} --> {_node(target)}: {_text(label)}" for target in targets]
        return "\n".join(lines)


def _node(name: str) -> str:
    if name == "[any]":
        return "any_stage"
    return name if name == "[*]" else "".join(letter if letter.isalnum() else "_" for letter in name)


def _text(label: str) -> str:
    """A label without the signs that end one in Mermaid, which writes them as numbers."""
    return label.replace(";", "#59;").replace(":", "#58;").replace("\n", " ")


def find_move(
    moves: Iterable[CompiledMove], order: Mapping[str, int], lead: Any, event: Event
) -> Moved | None:
    """The move that an event makes: from which stage, to which. None when no move fits (see `refusal`)."""
    stage = lead.stage
    for compiled in moves:
        if stage in compiled.from_ and (compiled.test is None or compiled.test(lead, event)):
            move = compiled.move
            if not move.requires or not compiled.missing(lead):
                to = move.to if move.to is not None else event.data.get("to")
                if isinstance(to, str) and to in order:
                    return stage, to
    return None


def refusal(moves: Iterable[CompiledMove], lead: Any, event: Event) -> str:
    """In words: why an event moved nothing, move by move, and what would have been legal."""
    reasons = []
    for compiled in moves:
        why = compiled.refuses(lead, event)
        if why is None:
            why = f"it leads to {shown(event.data.get('to'))}, which is no stage"
        to = compiled.move.to or event.data.get("to")
        reasons.append(f"to {f'`{to}`' if isinstance(to, str) else 'the stage that the event names'}: {why}")
    where = f"in stage `{lead.stage}`" if lead.stage is not None else "in no stage yet"
    return f"no move for `{event.name}` {where} ({'; '.join(reasons)})"
