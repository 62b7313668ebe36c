"""Rows of a metric: a tuple that is also a table, so that every metric goes into a data frame in the same way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol, TypeVar


class Row(Protocol):
    """What every row of a metric can do."""

    def to_dict(self) -> dict[str, Any]:
        """The row as JSON can carry it."""


R = TypeVar("R", bound=Row)


class Rows(tuple[R, ...]):
    """The rows of a metric, in their order.

    >>> from leadsla.metrics import Proportion
    >>> Rows([Proportion(1, 2)]).to_frame("polars").columns
    ['count', 'total', 'share', 'low', 'high']
    """

    __slots__ = ()

    def to_dict(self) -> list[dict[str, Any]]:
        """The rows as JSON can carry them."""
        return [row.to_dict() for row in self]

    def to_frame(self, backend: str = "pandas") -> Any:
        """A data frame with a row for each; what is nested has its path as the name of its column (`reasons.price`).

        Raises `ReadError` for an unknown backend and `ExtraError` for one that is not installed.
        """
        from leadsla.frames import to_frame

        flat = [dict(_flat(row)) for row in self.to_dict()]
        names = dict.fromkeys(name for row in flat for name in row)
        return to_frame({name: [row.get(name) for row in flat] for name in names}, backend)


def _flat(row: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
