"""A second judge of response windows, written from the definition and slowly: it folds nothing.

It first tells the story of a lead (what was known after each event), and then, for each clock, looks through the whole
story again: when its criterion of pause held, when it was due by adding up intervals of open time, and which event
first settled or voided it. It shares with the engine only calendars, windows and criteria, which have oracles of their
own. Automatic recycles are left out, as `evaluate(..., automatic=False)` does.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from leadsla import Agreement, Event, ResponseWindow, Window
from leadsla.calendars import BusinessCalendar, Calendar
from leadsla.criteria import coerce
from leadsla.errors import CalendarError, TimeError
from leadsla.events import is_missing
from leadsla.instants import LAST, instant, zone
from leadsla.periods import Share
from leadsla.segments import Segments
from leadsla.triggers import Trigger

ATTEMPTS = {
    "touched": lambda event: event.name in ("touched", "connected", "replied"),
    "connected": lambda event: event.name == "connected" or _is(event, "outcome", "connected"),
    "replied": lambda event: event.name == "replied" or _is(event, "direction", "inbound"),
}
GONE = ("recycled", "disqualified", "won", "lost")


def _is(event: Event, key: str, value: str) -> bool:
    return event.name == "touched" and event.data.get(key) == value


def means(name: str, event: Event) -> bool:
    """Whether an event is what a name stands for; a contact attempt may be logged under three names."""
    return ATTEMPTS.get(name, lambda event: event.name == name)(event)


@attrs.frozen
class Known:
    """What is known of a lead after an event: what criteria see."""

    fields: Mapping[str, Any]
    stage: str | None
    assignee: str | None
    passes: int
    created: int
    at: int
    seen: Mapping[str, Sequence[int]]
    moved: tuple[str | None, str] | None
    event: Event
    #: Whether the event was a `recycled` that only confirmed where a recycle had brought the lead.
    confirms: bool
    began: int


def story(agreement: Agreement, events: Sequence[Event]) -> list[Known]:
    """A lead's events in order, with what was known after each; a merge is the last."""
    told: list[Known] = []
    fields: dict[str, Any] = {}
    seen: dict[str, list[int]] = {}
    stage, assignee, passes, began, returned = None, None, 1, events[0].instant, False
    for event in events:
        fields = fields | _read(agreement, event, fields)
        for name in {*agreement_names(agreement), event.name}:
            if means(name, event):
                seen.setdefault(name, []).append(event.instant)
        known = Known(
            {name: value for name, value in fields.items() if value is not None},
            stage,
            assignee,
            passes,
            events[0].instant,
            event.instant,
            {name: list(at) for name, at in seen.items()},
            None,
            event,
            False,
            began,
        )
        for rule in agreement.scorecards.rules:
            if rule.event is None or rule.when is None or not means(rule.event, event):
                continue
            if rule.when.compile(agreement.fields)(known, event):
                seen.setdefault(rule.remembered or "", []).append(event.instant)
        known = attrs.evolve(known, seen={name: list(at) for name, at in seen.items()})
        there = event.name == "recycled" and _leads_to(agreement, event, stage)
        if there and returned:
            told.append(attrs.evolve(known, confirms=True))
            continue
        to = _move(agreement, known)
        moved = None if to is None else (stage, to)
        stage = stage if to is None else to
        if to is not None:
            returned = False
        if event.name == "recycled":
            passes, began, returned = passes + 1, event.instant, to is not None or there
        if event.name == "assigned" and not is_missing(event.data.get("to")):
            assignee = event.data["to"]
        told.append(
            attrs.evolve(known, stage=stage, assignee=assignee, passes=passes, moved=moved, began=began)
        )
        if event.name == "merged":
            break
    return told


def _read(agreement: Agreement, event: Event, fields: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for name, value in event.data.items():
        if name in agreement.fields:
            read = coerce(value, agreement.fields[name])
            if read is not None or not is_missing(value):
                found[name] = read
    return found


def agreement_names(agreement: Agreement) -> set[str]:
    """The names that generated criteria and clauses look back on."""
    return {"touched", "assigned", "created", "requested", "connected", "recycled"}


def _leads_to(agreement: Agreement, event: Event, stage: str | None) -> bool:
    to = event.data.get("to")
    if stage is None:
        return False
    if is_missing(to):
        return any(move.event == "recycled" and move.to == stage for move in agreement.lifecycle.moves)
    return bool(to == stage)


def _move(agreement: Agreement, known: Known) -> str | None:
    for move in agreement.lifecycle.moves:
        fits = known.stage in move.from_ if move.from_ else known.stage is None
        if not (fits and means(move.event, known.event)):
            continue
        if move.when is not None and not move.when.compile(agreement.declared)(known, known.event):
            continue
        if any(known.fields.get(name) is None for name in move.requires):
            continue
        means_of = {stage.name: stage.criterion for stage in agreement.lifecycle.stages}
        definition = None if move.event == "recycled" else means_of.get(move.to or "")
        if definition is not None and not definition.compile(agreement.declared)(known, None):
            continue
        to = move.to or known.event.data.get("to")
        if to in [stage.name for stage in agreement.lifecycle.stages]:
            return to
    return None


def lets_through(agreement: Agreement, trigger: Trigger, known: Known) -> bool:
    """Whether an event is what a trigger waits for."""
    for cause in trigger.causes:
        if cause.event is not None:
            meant = means(cause.event, known.event)
        elif known.moved is None or known.moved[0] == known.moved[1]:
            meant = False
        else:
            meant = known.moved[1] == cause.enters if cause.enters else known.moved[0] == cause.leaves
        if meant and (cause.when is None or cause.when.compile(agreement.declared)(known, known.event)):
            return True
    return False


def chosen(agreement: Agreement, segments: Segments[Any], known: Known) -> Any:
    """The value of the first segment that holds, else None."""
    for case in segments:
        if case.when is None or case.when.compile(agreement.declared)(known, known.event):
            return case.is_
    return None


class Line:
    """The time that counts: all of it, or the open intervals of a calendar."""

    def __init__(self, calendar: Calendar | None) -> None:
        self.calendar = calendar

    def length(self, a: int, b: int) -> int:
        """How much of [a, b) counts."""
        if self.calendar is None:
            return max(0, b - a)
        return sum(end - start for start, end in self.calendar.timeline.intervals(a, b)) if a < b else 0

    def after(self, a: int, amount: int) -> int:
        """The earliest instant by which so much has counted since `a`; for nothing, the next that counts."""
        if self.calendar is None:
            return a + amount
        day, start = 86_400_000_000, a
        while start < min(LAST, a + 900 * day):
            for opening, closing in self.calendar.timeline.intervals(start, min(start + 20 * day, LAST)):
                if amount < closing - opening or (amount and amount == closing - opening):
                    return opening + amount
                amount -= closing - opening
            start += 20 * day
        return LAST


@attrs.define
class Judged:
    """A clock of a response window, as the definition has it."""

    clause: str
    cycle: int
    value: Any
    origin: int
    started: int
    base: int
    place: int
    window: Window
    calendar: Calendar
    line: Line
    round: int
    restarted: int | None = None
    outcome: str = "open"
    due: int = 0
    paused: bool = False
    done_at: int | None = None
    breached_at: int | None = None
    ended_at: int | None = None
    counted: int = 0
    #: (occasion, place of the action, at)
    followed: list[tuple[str, int, int]] = attrs.field(factory=list)


class Judge:
    """One clause for one lead."""

    def __init__(self, agreement: Agreement, clause: ResponseWindow, told: Sequence[Known]) -> None:
        self.agreement = agreement
        self.clause = clause
        self.told = told
        self.pauses = self._pauses()

    def _pauses(self) -> list[tuple[int, int | None]]:
        """The stretches of time in which `pause_while` held."""
        found: list[tuple[int, int | None]] = []
        criterion = self.clause.pause_while
        if criterion is None:
            return found
        holds = criterion.compile(self.agreement.declared)
        since = None
        for known in self.told:
            if known.event.name == "merged":
                break
            if holds(known, None) and since is None:
                since = known.at
            elif not holds(known, None) and since is not None:
                found.append((since, known.at))
                since = None
        return [*found, (since, None)] if since is not None else found

    def clocks(self, at: int) -> list[Judged]:
        """All clocks of the clause as they stand at `at`."""
        made: list[Judged] = []
        for place, known in enumerate(self.told):
            if known.at > at or known.confirms or known.event.name == "merged":
                continue
            if not lets_through(self.agreement, self.clause.from_, known):
                continue
            value = self._value(known)
            last = next((clock for clock in reversed(made) if clock.value == value), None)
            clock = self._started(place, known, value, len(made) + 1) if self._may(last, known) else None
            if clock is None:
                continue
            if last is not None and self.clause.repeat == "restart":
                self.settle(last, place, known.at)
                if last.outcome == "open":
                    last.restarted = place
            made.append(clock)
        for clock in made:
            self.settle(clock, len(self.told) - 1, at)
        return made

    def _value(self, known: Known) -> Any:
        if self.clause.per is None:
            return None
        name = self.clause.per.removeprefix("event.")
        value = (known.event.data if self.clause.per.startswith("event.") else known.fields).get(name)
        return None if is_missing(value) else value

    def _may(self, last: Judged | None, known: Known) -> bool:
        """Whether a start may start a clock after the last one."""
        first, after = self.agreement.in_force
        if not first <= known.at < after:
            return False
        if last is not None and last.round == known.passes:
            if self.clause.repeat == "once":
                return False
            self.settle(last, self.told.index(known), known.at)
            if self.clause.repeat == "each" and last.outcome == "open":
                return False
        return self.clause.when is None or self.clause.when.compile(self.agreement.declared)(
            known, known.event
        )

    def _started(self, place: int, known: Known, value: Any, cycle: int) -> Judged | None:
        window = chosen(self.agreement, self.clause.within, known)
        if window is None:
            return None
        calendar = self._calendar(known)
        counted = known.seen.get(self.clause.count_from or "", [])
        started = counted[-1] if counted and counted[-1] >= known.began else known.at
        try:
            base = window.forward(calendar, zone(self.agreement.timezone))(started)
        except CalendarError:
            return None
        line = Line(calendar if window.business else None)
        return Judged(
            self.clause.id, cycle, value, known.at, started, base, place, window, calendar, line, known.passes
        )

    def _calendar(self, known: Known) -> Calendar:
        calendar = self.agreement.calendar_named(self.clause.calendar)
        by = self.clause.calendar_by
        if by is None:
            return calendar
        if by.zone is None:
            name = by.calendars.get(str(known.fields.get(by.field)))
            return calendar if name is None else self.agreement.calendars[name]
        try:
            zone(known.fields[by.zone])
        except (KeyError, TimeError):
            return calendar
        assert isinstance(calendar, BusinessCalendar)
        return calendar.in_zone(known.fields[by.zone])

    def settle(self, clock: Judged, last: int, at: int) -> None:
        """How a clock stands at `at`, by the story up to and including the place `last`."""
        clock.outcome, clock.paused = "open", False
        clock.done_at = clock.breached_at = clock.ended_at = None
        end, voided = self._ending(clock, last, at)
        until = at if end is None else end
        due, held, paused_at = self._due(clock, until)
        clock.due = due
        breach = max(due, clock.origin)
        breached = paused_at is None and (due < until or due < clock.origin)
        if breached:
            clock.outcome, clock.breached_at = "breached", breach
        if end is not None:
            clock.ended_at = end
            clock.done_at = None if voided else end
            if not breached:
                clock.outcome = "void" if voided else "met"
        clock.paused = paused_at is not None and end is None
        if paused_at is not None:
            held += clock.line.length(paused_at, until)
            clock.due = self._moved(clock, clock.base, held, until)
        clock.counted = clock.line.length(clock.started, until) - held
        self._follow(clock, until, at)

    def _ending(self, clock: Judged, last: int, at: int) -> tuple[int | None, bool]:
        """When the clock was settled or voided, and whether it was voided."""
        for place in range(clock.place + 1, last + 1):
            known = self.told[place]
            if known.at > at:
                break
            if known.confirms:
                continue
            if lets_through(self.agreement, self.clause.until, known) and (
                self.clause.per is None or self._value(known) == clock.value
            ):
                return known.at, False
            if self._voids(known) or known.event.name == "merged" or place == clock.restarted:
                return known.at, True
        return None, False

    def _voids(self, known: Known) -> bool:
        if self.clause.void_on is not None:
            return lets_through(self.agreement, self.clause.void_on, known)
        own = self.clause.from_.events | self.clause.until.events
        return any(means(name, known.event) for name in GONE if name not in own)

    def _due(self, clock: Judged, until: int) -> tuple[int, int, int | None]:
        """The due by the pauses that began before it, as it is at `until`; what was held, and an unfinished pause."""
        due, held = clock.base, 0
        for begin, end in self.pauses:
            a = max(begin, clock.started)
            if end is not None and end <= a:
                continue
            if a >= due or a > until:
                break
            if end is None or end > until:
                return due, held, a
            held += clock.line.length(a, end)
            due = self._moved(clock, clock.base, held, end)
        return due, held, None

    @staticmethod
    def _moved(clock: Judged, at: int, held: int, resumed: int) -> int:
        """An instant of a clock after so much was held, never before the clock is resumed."""
        moved = clock.line.after(at, held) if held else at
        return moved if moved >= resumed else clock.line.after(resumed, 0)

    def _follow(self, clock: Judged, until: int, at: int) -> None:
        """What follows at each occasion, as visible at `at`."""
        clause, followed = self.clause, list[tuple[str, int, int]]()
        followed += [("start", place, clock.origin) for place in range(len(clause.on_start))]
        followed += self._warnings(clock, until, at)
        if clock.outcome == "met":
            followed += [("met", place, until) for place in range(len(clause.on_met))]
        if clock.breached_at is not None:
            for place, action in enumerate(clause.on_breach):
                if action.after is None:
                    followed.append(("breach", place, clock.breached_at))
                    continue
                try:
                    rung = action.after.forward(clock.calendar, zone(self.agreement.timezone))(
                        clock.breached_at
                    )
                except CalendarError:
                    continue
                if rung < (at if clock.ended_at is None else clock.ended_at):
                    followed.append(("breach", place, rung))
        clock.followed = sorted(followed)

    def _warnings(self, clock: Judged, until: int, at: int) -> list[tuple[str, int, int]]:
        """The warnings given by `at`: one is given when its share has counted, while nothing has come of the clock."""
        followed: list[tuple[str, int, int]] = []
        for item in self.clause.warn_at or (Share.parse("80%"),):
            reached = self._reached(clock, self._unpaused(clock, item), until)
            if reached is None or clock.due < clock.origin:
                continue
            given = max(reached, clock.origin)
            limit = until if clock.ended_at is not None else at
            if given < limit and (clock.breached_at is None or given <= clock.breached_at):
                followed += [("warning", place, given) for place in range(len(self.clause.on_warning))]
        return followed

    def _unpaused(self, clock: Judged, item: Share | Window) -> int:
        """When a warning comes if the clock never pauses."""
        if isinstance(item, Window):
            try:
                return max(
                    clock.started, item.back(clock.calendar, zone(self.agreement.timezone))(clock.base)
                )
            except CalendarError:
                return clock.started
        counted = math.ceil(clock.line.length(clock.started, clock.base) * item.value)
        return clock.line.after(clock.started, counted) if counted else clock.started

    def _reached(self, clock: Judged, warning: int, until: int) -> int | None:
        """When a warning comes, moved by the pauses that began before or at it; None while one has not ended."""
        reached, held, due = warning, 0, clock.base
        for begin, end in self.pauses:
            a = max(begin, clock.started)
            if end is not None and end <= a:
                continue
            if a > reached or a >= due or a > until:
                break
            if end is None or end > until:
                return None
            held += clock.line.length(a, end)
            due = self._moved(clock, clock.base, held, end)
            moved = clock.line.after(warning, held) if held else warning
            reached = max(moved, end)
        return reached


def judged(agreement: Agreement, events: Sequence[Event], at: dt.datetime) -> list[tuple[str, Judged]]:
    """Every clock of every response window, by lead."""
    limit, found = instant(at), []
    for lead in sorted({event.lead for event in events}):
        log = [event for event in events if event.lead == lead and event.instant <= limit]
        if not log:
            continue
        told = story(agreement, log)
        for clause in agreement.clauses:
            if isinstance(clause, ResponseWindow):
                found += [(lead, clock) for clock in Judge(agreement, clause, told).clocks(limit)]
    return found
