"""Business days, amounts and elapsed time: when windows are due, as clocks of an agreement."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.decisions.scenario import OFFICE, agree, answer, at, judge, on, only

import leadsla as ls
from leadsla.errors import WindowError
from leadsla.windows import Window

NIGHT = ls.BusinessCalendar("UTC", {"mon-thu": "22:00-06:00"})


def due(
    start: str, within: str, calendar: ls.BusinessCalendar = OFFICE, timezone: str = "UTC", **changes: Any
) -> str:
    """The due of a clock, as `day hh:mm` of March 2026 or as a whole date."""
    agreement = agree(answer(within=within, **changes), calendars={"office": calendar}, timezone=timezone)
    clock = only(judge(agreement, [on(start, "assigned")], at(start)))
    text = f"{clock.due:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    return text.replace("2026-03-0", "").replace("2026-03-", "") if text.startswith("2026-03") else text


# -- business hours and days -----------------------------------------------------------------------------------------


def test_a_window_that_ends_at_closing_time_is_due_at_closing_time() -> None:
    """The earliest instant at which so much has counted."""
    assert due("2 16:00", "1 business hour") == "2 17:00"
    assert due("2 11:00", "1 business hour") == "2 12:00"
    assert due("2 16:00", "2 business hours") == "3 10:00"


def test_a_start_outside_hours_counts_from_the_next_opening() -> None:
    """In the evening, at the close itself, at lunch, at the weekend."""
    for start in ("6 17:00", "6 20:00", "7 12:00", "8 23:59", "9 08:00"):
        assert due(start, "1 business hour") == "9 10:00"
    assert due("2 12:30", "1 business hour") == "2 14:00"


def test_business_days_are_the_same_time_on_a_following_open_date() -> None:
    """Four business days from Thursday: Friday, Monday, Tuesday, Wednesday."""
    assert due("5 10:30", "4 business days") == "11 10:30"


def test_the_start_of_business_days_is_first_moved_to_the_next_opening() -> None:
    """A start on Saturday is one on Monday at nine; one after hours is one of the next morning."""
    assert due("7 15:00", "1 business day") == "10 09:00"
    assert due("2 18:00", "1 business day") == "4 09:00"


HALF = ls.BusinessCalendar(
    "UTC",
    {"mon-fri": ["09:00-12:00", "13:00-17:00"]},
    exceptions={
        "2026-03-03": ["11:00-15:00"],
        "2026-03-04": ["09:00-10:00", "14:00-17:00"],
        "2026-03-05": "closed",
    },
)


@pytest.mark.parametrize(
    ("start", "within", "expected"),
    [
        ("2 09:30", "1 business day", "3 11:00"),  # before that day's opening
        ("2 16:00", "1 business day", "3 15:00"),  # after its close
        ("2 11:30", "2 business days", "4 14:00"),  # in its gap
        ("2 10:00", "2 business days", "4 10:00"),  # at the end of an interval
        ("4 15:00", "1 business day", "6 15:00"),  # over a closed date
    ],
)
def test_business_days_are_clamped_into_the_hours_of_their_date(
    start: str, within: str, expected: str
) -> None:
    """Before the opening to the opening, after the close to the close, in a gap to the next opening."""
    assert due(start, within, HALF) == expected


def test_an_interval_past_midnight_belongs_whole_to_the_date_on_which_it_starts() -> None:
    """Two in the morning of Tuesday is still Monday's shift, and a business day on is the shift of Tuesday; also on
    Friday morning, although Friday itself is closed."""
    assert due("3 02:00", "1 business day", NIGHT) == "4 02:00"
    assert due("4 02:00", "2 business days", NIGHT) == "6 02:00"
    assert due("6 02:00", "1 business day", NIGHT) == "10 02:00"


def test_close_of_business_is_the_last_close_of_the_date_of_the_first_open_instant() -> None:
    """Before or within hours this date's, after hours and at weekends that of the next open date."""
    for start, expected in (("2 08:00", "2 17:00"), ("2 12:30", "2 17:00"), ("2 16:59", "2 17:00"),
                            ("2 17:00", "3 17:00"), ("2 20:00", "3 17:00"), ("7 10:00", "9 17:00")):  # fmt: skip
        assert due(start, "close of business") == expected


def test_close_of_next_business_day_counts_from_the_starts_own_date() -> None:
    """The start is not moved: on Saturday, and late on Friday, the next business day is Monday."""
    for start, expected in (("2 08:00", "3 17:00"), ("2 20:00", "3 17:00"), ("6 10:00", "9 17:00"),
                            ("6 20:00", "9 17:00"), ("7 10:00", "9 17:00"), ("8 23:00", "9 17:00")):  # fmt: skip
        assert due(start, "close of next business day") == expected


def test_a_combined_calendar_uses_the_dates_of_its_left_one() -> None:
    """Which date an interval belongs to, and what a business day is, follow the calendar on the left."""
    london = ls.BusinessCalendar("Europe/London", {"mon-fri": "09:00-17:00"})
    tokyo = ls.BusinessCalendar("Asia/Tokyo", {"mon-fri": "09:00-23:59"})
    both = london & tokyo  # 09:00-14:59 in London, 18:00-23:59 in Tokyo
    assert due("2 10:00", "1 business day", both) == "3 10:00"
    assert due("2 10:00", "close of business", both) == "2 14:59"
    assert due("2 10:00", "close of business", tokyo & london) == "2 14:59"
    assert both.zone.key == "Europe/London"
    assert (tokyo & london).zone.key == "Asia/Tokyo"


def test_business_time_is_not_counted_without_a_calendar_that_is_open() -> None:
    """A calendar that is never open again gives no clock and a report; it neither hangs nor raises."""
    once = ls.BusinessCalendar("UTC", {}, exceptions={"2026-03-02": ["09:00-17:00"]})
    for within in ("1 business hour", "1 business day", "close of business", "close of next business day"):
        told = judge(
            agree(answer(within=within), calendars={"office": once}), [on("3 10:00", "assigned")], "9 10:00"
        )
        assert told.clocks == ()
        assert [anomaly.event for anomaly in told.anomalies] == ["assigned"], within


# -- amounts ---------------------------------------------------------------------------------------------------------


def test_amounts_may_be_decimal() -> None:
    """Half an hour of business, a minute and a half of elapsed time."""
    assert due("2 11:45", "0.5 business hours") == "2 13:15"
    assert due("2 10:00", "1.5 minutes") == "2 10:01:30"


def test_days_cannot_be_split() -> None:
    """A day is counted on the calendar; the advice is to say hours."""
    with pytest.raises(WindowError, match="cannot be split"):
        Window.parse("1.5 days")


def test_equal_ends_are_empty_and_a_whole_day_is_written_out() -> None:
    """`09:00-09:00` holds nothing, `00:00-24:00` is a day."""
    empty = ls.BusinessCalendar("UTC", {"mon": "09:00-09:00", "tue": "00:00-24:00"})
    assert due("2 08:00", "1 business hour", empty) == "3 01:00"
    assert due("2 08:00", "24 business hours", empty) == "4 00:00"


def test_shares_are_of_the_counted_time_between_start_and_unpaused_due() -> None:
    """Half of a window of two business hours over lunch is one business hour, pause or no pause."""
    clause = answer(
        within="2 business hours", pause_while="waiting", warn_at=["50%"], on_warning={"alert": "manager"}
    )
    log = [
        on("2 11:30", "assigned"),
        on("2 11:40", "updated", waiting=True),
        on("2 11:50", "updated", waiting=False),
    ]
    told = judge(agree(clause), log, "3 10:00")
    assert [said.at for said in told.consequences] == [at("2 13:40")]


# -- elapsed time ----------------------------------------------------------------------------------------------------


def test_hours_are_elapsed_and_days_are_on_the_wall() -> None:
    """Across a change of the clocks 24 hours are not a day."""
    zone = "America/New_York"  # forward on 8 March 2026 at 02:00
    assert due("7 17:00", "24 hours", timezone=zone) == "8 17:00"
    assert due("7 17:00", "1 day", timezone=zone) == "8 16:00"


def test_weeks_are_seven_dates_on_the_wall() -> None:
    """Two weeks over the change: the same time of day."""
    assert due("2 15:00", "2 weeks", timezone="America/New_York") == "16 14:00"
    assert due("2 15:00", "14 days", timezone="America/New_York") == "16 14:00"


def test_months_clamp_to_the_end_of_the_month() -> None:
    """A month from the 31st of January is the 28th of February."""
    assert due("2026-01-31 10:00", "1 month") == "2026-02-28 10:00"
    assert due("2026-01-31 10:00", "2 months") == "31 10:00"
    assert due("2026-02-28 10:00", "1 year") == "2027-02-28 10:00"


def test_a_due_that_does_not_exist_moves_forward_by_the_gap() -> None:
    """Half past two on the day of the change is half past three."""
    assert due("7 07:30", "1 day", timezone="America/New_York") == "8 07:30"


def test_an_ambiguous_due_is_the_first_of_the_two() -> None:
    """Half past one comes twice on the first of November; the window ends at the first."""
    assert due("2026-10-31 05:30", "1 day", timezone="America/New_York") == "2026-11-01 05:30"


def test_a_bare_date_is_the_first_instant_of_that_date() -> None:
    """The term begins with its first date, in a zone that skips that midnight too."""
    agreement = agree(
        answer(), timezone="America/Sao_Paulo", term=ls.Term(dt.date(2018, 11, 4), dt.date(2018, 11, 10))
    )
    for when, count in (("2018-11-04 02:59:59.999999", 0), ("2018-11-04 03:00", 1)):
        assert len(judge(agreement, [on(when, "assigned")], at("2018-11-05 00:00")).clocks) == count


def test_the_hours_of_a_clause_of_its_own_on_the_clocks_of_the_lead() -> None:
    """Not those of the agreement's calendar."""
    night = ls.BusinessCalendar("UTC", {"mon-fri": "20:00-24:00"})
    agreement = agree(
        answer(within="1 business hour", calendar="night", calendar_by={"zone": "source"}),
        calendars={"office": OFFICE, "night": night},
    )
    told = judge(agreement, [on("2 10:00", "assigned", source="America/New_York")], "2 12:00")
    assert only(told).due == at("3 02:00")  # nine in the evening of the 2nd there
