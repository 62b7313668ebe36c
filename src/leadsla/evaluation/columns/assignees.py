"""To whom clocks belong: to whom the lead was assigned when they started, and a breach to the assignee at its due."""

from __future__ import annotations

import numpy as np

from leadsla.criteria import coerce
from leadsla.evaluation.columns.coded import Array
from leadsla.evaluation.columns.table import MISSING, LeadTable
from leadsla.events import is_missing, shown


class Assignees:
    """The assignees of a table's leads. `names` are those that there are, the first of them nobody."""

    def __init__(self, table: LeadTable, limit: int) -> None:
        self.bits, self.limit, self.table = table.bits, limit, table
        places: dict[str | None, int] = {None: 0}
        #: For each column of `assigned`: its place, and the number of the assignee in each row, 0 where none is named.
        self.columns: list[tuple[int, Array]] = []
        for place, name in enumerate(table.names):
            cells = table.data[place].get("to")
            if name != "assigned" or cells is None:
                continue
            number = np.array([places.setdefault(_name(value), len(places)) for value in cells.coded.values])
            codes = number[np.zeros(table.size, np.int64) if cells.constant else cells.coded.codes]
            self.columns.append((place, codes))
        self.names = np.empty(len(places), object)
        self.names[:] = list(places)

    def codes(self, rows: Array, started: Array, places: Array, breached: Array, due: Array) -> Array:
        """The number of the assignee of each clock."""
        # A timer acts after all events of its instant.
        bound = np.where(breached, ((due + 1) << self.bits) - 1, (started << self.bits) | places)
        found, latest = np.zeros(len(rows), np.int64), np.full(len(rows), -1)
        for place, number in self.columns:
            at, whom = self.table.times[place][rows], number[rows]
            key = (at << self.bits) | place
            later = (at != MISSING) & (at <= self.limit) & (whom > 0) & (key <= bound) & (key > latest)
            found[later], latest[later] = whom[later], key[later]
        return found


def _name(to: object) -> str | None:
    """Whom an assignment names; None for nobody, which changes nothing."""
    if is_missing(to):
        return None
    return to if isinstance(to, str) else coerce(to, "text") or shown(to)
