"""`cadence`: a lead is worked through a schedule of steps.

"Call within 5 minutes; no contact: call, voicemail, email, LinkedIn; call again in the morning of day two; and then
weekly": each step is a clock of its own, in the lead's calendar and zone. A step missed does not shift or drop the
others: steps by day stand on their days, and only what comes `after` a step waits for it. The plan ends with what
`ends_on` names (the lead was reached, replied, was rejected), and is exhausted when it has been gone through without.

Marketing's nurture is a cadence as well: `settled_by: delivered`, and steps that come every week while the lead is in
its stage.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, ClassVar

import attrs

from leadsla.calendars import Calendar
from leadsla.clauses.base import Judge, LeadClause, a_trigger, actions
from leadsla.clauses.plan_days import Days
from leadsla.clauses.response_window import OUTBOUND_TOUCH
from leadsla.clauses.schedule import Schedule
from leadsla.clauses.scope import Scope
from leadsla.clauses.steps import Step
from leadsla.clauses.work import Work
from leadsla.consequences import Action
from leadsla.errors import Fault
from leadsla.events import Event
from leadsla.instants import LAST
from leadsla.lead import RunningClock
from leadsla.phrases import bare, listed, plain_name, sentence_case
from leadsla.triggers import Cause, Trigger
from leadsla.windows import Window

#: What ends a plan of touches where the clause does not say.
REACHED = Trigger((Cause("connected"), Cause("replied"), Cause("rejected"), Cause("disqualified")))


class DayBasis(StrEnum):
    """Which days a plan counts: those on which the calendar is open, or all."""

    BUSINESS = "business"
    CALENDAR = "calendar"


class CountBy(StrEnum):
    """What a target counts: each step, or each lead's plan as a whole."""

    STEPS = "steps"
    LEADS = "leads"


def _steps(value: Any) -> tuple[Step, ...]:
    return tuple(step if isinstance(step, Step) else Step(**step) for step in value)


@attrs.frozen(kw_only=True)
class Cadence(LeadClause):
    """A schedule of steps, each of them owed in its time.

    `from_` begins the plan, `steps` are its entries, `settled_by` names the events that count for them (by default
    touches that go out), `ends_on` what ends it, `on_exhausted` what follows when it has been gone through. `day_basis`
    says which days are counted: those on which the calendar is open (`business`), or all (`calendar`). A target counts
    steps, or whole plans where `count_by` is `leads`: a plan is met when none of its steps was breached.

    >>> clause = Cadence(
    ...     id="plan", owner="sales", from_="requested",
    ...     steps=[{"id": "call", "do": {"call": 1}, "within": "5 minutes"},
    ...            {"id": "again", "days": [2], "daypart": "morning", "do": {"call": "1-2"}}],
    ... )
    >>> print(clause.sentence())
    Sales will follow the plan from the request until the lead is reached, rejected or disqualified, or replies:
    at once: 1 call, within 5 minutes; on day 2 in the morning: 1 to 2 calls, by the end of the morning.
    """

    kind: ClassVar[str] = "cadence"
    occasions: ClassVar[tuple[str, ...]] = (*LeadClause.occasions, "exhausted")
    from_: Trigger = attrs.field(converter=a_trigger)
    steps: tuple[Step, ...] = attrs.field(converter=_steps)
    day_basis: DayBasis = attrs.field(default=DayBasis.BUSINESS, converter=DayBasis)
    settled_by: Trigger = attrs.field(default=OUTBOUND_TOUCH, converter=a_trigger)
    ends_on: Trigger | None = attrs.field(default=None, converter=attrs.converters.optional(a_trigger))
    count_by: CountBy = attrs.field(default=CountBy.STEPS, converter=CountBy)
    on_exhausted: tuple[Action, ...] = attrs.field(default=(), converter=actions)

    @property
    def planned(self) -> bool:
        return True

    @property
    def counts_plans(self) -> bool:
        return self.count_by is CountBy.LEADS

    def starts(self) -> Trigger:
        return self.from_

    def settles(self) -> Trigger:
        return self.settled_by

    def ends(self) -> Trigger:
        """What ends the plan, beside what voids it."""
        if self.ends_on is not None:
            return self.ends_on
        return REACHED if self.settled_by == OUTBOUND_TOUCH else Trigger()

    def window(self) -> None:
        """Each step has its own."""
        return

    def window_of(self, segment: int) -> Window | None:
        return self.steps[segment].within

    def schedule(self, fields: Mapping[str, str], after: int = LAST) -> Schedule:
        business = self.day_basis is DayBasis.BUSINESS
        return Schedule(self.steps, business, self.settled_by, self.ends(), fields, after)

    def work(self, calendar: Calendar, begun: dt.date) -> Work:
        days = Days(calendar, self.day_basis is DayBasis.BUSINESS)
        apart = days.business and not calendar.is_open_date(begun)
        first = calendar.next_open_date(begun) if apart else begun
        touches = Counter[str]()
        if self.settled_by == OUTBOUND_TOUCH:
            for step in self.steps:
                for channel, count in step.asked.items():
                    touches[channel] += count.least * days.times(first.toordinal(), step)
        return Work(dict(touches))

    def activity(self) -> str:
        return "follow the plan"

    def timeframe(self) -> str:
        ends = f" until the lead {self.ends().becomes}" if self.ends().causes else ""
        return f"from {self.from_.noun}{ends}"

    def details(self) -> str:
        each = self._each
        steps = (f"{step.opening}{step.condition}: {step.task_by(each)}{step.ending}" for step in self.steps)
        return f": {'; '.join(steps)}"

    def plan(self) -> Iterator[tuple[str, str, str, str]]:
        for step in self.steps:
            ending = step.ending.removeprefix(", ") or "the same day"
            parts = (plain_name(step.id), step.opening + step.condition, step.task_by(self._each), ending)
            name, when, what, by = map(sentence_case, parts)
            yield name, when, what, by

    @property
    def counted(self) -> str:
        return "leads" if self.counts_plans else "steps"

    @property
    def _each(self) -> str:
        """What counts for a step, where it is something else than a touch."""
        nouns = dict.fromkeys(bare(cause.noun) for cause in self.settled_by.causes)
        return "" if self.settled_by == OUTBOUND_TOUCH or not nouns else listed(nouns, "or")

    def faults(self, scope: Scope) -> Iterator[Fault]:
        yield from super().faults(scope)
        yield from scope.trigger(self.from_, "from")
        yield from scope.trigger(self.settled_by, "settled_by")
        if self.ends_on is not None:
            yield from scope.trigger(self.ends_on, "ends_on")
        yield from self._refused_keys()
        if not self.steps:
            yield Fault(
                "missing-key", "a plan without steps", "steps", write="[{id: first-call, do: {call: 1}}]"
            )
        yield from self._step_faults(scope)

    def _refused_keys(self) -> Iterator[Fault]:
        if self.pause_while is not None:
            yield Fault(
                "wrong-value",
                "a plan stands on days and parts of the day, which do not wait, so it cannot be paused",
                "pause_while",
                on_key=True,
                write="the condition in `when` of the steps that it concerns",
            )
        if self.count_from is not None:
            yield Fault(
                "wrong-value",
                "a plan begins when it starts, and never before",
                "count_from",
                on_key=True,
                write="from",
            )

    def _step_faults(self, scope: Scope) -> Iterator[Fault]:
        calendars = () if self.calendar_by is None else self.calendar_by.calendars.values()
        dayparts = scope.dayparts_of(self.calendar, *calendars)
        known: list[str] = []
        repeated = {step.id for step in self.steps if step.repeated}
        for number, step in enumerate(self.steps):
            path = f"steps[{number}]"
            for fault in step.faults(scope, known, dayparts):
                yield attrs.evolve(fault, path=f"{path}.{fault.path}")
            if step.id in known:
                yield Fault(
                    "duplicate-id",
                    f"two steps have the id `{step.id}`",
                    f"{path}.id",
                    because="a clock is known by its step",
                )
            # Silence that names no step counts from the one that stands before it.
            before = step.after if step.after or not step.silence or not known else known[-1]
            if before in repeated and not step.by_day:
                yield Fault(
                    "wrong-value",
                    f"`{before}` comes more than once, so nothing can come after it alone",
                    f"{path}.{'after' if step.after else 'silence'}",
                    write="days, and a condition",
                )
            known.append(step.id)

    def windows_named(self) -> Iterator[tuple[str, Window]]:
        yield from super().windows_named()
        for number, step in enumerate(self.steps):
            for key in ("within", "delay", "silence"):
                window = getattr(step, key)
                if window is not None:
                    yield f"steps[{number}].{key}", window

    def judge(self, fields: Mapping[str, str]) -> Judge:
        return _Telling(self.schedule(fields))


class _Telling(Judge):
    """Says what has been done of a step and what is lacking; progress is that of `Schedule`."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule

    def told(self, clock: RunningClock) -> str:
        did = ", ".join(f"{number} {channel}" for channel, number in clock.progress["did"].items())
        lacking = ", ".join(f"{number} {channel}" for channel, number in self.schedule.lacking(clock).items())
        return f"{did or 'nothing'} done" + (f"; lacking: {lacking}" if lacking else "")

    def passed_over(self, clock: RunningClock, event: Event) -> str:
        if event.data.get("direction") == "inbound":
            return "only what goes out to the lead counts for a step"
        return "a touch counts for the steps that are open, else for the one that was due last"
