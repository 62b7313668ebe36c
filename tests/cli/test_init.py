"""`leadsla init`: questions on a terminal, options elsewhere; what is written is sound."""

from __future__ import annotations

import datetime as dt
import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Run, Screen

import leadsla
from leadsla.funnels import FUNNELS

Golden = Callable[[str, str], None]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """Where new agreements are written."""
    return tmp_path


class Keyboard(Screen):
    """Standard input of a terminal, which shows what is typed."""

    def readline(self, size: int | None = -1, /) -> str:
        line = super().readline()
        sys.stderr.write(line)
        return line


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str, terminal: bool = True) -> None:
    """What somebody types, up to the end of the input."""
    text = "".join(f"{line}\n" for line in lines)
    monkeypatch.setattr("sys.stdin", Keyboard(text) if terminal else io.StringIO(text))


def test_without_a_terminal_what_is_usual_is_taken_and_said(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, terminal=False)
    ran = run("init", here / "a.yaml")
    assert (ran.status, ran.out) == (0, "")
    today = dt.datetime.now().astimezone().date()
    assert "taken, because nothing else was said: --funnel subscriber-mql-sql, --timezone UTC" in ran.err
    assert '--first-response "1 business hour"' in ran.err
    assert f"a.yaml is written; go through it from the top, then:  leadsla check {here / 'a.yaml'}" in ran.err
    agreement = leadsla.load(here / "a.yaml")
    assert (agreement.term.from_, agreement.term.to) == (today, dt.date(today.year, 12, 31))


def test_by_options_nothing_is_taken_that_was_said(run: Run, here: Path) -> None:
    ran = run(
        *("init", here / "a.yaml", "--yes", "--organisation", "Acme", "--funnel", "aql-tql-sal-sql"),
        *(
            "--timezone",
            "America/New_York",
            "--country",
            "US-OH",
            "--hours",
            "mon-fri 9:00-12:00, 13:00-17:00",
        ),
        *("--first-response", "5 business minutes", "--accept-within", "1 business day", "--cadence", "none"),
        *("--term", "2026-01-01..2026-12-31", "--schema", "agreement.schema.json"),
    )
    assert (ran.status, ran.out) == (0, "")
    assert "taken" not in ran.err
    agreement = leadsla.load(here / "a.yaml")
    assert (agreement.organisation, agreement.timezone) == ("Acme", "America/New_York")
    assert str(agreement.clauses_by_id["first-response"].within) == "5 business minutes"  # type: ignore[attr-defined]
    first = (here / "a.yaml").read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=agreement.schema.json"
    assert run("check", here / "a.yaml").status == 0


def test_a_dash_is_standard_output(run: Run) -> None:
    ran = run("init", "-", "--yes", "--term", "2026-01-01..2026-12-31")
    assert ran.status == 0
    assert leadsla.loads(ran.out).term.to == dt.date(2026, 12, 31)
    assert "is written" not in ran.err


def test_the_questions_as_people_see_them(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch, golden: Golden
) -> None:
    typed(monkeypatch, "Acme", "2", "America/NewYork", "America/New_York", "US-OH", "", "5 buisness minutes",
          "5 business minutes", "", "none")  # fmt: skip
    ran = run("init", here / "a.yaml", "--term", "2026-01-01..2026-12-31", columns=100, env={"NO_COLOR": "1"})
    assert (ran.status, ran.out) == (0, "")
    golden("init.txt", ran.err.replace(str(here / "a.yaml"), "agreement.yaml"))
    agreement = leadsla.load(here / "a.yaml")
    assert agreement.lifecycle == FUNNELS["lead-mql-sql-opportunity-customer"]
    assert agreement.organisation == "Acme"


def test_enter_takes_what_stands_in_brackets(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, *[""] * 9)
    ran = run("init", here / "a.yaml", columns=80)
    assert ran.status == 0
    assert leadsla.load(here / "a.yaml").agreement == "marketing-and-sales"


def test_with_yes_nothing_is_asked_on_a_terminal_either(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch)
    ran = run("init", here / "a.yaml", "--yes", columns=80)
    assert ran.status == 0
    assert "[" not in ran.err.partition("taken")[0]


@pytest.mark.parametrize("answers", [[], ["Acme"], ["Acme", "nothing like it"]])
def test_the_end_of_the_input_leaves_nothing_behind(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch, answers: list[str]
) -> None:
    typed(monkeypatch, *answers)
    ran = run("init", here / "a.yaml", columns=80)
    assert ran.status == 2
    assert "the questions were not answered to the end, so nothing is written; --yes asks none" in ran.err
    assert list(here.iterdir()) == []


def test_no_file_is_overwritten_unless_it_is_forced(run: Run, here: Path) -> None:
    (here / "a.yaml").write_text("mine", encoding="utf-8")
    ran = run("init", here / "a.yaml", "--yes")
    assert ran.status == 2
    assert "a.yaml is there already; name another file, or overwrite it with --force" in ran.err
    assert (here / "a.yaml").read_text("utf-8") == "mine"
    assert run("init", here / "a.yaml", "--yes", "--force").status == 0
    assert leadsla.load(here / "a.yaml").agreement == "marketing-and-sales"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--first-response", "5 parsecs"),
            "error: --first-response: unknown unit of time `parsecs`: '5 parsecs'",
        ),
        (("--funnel", "x"), "error: --funnel: there is no ready-made lifecycle `x`; write one of"),
        (("--timezone", "Mars"), "error: --timezone: there is no time zone `Mars`"),
        (("--country", "XX"), "error: --country: `holidays` names the country 'XX'"),
        (("--hours", "9 to 5"), "error: --hours: `hours` is '9 to 5'; write days and intervals"),
        (("--cadence", "weekly"), "error: --cadence: there is no cadence `weekly`"),
        (("--term", "2026-12-01..2026-01-01"), "error: --term: the term ends (2026-01-01) before it begins"),
        (
            ("--term", "1900-01-01..1900-12-31"),
            "error: these answers make no agreement\nfault[wrong-value]: 1900-01-01",
        ),
    ],
)
def test_a_wrong_option_is_said_and_nothing_is_written(
    run: Run, here: Path, words: tuple[str, ...], said: str
) -> None:
    ran = run("init", here / "a.yaml", "--yes", *words)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.json", "a.json: a new agreement is YAML; name a file that ends in .yaml"),
        ("a", "a: a new agreement is YAML; name a file that ends in .yaml"),
        ("nowhere/a.yaml", "there is no directory"),
        ("", "this is a directory; name a file in it"),
    ],
)
def test_a_place_that_cannot_be_written_to_is_said_before_anything_is_asked(
    run: Run, here: Path, name: str, said: str
) -> None:
    ran = run("init", here / name)
    assert ran.status == 2
    assert said in ran.err
    assert "taken" not in ran.err


def test_a_file_that_ends_in_yml_in_capitals_is_yaml_too(run: Run, here: Path) -> None:
    assert run("init", here / "A.YML", "--yes").status == 0
