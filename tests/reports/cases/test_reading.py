"""Every fault of a case file, at its place and with what to write instead."""

from __future__ import annotations

import pytest

from leadsla import examples
from leadsla.agreement import Agreement
from leadsla.documents.reading import read_text
from leadsla.errors import Fault
from leadsla.reports.cases.reading import data_names, read_cases

ACME = examples.acme()
EVENTS = "events: [{at: Mon 2026-03-02 09:00, event: assigned}]"
THEN = "then: [{at: Mon 2026-03-02 17:00, clause: first-response, outcome: breached}]"


def faults(text: str, agreement: Agreement = ACME) -> list[Fault]:
    return read_cases(read_text(text, name="acme.cases.yaml"), agreement)[1]


def case(*parts: str) -> str:
    return "cases:\n  - case: It shows something\n" + "".join(f"    {part}\n" for part in parts)


def then(*keys: str) -> str:
    return case(EVENTS, f"then: [{{at: Mon 2026-03-02 17:00, {', '.join(keys)}}}]")


def test_a_sound_case_is_a_value() -> None:
    cases, found = read_cases(read_text(case("why: Document 1", EVENTS, THEN)), ACME)
    assert not found
    [one] = cases
    assert (one.name, one.why, one.path, len(one.events)) == (
        "It shows something",
        "Document 1",
        "cases[0]",
        1,
    )
    assert one.events[0].lead == one.then[0].lead == "L1"
    assert dict(one.then[0].wanted) == {"outcome": "breached"}


@pytest.mark.parametrize(
    ("text", "path", "name", "write"),
    [
        ("case: a", "case", "unknown-key", "cases"),
        ("cases: 3", "cases", "wrong-type", "- case: what it shows"),
        ("cases: [3]", "cases[0]", "wrong-type", "{case: what it shows, events: [...], then: [...]}"),
        (case(EVENTS), "cases[0]", "missing-key", "then: ..."),
        (case(EVENTS, "then: []"), "cases[0].then", "wrong-value", None),
        (case(EVENTS, "than: []"), "cases[0].than", "unknown-key", "then"),
        (case(EVENTS, "then: 3"), "cases[0].then", "wrong-type", "[...]"),
        (case(EVENTS, "then: [3]"), "cases[0].then[0]", "wrong-type", None),
        (case("events: [3]", THEN), "cases[0].events[0]", "wrong-type", None),
        (
            case("events: [{at: Tue 2026-03-03 09:00}]", THEN),
            "cases[0].events[0]",
            "missing-key",
            "event: assigned",
        ),
        (
            case("events: [{at: Mon 2026-03-03 09:00, event: assigned}]", THEN),
            "cases[0].events[0].at",
            "wrong-value",
            "Tue 2026-03-03 09:00",
        ),
        (
            case("events: [{at: Mon 2026-03-02 09:00, event: touched, chanel: call}]", THEN),
            "cases[0].events[0].chanel",
            "unknown-key",
            "channel",
        ),
        (
            case("events: [{at: Mon 2026-03-02 09:00, event: touched, seq: -1}]", THEN),
            "cases[0].events[0].seq",
            "wrong-type",
            None,
        ),
        (
            case("events: [{at: Mon 2026-03-02 18:00, event: assigned}]", THEN),
            "cases[0].events[0].at",
            "wrong-value",
            None,
        ),
        (
            then("clause: first-respons, outcome: met"),
            "cases[0].then[0].clause",
            "unknown-name",
            "first-response",
        ),
        (then("clause: xyz, outcome: met"), "cases[0].then[0].clause", "unknown-name", None),
        (then("clause: first-response, outcome: meet"), "cases[0].then[0].outcome", "unknown-name", "met"),
        (
            then("clause: first-response, lead: L2, outcome: met"),
            "cases[0].then[0].lead",
            "unknown-name",
            None,
        ),
        (then("outcome: met"), "cases[0].then[0]", "missing-key", "clause: first-response"),
        (then("clause: first-response"), "cases[0].then[0]", "missing-key", "outcome: met"),
        (
            then("clause: first-response, on: breach"),
            "cases[0].then[0].on",
            "missing-key",
            "follows: nothing",
        ),
        (then("follows: nothing, on: breech"), "cases[0].then[0].on", "unknown-name", "breach"),
        (then("follows: 3"), "cases[0].then[0].follows", "wrong-type", None),
        (then("follows: [alert]"), "cases[0].then[0].follows[0]", "wrong-value", None),
        (then("follows: [alart sales_manager]"), "cases[0].then[0].follows[0]", "unknown-name", "alert"),
        (
            then("follows: [alert sales_manager at Tue 2026-03-02 09:00]"),
            "cases[0].then[0].follows[0]",
            "wrong-value",
            "Mon 2026-03-02 09:00",
        ),
        (then("stage: mqll"), "cases[0].then[0].stage", "unknown-name", "mql"),
        (then("clause: first-response, target: kept"), "cases[0].then[0]", "missing-key", "period: 2026-03"),
        (
            then("clause: first-response, period: 2026-03, target: held"),
            "cases[0].then[0].target",
            "unknown-name",
            None,
        ),
        (
            then("clause: first-response, period: 2026-03, rate: 8"),
            "cases[0].then[0].rate",
            "wrong-type",
            None,
        ),
        (
            then("clause: first-response, period: 2026-03, target: kept, outcome: met"),
            "cases[0].then[0]",
            "wrong-value",
            "two entries",
        ),
        (
            case(EVENTS, "then: [{clause: first-response, outcome: met}]"),
            "cases[0].then[0]",
            "missing-key",
            "at: TIME",
        ),
    ],
)
def test_a_fault_with_its_place_and_what_to_write(text: str, path: str, name: str, write: str | None) -> None:
    found = {(fault.path, fault.name): fault for fault in faults(text)}
    assert (path, name) in found, found
    said = found[path, name].write
    assert said == write if write is not None else True


def test_one_instant_may_stand_for_all() -> None:
    text = case("at: Mon 2026-03-02 17:00", EVENTS, "then: [{clause: first-response, outcome: breached}]")
    cases, found = read_cases(read_text(text), ACME)
    assert not found
    assert cases[0].instants == (cases[0].then[0].at,)


def test_two_leads_have_to_be_told_apart() -> None:
    both = (
        "events: [{at: Mon 2026-03-02 09:00, event: assigned, lead: A}, "
        "{at: Mon 2026-03-02 09:00, event: assigned, lead: B}]"
    )
    [fault] = faults(case(both, THEN))
    assert (fault.what, fault.write) == ("it is not said of which lead", "lead: A")
    [fault] = faults(case(both, "then: [{at: Mon 2026-03-02 17:00, stage: mql}]"))
    assert fault.what == "it is not said of which lead"


def test_two_cases_with_one_name() -> None:
    one = case(EVENTS, THEN)
    [fault] = faults(one + one.removeprefix("cases:\n"))
    assert (fault.name, fault.path) == ("duplicate-id", "cases[1].case")


def test_what_an_event_may_carry_is_what_something_reads() -> None:
    assert {"source", "email", "direction", "content", "reason"} <= data_names(ACME)
    assert "chanel" not in data_names(ACME)


def test_an_event_that_cannot_be_is_a_fault() -> None:
    [fault] = faults(case('events: [{at: Mon 2026-03-02 09:00, event: assigned, id: " "}]', THEN))
    assert fault.path == "cases[0].events[0].id"


def test_nothing_but_a_mapping() -> None:
    assert faults("- case")[0].write == "cases: [...]"


def test_one_line_may_happen_to_many_leads() -> None:
    many = ", ".join(
        f"{{at: Mon 2026-03-02 09:00, event: assigned, {key}}}" for key in ("leads: 3", "lead: A, leads: 2")
    )
    then = "then: [{at: Mon 2026-03-02 17:00, lead: A2, clause: first-response, outcome: breached}]"
    cases, found = read_cases(read_text(case(f"events: [{many}]", then)), ACME)
    assert not found
    assert [event.lead for event in cases[0].events] == ["L1", "L2", "L3", "A1", "A2"]


@pytest.mark.parametrize(
    ("key", "path"),
    [("leads: 0", "leads"), ("leads: 10001", "leads"), ("leads: x", "leads"), ("leads: 2, id: e", "id")],
)
def test_how_many_leads_there_can_be(key: str, path: str) -> None:
    found = faults(case(f"events: [{{at: Mon 2026-03-02 09:00, event: assigned, {key}}}]", THEN))
    assert f"cases[0].events[0].{path}" in [fault.path for fault in found]
