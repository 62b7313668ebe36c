"""What is to be reached: so much revenue or so many deals, in a period."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import attrs

from leadsla.documents.entry_faults import wrong_type
from leadsla.errors import Fault, FunnelError, WindowError
from leadsla.funnel.arguments import Number, given
from leadsla.funnel.numbers import key, plain, positive, refusal, whole
from leadsla.periods import period_dates


def _period(value: Any) -> str:
    """The label of a period; a year may be written as a number, a day as a date."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value:04d}"
    elif isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        value = value.isoformat()
    if not isinstance(value, str):
        raise FunnelError([wrong_type("a period", value, "for example 2026-Q3, 2026-09 or 2026")])
    try:
        period_dates(value.strip())
    except WindowError as error:
        raise refusal(
            f"{value!r}: {error.what}", error.write or "for example 2026-Q3, 2026-09 or 2026"
        ) from None
    return value.strip()


@attrs.frozen(init=False)
class Goal:
    """A goal of revenue, or of deals, and the period in which it is to be reached.

    >>> Goal(revenue=1_000_000, period="2026-Q3").dates
    (datetime.date(2026, 7, 1), datetime.date(2026, 10, 1))
    >>> Goal(revenue=0)
    Traceback (most recent call last):
        ...
    leadsla.errors.FunnelError: the revenue to be reached is 0, and has to be more than 0 (revenue); write: for ...

    Raises `FunnelError` for both or none of the two.
    """

    revenue: Fraction | None = key(
        "revenue", lambda value: positive(value, "the revenue to be reached", "1000000"), None
    )
    deals: int | None = key("deals", lambda value: whole(value, "the number of deals to be reached"), None)
    period: str | None = key("period", _period, None)

    def __init__(
        self,
        revenue: Number | None = None,
        deals: int | None = None,
        period: str | int | dt.date | None = None,
    ) -> None:
        self.__attrs_init__(**given(locals()))

    def __attrs_post_init__(self) -> None:
        if self.revenue is None and self.deals is None:
            raise refusal(
                "the goal says neither revenue nor deals",
                "revenue: 1000000, or deals: 50",
                name="missing-key",
            )
        if self.revenue is not None and self.deals is not None:
            raise refusal("the goal is told twice, as revenue and as deals", "one of them", "deals")

    @property
    def dates(self) -> tuple[dt.date, dt.date] | None:
        """The first date of the period, and the first after it."""
        return None if self.period is None else period_dates(self.period)

    def past(self, today: dt.date | None) -> Fault | None:
        """The fault of a goal whose period was over by a date."""
        if self.dates is None or today is None or today < self.dates[1]:
            return None
        what = f"the goal is in the past: {self.period} was over by {today}"
        return Fault("wrong-value", what, "goal.period", write="a period that is not over")

    def to_dict(self) -> dict[str, Any]:
        """As it is written in the document."""
        found: dict[str, Any] = {} if self.revenue is None else {"revenue": plain(self.revenue)}
        found |= {} if self.deals is None else {"deals": self.deals}
        return found | ({} if self.period is None else {"period": self.period})
