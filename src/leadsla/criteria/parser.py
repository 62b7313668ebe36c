"""Text to tree: a small parser by recursive descent.

    disjunction = conjunction {"or" conjunction}
    conjunction = negation {"and" negation}
    negation    = {"not"} comparison
    comparison  = sum [("==" | "!=" | "<" | "<=" | ">" | ">=") sum | ["not"] "in" list]
    sum         = product {("+" | "-") product}
    product     = signed {("*" | "/") signed}
    signed      = {"-"} single
    single      = literal | name | "event" "." key | name "(" arguments ")" | "(" disjunction ")"

It calls itself for brackets alone, and counts those, so no text can exhaust the stack; names, types and
functions are looked at later, when the declared fields are known (`checking`).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final, TypeVar

from leadsla.criteria.advice import chained, not_a_choice, not_a_list, not_an_operand, unexpected
from leadsla.criteria.nodes import (
    MAX_CHOICES,
    MAX_DEPTH,
    MAX_NODES,
    MAX_TEXT,
    Arithmetic,
    Call,
    Comparison,
    Constant,
    Data,
    Keyword,
    Membership,
    Name,
    Node,
    Not,
    Span,
    conjunction,
    disjunction,
    measure,
)
from leadsla.criteria.printing import printed
from leadsla.criteria.tokens import KEYWORDS, Token, tokens
from leadsla.errors import CriterionError

Inside = TypeVar("Inside")
_COMPARISONS: Final = ("==", "!=", "<=", ">=", "<", ">")


def parse(text: str) -> Node:
    """The tree of a text. Raises `CriterionError` for a text that is no criterion or exceeds a bound."""
    if not isinstance(text, str):
        raise CriterionError("a criterion is text, such as 'score >= 40'", repr(text)[:80])
    tree = _Parser(text).whole()
    check_bounds(tree, text)
    return tree


def check_bounds(tree: Node, text: str | None = None) -> None:
    """Refuse a tree that is too big to be a criterion; one that was composed has no text."""
    nodes, depth = measure(tree)
    source = text if text is not None else "a composed criterion"
    if nodes > MAX_NODES:
        raise CriterionError(f"a criterion of {nodes} parts; at most {MAX_NODES}", source)
    if depth > MAX_DEPTH:
        raise CriterionError(f"a criterion {depth} levels deep; at most {MAX_DEPTH}", source)
    length = len(printed(tree))
    if length > MAX_TEXT:
        what = f"a criterion of {length:,} characters in its normal form; at most {MAX_TEXT:,}"
        raise CriterionError(what, source)


def number(written: str) -> int | Decimal:
    """The exact value of a literal; a whole number is an int however it was written."""
    value = Decimal(written.replace("_", ""))
    whole, parts = value.as_integer_ratio()
    return whole if parts == 1 else value


class _Parser:
    def __init__(self, text: str):
        self.text = text
        self.tokens = tokens(text)
        self.position = 0
        self.brackets = 0
        self.nodes = 0

    # What comes next.

    @property
    def next(self) -> Token:
        return self.tokens[self.position]

    def at(self, *values: str) -> bool:
        """Whether the next token is one of these words or symbols."""
        return self.next.kind in ("symbol", "word") and self.next.value in values

    def take(self) -> Token:
        token = self.next
        self.position += 1
        return token

    def since(self, start: int) -> Span:
        """From an offset to the end of what was read last."""
        return start, self.tokens[self.position - 1].end

    def made(self, node: Node) -> Node:
        """Count a node as it is made: a long chain is refused before it is a deep tree."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise CriterionError(f"a criterion of more than {MAX_NODES} parts", self.text)
        return node

    # The grammar, loosest first.

    def whole(self) -> Node:
        if self.next.kind == "end":
            raise CriterionError("an empty criterion; leave it out, or write a condition", self.text)
        tree = self.disjunction()
        if self.next.kind != "end":
            raise unexpected(self.text, self.tokens, self.position)
        return tree

    def disjunction(self) -> Node:
        start = self.next.start
        conditions = [self.conjunction()]
        while self.at("or"):
            self.take()
            conditions.append(self.conjunction())
        if len(conditions) == 1:
            return conditions[0]
        return self.made(disjunction(conditions, self.since(start)))

    def conjunction(self) -> Node:
        start = self.next.start
        conditions = [self.negation()]
        while self.at("and"):
            self.take()
            conditions.append(self.negation())
        if len(conditions) == 1:
            return conditions[0]
        return self.made(conjunction(conditions, self.since(start)))

    def negation(self) -> Node:
        starts = []
        while self.at("not"):
            starts.append(self.take().start)
        node = self.comparison()
        for start in reversed(starts):
            node = self.made(Not(node, span=self.since(start)))
        return node

    def comparison(self) -> Node:
        start = self.next.start
        left = self.sum()
        if self.at("not", "in"):
            return self.membership(left, start)
        if not self.at(*_COMPARISONS):
            return left
        sign = self.take()
        right_start = self.next.start
        right = self.sum()
        node = self.made(Comparison(sign.value, left, right, span=self.since(start)))
        if self.at(*_COMPARISONS):
            middle = self.text[slice(*self.since(right_start))]
            begun = self.text[slice(*self.since(start))]
            second = self.take()
            last_start = self.next.start
            self.sum()
            last = self.text[slice(*self.since(last_start))]
            raise chained(self.text, self.since(start), begun, f"{middle} {second.value} {last}")
        return node

    def membership(self, item: Node, start: int) -> Node:
        negated = self.at("not")
        first = self.take()
        if negated and not self.at("in"):
            raise CriterionError(
                "`not` stands before a condition", self.text, first.start, first.end, "and not"
            )
        if negated:
            self.take()
        if not self.at("["):
            before = (start, start + len(self.text[start : first.start].rstrip()))
            raise not_a_list(self.text, self.tokens, self.position, before, negated)
        choices = self.choices()
        return self.made(Membership(item, choices, negated, span=self.since(start)))

    def sum(self) -> Node:
        return self.chain(("+", "-"), self.product)

    def product(self) -> Node:
        return self.chain(("*", "/"), self.signed)

    def chain(self, signs: tuple[str, ...], operand: Callable[[], Node]) -> Node:
        start = self.next.start
        node = operand()
        while self.at(*signs):
            sign = self.take().value
            node = self.made(Arithmetic(sign, node, operand(), span=self.since(start)))
        return node

    def signed(self) -> Node:
        starts = []
        while self.at("-"):
            starts.append(self.take().start)
        if starts and self.next.kind in ("number", "share"):
            node: Node = self.constant(negative_from=starts.pop())
        else:
            node = self.single()
        for start in reversed(starts):
            span = self.since(start)
            node = self.made(Arithmetic("-", self.made(Constant("number", 0, span=span)), node, span=span))
        return node

    def single(self) -> Node:
        token = self.next
        if token.kind in ("number", "share", "text") or self.at("true", "false"):
            return self.constant()
        if self.at("("):
            return self.inside(self.disjunction)
        if self.at("event"):
            return self.data()
        if token.kind != "word" or token.value in KEYWORDS:
            raise not_an_operand(self.text, self.tokens, self.position)
        self.take()
        if self.at("("):
            return self.call(token)
        if self.at("."):
            raise unexpected(self.text, self.tokens, self.position)
        return self.made(Name(token.value, span=(token.start, token.end)))

    # The pieces.

    def inside(self, read: Callable[[], Inside]) -> Inside:
        opened = self.take()
        self.brackets += 1
        if self.brackets > MAX_DEPTH:
            what = f"brackets more than {MAX_DEPTH} deep"
            raise CriterionError(what, self.text, opened.start, opened.end)
        found = read()
        self.brackets -= 1
        if self.next.kind == "end":
            raise CriterionError("this bracket is never closed", self.text, opened.start, opened.end)
        if not self.at(")"):
            raise unexpected(self.text, self.tokens, self.position)
        self.take()
        return found

    def constant(self, negative_from: int | None = None) -> Constant:
        token = self.take()
        span = (token.start if negative_from is None else negative_from, token.end)
        self.made(node := _constant(token, span, negative_from is not None))
        return node

    def data(self) -> Node:
        word = self.take()
        start = word.start
        if not self.at("."):
            what = "`event` stands with a key of the event's data, as in event.channel"
            raise CriterionError(what, self.text, start, word.end)
        self.take()
        key = self.next
        if key.kind != "word":
            raise CriterionError("after `event.` stands a key of the event's data", self.text, start, key.end)
        self.take()
        return self.made(Data(key.value, span=(start, key.end)))

    def call(self, name: Token) -> Node:
        arguments, keywords = self.inside(self.arguments)
        return self.made(Call(name.value, arguments, keywords, span=self.since(name.start)))

    def arguments(self) -> tuple[tuple[Node, ...], tuple[Keyword, ...]]:
        arguments: list[Node] = []
        keywords: list[Keyword] = []
        while not self.at(")"):
            if self.next.kind == "word" and self.tokens[self.position + 1].is_symbol("="):
                keywords.append(self.keyword())
            elif keywords:
                what = "an argument without a name stands before those with one"
                raise CriterionError(what, self.text, self.next.start, self.next.end)
            else:
                arguments.append(self.disjunction())
            if not self.at(","):
                break
            self.take()
        return tuple(arguments), tuple(keywords)

    def keyword(self) -> Keyword:
        name = self.take()
        self.take()
        node = Keyword(name.value, self.disjunction(), span=self.since(name.start))
        self.made(node)
        return node

    def choices(self) -> tuple[Constant, ...]:
        opened = self.take()
        found: list[Constant] = []
        while not self.at("]"):
            found.append(self.choice(opened))
            if not self.at(","):
                break
            self.take()
        if not self.at("]"):
            raise not_a_choice(self.text, self.tokens, self.position, opened)
        end = self.take().end
        if not found:
            raise CriterionError(
                "an empty list holds nothing; name what may be in it", self.text, opened.start, end
            )
        if len(found) > MAX_CHOICES:
            what = f"a list of {len(found)}; at most {MAX_CHOICES}"
            raise CriterionError(what, self.text, opened.start, end)
        return tuple(found)

    def choice(self, opened: Token) -> Constant:
        negative_from = self.take().start if self.at("-") else None
        token = self.next
        if token.kind in ("number", "share") or (
            negative_from is None and (token.kind == "text" or self.at("true", "false"))
        ):
            self.take()
            span = (token.start if negative_from is None else negative_from, token.end)
            return _constant(token, span, negative_from is not None)
        raise not_a_choice(self.text, self.tokens, self.position, opened)


def _constant(token: Token, span: Span, negative: bool) -> Constant:
    if token.kind == "text":
        return Constant("text", token.value, span=span)
    if token.kind == "word":
        return Constant("flag", token.value == "true", span=span)
    return Constant(token.kind, number("-" + token.value if negative else token.value), span=span)
