"""Frames out: the caller's kind of table, whichever it is, with types that do not depend on what stands in it."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from leadsla.errors import ExtraError, ReadError, nearest
from leadsla.tables.columns import Kind

if TYPE_CHECKING:
    import numpy

    Column = numpy.ndarray[Any, Any]

#: The kinds of frame that can be asked for.
BACKENDS: Final = ("pandas", "polars", "pyarrow")
#: The types that pandas has for nothing in any row: its own whole numbers and truths know missing ones.
_PANDAS: Final = {
    Kind.TEXT: "str",
    Kind.WHOLE: "Int64",
    Kind.NUMBER: "float64",
    Kind.SHARE: "float64",
    Kind.SECONDS: "float64",
    Kind.TIME: "datetime64[us, UTC]",
    Kind.TRUTH: "boolean",
}


def to_frame(
    columns: Mapping[str, Sequence[Any] | Column],
    backend: str = "pandas",
    kinds: Mapping[str, Kind] | None = None,
) -> Any:
    """A frame of the given kind with these columns, all of one length; arrays of numpy have times in UTC.

    `kinds` says what stands in each column, so that it has its type when it is empty too; without them the values do.

    >>> to_frame({"lead": ["L1", "L2"], "met": [True, False]}, backend="polars").shape
    (2, 2)

    Raises `ReadError` for an unknown backend or columns of different lengths, and `ExtraError` for one that is not
    installed.
    """
    if backend not in BACKENDS:
        guess = nearest(str(backend), BACKENDS) or f"one of {', '.join(BACKENDS)}"
        raise ReadError(f"`backend` is {backend!r}, no kind of frame; write {guess}")
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ReadError(f"the columns are of different lengths: {lengths}")
    narwhals = narwhals_or_refuse()
    if importlib.util.find_spec(backend) is None:
        raise ExtraError(f"{backend} is not installed; install it with: pip install {backend}")
    # Arrays of numpy are taken as they are: one by one, a million values would take seconds.
    lists = {name: values if hasattr(values, "dtype") else list(values) for name, values in columns.items()}
    if kinds is None:
        return narwhals.from_dict(lists, backend=backend).to_native()
    if backend == "pandas":
        import pandas

        # Through narwhals, whole numbers could not be missing.
        return pandas.DataFrame(
            {name: pandas.Series(lists[name], dtype=_PANDAS[kind]) for name, kind in kinds.items()}
        )
    types = {
        Kind.TEXT: narwhals.String(),
        Kind.WHOLE: narwhals.Int64(),
        Kind.TIME: narwhals.Datetime("us", "UTC"),
        Kind.TRUTH: narwhals.Boolean(),
    }
    schema = {name: types.get(kind, narwhals.Float64()) for name, kind in kinds.items()}
    return narwhals.from_dict(lists, schema=schema, backend=backend).to_native()


def narwhals_or_refuse() -> Any:
    """The package narwhals; raises `ExtraError` without it."""
    try:
        import narwhals.stable.v2 as narwhals
    except ImportError:
        raise ExtraError("frames need narwhals; install it with: pip install 'leadsla[frames]'") from None
    return narwhals
