"""What callers see of a plan: what was to be done when, what became of it, and what comes next.

A plan is shown whole: the steps that have opened with how they were kept, those that were skipped, and those to come.
When a step after another comes depends on when that one is done; it is shown as if that were at its due, and marked
`expected`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, ClassVar, Final

import attrs

from leadsla.clauses.schedule import Schedule
from leadsla.clauses.steps import Step
from leadsla.clauses.touch_counts import ANY_CHANNEL
from leadsla.consequences import digest
from leadsla.errors import CalendarError, ExtraError
from leadsla.evaluation.clocks import Clock, clock_view
from leadsla.instants import moment, moment_or_none
from leadsla.lead import MET, OPEN, VOID, Lead, RunningClock, RunningPlan
from leadsla.tables import SHARE, TEXT, TIME, TRUTH, WHOLE, Columns, Part, Row, Rows
from leadsla.tables.columns import kinds, readers

#: How a step stands. The first five are what was done of it.
STATUSES: Final[Mapping[str, str]] = {
    "done": "done in time",
    "other content": "done in time, with other content than was agreed",
    "late": "done, after its due",
    "other channel": "not done, but the lead was tried on another channel",
    "missed": "not done",
    "skipped": "not owed: its condition was false",
    "void": "not owed any more: the plan ended before it was due",
    "open": "to be done now",
    "planned": "to come",
}
#: So many steps to come are shown of one that is repeated without end.
MOST_TO_COME: Final = 60


@attrs.frozen(kw_only=True)
class PlannedStep(Row):
    """One step of a lead's plan.

    `step` is its name in the plan (`morning:2`), `about` what is to be done in words, `status` one of `STATUSES`.
    `did` counts touches by channel in its time, `lacking` what is still owed; `over` are touches beyond the most that
    was agreed, `unwanted` those on channels that it is to be done without. `expected` says that it may come sooner.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("step", "id", "about", "status"), TEXT),
        **dict.fromkeys(("opens", "due", "done_at"), TIME),
        "expected": TRUTH,
        "remarks": (TEXT, lambda row: row.remarks.strip()),
    }

    step: str
    id: str
    about: str
    status: str
    opens: dt.datetime
    due: dt.datetime
    done_at: dt.datetime | None = None
    did: Mapping[str, int] = attrs.field(factory=dict, hash=False)
    lacking: Mapping[str, int] = attrs.field(factory=dict, hash=False)
    over: Mapping[str, int] = attrs.field(factory=dict, hash=False)
    unwanted: Mapping[str, int] = attrs.field(factory=dict, hash=False)
    expected: bool = False

    @property
    def remarks(self) -> str:
        """What is still owed, was too much, or should not have been, in words; empty where there is nothing."""
        said = [f"{number} {channel} to go" for channel, number in self.lacking.items()]
        said += [f"{number} {channel} more than agreed" for channel, number in self.over.items()]
        said += [f"{number} {channel} unwanted" for channel, number in self.unwanted.items()]
        return f"  ({'; '.join(said)})" if said else ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON can carry it: times ISO 8601 in UTC."""
        found = attrs.asdict(self, recurse=False)
        for name in ("opens", "due", "done_at"):
            found[name] = _iso(found[name])
        return {name: dict(value) if isinstance(value, Mapping) else value for name, value in found.items()}


_STEP: Final = tuple(readers(PlannedStep.COLUMNS).values())


@attrs.frozen(kw_only=True)
class Plan(Row):
    """The plan of a clause for one lead, as it stands at `at`.

    `outcome` is that of the plan as a whole: breached with its first breached step, open while steps may come, else met
    (or void, where nothing was done of it). `steps` are all its steps, soonest first.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("lead", "clause", "title"), TEXT),
        "cycle": WHOLE,
        **dict.fromkeys(("owner", "assignee", "version", "outcome"), TEXT),
        **dict.fromkeys(("started", "ended_at"), TIME),
        "steps": (WHOLE, lambda row: len(row.steps)),
    }
    PARTS: ClassVar[Mapping[str, Part]] = {
        "steps": Part(
            {"lead": TEXT, "clause": TEXT, "cycle": WHOLE, **kinds(PlannedStep.COLUMNS)},
            lambda row: (
                (row.lead, row.clause, row.cycle, *(read(step) for read in _STEP)) for step in row.steps
            ),
        )
    }

    lead: str
    clause: str
    title: str
    cycle: int
    owner: str
    assignee: str | None
    version: str
    outcome: str
    started: dt.datetime
    ended_at: dt.datetime | None
    at: dt.datetime
    #: The time zone in which the plan stands.
    zone: str
    steps: tuple[PlannedStep, ...]
    value: Any = None
    #: When its first step was breached.
    breached_at: dt.datetime | None = None

    @property
    def next(self) -> PlannedStep | None:
        """What is to be done next: the open step that is due first, else the next that opens; None when none will."""
        now = [step for step in self.steps if step.status == "open"]
        coming = [step for step in self.steps if step.status == "planned"]
        if now:
            return min(now, key=lambda step: step.due)
        return min(coming, key=lambda step: step.opens) if coming else None

    def to_dict(self) -> dict[str, Any]:
        """As JSON can carry it."""
        found = attrs.asdict(self, recurse=False)
        for name in ("started", "ended_at", "at", "breached_at"):
            found[name] = _iso(found[name])
        return found | {"steps": [step.to_dict() for step in self.steps]}

    def to_ical(self) -> str:
        """The steps that are open or to come, as an iCalendar file (RFC 5545).

        Raises `ExtraError` without the package icalendar.
        """
        try:
            from icalendar import Calendar, Event
        except ImportError:
            raise ExtraError("an iCalendar file needs icalendar: pip install 'leadsla[ical]'") from None

        made = Calendar()
        made.add("prodid", "-//leadsla//plan//EN")
        made.add("version", "2.0")
        for step in self.steps:
            if step.status in ("open", "planned"):
                event = Event()
                event.add(
                    "uid",
                    digest((self.lead, self.clause, str(self.value), self.cycle, step.step)) + "@leadsla",
                )
                event.add("dtstamp", self.at)
                event.add("dtstart", step.opens)
                event.add("dtend", max(step.due, step.opens))
                event.add("summary", f"{self.lead}: {step.about}")
                event.add(
                    "description",
                    f"{self.title}, step {step.step}" + (", at the latest" if step.expected else ""),
                )
                made.add_component(event)
        return str(made.to_ical().decode())

    def __str__(self) -> str:
        """The plan as a list for people."""
        from zoneinfo import ZoneInfo

        zone = ZoneInfo(self.zone)
        times = []
        for step in self.steps:
            opens, due = step.opens.astimezone(zone), step.due.astimezone(zone)
            until = f"{due:%H:%M}" if due.date() == opens.date() else f"{due:%a %d %b %H:%M}"
            times.append(f"{'~' if step.expected else ' '}{opens:%a %d %b %H:%M} to {until}")
        wide, broad = max((len(step.step) for step in self.steps), default=0), max((32, *map(len, times)))
        lines = [f"{self.title}: {self.lead}, {self.outcome} ({self.zone})"]
        for step, time in zip(self.steps, times, strict=True):
            lines.append(
                f"  {step.step:<{wide}}  {time:<{broad}} {step.status:<13} {step.about}{step.remarks}"
            )
        return "\n".join(lines)


@attrs.frozen
class Adherence(Row):
    """How one step of a cadence was kept, over all plans: how many of each status."""

    COLUMNS: ClassVar[Columns] = {"clause": TEXT, "step": TEXT, "rate": SHARE}
    PARTS: ClassVar[Mapping[str, Part]] = {
        "counts": Part(
            {"clause": TEXT, "step": TEXT, "status": TEXT, "steps": WHOLE},
            lambda row: ((row.clause, row.step, *cell) for cell in row.counts.items()),
        )
    }

    clause: str
    step: str
    counts: Mapping[str, int] = attrs.field(hash=False)

    @property
    def rate(self) -> float | None:
        """The share of those owed that were done in time; None where none has been owed to its due."""
        kept = self.counts.get("done", 0) + self.counts.get("other content", 0)
        owed = kept + sum(self.counts.get(status, 0) for status in ("late", "missed", "other channel"))
        return kept / owed if owed else None

    def to_dict(self) -> dict[str, Any]:
        """As JSON can carry it."""
        return {"clause": self.clause, "step": self.step, "rate": self.rate, **self.counts}


def adherence(plans: Iterable[Plan]) -> Rows[Adherence]:
    """How each step was kept, in the order of the plans; steps to come do not count."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for plan in plans:
        for step in plan.steps:
            found = counts.setdefault((plan.clause, step.id), Counter())
            if step.status != "planned":
                found[step.status] += 1
    return Rows(
        Adherence,
        (
            Adherence(*key, {status: found[status] for status in STATUSES if found[status]})
            for key, found in counts.items()
            if found
        ),
    )


def plan_view(plan: RunningPlan, lead: Lead, at: int) -> Plan:
    """A plan as it stands at `at`; the lead has been advanced to it."""
    terms, schedule = plan.terms, plan.terms.compiled.schedule
    steps = [_opened(schedule, clock, lead, at) for clock in plan.steps]
    by_id = {step.id: step for step in schedule.steps}
    steps += [_skipped(by_id[name.partition(":")[0]], name, opens, due) for name, opens, due in plan.skipped]
    steps += _to_come(plan, schedule) if plan.running else []
    return Plan(
        lead=lead.id,
        clause=terms.clause.id,
        title=terms.clause.name,
        cycle=plan.cycle,
        owner=terms.clause.owner,
        assignee=plan.assignee,
        version=terms.compiled.version,
        outcome=plan.outcome,
        started=moment(plan.started),
        ended_at=moment_or_none(plan.ended_at),
        at=moment(at),
        zone=str(terms.calendar.zone),
        steps=tuple(sorted(steps, key=lambda step: (step.opens, step.due))),
        value=plan.value,
        breached_at=moment_or_none(plan.breached_at),
    )


def _opened(schedule: Schedule, clock: RunningClock, lead: Lead, at: int) -> PlannedStep:
    step: Step = schedule.steps[clock.progress["place"]]
    did: dict[str, int] = clock.progress["did"]
    view: Clock = clock_view(clock, lead, at)
    asked = step.asked
    over = {}
    for channel, count in asked.items():
        made = sum(did.values()) if channel == ANY_CHANNEL else did.get(channel, 0)
        if count.most is not None and made > count.most:
            over[channel] = made - count.most
    return PlannedStep(
        step=clock.step or step.id,
        id=step.id,
        about=step.task,
        status=_status(clock, did, asked),
        opens=view.started,
        due=view.due,
        done_at=view.done_at,
        did=dict(did),
        lacking=schedule.lacking(clock) if clock.ended_at is None else {},
        over=over,
        unwanted={channel: did[channel] for channel in step.without if channel in did},
    )


def _status(clock: RunningClock, did: Mapping[str, int], asked: Mapping[str, Any]) -> str:
    if clock.outcome in (OPEN, VOID):
        return clock.outcome
    if clock.outcome == MET:
        return "other content" if clock.progress.get("other_content") else "done"
    if clock.done_at is not None:
        return "late"
    elsewhere = ANY_CHANNEL not in asked and any(channel not in asked for channel in did)
    return "other channel" if elsewhere else "missed"


def _skipped(step: Step, name: str, opens: int, due: int) -> PlannedStep:
    return PlannedStep(
        step=name, id=step.id, about=step.task, status="skipped", opens=moment(opens), due=moment(due)
    )


def _to_come(plan: RunningPlan, schedule: Schedule) -> list[PlannedStep]:
    """The steps that have not opened: by day as they stand, after others as if those were done at their due."""
    found: list[PlannedStep] = []
    table = schedule.table(plan)
    known: list[tuple[int, int]] = [
        (clock.progress["place"], clock.due) for clock in plan.steps if clock.outcome == OPEN
    ]
    for opens, place, number in plan.openings:
        for name, at, due in _comings(plan, schedule, place, number, opens):
            found.append(_planned(schedule.steps[place], name, at, due))
            if not schedule.steps[place].repeated:
                known.append((place, due))
    there = {place for _, place, _ in plan.openings} | {clock.progress["place"] for clock in plan.steps}
    while known:
        before, done = known.pop()
        for place in schedule.followers[before]:
            if place in there:
                continue
            there.add(place)
            try:
                opens = table.opens_after[place](done)
                coming = table.opened(plan, place, 0, opens)
            except CalendarError:
                continue
            found.append(_planned(schedule.steps[place], coming.name, opens, coming.due, expected=True))
            known.append((place, coming.due))
    return found


def _comings(
    plan: RunningPlan, schedule: Schedule, place: int, number: int, opens: int
) -> Iterator[tuple[str, int, int]]:
    """(name, opening, due) of a step that opens by itself, and of its repetitions."""
    table = schedule.table(plan)
    if not schedule.steps[place].by_day:
        with suppress(CalendarError):  # never open again: it will not come
            coming = table.opened(plan, place, 0, opens)
            yield coming.name, opens, coming.due
        return
    for further in range(number, number + MOST_TO_COME):
        there = table.occurrence(plan, place, further)
        if there is None:
            return
        if there.passed_over:
            continue
        yield there.name, there.opens, there.due


def _planned(step: Step, name: str, opens: int, due: int, *, expected: bool = False) -> PlannedStep:
    return PlannedStep(
        step=name,
        id=step.id,
        about=step.task,
        status="planned",
        opens=moment(opens),
        due=moment(due),
        expected=expected,
    )


def _iso(at: dt.datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")
