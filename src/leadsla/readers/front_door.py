"""`read_events`: every way to say which files to read, and how."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from leadsla.errors import ReadError
from leadsla.readers.log import EventLog
from leadsla.readers.mapping import EventMapping
from leadsla.readers.mapping_files import ENDINGS, MappedFile, load_mappings
from leadsla.readers.reading import Input, Progress, read_inputs
from leadsla.readers.sources import FileSource

AnyPath: TypeAlias = str | os.PathLike[str]
#: A mapping, its plain data, or the path of the YAML or JSON that holds it.
AnyMapping: TypeAlias = EventMapping | Mapping[str, Any] | AnyPath | None
AnySource: TypeAlias = AnyPath | Sequence[AnyPath | tuple[AnyPath, AnyMapping]] | Mapping[AnyPath, AnyMapping]


def read_events(
    source: AnySource,
    mapping: AnyMapping = None,
    *,
    timezone: str | None = None,
    strict: bool = False,
    progress: Progress | None = None,
) -> EventLog:
    """The events of one or several logs, in order, with a report of every row that was not taken as it stood.

    `source` is a path (`.csv`, `.tsv`, `.jsonl`, packed with gzip or not, `.parquet`), a list of paths or of
    pairs of path and mapping, or a dict of paths to mappings. Without a mapping a file is a long one with the
    columns `lead`, `at`, `event` and, if it has them, `id`, `actor`, `seq`, `recorded_at`; every other column
    is data. `mapping` is an `EventMapping`, its plain data, or the path of a YAML or JSON file; such a file
    may describe several logs, which are then found by name among `source`, in the directory `source`, or,
    when the file is itself the `source`, beside it.

    `timezone` is that of times without an offset where the mapping has none. `strict` refuses what would be
    reported. `progress` is called with the bytes read and the bytes there are, every 10,000 rows.

    >>> from leadsla.readers import read_events
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "events.csv")
    ...     _ = path.write_text("lead,at,event,to\\nL1,2026-03-02T09:00:00Z,assigned,rep7\\nL2,,assigned,\\n")
    ...     log = read_events(path)
    >>> log[0]
    Event('L1', 2026-03-02T09:00:00Z, 'assigned', to='rep7')
    >>> print(log.report.rows, log.report.kept, log.report.left_out)
    2 1 1

    Raises `ReadError` for a file or mapping that cannot be used, or, if `strict`, for any row that would be
    reported; `TimeError` for an unknown `timezone`; `ExtraError` for Parquet without pyarrow.
    """
    pairs = _pairs(source, mapping)
    if not pairs:
        raise ReadError("no file to read: `source` is empty")
    inputs, faults = [], []
    for path, found in pairs:
        try:
            inputs.append(Input(FileSource(path, found), found))
        except ReadError as error:
            faults.append(str(error))
    if faults:
        raise ReadError("\n".join(faults), faults)
    return read_inputs(inputs, timezone, strict, progress)


def _pairs(source: AnySource, mapping: AnyMapping) -> list[tuple[Path, EventMapping]]:
    """Every file with its mapping."""
    if isinstance(source, Mapping):
        return [_pair(path, given if given is not None else mapping) for path, given in source.items()]
    if not isinstance(source, (str, os.PathLike)):
        if not isinstance(source, Sequence):
            raise ReadError(
                f"`source` is {source!r}; give a path, a list of paths, or a dict of paths to mappings"
            )
        split = [item if isinstance(item, tuple) and len(item) == 2 else (item, None) for item in source]
        if all(given is None for _, given in split):
            return _mapped([_path(path) for path, _ in split], mapping)
        return [_pair(path, given if given is not None else mapping) for path, given in split]
    path = _path(source)
    if mapping is None and path.suffix.lower() in ENDINGS:
        return [_beside(given, path) for given in load_mappings(path)]
    return _mapped([path], mapping)


def _mapped(paths: list[Path], mapping: AnyMapping) -> list[tuple[Path, EventMapping]]:
    """Paths under one mapping, or under a mapping file that names its files."""
    if mapping is None or isinstance(mapping, (EventMapping, Mapping)):
        return [_pair(path, mapping) for path in paths]
    where = _path(mapping)
    mappings = load_mappings(where)
    if len(mappings) == 1 and mappings[0].path is None:
        return [(path, mappings[0].mapping) for path in paths]
    if len(paths) == 1 and paths[0].is_dir():
        return [(paths[0] / _within(where.parent, given), given.mapping) for given in mappings]
    if len(mappings) == 1 and len(paths) == 1:
        return [(paths[0], mappings[0].mapping)]
    names = [_named(given).name for given in mappings]
    if faults := [
        f"{where}: {'two' if path.name in names else 'no'} mappings for {path}; it has {', '.join(names)}"
        for path in paths
        if names.count(path.name) != 1
    ]:
        raise ReadError("\n".join(faults), faults)
    places = sorted((names.index(path.name), place) for place, path in enumerate(paths))
    return [(paths[place], mappings[number].mapping) for number, place in places]


def _within(folder: Path, given: MappedFile) -> Path:
    """Where a mapped file is below the mapping's folder, and so below any folder that stands for it."""
    named = _named(given)
    below = named.relative_to(folder) if named.is_relative_to(folder) else Path(named.name)
    return Path(named.name) if ".." in below.parts else below


def _beside(given: MappedFile, where: Path) -> tuple[Path, EventMapping]:
    if given.path is None:
        raise ReadError(
            f"{where}: a mapping, not a log, and it names no `path`; give the log and this as its mapping"
        )
    return given.path, given.mapping


def _named(given: MappedFile) -> Path:
    assert given.path is not None  # load_mappings lets only a lone mapping go without
    return given.path


def _pair(path: Any, mapping: AnyMapping) -> tuple[Path, EventMapping]:
    return _path(path), one_mapping(mapping)


def one_mapping(mapping: AnyMapping) -> EventMapping:
    """The mapping that was given in any of its forms; none is that of the standard long file.

    Raises `ReadError` for a mapping with faults, and for a mapping file that describes several files.
    """
    if mapping is None:
        return EventMapping()
    if isinstance(mapping, EventMapping):
        return mapping
    if isinstance(mapping, Mapping):
        return EventMapping.from_dict(mapping)
    found = load_mappings(_path(mapping))
    if len(found) != 1:
        raise ReadError(f"{mapping}: describes {len(found)} files; one mapping is wanted here")
    return found[0].mapping


def _path(value: Any) -> Path:
    if not isinstance(value, (str, os.PathLike)) or not str(value):
        raise ReadError(f"{value!r} is no path; give text or a Path")
    return Path(value)
