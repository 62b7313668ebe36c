"""Faults of calendars, each at its place."""

from __future__ import annotations

import pytest
from tests.documents.cases import SOUND

from leadsla.documents import examine_text

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
