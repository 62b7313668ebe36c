"""What callers see of a clock, a consequence and an anomaly: frozen values, made from the state of the fold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar, Protocol

import attrs

from leadsla.clauses import Duty
from leadsla.consequences import Action, Consequence
from leadsla.errors import CalendarError
from leadsla.instants import LAST, iso, moment, moment_or_none
from leadsla.lead import BREACHED, OPEN, Lead, RunningClock
from leadsla.tables import SECONDS, TEXT, TIME, TRUTH, WHOLE, Columns, Row


@attrs.frozen
class Clock(Row):
    """A clause running for one lead (or one period), as it stands at an instant.

    `outcome` is open, met, breached or void. `due` is shown as if a paused clock were resumed at that instant.
    `done_at` is when it was done, in time or late; `ended_at` when it ceased to be owed. `counted` is the time that
    counted, in the window's basis, up to done, else void, else now. `value` is the value of `per`. `version` is that of
    the agreement by which it is judged, `calendar` and `calendar_version` the hours: None where all time counts.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("lead", "clause"), TEXT),
        "cycle": WHOLE,
        **dict.fromkeys(("step", "period", "owner", "assignee", "version", "outcome"), TEXT),
        **dict.fromkeys(("at_risk", "paused"), TRUTH),
        **dict.fromkeys(("started", "due", "done_at", "breached_at", "ended_at"), TIME),
        "counted_s": SECONDS,
        **dict.fromkeys(("calendar", "calendar_version"), TEXT),
    }
    BRIEF: ClassVar[tuple[str, ...]] = (
        "lead", "clause", "step", "period", "assignee", "outcome", "started", "due", "done_at", "counted_s"
    )  # fmt: skip

    lead: str | None
    clause: str
    cycle: int
    step: str | None
    period: str | None
    owner: str
    assignee: str | None
    version: str
    outcome: str
    at_risk: bool
    paused: bool
    started: dt.datetime
    due: dt.datetime
    done_at: dt.datetime | None
    breached_at: dt.datetime | None
    ended_at: dt.datetime | None
    counted: dt.timedelta
    calendar: str | None = None
    calendar_version: str | None = None
    value: Any = None
    #: The action that is owed, where it is a duty and no promise by itself: it counts in no attainment.
    duty: Action | None = None

    @property
    def owed(self) -> bool:
        """Whether somebody still has to do it: open, or breached and not done or voided."""
        return self.ended_at is None

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the command line: times ISO 8601 in UTC, `counted_s` in seconds."""
        return {
            "lead": self.lead,
            "clause": self.clause,
            "cycle": self.cycle,
            "step": self.step,
            "period": self.period,
            "owner": self.owner,
            "assignee": self.assignee,
            "version": self.version,
            "outcome": self.outcome,
            "at_risk": self.at_risk,
            "paused": self.paused,
            "started": _iso(self.started),
            "due": _iso(self.due),
            "done_at": _iso(self.done_at),
            "breached_at": _iso(self.breached_at),
            "ended_at": _iso(self.ended_at),
            "counted_s": self.counted.total_seconds(),
            "calendar": self.calendar,
            "calendar_version": self.calendar_version,
        }


@attrs.frozen
class Anomaly(Row):
    """Something in the log that could not be so, or had no effect: reported, never swallowed."""

    COLUMNS: ClassVar[Columns] = {"lead": TEXT, "at": TIME, **dict.fromkeys(("event", "why"), TEXT)}

    lead: str
    at: dt.datetime
    event: str
    why: str


def _iso(at: dt.datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")


def due_at(clock: RunningClock, at: int) -> int:
    """When the clock is due; while it is paused, as if it were resumed at `at`."""
    if clock.paused_at is None or at <= clock.paused_at:
        return clock.due
    return reckoned(due_after, clock, held_at(clock, at), at)


def held_at(clock: RunningClock, at: int) -> int:
    """How much of the time that was paused would have counted; while it is paused, as if it were resumed at `at`."""
    if clock.paused_at is None or at <= clock.paused_at:
        return clock.held
    return int(clock.held + clock.terms.line.between(clock.paused_at, at))


def due_after(clock: RunningClock, held: int, at: int) -> int:
    """When a clock that is resumed at `at` is due, after so much pause; raises `CalendarError` where that is never.

    It is never before `at`: a window that ends at an opening has nothing left to count the night before, so what counts
    cannot say how long after the pause it ends; then it ends at the next opening.
    """
    line = clock.terms.line
    due = int(line.add(clock.base, held)) if held else clock.base
    return due if due >= at else int(line.add(at, 0))


def moved(clock: RunningClock, at: int) -> int:
    """An instant of a clock moved by what was paused; `LAST` where the calendar has no such time."""
    return reckoned(clock.terms.line.add, at, clock.held) if clock.held else at


def reckoned(function: Callable[..., int], *arguments: Any) -> int:
    """An instant, or `LAST`, the end of all years, where the calendar is never open again."""
    try:
        return int(function(*arguments))
    except CalendarError:
        return LAST


def counted_until(clock: RunningClock, at: int) -> int:
    """The microseconds that counted up to done, else void, else `at`."""
    end = clock.ended_at if clock.ended_at is not None else at
    if clock.paused_at is not None:
        end = min(end, clock.paused_at)
    return int(max(0, clock.carried + clock.terms.line.between(clock.begun, end) - clock.held))


def is_at_risk(clock: RunningClock, at: int) -> bool:
    """Whether the clock is open and past the first of its warnings (80 % of its window, where it names none)."""
    first = min(clock.terms.warning_instants(clock.begun, clock.base, clock.carried))
    reached = at if clock.paused_at is None else clock.paused_at
    return reached > moved(clock, first)


def clock_view(clock: RunningClock, lead: Lead, at: int) -> Clock:
    """A clock as it stands at `at`; the lead has been advanced to it."""
    terms = clock.terms
    due = moment(clock.due if clock.paused_at is None else due_at(clock, at))
    # Most that is done ends with it, and most breaches are at the due: one value serves for both.
    done = moment_or_none(clock.done_at)
    breached = due if clock.breached_at == clock.due else moment_or_none(clock.breached_at)
    return Clock(
        lead=lead.id,
        clause=terms.clause.id,
        cycle=clock.cycle,
        step=clock.step,
        period=None,
        owner=terms.clause.owner,
        assignee=clock.assignee,
        version=terms.compiled.version,
        calendar=terms.hours[0],
        calendar_version=terms.hours[1],
        outcome=clock.outcome,
        at_risk=clock.outcome == OPEN and is_at_risk(clock, at),
        paused=clock.paused_at is not None,
        started=moment(clock.started),
        due=due,
        done_at=done,
        breached_at=breached,
        ended_at=done if clock.ended_at == clock.done_at else moment_or_none(clock.ended_at),
        counted=dt.timedelta(0, 0, counted_until(clock, at)),
        value=clock.value,
        duty=terms.clause.action if isinstance(terms.clause, Duty) else None,
    )


def consequences_of(lead: Lead, first: int = 0) -> list[Consequence]:
    """The consequences of a lead, from the `first` on, as callers see them."""
    found = []
    for at, clock, occasion, number, place, assignee in lead.consequences[first:]:
        clause = clock.terms.clause if not clock.former else clock.terms_at(at).clause
        trigger = f"{occasion}:{number}" if occasion == "warning" else occasion
        key = (lead.id, clause.id, clock.value, clock.step, iso(clock.origin), clock.ordinal, trigger, place)
        action = clause.actions_on(occasion)[place]
        found.append(Consequence(moment(at), lead.id, clause.id, action, occasion, key, assignee))
    return found


def anomalies_of(lead: Lead, first: int = 0) -> list[Anomaly]:
    """The anomalies of a lead, from the `first` on, as callers see them."""
    return [Anomaly(lead.id, moment(at), event, why) for at, event, why in lead.anomalies[first:]]


class Ending(Protocol):
    """What a clock says of its outcome."""

    @property
    def outcome(self) -> str: ...
    @property
    def breached_at(self) -> int | None: ...
    @property
    def ended_at(self) -> int | None: ...


def transition(clock: Ending) -> tuple[str, int | None]:
    """The outcome of a clock (or a plan) and the instant it came about; None while it is open."""
    if clock.outcome == OPEN:
        return OPEN, None
    return clock.outcome, clock.breached_at if clock.outcome == BREACHED else clock.ended_at
