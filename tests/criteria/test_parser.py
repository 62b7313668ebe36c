"""From text to tree: the grammar, where each part stands, the bounds, and what to write instead."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leadsla.criteria import Criterion, CriterionError
from leadsla.criteria.nodes import Comparison, Constant, Data, Membership, Name, walk


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("score>=40", "score >= 40"),
        ("  score\n>=\t40 ", "score >= 40"),
        ("a == 1 or b == 2 and c == 3", "a == 1 or b == 2 and c == 3"),
        ("(a == 1 or b == 2) and c == 3", "(a == 1 or b == 2) and c == 3"),
        ("a and (b and c)", "a and b and c"),
        ("(a or b) or c", "a or b or c"),
        ("not a and b", "not a and b"),
        ("not a == 1", "not (a == 1)"),
        ("not not a", "not not a"),
        ("not (a and b)", "not (a and b)"),
        ("a - b - c > 0", "a - b - c > 0"),
        ("a - (b - c) > 0", "a - (b - c) > 0"),
        ("(a + b) * c > 0", "(a + b) * c > 0"),
        ("a + (b * c) > 0", "a + b * c > 0"),
        ("a / (b * c) > 0", "a / (b * c) > 0"),
        ("-5 < a", "-5 < a"),
        ("-a < 5", "0 - a < 5"),
        ("a - -5 > 0", "a - -5 > 0"),
        ("a == 1_000_000.50", "a == 1000000.5"),
        ("a == 5.0", "a == 5"),
        ("a >= 40 %", "a >= 40%"),
        ("a >= -2.50%", "a >= -2.5%"),
        ("a in ['x', \"y\", 1, -2, 3%, true]", 'a in ["x", "y", 1, -2, 3%, true]'),
        ("a not in [1]", "a not in [1]"),
        ("not a in [1]", "not (a in [1])"),
        ("(a == b) == c", "(a == b) == c"),
        ("event.direction == 'outbound'", 'event.direction == "outbound"'),
        ("event.in == event.AND", "event.in == event.AND"),
        ('count("p", within = "14 days") > 0', 'count("p", within="14 days") > 0'),
        ("has ( email )", "has(email)"),
        ('a == "say \\"so\\" \\\\ \\n\\t\\\'"', 'a == "say \\"so\\" \\\\ \\n\\t\'"'),
        ("größe > 1 and _x > 1", "größe > 1 and _x > 1"),
        ("f(a,)", "f(a)"),
        ("a in [1,]", "a in [1]"),
        ("f()", "f()"),
        ("notable and android and inside", "notable and android and inside"),
    ],
)
def test_the_normal_form_has_one_spelling(text: str, normal: str) -> None:
    criterion = Criterion.parse(text)
    assert str(criterion) == normal
    assert Criterion.parse(normal) == criterion


def test_every_part_knows_where_it_stands() -> None:
    text = 'a + 1 >= 40 and (event.x in ["u", -2] or not b)'
    found = [(type(node).__name__, text[slice(*node.span)]) for node in walk(Criterion.parse(text).tree)]
    assert found == [
        ("And", text),
        ("Comparison", "a + 1 >= 40"),
        ("Arithmetic", "a + 1"),
        ("Name", "a"),
        ("Constant", "1"),
        ("Constant", "40"),
        ("Or", 'event.x in ["u", -2] or not b'),
        ("Membership", 'event.x in ["u", -2]'),
        ("Data", "event.x"),
        ("Not", "not b"),
        ("Name", "b"),
    ]
    membership = next(node for node in walk(Criterion.parse(text).tree) if isinstance(node, Membership))
    assert [text[slice(*choice.span)] for choice in membership.choices] == ['"u"', "-2"]


def test_the_tree_is_plain_data() -> None:
    assert Criterion.parse("score >= 40").tree == Comparison(">=", Name("score"), Constant("number", 40))
    assert Criterion.parse("event.ok").tree == Data("ok")
    assert Criterion.parse("a == 1").tree != Criterion.parse("a == true").tree
    assert Criterion.parse("a == 40%").tree != Criterion.parse("a == 40").tree


@pytest.mark.parametrize(
    ("text", "marked", "write"),
    [
        ("a = 1", "=", "=="),
        ("a === 1", "===", "=="),
        ("a <> 1", "<>", "!="),
        ("a => 1", "=>", ">="),
        ("a =< 1", "=<", "<="),
        ("a ≥ 1", "≥", ">="),
        ("a && b", "&&", "and"),
        ("a & b", "&", "and"),
        ("a || b", "||", "or"),
        ("!a", "!", "not"),
        ("a AND b", "AND", "and"),
        ("Not a", "Not", "not"),
        ("a == True", "True", "true"),
        ("a == “x”", "“x”", '"x"'),
        ("a == `x`", "`x`", '"x"'),
        ("a is null", "a is null", "not has(a)"),
        ("a is not null", "a is not null", "has(a)"),
        ("event.x is missing", "event.x is missing", "not has(event.x)"),
        ("a is 5", "is", "=="),
        ("a is not 5", "is not", "!="),
        ("a equals 5", "equals", "=="),
        ("a contains 'x'", "a contains 'x'", "contains(a, 'x')"),
        ("a between 1 and 5", "a between 1 and 5", "a >= 1 and a <= 5"),
        ("1 < a < 5", "1 < a < 5", "1 < a and a < 5"),
        ("b and 1 < a + 1 <= 5", "1 < a + 1 <= 5", "1 < a + 1 and a + 1 <= 5"),
        ("a in (1, 2)", "(1, 2)", "[1, 2]"),
        ("a in 'x'", "'x'", "['x']"),
        ("'x' in a", "'x' in a", "contains(a, 'x')"),
        ("'x' not in event.y", "'x' not in event.y", "not contains(event.y, 'x')"),
        ("a in [x, 'y']", "x", '"x"'),
        ("a in [1, 2", "[1, 2", "[1, 2]"),
        ("a in {1}", "{", "["),
        ("a == 1,200", "1,200", "1200"),
        ("age > 30days", "30days", '"30 days"'),
        ("a == 5.", "5.", "5"),
        ("a == 'x", "'x", "'x'"),
        ("a == 'c:\\dir'", "\\d", "\\\\d"),
        ("lead.score > 1", "lead.score", "event.score"),
        ("a adn b", "adn", "and"),
    ],
)
def test_what_is_written_by_habit_is_answered_with_what_to_write(text: str, marked: str, write: str) -> None:
    with pytest.raises(CriterionError) as caught:
        Criterion.parse(text)
    error = caught.value
    assert (text[error.start : error.end], error.write) == (marked, write)
    assert error.text == text


@pytest.mark.parametrize(
    "text",
    ["a = 1", "a && b", "!a", "a AND b", "a is not null", "1 < a < 5", "a in (1, 2)", "a == 'x", "a == “x”"],
)
def test_what_to_write_reads_when_it_is_put_there(text: str) -> None:
    with pytest.raises(CriterionError) as caught:
        Criterion.parse(text)
    error = caught.value
    joint = " " if error.write == "not" else ""
    Criterion.parse(text[: error.start] + str(error.write) + joint + text[error.end :])


@pytest.mark.parametrize(
    ("text", "marked", "words"),
    [
        ("", "", "an empty criterion"),
        ("   ", "   ", "an empty criterion"),
        ("a ==", "", "ends where a value should stand"),
        ("a and", "", "ends where a value should stand"),
        ("(a", "(", "never closed"),
        ("f(a", "(", "never closed"),
        ("a)", ")", "closes nothing"),
        ("a b", "b", "join two conditions"),
        ("a, b", ",", "does not belong here"),
        ("a == == 1", "==", "stands where a value should"),
        ("a == not b", "not", "in brackets"),
        ("a not 5", "not", "stands before a condition"),
        ("a == [1]", "[", "after `in` only"),
        ("a in []", "[]", "an empty list"),
        ("a in [[1]]", "[", "a list holds literals"),
        ("a in [-'x']", "'x'", "a list holds literals"),
        ("a in (1, 2", "(", "a list in square brackets"),
        ("a in b", "b", "a list in square brackets"),
        ("event", "event", "a key of the event's data"),
        ("event.5", "event.5", "a key of the event's data"),
        ("event.x.y", "event.x.y", "has no parts"),
        ("a % 2", "%", "stands after a number"),
        ("a ? 2", "?", "means nothing"),
        ("a == 1e5", "1e5", "not a number"),
        ("a == 1__0", "1__0", "not a number"),
        ("f(k=1, 2)", "2", "before those with one"),
        ("f(k=)", ")", "stands where a value should"),
        ("f(,)", ",", "stands where a value should"),
    ],
)
def test_what_cannot_be_read_is_shown(text: str, marked: str, words: str) -> None:
    with pytest.raises(CriterionError, match=words) as caught:
        Criterion.parse(text)
    assert text[caught.value.start : caught.value.end] == marked


@pytest.mark.parametrize(
    ("accepted", "refused", "words"),
    [
        ("a" * 2000, "a" * 2001, "2,001 characters"),
        ("(" * 32 + "a" + ")" * 32, "(" * 33 + "a" + ")" * 33, "brackets more than 32 deep"),
        ("not " * 31 + "a", "not " * 32 + "a", "33 levels deep"),
        ("not " * 31 + "a", "not " * 300 + "a", "more than 200 parts"),
        ("1" + "+1" * 30 + " > 0", "1" + "+1" * 31 + " > 0", "33 levels deep"),
        ("lower(" * 31 + "a" + ")" * 31, "lower(" * 33 + "a" + ")" * 33, "brackets more than 32 deep"),
        (" or ".join("a" * 199), " or ".join("a" * 200), "more than 200 parts"),
        (f"a in [{','.join('1' * 500)}]", f"a in [{','.join('1' * 501)}]", "a list of 501; at most 500"),
        ("a == " + "9" * 100, "a == " + "9" * 101, "at most 100 digits"),
        ("a in [" + "12," * 490 + "]", "a in [" + "12," * 499 + "]", "in its normal form"),
    ],
)
def test_bounds(accepted: str, refused: str, words: str) -> None:
    criterion = Criterion.parse(accepted)
    assert Criterion.parse(str(criterion)) == criterion
    with pytest.raises(CriterionError, match=words):
        Criterion.parse(refused)


def test_brackets_side_by_side_are_not_deep() -> None:
    assert str(Criterion.parse(" and ".join(["(a)"] * 40))) == " and ".join(["a"] * 40)


def test_only_text_is_parsed() -> None:
    with pytest.raises(CriterionError, match="a criterion is text"):
        Criterion.parse(None)  # type: ignore[arg-type]


_pieces = st.sampled_from(
    [
        *"()[],.+-*/=<>!&|%\"'\\_ ",
        "==",
        "not ",
        " and ",
        " or ",
        " in ",
        "event.",
        "is ",
        "null",
        "count(",
        "within=",
    ]
)


@given(st.text(max_size=60) | st.lists(_pieces | st.text(max_size=3), max_size=60).map("".join))
@example("f(x")
@example("f(x '=' 1)")
@example("a in [-")
@example("\ud800 == '\ud800'")
@example("a" + " " * 1990 + "%")
def test_any_text_is_a_criterion_or_an_error_that_points_into_it(text: str) -> None:
    try:
        criterion = Criterion.parse(text)
    except CriterionError as error:
        places = [(error.start, error.end)]
    else:
        assert Criterion.parse(str(criterion)) == criterion
        places = [(fault.start, fault.end) for fault in criterion.faults({})]
    assert all(0 <= start <= end <= len(text) for start, end in places)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 2000,
        "[" * 2000,
        "-" * 2000,
        "a." * 1000,
        "not " * 500,
        "a<" * 1000,
        "'" * 1999,
        "1_" * 999,
        "a(" * 999,
    ],
)
def test_the_worst_texts_are_refused_at_once(text: str) -> None:
    with pytest.raises(CriterionError):
        Criterion.parse(text)
