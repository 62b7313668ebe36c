"""Sources and their mappings -> one log of events, sorted, with the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import attrs

from leadsla.errors import ReadError
from leadsla.events import Event
from leadsla.instants import moment, moment_or_none, zone
from leadsla.readers.joining import AliasTable, join, report_order_between
from leadsla.readers.log import EventLog
from leadsla.readers.mapping import EventMapping
from leadsla.readers.report import Findings, ReadReport, Reason, Unreadable, count
from leadsla.readers.rows import Draft, RowReader
from leadsla.readers.sources import Source, alias_table

#: Called with what has been read so far and what there is, in bytes.
Progress: TypeAlias = Callable[[int, int], object]
_EVERY: Final = 10_000
_FIRST_FAULTS: Final = 10


@attrs.frozen
class Input:
    """One thing to read, and how."""

    source: Source
    mapping: EventMapping


def read_inputs(
    inputs: Sequence[Input], timezone: str | None, strict: bool, progress: Progress | None = None
) -> EventLog:
    """The events of all inputs, their leads joined.

    Raises `ReadError` for inputs or mappings that cannot be used and, if `strict`, for any row that is
    reported.
    """
    if timezone is not None:
        zone(timezone)
    keyed = [given for given in inputs if given.mapping.key is not None]
    if len(inputs) > 1 and len(keyed) == 1 and keyed[0].mapping.aliases is None:
        raise ReadError(
            f"{keyed[0].source.name}: `key`: no other file has one to join by; name its column there too"
        )
    read: list[RowReader] = []
    tables: list[AliasTable] = []
    faults: list[ReadError] = []
    total, done = sum(given.source.size for given in inputs), 0
    for number, given in enumerate(inputs):
        try:
            tables.append(alias_table(given.mapping.aliases, findings := Findings(given.source.name)))
            read.append(_read(given, number, findings, timezone, _after(done, total, progress)))
        except ReadError as error:
            faults.append(error)
        done += given.source.size
    if faults:
        raise faults[0] if len(faults) == 1 else _together(faults)
    join(read, tables)
    report_order_between(read)
    return _log(read, strict)


def _after(done: int, total: int, progress: Progress | None) -> Callable[[int], object] | None:
    return None if progress is None else lambda more: progress(done + more, total)


def _together(faults: Sequence[ReadError]) -> ReadError:
    return ReadError(
        "\n".join(map(str, faults)), [each for fault in faults for each in fault.faults or [str(fault)]]
    )


def _read(
    given: Input,
    number: int,
    findings: Findings,
    timezone: str | None,
    progress: Callable[[int], object] | None,
) -> RowReader:
    """All rows of one input, as drafts."""
    source = given.source
    reader = RowReader(given.mapping, findings, number, timezone, source.name, source.loose)
    bound: tuple[str, ...] | None = None
    for row, (line, columns, cells) in enumerate(source.rows(findings, reader.bind), 1):
        if columns is not bound:
            bound, read = columns, reader.bind(columns)
        try:
            read(line, cells)
            findings.kept += 1
        except Unreadable as fault:
            findings.leave_out(line, fault.reason, fault.what)
            reader.forget(line)
        if progress is not None and not row % _EVERY:
            progress(source.done)
    reader.finish()
    if progress is not None:
        progress(source.size)
    return reader


def _log(read: Sequence[RowReader], strict: bool) -> EventLog:
    """The log of all drafts; where nothing may be reported, the error that lists what was."""
    leads = [{draft[5] for draft in rows.drafts if draft[5]} for rows in read]
    parts = []
    for number, rows in enumerate(read):
        others = set[str]().union(*leads[:number], *leads[number + 1 :])
        parts.append(rows.findings.part(len(rows.drafts), len(leads[number]), len(leads[number] - others)))
    report = ReadReport(tuple(parts), len(set[str]().union(*leads)))
    if strict:
        refuse_reported(report)
    drafts: list[Draft] = []
    for rows in read:
        drafts += rows.drafts
        rows.drafts = []
    drafts.sort(reverse=True)  # the first five items differ, so no comparison goes further
    events: list[Event] = []
    while drafts:  # a draft is given up as its event is made
        instant, _, _, _, _, lead, name, data, id, actor, seq, recorded = drafts.pop()
        events.append(Event(lead, moment(instant), name, data, id, actor, seq, moment_or_none(recorded)))
    return EventLog(tuple(events), report)


def refuse_reported(report: ReadReport) -> None:
    """Raises `ReadError` with the first problems, if there are any; rows left out on purpose are none."""
    found = [problem for problem in report.problems if problem.reason is not Reason.NOT_NAMED]
    if found:
        total = sum(number for reason, number in report.counts.items() if reason is not Reason.NOT_NAMED)
        shown = [str(problem) for problem in found[:_FIRST_FAULTS]]
        more = f"\n  and {total - len(shown):,} more" if total > len(shown) else ""
        raise ReadError(
            f"{count(total, 'problem')}, and none may be:\n"
            + "\n".join(f"  {line}" for line in shown)
            + more,
            shown,
        )
