"""`minimum_open_time`: a lead is not given up too soon.

Each lead is kept open for a minimum of time before it is sent back to marketing. The clock runs the other way round:
what ends it before its due breaches it, and at its due it is met.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import attrs

from leadsla.clauses.base import LeadClause, a_trigger, windows
from leadsla.clauses.scope import Scope
from leadsla.errors import Fault
from leadsla.segments import Segments
from leadsla.triggers import Trigger
from leadsla.windows import Window

#: Sent back to marketing.
RECYCLED = Trigger.of("recycled")


@attrs.frozen(kw_only=True)
class MinimumOpenTime(LeadClause):
    """A lead stays open at least so long: who ends it sooner is in breach, and one that lasts is met.

    `from_` starts the clock. `ends` is what must not come before `not_before` has passed: by default the lead's being
    recycled. An end that the agreement itself brings about is nobody's haste, and voids the clock: a recycle that
    leadsla applies at a deadline, or one that a host carries out and logs with the actor `leadsla`.

    >>> clause = MinimumOpenTime(id="keep-open", owner="sales", from_="accepted", not_before="2 weeks")
    >>> print(clause.sentence())
    Sales will keep the lead open for at least 2 weeks from acceptance before it is recycled.
    """

    kind: ClassVar[str] = "minimum_open_time"
    inverse: ClassVar[bool] = True
    from_: Trigger = attrs.field(converter=a_trigger)
    not_before: Segments[Window] = attrs.field(converter=windows)
    ends: Trigger = attrs.field(default=RECYCLED, converter=a_trigger)

    def starts(self) -> Trigger:
        return self.from_

    def settles(self) -> Trigger:
        return self.ends

    def window(self) -> Segments[Window]:
        return self.not_before

    def activity(self) -> str:
        return "keep the lead open"

    def timeframe(self) -> str:
        return self.window_in_words(f" from {self.from_.noun}", "for at least")

    def details(self) -> str:
        return f" before it {self.ends.becomes}"

    def faults(self, scope: Scope) -> Iterator[Fault]:
        yield from super().faults(scope)
        yield from scope.trigger(self.from_, "from")
        yield from scope.trigger(self.ends, "ends")
        yield from scope.segments(self.not_before, "not_before")
