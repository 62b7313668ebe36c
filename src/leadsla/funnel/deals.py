"""What a deal is worth: one amount, or a mean and how far deals differ from it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import attrs

from leadsla.funnel.arguments import Number, given
from leadsla.funnel.numbers import at_least_zero, key, made, plain, positive


@attrs.frozen(init=False)
class DealSize:
    """The mean of a deal, and its standard deviation; 0 means that all deals are alike.

    >>> DealSize.of(20000).mean, DealSize.of({"mean": 20000, "sd": 5000}).sd
    (Fraction(20000, 1), Fraction(5000, 1))
    """

    mean: Fraction = key("mean", lambda value: positive(value, "the size of a deal"))
    sd: Fraction = key("sd", lambda value: at_least_zero(value, "the deviation of a deal"), Fraction(0))

    def __init__(self, mean: Number, sd: Number = 0) -> None:
        self.__attrs_init__(**given(locals()))

    @classmethod
    def of(cls, value: Any) -> DealSize:
        """A size from a number or a mapping; raises `FunnelError` otherwise."""
        if isinstance(value, DealSize):
            return value
        if not isinstance(value, Mapping):
            return cls(positive(value, "the size of a deal"))
        found: DealSize = made(cls)(value)
        return found

    def to_dict(self) -> Any:
        """As it is written in the document."""
        return {"mean": plain(self.mean), "sd": plain(self.sd)} if self.sd else plain(self.mean)
