"""The values that people sign: what a rule, a card, a threshold and grades take, and how they read."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from leadsla.criteria import Criterion, Length
from leadsla.errors import EntryError
from leadsla.qualification import Rule, Scorecard, Scorecards, Threshold
from leadsla.qualification.scorecards import grades_of, hundredths, points_of, shown


@pytest.mark.parametrize(
    ("given", "points"),
    [
        (20, "20"),
        (2.5, "2.5"),
        (-7, "-7"),
        (0.1, "0.1"),
        (Decimal("12.25"), "12.25"),
        (1_000_000, "1000000"),
        (100, "100"),
        (Decimal("1e3"), "1000"),
        (3.5, "3.5"),
        (3.0, "3"),
    ],
)
def test_points_are_decimals(given: Any, points: str) -> None:
    """Exactly as they are written, also where they come as a binary float."""
    assert points_of(given) == Decimal(points)
    assert shown(points_of(given)) == points
    assert hundredths(points_of(given)) == int(Decimal(points) * 100)


@pytest.mark.parametrize(
    ("points", "text"), [("2.50", "2.5"), ("20", "20"), ("3.00", "3"), ("1E+3", "1000"), ("-0.10", "-0.1")]
)
def test_points_are_shown_without_zeros_behind(points: str, text: str) -> None:
    """But with those that count."""
    assert shown(Decimal(points)) == text


@pytest.mark.parametrize("given", [True, "20", None, 0.125, 1_000_000.01, float("nan"), float("inf"), [1]])
def test_what_is_no_number_of_points_is_refused(given: Any) -> None:
    """Text, flags, more than two decimals, more than a million, and what is no number at all."""
    with pytest.raises(EntryError, match="no number of points; write a number with at most two decimals"):
        points_of(given)


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ({"when": "employees>=50", "points": 20}, "employees >= 50"),
        ({"event": "demo_requested", "points": 40}, "each `demo_requested`"),
        (
            {"event": "pricing_page", "within": "14 days", "points": 10, "most": 30},
            "each `pricing_page` within 14 days, at most 30 together",
        ),
        (
            {
                "event": "requested",
                "when": 'event.phase == "decision"',
                "half_life": "30 days",
                "points": -2.5,
            },
            'each `requested` with event.phase == "decision", half of it gone every 30 days',
        ),
    ],
)
def test_a_rule_reads_as_a_sentence(keys: dict[str, Any], text: str) -> None:
    """What it asks for and how much it may give together."""
    assert str(Rule(**keys)) == text


def test_under_which_name_events_are_looked_back_on() -> None:
    """The event's own, unless only some of them count."""
    assert Rule(when="a > 1", points=1).remembered is None
    assert Rule(event="x", points=1).remembered == "x"
    assert Rule(event="x", when="event.y==1", points=1).remembered == "x with event.y == 1"


@pytest.mark.parametrize(
    ("keys", "key", "what"),
    [
        ({"points": 5}, None, "a rule names a criterion"),
        ({"points": 5, "event": ""}, None, "a rule names a criterion"),
        ({"points": 0, "event": "x"}, "points", "gives nothing"),
        ({"points": 5, "when": "a > 1", "within": "1 day"}, "within", "`within` is about events"),
        ({"points": 5, "when": "a > 1", "half_life": "1 day"}, "half_life", "`half_life` is about events"),
        ({"points": 5, "when": "a > 1", "most": 9}, "most", "`most` is about events"),
        ({"points": 5, "event": "x", "most": 4.99}, "most", "`most` is 4.99, which one event with 5 exceeds"),
        ({"points": 5, "event": "x", "most": -9}, "most", "exceeds"),
        ({"points": -5, "event": "x", "most": 9}, "most", "exceeds"),
        ({"points": -5, "event": "x", "most": -4}, "most", "exceeds"),
    ],
)
def test_keys_of_a_rule_that_do_not_go_together(keys: dict[str, Any], key: str | None, what: str) -> None:
    """Each refused at its key."""
    with pytest.raises(EntryError, match=what) as caught:
        Rule(**keys)
    assert caught.value.key == key


GRADES = "{A: 80, B: 60, C: 40}"
RULE = "[{when: employees >= 50, points: 20}]"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (
            lambda: Rule(points=5),
            ("a rule names a criterion (`when`) or an `event`", None, "when: employees >= 50", False),
        ),
        (
            lambda: Rule(points=0, event="x"),
            ("a rule that gives nothing is none", "points", "the points that it gives", False),
        ),
        (
            lambda: Rule(points=5, when="a > 1", most=9),
            ("`most` is about events, and the rule names none", "most", "the event that it is about", True),
        ),
        (
            lambda: Rule(points=5, event="x", most=4.5),
            ("`most` is 4.5, which one event with 5 exceeds", "most", "5", False),
        ),
        (
            lambda: Rule(points=5, event="x", most=0),
            ("`most` is 0, which one event with 5 exceeds", "most", "5", False),
        ),
        (lambda: Scorecard([]), ("a scorecard has no rules", "rules", RULE, False)),
        (
            lambda: Scorecard([Rule(when="a > 1", points=5)], most=3, least=4),
            ("`most` is less than `least`, 4", "most", "4", False),
        ),
        (lambda: Threshold.of([]), ("[] is no threshold", None, "{fit: 30, intent: 40}", False)),
        (
            lambda: Threshold.of({"fit": "many"}),
            (
                "'many' is no number of points",
                "fit",
                "a number with at most two decimals, such as 20",
                False,
            ),
        ),
        (lambda: grades_of(["A"]), ("['A'] are no grades", None, GRADES, False)),
        (
            lambda: grades_of({"A": 80, "B": 80.0}),
            ("`A` and `B` are both given from 80 points on", "B", "another number", False),
        ),
    ],
)
def test_what_is_said_of_what_is_refused(make: Callable[[], object], said: tuple[Any, ...]) -> None:
    """What, at which key, and what to write instead."""
    with pytest.raises(EntryError) as caught:
        make()
    error = caught.value
    assert (error.what, error.key, error.write, error.on_key) == said


def test_the_most_of_a_rule_may_be_what_one_event_gives() -> None:
    """Either way."""
    assert Rule(event="x", points=5, most=5).most == 5
    assert Rule(event="x", points=-5, most=-5).most == -5


def test_a_scorecard_has_rules_and_bounds_that_do_not_cross() -> None:
    """Bounds may meet."""
    rules = [Rule(when="a > 1", points=5)]
    assert Scorecard(rules, most=3, least=3).rules == tuple(rules)
    with pytest.raises(EntryError, match="no rules"):
        Scorecard([])
    with pytest.raises(EntryError, match="`most` is less than `least`, 4"):
        Scorecard(rules, most=3, least=4)


@pytest.mark.parametrize(
    ("given", "threshold", "text"),
    [
        (70, Threshold(total=70), "at least 70 in total"),
        ("has(email)", Threshold(when="has(email)"), "has(email)"),
        (Criterion.parse("has(email)"), Threshold(when="has(email)"), "has(email)"),
        (
            {"fit": 30, "intent": 40.5},
            Threshold({"fit": 30, "intent": 40.5}),
            "at least 30 of `fit` and at least 40.5 of `intent`",
        ),
        (
            {"fit": 30, "total": 70, "when": "has(email)"},
            Threshold({"fit": 30}, 70, "has(email)"),
            "at least 30 of `fit` and at least 70 in total and has(email)",
        ),
    ],
)
def test_a_threshold_is_points_a_criterion_or_both(given: Any, threshold: Threshold, text: str) -> None:
    """As people write it."""
    assert Threshold.of(given) == threshold
    assert Threshold.of(threshold) is threshold
    assert str(threshold) == text


def test_whether_a_threshold_is_written_as_a_mapping() -> None:
    """Only where it is more than one number or one criterion."""
    written = (70, "has(email)", {"fit": 3}, {"total": 7, "when": "has(email)"})
    assert [Threshold.of(value).mixed for value in written] == [False, False, True, True]


@pytest.mark.parametrize(
    ("given", "key"),
    [(True, None), ([], None), ({}, None), ({"fit": "many"}, "fit"), ({"total": None}, "total")],
)
def test_what_is_no_threshold_is_refused(given: Any, key: str | None) -> None:
    """With the key, where one is to blame."""
    with pytest.raises(EntryError) as caught:
        Threshold.of(given)
    assert caught.value.key == key


def test_grades_stand_with_the_highest_first() -> None:
    """However they are written; two from the same points on are refused, as is a grade without points."""
    assert list(grades_of({"D": 0, "A": 80, "C": 40, "B": 60})) == ["A", "B", "C", "D"]
    assert list(grades_of({"a star": 9, "cold": 0, "hot": 100})) == ["hot", "a star", "cold"]
    with pytest.raises(EntryError, match="`A` and `B` are both given from 80 points on"):
        grades_of({"A": 80, "B": 80})
    with pytest.raises(EntryError, match="are no grades; write"):
        grades_of(["A"])
    with pytest.raises(EntryError) as caught:
        grades_of({"A": "80"})
    assert caught.value.key == "A"


def test_the_rules_and_criteria_of_scorecards() -> None:
    """Of all cards and of the threshold, for what has to look at each."""
    one, two = Rule(when="a > 1", points=1), Rule(event="x", points=1)
    made = Scorecards({"fit": Scorecard([one]), "intent": Scorecard([two])}, ready="has(email)")
    assert list(made.rules) == [one, two]
    assert list(map(str, made.criteria)) == ["a > 1", "has(email)"]
    assert (bool(made), bool(Scorecards())) == (True, False)


def test_a_length_of_time_prints_as_it_was_written() -> None:
    """And equals another of the same length."""
    assert str(Length.of("2 weeks")) == "2 weeks"
    assert Length.parse("2 weeks") == Length.parse("14 days") != Length.parse("13 days")
    assert Length.of(Length.parse("1 day")) == Length.parse("24 hours")
    assert repr(Length.parse(" 1 day ")) == "Length.parse('1 day')"
    for text in ("soon", "0 days", "2 months"):
        with pytest.raises(ValueError, match="not a length of time"):
            Length.parse(text)
