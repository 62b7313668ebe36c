"""`stalled_lead`: a lead that makes no progress does not lie about.

After 60 days without progress an alert, after 90 the lead goes back to marketing; progress on day 75 cancels the
return.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import attrs

from leadsla.clauses.base import LeadClause, a_trigger, windows
from leadsla.clauses.scope import Scope
from leadsla.errors import Fault
from leadsla.segments import Segments
from leadsla.triggers import FORWARD, Trigger
from leadsla.windows import Window


@attrs.frozen(kw_only=True)
class StalledLead(LeadClause):
    """A lead makes progress within a window; progress is a move to a later stage, or what `progress_on` says.

    `from_` starts the clock, and `within` is how long there is. With a ladder under `on_breach` the stages of doing
    something about it: alert at the due, recycle `after` a further window. Progress in between settles what is owed,
    and the rest of the ladder does not happen.

    >>> clause = StalledLead(id="stalled", owner="sales", from_="accepted", within="60 days")
    >>> print(clause.sentence())
    Sales will bring the lead to a later stage within 60 days of acceptance.
    """

    kind: ClassVar[str] = "stalled_lead"
    progress: ClassVar[bool] = True
    from_: Trigger = attrs.field(converter=a_trigger)
    within: Segments[Window] = attrs.field(converter=windows)
    progress_on: Trigger = attrs.field(default=FORWARD, converter=a_trigger)

    def starts(self) -> Trigger:
        return self.from_

    def settles(self) -> Trigger:
        return self.progress_on

    def window(self) -> Segments[Window]:
        return self.within

    def activity(self) -> str:
        if self.progress_on == FORWARD:
            return self.progress_on.deed
        return f"see to it that the lead {self.progress_on.becomes}"

    def timeframe(self) -> str:
        return self.within_of(self.from_)

    def faults(self, scope: Scope) -> Iterator[Fault]:
        yield from super().faults(scope)
        yield from scope.trigger(self.from_, "from")
        yield from scope.trigger(self.progress_on, "progress_on")
        yield from scope.segments(self.within, "within")
