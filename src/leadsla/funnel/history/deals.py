"""What the deals of a log were worth, and of how many it does not say."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from math import sqrt
from typing import ClassVar, Final

import attrs

from leadsla.errors import ExtraError
from leadsla.funnel.history.passing import Passing
from leadsla.funnel.numbers import LARGEST
from leadsla.metrics.survival import CONFIDENCE
from leadsla.tables import NUMBER, TEXT, WHOLE, Columns, Row

_CENTS: Final = Decimal("0.01")


@attrs.frozen
class DealSizes(Row):
    """The mean of so many amounts (`told`) in the agreement's `currency`, rounded to two decimals, and how they differ.

    `deals` are all leads with a deal: `told` + `without` (no amount) + `zero` (an amount of 0 or less, which no deal is
    worth: as a rule nobody entered one). `sd` is the standard deviation of the deals (n - 1), `low` and `high` are the
    interval of the mean at 95 % (Student's t; needs the extra `science`). None where there are too few.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("source", "segment", "currency"), TEXT),
        **dict.fromkeys(("deals", "told", "without", "zero"), WHOLE),
        **dict.fromkeys(("mean", "sd"), NUMBER),
        "mean_low": (NUMBER, lambda row: row.interval and row.interval[0]),
        "mean_high": (NUMBER, lambda row: row.interval and row.interval[1]),
    }

    source: str | None
    segment: str | None
    currency: str
    deals: int
    told: int
    without: int
    zero: int
    mean: Decimal | None
    sd: Decimal | None

    @classmethod
    def of(
        cls, leads: Iterable[Passing], currency: str, group: tuple[str | None, str | None] = (None, None)
    ) -> DealSizes:
        """Of the leads that have a deal."""
        amounts = [lead.amount for lead in leads if lead.deal]
        amounts = [None if amount is None or amount > LARGEST else amount for amount in amounts]
        told = sorted(amount for amount in amounts if amount is not None and amount > 0)
        without = sum(amount is None for amount in amounts)
        mean = sum(told) / Decimal(len(told)) if told else None
        sd = None
        if mean is not None and len(told) > 1:
            sd = (sum((amount - mean) ** 2 for amount in told) / Decimal(len(told) - 1)).sqrt()
        return cls(
            *group,
            currency,
            len(amounts),
            len(told),
            without,
            len(amounts) - len(told) - without,
            None if mean is None else mean.quantize(_CENTS),
            None if sd is None else sd.quantize(_CENTS),
        )

    @property
    def interval(self) -> tuple[float, float] | None:
        """The interval of the mean at 95 %; raises `ExtraError` without scipy."""
        if self.mean is None or self.sd is None:
            return None
        try:
            from scipy.stats import t
        except ImportError:
            raise ExtraError(
                "an interval needs scipy; install it with: pip install 'leadsla[science]'"
            ) from None
        half = float(t.ppf((1 + CONFIDENCE) / 2, self.told - 1)) * float(self.sd) / sqrt(self.told)
        return float(self.mean) - half, float(self.mean) + half
