"""What a criterion answers: comparisons, missing values, functions; and a second, plainer judge agrees."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from tests.criteria.oracle import judge
from tests.criteria.trees import FIELDS, Event, Lead, Unfriendly, events, junk, leads, sound

from leadsla.criteria import Criterion
from leadsla.instants import DAY


def holds(text: str, lead: Lead | None = None, event: Event | None = None, **fields: Any) -> bool:
    lead = lead or Lead(fields=fields)
    return Criterion.parse(text).compile(FIELDS)(lead, event)


@pytest.mark.parametrize(
    ("text", "score", "expected"),
    [
        ("score >= 40", 40, True),
        ("score >= 40", 39, False),
        ("score >= 40", 40.0, True),
        ("score > 40", Decimal("40.0"), False),
        ("score == 0.1", 0.1, True),
        ("score == 0.1", Decimal("0.1"), True),
        ("score == 0.1", Fraction(1, 10), True),
        ("score != 0.1", 0.1, False),
        ("score <= 40.5", 40, True),
        ("score < 40.5", 41, False),
        ("0.1 + 0.2 == 0.3", None, True),
        ("score + 0.2 == 0.3", 0.1, True),
        ("score == 100000000000000000000000", 1e23, True),
        ("score == 0.1000000000000000055", 0.1, False),
        ("score > 0.1000000000000000055", 0.1, False),
        ("score / 3 * 3 == 1", 1, True),
        ("-score == -5", 5, True),
        ("score - 1 - 1 == 3", 5, True),
        ("2 + score * 3 == 17", 5, True),
        ("score in [1, 2.5]", 2.5, True),
        ("score not in [1, 2.5]", 2.5, False),
    ],
)
def test_numbers_are_exact(text: str, score: Any, expected: bool) -> None:
    assert holds(text, score=score) is expected


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ('source == "web"', {"source": "web"}, True),
        ('source == "Web"', {"source": "web"}, False),
        ('lower(source) == "web"', {"source": "WEB"}, True),
        ('source in ["web", "ads"]', {"source": "ads"}, True),
        ('source not in ["web", "ads"]', {"source": "fair"}, True),
        ('close >= "2026-01-01"', {"close": dt.date(2026, 1, 1)}, True),
        ('close < "2026-01-01"', {"close": dt.date(2026, 1, 1)}, False),
        ('close in ["2026-01-01"]', {"close": dt.date(2026, 1, 1)}, True),
        ("rate >= 40%", {"rate": 0.4}, True),
        ("rate > 40%", {"rate": 0.4}, False),
        ("rate >= 0.4", {"rate": Decimal("0.4")}, True),
        ("opted", {"opted": True}, True),
        ("opted", {"opted": False}, False),
        ("opted == false", {"opted": False}, True),
        ("not opted", {}, True),
        ('contains(source, "eb")', {"source": "web"}, True),
        ('contains(source, "EB")', {"source": "web"}, False),
        ('contains(lower(source), "eb")', {"source": "WEB"}, True),
        ('starts_with(source, "w")', {"source": "web"}, True),
        ('ends_with(source, "w")', {"source": "web"}, False),
        ("valid_email(email)", {"email": "ann@example.org"}, True),
        ("valid_email(email)", {"email": "ann"}, False),
        ("valid_phone(source)", {"source": "+1 614 555 0134"}, True),
        ("true", {}, True),
        ("(score >= 1) == true", {"score": 2}, True),
        ("score >= 1 and rate >= 10% or opted", {"opted": True}, True),
        ("score >= 1 and (rate >= 10% or opted)", {"opted": True}, False),
        ("score >= 1 and score <= 3 and score != 2", {"score": 3}, True),
        ("score == 1 or score == 2 or score == 3", {"score": 3}, True),
        ("score == 1 or score == 2 or score == 3", {"score": 4}, False),
    ],
)
def test_fields(text: str, given: dict[str, Any], expected: bool) -> None:
    assert holds(text, **given) is expected


@pytest.mark.parametrize("missing", ["absent", None, "", "  ", math.nan, math.inf, [1], Unfriendly()])
@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("score", "score == 1", False),
        ("score", "score != 1", False),
        ("score", "score < 1", False),
        ("score", "score >= 1", False),
        ("score", "not (score >= 1)", True),
        ("score", "score + 1 != 1", False),
        ("score", "score in [1]", False),
        ("score", "score not in [1]", False),
        ("score", "not (score in [1])", True),
        ("score", "score == score", False),
        ("score", "has(score)", False),
        ("source", 'source != "web"', False),
        ("source", 'source not in ["web"]', False),
        ("source", 'lower(source) != "web"', False),
        ("source", 'contains(source, "w")', False),
        ("source", "not valid_email(source)", True),
        ("source", "has(source)", False),
        ("close", 'close != "2026-01-01"', False),
        ("close", 'close < "2026-01-01"', False),
        ("opted", "opted", False),
        ("opted", "opted != true", False),
        ("opted", "opted == false", False),
    ],
)
def test_a_comparison_with_a_missing_value_is_false(
    name: str, text: str, expected: bool, missing: Any
) -> None:
    given = {} if isinstance(missing, str) and missing == "absent" else {name: missing}
    assert holds(text, **given) is expected


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("score >= 1", {"score": "5"}),
        ("score >= 0", {"score": True}),
        ('source != "x"', {"source": 5}),
        ('close >= "2026-01-01"', {"close": dt.datetime(2026, 2, 1)}),
        ("opted", {"opted": 1}),
        ("opted", {"opted": "true"}),
        ("score >= 1", {"score": Decimal("1e1000000")}),
    ],
)
def test_a_value_of_a_wrong_type_counts_as_missing(text: str, given: dict[str, Any]) -> None:
    assert holds(text, **given) is False
    assert holds(f"has({next(iter(given))})", **given) is False


def test_division_by_zero_is_missing() -> None:
    assert holds("1 / score != 5", score=0) is False
    assert holds("not (1 / score == 5)", score=0) is True
    assert holds("1 / score == 0.5", score=2) is True


@pytest.mark.parametrize(
    ("text", "data", "expected"),
    [
        ('event.x == "outbound"', {"x": "outbound"}, True),
        ('event.x == "outbound"', {"x": "inbound"}, False),
        ('event.x != "outbound"', {"x": "inbound"}, True),
        ('event.x != "outbound"', {"x": 5}, False),
        ('event.x != "outbound"', {}, False),
        ('event.x == "12"', {"x": 12}, False),
        ("event.x >= 12", {"x": "12"}, True),
        ("event.x >= 12", {"x": " 12.0 "}, True),
        ("event.x >= 12", {"x": "1e99999999"}, False),
        ("event.x >= 12", {"x": "12 minutes"}, False),
        ("event.x != 12", {"x": "12 minutes"}, False),
        ("event.x >= 40%", {"x": "40%"}, True),
        ("event.x >= 40%", {"x": 0.39}, False),
        ('event.x >= "2026-01-01"', {"x": "2026-01-01T09:00:00Z"}, True),
        ('event.x >= "2026-01-01"', {"x": dt.datetime(2026, 1, 2)}, True),
        ('event.x >= "2026-01-01"', {"x": "later"}, False),
        ('event.x == "2026-01-01"', {"x": dt.date(2026, 1, 1)}, True),
        ("event.x == true", {"x": "Yes"}, True),
        ("event.x == true", {"x": 1}, True),
        ("event.x == true", {"x": 2}, False),
        ("event.x", {"x": "no"}, False),
        ("event.x", {"x": True}, True),
        ('event.x in ["a", 5, true]', {"x": "5"}, True),
        ('event.x in ["a", 5]', {"x": "b"}, False),
        ('event.x not in ["a", 5]', {"x": "b"}, True),
        ('event.x not in ["a", 5]', {}, False),
        ("event.x == event.y", {"x": "1.0", "y": 1}, True),
        ("event.x == event.y", {"x": "a", "y": "a"}, True),
        ("event.x < event.y", {"x": "a", "y": "b"}, False),
        ("event.x < event.y", {"x": "2026-01-01", "y": dt.date(2026, 1, 2)}, True),
        ("event.x == event.y", {"x": True, "y": "true"}, False),
        ("event.x == event.y", {"x": True, "y": True}, True),
        ("event.x != event.y", {"x": True, "y": False}, True),
        ("event.x == assignee", {"x": "rep7"}, True),
        ("age > event.x", {"x": "2 days"}, True),
        ("has(event.x)", {"x": [1]}, True),
        ("has(event.x)", {"x": " "}, False),
        ("has(event.x)", {"x": Unfriendly()}, False),
    ],
)
def test_data_of_the_event_has_no_declared_type(text: str, data: dict[str, Any], expected: bool) -> None:
    assert holds(text, Lead(assignee="rep7", created=0), Event(data)) is expected


def test_without_an_event_its_data_is_missing() -> None:
    assert holds('event.x != "a"') is False
    assert holds('event.x == "a"') is False
    assert holds("has(event.x)") is False


def test_built_in_names() -> None:
    lead = Lead(stage="mql", assignee="rep7", passes=2, created=70 * DAY, at=100 * DAY)
    assert holds('stage == "mql" and assignee in ["rep7"] and passes == 2', lead)
    assert holds('age >= "30 days"', lead)
    assert not holds('age > "30 days"', lead)
    assert not holds('age >= "30 days"', Lead())
    assert not holds('stage != "mql"', Lead())


def test_a_count_covers_the_time_after_the_start_up_to_now_included() -> None:
    lead = Lead(at=20 * DAY, seen={"visited": [6 * DAY, 6 * DAY + 1, 20 * DAY, 20 * DAY + 1]})
    assert holds('count("visited", within="14 days") == 2', lead)
    assert holds('count("visited") == 3', lead)
    assert holds('count("replied") == 0', lead)
    assert holds('count("replied", within="1 day") == 0', lead)


@given(sound, leads(junk), events(junk))
def test_the_compiled_form_never_raises(criterion: Criterion, lead: Lead, event: Event | None) -> None:
    assert criterion.compile(FIELDS)(lead, event) in (True, False)


@settings(max_examples=400)
@given(sound, leads(), events())
def test_the_compiled_form_agrees_with_a_walk_over_the_tree(
    criterion: Criterion, lead: Lead, event: Event | None
) -> None:
    assert criterion.compile(FIELDS)(lead, event) is judge(criterion.tree, FIELDS, lead, event)


@given(sound, leads(), events())
def test_not_is_the_opposite(criterion: Criterion, lead: Lead, event: Event | None) -> None:
    assert (~criterion).compile(FIELDS)(lead, event) is not criterion.compile(FIELDS)(lead, event)
