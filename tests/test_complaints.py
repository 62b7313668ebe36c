"""What users of other engines complain of most, each in a test that shows that it cannot happen here.

`docs/complaints.md` tells of them; the numbers are its numbers.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.decisions.scenario import agree, answer, at, evaluate, followed, judge, on, only

import leadsla as ls
from leadsla.clauses import StalledLead

PAGE = Path(__file__).parents[1] / "docs" / "complaints.md"
START = on("2 10:00", "assigned")
WAITING = {"pause_while": "waiting"}
HOUR = "1 business hour"


def due(start: str, window: str = HOUR, calendar: ls.BusinessCalendar | None = None) -> dt.datetime:
    """The due of a clock that starts then."""
    changes = {} if calendar is None else {"calendars": {"office": calendar}}
    return only(evaluate(agree(answer(within=window), **changes), [on(start, "assigned")], start)).due


@pytest.mark.parametrize(
    "start", ["2026-03-07 14:00", "2026-03-07 18:00", "2026-03-08 00:00", "2026-03-06 17:00"]
)
def test_00_a_weekend_is_skipped_to_the_first_opening(start: str) -> None:
    """A walk that adds whole days to a Saturday afternoon lands on Monday afternoon, or on Tuesday."""
    nine_to_five = ls.BusinessCalendar("UTC", {"mon-fri": "09:00-17:00"})
    assert due(start, HOUR, nine_to_five) == at("2026-03-09 10:00")


def test_01_a_due_is_an_instant_and_not_a_time_of_the_server() -> None:
    """A naive time is refused; and who is done while paused loses nothing of the pause."""
    with pytest.raises(ls.TimeError):
        ls.Event("L1", dt.datetime(2026, 3, 2, 10), "assigned")
    berlin = ZoneInfo("Europe/Berlin")
    clock = only(evaluate(agree(answer()), [START], "2 10:30"))
    assert clock.due == dt.datetime(2026, 3, 2, 13, tzinfo=berlin) == at("2 12:00")
    events = [START, on("2 10:30", "updated", waiting=True), on("2026-09-01 12:00", "touched")]
    clock = only(judge(agree(answer(**WAITING)), events, "2026-09-02 12:00"))
    assert (clock.outcome, clock.counted) == ("met", dt.timedelta(minutes=30))


def test_02_what_was_paused_moves_the_due_by_what_would_have_counted() -> None:
    """Also where the clock began on a closed day: of a pause from Saturday to Monday 9:30 half an hour counts."""
    events = [
        on("7 10:00", "assigned"),
        on("7 11:00", "updated", waiting=True),
        on("9 09:30", "updated", waiting=False),
    ]
    clock = only(judge(agree(answer(within=HOUR, **WAITING)), events, "9 09:45"))
    assert (clock.due, clock.paused) == (at("9 10:30"), False)


def test_03_nobody_is_late_at_lunch() -> None:
    """As many intervals a day as there are."""
    assert due("2 11:30") == at("2 13:30")


def test_04_a_pause_is_counted_once_however_often_it_is_touched() -> None:
    """Said twice, resumed twice, it is one pause."""
    events = [START, *(on(f"2 10:{minute}", "updated", waiting=True) for minute in ("10", "20"))]
    events += [on(f"2 10:{minute}", "updated", waiting=False) for minute in ("30", "35")]
    assert only(judge(agree(answer(**WAITING)), events, "2 11:00")).due == at("2 12:20")


def test_05_done_at_once_is_not_the_same_as_not_done() -> None:
    """Nothing stands for both zero and unset."""
    clock = only(judge(agree(answer()), [START, on("2 10:00", "touched")], "2 11:00"))
    assert (clock.done_at, clock.counted, clock.outcome) == (at("2 10:00"), dt.timedelta(0), "met")
    assert only(evaluate(agree(answer()), [START], "2 11:00")).done_at is None


def test_06_a_window_says_itself_whether_only_open_time_counts() -> None:
    """There is no setting beside it that could be forgotten."""
    assert due("6 16:30", "1 hour") == at("6 17:30")
    assert due("6 16:30", HOUR) == at("9 09:30")


def test_07_one_promise_does_not_stand_in_the_way_of_another() -> None:
    """Each has a start of its own: an update that is owed after the first answer begins with the first answer."""
    update = answer(id="update", from_="touched", within="1 hour", repeat="restart")
    told = judge(agree(answer(within="8 hours"), update), [START, on("2 15:00", "touched")], "2 15:30")
    assert [(c.clause, c.started) for c in told.clocks] == [
        ("answer", at("2 10:00")),
        ("update", at("2 15:00")),
    ]


def test_08_who_wrote_last_matters() -> None:
    """A message that comes in settles nothing, and after one that goes out nobody is owed any more."""
    told = judge(agree(answer()), [START, on("2 10:30", "replied")], "2 11:00")
    assert only(told).outcome == "open"
    asked = answer(
        id="reply", from_={"event": "touched", "when": 'event.direction == "inbound"'}, repeat="each"
    )
    events = [on("2 10:00", "touched", direction="inbound"), on("2 10:30", "touched")]
    assert [clock.owed for clock in judge(agree(asked), events, "2 18:00").clocks] == [False]


def test_09_nothing_is_left_over_from_an_agreement_that_was() -> None:
    """Outcomes are a function of the agreement and the log; another agreement begins from the same facts."""
    late = evaluate(agree(answer()), [START], "2 18:00")
    assert only(late).outcome == "breached"
    assert evaluate(agree(), [START], "2 18:00").clocks == ()
    assert only(evaluate(agree(answer(within="1 day")), [START], "2 18:00")).outcome == "open"


def test_10_every_due_says_how_it_came_about() -> None:
    """The lines that counted add up, and a holiday is named with where it comes from."""
    office = ls.BusinessCalendar("UTC", {"mon-fri": "09:00-17:00"}, {"country": "US"})
    told = evaluate(
        agree(answer(within=HOUR), calendars={"office": office}),
        [on("2026-02-16 12:00", "assigned")],
        "2026-02-17 12:00",
    )
    explanation = told.explain("L1", "answer")
    assert "Washington's Birthday" in str(explanation) or "Presidents' Day" in str(explanation)
    counted = sum((row.counted for row in explanation.rows if not row.left), dt.timedelta())
    assert explanation.clock is not None
    assert counted == explanation.clock.counted


def test_11_nothing_escalates_at_midnight_that_counts_business_time() -> None:
    """A due in business time, and a rung that waits for business time, lie in opening hours."""
    clause = answer(
        within=HOUR, on_breach=[{"alert": "manager"}, {"reroute": "director", "after": "2 business hours"}]
    )
    told = judge(agree(clause), [on("6 16:30", "assigned")], "10 09:00")
    assert followed(told) == [(at("9 09:30"), "alert", "manager"), (at("9 11:30"), "reroute", "director")]


def test_12_what_changes_later_neither_changes_the_window_nor_forgets_the_pause() -> None:
    """The segment is chosen at the start, and the clause says from where it counts."""
    clause = answer(within=[{"when": "score >= 50", "is": "1 hour"}, {"is": "4 hours"}], **WAITING)
    events = [
        START,
        on("2 10:10", "updated", waiting=True),
        on("2 10:40", "updated", waiting=False, score=90),
    ]
    assert only(judge(agree(clause), events, "2 11:00")).due == at("2 14:30")
    opened = [on("2 09:00", "created"), START]
    assert only(judge(agree(answer(count_from="created")), opened, "2 10:30")).started == at("2 09:00")


def test_13_warnings_and_rungs_keep_to_hours_with_gaps() -> None:
    """Half of four business hours from 10:00 is over lunch; and an hour before the due is not at the start."""
    clause = answer(
        within="4 business hours", warn_at=["50%", "1 business hour"], on_warning={"alert": "manager"}
    )
    told = judge(agree(clause), [START], "2 15:30")
    assert [when for when, _, _ in followed(told)] == [at("2 12:00"), at("2 14:00")]
    paused = [START, on("2 10:30", "updated", waiting=True)]
    assert only(judge(agree(answer(**WAITING)), paused, "2026-06-01 12:00")).outcome == "open"


@pytest.mark.parametrize(
    ("start", "window", "ends"),
    [
        ("2026-03-07T23:00-05:00", "4 business hours", "2026-03-08T04:00-04:00"),
        ("2026-10-31T23:00-04:00", "3 business hours", "2026-11-01T01:00-05:00"),
        ("2026-03-07T12:00-05:00", "1 business day", "2026-03-08T12:00-04:00"),
        ("2026-11-01T00:30-04:00", "24 business hours", "2026-11-01T23:30-05:00"),
    ],
)
def test_14_a_change_of_the_clocks_neither_adds_nor_takes_an_hour(start: str, window: str, ends: str) -> None:
    """What is counted is real time; a day is a day of the calendar."""
    always = ls.BusinessCalendar.always("America/New_York")
    found = ls.Window.parse(window).due(dt.datetime.fromisoformat(start), always)
    assert found.astimezone(dt.UTC) == dt.datetime.fromisoformat(ends)


def test_15_hours_holidays_and_pauses_are_part_of_the_promise_and_of_every_replay() -> None:
    """Of each lead its own, and a lead that is paused is judged like any other."""
    london = ls.BusinessCalendar("Europe/London", {"mon-fri": "09:00-17:00"}, ["2026-03-02"])
    by_region = {"field": "source", "calendars": {"uk": "london"}}
    agreement = agree(
        answer(within=HOUR, calendar_by=by_region, **WAITING),
        calendars={"office": ls.BusinessCalendar("UTC", {"mon-fri": "09:00-17:00"}), "london": london},
    )
    events = [
        on("2 10:00", "assigned", "A", source="uk", waiting=True),
        on("2 10:00", "assigned", "B", source="us"),
    ]
    events.append(on("3 09:30", "updated", "A", waiting=False))
    told = judge(agreement, events, "3 09:45")
    assert [(clock.lead, clock.due) for clock in told.clocks] == [("A", at("3 10:30")), ("B", at("2 11:00"))]


def test_a_stalled_lead_is_told_of_once() -> None:
    """However often somebody asks."""
    stalled = StalledLead(
        id="s", owner="sales", from_="accepted", within="1 day", on_breach={"alert": "manager"}
    )
    monitor = ls.Monitor(agree(stalled))
    monitor.receive(on("2 10:00", "accepted"))
    told = [consequence for hour in range(11, 24) for consequence in monitor.advance(at(f"3 {hour}:00"))]
    assert [consequence.do for consequence in told] == ["alert"]


def test_the_page_tells_of_each() -> None:
    """By the name of its test."""
    names = re.findall(r"`(test_\w+)`", PAGE.read_text())
    assert sorted(names) == sorted(name for name in globals() if re.match(r"test_\d\d_", name))
