"""All that is wrong with a criterion beside the declared fields: names, types, functions, what it may read.

Every fault is found at once, each with its place in the text and, where that is certain enough, what to write
there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from leadsla.criteria.declared import SCORE_FUNCTIONS, Declared, scores_of
from leadsla.criteria.durations import better_duration, duration
from leadsla.criteria.kinds import (
    BUILT_INS,
    FUNCTIONS,
    IN_WORDS,
    NUMBERS,
    ORDERED,
    Signature,
    common_kind,
    kind_of,
)
from leadsla.criteria.nodes import (
    And,
    Arithmetic,
    Call,
    Comparison,
    Constant,
    Data,
    Membership,
    Name,
    Node,
    Not,
    Or,
    walk,
)
from leadsla.criteria.printing import printed
from leadsla.criteria.tokens import is_name
from leadsla.criteria.values import coerce, is_present
from leadsla.errors import CriterionError, nearest

_NOTHING: Final = frozenset({"null", "none", "nil", "undefined", "nan"})


def literal_date(text: str) -> dt.date | None:
    """The date that a text literal names: year, month and day, nothing else."""
    return coerce(text, "date") if len(text) == 10 else None


def faults(
    tree: Node, text: str, fields: Mapping[str, str], *, event_allowed: bool = True, time_allowed: bool = True
) -> list[CriterionError]:
    """What is wrong with the tree of a text, in the order of the text."""
    check = _Check(text, fields, event_allowed, time_allowed)
    check.condition(tree)
    for node in walk(tree):
        check.node(node)
    return sorted(check.found, key=lambda fault: (fault.start, fault.end))


class _Check:
    def __init__(self, text: str, fields: Mapping[str, str], event_allowed: bool, time_allowed: bool):
        self.text = text
        self.fields = fields
        self.event_allowed = event_allowed
        self.time_allowed = time_allowed
        self.found: list[CriterionError] = []
        self.settled: set[int] = set()  # ids of names that a fault above them already speaks of

    def fault(self, node: Node, what: str, write: str | None = None) -> None:
        self.found.append(CriterionError(what, self.text, *node.span, write))

    def source(self, node: Node) -> str:
        return self.text[slice(*node.span)]

    def kind(self, node: Node) -> str:
        return kind_of(node, self.fields)

    def node(self, node: Node) -> None:
        match node:
            case Name():
                self.name(node)
            case Data() if not self.event_allowed:
                what = "the event's data cannot be read here, only the lead's fields"
                self.fault(node, what, node.key if node.key in self.fields else None)
            case Call():
                self.call(node)
            case Arithmetic():
                self.arithmetic(node)
            case Comparison():
                self.comparison(node)
            case Membership():
                self.membership(node)
            case And() | Or() | Not():
                for part in node.parts:
                    self.condition(part)

    # Names.

    def name(self, node: Name) -> None:
        if node.name in BUILT_INS:
            if node.name == "age" and not self.time_allowed:
                self.fault(node, "`age` changes as time passes, and is not looked at here")
            return
        if node.name in self.fields or id(node) in self.settled:
            return
        known = nearest(node.name, [*self.fields, *BUILT_INS])
        self.fault(node, f"`fields` has no `{node.name}`", known)

    def as_meant(self, left: Node, right: Node, node: Comparison) -> bool:
        """A comparison with `null`, or with a text whose quotes are missing: one fault for what was meant."""
        if not isinstance(right, Name) or right.name in self.fields or right.name in BUILT_INS:
            return False
        if right.name.lower() in _NOTHING and isinstance(left, Name | Data) and node.sign in ("==", "!="):
            self.settled.add(id(right))
            write = f"{'not ' if node.sign == '==' else ''}has({self.source(left)})"
            self.fault(node, "whether there is a value is asked with has()", write)
            return True
        if self.kind(left) == "text" and not nearest(right.name, [*self.fields, *BUILT_INS]):
            self.settled.add(id(right))
            what = f"`fields` has no `{right.name}`; a text stands in quotes"
            self.fault(right, what, f'"{right.name}"')
            return True
        return False

    # Conditions and comparisons.

    def condition(self, node: Node) -> None:
        kind = self.kind(node)
        if kind in ("flag", "any", "unknown"):
            return
        source = self.source(node)
        write = f"has({source})" if isinstance(node, Name) else None
        if isinstance(node, Call) and node.name == "count":
            write = f"{source} >= 1"
        self.fault(node, f"`{source}` is {IN_WORDS[kind]}, not a condition; compare it", write)

    def comparison(self, node: Comparison) -> None:
        left, right = node.left, node.right
        if self.as_meant(left, right, node) or self.as_meant(right, left, node):
            return
        ordered = node.sign not in ("==", "!=")
        kind = common_kind(left, right, self.fields, ordered)
        if kind == "unknown":
            return
        if kind is None:
            self.unlike(left, right)
        elif ordered and kind not in ORDERED:
            what = f"{IN_WORDS[kind]} has no order; only == and != compare it"
            self.fault(node, what)
        elif isinstance(right, Constant):
            self.literal(left, right, kind)
        elif isinstance(left, Constant):
            self.literal(right, left, kind)

    def membership(self, node: Membership) -> None:
        for choice in node.choices:
            kind = common_kind(node.item, choice, self.fields)
            if kind is None:
                self.unlike(node.item, choice)
            elif kind != "unknown":
                self.literal(node.item, choice, kind)

    def unlike(self, left: Node, right: Node) -> None:
        """Two kinds that cannot be compared; the fault stands at the literal, if there is one."""
        if isinstance(left, Constant) and not isinstance(right, Constant):
            left, right = right, left
        kind = self.kind(left)
        other = IN_WORDS[self.kind(right)]
        what = f"`{self.source(left)}` is {IN_WORDS[kind]}; `{self.source(right)}` is {other}"
        write = _as_kind(right, kind)
        if kind == "date" and literal_date(self.source(right)):  # 2026-01-31 without quotes is a subtraction
            write = f'"{self.source(right)}"'
        self.fault(right, what, write)

    def literal(self, other: Node, literal: Constant, kind: str) -> None:
        """A literal of the right kind that can still never be what was meant."""
        value = literal.value
        if isinstance(value, str):
            self.text_literal(other, literal, value, kind)
        elif literal.kind == "share" and isinstance(other, Name) and self.kind(other) in ("number", "money"):
            what = f"`{other.name}` is {IN_WORDS[self.kind(other)]}, not a share"
            self.fault(literal, what, printed(literal).removesuffix("%"))
        elif self.kind(other) == "share" and literal.kind == "number":
            self.beyond_one(literal)

    def text_literal(self, other: Node, literal: Constant, value: str, kind: str) -> None:
        if not is_present(value):
            what = "a blank text counts as missing, and a comparison with it is false; ask has()"
            self.fault(literal, what)
        elif kind == "date" and literal_date(value) is None:
            found = coerce(value, "date")
            known = 'not a date such as "2026-01-31"'
            what = "text has no order, and this is " + known if self.kind(other) == "any" else known
            self.fault(literal, what, f'"{found.isoformat()}"' if found else None)
        elif kind == "duration":
            self.duration(literal, value)
        elif isinstance(other, Call) and other.name == "lower" and value != value.lower():
            self.fault(literal, "lower() never gives a capital letter", f'"{value.lower()}"')

    def beyond_one(self, literal: Constant) -> None:
        if isinstance(literal.value, int) and abs(literal.value) > 1:
            what = f"a share of {literal.value} is {literal.value * 100} %"
            self.fault(literal, what, f"{literal.value}%")

    def duration(self, node: Node, value: str) -> None:
        if not duration(value):
            better = better_duration(value)
            what = 'not a length of time such as "14 days" (seconds, minutes, hours, days or weeks)'
            self.fault(node, what, f'"{better}"' if better else None)

    # Arithmetic and functions.

    def arithmetic(self, node: Arithmetic) -> None:
        for part in node.parts:
            kind = self.kind(part)
            if kind not in NUMBERS and kind not in ("any", "unknown"):
                what = f"`{node.sign}` reckons with numbers; `{self.source(part)}` is {IN_WORDS[kind]}"
                self.fault(part, what, _as_kind(part, "number"))

    def call(self, node: Call) -> None:
        signature = FUNCTIONS.get(node.name)
        if signature is None:
            known = nearest(node.name, FUNCTIONS)
            what = f"there is no function `{node.name}`; there are {', '.join(FUNCTIONS)}"
            start = node.span[0]
            self.found.append(CriterionError(what, self.text, start, start + len(node.name), known))
            return
        if (node.name == "count" or node.name in SCORE_FUNCTIONS) and not self.time_allowed:
            self.fault(node, f"`{node.name}` changes as time passes, and is not looked at here")
        if node.name in SCORE_FUNCTIONS:
            self.score(node)
        expected_arguments = signature.arguments + signature.optional
        if not len(signature.arguments) <= len(node.arguments) <= len(expected_arguments):
            number = len(expected_arguments)
            plural = "" if number == 1 else "s"
            what = f"`{node.name}` takes {number or 'no'} argument{plural}, as in {signature.example}"
            each = " and ".join(f"{node.name}({self.source(argument)})" for argument in node.arguments)
            self.fault(node, what, each if number == 1 and signature.gives == "flag" and each else None)
            return
        for argument, expected in zip(node.arguments, expected_arguments, strict=False):
            self.argument(node, argument, expected)
        self.keywords(node, signature)

    def score(self, call: Call) -> None:
        """Scorecards, grades and a threshold that are asked for and are there."""
        scores = scores_of(self.fields)
        if scores is None:
            if not isinstance(self.fields, Declared) or self.fields.certain:
                self.fault(call, f"`{call.name}` reads scorecards, and there are none to be read here")
        elif call.name == "grade" and not scores.graded:
            self.fault(call, "`scorecards` has no `grades`")
        elif call.name == "sales_ready" and not scores.threshold:
            self.fault(call, "`scorecards` has no `ready` that could be read here")
        for argument in call.arguments[:1] if scores is not None and call.name == "points" else ():
            card = argument.value if isinstance(argument, Constant) else None
            if isinstance(card, str) and card not in scores.cards:  # type: ignore[union-attr]
                known = nearest(card, scores.cards)  # type: ignore[union-attr]
                self.fault(argument, f"there is no scorecard `{card}`", f'"{known}"' if known else None)

    def argument(self, call: Call, argument: Node, expected: str) -> None:
        if expected == "name" and not isinstance(argument, Name | Data):
            constant = isinstance(argument, Constant) and is_name(str(argument.value))
            write = str(argument.value) if isinstance(argument, Constant) and constant else None
            what = f"`{call.name}` takes the name of a field, or event.x, without quotes"
            self.fault(argument, what, write)
        elif expected == "literal":
            self.literal_argument(call, argument)
        elif expected == "text" and self.kind(argument) not in ("text", "any", "unknown"):
            what = f"`{call.name}` reads text; `{self.source(argument)}` is {IN_WORDS[self.kind(argument)]}"
            self.fault(argument, what)

    def literal_argument(self, call: Call, argument: Node) -> None:
        if isinstance(argument, Constant) and isinstance(argument.value, str):
            if not is_present(argument.value):
                self.fault(argument, "a blank text says nothing here")
            return
        write = None
        if isinstance(argument, Name):
            self.settled.add(id(argument))
            write = f'"{argument.name}"'
        self.fault(argument, f"`{call.name}` takes a text in quotes here", write)

    def keywords(self, call: Call, signature: Signature) -> None:
        seen: set[str] = set()
        for keyword in call.keywords:
            if keyword.name not in signature.keywords or keyword.name in seen:
                what = f"`{call.name}` takes no {'second ' if keyword.name in seen else ''}`{keyword.name}`"
                known = nearest(keyword.name, signature.keywords)
                write = f"{known}={self.source(keyword.value)}" if known and known not in seen else None
                self.fault(keyword, what, write)
            elif isinstance(keyword.value, Constant) and isinstance(keyword.value.value, str):
                self.duration(keyword.value, keyword.value.value)
            else:
                what = 'not a length of time in quotes, such as "14 days"'
                self.fault(keyword.value, what, _as_kind(keyword.value, "duration"))
            seen.add(keyword.name)


def _as_kind(literal: Node, kind: str) -> str | None:
    """A literal of one kind as one of another, where what was meant is plain."""
    if not isinstance(literal, Constant):
        return None
    value = literal.value
    if kind in NUMBERS and isinstance(value, str):
        read = coerce(value, kind)
        return None if read is None else value.strip()
    if kind == "text" and not isinstance(value, str):
        return f'"{printed(literal)}"'
    if kind == "flag":
        read = coerce(value, "flag")
        return None if read is None else str(read).lower()
    if kind == "duration" and isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return f'"{value} day{"" if value == 1 else "s"}"'
    return None
