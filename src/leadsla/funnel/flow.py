"""Leads on their way, on average: those that come by date, and those that wait at a stage already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property

import attrs

from leadsla.funnel.already import Waiting
from leadsla.funnel.chain import Chain
from leadsla.funnel.days import Days


@attrs.frozen(slots=False)
class Flow:
    """What comes to each stage by when; dates are ordinals.

    `arrivals` are the weights of dates, `leads` how many come together. `waiting` wait as of `now`, by the place of
    their stage.
    """

    chain: Chain
    days: Days
    arrivals: Mapping[int, int]
    leads: Fraction = Fraction(0)
    waiting: tuple[tuple[int, Waiting], ...] = ()
    now: int = 0

    @cached_property
    def _weight(self) -> int:
        return sum(self.arrivals.values())

    def share(self, place: int, until: int) -> Fraction:
        """The share of the leads that come which have reached a stage by the end of a date, of those that reach it."""
        if not self._weight:
            return Fraction(0)
        lag = self.chain.lag(0, place)
        parts = sum(
            weight * lag.parts_within(self.days.between(date, until))
            for date, weight in self.arrivals.items()
            if date <= until
        )
        return Fraction(parts, self._weight * lag.of)

    def reached(self, place: int, until: int) -> Fraction:
        """How many reach a stage by the end of a date."""
        return self.of_new(place, until) + self.of_waiting(place, until)

    def between(self, place: int, first: dt.date, after: dt.date) -> Fraction:
        """How many reach a stage from one date until before another."""
        return self.reached(place, after.toordinal() - 1) - self.reached(place, first.toordinal() - 1)

    def part(self, first: dt.date, after: dt.date) -> Fraction:
        """The share of the deals of those that come which closes from one date until before another."""
        last = self.chain.last
        return self.share(last, after.toordinal() - 1) - self.share(last, first.toordinal() - 1)

    def of_new(self, place: int, until: int) -> Fraction:
        """How many of those that come."""
        if not self.leads:
            return Fraction(0)
        return self.leads * self.chain.reaches[place] * self.share(place, until)

    def of_waiting(self, place: int, until: int) -> Fraction:
        """How many of those that wait; who is at the stage now has reached it before."""
        if until < self.now:
            return Fraction(0)
        days = self.days.between(self.now, until)
        return sum(
            (
                one.count * self.chain.onward(stage, place, one.days or 0, days)
                for stage, one in self.waiting
                if stage < place
            ),
            Fraction(0),
        )
