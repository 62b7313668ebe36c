"""The queue in which leads lose patience (M/M/c+M), exactly: Palm's queue, which call centres know as Erlang A.

Leads come at random, are answered first come, first served, by people who take an exponential time for each, and leave
when an exponential patience is over. Such a queue is never unstable: what is too much leaves.

With b = people x rate of handling / rate of leaving and z = rate of arrivals / rate of leaving, the chance of n leads
waiting, over that of none, is r(n) = z^n / ((b+1) (b+2) ... (b+n)), whose sum is Kummer's M(1, b+1, z). How long a lead
of endless patience would wait has the density exp(z (1 - e^(-t leaving)) - t b leaving), up to a factor (Zeltyn and
Mandelbaum, 2005), so that shares within a time are ratios of such sums. The sums are of positive terms, scaled by
their largest: nothing overflows, and nothing cancels.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import ClassVar, Final

import attrs

from leadsla.errors import ScenarioError
from leadsla.simulation import fields
from leadsla.simulation.erlang import blocking
from leadsla.tables import NUMBER, SHARE, WHOLE, Columns, Row

#: Terms of a sum that are smaller than this share of its largest are left out, and all after them.
NEGLIGIBLE: Final = 1e-20


@attrs.frozen
class Series:
    """The terms r(0), r(1), ... of M(1, b+1, z), each over the largest of them, and the logarithm of that one."""

    terms: tuple[float, ...]
    log_scale: float

    @classmethod
    def of(cls, b: float, z: float) -> Series:
        """The terms from the first to the last that counts."""
        peak = max(0, math.floor(z - b))
        falling, rising, term, place = [], [1.0], 1.0, peak
        while place > 0:
            term *= (b + place) / z
            place -= 1
            falling.append(term)
        term, place = 1.0, peak
        while term > NEGLIGIBLE:
            place += 1
            term *= z / (b + place)
            rising.append(term)
        scale = math.fsum(math.log(z / (b + place)) for place in range(1, peak + 1))
        return cls((*reversed(falling), *rising), scale)

    @cached_property
    def total(self) -> float:
        """The sum, over the largest term."""
        return math.fsum(self.terms)

    @property
    def log_total(self) -> float:
        """The logarithm of the sum itself."""
        return math.log(self.total) + self.log_scale


@attrs.frozen(repr=False)
class ErlangA(Row):
    """Leads that leave when their patience is over (M/M/c+M): exact in the long run, for any load.

    >>> line = ErlangA(arrivals_per_hour=30, handling_minutes=10, people=5, patience_minutes=20)
    >>> line
    <ErlangA 30 an hour, 10 min each, 5 people, 20 min of patience: 63.3 % wait, 14.6 % leave>
    >>> round(line.share_within(5), 6), round(line.mean_wait_min, 6), round(line.utilisation, 6)
    (0.662729, 2.922631, 0.853868)

    Raises `ScenarioError` with the field that is wrong.
    """

    COLUMNS: ClassVar[Columns] = {
        "arrivals_per_hour": NUMBER,
        "handling_minutes": NUMBER,
        "people": WHOLE,
        "patience_minutes": NUMBER,
        "load_erlangs": NUMBER,
        "utilisation": SHARE,
        "probability_of_waiting": SHARE,
        "probability_of_leaving": SHARE,
        "mean_wait_min": NUMBER,
        "mean_wait_of_answered_min": NUMBER,
        "mean_waiting": NUMBER,
    }

    arrivals_per_hour: float = attrs.field(validator=fields.positive)
    handling_minutes: float = attrs.field(validator=fields.positive)
    people: int = attrs.field(converter=fields.head_count)
    patience_minutes: float = attrs.field(validator=fields.positive)

    @property
    def load_erlangs(self) -> float:
        """How many would be at work in the mean if nobody left."""
        return self.arrivals_per_hour * self.handling_minutes / 60

    @property
    def utilisation(self) -> float:
        """The share of their time that people are at work on leads."""
        return self.load_erlangs * (1 - self.probability_of_leaving) / self.people

    @cached_property
    def probability_of_waiting(self) -> float:
        """The share of leads that find everybody busy, whether they leave or not."""
        free = blocking(self.load_erlangs, self.people)
        if not free:
            return 0.0  # so rare that no number is small enough for it
        # Against the state in which all are busy and none waits, the states in which somebody is free weigh 1/B - 1.
        return self._queue.total / (self._queue.total + self._queue.terms[0] * (1 / free - 1))

    @property
    def probability_of_leaving(self) -> float:
        """The share of leads that leave without an answer."""
        return self.mean_wait_min / self.patience_minutes

    @cached_property
    def mean_wait_min(self) -> float:
        """How long a lead waits in the mean until it is answered or leaves, in minutes; many do not wait at all."""
        queue = self._queue
        waiting = math.fsum(place * term for place, term in enumerate(queue.terms)) / queue.total
        return self.probability_of_waiting * waiting / (self.arrivals_per_hour / 60)

    @cached_property
    def mean_wait_of_answered_min(self) -> float:
        """How long a lead waits in the mean that is answered, in minutes."""
        # A lead that finds n waiting gets its answer with chance b / (b+n+1), and then after 1/(b+1) + ... +
        # 1/(b+n+1) mean patiences: its virtual wait is the logarithm of a beta variable.
        until, weighted = 0.0, []
        for place, term in enumerate(self._queue.terms, 1):
            until += 1 / (self._b + place)
            weighted.append(term * until * self._b / (self._b + place))
        among_waiting = math.fsum(weighted) / self._queue.total
        answered = 1 - self.probability_of_leaving
        return self.probability_of_waiting * among_waiting * self.patience_minutes / answered

    @property
    def mean_waiting(self) -> float:
        """How many leads wait in the mean."""
        return self.mean_wait_min * self.arrivals_per_hour / 60

    def share_within(self, minutes: float) -> float:
        """Of all leads that come, the share that is answered within so many minutes."""
        if fields.number("minutes", minutes) < 0:
            return 0.0
        return 1 - self.probability_of_leaving - self._answered_later(minutes)

    def _answered_later(self, minutes: float) -> float:
        """Of all leads, the share that is answered after so many minutes."""
        patiences = minutes / self.patience_minutes
        shrunk, left = math.exp(-patiences), -math.expm1(-patiences)
        after = Series.of(self._b + 1, self._z * shrunk).log_total if self._z * shrunk else 0.0
        log_ratio = self._z * left - (self._b + 1) * patiences + after - self._queue.log_total
        return self.probability_of_waiting * math.exp(log_ratio) * self._b / (self._b + 1)

    @property
    def _b(self) -> float:
        return self.people * self.patience_minutes / self.handling_minutes

    @property
    def _z(self) -> float:
        return self.arrivals_per_hour * self.patience_minutes / 60

    @cached_property
    def _queue(self) -> Series:
        return Series.of(self._b, self._z)

    def __repr__(self) -> str:
        given = (
            f"{self.arrivals_per_hour:g} an hour, {self.handling_minutes:g} min each, {self.people} people"
        )
        shares = (
            f"{100 * self.probability_of_waiting:.1f} % wait, {100 * self.probability_of_leaving:.1f} % leave"
        )
        return f"<ErlangA {given}, {self.patience_minutes:g} min of patience: {shares}>"


def smallest_patient_team(
    arrivals_per_hour: float,
    handling_minutes: float,
    patience_minutes: float,
    share: float,
    within_minutes: float,
) -> ErlangA:
    """The smallest team with which at least that share of all leads is answered within so many minutes.

    Those that leave before are not answered. One person more never lowers the share, so the search doubles the team and
    then halves the gap.

    >>> smallest_patient_team(30, 10, patience_minutes=20, share=0.8, within_minutes=5).people
    6

    Raises `ScenarioError` for a share of 1, which no team reaches, and for what `ErlangA` refuses.
    """
    wanted = fields.share("share", share)
    if fields.number("within_minutes", within_minutes) < 0:
        raise ScenarioError("within_minutes", f"is {within_minutes!r}; write 0 or more")

    def team(people: int) -> ErlangA:
        return ErlangA(arrivals_per_hour, handling_minutes, people, patience_minutes)

    few, many = 0, 1
    while team(many).share_within(within_minutes) < wanted:
        few, many = many, 2 * many
    while many - few > 1:
        middle = (few + many) // 2
        if team(middle).share_within(within_minutes) < wanted:
            few = middle
        else:
            many = middle
    return team(many)
