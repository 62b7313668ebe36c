"""The luck of each lead: what is drawn for it, by source of chance and number of the attempt, for all leads at once.

A lead has the same luck under every policy, because its number is found by what it is for and not by when it is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from leadsla.instants import MINUTE
from leadsla.simulation.draws import Draws
from leadsla.simulation.host.arriving import Crowd
from leadsla.simulation.model.values import Choice, Values
from leadsla.simulation.streams import Streams, numpy_or_error

if TYPE_CHECKING:
    import numpy as np


class ByAttempt(dict[int, list[Any]]):
    """A row for each attempt, drawn when it is first asked for."""

    def __init__(self, draw: Callable[[int], list[Any]]) -> None:
        self.draw = draw

    def __missing__(self, attempt: int) -> list[Any]:
        found = self[attempt] = self.draw(attempt)
        return found


class Luck:
    """The numbers of one run, drawn when they are first asked for; every row has a place for each lead."""

    def __init__(self, crowd: Crowd, streams: Streams) -> None:
        self.crowd = crowd
        self.streams = streams
        self._rows: dict[tuple[str, int], list[Any]] = {}

    def row(self, name: str, attempt: int, draw: Callable[[np.random.Generator, int], Any]) -> list[Any]:
        """What `draw` gives for each lead, in the streams of that name."""
        found = self._rows.get((name, attempt))
        if found is None:
            numpy, crowd = numpy_or_error(), self.crowd
            parts = [
                draw(self.streams.generator(name, source.name, attempt), count)
                for source, count in zip(crowd.sources, crowd.counts, strict=True)
            ]
            found = self._rows[name, attempt] = numpy.concatenate(parts)[crowd.order].tolist()
        return found

    def uniform(self, name: str, attempt: int = 0) -> list[float]:
        """A number in [0, 1) for each lead."""
        return self.row(name, attempt, lambda generator, count: generator.random(count))

    def lasting(self, name: str, times: Draws, unit: int = MINUTE, attempt: int = 0) -> list[int]:
        """A time for each lead, in whole microseconds."""
        numpy = numpy_or_error()

        def draw(generator: np.random.Generator, count: int) -> Any:
            drawn = times.draw(generator, count) * unit
            return numpy.rint(numpy.minimum(drawn, float(1 << 60))).astype(numpy.int64)

        return self.row(name, attempt, draw)

    def uniforms(self, name: str) -> ByAttempt:
        """A number in [0, 1) for each attempt and lead."""
        return ByAttempt(lambda attempt: self.uniform(name, attempt))

    def lastings(self, name: str, times: Draws) -> ByAttempt:
        """A time for each attempt and lead."""
        return ByAttempt(lambda attempt: self.lasting(name, times, attempt=attempt))

    def chosen(self, name: str, values: Choice | Values, attempt: int = 0) -> list[Any]:
        """A value for each lead."""
        numpy = numpy_or_error()

        def draw(generator: np.random.Generator, count: int) -> Any:
            found = numpy.empty(count, dtype=object)
            found[:] = values.draw(generator, count)
            return found

        return self.row(name, attempt, draw)
