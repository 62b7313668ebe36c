"""The leads of a run: when each comes, from which source, and what is in its fields.

A source has streams of its own, and a lead its place in them. So the leads of one source stay what they are when there
is more or less of another, and a rate that is raised in one month changes nothing before it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import attrs

from leadsla.calendars import BusinessCalendar
from leadsla.instants import HOUR
from leadsla.simulation.model.arrivals import Arrivals, Campaign, stretches
from leadsla.simulation.model.values import Constant, Values
from leadsla.simulation.streams import Streams, numpy_or_error

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@attrs.frozen(eq=False)
class Source:
    """Where leads come from; times of `come` are microseconds."""

    name: str
    fields: Mapping[str, Values]
    events: tuple[tuple[str, Mapping[str, Any]], ...]

    def come(self, streams: Streams) -> NDArray[np.int64]:
        """When its leads come in a run, in order."""
        raise NotImplementedError

    def filled(self, streams: Streams, number: int) -> list[dict[str, Any]]:
        """The fields of so many leads."""
        if all(isinstance(one, Constant) for one in self.fields.values()):
            return [{name: one.draw(None, 1)[0] for name, one in self.fields.items()}] * number  # type: ignore[arg-type]
        columns = [
            one.draw(streams.generator("field", self.name, name), number) for name, one in self.fields.items()
        ]
        return [dict(zip(self.fields, row, strict=True)) for row in zip(*columns, strict=True)]


@attrs.frozen(eq=False)
class Steady(Source):
    """Leads that come at random, at a rate of each hour: the stretches in which any come, and how many until each."""

    begins: NDArray[np.int64]
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    rates: NDArray[np.float64]

    @classmethod
    def of(cls, given: Arrivals, begin: int, end: int, tz: ZoneInfo) -> Steady:
        """The stretches of a source between two instants."""
        numpy = numpy_or_error()
        found = [
            (start, stop - start, given.per_hour[hour] * given.months.get(month, 1.0) / HOUR)
            for start, stop, hour, month in stretches(begin, end, tz)
        ]
        found = [one for one in found if one[2]]
        begins = numpy.array([one[0] for one in found], dtype=numpy.int64)
        rates = numpy.array([one[2] for one in found], dtype=float)
        after = (rates * numpy.array([one[1] for one in found], dtype=float)).cumsum()
        before = numpy.concatenate([[0.0], after[:-1]]) if found else after
        return cls(given.name, given.fields, given.events, begins, before, after, rates)

    @property
    def expected(self) -> float:
        """How many leads come in the mean."""
        return float(self.after[-1]) if len(self.after) else 0.0

    def come(self, streams: Streams) -> NDArray[np.int64]:
        """A Poisson process of rate 1 in the time that expected leads make, put back into that of clocks."""
        numpy = numpy_or_error()
        total, generator = self.expected, streams.generator("arrivals", self.name)
        if not total:
            return numpy.empty(0, dtype=numpy.int64)  # type: ignore[no-any-return]
        size = math.ceil(total + 4 * math.sqrt(total)) + 16
        gaps = generator.exponential(1.0, size)
        reached = gaps.cumsum()
        while reached[-1] < total:
            gaps = numpy.concatenate([gaps, generator.exponential(1.0, size)])
            reached = gaps.cumsum()
        reached = reached[: int(reached.searchsorted(total))]
        place = self.after.searchsorted(reached, side="right")
        within = (reached - self.before[place]) / self.rates[place]
        return self.begins[place] + within.astype(numpy.int64)  # type: ignore[no-any-return]


@attrs.frozen(eq=False)
class Burst(Source):
    """The leads of a campaign, each at any time while it lasts; those outside of the simulated time do not come."""

    number: int
    begins: int
    ends: int
    begin: int
    end: int

    @classmethod
    def of(cls, source: Arrivals, place: int, given: Campaign, begin: int, end: int, tz: ZoneInfo) -> Burst:
        """The leads of a campaign of a source."""
        begins = given.begins(tz)
        ends = given.over.forward(BusinessCalendar.always(tz.key), tz)(begins)
        name = given.name or f"{source.name}-campaign-{place + 1}"
        fields = {**source.fields, **given.fields}
        return cls(name, fields, source.events, given.leads, begins, ends, begin, end)

    def come(self, streams: Streams) -> NDArray[np.int64]:
        """Times that are spread evenly."""
        numpy = numpy_or_error()
        times = streams.generator("arrivals", self.name).random(self.number) * (self.ends - self.begins)
        found = numpy.sort(self.begins + times.astype(numpy.int64))
        return found[(found >= self.begin) & (found < self.end)]  # type: ignore[no-any-return]


def sources_of(arrivals: Sequence[Arrivals], begin: int, end: int, tz: ZoneInfo) -> tuple[Source, ...]:
    """All sources and campaigns of a scenario, between two instants."""
    found: list[Source] = []
    for given in arrivals:
        if any(given.per_hour):
            found.append(Steady.of(given, begin, end, tz))
        found += (Burst.of(given, place, one, begin, end, tz) for place, one in enumerate(given.campaigns))
    return tuple(found)


@attrs.frozen(eq=False)
class Crowd:
    """The leads of a run, in the order in which they come; a lead is its place in each list.

    `order` puts what is drawn source by source into that order.
    """

    ids: list[str]
    arrived: list[int]
    fields: list[dict[str, Any]]
    sources: tuple[Source, ...]
    source: list[int]
    order: NDArray[np.int64]
    counts: tuple[int, ...]

    @classmethod
    def of(cls, sources: tuple[Source, ...], streams: Streams) -> Crowd:
        """The leads that come in a run."""
        numpy = numpy_or_error()
        times = [source.come(streams) for source in sources]
        counts = tuple(map(len, times))
        every = numpy.concatenate(times)
        order = every.argsort(kind="stable")
        ids = [
            f"{one.name}-{place + 1}"
            for one, count in zip(sources, counts, strict=True)
            for place in range(count)
        ]
        fields = [
            row for one, count in zip(sources, counts, strict=True) for row in one.filled(streams, count)
        ]
        whose = numpy.repeat(numpy.arange(len(sources)), counts)
        places = order.tolist()
        return cls(
            [ids[place] for place in places],
            every[order].tolist(),
            [fields[place] for place in places],
            sources,
            whose[order].tolist(),
            order,
            counts,
        )
