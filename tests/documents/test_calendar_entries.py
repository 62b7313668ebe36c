"""Faults of calendars, each at its place."""

from __future__ import annotations

import attrs
import pytest
from tests.documents.cases import SOUND

from leadsla.calendars import Calendar, DatedCalendar
from leadsla.documents import dump, examine_text, loads

WRITTEN = """\
    hours: {mon-fri: ["09:00-12:00", "13:00-17:00"]}
    holidays: {country: US, subdivision: OH}
"""


def places(entry: str) -> list[str]:
    assert WRITTEN in SOUND
    found = examine_text(SOUND.replace(WRITTEN, "".join(f"    {line}\n" for line in entry.split("\n"))))
    return [fault.path.removeprefix("calendars.office") for fault in found.faults]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("hours: {mon-fri: '09:00-17:00'}", []),
        ("hours: {mon-fri: '09:00-17:00'}\ntimezone: Asia/Tokyo", []),
        ("hours: {}\nexceptions: {2026-01-01: '09:00-10:00'}", []),
        ("holidays: {country: US}", [""]),
        ("hours: {}", [".hours"]),
        ("hours: 9-5", [".hours"]),
        ("hours: {mon-fri: 9}", [".hours.mon-fri"]),
        ("hours: {mon-fri: [9]}", [".hours.mon-fri[0]"]),
        (
            "hours: {mon: ['09:00-10:00', '25:00-26:00'], tuee: 'x'}",
            [".hours.mon[1]", ".hours.tuee", ".hours.tuee"],
        ),
        ("hours: {mon: '09:00-10:00', mon-tue: '09:00-10:00'}", [".hours"]),
        ("hours: {mon: '22:00-06:00', tue: '05:00-07:00'}", [".hours"]),
        ("hours: {mon: }", [".hours.mon"]),
        ("hours: {mon: '9:00-10:00'}\ntimezone: Mars/Base", [".timezone"]),
        ("hours: {mon: '9:00-10:00'}\ntimezone: 3", [".timezone"]),
        ("hours: {mon: '9:00-10:00'}\nholidays: {country: USA}", []),
        ("hours: {mon: '9:00-10:00'}\nholidays: {country: QQ}", [".holidays.country"]),
        ("hours: {mon: '9:00-10:00'}\nholidays: {country: 3}", [".holidays.country"]),
        ("hours: {mon: '9:00-10:00'}\nholidays: {subdivision: OH}", [".holidays.subdivision"]),
        ("hours: {mon: '9:00-10:00'}\nholidays: {subdivision: OH, country: US}", []),
        ("hours: {mon: '9:00-10:00'}\nholidays: {country: US, states: OH}", [".holidays.states"]),
        ("hours: {mon: '9:00-10:00'}\nholidays: {country: US, except: soon}", [".holidays.except"]),
        (
            "hours: {mon: '9:00-10:00'}\nholidays: [{country: US}, 2026-13-01, {market: X}]",
            [".holidays[1]", ".holidays[2].market"],
        ),
        ("hours: {mon: '9:00-10:00'}\nholidays: 3", [".holidays"]),
        (
            "hours: {mon: '9:00-10:00'}\nexceptions: {2026-13-01: closed, 2026-12-24: shut}",
            [".exceptions.2026-13-01", ".exceptions.2026-12-24"],
        ),
        ("hours: {mon: '9:00-10:00'}\nexceptions: [2026-12-24]", [".exceptions"]),
        ("hours: {mon: '22:00-06:00'}\nexceptions: {2026-01-06: '05:00-07:00'}", [".exceptions"]),
        (
            "hours: {mon: '9:00-10:00'}\ndayparts: {early: '9', none: '09:00-09:00'}",
            [".dayparts.early", ".dayparts.none"],
        ),
        ("hours: {mon: '9:00-10:00'}\nhour: x", [".hour"]),
        ("horus: {mon: '9:00-10:00'}", [".horus"]),
    ],
)
def test_each_fault_stands_at_its_place(entry: str, expected: list[str]) -> None:
    assert places(entry) == expected


def test_a_calendar_that_is_no_mapping() -> None:
    (fault,) = examine_text(SOUND.replace(f"  office:\n{WRITTEN}", "  office: always\n")).faults
    assert (fault.name, fault.path) == ("wrong-type", "calendars.office")


DATED = """
hours: {mon-fri: '09:00-17:00'}
holidays: ['2026-12-25']
version: winter
changes:
  - {from: 2026-07-01, version: summer hours, hours: {mon-fri: '08:00-14:00'}}
  - {from: 2026-09-01, hours: {mon-fri: '09:00-17:00'}, holidays: []}
"""


def office(entry: str) -> Calendar:
    """The calendar of an entry."""
    text = "".join(f"    {line}\n" for line in entry.strip().split("\n"))
    return loads(SOUND.replace(WRITTEN, text)).calendars["office"]


def test_a_calendar_whose_hours_change() -> None:
    """What a change does not say stays, but for the version; dumped and loaded it is the same."""
    calendar = office(DATED)
    assert isinstance(calendar, DatedCalendar)
    winter, summer, autumn = calendar.editions
    assert [one.version for one in calendar.editions] == ["winter", "summer hours", ""]
    assert summer.holidays == winter.holidays != autumn.holidays
    assert (autumn.hours, [str(change.from_) for change in calendar.changes]) == (
        winter.hours, ["2026-07-01", "2026-09-01"],
    )  # fmt: skip
    agreement = attrs.evolve(loads(SOUND), calendars={"office": calendar})
    for form in ("yaml", "json", "toml"):
        assert loads(dump(agreement, form), form).calendars == {"office": calendar}


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ("{}", ".changes"),
        ("[]", ".changes"),
        ("[1]", ".changes[0]"),
        ("[{hours: {mon: '09:00-10:00'}}]", ".changes[0]"),
        ("[{from: soon}]", ".changes[0].from"),
        ("[{from: 2026-07-01}, {from: 2026-07-01}]", ".changes[1].from"),
        ("[{from: 2026-07-01, hours: {mun: '09:00-10:00'}}]", ".changes[0].hours.mun"),
        ("[{from: 2026-07-01, timezone: UTC}]", ".changes[0].timezone"),
        ("[{from: 2026-07-01, version: 7}]", ".changes[0].version"),
    ],
)
def test_each_fault_of_a_change_stands_at_its_place(changes: str, path: str) -> None:
    """With the number of the change."""
    assert places(f"hours: {{mon-fri: '09:00-17:00'}}\nchanges: {changes}") == [path]
