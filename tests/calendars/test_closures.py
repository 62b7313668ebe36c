"""Holidays from every kind of source."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import holidays
import pytest
from holidays.countries.germany import Germany

from leadsla.calendars import BusinessCalendar
from leadsla.calendars.closures import closures
from leadsla.errors import CalendarError

D = dt.date
OFFICE = {"mon-fri": "09:00-17:00"}


def office(given: Any) -> BusinessCalendar:
    return BusinessCalendar("America/New_York", OFFICE, given)


def test_a_country_and_its_subdivision() -> None:
    """By the tables of the holidays package, observed days included."""
    ohio = office({"country": "US", "subdivision": "OH"})
    want = dict(holidays.country_holidays("US", subdiv="OH", years=2026, language="en_US").items())
    assert ohio.holidays_in(2026) == want
    assert ohio.holiday_name(D(2026, 7, 3)) == "Independence Day (observed)"
    assert (
        ohio.why_closed(D(2026, 2, 16)) == f"Washington-Lincoln Day (holidays {holidays.__version__}, US-OH)"
    )


def test_a_market() -> None:
    """A financial market's own days."""
    exchange = office({"market": "XNYS"})
    assert exchange.holiday_name(D(2026, 4, 3)) == "Good Friday"
    assert exchange.why_closed(D(2026, 4, 3)).endswith("XNYS)")


def test_aliases_name_the_same_country() -> None:
    """Equality is by meaning."""
    assert office({"country": "USA"}) == office({"country": "US"})
    assert office({"market": "NYSE"}) == office({"market": "XNYS"})
    assert office({"country": "US", "categories": "public"}) == office({"country": "US"})
    assert office({"country": "US", "subdivision": "Ohio"}) == office({"country": "US", "subdivision": "OH"})


def test_an_object_equals_what_it_is_made_of() -> None:
    """Markets, other names of a class, of a subdivision, categories."""
    for given, written in (
        (holidays.NYSE(), {"market": "XNYS"}),
        (holidays.UnitedStates(subdiv="Ohio"), {"country": "US", "subdivision": "OH"}),
        (
            holidays.US(categories=("unofficial", "public")),
            {"country": "US", "categories": ["public", "unofficial"]},
        ),
        (holidays.DE(language="en_US"), {"country": "DE"}),
    ):
        assert office(given) == office(written)


class OurGermany(Germany):
    """A table of one's own, in several languages."""


def test_the_language_is_english_unless_an_object_has_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the machine speaks."""
    monkeypatch.setenv("LANGUAGE", "de")
    for given, name in (
        ({"country": "DE"}, "Christmas Day"),
        (holidays.DE(), "Christmas Day"),
        (OurGermany(), "Christmas Day"),
        (holidays.DE(language="de"), "Erster Weihnachtstag"),
    ):
        assert office(given).holiday_name(D(2026, 12, 25)) == name


def test_an_object_may_keep_to_the_days_themselves() -> None:
    """The Friday before a holiday on a Saturday is open then."""
    assert office(holidays.US(observed=False)).is_open_date(D(2026, 7, 3))


def test_categories_and_dates_taken_out() -> None:
    """More than the public holidays, or less."""
    more = office({"country": "US", "categories": ["public", "unofficial"]})
    assert more.holiday_name(D(2026, 2, 14)) == "Valentine's Day"
    less = office({"country": "US", "except": ["2026-10-12"]})
    assert less.is_open_date(D(2026, 10, 12))
    for one in ("2026-10-12", D(2026, 10, 12), {D(2026, 10, 12)}):
        assert office({"country": "US", "except": one}) == less
    assert not office({"country": "US"}).is_open_date(D(2026, 10, 12))


def test_dates_with_and_without_names() -> None:
    """Dates, text, mappings, and lists that mix them."""
    calendar = office([D(2026, 12, 24), "2026-12-31", {"2026-12-28": "Company day"}, {"country": "US"}])
    assert calendar.why_closed(D(2026, 12, 24)) == calendar.why_closed(D(2026, 12, 31)) == "holiday"
    assert calendar.why_closed(D(2026, 12, 28)) == calendar.holiday_name(D(2026, 12, 28)) == "Company day"
    assert calendar.why_closed(D(2026, 12, 25)).startswith("Christmas Day (holidays ")
    assert office({D(2026, 12, 28): "Company day"}).why_closed(D(2026, 12, 28)) == "Company day"
    assert office({D(2026, 12, 28): None}).why_closed(D(2026, 12, 28)) == "holiday"


def test_an_object_of_the_package_is_read_and_left_alone() -> None:
    """It means what its country means, whichever years it happens to hold."""
    given = holidays.US(subdiv="OH", years=2020)
    before = dict(given.items())
    calendar = office(given)
    calendar.holidays_in(2026)
    assert dict(given.items()) == before
    assert given.years == {2020}
    assert calendar == office({"country": "US", "subdivision": "OH"})
    assert hash(calendar) == hash(office({"country": "US", "subdivision": "OH"}))


def test_what_was_put_into_an_object_or_taken_out_counts() -> None:
    """Dates of one's own, and a year that somebody works through."""
    given = holidays.US(years=2026)
    given.update({"2026-12-28": "Company day"})
    given.pop(D(2026, 10, 12))
    calendar = office(given)
    assert calendar.holiday_name(D(2026, 12, 28)) == "Company day"
    assert calendar.is_open_date(D(2026, 10, 12))
    assert not calendar.is_open_date(D(2027, 10, 11))


def test_an_object_that_does_not_expand_is_its_dates() -> None:
    """Nothing is added to a closed list."""
    calendar = office(holidays.US(years=2026, expand=False))
    assert not calendar.is_open_date(D(2026, 12, 25))
    assert calendar.is_open_date(D(2025, 12, 25))


def test_a_sum_of_objects_is_both() -> None:
    """Countries together."""
    calendar = office(holidays.US() + holidays.DE())
    assert calendar.holiday_name(D(2026, 11, 26)) == "Thanksgiving Day"
    assert calendar.holiday_name(D(2026, 10, 3))


class CompanyDays(holidays.HolidayBase):
    """A table of one's own."""

    country = "ACME"

    def _populate_public_holidays(self) -> None:
        self._add_holiday("Founders' Day", dt.date(self._year, 3, 3))


def test_a_table_of_ones_own_goes_on_for_ever() -> None:
    """A subclass is asked for every year."""
    calendar = office(CompanyDays())
    assert calendar.holiday_name(D(2031, 3, 3)) == "Founders' Day"
    assert calendar.why_closed(D(2031, 3, 3)).endswith(", ACME)")


class Nameless(holidays.HolidayBase):
    """A table that names neither a country nor a market."""

    def _populate_public_holidays(self) -> None:
        self._add_holiday("Founders' Day", dt.date(self._year, 3, 3))


def test_a_table_without_a_code_is_called_by_its_class() -> None:
    """So that an explanation says whose day it is."""
    assert office(Nameless()).why_closed(D(2031, 3, 3)).endswith(", Nameless)")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"country": "XQ"}, "the country 'XQ', which the holidays package does not know; write"),
        ({"country": "us"}, "write US"),
        ({"country": "qqqqq"}, "does not know; write a code such as US or DE$"),
        ({"market": "qqqqq"}, "does not know; write a code such as XNYS$"),
        ({"country": "US", "subdivision": "OHI"}, "the subdivision 'OHI' of US.* know; write OH$"),
        ({"country": "US", "subdivision": 77}, "the subdivision 77 of US.* know; write (\\w\\w, )+WY$"),
        ({"country": "AL", "subdivision": "X"}, "the subdivision 'X' of AL.* know; leave it out$"),
        ({"market": "XNYX"}, "the market 'XNYX'.*write XNYS"),
        ({"country": "US", "subdivison": "OH"}, "the key 'subdivison'.*write subdivision"),
        (
            {"zzz": 1},
            "the key 'zzz'.*write country, market, subdivision, categories, except, observed, language$",
        ),
        (
            {"subdivision": "OH"},
            "^`holidays` needs either a country or a market, such as {'country': 'US', 'subdivision': 'OH'}$",
        ),
        ({"country": "US", "market": "XNYS"}, "needs either a country or a market"),
        ({"country": "US", "categories": ["publik"]}, "the category 'publik' of US; write public"),
        ({"country": ["US"]}, "the country \\['US'\\]"),
        ({"country": "US", "categories": [[1]]}, "the category"),
        ({"country": "US", "categories": 5}, "the category 5 of US; write (\\w+, )+unofficial$"),
        ({"country": "US", "except": 7}, "^`holidays` except has 7, which is no date"),
        ({"country": "US", "except": ["x"]}, "^`holidays` except has 'x', which is no date"),
        (
            "US",
            "`holidays` is 'US'; write a list of dates, or a country such as {'country': 'US', 'subdivision': 'OH'}$",
        ),
        (["US"], "^`holidays` has 'US', which is no date"),
        ({"5 May": "Company day"}, "^`holidays` has '5 May', which is no date"),
        ([dt.datetime(2026, 1, 1)], "a time; write its date, such as 2026-01-01"),
        ([7], "7, which is no date; write it as 2026-12-24"),
        (7, "write a list of dates"),
        ({"2026-12-28": 5}, "write its name as text"),
        ({"2026-12-32": "New Year's Eve"}, "^`holidays` has '2026-12-32', which is no date"),
        (["2026-02-30"], "no date"),
    ],
)
def test_faults_say_what_to_write(given: Any, says: str) -> None:
    """Each names the place and the remedy."""
    with pytest.raises(CalendarError, match=says):
        office(given)


def test_the_plainest_form() -> None:
    """As it is written in a document: rules, then dates with a name, then the others."""
    for given, written in (
        (["2026-12-24"], [D(2026, 12, 24)]),
        ({"2026-12-28": "Company day"}, [{D(2026, 12, 28): "Company day"}]),
        (
            {"country": "US", "categories": {"unofficial", "public"}, "except": "2026-02-14"},
            [{"country": "US", "categories": ["public", "unofficial"], "except": [D(2026, 2, 14)]}],
        ),
    ):
        assert closures(given).to_list() == written


def test_rules_are_written_in_one_order() -> None:
    """However they were given."""
    codes = ["US", "DE", "FR", "GB", "AT", "CH", "NL"]
    want = [{"country": code} for code in sorted(codes)]
    assert closures([{"country": code} for code in codes]).to_list() == want
    assert closures([{"country": code} for code in reversed(codes)]).to_list() == want


def test_it_reads_back_as_it_was() -> None:
    """The plainest form means the same."""
    for given in (
        {"country": "US", "subdivision": "OH", "except": ["2026-10-12"]},
        ["2026-01-01", {"2026-12-28": "Company day"}, {"market": "XNYS"}],
        holidays.US() + holidays.DE(),
        (),
    ):
        read = closures(given)
        assert closures(read.to_list()) == read
        assert pickle.loads(pickle.dumps(read)) == read


@pytest.mark.parametrize(
    ("given", "written"),
    [
        (lambda: holidays.US(observed=False), {"country": "US", "observed": False}),
        (
            lambda: holidays.DE(subdiv="BY", language="de"),
            {"country": "DE", "subdivision": "BY", "language": "de"},
        ),
    ],
)
def test_an_object_is_written_with_all_that_makes_its_dates(given: Any, written: dict[str, Any]) -> None:
    """Read back it is the same calendar; what is not written is the default."""
    calendar = BusinessCalendar("UTC", {"mon-fri": "09:00-17:00"}, given())
    assert calendar.to_dict()["holidays"] == [written]
    assert BusinessCalendar(**calendar.to_dict()) == calendar
    assert calendar != BusinessCalendar("UTC", {"mon-fri": "09:00-17:00"}, {"country": written["country"]})


def test_holidays_on_a_weekend_are_not_moved_where_the_rule_says_so() -> None:
    """Independence Day 2026 is a Saturday, kept on the Friday before."""
    hours = {"mon-fri": "09:00-17:00"}
    friday = dt.date(2026, 7, 3)
    assert not BusinessCalendar("UTC", hours, {"country": "US"}).opening(friday)
    assert BusinessCalendar("UTC", hours, {"country": "US", "observed": False}).opening(friday)


@pytest.mark.parametrize(
    ("spec", "what"),
    [
        ({"country": "US", "observed": "no"}, "`observed` as 'no'; write true or false"),
        ({"country": "DE", "language": "deu"}, "the language 'deu' of DE; write de$"),
        ({"country": "NZ", "language": "klingon"}, "of NZ; leave it out$"),
        ({"country": "DE", "language": "klingon"}, "of DE; write de, en_US, th, uk$"),
    ],
)
def test_observed_and_language_are_checked(spec: dict[str, Any], what: str) -> None:
    """What to write is said."""
    with pytest.raises(CalendarError, match=what):
        BusinessCalendar("UTC", {"mon-fri": "09:00-17:00"}, spec)


@pytest.mark.parametrize("text", ["20260101", "2026-W01-1", "٢٠٢٦-01-01"])
def test_a_date_is_written_in_one_way(text: str) -> None:
    with pytest.raises(CalendarError, match="no date; write it as"):
        closures([text])


def test_exceptions_of_a_rule_are_dates_and_no_mapping() -> None:
    with pytest.raises(CalendarError, match="no date"):
        closures({"country": "US", "except": {"2026-12-25": "worked"}})
