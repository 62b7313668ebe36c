"""Every fault of a criterion beside the declared fields, each with its place and what to write there."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.criteria.trees import FIELDS, any_tree, sound

from leadsla.criteria import Criterion


@pytest.mark.parametrize(
    ("text", "marked", "words", "write"),
    [
        ("scor >= 40", "scor", "`fields` has no `scor`", "score"),
        ("tier >= 40", "tier", "`fields` has no `tier`", None),
        ("not tier", "tier", "`fields` has no `tier`", None),
        ("source == web", "web", "a text stands in quotes", '"web"'),
        ("web == source", "web", "a text stands in quotes", '"web"'),
        ("source == null", "source == null", "asked with has()", "not has(source)"),
        ("event.x != None", "event.x != None", "asked with has()", "has(event.x)"),
        ('score >= "40"', '"40"', '`score` is a number; `"40"` is text', "40"),
        ('"40" <= score', '"40"', "`score` is a number", "40"),
        ('score >= "many"', '"many"', "is text", None),
        ("source == 50", "50", "`source` is text; `50` is a number", '"50"'),
        ("source == true", "true", "is true or false", '"true"'),
        ('source in ["a", 5]', "5", "is a number", '"5"'),
        ('score in ["5"]', '"5"', "is text", "5"),
        ('opted == "yes"', '"yes"', "is text", "true"),
        ("opted != 0", "0", "is a number", "false"),
        ("close >= 2026-01-31", "2026-01-31", "is a date", '"2026-01-31"'),
        ("close >= 5", "5", "is a number", None),
        ('close >= "soon"', '"soon"', "not a date", None),
        ('close >= "2026-02-30"', '"2026-02-30"', "not a date", None),
        ('close >= "2026-01-31T10:00"', '"2026-01-31T10:00"', "not a date", '"2026-01-31"'),
        ("close == score", "score", "`close` is a date; `score` is a number", None),
        ("age > 30", "30", "a length of time", '"30 days"'),
        ("age > 1", "1", "a length of time", '"1 day"'),
        ('age > "soon"', '"soon"', "not a length of time", None),
        ('age > "2 months"', '"2 months"', "not a length of time", '"60 days"'),
        ('age > "3 business days"', '"3 business days"', "not a length of time", '"3 days"'),
        ('age > "0 days"', '"0 days"', "not a length of time", None),
        ('source > "a"', 'source > "a"', "text has no order", None),
        ("opted > true", "opted > true", "true or false has no order", None),
        ('event.x > "abc"', '"abc"', "text has no order", None),
        ('source == ""', '""', "a blank text counts as missing", None),
        ('lower(source) == "Web"', '"Web"', "never gives a capital letter", '"web"'),
        ('lower(source) in ["web", "Ads"]', '"Ads"', "never gives a capital letter", '"ads"'),
        ("rate >= 40", "40", "a share of 40 is 4000 %", "40%"),
        ("score >= 40%", "40%", "is a number, not a share", "40"),
        ("amount in [40%]", "40%", "is an amount of money, not a share", "40"),
        ("score + 1", "score + 1", "is a number, not a condition", None),
        ("score", "score", "is a number, not a condition", "has(score)"),
        ("not source", "source", "is text, not a condition", "has(source)"),
        ("opted and close", "close", "is a date, not a condition", "has(close)"),
        ('count("x")', 'count("x")', "not a condition", 'count("x") >= 1'),
        ("lower(source)", "lower(source)", "is text, not a condition", None),
        ("5", "5", "not a condition", None),
        ("source + 1 > 2", "source", "`+` reckons with numbers; `source` is text", None),
        ('score * "2" > 2', '"2"', "reckons with numbers", "2"),
        ("score - close > 2", "close", "reckons with numbers", None),
        ("age / 2 > 2", "age", "reckons with numbers", None),
        ("hass(email)", "hass", "there is no function `hass`", "has"),
        ("md5(email)", "md5", "there is no function `md5`", None),
        ('has("email")', '"email"', "without quotes", "email"),
        ('has("e mail")', '"e mail"', "without quotes", None),
        ("has(score + 1)", "score + 1", "takes the name of a field", None),
        ("has()", "has()", "takes 1 argument, as in", None),
        ("has(email, source)", "has(email, source)", "takes 1 argument", "has(email) and has(source)"),
        ("contains(email)", "contains(email)", "takes 2 arguments, as in contains(", None),
        ("contains(email, source)", "source", "takes a text in quotes", '"source"'),
        ("contains(email, 5)", "5", "takes a text in quotes", None),
        ('contains(email, "")', '""', "a blank text says nothing", None),
        ('contains(score, "x")', "score", "`contains` reads text; `score` is a number", None),
        ("valid_email(close)", "close", "reads text", None),
        ("count(visited) > 1", "visited", "takes a text in quotes", '"visited"'),
        ('count("x", withn="1 day") > 1', 'withn="1 day"', "takes no `withn`", 'within="1 day"'),
        ('count("x", k=1) > 1', "k=1", "takes no `k`", None),
        (
            'count("x", within="1 day", within="2 days") > 1',
            'within="2 days"',
            "takes no second `within`",
            None,
        ),
        ('count("x", within=3) > 1', "3", "not a length of time in quotes", '"3 days"'),
        ('count("x", within=score) > 1', "score", "not a length of time in quotes", None),
        ('count("x", within="1d") > 1', '"1d"', "not a length of time", '"1 day"'),
        ("has(email, k=1) and opted", "k=1", "takes no `k`", None),
    ],
)
def test_faults(text: str, marked: str, words: str, write: str | None) -> None:
    faults = Criterion.parse(text).faults(FIELDS)
    assert [text[fault.start : fault.end] for fault in faults] == [marked]
    [fault] = faults
    assert words in fault.what
    assert fault.write == write
    assert fault.text == text


def test_all_faults_at_once_in_the_order_of_the_text() -> None:
    text = 'tier > 1 and scor >= "40" and close == 5 or hass(source) and score'
    faults = Criterion.parse(text).faults(FIELDS)
    assert [text[fault.start : fault.end] for fault in faults] == ["tier", "scor", "5", "hass", "score"]


@pytest.mark.parametrize(
    ("text", "marked", "write"),
    [("event.score >= 40", "event.score", "score"), ("opted and event.x", "event.x", None)],
)
def test_where_there_is_no_event(text: str, marked: str, write: str | None) -> None:
    [fault] = Criterion.parse(text).faults(FIELDS, event_allowed=False)
    assert (text[fault.start : fault.end], fault.write) == (marked, write)
    assert Criterion.parse(text).faults(FIELDS) == []


@pytest.mark.parametrize(
    ("text", "marked"),
    [('age > "1 day"', "age"), ('opted and count("x") > 1', 'count("x")'), ("has(age)", "age")],
)
def test_where_time_is_not_asked(text: str, marked: str) -> None:
    [fault] = Criterion.parse(text).faults(FIELDS, time_allowed=False)
    assert text[fault.start : fault.end] == marked
    assert Criterion.parse(text).faults(FIELDS) == []


@pytest.mark.parametrize(
    "text",
    [
        "event.x",
        "true",
        "rate >= 0.4",
        "rate >= 1",
        "amount > score",
        "amount * rate >= 1000",
        "score / 10 >= 40%",
        "stage == source",
        "event.x == event.y",
        "event.x < event.y",
        'event.x > "2026-01-01"',
        "event.x == 40%",
        'event.x in ["a", 1, true]',
        "has(event.x) == true",
        "(score > 1) == opted",
        "has(stage) and has(assignee) and has(age) and passes > 1",
        "contains(lower(event.x), 'a')",
        'count("x", within="1.5 hours") + 1 > 2',
    ],
)
def test_what_is_sound(text: str) -> None:
    assert Criterion.parse(text).faults(FIELDS) == []


def test_a_built_in_name_wins_over_a_field_of_that_name() -> None:
    assert Criterion.parse('stage == "mql"').faults({"stage": "number"}) == []


def test_a_field_of_an_unknown_type_is_not_the_fault_of_the_criterion() -> None:
    assert Criterion.parse("tier > 1").faults({"tier": "integer"}) == []


def test_a_composed_criterion_is_shown_in_its_normal_form() -> None:
    criterion = Criterion.parse("opted") & Criterion.parse("tier>1")
    [fault] = criterion.faults(FIELDS)
    assert fault.text == "opted and tier > 1"
    assert fault.text[fault.start : fault.end] == "tier"


@given(any_tree)
def test_the_check_answers_for_any_tree(tree: object) -> None:
    from leadsla.criteria import CriterionError

    try:
        criterion = Criterion(tree)  # type: ignore[arg-type]
    except CriterionError:
        return
    for fault in criterion.faults(FIELDS, event_allowed=False, time_allowed=False):
        assert 0 <= fault.start < fault.end <= len(fault.text)
        assert str(fault)


@given(sound)
def test_a_sound_criterion_without_event_and_time_is_sound_everywhere(criterion: Criterion) -> None:
    faults = criterion.faults(FIELDS, event_allowed=False, time_allowed=False)
    assert (faults == []) is not (criterion.reads_event or criterion.reads_time)
