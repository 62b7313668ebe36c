"""Pipeline by source, who has how much to do, and leads that lie about.

What was won counts with the amount of its last deal; what is still open counts with what is known of it, the amount of
its last proposal or of its field. A lead of which no amount is known is counted apart, and never taken for nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from leadsla.clauses import LeadClause
from leadsla.events import ENGINE, is_missing
from leadsla.instants import moment, zone
from leadsla.lead import BREACHED
from leadsla.metrics.attained import NOBODY
from leadsla.metrics.conversion import group_of, known
from leadsla.metrics.leakage import has_outcome
from leadsla.tables import NUMBER, TEXT, TIME, WHOLE, Columns, Row, Rows
from leadsla.windows import Window

if TYPE_CHECKING:
    from leadsla.evaluation import Evaluation
    from leadsla.evaluation.journeys import Journey
    from leadsla.events import Event

#: The name of amounts in events, and of the field that is read where no event has one.
AMOUNT: Final = "amount"


@attrs.frozen
class Pipeline(Row):
    """What the leads of one group came to, in the agreement's `currency`.

    `leads` = `won` + `open` + `gone` (lost, disqualified, merged or at an end without a deal). `won_without` and
    `open_without` are those of them of which no amount is known; they are in no amount.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("group", "currency"), TEXT),
        **dict.fromkeys(("leads", "won"), WHOLE),
        "won_amount": NUMBER,
        **dict.fromkeys(("won_without", "open"), WHOLE),
        "open_amount": NUMBER,
        **dict.fromkeys(("open_without", "gone"), WHOLE),
    }

    group: str | None
    currency: str
    leads: int
    won: int
    won_amount: Decimal
    won_without: int
    open: int
    open_amount: Decimal
    open_without: int

    @property
    def gone(self) -> int:
        """Those that are decided, and were not won."""
        return self.leads - self.won - self.open


def pipeline(evaluation: Evaluation, by: str | None = "source") -> Rows[Pipeline]:
    """What was won and what is open, by a field of the lead; groups add up to the whole.

    Raises `EntryError` for a field that the agreement does not have.
    """
    agreement = evaluation.agreement
    if by is not None:
        known("field", by, agreement.fields)
    counts: dict[str, Counter[str]] = {}
    sums: dict[tuple[str, str], Decimal] = {}
    for journey in evaluation.journeys():
        group = "" if by is None else group_of(journey, by)
        cell = counts.setdefault(group, Counter())
        cell["leads"] += 1
        state = _state(journey, decided=has_outcome(journey, agreement.lifecycle))
        if state is None:
            continue
        cell[state] += 1
        amount = _amount(journey, won=state == "won")
        if amount is None:
            cell[f"{state}_without"] += 1
        else:
            sums[group, state] = sums.get((group, state), Decimal()) + amount
    return Rows(
        Pipeline,
        (
            Pipeline(
                group=group or None,
                currency=agreement.currency,
                leads=counts[group]["leads"],
                won=counts[group]["won"],
                won_amount=sums.get((group, "won"), Decimal()),
                won_without=counts[group]["won_without"],
                open=counts[group]["open"],
                open_amount=sums.get((group, "open"), Decimal()),
                open_without=counts[group]["open_without"],
            )
            for group in sorted(counts)
        ),
    )


def _state(journey: Journey, *, decided: bool) -> str | None:
    """`won`, `open`, or None for what is decided and was not won."""
    if not decided:
        return "open"
    if journey.merged:
        return None  # its deal is that of the lead into which it was merged
    last = next(
        (event.name for event in reversed(journey.events) if event.name in ("won", "lost", "disqualified")),
        "",
    )
    return "won" if last == "won" else None


def _amount(journey: Journey, *, won: bool) -> Decimal | None:
    names = ("won",) if won else ("proposed", "won")
    events = [event for event in journey.events if event.name in names]
    given = [event.data.get(AMOUNT) for event in reversed(events)]
    return next(
        (number for number in map(number_of, (*given, journey.fields.get(AMOUNT))) if number is not None),
        None,
    )


def number_of(value: Any) -> Decimal | None:
    """An amount as it is written in a log; None where it is none."""
    if is_missing(value) or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@attrs.frozen
class Workload(Row):
    """What one representative has to do, and does: clocks owed now, and attempts made.

    `owed` are the clocks on leads assigned to them that are not done, `late` those of these that are breached.
    `attempts` were made by them (the event's `actor`, else whom the lead was assigned to) on `open_days`
    dates with open hours.
    """

    COLUMNS: ClassVar[Columns] = {
        "representative": TEXT,
        **dict.fromkeys(("leads", "owed", "late", "attempts", "open_days"), WHOLE),
        "attempts_per_open_day": NUMBER,
    }

    representative: str
    leads: int
    owed: int
    late: int
    attempts: int
    open_days: int

    @property
    def attempts_per_open_day(self) -> float | None:
        """None where no day was open."""
        return self.attempts / self.open_days if self.open_days else None


def workload(evaluation: Evaluation) -> Rows[Workload]:
    """Each representative's load; clocks and leads of nobody are those of `nobody`, so that the sums are the whole.

    Open days are dates with open hours in the agreement's calendar, from the first event of the log to now.
    """
    counts: dict[str, Counter[str]] = {}
    journeys = evaluation.journeys()
    for journey in journeys:
        for who, _ in attempts_made(journey):
            counts.setdefault(who, Counter())["attempts"] += 1
        counts.setdefault(evaluation.snapshot(journey.lead).assignee or NOBODY, Counter())["leads"] += 1
    for owed in evaluation.worklist():
        cell = counts.setdefault(owed.clock.assignee or NOBODY, Counter())
        cell["owed"] += 1
        cell["late"] += owed.clock.outcome == BREACHED
    days = _open_days(evaluation, journeys)
    return Rows(
        Workload,
        (
            Workload(name, cell["leads"], cell["owed"], cell["late"], cell["attempts"], days)
            for name, cell in sorted(counts.items())
        ),
    )


def attempts_made(journey: Journey) -> Iterator[tuple[str, Event]]:
    """The attempts on a lead with who made each: its actor, else whom the lead was assigned to then."""
    assignee = NOBODY
    for event in journey.events:
        if event.name == "assigned" and not is_missing(event.data.get("to")):
            assignee = str(event.data["to"])
        if event.is_attempt:
            yield event.actor or assignee, event


def _open_days(evaluation: Evaluation, journeys: tuple[Journey, ...]) -> int:
    first = min((journey.events[0].at for journey in journeys if journey.events), default=evaluation.at)
    tz = zone(evaluation.agreement.timezone)
    date, last = first.astimezone(tz).date(), evaluation.at.astimezone(tz).date()
    calendar = evaluation.agreement.calendar_named(None)
    return sum(
        calendar.is_open_date(date + dt.timedelta(days=number)) for number in range((last - date).days + 1)
    )


@attrs.frozen
class Stalled(Row):
    """A lead that makes no progress: where, whose, since when, and by which promise (None: by its silence)."""

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("lead", "stage", "assignee"), TEXT),
        "since": TIME,
        "clause": TEXT,
    }

    lead: str
    stage: str | None
    assignee: str | None
    since: dt.datetime
    clause: str | None = None


def stalled(evaluation: Evaluation, silent_for: Window | str | None = None) -> Rows[Stalled]:
    """The leads that are stalled now, the longest first.

    By the promises of kind `stalled_lead`: those whose clock is breached and not done, since it started. With
    `silent_for`, instead: those without an outcome to which nothing happened for that long (not even by itself).
    """
    if silent_for is None:
        found = _by_promise(evaluation)
    else:
        found = _by_silence(evaluation, Window.of(silent_for))
    return Rows(Stalled, sorted(found, key=lambda one: (one.since, one.lead, one.clause or "")))


def _by_promise(evaluation: Evaluation) -> Iterator[Stalled]:
    clauses = {
        name
        for name, clause in evaluation.clauses.items()
        if isinstance(clause, LeadClause) and clause.progress
    }
    for owed in evaluation.worklist():
        clock = owed.clock
        if (
            clock.clause in clauses
            and clock.outcome == BREACHED
            and clock.duty is None
            and clock.lead is not None
        ):
            yield Stalled(
                clock.lead, evaluation.stage(clock.lead), clock.assignee, clock.started, clock.clause
            )


def _by_silence(evaluation: Evaluation, window: Window) -> Iterator[Stalled]:
    agreement = evaluation.agreement
    until = window.forward(agreement.calendar_named(None), zone(agreement.timezone))
    for journey in evaluation.journeys():
        said = [event for event in journey.events if event.actor != ENGINE]
        if (
            said
            and not has_outcome(journey, agreement.lifecycle)
            and moment(until(said[-1].instant)) <= evaluation.at
        ):
            assignee = evaluation.snapshot(journey.lead).assignee
            yield Stalled(journey.lead, journey.stage, assignee, said[-1].at)
