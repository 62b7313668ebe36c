"""The fold: what an event, or the passing of time, does to a lead.

Theory of operation. There is one state (`Lead`), and two things happen to it.

*An event* at T (`Fold.step`). First everything that was due before T happens. Then, in this order: the event's data
sets the lead's fields and its move changes the stage; clocks are settled, or else voided; clocks are paused or resumed;
clocks are started, and steps of plans open. So an event never settles a clock that it started, and what is done exactly
at its due is met.

*Time* passing to a limit (`Fold.advance`). A timer at T acts after all events at T, so only timers strictly before the
limit act. Those of one instant act in phases: warnings, then what is due in the agreement's order, then rungs of
ladders, then one recycle, then the steps of plans that open.

What becomes of a single clock stands in `running`, how one comes to run in `starting`, and how steps come out of a plan
in `planning`; all three are parts of the fold.
Live use, replay, explanation and simulation all call these two functions, so they cannot disagree. The state holds no
rules and the rules hold no state; a `Trace` may listen in, and changes nothing.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Final

from leadsla.criteria import coerce
from leadsla.errors import MoveError
from leadsla.evaluation.compile import Handler
from leadsla.evaluation.periodic.terms import Noting
from leadsla.evaluation.planning import Brought, Planning
from leadsla.events import ENGINE, Event, is_missing, shown
from leadsla.instants import NEVER, moment
from leadsla.lead import OPEN, Lead, RunningClock
from leadsla.lifecycle import find_move, refusal
from leadsla.triggers import ALWAYS

#: So many passes has a lead that the engine recycles, and no more: clauses may send it to and fro without end.
MOST_PASSES: Final = 1000
_place = attrgetter("terms.index")


class Fold(Planning):
    """The two functions, for one version of one program."""

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
        if event.data and not self.declared_names.isdisjoint(event.data):
            self._set_fields(lead, event)
        if handler.remembers:
            for name, test in handler.remembers:
                if test is ALWAYS or test(lead, event):
                    lead.remember(name, at)
        if handler.moving:
            if handler.turning and self._turns(lead, event, handler):
                return
            self._move(lead, event, handler)
        if handler.facts:
            self._note_facts(lead, event, handler.facts)
        stale = False
        if lead.owed and handler.ends:
            stale = self._settle_and_void(lead, event, handler)
        brought: Brought | None = None
        if lead.plans and handler.plans:
            brought = self._work_plans(lead, event, handler)
        if self.pausing:
            self._pause_and_resume(lead, event)
        if brought is not None:
            self._open_brought(brought, lead, event)
            stale = True
        for compiled, test in handler.starts:
            if test is ALWAYS or test(lead, event):
                self._start(compiled, lead, event)
        if handler.moving:
            lead.moved = None
            if lead.recycle is not None:
                stale = True
        if stale:
            self._rewake(lead)

    @staticmethod
    def _note_facts(lead: Lead, event: Event, facts: tuple[Noting, ...]) -> None:
        """Take down what clauses about periods take notice of."""
        for place, test, read in facts:
            if test is ALWAYS or test(lead, event):
                value = None if read is None else read(lead, event)
                lead.note((place, event.instant, value, event.name, event.id))

    def observe(self, team: Lead, event: Event) -> None:
        """Let an event happen to the team, which has no stage, no fields and no clocks of its own."""
        handler = self.handlers.get(event.name, self.other)
        team.at = event.instant
        for name, test in handler.remembers:
            if test is ALWAYS or test(team, event):
                team.remember(name, event.instant)
        self._note_facts(team, event, handler.team_facts)

    def _set_fields(self, lead: Lead, event: Event) -> None:
        declared = self.edition.declared
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
        self._note_facts(lead, event, handler.facts)
        self._settle_and_void(lead, event, handler)
        for clock in lead.owed:
            self._void(clock, lead, event.instant, event)
        for plan in lead.plans:
            self._stop_plan(plan, lead, event.instant, event, voided=True)
        lead.owed, lead.recycle, lead.moved = [], None, None
        lead.wake, lead.merged = NEVER, True

    def _move(self, lead: Lead, event: Event, handler: Handler) -> None:
        if lead.recycle is not None and lead.recycle[0] < event.instant:
            lead.recycle = None  # it led to where the lead was, and its instant has passed
        if handler.objection is not None and (why := handler.objection(lead, event)) is not None:
            lead.report(event.instant, event.name, why)
        if handler.moves:
            lead.moved = find_move(handler.moves, self.edition.order, lead, event)
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

    def _settle_and_void(self, lead: Lead, event: Event, handler: Handler) -> bool:
        """Settle, or else void, what the event ends; whether one of those clocks was the next to act by itself."""
        ends = handler.ends
        closed = stale = False
        asked, meant = None, False  # clauses share tests, and an event is the same for all of them
        for clock in lead.owed:
            tests = ends.get(clock.terms.index)
            if tests is None:
                continue
            settles, voids = tests
            terms, timer = clock.terms, clock.timer
            if settles is not asked:
                asked = settles
                meant = settles is not None and (settles is ALWAYS or settles(lead, event))
            if (
                meant
                and (terms.value_of is None or terms.value_of(lead, event) == clock.value)
                and (terms.settled is None or terms.settled(clock, lead, event))
            ):
                self._settle(clock, lead, event.instant, event)
                closed = True
            elif voids is not None and (voids is ALWAYS or voids(lead, event)):
                self._void(clock, lead, event.instant, event)
                closed = True
            else:
                continue
            if timer <= lead.wake:
                stale = True
        if closed:
            lead.owed = [clock for clock in lead.owed if clock.ended_at is None]
        return stale

    def _pause_and_resume(self, lead: Lead, event: Event) -> None:
        at, changed = event.instant, False
        if self.program.holding and not lead.holds:
            lead.holds = {compiled.held_as: [] for compiled in self.program.holding}
        for compiled in self.program.holding:
            holds = lead.holds[compiled.held_as]
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

    @staticmethod
    def wake(lead: Lead) -> int:
        """The instant before which nothing happens to the lead by itself."""
        return lead.wake

    def advance(self, lead: Lead, limit: int) -> None:
        """Let all that is due strictly before `limit` happen."""
        while lead.wake < limit:
            at = lead.at = lead.wake
            acting = [clock for clock in lead.owed if clock.timer == at]
            if acting:
                self._act(acting, lead, at, limit)
            if lead.recycle is not None and lead.recycle[0] == at:
                self._recycle(lead, at)
            if lead.plans:
                self._open_steps(lead, at, limit)
            self._rewake(lead)

    def _act(self, acting: list[RunningClock], lead: Lead, at: int, limit: int) -> None:
        """Let the timers of an instant act; what is to be told of them alone is told up to the limit."""
        if len(acting) > 1:
            acting.sort(key=_place)
        if self.warning:
            for clock in acting:
                if clock.warnings:
                    self._warn(clock, lead, at)
        for clock in acting:
            if clock.settles_at == at:
                self._settle(clock, lead, at, None)
            elif clock.outcome == OPEN and clock.due == at and clock.paused_at is None:
                self._fall_due(clock, lead, at)
        for clock in acting:
            if clock.rungs:
                self._climb(clock, lead, at)
            if clock.lapses is not None:
                self._lapse(clock, limit - 1 if self.ahead and not clock.rungs else at)
            if clock.ended_at is not None:
                lead.owed.remove(clock)

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
