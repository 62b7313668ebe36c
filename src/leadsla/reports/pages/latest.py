"""Of each promise the last period is drawn; for those before it a line is enough, under a title that names each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from leadsla.charts.markup import Markup, tag
from leadsla.reports.pages.speed import Speed
from leadsla.reports.pages.standing import Left

T = TypeVar("T", Left, Speed)


def with_latest(found: Sequence[T]) -> list[tuple[T, bool]]:
    """Each with whether it is the last of its promise: a year of months is told, and its last month drawn."""
    last = {one.clause: one.id for one in found}
    return [(one, last[one.clause] == one.id) for one in found]


def title(one: Left | Speed, latest: bool) -> Markup:
    """What stands over a promise in a period."""
    return tag("h3", one.name, None if latest else tag("span", f" {one.period}", class_="quiet"))
