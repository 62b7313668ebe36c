"""The stages that leads pass on their way to a deal, named by the user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from leadsla.funnel.arguments import Number, Share, given
from leadsla.funnel.delays import Delay
from leadsla.funnel.numbers import key, made, words
from leadsla.funnel.rates import Rate


@attrs.frozen(init=False)
class Stage:
    """A stage, the share of the stage before that reaches it (`rate`), and how many days that takes (`days`).

    >>> Stage("mql", rate="20%", days=7).rate.share
    Fraction(1, 5)
    """

    name: str = key("name", words)
    rate: Rate | None = key("rate", Rate.of, None)
    days: Delay | None = key("days", Delay.of, None)

    def __init__(
        self,
        name: str,
        rate: Rate | Share | Mapping[str, Any] | None = None,
        days: Delay | Number | Sequence[Number] | Mapping[str, Any] | None = None,
    ) -> None:
        self.__attrs_init__(**given(locals()))

    @classmethod
    def of(cls, value: Any) -> Stage:
        """A stage from a mapping, or from its name alone."""
        found: Stage = cls(value) if isinstance(value, str) else made(cls)(value)
        return found
