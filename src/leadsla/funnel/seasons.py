"""Seasons: how much busier a month is than an ordinary one, for the leads that come and for the deals that close."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

import attrs

from leadsla.documents.entry_faults import under, wrong_type
from leadsla.errors import Fault, FunnelError
from leadsla.funnel.numbers import EMPTY, at_least_zero, key, refusal

_PERCENTAGE: Final = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*%\s*", re.ASCII)
_MONTHS: Final = {
    name: number
    for number in range(1, 13)
    for name in (
        str(number),
        f"{number:02}",
        calendar.month_abbr[number].lower(),
        calendar.month_name[number].lower(),
    )
}
_EXAMPLE: Final = "{aug: 50%, dec: 150%}"


def _weight(value: Any) -> Fraction:
    if isinstance(value, str):
        found = _PERCENTAGE.fullmatch(value)
        if found is None:
            raise refusal(f"{value!r} is no weight of a month", "50%, or 0.5 of an ordinary month")
        return Fraction(found[1]) / 100
    return at_least_zero(value, "the weight of a month", "0.5")


def _weights(value: Any) -> dict[int, Fraction]:
    if not isinstance(value, Mapping):
        raise FunnelError([wrong_type("a mapping of months to weights", value, _EXAMPLE)])
    found, faults = dict[int, Fraction](), list[Fault]()
    for name, item in value.items():
        month = _MONTHS.get(str(name).strip().lower())
        if month is None or month in found:
            what = f"`{name}` is no month" if month is None else f"`{name}` is there twice"
            faults.append(Fault("unknown-key", what, str(name), on_key=True, write="jan to dec, or 1 to 12"))
            continue
        try:
            found[month] = _weight(item)
        except FunnelError as error:
            faults += under(str(name), error.faults)
    if not faults and len(found) == 12 and not any(found.values()):
        faults.append(Fault("wrong-value", "every month of the year has the weight 0", write=_EXAMPLE))
    if faults:
        raise FunnelError(faults)
    return dict(sorted(found.items()))


@attrs.frozen
class Seasonality:
    """Weights of months, where 1 is an ordinary one: of a day on which leads come, and of one on which deals close.

    A month that is not named weighs 1. Where all twelve are, only how they compare matters.

    >>> season = Seasonality(arrivals={"aug": "50%"}, closings={12: 2})
    >>> season.arrivals[8], season.closings[12], season.weight(dt.date(2026, 8, 1), dt.date(2026, 12, 1))
    (Fraction(1, 2), Fraction(2, 1), Fraction(1, 1))
    """

    arrivals: Mapping[int, Fraction] = key("arrivals", _weights, EMPTY)
    closings: Mapping[int, Fraction] = key("closings", _weights, EMPTY)

    def weight(self, arrival: dt.date, closing: dt.date) -> Fraction:
        """How much a date on which leads come weighs, given when they are to close."""
        one = Fraction(1)
        return self.arrivals.get(arrival.month, one) * self.closings.get(closing.month, one)
