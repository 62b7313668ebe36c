"""`minimum_touches`: a lead is tried often enough.

"A minimum of 3 calls and 3 emails within 2 weeks", or six touches on any channel; touches nearer to each other than
`apart` count once, so that three calls in a row are not three attempts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Final

import attrs

from leadsla.calendars import Calendar
from leadsla.clauses.base import Judge, LeadClause, a_trigger, a_window, windows
from leadsla.clauses.response_window import OUTBOUND_TOUCH
from leadsla.clauses.scope import Scope
from leadsla.clauses.touch_counts import number_of
from leadsla.clauses.work import Work
from leadsla.errors import CalendarError, EntryError, Fault, nearest
from leadsla.events import CHANNELS
from leadsla.instants import NEVER
from leadsla.lead import Lead, RunningClock
from leadsla.phrases import listed
from leadsla.segments import Segments
from leadsla.triggers import Trigger
from leadsla.windows import Window

#: Stands for touches on all channels together.
ANY_CHANNEL: Final = "any"
_SCHEMA: Final = {
    "type": "object",
    "properties": {channel: {"type": "integer", "minimum": 1} for channel in (*CHANNELS, ANY_CHANNEL)},
    "additionalProperties": False,
    "minProperties": 1,
}


def touch_counts(value: Any) -> Mapping[str, int]:
    """How many touches on which channel, from what people write; raises `EntryError` for anything else."""
    if not isinstance(value, Mapping) or not value:
        raise EntryError(
            f"{value!r} says no numbers of touches", write="for example {call: 3, email: 3} or {any: 6}"
        )
    for channel, number in value.items():
        if channel not in (*CHANNELS, ANY_CHANNEL):
            guess = nearest(str(channel), CHANNELS) or f"one of {', '.join(CHANNELS)}, or any"
            raise EntryError(f"`{channel}` is no channel", str(channel), guess, on_key=True)
        if not isinstance(number, int) or isinstance(number, bool) or number < 1:
            raise EntryError(f"`{channel}` is {number!r}", str(channel), "how many touches, 1 or more")
    return dict(value)


def touches_by_segment(value: Any) -> Segments[Mapping[str, int]]:
    """Numbers of touches, the same for all leads or by segment."""
    return Segments.of(value, touch_counts)


@attrs.frozen(kw_only=True)
class MinimumTouches(LeadClause):
    """So many touches by channel within a window, with a minimum pause between them.

    `from_` starts the clock. `touches` says how many on which channel, or with `any` on whichever, and `within` how
    long there is. Touches nearer to each other than `apart` count once. Only outbound touches after the start count,
    the due included; also while the clock is paused.

    >>> clause = MinimumTouches(
    ...     id="persistence", owner="sales", from_="assigned", touches={"call": 3, "email": 3}, within="2 weeks"
    ... )
    >>> print(clause.sentence())
    Sales will make 3 calls and 3 emails within 2 weeks of assignment.
    """

    kind: ClassVar[str] = "minimum_touches"
    from_: Trigger = attrs.field(converter=a_trigger)
    within: Segments[Window] = attrs.field(converter=windows)
    touches: Segments[Mapping[str, int]] = attrs.field(
        converter=touches_by_segment, hash=False, metadata={"read": touch_counts, "schema": _SCHEMA}
    )
    apart: Window | None = attrs.field(default=None, converter=attrs.converters.optional(a_window))

    def starts(self) -> Trigger:
        return self.from_

    def settles(self) -> Trigger:
        return OUTBOUND_TOUCH

    def window(self) -> Segments[Window]:
        return self.within

    def judge(self, fields: Mapping[str, str]) -> Judge:
        return _Counting(self, fields)

    def activity(self) -> str:
        said: list[str] = []
        for case in self.touches:
            if_ = f" if {case.when.spoken()}" if case.when is not None else ""
            link = "otherwise " if said else ""
            touches = listed(number_of(channel, number) for channel, number in case.is_.items())
            said.append(f"{link}{touches}{if_}")
        return f"make {', '.join(said)}{',' if len(said) > 1 else ''}"

    def timeframe(self) -> str:
        return self.within_of(self.from_)

    def details(self) -> str:
        return f", at least {self.apart} apart" if self.apart is not None else ""

    def work(self, calendar: Calendar, begun: dt.date) -> Work:
        return max((Work(segment.is_) for segment in self.touches), key=lambda work: work.number)

    def faults(self, scope: Scope) -> Iterator[Fault]:
        yield from super().faults(scope)
        yield from scope.trigger(self.from_, "from")
        yield from scope.segments(self.within, "within")
        yield from scope.segments(self.touches, "touches")
        if self.apart is not None and self.apart.closing:
            yield Fault(
                "wrong-value", f"`{self.apart}` is no pause between touches", "apart", write="4 hours"
            )


class _Counting(Judge):
    """Counts touches by channel: progress is [segment, last counted instant, {asked channel: number}]."""

    def __init__(self, clause: MinimumTouches, fields: Mapping[str, str]) -> None:
        self.wanted = [tuple(case.is_.items()) for case in clause.touches]
        self.choose: Callable[[Any, Any], int] = clause.touches.chooser(fields)
        self.apart = clause.apart

    def begin(self, clock: RunningClock, lead: Lead, event: Any) -> bool:
        segment = self.choose(lead, event)
        clock.progress = [segment, None, {}]
        return segment >= 0

    def carry(self, clock: RunningClock, lead: Lead, event: Any) -> bool:
        segment = self.choose(lead, event)
        if segment >= 0:
            clock.progress = [segment, *clock.progress[1:]]
        return segment >= 0

    def enough(self, clock: RunningClock, lead: Lead) -> bool:
        segment, _, counts = clock.progress
        return all(counts.get(name, 0) >= number for name, number in self.wanted[segment])

    def settled(self, clock: RunningClock, lead: Lead, event: Any) -> bool:
        segment, _, counts = clock.progress
        channel = event.data["channel"]
        if not isinstance(channel, str):
            channel = "other"
        if self.apart is not None:
            if not self._is_asked(segment, channel) or self._is_near(clock, event.instant):
                return False
            clock.progress[1] = event.instant
        enough = True
        for name, number in self.wanted[segment]:
            count = counts.get(name, 0)
            if name in (ANY_CHANNEL, channel):
                counts[name] = count = count + 1
            if count < number:
                enough = False
        return enough

    def _is_asked(self, segment: int, channel: str) -> bool:
        return any(name in (ANY_CHANNEL, channel) for name, _ in self.wanted[segment])

    def _is_near(self, clock: RunningClock, at: int) -> bool:
        """Whether less than `apart` has passed since the last touch that counted."""
        counts_from = self.counts_from(clock)
        return counts_from is not None and at < counts_from

    def lacking(self, clock: RunningClock) -> Mapping[str, int]:
        segment, _, counts = clock.progress
        lacking = {name: number - counts.get(name, 0) for name, number in self.wanted[segment]}
        return {name: number for name, number in lacking.items() if number > 0}

    def counts_from(self, clock: RunningClock) -> int | None:
        last = clock.progress[1]
        if self.apart is None:
            return None
        try:
            return 0 if last is None else clock.terms.shift(self.apart)(last)
        except CalendarError:  # the calendar is never open for so long again
            return NEVER

    def told(self, clock: RunningClock) -> str:
        segment, _, counts = clock.progress
        return ", ".join(
            f"{'touch' if name == ANY_CHANNEL else name} {counts.get(name, 0)} of {number}"
            for name, number in self.wanted[segment]
        )

    def passed_over(self, clock: RunningClock, event: Any) -> str:
        wanted = [name for name, _ in self.wanted[clock.progress[0]]]
        if event.data["channel"] in wanted or ANY_CHANNEL in wanted:
            return f"less than {self.apart} after the last touch that counts"
        return "its channel is not asked for"
