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


def with_periods(folder: Path) -> Path:
    """The agreement of the case with two promises about periods."""
    text = (HERE / "agreement.yaml").read_text()
    agreement = folder / "agreement.yaml"
    agreement.write_text(
        text[: text.index("clauses:")]
        + "clauses:\n"
        + "  - {id: handed-over, kind: quota, owner: marketing, count: assigned, at_least: 100, per: month}\n"
        + "  - {id: weekly, kind: recurring_meeting, owner: both, rule: every week}\n"
    )
    return agreement


def test_a_promise_about_periods_is_explained_without_a_lead(run: Any, tmp_path: Path) -> None:
    agreement = with_periods(tmp_path)
    found = run("explain", agreement, "events.csv", "-", "handed-over", *AT)
    assert found.status == 0
    assert found.out.startswith("Handed over 2026-02: open, due ")
    before = run("explain", agreement, "events.csv", "-", "handed-over", "--period", "2026-01", *AT)
    assert before.out.startswith("Handed over 2026-01: breached on ")
    lines = run("explain", agreement, "events.csv", "-", *AT).out.splitlines()
    assert [line.split()[0] for line in lines] == ["clause", "handed-over", "weekly"]


def test_a_period_is_one_of_the_clause(run: Any, tmp_path: Path) -> None:
    agreement = with_periods(tmp_path)
    found = run("explain", agreement, "events.csv", "-", "handed-over", "--period", "2031-01", *AT)
    assert (found.status, found.out) == (1, "")
    assert "no period '2031-01'" in found.err
    assert "--period chooses" in run("explain", agreement, "events.csv", "-", "--period", "2026-01", *AT).err


def test_what_is_owed_in_a_period_is_in_the_worklist_and_the_table(run: Any, tmp_path: Path) -> None:
    agreement = with_periods(tmp_path)
    owed = run("due", agreement, "events.csv", *AT).out
    assert "2026-02" in owed
    assert "Handed over" in owed
    table = run("evaluate", agreement, "events.csv", *AT).out
    assert "Handed over" in table


def test_what_an_earlier_version_promised_is_explained_too(run: Any, tmp_path: Path) -> None:
    first = (HERE / "agreement.yaml").read_text(encoding="utf-8")
    (tmp_path / "first.yaml").write_text(first, encoding="utf-8")
    amends = 'state: agreed\neffective: 2026-02-05\namends: {version: "2026.1", document: first.yaml}'
    later = first[: first.index("\nclauses:")].replace('version: "2026.1"', f'version: "2026.2"\n{amends}')
    assert amends in later
    (tmp_path / "second.yaml").write_text(later + "\nclauses: []\n", encoding="utf-8")
    log = tmp_path / "events.csv"
    log.write_text("lead,at,event\nA,2026-02-02T10:00-05:00,assigned\nB,2026-02-06T10:00-05:00,assigned\n")
    case = (tmp_path / "second.yaml", log)
    lines = run("explain", *case, "A", *AT).out.splitlines()
    assert [line.split()[0] for line in lines] == ["clause", "first-response", "accept-or-reject"]
    assert run("explain", *case, "B", *AT).out == "the agreement has no clause about leads\n"
    found = run("explain", *case, "B", "first response", *AT).out
    assert found.startswith(
        "B  First response: no clock, because no event of this lead is `assigned` while that is promised\n"
    )


def test_of_what_is_only_proposed_no_clock_starts(run: Any, tmp_path: Path) -> None:
    text = (HERE / "agreement.yaml").read_text(encoding="utf-8")
    proposed = tmp_path / "proposed.yaml"
    proposed.write_text(
        text.replace('version: "2026.1"', 'version: "2026.1"\nstate: proposed'), encoding="utf-8"
    )
    found = run("explain", proposed, "events.csv", "L-5097", "first-response", *AT).out
    assert "came while no agreed version was in force\n" in found.splitlines(keepends=True)[0]
    assert "outside" not in found
