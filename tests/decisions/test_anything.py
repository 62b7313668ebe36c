"""Whatever a log or an agreement holds, nothing raises in the middle of a fold, and nothing hangs."""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal
from typing import Any

import pytest
from tests.decisions.scenario import OFFICE, TICK, agree, answer, at, evaluate, judge, on, only, outcomes_of

import leadsla as ls
from leadsla.clauses import CalendarBy, MinimumTouches, RequiredInformation, StalledLead
from leadsla.errors import EventError
from leadsla.evaluation.monitor import Monitor
from leadsla.instants import LAST, moment

START = on("2 10:00", "assigned")


class Odd:
    """A value that refuses to be compared or printed."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    def __repr__(self) -> str:
        raise RuntimeError


VALUES: list[Any] = [
    *(None, "", " ", "x", 0, -1, 1e308, float("nan"), float("inf"), 10**400, 10**5000, True, b"x", 1j),
    *([], ["x"], {"a": [1]}, {1, 2}, (), Decimal("NaN"), Decimal("sNaN"), Decimal("1e400")),
    *(dt.date(2026, 1, 1), dt.datetime(2026, 1, 1), object(), Odd()),
]
NAMES = (
    *("created", "assigned", "accepted", "touched", "connected", "replied", "requested", "delivered"),
    *("recycled", "withdrawn", "scored", "noted", "merged"),
)
KEYS = ("to", "channel", "direction", "outcome", "content", "id", "score", "source", "waiting", "email")


def everything() -> ls.Agreement:
    """An agreement that looks at all of it."""
    given: dict[str, Any] = {"owner": "sales", "within": "1 day"}
    warned = {"warn_at": ["50%"], "on_warning": {"alert": "manager"}}
    hours = "2 business hours"
    segments = [{"when": "score > 1", "is": "1 hour"}, {"when": 'event.to == "x"', "is": "1 day"}]
    return agree(
        answer(id="a", pause_while='waiting or source == "x"', repeat="each", **warned),
        answer(id="b", from_="requested", until="delivered", per="event.content", repeat="restart"),
        answer(
            id="c",
            when="event.content != 3",
            count_from="created",
            calendar_by={"zone": "source"},
            within=hours,
        ),
        answer(id="d", calendar_by={"field": "score", "calendars": {"1": "office"}}, within=hours),
        answer(id="e", per="score", within=segments),
        MinimumTouches(id="f", from_="created", touches={"any": 3, "call": 1}, apart="1 minute", **given),
        RequiredInformation(id="g", at="assigned", fields=["email"], valid={"email": "email"}, **given),
        StalledLead(id="h", from_="created", **given),
    )


@pytest.mark.parametrize("key", KEYS)
def test_data_of_any_kind_raise_nothing(key: str) -> None:
    """Every event with every value under every key that means something; told, reported, listed and lived."""
    for number, value in enumerate(VALUES):
        log = [
            ls.Event("L1", at("2 09:00") + dt.timedelta(minutes=7 * place), name, {key: value})
            for place, name in enumerate(NAMES)
        ]
        told = evaluate(everything(), log, "4 09:00")
        told.to_dict(), told.worklist(), told.attainment("assignee"), repr(told), repr(log)
        monitor = Monitor(everything())
        for event in reversed(log):
            monitor.receive(event)
        assert monitor.evaluation(at("4 09:00")) == told, number


def test_contradictions_of_any_kind_are_reported() -> None:
    """Two events of one id that cannot be compared or printed."""
    one = on("2 10:00", "assigned", id="e", odd=10**5000)
    two = on("2 10:00", "assigned", id="e", odd=10**5001)
    assert len(evaluate(agree(answer()), [one, two], "2 11:00").anomalies) == 1


def test_what_is_no_event_is_refused() -> None:
    """By replay and monitor alike."""
    with pytest.raises(EventError, match="is not an Event"):
        ls.evaluate(agree(), ["assigned"], at("2 10:00"))  # type: ignore[list-item]
    with pytest.raises(EventError, match="is not an Event"):
        Monitor(agree()).receive("assigned")  # type: ignore[arg-type]


@pytest.mark.parametrize("lead", [None, 7, b"L1"])
def test_a_lead_is_text(lead: Any) -> None:
    """A missing lead is refused where the event is made."""
    with pytest.raises(EventError, match="lead"):
        ls.Event(lead, at("2 10:00"), "assigned")


def test_an_event_of_no_lead_starts_nothing() -> None:
    """It is a team's."""
    told = judge(agree(answer()), [on("2 10:00", "assigned", "")], "2 11:00")
    assert (told.clocks, told.leads) == ((), ())


def test_no_events_at_all() -> None:
    """An empty log has an empty evaluation."""
    told = judge(agree(answer(target="80% per day", on_missed={"review": "joint"})), [], "3 10:00")
    assert (told.clocks, told.consequences, told.anomalies, told.attainment(), told.worklist()) == ((),) * 5


def test_all_at_the_same_instant() -> None:
    """A whole life in one microsecond, ordered by the source's counter alone."""
    names = [
        "created",
        "assigned",
        "touched",
        "recycled",
        "qualified",
        "assigned",
        "accepted",
        "lost",
        "assigned",
    ]
    log = [on("2 10:00", name, seq=number) for number, name in enumerate(names)]
    told = judge(agree(answer(repeat="each")), log[::-1], "2 13:00")
    assert outcomes_of(told) == ["met", "void", "breached"]
    assert [clock.started for clock in told.clocks] == [at("2 10:00")] * 3


def test_the_first_and_the_last_instant_of_all_years() -> None:
    """From 1970 to 2099, and what is due later."""
    term = ls.Term(dt.date(1970, 1, 1), dt.date(2099, 12, 31))
    first, last, now = at("1970-01-02 00:00"), at("2099-12-31 23:59:59.999999"), moment(LAST - 1)
    for within in ("2 hours", "2 business hours", "30 years", "1 business day", "close of business"):
        clause = answer(
            within=within, warn_at=["2 days", "1 business day", "50%"], on_warning={"alert": "manager"}
        )
        told = evaluate(agree(clause, term=term), [on(first, "assigned"), on(last, "assigned", "L2")], now)
        told.to_dict(), told.worklist()
        assert outcomes_of(told) == (["breached", "open"] if within == "30 years" else ["breached"] * 2)


def test_a_calendar_that_is_closed_from_some_day_on() -> None:
    """Starts before it that end after it have no clock, and all others have."""
    until = ls.BusinessCalendar(
        "UTC", {}, exceptions={f"2026-03-{day:02d}": ["09:00-17:00"] for day in range(2, 7)}
    )
    log = [
        on(f"{day} {hour:02d}:00", "assigned", f"{day}-{hour}") for day in range(2, 9) for hour in (8, 12, 16)
    ]
    for within in ("1 business hour", "2 business hours", "2 business days", "close of next business day"):
        told = judge(agree(answer(within=within), calendars={"office": until}), log, "20 09:00")
        assert len(told.clocks) + len(told.anomalies) == len(log)
        assert set(outcomes_of(told)) == {"breached"}


def test_a_calendar_may_have_any_name() -> None:
    """Also one with the sign that parts a calendar from another zone in snapshots."""
    clause = answer(within="2 business hours", calendar_by={"zone": "source"})
    agreement = agree(clause, calendars={"us@home": OFFICE}, calendar="us@home")
    for zone, due in ((None, "2 12:00"), ("Nowhere/Atall", "2 12:00"), ("Europe/Paris", "2 13:00")):
        clock = only(judge(agreement, [on("2 10:00", "assigned", source=zone)], "2 10:30"))
        assert clock.due == at(due), zone


def test_a_calendar_by_a_fields_value() -> None:
    """As the field's text; flags and numbers too. Whatever has no calendar has the clause's own."""
    early = ls.BusinessCalendar("UTC", {"mon-fri": "05:00-11:00"})
    for field, key, value in (("source", "emea", "emea"), ("score", 5, 5), ("score", "5", 5), ("waiting", True, "yes"),
                              ("waiting", "true", True)):  # fmt: skip
        clause = answer(within="2 business hours", calendar_by=CalendarBy(field, {key: "early"}))
        agreement = agree(clause, calendars={"office": OFFICE, "early": early})
        for given, due in ((value, "3 06:00"), (None, "2 12:00"), ("other", "2 12:00")):
            clock = only(evaluate(agreement, [on("2 10:00", "assigned", **{field: given})], "2 10:30"))
            assert clock.due == at(due), (field, key, given)


def long(names: list[str], count: int, **data: Any) -> list[ls.Event]:
    begin = at("2 00:00")
    return [
        ls.Event("L1", begin + dt.timedelta(minutes=n), names[n % len(names)], data) for n in range(count)
    ]


@pytest.mark.parametrize(
    ("clause", "log"),
    [
        (answer(), [on("2 00:00", "merged", seq=-1), *long(["touched"], 20_000)]),
        (answer(), long(["won"], 20_000)),
        (answer(repeat="restart", until="never"), long(["assigned"], 20_000)),
        (answer(repeat="each", pause_while="waiting"), long(["assigned", "touched"], 20_000)),
        (answer(from_="requested", per="event.content"),
         [on(at("2 00:00") + n * dt.timedelta(minutes=1), "requested", content=str(n)) for n in range(4000)]),
        (answer(calendar_by={"zone": "source"}, within="2 business hours"),
         [on("2 10:00", "assigned", f"L{n}", source=f"Europe/Nowhere{n}") for n in range(4000)]),
    ],
    ids=["merged", "anomalies", "restart", "each", "per", "zones"],
)  # fmt: skip
def test_a_long_log_does_not_hang(clause: Any, log: list[ls.Event]) -> None:
    """The work grows with the log, not with its square."""
    began = time.process_time()
    evaluate(agree(clause), log, "2026-04-30 00:00")
    assert time.process_time() - began < 2.5


def test_pause_resume_and_done_all_around_the_due() -> None:
    """A hold a microsecond before the due, released exactly then, done exactly then or a microsecond after."""
    due = at("2 12:00")
    hold, release = on(due - TICK, "updated", waiting=True), on(due, "updated", waiting=False, seq=1)
    clause = answer(pause_while="waiting")
    for done, outcome in ((due, "met"), (due + TICK, "met"), (due + 2 * TICK, "breached")):
        told = judge(agree(clause), [START, hold, release, on(done, "touched", seq=2)], "2 13:00")
        assert (only(told).outcome, only(told).due) == (outcome, due + TICK)


def test_resumed_exactly_at_the_unpaused_due() -> None:
    """An hour on hold is an hour more, also where it ends when the clock would have been due."""
    log = [START, on("2 11:00", "updated", waiting=True), on("2 12:00", "updated", waiting=False)]
    assert only(judge(agree(answer(pause_while="waiting")), log, "2 12:30")).due == at("2 13:00")
