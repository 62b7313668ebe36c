"""How results of a simulation become tables: tidy, with the unit of every number in the name of its column."""

from __future__ import annotations

from typing import Any


class OneRow:
    """A result that is one row."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON can carry it."""
        raise NotImplementedError

    def to_frame(self, backend: str = "pandas") -> Any:
        """A data frame of one row.

        Raises `ReadError` for an unknown backend and `ExtraError` for one that is not installed.
        """
        from leadsla.frames import to_frame

        return to_frame({name: [value] for name, value in self.to_dict().items()}, backend)
