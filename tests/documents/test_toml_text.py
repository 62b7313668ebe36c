"""TOML: the same tree, the same faults, their places."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.documents.cases import SOUND

from leadsla.documents import dump, examine_text, loads, render
from leadsla.documents.reading import read_text

EVERYTHING = """\
# every way to write TOML
"quoted key" = 'literal # text'
a.b . "c.d" = { x = 1, 'y' = [1, 2, # why
  3, ] }
text = "with \\"quotes\\" and [brackets] # no comment"
many = \"\"\"
two lines \\"\"\" and ""one"" more\"\"\"
literal = '''
it's'''
dates = [2026-01-01, 2026-01-01 10:00:00, 2026-01-01T10:00:00Z, 10:00:00]
empty = []
none = {}
[ table . inner ]
key = true
[[list]]
x = 0x1F
[[list]]
[[list.deeper]]
y = -1.5e3
[list.sub]
z = inf
[[list]]
[last]
"""


def test_every_way_to_write_it_has_its_places() -> None:
    document = read_text(EVERYTHING, "toml")
    assert document.tree == tomllib.loads(EVERYTHING)
    found = {path: EVERYTHING[slice(*place.value)] for path, place in document.places.items()}
    assert found["quoted key"] == "'literal # text'"
    assert found["a.b.c.d.y[2]"] == "3"
    assert found["dates[1]"] == "2026-01-01 10:00:00"
    assert found["list[1].deeper[0].y"] == "-1.5e3"
    assert found["list[1].sub.z"] == "inf"
    assert found["literal"].startswith("'''")
    assert "list[2]" in found
    assert "table.inner.key" in found


def test_the_same_agreement_as_in_yaml() -> None:
    agreement = loads(SOUND)
    assert loads(dump(agreement, "toml"), "toml") == agreement


@pytest.mark.parametrize(
    "quote", ['"hold == \\"customer\\" and tier > 2"', "'hold == \"customer\" and tier > 2'"]
)
def test_a_fault_has_its_place_inside_the_text(quote: str) -> None:
    text = dump(loads(SOUND), "toml").replace('"hold == \\"customer\\""', quote)
    (fault,) = examine_text(text, "toml").faults
    assert fault.line is not None
    assert fault.column is not None
    assert fault.end_column is not None
    assert text.split("\n")[fault.line - 1][fault.column - 1 : fault.end_column - 1] == "tier"


def test_without_sound_places_a_fault_has_its_path() -> None:
    """A text in which the second look finds other values than the first has read gives no places at all."""
    from leadsla.documents.toml_text import _sound

    assert _sound({"a": 1}, {"": read_text("a = 1", "toml").places[""]}) == {}


@pytest.mark.parametrize(
    ("text", "name", "line", "words"),
    [
        ("a = 1\nb = \n", "syntax", 2, "not TOML: invalid value"),
        ("a = 1\na = 2\n", "duplicate-key", 2, "cannot overwrite a value"),
        ("[a]\n[a]\n", "duplicate-key", 2, "cannot declare"),
        ("a = 'x", "syntax", 1, "not TOML"),
        ("a = " + "9" * 5000, "syntax", 1, "more digits"),
        ("a = " + "[" * 100_000, "too-large", 1, "levels deep"),
        (".".join("a" * 3000) + " = 1", "too-large", 1, "levels deep"),
        ("a = [" + "1," * 100_000 + "]", "too-large", 1, "values"),
        ("", "syntax", None, "empty"),
        ("# nothing\n", "syntax", None, "empty"),
    ],
)
def test_what_is_not_taken_says_so(text: str, name: str, line: int | None, words: str) -> None:
    (fault,) = examine_text(text, "toml").faults
    assert (fault.name, fault.line) == (name, line)
    assert words in fault.what


def test_crlf() -> None:
    text = (
        dump(loads(SOUND), "toml")
        .replace("assigned", "assigned")
        .replace('owner = "sales"\nfrom', 'owner = "x"\nfrom')
    )
    first = examine_text(text, "toml").faults
    second = examine_text(text.replace("\n", "\r\n"), "toml").faults
    assert first
    assert [(fault.line, fault.column) for fault in first] == [(fault.line, fault.column) for fault in second]


@given(st.text(alphabet="ab=[]{}.\"'#,1-\n \\", max_size=50))
def test_no_text_breaks_the_reader(text: str) -> None:
    examine_text(text, "toml")


def test_a_fault_without_a_place_has_its_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leadsla.documents.toml_text._sound", lambda tree, places: {})
    text = dump(loads(SOUND), "toml").replace('"2026.1"', "2026.10").replace('"sal"', '"sall"')
    found = examine_text(text, "toml", name="a.toml")
    assert (found.faults[0].path, found.faults[0].line) == ("version", None)
    assert found.faults[0].write == "the same in quotes"
    assert render(found.faults[:1], found.document, format="concise").startswith(
        "a.toml: fault[wrong-type]: `version`"
    )
    assert "--> a.toml   version" in render(found.faults[:1], found.document)


@pytest.mark.parametrize("written", ["2026-01-01T10:00:00Z", "2026-01-01 10:00:00", "10:00:00"])
def test_a_time_is_no_date(written: str) -> None:
    text = dump(loads(SOUND), "toml").replace("from = 2026-01-01", f"from = {written}")
    (fault,) = examine_text(text, "toml").faults
    assert (fault.name, fault.path) == ("wrong-type", "term.from")
