"""How often leads are tried, on which channels, and how often somebody was reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from leadsla.metrics.conversion import group_of
from leadsla.metrics.shares import Proportion
from leadsla.tables import NUMBER, TEXT, WHOLE, Columns, Part, Row, Rows

if TYPE_CHECKING:
    from leadsla.evaluation import Evaluation

#: Outcomes of a touch that say that somebody was reached.
_REACHED = frozenset({"connected", "replied"})


@attrs.frozen
class Attempts(Row):
    """Attempts to reach leads: only touches of ours, outbound, count.

    `per_lead` says how many leads were tried how often (0 too), `by_channel` how many attempts were made on each and
    how many of them reached somebody. `group` is the value of a field by which leads were told apart, else None.
    """

    COLUMNS: ClassVar[Columns] = {
        "group": TEXT,
        "leads": WHOLE,
        "attempts": WHOLE,
        "attempts_per_lead": NUMBER,
    }
    PARTS: ClassVar[Mapping[str, Part]] = {
        "per_lead": Part(
            {"group": TEXT, "attempts": WHOLE, "leads": WHOLE},
            lambda row: ((row.group, *cell) for cell in row.per_lead.items()),
        ),
        "by_channel": Part(
            {"group": TEXT, "channel": TEXT, "attempts": WHOLE, "reached": WHOLE},
            lambda row: ((row.group, name, one.total, one.count) for name, one in row.by_channel.items()),
        ),
    }

    group: str | None
    per_lead: Mapping[int, int]
    by_channel: Mapping[str, Proportion]

    @property
    def leads(self) -> int:
        """All leads, also those that were never tried."""
        return sum(self.per_lead.values())

    @property
    def attempts(self) -> int:
        """All attempts."""
        return sum(number * leads for number, leads in self.per_lead.items())

    @property
    def tried(self) -> Proportion:
        """The leads that were tried at all."""
        return Proportion(self.leads - self.per_lead.get(0, 0), self.leads)

    @property
    def attempts_per_lead(self) -> float | None:
        """The mean over all leads, those never tried too; None without leads."""
        return self.attempts / self.leads if self.leads else None

    def to_dict(self) -> dict[str, Any]:
        """As JSON can carry it."""
        return {
            **super().to_dict(),
            "per_lead": {str(number): leads for number, leads in self.per_lead.items()},
            "by_channel": {
                channel: {"attempts": reached.total, "reached": reached.count}
                for channel, reached in self.by_channel.items()
            },
        }


def attempts(evaluation: Evaluation, by: str | None = None) -> Rows[Attempts]:
    """How often the leads of a log were tried; `by` names a field of the lead that tells groups apart.

    >>> import leadsla as ls
    >>> from datetime import datetime, timezone
    >>> nine = datetime(2026, 3, 2, 14, tzinfo=timezone.utc)
    >>> log = [ls.Event("L1", nine, "touched", {"channel": "call"}), ls.Event("L2", nine, "created")]
    >>> [whole] = attempts(ls.evaluate(ls.examples.acme(), log, at=nine))
    >>> whole.per_lead, whole.attempts_per_lead
    ({0: 1, 1: 1}, 0.5)
    """
    per_lead: dict[str, Counter[int]] = {}
    made: dict[str, Counter[str]] = {}
    reached: dict[str, Counter[str]] = {}
    for journey in evaluation.journeys():
        group = "" if by is None else group_of(journey, by)
        touches = [event.data for event in journey.events if event.is_attempt]
        per_lead.setdefault(group, Counter())[len(touches)] += 1
        made.setdefault(group, Counter()).update(str(data["channel"]) for data in touches)
        reached.setdefault(group, Counter()).update(
            str(data["channel"]) for data in touches if data.get("outcome") in _REACHED
        )
    return Rows(
        Attempts,
        (
            Attempts(
                group or None,
                dict(sorted(per_lead[group].items())),
                {
                    channel: Proportion(reached[group][channel], number, of="attempts")
                    for channel, number in sorted(made[group].items())
                },
            )
            for group in sorted(per_lead)
        ),
    )
