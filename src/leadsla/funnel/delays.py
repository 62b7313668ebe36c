"""How many days a lead takes to reach the next stage: always the same, by quantiles, or as it was observed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

import attrs

from leadsla.documents.entry_faults import under
from leadsla.errors import Fault, FunnelError
from leadsla.funnel.numbers import at_least_zero, plain, refusal, shown

_WAYS: Final = "14, {p50: 3, p90: 20} or [2, 3, 9]"
_QUANTILE: Final = re.compile(r"p([1-9][0-9]?)")


@attrs.frozen
class Delay:
    """Days from one stage to the next; exactly one of three.

    `fixed` is one number of days, `quantiles` maps shares to days (half take 3 days at most, 90 % take 20), `sample`
    is what was observed, in ascending order.

    >>> Delay.of(14).fixed, Delay.of([9, 2, 3]).sample
    (Fraction(14, 1), (Fraction(2, 1), Fraction(3, 1), Fraction(9, 1)))
    >>> Delay.of({"p50": 3, "p90": 20}).quantiles
    ((Fraction(1, 2), Fraction(3, 1)), (Fraction(9, 10), Fraction(20, 1)))
    """

    fixed: Fraction | None = None
    quantiles: tuple[tuple[Fraction, Fraction], ...] = ()
    sample: tuple[Fraction, ...] = ()

    @classmethod
    def of(cls, value: Any) -> Delay:
        """A delay from what people write; raises `FunnelError` for a negative one, or what is none."""
        if isinstance(value, Delay):
            return value
        if isinstance(value, Mapping):
            return cls(quantiles=_quantiles(value))
        if isinstance(value, list | tuple):
            return cls(sample=_sample(value))
        return cls(fixed=_days(value))

    def to_dict(self) -> Any:
        """As it is written in the document."""
        if self.fixed is not None:
            return plain(self.fixed)
        if self.quantiles:
            return {f"p{int(part * 100)}": plain(days) for part, days in self.quantiles}
        return [plain(days) for days in self.sample]


def _days(value: Any) -> Fraction:
    return at_least_zero(value, "a delay in days", "14")


def _sample(values: list[Any] | tuple[Any, ...]) -> tuple[Fraction, ...]:
    found, faults = [], list[Fault]()
    for place, value in enumerate(values):
        try:
            found.append(_days(value))
        except FunnelError as error:
            faults += under(f"[{place}]", error.faults)
    if faults:
        raise FunnelError(faults)
    if not found:
        raise refusal("a sample of no delays", f"for example {_WAYS}")
    return tuple(sorted(found))


def _quantiles(value: Mapping[Any, Any]) -> tuple[tuple[Fraction, Fraction], ...]:
    found, faults = [], list[Fault]()
    for name, item in value.items():
        known = _QUANTILE.fullmatch(str(name))
        if known is None:
            what = f"`{name}` is no quantile"
            faults.append(
                Fault("unknown-key", what, str(name), on_key=True, write="p50, p90 or another from p1 to p99")
            )
            continue
        try:
            found.append((Fraction(int(known[1]), 100), _days(item)))
        except FunnelError as error:
            faults += under(str(name), error.faults)
    if faults:
        raise FunnelError(faults)
    if not found:
        raise refusal("a delay that says nothing", f"for example {_WAYS}")
    found.sort()
    for (low, before), (high, after) in pairwise(found):
        if after < before:
            share, less = int(high * 100), int(low * 100)
            what = f"{share} % take {shown(after)} days at most, and {less} % of them take {shown(before)}"
            raise refusal(what, "the later quantile with more days", f"p{share}")
    return tuple(found)
