"""Listening to the fold: what happened to the clocks of one clause, and why, as it stood at that instant.

A reason must be taken down when it decides (the values a criterion saw are gone an event later), so the
lead is folded once more, by the fold that judged it, with a `Recorder` listening in. What is recorded are
facts; the ledger and the sentences are made of them elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import attrs

from leadsla.clauses import LeadClause, Repeat
from leadsla.criteria import Criterion
from leadsla.evaluation.clocks import due_after, reckoned
from leadsla.evaluation.compile import Program
from leadsla.evaluation.explanation import reasons
from leadsla.evaluation.explanation.reasons import (
    Happened,
    Tried,
    TriggerTests,
    happen,
    no_start,
    tried_segments,
)
from leadsla.evaluation.succession import Folding, folding
from leadsla.evaluation.terms import CompiledClause
from leadsla.events import Event
from leadsla.lead import OPEN, Lead, RunningClock, RunningPlan
from leadsla.triggers import Trigger

#: Why most events of a lead decide nothing for a clock.
NO_PART: Final = "it plays no part in this clause"


@attrs.define
class Pause:
    """Time in which a clock stood still (to None: still does), what its criterion saw, and the events.

    `due` is when the clock was due once it ran again.
    """

    start: int
    end: int | None = None
    saw: str = ""
    event: Event | None = None
    resumed_by: Event | None = None
    due: int | None = None


@attrs.frozen
class Rescored:
    """A clock that went on under the terms of another version: from when on, its dues, and what was promised before.

    `base` is the due as if never paused; `tried` are the segments that had been tried for the terms `before`.
    """

    at: int
    version: str
    due_before: int
    due: int
    base_before: int
    base: int
    before: Any
    tried: tuple[Tried, ...]


@attrs.define
class Story:
    """All that was heard of one clock. `known` is False where it started before the events that are kept."""

    clock: RunningClock
    known: bool = True
    #: The event that started it, and the earlier one that it counts from.
    event: Event | None = None
    counted_from: Event | None = None
    #: What `when` saw, which segments were tried, and how the calendar was chosen.
    when_saw: str = ""
    tried: tuple[Tried, ...] = ()
    field_saw: str = ""
    pauses: list[Pause] = attrs.field(factory=list)
    rescored: list[Rescored] = attrs.field(factory=list)
    warned: list[tuple[int, int]] = attrs.field(factory=list)
    done_by: Event | None = None
    voided_by: Event | None = None
    restarted: bool = False
    #: What had been done when it started, and after each event that changed it.
    told: str = ""
    progress: list[tuple[Event, str]] = attrs.field(factory=list)
    #: Events while it was owed that decided nothing, each with why.
    passed_over: list[tuple[Event, str]] = attrs.field(factory=list)


@attrs.frozen
class Refusal:
    """An event that might have started a clock and did not: why, and the same without the values of the lead."""

    event: Event
    why: str
    tried: tuple[Tried, ...] = ()
    reason: str = ""


@attrs.frozen
class Skip:
    """A step of a plan that was not owed, and what its condition saw."""

    name: str
    at: int
    saw: str


class Recorder:
    """Listens to the clocks of one clause, in all its versions; the `Trace` of the fold.

    `compiled` is the clause in the version by which it is spoken of.
    """

    def __init__(self, program: Program, compiled: CompiledClause, lead: Lead) -> None:
        self.program = program
        self.compiled = compiled
        self.key = compiled.key
        self.clause: LeadClause = compiled.clause
        self.lead = lead
        self.stories: list[Story] = []
        self.by_clock: dict[RunningClock, Story] = {}
        self.refusals: list[Refusal] = []
        self.skips: list[Skip] = []
        #: The events that began plans, by their instants.
        self.began: dict[int, Event] = {}
        self.events: list[Event] = []
        self._holds: dict[str, list[Pause]] = {}
        self._refused: str | None = None
        self._touched: set[RunningClock] = set()
        self._tests: dict[tuple[int, int, str], TriggerTests] = {}
        for clock in lead.clocks:
            if clock.terms.compiled.key == self.key:
                self._take_over(clock)
        self._follow_holds(None)

    @property
    def current(self) -> CompiledClause | None:
        """The clause in the version in force for the lead; None where that version has it not."""
        if self.clause.duty:
            return self.compiled
        return self.program.editions[self.lead.edition].by_key.get(self.key)

    def starts(self, compiled: CompiledClause) -> TriggerTests:
        """The tests of what starts a clock."""
        return self._asked(compiled, "starts", compiled.clause.starts())

    def settles(self, compiled: CompiledClause) -> TriggerTests:
        """The tests of what settles one."""
        return self._asked(compiled, "settles", compiled.clause.settles())

    def _asked(self, compiled: CompiledClause, role: str, trigger: Trigger) -> TriggerTests:
        """Tests by the fields of the clause's version and the lifecycle of the version in force."""
        known = (compiled.index, self.lead.edition, role)
        if known not in self._tests:
            lifecycle = self.program.editions[self.lead.edition].agreement.lifecycle
            self._tests[known] = TriggerTests(trigger, compiled.declared, lifecycle)
        return self._tests[known]

    # -- the fold tells ------------------------------------------------------------------------

    def mark(
        self, clock: RunningClock, at: int, what: str, event: Event | None = None, number: int = 0
    ) -> None:
        """Something happened to a clock."""
        if clock.terms.compiled.key != self.key:
            return
        if what != "warned":
            self._touched.add(clock)
        match what:
            case "started":
                self._started(clock, event)
            case "paused":
                self._paused(self.by_clock[clock], at, event)
            case "resumed" | "done" | "void":
                story = self.by_clock[clock]
                if story.pauses and story.pauses[-1].end is None:
                    last = story.pauses[-1]
                    last.end, last.resumed_by, last.due = at, event, clock.due
                if what == "done":
                    story.done_by = event
                elif what == "void":
                    story.voided_by = event
            case "warned":
                self.by_clock[clock].warned.append((at, number))

    def skipped(self, plan: RunningPlan, place: int, name: str, at: int) -> None:
        """A step that came and was not owed."""
        if plan.terms.compiled.key == self.key:
            saw = plan.terms.compiled.schedule.saw(plan, place, self.lead)
            self.skips.append(Skip(name, at, saw))

    def rescored(self, clock: RunningClock, at: int, due: int, base: int, event: Event) -> None:
        """A clock goes on under the terms of another version."""
        if clock.terms.compiled.key == self.key:
            self._touched.add(clock)
            story, compiled, before = self.by_clock[clock], clock.terms.compiled, clock.former[-1][1]
            story.rescored.append(
                Rescored(at, compiled.version, due, clock.due, base, clock.base, before, story.tried)
            )
            when = compiled.clause.when
            story.when_saw = "" if when is None else when.trace(compiled.declared, self.lead, event)
            story.tried = tried_segments(compiled.clause, compiled.declared, self.lead, event)

    def unstarted(self, clause: CompiledClause, lead: Lead, event: Event, why: str) -> None:
        """A start that started nothing."""
        if clause.key != self.key:
            return
        tried = tried_segments(clause.clause, clause.declared, lead, event)
        criterion, reason = clause.clause.when, why
        if why.startswith("`when:") and criterion is not None:
            why = f"`when`: {criterion.trace(clause.declared, lead, event)}"
        self._refuse(event, why, tried if why == "no segment holds" else (), reason=reason)

    def _refuse(self, event: Event, why: str, tried: tuple[Tried, ...] = (), *, reason: str) -> None:
        self._refused = why
        self.refusals.append(Refusal(event, why, tried, reason))

    def _take_over(self, clock: RunningClock) -> None:
        """A clock from before the events that are kept: only how long it was paused is known, not when."""
        story = self.by_clock[clock] = Story(clock, known=False, told=told(clock))
        self.stories.append(story)
        if clock.held:
            end = int(clock.terms.line.add(clock.started, clock.held))
            saw = "paused for so long in all, when is no longer known"
            story.pauses.append(Pause(clock.started, end, saw, due=clock.due))
        if clock.paused_at is not None:
            story.pauses.append(Pause(clock.paused_at, None, self._pause_saw(clock.terms.compiled)))

    def _started(self, clock: RunningClock, event: Event | None) -> None:
        story = self.by_clock[clock] = Story(clock, event=event)
        compiled = clock.terms.compiled
        lead, clause, fields = self.lead, compiled.clause, compiled.declared
        if clause.repeat is Repeat.RESTART and event is not None:
            for before in self.stories:
                before.restarted |= before.voided_by is event and before.clock.value == clock.value
        if clock.plan is not None:
            story.told = told(clock)
            story.when_saw = clock.plan.terms.compiled.schedule.saw(clock.plan, clock.progress["place"], lead)
            self.stories.append(story)
            return
        self.stories.append(story)
        if clause.when is not None:
            story.when_saw = clause.when.trace(fields, lead, event)
        story.tried = tried_segments(clause, fields, lead, event)
        if clause.calendar_by is not None:
            name = clause.calendar_by.field or clause.calendar_by.zone or ""
            value = lead.fields.get(name)
            story.field_saw = f"`{name}` is missing" if value is None else f'`{name}` is "{value}"'
        if clock.started < clock.origin:
            known = [e for e in self.events if e.instant == clock.started]
            named = [e for e in known if e.name == clause.count_from]
            story.counted_from = next(iter(reversed(named or known)), None)
            self._follow_holds(event)
            self._hold_retroactively(story)

    def _paused(self, story: Story, at: int, event: Event | None) -> None:
        if not (story.pauses and story.pauses[-1].end is None):
            story.pauses.append(Pause(at, None, self._pause_saw(story.clock.terms.compiled), event))

    def _pause_saw(self, compiled: CompiledClause) -> str:
        criterion: Criterion | None = compiled.clause.pause_while
        return "" if criterion is None else criterion.trace(compiled.declared, self.lead, None)

    # -- pauses before the clock was started ---------------------------------------------------

    def _follow_holds(self, event: Event | None) -> None:
        """Keep up with when the pause held, for clauses that count from an earlier event."""
        for compiled in self.program.holding:
            if compiled.key != self.key:
                continue
            holds = self._holds.setdefault(compiled.held_as, [])
            for number, (start, end) in enumerate(self.lead.holds.get(compiled.held_as, ())):
                if number == len(holds):
                    saw = self._pause_saw(compiled) if end is None else ""
                    holds.append(Pause(start or 0, None, saw, event))
                if end is not None and holds[number].end is None:
                    holds[number].end = end
                    holds[number].resumed_by = event

    def _hold_retroactively(self, story: Story) -> None:
        """The pauses that lay in the time that was counted after the fact."""
        clock = story.clock
        line, due, held = clock.terms.line, clock.base, 0
        for hold in self._holds.get(clock.terms.compiled.held_as, ()):
            start = max(hold.start, clock.started)
            if start >= due:
                return
            if hold.end is None:
                story.pauses.append(attrs.evolve(hold, start=start))
            elif start < hold.end:
                held += line.between(start, hold.end)
                due = reckoned(due_after, clock, held, hold.end)
                story.pauses.append(attrs.evolve(hold, start=start, due=due))

    # -- events --------------------------------------------------------------------------------

    def step(self, fold: Folding, event: Event) -> None:
        """Let an event happen, and note what it did and did not do."""
        lead = self.lead
        fold.advance(lead, event.instant)  # by itself, so that what is compared is the event's own doing
        self._touched.clear()
        self._refused = None
        watched = [(story, told(story.clock)) for story in self.stories if story.clock.ended_at is None]
        self.events.append(event)
        outcome = happen(fold, lead, event)
        for plan in lead.plans:
            if plan.origin == event.instant and self.starts(plan.terms.compiled).concerns(event):
                self.began[plan.origin] = event
        self._follow_holds(event)
        # The tests of the clause are asked once more; the lead is as the event left it.
        if not any(story.event is event for story in self.stories) and self._refused is None:
            self._note_no_start(event, outcome)
        for story in self.stories:
            if story.event is event:
                story.told = told(story.clock)
        for story, before in watched:
            self._note_watched(story, before, event)
        lead.moved = None

    def _note_no_start(self, event: Event, outcome: Happened) -> None:
        """Why an event that could start a clock did not, where the fold had no cause to say."""
        compiled = self.current
        if compiled is None or not self.starts(compiled).concerns(event):
            return
        starts = self.starts(compiled)
        reason = no_start(starts, self.clause.id, self.lead, event, outcome)
        match reason:
            case None:
                return
            case reasons.NOT_MEANT:
                why = starts.why_not(self.lead, event)
            case reasons.NO_DUE:
                why = outcome.without_due(self.clause.id)[0]
            case reasons.NO_MOVE:
                why = f"it moved nothing: {outcome.refused_moves[0]}"
            case _:
                why = reason
        self._refuse(event, why, reason=reason)

    def _note_watched(self, story: Story, before: str, event: Event) -> None:
        clock = story.clock
        if clock in self._touched:
            return
        if told(clock) != before:
            story.progress.append((event, told(clock)))
        else:
            story.passed_over.append((event, self._why_passed_over(clock, event)))

    def _why_passed_over(self, clock: RunningClock, event: Event) -> str:
        compiled = clock.terms.compiled
        value_of, settles = compiled.value_of, self.settles(compiled)
        if settles.concerns(event):
            if not settles.hold(self.lead, event):
                return settles.why_not(self.lead, event)
            if value_of is not None and value_of(self.lead, event) != clock.value:
                return f"it is about {value_of(self.lead, event)}, not about {clock.value}"
            return str(compiled.judge.passed_over(clock, event))
        if self._refused is not None:
            return self._refused
        pause = compiled.pause
        if pause is not None and clock.outcome != OPEN and pause(self.lead, None):
            return "an overdue clock cannot pause"
        return NO_PART


def told(clock: RunningClock) -> str:
    """What has been done of a clock and what is lacking, in words."""
    return str(clock.terms.compiled.judge.told(clock))


def record(
    program: Program,
    compiled: CompiledClause,
    begun: Lead,
    events: Iterable[Event],
    at: int,
    *,
    automatic: bool = True,
) -> Recorder:
    """Fold a lead from its state before `events` to `at`, and tell what happened to one clause."""
    recorder = Recorder(program, compiled, begun)
    fold = folding(program, automatic=automatic, trace=recorder)
    for event in events:
        recorder.step(fold, event)
    fold.advance(begun, at)
    return recorder
