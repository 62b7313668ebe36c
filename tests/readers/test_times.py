"""Times of cells: one way to read them, or none."""

from __future__ import annotations

import contextlib
import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leadsla.instants import iso, moment
from leadsla.readers.report import Reason, Unreadable
from leadsla.readers.times import Times, text_of

NEW_YORK = "America/New_York"


def read(value: object, timezone: str | None = None, format: str | None = None) -> str | None:
    return iso(Times(timezone, format).read(value)[0])


def reason(value: object, timezone: str | None = None, format: str | None = None) -> tuple[Reason, str]:
    with pytest.raises(Unreadable) as caught:
        Times(timezone, format).read(value)
    return caught.value.reason, caught.value.what


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-04T10:00:00+01:00", "2026-03-04T09:00:00Z"),
        ("2026-03-04 10:00:00+01:00", "2026-03-04T09:00:00Z"),
        ("2026-03-04t10:00Z", "2026-03-04T10:00:00Z"),
        ("2026-03-04T10:00z", "2026-03-04T10:00:00Z"),
        (" 2026-03-04T10:00:00.123456Z ", "2026-03-04T10:00:00.123456Z"),
        ("2026-03-04T10:00:00.1234567Z", "2026-03-04T10:00:00.123456Z"),
        ("2026-03-04 10:00:00 +0100", "2026-03-04T09:00:00Z"),
        ("2026-03-04 10:00:00 UTC", "2026-03-04T10:00:00Z"),
        ("2026-03-04 10:00 America/New_York", "2026-03-04T15:00:00Z"),
        ("2026-03-04T10:00[Europe/Paris]", "2026-03-04T09:00:00Z"),
        ("20260304T100000Z", "2026-03-04T10:00:00Z"),
        ("2026-03-04", "2026-03-04T05:00:00Z"),
        ("20260304", "2026-03-04T05:00:00Z"),
        ("2026-03-04T10:00", "2026-03-04T15:00:00Z"),
    ],
)
def test_iso_times_are_read(text: str, expected: str) -> None:
    """ISO 8601 and its usual spellings; times without an offset are in the zone given."""
    assert read(text, NEW_YORK) == expected


def test_a_time_with_an_offset_needs_no_zone() -> None:
    """A zone is asked for only where it decides something."""
    assert read("2026-03-04T10:00:00Z") == "2026-03-04T10:00:00Z"
    assert reason("2026-03-04T10:00:00")[0] is Reason.NO_ZONE
    assert reason("2026-03-04") == (
        Reason.NO_ZONE,
        "2026-03-04 has no offset: give --timezone or `timezone` in the mapping",
    )


def test_a_bare_date_is_its_first_instant_that_exists() -> None:
    """Sao Paulo skipped midnight when its clocks went forward."""
    assert read("2018-11-04", "America/Sao_Paulo") == "2018-11-04T03:00:00Z"
    assert read("2018-11-03", "America/Sao_Paulo") == "2018-11-03T03:00:00Z"


def test_the_hour_that_is_skipped_does_not_exist() -> None:
    """02:00 to 03:00 on the day of change is nobody's time; its ends are."""
    assert reason("2026-03-08T02:00:00", NEW_YORK)[0] is Reason.GAP
    assert reason("2026-03-08T02:59:59.999999", NEW_YORK)[0] is Reason.GAP
    assert reason("2026-03-08 02:30 America/New_York")[0] is Reason.GAP
    assert read("2026-03-08T01:59:59", NEW_YORK) == "2026-03-08T06:59:59Z"
    assert read("2026-03-08T03:00:00", NEW_YORK) == "2026-03-08T07:00:00Z"


def test_the_hour_that_comes_twice_is_the_first() -> None:
    """Ambiguous times are used, and doubted."""
    times = Times(NEW_YORK)
    instant, doubt = times.read("2026-11-01T01:30:00")
    assert iso(instant) == "2026-11-01T05:30:00Z"
    assert (
        doubt
        == "2026-11-01T01:30:00 comes twice in America/New_York; the first, 2026-11-01T05:30:00Z, is taken"
    )
    assert times.read("2026-11-01T00:59:59")[1] is None
    assert times.read("2026-11-01T02:00:00")[1] is None
    assert Times().read("2026-11-01 01:30 America/New_York")[1] is not None


@pytest.mark.parametrize("text", ["03/04/2026", "3.4.26", "03/04/2026 10:00", "2026/03/04"])
def test_day_and_month_are_never_guessed(text: str) -> None:
    """A time that has two readings has none."""
    found, what = reason(text, NEW_YORK)
    assert found is Reason.UNREADABLE_TIME
    assert "`format`" in what
    assert "%d/%m/%Y" in what


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2026-02-30",
        "2026-13-01T10:00Z",
        "2026-03",
        "2026",
        "2026-W10-3",
        "10:00",
        "2026-03-04x10:00Z",
        "-",
    ],
)
def test_what_is_no_time_is_unreadable(text: str) -> None:
    """Neither a date that is not in the calendar nor a part of one is a time."""
    assert reason(text, NEW_YORK)[0] is Reason.UNREADABLE_TIME


@pytest.mark.parametrize("value", ["", "  ", None, float("nan")])
def test_nothing_is_no_time(value: object) -> None:
    """Whatever kind of nothing it is."""
    assert reason(value, NEW_YORK)[0] is Reason.NO_TIME


def test_an_unknown_zone_is_named() -> None:
    """A zone that IANA does not know is its own fault."""
    found, what = reason("2026-03-04 10:00 PST")
    assert found is Reason.UNKNOWN_ZONE
    assert "'PST'" in what


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("1969-12-31T23:59:59.999999Z", False),
        ("1970-01-01T00:00:00Z", True),
        ("2100-12-31T23:59:59Z", True),
        ("2101-01-01T00:00:00Z", False),
        ("0001-01-01T00:00:00+14:00", False),
        ("9999-12-31T23:59:59-12:00", False),
        ("0001-01-01", False),
        ("9999-12-31 10:00", False),
    ],
)
def test_the_years_reckoned_with(text: str, inside: bool) -> None:
    """1970 to 2100, both included."""
    if inside:
        assert read(text) == text
    else:
        assert reason(text, NEW_YORK)[0] is Reason.OUTSIDE


def test_a_format_says_what_the_digits_mean() -> None:
    """A format of days reads bare dates, one with hours local times, one with %z instants."""
    assert read("03/04/2026", NEW_YORK, "%d/%m/%Y") == "2026-04-03T04:00:00Z"
    assert read("03/04/2026", NEW_YORK, "%m/%d/%Y") == "2026-03-04T05:00:00Z"
    assert read("04.03.2026 10:00", "Europe/Berlin", "%d.%m.%Y %H:%M") == "2026-03-04T09:00:00Z"
    assert read("04.03.2026 10:00 +0100", None, "%d.%m.%Y %H:%M %z") == "2026-03-04T09:00:00Z"
    assert reason("2026-03-04", NEW_YORK, "%d.%m.%Y") == (
        Reason.UNREADABLE_TIME,
        "'2026-03-04' is not in the format '%d.%m.%Y'",
    )


@pytest.mark.parametrize(
    ("value", "format", "expected"),
    [
        ("1772618400", "epoch", "2026-03-04T10:00:00Z"),
        (1772618400, "epoch", "2026-03-04T10:00:00Z"),
        ("1772618400.123456", "epoch", "2026-03-04T10:00:00.123456Z"),
        (1772618400.5, "epoch", "2026-03-04T10:00:00.500000Z"),
        (Decimal("1772618400123"), "epoch_ms", "2026-03-04T10:00:00.123000Z"),
        ("1772618400123", "epoch_ms", "2026-03-04T10:00:00.123000Z"),
    ],
)
def test_counts_since_1970(value: object, format: str, expected: str) -> None:
    """Seconds and milliseconds, to the digit."""
    assert read(value, None, format) == expected


@pytest.mark.parametrize("value", ["1e999999999", "inf", "-1", 10**30, "99999999999999"])
def test_counts_out_of_range(value: object) -> None:
    """A number of any size costs nothing."""
    assert reason(value, None, "epoch")[0] is Reason.OUTSIDE


@pytest.mark.parametrize("value", ["nan", "soon", True])
def test_counts_that_are_none(value: object) -> None:
    """What is no number is no count."""
    assert reason(value, None, "epoch")[0] is Reason.UNREADABLE_TIME


@pytest.mark.parametrize("value", [1772618400, "1772618400", 1.5])
def test_a_number_without_a_format_gets_advice(value: object) -> None:
    """A count is not guessed either."""
    found, what = reason(value, NEW_YORK)
    assert found is Reason.UNREADABLE_TIME
    assert value == 1.5 or "`format: epoch`" in what


def test_values_that_are_times_already() -> None:
    """Parquet and frames hand over datetimes and dates."""
    paris = dt.datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Paris"), fold=1)
    assert read(paris) == "2026-10-25T01:30:00Z"
    assert read(dt.datetime(2026, 3, 4, 10), NEW_YORK) == "2026-03-04T15:00:00Z"
    assert read(dt.date(2026, 3, 4), NEW_YORK) == "2026-03-04T05:00:00Z"
    assert reason(dt.datetime(2026, 3, 4))[0] is Reason.NO_ZONE


@given(st.datetimes(dt.datetime(1970, 1, 2), dt.datetime(2100, 12, 30)), st.sampled_from(["T", " "]))
def test_what_is_written_in_utc_reads_back(at: dt.datetime, between: str) -> None:
    """Law: an ISO time in UTC is itself."""
    utc = at.replace(tzinfo=dt.UTC)
    assert moment(Times().read(utc.isoformat(sep=between))[0]) == utc


@given(
    st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2037, 1, 1)),
    st.sampled_from(["America/New_York", "Europe/Amsterdam", "Australia/Lord_Howe", "America/Sao_Paulo"]),
)
def test_local_times_agree_with_the_zone(at: dt.datetime, name: str) -> None:
    """Law: a local time that is read shows the same on that zone's clocks; one that is not, shows on none."""
    tz = ZoneInfo(name)
    shown = {
        (at.replace(tzinfo=dt.UTC) - offset).astimezone(tz).replace(tzinfo=None, fold=0)
        for offset in (dt.timedelta(minutes=step) for step in range(-14 * 60, 15 * 60, 15))
    }
    try:
        instant, _ = Times(name).read(at.isoformat())
    except Unreadable:
        assert at not in shown
        assert reason(at.isoformat(), name)[0] is Reason.GAP
    else:
        assert moment(instant).astimezone(tz).replace(tzinfo=None, fold=0) == at


@given(st.text(max_size=40), st.sampled_from([None, "epoch", "%d/%m/%Y %H:%M"]))
@example("2026-03-04T10:00:00+99:99", None)
@example("٢٠٢٦-03-04", None)
@example("²0260304", None)
def test_no_text_breaks_the_reader(text: str, format: str | None) -> None:
    """Law: any text is a time or `Unreadable`, nothing else."""
    with contextlib.suppress(Unreadable):
        instant, _ = Times(NEW_YORK, format).read(text)
        assert 1970 <= moment(instant).year <= 2100


def test_text_of_numbers_that_are_ids() -> None:
    """A column of ids that became floats in a frame still holds whole numbers."""
    assert text_of(17.0) == "17"
    assert text_of(1.5) == "1.5"
    assert text_of({"id": 1}) is None
