"""Variations of an agreement: other values at one place of its document, read as documents are."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
import pytest

import leadsla as ls
from leadsla.clauses.quota_table import QuotaTable

ACME = ls.examples.acme()


def test_a_sweep_over_a_window() -> None:
    """Named by the values, in their order, and otherwise as they were; the short path is that of the clause."""
    values = ["5 minutes", "30 minutes", "1 hour"]
    found = ls.variations(ACME, "first-response.within", values)
    assert list(found) == values
    for name, one in found.items():
        assert one.clauses[0].within.only == ls.Window.of(name)  # type: ignore[attr-defined]
        assert attrs.evolve(one, clauses=ACME.clauses) == ACME
    assert found == ls.variations(ACME, "clauses[first-response].within", values)
    assert found == ls.variations(ACME, "clauses[0].within", values)


def test_it_is_what_the_changed_document_says() -> None:
    text = ls.examples.path("agreement.yaml").read_text(encoding="utf-8")
    by_hand = ls.loads(text.replace("is: 5 business minutes", "is: 15 business minutes"))
    [found] = ls.variations(ACME, "first-response.within[0].is", ["15 business minutes"]).values()
    assert found == by_hand
    assert ls.digest(found) == ls.digest(by_hand)


def test_the_values_that_are_there_change_nothing() -> None:
    [same] = ls.variations(ACME, "accept-or-reject.within", ["8 business hours"]).values()
    assert same == ACME


@pytest.mark.parametrize(
    ("path", "value", "name"),
    [
        ("calendars.office.hours", {"mon-fri": ["09:00-17:00"]}, "mon-fri: 09:00-17:00"),
        ("term.to", dt.date(2027, 12, 31), "2027-12-31"),
        ("first-response.on_breach[1].after", "2 business hours", "2 business hours"),
        ("no-stalled-lead.on_breach[1].automatic", True, "true"),
        ("first-response.title", "Erste Antwort", "Erste Antwort"),  # a key that may be new
        ("accept-or-reject.target", None, "none"),
        ("lifecycle.stages[mql].means", "Wants us", "Wants us"),
        ("persistence.touches.call", 5, "5"),
        ("accept-or-reject.within", ls.Window.of("1 business day"), "1 business day"),
        ("first-response.warn_at", ["50%", "90%"], "50%, 90%"),
    ],
)
def test_any_place_of_the_document(path: str, value: Any, name: str) -> None:
    [(called, found)] = ls.variations(ACME, path, [value]).items()
    assert called == name
    assert found != ACME
    change = ls.diff(ACME, found).changes[0]
    assert path.split("[")[0].split(".")[0] in change.path


@pytest.mark.parametrize(
    ("path", "value", "where", "what"),
    [
        ("first-response.within", "30 minuts", "clauses[first-response].within", "minuts"),
        ("first-response.withn", "1 hour", "clauses[first-response].withn", "unknown key `withn`"),
        (
            "first-response.on_breach[0].alert",
            "boss",
            "clauses[first-response].on_breach[0]",
            "no role `boss`",
        ),
        ("accept-or-reject.on_breach[0].recycle", "lost", "clauses[accept-or-reject].on_breach", "lost"),
        ("first-respnse.within", "1 hour", "first-respnse.within", "there is no `first-respnse`"),
        ("first-response.within[7].is", "1 hour", "first-response.within[7].is", "there is no `7`"),
        ("calendars.ofice.hours", "1 hour", "calendars.ofice.hours", "there is no `ofice`; there is office"),
        ("title.long.er", "x", "title.long.er", "nothing can stand at `long`"),
        ("first-response..within", "1 hour", "first-response..within", "no place in an agreement"),
        ("", "1 hour", "", "no place in an agreement"),
        (".title", "1 hour", ".title", "no place in an agreement"),
        ("calendars.x", {"hours": {"mon": ["9-5"]}}, "calendars.x.hours", "9-5"),
    ],
)
def test_what_is_wrong_is_said_with_its_path(path: str, value: Any, where: str, what: str) -> None:
    with pytest.raises(ls.AgreementError) as caught:
        ls.variations(ACME, path, [value])
    [fault, *_] = caught.value.faults
    assert fault.path.startswith(where)
    assert what in str(caught.value)


def test_what_was_read_from_elsewhere_stays() -> None:
    """The rows of a quota's table, and the version that is amended; a signature does not."""
    rows = QuotaTable("quotas.yaml#sales", [{"from": "2026-01-01", "value": 3}])
    quota = ls.Quota(id="deals", owner="sales", count="won", table=rows, per="month")  # type: ignore[arg-type]
    signed = ls.Signature("sales", "Head of sales", dt.date(2026, 1, 2), "sha256:" + 64 * "0")
    first = attrs.evolve(ACME, clauses=[*ACME.clauses, quota], signatures=(signed,))
    second = first.amended("2026.2", effective=dt.date(2026, 4, 1))
    [found] = ls.variations(second, "first-response.within", ["1 hour"]).values()
    last = found.clauses[-1]
    assert isinstance(last, ls.Quota)
    assert last.table is not None
    assert last.table.rows == rows.rows
    assert found.versions[0] is first
    assert found.signatures == ()


def test_what_no_document_can_say_is_refused() -> None:
    """As `dump` refuses it."""
    office = ACME.calendars["office"]
    combined = attrs.evolve(ACME, calendars={"office": office | office})  # type: ignore[operator]
    with pytest.raises(ls.AgreementError, match="combined from others"):
        ls.variations(combined, "first-response.within", ["1 hour"])
