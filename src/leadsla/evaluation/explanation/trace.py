"""Listening to the fold: what happened to the clocks of one clause, and why, as it stood at that instant.

A reason must be taken down when it decides (the values a criterion saw are gone an event later), so the
lead is folded once more, by the fold that judged it, with a `Recorder` listening in. What is recorded are
facts; the ledger and the sentences are made of them elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs

from leadsla.clauses import LeadClause, Repeat
from leadsla.criteria import Criterion
from leadsla.evaluation.clocks import due_after, reckoned
from leadsla.evaluation.compile import Program
from leadsla.evaluation.explanation.reasons import Tried, TriggerTests, tried_segments
from leadsla.evaluation.fold import Fold
from leadsla.evaluation.terms import CompiledClause
from leadsla.events import Event
from leadsla.lead import OPEN, Lead, RunningClock, RunningPlan

#: Why most events of a lead decide nothing for a clock.
NO_PART: Final = "it plays no part in this clause"


@attrs.define
class Pause:
    """Time in which a clock stood still (to None: still does), what its criterion saw, and the events."""

    start: int
    end: int | None = None
    saw: str = ""
    event: Event | None = None
    resumed_by: Event | None = None


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
    """An event that might have started a clock and did not."""

    event: Event
    why: str
    tried: tuple[Tried, ...] = ()


@attrs.frozen
class Skip:
    """A step of a plan that was not owed, and what its condition saw."""

    name: str
    at: int
    saw: str


class Recorder:
    """Listens to the clocks of one clause; the `Trace` of the fold."""

    def __init__(self, program: Program, compiled: CompiledClause, lead: Lead) -> None:
        self.program = program
        self.compiled = compiled
        self.clause: LeadClause = compiled.clause
        self.fields = program.declared
        self.lead = lead
        self.judge = self.clause.judge(self.fields)
        self.starts = TriggerTests(self.clause.starts(), program)
        self.settles = TriggerTests(self.clause.settles(), program)
        self.stories: list[Story] = []
        self.by_clock: dict[RunningClock, Story] = {}
        self.refusals: list[Refusal] = []
        self.skips: list[Skip] = []
        #: The events that began plans, by their instants.
        self.began: dict[int, Event] = {}
        self.events: list[Event] = []
        self._holds: list[Pause] = []
        self._refused: str | None = None
        self._touched: set[RunningClock] = set()
        for clock in lead.clocks:
            if clock.terms.index == compiled.index:
                self._take_over(clock)
        self._follow_holds(None)

    # -- the fold tells ------------------------------------------------------------------------

    def mark(
        self, clock: RunningClock, at: int, what: str, event: Event | None = None, number: int = 0
    ) -> None:
        """Something happened to a clock."""
        if clock.terms.index != self.compiled.index:
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
                    story.pauses[-1].end = at
                    story.pauses[-1].resumed_by = event
                if what == "done":
                    story.done_by = event
                elif what == "void":
                    story.voided_by = event
            case "warned":
                self.by_clock[clock].warned.append((at, number))

    def skipped(self, plan: RunningPlan, place: int, name: str, at: int) -> None:
        """A step that came and was not owed."""
        if plan.terms.index == self.compiled.index:
            saw = plan.terms.compiled.schedule.saw(plan, place, self.lead)
            self.skips.append(Skip(name, at, saw))

    def unstarted(self, clause: CompiledClause, lead: Lead, event: Event, why: str) -> None:
        """A start that started nothing."""
        if clause is not self.compiled:
            return
        tried = tried_segments(self.clause, self.fields, lead, event)
        criterion = self.clause.when
        if why.startswith("`when:") and criterion is not None:
            why = f"`when`: {criterion.trace(self.fields, lead, event)}"
        self._refuse(event, why, tried if why == "no segment holds" else ())

    def _refuse(self, event: Event, why: str, tried: tuple[Tried, ...] = ()) -> None:
        self._refused = why
        self.refusals.append(Refusal(event, why, tried))

    def _take_over(self, clock: RunningClock) -> None:
        """A clock from before the events that are kept: only how long it was paused is known, not when."""
        story = self.by_clock[clock] = Story(clock, known=False, told=self.judge.told(clock))
        self.stories.append(story)
        if clock.held:
            end = int(clock.terms.line.add(clock.started, clock.held))
            story.pauses.append(
                Pause(clock.started, end, "paused for so long in all, when is no longer known")
            )
        if clock.paused_at is not None:
            story.pauses.append(Pause(clock.paused_at, None, self._pause_saw()))

    def _started(self, clock: RunningClock, event: Event | None) -> None:
        story = self.by_clock[clock] = Story(clock, event=event)
        lead, clause, fields = self.lead, self.clause, self.fields
        if clock.plan is not None:
            story.told = self.judge.told(clock)
            story.when_saw = clock.plan.terms.compiled.schedule.saw(clock.plan, clock.progress["place"], lead)
            self.stories.append(story)
            return
        if clause.repeat is Repeat.RESTART and event is not None:
            for before in self.stories:
                before.restarted |= before.voided_by is event and before.clock.value == clock.value
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
            story.pauses.append(Pause(at, None, self._pause_saw(), event))

    def _pause_saw(self) -> str:
        criterion: Criterion | None = self.clause.pause_while
        return "" if criterion is None else criterion.trace(self.fields, self.lead, None)

    # -- pauses before the clock was started ---------------------------------------------------

    def _follow_holds(self, event: Event | None) -> None:
        """Keep up with when the pause held, for clauses that count from an earlier event."""
        for number, (start, end) in enumerate(self.lead.holds.get(self.clause.id, ())):
            if number == len(self._holds):
                self._holds.append(Pause(start or 0, None, self._pause_saw() if end is None else "", event))
            if end is not None and self._holds[number].end is None:
                self._holds[number].end = end
                self._holds[number].resumed_by = event

    def _hold_retroactively(self, story: Story) -> None:
        """The pauses that lay in the time that was counted after the fact."""
        clock = story.clock
        line, due, held = clock.terms.line, clock.base, 0
        for hold in self._holds:
            start = max(hold.start, clock.started)
            if start >= due:
                return
            if hold.end is None or start < hold.end:
                story.pauses.append(attrs.evolve(hold, start=start))
            if hold.end is not None and start < hold.end:
                held += line.between(start, hold.end)
                due = reckoned(due_after, clock, held, hold.end)

    # -- events --------------------------------------------------------------------------------

    def step(self, fold: Fold, event: Event) -> None:
        """Let an event happen, and note what it did and did not do."""
        lead = self.lead
        fold.advance(lead, event.instant)  # by itself, so that what is compared is the event's own doing
        self._touched.clear()
        self._refused = None
        watched = [
            (story, self.judge.told(story.clock)) for story in self.stories if story.clock.ended_at is None
        ]
        stage, merged, anomalies = lead.stage, lead.merged, len(lead.anomalies)
        self.events.append(event)
        fold.step(lead, event)
        for plan in lead.plans:
            if plan.origin == event.instant and self.starts.concerns(event):
                self.began[plan.origin] = event
        self._follow_holds(event)
        # The tests of the clause are asked once more; the lead is as the event left it.
        lead.moved = (stage, lead.stage) if lead.stage is not None and stage != lead.stage else None
        said = [why for _, _, why in lead.anomalies[anomalies:]]
        if not any(story.event is event for story in self.stories) and self._refused is None:
            self._note_no_start(event, merged, said)
        for story in self.stories:
            if story.event is event:
                story.told = self.judge.told(story.clock)
        for story, told in watched:
            self._note_watched(story, told, event)
        lead.moved = None

    def _note_no_start(self, event: Event, merged: bool, said: list[str]) -> None:
        """Why an event that could start a clock did not, where the fold had no cause to say."""
        if not self.starts.concerns(event):
            return
        prefix = f"no clock of `{self.clause.id}`: "
        never = [why.removeprefix(prefix) for why in said if why.startswith(prefix)]
        if merged:
            self._refuse(event, "the lead was merged into another before")
        elif never:
            self._refuse(event, never[0])
        elif not self.starts.hold(self.lead, event):
            refused_moves = [why for why in said if why.startswith("no move for")]
            if self.starts.names(event):
                self._refuse(event, self.starts.why_not(self.lead, event))
            elif refused_moves:
                self._refuse(event, f"it moved nothing: {refused_moves[0]}")
        else:
            self._refuse(event, "it only confirms the stage in which the lead is")

    def _note_watched(self, story: Story, told: str, event: Event) -> None:
        clock = story.clock
        if clock in self._touched:
            return
        if self.judge.told(clock) != told:
            story.progress.append((event, self.judge.told(clock)))
        else:
            story.passed_over.append((event, self._why_passed_over(clock, event)))

    def _why_passed_over(self, clock: RunningClock, event: Event) -> str:
        value_of = self.compiled.value_of
        if self.settles.concerns(event):
            if not self.settles.hold(self.lead, event):
                return self.settles.why_not(self.lead, event)
            if value_of is not None and value_of(self.lead, event) != clock.value:
                return f"it is about {value_of(self.lead, event)}, not about {clock.value}"
            return self.judge.passed_over(clock, event)
        if self._refused is not None:
            return self._refused
        pause = self.compiled.pause
        if pause is not None and clock.outcome != OPEN and pause(self.lead, None):
            return "an overdue clock cannot pause"
        return NO_PART


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
    fold = Fold(program, automatic=automatic, trace=recorder)
    for event in events:
        recorder.step(fold, event)
    fold.advance(begun, at)
    return recorder
