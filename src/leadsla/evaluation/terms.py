"""A clause made ready for the fold: its tests bound to the agreement's fields, and the terms that its clocks keep.

Everything here follows from the agreement alone. What is the same for all clocks of a segment and a calendar stands in
their `Terms`, worked out once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final
from zoneinfo import ZoneInfo

from leadsla.agreement import Agreement
from leadsla.calendars import BusinessCalendar, Calendar, DatedCalendar
from leadsla.clauses import Duty, Judge, LeadClause
from leadsla.criteria import Declared, coerce
from leadsla.errors import CalendarError
from leadsla.events import is_missing, shown
from leadsla.instants import UTC, moment, zone
from leadsla.windows import ELAPSED, Line, Shift, Shifts, Window

#: The share of the window after which an open clock is at risk, where the clause names no warning.
AT_RISK: Final = (4, 5)
#: Whole numbers beyond are told apart as text: they are too long to be printed as numbers.
LARGEST: Final = 10**400


class Terms:
    """The terms that a clock keeps: a clause, in one version, with the calendar and the segment chosen for the lead."""

    __slots__ = (
        "at_once", "automatic", "calendar", "calendar_key", "clause", "compiled", "eventful", "forward", "hours",
        "index", "inverse", "ladder", "line", "pause", "personal", "segment", "settled", "shifts", "shifts_many",
        "silent", "tz", "value_of", "warns", "window",
    )  # fmt: skip

    def __init__(self, compiled: CompiledClause, segment: int, calendar_key: str) -> None:
        calendar = compiled.calendars.named(calendar_key)
        self.compiled = compiled
        self.clause = compiled.clause
        self.index = compiled.index
        self.pause = compiled.pause
        self.settled = compiled.settled
        self.value_of = compiled.value_of
        self.personal = compiled.clause.personal
        self.inverse = compiled.clause.inverse
        self.segment = segment
        self.calendar_key = calendar_key
        self.calendar = calendar
        self.tz = compiled.tz
        self.shifts: dict[Window, Shift] = {}
        #: `forward` for whole arrays, once it was asked for.
        self.shifts_many: Shifts | None = None
        self.window: Window | None = compiled.clause.window_of(segment)
        #: What is due at once has no window, and all time counts (there is none).
        self.line: Line = ELAPSED if self.window is None else self.window.line(calendar)
        self.forward: Shift = (lambda start: start) if self.window is None else self.shift(self.window)
        #: What outcomes say they were judged by: the calendar and its edition, None where all time counts.
        planned = compiled.schedule is not None and compiled.schedule.business
        counts = bool(calendar_key) and (planned or self.line is not ELAPSED)
        self.hours: tuple[str | None, str | None] = (None, None)
        if counts:
            self.hours = compiled.calendars.called(calendar_key)
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
        #: Whether nothing is told when a clock falls due, nor before.
        self.silent = not (self.eventful or self.at_once["breach"] or self.ladder)
        self.automatic = any(action.automatic for name in self.at_once for action in clause.actions_on(name))

    def shift(self, window: Window) -> Shift:
        """The function from an instant to the one that is a window later, in these terms' calendar."""
        found = self.shifts.get(window)
        if found is None:
            found = self.shifts[window] = window.forward(self.calendar, self.tz)
        return found

    def forward_many(self, starts: Any) -> Any:
        """`forward` of a whole numpy array of instants; raises `CalendarError` where one of them has no answer."""
        if self.window is None:
            return starts
        if self.shifts_many is None:
            self.shifts_many = self.window.forward_many(self.calendar, self.tz)
        return self.shifts_many(starts)

    def between_many(self, starts: Any, ends: Any) -> Any:
        """`line.between` of whole numpy arrays of instants."""
        return ends - starts if self.line is ELAPSED else self.calendar.between_many(starts, ends, "us")

    def warning_instants(self, started: int, base: int, carried: int = 0) -> list[int]:
        """When each entry of `warn_at` comes (80 % where there is none), as if the clock were never paused.

        A share is of the time that counts between start and due; a window goes back from the due, not past the start.
        `carried` is time that had passed by the start, and counts.
        """
        total = carried + self.line.between(started, base)
        found = []
        for item in self.clause.warn_at:
            if isinstance(item, Window):
                try:
                    found.append(max(started, item.back(self.calendar, self.tz)(base)))
                except CalendarError:  # no open time so long before the due
                    found.append(started)
            else:
                found.append(self._share(started, total, carried, *item.value.as_integer_ratio()))
        return found or [self._share(started, total, carried, *AT_RISK)]

    def first_warnings_many(self, starts: Any, bases: Any) -> Any:
        """The earliest of the `warning_instants` of whole numpy arrays of clocks that were never paused."""
        import numpy as np

        shares = [
            item.value.as_integer_ratio() for item in self.clause.warn_at if not isinstance(item, Window)
        ]
        if len(shares) < len(self.clause.warn_at) or any(numerator > 1000 for numerator, _ in shares):
            clocks = zip(starts.tolist(), bases.tolist(), strict=True)
            return np.fromiter((min(self.warning_instants(*one)) for one in clocks), np.int64, len(starts))
        total, first = self.between_many(starts, bases), bases
        for numerator, denominator in shares or [AT_RISK]:
            counted = -(-total * numerator // denominator)
            reached = starts + counted
            if self.line is not ELAPSED:
                reached = self.calendar.add_many(starts, counted, "us")
            first = np.minimum(first, np.where(counted > 0, reached, starts))
        return first

    def _share(self, started: int, total: int, carried: int, numerator: int, denominator: int) -> int:
        counted = -(-total * numerator // denominator) - carried
        return self.line.add(started, counted) if counted > 0 else started


def dues_many(terms: Sequence[Terms], which: Any, starts: Any) -> Any:
    """`Terms.forward` of whole numpy arrays of instants, each by the terms with a number in `which`.

    Raises `CalendarError` where one of them has no answer.
    """
    import numpy as np

    if len(terms) == 1:
        return terms[0].forward_many(starts)
    lengths = [None if one.window is None else one.window.fixed for one in terms]
    if None not in lengths and all(one.line is terms[0].line for one in terms):
        # Lengths of one kind of time: each start with its own, all at once.
        amounts = np.array(lengths, np.int64)[which]
        return (
            starts + amounts
            if terms[0].line is ELAPSED
            else terms[0].calendar.add_many(starts, amounts, "us")
        )
    due = np.empty_like(starts)
    for number, one in enumerate(terms):
        of_these = np.flatnonzero(which == number)
        if len(of_these):
            due[of_these] = one.forward_many(starts[of_these])
    return due


class CompiledClause:
    """One clause with its tests and choosers bound to the agreement."""

    __slots__ = (
        "begin", "by_terms", "calendars", "choose", "clause", "complete", "count_from", "declared", "duties", "edition",
        "held_as",
        "index", "judge", "key", "only_terms", "pause", "refusal", "repeat", "schedule", "settled", "step", "tz",
        "unconditional", "until", "value_of", "version", "when",
    )  # fmt: skip

    def __init__(
        self,
        clause: LeadClause,
        index: int,
        key: int,
        agreement: Agreement,
        declared: Declared,
        until: int,
    ) -> None:
        fields = self.declared = declared
        self.clause = clause
        #: Of a duty what tells it from the others of its clause, also in a snapshot.
        self.step = clause.step if isinstance(clause, Duty) else None
        self.index = index
        #: The same for the clause of that id in all versions.
        self.key: Any = key
        #: From when on no step of a plan opens.
        self.until = until
        #: The number of its version.
        self.edition = 0
        #: What is owed after a consequence, by the occasion and the place of its action.
        self.duties: Mapping[tuple[str, int], CompiledClause] = {}
        self.version = agreement.version
        #: Under what the pauses are kept that count for a clock which counts from earlier.
        self.held_as = clause.id if key == index else f"{clause.id} {agreement.version}"
        self.tz: ZoneInfo = zone(agreement.timezone)
        judge: Judge = clause.judge(fields)
        self.judge = judge
        # None where the kind has nothing to say and the trigger alone decides, which is the common case.
        self.begin = None if type(judge).begin is Judge.begin else judge.begin
        self.complete = None if type(judge).complete is Judge.complete else judge.complete
        self.settled = None if type(judge).settled is Judge.settled else judge.settled
        self.schedule = clause.schedule(fields, until)
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
        fixed = clause.calendar_by is None and self.calendars.default not in self.calendars.dated
        if self.choose is None and fixed:
            self.only_terms = self.terms(0, self.calendars.default)

    def terms_for(self, lead: Any, event: Any) -> Terms:
        """The terms for a lead as an event left it; some segment holds."""
        segment = 0 if self.choose is None else self.choose(lead, event)
        return self.terms(segment, self.calendars.of(lead, event.instant))

    def terms(self, segment: int, calendar_key: str) -> Terms:
        """The terms for a segment and a calendar, made once."""
        found = self.by_terms.get((segment, calendar_key))
        if found is None:
            found = self.by_terms[segment, calendar_key] = Terms(self, segment, calendar_key)
        return found


class _Calendars:
    """Which calendar counts for a lead, and which edition of it at an instant.

    The key `office` is the first edition of a calendar, `office~2026-07-01` the one from that date on;
    `office@Europe/Paris` is the hours of `office` in another zone.
    """

    __slots__ = ("agreement", "by", "by_value", "dated", "default")

    def __init__(self, clause: LeadClause, agreement: Agreement) -> None:
        self.agreement = agreement
        self.by = clause.calendar_by
        self.default: str = clause.calendar or agreement.calendar or ""
        given = {} if self.by is None else self.by.calendars
        self.by_value = {coerce(value, "text"): name for value, name in given.items()}
        self.dated = {
            name: calendar
            for name, calendar in agreement.calendars.items()
            if isinstance(calendar, DatedCalendar)
        }

    def of(self, lead: Any, at: int) -> str:
        """The key of the calendar for a lead, in the edition in force at an instant."""
        by, name, other_zone = self.by, self.default, ""
        if by is not None:
            value = coerce(lead.fields.get(by.field if by.zone is None else by.zone), "text")
            if by.zone is None:
                name = self.by_value.get(value, name)
            elif value is not None and _is_zone(value):
                other_zone = f"@{value}"
        return (self.edition(name, at) if name in self.dated else name) + other_zone

    def edition(self, name: str, at: int) -> str:
        """The key of a calendar by its name, in the edition in force at an instant."""
        calendar = self.dated.get(name)
        if calendar is None:
            return name
        number = calendar.number(moment(at).astimezone(calendar.zone).date())
        return f"{name}~{calendar.changes[number - 1].from_}" if number else name

    def renewed(self, key: str, at: int) -> str:
        """The same calendar as that of a key, in the edition in force at an instant."""
        if not self.dated:
            return key
        name, _, other_zone = self._parts(key)
        return self.edition(name, at) + (f"@{other_zone}" if other_zone else "")

    def _parts(self, key: str) -> tuple[str, str, str]:
        """The name, the date of the edition and the zone of a key."""
        if not key or key in self.agreement.calendars:
            return key, "", ""
        before, _, other_zone = key.rpartition("@")
        if not before or not _is_zone(other_zone):
            before, other_zone = key, ""
        name, _, date = before.rpartition("~")
        return (name, date, other_zone) if name in self.dated else (before, "", other_zone)

    def named(self, key: str) -> Calendar:
        """The calendar of a key."""
        name, date, other_zone = self._parts(key)
        calendar: Calendar = self.agreement.calendar_named(name or None)
        if isinstance(calendar, DatedCalendar):
            calendar = calendar.editions[calendar.number(dt.date.fromisoformat(date)) if date else 0]
        return (
            calendar.in_zone(other_zone)
            if other_zone and isinstance(calendar, BusinessCalendar)
            else calendar
        )

    def called(self, key: str) -> tuple[str, str]:
        """What the calendar of a key is called, and its edition: its own version, else that of the agreement."""
        name, date, other_zone = self._parts(key)
        calendar = self.named(key)
        version = calendar.version if isinstance(calendar, BusinessCalendar) else ""
        since = f" from {date}" if date else ""
        return f"{name}@{other_zone}" if other_zone else name, version or f"{self.agreement.version}{since}"


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
