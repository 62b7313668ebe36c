"""A difference as text and as data."""

from __future__ import annotations

import json

from tests.documents.differing.base import BASE, edited

import leadsla as ls
from leadsla.documents.differing.changes import wrapped

TEXT = """\
inbound 2, compared with 1

The agreement
  Version: 2, was 1

Promises
  When first response is late: reroute to the next rep after 2 hours, was:
    reroute to the next rep after 1 hour
  Attempts, apart: 2 hours, was 4 hours"""


def test_as_text_under_headings_and_wrapped() -> None:
    made = edited(
        ('version: "1"', 'version: "2"'),
        ("next_rep, after: 1 hour", "next_rep, after: 2 hours"),
        ("apart: 4 hours", "apart: 2 hours"),
    )
    found = ls.diff(BASE, made)
    assert str(found) == TEXT
    assert found.text(None).splitlines()[6] == (
        "  When first response is late: reroute to the next rep after 2 hours, "
        "was: reroute to the next rep after 1 hour"
    )
    assert max(map(len, found.text(40).splitlines())) <= 40


def test_no_difference() -> None:
    found = ls.diff(BASE, BASE)
    assert not found
    assert str(found) == "inbound 1, compared with 1\n\nNo difference: they say the same."
    assert found.to_dict()["changes"] == []


def test_of_two_agreements_both_names_are_said() -> None:
    found = ls.diff(BASE, edited(("agreement: inbound", "agreement: outbound")))
    assert found.title == "outbound 1, compared with inbound 1"


def test_as_data_with_what_is_written() -> None:
    made = edited(("to: 2026-12-31}", "to: 2027-06-30}"), ("apart: 4 hours", "apart: 2 hours"))
    told = json.loads(json.dumps(ls.diff(BASE, made).to_dict()))
    assert told["old"] == told["new"] == {"agreement": "inbound", "version": "1"}
    assert [(change["path"], change["old"], change["new"]) for change in told["changes"]] == [
        ("term.to", "2026-12-31", "2027-06-30"),
        ("clauses[attempts].apart", "4 hours", "2 hours"),
    ]


def test_a_text_of_several_lines() -> None:
    assert wrapped("one\ntwo", None) == ["  one", "    two"]
    assert wrapped("one\ntwo", 20) == ["  one", "    two"]
    assert wrapped("a line that is longer than twenty", 20) == [
        "  a line that is",
        "    longer than",
        "    twenty",
    ]
