"""Whatever differs is said, whatever is the same is not, and backwards it is about the same places."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import leadsla as ls
from leadsla import examples
from leadsla.documents.dumping import to_tree
from leadsla.documents.structure import read_agreement
from leadsla.testing import agreements

Place = tuple[str | int, ...]
SHIPPED = {"acme": examples.acme(), **{name: examples.agreement(name) for name in examples.AGREEMENTS}}
TREES = {name: to_tree(agreement) for name, agreement in SHIPPED.items()}


def places(tree: Any, at: Place = ()) -> Iterator[Place]:
    """Every place of a tree, the tree itself excepted."""
    inside: Any = (
        tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    )
    for key, item in inside:
        yield (*at, key)
        yield from places(item, (*at, key))


def value_at(tree: Any, place: Place) -> Any:
    """What stands at a place."""
    for key in place:
        tree = tree[key]
    return tree


PLACES = {name: list(places(tree)) for name, tree in TREES.items()}
#: What may stand in place of a text, where it is a window, a criterion, a name, a kind of field, and so on.
TEXTS = (
    "3 business hours",
    "45 minutes",
    "70% per week",
    "employees >= 7",
    "sales",
    "marketing",
    "both",
    "assigned",
    "won",
    "number",
    "Europe/Paris",
    "08:00-11:00",
    "each",
    "closed",
    "something else",
)


def mutated(tree: Any, place: Place, draw: st.DrawFn) -> None:
    """Change what stands at a place: another value, an entry less, once more, or in another order."""
    inside = tree
    for key in place[:-1]:
        inside = inside[key]
    key, value = place[-1], inside[place[-1]]
    what = draw(st.sampled_from(["change", "change", "drop", "twice", "turn"]))
    if what == "drop":
        del inside[key]
    elif what == "twice" and isinstance(inside, list):
        inside.insert(int(key), copy.deepcopy(value))
    elif what == "turn" and isinstance(value, list):
        inside[key] = value[::-1]
    elif what == "turn" and isinstance(inside, dict):
        inside[f"{key}_too"] = inside.pop(key)
    else:
        inside[key] = another(value, draw)


def another(value: Any, draw: st.DrawFn) -> Any:
    match value:
        case bool():
            return not value
        case int() | float():
            return value + draw(st.sampled_from([1, -1, 5]))
        case str():
            return draw(st.sampled_from([f"{value} x", f"{value}x", *TEXTS]))
        case dt.date():
            return value + dt.timedelta(days=draw(st.sampled_from([1, -1, 40])))
        case list():
            return draw(st.sampled_from([value[1:], value[:-1], []]))
        case _:
            return value


#: What was made last of each; in an error it would be too long to read.
MADE: dict[str, ls.Agreement] = {}


@st.composite
def changed_agreements(draw: st.DrawFn) -> str:
    """The name of a shipped agreement; in MADE is one that differs from it in a value or two, if at all."""
    name = draw(st.sampled_from(sorted(SHIPPED)))
    tree = copy.deepcopy(TREES[name])
    mutated(tree, draw(st.sampled_from(PLACES[name])), draw)
    made, _ = read_agreement(tree)
    assume(made is not None)
    assert made is not None
    MADE[name] = made
    return name


def expect_complete(a: ls.Agreement, b: ls.Agreement) -> None:
    forth, back = ls.diff(a, b), ls.diff(b, a)
    assert bool(forth) or ls.digest(a) == ls.digest(b)
    assert bool(forth) or a == b
    assert a != b or not forth
    assert sorted(change.path for change in forth.changes) == sorted(change.path for change in back.changes)
    for change in forth.changes:
        assert change.sentence
        assert change.sentence[0] == change.sentence[0].upper()
        assert change.old != change.new
    said = {(change.path, str(change)) for change in forth.changes if "another order" not in str(change)}
    assert said.isdisjoint((change.path, str(change)) for change in back.changes)


@given(changed_agreements())
def test_every_value_of_a_shipped_agreement(name: str) -> None:
    expect_complete(SHIPPED[name], MADE[name])


@given(agreements(), agreements())
def test_any_two_agreements(a: ls.Agreement, b: ls.Agreement) -> None:
    expect_complete(a, b)


@given(agreements())
def test_an_agreement_and_itself(agreement: ls.Agreement) -> None:
    made, _ = read_agreement(to_tree(agreement))
    assert made is not None
    assert ls.diff(agreement, made).changes == ()


#: Keys whose texts may say anything.
WORDS = (
    "title",
    "means",
    "words",
    "activity",
    "timeframe",
    "signatory",
    "notes",
    "metric",
    "because",
    "content",
)


def otherwise(key: str | int, value: Any) -> Any:
    """Another value that an agreement may have there; None where none is known."""
    match value:
        case bool():
            return None
        case int() | float() if key != "leadsla":
            return value + 1
        case str() if key in WORDS:
            return f"{value} too"
        case str() if key == "target":
            return "77% per week"
        case str() if (
            key in ("within", "after", "is", "apart", "not_before", "mature_after") and value[0].isdigit()
        ):
            return f"7{value}"
        case str() if key in ("when", "criterion", "pause_while"):
            return f"not ({value})"
        case _:
            return None


SOUND = {
    name: [place for place in PLACES[name] if otherwise(place[-1], value_at(TREES[name], place)) is not None]
    for name in SHIPPED
}


@settings(max_examples=25)
@given(st.data())
@pytest.mark.parametrize("name", SHIPPED)
def test_two_changes_are_both_said(name: str, data: st.DataObject) -> None:
    """What one change brings about is there beside what another does.

    Where the other is the name of the entry, the entry as a whole is another one, and that is what is said.
    """
    first, second = (data.draw(st.sampled_from(SOUND[name])) for _ in range(2))
    assume(first != second)
    said = []
    for changes in ([first], [second], [first, second]):
        tree = copy.deepcopy(TREES[name])
        for place in changes:
            value_at(tree, place[:-1])[place[-1]] = otherwise(place[-1], value_at(tree, place))
        made, _ = read_agreement(tree)
        assume(made is not None)
        assert made is not None
        said.append({change.path for change in ls.diff(SHIPPED[name], made).changes})
    one, other, both = said
    for path in one | other:
        assert any(path == place or path.startswith((f"{place}.", f"{place}[")) for place in both), path
