from __future__ import annotations

import csv
import io
import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from leadsla.allowance import Allowance, Recent
from leadsla.attainment import Attainment
from leadsla.cli.due import afforded
from leadsla.periods import Share

NOTHING = Recent(0, 0, 0)
AT = "2026-02-17T16:00"
CASE = ("agreement.yaml", "events.csv", "--at", AT)


def leads(out: str) -> list[str]:
    return [entry["lead"] for entry in json.loads(out)["owed"]]


@pytest.mark.parametrize("columns", [None, 80, 200])
def test_the_worklist(run: Any, golden: Callable[[str, str], None], columns: int | None) -> None:
    found = run("due", *CASE, columns=columns, env={"NO_COLOR": "1"})
    assert found.status == 0
    golden(f"due-{columns or 'piped'}.txt", found.out)


def test_a_terminal_is_wide_enough_for_every_row(run: Any) -> None:
    for columns in (80, 120):
        table = run("due", *CASE, columns=columns, env={"NO_COLOR": "1"}).out.partition("\n\n")[0]
        assert max(map(len, table.splitlines())) <= columns


def test_json_has_the_clock_and_what_is_left_of_it(run: Any) -> None:
    data = json.loads(run("due", *CASE, "--format", "json").out)
    assert list(data) == ["agreement", "version", "at", "owed", "allowance"]
    late = data["owed"][0]
    assert (late["lead"], late["clause"], late["outcome"], late["done_at"]) == (
        "L-5102", "first-response", "breached", None,
    )  # fmt: skip
    assert (late["left_s"], late["used"]) == (-6000, pytest.approx(160 / 60))
    assert data["owed"][1]["next"] == {"at": "2026-02-17T21:12:00Z", "do": "alert", "to": "sales_manager"}


def test_csv_has_a_row_for_each_entry(run: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(run("due", *CASE, "--format", "csv").out)))
    assert len(rows) == 8
    assert rows[1]["next_do"] == "alert"
    assert rows[0]["next_do"] == ""


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--owner", "sales", "--assignee", "rep1"), ["L-5097", "L-5097"]),
        (("--assignee", "rep3"), ["L-5102", "L-5102"]),
        (("--owner", "marketing"), ["L-5097"]),
        (("--owner", "both"), ["L-5097"]),
        (("--limit", "2"), ["L-5102", "L-5110"]),
        (("--assignee", "nobody"), []),
    ],
)
def test_the_list_can_be_narrowed(run: Any, options: tuple[str, ...], expected: list[str]) -> None:
    assert leads(run("due", *CASE, *options, "--format", "json").out) == expected


def test_the_summary_counts_what_a_limit_hides(run: Any) -> None:
    out = run("due", *CASE, "--limit", "1").out
    assert "8 owed: ✕ 1 late, ▲ 1 at risk, ‖ 1 paused; the first 1 are shown" in out


def test_nothing_owed_is_said(run: Any) -> None:
    assert run("due", *CASE, "--assignee", "nobody").out == "nothing is owed\n"


def test_an_unknown_party_is_refused_with_the_nearest(run: Any) -> None:
    found = run("due", *CASE, "--owner", "sale")
    assert (found.status, found.out) == (2, "")
    assert "--owner 'sale': the agreement has no such party; did you mean sales?" in found.err


def test_the_command_that_it_ends_with_explains_the_first_entry(run: Any) -> None:
    out = run("due", *CASE, "--timezone", "America/New_York").out
    command = out.splitlines()[-1].removeprefix("why: ")
    assert command == (
        "leadsla explain agreement.yaml events.csv L-5102 first-response "
        "--at 2026-02-17T16:00 --timezone America/New_York"
    )
    assert run(*shlex.split(command)[1:]).out.startswith("L-5102  First response: late by 1 hour 40 minutes")


@pytest.mark.parametrize("lead", ["-1", "a b", "it's", "=x"])
def test_that_command_works_for_leads_with_awkward_names(run: Any, tmp_path: Path, lead: str) -> None:
    log = tmp_path / "log.csv"
    log.write_text(f'lead,at,event\n"{lead}",2026-02-17T09:00:00-05:00,assigned\n')
    out = run("due", "agreement.yaml", log, log, "--at", AT, "--no-automatic").out
    again = run(*shlex.split(out.splitlines()[-1].removeprefix("why: "))[1:])
    assert again.status == 0
    assert again.out.startswith(f"{lead}  First response:")


def test_a_due_in_another_year_has_its_year(run: Any, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("lead,at,event,source\nL1,2026-12-31T16:00:00-05:00,assigned,webinar\n")
    out = run("due", "agreement.yaml", log, "--at", "2026-12-31T16:30").out
    assert "Sat 2 Jan 2027 16:00" in out
    assert "Thu 31 Dec 17:00" in out


def test_a_due_that_never_comes_is_told_so(run: Any, tmp_path: Path) -> None:
    """The customer has the lead wait until after the last open hours."""
    agreement, log = tmp_path / "agreement.yaml", tmp_path / "log.csv"
    whole = Path("agreement.yaml").read_text()
    hours = 'hours: {mon-fri: ["09:00-12:00", "13:00-17:00"]}'
    assert hours in whole
    once = 'hours: {mon: closed}, exceptions: {2026-02-17: ["09:00-18:00"]}'
    agreement.write_text(whole.replace(hours, once.replace(", exceptions", "\n    exceptions")))
    log.write_text("lead,at,event,hold\nL1,2026-02-17T09:00:00-05:00,assigned,customer\n")
    row = run("due", agreement, log, "--at", "2026-02-18T10:00").out.splitlines()[2]
    assert row.split("First response")[0].split() == ["‖", "never", "L1"]


def test_what_follows_at_another_time_than_the_due_has_its_time(run: Any) -> None:
    out = run("due", "agreement.yaml", "events.csv", "--at", "2026-02-17T14:30").out
    assert "alert sales_manager" not in out.splitlines()[1]
    assert out.splitlines()[1].endswith("reroute next_rep 15:20")


def test_what_follows_on_another_day_has_its_day(run: Any, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("lead,at,event\nL1,2026-02-17T15:30:00-05:00,assigned\n")
    out = run("due", "agreement.yaml", log, "--at", "2026-02-17T16:45").out
    assert out.splitlines()[1].endswith("reroute next_rep Wed 09:30")


def allowance(met: int, breached: int, to_come: int | None, recent: Recent = NOTHING) -> Allowance:
    target = Share.parse("80%")
    row = Attainment("first-response", "2026-02", met, breached, target=target)
    return Allowance(row, target, to_come, recent, NOTHING)


def test_what_can_still_be_afforded_is_said_in_words() -> None:
    assert afforded(allowance(107, 24, 98)) == "24 late in 2026-02, 21 of 45 left for the whole of it"
    assert afforded(allowance(107, 24, None)) == "24 late in 2026-02"
    assert (
        afforded(allowance(7, 12, 10)) == "12 late in 2026-02, 7 more than the 5 that can be afforded in it"
    )
    assert afforded(allowance(107, 24, 98, Recent(5, 60, 12))).endswith("for the whole of it, pace 1.0")


def test_the_allowance_is_in_the_data(run: Any) -> None:
    data = json.loads(run("due", *CASE, "--format", "json").out)
    [row] = [row for row in data["allowance"] if row["clause"] == "first-response"]
    assert (row["period"], row["breached"], row["left"]) == ("2026-02", 1, row["allowed"] - 1)
