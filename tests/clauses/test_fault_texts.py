"""What is said of clauses that cannot be: every fault in full, because the words are what helps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from leadsla.clauses import (
    Cadence,
    ConversionRate,
    Quota,
    RecurringMeeting,
    RejectionPolicy,
    Reporting,
    Scope,
)
from leadsla.clauses.base import Clause
from leadsla.clauses.quota_table import QuotaTable
from leadsla.clauses.rhythm import count_of, recurrence, step_of
from leadsla.clauses.steps import Step
from leadsla.errors import EntryError, Fault, WindowError

GOLDEN = Path(__file__).with_name("fault_texts.txt")
SCOPE = Scope(
    {"amount": "money", "name": "text"}, ("mql", "sal"), ("sales", "marketing"), ("manager",), (), None
)

quota = partial(Quota, id="leads", owner="marketing", count={"enters": "mql"}, per="month")
rate = partial(ConversionRate, id="rate", owner="marketing", from_="mql", to="sal", per="month")
meeting = partial(RecurringMeeting, id="meeting", owner="both")
report = partial(Reporting, id="report", owner="sales")
plan = partial(Cadence, id="plan", owner="sales", from_="requested")
rejections = partial(RejectionPolicy, id="rejections", owner="sales")

FAULTY: list[Clause] = [
    quota(),
    quota(at_least=3, table="quotas.yaml#marketing"),
    quota(at_least=3, distinct="company"),
    quota(at_least=3, sum="name"),
    quota(at_least=3, on_breach=[{"recycle": "mql"}]),
    rate(),
    rate(at_least="20%", to="mql"),
    meeting(),
    meeting(rule="monthly", phases=["weekly"]),
    meeting(rule="monthly", attended_by=["sales", "finance", "managr"]),
    report(),
    report(each="lead"),
    report(each="lead", from_="assigned", within="1 day", of="touched"),
    report(each="lead", from_={"enters": "mlq"}, within=[{"is": "1 day"}, {"is": "2 days"}]),
    report(each="period", per="month", from_="assigned", within="1 day", when="has(name)"),
    report(each="period"),
    report(each="period", per="fortnight"),
    report(each="period", per="quater"),
    report(each="period", per="quarter", until={"enters": "mql"}),
    report(each="lead", recorded_within="2 hours", from_="assigned", repeat="each"),
    report(recorded_within=[{"is": "1 day"}, {"is": "2 days"}]),
    plan(steps=[]),
    plan(steps=[{"id": "a"}], from_={"enters": "mlq"}, settled_by={"leaves": "x"}, ends_on={"enters": "x"}),
    plan(
        steps=[
            {"id": " "},
            {"id": "b", "days": [2], "daypart": "morning"},
            {"id": "c", "when": "silence > 3"},
        ]
    ),
    rejections(),
    rejections(reasons=["no budget"], on_start=[{"alert": "nobody"}]),
]
UNREADABLE: list[Callable[[], object]] = [
    lambda: quota(at_least=0),
    lambda: quota(at_least=True),
    lambda: quota(table=" "),
    lambda: quota(table=7),
    lambda: QuotaTable("t", {"from": "2026-01-01"}),  # type: ignore[arg-type]
    lambda: QuotaTable("t", [{"from": "2026-01-01"}]),
    lambda: QuotaTable("t", [{"from": "2026-01-01", "value": 1}, {"from": "soon", "value": 1}]),
    lambda: QuotaTable("t", [{"from": "2026-01-01", "to": "soon", "value": 1}]),
    lambda: QuotaTable("t", [{"from": "2026-01-01", "value": True}]),
    lambda: QuotaTable("t", [{"from": "2026-01-01", "value": -1}]),
    lambda: meeting(rule=7),
    lambda: meeting(rule="now and then"),
    lambda: meeting(rule="bi-annual"),
    lambda: meeting(rule="Biweekly"),
    lambda: meeting(rule="FREQ=SOMETIMES"),
    lambda: meeting(rule="RDATE:20260101"),
    lambda: meeting(rule="FREQ=HOURLY"),
    lambda: meeting(count="many per month"),
    lambda: meeting(count=7),
    lambda: meeting(phases=[7]),
    lambda: meeting(phases=["weekly", "weekly for ever"]),
    lambda: meeting(phases=["weekly", "now and then"]),
    lambda: step_of(None),
    lambda: Step(id="a", do={}),
    lambda: Step(id="a", do=7),  # type: ignore[arg-type]
    lambda: Step(id="a", do={"call": "many"}),
    lambda: Step(id="a", every="fortnight"),  # type: ignore[arg-type]
    lambda: count_of(None),
    lambda: recurrence("DTSTART:20260101T000000Z\nRRULE:FREQ=DAILY", dt.date(2026, 1, 1)),
]


def in_full(fault: Fault) -> str:
    parts = (fault.name, fault.path, fault.what, fault.write, fault.because, fault.on_key, fault.see)
    return " | ".join(map(str, parts))


def refused(make: Callable[[], Any]) -> str:
    """What an entry is refused with."""
    try:
        made = make()
    except EntryError as error:
        return " | ".join(map(str, (error.what, error.key, error.write, error.on_key)))
    except WindowError as error:
        return " | ".join(map(str, (error.what, error.text, error.write)))
    return f"read as {made}"


def said() -> str:
    """Every fault of each of the clauses, a line each; then what is said of values that cannot be read."""
    lines = [in_full(fault) for clause in FAULTY for fault in clause.faults(SCOPE)]
    return "\n".join([*lines, "", *map(refused, UNREADABLE)]) + "\n"


def test_what_is_said_of_clauses_that_cannot_be() -> None:
    """Name, place, what is wrong, what to write, why, and where else to look."""
    assert said() == GOLDEN.read_text(encoding="utf-8")
