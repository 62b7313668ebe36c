"""Capacity: by hand, by a second reckoning minute by minute, and by what adds up."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.decisions.scenario import agree, answer

import leadsla as ls
from leadsla.errors import EntryError
from leadsla.metrics.capacity import capacity, utilisation

OFFICE = ls.BusinessCalendar("UTC", {"mon-fri": ["09:00-12:00", "13:00-17:00"]})
PART_TIME = ls.BusinessCalendar("UTC", {"mon-tue": ["09:00-12:00"]})
MONDAY = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def at(time: str, day: int = 2) -> dt.datetime:
    hour, minute = map(int, time.split(":"))
    return dt.datetime(2026, 3, day, hour, minute, tzinfo=dt.UTC)


def assigned(lead: str, time: str, day: int = 2) -> ls.Event:
    return ls.Event(lead, at(time, day), "assigned", {"to": "ann"})


def touched(lead: str, time: str, actor: str | None = None, minutes: Any = None, day: int = 2) -> ls.Event:
    data = {} if minutes is None else {"minutes": minutes}
    return ls.Event(lead, at(time, day), "touched", data, actor=actor)


def evaluated(
    log: list[ls.Event], within: str = "1 business hour", until: str = "17:00", day: int = 3
) -> ls.Evaluation:
    calendars = {"office": OFFICE, "part": PART_TIME}
    agreement = agree(answer(within=within), calendars=calendars, calendar="office")
    return ls.evaluate(agreement, log, at(until, day))


def beyond(log: list[ls.Event], minutes: float, people: int = 1, within: str = "1 business hour") -> int:
    return sum(
        row.beyond for row in capacity(evaluated(log, within), "answer", minutes, representatives=people)
    )


def test_more_than_can_be_taken_up_in_the_window() -> None:
    """At 9:00, 9:25, 9:50 and 10:15; the last is too late, and with two people none is."""
    log = [assigned(f"L{number}", "09:00") for number in range(4)]
    assert (beyond(log, 25), beyond(log, 25, people=2)) == (1, 0)
    # Taken up exactly at the due is in time.
    assert beyond(log[:3], 30) == 0
    assert beyond(log[:3], 30.1) == 1


def test_closed_hours_are_no_hands() -> None:
    """Business windows wait with the people; an elapsed one runs out over lunch; at the closing nobody begins."""
    night = [assigned(f"L{number}", "20:00") for number in range(3)]
    assert beyond(night, 30) == 0
    assert beyond([assigned("L", "12:00")], 5, within="1 hour") == 0
    assert beyond([assigned("L", "12:00")], 5, within="59 minutes") == 1
    late = [assigned("A", "11:00"), assigned("B", "11:00")]
    assert (beyond(late, 59, within="1 hour"), beyond(late, 60, within="1 hour")) == (0, 1)


def test_what_is_never_due_is_not_late() -> None:
    """One that waits on the customer until after the last open hours."""
    once = ls.BusinessCalendar("UTC", {"mon": "closed"}, (), {"2026-03-02": ["09:00-17:00"]})
    clause = answer(within="1 business hour", pause_while="waiting")
    agreement = agree(clause, calendars={"once": once}, calendar="once")
    waiting = ls.Event("L0", at("09:00"), "assigned", {"waiting": True})
    evaluation = ls.evaluate(agreement, [waiting, assigned("L1", "09:00")], at("09:00", 3))
    [week] = capacity(evaluation, "answer", 90, representatives=1)
    assert (week.arrivals, week.late, week.beyond) == (2, 1, 0)


def test_rows_by_week_with_what_is_behind_them() -> None:
    log = [assigned(f"L{number}", "09:00") for number in range(4)] + [assigned("M", "10:00", day=9)]
    log += [touched("L0", "09:10", minutes=20), touched("L1", "09:30", minutes="40"), touched("L2", "09:50")]
    first, second = capacity(evaluated(log, until="12:00", day=9), "answer")
    # Of the four the last was not touched; taken up at 9:00, 9:30, 10:00 and 10:30.
    assert (first.period, first.arrivals, first.late, first.beyond) == ("2026-W10", 4, 1, 1)
    assert (first.representatives, first.minutes) == (1, 30)
    assert (first.available, first.needed) == (dt.timedelta(hours=35), dt.timedelta(hours=2))
    assert first.load == pytest.approx(2 / 35)
    assert (second.period, second.arrivals, second.available) == ("2026-W11", 1, dt.timedelta(hours=3))
    assert second.to_dict()["needed_s"] == 1800


def test_utilisation_by_representative() -> None:
    """An attempt is its actor's, else the assignee's; what does not say its minutes takes the mean of those that do."""
    log = [
        assigned("L", "09:00"),
        touched("L", "09:10", minutes=10),
        touched("L", "09:40", "bob", minutes=50),
        touched("L", "10:00", "bob"),
    ]
    ann, bob = utilisation(evaluated(log), per="day")
    assert (ann.representative, ann.attempts, ann.timed, ann.handling) == ("ann", 1, 1, 10 * MINUTE)
    assert (bob.representative, bob.attempts, bob.timed, bob.handling) == ("bob", 2, 1, 80 * MINUTE)
    assert bob.utilisation == pytest.approx(80 / 420)
    _, bob = utilisation(evaluated(log), 5, per="day", calendar={"bob": "part"})
    assert (bob.open, bob.handling, bob.utilisation) == (180 * MINUTE, 55 * MINUTE, pytest.approx(55 / 180))
    [_, row] = utilisation(evaluated(log), per="month", calendar="part").to_dict()
    assert (row["representative"], row["open_s"]) == ("bob", 6 * 3600)


def test_what_is_not_known_is_refused() -> None:
    evaluation = evaluated([assigned("L", "09:00")])
    with pytest.raises(EntryError, match="does not say how long"):
        capacity(evaluation, "answer", representatives=1)
    with pytest.raises(EntryError, match="nobody is there"):
        capacity(evaluation, "answer", 10)
    with pytest.raises(EntryError, match="no time to handle"):
        utilisation(evaluation, 0)
    with pytest.raises(EntryError, match="no clause `anser`"):
        capacity(evaluation, "anser", 10)
    with pytest.raises(EntryError, match="no calendar `offce`"):
        utilisation(evaluated([assigned("L", "09:00"), touched("L", "09:10")]), 10, calendar="offce")
    assert utilisation(evaluation, 10) == ()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 30 * 60), min_size=1, max_size=8),
    st.integers(1, 3),
    st.integers(5, 90),
    st.sampled_from(["1 business hour", "90 minutes", "30 business minutes", "4 hours"]),
)
def test_by_a_second_reckoning_minute_by_minute(
    starts: list[int], people: int, minutes: int, within: str
) -> None:
    """Every minute whoever is free takes up the lead that has waited longest, while the office is open."""
    begin = at("08:00")
    log = [
        ls.Event(f"L{number}", begin + start * MINUTE, "assigned", {"to": "ann"})
        for number, start in enumerate(sorted(starts))
    ]
    evaluation = evaluated(log, within, until="17:00", day=6)
    dues = {clock.lead: clock.due for clock in evaluation.clocks}
    waiting, taken, busy = list(log), {}, [0] * people
    now = begin
    while waiting:
        if OFFICE.is_open(now):
            for place in range(people):
                if not busy[place] and waiting and waiting[0].at <= now:
                    taken[waiting.pop(0).lead] = now
                    busy[place] = minutes
            busy = [max(0, left - 1) for left in busy]
        now += MINUTE
    late = sum(taken[lead] > due for lead, due in dues.items())
    rows = capacity(evaluation, "answer", minutes, representatives=people, per="day")
    assert sum(row.beyond for row in rows) == late
    assert sum(row.arrivals for row in rows) == len(starts)
    more = capacity(evaluation, "answer", minutes, representatives=people + 1, per="day")
    assert sum(row.beyond for row in more) <= late
