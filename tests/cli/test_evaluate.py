from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import leadsla as ls
from leadsla.cli.evaluate import show
from leadsla.cli.terminal import Terminal

HERE = Path(__file__).parent / "case"
AT = "2026-02-17T16:00"
CASE = ("agreement.yaml", "events.csv", "--at", AT)
NOON = dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)


def judged() -> dict[str, Any]:
    return ls.evaluate(
        ls.load(HERE / "agreement.yaml"), ls.read_events(HERE / "events.csv"), at=NOON
    ).to_dict()


@pytest.mark.parametrize("columns", [None, 80, 200])
def test_the_table(run: Any, golden: Callable[[str, str], None], columns: int | None) -> None:
    found = run("evaluate", *CASE, columns=columns, env={"NO_COLOR": "1"})
    assert found.status == 0
    golden(f"evaluate-{columns or 'piped'}.txt", found.out)


def test_what_reading_left_aside_is_told_on_standard_error(run: Any) -> None:
    assert run("evaluate", *CASE).err.splitlines() == [
        "rows: 16 read, 15 kept, 1 left out; 15 events of 7 leads",
        "  left out: no time: 1 (events.csv line 16): the cell is empty",
        "1 event is later than the instant of the evaluation, and ignored",
        "1 event ignored, because an earlier one has the same id",
    ]


def test_the_json_is_the_evaluation(run: Any) -> None:
    found = run("evaluate", *CASE, "--format", "json")
    assert found.status == 0
    assert json.loads(found.out) == judged()


def test_the_keys_of_the_json_are_those_that_programs_rely_on(run: Any) -> None:
    data = json.loads(run("evaluate", *CASE, "--format", "json").out)
    assert list(data) == ["agreement", "version", "at", "clocks", "attainment", "consequences", "anomalies"]
    assert list(data["clocks"][0]) == [
        "lead", "clause", "cycle", "step", "period", "owner", "assignee", "version", "outcome", "at_risk",
        "paused", "started", "due", "done_at", "breached_at", "ended_at", "counted_s", "calendar", "calendar_version",
    ]  # fmt: skip
    assert list(data["attainment"][0]) == [
        "clause", "period", "met", "breached", "open", "void", "rate", "target", "status",
    ]  # fmt: skip
    assert list(data["consequences"][0]) == ["id", "at", "lead", "clause", "do", "to", "on"]
    assert list(data["anomalies"][0]) == ["lead", "at", "event", "why"]


def test_the_csv_has_a_row_for_each_clock_with_the_keys_of_the_json(run: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(run("evaluate", *CASE, "--format", "csv").out)))
    clocks = judged()["clocks"]
    assert len(rows) == len(clocks)
    for row, clock in zip(rows, clocks, strict=True):
        assert list(row) == list(clock)
        assert (row["lead"], row["due"], row["outcome"]) == (clock["lead"], clock["due"], clock["outcome"])
        assert row["at_risk"] == str(clock["at_risk"]).lower()


def test_leads_that_are_formulas_are_text_in_the_csv_and_themselves_in_the_json(
    run: Any, tmp_path: Path
) -> None:
    log = tmp_path / "log.csv"
    log.write_text("lead,at,event,to\n=cmd(),2026-02-17T09:00:00-05:00,assigned,@rep\n")
    case = ("evaluate", "agreement.yaml", log, "--at", AT, "--format")
    assert "\n'=cmd(),first-response,1,,,sales,'@rep," in run(*case, "csv").out
    assert json.loads(run(*case, "json").out)["clocks"][0]["lead"] == "=cmd()"


def test_control_characters_in_data_are_shown_and_not_obeyed(run: Any, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(
        "lead,at,event,to\nL\x1b[2J\u202e[red],2026-02-17T09:00:00-05:00,accepted,x\n", encoding="utf-8"
    )
    for columns in (None, 200):
        found = run("evaluate", "agreement.yaml", log, "--at", AT, columns=columns, env={"NO_COLOR": "1"})
        assert "L\\x1b[2J\\u202e[red]  accepted:" in found.out
        assert "\x1b" not in found.out + found.err


def test_fail_on_breach_answers_by_the_exit_status(run: Any) -> None:
    found = run("evaluate", *CASE, "--fail-on-breach")
    assert found.status == 1
    assert "1 clock breached, and --fail-on-breach was given" in found.err
    early = run("evaluate", "agreement.yaml", "events.csv", "--at", "2026-02-17T14:20", "--fail-on-breach")
    assert early.status == 0


def test_strict_refuses_a_log_with_rows_left_out(run: Any) -> None:
    found = run("evaluate", *CASE, "--strict")
    assert (found.status, found.out) == (2, "")
    assert "events.csv line 16: no time" in found.err


def test_strict_refuses_an_event_that_no_move_allows(run: Any, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("lead,at,event\nL1,2026-02-17T09:00:00-05:00,accepted\n")
    assert run("evaluate", "agreement.yaml", log, "--at", AT).status == 0
    found = run("evaluate", "agreement.yaml", log, "--at", AT, "--strict")
    assert (found.status, found.out) == (2, "")
    assert "accepted" in found.err


def test_no_automatic_judges_only_what_the_log_says(run: Any, tmp_path: Path) -> None:
    text = (
        (HERE / "agreement.yaml")
        .read_text()
        .replace("{recycle: recycled}", "{recycle: recycled, automatic: true}")
    )
    agreement = tmp_path / "agreement.yaml"
    agreement.write_text(text)
    case = ("evaluate", agreement, "events.csv", "--at", "2026-02-20", "--format", "json")
    outcomes = [
        [clock["outcome"] for clock in json.loads(run(*case, *more).out)["clocks"]]
        for more in ((), ("--no-automatic",))
    ]
    assert outcomes[0].count("void") > outcomes[1].count("void") == 0


def test_the_result_can_go_to_a_file(run: Any, tmp_path: Path) -> None:
    target = tmp_path / "feb.json"
    found = run("evaluate", *CASE, "--format", "json", "--output", target, env={"FORCE_COLOR": "1"})
    assert (found.status, found.out) == (0, "")
    assert json.loads(target.read_text()) == judged()
    assert run("evaluate", *CASE, "-o", target, env={"FORCE_COLOR": "1"}).status == 0
    assert "\x1b" not in target.read_text()


def test_several_files_are_one_log(run: Any, tmp_path: Path) -> None:
    head, *rows = (HERE / "events.csv").read_text().splitlines(keepends=True)
    for name, part in (("a.csv", rows[:7]), ("b.csv", rows[7:])):
        (tmp_path / name).write_text(head + "".join(part))
    found = run(
        "evaluate", "agreement.yaml", tmp_path / "b.csv", tmp_path / "a.csv", "--at", AT, "--format", "json"
    )
    assert json.loads(found.out) == judged()


def test_a_mapping_and_a_time_zone_are_those_of_read_events(run: Any, tmp_path: Path) -> None:
    log, mapping = tmp_path / "crm.csv", tmp_path / "crm.yaml"
    log.write_text("id;when;what\nL1;2026-02-17 09:00;assigned\n")
    mapping.write_text("shape: long\nlead: id\nat: when\nevent: what\ndelimiter: ';'\n")
    case = ("evaluate", "agreement.yaml", log, "--mapping", mapping, "--at", AT, "--format", "json")
    found = run(*case, "--timezone", "America/New_York")
    assert json.loads(found.out)["clocks"][0]["started"] == "2026-02-17T14:00:00Z"
    without = run(*case)
    assert without.status == 2
    assert "no row could be read, so nothing was judged" in without.err


def test_a_clause_without_clocks_leaves_an_empty_table(run: Any) -> None:
    found = run("evaluate", "agreement.yaml", "events.csv", "--at", "2026-01-02")
    assert found.status == 0
    assert "no clock has started" in found.out


def test_more_than_ten_anomalies_are_counted(run: Any, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    rows = [f"L{number:02},2026-02-17T09:00:00-05:00,accepted" for number in range(13)]
    log.write_text("\n".join(["lead,at,event", *rows]))
    out = run("evaluate", "agreement.yaml", log, "--at", AT).out
    assert "13 anomalies in the log:" in out
    assert "L09" in out
    assert "L10" not in out
    assert out.endswith("  and 3 more; --format json has them all\n")


def test_colour_comes_with_the_word_it_stands_for(run: Any) -> None:
    coloured = run("evaluate", *CASE, env={"FORCE_COLOR": "1"}).out
    assert "\x1b[32mkept" in coloured
    assert "kept" in run("evaluate", *CASE).out


def test_a_mapping_that_names_its_files_stands_for_the_log(run: Any, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("id,when\nL1,2026-02-17T09:00:00-05:00\n")
    mapping = tmp_path / "crm.yaml"
    mapping.write_text(
        "files:\n  - {path: log.csv, shape: wide, lead: id, events: {assigned: {column: when}}}\n"
    )
    case = ("--at", AT, "--format", "json")
    for words in (("--mapping", mapping), (mapping,), (tmp_path, "--mapping", mapping)):
        found = run("evaluate", "agreement.yaml", *words, *case)
        assert [clock["lead"] for clock in json.loads(found.out)["clocks"]] == ["L1", "L1"]


@pytest.mark.parametrize(
    ("met", "late", "shown"), [(8, 2, "80.0%"), (1599, 401, "79.9%"), (3, 0, "100%"), (0, 1, "0.0%")]
)
def test_a_rate_that_is_shown_as_the_target_has_reached_it(met: int, late: int, shown: str) -> None:
    agreement = ls.load(HERE / "agreement.yaml")
    first = dt.datetime(2026, 2, 17, 14, tzinfo=dt.UTC)
    events = [ls.Event(f"L{number}", first, "assigned") for number in range(met + late)]
    hour = dt.timedelta(hours=1)
    events += [ls.Event(f"L{number}", first + hour, "touched") for number in range(met)]
    screen = io.StringIO()
    show(ls.evaluate(agreement, events, at=NOON), Terminal(screen, {}))
    row = next(line for line in screen.getvalue().splitlines() if line.startswith("First response"))
    assert row.split()[8] == shown


def test_as_if_by_another_version(run: Any, tmp_path: Path) -> None:
    """By its name or by its document; a name that is none is refused with those that there are."""
    first = ls.load(CASE[0])
    second = first.amended("2026.9", effective=dt.date(2026, 2, 1), clauses=first.clauses[:1])
    document = tmp_path / "second.json"
    tree = json.loads(ls.dump(second, "json"))
    document.write_text(
        json.dumps(tree | {"amends": tree["amends"] | {"document": str(Path(CASE[0]).resolve())}})
    )
    log = CASE[1:]
    told = run("evaluate", str(document), *log, "--format", "json")
    assert json.loads(told.out)["version"] == first.version
    assert (
        "version 2026.9 is proposed, so it is not in force; evaluate --as-if 2026.9 judges as if it were"
        in told.err
    )
    for as_if in ("2026.9", str(document)):
        told = run("evaluate", str(document), *log, "--as-if", as_if, "--format", "json")
        assert {clock["version"] for clock in json.loads(told.out)["clocks"]} == {"2026.9"}
        assert "not in force" not in told.err
    assert (
        "2026.9 (as if in force all along)" in run("evaluate", str(document), *log, "--as-if", "2026.9").out
    )
    refused = run("evaluate", str(document), *log, "--as-if", "2027")
    assert refused.status == 2
    assert f"there is no version '2027'; there are '{first.version}', '2026.9'" in refused.err


def test_checks_of_the_log_go_to_standard_error(run: Any, tmp_path: Path) -> None:
    """And leave the result as it is; without the option nothing is checked."""
    log = tmp_path / "events.csv"
    rows = ["lead,event,at", "L1,won,2026-02-02T09:00:00Z", "L1,created,2026-02-03T09:00:00Z"]
    log.write_text("\n".join(rows) + "\n", encoding="utf-8")
    asked = ("evaluate", "agreement.yaml", log, "--at", AT, "--format", "json")
    plain, checked = run(*asked), run(*asked, "--checks")
    assert checked.out == plain.out
    assert (plain.status, checked.status) == (0, 0)
    assert "before_created" not in plain.err
    told = checked.err.splitlines()
    assert told[-1] == "checks of the log: 1 finding"
    assert told[-2].startswith(
        "before_created: 1 of 1 leads have an event before they were created. For example L1 won"
    )
