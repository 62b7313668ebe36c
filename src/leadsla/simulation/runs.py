"""A run of a queue: when each lead came, was begun and was done, and what that comes to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from heapq import heapreplace
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from leadsla.errors import UnstableError
from leadsla.simulation import fields
from leadsla.simulation.streams import Streams, numpy_or_error
from leadsla.tables import NUMBER, SHARE, TEXT, TRUTH, WHOLE, Columns, Row, Sheet, Showing, grid_of, to_frame

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


#: The columns of a run's leads, and of those that were known at a time.
_KINDS: Final = {
    "customer": WHOLE, "arrival_min": NUMBER, "start_min": NUMBER, "end_min": NUMBER, "server": WHOLE,
    "wait_min": NUMBER, "counted": TRUTH,
}  # fmt: skip
_KINDS_SEEN: Final = {
    **{name: kind for name, kind in _KINDS.items() if name not in ("wait_min", "counted")},
    "state": TEXT, "wait_min": NUMBER, "censored": TRUTH,
}  # fmt: skip


@attrs.frozen(repr=False, eq=False)
class QueueRun(Showing):
    """What happened in one run: a place in each array for each lead, in the order in which they came.

    `counted_from_min` is the end of the warm-up and `until_min` the end of the arrivals: figures are of the leads that
    came between. `unstable` says why there are no figures of the long run, and is None where there are; then they raise
    `UnstableError`, while the rows are there all the same. A mean of nobody is nan.
    """

    arrivals_min: NDArray[np.float64]
    starts_min: NDArray[np.float64]
    handling_min: NDArray[np.float64]
    people: int
    streams: Streams
    counted_from_min: float
    until_min: float
    unstable: str | None

    @property
    def ends_min(self) -> NDArray[np.float64]:
        """When each lead was done."""
        return self.starts_min + self.handling_min

    @property
    def waits_min(self) -> NDArray[np.float64]:
        """How long each lead waited, those of the warm-up included."""
        return self.starts_min - self.arrivals_min

    @cached_property
    def servers(self) -> NDArray[np.int64]:
        """Who worked each lead, by number from 0: whoever was free first, the lowest number of several."""
        free = [(-math.inf, number) for number in range(self.people)]
        found = []
        for end in self.ends_min.tolist():
            server = free[0][1]
            found.append(server)
            heapreplace(free, (end, server))
        return numpy_or_error().array(found, dtype="int64")  # type: ignore[no-any-return]

    @property
    def customers(self) -> int:
        """How many leads are counted."""
        return len(self._waits)

    @property
    def mean_wait_min(self) -> float:
        """How long a lead waited in the mean, in minutes; those that did not wait count with zero."""
        return self._mean(self._settled())

    @property
    def probability_of_waiting(self) -> float:
        """The share of leads that found everybody busy."""
        return self._mean(self._settled() > 0)

    def share_within(self, minutes: float) -> float:
        """The share of leads that waited no longer than so many minutes."""
        return self._mean(self._settled() <= fields.number("minutes", minutes))

    def wait_quantile_min(self, share: float) -> float:
        """The wait that this share of leads did not exceed, in minutes."""
        wanted, waits = fields.share("share", share), self._settled()
        return float(numpy_or_error().quantile(waits, wanted)) if len(waits) else math.nan

    @property
    def utilisation(self) -> float:
        """The share of the counted time that people were at work on leads."""
        self._settled()
        return self._in_time(self.starts_min, self.ends_min) / self.people

    @property
    def mean_waiting(self) -> float:
        """How many leads waited in the mean over the counted time."""
        self._settled()
        return self._in_time(self.arrivals_min, self.starts_min)

    def seen_at(self, minutes: float) -> Seen:
        """What was known at a time: leads that had come by then, done or not."""
        return Seen(self, fields.number("minutes", minutes))

    @cached_property
    def _waits(self) -> NDArray[np.float64]:
        """The waits that are counted."""
        return self.waits_min[int(self.arrivals_min.searchsorted(self.counted_from_min)) :]

    def _settled(self) -> NDArray[np.float64]:
        if self.unstable:
            raise UnstableError(self.unstable)
        return self._waits

    def _mean(self, values: NDArray[Any]) -> float:
        return float(values.mean()) if len(values) else math.nan

    def _in_time(self, begun: NDArray[np.float64], ended: NDArray[np.float64]) -> float:
        """How many of these stretches there were at once in the mean, over the counted time."""
        low, high = self.counted_from_min, self.until_min
        if high <= low:
            return math.nan
        return float((ended.clip(low, high) - begun.clip(low, high)).sum()) / (high - low)

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row for each lead: `customer`, `arrival_min`, `start_min`, `end_min`, `server`, `wait_min`, `counted`.

        Raises `ReadError` for an unknown backend and `ExtraError` for one that is not installed.
        """
        columns = {
            "customer": range(len(self.arrivals_min)),
            "arrival_min": self.arrivals_min.tolist(),
            "start_min": self.starts_min.tolist(),
            "end_min": self.ends_min.tolist(),
            "server": self.servers.tolist(),
            "wait_min": self.waits_min.tolist(),
            "counted": (self.arrivals_min >= self.counted_from_min).tolist(),
        }
        return to_frame(columns, backend, _KINDS)

    def to_dict(self) -> dict[str, Any]:
        """The figures as JSON can carry them; None where an unstable queue has none, and for a mean of nobody."""
        return Figures(self).to_dict()

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        return Figures(self)._sheets(shown)

    def __repr__(self) -> str:
        if self.unstable:
            found = self.unstable
        elif not self.customers:
            found = "nobody came"
        else:
            found = (
                f"{100 * self.probability_of_waiting:.1f} % waited, {self.mean_wait_min:.3g} min in the mean"
            )
        return f"<QueueRun {self.customers:,} leads, {self.people} people: {found}>"


@attrs.frozen(repr=False, eq=False)
class Figures(Row):
    """What a run comes to; None for what an unstable queue does not have, and for a mean of nobody."""

    COLUMNS: ClassVar[Columns] = {
        "customers": (WHOLE, lambda figures: figures.run.customers),
        "people": (WHOLE, lambda figures: figures.run.people),
        "run": (WHOLE, lambda figures: figures.run.streams.run),
        "unstable": (TRUTH, lambda figures: figures.run.unstable is not None),
        "mean_wait_min": (NUMBER, lambda figures: figures.of("mean_wait_min")),
        "probability_of_waiting": (SHARE, lambda figures: figures.of("probability_of_waiting")),
        "mean_waiting": (NUMBER, lambda figures: figures.of("mean_waiting")),
        "utilisation": (SHARE, lambda figures: figures.of("utilisation")),
    }

    run: QueueRun

    def of(self, name: str) -> float | None:
        """A figure, where there is one."""
        return None if self.run.unstable else fields.none_if_nan(getattr(self.run, name))


@attrs.frozen(repr=False, eq=False)
class Seen(Showing):
    """A run as it looked at a time: leads that still wait or are being worked are rows, with what is known of them."""

    run: QueueRun
    at_min: float

    @property
    def done(self) -> int:
        """How many leads were done."""
        return int((self.run.ends_min <= self.at_min).sum())

    @property
    def at_work(self) -> int:
        """How many leads were being worked."""
        return int((self.run.starts_min <= self.at_min).sum()) - self.done

    @property
    def waiting(self) -> int:
        """How many leads had come and were still waiting."""
        return int((self.run.arrivals_min <= self.at_min).sum()) - self.done - self.at_work

    def to_dict(self) -> dict[str, Any]:
        """How many leads were how far."""
        return {"at_min": self.at_min, "done": self.done, "at_work": self.at_work, "waiting": self.waiting}

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        columns = self._columns()
        rows = list(zip(*columns.values(), strict=True))
        return (Sheet(repr(self).strip("<>"), grid_of(_KINDS_SEEN, rows, shown)),)

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row for each lead that had come.

        `state` is `done`, `at_work` or `waiting`. What had not happened is null; `wait_min` of a lead that waits is
        its wait so far, and `censored` says so.
        """
        return to_frame(self._columns(), backend, _KINDS_SEEN)

    def _columns(self) -> dict[str, list[Any]]:
        run, at = self.run, self.at_min
        come = int(run.arrivals_min.searchsorted(at, side="right"))
        rows = zip(
            run.arrivals_min[:come].tolist(), run.starts_min.tolist(), run.ends_min.tolist(), strict=False
        )
        columns: dict[str, list[Any]] = {
            "customer": list(range(come)), "arrival_min": [], "start_min": [], "end_min": [], "server": [],
            "state": [], "wait_min": [], "censored": [],
        }  # fmt: skip
        for (arrival, start, end), server in zip(rows, run.servers.tolist(), strict=False):
            begun, ended = start <= at, end <= at
            columns["arrival_min"].append(arrival)
            columns["start_min"].append(start if begun else None)
            columns["end_min"].append(end if ended else None)
            columns["server"].append(server if begun else None)
            columns["state"].append("done" if ended else "at_work" if begun else "waiting")
            columns["wait_min"].append(start - arrival if begun else at - arrival)
            columns["censored"].append(not begun)
        return columns

    def __repr__(self) -> str:
        return f"<Seen at {self.at_min:g} min: {self.done:,} done, {self.at_work:,} at work, {self.waiting:,} waiting>"
