"""Faults as text: to the letter, at three widths, in four formats.

The golden texts are written anew by `GOLDEN=write pytest tests/documents/test_rendering.py`, to be read before they
are kept.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.documents.cases import CASES, SOUND, changed

from leadsla.advice import ADVICE
from leadsla.documents import FAULTS, Document, check, examine_text, render
from leadsla.documents.rendering import cells, visible
from leadsla.documents.source import Source
from leadsla.errors import Fault

GOLDEN = Path(__file__).parent / "golden"


def full(text: str, width: int | None = None) -> str:
    found = examine_text(text, name="agreement.yaml")
    return render(found.faults, found.document, width=width)


@pytest.mark.parametrize("name", CASES)
def test_every_fault_reads_as_it_did(name: str) -> None:
    pages = (
        "\n\n".join(f"--- {width} columns\n{full(changed(name), width)}" for width in (40, 80, 200)) + "\n"
    )
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(pages, encoding="utf-8")
    assert pages == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_a_case_has_its_faults_and_no_others(name: str) -> None:
    found = examine_text(changed(name))
    assert [fault.name for fault in found.faults] == CASES[name][2]
    assert all(fault.line for fault in found.faults)


#: Faults that are found in what follows from a document, not in its text.
OF_SIGNATURES = {"changed-after-signing", "signature-forged", "signature-key", "not-signed", "drift"}
AFTERWARDS = {"case", *OF_SIGNATURES, *ADVICE}


def test_there_is_a_case_for_every_fault() -> None:
    assert {fault for _, _, faults in CASES.values() for fault in faults} == set(FAULTS) - AFTERWARDS


def test_nothing_is_wider_than_asked_but_words_that_cannot_break() -> None:
    for name in CASES:
        for line in full(changed(name), 60).splitlines():
            assert cells(line) <= 60 or "-->" in line, line


def test_without_a_width_nothing_is_wrapped() -> None:
    lines = full(changed("unknown-role")).splitlines()
    assert sum(line.startswith("fault[") for line in lines) == 1
    assert len([line for line in lines if "because" in line]) == 1


def test_the_mark_stands_under_the_place_in_cells_not_characters() -> None:
    lines = full(changed("wide-characters")).splitlines()
    shown, mark = next(
        (line, lines[at + 1]) for at, line in enumerate(lines) if "部門" in line and "|" in line
    )
    assert mark.index("^") == cells(shown[: shown.index("部門")])
    assert mark.count("^") == 4


def test_tabs_and_crlf_do_not_move_the_mark() -> None:
    text = SOUND.replace("  sales: {name: Sales}", '  sales: {name: "Sa\tles", signatry: X}').replace(
        "\n", "\r\n"
    )
    lines = full(text).splitlines()
    at = next(number for number, line in enumerate(lines) if "signatry" in line and "|" in line)
    assert "\t" not in lines[at]
    assert "\r" not in "".join(lines)
    assert lines[at + 1].index("^") == lines[at].index("signatry")


@pytest.mark.parametrize(
    ("written", "marked"),
    [
        ("'source == \"demo\" and tier > 2'", "tier"),
        ('"source == \\"demo\\" and tier > 2"', "tier"),
        ("source == 'demo' and tier > 2", "tier"),
        ("'source == ''demo'' and tier > 2'", "tier"),
        ('"source == \\"d\\u00e9mo\\" and tier > 2"', "tier"),
        ("source == 'demo'\n      and tier > 2", "tier"),
        (">-\n      source == 'demo'\n      and tier > 2", "tier"),
        ("|\n      source == 'demo' and tier > 2", "tier"),
        ('!!str "source == \\"demo\\" and tier > 2"', "tier"),
    ],
)
def test_criteria_point_inside_the_text_however_it_is_quoted(written: str, marked: str) -> None:
    text = SOUND.replace("    pause_while: 'hold == \"customer\"'", f"    pause_while: {written}")
    (fault,) = examine_text(text).faults
    assert fault.line is not None
    assert fault.column is not None
    assert fault.end_column is not None
    assert text.split("\n")[fault.line - 1][fault.column - 1 : fault.end_column - 1] == marked


def test_color_adds_only_color() -> None:
    import re

    found = examine_text(changed("unknown-key"), name="agreement.yaml")
    colored = render(found.faults, found.document, color=True)
    assert "\x1b[1;31mfault[unknown-key]\x1b[0m" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == render(found.faults, found.document)


def test_concise_is_a_line_for_editors() -> None:
    found = examine_text(changed("unknown-key"), name="a b.yaml")
    assert render(found.faults, found.document, format="concise") == (
        "a b.yaml:27:5: fault[unknown-key]: unknown key `withn` in clause `first-response`; write: within"
    )


def test_github_annotates_and_escapes() -> None:
    document = Document(Source("a,b:c.yaml", "x: 1", "yaml"))
    fault = Fault("syntax", "100% wrong\nhere", line=1, column=2, end_column=3, write="y", warning=True)
    assert render([fault], document, format="github") == (
        "::warning file=a%2Cb%3Ac.yaml,line=1,col=2,endColumn=3,title=warning[syntax]::100%25 wrong%0Ahere; write: y"
    )


def test_json_has_all_there_is() -> None:
    found = examine_text(changed("unknown-key"), name="agreement.yaml")
    (data,) = json.loads(render(found.faults, found.document, format="json"))
    assert data["file"] == "agreement.yaml"
    assert (data["name"], data["line"], data["column"], data["end_column"]) == ("unknown-key", 27, 5, 10)
    assert data["also"] == "required key `within` is missing here; this repairs both"
    assert data["path"] == "clauses[0].withn"


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="write full, concise, github or json"):
        render([], Document(Source("a", "", "yaml")), format="html")


def test_a_path_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "agreement.yaml"
    path.write_text(changed("window"), encoding="utf-8")
    assert "unknown unit of time" in render(check(path), path)
    assert render(check(path), path).endswith("agreement.yaml: 1 fault in 2 clauses")


def test_the_summary_counts_faults_and_warnings() -> None:
    text = changed("never-reached").replace(
        "owner: sales\n    from: assigned", "owner: salez\n    from: assigned"
    )
    assert full(text).splitlines()[-1] == "agreement.yaml: 1 fault, 1 warning in 2 clauses"
    assert full(SOUND) == "agreement.yaml: 0 faults in 2 clauses"


def test_what_people_wrote_cannot_move_the_cursor() -> None:
    assert visible("a\x1b[2J\u202eb\nc") == "a␛[2J\N{REPLACEMENT CHARACTER}b⏎c"
    text = SOUND.replace("{alert: sales_manager}", '{alert: "x\\e[31m\\u202ey"}')
    assert not any(sign in full(text) for sign in ("\x1b", "\u202e"))


def test_a_document_on_one_line_is_cut_around_the_mark() -> None:
    text = "{" + ", ".join(f"{chr(97 + number % 26) * 40}{number}: 1" for number in range(200)) + "}"
    page = full(text)
    assert max(map(len, page.splitlines())) < 1200
    assert f"{'b' * 40}1: 1" in page
