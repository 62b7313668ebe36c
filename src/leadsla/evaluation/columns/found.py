"""The clocks of one clause as they are found: as few columns as say everything, written part by part."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from leadsla.evaluation.columns.coded import Array
from leadsla.evaluation.columns.table import MISSING, LeadTable

#: The codes of outcomes: see `clock_columns.OUTCOMES`.
OPEN, MET, BREACHED, VOID = range(4)


class Found:
    """The clocks of a clause: for each its row, the column of the event that started it, its terms and its end.

    `end` is when it ceased to be owed, and then `settled` says whether because it was done. Of `rows`, None is every
    row; places and terms are one number where they are the same for all. The rest follows when it is asked for.
    """

    def __init__(
        self,
        table: LeadTable,
        rows: Array | None,
        places: int | Array,
        terms: int | Array,
        due: Array,
        end: Array,
        outcome: Array,
        settled: Array,
    ) -> None:
        self.table = table
        self.due = due
        self.end = end
        self.outcome = outcome
        self.settled = settled
        self._rows = rows
        self._places = places
        self._terms = terms

    def __len__(self) -> int:
        return len(self.due)

    @cached_property
    def rows(self) -> Array:
        """The row of each clock."""
        return np.arange(len(self)) if self._rows is None else self._rows

    @cached_property
    def places(self) -> Array:
        """The column of the event that started each clock."""
        return np.full(len(self), self._places) if isinstance(self._places, int) else self._places

    @cached_property
    def terms(self) -> Array:
        """The number of each clock's terms."""
        return np.zeros(len(self), np.int16) if isinstance(self._terms, int) else self._terms

    @cached_property
    def started(self) -> Array:
        """When each clock started."""
        if isinstance(self._places, int):
            times = self.table.times[self._places]
            return times if self._rows is None else times[self._rows]
        out = np.empty(len(self), np.int64)
        for place in np.unique(self._places).tolist():
            which = self._places == place
            out[which] = self.table.times[place][self.rows[which]]
        return out

    @property
    def done_at(self) -> Array:
        """When each was done, in time or late."""
        return np.where(self.settled, self.end, MISSING)

    @property
    def breached_at(self) -> Array:
        """When each was breached."""
        return np.where(self.outcome == BREACHED, self.due, MISSING)

    def without(self, rows: Array) -> Found:
        """The clocks of all rows but some, of which each row has a flag."""
        kept = ~rows[self.rows]
        return Found(
            self.table,
            self.rows[kept],
            self._places if isinstance(self._places, int) else self._places[kept],
            self._terms if isinstance(self._terms, int) else self._terms[kept],
            *(column[kept] for column in (self.due, self.end, self.outcome, self.settled)),
        )


class Room:
    """Where the clocks of a clause are written, part by part: what is not needed takes no memory."""

    def __init__(self, size: int, places: int | None, several_terms: bool) -> None:
        self.size, self.count = size, 0
        self.due, self.end = np.empty(size, np.int64), np.empty(size, np.int64)
        self.outcome, self.settled = np.empty(size, np.int8), np.empty(size, bool)
        self.places: int | Array = np.empty(size, np.int16) if places is None else places
        self.terms: int | Array = np.empty(size, np.int16) if several_terms else 0
        self.rows: Array | None = None

    def take(self, begin: int, rows: Array | None, number: int) -> slice:
        """Where the next clocks are written: those of some rows of a part that begins somewhere, or of all of it."""
        place = slice(self.count, self.count + number)
        if rows is not None and self.rows is None:
            self.rows = np.empty(self.size, np.int64)
            self.rows[: self.count] = np.arange(self.count)
        if self.rows is not None:
            self.rows[place] = (np.arange(number) if rows is None else rows) + begin
        self.count = place.stop
        return place

    def found(self, table: LeadTable) -> Found:
        """All that was written."""
        done = slice(self.count)
        return Found(
            table,
            None if self.rows is None else self.rows[done],
            self.places if isinstance(self.places, int) else self.places[done],
            self.terms if isinstance(self.terms, int) else self.terms[done],
            *(column[done] for column in (self.due, self.end, self.outcome, self.settled)),
        )
