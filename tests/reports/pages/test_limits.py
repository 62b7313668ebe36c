"""How lists share the room that there is: by going through every part that they could have."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from leadsla.reports.pages.limits import shared_out


@settings(max_examples=40)
@given(st.lists(st.integers(0, 30), max_size=6), st.integers(0, 20), st.integers(0, 60))
def test_no_larger_part_would_have_room(counts: list[int], each: int, in_all: int) -> None:
    found = shared_out(counts, each, in_all)
    assert 0 <= found <= each
    shown = [sum(min(count, part) for count in counts) for part in range(each + 1)]
    assert shown[found] <= in_all
    # A larger part would show too many, or nothing more.
    assert all(more > in_all or more == shown[found] for more in shown[found + 1 :])
