"""Sections of the signed document, drawn from the values that are judged."""

from __future__ import annotations

import pytest
from tests.documents.test_dumping import rich

from leadsla.agreement import Agreement
from leadsla.documents import definitions, loads
from leadsla.documents.sections import SECTIONS

#: The three stages, the matrix and the goals of the first source.
FIRST = """leadsla: 1
agreement: incept
version: "1"
term: {from: 2026-01-01, to: 2026-12-31}
timezone: America/New_York
parties: {marketing: {name: Marketing team}, sales: {name: Sales team}}
lifecycle: subscriber-mql-sql
responsibilities:
  subscriber:
    marketing: {owes: Nurture subscribers into MQLs through email newsletters}
    sales: {owes_not: Follow up and nurture new subscribers}
  sql:
    marketing: {owes: [{words: Deliver the requested content, clause: deliver}, Assign follow-up]}
    sales: {owes: [{clause: first}]}
goals: [{owner: marketing, words: So many qualified leads}, {owner: both, clause: deliver}]
handoff: {passed: By the CRM, needed: [Name, {words: Call, clause: first}]}
clauses:
  - {id: deliver, kind: response_window, owner: marketing, from: requested, until: delivered, within: 5 minutes}
  - {id: first, kind: response_window, owner: sales, from: {enters: sql}, within: 5 minutes, target: 80% per month}
"""


def section(agreement: Agreement, heading: str) -> list[str]:
    return [*SECTIONS[heading](agreement)]


def test_the_matrix_of_the_first_source() -> None:
    """Stage by party, with what is owed and what is not, words beside the clauses that judge them."""
    sentence = loads(FIRST).clauses_by_id["first"].sentence()
    assert section(loads(FIRST), "Responsibilities") == [
        "| Stage | Marketing team | Sales team |",
        "|---|---|---|",
        (
            "| subscriber | Nurture subscribers into MQLs through email newsletters | "
            "Not: Follow up and nurture new subscribers |"
        ),
        f"| sql | Deliver the requested content (Deliver)<br>Assign follow-up | {sentence} |",
    ]


def test_what_stages_mean_is_in_the_moves_that_lead_there() -> None:
    """A download of the decision phase or a request for information makes a subscriber an SQL at once."""
    [row] = [line for line in section(loads(FIRST), "Stages") if line.startswith("| sql")]
    criterion = '`event.content == "information" or event.phase == "decision"`'
    assert f"`requested` from subscriber or mql where {criterion}" in row
    three = loads(FIRST.replace("subscriber-mql-sql", "three-signals").replace("  subscriber:", "  lead:"))
    [row] = [line for line in section(three, "Stages") if line.startswith("| sql")]
    assert '<br>`count("pricing_page") >= 1 and count("demo_requested") >= 1' in row


def test_goals_and_handoff() -> None:
    """Of one party or both, in words or by the sentence of a clause."""
    agreement = loads(FIRST)
    sentence = agreement.clauses_by_id["deliver"].sentence()
    assert section(agreement, "Goals") == [
        "- Marketing team: So many qualified leads",
        f"- Marketing team and Sales team: {sentence}",
    ]
    assert section(agreement, "Handoff") == [
        "- How leads are passed: By the CRM",
        "- What must be known of a lead: Name; Call (First)",
    ]


def test_scorecards_and_disqualification() -> None:
    """A row a rule, then the bounds, the threshold and the grades."""
    assert section(rich(), "Scorecards") == [
        "| Scorecard | Because of | For | Points |",
        "|---|---|---|---|",
        "| fit | Score | `score >= 40` | 20 |",
        "| fit |  | `has(zone)` | -2.5 |",
        "| intent |  | each `pricing_page` within 2 weeks, at most 30 together | 10 |",
        "| intent |  | each `x` with event.y == 1, half of it gone every 30 days | 0.25 |",
        "",
        "`fit`: Whom we can serve; at most 60.",
        "",
        "`intent`: at least -5.",
        "",
        (
            "A lead is sales ready with at least 30 of `fit` and at least 2.5 of `intent` and at least 40 in total "
            'and grade() == "A" or points("fit") > 3.'
        ),
        "",
        "Grades: A from 80 points on, B from 0.5 points on, C from -7 points on.",
    ]
    assert section(rich(), "Disqualification")[2:] == [
        '| competitor | Works for a competitor | `event.who == "us" and score < 1` |',
        "| no_budget |  | for people to judge |",
    ]


@pytest.mark.parametrize("heading", SECTIONS)
def test_a_section_that_says_nothing_is_left_out(heading: str) -> None:
    """Its heading too."""
    text = definitions(loads(FIRST))
    assert (f"## {heading}\n" in text) is (heading not in ("Scorecards", "Disqualification"))


def test_what_would_end_a_cell_does_not() -> None:
    """A bar and a line break in words."""
    agreement = loads(FIRST.replace("Assign follow-up", '"a | b\\nc"'))
    assert "<br>a \\| b c |" in section(agreement, "Responsibilities")[3]
