"""The stages as leads pass them in time: how likely and how late they go on from each."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from operator import mul
from typing import TYPE_CHECKING

import attrs

from leadsla.funnel.backwards import mean_yield
from leadsla.funnel.lags import NO_LAG, Lag, in_words

if TYPE_CHECKING:
    from leadsla.funnel.model import ReverseFunnel


@attrs.frozen(slots=False)
class Chain:
    """Those stages of which it is known how many leads reach them; `hops` lead from each to the next."""

    names: tuple[str, ...]
    reaches: tuple[Fraction, ...]
    hops: tuple[Lag, ...]
    _known: dict[tuple[int, int], Lag] = attrs.field(factory=dict, init=False, repr=False, eq=False)

    @property
    def last(self) -> int:
        """The place of the last stage."""
        return len(self.names) - 1

    @cached_property
    def whole(self) -> Lag:
        """How long a deal takes from its lead on."""
        return self.lag(0, self.last)

    def lag(self, first: int, last: int) -> Lag:
        """How long it takes from one stage to another."""
        if first == last:
            return NO_LAG
        if (first, last) not in self._known:
            self._known[first, last] = self.lag(first, last - 1) + self.hops[last - 1]
        return self._known[first, last]

    def onward(self, place: int, to: int, waited: int, days: int, *, known: int | None = None) -> Fraction:
        """The share of leads at a stage that go on from now on, and reach a later one within so many days.

        They came to the stage `waited` days ago. It is the share of those that are known not to have gone on before
        (in the first `known` days, where it is not known so well: with 0, of all that came then).
        """
        rate = self.reaches[place + 1] / self.reaches[place]
        gone = rate * self.hops[place].within((waited if known is None else known) - 1)
        joint = self.pace(place, to, waited, days)
        return joint and joint * self.reaches[to] / self.reaches[place] / (1 - gone)

    def pace(self, place: int, to: int, waited: int, days: int) -> Fraction:
        """Of the leads at a stage that reach a later one some time, the share that does both as in `onward`."""
        hop, rest = self.hops[place], self.lag(place + 1, to)
        last = min(waited + days, len(hop.weights) - 1)
        if last < waited:
            return Fraction(0)
        ends = [rest.parts_within(waited + days - one) for one in range(waited, last + 1)]
        return Fraction(sum(map(mul, hop.weights[waited : last + 1], ends)), hop.of * rest.of)


def chain_of(funnel: ReverseFunnel) -> Chain:
    """The stages of a funnel in time; one between others that is not known is passed over."""
    known = [(place, reach) for place, reach in enumerate(mean_yield(funnel).reaches) if reach is not None]
    hops = []
    for (before, _), (place, _) in pairwise(known):
        lag = NO_LAG
        for stage in funnel.stages[before + 1 : place + 1]:
            lag += Lag.of_delay(stage.days)
        hops.append(lag)
    names = tuple(funnel.stages[place].name for place, _ in known)
    return Chain(names, tuple(reach for _, reach in known), tuple(hops))


def taken(funnel: ReverseFunnel) -> tuple[str, ...]:
    """What is taken of the delays beyond what is told, for whoever reads what rests on them."""
    later = funnel.stages[1:]
    if not later:
        return ()
    if all(stage.days is None for stage in later):
        return ("no stage has `days`, so leads are taken to close on the day they come",)
    found = []
    for stage in later:
        words = "at once, as no `days` are given" if stage.days is None else in_words(stage.days)
        found += [] if words is None else [f"days to `{stage.name}`: {words}"]
    return tuple(found)
