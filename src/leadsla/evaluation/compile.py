"""An agreement made ready for the fold: which event can do what, decided once and not at every event.

Everything here follows from the agreement alone. A `Program` has, for each event name, a `Handler` with the moves it
can cause and the clauses it can settle, void and start; most events of a log can do very little, and cost very little.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final
from zoneinfo import ZoneInfo

from leadsla.agreement import Agreement
from leadsla.calendars import BusinessCalendar, Calendar
from leadsla.clauses import Duty, Judge, LeadClause, about_leads, about_periods
from leadsla.clauses.duties import duties_of, period_duties_of
from leadsla.criteria import Declared, coerce
from leadsla.errors import CalendarError
from leadsla.evaluation.periodic.terms import Noting, PeriodTerms
from leadsla.events import is_missing, shown
from leadsla.instants import UTC, zone
from leadsla.lifecycle import CompiledMove
from leadsla.qualification import objection
from leadsla.triggers import ALWAYS, ANY, Test, Trigger, both, either, event_tests
from leadsla.windows import ELAPSED, Line, Shift, Window

#: What voids a clock where the clause does not say: the lead is no longer there to be worked on.
VOIDING: Final = ("recycled", "disqualified", "won", "lost")
#: The share of the window after which an open clock is at risk, where the clause names no warning.
AT_RISK: Final = (4, 5)
#: Whole numbers beyond are told apart as text: they are too long to be printed as numbers.
LARGEST: Final = 10**400


class Terms:
    """The terms that a clock keeps: a clause, in one version, with the calendar and the segment chosen for the lead."""

    __slots__ = (
        "at_once", "automatic", "calendar", "calendar_key", "clause", "compiled", "eventful", "forward", "index",
        "inverse", "ladder", "line", "pause", "segment", "settled", "shifts", "tz", "value_of", "warns", "window",
    )  # fmt: skip

    def __init__(self, compiled: CompiledClause, segment: int, calendar_key: str, calendar: Calendar) -> None:
        self.compiled = compiled
        self.clause = compiled.clause
        self.index = compiled.index
        self.pause = compiled.pause
        self.settled = compiled.settled
        self.value_of = compiled.value_of
        self.inverse = compiled.clause.inverse
        self.segment = segment
        self.calendar_key = calendar_key
        self.calendar = calendar
        self.tz = compiled.tz
        self.shifts: dict[Window, Shift] = {}
        self.window: Window | None = compiled.clause.window_of(segment)
        #: What is due at once has no window, and all time counts (there is none).
        self.line: Line = ELAPSED if self.window is None else self.window.line(calendar)
        self.forward: Shift = (lambda start: start) if self.window is None else self.shift(self.window)
        self._prepare_actions(compiled.clause)

    def _prepare_actions(self, clause: LeadClause) -> None:
        #: For each occasion the places of the actions that follow at once.
        self.at_once = {
            occasion: tuple(
                place for place, action in enumerate(clause.actions_on(occasion)) if action.after is None
            )
            for occasion in clause.occasions
        }
        #: The rungs: (place of the action, how long after the breach).
        self.ladder = tuple(
            (place, action.after) for place, action in enumerate(clause.on_breach) if action.after is not None
        )
        self.warns = bool(clause.on_warning)
        #: Whether there is more to starting a clock than to start it.
        self.eventful = bool(
            self.at_once["start"]
            or self.warns
            or self.pause is not None
            or self.compiled.count_from is not None
            or self.compiled.complete is not None
        )
        self.automatic = any(action.automatic for name in self.at_once for action in clause.actions_on(name))

    def shift(self, window: Window) -> Shift:
        """The function from an instant to the one that is a window later, in these terms' calendar."""
        found = self.shifts.get(window)
        if found is None:
            found = self.shifts[window] = window.forward(self.calendar, self.tz)
        return found

    def warning_instants(self, started: int, base: int) -> list[int]:
        """When each entry of `warn_at` comes (80 % where there is none), as if the clock were never paused.

        A share is of the time that counts between start and due; a window goes back from the due, not past the start.
        """
        total = self.line.between(started, base)
        found = []
        for item in self.clause.warn_at:
            if isinstance(item, Window):
                try:
                    found.append(max(started, item.back(self.calendar, self.tz)(base)))
                except CalendarError:  # no open time so long before the due
                    found.append(started)
            else:
                found.append(self._share(started, total, *item.value.as_integer_ratio()))
        return found or [self._share(started, total, *AT_RISK)]

    def _share(self, started: int, total: int, numerator: int, denominator: int) -> int:
        counted = -(-total * numerator // denominator)
        return self.line.add(started, counted) if counted else started


class CompiledClause:
    """One clause with its tests and choosers bound to the agreement."""

    __slots__ = (
        "begin", "by_terms", "calendars", "choose", "clause", "complete", "count_from", "duties", "index", "key",
        "only_terms", "pause", "refusal", "repeat", "schedule", "settled", "step", "tz", "unconditional", "value_of",
        "version", "when",
    )  # fmt: skip

    def __init__(self, clause: LeadClause, index: int, agreement: Agreement, declared: Declared) -> None:
        fields = declared
        self.clause = clause
        #: Of a duty what tells it from the others of its clause, also in a snapshot.
        self.step = clause.step if isinstance(clause, Duty) else None
        self.index = index
        self.key: Any = index
        #: What is owed after a consequence, by the occasion and the place of its action.
        self.duties: Mapping[tuple[str, int], CompiledClause] = {}
        self.version = agreement.version
        self.tz: ZoneInfo = zone(agreement.timezone)
        judge: Judge = clause.judge(fields)
        # None where the kind has nothing to say and the trigger alone decides, which is the common case.
        self.begin = None if type(judge).begin is Judge.begin else judge.begin
        self.complete = None if type(judge).complete is Judge.complete else judge.complete
        self.settled = None if type(judge).settled is Judge.settled else judge.settled
        self.schedule = clause.schedule(fields, agreement.in_force[1])
        self.when = None if clause.when is None else clause.when.compile(fields)
        self.pause = None if clause.pause_while is None else clause.pause_while.compile(fields)
        windows = clause.window()
        self.choose: Callable[[Any, Any], int] | None = (
            None if windows is None or windows.cases[0].when is None else windows.chooser(fields)
        )
        #: Whether a first start always starts a clock.
        self.unconditional = self.when is None and self.choose is None
        #: None where every start has a clock of its own.
        self.repeat = None if clause.overlapping else clause.repeat
        self.refusal = judge.refusal
        self.count_from = clause.count_from
        self.value_of = None if clause.per is None else _reader(clause.per)
        self.calendars = _Calendars(clause, agreement)
        self.by_terms: dict[tuple[int, str], Terms] = {}
        #: The terms, where they are the same for all leads.
        self.only_terms: Terms | None = None
        if self.choose is None and clause.calendar_by is None:
            self.only_terms = self.terms(0, self.calendars.default)

    def terms_for(self, lead: Any, event: Any) -> Terms:
        """The terms for a lead as an event left it; some segment holds."""
        segment = 0 if self.choose is None else self.choose(lead, event)
        return self.terms(segment, self.calendars.of(lead))

    def terms(self, segment: int, calendar_key: str) -> Terms:
        """The terms for a segment and a calendar, made once."""
        found = self.by_terms.get((segment, calendar_key))
        if found is None:
            calendar = self.calendars.named(calendar_key)
            found = self.by_terms[segment, calendar_key] = Terms(self, segment, calendar_key, calendar)
        return found


class _Calendars:
    """Which calendar counts for a lead. The key `office@Europe/Paris` is the hours of `office` in another zone."""

    __slots__ = ("agreement", "by", "by_value", "default")

    def __init__(self, clause: LeadClause, agreement: Agreement) -> None:
        self.agreement = agreement
        self.by = clause.calendar_by
        self.default: str = clause.calendar or agreement.calendar or ""
        given = {} if self.by is None else self.by.calendars
        self.by_value = {coerce(value, "text"): name for value, name in given.items()}

    def of(self, lead: Any) -> str:
        by = self.by
        if by is None:
            return self.default
        value = coerce(lead.fields.get(by.field if by.zone is None else by.zone), "text")
        if by.zone is None:
            return self.by_value.get(value, self.default)
        return f"{self.default}@{value}" if value is not None and _is_zone(value) else self.default

    def named(self, key: str) -> Calendar:
        if not key or key in self.agreement.calendars:
            return self.agreement.calendar_named(key or None)
        name, _, other_zone = key.rpartition("@")
        calendar = self.agreement.calendar_named(name or None)
        return calendar.in_zone(other_zone) if isinstance(calendar, BusinessCalendar) else calendar


def _is_zone(name: str) -> bool:
    """Whether there is a time zone of that name; unlike `zone`, without a costly look for what may have been meant."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def _reader(path: str) -> Callable[[Any, Any], Any]:
    """The function that reads `event.NAME` or a field; a missing value is None."""

    def read(mapping: Mapping[str, Any], name: str) -> Any:
        value = mapping.get(name)
        return value if type(value) is str and value.strip() else _key(value)

    if path.startswith("event."):
        name = path.removeprefix("event.")
        return lambda lead, event: read(event.data, name)
    return lambda lead, event: read(lead.fields, path)


def _key(value: Any) -> Any:
    """A value of `per` by which a clock is found and known: one that can be a key, and is the same after a snapshot."""
    value = _as_restored(value)
    if is_missing(value):
        return None
    simple = isinstance(value, str | int | float | Decimal | Fraction | dt.date)
    return value if simple and not (isinstance(value, int) and abs(value) > LARGEST) else shown(value)


def _as_restored(value: Any) -> Any:
    match value:
        case dt.datetime() if value.utcoffset() is not None:
            return value.astimezone(UTC)
        case Mapping():
            return {str(key): _as_restored(item) for key, item in value.items()}
        case list() | tuple():
            return list(map(_as_restored, value))
        case set() | frozenset():
            return sorted(map(_as_restored, value), key=shown)
        case _:
            return value


class Handler:
    """What events of one name can do."""

    __slots__ = (
        "assigns",
        "ends",
        "facts",
        "merges",
        "moves",
        "moving",
        "named",
        "objection",
        "plans",
        "recycles",
        "remembers",
        "starts",
        "team_facts",
        "turning",
    )

    def __init__(self, name: str) -> None:
        self.moves: tuple[CompiledMove, ...] = ()
        #: Whether the name itself stands in the table of moves, so that it is an anomaly where none is made.
        self.named = False
        #: For each clause (its place) that the event can end: the test that settles and the one that voids.
        self.ends: dict[int, tuple[Test | None, Test | None]] = {}
        #: The same for each clause with plans: the tests that count for a step, that end the plan, and that void it.
        self.plans: dict[int, tuple[Test | None, Test | None, Test | None]] = {}
        self.starts: tuple[tuple[CompiledClause, Test], ...] = ()
        #: Under which names the event is looked back on, with the test for each.
        self.remembers: tuple[tuple[str, Test], ...] = ()
        #: What clauses about periods take down of it, where it is of a lead, and where it is of the team.
        self.facts: tuple[Noting, ...] = ()
        self.team_facts: tuple[Noting, ...] = ()
        #: What is wrong with a disqualification, where the agreement says what disqualifies.
        self.objection: Callable[[Any, Any], str | None] | None = None
        self.assigns = name == "assigned"
        self.recycles = name == "recycled"
        self.merges = name == "merged"
        self.turning = self.recycles or self.merges
        #: Whether there is more to do than to look at clocks.
        self.moving = self.assigns or self.recycles or self.merges


class Program:
    """An agreement ready for the fold. `handlers` by event name; `other` for names that nothing mentions."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self.version = agreement.version
        self.tz = zone(agreement.timezone)
        self.term = agreement.in_force
        self.order = agreement.lifecycle.order
        self.declared = agreement.declared
        self.declared_names = frozenset(self.declared)
        self.clauses = [
            CompiledClause(clause, index, agreement, self.declared)
            for index, clause in enumerate(agreement.clauses)
            if about_leads(clause)
        ]
        self.periods = [
            PeriodTerms(clause, index, agreement)
            for index, clause in enumerate(agreement.clauses)
            if about_periods(clause)
        ]
        #: For each place under which facts are taken down, the number of the clause in `periods` and the role there.
        self.places = [
            (number, role)
            for number, terms in enumerate(self.periods)
            for role, _ in enumerate(terms.observed)
        ]
        self.duties = list(self._compile_duties(agreement))
        #: What may be owed for periods, and its number by clause, occasion and place of the action; what the team does
        #: about it is taken down after the facts of clauses, under `len(places)` and its number.
        self.period_duties: list[CompiledClause] = []
        self.period_duties_by_place: dict[tuple[str, str, int], int] = {}
        self._compile_period_duties(agreement)
        self.warning = any(clause.clause.on_warning for clause in self.clauses)
        self.pausing = any(clause.pause is not None for clause in self.clauses)
        #: Clauses that count from an earlier event and may be paused: their pauses are kept from the beginning.
        self.holding = [c for c in self.clauses if c.pause is not None and c.count_from is not None]
        self.handlers: dict[str, Handler] = {}
        self._shared: dict[Trigger, dict[str, Test]] = {}
        # Names with a meaning of their own come first, so that they too get what every event can do.
        for name in ("assigned", "recycled", "merged"):
            self._handler(name)
        if agreement.disqualification:
            handler = self._handler("disqualified")
            handler.objection = objection(agreement.disqualification, self.declared)
            handler.moving = True
        self._compile_moves(agreement)
        self._compile_clauses()
        self.other = self.handlers.pop(ANY, Handler(ANY))
        self._remember(agreement)

    def _compile_duties(self, agreement: Agreement) -> Iterable[CompiledClause]:
        """The duties of each clause, numbered after all clauses: those of one instant come in that order."""
        index = len(agreement.clauses)
        for compiled in self.clauses:
            made = {}
            for place, duty in duties_of(compiled.clause, agreement.roles):
                made[place] = CompiledClause(duty, index, agreement, self.declared)
                index += 1
            if made:
                compiled.duties = made
                yield from made.values()

    def _compile_period_duties(self, agreement: Agreement) -> None:
        first = len(agreement.clauses) + len(self.duties)
        for clause in agreement.clauses:
            for (occasion, place), duty in period_duties_of(clause, agreement.roles):
                number = len(self.period_duties)
                self.period_duties.append(CompiledClause(duty, first + number, agreement, self.declared))
                self.period_duties_by_place[clause.id, occasion, place] = number

    def _handler(self, name: str) -> Handler:
        return self.handlers.setdefault(name, Handler(name))

    def _compile_moves(self, agreement: Agreement) -> None:
        for name, moves in agreement.lifecycle.table(self.declared).items():
            self._handler(name).moves = moves
            self._handler(name).moving = True
            self._handler(name).named = any(compiled.move.event == name for compiled in moves)

    def _tests(self, trigger: Trigger) -> dict[str, Test]:
        """The tests of a trigger; clauses with the same trigger share them, so that the fold asks once."""
        if trigger not in self._shared:
            moving = {name for name, handler in self.handlers.items() if handler.moves}
            self._shared[trigger] = trigger.tests(self.declared, moving, self.order)
        return dict(self._shared[trigger])

    def _compile_clauses(self) -> None:
        tested: list[tuple[CompiledClause, str, dict[str, Test]]] = []
        for compiled in self.clauses:
            clause, schedule = compiled.clause, compiled.schedule
            void_on = clause.voids()
            if void_on is None:
                own = clause.starts().events | clause.settles().events
                void_on = Trigger.of([name for name in VOIDING if name not in own] or ["merged"])
            tested.append((compiled, "starts", self._tests(clause.starts())))
            tested.append((compiled, "settles", self._tests(clause.settles())))
            tested.append((compiled, "voids", self._tests(void_on)))
            if schedule is not None:
                tested.append((compiled, "ends", self._tests(schedule.ends_on)))
                tested.append((compiled, "notices", dict.fromkeys(schedule.noticed, ALWAYS)))
        tested += [(duty, "settles", self._tests(duty.clause.settles())) for duty in self.duties]
        observed = [
            (place, one, self._tests(one.trigger))
            for place, one in enumerate(one for terms in self.periods for one in terms.observed)
        ]
        deeds = [
            (place, self._tests(duty.clause.settles()))
            for place, duty in enumerate(self.period_duties, len(self.places))
        ]
        for tests in (*(tests for _, _, tests in (*tested, *observed)), *(tests for _, tests in deeds)):
            for name in tests:
                self._handler(name)
        for compiled, role, tests in tested:
            for handler, test in self._spread(tests):
                self._enter(handler, compiled, role, test)
        for place, one, tests in observed:
            for handler, test in self._spread(tests):
                asked = test if one.when is None else both(test, one.when.compile(self.declared))
                noting = (Noting(place, asked, one.read),)
                handler.facts += noting if one.leads else ()
                handler.team_facts += noting if one.team else ()
        for place, tests in deeds:
            for handler, test in self._spread(tests):
                handler.team_facts += (Noting(place, test, None),)

    def _spread(self, tests: dict[str, Test]) -> Iterator[tuple[Handler, Test]]:
        """The handlers that tests by event name belong to; what every event can do stands in every handler."""
        everywhere = tests.pop(ANY, None)
        for name in self.handlers if everywhere is not None else tests:
            test = tests.get(name)
            if everywhere is not None:
                test = everywhere if test is None else either(test, everywhere)
            if test is not None:
                yield self.handlers[name], test

    @staticmethod
    def _enter(handler: Handler, compiled: CompiledClause, role: str, test: Test) -> None:
        if role == "starts":
            handler.starts += ((compiled, test),)
        elif compiled.schedule is not None:
            settles, ends, voids = handler.plans.get(compiled.index, (None, None, None))
            handler.plans[compiled.index] = (
                test if role == "settles" else settles,
                test if role == "ends" else ends,
                test if role == "voids" else voids,
            )
        elif role == "settles":
            handler.ends[compiled.index] = (test, None)
        else:
            handler.ends[compiled.index] = (handler.ends.get(compiled.index, (None, None))[0], test)

    def _remember(self, agreement: Agreement) -> None:
        names = {clause.count_from for clause in self.clauses if clause.count_from is not None}
        names |= {rule.event for rule in agreement.scorecards.rules if rule.event and rule.when is None}
        for criterion in criteria_of(agreement):
            names |= criterion.counted
        for name in sorted(names):
            for logged, test in event_tests(name).items():
                self._handler_for_memory(logged).remembers += ((name, test),)
        # After the names alone, so that a criterion that counts them counts this event too.
        for key, rule in {rule.remembered: rule for rule in agreement.scorecards.rules}.items():
            if key is not None and rule.event is not None and rule.when is not None:
                holds = rule.when.compile(Declared(agreement.fields))
                for logged, test in event_tests(rule.event).items():
                    self._handler_for_memory(logged).remembers += ((key, both(test, holds)),)

    def _handler_for_memory(self, name: str) -> Handler:
        if name not in self.handlers:
            made = self.handlers[name] = Handler(name)
            made.ends, made.starts, made.plans = self.other.ends, self.other.starts, self.other.plans
            made.facts, made.team_facts = self.other.facts, self.other.team_facts
        return self.handlers[name]


def criteria_of(agreement: Agreement) -> Iterable[Any]:
    """Every criterion that the agreement judges leads by."""
    import attrs

    from leadsla.criteria import Criterion

    def inside(value: Any) -> Iterable[Any]:
        if isinstance(value, Criterion):
            yield value
        elif attrs.has(type(value)):
            for field in attrs.fields(type(value)):
                yield from inside(getattr(value, field.name))
        elif isinstance(value, tuple):
            for item in value:
                yield from inside(item)

    yield from agreement.scorecards.criteria
    yield from inside(agreement.disqualification)
    yield from inside(agreement.lifecycle)
    yield from inside(agreement.clauses)


__all__ = ["ALWAYS", "CompiledClause", "Handler", "Program", "Terms", "criteria_of"]
