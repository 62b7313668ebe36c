"""The tree of a criterion: frozen data, so that a criterion can be compared, hashed, pickled and walked.

Every node knows where it stood in its text (`span`), for faults; where it stood is no part of what it means,
so spans are left out of equality. The bounds are here because they hold for every tree, parsed or composed:
whatever is built can be printed, and whatever is printed can be read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

import attrs

Span = tuple[int, int]
MAX_TEXT: Final = 2_000
MAX_NODES: Final = 200
MAX_DEPTH: Final = 32
MAX_CHOICES: Final = 500
MAX_DIGITS: Final = 100


@attrs.frozen
class Node:
    """A part of a criterion. `span` is (start, end) in the text that it was read from."""

    span: Span = attrs.field(default=(0, 0), eq=False, repr=False, kw_only=True)

    @property
    def parts(self) -> tuple[Node, ...]:
        """The nodes directly below this one."""
        return ()


@attrs.frozen
class Constant(Node):
    """A literal. `kind` is number, share, text or flag; the value of a share is in percent."""

    kind: str
    value: int | Decimal | str | bool


@attrs.frozen
class Name(Node):
    """A field of the lead or one of the built-in names."""

    name: str


@attrs.frozen
class Data(Node):
    """`event.key`: what the event carries under that key."""

    key: str


@attrs.frozen
class Keyword(Node):
    """`name=value` among the arguments of a call."""

    name: str
    value: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.value,)


@attrs.frozen
class Call(Node):
    """A function with its arguments."""

    name: str
    arguments: tuple[Node, ...]
    keywords: tuple[Keyword, ...] = ()

    @property
    def parts(self) -> tuple[Node, ...]:
        return self.arguments + self.keywords


@attrs.frozen
class Arithmetic(Node):
    """`left + right`, and the same for `-`, `*` and `/`."""

    sign: str
    left: Node
    right: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@attrs.frozen
class Comparison(Node):
    """`left >= right`, and the same for `==`, `!=`, `<`, `<=` and `>`."""

    sign: str
    left: Node
    right: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@attrs.frozen
class Membership(Node):
    """`item in [choices]`, or `not in` where it is negated. The whole list counts as one with this node."""

    item: Node
    choices: tuple[Constant, ...]
    negated: bool = False

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.item,)


@attrs.frozen
class Not(Node):
    """`not part`."""

    part: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.part,)


@attrs.frozen
class And(Node):
    """All of the conditions; made by `conjunction`, which keeps it flat."""

    conditions: tuple[Node, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        return self.conditions


@attrs.frozen
class Or(Node):
    """Any of the conditions; made by `disjunction`, which keeps it flat."""

    conditions: tuple[Node, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        return self.conditions


def _flat(kind: type[And] | type[Or], conditions: Iterable[Node]) -> Iterator[Node]:
    for condition in conditions:
        if isinstance(condition, kind):
            yield from condition.conditions
        else:
            yield condition


def conjunction(conditions: Iterable[Node], span: Span = (0, 0)) -> And:
    """`a and b and c`, the same however it was bracketed."""
    return And(tuple(_flat(And, conditions)), span=span)


def disjunction(conditions: Iterable[Node], span: Span = (0, 0)) -> Or:
    """`a or b or c`, the same however it was bracketed."""
    return Or(tuple(_flat(Or, conditions)), span=span)


def walk(tree: Node) -> Iterator[Node]:
    """The tree's nodes, each before those below it, in the order of the text."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.parts))


def measure(tree: Node) -> tuple[int, int]:
    """How many nodes a tree has and how deep it is; a single name is 1 deep."""
    nodes = depth = 0
    level: list[Node] = [tree]
    while level:
        nodes += len(level)
        depth += 1
        level = [part for node in level for part in node.parts]
    return nodes, depth
