"""The minutes that a lead takes: told, or what the agreement asks for on one that never answers.

Touches count for every promise that they keep, so the work of several promises is not added up: of each channel the
greatest number counts. Touches in a row, each of which reaches the lead with the same chance and then is the last, are
fewer on average.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from leadsla.clauses import about_leads
from leadsla.clauses.touch_counts import ANY_CHANNEL
from leadsla.clauses.work import Work
from leadsla.funnel.capacity import Capacity
from leadsla.funnel.numbers import plain

if TYPE_CHECKING:
    from leadsla.agreement import Agreement

#: The owners whose promises are the work of sales.
OWNERS = ("sales", "both")


@attrs.frozen
class LeadWork:
    """The minutes that a lead takes, on average.

    `touches` are those that the agreement asks for on a lead which never answers; None where the minutes were told.
    """

    minutes: Fraction
    touches: int | None = None

    def to_dict(self) -> dict[str, object]:
        """As JSON carries it."""
        found: dict[str, object] = {"minutes_per_lead": plain(self.minutes)}
        return found | ({} if self.touches is None else {"touches_per_lead": self.touches})


def asked_of(agreement: Agreement, begun: dt.date | None = None) -> Work:
    """What an agreement asks of sales on one lead which never answers; plans begin on a date, its first by default."""
    found = Work()
    for clause in agreement.clauses:
        if about_leads(clause) and clause.owner in OWNERS:
            calendar = agreement.calendar_named(clause.calendar)
            found = found.with_(clause.work(calendar, begun or agreement.term.from_))
    return found


def work_of(capacity: Capacity, agreement: Agreement | None) -> LeadWork | None:
    """The minutes of a lead; None where they are not told, nor the touches of an agreement and what one takes."""
    if capacity.minutes_per_lead is not None:
        return LeadWork(capacity.minutes_per_lead)
    if agreement is None:
        return None
    asked = asked_of(agreement)
    minutes = _minutes(asked, capacity)
    if minutes is None:
        return None
    # An agreement that asks for no touch says nothing of the work.
    most = max(minutes, Fraction(str(asked.minutes)))
    return LeadWork(most, asked.number or None) if most else None


def _minutes(asked: Work, capacity: Capacity) -> Fraction | None:
    each = capacity.minutes_per_touch
    named = {channel: number for channel, number in asked.touches.items() if channel != ANY_CHANNEL}
    named[ANY_CHANNEL] = asked.number - sum(named.values())
    total = Fraction(0)
    for channel, number in named.items():
        minutes = each.get(channel, each.get(ANY_CHANNEL))
        if number and minutes is None:
            return None
        total += number * (minutes or 0)
    return total * _made(asked.number, capacity.contact_rate)


def _made(number: int, reached: Fraction | None) -> Fraction:
    """The share of so many touches in a row that are made until one reaches the lead."""
    if reached is None or not number:
        return Fraction(1)
    return (1 - (1 - reached) ** number) / (reached * number)
