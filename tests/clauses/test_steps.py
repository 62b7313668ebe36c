"""Steps: how much is to be done, how often, and how it reads."""

from __future__ import annotations

from typing import Any

import pytest

from leadsla.clauses.steps import Every, Step
from leadsla.clauses.touch_counts import Count
from leadsla.errors import EntryError, WindowError


@pytest.mark.parametrize(
    ("value", "least", "most", "text"),
    [(1, 1, 1, "1"), ("2", 2, 2, "2"), ("1-2", 1, 2, "1-2"), (" 1 - 1 ", 1, 1, "1"), ("2+", 2, None, "2+")],
)
def test_a_count_is_a_number_or_a_range(value: Any, least: int, most: int | None, text: str) -> None:
    """And is written as it is read."""
    count = Count.of(value)
    assert (count.least, count.most, str(count)) == (least, most, text)
    assert Count.of(count.written()) == count


@pytest.mark.parametrize("value", [0, -1, True, 1.5, None, "", "0", "2-1", "1-", "+2", "one", [1]])
def test_what_is_no_count(value: Any) -> None:
    """A flag is no number, and a range does not go down."""
    with pytest.raises(EntryError, match="no number of touches"):
        Count.of(value)


def test_counts_add_up() -> None:
    """Without an end where one of them has none."""
    assert str(Count.of("1-2") + Count.of(1)) == "2-3"
    assert str(Count.of("1+") + Count.of("1-2")) == "2+"


def test_how_often() -> None:
    """One of a unit is the unit."""
    assert [str(Every.of(text)) for text in ("day", "1 week", "2 weeks", "month")] == [
        "day",
        "week",
        "2 weeks",
        "month",
    ]
    for value in ("0 days", "year", "", 2, None):
        with pytest.raises(WindowError):
            Every.of(value)


def test_what_is_asked_where_nobody_answers() -> None:
    """`if_no_answer` comes on top of `do`, channel by channel."""
    step = Step(id="a", do={"call": 1, "email": "1-2"}, if_no_answer={"call": "1-2", "voicemail": 1})
    assert {channel: str(count) for channel, count in step.asked.items()} == {
        "call": "2-3",
        "email": "1-2",
        "voicemail": "1",
    }


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"delay": "1 hour"}, "1 hour after the start: at least 1 touch"),
        ({"after": "x"}, "after “x”: at least 1 touch"),
        ({"after": "x", "delay": "1 hour", "do": {"call": 1}}, "1 hour after “x”: 1 call"),
        (
            {"silence": "1 hour", "do": {"sms": 1}},
            "after 1 hour of silence since the step before: 1 text message",
        ),
        (
            {"days": 2, "daypart": "morning", "when": "no_answer"},
            "on day 2 in the morning, if nobody answered: at least 1 touch, by the end of the morning",
        ),
        (
            {"from_day": 3, "every": "2 weeks", "until_day": 9},
            "from day 3 every 2 weeks until day 9: at least 1 touch",
        ),
        (
            {"content": "guide", "without": "sms", "within": "1 day"},
            "at once: at least 1 touch (no sms), with guide, within 1 day",
        ),
    ],
)
def test_a_step_in_words(given: dict[str, Any], text: str) -> None:
    """When it opens, what is to be done, on which condition, by when."""
    assert str(Step(id="a", **given)) == text
