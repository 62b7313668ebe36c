"""Kinds of a user's own are read by their types, like the shipped ones."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Literal

import attrs
import pytest
from tests.documents.cases import SOUND

from leadsla.clauses import LeadClause, Repeat
from leadsla.criteria import Criterion
from leadsla.documents import dump, examine_text, loads
from leadsla.documents.entries import Entries
from leadsla.documents.entry_faults import FaultyError, nouns
from leadsla.lifecycle import Move
from leadsla.segments import Segments
from leadsla.triggers import Trigger
from leadsla.versions import Amendment
from leadsla.windows import Window


class Level(enum.Enum):
    LOW = "low"
    HIGH = "high"


def shout(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("only words can be shouted")
    return value.upper()


@attrs.frozen
class Extra:
    note: str
    weight: float = 1.0


@attrs.frozen(kw_only=True)
class Call(LeadClause):
    """A kind with an attribute of every type that a kind may have."""

    kind: ClassVar[str] = "call"
    from_: Trigger
    within: Segments[Window]
    text: str = ""
    number: int = 0
    ratio: float = 0.0
    flag: bool = False
    date: dt.date | None = None
    level: Level = Level.LOW
    mood: Literal["glad", "sad"] = "glad"
    tags: tuple[str, ...] = ()
    counts: Mapping[str, int] = attrs.field(factory=dict, hash=False)
    only: Criterion | None = None
    pause: Window | None = None
    extra: Extra | None = None
    scores: list[int] = attrs.field(factory=list, hash=False)
    price: Decimal = attrs.field(default=Decimal(0), metadata={"read": Decimal})
    loud: str = attrs.field(default="", metadata={"read": shout})
    checked: int = attrs.field(default=1, validator=attrs.validators.ge(1))

    def starts(self) -> Trigger:
        return self.from_

    def settles(self) -> Trigger:
        return Trigger.of("touched")

    def window(self) -> Segments[Window]:
        return self.within

    def activity(self) -> str:
        return f"call within {self.within}"


def with_call(keys: str) -> str:
    return SOUND + f"  - {{id: mine, kind: call, owner: sales, from: assigned, within: 1 hour{keys}}}\n"


ALL = (
    ", text: a, number: 3, ratio: 2, flag: true, date: 2026-03-01, level: high, mood: sad, tags: [x, y],"
    " counts: {a: 1}, only: 'score > 1', pause: 2 days, extra: {note: n, weight: 0.5}, loud: hey,"
    " checked: 2, scores: [1, 2], price: '1.50'"
)


def test_a_kind_of_ones_own_is_read_by_its_types() -> None:
    clause = loads(with_call(ALL), kinds=[Call]).clauses[-1]
    assert clause == Call(
        id="mine",
        owner="sales",
        from_=Trigger.of("assigned"),
        within=Segments.of("1 hour", Window.parse),
        text="a",
        number=3,
        ratio=2,
        flag=True,
        date=dt.date(2026, 3, 1),
        level=Level.HIGH,
        mood="sad",
        tags=("x", "y"),
        counts={"a": 1},
        only=Criterion.parse("score > 1"),
        pause=Window.parse("2 days"),
        extra=Extra("n", 0.5),
        scores=[1, 2],
        price=Decimal("1.50"),
        loud="HEY",
        checked=2,
    )


@pytest.mark.parametrize("form", ["yaml", "json", "toml"])
def test_it_is_written_and_read_again(form: str) -> None:
    agreement = loads(with_call(ALL), kinds=[Call])
    assert loads(dump(agreement, form), form, kinds=[Call]) == agreement


@pytest.mark.parametrize(
    ("keys", "path", "name"),
    [
        (", text: 3", "text", "wrong-type"),
        (", number: x", "number", "wrong-type"),
        (", number: true", "number", "wrong-type"),
        (", ratio: x", "ratio", "wrong-type"),
        (", flag: 1", "flag", "wrong-type"),
        (", date: soon", "date", "wrong-type"),
        (", level: hihg", "level", "wrong-value"),
        (", mood: bored", "mood", "wrong-value"),
        (", tags: [x, 3]", "tags[1]", "wrong-type"),
        (", counts: {a: x}", "counts.a", "wrong-type"),
        (", counts: []", "counts", "wrong-type"),
        (", only: 'score >'", "only", "criterion"),
        (", pause: soon", "pause", "window"),
        (", extra: {note: 3}", "extra.note", "wrong-type"),
        (", extra: {nte: x}", "extra.nte", "unknown-key"),
        (", extra: x", "extra", "wrong-type"),
        (", loud: 3", "loud", "wrong-value"),
        (", scores: [1, x]", "scores[1]", "wrong-type"),
        (", price: much", "price", "wrong-value"),
        (", on_breach: [soon]", "on_breach[0]", "wrong-type"),
        (", checked: 0", "checked", "wrong-value"),
        (", txt: a", "txt", "unknown-key"),
        (", within: 2 hours", "within", "duplicate-key"),
    ],
)
def test_its_faults_stand_at_their_place(keys: str, path: str, name: str) -> None:
    found = examine_text(with_call(keys), kinds=[Call]).faults
    assert [fault.name for fault in found] == [name]
    if name != "duplicate-key":
        assert found[0].path == f"clauses[2].{path}"
    assert found[0].line == 40


def test_without_the_kind_it_is_unknown() -> None:
    (fault,) = examine_text(with_call("")).faults
    assert fault.name == "unknown-kind"


def test_a_misspelt_value_says_which_was_meant() -> None:
    (fault,) = examine_text(with_call(", level: hihg"), kinds=[Call]).faults
    assert fault.write == "high"


def test_a_converter_that_raises_anything_is_a_fault() -> None:
    def broken(value: Any) -> Any:
        raise RuntimeError("out of luck")

    @attrs.frozen(kw_only=True)
    class Bad(Call):
        kind: ClassVar[str] = "bad"
        luck: Any = attrs.field(default=None, converter=broken)

    text = with_call("").replace("kind: call", "kind: bad")
    (fault,) = examine_text(text, kinds=[Bad]).faults
    assert (fault.path, fault.what) == ("clauses[2]", "clause `mine`: out of luck")


def test_a_type_that_derives_from_text_is_read_as_text() -> None:
    class Name(str):
        """A text with a meaning of its own."""

    assert Entries().read("a", Name) == Name("a")
    with pytest.raises(FaultyError):
        Entries().read(3, Name)
    assert Entries().read("once", Repeat) is Repeat.ONCE


def test_one_value_stands_for_a_list_of_one_where_an_attribute_is_a_list() -> None:
    assert loads(with_call(", scores: 3"), kinds=[Call]).clauses[-1].scores == [3]  # type: ignore[attr-defined]


def test_what_keys_are_keys_of() -> None:
    assert (nouns(Amendment), nouns(Move)) == ("an amendment", "a move")
