"""Why a criterion was true or false, in words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from tests.criteria.trees import FIELDS, Event, Lead, events, junk, leads, sound

from leadsla.criteria import Criterion
from leadsla.instants import DAY, HOUR

RULE = "a comparison with a missing value is false"
NOT_A_NUMBER = "which is not a number and counts as missing"
BY_ZERO = "a division by zero counts as missing"


@pytest.mark.parametrize(
    ("text", "fields", "expected"),
    [
        ('source == "ads"', {"source": "web"}, 'source == "ads" was false (source is "web")'),
        ("score>=50", {}, f"score >= 50 was false (score is missing: {RULE})"),
        ("score >= 50", {"score": 50}, "score >= 50 was true (score is 50)"),
        ("score not in [1]", {}, f"score not in [1] was false (score is missing: {RULE})"),
        ("score >= 50", {"score": "60"}, f'score >= 50 was false (score is "60", {NOT_A_NUMBER}: {RULE})'),
        (
            "score + amount > 1",
            {"score": 1, "amount": 0.1},
            "score + amount > 1 was true (score is 1, amount is 0.1)",
        ),
        (
            "score + amount > 1",
            {"score": 1},
            f"score + amount > 1 was false (score is 1, amount is missing: {RULE})",
        ),
        (
            "score + amount > 1",
            {"amount": 1},
            f"score + amount > 1 was false (score is missing, amount is 1: {RULE})",
        ),
        ("1 / score > 1", {"score": 0}, f"1 / score > 1 was false (score is 0: {BY_ZERO}, and {RULE})"),
        ("score > score", {"score": 1}, "score > score was false (score is 1)"),
        ("opted", {}, "opted was false (opted is missing)"),
        ("opted", {"opted": True}, "opted was true (opted is true)"),
        ("has(email)", {}, "has(email) was false (email is missing)"),
        ("valid_email(email)", {"email": "ann"}, 'valid_email(email) was false (email is "ann")'),
        ('lower(source) == "web"', {"source": "WEB"}, 'lower(source) == "web" was true (source is "WEB")'),
        ("amount > 1", {"amount": Decimal("2.50")}, "amount > 1 was true (amount is 2.50)"),
        (
            'close > "2026-01-01"',
            {"close": dt.date(2026, 1, 1)},
            'close > "2026-01-01" was false (close is "2026-01-01")',
        ),
        ("true", {}, "true was true"),
        ("not (score < 40)", {"score": 50}, "score < 40 was false (score is 50)"),
        ("score > 1 and opted", {"score": 5}, "opted was false (opted is missing)"),
        (
            "score > 9 and opted",
            {"score": 5},
            "score > 9 was false (score is 5); opted was false (opted is missing)",
        ),
        (
            "score > 1 and opted",
            {"score": 5, "opted": True},
            "score > 1 was true (score is 5); opted was true (opted is true)",
        ),
        ("score > 1 or opted", {"score": 5}, "score > 1 was true (score is 5)"),
        (
            "score > 9 or opted",
            {"score": 5},
            "score > 9 was false (score is 5); opted was false (opted is missing)",
        ),
        ("not (score > 9 or opted)", {"opted": True}, "opted was true (opted is true)"),
        (
            "score > 1 and (opted or has(email))",
            {"score": 5, "opted": True},
            "score > 1 was true (score is 5); opted was true (opted is true)",
        ),
        (
            "opted or opted and score > 1",
            {},
            f"opted was false (opted is missing); score > 1 was false (score is missing: {RULE})",
        ),
    ],
)
def test_the_decisive_parts_with_what_they_saw(text: str, fields: dict[str, Any], expected: str) -> None:
    assert Criterion.parse(text).trace(FIELDS, Lead(fields)) == expected


@pytest.mark.parametrize(
    ("text", "data", "expected"),
    [
        ('event.x == "a"', {"x": "b"}, 'event.x == "a" was false (event.x is "b")'),
        ("event.x > 5", {"x": "12"}, 'event.x > 5 was true (event.x is "12")'),
        ("event.x > 5", {"x": "many"}, f'event.x > 5 was false (event.x is "many", {NOT_A_NUMBER}: {RULE})'),
        ("event.x > 5", {}, f"event.x > 5 was false (event.x is missing: {RULE})"),
        ('event.x in ["a", 5]', {"x": [1]}, 'event.x in ["a", 5] was false (event.x is a list)'),
        ("event.x", {"x": "yes"}, 'event.x was true (event.x is "yes")'),
        ('event.x != "a"', {"x": "b" * 70}, f'event.x != "a" was true (event.x is "{"b" * 60}…")'),
    ],
)
def test_what_the_event_carries(text: str, data: dict[str, Any], expected: str) -> None:
    assert Criterion.parse(text).trace(FIELDS, Lead(), Event(data)) == expected


def test_without_an_event() -> None:
    expected = f'event.x == "a" was false (event.x is missing, since there is no event: {RULE})'
    assert Criterion.parse('event.x == "a"').trace(FIELDS, Lead()) == expected


def test_time() -> None:
    lead = Lead(stage="mql", created=0, at=2 * DAY + 3 * HOUR + 1, seen={"p": [0, 2 * DAY]})
    seen = 'count("p", within="1 day") > 1 was false (count("p", within="1 day") is 1)'
    assert Criterion.parse('count("p", within="1 day") > 1').trace(FIELDS, lead) == seen
    expected = 'age > "30 days" was false (age is 2 days 3 hours)'
    assert Criterion.parse('age > "30 days"').trace(FIELDS, lead) == expected
    assert (
        Criterion.parse('stage == "sql"').trace(FIELDS, lead) == 'stage == "sql" was false (stage is "mql")'
    )


def test_numbers_too_long_to_print() -> None:
    expected = "score > 1 was true (score is a number of more than 60 digits)"
    assert Criterion.parse("score > 1").trace(FIELDS, Lead({"score": 10**5000})) == expected


@given(sound, leads(junk), events(junk))
def test_every_criterion_explains_itself(criterion: Criterion, lead: Lead, event: Event | None) -> None:
    told = criterion.trace(FIELDS, lead, event)
    assert " was true" in told or " was false" in told
    assert "Fraction" not in told


@given(sound, leads(), events())
def test_a_single_condition_tells_its_answer(criterion: Criterion, lead: Lead, event: Event | None) -> None:
    if not {"And", "Or", "Not"} & {type(criterion.tree).__name__}:
        answer = criterion.compile(FIELDS)(lead, event)
        assert criterion.trace(FIELDS, lead, event).startswith(f"{criterion} was {str(answer).lower()}")
