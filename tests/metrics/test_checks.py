"""Doubts about a log: each is told where it is so, and not where it is not."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import SHARED
from tests.decisions.scenario import agree, answer

import leadsla as ls
from leadsla.metrics.checks import Finding, check_log
from leadsla.metrics.checks.finding import Log

NINE = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
needs_logs = pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="the public logs are not here")


def event(lead: str, at: dt.datetime, name: str, actor: str | None = None, **data: Any) -> ls.Event:
    return ls.Event(lead, at, name, data, actor=actor)


def names(found: Sequence[Finding]) -> list[str]:
    return [finding.name for finding in found]


def only(name: str, log: list[ls.Event], agreement: ls.Agreement | None = None) -> Finding:
    [found] = [finding for finding in check_log(log, agreement) if finding.name == name]
    return found


def in_zone(zone: str) -> ls.Agreement:
    always = ls.BusinessCalendar.always(zone)
    return agree(answer(), timezone=zone, calendars={"always": always}, calendar="always")


def office(tz: ZoneInfo, first: dt.date, days: int, hours: tuple[int, int] = (9, 17)) -> list[ls.Event]:
    """Thirty touches on each weekday, between two hours on the wall of a zone, fewer around noon."""
    chance = random.Random(5)
    log = []
    for number in range(days):
        date = first + number * DAY
        if date.weekday() < 5:
            for place in range(30):
                hour = chance.choice([h for h in range(*hours) if h != 12 or place % 3 == 0])
                local = dt.datetime(date.year, date.month, date.day, hour, chance.randrange(60), 7, tzinfo=tz)
                log.append(event(f"{date}-{place}", local.astimezone(dt.UTC), "touched", "rep"))
    return log


# -- the zone ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("true", "said", "date", "shift"),
    [
        (BERLIN, "UTC", "2026-03-29", -1),
        (BERLIN, "America/New_York", "2026-03-08", 1),
        (NEW_YORK, "UTC", "2026-03-08", -1),
        (ZoneInfo("UTC"), "Europe/Berlin", "2026-03-29", 1),
    ],
)
def test_a_wrong_zone_shows_where_clocks_change(true: ZoneInfo, said: str, date: str, shift: int) -> None:
    """People of one zone, told in another."""
    log = office(true, dt.date(2026, 2, 1), 90)
    found = only("zone", log, in_zone(said))
    assert (found.evidence["date"], found.evidence["shift_hours"]) == (date, shift)
    assert found.count >= 0.75 * found.total


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "UTC", "Asia/Kolkata"])
def test_the_right_zone_is_not_doubted(zone: str) -> None:
    """In spring and in autumn."""
    for first in (dt.date(2026, 2, 1), dt.date(2026, 9, 15)):
        assert "zone" not in names(check_log(office(ZoneInfo(zone), first, 90), in_zone(zone)))


def test_without_a_change_of_the_clocks_nothing_can_be_said_of_the_zone() -> None:
    assert "zone" not in names(check_log(office(BERLIN, dt.date(2026, 5, 1), 60), in_zone("UTC")))


# -- the calendar --------------------------------------------------------------------------------------------------


def test_a_calendar_that_does_not_fit() -> None:
    """Nine to five, where people work from seven to eight in the evening."""
    calendar = ls.BusinessCalendar("UTC", {"mon-fri": ["09:00-17:00"]})
    agreement = agree(answer(), calendars={"office": calendar})
    found = only("calendar", office(ZoneInfo("UTC"), dt.date(2026, 5, 4), 14, (7, 20)), agreement)
    assert found.total == 300
    assert found.evidence["days"] == ["mon", "tue", "wed", "thu", "fri"]
    assert (found.evidence["first_hour"], found.evidence["last_hour"]) == (7, 19)
    assert found.evidence["covers"] >= 0.95
    assert "Work runs mon-fri, nearly all of it 07-19 h" in found.what


def test_a_calendar_that_fits() -> None:
    calendar = ls.BusinessCalendar("UTC", {"mon-fri": ["09:00-17:00"]})
    agreement = agree(answer(), calendars={"office": calendar})
    log = office(ZoneInfo("UTC"), dt.date(2026, 5, 4), 14)
    assert check_log(log, agreement) == ()
    night = NINE.replace(hour=2)
    machine = [event("M", night + number * 61 * MINUTE, "scored", "robot") for number in range(300)]
    assert "calendar" not in names(check_log(log + machine, agreement))


# -- times ---------------------------------------------------------------------------------------------------------


def closings(clock: tuple[int, int], number: int, name: str = "lost", *, spread: int = 0) -> list[ls.Event]:
    """One event a day at one minute, or `spread` minutes further every day."""
    begin = NINE.replace(hour=clock[0], minute=clock[1], second=11)
    return [event(f"L{n}", begin + n * DAY + n * spread * MINUTE, name) for n in range(number)]


def test_a_job_at_one_minute_of_the_day() -> None:
    by_hand = [event(f"H{n}", NINE + n * 197 * MINUTE, "lost") for n in range(100)]
    found = only("automatic", closings((2, 15), 30) + by_hand)
    assert (found.count, found.total, found.evidence) == (30, 130, {"event": "lost", "minute": "02:15"})
    assert found.examples[0] == "L0 lost 2026-03-02 02:15:11"
    assert check_log(closings((2, 15), 19) + by_hand) == ()


def test_a_job_that_closes_in_batches() -> None:
    """Twenty-five leads in a minute, at no minute of the day in particular."""
    batches = [
        event(f"L{batch}-{n}", NINE + batch * DAY + batch * 43 * MINUTE, "lost")
        for batch in range(12)
        for n in range(25)
    ]
    found = only("automatic", batches)
    assert (found.count, found.total, found.evidence["batches"]) == (300, 300, 12)


def test_dates_without_times() -> None:
    found = only("dates_only", closings((0, 0), 60, "created"))
    assert found.evidence == {"event": "created"}
    assert names(check_log(closings((0, 0), 60, "created", spread=7))) == []


def test_answers_at_the_full_hour() -> None:
    at_random = [event(f"A{n}", NINE + n * 23 * MINUTE, "touched") for n in range(100)]
    punctual = [event(f"B{n}", NINE.replace(hour=17) + n * DAY, "touched") for n in range(25)]
    found = only("round_times", at_random + punctual)
    assert found.evidence["hours"]["17:00"] >= 25
    assert found.total == 125
    inbound = [
        event(f"C{n}", NINE.replace(hour=17) + n * DAY, "touched", direction="inbound") for n in range(25)
    ]
    assert "round_times" not in names(check_log(at_random + inbound))


# -- rows ----------------------------------------------------------------------------------------------------------


def test_rows_that_repeat_another() -> None:
    """Whatever their ids; another time or another value is another event."""
    one = event("L1", NINE, "touched", channel="call")
    log = [
        one,
        ls.Event("L1", NINE, "touched", {"channel": "call"}, id="x"),
        event("L1", NINE, "touched", channel="email"),
        event("L1", NINE + DAY, "touched"),
    ]
    found = only("duplicates", log)
    assert (found.count, found.total) == (1, 4)
    assert names(check_log(log[1:])) == []


def test_what_cannot_be() -> None:
    early = [event("L1", NINE, "won"), event("L1", NINE + DAY, "created"), event("L2", NINE, "created")]
    assert (only("before_created", early).count, only("before_created", early).total) == (1, 2)
    ahead = ls.Event("L3", NINE, "touched", recorded_at=NINE - MINUTE)
    prompt = ls.Event("L3", NINE, "created", recorded_at=NINE)
    assert only("recorded_before", [ahead, prompt]).total == 2


def test_outcomes_that_begin_later_than_the_leads() -> None:
    """A lead a day, won after ten days; no win is exported before the hundredth day."""
    log = [event(f"L{n}", NINE + n * DAY, "created") for n in range(200)]
    won = [event(f"L{n}", NINE + (n + 10) * DAY + MINUTE, "won") for n in range(200)]
    kept = [one for one in won if one.at >= NINE + 100 * DAY]
    found = only("truncated", log + kept)
    assert (found.evidence["event"], found.count, found.total) == ("won", 101, 200)
    assert found.evidence["expected"] >= 80
    assert "truncated" not in names(check_log(log + won))


# -- people --------------------------------------------------------------------------------------------------------


def test_two_representatives_at_once() -> None:
    twice = [event("L1", NINE, "assigned", to="a"), event("L1", NINE, "assigned", to="b")]
    turns = [event("L2", NINE + n * MINUTE, "touched", actor) for n, actor in enumerate("aba")]
    handed = [
        event("L3", NINE, "touched", "a"),
        event("L3", NINE + MINUTE, "touched", "b"),
        event("L3", NINE + 2 * MINUTE, "assigned", to="a"),
        event("L3", NINE + 3 * MINUTE, "touched", "a"),
    ]
    found = only("two_representatives", twice + turns + handed)
    assert (found.count, found.total) == (2, 3)
    assert check_log(handed) == ()


def test_one_person_under_two_ids() -> None:
    """Addresses are no examples: the ids are."""
    log = [
        event("L1", NINE, "created", email=" Ann@Example.com"),
        event("L2", NINE, "created", email="ann@example.COM", mobile_phone="+49 (30) 123-4567"),
        event("L3", NINE, "created", mobile_phone="004930 1234567", email="none"),
        event("L4", NINE, "created", email="none", mobile_phone="12"),
        event("L5", NINE, "created", mobile_phone="12"),
    ]
    found = [finding for finding in check_log(log) if finding.name == "one_person"]
    assert [(one.evidence["field"], one.examples) for one in found] == [
        ("email", ("L1 = L2",)),
        ("phone", ("L2 = L3",)),
    ]
    assert "example.com" not in json.dumps([one.to_dict() for one in found]).casefold()


# -- each on one log that is sound but for one fault ------------------------------------------------------------------

NINE_TO_FIVE = ls.BusinessCalendar("America/New_York", {"mon-fri": ["09:00-17:00"]})


def in_office(calendar: ls.BusinessCalendar = NINE_TO_FIVE, zone: str = "America/New_York") -> ls.Agreement:
    return agree(answer(), timezone=zone, calendars={"office": calendar}, calendar="office")


@pytest.fixture(scope="module")
def sound() -> list[ls.Event]:
    """Two leads on each working day of five months in New York, past a change of the clocks; one in two is won."""
    chance, log = random.Random(11), []

    def when(date: dt.date, hours: tuple[int, int]) -> dt.datetime:
        time = dt.time(chance.randrange(*hours), chance.randrange(60), chance.randrange(60), tzinfo=NEW_YORK)
        return dt.datetime.combine(date, time)

    dates = [dt.date(2026, 1, 5) + number * DAY for number in range(150)]
    for date in (date for date in dates if date.weekday() < 5):
        for place in range(8):
            lead, rep = f"{date}-{place}", f"rep{chance.randrange(3)}"
            log.append(event(lead, when(date, (9, 12)), "created", email=f"{lead}@example.com"))
            log.append(event(lead, when(date, (12, 14)), "assigned", to=rep))
            log.append(event(lead, when(date, (14, 17)), "touched", rep, channel="call"))
            if chance.random() < 0.5:
                log.append(event(lead, when(date + 14 * DAY, (9, 17)), "won", rep))
    return log


def again(one: ls.Event, at: dt.datetime | None = None, recorded_at: dt.datetime | None = None) -> ls.Event:
    """An event at another time, or recorded at one."""
    return ls.Event(one.lead, at or one.at, one.name, one.data, actor=one.actor, recorded_at=recorded_at)


def moved(log: list[ls.Event], name: str, **to: int) -> list[ls.Event]:
    """Every event of a name at another time of its day in New York."""
    return [
        again(one, one.at.astimezone(NEW_YORK).replace(**to)) if one.name == name else one  # type: ignore[arg-type]
        for one in log
    ]


FAULTS: dict[str, Callable[[list[ls.Event]], list[ls.Event]]] = {
    "automatic": lambda log: moved(log, "won", hour=16, minute=58, second=0),
    "dates_only": lambda log: moved(log, "created", hour=0, minute=0, second=0),
    "round_times": lambda log: [
        round_ if one.lead.endswith(("-0", "-1")) else one
        for one, round_ in zip(log, moved(log, "touched", minute=0), strict=True)
    ],
    "duplicates": lambda log: [*log, log[0]],
    "before_created": lambda log: [event(log[0].lead, log[0].at - MINUTE, "assigned", to="rep1"), *log],
    "recorded_before": lambda log: [again(log[0], recorded_at=log[0].at - MINUTE), *log[1:]],
    "truncated": lambda log: [
        one for one in log if one.name != "won" or one.at >= dt.datetime(2026, 3, 20, tzinfo=dt.UTC)
    ],
    "two_representatives": lambda log: [
        *log,
        *(event(log[0].lead, log[2].at + n * MINUTE, "touched", actor) for n, actor in enumerate("aba", 1)),
    ],
    "one_person": lambda log: [
        *log,
        event(log[0].lead, log[1].at, "updated", email=f"{log[-4].lead}@example.com"),
    ],
}


def test_a_sound_log_is_not_doubted(sound: list[ls.Event]) -> None:
    assert check_log(sound, in_office()) == ()


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_in_a_sound_log_is_the_only_finding(name: str, sound: list[ls.Event]) -> None:
    found = check_log(FAULTS[name](sound), in_office())
    assert set(names(found)) == {name}
    assert found[0].what
    assert found[0].do
    assert found[0].examples


def test_a_sound_log_under_another_zone_or_other_hours(sound: list[ls.Event]) -> None:
    assert names(check_log(sound, in_zone("Europe/Berlin"))) == ["zone"]
    mornings = ls.BusinessCalendar("America/New_York", {"mon-fri": ["09:00-12:00"]})
    assert names(check_log(sound, in_office(mornings))) == ["calendar"]


# -- all of them ---------------------------------------------------------------------------------------------------

EVENTS = st.lists(
    st.builds(
        event,
        st.sampled_from(["A", "B", "C", ""]),
        st.integers(0, 5).map(lambda n: NINE + n * MINUTE),
        st.sampled_from(["created", "assigned", "touched", "won", "lost"]),
        st.sampled_from([None, "a", "b"]),
        email=st.sampled_from([None, "x@y.z", "u@v.w"]),
        to=st.sampled_from([None, "a", "b", 7]),
    ),
    max_size=25,
)


@settings(deadline=None)
@given(EVENTS, st.randoms(use_true_random=False))
def test_counts_are_sound_and_the_order_of_leads_does_not_matter(
    log: list[ls.Event], chance: random.Random
) -> None:
    """Events of one lead and instant keep their order, as everywhere."""
    found = check_log(log, agree(answer()))
    for finding in found:
        assert 0 < finding.count <= finding.total
        assert 0 < len(finding.examples) <= 3
        json.dumps(finding.to_dict())
    leads = sorted({one.lead for one in log})
    chance.shuffle(leads)
    again = check_log([one for lead in leads for one in log if one.lead == lead], agree(answer()))
    assert [(one.name, one.count, one.total, one.evidence) for one in again] == [
        (one.name, one.count, one.total, one.evidence) for one in found
    ]


def test_findings_are_a_table() -> None:
    """A row each, with the evidence by name."""
    log = [event("L1", NINE, "won"), event("L1", NINE + DAY, "created")]
    frame = check_log(log).to_frame("polars")
    assert frame["name"].to_list() == ["before_created"]
    assert check_log([]).to_frame("polars").schema == frame.schema
    evidence = check_log(log).to_frame("polars", "evidence")
    assert set(evidence["name"]) <= {"before_created"}


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns"])
def test_wall_clocks_of_odd_zones(zone: str) -> None:
    """Offsets of quarters and half-hours, and a change of the clocks by half an hour."""
    log = Log(
        [event("L", dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + n * 37 * MINUTE, "x") for n in range(14000)],
        in_zone(zone),
    )
    locals_ = [one.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for one in log.events]
    assert [log.local(one) for one in log.events] == locals_
    walls = log.walls([one.instant // 60_000_000 for one in log.events])
    assert walls == [(local - dt.datetime(1970, 1, 1)) // MINUTE for local in locals_]


@needs_logs
class TestPublicLogs:
    """What the two public logs are known to have."""

    @pytest.fixture(scope="class")
    @classmethod
    def log(cls) -> ls.EventLog:
        return ls.read_events(SHARED / "data" / "bpic2012.csv.gz", "examples/bpic2012/mapping.yaml")

    @pytest.fixture(scope="class")
    @classmethod
    def agreement(cls) -> ls.Agreement:
        return ls.load("examples/bpic2012/agreement.yaml")

    def test_the_queue_in_its_zone(self, log: ls.EventLog, agreement: ls.Agreement) -> None:
        """Its only jobs cancel at a quarter past nine; nine to five does not fit."""
        hours = ls.BusinessCalendar("Europe/Amsterdam", {"mon-fri": ["09:00-17:00"]})
        found = check_log(log, attrs.evolve(agreement, calendars={"office": hours}, calendar="office"))
        assert names(found) == ["calendar", "automatic", "automatic", "two_representatives"]
        calendar, cancelled, *_ = found
        assert (calendar.evidence["first_hour"], calendar.evidence["last_hour"]) == (7, 21)
        assert calendar.evidence["days"] == ["mon", "tue", "wed", "thu", "fri", "sat"]
        assert calendar.count / calendar.total == pytest.approx(0.355, abs=0.001)
        assert (cancelled.count, cancelled.total, cancelled.evidence["minute"]) == (985, 2807, "09:15")

    def test_the_queue_in_a_wrong_zone(self, log: ls.EventLog, agreement: ls.Agreement) -> None:
        zone = check_log(log, attrs.evolve(agreement, timezone="UTC"))[0]
        assert (zone.name, zone.count, zone.total) == ("zone", 15, 16)
        assert (zone.evidence["date"], zone.evidence["shift_hours"]) == ("2011-10-30", 1)

    def test_the_seller_funnel(self) -> None:
        log = ls.read_events(SHARED / "data" / "olist", "examples/olist/mapping.yaml")
        dates, early, cut = check_log(log, ls.load("examples/olist/agreement.yaml"))
        assert (dates.name, early.name, cut.name) == ("dates_only", "before_created", "truncated")
        assert (early.count, early.total) == (1, 8000)
        assert "No `won` is dated before 2017-12-05" in cut.what
        assert cut.count == 1827
