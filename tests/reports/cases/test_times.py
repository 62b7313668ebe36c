"""Times of cases: a weekday that is the date's, the agreement's zone, and nothing guessed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from leadsla.documents.entry_faults import FaultyError
from leadsla.reports.cases.times import CaseTimes, written

NEW_YORK = CaseTimes("America/New_York")


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Mon 2026-03-02 09:00", utc(2026, 3, 2, 14)),
        ("monday, 2026-03-02 09:00", utc(2026, 3, 2, 14)),
        ("2026-03-02 09:00:30", utc(2026, 3, 2, 14, 0, 30)),
        ("Mon 2026-03-02T09:00:00.000001", utc(2026, 3, 2, 14, 0, 0, 1)),
        ("Mon 2026-03-02", utc(2026, 3, 2, 5)),
        (dt.date(2026, 3, 2), utc(2026, 3, 2, 5)),
        ("Mon 2026-03-02 09:00 +01:00", utc(2026, 3, 2, 8)),
        ("Mon 2026-03-02 09:00 Europe/London", utc(2026, 3, 2, 9)),
        ("Sun 2026-11-01 01:30 -05:00", utc(2026, 11, 1, 6, 30)),
    ],
)
def test_times_that_are_read(text: Any, at: dt.datetime) -> None:
    assert NEW_YORK.read(text) == at


@pytest.mark.parametrize(
    ("text", "what", "write"),
    [
        ("Tue 2026-03-02 09:00", "2026-03-02 is a Monday, not a Tuesday", "Mon 2026-03-02 09:00"),
        (
            "Someday 2026-03-02 09:00",
            "2026-03-02 is a Monday, and `Someday` is no day of the week",
            "Mon 2026-03-02 09:00",
        ),
        (
            "T 2026-03-02 09:00",
            "2026-03-02 is a Monday, and `T` is no day of the week",
            "Mon 2026-03-02 09:00",
        ),
        ("next Monday", "'next Monday' is no time of a case", "for example Mon 2026-03-02 09:00"),
        ("2026-03-02 25:00", "'2026-03-02 25:00' is no time", "for example Mon 2026-03-02 09:00"),
        ("Sun 2026-03-08 02:30", "2026-03-08 02:30 does not exist in America/New_York", None),
        (
            "Sun 2026-11-01 01:30",
            "2026-11-01 01:30 comes twice in America/New_York",
            "2026-11-01 01:30 -04:00 or 2026-11-01 01:30 -05:00",
        ),
        (9, "the number 9 stands where a time should", "for example Mon 2026-03-02 09:00"),
    ],
)
def test_times_that_are_none(text: Any, what: str, write: str | None) -> None:
    with pytest.raises(FaultyError) as error:
        NEW_YORK.read(text)
    [fault] = error.value.faults
    assert fault.what.startswith(what)
    assert fault.write == write


@pytest.mark.parametrize(
    "text",
    [
        "Mon 2026-03-02 09:00",
        "Sun 2026-03-08 23:59:59",
        "Mon 2026-03-02 09:00:00.000001",
        "Sun 2026-11-01 01:30 -04:00",
        "Sun 2026-11-01 01:30 -05:00",
    ],
)
def test_what_is_written_is_read(text: str) -> None:
    """Both of two times that look the same."""
    assert written(NEW_YORK.read(text), "America/New_York") == text
