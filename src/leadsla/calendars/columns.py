"""Business time for whole numpy arrays: the answers of `add` and `between`, about a hundred million a second.

Arrays are instants in UTC: `datetime64` with `timedelta64`, or whole numbers since 1970 with `unit="s"`,
`"ms"` or `"us"`. The answers equal the scalar ones to the microsecond.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from leadsla.errors import CalendarError, ExtraError
from leadsla.instants import FIRST, LAST

if TYPE_CHECKING:
    import numpy

    from leadsla.calendars.calendar import Calendar

    Column = numpy.ndarray[Any, Any]

#: Microseconds in a tick of each unit.
_TICKS: Final = {"s": 1_000_000, "ms": 1_000, "us": 1}
_LONGER: Final = ("m", "h")
_NAT: Final = -(1 << 63)


def add_many(calendar: Calendar, starts: Any, amounts: Any, unit: str | None = None) -> Column:
    """`calendar.add` of every start and amount, which may be one for all.

    `starts` are `datetime64[s]`, `[ms]` or `[us]` in UTC with `timedelta64` amounts, or whole numbers since
    1970 with amounts in the same `unit`; the answer is of the kind of the starts, in the finer unit of the
    two.

    >>> import numpy as np
    >>> from leadsla.calendars import BusinessCalendar
    >>> office = BusinessCalendar("UTC", {"mon-fri": "09:00-17:00"})
    >>> add_many(office, np.array(["2026-01-02T16:30"], "datetime64[s]"), np.timedelta64(1, "h"))
    array(['2026-01-05T09:30:00'], dtype='datetime64[s]')

    Raises `CalendarError` for a missing time (NaT), another kind of array, and where there is no answer
    within the years 1970 to 2100.
    """
    np = _numpy()
    one, first, unit = _read(starts, "starts", unit, "M")
    two, second, _ = _read(amounts, "amounts", unit, "m", first[1])
    one, two, tick, scale = _aligned(one, first, two, second)
    shape = np.broadcast_shapes(one.shape, two.shape)
    out: Column = np.empty(shape, np.int64)
    if out.size:
        bounds = _bounds(one, "starts", tick)
        _add(calendar, _flat(one, shape), _flat(two, shape), bounds, tick, out.reshape(-1))
    dated: Column = out.view(f"datetime64[{scale}]") if first[1] else out
    return dated


def between_many(calendar: Calendar, starts: Any, ends: Any, unit: str | None = None) -> Column:
    """`calendar.between` of every start and end: `timedelta64`, or whole numbers in `unit` for those.

    >>> import numpy as np
    >>> from leadsla.calendars import BusinessCalendar
    >>> office = BusinessCalendar("UTC", {"mon-fri": "09:00-17:00"})
    >>> between_many(office, np.array([1767371400]), np.array([1767605400]), unit="s")
    array([3600])

    Raises `CalendarError` as `add_many` does.
    """
    np = _numpy()
    one, first, unit = _read(starts, "starts", unit, "M")
    two, second, _ = _read(ends, "ends", unit, "M", first[1])
    one, two, tick, scale = _aligned(one, first, two, second)
    shape = np.broadcast_shapes(one.shape, two.shape)
    out: Column = np.empty(shape, np.int64)
    if out.size:
        low, high = _bounds(one, "starts", tick)
        other_low, other_high = _bounds(two, "ends", tick)
        from leadsla.calendars.grid import tables

        line = calendar.timeline
        state = line.cover(min(low, other_low) * tick, max(high, other_high) * tick)
        tables(line, state, tick, out.size).between(_flat(one, shape), _flat(two, shape), out.reshape(-1))
    dated: Column = out.view(f"timedelta64[{scale}]") if first[1] else out
    return dated


def _add(calendar: Calendar, one: Any, two: Any, bounds: tuple[int, int], tick: int, out: Any) -> None:
    """Fill `out` with the sums, once the timeline reaches as far as any of them can."""
    from leadsla.calendars.grid import Search, tables

    line = calendar.timeline
    low, high = bounds[0] * tick, bounds[1] * tick
    least, most = int(two.min()) * tick, int(two.max()) * tick
    line.cover(low, high)
    sure = True
    for t, d in ((high, most), (low, least)):
        try:
            line.add(t, d)
        except CalendarError:
            sure = False  # the extremes belong to no one pair, so this may be no error
    if not sure:
        line.cover(FIRST, LAST)
    state = line.state
    found = tables(line, state, tick, len(out))
    if sure:
        found.add(one, two, least > 0, out)
        return
    search = Search.of(state, tick)
    whole = search.worked(one) + two  # a sum too large for 64 bits is negative, so it lies beyond as well
    late = (two <= 0).astype("int64")
    beyond = (whole + late > search.total) | (whole + late < 1)
    if beyond.any():
        at = int(beyond.argmax())
        line.add(int(one[at]) * tick, int(two[at]) * tick)  # raises, and says why
    out[...] = search.reached(whole, late)


def _read(
    value: Any, name: str, unit: str | None, kind: str, dated: bool | None = None
) -> tuple[Any, tuple[str, bool], str | None]:
    """An argument as whole numbers, with their unit and whether they came as numpy's dates."""
    np = _numpy()
    if isinstance(value, dt.timedelta):
        value = np.timedelta64(value)
    array = np.asarray(value)
    wanted = "datetime64" if kind == "M" else "timedelta64"
    if array.dtype.kind == kind and dated is not False:
        scale = np.datetime_data(array.dtype)[0]
        if scale in _LONGER and kind == "m":
            array, scale = array.astype("timedelta64[s]"), "s"
        if scale not in _TICKS or np.datetime_data(array.dtype)[1] != 1:
            raise CalendarError(f"`{name}` is {array.dtype}; write `.astype('{wanted}[us]')` (or [s], [ms])")
        if array.size and int(array.view("int64").min()) == _NAT:
            raise CalendarError(
                f"`{name}` has a missing time (NaT) at position {int(np.isnat(array).argmax())}; leave it out"
            )
        return array.view("int64"), (scale, True), unit
    if array.dtype.kind in "iu" and not dated:
        if unit not in _TICKS:
            raise CalendarError(
                f"`{name}` is whole numbers and `unit` is {unit!r}; give unit='s', 'ms' or 'us'"
            )
        if array.dtype.kind == "u" and array.size and int(array.max()) >= 1 << 63:
            raise CalendarError(f"`{name}` goes beyond the years 1970 to 2100 that calendars know")
        return array.astype("int64", copy=False), (unit, False), unit
    raise CalendarError(
        f"`{name}` is an array of {array.dtype}; give {wanted} (or whole numbers for both, with a `unit`)"
    )


def _aligned(
    one: Any, first: tuple[str, bool], two: Any, second: tuple[str, bool]
) -> tuple[Any, Any, int, str]:
    """Both arrays in the finer of their units."""
    scale = min(first[0], second[0], key=_TICKS.__getitem__)
    tick = _TICKS[scale]
    one = one if first[0] == scale else _finer(one, _TICKS[first[0]] // tick)
    two = two if second[0] == scale else _finer(two, _TICKS[second[0]] // tick)
    return one, two, tick, scale


def _finer(array: Any, factor: int) -> Any:
    most = ((1 << 63) - 1) // factor
    return array.clip(-most, most) * factor


def _bounds(array: Any, name: str, tick: int) -> tuple[int, int]:
    low, high = int(array.min()), int(array.max())
    if low * tick < FIRST or high * tick >= LAST:
        at = int(array.argmin() if low * tick < FIRST else array.argmax())
        raise CalendarError(
            f"`{name}` at position {at} lies outside the years 1970 to 2100 that calendars know"
        )
    return low, high


def _flat(array: Any, shape: tuple[int, ...]) -> Any:
    np = _numpy()
    return array.reshape(-1) if array.shape == shape else np.broadcast_to(array, shape).reshape(-1)


def _numpy() -> Any:
    try:
        import numpy as np
    except ImportError:
        raise ExtraError("whole arrays of business time need numpy; install `leadsla[columns]`") from None
    return np
