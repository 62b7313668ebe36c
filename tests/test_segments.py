"""Values by segment: what people write, which one counts, and how they read."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
import pytest

from leadsla.criteria import Criterion
from leadsla.errors import EntryError
from leadsla.events import Event
from leadsla.lead import Lead
from leadsla.segments import Segment, Segments

FIELDS = {"source": "text", "score": "number"}
BY_SOURCE = [{"when": 'source == "demo"', "is": 5}, {"when": "score > 50", "is": 10}, {"is": 60}]


def chosen(segments: Segments[Any], **fields: Any) -> int:
    lead = Lead("L1")
    lead.fields = fields
    event = Event("L1", dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), "assigned", {"to": "rep7"})
    return segments.chooser(FIELDS)(lead, event)


def test_a_plain_value_is_one_segment_for_all() -> None:
    """Read by what reads it; a list without mappings is a value too."""
    assert Segments.of("5", int).cases == (Segment(5, None),)
    assert Segments.of(["a"], len).only == 1
    assert Segments.of([], len).only == 0
    assert Segments.of([{"is": 1}, 2], len).only == 2
    assert Segments.of({"call": 3}, dict).only == {"call": 3}


def test_segments_stay_as_they_are() -> None:
    """Nothing is read again."""
    segments = Segments.of("5", int)
    assert Segments.of(segments, str) is segments


def test_a_list_of_mappings_is_segments() -> None:
    """In their order; `when` may be left out or null; tuples too."""
    made = Segments.of([{"when": "score > 50", "is": "1"}, {"when": None, "is": "2"}, {"is": "3"}], int)
    assert made.cases == (Segment(1, Criterion.parse("score > 50")), Segment(2), Segment(3))
    assert Segments.of(({"is": "3"},), int) == Segments.of("3", int)
    assert (len(made), [case.is_ for case in made]) == (3, [1, 2, 3])


@pytest.mark.parametrize(
    ("case", "key", "on_key"),
    [
        ({"when": "score > 50"}, None, False),
        ({"is": 1, "wen": "score > 50"}, "wen", True),
        ({"if": "score > 50", "then": 1}, "if", True),
        ({5: 1}, "5", True),
    ],
)
def test_a_segment_has_two_keys(case: dict[Any, Any], key: str | None, on_key: bool) -> None:
    """`is`, and perhaps `when`."""
    with pytest.raises(EntryError) as caught:
        Segments.of([{"is": 1}, case], int)
    error = caught.value
    assert error.what == f"{case!r} is no segment"
    assert (error.key, error.write, error.on_key) == (key, "{when: CRITERION, is: VALUE}", on_key)


def test_only_is_the_value_that_all_have() -> None:
    """None where it differs, or where some have none."""
    assert Segments.of(7, int).only == 7
    assert Segments.of([{"when": "score > 50", "is": 7}], int).only is None
    assert Segments.of([{"is": 7}, {"is": 8}], int).only is None


def test_the_first_segment_that_holds_counts() -> None:
    """None of them: -1."""
    segments = Segments.of(BY_SOURCE, int)
    assert chosen(segments, source="demo", score=60) == 0
    assert chosen(segments, source="fair", score=60) == 1
    assert chosen(segments, source="fair", score=50) == 2
    assert chosen(segments) == 2
    last = Segments.of(BY_SOURCE[:2], int)
    assert chosen(last, score=51) == 1
    assert chosen(last) == -1
    assert chosen(Segments.of(5, int)) == 0
    assert chosen(Segments.of([{"is": 1}, {"when": "score > 50", "is": 2}], int), score=60) == 0


def test_a_segment_may_ask_for_the_event() -> None:
    """The one that starts the clock."""
    assert (
        chosen(
            Segments.of(
                [{"when": 'event.to == "rep8"', "is": 1}, {"when": 'event.to == "rep7"', "is": 2}], int
            )
        )
        == 1
    )


def test_segments_read_as_a_sentence_has_them() -> None:
    """The value alone where it is the same for all."""
    assert str(Segments.of("1 hour", str)) == "1 hour"
    assert str(Segments.of(BY_SOURCE, int)) == '5 when source == "demo", 10 when score > 50, 60 otherwise'
    assert str(Segments.of(0, int)) == "0"


def test_segments_are_values() -> None:
    """Equal by what they say, hashable, never changed."""
    assert Segments.of(BY_SOURCE, int) == Segments.of(BY_SOURCE, int)
    assert hash(Segments.of(BY_SOURCE, int)) == hash(Segments.of(BY_SOURCE, int))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Segments.of(5, int).cases = ()  # type: ignore[misc]
