"""Where the time of a breached clock went: by hand, and by what adds up."""

from __future__ import annotations

import datetime as dt

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

import leadsla as ls
from leadsla.clauses import ResponseWindow
from leadsla.evaluation.delays import PARTS, Delay

OFFICE = ls.BusinessCalendar("UTC", {"mon-fri": ["09:00-17:00"]})
HOUR = dt.timedelta(hours=1)


def agreement(*clauses: ls.Clause) -> ls.Agreement:
    return ls.Agreement(
        agreement="delays",
        version="1",
        term=ls.Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        timezone="UTC",
        parties={"sales": ls.Party("Sales")},
        lifecycle=ls.Lifecycle(),
        fields={"hold": "flag"},
        calendars={"office": OFFICE},
        calendar="office",
        clauses=clauses,
    )


FROM_CREATION = ResponseWindow(
    id="speed", owner="sales", from_="created", within="1 business hour", pause_while="hold", repeat="each"
)


def event(at: str, name: str, **data: object) -> ls.Event:
    """On a day of March 2026 (the 2nd is a Monday), such as `02 09:30`."""
    day, time = at.split()
    return ls.Event("L1", dt.datetime.fromisoformat(f"2026-03-{day}T{time}:00+00:00"), name, data)


def delays(*events: ls.Event, at: str = "13 17:00", clause: ls.Clause = FROM_CREATION) -> list[Delay]:
    return list(ls.evaluate(agreement(clause), events, event(at, "now").at).delays())


def hours(delay: Delay) -> dict[str, float]:
    return {name: getattr(delay, name) / HOUR for name in PARTS if getattr(delay, name)}


def test_closed_hours_routing_a_pause_and_the_representative() -> None:
    [delay] = delays(
        event("06 16:30", "created"),  # Friday, half an hour before the close
        event("09 09:15", "assigned", to="rep7"),
        event("09 09:20", "updated", hold=True),
        event("09 10:20", "updated", hold=False),
        event("09 12:20", "touched"),
    )
    # Half an hour of Friday and a quarter of Monday nobody had it; from Friday 17:00 to Monday 9:00 was closed; an hour
    # it was on hold; five minutes before that and two hours after it were the representative's.
    assert hours(delay) == {"unassigned": 0.75, "closed": 64, "paused": 1, "representative": 2 + 5 / 60}
    assert delay.total == dt.timedelta(days=2, hours=19, minutes=50)
    # Nearly all of it was closed, but in business time that has made nothing late.
    assert delay.cause == "representative"


def test_one_that_was_assigned_before_waits_for_its_representative_alone() -> None:
    [delay] = delays(event("02 08:00", "assigned", to="rep7"), event("02 10:00", "created"), at="02 13:00")
    assert hours(delay) == {"representative": 3}
    assert delay.cause == "representative"
    assert delay.to_dict()["representative_s"] == 10800


def test_one_that_nobody_ever_got() -> None:
    [delay] = delays(event("02 10:00", "created"), at="03 10:00")
    assert hours(delay) == {"unassigned": 8, "closed": 16}


def test_it_ends_when_nothing_is_owed_any_more() -> None:
    [delay] = delays(event("02 10:00", "created"), event("02 13:00", "disqualified"))
    assert delay.total == 3 * HOUR


def test_a_pause_over_a_night_is_a_pause() -> None:
    [delay] = delays(
        event("02 16:30", "created"),
        event("02 16:45", "updated", hold=True),
        event("03 09:30", "updated", hold=False),
        event("03 10:30", "touched"),
    )
    assert hours(delay) == {"unassigned": 0.25 + 1, "paused": 16.75}


def test_a_window_of_elapsed_time_names_closed_hours_too() -> None:
    clause = attrs.evolve(FROM_CREATION, within="5 minutes", pause_while=None)
    [delay] = delays(event("02 16:50", "created"), event("03 09:10", "touched"), clause=clause)
    assert hours(delay) == {"unassigned": 20 / 60, "closed": 16}
    assert delay.cause == "closed"


def test_a_pause_is_no_cause_in_any_window() -> None:
    for within in ("5 minutes", "5 business minutes"):
        [delay] = delays(
            event("02 10:00", "created"),
            event("02 10:01", "updated", hold=True),
            event("02 15:00", "updated", hold=False),
            event("02 15:10", "touched"),
            clause=attrs.evolve(FROM_CREATION, within=within),
        )
        assert delay.paused > delay.unassigned
        assert delay.cause == "unassigned"


def test_what_was_due_at_once_was_made_late_by_no_wait() -> None:
    clause = ls.clauses.RequiredInformation(id="whole", owner="sales", at="assigned", fields=["hold"])
    [delay] = delays(
        event("02 10:00", "assigned", to="rep7"), event("03 10:00", "updated", hold=True), clause=clause
    )
    assert hours(delay) == {"representative": 8, "closed": 16}
    assert delay.cause == "at once"


def test_what_was_met_has_no_delay() -> None:
    assert delays(event("02 10:00", "created"), event("02 10:30", "touched")) == []


def test_of_several_clocks_each_has_its_own_pauses() -> None:
    first, second = delays(
        event("02 10:00", "created"),
        event("02 12:00", "touched"),
        event("03 10:00", "created"),
        event("03 10:30", "updated", hold=True),
        event("03 11:30", "updated", hold=False),
        event("03 13:00", "touched"),
    )
    assert (hours(first), hours(second)) == ({"unassigned": 2}, {"unassigned": 2, "paused": 1})


STEPS = st.lists(
    st.tuples(
        st.integers(1, 400), st.sampled_from(["created", "assigned", "touched", "hold", "resume", "recycled"])
    ),
    max_size=12,
)


@settings(max_examples=60)
@given(STEPS)
def test_the_parts_add_up_to_the_wait(steps: list[tuple[int, str]]) -> None:
    at, log = event("02 08:00", "now").at, []
    for minutes, name in steps:
        at += dt.timedelta(minutes=minutes)
        data = {"assigned": {"to": "r"}, "hold": {"hold": True}, "resume": {"hold": False}}.get(name, {})
        log.append(ls.Event("L1", at, "updated" if name in ("hold", "resume") else name, data))
    evaluation = ls.evaluate(agreement(FROM_CREATION), log, event("13 17:00", "now").at)
    breached = [clock for clock in evaluation.clocks if clock.outcome == "breached"]
    found = evaluation.delays()
    assert [delay.clock for delay in found] == breached
    for delay in found:
        clock = delay.clock
        end = clock.done_at or clock.ended_at or evaluation.at
        assert delay.total == end - clock.started
        assert min(getattr(delay, name) for name in PARTS) >= dt.timedelta()
        assert clock.counted == delay.unassigned + delay.representative
