"""Cautious logic: what it says is so, by trying every value."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import pytest

from leadsla.advice.logic import contradicts, holds_in, implies, reads_only
from leadsla.criteria import Criterion

FIELDS = {"score": "number", "region": "text"}
TEXTS = (
    *(f"score {sign} {bound}" for sign in ("<", "<=", ">", ">=", "==", "!=") for bound in (1, 2, 3)),
    *('region == "a"', 'region in ["a", "b"]', 'region != "a"', 'region not in ["a"]', "2 < score"),
    *(
        "score > 1 and score < 3",
        'score > 2 or region == "a"',
        'score >= 2 and region == "b"',
        "not score > 2",
    ),
)
LEADS = [
    SimpleNamespace(fields={"score": score, "region": region}, stage=stage)
    for score, region, stage in itertools.product(
        (None, 0, 1, 1.5, 2, 2.5, 3, 4), (None, "a", "b", "c"), ("mql", "sql")
    )
]


def truths(text: str) -> list[bool]:
    holds = Criterion.parse(text).compile(FIELDS)
    return [holds(lead, None) for lead in LEADS]  # type: ignore[arg-type]


@pytest.mark.parametrize("narrow", TEXTS)
def test_what_is_said_to_follow_follows(narrow: str) -> None:
    held = truths(narrow)
    for wide in TEXTS:
        if implies(Criterion.parse(narrow), Criterion.parse(wide)):
            assert all(second for first, second in zip(held, truths(wide), strict=True) if first), wide
        if contradicts(Criterion.parse(narrow), Criterion.parse(wide)):
            both = zip(held, truths(wide), strict=True)
            assert not any(first and second for first, second in both), wide


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("score > 2", "score > 1"),
        ("score > 1", "score >= 1"),
        ("score == 2", "score >= 2"),
        ("score < 1", "score <= 1"),
        ('region == "a"', 'region in ["a", "b"]'),
        ('score > 2 and region == "a"', "score > 1"),
        ("score > 3", 'score > 2 or region == "a"'),
        ("score > 3 or score == 3", "score >= 3"),
        ("3 < score", "score > 2"),
        ("2 == score", "score >= 2"),
        ("score > 3", "score > 2 and score > 1"),
        ('score > 3 and region == "a"', 'score > 2 and region == "a"'),
    ],
)
def test_what_follows_is_seen(narrow: str, wide: str) -> None:
    assert implies(Criterion.parse(narrow), Criterion.parse(wide))
    assert not implies(Criterion.parse(wide), Criterion.parse(narrow))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("score < 2", "2 > score"),
        ("score > 2", "2 < score"),
        ("score == 2", "2 == score"),
        ('region == "a"', 'region in ["a"]'),
        ('region in ["a", "b"]', 'region in ["b", "a"]'),
    ],
)
def test_what_says_the_same_follows_both_ways(one: str, other: str) -> None:
    assert implies(Criterion.parse(one), Criterion.parse(other))
    assert implies(Criterion.parse(other), Criterion.parse(one))


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("score > 2", "score < 2", True),
        ("score >= 2", "score <= 2", False),
        ("score >= 2", "score < 2", True),
        ("score == 2", "score > 2", True),
        ('region == "a"', 'region in ["b", "c"]', True),
        ('region == "a"', 'region in ["a", "c"]', False),
        ("score > 2", 'region == "a"', False),
    ],
)
def test_what_contradicts_is_seen(one: str, other: str, apart: bool) -> None:
    assert contradicts(Criterion.parse(one), Criterion.parse(other)) is apart
    assert contradicts(Criterion.parse(other), Criterion.parse(one)) is apart
    assert contradicts(Criterion.parse(f"({one}) and ({other})"), None) is apart


@pytest.mark.parametrize(
    ("text", "stage", "holds"),
    [
        ('stage == "sql"', "sql", True),
        ('"sql" == stage', "mql", False),
        ('stage != "sql"', "mql", True),
        ('stage != "sql"', None, False),
        ('stage in ["sql", "mql"]', "mql", True),
        ('not stage in ["sql"]', "sql", False),
        ('stage == "sql" and score > 5', "sql", None),
        ('stage == "sql" or score > 5', "sql", True),
        ('stage == "sql" or score > 5', "mql", None),
        ('stage == "sql" and stage != "mql"', "sql", True),
        ('stage == "sql" and stage != "mql"', "mql", False),
        ('stage == "sql" and stage != "sql"', "sql", False),
        ('stage == "sql" or stage == "won"', "mql", False),
        ('stage == "mql" and score > 5', "mql", None),
        ("score > 5", "mql", None),
        ("not score > 5", "mql", None),
        ('stage < "sql"', "mql", None),
    ],
)
def test_what_the_stage_decides(text: str, stage: str | None, holds: bool | None) -> None:
    assert holds_in(Criterion.parse(text), stage) is holds


def test_no_criterion_always_holds() -> None:
    assert holds_in(None, "mql") is True
    assert implies(Criterion.parse("score > 1"), None)


def test_what_a_criterion_reads() -> None:
    assert reads_only(Criterion.parse('stage == "sql" or stage == "mql"'), "stage")
    for text in ('stage == "sql" and score > 1', 'count("x") > 1', "event.x == 1", "1 == 1"):
        assert not reads_only(Criterion.parse(text), "stage")
