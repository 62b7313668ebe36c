"""Mapping files: one mapping, or all of a log's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from leadsla.errors import ReadError
from leadsla.readers.mapping_files import load_mappings

ONE = "lead: case\nat: time\nevent: [activity, lifecycle]\n"


def written(folder: Path, text: str, name: str = "mapping.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_one_mapping(tmp_path: Path) -> None:
    """A file of one mapping says nothing about where the log is."""
    (found,) = load_mappings(written(tmp_path, ONE))
    assert found.path is None
    assert found.mapping.event == ("activity", "lifecycle")


def test_json_is_the_same_tree(tmp_path: Path) -> None:
    """YAML and JSON hold the same mapping."""
    data = {"lead": "case", "at": "time", "event": ["activity", "lifecycle"]}
    assert load_mappings(written(tmp_path, json.dumps(data), "m.json")) == load_mappings(
        written(tmp_path, ONE)
    )


@pytest.mark.parametrize(
    "text",
    [
        f"path: a.csv\n{ONE}---\npath: sub/b.csv\n{ONE}",
        "files:\n- {path: a.csv, lead: x, at: y, event: z}\n- {path: sub/b.csv, lead: x, at: y, event: z}\n",
    ],
)
def test_several_files_have_paths_beside_the_mapping(tmp_path: Path, text: str) -> None:
    """Several documents, or a list: paths are relative to the mapping file."""
    found = load_mappings(written(tmp_path, text))
    assert [given.path for given in found] == [tmp_path / "a.csv", tmp_path / "sub" / "b.csv"]


def test_an_alias_file_stands_beside_the_mapping(tmp_path: Path) -> None:
    """It is found from wherever the mapping is used."""
    (found,) = load_mappings(written(tmp_path, f"{ONE}aliases: {{file: alias.csv, from: a, to: b}}\n"))
    assert found.mapping.aliases is not None
    assert found.mapping.aliases.file == str(tmp_path / "alias.csv")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "the mapping is empty"),
        ("- lead\n", "a mapping has keys and values"),
        ("lead: [\n", "line 2: "),
        ("lead: a\nlead: b\n", 'found duplicate key "lead"'),
        ("lead: \x01\n", "cannot be"),
        ("files: []\n", "`files`: write a list of mappings"),
        ("files: [{path: a.csv}]\nlead: x\n", "`lead`: unknown key; the keys are files"),
        ("files: [{path: a.csv}, {lead: x, at: y, event: z}]\n", "files[1]: `path`: missing; name the file"),
        ("files: [{path: 5}]\n", "files[0]: `path`: 5 is no path"),
        ("lead: x\n", "`at`: missing"),
        (f"path: a.csv\n{ONE}---\npath: b.csv\n", None),
        (f"path: a.csv\n{ONE}---\nled: x\n", "document 2: `led`: unknown key; write lead"),
    ],
)
def test_faults_name_the_file(tmp_path: Path, text: str, expected: str | None) -> None:
    """Faults of the document and of its mappings, with their place."""
    path = written(tmp_path, text)
    if expected is None:
        assert len(load_mappings(path)) == 2
        return
    with pytest.raises(ReadError) as caught:
        load_mappings(path)
    assert str(caught.value).startswith(str(path))
    assert expected in str(caught.value)


def test_faults_of_all_mappings_come_at_once(tmp_path: Path) -> None:
    """Two bad mappings are two faults."""
    path = written(tmp_path, "files:\n- {path: a.csv, led: x}\n- {path: b.csv, timezone: Mars}\n")
    with pytest.raises(ReadError) as caught:
        load_mappings(path)
    assert [fault.split(":")[0] for fault in caught.value.faults] == ["files[0]", "files[1]"]


def test_what_is_no_mapping_file(tmp_path: Path) -> None:
    """Missing, too large, broken JSON, not text."""
    with pytest.raises(ReadError, match=r"mapping\.yml: there is no such file; did you mean mapping.yaml\?"):
        load_mappings(written(tmp_path, ONE).with_suffix(".yml"))
    with pytest.raises(ReadError, match="is it the log itself"):
        load_mappings(written(tmp_path, "#" * 1_000_001, "large.yaml"))
    with pytest.raises(ReadError, match=r"m\.json line 2: "):
        load_mappings(written(tmp_path, '{"lead":\n]', "m.json"))
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ReadError, match=r"binary\.yaml: cannot be read as a mapping"):
        load_mappings(tmp_path / "binary.yaml")
