"""Queues that have an exact answer: the check of every simulation, and the first guess before one.

People answer leads that come at random (Poisson), take a random time for each (exponential), and work first come,
first served, round the clock. What is known of such a queue is due to Erlang (leads wait as long as it takes) and
Palm (each lead has a patience, and leaves when it is over: `leadsla.simulation.patience`), and for one person with any
handling time to Pollaczek and Khinchine. All is worked out from recursions and sums of positive terms that stay
between 0 and 1, so that a load of a million is as exact as a load of two.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, ClassVar, Final

import attrs

from leadsla.errors import ScenarioError, UnstableError
from leadsla.simulation import fields
from leadsla.tables import NUMBER, SHARE, TRUTH, WHOLE, Columns, Kind, Row

#: A load that is nearer to the number of people than this share of it is as much as they can do: rounding, no slack.
ROUNDING: Final = 1e-12


def blocking(load_erlangs: float, people: int) -> float:
    """The share of callers turned away where nobody may wait (Erlang B), by Jagerman's recursion.

    Each step is B(n) = a B(n-1) / (n + a B(n-1)), which shrinks what error there was and never overflows.

    >>> round(blocking(2.0, 4), 6)
    0.095238
    """
    found = 1.0
    for count in range(1, people + 1):
        found = load_erlangs * found / (count + load_erlangs * found)
    return found


def is_unstable(load_erlangs: float, people: int) -> bool:
    """Whether as much work comes as the people can do, or more, or nobody knows how much."""
    return not load_erlangs < people * (1 - ROUNDING)


def unstable_text(load_erlangs: float, people: int) -> str:
    """Why there is no number."""
    return f"unstable: {load_erlangs:g} erlangs of work for {people} at work, the queue grows for ever"


def where_stable(kind: Kind, name: str) -> tuple[Kind, Callable[[Any], Any]]:
    """The column of a number that an unstable queue does not have."""
    return kind, lambda queue: None if queue.unstable else getattr(queue, name)


@attrs.frozen(repr=False)
class ErlangC(Row):
    """Leads that wait as long as it takes (M/M/c, Erlang 1917): exact in the long run, from a load of nothing to any.

    >>> line = ErlangC(arrivals_per_hour=30, handling_minutes=10, people=7)
    >>> line
    <ErlangC 30 an hour, 10 min each, 7 people: 32.4 % wait, 1.62 min in the mean>
    >>> round(line.share_within(5), 6), round(line.mean_wait_min, 5), round(line.utilisation, 4)
    (0.880752, 1.62075, 0.7143)
    >>> ErlangC(30, 10, people=5)
    <ErlangC 30 an hour, 10 min each, 5 people: unstable: 5 erlangs of work for 5 at work, the queue grows for ever>

    Numbers of an unstable queue raise `UnstableError`; `unstable` says so beforehand. Raises `ScenarioError` with the
    field that is wrong.
    """

    COLUMNS: ClassVar[Columns] = {
        "arrivals_per_hour": NUMBER,
        "handling_minutes": NUMBER,
        "people": WHOLE,
        "load_erlangs": NUMBER,
        "utilisation": SHARE,
        "unstable": TRUTH,
        "probability_of_waiting": where_stable(SHARE, "probability_of_waiting"),
        "mean_wait_min": where_stable(NUMBER, "mean_wait_min"),
        "mean_waiting": where_stable(NUMBER, "mean_waiting"),
    }

    arrivals_per_hour: float = attrs.field(validator=fields.rate)
    handling_minutes: float = attrs.field(validator=fields.positive)
    people: int = attrs.field(converter=fields.head_count)

    @property
    def load_erlangs(self) -> float:
        """How many are at work in the mean: arrivals times handling time."""
        return self.arrivals_per_hour * self.handling_minutes / 60

    @property
    def utilisation(self) -> float:
        """The share of their time that people are at work on leads; 1 or more where the queue is unstable."""
        return self.load_erlangs / self.people

    @property
    def unstable(self) -> bool:
        """Whether the queue grows for ever."""
        return is_unstable(self.load_erlangs, self.people)

    @property
    def probability_of_waiting(self) -> float:
        """The share of leads that find everybody busy (Erlang's C)."""
        load = self._stable_load()
        return _late(load, self.people, blocking(load, self.people), 0.0)

    @property
    def mean_wait_min(self) -> float:
        """How long a lead waits in the mean, in minutes; those that do not wait count with zero."""
        return self.probability_of_waiting * self._mean_of_those_waiting()

    @property
    def mean_waiting(self) -> float:
        """How many leads wait in the mean."""
        return self.mean_wait_min * self.arrivals_per_hour / 60

    def share_within(self, minutes: float) -> float:
        """The share of leads that wait no longer than so many minutes."""
        if fields.number("minutes", minutes) < 0:
            return 0.0
        load = self._stable_load()
        return 1 - _late(load, self.people, blocking(load, self.people), minutes / self.handling_minutes)

    def wait_quantile_min(self, share: float) -> float:
        """The wait that this share of leads does not exceed, in minutes; 0 where so many do not wait at all."""
        late = 1 - fields.share("share", share)
        if late >= self.probability_of_waiting:
            return 0.0
        return self._mean_of_those_waiting() * math.log(self.probability_of_waiting / late)

    def _mean_of_those_waiting(self) -> float:
        return self.handling_minutes / (self.people - self._stable_load())

    def _stable_load(self) -> float:
        if self.unstable:
            raise UnstableError(unstable_text(self.load_erlangs, self.people))
        return self.load_erlangs

    def __repr__(self) -> str:
        given = (
            f"{self.arrivals_per_hour:g} an hour, {self.handling_minutes:g} min each, {self.people} people"
        )
        if self.unstable:
            return f"<ErlangC {given}: {unstable_text(self.load_erlangs, self.people)}>"
        found = f"{self.probability_of_waiting:.1%} wait, {self.mean_wait_min:.3g} min in the mean"
        return f"<ErlangC {given}: {found.replace('%', ' %')}>"


def smallest_team(
    arrivals_per_hour: float, handling_minutes: float, share: float, within_minutes: float
) -> ErlangC:
    """The smallest team with which at least that share of leads waits no longer than so many minutes.

    The search begins at the smallest team that can do the work at all, so that none is passed over, and asks each size
    in turn.

    >>> smallest_team(30, 10, share=0.8, within_minutes=5).people
    7

    Raises `ScenarioError` for a share of 1, which no team reaches, and for what `ErlangC` refuses.
    """
    wanted = fields.share("share", share)
    if fields.number("within_minutes", within_minutes) < 0:
        raise ScenarioError("within_minutes", f"is {within_minutes!r}; write 0 or more")
    load = ErlangC(arrivals_per_hour, handling_minutes, 1).load_erlangs
    handlings = within_minutes / handling_minutes
    people, blocked = 1, load / (1 + load)
    while is_unstable(load, people) or 1 - _late(load, people, blocked, handlings) < wanted:
        people += 1
        blocked = load * blocked / (people + load * blocked)
    return ErlangC(arrivals_per_hour, handling_minutes, people)


def _late(load: float, people: int, blocked: float, handlings: float) -> float:
    """The share that waits for longer than so many handling times, in a stable queue that would block so many.

    Erlang's C is B / (1 - a/n (1 - B)); who waits does so for an exponential time.
    """
    return blocked / (1 - load / people * (1 - blocked)) * math.exp(-handlings * (people - load))


@attrs.frozen(repr=False)
class OnePerson(Row):
    """One person, any handling time (M/G/1): the mean wait is Pollaczek and Khinchine's.

    `variation` is the standard deviation of the handling time over its mean: 0 where all leads take as long (M/D/1), 1
    where the time is exponential (M/M/1). At a load of 0.8 the second waits twice as long:

    >>> [round(OnePerson(48, 1, variation).mean_wait_min, 12) for variation in (0, 1)]
    [2.0, 4.0]

    Numbers of an unstable queue raise `UnstableError`. Raises `ScenarioError` with the field that is wrong.
    """

    COLUMNS: ClassVar[Columns] = {
        "arrivals_per_hour": NUMBER,
        "handling_minutes": NUMBER,
        "variation": NUMBER,
        "utilisation": SHARE,
        "unstable": TRUTH,
        "probability_of_waiting": where_stable(SHARE, "probability_of_waiting"),
        "mean_wait_min": where_stable(NUMBER, "mean_wait_min"),
    }

    arrivals_per_hour: float = attrs.field(validator=fields.rate)
    handling_minutes: float = attrs.field(validator=fields.positive)
    variation: float = attrs.field(validator=fields.at_least_zero)

    @property
    def utilisation(self) -> float:
        """The share of the time that the person is at work on leads; 1 or more where the queue is unstable."""
        return self.arrivals_per_hour * self.handling_minutes / 60

    @property
    def unstable(self) -> bool:
        """Whether the queue grows for ever."""
        return is_unstable(self.utilisation, 1)

    @property
    def probability_of_waiting(self) -> float:
        """The share of leads that find the person busy."""
        if self.unstable:
            raise UnstableError(unstable_text(self.utilisation, 1))
        return self.utilisation

    @property
    def mean_wait_min(self) -> float:
        """How long a lead waits in the mean, in minutes; those that do not wait count with zero."""
        busy = self.probability_of_waiting
        return busy * self.handling_minutes * (1 + self.variation**2) / (2 * (1 - busy))

    def __repr__(self) -> str:
        given = f"{self.arrivals_per_hour:g} an hour, {self.handling_minutes:g} min each (variation {self.variation:g})"
        found = (
            unstable_text(self.utilisation, 1)
            if self.unstable
            else f"{self.mean_wait_min:.3g} min in the mean"
        )
        return f"<OnePerson {given}: {found}>"
