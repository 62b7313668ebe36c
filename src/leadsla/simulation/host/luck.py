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
    """The numbers of one run; every row has a place for each lead, in the order in which they come."""

    def __init__(self, crowd: Crowd, streams: Streams) -> None:
        self.crowd = crowd
        self.streams = streams

    def rows(self, name: str, draw: Callable[[np.random.Generator, int], Any]) -> ByAttempt:
        """What `draw` gives for each lead, by attempt: each source of leads has streams of that name for itself."""
        numpy, crowd = numpy_or_error(), self.crowd

        def row(attempt: int) -> list[Any]:
            parts = [
                draw(self.streams.generator(name, source.name, attempt), count)
                for source, count in zip(crowd.sources, crowd.counts, strict=True)
            ]
            found: list[Any] = numpy.concatenate(parts)[crowd.order].tolist()
            return found

        return ByAttempt(row)

    def uniforms(self, name: str) -> ByAttempt:
        """Numbers in [0, 1)."""
        return self.rows(name, lambda generator, count: generator.random(count))

    def times(self, name: str, times: Draws | None, unit: int = MINUTE) -> ByAttempt:
        """Times in whole microseconds; none at all where nothing is said."""
        numpy = numpy_or_error()
        if times is None:
            return self.rows(name, lambda generator, count: numpy.zeros(count, numpy.int64))

        def draw(generator: np.random.Generator, count: int) -> Any:
            drawn = times.draw(generator, count) * unit
            return numpy.rint(numpy.minimum(drawn, float(1 << 60))).astype(numpy.int64)

        return self.rows(name, draw)

    def choices(self, name: str, values: Choice | Values) -> ByAttempt:
        """Values of a field."""
        numpy = numpy_or_error()

        def draw(generator: np.random.Generator, count: int) -> Any:
            found = numpy.empty(count, dtype=object)
            found[:] = values.draw(generator, count)
            return found

        return self.rows(name, draw)
