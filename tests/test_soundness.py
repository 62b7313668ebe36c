"""Faults of the sections on qualification and responsibilities, each at its place in the document."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.documents.cases import SOUND

from leadsla.documents import examine_text
from leadsla.errors import Fault

#: What every case begins with: an agreement with a clause `first` of sales, and one of marketing.
BEGIN = """leadsla: 1
agreement: acme
version: "1"
term: {from: 2026-01-01, to: 2026-12-31}
timezone: UTC
parties: {marketing: {name: Marketing}, sales: {name: Sales}}
fields: {employees: number, company: text}
lifecycle: {stages: [{name: mql}, {name: sql}], moves: []}
clauses:
  - {id: first, kind: response_window, owner: sales, from: assigned, within: 1 hour}
  - {id: deliver, kind: response_window, owner: marketing, from: requested, until: delivered, within: 1 hour}
  - {id: meet, kind: response_window, owner: both, from: assigned, within: 1 hour}
"""
FIT = "fit: {rules: [{when: employees > 5, points: 20}]}"


def faults(more: str, *, begin: str = BEGIN) -> list[Fault]:
    return list(examine_text(begin + more).faults)


def told(more: str) -> list[tuple[str, str, str | None]]:
    return [(fault.path, fault.name, fault.write) for fault in faults(more)]


def marked(more: str) -> list[str]:
    """The text that each fault marks."""
    lines = (BEGIN + more).splitlines()
    return [
        lines[fault.line - 1][fault.column - 1 : fault.end_column - 1]
        for fault in faults(more)
        if fault.line and fault.column and fault.end_column
    ]


GOLDEN = Path(__file__).with_name("section_faults.txt")
UNSOUND = [
    "scorecards: {ready: 10, grades: {A: 3}}",
    "scorecards: {ready: 10}",
    "scorecards: {grades: {A: 3}}",
    f"scorecards: {{{FIT}, ready: {{fitt: 10, intents: 3}}}}",
    f"scorecards: {{{FIT}, ready: {{fit: 3, when: employes > 2}}}}",
    f"scorecards: {{{FIT}, total: {{rules: [{{event: x, points: 2}}]}}}}",
    "scorecards: {fit: {rules: [{when: event.x > 5, points: 20}, {event: x, when: event.y > 5, points: 20}]}}",
    "disqualification: [{reason: b}, {reason: a}, {reason: a}, {reason: a, when: 'has(company)'}]",
    "responsibilities: {mql: {seles: {owes: x}, finance: {owes: x}}}",
    "responsibilities: {mql: {sales: {owes: [{clause: [firts, deliver]}, first]}}}",
    "goals: [{owner: marketing, clause: first}]",
    "handoff: {unmet: [a, {clause: nothing}]}",
]


def said() -> str:
    """Every fault of each, a line each."""
    lines = []
    for more in UNSOUND:
        for fault in faults(f"{more}\n"):
            parts = (fault.name, fault.path, fault.what, fault.write, fault.because, fault.on_key, fault.see)
            lines.append(" | ".join(map(str, (*parts, "warning" if fault.warning else "error"))))
    return "\n".join(lines) + "\n"


def test_what_is_said_of_sections_that_cannot_be() -> None:
    """Name, place, what is wrong, what to write, why, and where else to look; the words are what helps."""
    assert said() == GOLDEN.read_text(encoding="utf-8")


def test_what_is_sound_has_no_faults() -> None:
    """Every section at once."""
    assert not faults(
        f"scorecards: {{{FIT}, ready: {{fit: 10, when: 'points(\"fit\") > 3'}}, grades: {{A: 10}}}}\n"
        "disqualification: [{reason: small, when: 'employees < 3 and grade() == \"A\"'}, {reason: other}]\n"
        "responsibilities: {mql: {marketing: {owes: [Nurture, {clause: deliver}, {clause: meet}]}, "
        "sales: {owes_not: {clause: deliver}}}}\n"
        "goals: [{owner: both, clause: first}, {owner: sales, clause: [first, meet]}]\n"
        "handoff: {passed: By hand, needed: {clause: first}}\n"
    )
    assert not faults("", begin=SOUND)


@pytest.mark.parametrize(
    ("scorecards", "expected", "mark"),
    [
        (
            "fit: {rules: [{when: employes > 5, points: 20}]}",
            ("fit.rules[0].when", "criterion", "employees"),
            "employes",
        ),
        (
            "fit: {rules: [{when: event.x > 5, points: 20}]}",
            ("fit.rules[0].when", "criterion", None),
            "event.x",
        ),
        (
            "fit: {rules: [{event: x, when: 'points(\"fit\") > 5', points: 20}]}",
            ("fit.rules[0].when", "criterion", None),
            'points("fit")',
        ),
        (f"{FIT}, ready: {{fitt: 10}}", ("ready.fitt", "unknown-name", "fit"), "10"),
        (f"{FIT}, ready: 'points(\"fitt\") > 2'", ("ready", "criterion", '"fit"'), '"fitt"'),
        (
            f"{FIT}, ready: {{fit: 3, when: sales_ready()}}",
            ("ready.when", "criterion", None),
            "sales_ready()",
        ),
        (f"{FIT}, ready: {{fit: 3, when: event.x > 2}}", ("ready.when", "criterion", None), "event.x"),
        (
            f"{FIT}, total: {{rules: [{{event: x, points: 2}}]}}",
            ("total", "wrong-value", "another name, such as fit or intent"),
            "total",
        ),
        (
            f"{FIT}, ready: {{fit: many}}",
            ("ready.fit", "wrong-value", "a number with at most two decimals, such as 20"),
            "many",
        ),
        (f"{FIT}, ready: [fit]", ("ready", "wrong-value", "{fit: 30, intent: 40}"), "[fit]"),
        (f"{FIT}, grades: {{A: 5, B: 5}}", ("grades.B", "wrong-value", "another number"), "5"),
        (
            "fit: {rules: [{points: 20}]}",
            ("fit.rules[0]", "wrong-value", "when: employees >= 50"),
            "{points: 20}",
        ),
        (
            "fit: {rules: [{event: x, points: ten}]}",
            ("fit.rules[0].points", "wrong-value", "a number with at most two decimals, such as 20"),
            "ten",
        ),
        ("fit: {rules: [{event: x, point: 2}]}", ("fit.rules[0].point", "unknown-key", "points"), "point"),
        (
            "fit: {rules: [{event: x, points: 2, within: 2 months}]}",
            ("fit.rules[0].within", "window", "60 days"),
            "2 months",
        ),
        (
            "fit: {rules: [{event: x, points: 2, half_life: 3}]}",
            ("fit.rules[0].half_life", "wrong-type", "for example 14 days"),
            "3",
        ),
        (
            "fit: {rules: [{when: employees > 1, points: 2, most: 3}]}",
            ("fit.rules[0].most", "unknown-key", "the event that it is about"),
            "most",
        ),
        ("fit: {rules: [{event: x, points: 2}], most: 1, least: 2}", ("fit.most", "wrong-value", "2"), "1"),
        ("fit: {rules: []}", ("fit.rules", "wrong-value", "[{when: employees >= 50, points: 20}]"), "[]"),
        ("fit: {}", ("fit", "missing-key", "rules: ..."), "{}"),
    ],
)
def test_faults_of_scorecards(scorecards: str, expected: tuple[str, str, str | None], mark: str) -> None:
    """At the value, at the key, or inside a criterion."""
    path, name, write = expected
    more = f"scorecards: {{{scorecards}}}\n"
    assert told(more) == [(f"scorecards.{path}", name, write)]
    assert marked(more) == [mark]


def test_a_threshold_and_grades_need_a_card() -> None:
    """Which is said once."""
    assert [path for path, _, _ in told("scorecards: {ready: 10, grades: {A: 3}}\n")] == ["scorecards"]


def test_several_faults_of_scorecards_are_said_at_once() -> None:
    """And nothing follows from cards that cannot be read: their names are not said to be missing."""
    more = "scorecards: {fit: {rules: [{points: 2}]}, ready: {fit: x}, grades: {A: y}}\n"
    more += "disqualification: [{reason: a, when: 'points(\"fit\") > 2 or sales_ready()'}]\n"
    assert {path for path, _, _ in told(more)} == {
        "scorecards.fit.rules[0]",
        "scorecards.ready.fit",
        "scorecards.grades.A",
    }


def test_scores_are_read_only_where_there_are_some() -> None:
    """In a disqualification and at a stage."""
    more = "disqualification: [{reason: a, when: sales_ready()}]\n"
    assert told(more) == [("disqualification[0].when", "criterion", None)]
    begin = BEGIN.replace("{name: sql}", "{name: sql, criterion: 'points(\"fitt\") > 3 and event.x > 2'}")
    found = faults(f"scorecards: {{{FIT}}}\n", begin=begin)
    assert [(fault.path, fault.write) for fault in found] == [
        ("lifecycle.stages[1].criterion", '"fit"'),
        ("lifecycle.stages[1].criterion", None),
    ]


def test_reasons_of_disqualification_are_named_once() -> None:
    """Their criteria read what is declared."""
    more = "disqualification: [{reason: a}, {reason: b, when: x > 2}, {reason: a}]\n"
    assert [(path, name) for path, name, _ in told(more)] == [
        ("disqualification[1].when", "criterion"),
        ("disqualification[2].reason", "duplicate-id"),
    ]


@pytest.mark.parametrize(
    ("matrix", "expected", "mark"),
    [
        ("mqll: {sales: {owes: x}}", ("mqll", "unknown-name", "mql"), "mqll"),
        ("mql: {seles: {owes: x}}", ("mql.seles", "unknown-name", "sales"), "seles"),
        ("mql: {both: {owes: x}}", ("mql.both", "unknown-name", "one of marketing, sales"), "both"),
        ("mql: {sales: {owe: x}}", ("mql.sales.owe", "unknown-key", "owes"), "owe"),
        ("mql: {sales: owes}", ("mql.sales", "wrong-type", None), "owes"),
        (
            "mql: {sales: {owes: [x, {clause: firts}]}}",
            ("mql.sales.owes[1].clause[0]", "unknown-name", "first"),
            "firts",
        ),
        (
            "mql: {sales: {owes: {clause: [first, x]}}}",
            ("mql.sales.owes[0].clause[1]", "unknown-name", "the id of a clause"),
            "x",
        ),
        (
            "mql: {sales: {owes_not: {clause: firts}}}",
            ("mql.sales.owes_not[0].clause[0]", "unknown-name", "first"),
            "firts",
        ),
        (
            "mql: {sales: {owes: {clause: deliver}}}",
            ("mql.sales.owes[0].clause[0]", "wrong-value", "it under marketing"),
            "deliver",
        ),
        ("mql: {sales: {owes: {}}}", ("mql.sales.owes", "wrong-value", "words, or {clause: ID}"), "{}"),
        ("mql: {sales: {owes: 3}}", ("mql.sales.owes", "wrong-type", "words, or {clause: ID}"), "3"),
    ],
)
def test_faults_of_responsibilities(matrix: str, expected: tuple[str, str, str | None], mark: str) -> None:
    """Stages and parties that there are, clauses that there are and are the party's own."""
    path, name, write = expected
    more = f"responsibilities: {{{matrix}}}\n"
    found = told(more)
    assert [(one, two) for one, two, _ in found] == [(f"responsibilities.{path}", name)]
    assert write is None or found[0][2] == write
    assert marked(more) == [mark]


def test_the_id_of_a_clause_as_words_is_likely_not_meant() -> None:
    """A warning, with what to write."""
    [fault] = faults("responsibilities: {mql: {sales: {owes: first}}}\n")
    assert (fault.warning, fault.write) == (True, "{clause: first}")


def test_clauses_that_cannot_be_read_are_not_said_to_be_missing() -> None:
    """Only what is wrong with them is."""
    begin = BEGIN.replace("{id: first,", "{ID: first,")
    found = faults("goals: [{owner: sales, clause: first}]\n", begin=begin)
    assert not [fault for fault in found if fault.path.startswith("goals")]


def test_faults_of_goals_and_handoff() -> None:
    """Owners, clauses and keys; a clause of both is anybody's."""
    more = "goals: [{owner: salse, words: x}, {owner: marketing, clause: first}, {owner: marketing, clause: meet}]\n"
    more += "handoff: {passed: {clause: x}, notifed: y}\n"
    assert [(path, name) for path, name, _ in told(more)] == [
        ("goals[0].owner", "unknown-name"),
        ("goals[1].clause[0]", "wrong-value"),
        ("handoff.notifed", "unknown-key"),
    ]
    assert [path for path, _, _ in told("handoff: {unmet: [a, {clause: x}]}\n")] == [
        "handoff.unmet[1].clause[0]"
    ]
