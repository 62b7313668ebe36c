"""What a number in a model may be; one that may not is refused with the name of its field."""

from __future__ import annotations

import math
from numbers import Integral, Real
from typing import Any

from leadsla.errors import ScenarioError


def number(field: str, value: Any) -> float:
    """A finite number; raises `ScenarioError` for anything else."""
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        raise ScenarioError(field, f"is {value!r}, no finite number")
    return float(value)


def rate(_: Any, attribute: Any, value: Any) -> None:
    """How many come: zero or more."""
    if number(attribute.name, value) < 0:
        raise ScenarioError(
            attribute.name, f"is {value!r}; nothing comes less often than never: write 0 or more"
        )


def positive(_: Any, attribute: Any, value: Any) -> None:
    """A time or a size above zero."""
    if number(attribute.name, value) <= 0:
        raise ScenarioError(attribute.name, f"is {value!r}; write a number above 0")


def at_least_zero(_: Any, attribute: Any, value: Any) -> None:
    """A time or a size that may be none at all."""
    if number(attribute.name, value) < 0:
        raise ScenarioError(attribute.name, f"is {value!r}; write 0 or more")


def count(field: str, value: Any, unit: str = "") -> int:
    """A whole number of one or more, of any type that has whole numbers; raises `ScenarioError` for anything else."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 1:
        raise ScenarioError(field, f"is {value!r}; write a whole number{unit}, 1 or more")
    return int(value)


def head_count(value: Any) -> int:
    """How many people there are."""
    return count("people", value, " of people")


def share(field: str, value: Any) -> float:
    """A share from 0 up to, but not, 1; raises `ScenarioError` for anything else."""
    if not 0 <= number(field, value) < 1:
        raise ScenarioError(
            field,
            f"is {value!r}; write a share from 0 up to, but not, 1, such as 0.8: no team answers all in time",
        )
    return float(value)


def none_if_nan(value: float) -> float | None:
    """A number as data carries it: a mean of nobody is none."""
    return None if math.isnan(value) else value


def chance(field: str, value: Any) -> float:
    """A share between 0 and 1; raises `ScenarioError` for anything else."""
    if not 0 < number(field, value) < 1:
        raise ScenarioError(field, f"is {value!r}; write a share between 0 and 1, such as 0.95")
    return float(value)
