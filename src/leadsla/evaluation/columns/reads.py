"""What a test looks at, so that it is asked once for each distinct situation, and never about what a table lacks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs

from leadsla.criteria import Criterion
from leadsla.criteria.declared import SCORE_FUNCTIONS
from leadsla.criteria.kinds import BUILT_INS
from leadsla.criteria.nodes import Call, Data, Name, walk
from leadsla.triggers import ALWAYS, ANY, Cause, Trigger, event_tests

#: What makes one name of a contact attempt count as another.
_OF_ATTEMPTS: Final = frozenset({"direction", "outcome"})


@attrs.frozen
class Reads:
    """The fields, the data of the event, the stage after the event, the move; and what a table does not tell."""

    fields: frozenset[str] = frozenset()
    data: frozenset[str] = frozenset()
    stage: bool = False
    moved: bool = False
    beyond: frozenset[str] = frozenset()

    def __or__(self, other: Reads) -> Reads:
        return Reads(
            self.fields | other.fields,
            self.data | other.data,
            self.stage or other.stage,
            self.moved or other.moved,
            self.beyond | other.beyond,
        )


NOTHING: Final = Reads()


def together(parts: Iterable[Reads]) -> Reads:
    """What several tests look at."""
    found = NOTHING
    for part in parts:
        found |= part
    return found


def of_criterion(criterion: Criterion | None) -> Reads:
    """What a criterion looks at."""
    if criterion is None:
        return NOTHING
    nodes = list(walk(criterion.tree))
    built_in = {node.name for node in nodes if isinstance(node, Name) and node.name in BUILT_INS}
    beyond = {f"`{name}`" for name in built_in - {"stage"}}
    for node in nodes:
        if isinstance(node, Call) and (node.name == "count" or node.name in SCORE_FUNCTIONS):
            beyond.add(f"`{node.name}(...)`")
    data = frozenset(node.key for node in nodes if isinstance(node, Data))
    return Reads(criterion.names, data, "stage" in built_in, False, frozenset(beyond))


def of_trigger(trigger: Trigger, name: str) -> Reads:
    """What a trigger looks at when an event of that name happens."""
    return together(_of_cause(cause, name) for cause in trigger.causes)


def _of_cause(cause: Cause, name: str) -> Reads:
    found = of_criterion(cause.when)
    if cause.event is None:
        return found | Reads(moved=True)
    if cause.event == ANY:
        return found
    test = event_tests(cause.event).get(name)
    if test is None:
        return NOTHING
    return found if test is ALWAYS else found | Reads(data=_OF_ATTEMPTS)
