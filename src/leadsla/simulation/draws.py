"""Times that are drawn at random: exponential, of any distribution that scipy has, or from a sample of real ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import attrs

from leadsla.errors import ScenarioError
from leadsla.simulation import fields
from leadsla.simulation.streams import numpy_or_error

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    #: What users give: the mean of an exponential time, a distribution with its parameters, or a sample.
    Times: TypeAlias = float | Sequence[float] | NDArray[Any] | Any


class Draws(Protocol):
    """Where times come from; `mean` and `variation` (standard deviation over mean) are those of the source itself."""

    @property
    def mean(self) -> float:
        """The mean time; infinite where there is none."""

    @property
    def variation(self) -> float:
        """The standard deviation over the mean."""

    def draw(self, generator: np.random.Generator, size: int) -> NDArray[np.float64]:
        """So many times."""


@attrs.frozen
class Exponential:
    """A time that is as likely to end in the next minute however long it has lasted."""

    mean: float

    @property
    def variation(self) -> float:
        """Always 1."""
        return 1.0

    def draw(self, generator: np.random.Generator, size: int) -> NDArray[np.float64]:
        """So many times."""
        return generator.exponential(self.mean, size)


@attrs.frozen
class Distribution:
    """A distribution of scipy with its parameters, of the older kind (`lognorm(1, scale=8)`) or the newer."""

    given: Any

    @property
    def mean(self) -> float:
        """The mean; infinite where there is none."""
        found = float(self.given.mean())
        return found if found == found else math.inf

    @property
    def variation(self) -> float:
        """The standard deviation over the mean."""
        spread = self.given.standard_deviation if _is_newer(self.given) else self.given.std
        return float(spread()) / self.mean

    def draw(self, generator: np.random.Generator, size: int) -> NDArray[np.float64]:
        """So many times."""
        numpy = numpy_or_error()
        if _is_newer(self.given):
            found = self.given.sample(size, rng=generator)
        else:
            found = self.given.rvs(size=size, random_state=generator)
        return numpy.asarray(found, dtype=float)  # type: ignore[no-any-return]


@attrs.frozen(eq=False)
class Sample:
    """Times that were measured; each is as likely as any other, every time. A sample of one is always the same."""

    values: NDArray[np.float64]

    @property
    def mean(self) -> float:
        """The mean of the sample."""
        return float(self.values.mean())

    @property
    def variation(self) -> float:
        """The standard deviation of the sample over its mean."""
        return float(self.values.std()) / self.mean

    def draw(self, generator: np.random.Generator, size: int) -> NDArray[np.float64]:
        """So many times."""
        if len(self.values) == 1:
            return self.values.repeat(size)
        return self.values[generator.integers(len(self.values), size=size)]


def draws(field: str, value: Any) -> Draws:
    """Where times come from, from what a user wrote; raises `ScenarioError` with the field for what gives none.

    >>> draws("handling_minutes", 10), draws("handling_minutes", [10]).variation
    (Exponential(mean=10.0), 0.0)
    """
    if isinstance(value, Exponential | Distribution | Sample):
        return value
    if hasattr(value, "rvs") or _is_newer(value):
        low = float(value.support()[0])
        if low < 0:
            raise ScenarioError(
                field, f"may be {low:g}, and a time is never below 0; truncate the distribution at 0"
            )
        found: Draws = Distribution(value)
    elif isinstance(value, str | bytes | dict):
        raise ScenarioError(field, f"is {value!r}; write minutes, a distribution of scipy.stats or a sample")
    elif hasattr(value, "__len__"):
        found = _sample(field, value)
    else:
        found = Exponential(fields.number(field, value))
    if not found.mean > 0:
        raise ScenarioError(field, f"has a mean of {found.mean:g}; write times whose mean is above 0")
    return found


def _sample(field: str, value: Any) -> Sample:
    numpy = numpy_or_error()
    try:
        values = numpy.array(value, dtype=float).ravel()
    except (TypeError, ValueError):
        raise ScenarioError(field, "is a sample with what is no number in it; write minutes") from None
    if not len(values):
        raise ScenarioError(field, "is an empty sample; write the times that were measured")
    if not numpy.isfinite(values).all() or (values < 0).any():
        raise ScenarioError(
            field, "is a sample with a time that is below 0 or no number; leave such rows out"
        )
    values.setflags(write=False)
    return Sample(values)


def _is_newer(value: Any) -> bool:
    """Whether it is one of the distributions that scipy has had since 1.15."""
    return hasattr(value, "sample") and hasattr(value, "support") and hasattr(value, "standard_deviation")
