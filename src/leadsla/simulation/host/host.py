"""The host of a run: a list of what is to happen when, people who take leads, and acts on the word of the engine."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from leadsla.evaluation.succession import folding
from leadsla.instants import HOUR, NEVER
from leadsla.simulation.host.arriving import Crowd
from leadsla.simulation.host.desk import Desk, Person
from leadsla.simulation.host.life import ANSWER, ASSIGN, CLOSED, FREE, OPENS, READY, RETURNS, TIMER, Life
from leadsla.simulation.host.luck import Luck
from leadsla.simulation.model.working import BY_SCORE, LEAST_BUSY, NEWEST_FIRST, POOL
from leadsla.simulation.streams import Streams

if TYPE_CHECKING:
    from leadsla.simulation.host.prepared import Prepared


class Host:
    """One run of a prepared scenario."""

    def __init__(self, prepared: Prepared, streams: Streams, *, keep: bool = True) -> None:
        self.prepared = prepared
        self.scenario = prepared.scenario
        self.routing = prepared.scenario.routing
        self.end = prepared.end
        self.crowd = Crowd.of(prepared.sources, streams)
        self.luck = luck = Luck(self.crowd, streams)
        routed, returning = self.routing.delay_minutes, prepared.scenario.returning
        self.delays = None if routed is None else luck.times("routing", routed)
        self.returning = luck.uniforms("returning")
        back = None if returning is None else returning.after_hours
        self.until_back = luck.times("returning delay", back, HOUR)
        count = len(self.crowd.ids)
        #: (instant, what, whom it concerns)
        self.heap: list[tuple[int, int, int]] = []
        self.people = prepared.people_anew()
        #: How often each lead was taken up or away; when it is to be worked next; whether it waits for somebody.
        self.turns = [0] * count
        self.due = [-1] * count
        self.waits = [False] * count
        self.desk = Desk(self.people, prepared.servers, self.turns, self._wake)
        fold = folding(prepared.program)
        self.life = Life(
            self.scenario, self.crowd, self.luck, fold, prepared.asking, prepared.end, self._plan, keep
        )
        #: The queue of each lead, that of its first touch, when it was assigned first; how many leads each person has.
        self.queue = [-1] * count
        self.first_queue = [-1] * count
        self.assigned = [-1] * count
        self.load = [0] * len(self.people)
        self.turn = 0
        #: Of leads on whose consequences is acted: how many were looked at, in which pass they are.
        self.seen = [0] * count
        self.passes = [1] * count
        self.actions = prepared.actions
        self.acting = bool(self.actions)
        self.watched = [NEVER] * count if self.acting else []

    def run(self) -> None:
        """Live through the time."""
        heap, arrived, end = self.heap, [*self.crowd.arrived, NEVER], self.end
        coming, at_next = 0, arrived[0]
        does = (
            self._free, self._opens, self.life.answer, self.life.qualify, self.life.close, self._return, self._watch,
            self._assign, self._due,
        )  # fmt: skip
        life, busy, count = self.life, self.life.busy, len(self.turns)
        while True:
            if not heap or at_next < heap[0][0]:
                at = at_next
                if at > end:
                    break
                self._come(coming, at)
                coming += 1
                at_next = arrived[coming]
                continue
            at, what, whom = heappop(heap)
            if at > end:
                break
            if ANSWER <= what <= TIMER:
                visit, whom = divmod(whom, count)
                if what <= CLOSED and visit != life.visits[whom]:
                    continue
                if at < busy[whom]:  # somebody is at work on it until then
                    heappush(heap, (busy[whom], what, whom + count * visit))
                    continue
                if self.acting:
                    self._reach(whom, at)
                does[what](whom, at)
                if self.acting:
                    self._look(whom, at)
                self._let_go(whom)
            else:
                does[what](whom, at)
        for lead in range(coming):
            if self.acting:
                self._reach(lead, end)
            life.advance(life.leads[lead], end)

    def _plan(self, at: int, what: int, whom: int) -> None:
        heappush(self.heap, (at, what, whom))

    def _wake(self, at: int, person: Person) -> None:
        heappush(self.heap, (at, OPENS, person.index))

    # -- leads come and are shared out -----------------------------------------------------------------------------

    def _come(self, lead: int, at: int, *, again: bool = False) -> None:
        self.life.come(lead, at, again=again)
        if self.acting:
            self._look(lead, at)
        delay = 0 if self.delays is None else self.delays[self.life.visits[lead]][lead]
        if delay:
            self._plan(at + delay, ASSIGN, lead)
        else:
            self._assign(lead, at)

    def _assign(self, lead: int, at: int) -> None:
        """A lead becomes somebody's, or the team's, and is ready to be worked."""
        if self.acting:
            self._reach(lead, at)
        self._give(lead, at, -1)
        self.life.arrive(lead)
        if self.assigned[lead] < 0:
            self.assigned[lead] = at
        if self.acting:
            self._look(lead, at)
        self._ready(lead, at)

    def _give(self, lead: int, at: int, but: int) -> None:
        """Choose who gets a lead; `but` is who has lost it."""
        skill = self.routing.skill
        value = None if skill is None else self.crowd.fields[lead][skill]
        choice = self.prepared.choices[value]
        if self.routing.to == POOL:
            self.queue[lead] = choice[0]
            self.life.emit(lead, at, "assigned", self.prepared.given_to[choice[0]])
            return
        others = [one for one in choice if one != but] or choice
        if self.routing.to == LEAST_BUSY:
            chosen = min(others, key=lambda one: (self.load[one], one))
        else:
            chosen = others[self.turn % len(others)]
            self.turn += 1
        if self.queue[lead] >= 0:
            self.load[self.queue[lead]] -= 1
        self.load[chosen] += 1
        self.queue[lead] = chosen
        self.life.emit(lead, at, "assigned", self.prepared.given_to[chosen])

    # -- people take them ------------------------------------------------------------------------------------------

    def _due(self, lead: int, at: int) -> None:
        """The time has come to work a lead, unless something else has come of it."""
        if self.due[lead] == at:
            self._ready(lead, at)

    def _ready(self, lead: int, at: int) -> None:
        """A lead is to be worked now: by somebody who is free, or as soon as somebody is."""
        if not self.life.at_sales[lead]:
            return
        if at < self.life.busy[lead]:
            self._work_at(lead, self.life.busy[lead])
            return
        person = self.desk.free_for(self.queue[lead], at)
        if person is not None:
            self._begin(person, lead, at)
        else:
            self.waits[lead] = True
            self.desk.wait(self.queue[lead], self._rank(lead, at), at, lead)

    def _work_at(self, lead: int, at: int) -> None:
        self.due[lead] = at
        heappush(self.heap, (at, READY, lead))

    def _rank(self, lead: int, at: int) -> float:
        order = self.routing.order
        if order == NEWEST_FIRST:
            return -self.crowd.arrived[lead]
        if order == BY_SCORE:
            score = self.crowd.fields[lead].get(self.routing.score)
            return -float(score) if isinstance(score, int | float) else 0.0
        return at

    def _begin(self, person: Person, lead: int, at: int) -> None:
        """Somebody works a lead, until they are done with what is asked for now."""
        life = self.life
        self.waits[lead] = False
        self.turns[lead] += 1
        if self.acting:
            self._reach(lead, at)
            if not life.at_sales[lead]:
                return
        if self.first_queue[lead] < 0:
            self.first_queue[lead] = self.queue[lead]
        speed = 1.0 if person.speeds is None else person.speeds.at(at)
        done = life.session(lead, at, person.name, speed)
        person.free -= 1
        heappush(self.heap, (done, FREE, person.index))
        if self.acting:
            self._look(lead, done)
        if life.at_sales[lead]:
            again = life.next(lead, done)
            if again is not None:
                self._work_at(lead, again)
        else:
            self._let_go(lead)

    def _let_go(self, lead: int) -> None:
        """A lead that sales works no more is nobody's."""
        if self.routing.to != POOL and self.queue[lead] >= 0 and not self.life.at_sales[lead]:
            self.load[self.queue[lead]] -= 1
            self.queue[lead] = -1

    def _free(self, whom: int, at: int) -> None:
        """Somebody is done with a lead, and takes the next."""
        self.people[whom].free += 1
        self._opens(whom, at)

    def _opens(self, whom: int, at: int) -> None:
        """Somebody who is there takes as many leads as they can."""
        person = self.people[whom]
        while person.free:
            if not person.is_there(at):
                if person.woken != person.open and person.open < NEVER:
                    person.woken = person.open
                    self._wake(person.open, person)
                return
            lead = self.desk.next_for(person)
            if lead is None:
                return
            self._begin(person, lead, at)

    # -- what the host does on the engine's word -------------------------------------------------------------------

    def _watch(self, lead: int, at: int) -> None:
        """Time has passed for a lead that is watched; `_reach` and `_look` have done all."""

    def _reach(self, lead: int, at: int) -> None:
        """Let time pass for a lead, and act on each instant at which something follows."""
        state = self.life.leads[lead]
        while state.wake < at:
            now = state.wake + 1
            self.life.advance(state, now)
            self._act(lead, now)

    def _look(self, lead: int, at: int) -> None:
        """After something has happened to a lead: act, and look again when something may follow by itself."""
        self._act(lead, at)
        wake = self.life.leads[lead].wake + 1
        if wake < self.watched[lead] or self.watched[lead] <= at:
            self.watched[lead] = wake
            if wake <= self.end:
                self._plan(wake, TIMER, lead)

    def _act(self, lead: int, at: int) -> None:
        """Do what the agreement says follows: hand the lead to somebody else, or back to marketing."""
        state = self.life.leads[lead]
        while self.seen[lead] < len(state.consequences):
            _, clock, occasion, _, place, _ = state.consequences[self.seen[lead]]
            self.seen[lead] += 1
            action = self.actions.get((clock.terms.index, occasion, place))
            if action is None or not self.life.at_sales[lead]:
                continue
            if action[0] == "reroute" and self.routing.to != POOL:
                self._reroute(lead, at)
            elif action[0] == "recycle" and not action[2]:
                self.life.emit(lead, at, "recycled", {"to": action[1]})
        if state.passes != self.passes[lead]:
            self.passes[lead] = state.passes
            self._recycled(lead, at)

    def _reroute(self, lead: int, at: int) -> None:
        self._give(lead, at, self.queue[lead])
        if self.waits[lead]:
            self.turns[lead] += 1
            self._ready(lead, at)

    def _recycled(self, lead: int, at: int) -> None:
        """A lead is marketing's again, and may come back."""
        life, given = self.life, self.scenario.returning
        if not life.at_sales[lead]:
            return
        life.leave(lead, at, "recycled")
        self.turns[lead] += 1
        self.due[lead], self.waits[lead] = -1, False
        self._let_go(lead)
        visit = life.visits[lead]
        life.visits[lead] = visit + 1
        if given is not None and self.returning[visit][lead] < given.probability:
            self._plan(at + self.until_back[visit][lead], RETURNS, lead)

    def _return(self, lead: int, at: int) -> None:
        self._come(lead, at, again=True)
