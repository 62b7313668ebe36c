"""Where leads come from: their mix, what one costs, and in what they differ from the rest."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import attrs

from leadsla.funnel.arguments import Number, Share, given
from leadsla.funnel.deals import DealSize
from leadsla.funnel.numbers import EMPTY, at_least_zero, by_name, key, share, whole, words
from leadsla.funnel.rates import Rate


@attrs.frozen(init=False)
class Source:
    """A source of leads; where it serves several segments, there is one for each.

    `share` is its share of all leads of the first stage, `at_most` how many leads it has at all, `rates` are its own by
    the stage that they lead to, `deal_size` is its own. What it does not say is as for all.

    >>> Source("events", share="40%", cost_per_lead=120, rates={"mql": "35%"}).rates["mql"].share
    Fraction(7, 20)
    """

    name: str = key("name", words)
    segment: str | None = key("segment", words, None)
    share: Fraction | None = key("share", lambda value: share(value, "the share of a source", "60%"), None)
    cost_per_lead: Fraction | None = key(
        "cost_per_lead", lambda value: at_least_zero(value, "the cost of a lead", "50"), None
    )
    at_most: int | None = key(
        "at_most", lambda value: whole(value, "the most leads of a source", "500", least=0), None
    )
    rates: Mapping[str, Rate] = key("rates", by_name(Rate.of), EMPTY)
    deal_size: DealSize | None = key("deal_size", DealSize.of, None)

    def __init__(
        self,
        name: str,
        segment: str | None = None,
        share: Share | None = None,
        cost_per_lead: Number | None = None,
        at_most: int | None = None,
        rates: Mapping[str, Any] | None = None,
        deal_size: DealSize | Number | Mapping[str, Any] | None = None,
    ) -> None:
        self.__attrs_init__(**given(locals()))

    @property
    def label(self) -> str:
        """What people call it: `search`, or `search, enterprise`."""
        return self.name if self.segment is None else f"{self.name}, {self.segment}"
