"""Keys of a scenario, read as those of every document are, with `ScenarioError` for what is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from leadsla.documents.entry_faults import described, faults_of, wrong_type
from leadsla.documents.keys import EMPTY, Keys
from leadsla.errors import ExtraError, LeadSLAError, ScenarioError, nearest
from leadsla.simulation.draws import Distribution, Draws, Exponential, Sample, draws

__all__ = [
    "EMPTY", "at_least_zero", "by_name", "distribution", "key", "made", "number", "one_of", "positive", "refusal",
    "several", "share", "taken", "times", "whole", "words",
]  # fmt: skip

_KEYS: Final = Keys(ScenarioError, ScenarioError.of)
refusal, number, positive, at_least_zero, whole = (
    _KEYS.refusal, _KEYS.number, _KEYS.positive, _KEYS.at_least_zero, _KEYS.whole,
)  # fmt: skip
words, several, by_name, made, key = _KEYS.words, _KEYS.several, _KEYS.by_name, _KEYS.made, _KEYS.key
_EXAMPLE: Final = "10, [8, 12, 30] or {lognorm: {s: 1.2, scale: 5}}"


def share(value: Any) -> float:
    """A probability from 0 to 1, written `20%` or `0.2`; raises `ScenarioError` otherwise."""
    return float(_KEYS.share(value, "a probability", zero=True))


def one_of(names: tuple[str, ...]) -> Callable[[Any], str]:
    """A reader of one of some words."""

    def reader(value: Any) -> str:
        if value not in names:
            write = nearest(str(value), names) or f"one of {', '.join(names)}"
            raise refusal(f"{described(value)} is none of {', '.join(names)}", write)
        return str(value)

    return reader


def taken(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A reader of the library, with its own errors told as those of a scenario."""

    def reader(value: Any) -> Any:
        try:
            return read(value)
        except (LeadSLAError, TypeError, ValueError) as error:
            raise ScenarioError.of(faults_of(error)) from None

    return reader


def times(value: Any) -> Draws:
    """Where times come from: a mean (exponential), a sample that was measured, or a distribution of scipy by its name.

    Raises `ScenarioError` for what gives no times, or times below zero.
    """
    if isinstance(value, Exponential | Distribution | Sample):
        return value
    if isinstance(value, Mapping):
        value = distribution(value)
    elif isinstance(value, str | bytes | bool) or value is None:
        raise ScenarioError.of([wrong_type("a time", value, f"for example {_EXAMPLE}")])
    return draws("", value)


def distribution(value: Mapping[Any, Any]) -> Any:
    """A distribution of scipy from its name and parameters, `{lognorm: {s: 1.2, scale: 5}}`."""
    try:
        from scipy import stats
    except ImportError:
        raise ExtraError(
            "a distribution needs scipy; install it with: pip install 'leadsla[science]'"
        ) from None
    if len(value) != 1:
        raise refusal("a distribution has one name, with its parameters", f"for example {_EXAMPLE}")
    [(name, parameters)] = value.items()
    found = getattr(stats, str(name), None)
    if found is None or not hasattr(found, "rvs") or not hasattr(found, "shapes"):
        known = [one for one in dir(stats) if hasattr(getattr(stats, one), "rvs")]
        write = nearest(str(name), known) or "a distribution of scipy.stats, for example lognorm"
        raise refusal(f"scipy has no distribution `{name}`", write, str(name), "unknown-name")
    if not isinstance(parameters, Mapping):
        raise ScenarioError.of([wrong_type("a mapping of parameters", parameters, f"for example {_EXAMPLE}")])
    given = {str(one): float(number(item, f"the parameter `{one}`")) for one, item in parameters.items()}
    try:
        frozen = found(**given)
        support = [float(end) for end in frozen.support()]
    except (TypeError, ValueError) as error:
        raise refusal(f"`{name}` does not take these parameters: {error}", None, str(name)) from None
    if any(end != end for end in support):
        raise refusal(f"`{name}` has no values for these parameters", None, str(name))
    return frozen
