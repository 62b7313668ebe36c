"""Columns of few distinct values, as codes: so that each value is looked at once and not in every row."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from leadsla.errors import EventError

Array = npt.NDArray[Any]
#: Whole numbers so close together are codes as they are.
_NARROW: Final = 1 << 12


@attrs.frozen(eq=False)
class Coded:
    """A column of few distinct values: `codes` are places in `values`, for each row one.

    >>> Coded.of(["web", "demo", "web", None]).values
    ('web', 'demo', None)
    """

    codes: Array
    values: tuple[Any, ...]

    @classmethod
    def of(cls, cells: Any) -> Coded:
        """A column as codes; one that is categorical already (pandas' `Categorical`) is taken as it is."""
        if isinstance(cells, Coded):
            return cells
        if hasattr(cells, "codes") and hasattr(cells, "categories"):
            values = (*_plain(np.asarray(cells.categories)), None)
            codes = np.asarray(cells.codes, np.int64)
            return cls(np.where(codes < 0, len(values) - 1, codes), values)
        if isinstance(cells, list | tuple):
            return cls._of_objects(list(cells))
        array = np.asarray(cells)
        if array.dtype.kind in "OUS":
            return cls._of_objects(array.tolist())
        if array.size and (array.dtype.kind == "i" or (array.dtype.kind == "u" and array.dtype.itemsize < 8)):
            low, high = int(array.min()), int(array.max())
            if high - low < max(_NARROW, array.size):
                codes = np.empty(array.shape, _narrow(high - low))
                np.subtract(array, low, out=codes, dtype=np.int64, casting="unsafe")
                return cls(codes, tuple(range(low, high + 1)))
        found, places = np.unique(array, return_inverse=True)
        return cls(places.reshape(-1).astype(_narrow(len(found))), tuple(_plain(found)))

    @classmethod
    def _of_objects(cls, cells: list[Any]) -> Coded:
        kinds = set(map(type, cells))
        if float in kinds:  # no two NaN are the same key, and all of them are missing values
            cells = [None if type(cell) is float and cell != cell else cell for cell in cells]
        # True and 1 are the same key, and not the same value.
        keys = cells if kinds <= {str, type(None)} else [(type(cell), cell) for cell in cells]
        try:
            places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
        except TypeError:
            raise EventError("a column of fields or data holds plain values: text, numbers, dates") from None
        codes = np.fromiter(map(places.__getitem__, keys), _narrow(len(places)), len(keys))
        return cls(codes, tuple(places) if keys is cells else tuple(value for _, value in places))

    def __len__(self) -> int:
        return len(self.codes)


def _narrow(most: int) -> Any:
    """The type of numbers for codes up to so many."""
    return np.int16 if most < 1 << 15 else np.int32


def _plain(array: Array) -> list[Any]:
    """The values of an array as those of the standard library; finer than microseconds is cut."""
    if array.dtype.kind == "M" and np.datetime_data(array.dtype)[0] not in ("D", "h", "m", "s", "ms", "us"):
        array = array.astype("datetime64[us]")
    values: list[Any] = array.tolist()
    return values


class Cells:
    """What a column of fields or data holds: one value for all rows, or one a row."""

    def __init__(self, given: Any, size: int, name: str) -> None:
        self._given = given
        several = isinstance(given, list | tuple | Coded) or np.ndim(getattr(given, "codes", given)) > 0
        #: Whether it is one value for all rows.
        self.constant = not several
        if not self.constant and len(given) != size:
            raise EventError(f"`{name}` has {len(given):,} rows, and the table {size:,}")

    @cached_property
    def coded(self) -> Coded:
        """The column as codes."""
        if self.constant:
            value = self._given.item() if isinstance(self._given, np.generic) else self._given
            return Coded(np.zeros(0, np.int64), (value,))
        return Coded.of(self._given)

    def value(self, row: int) -> Any:
        """What it holds for a row."""
        coded = self.coded
        return coded.values[0] if self.constant else coded.values[coded.codes[row]]
