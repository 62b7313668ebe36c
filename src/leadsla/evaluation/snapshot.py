"""The state of the fold as data: copying a lead, and writing a monitor as JSON-ready values and reading it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from leadsla.agreement import Agreement
from leadsla.errors import EventError
from leadsla.evaluation.clocks import Anomaly
from leadsla.evaluation.compile import Program
from leadsla.events import Event, shown
from leadsla.instants import iso
from leadsla.lead import CLOCK_VALUES, NONE_SEEN, PLAN_VALUES, Lead, RunningClock, RunningPlan

if TYPE_CHECKING:
    from leadsla.evaluation.monitor import Followed, Monitor

#: The edition of the data; a snapshot of another edition is refused.
EDITION: Final = 2
_LEAD_VALUES: Final = (
    "assignee", "at", "created", "edition", "merged", "pass_began", "passes", "recycled_at", "returned", "stage",
    "wake",
)  # fmt: skip


def copy_lead(lead: Lead) -> Lead:
    """A copy that can go its own way; the terms of its clocks are shared, because they never change."""
    made = Lead(lead.id)
    for name in _LEAD_VALUES:
        setattr(made, name, getattr(lead, name))
    made.recycle = lead.recycle
    made.fields = dict(lead.fields)
    made.seen = {name: list(seen) for name, seen in lead.seen.items()} or NONE_SEEN
    made.holds = {name: [list(hold) for hold in holds] for name, holds in lead.holds.items()} or NONE_SEEN
    made.anomalies = list(lead.anomalies)
    if lead.facts:
        made.facts = list(lead.facts)
    copies: dict[Any, Any] = {clock: _copy_clock(clock) for clock in lead.clocks}
    made.clocks = list(copies.values())
    if lead.plans:
        made.plans = [_copy_plan(plan, copies) for plan in lead.plans]
        copies |= zip(lead.plans, made.plans, strict=True)
    made.owed = [copies[clock] for clock in lead.owed]
    made.latest = {key: copies[clock] for key, clock in lead.latest.items()}
    made.consequences = [(noted[0], copies[noted[1]], *noted[2:]) for noted in lead.consequences]
    return made


def _copy_clock(clock: RunningClock) -> RunningClock:
    made = RunningClock.__new__(RunningClock)
    made.__dict__.update(clock.__dict__)
    made.progress = deepcopy(clock.progress)
    return made


def _copy_plan(plan: RunningPlan, copies: Mapping[RunningClock, RunningClock]) -> RunningPlan:
    made = RunningPlan.__new__(RunningPlan)
    made.__dict__.update(plan.__dict__)
    made.openings, made.skipped = list(plan.openings), list(plan.skipped)
    made.progress = deepcopy(plan.progress)
    made.steps = [copies[clock] for clock in plan.steps]
    for clock in made.steps:
        clock.plan = made
    return made


# -- plain values ----------------------------------------------------------------------------------------------------


def plain(value: Any) -> Any:
    """A value as JSON can carry it; what JSON has no type for is tagged with its type.

    >>> plain(Decimal("1.50")), restored(plain(Decimal("1.50")))
    ({'!decimal': '1.50'}, Decimal('1.50'))
    """
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Decimal():
            return {"!decimal": str(value)}
        case Fraction():
            return {"!fraction": str(value)}
        case dt.datetime():
            return {"!datetime": value.isoformat()}
        case dt.date():
            return {"!date": value.isoformat()}
        case Mapping():
            made = {str(key): plain(item) for key, item in value.items()}
            like_a_tag = len(made) == 1 and made.keys() <= _TAGS  # somebody's data, not to be read as one
            return {"!mapping": [*map(list, made.items())]} if like_a_tag else made
        case list() | tuple():
            return [plain(item) for item in value]
        case set() | frozenset():
            return [plain(item) for item in sorted(value, key=shown)]
        case _:
            raise EventError(
                f"{shown(value)} cannot be written to a snapshot; give plain values as data of events"
            )


def _mapping(items: list[list[Any]]) -> dict[str, Any]:
    return {key: restored(item) for key, item in items}


_READERS: Final[Mapping[str, Any]] = {
    "!mapping": _mapping,
    "!decimal": Decimal,
    "!fraction": Fraction,
    "!datetime": dt.datetime.fromisoformat,
    "!date": dt.date.fromisoformat,
}
_TAGS: Final = frozenset(_READERS)


def restored(value: Any) -> Any:
    """The inverse of `plain`."""
    if isinstance(value, Mapping):
        if len(value) == 1:
            ((key, item),) = value.items()
            if key in _READERS:
                return _READERS[key](item)
        return {key: restored(item) for key, item in value.items()}
    return [restored(item) for item in value] if isinstance(value, list) else value


# -- events, clocks, leads -------------------------------------------------------------------------------------------


def write_event(event: Event) -> dict[str, Any]:
    """An event as plain values."""
    data: dict[str, Any] = {"lead": event.lead, "at": iso(event.instant), "name": event.name}
    data["data"] = plain(event.data)
    for name in ("id", "actor", "seq"):
        if getattr(event, name) is not None:
            data[name] = getattr(event, name)
    if event.recorded_at is not None:
        data["recorded_at"] = event.recorded_at.isoformat()
    return data


def read_event(data: Mapping[str, Any]) -> Event:
    """The inverse of `write_event`."""
    recorded = data.get("recorded_at")
    return Event(
        data["lead"],
        dt.datetime.fromisoformat(data["at"]),
        data["name"],
        restored(data["data"]),
        data.get("id"),
        data.get("actor"),
        data.get("seq"),
        None if recorded is None else dt.datetime.fromisoformat(recorded),
    )


def _write_lead(lead: Lead) -> dict[str, Any]:
    number: dict[Any, int] = {clock: place for place, clock in enumerate(lead.clocks)}
    # A plan is told from a clock by its sign.
    number |= {plan: -1 - place for place, plan in enumerate(lead.plans)}
    data: dict[str, Any] = {name: getattr(lead, name) for name in _LEAD_VALUES}
    data |= {
        "id": lead.id,
        "fields": plain(lead.fields),
        "seen": dict(lead.seen),
        "holds": dict(lead.holds),
        "recycle": lead.recycle,
        "anomalies": [list(anomaly) for anomaly in lead.anomalies],
        "facts": plain(lead.facts),
        "clocks": [_write_clock(clock) for clock in lead.clocks],
        "owed": [number[clock] for clock in lead.owed],
        "consequences": [[noted[0], number[noted[1]], *noted[2:]] for noted in lead.consequences],
    }
    if lead.plans:
        data["plans"] = [_write_plan(plan, number) for plan in lead.plans]
    return deepcopy(data)


def _write_plan(plan: RunningPlan, number: Mapping[Any, int]) -> dict[str, Any]:
    data: dict[str, Any] = {name: plain(getattr(plan, name)) for name in PLAN_VALUES}
    data["terms"] = _written_terms(plan.terms)
    data["steps"] = [number[clock] for clock in plan.steps]
    return data


def _written_terms(terms: Any) -> list[Any]:
    compiled = terms.compiled
    return [compiled.version, terms.clause.id, compiled.step, terms.segment, terms.calendar_key]


def _write_clock(clock: RunningClock) -> dict[str, Any]:
    data: dict[str, Any] = {
        name: plain(getattr(clock, name)) for name in CLOCK_VALUES if name in clock.__dict__
    }
    data["terms"] = _written_terms(clock.terms)
    if clock.former:
        data["former"] = [[until, _written_terms(terms)] for until, terms in clock.former]
    return data


def _read_lead(program: Program, data: Mapping[str, Any]) -> Lead:
    data = deepcopy(dict(data))
    lead = Lead(data["id"])
    for name in _LEAD_VALUES:
        setattr(lead, name, data[name])
    lead.fields = restored(data["fields"])
    lead.seen, lead.holds = data["seen"] or NONE_SEEN, data["holds"] or NONE_SEEN
    lead.recycle = None if data["recycle"] is None else (data["recycle"][0], data["recycle"][1])
    lead.anomalies = [(at, event, why) for at, event, why in data["anomalies"]]
    lead.facts = [tuple(restored(fact)) for fact in data["facts"]]
    for written in data["clocks"]:
        clock = RunningClock(_read_terms(program, written["terms"]), None, 0, 0, 0)
        if "former" in written:
            clock.former = tuple((at, _read_terms(program, terms)) for at, terms in written["former"])
        for name, value in written.items():
            if name in CLOCK_VALUES:
                setattr(clock, name, restored(value))
        for name in ("warnings", "rungs"):
            if name in written:
                setattr(clock, name, tuple((at, number) for at, number in written[name]))
        lead.clocks.append(clock)
        if clock.terms.compiled.schedule is None:
            lead.latest[_key(clock)] = clock
    if "plans" in data:
        lead.plans = [_read_plan(program, lead, written) for written in data["plans"]]
        lead.latest |= {_key(plan): plan for plan in lead.plans}
    lead.owed = [lead.clocks[number] for number in data["owed"]]
    lead.consequences = [
        (at, lead.clocks[number] if number >= 0 else lead.plans[-1 - number], *rest)
        for at, number, *rest in data["consequences"]
    ]
    return lead


def _key(started: RunningClock | RunningPlan) -> Any:
    """Under what the last clock or plan of a clause is kept."""
    compiled = started.terms.compiled
    return compiled.key if compiled.value_of is None else (compiled.key, started.value)


def _read_terms(program: Program, written: list[Any]) -> Any:
    version, clause, step, segment, calendar_key = written
    return program.by_name[version, clause, step].terms(segment, calendar_key)


def _read_plan(program: Program, lead: Lead, written: Mapping[str, Any]) -> RunningPlan:
    plan = RunningPlan(_read_terms(program, written["terms"]), None, 0, 0)
    for name in PLAN_VALUES:
        setattr(plan, name, restored(written[name]))
    plan.openings = [(at, place, number) for at, place, number in plan.openings]
    plan.skipped = [(name, at, due) for name, at, due in plan.skipped]
    plan.steps = [lead.clocks[number] for number in written["steps"]]
    for clock in plan.steps:
        clock.plan = plan
    return plan


# -- monitors --------------------------------------------------------------------------------------------------------


def write_monitor(monitor: Monitor) -> dict[str, Any]:
    """A monitor as JSON-ready data."""
    return {
        "leadsla": EDITION,
        "agreement": monitor.agreement.agreement,
        "versions": monitor._program.versions,
        "lateness": None if monitor._lateness is None else str(monitor._lateness),
        "automatic": monitor._fold.automatic,
        "strict": monitor._fold.strict,
        "advanced": monitor._advanced,
        "compacted": monitor._compacted,
        "duplicates": monitor._duplicates,
        "anomalies": [_write_anomaly(anomaly) for anomaly in monitor._anomalies],
        "period_issues": dict(monitor._period_issues),
        "told": [
            [*key, cell.told] for key, cell in sorted(monitor._targets.cells.items()) if cell.told is not None
        ],
        "ids": [write_event(event) for event in monitor._ids.values()],
        "team": _write_followed(monitor._team),
        "leads": [_write_followed(followed) for followed in monitor._followed.values()],
    }


def _write_followed(followed: Followed) -> dict[str, Any]:
    return {
        "lead": _write_lead(followed.lead),
        "base": None if followed.base is None else _write_lead(followed.base),
        "events": [write_event(event) for event in followed.events],
        "issues": dict(followed.issues),
        "gone": sorted(followed.gone),
        "extra": [_write_anomaly(anomaly) for anomaly in followed.extra],
    }


def _write_anomaly(anomaly: Anomaly) -> list[Any]:
    return [anomaly.lead, anomaly.at.isoformat(), anomaly.event, anomaly.why]


def _read_anomaly(data: list[Any]) -> Anomaly:
    return Anomaly(data[0], dt.datetime.fromisoformat(data[1]), data[2], data[3])


def read_monitor(made_by: type[Monitor], agreement: Agreement, data: Mapping[str, Any]) -> Monitor:
    """The inverse of `write_monitor`."""
    for key, wanted in (("leadsla", EDITION), ("agreement", agreement.agreement)):
        if data.get(key) != wanted:
            raise EventError(
                f"this snapshot is of {key} {data.get(key)!r}, and what restores it is of {wanted!r}"
            )
    monitor = made_by(
        agreement, lateness=data["lateness"], automatic=bool(data["automatic"]), strict=bool(data["strict"])
    )
    _check_versions(monitor._program, data)
    monitor._advanced, monitor._compacted = data["advanced"], data["compacted"]
    monitor._duplicates = data["duplicates"]
    monitor._anomalies = [_read_anomaly(anomaly) for anomaly in data["anomalies"]]
    monitor._period_issues = dict(data["period_issues"])
    monitor._ids = {written["id"]: read_event(written) for written in data["ids"]}
    monitor._team = _read_followed(monitor._program, data["team"])
    for written in data["leads"]:
        monitor._resume(_read_followed(monitor._program, written))
    monitor._recall()
    for index, period, told in data["told"]:
        monitor._targets.cells[index, period].told = told
    return monitor


def _check_versions(program: Program, data: Mapping[str, Any]) -> None:
    """Refuse a snapshot of other versions."""
    written, known = data["versions"], program.versions
    if written != known:
        raise EventError(
            f"this snapshot is of the versions {', '.join(written)}, and what restores it is of {', '.join(known)}"
        )


def _read_followed(program: Program, written: Mapping[str, Any]) -> Followed:
    from leadsla.evaluation.monitor import Followed

    return Followed(
        _read_lead(program, written["lead"]),
        base=None if written["base"] is None else _read_lead(program, written["base"]),
        events=[read_event(event) for event in written["events"]],
        issues=dict(written["issues"]),
        gone=set(written["gone"]),
        extra=[_read_anomaly(anomaly) for anomaly in written["extra"]],
    )
