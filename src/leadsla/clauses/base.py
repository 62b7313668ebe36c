"""What every clause is, and what a kind adds.

One kind is one file that says everything about it: its tag, its keys (they are the schema), what starts and settles
its clock, its sentence for the signed document. The engine starts the clock, pauses it, voids it, breaches it at its
due and hands out consequences; a kind cannot get a boundary wrong, because it never sees one.

A kind says what settles its clock in one of three ways, from simple to general:

* `settles()` gives a trigger, and the first event it lets through settles the clock (a response window);
* `judge()` gives a `Judge` of its own, which counts over events until enough has been done (a number of touches);
* `inverse = True` turns the clock round: done before its due it is breached, and at its due it is met.

A kind with more than one clock gives a `schedule()`: a start begins a plan, and its steps are clocks as they open.

Clauses about a period and not a lead derive from `PeriodClause` (`clauses/period.py`); they share what `Clause` has:
identity, wording, target, warnings and consequences.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from leadsla.clauses.scope import Scope
from leadsla.clauses.work import Work
from leadsla.consequences import Action
from leadsla.criteria import Criterion
from leadsla.errors import Fault
from leadsla.instants import LAST
from leadsla.periods import Share, Target, warning
from leadsla.phrases import phrase_of, plain_name, sentence_case
from leadsla.segments import Segments
from leadsla.triggers import NOTHING, Trigger
from leadsla.windows import Window

if TYPE_CHECKING:
    from leadsla.calendars import Calendar
    from leadsla.clauses.schedule import Schedule
    from leadsla.events import Event
    from leadsla.lead import Lead, RunningClock


class Repeat(StrEnum):
    """What a further start does: nothing in the same pass, a new cycle once the last is settled, or start afresh."""

    ONCE = "once"
    EACH = "each"
    RESTART = "restart"


#: What happens to a clock on which consequences may follow.
OCCASIONS: Final = ("start", "warning", "met", "breach")

# What people write, as the values that clauses hold: the converters of the keys.


def a_trigger(value: Any) -> Trigger:
    """A trigger."""
    return Trigger.of(value)


def a_trigger_or_none(value: Any) -> Trigger | None:
    """A trigger; None where nothing is said; an empty list is no event at all."""
    return (
        value
        if value is None
        else NOTHING
        if isinstance(value, list | tuple) and not value
        else Trigger.of(value)
    )


def a_criterion(value: Criterion | str) -> Criterion:
    """A criterion."""
    return Criterion.of(value)


def a_window(value: Window | str) -> Window:
    """A window, the same for all leads."""
    return Window.of(value)


def windows(value: Any) -> Segments[Window]:
    """A window, or windows by segment."""
    return Segments.of(value, Window.of)


def a_target(value: Target | str) -> Target:
    """A target."""
    return Target.of(value)


def actions(value: Any) -> tuple[Action, ...]:
    """One action or a list of them."""
    return tuple(Action.of(action) for action in _several(value))


def warnings(value: Any) -> tuple[Share | Window, ...]:
    """One share or window, or a list of them."""
    return tuple(warning(item) for item in _several(value))


def _several(value: Any) -> Iterable[Any]:
    return () if value is None else value if isinstance(value, list | tuple) else (value,)


def _calendar_by(value: Any) -> CalendarBy:
    return CalendarBy.of(value)


def a_repeat(value: Repeat | str) -> Repeat:
    """What a further start does."""
    return Repeat(value)


@attrs.frozen
class CalendarBy:
    """Which calendar counts for a lead: by a field's value, or the clause's own hours in the lead's own zone.

    `{field: region, calendars: {emea: london, us: office}}`, or `{zone: time_zone}` where the field `time_zone` of
    the lead holds an IANA name. A lead without a usable value falls back on the clause's calendar.

    `field` is the field of the lead, and `calendars` the name of a calendar for each of its values. `zone` is the field
    that holds the lead's own time zone.
    """

    field: str | None = None
    calendars: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    zone: str | None = None

    @classmethod
    def of(cls, value: Any) -> CalendarBy:
        """From a mapping, or as it is."""
        return value if isinstance(value, CalendarBy) else cls(**value)


class Judge:
    """How the clocks of one clause are settled; this one: by the first event that the trigger lets through.

    A kind that counts overrides `settled` (and `begin`, `complete`) and keeps what it has counted in
    `clock.progress`, as plain values that JSON can carry.
    """

    #: Why `begin` refuses, in words.
    refusal: ClassVar[str] = "no segment holds"
    #: What to say of a clock that is done at an instant known before (`clock.settles_at`), in words.
    by_itself: ClassVar[str] = "done, as was known before"

    def begin(self, clock: RunningClock, lead: Lead, event: Event) -> bool:
        """The clock is about to start; False when the clause does not apply to this lead after all."""
        return True

    def complete(self, clock: RunningClock, lead: Lead) -> bool:
        """Whether what is owed is there already when the clock starts."""
        return False

    def settled(self, clock: RunningClock, lead: Lead, event: Event) -> bool:
        """Whether this event, which the trigger of `settles` lets through, completes what is owed."""
        return True

    def carry(self, clock: RunningClock, lead: Lead, event: Event) -> bool:
        """A clock of an earlier version of the clause goes on as one of this; False when this is not for the lead.

        What has been counted stands in `clock.progress`, and goes on counting.
        """
        return True

    def enough(self, clock: RunningClock, lead: Lead) -> bool:
        """Whether what such a clock has carried along is all that is owed now."""
        return False

    def lacking(self, clock: RunningClock) -> Mapping[str, int]:
        """How many touches are still owed, by channel; none where touches are not counted."""
        return {}

    def counts_from(self, clock: RunningClock) -> int | None:
        """The instant from which a further touch counts; None where touches need not be apart."""
        return None

    def told(self, clock: RunningClock) -> str:
        """What has been done and what is lacking, in words; empty where a single event decides."""
        return ""

    def passed_over(self, clock: RunningClock, event: Event) -> str:
        """Why an event that the trigger lets through changed nothing, in words."""
        return "it does not complete what is owed"


@attrs.frozen(kw_only=True)
class Clause:
    """One promise in the agreement: what all kinds share, whatever their subject.

    `id` is the short name by which events, reports and consequences know it, `title` what people call it. The `owner`
    is the party that promises, or `both`. `target` is the share of clocks promised to be met in a period, `on_missed`
    what follows when it is not. `warn_at` are shares of the time between start and due, or windows before the due; what
    is in `on_start`, `on_warning`, `on_met` and `on_breach` follows a clock's start, a warning, being met or breached.
    `calendar` names the hours by which business time is counted. Clauses with the same `line` are one line of the
    signed document: a promise that is aimed at, and one that must not be broken.
    """

    kind: ClassVar[str] = ""
    #: On what actions may follow, beside a missed target: each has a key `on_...`.
    occasions: ClassVar[tuple[str, ...]] = OCCASIONS
    #: True for what a team is to reach, and not what it is to do: the signed document has it among the goals.
    outcome: ClassVar[bool] = False
    id: str = attrs.field(metadata={"schema": {"type": "string", "pattern": r"\S"}})
    owner: str
    title: str = ""
    line: str = ""
    calendar: str | None = None
    target: Target | None = attrs.field(default=None, converter=attrs.converters.optional(a_target))
    warn_at: tuple[Share | Window, ...] = attrs.field(default=(), converter=warnings)
    on_start: tuple[Action, ...] = attrs.field(default=(), converter=actions)
    on_warning: tuple[Action, ...] = attrs.field(default=(), converter=actions)
    on_met: tuple[Action, ...] = attrs.field(default=(), converter=actions)
    on_breach: tuple[Action, ...] = attrs.field(default=(), converter=actions)
    on_missed: tuple[Action, ...] = attrs.field(default=(), converter=actions)

    @property
    def subject(self) -> str:
        """What a clock of the clause is about: `lead` or `period`."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        """What people call the clause: its title, else its id in words."""
        return self.title or self.id.replace("-", " ").replace("_", " ").capitalize()

    def activity(self) -> str:
        """What the owner is to do, as after "will": `contact the lead`."""
        raise NotImplementedError

    def timeframe(self) -> str:
        """By when, or how often: `within 1 hour of assignment`; empty where there is nothing to say."""
        return ""

    def details(self) -> str:
        """What else belongs to the promise, as it follows the timeframe: `, at least 4 hours apart`."""
        return ""

    def promise(self) -> str:
        """What the owner is to do and by when, as after "will": `contact the lead within 1 hour of assignment`."""
        return " ".join(filter(None, (self.activity(), self.timeframe()))) + self.details()

    def plan(self) -> Iterator[tuple[str, str, str, str]]:
        """The steps of the promise, where it has any: its name, when, what is to be done, and by when."""
        return iter(())

    @property
    def counts_plans(self) -> bool:
        """Whether a target counts a plan as one, and not its steps."""
        return False

    def sentence(self) -> str:
        """The promise as a sentence of the signed document."""
        who = "Marketing and sales" if self.owner == "both" else sentence_case(plain_name(self.owner))
        how_often = f", in {self.aim()}" if self.target else ""
        return f"{who} will {self.promise()}{self.for_whom()}{how_often}."

    def aim(self) -> str:
        """The target in words: `at least 80% of cases per month`; empty where there is none."""
        if self.target is None:
            return ""
        least = "" if self.target.share.value == 1 else "at least "
        return f"{least}{self.target.share} of {self.counted} per {self.target.period.value}"

    @property
    def counted(self) -> str:
        """What a target counts, in words."""
        return "cases"

    def for_whom(self) -> str:
        """To which leads the promise applies, and when its clock stands still, as the end of the sentence."""
        return ""

    def actions_on(self, occasion: str) -> tuple[Action, ...]:
        """What follows a start, warning, met, breach or missed target."""
        found: tuple[Action, ...] = getattr(self, f"on_{occasion}")
        return found

    def resolved(self, read: Callable[[str], Any]) -> Clause:
        """The clause with what it refers to read: `read` gives what a reference such as `quotas.yaml#marketing` names.

        Raises `EntryError`, with the key, for a reference to nothing or to what the clause cannot use.
        """
        return self

    def windows_named(self) -> Iterator[tuple[str, Window]]:
        """Every window of the clause, with its path."""
        for number, item in enumerate(self.warn_at):
            if isinstance(item, Window):
                yield f"warn_at[{number}]", item
        for occasion in (*self.occasions, "missed"):
            for number, action in enumerate(self.actions_on(occasion)):
                for key, window in (("after", action.after), ("within", action.within)):
                    if window is not None:
                        yield f"on_{occasion}[{number}].{key}", window

    def faults(self, scope: Scope) -> Iterator[Fault]:
        """What is wrong with the clause beside the rest of the agreement; paths are relative to the clause."""
        yield from scope.owner(self.owner, "owner")
        yield from scope.actions(self.on_missed, "on_missed", ladder=False)
        yield from self._settled_by_the_team()
        if self.on_missed and self.target is None:
            yield Fault(
                "missing-key",
                "`on_missed` says what follows a missed target, and there is no target",
                "on_missed",
                on_key=True,
                write="target: 80% per month",
            )
        for occasion in self.occasions:
            ladder = occasion == "breach" and self.subject == "lead"
            yield from scope.actions(self.actions_on(occasion), f"on_{occasion}", ladder=ladder)
        for number, item in enumerate(self.warn_at):
            if isinstance(item, Window) and item.closing:
                yield Fault(
                    "wrong-value",
                    f"`{item}` is no time before a due",
                    f"warn_at[{number}]",
                    write="30 minutes",
                )
        yield from self._calendar_faults(scope)

    @property
    def occasions_of_periods(self) -> tuple[str, ...]:
        """On what actions may follow that have a period as their subject, and no lead."""
        return ("missed",) if self.subject == "lead" else (*self.occasions, "missed")

    def _settled_by_the_team(self) -> Iterator[Fault]:
        """What is owed for a period is done by the team, which has no stage."""
        for occasion in self.occasions_of_periods:
            for number, action in enumerate(self.actions_on(occasion)):
                if action.done_by is not None and any(cause.event is None for cause in action.done_by.causes):
                    yield Fault(
                        "wrong-value",
                        "what is owed for a period is done by an event of the team, which has no stage to move to",
                        f"on_{occasion}[{number}].done_by",
                        write="done_by: EVENT",
                    )

    def _calendar_faults(self, scope: Scope) -> Iterator[Fault]:
        yield from scope.calendar(self.calendar, "calendar")
        if self.calendar is None and not scope.default_calendar:
            for path, window in self.windows_named():
                if window.business:
                    yield Fault(
                        "missing-key",
                        f"`{window}` counts business time, and neither the clause nor the agreement names a calendar",
                        path,
                        write="calendar: NAME, at the top of the agreement or in the clause",
                    )


@attrs.frozen(kw_only=True)
class LeadClause(Clause):
    """A promise on each lead: a clock that starts, may pause, and is settled or breached.

    `when` decides at the start whether the clause applies. While `pause_while` holds, no time counts. `void_on` cancels
    the clock; where it is not given, the lead's being recycled, disqualified, won or lost does. `repeat` says what a
    further start does: nothing in the same pass (`once`), a new cycle after the last (`each`), or start afresh
    (`restart`). `count_from` names an earlier event to count from. `per` (`event.content`) gives one clock for each
    value. `calendar_by` lets a field of the lead decide which calendar counts.
    """

    #: True for a clock that is breached when it is done before its due, and met at its due.
    inverse: ClassVar[bool] = False
    #: True for what is owed because something followed, and is no promise of the agreement by itself.
    duty: ClassVar[bool] = False
    #: Whether it promises that the lead goes on, so that a lead on which it is broken is stalled.
    progress: ClassVar[bool] = False
    #: Whether it promises that somebody turns to the lead in time, which is broken where leads queue for too long.
    prompt: ClassVar[bool] = False

    when: Criterion | None = attrs.field(default=None, converter=attrs.converters.optional(a_criterion))
    calendar_by: CalendarBy | None = attrs.field(
        default=None, converter=attrs.converters.optional(_calendar_by)
    )
    pause_while: Criterion | None = attrs.field(
        default=None, converter=attrs.converters.optional(a_criterion)
    )
    void_on: Trigger | None = attrs.field(
        default=None, converter=a_trigger_or_none, metadata={"may_be_empty": True}
    )
    repeat: Repeat = attrs.field(default=Repeat.ONCE, converter=a_repeat)
    count_from: str | None = None
    per: str | None = None

    @property
    def subject(self) -> str:
        return "lead"

    @property
    def personal(self) -> bool:
        """Whether its clocks belong to whom the lead is assigned to."""
        return True

    def starts(self) -> Trigger:
        """What starts the clock."""
        raise NotImplementedError

    def settles(self) -> Trigger:
        """The events that can settle the clock."""
        raise NotImplementedError

    @property
    def planned(self) -> bool:
        """Whether a start begins a plan with steps, and no single clock."""
        return False

    @property
    def overlapping(self) -> bool:
        """Whether every start has a clock of its own, also while others run; `repeat` has no meaning then."""
        return False

    def work(self, calendar: Calendar, begun: dt.date) -> Work:
        """The least work that it asks for on a lead which never answers; a plan is one that begins on that date."""
        return Work()

    def voids(self) -> Trigger | None:
        """What cancels the clock; None for the lead's being gone."""
        return self.void_on

    def window(self) -> Segments[Window] | None:
        """How long there is; None for what is due at once."""
        raise NotImplementedError

    def window_of(self, segment: int) -> Window | None:
        """The window of a segment (for a plan: of a step); None for what is due at once."""
        windows = self.window()
        return None if windows is None else windows.cases[segment].is_

    def judge(self, fields: Mapping[str, str]) -> Judge:
        """How the clock is settled, bound to the agreement's fields."""
        return Judge()

    def for_whom(self) -> str:
        found = f", where {self.when.spoken()}" if self.when is not None else ""
        if self.per is not None and self.subject == "lead":
            found += f", for each {plain_name(self.per.removeprefix('event.'))}"
        if self.count_from is not None:
            found += f", counted from {phrase_of(self.count_from).noun}"
        if self.pause_while is not None:
            found += f", not counting the time while {self.pause_while.spoken()}"
        return found

    def schedule(self, fields: Mapping[str, str], after: int = LAST) -> Schedule | None:
        """The steps of a plan, bound to the agreement's fields; None where a start starts a single clock.

        From the instant `after` on, the end of the term, no step opens.
        """
        return None

    def within_of(self, event: Trigger) -> str:
        """The window as a timeframe: `within 1 hour of assignment`, with what holds for whom."""
        return self.window_in_words(f" of {event.noun}")

    def window_in_words(self, since: str, before: str = "within") -> str:
        """The windows by segment, the first with what they are counted from."""
        said: list[str] = []
        for case in self.window() or ():
            link = "otherwise " if said else ""
            if_ = f" if {case.when.spoken()}" if case.when is not None else ""
            said.append(f"{link}{before} {case.is_}{'' if said else since}{if_}")
        return ", ".join(said)

    def windows_named(self) -> Iterator[tuple[str, Window]]:
        for number, case in enumerate(self.window() or ()):
            yield ("within" if len(self.window() or ()) == 1 else f"within[{number}].is"), case.is_
        yield from super().windows_named()

    def faults(self, scope: Scope) -> Iterator[Fault]:
        yield from super().faults(scope)
        yield from scope.criterion(self.when, "when")
        yield from scope.criterion(self.pause_while, "pause_while", event_allowed=False, time_allowed=False)
        yield from scope.trigger(self.void_on or NOTHING, "void_on")
        if self.subject == "lead":
            yield from scope.value_of(self.per, "per")
        if self.calendar_by is not None:
            yield from scope.calendar_by(self.calendar_by, "calendar_by")
