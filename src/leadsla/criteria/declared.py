"""What the criteria of an agreement may ask about: its fields with their types, and the scores of a lead.

A criterion reads scores by functions (`points("fit")`, `grade()`, `sales_ready()`), so that no name of a scorecard can
ever be taken for a field. What a score is made of is a matter of the layer above; here stands only what is asked of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, Protocol

#: The functions that read scores.
SCORE_FUNCTIONS: Final = frozenset({"points", "grade", "sales_ready"})


class Scores(Protocol):
    """What gives a lead its scores."""

    @property
    def cards(self) -> Collection[str]: ...  # the names of the scorecards
    @property
    def graded(self) -> bool: ...  # whether there are grades
    @property
    def threshold(self) -> bool: ...  # whether it is said when a lead is sales ready
    def reader(self, function: str, card: str | None) -> Callable[[Any, Any], Any]:
        """What a function gives for a lead and an event; `card` is its argument, None for the total."""
        ...


class Declared(dict[str, str]):
    """Fields with their types, and what gives scores, where something does.

    `certain` is False where a document has scorecards that cannot be read: then nothing is said of their names.

    >>> Declared({"employees": "number"}).scores is None
    True
    """

    def __init__(
        self, fields: Mapping[str, str] | None = None, scores: Scores | None = None, *, certain: bool = True
    ):
        super().__init__(fields or {})
        self.scores = scores
        self.certain = certain


def declared_with(fields: Mapping[str, str], more: Mapping[str, str]) -> Declared:
    """The same with more names, for criteria with words of their own.

    >>> sorted(declared_with({"employees": "number"}, {"silence": "flag"}))
    ['employees', 'silence']
    """
    certain = fields.certain if isinstance(fields, Declared) else True
    return Declared({**fields, **more}, scores_of(fields), certain=certain)


def scores_of(fields: Mapping[str, str]) -> Scores | None:
    """What gives scores beside these fields."""
    return fields.scores if isinstance(fields, Declared) else None
