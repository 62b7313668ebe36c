"""Shares, periods and targets."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadsla import Window, WindowError
from leadsla.instants import UTC, instant, iso, zone
from leadsla.periods import Period, Share, Target, period_bounds, warning


class TestShare:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("80%", Fraction(4, 5)),
            ("99.5 %", Fraction(199, 200)),
            ("0%", 0),
            ("100%", 1),
            (" 5% ", Fraction(1, 20)),
        ],
    )
    def test_is_exact(self, text: str, value: Fraction) -> None:
        assert Share.parse(text).value == value
        assert Share.parse(str(Share.parse(text))) == Share.parse(text)

    @pytest.mark.parametrize("text", ["80", "101%", "-5%", "eighty percent", "", "80%%", "1e2%"])
    def test_what_is_no_share(self, text: str) -> None:
        with pytest.raises(WindowError):
            Share.parse(text)

    def test_not_text(self) -> None:
        with pytest.raises(WindowError, match="percentage"):
            Share.parse(0.8)  # type: ignore[arg-type]

    def test_prints(self) -> None:
        assert str(Share.parse("99.50%")) == "99.5%"
        assert repr(Share.parse("80%")) == "Share('80%')"


class TestTarget:
    @pytest.mark.parametrize(
        "text", ["80% per month", "99.5% per week", "100% per quarter", "1% per year", "50% per day"]
    )
    def test_prints_back(self, text: str) -> None:
        assert str(Target.parse(text)) == text

    @pytest.mark.parametrize("text", ["80 % a month", "80% each month", "80%  per  month"])
    def test_other_spellings(self, text: str) -> None:
        assert Target.parse(text) == Target.parse("80% per month")

    def test_an_unknown_period_is_marked(self) -> None:
        with pytest.raises(WindowError) as caught:
            Target.parse("80% per mnth")
        assert caught.value.text[caught.value.start : caught.value.end] == "mnth"
        assert caught.value.write == "month"

    @pytest.mark.parametrize("value", ["80%", "per month", "", 80, None])
    def test_what_is_no_target(self, value: object) -> None:
        with pytest.raises(WindowError):
            Target.parse(value)  # type: ignore[arg-type]

    def test_of(self) -> None:
        target = Target.parse("80% per month")
        assert Target.of(target) is target
        assert Target.of("80% per month") == target
        assert repr(target) == "Target('80% per month')"


class TestPeriod:
    def test_labels_follow_the_wall_clock_of_the_zone(self) -> None:
        at = instant(dt.datetime(2026, 1, 1, 3, tzinfo=UTC))
        assert [period.label(at, zone("UTC")) for period in Period] == [
            "2026-01-01",
            "2026-W01",
            "2026-01",
            "2026-Q1",
            "2026",
        ]
        assert [period.label(at, zone("America/New_York")) for period in Period] == [
            "2025-12-31",
            "2026-W01",
            "2025-12",
            "2025-Q4",
            "2025",
        ]

    def test_iso_weeks_belong_to_the_year_of_their_thursday(self) -> None:
        assert Period.WEEK.label(instant(dt.datetime(2027, 1, 1, tzinfo=UTC)), zone("UTC")) == "2026-W53"

    @pytest.mark.parametrize(
        ("label", "first", "after"),
        [
            ("2026-01-31", "2026-01-31", "2026-02-01"), ("2026-W05", "2026-01-26", "2026-02-02"),
            ("2026-01", "2026-01-01", "2026-02-01"), ("2026-12", "2026-12-01", "2027-01-01"),
            ("2026-Q1", "2026-01-01", "2026-04-01"), ("2026-Q4", "2026-10-01", "2027-01-01"),
            ("2026", "2026-01-01", "2027-01-01"),
        ],
    )  # fmt: skip
    def test_bounds(self, label: str, first: str, after: str) -> None:
        assert [iso(at) for at in period_bounds(label, zone("UTC"))] == [
            f"{first}T00:00:00Z",
            f"{after}T00:00:00Z",
        ]

    def test_bounds_are_local(self) -> None:
        assert iso(period_bounds("2026-07", zone("America/New_York"))[0]) == "2026-07-01T04:00:00Z"

    @pytest.mark.parametrize(
        "label", ["", "2026-13", "2026-W54", "2026-Q5", "26-01", "2026-02-30", "2026-1", "2026-00"]
    )
    def test_what_is_no_period(self, label: str) -> None:
        with pytest.raises(WindowError):
            period_bounds(label, zone("UTC"))

    @given(
        st.sampled_from(list(Period)),
        st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2099, 1, 1), timezones=st.just(UTC)),
        st.sampled_from(["UTC", "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "America/Sao_Paulo"]),
    )
    def test_every_instant_lies_in_its_period(self, period: Period, at: dt.datetime, name: str) -> None:
        first, after = period_bounds(period.label(instant(at), zone(name)), zone(name))
        assert first <= instant(at) < after


def test_a_warning_is_a_share_or_a_window() -> None:
    assert warning("80%") == Share.parse("80%")
    assert warning("30 minutes") == Window.parse("30 minutes")
    assert warning(Share.parse("80%")) == Share.parse("80%")
    with pytest.raises(WindowError):
        warning("80")


def test_digits_of_shares_are_those_of_ascii() -> None:
    with pytest.raises(WindowError):
        Share.parse("٨٠%")


def test_a_target_may_stand_on_several_lines() -> None:
    assert str(Target.parse("80%\nper month\n")) == "80% per month"
