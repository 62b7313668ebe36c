"""What is pinned by a signature: what the tables of holidays and zones say over the term, and no more."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from pathlib import Path

import attrs
import pytest
from tests.documents.cases import SOUND

from leadsla import Agreement, BusinessCalendar, digest, loads
from leadsla.calendars import DatedCalendar
from leadsla.calendars.dated import Change
from leadsla.documents.pins import drift, pins_of, zone_data_version
from leadsla.parties import Term
from leadsla.signatures import Pins
from leadsla.versions import Amendment


@pytest.fixture(scope="module")
def sound() -> Agreement:
    return loads(SOUND)


def test_the_holidays_of_a_calendar_over_the_term(sound: Agreement) -> None:
    found = pins_of(sound).holidays
    assert list(found) == ["office"]
    # Independence Day 2026 is a Saturday, so the Friday before is kept too.
    assert [date for date in found["office"] if date.month == 7] == [dt.date(2026, 7, 3), dt.date(2026, 7, 4)]
    assert found["office"] == tuple(sorted(found["office"]))


def test_both_ends_of_the_term_are_in_it(sound: Agreement) -> None:
    term = Term(dt.date(2025, 12, 25), dt.date(2026, 1, 1))
    assert pins_of(attrs.evolve(sound, term=term)).holidays["office"] == (term.from_, term.to)
    inside = Term(dt.date(2025, 12, 26), dt.date(2025, 12, 31))
    assert pins_of(attrs.evolve(sound, term=inside)).holidays["office"] == ()


def test_a_calendar_that_needs_no_table_pins_no_dates(sound: Agreement) -> None:
    """Dates that are written stand in the text, which the digest covers."""
    office = BusinessCalendar("America/New_York", {"mon-fri": "09:00-17:00"}, ["2026-01-01"])
    found = pins_of(attrs.evolve(sound, calendars={"office": office}))
    assert (found.holidays, list(found.tables)) == ({}, ["tzdata"])


def test_dates_beside_a_rule_are_pinned_with_it(sound: Agreement) -> None:
    given = [{"country": "US"}, "2026-08-31"]
    office = BusinessCalendar("America/New_York", {"mon-fri": "09:00-17:00"}, given)
    found = pins_of(attrs.evolve(sound, calendars={"office": office})).holidays["office"]
    assert dt.date(2026, 8, 31) in found
    assert dt.date(2026, 12, 25) in found


def test_hours_that_change_by_date_pin_the_holidays_of_each_time(sound: Agreement) -> None:
    """Those of before to the end of the term, because a clock keeps the hours in force when it started."""
    week, zone = {"mon-fri": "09:00-17:00"}, "America/New_York"
    before = BusinessCalendar(zone, week, [{"country": "US"}])
    hours_alone = BusinessCalendar(zone, {"mon-fri": "08:00-14:00"}, [{"country": "US"}])
    after = BusinessCalendar(zone, week, [{"country": "DE"}])
    changes = [Change(dt.date(2026, 4, 1), hours_alone), Change(dt.date(2026, 10, 1), after)]
    found = pins_of(attrs.evolve(sound, calendars={"office": DatedCalendar(before, changes)}))
    assert list(found.holidays) == ["office", "office from 2026-10-01"]
    assert (
        found.holidays["office"]
        == pins_of(attrs.evolve(sound, calendars={"office": before})).holidays["office"]
    )
    assert [date.isoformat() for date in found.holidays["office from 2026-10-01"]] == [
        "2026-10-03",
        "2026-12-25",
        "2026-12-26",
    ]
    assert "holidays" in found.tables


def test_the_clocks_of_a_zone_of_hours_that_change_by_date(sound: Agreement) -> None:
    first = BusinessCalendar("Asia/Kolkata", {"mon-fri": "09:00-17:00"})
    dated = DatedCalendar(first, [Change(dt.date(2026, 4, 1), first)])
    assert list(pins_of(attrs.evolve(sound, calendars={"office": dated})).clocks) == [
        "America/New_York",
        "Asia/Kolkata",
    ]


def test_the_clocks_of_every_zone(sound: Agreement) -> None:
    calendars = {**sound.calendars, "india": BusinessCalendar("Asia/Kolkata", {"mon-fri": "09:00-17:00"})}
    found = pins_of(attrs.evolve(sound, calendars=calendars)).clocks
    assert found == {
        "America/New_York": (
            "2026-01-01T05:00:00Z -05:00",
            "2026-03-08T07:00:00Z -04:00",
            "2026-11-01T06:00:00Z -05:00",
        ),
        "Asia/Kolkata": ("2026-01-01T05:00:00Z +05:30",),
    }


def test_the_digest_of_the_amended_version(sound: Agreement) -> None:
    amends = Amendment("2026.1", agreement=sound)
    later = attrs.evolve(sound, version="2026.2", effective=dt.date(2026, 7, 1), amends=amends)
    assert pins_of(later).amends == digest(sound)
    assert pins_of(attrs.evolve(later, amends=Amendment("2026.1"))).amends == ""


def test_the_version_of_the_zone_data_is_that_of_the_tables_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tzdata  # type: ignore[import-untyped]

    monkeypatch.setattr(zoneinfo, "TZPATH", ())
    assert zone_data_version("UTC") == tzdata.IANA_VERSION
    monkeypatch.setattr(zoneinfo, "TZPATH", (str(tmp_path),))
    assert zone_data_version("UTC") == tzdata.IANA_VERSION
    (tmp_path / "UTC").write_bytes(b"")
    assert zone_data_version("UTC") == "unknown"
    (tmp_path / "tzdata.zi").write_text("# version 2031z\n# more\n")
    assert zone_data_version("UTC") == "2031z"


JUNE, JULY, MAY = dt.date(2026, 6, 19), dt.date(2026, 7, 3), dt.date(2026, 5, 25)
SPRING, LATER = "2026-03-08T07:00:00Z -04:00", "2026-03-15T07:00:00Z -04:00"


@pytest.mark.parametrize(
    ("signed", "now", "said"),
    [
        (Pins(), Pins(), []),
        (Pins({"a": (JUNE,)}, tables={"x": "1"}), Pins({"a": (JUNE,)}, tables={"x": "2"}), []),
        (
            Pins({"a": (JUNE, MAY)}),
            Pins({"a": (JULY, MAY)}),
            [
                "`a` is closed on 2026-07-03 by now, which was no holiday when it was signed",
                "`a` was closed on 2026-06-19 when it was signed, which is no holiday by now",
            ],
        ),
        (
            Pins({"a": (JUNE,)}),
            Pins(),
            ["`a` was closed on 2026-06-19 when it was signed, which is no holiday by now"],
        ),
        (
            Pins(clocks={"z": (SPRING,)}),
            Pins(clocks={"z": (LATER,)}),
            [f"the clocks of z change otherwise by now: {LATER}, and when it was signed {SPRING}"],
        ),
        (
            Pins(clocks={"z": (SPRING, LATER)}),
            Pins(clocks={"z": (SPRING,)}),
            [f"the clocks of z change otherwise by now: nothing, and when it was signed {LATER}"],
        ),
        (
            Pins(clocks={"z": (SPRING,)}),
            Pins(clocks={"z": (SPRING, LATER)}),
            [f"the clocks of z change otherwise by now: {LATER}, and when it was signed nothing"],
        ),
        (Pins(amends="x"), Pins(amends="x"), []),
        (Pins(amends="x"), Pins(), []),
        (
            Pins(amends="x"),
            Pins(amends="y"),
            ["the version that it amends has been changed since it was signed"],
        ),
    ],
)
def test_drift(signed: Pins, now: Pins, said: list[str]) -> None:
    assert list(drift(signed, now)) == said


def test_drift_tells_some_dates_of_many() -> None:
    dates = tuple(dt.date(2026, 1, day) for day in range(1, 20))
    [said] = drift(Pins(), Pins({"a": dates}))
    assert "2026-01-08 and 11 more by now" in said
