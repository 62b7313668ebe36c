"""Where the steps of a cadence stand, and what completes them: the rules of a plan, for the fold to follow.

A plan is anchored at its start. Day 1 is the date of the first open instant on or after it (business days), or its own
date (calendar days); a step by day stands on that grid whatever happened before, so a step missed neither shifts nor
drops the others. A step `after` another follows what was really done: it opens when that step was done (late too), or
from its due if it was skipped. All instants are microseconds since 1970 UTC.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from leadsla.clauses.plan_days import Days
from leadsla.clauses.steps import ANY_CHANNEL, CONDITIONS, Step
from leadsla.criteria import declared_with
from leadsla.errors import CalendarError
from leadsla.instants import LAST
from leadsla.lead import OPEN, Lead, RunningClock, RunningPlan
from leadsla.triggers import ALWAYS, Trigger, event_tests


@attrs.frozen
class Occurrence:
    """One coming of a step by day: its name in the plan, when it opens and is due, and until when it is owed."""

    name: str
    opens: int
    due: int
    lapses: int | None
    #: Whether it is not owed: its part of the day had gone by when the plan began, or it comes again by that date.
    passed_over: bool = False


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
        self._connected, self._replied = event_tests("connected"), event_tests("replied")
        self._days: dict[str, Days] = {}
        #: By calendar, day 1, place and repetition.
        self._known: dict[tuple[str, int, int, int], Occurrence | None] = {}

    @property
    def noticed(self) -> frozenset[str]:
        """The names of the events that the conditions of steps look back on."""
        return frozenset((*self._connected, *self._replied))

    def _predecessor(self, place: int) -> int | None:
        step = self.steps[place]
        if step.after is not None:
            return self._place[step.after]
        return place - 1 if step.silence is not None else None

    def _days_of(self, plan: RunningPlan) -> Days:
        key = plan.terms.calendar_key
        found = self._days.get(key)
        if found is None:
            found = self._days[key] = Days(plan.terms.calendar, self.business)
        return found

    # -- when steps open -------------------------------------------------------------------------------------------

    def begin(self, plan: RunningPlan) -> None:
        """Anchor a new plan and set out the steps that open by themselves."""
        plan.progress = {"connected": False, "replied": False, "answered": []}
        plan.day = self._days_of(plan).first(plan.started)
        for place, step in enumerate(self.steps):
            if step.by_day:
                self.schedule(plan, place, 0)
            elif self._before[place] is None:
                self.insert(plan, self.opens_after(plan, place, plan.started), place, 0)

    def schedule(self, plan: RunningPlan, place: int, number: int) -> None:
        """Put the `number`-th coming of a step by day among the openings, or the next that is not passed over."""
        coming = self.occurrence(plan, place, number)
        while coming is not None and coming.passed_over:
            number += 1
            coming = self.occurrence(plan, place, number)
        if coming is not None:
            self.insert(plan, coming.opens, place, number)

    def follow(self, plan: RunningPlan, lead: Lead, place: int, at: int) -> list[int]:
        """Set out what follows a step that was done, or would have been due; the places of what opens at once."""
        now = []
        for other in self.followers[place]:
            if self.steps[other].waits is None:
                now.append(other)
                continue
            try:
                self.insert(plan, self.opens_after(plan, other, at), other, 0)
            except CalendarError as error:
                lead.report(at, "", f"no step `{self.steps[other].id}` of `{plan.terms.clause.id}`: {error}")
        return now

    def opens_after(self, plan: RunningPlan, place: int, done: int) -> int:
        """When a step after another opens, if that one is done at an instant."""
        wait = self.steps[place].waits
        return done if wait is None else int(plan.terms.shift(wait)(done))

    def insert(self, plan: RunningPlan, at: int, place: int, number: int) -> None:
        """Put a step among the openings, if it comes within the term."""
        if at >= self.after:
            plan.cut_short = True
            return
        insort(plan.openings, (at, place, number))

    def occurrence(self, plan: RunningPlan, place: int, number: int) -> Occurrence | None:
        """The `number`-th coming of a step by day, or None where it comes no more."""
        coming = self._shared(plan, place, number)
        if coming is None or coming.opens >= plan.started:
            return coming
        return self._reckon(plan, place, number, plan.started)  # its day has begun: it opens with the plan

    def _shared(self, plan: RunningPlan, place: int, number: int) -> Occurrence | None:
        """The same for all plans of its day 1, whenever on that day they began."""
        key = (plan.terms.calendar_key, plan.day, place, number)
        if key not in self._known:
            self._known[key] = self._reckon(plan, place, number, 0)
        return self._known[key]

    def _reckon(self, plan: RunningPlan, place: int, number: int, earliest: int) -> Occurrence | None:
        """The coming of a step that opens at an instant at the earliest."""
        step, days = self.steps[place], self._days_of(plan)
        try:
            date = days.coming(plan.day, step, number)
            if date is None:
                return None
            opens, end = days.bounds(date, step.daypart)
            opens = max(opens, earliest)
            due = end if end is not None and step.within is None else self._due(plan, step, opens)
            gone_by = end is not None and end <= earliest
            passed_over = gone_by or days.comes_again(plan.day, step, number, date)
            name = f"{step.id}:{days.number(plan.day, date)}" if step.repeated else step.id
            return Occurrence(name, opens, due, max(due, days.close(date)), passed_over)
        except CalendarError:  # the calendar is never open again within its years
            return None

    def opened(self, plan: RunningPlan, place: int, number: int, at: int) -> Occurrence:
        """A step that opens at an instant: its name, its due, and until when it is owed."""
        step = self.steps[place]
        if step.by_day:
            coming = self.occurrence(plan, place, number)
            assert coming is not None  # it stood among the openings
            return coming
        return Occurrence(step.id, at, self._due(plan, step, at), None)

    def _due(self, plan: RunningPlan, step: Step, at: int) -> int:
        """The due of a step that opens at an instant: by its window, else the close of that day."""
        if step.within is None:
            return self._days_of(plan).close_of(at)
        return int(plan.terms.shift(step.within)(at))

    # -- whether they apply ----------------------------------------------------------------------------------------

    def notice(self, plan: RunningPlan, lead: Lead, event: Any) -> None:
        """Note what the conditions of steps look back on."""
        test = self._connected.get(event.name)
        if test is not None and (test is ALWAYS or test(lead, event)):
            plan.progress["connected"] = True
        test = self._replied.get(event.name)
        if test is not None and (test is ALWAYS or test(lead, event)):
            plan.progress["replied"] = True

    def applies(self, plan: RunningPlan, place: int, lead: Lead) -> bool:
        """Whether a step's condition holds as it opens."""
        condition = self._conditions[place]
        if condition is None and self.steps[place].silence is None:
            return True
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
        owed = [clock for clock in lead.owed if clock.plan is plan]
        still_open = [clock for clock in owed if clock.outcome == OPEN]
        if still_open or not owed:
            return still_open
        return [max(owed, key=lambda clock: (clock.due, clock.started))]

    def count(self, clock: RunningClock, lead: Lead, event: Any) -> None:
        """Count a touch for a step."""
        did: dict[str, int] = clock.progress["did"]
        channel = event.data.get("channel")
        if not isinstance(channel, str) or channel == "":
            channel = self._lacking_channel(clock)
        did[channel] = did.get(channel, 0) + 1
        step = self.steps[clock.progress["place"]]
        content = event.data.get("content")
        if step.content is not None and content is not None and content != step.content:
            clock.progress["other_content"] = clock.progress.get("other_content", 0) + 1
        test = self._connected.get(event.name)
        if test is not None and (test is ALWAYS or test(lead, event)):
            clock.progress["answered"] = True
            if clock.plan is not None and step.id not in clock.plan.progress["answered"]:
                clock.plan.progress["answered"].append(step.id)

    def _lacking_channel(self, clock: RunningClock) -> str:
        """For what names no channel (a delivery): the first that is still lacking."""
        return next(iter(self.lacking(clock)), ANY_CHANNEL)

    def lacking(self, clock: RunningClock) -> dict[str, int]:
        """How many touches are still owed, by channel."""
        step, did = self.steps[clock.progress["place"]], clock.progress["did"]
        wanted = step.do if clock.progress.get("answered") else step.asked
        total = sum(did.values())
        missing = {
            channel: count.least - (total if channel == ANY_CHANNEL else did.get(channel, 0))
            for channel, count in wanted.items()
        }
        return {channel: number for channel, number in missing.items() if number > 0}
