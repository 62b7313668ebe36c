"""Mappings: what they hold, and what is said about one with faults."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from leadsla.errors import ReadError
from leadsla.readers.columns import Aliases, EventColumn
from leadsla.readers.mapping import EventMapping

LONG: dict[str, Any] = {"lead": "case", "at": "time", "event": "name"}
WIDE: dict[str, Any] = {"shape": "wide", "lead": "id", "events": {"created": "made"}}


def faults(data: Any) -> list[str]:
    with pytest.raises(ReadError) as caught:
        EventMapping.from_dict(data)
    return list(caught.value.faults)


def test_no_mapping_is_the_standard_one() -> None:
    """Without a word about columns they are lead, at and event."""
    mapping = EventMapping.from_dict({"timezone": "Europe/Berlin", "delimiter": ";"})
    assert (mapping.lead, mapping.at, mapping.event) == ("lead", "at", ("event",))
    assert mapping.is_standard
    assert not EventMapping.from_dict(LONG).is_standard


def test_short_forms_mean_the_long_ones() -> None:
    """A column for a list of one; a column for an event of nothing else; a list of columns for one name."""
    wide = EventMapping.from_dict(
        {
            "shape": "wide",
            "lead": "id",
            "events": {"created": "made", "touched": ["call", {"column": "mail"}]},
        }
    )
    assert wide.events == {
        "created": (EventColumn("made"),),
        "touched": (EventColumn("call"), EventColumn("mail")),
    }
    assert EventMapping.from_dict({**LONG, "event": ["a", "b"], "drop": "x"}).drop == ("x",)


def test_aliases_say_from_and_to() -> None:
    """`from` is a word of Python's, so the attribute has another name."""
    table = {"file": "alias.csv", "from": "crm_id", "to": "lead_id"}
    made = EventMapping.from_dict({**LONG, "aliases": table})
    assert made.aliases == Aliases("alias.csv", "crm_id", "lead_id")


@pytest.mark.parametrize("written", ["tab", "\\t", "\t"])
def test_a_tab_can_be_written(written: str) -> None:
    """In YAML a tab is hard to write as itself."""
    assert EventMapping(delimiter=written).delimiter == "\t"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({**LONG, "timezon": "UTC"}, "`timezon`: unknown key; write timezone"),
        (
            {**LONG, "shape": "tall"},
            "`shape`: 'tall' is no shape; write long",
        ),
        ({"lead": "case", "at": "time"}, "`event`: missing; name the column of the events' names"),
        ({"event": "name", "at": "time"}, "`lead`: missing; name the column of the leads' ids"),
        ({"shape": "wide", "lead": "id"}, "`events`: missing; name the events and their time columns"),
        (
            {**LONG, "lead": 1},
            "`lead`: 1 is no name of a column; write it as text, in quotes if it is a number",
        ),
        ({**LONG, "event": 5}, "`event`: 5 is no column"),
        ({**LONG, "event": ["a", ""]}, "`event`: '' is no name of a column"),
        (
            {**LONG, "fields": {"a": "b"}},
            "`fields`: a long mapping has no such key; it belongs to `shape: wide`",
        ),
        (
            {**WIDE, "names": {"a": "b"}},
            "`names`: a wide mapping has no such key; it belongs to `shape: long`",
        ),
        ({**LONG, "names": {1: "created"}}, "`names`: 1: 'created' must both be text; put numbers in quotes"),
        ({**LONG, "names": ["created"]}, "`names`: ['created'] is no table"),
        ({**LONG, "data": {"a": "x", "b": "x"}}, "`data`: 'a' and 'b' both become 'x'; rename one"),
        ({**LONG, "data": {"a": "x"}, "drop": ["a"]}, "`drop`: 'a' is also in `data`; keep one of them"),
        ({**LONG, "only_named": True}, "`only_named`: without `names` it leaves out every row"),
        ({**LONG, "only_named": "yes"}, "`only_named`: 'yes'; write true or false"),
        ({**LONG, "constants": "email"}, "`constants`: 'email' is no table"),
        ({**LONG, "timezone": "Amerika/New_York"}, "`timezone` is 'Amerika/New_York', an unknown time zone"),
        (
            {**LONG, "format": "dd/mm/yyyy"},
            "`format`: 'dd/mm/yyyy'; write a pattern such as '%d/%m/%Y %H:%M'",
        ),
        ({**LONG, "format": "%d/%m"}, "`format`: '%d/%m' names no year"),
        ({**LONG, "format": "%Y %Z"}, "`format`: %Z reads names of zones"),
        ({**LONG, "format": "%Y %Q"}, "`format`: '%Y %Q' cannot be read back"),
        ({**LONG, "encoding": "latin-99"}, "`encoding`: 'latin-99' is no encoding of text"),
        ({**LONG, "encoding": "hex"}, "`encoding`: 'hex' is no encoding of text"),
        ({**LONG, "delimiter": ", "}, "`delimiter`: ', ' is not one character"),
        ({**LONG, "aliases": {"file": "a.csv", "form": "x"}}, "`aliases.form`: unknown key; write from"),
        ({**LONG, "aliases": {"file": "a.csv", "form": "x"}}, "`aliases.to`: missing"),
        ({**LONG, "aliases": "a.csv"}, "`aliases`: 'a.csv' is no table; its keys are file, from, to"),
        ({**LONG, "aliases": {"file": 1, "from": "a", "to": "b"}}, "`aliases.file`: 1; write it as text"),
        ({**WIDE, "events": ["made"]}, "`events`: ['made'] is no table"),
        ({**WIDE, "events": {"won": {"colum": "x"}}}, "`events.won.colum`: unknown key; write column"),
        ({**WIDE, "events": {"won": {"colum": "x"}}}, "`events.won.column`: missing"),
        ({**WIDE, "events": {"won": 3}}, "`events.won`: 3 is no table"),
        ({**WIDE, "events": {1: "x"}}, "`events`: 1 is no name of an event"),
        ({**WIDE, "events": {"won": {"column": "x", "timezone": "Mars"}}}, "`events.won.timezone` is 'Mars'"),
        (
            {**WIDE, "events": {"won": {"column": "x", "actor": 2}}},
            "`events.won.actor`: 2 is no name of a column",
        ),
        (
            {**WIDE, "events": {"won": {"column": "x", "data": {"a": 1}}}},
            "`events.won.data`: 'a': 1 must both be text",
        ),
    ],
)
def test_a_fault_says_where_and_what_to_write(data: dict[str, Any], expected: str) -> None:
    """Each fault opens with its key."""
    assert any(fault.startswith(expected) for fault in faults(data)), faults(data)


def test_all_faults_come_at_once() -> None:
    """Nobody should mend a mapping one error at a time."""
    found = faults({"lead": 1, "evnt": "x", "at": "t", "timezone": "Mars", "delimiter": ""})
    assert [fault.split("`")[1] for fault in found] == ["evnt", "event", "lead", "timezone", "delimiter"]


def test_what_is_no_mapping() -> None:
    """A list is not keys and values."""
    with pytest.raises(ReadError, match="not keys and values"):
        EventMapping.from_dict(["lead"])  # type: ignore[arg-type]


def test_a_mapping_made_in_python_is_checked_too() -> None:
    """There is no way around the check."""
    with pytest.raises(ReadError, match="unknown time zone"):
        EventMapping(timezone="Mars")
    with pytest.raises(ReadError, match="unknown time zone"):
        attrs.evolve(EventMapping(), timezone="Mars")
