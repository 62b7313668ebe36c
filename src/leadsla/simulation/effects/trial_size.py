"""How many leads settle it: a trial in which chance decides who is answered fast."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar, Final

import attrs

from leadsla.errors import ExtraError, ScenarioError
from leadsla.simulation import fields
from leadsla.simulation.effects.effect import Effect
from leadsla.simulation.streams import numpy_or_error
from leadsla.tables import NUMBER, SHARE, WHOLE, Columns, Printed, Row, Sheet

#: Arms of more leads than this are too many to look at all that may come of them.
_MOST: Final = 3_000


@attrs.frozen
class TrialSize(Row, Printed):
    """A trial with two arms of equal size, leads put into either by chance, and compared by arm whatever was done.

    `rate` is that of leads that are not answered fast, `faster_rate` that of leads that are. `rate_left` and
    `rate_asked` are those of the arms: in the arm that is asked to answer fast a share `done` is, in the other a share
    `done_anyway`.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("leads", "leads_each"), WHOLE),
        **dict.fromkeys(("rate", "faster_rate", "done", "done_anyway", "rate_left", "rate_asked"), SHARE),
        **dict.fromkeys(("power", "significance"), SHARE),
        "odds_ratio": NUMBER,
    }

    leads_each: int
    rate: float
    faster_rate: float
    power: float
    significance: float
    done: float
    done_anyway: float

    @property
    def leads(self) -> int:
        """The leads of both arms."""
        return 2 * self.leads_each

    @property
    def rate_left(self) -> float:
        """The rate of the arm that is left alone."""
        return self.rate + (self.faster_rate - self.rate) * self.done_anyway

    @property
    def rate_asked(self) -> float:
        """The rate of the arm that is asked to answer fast."""
        return self.rate + (self.faster_rate - self.rate) * self.done

    @property
    def odds_ratio(self) -> float:
        """The odds of a fast answer over those of a slow one."""
        return self.faster_rate / (1 - self.faster_rate) * (1 - self.rate) / self.rate

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the number rests on."""
        return (
            "leads are put into an arm by chance, half into each, and stay in it whatever is done",
            "the arms are compared by the two-sided test of two shares (normal approximation)",
            "one lead does not change how another is answered",
        )

    def exact_power(self) -> float:
        """How likely the trial finds the effect, over all outcomes that it may have; needs up to some thousand leads.

        >>> round(trial_size(0.5, 0.6).exact_power(), 3)
        0.796

        Raises `ScenarioError` for arms of more than 3,000 leads.
        """
        numpy = numpy_or_error()
        if self.leads_each > _MOST:
            raise ScenarioError(
                "leads_each", f"is {self.leads_each:,}; all outcomes are looked at up to {_MOST:,}"
            )
        binom, norm = _stats().binom, _stats().norm
        counts = numpy.arange(self.leads_each + 1)
        left, asked = counts[:, None] / self.leads_each, counts[None, :] / self.leads_each
        both = (left + asked) / 2
        error = numpy.sqrt(2 * both * (1 - both) / self.leads_each)
        found = numpy.abs(asked - left) > norm.isf(self.significance / 2) * error
        one, other = (binom.pmf(counts, self.leads_each, rate) for rate in (self.rate_left, self.rate_asked))
        return float(one @ found @ other)

    def to_dict(self) -> dict[str, Any]:
        """As JSON carries it, with the assumptions."""
        return {**super().to_dict(), "assumptions": list(self.assumptions)}

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        return (attrs.evolve(super()._sheets(shown)[0], notes=self.assumptions),)


def trial_size(
    rate: float,
    faster_rate: float | None = None,
    *,
    odds_ratio: float | None = None,
    power: float = 0.8,
    significance: float = 0.05,
    done: float = 1.0,
    done_anyway: float = 0.0,
) -> TrialSize:
    """How many leads a trial needs that is to find an effect of so much, as likely as `power` says.

    `rate` is that of slow answers; give the `faster_rate`, or the `odds_ratio` that makes it. Where people can only be
    encouraged, `done` is the share of the leads of that arm that is answered fast, and `done_anyway` that of the other.

    >>> trial_size(0.5, 0.6).leads_each
    388
    >>> trial_size(0.05, odds_ratio=1.5, done=0.8, done_anyway=0.2).leads
    9386

    Raises `ScenarioError` for rates that are no shares, or that do not differ between the arms, and unless just one of
    `faster_rate` and `odds_ratio` is given; `ExtraError` without scipy.
    """
    fields.chance("rate", rate)
    if (faster_rate is None) == (odds_ratio is None):
        raise ScenarioError("faster_rate", "or `odds_ratio`: write just one of them")
    if odds_ratio is not None:
        faster_rate = Effect.steps({1: odds_ratio}).apply(rate, 1)
    assert faster_rate is not None
    fields.chance("faster_rate", faster_rate)
    for name, value in (("power", power), ("significance", significance)):
        fields.chance(name, value)
    for name, value in (("done", done), ("done_anyway", done_anyway)):
        if not 0 <= fields.number(name, value) <= 1:
            raise ScenarioError(name, f"is {value!r}; write a share from 0 to 1")
    found = TrialSize(1, rate, faster_rate, power, significance, done, done_anyway)
    left, asked = found.rate_left, found.rate_asked
    if left == asked:
        raise ScenarioError(
            "rate", "is the same in both arms; a trial finds no difference where there is none"
        )
    isf, mean = _stats().norm.isf, (left + asked) / 2
    wide = isf(significance / 2) * math.sqrt(2 * mean * (1 - mean))
    wide += isf(1 - power) * math.sqrt(left * (1 - left) + asked * (1 - asked))
    return attrs.evolve(found, leads_each=math.ceil((wide / (asked - left)) ** 2))


def _stats() -> Any:
    try:
        from scipy import stats
    except ImportError:
        raise ExtraError("a trial needs scipy; install it with: pip install 'leadsla[science]'") from None
    return stats
