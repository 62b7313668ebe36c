"""How long leads wait for something: for the first touch, for an answer, for the deal; by their own watch and by ours.

A wait runs from the first event that starts it to the first that ends it. What is still waiting, or left before, is
kept as waiting so long at least (see `leadsla.metrics.survival`). It is given twice: *elapsed*, as the lead felt it,
and *business*, as the calendar counts it; one figure alone hides either the nights or the people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from leadsla.calendars import Calendar
from leadsla.errors import EntryError, ExtraError, nearest
from leadsla.events import TOUCHES, Event
from leadsla.instants import EPOCH, MICROSECOND
from leadsla.metrics.survival import QUANTILES, Survival, reached
from leadsla.tables import (
    SECONDS,
    SHARE,
    TEXT,
    TIME,
    TRUTH,
    WHOLE,
    Columns,
    Printed,
    Row,
    Rows,
    Sheet,
    frame_of,
    grid_of,
)
from leadsla.tables.columns import kinds, readers
from leadsla.triggers import Cause, Trigger

if TYPE_CHECKING:
    from leadsla.evaluation import Evaluation
    from leadsla.evaluation.journeys import Journey

#: Events after which nobody waits for a lead any more.
LEAVING: Final = frozenset({"disqualified", "lost", "merged", "recycled", "rejected"})
#: Events after which there is nothing to begin to wait for.
FINAL: Final = frozenset({"disqualified", "lost", "merged", "won"})
#: The first attempt of ours to reach the lead; what the lead sends us is no answer of ours.
ATTEMPT: Final = "attempt"
_SECOND: Final = dt.timedelta(seconds=1)


@attrs.frozen
class Wait(Row):
    """The wait of one lead: from when, until when (None: it still waits, or left), and how long it was looked at.

    `assignee` is who had the lead when the wait ended, or has it.
    """

    COLUMNS: ClassVar[Columns] = {
        "lead": TEXT,
        **dict.fromkeys(("start", "end"), TIME),
        **dict.fromkeys(("elapsed_s", "business_s"), SECONDS),
        "done": TRUTH,
        "assignee": TEXT,
    }

    lead: str
    start: dt.datetime
    end: dt.datetime | None
    elapsed: dt.timedelta
    business: dt.timedelta
    assignee: str | None = None

    @property
    def done(self) -> bool:
        """Whether it has come to its end."""
        return self.end is not None


@attrs.frozen
class Summary(Row):
    """Of waits that are done: how many, the mean, quantiles (interpolated between neighbours) and the longest."""

    COLUMNS: ClassVar[Columns] = {
        "done": WHOLE,
        **dict.fromkeys(("mean_s", "p25_s", "p50_s", "p75_s", "p90_s", "p95_s", "max_s"), SECONDS),
    }

    done: int
    mean: dt.timedelta | None = None
    p25: dt.timedelta | None = None
    p50: dt.timedelta | None = None
    p75: dt.timedelta | None = None
    p90: dt.timedelta | None = None
    p95: dt.timedelta | None = None
    max: dt.timedelta | None = None

    @classmethod
    def of(cls, lengths: Iterable[dt.timedelta]) -> Summary:
        """The summary of lengths; without any there is no figure. Needs numpy (extra `science`)."""
        seconds = [length / _SECOND for length in lengths]
        if not seconds:
            return cls(0)
        try:
            import numpy
        except ImportError:
            raise ExtraError(
                "quantiles need numpy; install it with: pip install 'leadsla[science]'"
            ) from None
        shares = numpy.quantile(seconds, [0.25, 0.5, 0.75, 0.9, 0.95])
        figures = (numpy.mean(seconds), *shares, max(seconds))
        return cls(len(seconds), *(float(figure) * _SECOND for figure in figures))


@attrs.frozen(slots=False, repr=False)
class Waits(Printed):
    """The waits of leads for one thing, `name`; `never` is how many leads never began to wait for it.

    A lead whose end lies before its beginning (won before it was created, by a fault in the log) never began either.
    """

    name: str
    waits: tuple[Wait, ...]
    never: int = 0

    @cached_property
    def elapsed(self) -> Survival:
        """How long by the wall clock, as the lead felt it."""
        return self._survival(lambda wait: wait.elapsed)

    @cached_property
    def business(self) -> Survival:
        """How long in open time."""
        return self._survival(lambda wait: wait.business)

    def reached(self, *shares: float, business: bool = False) -> tuple[dt.timedelta | None, ...]:
        """By when shares are done, as `quantile` of `elapsed` (or `business`) says it, without the bands of a curve."""
        done: list[dt.timedelta] = []
        going: list[dt.timedelta] = []
        for wait in self.waits:
            (going if wait.end is None else done).append(wait.business if business else wait.elapsed)
        return reached(done, going, shares)

    @property
    def waiting(self) -> Rows[Wait]:
        """Those that still wait, or left before they were answered; the longest first."""
        going = (wait for wait in self.waits if not wait.done)
        return Rows(Wait, sorted(going, key=lambda wait: (-wait.elapsed, wait.lead)))

    def summary(self, *, business: bool = False) -> Summary:
        """Mean, quantiles and maximum of the waits that are done, and of those alone; see `elapsed` for all."""
        lengths = (wait.business if business else wait.elapsed for wait in self.waits if wait.done)
        return Summary.of(lengths)

    def _survival(self, length: Callable[[Wait], dt.timedelta]) -> Survival:
        done = (length(wait) for wait in self.waits if wait.done)
        return Survival.of(done, (length(wait) for wait in self.waits if not wait.done))

    def by(self, key: Callable[[Wait], str]) -> Groups:
        """The same in groups, which add up to the whole; in the order of their names."""
        groups: dict[str, list[Wait]] = {}
        for wait in self.waits:
            groups.setdefault(key(wait), []).append(wait)
        return Groups({name: Waits(self.name, tuple(groups[name])) for name in sorted(groups)})

    def to_dict(self) -> dict[str, Any]:
        """As JSON can carry it: the `waits`, times ISO 8601 in UTC, lengths in seconds."""
        return {"name": self.name, "never": self.never, "waits": Rows(Wait, self.waits).to_dict()}

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row a lead: `lead`, `start`, `end`, `elapsed_s`, `business_s`, `done`, `assignee`."""
        return Rows(Wait, self.waits).to_frame(backend)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        done = sum(wait.done for wait in self.waits)
        never = f", {self.never:,} never began" if self.never else ""
        types = {"done": SHARE, "elapsed_s": SECONDS, "business_s": SECONDS}
        rows = [(share, self.elapsed.quantile(share), self.business.quantile(share)) for share in QUANTILES]
        head = f"{self.name}: {done:,} of {len(self):,} done{never}"
        return (Sheet(head, grid_of(types, rows)),)

    def __len__(self) -> int:
        return len(self.waits)

    def __iter__(self) -> Iterator[Wait]:
        return iter(self.waits)

    def __repr__(self) -> str:
        done = sum(wait.done for wait in self.waits)
        return f"<Waits {self.name}: {done:,} of {len(self):,} done>"


class Groups(dict[str, Waits], Printed):
    """Waits by the group that they are of.

    >>> hour = dt.timedelta(hours=1)
    >>> monday = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    >>> one, other = Wait("L1", monday, monday + hour, hour, hour, "rep1"), Wait("L2", monday, None, hour, hour)
    >>> print(Waits("answer", (one, other)).by(lambda wait: wait.assignee or "nobody"))
    2 groups of waits, by the wall clock
    group   waits  done  half within  low  high
    nobody      1     0            -    -     -
    rep1        1     1          1 h  1 h     -
    """

    def __repr__(self) -> str:
        return f"<Groups: {', '.join(f'{name} {len(waits):,}' for name, waits in self.items())}>"

    def to_dict(self) -> dict[str, Any]:
        """The waits of each group, as JSON can carry them."""
        return {name: waits.to_dict() for name, waits in self.items()}

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row a wait, as `Waits.to_frame` has it, with the name of its `group` before it."""
        columns: Columns = {"group": TEXT, **Wait.COLUMNS}
        found = (readers(Wait.COLUMNS).values(), self.items())
        rows = ([name, *(read(wait) for read in found[0])] for name, waits in found[1] for wait in waits)
        return frame_of(kinds(columns), rows, backend)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        types = {
            "group": TEXT,
            "waits": WHOLE,
            "done": WHOLE,
            "half_within_s": SECONDS,
            "low_s": SECONDS,
            "high_s": SECONDS,
        }
        rows = [
            (name, len(waits), waits.elapsed.done, waits.elapsed.median, *waits.elapsed.quantile_band(0.5))
            for name, waits in list(self.items())[:shown]
        ]
        head = f"{len(self):,} groups of waits, by the wall clock"
        return (Sheet(head, grid_of(types, rows, shown, total=len(self))),)


def waits(
    evaluation: Evaluation, start: Any, end: Any, *, calendar: str | None = None, name: str = ""
) -> Waits:
    """How long each lead waited from its first `start` to the first `end` that came after.

    `start` and `end` are the name of an event, `{"enters": STAGE}` or `{"leaves": STAGE}`, or a list of these;
    `"attempt"` is the first touch of ours. `calendar` names the calendar of business time, by default that of the
    agreement. A lead that left before the end (`LEAVING`) waited so long at least.

    >>> import leadsla as ls
    >>> from datetime import datetime, timezone
    >>> nine = datetime(2026, 3, 2, 14, tzinfo=timezone.utc)
    >>> log = [ls.Event("L1", nine, "created"), ls.Event("L1", nine.replace(minute=30), "touched")]
    >>> evaluation = ls.evaluate(ls.examples.acme(), log, at=nine.replace(hour=16))
    >>> [str(wait.elapsed) for wait in waits(evaluation, "created", "attempt")]
    ['0:30:00']

    Raises `EntryError` for what is no such moment, and for an unknown calendar.
    """
    if calendar is not None and calendar not in evaluation.agreement.calendars:
        guess = nearest(calendar, evaluation.agreement.calendars)
        raise EntryError(f"the agreement has no calendar `{calendar}`", write=guess)
    counting = evaluation.agreement.calendar_named(calendar)
    named = name or f"{_said(start)} to {_said(end)}"
    return waits_of(evaluation.journeys(), moments(start), moments(end), counting, named)


def speed_to_lead(evaluation: Evaluation, calendar: str | None = None) -> Waits:
    """From the creation of a lead to the first attempt to reach it: what the lead felt, whoever was to blame."""
    return waits(evaluation, "created", ATTEMPT, calendar=calendar, name="speed to lead")


def representative_time(evaluation: Evaluation, calendar: str | None = None) -> Waits:
    """From the first assignment to the first attempt after it: the representative's own time."""
    return waits(evaluation, "assigned", ATTEMPT, calendar=calendar, name="representative's time")


#: The moments of a journey at which something happened, in order.
Moments = Callable[["Journey"], Iterator[dt.datetime]]


def moments(what: Any) -> Moments:
    """The function from a journey to the moments that are meant."""
    if what == ATTEMPT:
        return _attempts
    causes = Trigger.of(what).causes
    for cause in causes:
        if cause.when is not None:
            raise EntryError(
                "a wait asks what happened, and not `when`", write="an event's name or {enters: STAGE}"
            )

    def of(journey: Journey) -> Iterator[dt.datetime]:
        if len(causes) == 1:
            return iter(_of_cause(journey, causes[0]))
        return iter(sorted(at for cause in causes for at in _of_cause(journey, cause)))

    return of


def waits_of(
    journeys: Iterable[Journey], starts: Moments, ends: Moments, calendar: Calendar, name: str
) -> Waits:
    """The waits of the leads whose journeys are given, with business time by that calendar."""
    found, never = [], 0
    for journey in journeys:
        wait = _wait(journey, starts, ends, calendar)
        if wait is None:
            never += 1
        else:
            found.append(wait)
    return Waits(name, tuple(found), never)


def _of_cause(journey: Journey, cause: Cause) -> Iterable[dt.datetime]:
    if cause.event is not None:
        return (event.at for event in journey.events if event.name == cause.event)
    if cause.enters is not None:
        return (move.at for move in journey.moves if move.to == cause.enters != move.from_)
    return (move.at for move in journey.moves if move.from_ == cause.leaves != move.to)


def _attempts(journey: Journey) -> Iterator[dt.datetime]:
    return (event.at for event in journey.events if event.name in TOUCHES and event.is_attempt)


def _wait(journey: Journey, starts: Moments, ends: Moments, calendar: Calendar) -> Wait | None:
    start = next(starts(journey), None)
    if start is None:
        return None
    for event in journey.events:  # in the order of time
        if event.at >= start:
            break
        if event.name in FINAL:
            return None
    end = next((at for at in ends(journey) if at >= start), None)
    last = journey.until if end is None else end
    if end is None:
        left = (event.at for event in journey.events if event.name in LEAVING and event.at > start)
        last = next(left, last)
    business = open_between(calendar, start, last)
    return Wait(journey.lead, start, end, last - start, business, assignee_at(journey.events, last))


def open_between(calendar: Calendar, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    """The open time between two times in UTC."""
    begun, over = (start - EPOCH) // MICROSECOND, (end - EPOCH) // MICROSECOND
    return calendar.timeline.between(begun, over) * MICROSECOND


def assignee_at(events: Sequence[Event], at: dt.datetime) -> str | None:
    """To whom a lead was assigned at a time, by its events in their order."""
    for event in reversed(events):
        if event.name == "assigned" and event.at <= at:
            return str(event.data.get("to") or "") or None
    return None


def _said(what: Any) -> str:
    return what if isinstance(what, str) else str(Trigger.of(what)).replace("`", "")
