"""Tests asked once for each distinct situation in a table: the fold's own tests, of a lead like those of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import numpy as np

from leadsla.criteria import coerce
from leadsla.evaluation.columns.reads import Reads
from leadsla.evaluation.columns.table import Array, LeadTable
from leadsla.events import Event
from leadsla.instants import EPOCH
from leadsla.lead import Lead

#: An answer about a lead and an event, as a small whole number.
Ask = Callable[[Lead, Event], int]
#: Answers for all rows: one number, or an array with a number a row.
Answers = int | Array
#: Up to here codes are places in a table of answers; beyond they are numbered anew.
_MOST_CODES: Final = 1 << 16


class Situations:
    """The situations that the events of a table happen in."""

    def __init__(self, table: LeadTable, declared: Mapping[str, str]) -> None:
        self.table = table
        self.declared = declared
        #: The stages, by their numbers, and for each column those before and after its event; see `stages`.
        self.stages: list[str | None] = [None]
        self.before: list[Array] = []
        self.after: list[Array] = []

    def answers(self, place: int, reads: Reads, ask: Ask) -> Answers:
        """What is answered about the event of a column in each row."""
        codes = self.codes(place, reads)
        if codes is None:
            return ask(*self.situation(place, reads, 0)) if self.table.size else 0
        code, rows = codes
        answers = np.array([ask(*self.situation(place, reads, row)) for row in rows], np.int16)
        return answers[code]

    def codes(self, place: int, reads: Reads) -> tuple[Array, list[int]] | None:
        """The number of each row's situation, and a row that is in each; None where all rows are in the same."""
        code: Array | None = None
        rows = [0]
        for part in self._parts(place, reads):
            code = part if code is None else code * (int(part.max(initial=0)) + 1) + part
            code, rows = _dense(code)
        return None if code is None or len(rows) < 2 else (code, rows)

    def _parts(self, place: int, reads: Reads) -> Iterable[Array]:
        table = self.table
        for name in sorted(reads.fields & table.fields.keys()):
            if not table.fields[name].constant:
                yield table.fields[name].coded.codes
        for key in sorted(reads.data & table.data[place].keys()):
            if not table.data[place][key].constant:
                yield table.data[place][key].coded.codes
        if self.after and (reads.stage or reads.moved):
            yield self.after[place]
            if reads.moved:
                yield self.before[place]

    def situation(self, place: int, reads: Reads, row: int) -> tuple[Lead, Event]:
        """A lead and an event that are to a test what those of a row are."""
        table, lead = self.table, Lead("")
        for name in reads.fields & table.fields.keys() & self.declared.keys():
            value = coerce(table.fields[name].value(row), self.declared[name])
            if value is not None:
                lead.fields[name] = value
        if self.after:
            before, after = self.before[place][row], self.after[place][row]
            lead.stage = to = self.stages[after]
            if before != after and to is not None:
                lead.moved = (self.stages[before], to)
        data = {key: cells.value(row) for key, cells in table.data[place].items() if key in reads.data}
        return lead, Event("", EPOCH, table.names[place], data)


def _dense(code: Array) -> tuple[Array, list[int]]:
    """Codes numbered from 0 without gaps, and a row of each."""
    most = int(code.max(initial=0)) + 1
    if most > max(_MOST_CODES, 4 * len(code)):
        _, rows, code = np.unique(code, return_index=True, return_inverse=True)
        return code.reshape(-1), rows.tolist()
    row_of = np.full(most, -1, np.int64)
    row_of[code] = np.arange(len(code))
    there = row_of >= 0
    number = np.cumsum(there) - 1
    return number[code] if not there.all() else code, row_of[there].tolist()
