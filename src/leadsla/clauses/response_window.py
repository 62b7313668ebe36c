"""`response_window`: something is answered in time.

The clause of the five-minute promise, and of every other "B within so long of A": accept or reject, deliver what was
requested, advance to the next stage.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import ClassVar

import attrs

from leadsla.calendars import Calendar
from leadsla.clauses.base import LeadClause, a_trigger, windows
from leadsla.clauses.scope import Scope
from leadsla.clauses.touch_counts import ANY_CHANNEL
from leadsla.clauses.work import Work
from leadsla.criteria import Criterion
from leadsla.errors import Fault
from leadsla.segments import Segments
from leadsla.triggers import Cause, Trigger
from leadsla.windows import Window

#: An answer is a touch that goes out to the lead; a lead that calls in has not been answered.
OUTBOUND_TOUCH = Trigger((Cause("touched", Criterion.parse('event.direction == "outbound"')),))


@attrs.frozen(kw_only=True)
class ResponseWindow(LeadClause):
    """The owner answers within a window: a first touch, an acceptance or rejection, a delivery.

    `from_` starts the clock, `until` (by default a touch that goes out) settles it, `within` is the window.

    >>> clause = ResponseWindow(
    ...     id="first-response", owner="sales", from_="assigned", within="5 minutes", target="80% per month"
    ... )
    >>> print(clause.sentence())
    Sales will contact the lead within 5 minutes of assignment, in at least 80% of cases per month.
    """

    kind: ClassVar[str] = "response_window"
    prompt: ClassVar[bool] = True
    from_: Trigger = attrs.field(converter=a_trigger)
    within: Segments[Window] = attrs.field(converter=windows)
    until: Trigger = attrs.field(default=OUTBOUND_TOUCH, converter=a_trigger)

    def starts(self) -> Trigger:
        return self.from_

    def settles(self) -> Trigger:
        return self.until

    def window(self) -> Segments[Window]:
        return self.within

    def activity(self) -> str:
        return self.until.deed

    def timeframe(self) -> str:
        return self.within_of(self.from_)

    def work(self, calendar: Calendar, begun: dt.date) -> Work:
        return Work({ANY_CHANNEL: 1} if self.until == OUTBOUND_TOUCH else {})

    def faults(self, scope: Scope) -> Iterator[Fault]:
        yield from super().faults(scope)
        yield from scope.trigger(self.from_, "from")
        yield from scope.trigger(self.until, "until")
        yield from scope.segments(self.within, "within")
