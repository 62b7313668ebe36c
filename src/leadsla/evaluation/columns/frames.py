"""Tables of leads from frames, and their clocks as frames; everything goes through narwhals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from leadsla.errors import ReadError, TimeError, UnknownError, nearest
from leadsla.evaluation.clocks import Clock
from leadsla.evaluation.columns.coded import Coded
from leadsla.tables import to_frame
from leadsla.tables.columns import kinds
from leadsla.tables.frames import narwhals_or_refuse

if TYPE_CHECKING:
    from leadsla.evaluation.columns.clock_columns import ClockColumns
    from leadsla.evaluation.columns.judged import JudgedTable


def columns_of(
    frame: Any,
    events: Mapping[str, str] | Iterable[str],
    fields: Mapping[str, str] | Iterable[str],
    lead: str | None,
) -> dict[str, Any]:
    """The arguments of `LeadTable` from the columns of a frame."""
    narwhals = narwhals_or_refuse()
    try:
        known = narwhals.from_native(frame, eager_only=True)
    except TypeError:
        raise ReadError(
            f"{type(frame).__name__} is no frame; give one of pandas, Polars or PyArrow"
        ) from None
    of_events, of_fields = _named(events), _named(fields)
    for name in (*of_events, *of_fields, *([] if lead is None else [lead])):
        if name not in known.columns:
            advice = nearest(name, known.columns) or " or ".join(known.columns)
            raise UnknownError(f"the frame has no column `{name}`; write {advice}")
    return {
        "events": {event: _instants(known[column]) for column, event in of_events.items()},
        "fields": {field: _cells(known[column]) for column, field in of_fields.items()},
        "leads": None if lead is None else [str(one) for one in known[lead].to_list()],
    }


def _named(given: Mapping[str, str] | Iterable[str]) -> dict[str, str]:
    return dict(given) if isinstance(given, Mapping) else {name: name for name in given}


def _instants(column: Any) -> Any:
    """A column of times as `datetime64[us]` in UTC."""
    narwhals = narwhals_or_refuse()
    kind, native = column.dtype, column.to_native()
    if (
        getattr(getattr(native, "dtype", None), "tz", None) is not None
    ):  # pandas, of which narwhals knows few zones
        return native.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
    if kind != narwhals.Datetime:
        raise TimeError(f"`{column.name}` is a column of {kind}; give one of times")
    if kind.time_zone is None:
        raise TimeError(
            f"`{column.name}` has times without a zone; give them one, for example "
            "`.dt.tz_localize('America/New_York')` in pandas or `.dt.replace_time_zone(...)` in Polars"
        )
    utc = column.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    return utc.cast(narwhals.Datetime("us")).to_numpy()


def _cells(column: Any) -> Any:
    """A column of fields; text and categories as codes, so that they are looked at once each."""
    if column.dtype.is_numeric() and not column.is_null().any():
        return column.to_numpy()
    return Coded.of(np.array([*column.to_list(), None], object)[:-1])


def frame_of(judged: JudgedTable, backend: str) -> Any:
    """The clocks of a judged table as a frame of some kind."""
    parts = [_columns(judged, columns) for columns in judged]
    whole = {name: np.concatenate([part[name] for part in parts]) for name in Clock.COLUMNS}
    return to_frame(whole, backend, kinds(Clock.COLUMNS))


def _columns(judged: JudgedTable, clocks: ClockColumns) -> dict[str, Any]:
    from leadsla.evaluation.columns.clock_columns import OUTCOMES

    size, table = len(clocks), judged.table
    leads = [table.lead(row) for row in clocks.row.tolist()]
    return {
        "lead": _objects(leads),
        "clause": np.full(size, clocks.clause, object),
        "cycle": clocks.cycle,
        "step": clocks.step,
        "period": np.full(size, None, object),
        "owner": clocks.owner,
        "assignee": clocks.assignee,
        "version": clocks.version,
        "outcome": _objects(OUTCOMES)[clocks.outcome],
        "at_risk": clocks.at_risk,
        "paused": clocks.paused,
        "started": clocks.started,
        "due": clocks.due,
        "done_at": clocks.done_at,
        "breached_at": clocks.breached_at,
        "ended_at": clocks.ended_at,
        "calendar": clocks._of_terms(0),
        "calendar_version": clocks._of_terms(1),
        "counted_s": clocks.counted.view(np.int64) / 1e6,
    }


def _objects(values: Any) -> Any:
    found = np.empty(len(values), object)
    found[:] = list(values)
    return found
