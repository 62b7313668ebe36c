"""A criterion as people say it."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.criteria.trees import sound

from leadsla.criteria import Criterion


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('source == "event"', "source is “event”"),
        ('"event" != source', "source is not “event”"),
        ("score >= 60 and score < 1000000", "score is at least 60 and score is below 1,000,000"),
        ("60 <= score", "score is at least 60"),
        ("win_probability > 12.5%", "win probability is above 12.5%"),
        ('stage == "sql" or stage in ["mql", "sal"]', "stage is SQL or stage is MQL or SAL"),
        ('industry not in ["a", "b"]', "industry is not “a” or “b”"),
        ('not industry in ["a"]', "industry is not “a”"),
        ('age >= "14 days"', "age is at least 14 days"),
        ("has(email) and not has(event.to)", "email is given and “to” is missing"),
        ("opted_in", "opted in is true"),
        ("not opted_in", "opted in is false"),
        ("opted_in == true", "opted in is true"),
        ('contains(lower(title), "head")', "title contains “head”"),
        ('starts_with(phone, "+1")', "phone begins with “+1”"),
        ('ends_with(email, ".edu")', "email ends with “.edu”"),
        (
            "valid_email(email) and valid_phone(phone)",
            "email is a valid email address and phone is a valid phone number",
        ),
        ('count("pricing_page") >= 1', "“pricing page” has happened at least once"),
        ('count("pricing_page") == 0', "“pricing page” has not happened"),
        ('count("visit", within="14 days") > 2', "“visit” has happened more than twice in the last 14 days"),
        ('count("visit") < 3', "“visit” has happened fewer than 3 times"),
        ('count("visit") > passes', "the number of times that “visit” has happened is above passes"),
        ('points("fit") >= 30 and grade() == "A"', "the score of fit is at least 30 and the grade is “A”"),
        (
            "points() >= 30 and sales_ready()",
            "the total score is at least 30 and the lead is sales ready",
        ),
        ("amount * 2 > budget + 1", "amount * 2 is above budget + 1"),
        ('employees >= 50 and status == "new"', "employees are at least 50 and status is “new”"),
        ("a and (b or c)", "a is true and (b is true or c is true)"),
        ("not (a == 1)", "it is not so that a is 1"),
        ("not (a == 1 or b == 2)", "it is not so that (a is 1 or b is 2)"),
        ("a == 1 and b == 2 and c == 3", "a is 1, b is 2, and c is 3"),
        ("event.phase == false", "“phase” is false"),
    ],
)
def test_in_words(text: str, said: str) -> None:
    """Each sign, function and connection."""
    assert Criterion.parse(text).spoken() == said


def test_names_with_words_of_their_own() -> None:
    """As the conditions of a plan have them."""
    words = {"silence": "no reply has come"}
    assert Criterion.parse("silence and score > 1").spoken(words) == "no reply has come and score is above 1"
    assert Criterion.parse("not silence").spoken(words) == "it is not so that no reply has come"


@given(sound)
def test_whatever_can_be_written_can_be_said(criterion: Criterion) -> None:
    """On one line, and the same each time."""
    said = criterion.spoken()
    assert said.strip()
    assert said == Criterion.of(str(criterion)).spoken()
