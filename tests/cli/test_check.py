from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import leadsla as ls
from leadsla.documents import FAULTS

HERE = Path(__file__).parent / "case"


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Any) -> str:
    """The name of an agreement with two faults and a warning, in the working directory."""
    text = (HERE / "agreement.yaml").read_text()
    text = text.replace("    from: assigned\n", "    form: assigned\n", 1)
    text = text.replace("pause_while: 'hold ==", "pause_while: 'held ==", 1)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "faulty.yaml").write_text(text)
    return "faulty.yaml"


def test_a_sound_agreement_is_done(run: Any) -> None:
    found = run("check", "agreement.yaml", "--no-advice")
    assert (found.status, found.out, found.err) == (0, "agreement.yaml: 0 faults in 3 clauses\n", "")


@pytest.mark.parametrize("columns", [None, 40, 80, 200])
def test_faults_are_the_result(
    run: Any, faulty: str, golden: Callable[[str, str], None], columns: int | None
) -> None:
    found = run("check", faulty, columns=columns, env={"NO_COLOR": "1"})
    assert (found.status, found.err) == (1, "")
    golden(f"check-{columns or 'piped'}.txt", found.out)


def test_concise_is_a_line_for_each_fault(run: Any, faulty: str) -> None:
    found = run("check", faulty, "--format", "concise")
    lines = found.out.splitlines()
    assert found.status == 1
    assert len(lines) == len(ls.check(faulty))
    assert all(line.startswith("faulty.yaml:") for line in lines)
    assert any("unknown-key" in line for line in lines)


def test_github_annotates_the_lines(run: Any, faulty: str) -> None:
    lines = run("check", faulty, "--format", "github").out.splitlines()
    assert all(line.startswith("::error file=faulty.yaml,line=") for line in lines)


def test_json_has_every_fault_with_its_place(run: Any, faulty: str) -> None:
    data = json.loads(run("check", faulty, "--format", "json").out)
    assert [(item["name"], item["line"]) for item in data] == [
        (fault.name, fault.line) for fault in ls.check(faulty)
    ]


def test_json_of_a_sound_agreement_is_an_empty_list(run: Any) -> None:
    found = run("check", "agreement.yaml", "--format", "json", "--no-advice")
    assert (found.status, json.loads(found.out)) == (0, [])


def test_concise_of_a_sound_agreement_is_nothing(run: Any) -> None:
    found = run("check", "agreement.yaml", "--format", "concise", "--no-advice")
    assert (found.status, found.out) == (0, "")


def test_a_warning_is_shown_and_allowed(run: Any, tmp_path: Path) -> None:
    text = (HERE / "agreement.yaml").read_text()
    path = tmp_path / "warned.yaml"
    path.write_text(text.replace("      - {is: 1 business hour}\n", "      - {is: 1 business hour}\n" * 2))
    found = run("check", path)
    assert found.status == 0
    assert "warning[never-reached]" in found.out


def test_colour_is_for_terminals(run: Any, faulty: str) -> None:
    assert "\x1b[" in run("check", faulty, columns=80).out
    assert "\x1b[" not in run("check", faulty).out
    assert "\x1b[" not in run("check", faulty, "--format", "json", columns=80).out


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_every_fault_is_explained(run: Any, name: str) -> None:
    found = run("check", "--about", name)
    title, *text = found.out.splitlines()
    assert (found.status, title, " ".join(text)) == (0, name, FAULTS[name])
    shown = run("check", "--about", name, columns=60).out
    assert max(map(len, shown.splitlines())) <= 60


def test_a_fault_that_there_is_not(run: Any) -> None:
    found = run("check", "--about", "unknown-keys")
    assert (found.status, found.out) == (2, "")
    assert "there is no fault 'unknown-keys'; write unknown-key" in found.err


@pytest.mark.parametrize("words", [(), ("agreement.yaml", "--about", "syntax")])
def test_one_thing_is_asked_for_at_a_time(run: Any, words: tuple[str, ...]) -> None:
    found = run("check", *words)
    assert (found.status, found.out) == (2, "")
    assert "name the agreement to be checked" in found.err


def test_what_is_no_document_is_an_error_and_no_fault(run: Any, tmp_path: Path) -> None:
    found = run("check", "agreemen.yaml")
    assert (found.status, found.out) == (2, "")
    assert "agreemen.yaml: there is no such file; write agreement.yaml" in found.err
    assert run("check", tmp_path).status == 2


CASES = "cases:\n  - {case: A, events: [], then: [{at: Mon 2026-03-02 09:00, follows: WHAT}]}\n"


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Any) -> Path:
    """A case file beside a sound agreement, in the working directory; it is to be written yet."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sound.yaml").write_text((HERE / "agreement.yaml").read_text())
    return tmp_path / "sound.cases.yaml"


def test_cases_beside_the_agreement_are_run(run: Any, beside: Path) -> None:
    beside.write_text(CASES.replace("WHAT", "nothing"))
    found = run("check", "sound.yaml", "--no-advice")
    assert (found.status, found.out) == (
        0,
        "sound.yaml: 0 faults in 3 clauses\nsound.cases.yaml: 1 of 1 cases hold\n",
    )


def test_a_case_that_does_not_hold_is_an_answer(run: Any, beside: Path) -> None:
    beside.write_text(CASES.replace("WHAT", "[alert both]"))
    found = run("check", "sound.yaml", "--no-advice")
    assert found.status == 1
    assert "case sound.cases.yaml:2: A: does not hold" in found.out
    assert "    follows  alert both  nothing" in found.out
    assert found.out.endswith("sound.cases.yaml: 0 of 1 cases hold\n")
    line = run("check", "sound.yaml", "--no-advice", "--format", "concise").out
    assert line.startswith("sound.cases.yaml:2:")
    assert "fault[case]: the case does not hold: A: " in line
    assert run("check", "sound.yaml", "--no-advice", "--format", "github").out.startswith(
        "::error file=sound.cases.yaml,line=2"
    )
    [data] = json.loads(run("check", "sound.yaml", "--no-advice", "--format", "json").out)
    assert (data["file"], data["name"], data["path"]) == ("sound.cases.yaml", "case", "cases[0].then[0]")


def test_faults_of_a_case_file_are_shown(run: Any, beside: Path) -> None:
    beside.write_text(CASES.replace("WHAT", "[alart both]"))
    found = run("check", "sound.yaml", "--no-advice")
    assert found.status == 1
    assert "fault[unknown-name]: there is no action `alart`" in found.out
    assert "sound.cases.yaml: 1 fault in 1 case\n" in found.out


def test_cases_may_be_named_or_left_out(run: Any, beside: Path) -> None:
    beside.write_text("this is read by nobody")
    beside.with_name("more.yaml").write_text(CASES.replace("WHAT", "nothing"))
    assert (
        run("check", "sound.yaml", "--no-advice", "--no-cases").out == "sound.yaml: 0 faults in 3 clauses\n"
    )
    assert (
        "more.yaml: 1 of 1 cases hold\n"
        in run("check", "sound.yaml", "--no-advice", "--cases", "more.yaml").out
    )
    found = run("check", "sound.yaml", "--no-advice", "--cases", "more.yaml", "--no-cases")
    assert (found.status, found.out) == (2, "")
    found = run("check", "sound.yaml", "--no-advice", "--cases", "mor.yaml")
    assert (found.status, found.out) == (2, "")
    assert "mor.yaml: there is no such file; write more.yaml" in found.err


def test_advice_is_grouped_and_no_fault(run: Any) -> None:
    found = run("check", "agreement.yaml")
    assert found.status == 0
    head, *lines = found.out.partition("\n\n")[2].splitlines()
    assert (
        head == f"{len(lines)} pieces of advice; --about NAME says what one means, --no-advice leaves it out"
    )
    assert any("advice[no-meeting]: no clause says how often" in line for line in lines)
    data = json.loads(run("check", "agreement.yaml", "--format", "json").out)
    assert len(data) == len(lines)
    assert all(item["warning"] for item in data)
    assert run("check", "agreement.yaml", "--format", "github").out.startswith(
        "::warning file=agreement.yaml"
    )


def test_cases_of_an_agreement_with_faults_are_not_run(run: Any, faulty: str) -> None:
    Path("faulty.cases.yaml").write_text(CASES)
    found = run("check", faulty)
    assert found.status == 1
    assert found.out.endswith("faulty.cases.yaml: not run, because the agreement has faults\n")
