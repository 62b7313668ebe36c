"""Values of the fields of leads: the same for all, one of several by weight, from a sample or a distribution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import attrs

from leadsla.documents.entry_faults import under, wrong_type
from leadsla.errors import Fault, ScenarioError
from leadsla.simulation.model.keys import at_least_zero, distribution, refusal
from leadsla.simulation.streams import numpy_or_error

if TYPE_CHECKING:
    import numpy as np


class Values(Protocol):
    """Where values come from."""

    def draw(self, generator: np.random.Generator, size: int) -> list[Any]:
        """So many values."""

    @property
    def known(self) -> tuple[Any, ...] | None:
        """All that there can be, or None where they cannot be listed."""


@attrs.frozen
class Constant:
    """The same for all."""

    value: Any

    @property
    def known(self) -> tuple[Any, ...] | None:
        """The one that there is."""
        return (self.value,)

    def draw(self, generator: np.random.Generator, size: int) -> list[Any]:
        """It, so many times."""
        return [self.value] * size


@attrs.frozen
class Choice:
    """One of several, each with its share."""

    values: tuple[Any, ...]
    shares: tuple[float, ...]

    @property
    def known(self) -> tuple[Any, ...] | None:
        """Those of which there are any."""
        return tuple(value for value, share in zip(self.values, self.shares, strict=True) if share)

    def draw(self, generator: np.random.Generator, size: int) -> list[Any]:
        """So many, each by a number of its own, so that more of one takes them from its neighbours alone."""
        ends = numpy_or_error().cumsum(self.shares)
        places = ends.searchsorted(generator.random(size) * ends[-1], side="right")
        return [self.values[place] for place in places.tolist()]


@attrs.frozen(eq=False)
class Drawn:
    """Numbers from a distribution of scipy."""

    given: Any

    @property
    def known(self) -> tuple[Any, ...] | None:
        """They cannot be listed."""
        return None

    def draw(self, generator: np.random.Generator, size: int) -> list[Any]:
        """So many numbers."""
        found: list[Any] = (
            numpy_or_error().atleast_1d(self.given.rvs(size=size, random_state=generator)).tolist()
        )
        return found


def values(given: Any) -> Values:
    """Where values come from, from what people write.

    A plain value is the same for all, a list gives any of its entries, `{choices: {small: 3, large: 1}}` weighs them,
    and `{lognorm: {s: 1, scale: 50}}` is a distribution of scipy. Raises `ScenarioError` for anything else.

    >>> values("web"), values({"choices": {"web": 3, "fair": 1}})
    (Constant(value='web'), Choice(values=('web', 'fair'), shares=(3.0, 1.0)))
    """
    if isinstance(given, Constant | Choice | Drawn):
        return given
    if hasattr(given, "rvs"):
        return Drawn(given)
    if isinstance(given, Mapping):
        return _choices(given["choices"]) if set(given) == {"choices"} else Drawn(distribution(given))
    if isinstance(given, Sequence) and not isinstance(given, str | bytes):
        if not given:
            raise refusal("a list with nothing in it", "the values that there are")
        return Choice(tuple(given), (1.0,) * len(given))
    if given is None:
        raise ScenarioError.of([wrong_type("a value", given)])
    return Constant(given)


def _choices(given: Any) -> Choice:
    if isinstance(given, Sequence) and not isinstance(given, str | bytes) and given:
        return Choice(tuple(given), (1.0,) * len(given))
    if not isinstance(given, Mapping) or not given:
        raise ScenarioError.of(
            under("choices", [wrong_type("a mapping of values to weights", given, "{web: 3, fair: 1}")])
        )
    return Choice(tuple(given), weights(given, "choices"))


def weights(given: Mapping[Any, Any], path: str = "") -> tuple[float, ...]:
    """The weights of some values, not all of them zero; raises `ScenarioError` with all that are none."""
    found, faults = [], list[Fault]()
    for name, item in given.items():
        try:
            found.append(float(at_least_zero(item, "a weight", "3")))
        except ScenarioError as error:
            faults += under(path, under(str(name), error.faults))
    if faults:
        raise ScenarioError.of(faults)
    if not any(found):
        raise refusal("all weights are 0, so there is nothing to choose", "one weight above 0", path)
    return tuple(found)
