"""Tests asked once for each distinct situation in a table: the fold's own tests, of a lead like those of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs
import numpy as np

from leadsla.criteria import coerce
from leadsla.evaluation.columns.coded import Array
from leadsla.evaluation.columns.reads import Reads
from leadsla.evaluation.columns.table import LeadTable
from leadsla.events import Event
from leadsla.instants import EPOCH
from leadsla.lead import Lead

T = TypeVar("T")
if TYPE_CHECKING:
    from leadsla.evaluation.columns.planning import Asked


@attrs.frozen(eq=False)
class Told:
    """What is answered in each row: `given` has the answers, and `code` for each row the place of its own."""

    given: Array
    code: Array

    def of(self, part: slice, rows: Array | None = None) -> Array:
        """The answers of some rows."""
        code = self.code[part]
        return self.given.take(code if rows is None else code[rows])


#: Answers for all rows: one number, or one a row.
Answers = int | Told
#: Up to here codes are places in a table of answers; beyond they are numbered anew.
_MOST_CODES: Final = 1 << 16
#: Where a row of each situation is looked for first.
_FIRST: Final = 1 << 14
#: So many answers are kept for the next table.
_MOST_KNOWN: Final = 1 << 16


class Situations:
    """The situations that the events of a table happen in."""

    def __init__(self, table: LeadTable, declared: Mapping[str, str]) -> None:
        self.table = table
        self.declared = declared
        #: The stages, by their numbers, and for each column those before and after its event; see `stages`.
        self.stages: list[str | None] = [None]
        self.before: list[Array] = []
        self.after: list[Array] = []

    def answers(self, asked: Asked, ask: Callable[[Lead, Event], T], number: Callable[[T], int]) -> Answers:
        """What is answered about the event of a column in each row, as the number of the answer."""
        if not self.table.size:
            return 0
        code, rows = self.codes(asked.place, asked.reads) or (None, [0])
        if len(asked.known) > _MOST_KNOWN:
            asked.known.clear()
        known, found = asked.known, []
        for row, seen in zip(rows, self._seen(asked.place, asked.reads, rows), strict=True):
            if seen not in known:
                known[seen] = ask(*self.situation(asked.place, asked.reads, row))
            found.append(number(known[seen]))
        return found[0] if code is None else Told(np.array(found, np.int16), code)

    def _seen(self, place: int, reads: Reads, rows: list[int]) -> Iterable[tuple[Any, ...]]:
        """For each of some rows what there is to be looked at: True and 1 are not the same."""
        table, parts = self.table, []
        cells = [table.fields[name] for name in sorted(reads.fields & table.fields.keys())]
        cells += [table.data[place][key] for key in sorted(reads.data & table.data[place].keys())]
        for one in cells:
            kinds = [(type(value), value) for value in one.coded.values]
            parts.append(
                [kinds[0]] * len(rows) if one.constant else [kinds[code] for code in one.coded.codes[rows]]
            )
        if self.after:
            parts += [column[place][rows].tolist() for column in (self.after, self.before)]
        return zip(*parts, strict=True) if parts else [()] * len(rows)

    def codes(self, place: int, reads: Reads) -> tuple[Array, list[int]] | None:
        """The number of each row's situation, and a row that is in each; None where all rows are in the same."""
        code: Array | None = None
        rows = [0]
        for part in self._parts(place, reads):
            if code is not None:
                most = (int(code.max(initial=0)) + 1) * (int(part.max(initial=0)) + 1)
                wide = np.int32 if most < 1 << 31 else np.int64
                part = code.astype(wide) * (int(part.max(initial=0)) + 1) + part
            code, rows = _dense(part)
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
    there = np.bincount(code, minlength=most) > 0
    row_of = np.full(most, -1, np.int64)
    # As a rule there is a row of each among the first.
    for some in (code[:_FIRST], code):
        row_of[some] = np.arange(len(some))
        if (row_of[there] >= 0).all():
            break
    if not there.all():
        code = (np.cumsum(there) - 1).astype(code.dtype)[code]
    return code, row_of[there].tolist()
