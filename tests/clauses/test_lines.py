"""Several promises as one line of the signed document."""

from __future__ import annotations

from typing import Any

import pytest
from tests.decisions.scenario import agree, answer

import leadsla as ls


def lines(*changes: dict[str, Any]) -> tuple[str, ...]:
    return agree(
        *(answer(**({"id": f"c{n}", "until": "won"} | change)) for n, change in enumerate(changes))
    ).lines


def test_a_clause_is_a_line() -> None:
    assert lines({"within": "5 minutes"}, {"within": "1 day"}) == (
        "Sales will win the lead within 5 minutes of assignment.",
        "Sales will win the lead within 1 day of assignment.",
    )


def test_what_differs_stands_side_by_side() -> None:
    one = {"line": "a"}
    assert lines({"within": "5 minutes", **one}, {"within": "24 hours", **one}, {"within": "2 weeks"}) == (
        "Sales will win the lead within 5 minutes to 24 hours of assignment.",
        "Sales will win the lead within 2 weeks of assignment.",
    )


def test_what_differs_may_be_of_any_length_and_anywhere() -> None:
    """Three clauses, windows of several words, a word that ends with a sign, and the end of the sentence."""
    one = {"line": "a"}
    windows = ("5 minutes", "1 business day", "2 weeks")
    assert lines(*({"within": window, **one} for window in windows)) == (
        "Sales will win the lead within 5 minutes to 1 business day to 2 weeks of assignment.",
    )
    scores = ({"when": f"score > {score}", **one} for score in (3, 14))
    assert lines(*scores) == (
        "Sales will win the lead within 2 hours of assignment, where score is above 3 to 14.",
    )
    kept = ({"when": f"score > {score}", "target": "80% per week", **one} for score in (3, 14))
    [line] = lines(*kept)
    assert line == (
        "Sales will win the lead within 2 hours of assignment, where score is above 3 to 14, "
        "in at least 80% of cases per week."
    )


def test_what_is_too_different_or_the_same_stands_one_after_the_other() -> None:
    one = {"line": "a"}
    assert lines({"within": "1 day", **one}, {"within": "1 day", **one}) == (
        "Sales will win the lead within 1 day of assignment. Sales will win the lead within 1 day of assignment.",
    )


def test_a_line_has_one_owner() -> None:
    with pytest.raises(ls.AgreementError) as error:
        agree(answer(line="a"), answer(id="b", line="a", owner="marketing"))
    assert [fault.path for fault in error.value.faults] == ["clauses[1].line"]
