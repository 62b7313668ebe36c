"""The periods that whole columns of instants lie in."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np

from leadsla.calendars.offsets import pieces
from leadsla.evaluation.columns.coded import Array
from leadsla.instants import DAY
from leadsla.periods import Period


def labels_of(instants: Array, period: Period, tz: ZoneInfo) -> tuple[list[str], Array]:
    """The labels of the periods that instants lie in, and for each instant the place of its own."""
    if not len(instants):
        return [], instants
    first, last = int(instants.min()), int(instants.max())
    spans = pieces(tz, first, last + 1)
    begins, offsets = (np.array([span[place] for span in spans], np.int64) for place in (0, 2))
    days = (instants + offsets[np.searchsorted(begins, instants, side="right") - 1]) // DAY
    days -= days.min()
    row_of = np.full(int(days.max()) + 1, -1, np.int64)
    row_of[days] = np.arange(len(days))
    labels: dict[str, int] = {}
    place_of = [
        labels.setdefault(period.label(int(instants[row]), tz), len(labels)) if row >= 0 else 0
        for row in row_of.tolist()
    ]
    return list(labels), np.array(place_of, np.int64)[days]
