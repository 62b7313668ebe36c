from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

import leadsla as ls

HERE = Path(__file__).parent / "case"
AT = ("--at", "2026-02-17T16:00")
CASE = ("agreement.yaml", "events.csv")


def explanation(lead: str, clause: str) -> Any:
    at = dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)
    agreement, events = ls.load(HERE / "agreement.yaml"), ls.read_events(HERE / "events.csv")
    return ls.evaluate(agreement, events, at=at).explain(lead, clause)


@pytest.mark.parametrize("clause", ["first-response", "First response", "FIRST RESPONSE"])
def test_a_clock_is_explained_by_the_id_or_title_of_its_clause(run: Any, clause: str) -> None:
    found = run("explain", *CASE, "L-5097", clause, *AT)
    assert (found.status, found.out) == (0, f"{explanation('L-5097', 'first-response')}\n")


def test_all_leaves_no_line_out(run: Any) -> None:
    found = run("explain", *CASE, "L-5111", "first-response", *AT, "--all")
    assert found.out == explanation("L-5111", "first-response").text(all=True) + "\n"


def test_as_data_it_is_the_explanation(run: Any) -> None:
    found = run("explain", *CASE, "L-5097", "first-response", *AT, "--format", "json")
    assert json.loads(found.out) == explanation("L-5097", "first-response").to_dict()


def test_without_a_clause_there_is_a_line_for_each(run: Any) -> None:
    lines = run("explain", *CASE, "L-5102", *AT).out.splitlines()
    assert [line.split()[0] for line in lines] == [
        "clause",
        "first-response",
        "accept-or-reject",
        "no-standstill",
    ]
    assert "late by 1 hour 40 minutes so far and still owed" in lines[1]
    assert 'no clock, because `when`: source == "webinar" was false (source is "trade_show")' in lines[3]


def test_without_a_clause_json_has_all_of_them(run: Any) -> None:
    data = json.loads(run("explain", *CASE, "L-5102", *AT, "--format", "json").out)
    assert [item["clause"] for item in data["explanations"]] == [
        "first-response",
        "accept-or-reject",
        "no-standstill",
    ]


def test_without_a_clause_all_explains_each_at_length(run: Any) -> None:
    out = run("explain", *CASE, "L-5102", *AT, "--all").out
    assert out.count("\n\nL-5102  ") == 2
    assert out.count("  Because  ") == 3


def test_further_files_of_the_log_can_be_named(run: Any, tmp_path: Path) -> None:
    more = tmp_path / "more.csv"
    more.write_text("lead,at,event,direction\nL-5102,2026-02-17T15:00:00-05:00,touched,outbound\n")
    out = run("explain", *CASE, "L-5102", "first-response", *AT, "--events", more).out
    assert out.startswith("L-5102  First response: late by 40 minutes;")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("L-51022", "first-response"), "there is no lead 'L-51022'; did you mean 'L-5102'?"),
        (("L-51022",), "there is no lead 'L-51022'; did you mean 'L-5102'?"),
        (("L-5102", "first-respons"), "there is no clause 'first-respons'; did you mean 'first-response'?"),
        (("L-5102", "first-response", "--cycle", "3"), "has no cycle 3 of `first-response`; it has 1"),
    ],
)
def test_what_is_not_there_is_a_no(run: Any, words: tuple[str, ...], message: str) -> None:
    found = run("explain", *CASE, *words, *AT)
    assert (found.status, found.out) == (1, "")
    assert message in found.err


def test_a_cycle_without_a_clause_is_refused(run: Any) -> None:
    found = run("explain", *CASE, "L-5102", "--cycle", "1", *AT)
    assert (found.status, found.out) == (2, "")
    assert "name the clause too" in found.err


def test_what_strangers_wrote_is_shown_and_not_obeyed(run: Any, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("lead,at,event,actor\nL\x1b[2J,2026-02-17T09:00:00-05:00,assigned,\x1b]0;x\x07\n")
    found = run("explain", "agreement.yaml", log, "L\x1b[2J", "first-response", *AT)
    assert found.out.startswith("L\\x1b[2J  First response:")
    assert "\x1b" not in found.out
    missing = run("explain", "agreement.yaml", log, "M\x1b[2J", *AT)
    assert missing.status == 1
    assert "\x1b" not in missing.err


def test_an_agreement_without_clauses_has_nothing_to_explain(run: Any, tmp_path: Path) -> None:
    text = (HERE / "agreement.yaml").read_text()
    agreement = tmp_path / "agreement.yaml"
    agreement.write_text(text[: text.index("clauses:")] + "clauses: []\n")
    found = run("explain", agreement, "events.csv", "L-5102", *AT)
    assert (found.status, found.out) == (0, "the agreement has no clause about leads\n")


SCORECARDS = """
scorecards:
  fit: {rules: [{when: 'source == "webinar"', points: 20, because: Source}]}
  ready: 20
"""


@pytest.fixture
def scored(tmp_path: Path) -> tuple[str, str]:
    """The case with a scorecard."""
    path = tmp_path / "agreement.yaml"
    path.write_text((HERE / "agreement.yaml").read_text(encoding="utf-8") + SCORECARDS, encoding="utf-8")
    return str(path), CASE[1]


def test_a_score_is_explained_rule_by_rule(run: Any, scored: tuple[str, str]) -> None:
    found = run("explain", *scored, "L-5102", *AT, "--score")
    assert (found.status, found.out.splitlines()) == (
        0,
        [
            "L-5102: 0 points, not sales ready: the total is 0 of 20",
            "fit: 0 points",
            '  0  Source: source == "webinar" was false (source is "trade_show")',
        ],
    )
    data = json.loads(run("explain", *scored, "L-5102", *AT, "--score", "--format", "json").out)
    assert (data["points"], data["ready"], data["at"]) == (0, False, "2026-02-17T21:00:00Z")


def test_a_score_that_there_is_not(run: Any, scored: tuple[str, str]) -> None:
    for arguments, status, told in (
        ((*scored, "L-0"), 1, "there is no lead 'L-0'"),
        ((*CASE, "L-5102"), 1, "the agreement has no scorecards"),
        ((*scored, "L-5102", "first-response"), 2, "--score is about the lead and not about a clause"),
    ):
        found = run("explain", *arguments, *AT, "--score")
        assert (found.status, found.out) == (status, "")
        assert told in found.err
