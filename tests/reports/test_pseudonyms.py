"""Pseudonyms: nothing of the log is on the page, every outcome is that of the log, and the same log gives the same."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

import leadsla as ls
from leadsla.criteria.formats import valid_email, valid_phone
from leadsla.readers import EventLog, read_events
from leadsla.reports import report
from leadsla.reports.pseudonyms import Pseudonyms, pseudonymous

AT = dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def log() -> EventLog:
    return ls.examples.acme_events()


def originals(log: EventLog, terms: ls.Agreement) -> set[str]:
    """Every text of the log that the agreement does not say: ids of leads and events, people, values of fields."""
    kept = Pseudonyms.of(log, terms).said
    found = (
        {event.lead for event in log}
        | {event.id or "" for event in log}
        | {event.actor or "" for event in log}
    )
    found |= {str(event.data["to"]) for event in log if "to" in event.data}
    for event in log:
        found |= {value for key, value in event.data.items() if isinstance(value, str)
                  and terms.fields.get(key, "text") == "text"
                  and key not in ("channel", "direction", "outcome")}  # fmt: skip
    words = {"none", "content", "web"}  # of every page
    return {one for one in found if one and one.casefold() not in kept} - words


def test_nothing_of_the_log_is_on_the_page(log: EventLog) -> None:
    terms = ls.examples.acme()
    hidden = pseudonymous(log, terms)
    found = report(ls.evaluate(terms, hidden, AT), "2026-02", hidden, explain="all")
    names = originals(log, terms)
    assert len(names) > 80
    for text in (found.html(), json.dumps(found.to_dict(), ensure_ascii=False)):
        assert [name for name in names if name in text] == []


def test_every_outcome_is_that_of_the_log(log: EventLog) -> None:
    terms = ls.examples.acme()
    pseudonyms = Pseudonyms.of(log, terms)
    plain, hidden = (ls.evaluate(terms, one, AT) for one in (log, pseudonyms.log(log)))
    assert plain.attainment() == hidden.attainment()
    expected = {
        (pseudonyms.name("lead", clock.lead or ""), clock.clause, clock.cycle, clock.step): clock.outcome
        for clock in plain.clocks
    }
    found = {(clock.lead, clock.clause, clock.cycle, clock.step): clock.outcome for clock in hidden.clocks}
    assert {(lead or None, *rest): outcome for (lead, *rest), outcome in expected.items()} == found


def test_the_same_log_gives_the_same_and_another_another(log: EventLog) -> None:
    terms = ls.examples.acme()
    assert list(pseudonymous(log, terms)) == list(pseudonymous(log, terms))
    fewer = EventLog(log.events[:-1], log.report)
    assert pseudonymous(fewer, terms)[0].lead != pseudonymous(log, terms)[0].lead
    assert pseudonymous(fewer, terms, b"secret")[0].lead == pseudonymous(log, terms, b"secret")[0].lead


def test_what_criteria_look_for_in_a_text_stays(tmp_path: Path) -> None:
    """A mailbox that anybody can have is still told from a company's, and the name before it is gone."""
    (tmp_path / "log.csv").write_text(
        "lead,at,event,email,phone,size,note\n"
        "Jane Roe,2026-03-02T08:00Z,assigned,jane.roe@gmail.test,555-0101,40,knows Max\n"
        "Max Moe,2026-03-02T08:00Z,assigned,max@firm.test,5550102,50,sales\n",
        encoding="utf-8",
    )
    clause = ls.ResponseWindow(
        id="first", owner="sales", from_="assigned", until="touched", within="30 minutes",
        when='not ends_with(email, "@gmail.test")',
    )  # fmt: skip
    terms = ls.Agreement(
        agreement="small", version="1", term=ls.Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), timezone="UTC",
        parties={"sales": ls.Party("Sales")}, lifecycle=ls.Lifecycle(), clauses=[clause],
        fields={"email": "text", "size": "number"},
    )  # fmt: skip
    found = pseudonymous(read_events(tmp_path / "log.csv"), terms)
    jane, max_ = found
    assert jane.data["email"].endswith("@gmail.test")
    assert "jane" not in repr(jane).casefold()
    assert "firm" not in repr(max_)
    assert (jane.data["size"], max_.data["note"]) == (
        "40",
        "sales",
    )  # a number of a declared field; a word as agreed
    assert valid_phone(jane.data["phone"]) == valid_phone("555-0101")
    assert valid_phone(max_.data["phone"])
    assert valid_email(max_.data["email"])
    assert [clock.lead for clock in ls.evaluate(terms, found, AT.replace(month=4)).clocks] == [max_.lead]


def test_values_of_every_kind() -> None:
    """Nested values, numbers that nobody declared, whom a lead was merged into, which event was withdrawn."""
    names = Pseudonyms(ls.examples.acme(), b"key")
    at = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    event = ls.Event(
        "L1", at, "updated",
        {"fields": {"nick": "Bo", "n": [1, "two"]}, "flag": True, "none": None, "mobile": 5550101, "amount": 12},
        id="e1", actor="ann",
    )  # fmt: skip
    found = names.event(event)
    assert found.data["fields"]["nick"] == names.name("nick", "Bo")
    assert found.data["fields"]["n"][1] == names.name("n", "two")
    assert (found.data["flag"], found.data["none"], found.data["amount"]) == (True, None, 12)
    assert found.data["mobile"] == names.name("mobile", "5550101")
    assert (found.lead, found.id, found.actor) == (
        names.name("lead", "L1"), names.name("event", "e1"), names.name("rep", "ann"),
    )  # fmt: skip
    merged = names.event(ls.Event("L2", at, "merged", {"into": "L1"}))
    assert merged.data["into"] == found.lead
    assert names.event(ls.Event("L2", at, "withdrawn", {"id": "e1"})).data["id"] == found.id
    assert names.event(ls.Event("L2", at, "assigned", {"to": "ann"})).data["to"] == found.actor
