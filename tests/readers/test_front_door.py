"""`read_events`: every way to say which files, and how."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from leadsla.errors import ReadError
from leadsla.readers import EventLog, EventMapping, read_events

MAPPING = {"lead": "case", "at": "time", "event": "name", "timezone": "UTC"}
YAML = "lead: case\nat: time\nevent: name\ntimezone: UTC\n"
FILES = """
files:
  - {path: a.csv, lead: case, at: time, event: name, timezone: UTC}
  - {path: b.csv, lead: id, at: at, event: event}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_text("case,time,name\nL1,2026-03-02,created\n")
    (tmp_path / "b.csv").write_text("id,at,event\nL1,2026-03-03T09:00Z,won\n")
    (tmp_path / "one.yaml").write_text(YAML)
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "files.yaml").write_text(FILES)
    (tmp_path / "files.yaml").write_text(FILES)
    (tmp_path / "twice.yaml").write_text(FILES.replace("b.csv", "maps/a.csv"))
    return tmp_path


def names(log: EventLog) -> list[str]:
    return [event.name for event in log]


@pytest.mark.parametrize("kind", ["object", "data", "path", "text"])
def test_a_mapping_in_any_form(folder: Path, kind: str) -> None:
    """An object, plain data, or the file that holds it."""
    forms: dict[str, Any] = {
        "object": EventMapping.from_dict(MAPPING),
        "data": MAPPING,
        "path": folder / "one.yaml",
        "text": str(folder / "one.yaml"),
    }
    for source in (
        folder / "a.csv",
        str(folder / "a.csv"),
        [folder / "a.csv"],
        {folder / "a.csv": forms[kind]},
    ):
        assert names(read_events(source, forms[kind])) == ["created"]


def test_several_files_each_with_its_mapping(folder: Path) -> None:
    """Pairs or a dict; the mapping beside them is for those that have none."""
    other = {"lead": "id", "at": "at", "event": "event"}
    pairs: list[Any] = [(folder / "a.csv", MAPPING), (folder / "b.csv", other)]
    assert names(read_events(pairs)) == ["created", "won"]
    assert names(read_events(dict(pairs))) == ["created", "won"]
    assert names(read_events([pairs[0], folder / "b.csv"], other)) == ["created", "won"]


def test_a_mapping_file_of_several_files(folder: Path) -> None:
    """Beside it, in a directory, or among the paths by name; its order is the files' order."""
    assert names(read_events(folder / "files.yaml")) == ["created", "won"]
    assert names(read_events(folder, folder / "maps" / "files.yaml")) == ["created", "won"]
    log = read_events([folder / "b.csv", folder / "a.csv"], folder / "maps" / "files.yaml")
    assert [part.file for part in log.report.files] == [str(folder / "a.csv"), str(folder / "b.csv")]
    assert names(read_events(folder / "b.csv", folder / "files.yaml")) == ["won"]


def test_two_files_of_one_name(folder: Path) -> None:
    """Last year's export and this year's, under one mapping of that name."""
    (folder / "maps" / "a.csv").write_text("case,time,name\nL1,2026-03-05,lost\n")
    paths = [folder / "a.csv", folder / "maps" / "a.csv"]
    assert names(read_events(paths, folder / "files.yaml")) == ["created", "lost"]


def test_files_below_a_directory_stay_below_it(folder: Path) -> None:
    """A mapping of `sub/x.csv` finds it in any directory that is given."""
    (folder / "elsewhere" / "sub").mkdir(parents=True)
    (folder / "elsewhere" / "sub" / "x.csv").write_text("lead,at,event\nL1,2026-03-05T09:00Z,lost\n")
    (folder / "elsewhere" / "y.csv").write_text("lead,at,event\nL1,2026-03-06T09:00Z,won\n")
    (folder / "sub.yaml").write_text("files: [{path: sub/x.csv}, {path: ../other/y.csv}]\n")
    assert names(read_events(folder / "elsewhere", folder / "sub.yaml")) == ["lost", "won"]


@pytest.mark.parametrize(
    ("source", "mapping", "expected"),
    [
        ("", None, "'' is no path"),
        (5, None, "`source` is 5; give a path"),
        ([], None, "no file to read"),
        ([5], None, "5 is no path"),
        ("{}", None, "this is a directory; name the file in it"),
        ("{}/one.yaml", None, "a mapping, not a log, and it names no `path`"),
        ("{}/none.csv", None, "there is no such file; did you mean"),
        ("{}/log.xlsx", None, "the name does not say what the file is"),
        ("{}/log", None, "the name does not say what the file is"),
        ("{}/c.csv", "{}/files.yaml", "files.yaml: no mappings for "),
        (["{}/a.csv", "{}/b.csv"], "{}/twice.yaml", "twice.yaml: two mappings for "),
        (["{}/a.csv", ("{}/b.csv", "{}/files.yaml")], None, "describes 2 files; one mapping is wanted here"),
        ("{}/a.csv", "{}/a.csv", "a mapping has keys and values"),
        ("{}/a.csv", {"led": "x"}, "`led`: unknown key; write lead"),
        ("{}/a.csv", 5, "5 is no path"),
    ],
)
def test_what_cannot_be_read_says_why(folder: Path, source: Any, mapping: Any, expected: str) -> None:
    """No traceback of anything but `ReadError`."""

    def placed(value: Any) -> Any:
        if isinstance(value, str):
            return value.format(folder)
        if isinstance(value, (list, tuple)):
            return type(value)(placed(item) for item in value)
        return value

    with pytest.raises(ReadError) as caught:
        read_events(placed(source), placed(mapping))
    assert expected in str(caught.value)


def test_all_files_that_cannot_be_read_come_at_once(folder: Path) -> None:
    """Names first, for nothing must be opened to know them."""
    with pytest.raises(ReadError) as caught:
        read_events([folder / "x.doc", folder / "y.doc"])
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("log.csv", b"lead,at,event\nL1,2026-03-02T09:00Z,won\n"),
        ("log.CSV", b"lead,at,event\nL1,2026-03-02T09:00Z,won\n"),
        ("log.v2.tsv", b"lead\tat\tevent\nL1\t2026-03-02T09:00Z\twon\n"),
        ("log.csv.gz", gzip.compress(b"lead,at,event\nL1,2026-03-02T09:00Z,won\n", mtime=0)),
        ("log.csv", gzip.compress(b"lead,at,event\nL1,2026-03-02T09:00Z,won\n", mtime=0)),
        ("log.csv.gz", b"lead,at,event\nL1,2026-03-02T09:00Z,won\n"),
        ("log.jsonl", b'{"lead": "L1", "at": "2026-03-02T09:00Z", "event": "won"}\n'),
        (
            "log.ndjson.gz",
            gzip.compress(b'{"lead": "L1", "at": "2026-03-02T09:00Z", "event": "won"}\n', mtime=0),
        ),
    ],
)
def test_formats_by_name_and_packing_by_content(tmp_path: Path, name: str, data: bytes) -> None:
    """The name says what the rows are, the bytes whether they are packed."""
    path = tmp_path / name
    path.write_bytes(data)
    assert repr(list(read_events(path))) == "[Event('L1', 2026-03-02T09:00:00Z, 'won')]"


def test_parquet(tmp_path: Path) -> None:
    """The same row as in any other file."""
    pa = pytest.importorskip("pyarrow", reason="Parquet is an extra")
    pq = pytest.importorskip("pyarrow.parquet")
    pq.write_table(
        pa.table({"lead": [7], "at": ["2026-03-02T09:00Z"], "event": ["won"]}), tmp_path / "log.parquet"
    )
    assert repr(list(read_events(tmp_path / "log.parquet"))) == "[Event('7', 2026-03-02T09:00:00Z, 'won')]"


def test_encoding_and_delimiter_are_the_mapping_s(tmp_path: Path) -> None:
    """What a spreadsheet writes in half of Europe."""
    path = tmp_path / "log.csv"
    path.write_bytes("lead;at;event;owner\r\nL1;02.03.2026 09:00;won;Zoë\r\n".encode("cp1252"))
    mapping = {
        "delimiter": ";",
        "encoding": "cp1252",
        "format": "%d.%m.%Y %H:%M",
        "timezone": "Europe/Berlin",
    }
    (event,) = read_events(path, mapping)
    assert repr(event) == "Event('L1', 2026-03-02T08:00:00Z, 'won', owner='Zoë')"
