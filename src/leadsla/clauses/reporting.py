"""`reporting`: what was done is written down, and what became of the leads is told.

Three promises of one kind: sales brings the status of every lead up to date within two weeks, reports on the quality of
leads in every month, and records every activity in the CRM within a business day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

import attrs

from leadsla.clauses.base import Judge, LeadClause, a_trigger, windows
from leadsla.clauses.period import Fact, Observed, PeriodClause, Slot, Span, Weighed, calendar_spans
from leadsla.clauses.scope import Scope
from leadsla.errors import Fault, nearest
from leadsla.instants import instant
from leadsla.lead import Lead, RunningClock
from leadsla.periods import Period
from leadsla.phrases import bare
from leadsla.segments import Segments
from leadsla.triggers import NOTHING, Trigger
from leadsla.windows import Window

TOUCHED: Final = Trigger.of("touched")
UPDATED: Final = Trigger.of("updated")
STATUS_REPORTED: Final = Trigger.of("status_reported")


class Each(StrEnum):
    """What is reported on: every lead, or every period."""

    LEAD = "lead"
    PERIOD = "period"


def _each(value: Each | str) -> Each:
    return Each(value)


#: The keys beside those of every clause that each of the three shapes has.
_OF_LEAD: Final = (
    "from_",
    "until",
    "within",
    "when",
    "calendar_by",
    "pause_while",
    "void_on",
    "repeat",
    "count_from",
    "per",
)
_OF_PERIOD: Final = ("until", "per")
_OF_RECORDING: Final = ("of", "recorded_within", "when", "calendar_by", "pause_while", "void_on")
_OWN: Final = tuple(dict.fromkeys((*_OF_LEAD, *_OF_PERIOD, *_OF_RECORDING)))


@attrs.frozen(kw_only=True)
class Reporting(LeadClause, PeriodClause):
    """A report on every lead or in every period, or the recording of every activity.

    `each` says what is reported on: every lead, or every period. On a lead there is a report, `until` (by default
    `updated`), so long after `from_` as `within` says. On a period the team reports in every `per`, by an event without
    a lead: by default `status_reported`.

    With `recorded_within` every activity that `of` names (by default `touched`) is recorded within a window of when it
    happened; each has a clock of its own, which is done at the event's `recorded_at`. An event without `recorded_at` is
    not judged: that its source does not say when it was recorded is no sign that it was recorded at once.

    >>> clause = Reporting(id="recorded", owner="sales", recorded_within="1 business day")
    >>> print(clause.sentence())
    Sales will record every contact within 1 business day.
    """

    kind: ClassVar[str] = "reporting"
    each: Each | None = attrs.field(default=None, converter=attrs.converters.optional(_each))
    from_: Trigger | None = attrs.field(default=None, converter=attrs.converters.optional(a_trigger))
    until: Trigger | None = attrs.field(default=None, converter=attrs.converters.optional(a_trigger))
    within: Segments[Window] | None = attrs.field(default=None, converter=attrs.converters.optional(windows))
    of: Trigger | None = attrs.field(default=None, converter=attrs.converters.optional(a_trigger))
    recorded_within: Segments[Window] | None = attrs.field(
        default=None, converter=attrs.converters.optional(windows)
    )

    @property
    def subject(self) -> str:
        return "period" if self.each is Each.PERIOD else "lead"

    # -- about leads ---------------------------------------------------------------------------------------------

    @property
    def overlapping(self) -> bool:
        return self.recorded_within is not None

    def starts(self) -> Trigger:
        if self.recorded_within is not None:
            return self.of or TOUCHED
        return self.from_ or NOTHING

    def settles(self) -> Trigger:
        return NOTHING if self.recorded_within is not None else self.until or UPDATED

    def voids(self) -> Trigger | None:
        # An activity has to be recorded, whatever became of its lead.
        return NOTHING if self.recorded_within is not None and self.void_on is None else self.void_on

    def window(self) -> Segments[Window] | None:
        return self.within if self.recorded_within is None else self.recorded_within

    def judge(self, fields: Mapping[str, str]) -> Judge:
        return Judge() if self.recorded_within is None else _Recorded()

    # -- about periods -------------------------------------------------------------------------------------------

    def observes(self, fields: Mapping[str, str]) -> tuple[Observed, ...]:
        return (Observed(self.until or STATUS_REPORTED, leads=False),)

    def spans(self, first: int, after: int, tz: ZoneInfo) -> Iterator[Span]:
        return calendar_spans(Period(self.per or "month"), first, after, tz)

    def weigh(self, slot: Slot, facts: Sequence[Fact]) -> Iterator[Weighed]:
        return (Weighed(fact, number) for number, fact in enumerate(facts, 1))

    def told(self, slot: Slot, facts: Sequence[Fact]) -> str:
        return f"{len(facts)} report{'' if len(facts) == 1 else 's'}" if facts else "no report"

    # -- as a document -------------------------------------------------------------------------------------------

    def activity(self) -> str:
        if self.recorded_within is not None:
            return f"record every {bare(self.starts().noun)}"
        if self.subject == "period":
            return (self.until or STATUS_REPORTED).deed
        return self.settles().deed

    def timeframe(self) -> str:
        if self.recorded_within is not None:
            return self.window_in_words("")
        if self.subject == "period":
            return f"in every {self.per}"
        return self.within_of(self.starts())

    def windows_named(self) -> Iterator[tuple[str, Window]]:
        for path, window in super().windows_named():
            own = self.recorded_within is not None and path.startswith("within")
            yield (f"recorded_{path}" if own else path), window

    def faults(self, scope: Scope) -> Iterator[Fault]:
        yield from super().faults(scope)
        for key in ("from_", "until", "of"):
            yield from scope.trigger(getattr(self, key) or NOTHING, key.removesuffix("_"))
        yield from scope.segments(self.within, "within")
        yield from scope.segments(self.recorded_within, "recorded_within")
        if self.each is None and self.recorded_within is None:
            write = "each: lead, each: period or recorded_within: 1 business day"
            yield Fault("missing-key", "it is not said what is reported", "", write=write)
        elif self.recorded_within is not None:
            yield from self._misplaced(_OF_RECORDING, "`recorded_within` judges every activity by itself")
        elif self.subject == "period":
            yield from self._misplaced(_OF_PERIOD, "`each: period` is about no lead")
            yield from self._period_faults()
        else:
            yield from self._misplaced(_OF_LEAD, "`each: lead` has a clock for a lead")
            for key, example in (("from_", "accepted"), ("within", "2 weeks")):
                if getattr(self, key) is None:
                    name = key.removesuffix("_")
                    yield Fault("missing-key", f"`each: lead` needs `{name}`", "", write=f"{name}: {example}")

    def _misplaced(self, known: tuple[str, ...], why: str) -> Iterator[Fault]:
        """Keys of one of the other shapes."""
        defaults = {field.name: field.default for field in attrs.fields(Reporting)}
        for name in _OWN:
            if name not in known and getattr(self, name) != defaults[name]:
                key = name.removesuffix("_")
                yield Fault("wrong-value", f"`{key}` has no meaning here", key, on_key=True, because=why)
        if self.recorded_within is not None and self.each is not None:
            what = "`each` has no meaning here"
            yield Fault("wrong-value", what, "each", on_key=True, because=why)

    def _period_faults(self) -> Iterator[Fault]:
        if self.per not in list(Period):
            what = "`each: period` does not say which" if self.per is None else f"`{self.per}` is no period"
            name = "missing-key" if self.per is None else "wrong-value"
            guess = nearest(self.per or "", Period) or "month"
            yield Fault(
                name,
                what,
                "" if self.per is None else "per",
                write=f"per: {guess}" if not self.per else guess,
            )
        for cause in (self.until or NOTHING).causes:
            if cause.event is None:
                what = "a report of a period is an event of the team, which enters and leaves no stage"
                yield Fault("wrong-value", what, "until", write="status_reported")


class _Recorded(Judge):
    """Done when the activity was recorded, which its event says."""

    refusal = "its event does not say when it was recorded (`recorded_at`)"
    by_itself = "recorded, as its event says"

    def begin(self, clock: RunningClock, lead: Lead, event: Any) -> bool:
        if event.recorded_at is None:
            return False
        clock.settles_at = max(instant(event.recorded_at), event.instant)
        return True

    def complete(self, clock: RunningClock, lead: Lead) -> bool:
        return clock.settles_at == clock.started
