"""A criterion as a value: equality, pickling, what it reads, and that a faulty one does not compile."""

from __future__ import annotations

import copy
import pickle

import attrs
import pytest
from hypothesis import given
from tests.criteria.trees import FIELDS, Lead, sound

from leadsla.criteria import BUILT_INS, Criterion, CriterionError, can_be_field


def test_equal_by_what_it_says() -> None:
    one, other = Criterion.parse("score>=40"), Criterion.parse("(score  >=  40.0)")
    assert one == other
    assert hash(one) == hash(other)
    assert one != Criterion.parse("score > 40")
    assert one != "score >= 40"
    assert len({one, other}) == 1


def test_from_text_or_as_it_is() -> None:
    criterion = Criterion.parse("score >= 40")
    assert Criterion.of(criterion) is criterion
    assert Criterion.of("score >= 40") == criterion


def test_frozen() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Criterion.parse("score >= 40").text = "x"  # type: ignore[misc]


def test_shown_as_it_is_made() -> None:
    assert repr(Criterion.parse("score>=40")) == "Criterion.parse('score >= 40')"


@given(sound)
def test_copies_and_pickles_are_equal(criterion: Criterion) -> None:
    assert pickle.loads(pickle.dumps(criterion)) == criterion
    assert copy.deepcopy(criterion) == criterion


@pytest.mark.parametrize(
    ("text", "names", "counted", "reads_event", "reads_time"),
    [
        (
            "score >= 40 and (source == email or not opted)",
            {"score", "source", "email", "opted"},
            set(),
            False,
            False,
        ),
        ('stage == "mql" and has(assignee) and passes > 1', set(), set(), False, False),
        ('count("a") > count("b", within="1 day")', set(), {"a", "b"}, False, True),
        ('age > "1 day"', set(), set(), False, True),
        ("event.x in [1] and amount + rate > 1", {"amount", "rate"}, set(), True, False),
        ("has(event.x) or contains(lower(source), 'x')", {"source"}, set(), True, False),
    ],
)
def test_what_it_reads(
    text: str, names: set[str], counted: set[str], reads_event: bool, reads_time: bool
) -> None:
    criterion = Criterion.parse(text)
    assert criterion.names == names
    assert criterion.counted == counted
    assert (criterion.reads_event, criterion.reads_time) == (reads_event, reads_time)


def test_what_it_reads_is_known_of_a_faulty_one_too() -> None:
    assert Criterion.parse("count(x) > count()").counted == frozenset()
    assert Criterion.parse("count(5) > 1").counted == frozenset()


def test_a_faulty_criterion_is_neither_compiled_nor_explained() -> None:
    criterion = Criterion.parse("tier > 1")
    with pytest.raises(CriterionError, match="`fields` has no `tier`"):
        criterion.compile(FIELDS)
    with pytest.raises(CriterionError, match="`fields` has no `tier`"):
        criterion.trace(FIELDS, Lead(), None)
    with pytest.raises(
        CriterionError, match="`tier` is declared as 'integer', and a type is one of text, number"
    ):
        criterion.compile({"tier": "integer"})


def test_later_changes_of_the_declaration_do_not_reach_what_is_compiled() -> None:
    fields = {"score": "number"}
    compiled = Criterion.parse("score >= 40").compile(fields)
    fields.clear()
    assert compiled(Lead({"score": 40}), None) is True


def test_names_that_a_field_can_have() -> None:
    assert can_be_field("employees")
    assert not any(
        can_be_field(name) for name in [*BUILT_INS, "event", "AND", "True", "a b", "a-b", "1a", ""]
    )


def test_a_tree_is_needed() -> None:
    with pytest.raises(TypeError):
        Criterion("score >= 40")  # type: ignore[arg-type]
