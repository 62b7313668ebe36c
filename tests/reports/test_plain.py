"""Values of reports as JSON can carry them."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction

import attrs

from leadsla.instants import LAST, moment
from leadsla.periods import Share
from leadsla.reports.plain import plain


@attrs.frozen
class _Wait:
    length: dt.timedelta
    share: Fraction


def test_lengths_are_seconds_and_say_so() -> None:
    assert plain(_Wait(dt.timedelta(minutes=2), Fraction(1, 4))) == {"length_s": 120.0, "share": 0.25}


def test_times_are_in_utc_also_at_the_end_of_all_years() -> None:
    """What is never due is due when nothing is reckoned any more."""
    assert plain(dt.datetime(2026, 2, 3, 4, 5, tzinfo=dt.UTC)) == "2026-02-03T04:05:00Z"
    assert plain(moment(LAST)) == "2101-01-01T00:00:00Z"


def test_anything_inside_is_plain_too() -> None:
    found = plain({"a": (Share.parse("80%"), dt.date(2026, 2, 3)), 1: None})
    assert found == {"a": [0.8, "2026-02-03"], "1": None}
    assert json.loads(json.dumps(found)) == found
