"""The arithmetic of met, breached and target, in whole numbers and exact fractions.

A clock is breached; a target is missed. Whether it is can be certain before every clock is settled: it is kept when it
would be kept even if all open clocks were breached, and missed when it would be missed even if all were met. Void
clocks never count, and a target is undecided until its period has ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import attrs

from leadsla.lead import BREACHED, MET, OPEN, VOID
from leadsla.periods import Share
from leadsla.tables import SHARE, TEXT, WHOLE, Columns, Row

KEPT, MISSED, UNDECIDED = "kept", "missed", "undecided"


@attrs.frozen
class Attainment(Row):
    """How a promise did in one period, by the clocks that started in it.

    >>> row = Attainment("first-response", "2026-01", met=9, breached=1, open=1, target=Share.parse("80%"), ended=True)
    >>> row.rate, row.status
    (0.9, 'kept')
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("clause", "period", "by"), TEXT),
        **dict.fromkeys(("met", "breached", "open", "void"), WHOLE),
        "rate": SHARE,
        "target": (SHARE, lambda row: row.target and row.target.value),
        "status": TEXT,
    }

    clause: str
    period: str
    met: int = 0
    breached: int = 0
    open: int = 0
    void: int = 0
    target: Share | None = None
    #: Whether the period is over.
    ended: bool = False
    #: The value by which clocks were told apart, where they were (`attainment(by="assignee")`).
    by: str | None = None

    @property
    def rate(self) -> float | None:
        """met / (met + breached); None where neither has happened."""
        judged = self.met + self.breached
        return self.met / judged if judged else None

    @property
    def status(self) -> str | None:
        """kept, missed or undecided; None without a target or where nothing counts."""
        counted = self.met + self.breached + self.open
        if self.target is None or not counted:
            return None
        if not self.ended:
            return UNDECIDED
        numerator, denominator = self.target.value.as_integer_ratio()
        if self.met * denominator >= numerator * counted:
            return KEPT
        return MISSED if is_missed(self.met, self.breached, self.open, self.target) else UNDECIDED

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the command line."""
        return {
            "clause": self.clause,
            "period": self.period,
            "met": self.met,
            "breached": self.breached,
            "open": self.open,
            "void": self.void,
            "rate": self.rate,
            "target": None if self.target is None else float(self.target.value),
            "status": self.status,
        }


def is_missed(met: int, breached: int, open: int, target: Share) -> bool:
    """Whether the target can no longer be kept: (met + open) / (met + breached + open) < target.

    >>> is_missed(met=7, breached=3, open=0, target=Share.parse("80%")), is_missed(7, 2, 1, Share.parse("80%"))
    (True, False)
    """
    numerator, denominator = target.value.as_integer_ratio()
    counted = met + breached + open
    return counted > 0 and (met + open) * denominator < numerator * counted


def missed_at(clocks: Iterable[tuple[str, int | None]], target: Share, ended: int) -> int | None:
    """The first instant, from the end of the period on, at which the target can no longer be kept; None if it can.

    `clocks` are outcomes with the instant of each (None while open). From the end of the period on nothing is added,
    so a target once missed stays missed.

    >>> missed_at([("met", 5), ("breached", 25)], Share.parse("80%"), ended=20)
    25
    """
    counts = {MET: 0, BREACHED: 0, OPEN: 0, VOID: 0}
    later: list[tuple[int, str]] = []
    for outcome, at in clocks:
        if at is None or at > ended:
            counts[OPEN] += 1
            if at is not None:
                later.append((at, outcome))
        else:
            counts[outcome] += 1
    later.sort()
    at = ended
    for following in [*later, (None, "")]:
        if following[0] != at and is_missed(counts[MET], counts[BREACHED], counts[OPEN], target):
            return at
        if following[0] is not None:
            at = following[0]
            counts[OPEN] -= 1
            counts[following[1]] += 1
    return None
