"""Where the steps of a cadence stand, and what completes them: the rules of a plan, for the fold to follow.

A plan is anchored at its start. Day 1 is the date of the first open instant on or after it (business days), or its own
date (calendar days); a step by day stands on that grid whatever happened before, so a step missed neither shifts nor
drops the others. A step `after` another follows what was really done: it opens when that step was done (late too), or
from its due if it was skipped. All instants are microseconds since 1970 UTC.
"""

from __future__ import annotations

import calendar as wall_calendar
import datetime as dt
from bisect import bisect_left, insort
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import attrs

from leadsla.calendars import Calendar
from leadsla.clauses.steps import ANY_CHANNEL, CONDITIONS, Every, Step
from leadsla.criteria import declared_with
from leadsla.errors import CalendarError
from leadsla.instants import LAST, moment, start_of_date
from leadsla.lead import OPEN, Lead, RunningClock, RunningPlan
from leadsla.triggers import ALWAYS, Test, Trigger, event_tests
from leadsla.windows import Window, owning_date

_CLOSE_OF_DAY: Final = Window.parse("close of business")


@attrs.frozen
class Occurrence:
    """One coming of a step by day: its name in the plan, when it opens and is due, and until when it is owed."""

    name: str
    opens: int
    due: int
    lapses: int | None
    #: Whether it is not owed: its part of the day had gone by when the plan began, or it comes again by that date.
    passed_over: bool = False


class Days:
    """The days of plans in one calendar: which date is day N, and which day a date is.

    >>> from leadsla import BusinessCalendar
    >>> office = BusinessCalendar("UTC", {"mon-fri": ["09:00-17:00"]})
    >>> friday = dt.date(2026, 3, 6).toordinal()
    >>> [dt.date.fromordinal(Days(office, business).date(friday, 2)).isoformat() for business in (True, False)]
    ['2026-03-09', '2026-03-07']
    """

    def __init__(self, calendar: Calendar, business: bool) -> None:
        self.calendar = calendar
        self.business = business
        #: For each day 1: the open dates from it on, as far as they were asked for.
        self._open: dict[int, list[int]] = {}
        #: The hours of dates, and the dues of steps that open with them, which all leads have in common.
        self._hours: dict[int, tuple[int, int]] = {}
        self.dues: dict[tuple[int, int], int] = {}

    def first(self, started: int) -> int:
        """The date of day 1 of a plan that starts at an instant, as a number of days."""
        if not self.business:
            return moment(started).astimezone(self.calendar.zone).toordinal()
        return owning_date(self.calendar, self.calendar.timeline.add(started, 0)).toordinal()

    def date(self, first: int, day: int) -> int:
        """The date of a day of the plan."""
        if not self.business:
            return first + day - 1
        dates = self._open.setdefault(first, [first])
        while len(dates) < day:
            self._extend(dates)
        return dates[day - 1]

    def _extend(self, dates: list[int]) -> None:
        dates.append(self.calendar.next_open_date(dt.date.fromordinal(dates[-1])).toordinal())

    def number(self, first: int, date: int) -> int:
        """Which day of the plan a date is."""
        if not self.business:
            return date - first + 1
        dates = self._open.setdefault(first, [first])
        while dates[-1] < date:
            self._extend(dates)
        return bisect_left(dates, date) + 1

    def coming(self, first: int, step: Step, number: int) -> int | None:
        """The date on which a step by day comes for the `number`-th time (from 0), or None if it does not."""
        if step.days:
            return self.date(first, sorted(step.days)[number]) if number < len(step.days) else None
        begun = self.date(first, step.from_day or 1)
        if step.every is None:
            return begun if number == 0 else None
        date = _later(begun, step.every, number)
        if self.business and not self.calendar.is_open_date(dt.date.fromordinal(date)):
            date = self.calendar.next_open_date(dt.date.fromordinal(date)).toordinal()
        return date if step.until_day is None or date < first + step.until_day else None

    def comes_again(self, first: int, step: Step, number: int, date: int) -> bool:
        """Whether a repetition that was moved to a date is overtaken by the next, so that it comes but once."""
        if step.every is None:
            return False
        return _later(self.date(first, step.from_day or 1), step.every, number + 1) <= date

    def hours(self, date: int) -> tuple[int, int]:
        """When the work of a date begins, and its last close.

        It begins with the first hours; in calendar days, or where there are none, with the date. The close of a date
        without hours is its end.
        """
        found = self._hours.get(date)
        if found is None:
            day, zone = dt.date.fromordinal(date), self.calendar.zone
            opening = self.calendar.opening(day)
            close = opening[-1][1] if opening else start_of_date(day + dt.timedelta(days=1), zone)
            opens = opening[0][0] if opening and self.business else start_of_date(day, zone)
            found = self._hours[date] = opens, close
        return found


def _later(date: int, every: Every, number: int) -> int:
    """A date so many repetitions later; a month that has no such day ends with its last."""
    count = every.number * number
    if every.unit != "month":
        return date + count * (7 if every.unit == "week" else 1)
    begun = dt.date.fromordinal(date)
    months = begun.year * 12 + begun.month - 1 + count
    year, month = months // 12, months % 12 + 1
    day = min(begun.day, wall_calendar.monthrange(year, month)[1])
    return dt.date(year, month, day).toordinal()


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
        step, days = self.steps[place], self._days_of(plan)
        try:
            date = days.coming(plan.day, step, number)
            if date is None:
                return None
            (opens, close), end = days.hours(date), None
            if step.daypart is not None:
                opens, end = plan.terms.calendar.daypart(step.daypart, dt.date.fromordinal(date))
            if end is not None and step.within is None:
                opens, due = max(opens, plan.started), end
            elif opens < plan.started:
                opens = plan.started
                due = self._due(plan, step, opens)
            else:
                known = days.dues.get((place, opens))
                due = self._due(plan, step, opens) if known is None else known
                days.dues[place, opens] = due
            passed_over = (end is not None and end <= plan.started) or days.comes_again(
                plan.day, step, number, date
            )
            name = f"{step.id}:{days.number(plan.day, date)}" if step.repeated else step.id
            return Occurrence(name, opens, due, max(due, close), passed_over)
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

    @staticmethod
    def _due(plan: RunningPlan, step: Step, at: int) -> int:
        """The due of a step that opens at an instant: by its window, else the close of that day."""
        shift: Callable[[int], int] = plan.terms.shift(step.within or _CLOSE_OF_DAY)
        return shift(at)

    # -- whether they apply ----------------------------------------------------------------------------------------

    def notice(self, plan: RunningPlan, lead: Lead, event: Any) -> None:
        """Note what the conditions of steps look back on."""
        for word, tests in (("connected", self._connected), ("replied", self._replied)):
            test: Test | None = tests.get(event.name)
            if test is not None and (test is ALWAYS or test(lead, event)):
                plan.progress[word] = True

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
