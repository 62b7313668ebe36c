"""Sets of instants against sets of whole numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leadsla.calendars.spans import difference, intersection, merged, union

points = st.sets(st.integers(0, 30), max_size=20)


def spans_of(numbers: set[int]) -> list[tuple[int, int]]:
    return merged([(number, number + 1) for number in sorted(numbers)])


@given(points, points)
def test_the_algebra_is_that_of_sets(left: set[int], right: set[int]) -> None:
    """Union, intersection and difference, and each result in plainest form."""
    one, other = spans_of(left), spans_of(right)
    assert union(one, other) == spans_of(left | right)
    assert intersection(one, other) == spans_of(left & right)
    assert difference(one, other) == spans_of(left - right)


def test_nothing_merged_is_nothing() -> None:
    """No interval is made up."""
    assert merged([]) == union([], []) == []
    assert merged([(0, 5), (1, 2), (5, 6)]) == [(0, 6)]
