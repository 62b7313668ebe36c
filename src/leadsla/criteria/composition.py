"""Criteria composed in Python, equal to those parsed from text.

Comparing an `Expression` gives a `Criterion`; criteria join with `&`, `|` and `~`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, NoReturn, TypeAlias, Union

from leadsla.criteria.criterion import Criterion
from leadsla.criteria.durations import spelled
from leadsla.criteria.nodes import (
    MAX_CHOICES,
    MAX_DIGITS,
    Arithmetic,
    Call,
    Comparison,
    Constant,
    Data,
    Keyword,
    Membership,
    Name,
    Node,
)
from leadsla.criteria.parser import check_bounds
from leadsla.criteria.tokens import is_name, is_word
from leadsla.criteria.values import exact
from leadsla.errors import CriterionError
from leadsla.instants import MICROSECOND

Value: TypeAlias = Union["Expression", str, bool, int, float, Decimal, dt.date, dt.timedelta]


class Expression:
    """A value in a criterion that is being composed: a field, an event's data, a count, or sums of such.

    Text, numbers, true and false stand for themselves; a date or a timedelta for its text in quotes.

    >>> print(field("amount") * field("win_probability") >= 10_000)
    amount * win_probability >= 10000
    """

    __slots__ = ("node",)
    __hash__: ClassVar[None]  # type: ignore[assignment]

    def __init__(self, node: Node):
        check_bounds(node)
        self.node = node

    def __eq__(self, other: Value) -> Criterion:  # type: ignore[override]
        return self._compared("==", other)

    def __ne__(self, other: Value) -> Criterion:  # type: ignore[override]
        return self._compared("!=", other)

    def __lt__(self, other: Value) -> Criterion:
        return self._compared("<", other)

    def __le__(self, other: Value) -> Criterion:
        return self._compared("<=", other)

    def __gt__(self, other: Value) -> Criterion:
        return self._compared(">", other)

    def __ge__(self, other: Value) -> Criterion:
        return self._compared(">=", other)

    def is_in(self, choices: Iterable[Value]) -> Criterion:
        """`x in [...]`."""
        return Criterion(Membership(self.node, _choices(choices)))

    def not_in(self, choices: Iterable[Value]) -> Criterion:
        """`x not in [...]`."""
        return Criterion(Membership(self.node, _choices(choices), negated=True))

    def holds(self) -> Criterion:
        """The value itself as a condition: a flag."""
        return Criterion(self.node)

    def lower(self) -> Expression:
        """`lower(x)`."""
        return Expression(Call("lower", (self.node,)))

    def contains(self, text: str) -> Criterion:
        """`contains(x, "text")`."""
        return Criterion(Call("contains", (self.node, _node(text))))

    def starts_with(self, text: str) -> Criterion:
        """`starts_with(x, "text")`."""
        return Criterion(Call("starts_with", (self.node, _node(text))))

    def ends_with(self, text: str) -> Criterion:
        """`ends_with(x, "text")`."""
        return Criterion(Call("ends_with", (self.node, _node(text))))

    def is_email(self) -> Criterion:
        """`valid_email(x)`."""
        return Criterion(Call("valid_email", (self.node,)))

    def is_phone(self) -> Criterion:
        """`valid_phone(x)`."""
        return Criterion(Call("valid_phone", (self.node,)))

    def __add__(self, other: Value) -> Expression:
        return Expression(Arithmetic("+", self.node, _node(other)))

    def __sub__(self, other: Value) -> Expression:
        return Expression(Arithmetic("-", self.node, _node(other)))

    def __mul__(self, other: Value) -> Expression:
        return Expression(Arithmetic("*", self.node, _node(other)))

    def __truediv__(self, other: Value) -> Expression:
        return Expression(Arithmetic("/", self.node, _node(other)))

    def __radd__(self, other: Value) -> Expression:
        return Expression(Arithmetic("+", _node(other), self.node))

    def __rsub__(self, other: Value) -> Expression:
        return Expression(Arithmetic("-", _node(other), self.node))

    def __rmul__(self, other: Value) -> Expression:
        return Expression(Arithmetic("*", _node(other), self.node))

    def __rtruediv__(self, other: Value) -> Expression:
        return Expression(Arithmetic("/", _node(other), self.node))

    def __bool__(self) -> NoReturn:
        # `1 < x < 5` and `x in (...)` in Python would silently drop a part.
        raise TypeError(
            "an expression is not true or false by itself; join with &, | and ~, or use is_in([...])"
        )

    def __repr__(self) -> str:
        return f"Expression({self.node!r})"

    def _compared(self, sign: str, other: Value) -> Criterion:
        return Criterion(Comparison(sign, self.node, _node(other)))


def field(name: str) -> Expression:
    """A field of the lead, or one of the built-in names `stage`, `assignee`, `age` and `passes`.

    >>> print((field("stage") == "mql") & ~(field("score") < 40))
    stage == "mql" and not (score < 40)
    """
    if not is_name(name):
        raise CriterionError("not a name that a criterion can read: letters, digits and `_`", str(name))
    return Expression(Name(name))


def event(key: str) -> Expression:
    """What the event carries under a key: `event.key`.

    >>> print(event("direction") == "outbound")
    event.direction == "outbound"
    """
    if not is_word(key):
        raise CriterionError("not a key that a criterion can read: letters, digits and `_`", str(key))
    return Expression(Data(key))


def count(name: str, within: str | dt.timedelta | None = None) -> Expression:
    """How often an event of that name happened to the lead, ever or within a length of time.

    >>> print(count("pricing_page", within="14 days") >= 1)
    count("pricing_page", within="14 days") >= 1
    """
    keywords = () if within is None else (Keyword("within", _node(within)),)
    return Expression(Call("count", (_node(name),), keywords))


def points(card: str | None = None) -> Expression:
    """How many points a scorecard gives a lead, or all of them together.

    >>> print((points("fit") >= 30) & (points() >= 70))
    points("fit") >= 30 and points() >= 70
    """
    return Expression(Call("points", () if card is None else (_node(card),)))


def grade() -> Expression:
    """The grade that a lead has by its points.

    >>> print(grade().is_in(["A", "B"]))
    grade() in ["A", "B"]
    """
    return Expression(Call("grade", ()))


def sales_ready() -> Criterion:
    """Whether a lead has reached the threshold at which it is sales ready.

    >>> print(sales_ready())
    sales_ready()
    """
    return Criterion(Call("sales_ready", ()))


def has(subject: str | Expression) -> Criterion:
    """Whether a field, given by its name, or an event's data is there.

    >>> print(has("email") | has(event("content")))
    has(email) or has(event.content)
    """
    return Criterion(Call("has", ((field(subject) if isinstance(subject, str) else subject).node,)))


def percent(amount: int | float | Decimal) -> Expression:
    """A share: `percent(40)` is `40%`.

    >>> print(field("win_probability") >= percent(40))
    win_probability >= 40%
    """
    return Expression(Constant("share", _number(amount)))


def _choices(choices: Iterable[Value]) -> tuple[Constant, ...]:
    found = tuple(_node(choice) for choice in ([] if isinstance(choices, str) else choices))
    constants = tuple(choice for choice in found if isinstance(choice, Constant))
    if not found or len(found) > MAX_CHOICES or len(constants) < len(found):
        raise CriterionError(f"a list holds 1 to {MAX_CHOICES} literals", repr(choices)[:80])
    return constants


def _node(value: Value) -> Node:
    if isinstance(value, Expression):
        return value.node
    if isinstance(value, bool):
        return Constant("flag", value)
    if isinstance(value, str):
        return Constant("text", str(value))
    if isinstance(value, dt.timedelta):
        return Constant("text", spelled(value // MICROSECOND))
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return Constant("text", value.isoformat())
    return Constant("number", _number(value))


def _number(value: object) -> int | Decimal:
    """A number as the parser would read it: exact, an int where it is whole, of at most 100 digits."""
    number = exact(value)
    if number is None:
        raise CriterionError(
            "only text, numbers, true, false, dates and timedeltas can stand in a criterion", repr(value)[:80]
        )
    if abs(number) >= 10**MAX_DIGITS:
        raise CriterionError(f"a number has at most {MAX_DIGITS} digits", "a composed criterion")
    if isinstance(number, int) or number.denominator == 1:
        return int(number)
    return _decimal(number)


def _decimal(number: Fraction) -> Decimal:
    """The decimal that a fraction is; not every fraction is one."""
    places = next((places for places in range(MAX_DIGITS) if 10**places % number.denominator == 0), None)
    if places is None or len(str(abs(number.numerator))) > MAX_DIGITS:
        raise CriterionError(f"not a decimal number of at most {MAX_DIGITS} digits", "a composed criterion")
    return Decimal(f"{number * 10**places}e-{places}")
