"""Values by segment: each is said for the leads that it is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leadsla.documents.differing.changes import Change
from leadsla.documents.differing.walking import changed, differ, listing
from leadsla.documents.differing.words import said, sentence, written
from leadsla.segments import Segment, Segments


def differ_by_segment(
    path: str, label: str, old: Segments[Any] | None, new: Segments[Any] | None
) -> Iterator[Change]:
    """What differs between two values by segment; a segment is known again by its criterion."""
    if old is None or new is None:
        one, two = ("at once" if value is None else said(value) for value in (old, new))
        yield Change(path, sentence(f"{label}: {two}, was {one}"), written(old), written(new))
        return
    if old.only is not None and new.only is not None:
        yield from differ(path, label, old.only, new.only)
        return
    all_of_old, all_of_new = _for_all(old), _for_all(new)

    def whose(case: Segment[Any]) -> str:
        return f"{label} otherwise" if case.when is None else f"{label} where {said(case.when)}"

    def come(case: Segment[Any]) -> str:
        was = f", was {all_of_old} as for all" if all_of_old and case.when is not None else " (new)"
        return sentence(f"{whose(case)}: {said(case.is_)}{was}")

    def gone(case: Segment[Any]) -> str:
        now = f"{all_of_new} as for all" if all_of_new and case.when is not None else "no longer told apart"
        return sentence(f"{whose(case)}: {now}, was {said(case.is_)}")

    def other(at: str, one: Segment[Any], two: Segment[Any]) -> Iterator[Change]:
        return iter([changed(at, whose(one), one.is_, two.is_)])

    yield from listing(
        path,
        old.cases,
        new.cases,
        lambda case: "" if case.when is None else str(case.when),
        place=lambda case: f"{path}[{'otherwise' if case.when is None else case.when}]",
        come=come,
        gone=gone,
        other=other,
        order=f"{label}: the segments are asked in another order, {said(new)}",
    )


def _for_all(values: Segments[Any]) -> str:
    """The value, where it is the same for all leads."""
    return "" if values.only is None else said(values.only)
