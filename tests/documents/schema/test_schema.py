"""The schema says what the loader says: all that loads is valid, and no fault of structure is."""

from __future__ import annotations

import copy
import functools
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from tests.documents.cases import CASES, changed
from tests.documents.schema.trees import ROOT, SPELLINGS, as_json, broken, shipped, sound_trees, structural
from tests.documents.schema.walking import keys_in, keys_of
from tests.documents.test_entries import ALL, Call, with_call

import leadsla
from leadsla import examples
from leadsla.calendars.hours import parse_days, parse_hours, parse_interval
from leadsla.clauses import LeadClause
from leadsla.clauses.steps import Every
from leadsla.clauses.touch_counts import Count
from leadsla.criteria import Length
from leadsla.documents import dump, examine_text
from leadsla.documents.reading import read_text
from leadsla.documents.schema import schema, spellings
from leadsla.documents.structure import read_agreement
from leadsla.instants import date_in
from leadsla.periods import Share, Target
from leadsla.windows import Window


@functools.cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


def tree_of(text: str) -> Any:
    return as_json(read_text(text).tree)


def says(tree: Any) -> str:
    """What the schema says of a tree: where its worst fault is, and which."""
    error = best_match(validator().iter_errors(tree))
    return "" if error is None else f"{error.json_path}: {error.message}"


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())
    Draft202012Validator.check_schema(schema(kinds=[Call]))
    json.dumps(schema())


def test_it_is_at_the_front_door_and_nobody_can_spoil_it() -> None:
    first = leadsla.schema()
    first["$defs"]["window"].clear()
    first["$defs"]["required_information"]["properties"]["valid"].clear()
    assert leadsla.schema() == schema() != first


@pytest.mark.parametrize("number", range(len(shipped())))
def test_the_agreements_of_the_library_are_valid(number: int) -> None:
    assert says(shipped()[number]) == ""


def test_there_are_many_of_them() -> None:
    assert len(shipped()) >= 12


def test_every_key_stands_in_a_sound_document() -> None:
    whole = schema()
    seen = {place for tree in shipped() for place in keys_in(tree, whole, whole)}
    of_all_kinds = {
        key for _, key in keys_of(schema()) if key in whole["$defs"]["stalled_lead"]["properties"]
    }
    kinds = whole["$defs"]["clause"]["properties"]["kind"]["enum"]
    somewhere = {key for where, key in seen if where in kinds}
    missing = {
        (where, key)
        for where, key in keys_of(whole) - seen
        if not (where in kinds and key in of_all_kinds & somewhere)
    }
    # Segments of every value are alike; one key of them all is enough.
    assert {(where, key) for where, key in missing if "[]" not in where} == set(), "add them to rich.yaml"


@pytest.mark.parametrize("name", CASES)
def test_the_faults_of_the_loader_case_by_case(name: str) -> None:
    examination = examine_text(changed(name))
    if examination.document.tree is None or examination.document.faults:
        return  # what is no tree, or has a key twice, no schema can see
    faults = [fault for fault in examination.faults if not fault.warning]
    found = says(as_json(examination.document.tree))
    if any(map(structural, faults)) and name not in ("number-as-version",):
        assert found != ""
    if not faults:
        assert found == ""


@settings(max_examples=60)
@given(st.one_of(sound_trees(), broken(sound_trees()), broken(sound_trees(), 3)))
def test_the_schema_and_the_loader_agree(tree: Any) -> None:
    _, found = read_agreement(tree)
    faults = [fault for fault in found if not fault.warning]
    if not faults:
        assert says(tree) == "", "the loader accepts it, and the schema does not"
    wrong = [fault for fault in faults if structural(fault)]
    if wrong:
        assert not validator().is_valid(tree), f"the schema accepts a fault of structure: {wrong[0]}"


@pytest.mark.parametrize("form", ["yaml", "json", "toml"])
def test_the_format_makes_no_difference(form: str) -> None:
    tree = as_json(read_text(dump(examples.acme(), form), form).tree)
    assert says(tree) == ""
    assert tree == tree_of(dump(examples.acme()))


def test_a_time_of_toml_is_no_date() -> None:
    text = dump(examples.acme(), "toml").replace("from = 2026-01-01", "from = 2026-01-01T00:00:00Z")
    assert says(as_json(read_text(text, "toml").tree)).startswith("$.term.from: ")
    assert {fault.path for fault in examine_text(text, "toml").faults} == {"term.from"}


# -- the small languages -----------------------------------------------------------------------------------------------

LANGUAGES: list[tuple[str, str, Callable[[str], Any]]] = [
    ("window", spellings.WINDOW, Window.parse),
    ("share", spellings.SHARE, Share.parse),
    ("target", spellings.TARGET, Target.parse),
    ("length", spellings.LENGTH, Length.parse),
    ("date", spellings.DATE, date_in),
    ("interval", spellings.INTERVAL, lambda text: parse_interval(text, "it")),
    ("hours", spellings.HOURS, lambda text: parse_hours(text, "it")),
    ("days", spellings.WEEKDAYS, parse_days),
]
_OF_LOGIC = re.compile("more than a hundred years|finer than a microsecond")
_SIGNS = st.text("0123456789.:-%,T PYMWDHSadhimnorstuwyce\n", max_size=14)


def _pieces(*pieces: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), max_size=8).map("".join)


_NEARLY = st.one_of(
    st.sampled_from([text for text in SPELLINGS if isinstance(text, str)]),
    _SIGNS,
    _pieces(
        "1", "05", ".5", " ", "and ", "business ", "minutes", "hour", "days", "Week", "sec", "year", "months"
    ),
    _pieces("P", "T", "1", "2.0", "Y", "M", "W", "D", "H", "S", " "),
    _pieces("100", "0", "99", ".0", "%", " per ", "month", "a", " each ", "Year", "\n"),
    _pieces("9", "09", "23", "24", "59", "60", ":", ":", "-", "00", " ", "closed"),
    _pieces("mon", "Tuesday", "-", ",", " ", "sun", "FRI", "weekday"),
    st.builds("{:04}-{:02}-{:02}".format, st.integers(0, 2500), st.integers(0, 13), st.integers(0, 32)),
)


@pytest.mark.parametrize(
    ("pattern", "read"), [case[1:] for case in LANGUAGES], ids=[case[0] for case in LANGUAGES]
)
@settings(max_examples=400)
@given(_NEARLY)
def test_a_pattern_takes_what_its_reader_takes(pattern: str, read: Callable[[str], Any], text: str) -> None:
    try:
        read(text)
        refused = ""
    except ValueError as error:
        refused = str(error)
    if not _OF_LOGIC.search(refused):
        assert bool(re.search(pattern, text)) == (refused == ""), refused or "the reader takes it"


@pytest.mark.parametrize("key", ["do", "every"])
@given(_NEARLY | _pieces("1", "20", "-", "+", " ", "week", "2 ", "days", "month", "s"))
def test_the_patterns_of_steps_take_what_their_readers_take(key: str, text: str) -> None:
    step = schema()["$defs"]["step"]["properties"]
    part = step["do"]["properties"]["call"] if key == "do" else step["every"]
    try:
        (Count if key == "do" else Every).of(text)
        taken = True
    except ValueError:
        taken = False
    valid = Draft202012Validator(part).is_valid(text)
    assert valid >= taken
    if "-" not in text:  # in a range the first number must not be the greater one, which no pattern can see
        assert valid == taken


def _patterns(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (item for key, item in node.items() if key == "pattern" and isinstance(item, str))
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from _patterns(item)


def test_the_patterns_are_patterns_of_javascript_too() -> None:
    found = sorted(set(_patterns(schema())))
    assert len(found) > 8
    for pattern in found:  # in its strict mode only signs that have a meaning may be escaped
        assert not re.search(r"\\[^dDsSwWbBtnrvf0.*+?^$()\[\]{}|/\\]", pattern)
    node = shutil.which("node")
    if node is None:
        return
    program = "for (const p of JSON.parse(require('fs').readFileSync(0))) new RegExp(p, 'u')"
    subprocess.run([node, "-e", program], input=json.dumps(found), text=True, check=True, timeout=60)


# -- what an editor shows ----------------------------------------------------------------------------------------------


def _keys(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for key, item in (node.get("properties") or {}).items():
            yield f"{path}.{key}", item
        for key, item in node.items():
            yield from _keys(item, f"{path}.{key}")
    elif isinstance(node, list):
        for number, item in enumerate(node):
            yield from _keys(item, f"{path}[{number}]")


#: Keys that say what they are: channels, and values that stand where the key above them is described.
_PLAIN = re.compile(r"\.(call|voicemail|email|linkedin|sms|meeting|other|any|is|kind)$")


def test_every_key_says_what_it_is_for() -> None:
    silent = [
        path
        for path, item in _keys(schema())
        if not {"description", "$ref", "const"} & item.keys() and not _PLAIN.search(path)
    ]
    assert silent == []


def test_a_key_is_described_by_the_docstring_of_its_kind() -> None:
    keys = schema()["$defs"]["cadence"]["properties"]
    assert keys["day_basis"]["description"].startswith("`day_basis` says which days are counted")
    assert keys["day_basis"]["default"] == "business"
    assert "default" not in keys["id"]


def test_the_kinds_are_described() -> None:
    kind = schema()["$defs"]["clause"]["properties"]["kind"]
    said = dict(zip(kind["enum"], kind["enumDescriptions"], strict=True))
    assert said["stalled_lead"].startswith("A lead makes progress within a window")
    assert all(said.values())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("unknown-key", "$.clauses[0]: Additional properties are not allowed ('withn' was unexpected)"),
        (
            "unknown-key-of-another-kind",
            "$.clauses[1]: Additional properties are not allowed ('until' was unexpected)",
        ),
        (
            "unknown-channel",
            "$.clauses[1].touches: Additional properties are not allowed ('cal' was unexpected)",
        ),
        ("missing-key", "$.clauses[0]: 'owner' is a required property"),
        ("missing-kind", "$.clauses[1]: 'kind' is a required property"),
        ("unknown-kind", "$.clauses[0].kind: 'respons_window' is not one of "),
        ("unknown-field-type", "$.fields.score: 'numbr' is not one of "),
        ("window", "$.clauses[0].within[0].is: '5 busines minuts' does not match "),
        ("target", "$.clauses[0].target: '80% per mnth' does not match "),
        ("no-such-date", "$.term.to: '2026-02-30' does not match "),
    ],
)
def test_what_is_wrong_is_said_at_its_place(name: str, said: str) -> None:
    assert says(tree_of(changed(name))).startswith(said)


def test_what_is_not_of_structure_is_for_check_to_find() -> None:
    for name in (
        "unknown-stage",
        "unknown-role",
        "term-ends-before-it-begins",
        "criterion-syntax",
        "duplicate-id",
    ):
        assert says(tree_of(changed(name))) == ""


def test_a_number_that_yaml_makes_of_a_version_is_refused() -> None:
    assert says(tree_of(changed("number-as-version"))).startswith("$.version: 2026.1 is not of type 'string'")


# -- kinds of one's own ------------------------------------------------------------------------------------------------


def test_a_kind_of_ones_own_is_part_of_it() -> None:
    own = Draft202012Validator(schema(kinds=[Call]))
    tree = tree_of(with_call(ALL))
    assert not list(own.iter_errors(tree))
    assert says(tree).startswith("$.clauses[2].kind: 'call' is not one of ")
    for key, value in (
        ("text", 3),
        ("number", True),
        ("date", "soon"),
        ("level", "hihg"),
        ("mood", "bored"),
        ("tags", ["x", 3]),
        ("counts", {"a": "x"}),
        ("pause", "soon"),
        ("extra", {"nte": "x"}),
        ("scores", ["x"]),
        ("loud", None),
        ("strange", 1),
    ):
        wrong = copy.deepcopy(tree)
        wrong["clauses"][2][key] = value
        assert not own.is_valid(wrong), key
        assert read_agreement(wrong, [Call])[0] is None, key


_OWN: SearchStrategy[Any] = st.builds(lambda: tree_of(with_call(ALL)))
#: Attributes with readers and validators of their own, which the schema does not know.
_UNKNOWN = re.compile(r"\.(price|loud|checked)")


@given(st.one_of(_OWN, broken(_OWN), broken(_OWN, 3)))
def test_the_schema_and_the_loader_agree_on_it(tree: Any) -> None:
    faults = [fault for fault in read_agreement(tree, [Call])[1] if not fault.warning]
    valid = of_call().is_valid(tree)
    if not faults:
        assert valid
    if any(structural(fault) and not _UNKNOWN.search(fault.path) for fault in faults):
        assert not valid


@functools.cache
def of_call() -> Draft202012Validator:
    return Draft202012Validator(schema(kinds=[Call]))


def test_a_reader_of_ones_own_says_what_it_takes_or_takes_anything() -> None:
    keys = schema(kinds=[Call])["$defs"]["call"]["properties"]
    assert keys["price"] == {"type": ["string", "number", "boolean", "object", "array"]}


def test_two_classes_of_one_name_are_two_definitions() -> None:
    @attrs.frozen
    class Step:
        weight: float

    @attrs.frozen(kw_only=True)
    class Walk(LeadClause):
        """A walk of several steps."""

        kind: ClassVar[str] = "window"
        walked: tuple[Step, ...] = ()

    Step.__module__ = "somewhere.else"
    definitions = schema(kinds=[attrs.resolve_types(Walk, None, {"Step": Step})])["$defs"]
    assert "daypart" in definitions["step"]["properties"]
    assert list(definitions["step_2"]["properties"]) == ["weight"]
    assert definitions["window"]["type"] == "string"
    assert definitions["walk_2"]["properties"]["kind"] == {"const": "window"}


def test_the_published_schema_is_the_one_of_this_version() -> None:
    written = json.loads((ROOT / "docs/assets/agreement.schema.json").read_text("utf-8"))
    assert written == schema(), "make schema writes it anew"
