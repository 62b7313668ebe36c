"""Where the steps of a cadence stand, and what completes them: the rules of a plan, for the fold to follow.

A plan is anchored at its start. Day 1 is the date of the first open instant on or after it (business days), or its own
date (calendar days); a step by day stands on that grid whatever happened before, so a step missed neither shifts nor
drops the others. A step `after` another follows what was really done: it opens when that step was done (late too), or
from its due if it was skipped. All instants are microseconds since 1970 UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from leadsla.clauses.plan_days import Days
from leadsla.clauses.steps import CONDITIONS, Step
from leadsla.clauses.timetable import Timetable
from leadsla.clauses.touch_counts import ANY_CHANNEL
from leadsla.criteria import declared_with
from leadsla.errors import CalendarError
from leadsla.events import TOUCHES
from leadsla.instants import LAST
from leadsla.lead import OPEN, Lead, RunningClock, RunningPlan
from leadsla.triggers import ALWAYS, Trigger, event_tests


class _Seen:
    """A lead as the condition of a step sees it: with what became of the plan among its fields."""

    def __init__(self, lead: Lead, words: Mapping[str, bool]) -> None:
        self._lead = lead
        self.fields = {**lead.fields, **words}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lead, name)


class Schedule:
    """The steps of one clause, bound to the agreement's fields: what the fold asks about plans."""

    def __init__(
        self,
        steps: Sequence[Step],
        business: bool,
        settled_by: Trigger,
        ends_on: Trigger,
        fields: Mapping[str, str],
        after: int = LAST,
    ) -> None:
        #: The first instant at which no step opens any more: the end of the agreement's term.
        self.after = after
        self.steps = tuple(steps)
        self.business = business
        self.settled_by = settled_by
        self.ends_on = ends_on
        self.known = declared_with(fields, dict.fromkeys(CONDITIONS, "flag"))
        self._conditions = [
            None if step.when is None else step.when.compile(self.known) for step in self.steps
        ]
        self._place = {step.id: place for place, step in enumerate(self.steps)}
        self._before = [self._predecessor(place) for place in range(len(self.steps))]
        self.followers = [
            tuple(other for other, before in enumerate(self._before) if before == place)
            for place in range(len(self.steps))
        ]
        #: Whether some of the steps stand on days, so that the plan is over when its days are.
        self.has_days = any(step.by_day for step in self.steps)
        self.by_day = [step.by_day for step in self.steps]
        #: The steps that open by themselves some time after the start, at once where nothing else is said.
        self._from_start = [
            place for place, before in enumerate(self._before) if before is None and not self.by_day[place]
        ]
        self.unconditional = [step.when is None and step.silence is None for step in self.steps]
        #: What is wanted of a step by channel, where nobody has answered and where somebody has.
        self._wanted = [
            tuple(
                [(channel, count.least) for channel, count in wanted.items()]
                for wanted in (step.asked, step.do)
            )
            for step in self.steps
        ]
        connected, replied = event_tests("connected"), event_tests("replied")
        self._answers = connected
        #: Of the events that conditions look back on: how one is told that connected, and one that is a reply.
        self._noticed = {name: (connected.get(name), replied.get(name)) for name in (*connected, *replied)}
        self._tables: dict[str, Timetable] = {}

    @property
    def noticed(self) -> frozenset[str]:
        """The names of the events that the conditions of steps look back on."""
        return frozenset(self._noticed)

    def _predecessor(self, place: int) -> int | None:
        step = self.steps[place]
        if step.after is not None:
            return self._place[step.after]
        return place - 1 if step.silence is not None else None

    def table(self, plan: RunningPlan) -> Timetable:
        """Where the steps stand in the calendar of a plan."""
        found = self._tables.get(plan.terms.calendar_key)
        if found is None:
            days = Days(plan.terms.calendar, self.business)
            found = Timetable(self.steps, days, plan.terms.shift, self.after)
            self._tables[plan.terms.calendar_key] = found
        return found

    # -- when steps open -------------------------------------------------------------------------------------------

    def begin(self, plan: RunningPlan) -> None:
        """Anchor a new plan and set out the steps that open by themselves."""
        plan.progress = {"connected": False, "replied": False, "answered": []}
        table = self.table(plan)
        table.begin(plan)
        for place in self._from_start:
            table.insert(plan, table.opens_after[place](plan.started), place, 0)

    def follow(self, plan: RunningPlan, lead: Lead, place: int, at: int) -> list[int]:
        """Set out what follows a step that was done, or would have been due; the places of what opens at once."""
        now = []
        table = self.table(plan)
        for other in self.followers[place]:
            if self.steps[other].waits is None:
                now.append(other)
                continue
            try:
                table.insert(plan, table.opens_after[other](at), other, 0)
            except CalendarError as error:
                lead.report(at, "", f"no step `{self.steps[other].id}` of `{plan.terms.clause.id}`: {error}")
        return now

    # -- whether they apply ----------------------------------------------------------------------------------------

    def notice(self, plan: RunningPlan, lead: Lead, event: Any) -> None:
        """Note what the conditions of steps look back on."""
        tests = self._noticed.get(event.name)
        if tests is None:
            return
        connected, replied = tests
        if connected is not None and (connected is ALWAYS or connected(lead, event)):
            plan.progress["connected"] = True
        if replied is not None and (replied is ALWAYS or replied(lead, event)):
            plan.progress["replied"] = True

    def applies(self, plan: RunningPlan, place: int, lead: Lead) -> bool:
        """Whether a step's condition holds as it opens."""
        if self.unconditional[place]:
            return True
        condition = self._conditions[place]
        words = self.words(plan, place)
        if self.steps[place].silence is not None and not words["silence"]:
            return False
        return condition is None or condition(_Seen(lead, words), None)

    def saw(self, plan: RunningPlan, place: int, lead: Lead) -> str:
        """What a step's condition sees at this moment, in words; empty where it has none."""
        step, words = self.steps[place], self.words(plan, place)
        seen = [f"silence is {str(words['silence']).lower()}"] if step.silence is not None else []
        if step.when is not None:
            seen.append(step.when.trace(self.known, _Seen(lead, words)))
        return "; ".join(seen)

    def words(self, plan: RunningPlan, place: int) -> dict[str, bool]:
        """What the words of `CONDITIONS` stand for at this moment of the plan."""
        before = self._before[place]
        answered = before is not None and self.steps[before].id in plan.progress["answered"]
        return {
            "no_contact": not plan.progress["connected"],
            "silence": not (plan.progress["connected"] or plan.progress["replied"]),
            "no_answer": not answered,
        }

    # -- what completes them ---------------------------------------------------------------------------------------

    def concerned(self, plan: RunningPlan, lead: Lead) -> list[RunningClock]:
        """The clocks for which a touch counts: every open step; else the most recently due that is still owed."""
        still_open: list[RunningClock] = []
        last: RunningClock | None = None
        for clock in lead.owed:
            if clock.plan is plan:
                if clock.outcome == OPEN:
                    still_open.append(clock)
                elif last is None or (clock.due, clock.started) > (last.due, last.started):
                    last = clock
        return still_open if still_open or last is None else [last]

    def counts_inbound(self, event: Any) -> bool:
        """Whether what comes in counts: it is no touch; a reply counts where the clause asks for it by its name."""
        return event.name not in TOUCHES or (event.name == "replied" and "replied" in self.settled_by.events)

    def answers(self, lead: Lead, event: Any) -> bool:
        """Whether the lead was reached by the event."""
        test = self._answers.get(event.name)
        return test is not None and (test is ALWAYS or test(lead, event))

    def count(self, clock: RunningClock, event: Any, answered: bool) -> None:
        """Count a touch for a step."""
        progress = clock.progress
        did: dict[str, int] = progress["did"]
        channel = event.data.get("channel")
        if not isinstance(channel, str) or channel == "":
            channel = self._lacking_channel(clock)
        did[channel] = did.get(channel, 0) + 1
        step = self.steps[progress["place"]]
        if step.content is not None:
            content = event.data.get("content")
            if content is not None and content != step.content:
                progress["other_content"] = progress.get("other_content", 0) + 1
        if answered:
            progress["answered"] = True
            if clock.plan is not None and step.id not in clock.plan.progress["answered"]:
                clock.plan.progress["answered"].append(step.id)

    def _lacking_channel(self, clock: RunningClock) -> str:
        """For what names no channel (a delivery): the first that is still lacking."""
        return next(iter(self.lacking(clock)), ANY_CHANNEL)

    def lacking(self, clock: RunningClock) -> dict[str, int]:
        """How many touches are still owed, by channel."""
        progress = clock.progress
        did = progress["did"]
        missing = {}
        for channel, least in self._wanted[progress["place"]]["answered" in progress]:
            owed = least - (sum(did.values()) if channel == ANY_CHANNEL else did.get(channel, 0))
            if owed > 0:
                missing[channel] = owed
        return missing
