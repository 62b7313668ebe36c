"""Strategies: trees of criteria, leads that hold anything, and the double that stands for a lead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import strategies as st

from leadsla.criteria import Criterion, CriterionError
from leadsla.criteria.nodes import (
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
    conjunction,
    disjunction,
)
from leadsla.instants import DAY, HOUR

FIELDS = {
    "score": "number",
    "amount": "money",
    "rate": "share",
    "source": "text",
    "email": "text",
    "close": "date",
    "opted": "flag",
}
SIGNS = ("==", "!=", "<", "<=", ">", ">=")


@attrs.define
class Lead:
    """A lead as criteria see it."""

    fields: dict[str, Any] = attrs.Factory(dict)
    stage: str | None = None
    assignee: str | None = None
    passes: int = 1
    created: int | None = None
    at: int = 100 * DAY
    seen: dict[str, list[int]] = attrs.Factory(dict)


@attrs.define
class Event:
    """An event as criteria see it."""

    data: Mapping[str, Any] = attrs.Factory(dict)
    name: str = "touched"


class Unfriendly:
    """A value that cannot be compared, printed or measured."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("not comparable")

    def __hash__(self) -> int:
        raise RuntimeError("not hashable")

    def __str__(self) -> str:
        raise RuntimeError("not printable")

    __repr__ = __str__


words = st.sampled_from(
    ["a", "b", "mql", "web", "A", "2026-01-05", "12", "yes", "ü", 'say "so"', "back\\slash\n"]
)
blanks = st.sampled_from(["", " ", "\t\n"])
dates = st.dates(dt.date(2025, 12, 30), dt.date(2026, 1, 5))
whole = st.integers(-3, 3) | st.integers(-(10**20), 10**20)
decimals = st.builds(
    lambda digits, places: Decimal(f"{digits}e-{places}"), st.integers(-40, 40), st.integers(1, 3)
)
floats = st.floats(allow_nan=True, allow_infinity=True) | st.sampled_from([0.1, 0.2, 0.3, 1e23, 2.0, -0.5])
numbers = whole | decimals | floats
texts = (
    words | blanks | st.text(max_size=6) | st.sampled_from(["0.1", "1e2", " 3 ", "40%", "2026-01-01T10:00"])
)
values = st.none() | texts | numbers | st.booleans() | dates | st.datetimes() | st.just([1]) | st.just({})
junk = values | st.sampled_from(
    [
        Decimal("sNaN"),
        Decimal("1e1000000"),
        Decimal("1e-1000000"),
        10**5000,
        1j,
        b"12",
        "9" * 5000,
        "1e99999999",
    ]
)
durations = st.sampled_from(["1 day", "2 days", "36 hours", "0.5 days", "1 week", "90 minutes"])


# Trees that pass the check against FIELDS.


def _constant(value: int | Decimal) -> Constant:
    whole, parts = Decimal(value).as_integer_ratio()
    return Constant("number", whole if parts == 1 else value)


number_literals = st.builds(_constant, whole | decimals)
share_literals = st.builds(lambda value: Constant("share", _constant(value).value), whole | decimals)
text_literals = st.builds(Constant, st.just("text"), words)
date_literals = dates.map(lambda date: Constant("text", date.isoformat()))
flag_literals = st.builds(Constant, st.just("flag"), st.booleans())
data = st.sampled_from(["x", "y", "in"]).map(Data)
text_names = st.sampled_from(["source", "email", "stage", "assignee"]).map(Name)
counts = st.builds(
    lambda name, within: Call(
        "count", (Constant("text", name),), (Keyword("within", Constant("text", within)),) if within else ()
    ),
    st.sampled_from(["visited", "replied"]),
    st.none() | durations,
)
number_parts = st.recursive(
    number_literals | st.sampled_from(["score", "amount", "rate", "passes"]).map(Name) | data | counts,
    lambda inner: st.builds(Arithmetic, st.sampled_from("+-*/"), inner, inner),
    max_leaves=4,
)
text_parts = text_names | data | st.builds(lambda part: Call("lower", (part,)), text_names | data)
flag_parts = st.just(Name("opted")) | data


def _compared(signs: Any, left: Any, right: Any) -> Any:
    return st.builds(Comparison, signs, left, right) | st.builds(Comparison, signs, right, left)


_any_sign, _equality = st.sampled_from(SIGNS), st.sampled_from(SIGNS[:2])
_functions = st.sampled_from(["contains", "starts_with", "ends_with"])
comparisons = st.one_of(
    _compared(_any_sign, number_parts, number_parts),
    _compared(_any_sign, st.just(Name("rate")) | data, share_literals),
    _compared(_equality, text_parts, text_literals | text_names | data),
    _compared(_any_sign, st.just(Name("close")) | data, date_literals | st.just(Name("close"))),
    _compared(_any_sign, st.just(Name("age")), durations.map(lambda text: Constant("text", text)) | data),
    _compared(_equality, flag_parts, flag_literals),
)
memberships = st.one_of(
    st.builds(
        Membership,
        item,
        st.lists(choices, min_size=1, max_size=4).map(tuple),
        st.booleans(),
    )
    for item, choices in [
        (number_parts, number_literals),
        (text_parts, text_literals),
        (st.just(Name("close")), date_literals),
        (data, st.one_of(text_literals, number_literals, flag_literals, share_literals)),
    ]
)
tests_of_text = st.one_of(
    st.builds(lambda name, part, text: Call(name, (part, text)), _functions, text_parts, text_literals),
    st.builds(
        lambda name, part: Call(name, (part,)), st.sampled_from(["valid_email", "valid_phone"]), text_parts
    ),
)
presences = st.sampled_from([*FIELDS, "stage", "assignee", "age", "passes"]).map(Name) | data
conditions = st.recursive(
    comparisons | memberships | tests_of_text | presences.map(lambda part: Call("has", (part,))) | flag_parts,
    lambda inner: (
        st.builds(Not, inner)
        | st.lists(inner, min_size=2, max_size=3).map(conjunction)
        | st.lists(inner, min_size=2, max_size=3).map(disjunction)
    ),
    max_leaves=6,
)


def _criterion(tree: Node) -> Criterion | None:
    try:
        return Criterion(tree)
    except CriterionError:  # more than a criterion may hold
        return None


sound = conditions.map(_criterion).filter(lambda made: made is not None and not made.faults(FIELDS))

# Trees of any shape, sensible or not.

_names = st.sampled_from(["score", "a_1", "größe", "source"]).map(Name)
_leaves = (
    _names
    | data
    | number_literals
    | share_literals
    | flag_literals
    | st.builds(Constant, st.just("text"), st.text(max_size=8))
)


def _grown(inner: Any) -> Any:
    choices = st.lists(
        number_literals | share_literals | text_literals | flag_literals, min_size=1, max_size=3
    )
    keyword = st.builds(Keyword, st.sampled_from(["within", "k"]), inner)
    return st.one_of(
        st.builds(Arithmetic, st.sampled_from("+-*/"), inner, inner),
        st.builds(Comparison, st.sampled_from(SIGNS), inner, inner),
        st.builds(Membership, inner, choices.map(tuple), st.booleans()),
        st.builds(Not, inner),
        st.lists(inner, min_size=2, max_size=3).map(conjunction),
        st.lists(inner, min_size=2, max_size=3).map(disjunction),
        st.builds(
            Call,
            st.sampled_from(["has", "count", "f"]),
            st.lists(inner, max_size=2).map(tuple),
            st.lists(keyword, max_size=2).map(tuple),
        ),
    )


any_tree = st.recursive(_leaves, _grown, max_leaves=12)

# Leads and events.

_instants = st.integers(0, 101 * 4).map(lambda quarters: quarters * 6 * HOUR)


def leads(field_values: Any = values) -> Any:
    """Leads whose fields hold such values, declared or not."""
    return st.builds(
        Lead,
        fields=st.dictionaries(st.sampled_from(list(FIELDS)), field_values),
        stage=st.none() | texts,
        assignee=st.none() | words,
        passes=st.integers(1, 3),
        created=st.none() | _instants.filter(lambda instant: instant <= 100 * DAY),
        at=st.just(100 * DAY),
        seen=st.dictionaries(
            st.sampled_from(["visited", "replied"]), st.lists(_instants, max_size=6).map(sorted)
        ),
    )


def events(data_values: Any = values) -> Any:
    """An event whose data holds such values, or none."""
    return st.none() | st.builds(Event, st.dictionaries(st.sampled_from(["x", "y", "in"]), data_values))
