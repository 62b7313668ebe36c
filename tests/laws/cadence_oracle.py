"""A second judge of cadences, written from the definition and slowly.

It walks one plan from instant to instant: the events of an instant in their order, then what falls due at it, then the
steps that open at it. It shares with the engine only calendars, windows and criteria, and with `oracle` the story of a
lead, the calendar that counts for it and what starts a clock. Automatic recycles are left out.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import attrs
from dateutil.relativedelta import relativedelta
from tests.laws.oracle import GONE, Judge, Known, lets_through, means, story

from leadsla import Agreement, Event, Window
from leadsla.calendars import Calendar
from leadsla.clauses import Cadence
from leadsla.criteria.declared import declared_with
from leadsla.errors import CalendarError
from leadsla.events import is_missing
from leadsla.instants import instant, moment, start_of_date, zone

CLOSE = Window.parse("close of business")
ONE = dt.timedelta(days=1)


@attrs.define
class Judged:
    """A step of a plan, as the definition has it."""

    spec: Any
    #: Its name in the output.
    name: str
    #: When it opens, as far as that is known; for a step by day, from when.
    opens: int | None = None
    #: When its part of the day ends.
    part_ends: int | None = None
    #: Until when a step by day is owed, once it is overdue.
    close: int | None = None
    opened: int | None = None
    due: int = 0
    outcome: str = "waits"
    done_at: int | None = None
    breached_at: int | None = None
    ended_at: int | None = None
    touches: list[tuple[str, bool]] = attrs.field(factory=list)

    @property
    def owed(self) -> bool:
        return self.outcome in ("open", "breached") and self.ended_at is None

    @property
    def connected(self) -> bool:
        return any(connected for _, connected in self.touches)

    def lacking(self) -> Iterator[str]:
        """The channels on which it asks for more; unless a touch connected, what `if_no_answer` adds is asked too."""
        did = Counter(channel for channel, _ in self.touches)
        did["any"] = len(self.touches)
        asked = Counter({channel: count.least for channel, count in self.spec.do.items()})
        if not any(connected for _, connected in self.touches):
            asked.update({channel: count.least for channel, count in self.spec.if_no_answer.items()})
        return (channel for channel, least in asked.items() if did[channel] < least)


class Plan:
    """One run of a cadence for one lead, from the event that began it."""

    def __init__(self, judge: CadenceJudge, place: int, cycle: int, value: Any) -> None:
        self.judge, self.clause, self.agreement = judge, judge.clause, judge.agreement
        self.place, self.cycle, self.value = place, cycle, value
        self.begun = judge.told[place]
        self.at = self.begun.at
        self.calendar: Calendar = judge._calendar(self.begun)
        self.round = self.begun.passes
        self.ended: int | None = None
        self.exhausted: int | None = None
        self.restarted: int | None = None
        self._first = self._day_one()
        self.steps = list(self._laid_out())
        for step in self.steps:
            self._cut(step)

    # -- when steps open ----------------------------------------------------------------------------------------------

    def _later(self, window: Window | None, at: int) -> int:
        if window is None:
            return at
        return window.forward(self.calendar, zone(self.agreement.timezone))(at)

    def _cut(self, step: Judged) -> None:
        """A step that would open after the term never does."""
        if step.opens is not None and step.opens >= self.agreement.in_force[1]:
            step.outcome = "never"

    def _laid_out(self) -> Iterator[Judged]:
        """The steps in the order of the document, those by day on each of their days."""
        for spec in self.clause.steps:
            if self._name_before(spec) is not None:
                yield Judged(spec, spec.id)
            elif not spec.by_day:
                yield Judged(spec, spec.id, self._later(spec.delay, self.at))
            else:
                for number, date in self._dates(spec):
                    step = self._on(spec, f"{spec.id}:{number}" if spec.repeated else spec.id, date)
                    if step is not None:
                        yield step

    def _name_before(self, spec: Any) -> str | None:
        """The step that a step follows: the one it names, or for silence the one that stands before it."""
        if spec.after is None and spec.silence is not None:
            return str(self.clause.steps[self.clause.steps.index(spec) - 1].id)
        return None if spec.after is None else str(spec.after)

    @property
    def business(self) -> bool:
        return self.clause.day_basis.value == "business"

    def _day_one(self) -> dt.date:
        if not self.business:
            return moment(self.at).astimezone(self.calendar.zone).date()
        opening = self.calendar.add(moment(self.at), dt.timedelta())
        date = opening.astimezone(self.calendar.zone).date()
        # Open time that passes midnight belongs whole to the date on which it begins.
        for own in (date - ONE, date):
            for start, end in self.calendar.opening(own):
                if start <= instant(opening) < end:
                    return own
        return date

    def _dates(self, spec: Any) -> Iterator[tuple[int, dt.date]]:
        """Days of the plan with their dates."""
        first = self._first
        days = list(spec.days) or [spec.from_day]
        numbered = self._numbered(first)
        dates: dict[dt.date, int] = {}
        found: dict[int, dt.date] = {}
        for number, date in numbered:
            dates[date], found[number] = number, date
            if date > first + dt.timedelta(days=500):
                break
        if spec.every is None:
            yield from ((day, found[day]) for day in days if day in found)
            return
        seen = set[dt.date]()
        for times in range(500):
            if spec.from_day not in found:
                return
            unit = {f"{spec.every.unit}s": spec.every.number * times}
            date = found[spec.from_day] + relativedelta(**unit)  # type: ignore[arg-type]
            while self.business and date not in dates and date < first + dt.timedelta(days=500):
                date += ONE
            if spec.until_day is not None and date > first + dt.timedelta(days=spec.until_day - 1):
                return
            if date not in dates:
                return
            if date not in seen:
                seen.add(date)
                yield dates[date], date

    def _numbered(self, first: dt.date) -> Iterator[tuple[int, dt.date]]:
        number, date = 1, first
        while True:
            yield number, date
            try:
                date = self.calendar.next_open_date(date) if self.business else date + ONE
            except CalendarError:
                return
            number += 1

    def _on(self, spec: Any, name: str, date: dt.date) -> Judged | None:
        """A step on a date, unless its part of the day had gone by when the plan began."""
        hours = self.calendar.opening(date)
        opens, ends = start_of_date(date, self.calendar.zone), None
        try:
            if spec.daypart is not None:
                opens, ends = self.calendar.daypart(spec.daypart, date)
            elif hours and self.business:
                opens = hours[0][0]
            if ends is not None and ends <= self.at:
                return None
            self._due(spec, ends, max(opens, self.at))
        except CalendarError:
            return None
        close = hours[-1][1] if hours else start_of_date(date + ONE, self.calendar.zone)
        return Judged(spec, name, max(opens, self.at), ends, close)

    # -- walking ------------------------------------------------------------------------------------------------------

    def walk(self, last: int, at: int) -> None:
        """The plan as the story has it up to and including the place `last`, at the instant `at`."""
        self._open_what_opens(self.begun, self.at)
        self._exhaust(self.at)
        for place in range(self.place + 1, last + 1):
            known = self.judge.told[place]
            if known.at > at:
                break
            self._pass_time(self.judge.told[place - 1], known.at - 1)
            if self.ended is not None:
                return
            self._receive(place, known)
            self._open_what_opens(known, known.at, brought=True)
            self._exhaust(known.at)
        else:
            place = last + 1
        # A timer acts when its instant has passed.
        self._pass_time(self.judge.told[min(place, last + 1) - 1], at - 1)

    @property
    def over(self) -> bool:
        return self.ended is not None or self.exhausted is not None

    def _pass_time(self, known: Known, until: int) -> None:
        """What happens by itself up to and including an instant."""
        while self.ended is None:
            found = [step.due for step in self.steps if step.outcome == "open"]
            found += [
                step.close
                for step in self.steps
                if step.close is not None and step.outcome == "breached" and step.ended_at is None
            ]
            if self.exhausted is None:
                waiting = (step.opens for step in self.steps if step.outcome == "waits")
                found += [opens for opens in waiting if opens is not None]
            if not found or min(found) > until:
                return
            self._fall_due(min(found))
            self._open_what_opens(known, min(found))
            self._exhaust(min(found))

    def _fall_due(self, at: int) -> None:
        for step in self.steps:
            if step.outcome == "open" and step.due <= at:
                step.outcome, step.breached_at = "breached", at
            if step.outcome == "breached" and step.owed and step.close is not None and step.close <= at:
                step.ended_at = at

    def _open_what_opens(self, known: Known, at: int, *, brought: bool = False) -> None:
        """Steps whose time has come, in the order of the document; `brought`: only those that an event brings."""
        if self.over:
            return
        for _ in self.steps:
            for step in self.steps:
                if step.outcome != "waits":
                    continue
                if brought and step.opens is not None:
                    continue  # a timer acts after all events of its instant
                self._await(step)
                if step.outcome == "never" or step.opens is None or step.opens > at:
                    continue
                self._open(step, known, at)

    def _await(self, step: Judged) -> None:
        """When a step after another opens, if that is known by now."""
        name = self._name_before(step.spec)
        before = next((other for other in self.steps if other.name == name), None)
        if before is None or step.opens is not None:
            return
        since = before.due if before.outcome == "skipped" else before.done_at
        if since is not None:
            try:
                step.opens = self._later(step.spec.silence or step.spec.delay, since)
            except CalendarError:
                step.outcome = "never"
            self._cut(step)

    def _open(self, step: Judged, known: Known, at: int) -> None:
        step.opened = at
        try:
            step.due = self._due(step.spec, step.part_ends, at)
        except CalendarError:
            step.outcome = "never"
            return
        skipped = step.spec.silence is not None and self._heard(known, answered=True)
        if step.spec.when is not None and not self._asked(step, known, at):
            skipped = True
        step.outcome = "skipped" if skipped else "open"

    def _due(self, spec: Any, part_ends: int | None, at: int) -> int:
        if spec.within is not None:
            return self._later(spec.within, at)
        return self._later(CLOSE, at) if part_ends is None else part_ends

    def _heard(self, known: Known, *, answered: bool) -> bool:
        """Whether a touch has connected since the plan began, or (`answered`) the lead has replied."""
        last = self.judge.told.index(known)
        since = self.judge.told[self.place + 1 : last + 1]
        names = ("connected", "replied") if answered else ("connected",)
        return any(means(name, other.event) for other in since for name in names)

    def _asked(self, step: Judged, known: Known, at: int) -> bool:
        """What the step's criterion says at its opening."""
        words = {
            "no_contact": not self._heard(known, answered=False),
            "silence": not self._heard(known, answered=True),
            "no_answer": not self._before_connected(step),
        }
        seen = attrs.evolve(known, fields={**known.fields, **words}, at=at)
        fields = declared_with(self.agreement.declared, dict.fromkeys(words, "flag"))
        return bool(step.spec.when.compile(fields)(seen, None))

    def _before_connected(self, step: Judged) -> bool:
        """Whether a touch of the step before this one connected."""
        name = self._name_before(step.spec)
        return any(other.connected for other in self.steps if other.name == name)

    def _receive(self, place: int, known: Known) -> None:
        event = known.event
        if self._is_touch(known):
            self._touch(known)
        judge = self.judge
        ends = lets_through(self.agreement, self.clause.ends(), known) and (
            self.clause.per is None or judge._value(known) == self.value
        )
        if known.confirms:
            return
        if ends or judge.voids(known) or event.name == "merged" or place == self.restarted:
            self.ended = known.at
            self._let_go(known.at)

    def _is_touch(self, known: Known) -> bool:
        if known.confirms or known.event.name == "merged":
            return False
        reply = known.event.name == "replied" and "replied" in self.clause.settled_by.events
        if known.event.data.get("direction") == "inbound" and not reply:
            return False
        if not lets_through(self.agreement, self.clause.settled_by, known):
            return False
        return self.clause.per is None or self.judge._value(known) == self.value

    def _touch(self, known: Known) -> None:
        connected = means("connected", known.event)
        channel = known.event.data.get("channel")
        meant = [step for step in self.steps if step.outcome == "open"]
        if not meant:
            meant = sorted(
                (step for step in self.steps if step.owed), key=lambda s: (-s.due, -(s.opened or 0))
            )[:1]
        for step in self.steps:
            if step not in meant and not (step.outcome == "met" and step.due >= known.at):
                continue  # one that is done is still told what comes in its time
            named = (
                next(step.lacking(), "any")
                if is_missing(channel) or not isinstance(channel, str)
                else channel
            )
            step.touches.append((named, connected))
            if step in meant and next(step.lacking(), None) is None:
                step.done_at = step.ended_at = known.at
                if step.outcome == "open":
                    step.outcome = "met"

    def _let_go(self, at: int) -> None:
        for step in self.steps:
            if step.owed:
                step.ended_at = at
            if step.outcome == "open":
                step.outcome = "void"

    def _exhaust(self, at: int) -> None:
        """The plan has been gone through: nothing is open, and nothing is to come.

        A plan without days waits for what is overdue, if something comes after that.
        """
        if self.over or any(step.outcome == "open" for step in self.steps):
            return
        for step in self.steps:
            self._await(step)
            if step.outcome == "waits" and (step.opens is not None):
                return
        awaited = {self._name_before(step.spec) for step in self.steps if step.outcome == "waits"}
        by_day = any(spec.by_day for spec in self.clause.steps)
        if not by_day and any(step.owed and step.name in awaited for step in self.steps):
            return
        self.exhausted = at


class CadenceJudge(Judge):
    """One cadence for one lead."""

    def __init__(self, agreement: Agreement, clause: Cadence, told: Sequence[Known]) -> None:
        super().__init__(agreement, clause, told)  # type: ignore[arg-type]
        self.clause: Cadence = clause  # type: ignore[assignment]

    def voids(self, known: Known) -> bool:
        """Whether an event takes the lead away."""
        if self.clause.void_on is not None:
            return lets_through(self.agreement, self.clause.void_on, known)
        own = self.clause.from_.events | self.clause.settled_by.events | self.clause.ends().events
        return any(means(name, known.event) for name in GONE if name not in own)

    def plans(self, at: int) -> list[Plan]:
        """Every plan of the cadence as it stands at an instant."""
        made: list[tuple[int, int, Any, int | None]] = []
        for place, known in enumerate(self.told):
            if known.at > at or known.confirms or known.event.name == "merged":
                continue
            if not lets_through(self.agreement, self.clause.from_, known):
                continue
            value = self._value(known)
            last = next((n for n in reversed(range(len(made))) if made[n][2] == value), None)
            first, end = self.agreement.in_force
            if not first <= known.at < end:
                continue
            if last is not None:
                before = self._walked(made[last], place, known.at)
                refused = self.clause.repeat == "once" or (self.clause.repeat == "each" and not before.over)
                if refused and before.round == known.passes:
                    continue
            if self.clause.when is not None and not self.clause.when.compile(self.agreement.declared)(
                known, known.event
            ):
                continue
            try:
                Plan(self, place, 1, value)
            except CalendarError:
                continue  # a plan that has no first day, or a step that would never open
            if last is not None and self.clause.repeat == "restart" and not before.over:
                made[last] = (*made[last][:3], place)
            made.append((place, len(made) + 1, value, None))
        return [self._walked(plan, len(self.told) - 1, at) for plan in made]

    def _walked(self, made: tuple[int, int, Any, int | None], last: int, at: int) -> Plan:
        place, cycle, value, restarted = made
        plan = Plan(self, place, cycle, value)
        plan.restarted = restarted
        plan.walk(last, at)
        return plan


def judged(agreement: Agreement, events: Sequence[Event], at: dt.datetime) -> list[tuple[str, str, Plan]]:
    """Every plan of every cadence, by lead and clause."""
    limit, found = instant(at), []
    for lead in sorted({event.lead for event in events} - {""}):
        log = [event for event in events if event.lead == lead and event.instant <= limit]
        if log:
            told = story(agreement, log)
            for clause in agreement.clauses:
                if isinstance(clause, Cadence):
                    plans = CadenceJudge(agreement, clause, told).plans(limit)
                    found += [(lead, clause.id, plan) for plan in plans]
    return found
