"""The rate at which leads of one stage reach the next: a share, what was counted, or a distribution."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

import attrs

from leadsla.documents.entry_faults import key_faults
from leadsla.errors import FunnelError
from leadsla.funnel.numbers import key, made, plain, positive, refusal, share, shown, whole

#: The lead-to-revenue rate that is taken when nothing is known; whatever rests on it says so.
UNKNOWN: Final = Fraction(15, 1000)
_WAYS: Final = "20%, {converted: 842, of: 8000} or {alpha: 8, beta: 792}"


@attrs.frozen
class Counts:
    """So many of so many leads that reached the next stage: what was counted in a log."""

    converted: int = key("converted", lambda value: whole(value, "`converted`", "842"))
    of: int = key("of", lambda value: whole(value, "`of`", "8000"))

    def __attrs_post_init__(self) -> None:
        if self.converted > self.of:
            raise refusal(f"{self.converted:,} of {self.of:,} is a rate over 1", path="converted")


@attrs.frozen
class Beta:
    """What is believed of a rate, as a beta distribution."""

    alpha: Fraction = key("alpha", lambda value: positive(value, "`alpha`", "8"))
    beta: Fraction = key("beta", lambda value: positive(value, "`beta`", "792"))


@attrs.frozen(cache_hash=True)
class Rate:
    """A rate: its share, exactly, and the beta distribution where it is itself uncertain.

    >>> Rate.of("20%").share, Rate.of({"converted": 842, "of": 8000}).share
    (Fraction(1, 5), Fraction(421, 4000))
    >>> Rate.of({"alpha": 8, "beta": 792}).share, Rate.of(0.2).belief
    (Fraction(1, 100), None)

    Of counts the belief is Beta(converted, of - converted): nothing is added to what was counted, so that its mean is
    the share. Where all converted, half a lead is taken to have not, because no log makes a rate certain.
    """

    share: Fraction
    belief: Beta | None = None
    counts: Counts | None = None

    @classmethod
    def of(cls, value: Any) -> Rate:
        """A rate from what people write; raises `FunnelError` for a rate of 0, over 1, or that is none."""
        if isinstance(value, Rate):
            return value
        if not isinstance(value, Mapping):
            return cls(share(value, "a rate"))
        counted = bool({"converted", "of"} & value.keys())
        if not counted and not {"alpha", "beta"} & value.keys():
            keys = ("converted", "of", "alpha", "beta")
            raise FunnelError(
                key_faults(value, keys, (), "a rate") or refusal("a rate that says nothing", _WAYS).faults
            )
        return cls._of_counts(made(Counts)(value)) if counted else cls._of_belief(made(Beta)(value))

    @classmethod
    def _of_counts(cls, counts: Counts) -> Rate:
        lost = Fraction(counts.of - counts.converted) or Fraction(1, 2)
        found = share(Fraction(counts.converted, counts.of), "a rate")
        return cls(found, Beta(Fraction(counts.converted), lost), counts)

    @classmethod
    def _of_belief(cls, belief: Beta) -> Rate:
        return cls(share(belief.alpha / (belief.alpha + belief.beta), "a rate"), belief)

    def to_dict(self) -> dict[str, Any]:
        """The share, and what it rests on."""
        found: dict[str, Any] = {"share": plain(self.share)}
        if self.counts is not None:
            return found | {"converted": self.counts.converted, "of": self.counts.of}
        if self.belief is not None:
            return found | {"alpha": plain(self.belief.alpha), "beta": plain(self.belief.beta)}
        return found

    def __str__(self) -> str:
        percent = f"{shown(self.share * 100)}%"
        return (
            percent if self.counts is None else f"{percent} ({self.counts.converted:,} of {self.counts.of:,})"
        )
