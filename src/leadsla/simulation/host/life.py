"""What happens to the leads of a run, each for itself: its events, its touches, and what becomes of it.

Every event is stepped into the engine as it happens, so that judging is not done again afterwards, and so that what the
engine says is known when it is to be acted on: the steps of a plan that are open, a lead that was recycled by itself,
a consequence on which the host acts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from leadsla.evaluation.succession import Folding
from leadsla.instants import HOUR, MINUTE, NEVER
from leadsla.lead import Lead
from leadsla.simulation.host.arriving import Crowd
from leadsla.simulation.host.asking import Asking, Touch
from leadsla.simulation.host.light import NO_DATA, Light
from leadsla.simulation.host.luck import Luck
from leadsla.simulation.model.outcomes import CONTACT, FIRST_TOUCH
from leadsla.simulation.model.scenario import Scenario

#: So many touches are made at most in one go; a plan that asks for more is gone on with when its time has come again.
_MOST_TOUCHES: Final = 100
#: What is to happen to a lead later, after people are free again and before leads wait.
FREE, OPENS, ANSWER, QUALIFIED, CLOSED, RETURNS, TIMER, ASSIGN, READY = range(9)


class Life:
    """The leads of one run; a lead is its place among them. `plan` puts (instant, what, lead) on the host's list."""

    def __init__(
        self,
        scenario: Scenario,
        crowd: Crowd,
        luck: Luck,
        fold: Folding,
        asking: Asking,
        end: int,
        plan: Callable[[int, int, int], None],
        keep: bool,
    ) -> None:
        count = len(crowd.ids)
        self.ids = crowd.ids
        self.scenario, self.crowd, self.luck, self.asking = scenario, crowd, luck, asking
        self.step, self.advance = fold.step, fold.advance
        self.end, self.plan = end, plan
        self.leads: list[Lead] = [Lead(id) for id in crowd.ids]
        #: The events of each lead; where no log is kept, all happen as one and the same object.
        self.log: list[list[Light]] = [[] for _ in range(count)] if keep else []
        self.passing = None if keep else Light("", 0, "", NO_DATA, None)
        #: Until when somebody is at work on it; how often it was tried in all, and since it last came to sales: at all,
        #: and on each channel that counts alone; and when that was.
        self.busy = [0] * count
        self.attempts = [0] * count
        self.tries = [0] * count
        self.tried: list[dict[str, int]] = [{} for _ in range(count)]
        self.came = [0] * count
        #: When it was first touched, first reached, and first left sales; -1 where it has not. How long it was worked.
        self.touched, self.reached, self.left = [-1] * count, [-1] * count, [-1] * count
        self.worked = [0] * count
        #: Whether it was reached since it last came to sales; whether sales has taken it.
        self.contacted, self.accepted = [False] * count, [scenario.acceptance is None] * count
        #: What became of it, and whether sales works it (still).
        self.state, self.at_sales = ["new"] * count, [False] * count
        #: How often it has come to sales, so that its luck is another each time.
        self.visits = [0] * count
        self.amounts: list[Any] = [None] * count
        self._prepare(scenario)

    def _prepare(self, scenario: Scenario) -> None:
        work, luck = scenario.work, self.luck
        self.chances: dict[str, tuple[str, tuple[float, ...]]] = {}
        self.handling = luck.times("handling", work.handling_minutes)
        self.unanswered = luck.times("unanswered", work.unanswered_minutes or work.handling_minutes)
        self.contact = luck.uniforms("contact")
        self.gap = round(work.again_after_hours * HOUR)
        self.patience = (
            None if work.patience_hours is None else luck.times("patience", work.patience_hours, HOUR)[0]
        )
        accepting, qualifying, dealing = scenario.acceptance, scenario.qualification, scenario.deal
        self.accepting, self.qualifying, self.dealing = map(
            luck.uniforms, ("acceptance", "qualification", "deal")
        )
        self.deciding = None
        self.reasons = self.deals = None
        if accepting is not None:
            if accepting.delay_minutes is not None:
                self.deciding = luck.times("acceptance delay", accepting.delay_minutes)
            if accepting.reasons is not None:
                self.reasons = luck.choices("reason", accepting.reasons)
        if dealing is not None and dealing.amount is not None:
            self.deals = luck.choices("amount", dealing.amount)
        after = None if qualifying is None else qualifying.after_hours
        self.until_qualified = luck.times("qualification delay", after, HOUR)
        self.until_closed = luck.times("deal delay", None if dealing is None else dealing.after_hours, HOUR)

    # -- events ----------------------------------------------------------------------------------------------------

    def emit(
        self, lead: int, at: int, name: str, data: Mapping[str, Any] = NO_DATA, actor: str | None = None
    ) -> bool:
        """Let an event happen; False where the simulated time is over."""
        if at > self.end:
            return False
        event = self.passing
        if event is None:
            event = Light(self.ids[lead], at, name, data, actor)
            self.log[lead].append(event)
        else:
            event.lead, event.instant, event.name, event.data, event.actor = (
                self.ids[lead],
                at,
                name,
                data,
                actor,
            )
        self.step(self.leads[lead], event)  # type: ignore[arg-type]
        return True

    def come(self, lead: int, at: int, *, again: bool = False) -> None:
        """A lead comes, or comes back: the events of its source, the first with its fields."""
        data: Mapping[str, Any] = NO_DATA if again else self.crowd.fields[lead]
        self.came[lead] = at
        for name, carried in self.crowd.sources[self.crowd.source[lead]].events:
            if not (again and name == "created"):
                self.emit(lead, at, name, {**carried, **data} if carried and data else carried or data)
                data = NO_DATA

    # -- work ------------------------------------------------------------------------------------------------------

    def session(self, lead: int, at: int, name: str, speed: float) -> int:
        """Somebody turns to a lead: all that is asked for now is done. Says when they are done with it."""
        state, asking = self.leads[lead], self.asking
        if state.wake < at:
            self.advance(state, at)
        asked = asking.planned_now(state) if state.plans else []
        if not asked and asking.counted:
            asked = asking.counted_now(state, at)
        if not asked and self._is_to_be_tried(lead):
            asked = [(asking.channel, None)]
        count = 0
        while asked and count < _MOST_TOUCHES:
            for touch in asked:
                begun = at
                at = self._touch(lead, at, touch, name, speed)
                count += 1
                if at < 0:
                    return begun
                if not self.at_sales[lead] or self.contacted[lead]:
                    break
            if not self.at_sales[lead] or not state.plans or at > self.end:
                break  # nothing is judged of what comes after the end
            if state.wake < at:
                self.advance(state, at)
            before, step = asked, asking.asked_by
            asked = asking.planned_now(state)
            if asked == before and asking.asked_by is step:
                break  # touches of which none counts for the step are not made again and again
        self.busy[lead] = at
        return at

    def _is_to_be_tried(self, lead: int) -> bool:
        """Whether a lead is tried of which the agreement asks nothing (now): the first time it is in any case."""
        tries = self.tries[lead]
        if self.contacted[lead] or not tries:
            return not tries
        state = self.leads[lead]
        return tries < self.scenario.work.most_attempts and not self.asking.asks(state)

    def _touch(self, lead: int, at: int, touch: Touch, name: str, speed: float) -> int:
        """One touch, and when it is over; -1 where the simulated time is."""
        channel, content = touch
        attempt = self.attempts[lead]
        answers = self._answers(lead, at, channel)
        lasts: int = (self.handling if answers else self.unanswered)[attempt][lead]
        if speed != 1.0:
            lasts = round(lasts / speed)
        data = {
            "channel": channel,
            "direction": "outbound",
            "outcome": "connected" if answers else "no_answer",
            "minutes": round(lasts / MINUTE, 3),
        }
        if content is not None:
            data["content"] = content
        if not self.emit(lead, at, "touched", data, name):
            return -1
        self.attempts[lead] = attempt + 1
        self.tries[lead] += 1
        if self.touched[lead] < 0:
            self.touched[lead], self.state[lead] = at, "touched"
        after = at + lasts
        self.worked[lead] += lasts
        if answers and not self.contacted[lead]:
            self.contacted[lead] = True
            if self.reached[lead] < 0:
                self.reached[lead] = at
            if self.accepted[lead]:
                self._go_on(lead, after)
            else:
                self._answer(lead, after, CONTACT)
        if not self.accepted[lead]:
            self._answer(lead, after, FIRST_TOUCH)
        return after

    def _answers(self, lead: int, at: int, channel: str) -> bool:
        """Whether a touch reaches the lead."""
        found = self.chances.get(channel)
        if found is None:
            found = self.chances[channel] = self.scenario.work.chances(channel)
        counted, chances = found
        tried = self.tried[lead]
        number = tried.get(counted, 0)
        tried[counted] = number + 1
        if self.patience is not None and at > self.came[lead] + self.patience[lead]:
            return False
        chance = chances[number] if number < len(chances) else chances[-1]
        return chance >= 1 or (chance > 0 and self.contact[self.attempts[lead]][lead] < chance)

    # -- outcomes --------------------------------------------------------------------------------------------------

    def _answer(self, lead: int, at: int, after: str) -> None:
        """Sales says whether it takes the lead, at once or after a delay."""
        given = self.scenario.acceptance
        if given is None or given.after != after or self.accepted[lead] or self.state[lead] == "deciding":
            return
        self.state[lead] = "deciding"
        if self.deciding is None:
            self.answer(lead, at)
        else:
            self.later(at + self.deciding[self.visits[lead]][lead], ANSWER, lead)

    def later(self, at: int, what: int, lead: int) -> None:
        """Plan what belongs to this visit of a lead: when it has left and come back by then, it does not happen."""
        self.plan(at, what, lead + len(self.leads) * self.visits[lead])

    def answer(self, lead: int, at: int) -> None:
        """Accepted or rejected."""
        given, visit = self.scenario.acceptance, self.visits[lead]
        if given is None or not self.at_sales[lead]:
            return
        if self.accepting[visit][lead] < given.probability:
            if self.emit(lead, at, "accepted"):
                self.accepted[lead], self.state[lead] = True, "accepted"
                if self.contacted[lead]:
                    self._go_on(lead, at)
            return
        data = NO_DATA if self.reasons is None else {"reason": self.reasons[visit][lead]}
        if self.emit(lead, at, "rejected", data):
            self.leave(lead, at, "rejected")

    def _go_on(self, lead: int, at: int) -> None:
        """What becomes of a lead that was accepted and reached."""
        if self.scenario.qualification is None:
            self._negotiate(lead, at)
        else:
            self.later(at + self.until_qualified[self.visits[lead]][lead], QUALIFIED, lead)

    def qualify(self, lead: int, at: int) -> None:
        """Qualified or not."""
        given, visit = self.scenario.qualification, self.visits[lead]
        if given is None or not self.at_sales[lead]:
            return
        if self.qualifying[visit][lead] >= given.probability:
            if self.emit(lead, at, "disqualified"):
                self.leave(lead, at, "disqualified")
            return
        if self.emit(lead, at, "advanced", self._amount(lead)):
            self.state[lead] = "qualified"
            self._negotiate(lead, at)

    def _negotiate(self, lead: int, at: int) -> None:
        if self.scenario.deal is not None:
            self.later(at + self.until_closed[self.visits[lead]][lead], CLOSED, lead)

    def close(self, lead: int, at: int) -> None:
        """Won or lost."""
        given = self.scenario.deal
        if given is None or not self.at_sales[lead]:
            return
        won = self.dealing[self.visits[lead]][lead] < given.probability
        data = self._amount(lead) if won else NO_DATA
        if self.emit(lead, at, "won" if won else "lost", data):
            self.amounts[lead] = data.get("amount")
            self.leave(lead, at, "won" if won else "lost")

    def _amount(self, lead: int) -> Mapping[str, Any]:
        return NO_DATA if self.deals is None else {"amount": self.deals[self.visits[lead]][lead]}

    def leave(self, lead: int, at: int, state: str) -> None:
        """Sales works the lead no more."""
        self.state[lead], self.at_sales[lead] = state, False
        if self.left[lead] < 0:
            self.left[lead] = at

    def arrive(self, lead: int) -> None:
        """The lead is sales' to work, for the first time or again."""
        self.at_sales[lead] = True
        self.contacted[lead] = False
        self.tries[lead], self.tried[lead] = 0, {}
        self.accepted[lead] = self.scenario.acceptance is None
        if self.state[lead] != "new":
            self.state[lead] = "touched"

    def next(self, lead: int, at: int) -> int | None:
        """When the lead is to be worked next, or None."""
        state = self.leads[lead]
        found = self.asking.next(state, at + self.gap)
        if found == NEVER and self.tries[lead] and self._is_to_be_tried(lead):
            found = at + self.gap
        return None if found > self.end else max(found, at + 1)
