"""A plain queue as a policy of an experiment: so long a run, and what is measured of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from leadsla.errors import UnstableError
from leadsla.simulation import fields
from leadsla.simulation.runs import QueueRun
from leadsla.simulation.streams import Streams

if TYPE_CHECKING:
    from leadsla.simulation.queue import PlainQueue


@attrs.frozen
class QueueTrial:
    """So long a run of a queue, called with the streams of a run; gives the metrics by name, with their units.

    The metrics are `mean_wait_min`, `probability_of_waiting`, `mean_waiting`, `utilisation`, and `share_within_5_min`
    for every time in `within_minutes`. Raises `UnstableError` for a queue that has no such figures.
    """

    queue: PlainQueue
    customers: int | None
    hours: float | None
    warm_up_hours: float
    within_minutes: tuple[float, ...]

    def __call__(self, streams: Streams) -> dict[str, float | None]:
        """The metrics of one run."""
        [found] = self.many([streams])
        return found

    def many(self, streams: Sequence[Streams]) -> list[dict[str, float | None]]:
        """The metrics of several runs, which take less time together."""
        if self.queue.trouble:
            raise UnstableError(self.queue.trouble)
        runs = self.queue.runs(streams, self.customers, hours=self.hours, warm_up_hours=self.warm_up_hours)
        return [self._of(run) for run in runs]

    def _of(self, run: QueueRun) -> dict[str, float | None]:
        shares = {
            f"share_within_{minutes:g}_min": run.share_within(minutes) for minutes in self.within_minutes
        }
        figures = {
            "mean_wait_min": run.mean_wait_min,
            "probability_of_waiting": run.probability_of_waiting,
            "mean_waiting": run.mean_waiting,
            "utilisation": run.utilisation,
            **shares,
        }
        return {name: fields.none_if_nan(value) for name, value in figures.items()}
