"""The fold: what an event, or the passing of time, does to a lead.

Theory of operation. There is one state (`Lead`), and two things happen to it.

*An event* at T (`Fold.step`). First everything that was due before T happens. Then, in this order: the event's data
sets the lead's fields and its move changes the stage; clocks are settled, or else voided; clocks are paused or resumed;
clocks are started. So an event never settles a clock that it started, and what is done exactly at its due is met.

*Time* passing to a limit (`Fold.advance`). A timer at T acts after all events at T, so only timers strictly before the
limit act. Those of one instant act in phases: warnings, then what is due in the agreement's order, then rungs of
ladders, then one recycle.

Live use, replay, explanation and simulation all call these two functions, so they cannot disagree. The state holds no
rules and the rules hold no state; a `Trace` may listen in, and changes nothing.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any, Final, Protocol

from leadsla.clauses import Repeat
from leadsla.criteria import coerce
from leadsla.errors import CalendarError, MoveError
from leadsla.evaluation.clocks import due_after, moved
from leadsla.evaluation.compile import ALWAYS, CompiledClause, Handler, Program
from leadsla.events import Event, is_missing, shown
from leadsla.instants import LAST, NEVER, moment
from leadsla.lead import BREACHED, MET, OPEN, VOID, Lead, RunningClock
from leadsla.lifecycle import find_move, refusal


class Trace(Protocol):
    """Who wants to know what happens to the clocks, and why one was not started."""

    def mark(
        self, clock: RunningClock, at: int, what: str, event: Event | None = None, number: int = 0
    ) -> None: ...
    def unstarted(self, clause: CompiledClause, lead: Lead, event: Event, why: str) -> None: ...


#: The actor of the events that the engine makes.
ENGINE: Final = "leadsla"
#: So many passes has a lead that the engine recycles, and no more: clauses may send it to and fro without end.
MOST_PASSES: Final = 1000
_place = attrgetter("terms.index")


class Fold:
    """The two functions, for one program. `automatic` lets the engine apply recycles that are marked so."""

    def __init__(
        self, program: Program, *, automatic: bool = True, strict: bool = False, trace: Trace | None = None
    ) -> None:
        self.program = program
        self.first, self.after = program.term
        self.handlers, self.other = program.handlers, program.other
        self.declared_names = program.declared_names
        self.pausing = program.pausing
        self.automatic = automatic
        self.strict = strict
        self.trace = trace

    # -- events ------------------------------------------------------------------------------------------------

    def step(self, lead: Lead, event: Event) -> None:
        """Let an event happen to the lead. In strict mode an event that no move allows raises `MoveError`."""
        at = event.instant
        if lead.wake < at:
            self.advance(lead, at)
        handler = self.handlers.get(event.name, self.other)
        if lead.merged:
            lead.report(at, event.name, "the lead was merged into another before")
            return
        lead.at = at
        if lead.created is None:
            lead.created = lead.pass_began = at
        if not self.declared_names.isdisjoint(event.data):
            self._set_fields(lead, event)
        for name, test in handler.remembers:
            if test is ALWAYS or test(lead, event):
                lead.remember(name, at)
        if handler.moving:
            if handler.turning and self._turns(lead, event, handler):
                return
            self._move(lead, event, handler)
        if lead.owed and handler.ends:
            self._settle_and_void(lead, event, handler)
        if self.pausing:
            self._pause_and_resume(lead, event)
        for compiled, test in handler.starts:
            if test is ALWAYS or test(lead, event):
                self._start(compiled, lead, event)
        if handler.moving:
            lead.moved = None
            if lead.recycle is not None:
                self._rewake(lead)

    def _set_fields(self, lead: Lead, event: Event) -> None:
        declared = self.program.declared
        for name, value in event.data.items():
            if name in declared:
                read = coerce(value, declared[name])
                if read is not None:
                    lead.fields[name] = read
                elif not is_missing(value):
                    why = f"`{name}` is {shown(value)}, which is no {declared[name]}; it counts as missing"
                    lead.report(event.instant, event.name, why)
                    lead.fields.pop(name, None)

    @staticmethod
    def _is_there(lead: Lead, event: Event, handler: Handler) -> bool:
        """Whether the lead is in the stage already that a `recycled` leads to.

        Where a recycle brought it there, the event only confirms what is so.
        """
        to = event.data.get("to")
        if lead.stage is None:
            return False
        if is_missing(to):
            return any(compiled.move.to == lead.stage for compiled in handler.moves)
        return isinstance(to, str) and to == lead.stage

    def _turns(self, lead: Lead, event: Event, handler: Handler) -> bool:
        """Whether the event is one that ends here: a merge, or a recycle that only confirms what is so."""
        if handler.merges:
            self._merge(lead, event, handler)
            return True
        if not (lead.returned and self._is_there(lead, event, handler)):
            return False
        if self.pausing:
            self._pause_and_resume(lead, event)
        return True

    def _merge(self, lead: Lead, event: Event, handler: Handler) -> None:
        """The last event of a lead that goes on as another: what it does not settle is void, and nothing starts."""
        self._move(lead, event, handler)
        self._settle_and_void(lead, event, handler)
        for clock in lead.owed:
            self._void(clock, lead, event.instant, event)
        lead.owed, lead.recycle, lead.moved = [], None, None
        lead.wake, lead.merged = NEVER, True

    def _move(self, lead: Lead, event: Event, handler: Handler) -> None:
        if lead.recycle is not None and lead.recycle[0] < event.instant:
            lead.recycle = None  # it led to where the lead was, and its instant has passed
        if handler.moves:
            lead.moved = find_move(handler.moves, self.program.order, lead, event)
            if lead.moved is not None:
                lead.stage = lead.moved[1]
                if lead.returned:
                    lead.returned = False
            elif handler.named and not (handler.recycles and self._is_there(lead, event, handler)):
                why = refusal(handler.moves, lead, event)
                if self.strict and event.actor != ENGINE:
                    raise MoveError(f"lead {lead.id!r} at {moment(event.instant)}: {why}")
                lead.report(event.instant, event.name, why)
        if handler.assigns and not is_missing(event.data.get("to")):
            to = event.data["to"]
            lead.assignee = to if isinstance(to, str) else coerce(to, "text") or shown(to)
        elif handler.recycles:
            lead.passes += 1
            lead.pass_began = event.instant
            lead.returned = lead.moved is not None or self._is_there(lead, event, handler)

    def _settle_and_void(self, lead: Lead, event: Event, handler: Handler) -> None:
        ends = handler.ends
        closed = False
        for clock in lead.owed:
            tests = ends.get(clock.terms.index)
            if tests is None:
                continue
            settles, voids = tests
            terms = clock.terms
            if (
                settles is not None
                and (settles is ALWAYS or settles(lead, event))
                and (terms.value_of is None or terms.value_of(lead, event) == clock.value)
                and (terms.settled is None or terms.settled(clock, lead, event))
            ):
                self._settle(clock, lead, event.instant, event)
                closed = True
            elif voids is not None and (voids is ALWAYS or voids(lead, event)):
                self._void(clock, lead, event.instant, event)
                closed = True
        if closed:
            lead.owed = [clock for clock in lead.owed if clock.ended_at is None]
            self._rewake(lead)

    def _pause_and_resume(self, lead: Lead, event: Event) -> None:
        at, changed = event.instant, False
        if self.program.holding and not lead.holds:
            lead.holds = {compiled.clause.id: [] for compiled in self.program.holding}
        for compiled in self.program.holding:
            holds = lead.holds[compiled.clause.id]
            held = compiled.pause is not None and compiled.pause(lead, None)
            if held and (not holds or holds[-1][1] is not None):
                holds.append([at, None])
            elif not held and holds and holds[-1][1] is None:
                holds[-1][1] = at
        for clock in lead.owed:
            pause = clock.terms.pause
            if pause is None or clock.outcome != OPEN:
                continue
            if clock.paused_at is None:
                if at < clock.due and pause(lead, None):
                    self._pause(clock, at, event)
                    changed = True
            elif not pause(lead, None):
                self._resume(clock, lead, at)
                changed = True
                if self.trace:
                    self.trace.mark(clock, at, "resumed", event)
        if changed:
            self._rewake(lead)

    # -- one clock ---------------------------------------------------------------------------------------------

    def _pause(self, clock: RunningClock, at: int, event: Event | None) -> None:
        clock.paused_at = at
        clock.timer = NEVER
        if self.trace:
            self.trace.mark(clock, at, "paused", event)

    def _resume(self, clock: RunningClock, lead: Lead, at: int) -> None:
        """Let the clock run on: its due moves by the counting time that was paused."""
        if clock.paused_at is not None:
            line = clock.terms.line
            clock.held += line.between(clock.paused_at, at)
            clock.paused_at = None
            if clock.held or clock.due < at:
                clock.due = self._reckon(lead, due_after, clock, clock.held, at)
            self._set_timer(clock)
            if clock.timer < at:  # a warning that came due in the pause is given now, and not before
                clock.timer = at

    @staticmethod
    def _reckon(lead: Lead, function: Any, *arguments: Any) -> int:
        """An instant, or the end of all years where the calendar is never open again (which is reported)."""
        try:
            return int(function(*arguments))
        except CalendarError as error:
            lead.report(lead.at, "", str(error))
            return LAST

    def _set_timer(self, clock: RunningClock) -> None:
        if clock.outcome == OPEN:
            timer = clock.due
            if clock.warnings:
                timer = min(timer, self._warning_at(clock))
            clock.timer = timer
        elif clock.ended_at is None and clock.rungs:
            clock.timer = clock.rungs[0][0]
        else:
            clock.timer = NEVER

    @staticmethod
    def _warning_at(clock: RunningClock) -> int:
        """The instant of the next warning: moved by what was paused, like the due."""
        return moved(clock, clock.warnings[0][0])

    def _settle(self, clock: RunningClock, lead: Lead, at: int, event: Event | None) -> None:
        """What was owed is done: met, or (inverse) breached if that is too early, or the end of what was overdue."""
        if clock.paused_at is not None:
            self._resume(clock, lead, at)
        clock.done_at = clock.ended_at = at
        clock.timer = NEVER
        if self.trace:
            self.trace.mark(clock, at, "done", event)
        if clock.outcome != OPEN:
            return
        if clock.terms.inverse and at < clock.due:
            self._breach(clock, lead, at)
        else:
            clock.outcome = MET
            if clock.terms.at_once["met"]:
                self._follow(clock, lead, at, "met")

    def _void(self, clock: RunningClock, lead: Lead, at: int, event: Event | None) -> None:
        """Nothing is owed any more; an outcome that stands stays."""
        self._resume(clock, lead, at)
        clock.ended_at = at
        clock.timer = NEVER
        if clock.outcome == OPEN:
            clock.outcome = VOID
        if self.trace:
            self.trace.mark(clock, at, "void", event)

    def _breach(self, clock: RunningClock, lead: Lead, at: int) -> None:
        terms = clock.terms
        clock.outcome = BREACHED
        clock.breached_at = at
        clock.assignee = lead.assignee
        clock.timer = NEVER
        if clock.warnings:
            clock.warnings = ()
        if self.trace:
            self.trace.mark(clock, at, "breached")
        if terms.at_once["breach"]:
            self._follow(clock, lead, at, "breach")
        if terms.ladder and clock.ended_at is None:
            rungs = ((self._reckon(lead, terms.shift(window), at), place) for place, window in terms.ladder)
            clock.rungs = tuple(sorted(rung for rung in rungs if rung[0] < LAST))
            self._set_timer(clock)

    def _follow(self, clock: RunningClock, lead: Lead, at: int, occasion: str, number: int = 0) -> None:
        """Note the consequences of an occasion; those with `after` wait for their rung."""
        for place in clock.terms.at_once[occasion]:
            lead.consequences.append((at, clock, occasion, number, place, clock.assignee))
            if clock.terms.automatic:
                self._recycle_if_automatic(clock, lead, at, occasion, place)

    def _recycle_if_automatic(
        self, clock: RunningClock, lead: Lead, at: int, occasion: str, place: int
    ) -> None:
        """Have the lead recycled after all that happens at this instant, if the agreement leaves that to the engine."""
        action = clock.terms.clause.actions_on(occasion)[place]
        pending = lead.recycle is not None and lead.recycle[0] == at
        if action.automatic and self.automatic and not pending and lead.recycled_at != at:
            lead.recycle = (at, action.to)
            if action.to != lead.stage:
                lead.wake = min(lead.wake, at)

    # -- starting ----------------------------------------------------------------------------------------------

    def _start(self, compiled: CompiledClause, lead: Lead, event: Event) -> None:
        at = event.instant
        value, key = None, compiled.key
        if compiled.value_of is not None:
            value = compiled.value_of(lead, event)
            key = (compiled.index, value)
        last = lead.latest.get(key)
        if last is not None or not compiled.unconditional or not self.first <= at < self.after:
            why = self._refuses(compiled, lead, event, last)
            if why is not None:
                if self.trace:
                    self.trace.unstarted(compiled, lead, event, why)
                return
        terms = compiled.only_terms or compiled.terms_for(lead, event)
        started = at if compiled.count_from is None else self._counted_from(compiled, lead, at)
        try:
            base = terms.forward(started)
        except CalendarError as error:
            lead.report(at, event.name, f"no clock of `{compiled.clause.id}`: {error}")
            return
        clock = RunningClock(terms, value, at, started, base)
        if lead.passes != 1:
            clock.round = lead.passes
        if lead.assignee is not None:
            clock.assignee = lead.assignee
        if compiled.begin is not None and not compiled.begin(clock, lead, event):
            if self.trace:
                self.trace.unstarted(compiled, lead, event, "no segment holds")
            return
        if last is not None:
            self._succeed(clock, last, lead, event)
        elif compiled.value_of is not None:
            clock.cycle = self._count(compiled, lead) + 1
        lead.latest[key] = clock
        lead.clocks.append(clock)
        lead.owed.append(clock)
        if terms.eventful or self.trace:
            self._run(clock, lead, event)
        elif base < lead.wake:
            lead.wake = base

    def _succeed(self, clock: RunningClock, last: RunningClock, lead: Lead, event: Event) -> None:
        """Number a clock that follows another, which a restart voids."""
        compiled = clock.terms.compiled
        # A clause with a clock for each value counts its cycles over all of them.
        clock.cycle = 1 + (last.cycle if compiled.value_of is None else self._count(compiled, lead))
        if last.origin == event.instant:
            clock.ordinal = last.ordinal + 1
        if last.outcome == OPEN and compiled.repeat is Repeat.RESTART:
            self._void(last, lead, event.instant, event)
            lead.owed.remove(last)
            self._rewake(lead)

    @staticmethod
    def _count(compiled: CompiledClause, lead: Lead) -> int:
        return sum(clock.terms.compiled is compiled for clock in lead.clocks)

    def _refuses(
        self, compiled: CompiledClause, lead: Lead, event: Event, last: RunningClock | None
    ) -> str | None:
        """Why a start starts nothing, or None."""
        if not self.first <= event.instant < self.after:
            return "it lies outside the agreement's term"
        if last is not None:
            if compiled.repeat is Repeat.ONCE and last.round == lead.passes:
                return "`repeat: once`: the lead has had its clock in this pass"
            if compiled.repeat is Repeat.EACH and last.outcome == OPEN and last.round == lead.passes:
                return "`repeat: each`: the last clock is not settled yet"
        if compiled.when is not None and not compiled.when(lead, event):
            return f"`when: {compiled.clause.when}` was false"
        if compiled.choose is not None and compiled.choose(lead, event) < 0:
            return "no segment holds"
        return None

    @staticmethod
    def _counted_from(compiled: CompiledClause, lead: Lead, at: int) -> int:
        """The last event of the name in `count_from` in this pass, else the starting event itself."""
        seen = lead.seen.get(compiled.count_from or "")
        return seen[-1] if seen and seen[-1] >= lead.pass_began else at

    def _run(self, clock: RunningClock, lead: Lead, event: Event) -> None:
        """Set a new clock going: paused, overdue or complete from the start where that is so."""
        terms, at = clock.terms, event.instant
        if self.trace:
            self.trace.mark(clock, at, "started", event)
        if terms.at_once["start"]:
            self._follow(clock, lead, at, "start")
        if clock.started < at:
            self._hold_retroactively(clock, lead, at)
        if clock.due < at and clock.paused_at is None:
            self._breach(
                clock, lead, at
            )  # due before its cause: no consequence is dated before the starting event
        else:
            if terms.warns:
                instants = terms.warning_instants(clock.started, clock.base)
                clock.warnings = tuple(sorted((max(w, at), number) for number, w in enumerate(instants)))
            if clock.paused_at is not None:
                self._pause(clock, clock.paused_at, event)
            elif terms.pause is not None and at < clock.due and terms.pause(lead, None):
                self._pause(clock, at, event)
            elif terms.warns or clock.due != clock.base:
                self._set_timer(clock)
        if terms.compiled.complete is not None and terms.compiled.complete(clock, lead):
            self._settle(clock, lead, at, event)
            lead.owed.remove(clock)
            self._rewake(lead)
        elif clock.timer < lead.wake:
            lead.wake = clock.timer

    def _hold_retroactively(self, clock: RunningClock, lead: Lead, at: int) -> None:
        """A clock that counts from earlier was paused when its criterion held, as if it had run all along."""
        line = clock.terms.line
        for begun, ended in lead.holds.get(clock.terms.clause.id, ()):
            a = max(begun or 0, clock.started)
            if a >= clock.due:
                return
            if ended is None:
                clock.paused_at = a
            elif a < ended:
                clock.held += line.between(a, ended)
                clock.due = self._reckon(lead, due_after, clock, clock.held, ended)

    # -- time --------------------------------------------------------------------------------------------------

    def advance(self, lead: Lead, limit: int) -> None:
        """Let all that is due strictly before `limit` happen."""
        while lead.wake < limit:
            at = lead.at = lead.wake
            acting = [clock for clock in lead.owed if clock.timer == at]
            if len(acting) > 1:
                acting.sort(key=_place)
            for clock in acting:
                if clock.warnings:
                    self._warn(clock, lead, at)
            for clock in acting:
                if clock.outcome == OPEN and clock.due == at:
                    self._fall_due(clock, lead, at)
            for clock in acting:
                if clock.rungs:
                    self._climb(clock, lead, at)
                if clock.ended_at is not None:
                    lead.owed.remove(clock)
            if lead.recycle is not None and lead.recycle[0] == at:
                self._recycle(lead, at)
            self._rewake(lead)

    def _warn(self, clock: RunningClock, lead: Lead, at: int) -> None:
        while clock.outcome == OPEN and clock.warnings and self._warning_at(clock) <= at:
            number = clock.warnings[0][1]
            clock.warnings = clock.warnings[1:]
            if self.trace:
                self.trace.mark(clock, at, "warned", number=number)
            self._follow(clock, lead, at, "warning", number)
            self._set_timer(clock)

    def _fall_due(self, clock: RunningClock, lead: Lead, at: int) -> None:
        if clock.terms.inverse:
            self._settle(clock, lead, at, None)
        else:
            self._breach(clock, lead, at)

    def _climb(self, clock: RunningClock, lead: Lead, at: int) -> None:
        while clock.rungs and clock.rungs[0][0] <= at and clock.ended_at is None:
            place = clock.rungs[0][1]
            clock.rungs = clock.rungs[1:]
            lead.consequences.append((at, clock, "breach", 0, place, clock.assignee))
            self._recycle_if_automatic(clock, lead, at, "breach", place)
            self._set_timer(clock)

    def _recycle(self, lead: Lead, at: int) -> None:
        """Apply the automatic recycle: an event dated at the deadline, one per lead and instant."""
        pending, lead.recycle = lead.recycle, None
        lead.recycled_at = at
        if pending is None or pending[1] == lead.stage:
            return
        if lead.passes >= MOST_PASSES:
            why = f"not recycled by itself any more after {MOST_PASSES} passes; do clauses recycle the lead to and fro?"
            lead.report(at, "recycled", why)
        else:
            self.step(lead, Event(lead.id, moment(at), "recycled", {"to": pending[1]}, actor=ENGINE))

    @staticmethod
    def _rewake(lead: Lead) -> None:
        # A recycle into the stage where the lead is does nothing, so it is nothing to wake up for.
        wake = NEVER if lead.recycle is None or lead.recycle[1] == lead.stage else lead.recycle[0]
        for clock in lead.owed:
            if clock.timer < wake:
                wake = clock.timer
        lead.wake = wake
