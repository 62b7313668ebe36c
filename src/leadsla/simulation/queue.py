"""The plain queue, fast: one skill, first come, first served, round the clock, and any times between and for leads.

Who waits how long in such a queue needs no calendar of events. It is enough to know when each of the people will be
free next: the lead that comes next is answered by whoever is free first, at that time or on arrival, whichever is
later (Kiefer and Wolfowitz, 1955). `serve` keeps those times in a heap, for one run; `serve_many` keeps them sorted
for many runs at once, as arrays. Both give the same numbers to the last bit.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from heapq import heapreplace
from typing import TYPE_CHECKING, Any, Final

import attrs

from leadsla.errors import ScenarioError
from leadsla.simulation import fields
from leadsla.simulation.draws import Draws, Exponential, draws
from leadsla.simulation.erlang import ErlangC, OnePerson, is_unstable, unstable_text
from leadsla.simulation.runs import QueueRun
from leadsla.simulation.streams import Streams, numpy_or_error
from leadsla.simulation.trials import QueueTrial

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadsla.simulation.draws import Times
    from leadsla.simulation.streams import Seed

#: The names of the streams of a queue: when leads come, and how long each takes.
ARRIVALS: Final = "arrivals"
HANDLING: Final = "handling"
#: From so many runs for each person on, arrays over runs beat one run after the other.
_RUNS_A_PERSON: Final = 20
#: So many leads of each run are turned round at once, which stays within the processor's own memory.
_LEADS_A_STRETCH: Final = 256
#: So many leads at most are worked on at once, so that the arrays of a thousand long runs fit into memory.
_LEADS_AT_ONCE: Final = 4_000_000


def serve(arrivals: NDArray[Any], handling: NDArray[Any], people: int) -> NDArray[Any]:
    """When each lead is begun: first come, first served, by whoever is free first.

    Arrivals are in order. Whole numbers stay whole, so times in microseconds are exact.

    >>> import numpy as np
    >>> serve(np.array([0, 1, 2, 30]), np.array([10, 10, 10, 10]), people=2).tolist()
    [0, 1, 10, 30]

    Raises `ScenarioError` for arrivals that are not in order, for more or fewer handling times than arrivals, and for
    nobody at work.
    """
    numpy = numpy_or_error()
    _check_leads(arrivals, handling, people)
    free: list[Any] = [-math.inf] * int(people)
    starts: list[Any] = []
    put = starts.append
    for start, length in zip(arrivals.tolist(), handling.tolist(), strict=False):
        first = free[0]
        if first > start:
            start = first
        put(start)
        heapreplace(free, start + length)
    return numpy.array(starts, dtype=numpy.result_type(arrivals, handling))  # type: ignore[no-any-return]


def serve_many(arrivals: NDArray[Any], handling: NDArray[Any], people: int) -> NDArray[Any]:
    """When each lead of each run is begun: what `serve` gives for every row, and many times as fast for many rows.

    The times at which people are free stay sorted: the new one sinks to its place, for all runs in one step.
    Raises what `serve` raises.
    """
    numpy = numpy_or_error()
    _check_leads(arrivals, handling, people)
    runs, leads = arrivals.shape
    if runs < _RUNS_A_PERSON * (people + 1):
        return numpy.array([serve(*row, people) for row in zip(arrivals, handling, strict=False)])  # type: ignore[no-any-return]
    kind = numpy.result_type(arrivals, handling)
    starts = numpy.empty((runs, leads), kind)
    free = numpy.full((people, runs), arrivals.min(initial=0), kind)
    begun = numpy.empty((_LEADS_A_STRETCH, runs), kind)
    for low in range(0, leads, _LEADS_A_STRETCH):
        stretch = slice(low, min(low + _LEADS_A_STRETCH, leads))
        coming, lasting = (numpy.ascontiguousarray(times[:, stretch].T) for times in (arrivals, handling))
        for row, come, last in zip(begun, coming, lasting, strict=False):
            numpy.maximum(come, free[0], out=row)
            _sink(row + last, free, numpy.minimum, numpy.maximum)
        starts[:, stretch] = begun[: len(coming)].T
    return starts  # type: ignore[no-any-return]


def _check_leads(arrivals: NDArray[Any], handling: NDArray[Any], people: int) -> None:
    fields.head_count(people)
    if arrivals.shape != handling.shape:
        raise ScenarioError("handling", f"has the shape {handling.shape}, and the arrivals {arrivals.shape}")
    if not (arrivals[..., 1:] >= arrivals[..., :-1]).all():
        raise ScenarioError("arrivals", "are not in order; sort the leads by when they came")


def _sink(ended: NDArray[Any], free: NDArray[Any], lesser: Any, greater: Any) -> None:
    """Put a time in the place of the first, in each column, so that the columns stay sorted; `ended` is used up."""
    for place in range(len(free) - 1):
        later = free[place + 1]
        lesser(ended, later, out=free[place])
        greater(ended, later, out=ended)
    free[-1] = ended


@attrs.frozen(init=False)
class PlainQueue:
    """A queue of leads for a team in which everybody can answer every lead.

    Times are in minutes, each a number (exponential with that mean), a distribution of scipy with its parameters, or a
    sample of times that were measured (one time alone: always that long).

    >>> queue = PlainQueue.random(arrivals_per_hour=30, handling_minutes=10, people=7)
    >>> queue.run(customers=20_000, rng=7, warm_up_hours=10)
    <QueueRun 19,695 leads, 7 people: 32.5 % waited, 1.54 min in the mean>
    >>> queue.exact()
    <ErlangC 30 an hour, 10 min each, 7 people: 32.4 % wait, 1.62 min in the mean>

    Raises `ScenarioError` with the field that is wrong, `ExtraError` without numpy.
    """

    gaps_minutes: Draws
    handling_minutes: Draws
    people: int = attrs.field(converter=fields.head_count)

    def __init__(self, gaps_minutes: Times, handling_minutes: Times, people: int):
        self.__attrs_init__(
            draws("gaps_minutes", gaps_minutes), draws("handling_minutes", handling_minutes), people
        )

    @classmethod
    def random(cls, arrivals_per_hour: float, handling_minutes: Times, people: int) -> PlainQueue:
        """A queue to which leads come at random (Poisson), at a rate."""
        if not fields.number("arrivals_per_hour", arrivals_per_hour) > 0:
            raise ScenarioError("arrivals_per_hour", f"is {arrivals_per_hour!r}; write a number above 0")
        return cls(60 / arrivals_per_hour, handling_minutes, people)

    @property
    def load_erlangs(self) -> float:
        """How many are at work in the mean, if they can do it."""
        return self.handling_minutes.mean / self.gaps_minutes.mean

    @property
    def utilisation(self) -> float:
        """The share of their time that people are at work in the long run; 1 or more where the queue is unstable."""
        return self.load_erlangs / self.people

    @property
    def unstable(self) -> bool:
        """Whether the queue grows for ever."""
        return is_unstable(self.load_erlangs, self.people)

    @property
    def trouble(self) -> str | None:
        """Why there are no figures of the long run; None where there are."""
        return unstable_text(self.load_erlangs, self.people) if self.unstable else None

    def exact(self) -> ErlangC | OnePerson | None:
        """The answer of the long run, where there is one: times between and for leads exponential, or one person."""
        if not isinstance(self.gaps_minutes, Exponential):
            return None
        rate, mean = 60 / self.gaps_minutes.mean, self.handling_minutes.mean
        if isinstance(self.handling_minutes, Exponential):
            return ErlangC(rate, mean, self.people)
        if self.people == 1 and math.isfinite(self.handling_minutes.variation):
            return OnePerson(rate, mean, self.handling_minutes.variation)
        return None

    def run(
        self,
        customers: int | None = None,
        *,
        hours: float | None = None,
        rng: Seed | Streams = None,
        warm_up_hours: float = 0.0,
    ) -> QueueRun:
        """One run, from an empty queue: so many customers, or all that come within so many hours.

        Every lead that came is worked to its end, also after the hours are over, so that no wait is cut short;
        `QueueRun.seen_at` shows what was known at a time. Leads that come within the warm-up are rows, and not counted.
        Raises `ScenarioError` unless just one of `customers` and `hours` is given.
        """
        [run] = self.runs([Streams.of(rng)], customers, hours=hours, warm_up_hours=warm_up_hours)
        return run

    def runs(
        self,
        streams: Sequence[Streams],
        customers: int | None = None,
        *,
        hours: float | None = None,
        warm_up_hours: float = 0.0,
    ) -> list[QueueRun]:
        """A run for each of the streams, the same as `run` gives for each, and faster where there are many."""
        _check_length(customers, hours, warm_up_hours)
        made: list[QueueRun] = []
        for some in _blocks(streams, customers):
            if customers is None:
                times = [self._within(one, 60.0 * (hours or 0.0)) for one in some]
                begun = [serve(*time, self.people) for time in times]
            else:
                times = [self._times(one, customers) for one in some]
                begun = self._begun(times)
            for one, (arrivals, handling), starts in zip(some, times, begun, strict=True):
                until = float(arrivals[-1]) if hours is None else 60.0 * hours
                made.append(
                    QueueRun(
                        arrivals,
                        starts,
                        handling,
                        self.people,
                        one,
                        60.0 * warm_up_hours,
                        until,
                        self.trouble,
                    )
                )
        return made

    def trial(
        self,
        customers: int | None = None,
        *,
        hours: float | None = None,
        warm_up_hours: float = 0.0,
        within_minutes: Sequence[float] = (5,),
    ) -> QueueTrial:
        """A run of this length as a policy of an experiment; the arguments are those of `run`.

        Raises what `run` raises.
        """
        _check_length(customers, hours, warm_up_hours)
        within = tuple(fields.number("within_minutes", minutes) for minutes in within_minutes)
        return QueueTrial(self, customers, hours, warm_up_hours, within)

    def _begun(self, times: Sequence[tuple[NDArray[Any], NDArray[Any]]]) -> list[NDArray[Any]]:
        if len(times) == 1:
            return [serve(*times[0], self.people)]
        numpy = numpy_or_error()
        arrivals, handling = (numpy.array(column) for column in zip(*times, strict=True))
        return list(serve_many(arrivals, handling, self.people))

    def _times(self, streams: Streams, customers: int) -> tuple[NDArray[Any], NDArray[Any]]:
        gaps = self.gaps_minutes.draw(streams.generator(ARRIVALS), customers)
        return gaps.cumsum(), self.handling_minutes.draw(streams.generator(HANDLING), customers)

    def _within(self, streams: Streams, minutes: float) -> tuple[NDArray[Any], NDArray[Any]]:
        """The leads that come before the time is over."""
        numpy = numpy_or_error()
        generator, expected = streams.generator(ARRIVALS), minutes / self.gaps_minutes.mean
        size = math.ceil(expected + 4 * math.sqrt(expected)) + 16
        gaps = self.gaps_minutes.draw(generator, size)
        arrivals = gaps.cumsum()
        while arrivals[-1] < minutes:
            gaps = numpy.concatenate([gaps, self.gaps_minutes.draw(generator, size)])
            arrivals = gaps.cumsum()
        arrivals = arrivals[: int(arrivals.searchsorted(minutes))]
        return arrivals, self.handling_minutes.draw(streams.generator(HANDLING), len(arrivals))


def _check_length(customers: int | None, hours: float | None, warm_up_hours: float) -> None:
    if (customers is None) == (hours is None):
        raise ScenarioError("customers", "or `hours` says how long a run is; write one of them")
    if customers is not None:
        fields.count("customers", customers)
    if hours is not None and not fields.number("hours", hours) > 0:
        raise ScenarioError("hours", f"is {hours!r}; write a number above 0")
    if not 0 <= fields.number("warm_up_hours", warm_up_hours) < (math.inf if hours is None else hours):
        raise ScenarioError(
            "warm_up_hours", f"is {warm_up_hours!r}; write 0 or more, and less than the whole run"
        )


def _blocks(streams: Sequence[Streams], customers: int | None) -> Iterator[Sequence[Streams]]:
    """The runs that are worked on at once."""
    size = max(1, _LEADS_AT_ONCE // (customers or _LEADS_AT_ONCE))
    return (streams[place : place + size] for place in range(0, len(streams), size))
