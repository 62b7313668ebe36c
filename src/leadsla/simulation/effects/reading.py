"""An effect as a scenario writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from leadsla.errors import ScenarioError
from leadsla.simulation.effects.effect import Effect
from leadsla.simulation.effects.published import published

_WRITE: Final = "none, the name of a preset, or a mapping with `preset`, `points`, `steps` or `slope`"


def effect_of(value: Any) -> Effect:
    """An effect from what people write; None and `none` are no effect.

    >>> effect_of({"points": {5: 4, 60: 1}, "time": "business", "outcome": "contact"})
    <Effect of business minutes on the odds of contact: 5: 4, 60: 1>
    >>> effect_of({"slope": 0.5, "between": [5, 240], "reference_minutes": 60})
    <Effect of elapsed minutes on the odds: 5: 3.46, 240: 0.5>
    >>> effect_of({"preset": "velocify-conversion", "reference_minutes": 1}).factor(10) < 1
    True

    Raises `ScenarioError` with the key that is wrong, or none where it is the whole.
    """
    if value is None or value == "none":
        return Effect.none()
    if isinstance(value, Effect):
        return value
    if isinstance(value, str):
        return _named(value, "")
    kinds = [kind for kind in _MAKERS if isinstance(value, Mapping) and kind in value]
    if len(kinds) != 1:
        raise ScenarioError("", f"{value!r} is no effect; write {_WRITE}")
    kind, given = kinds[0], dict(value)
    maker, options = _MAKERS[kind]
    reference = given.pop("reference_minutes", None)
    for key in given:
        if key != kind and key not in options:
            known = ", ".join((*options, "reference_minutes"))
            raise ScenarioError(str(key), f"is no key of an effect by `{kind}`; write {known}")
    found = maker(_with_numbers(given.pop(kind)), **given)
    return found if reference is None else found.relative_to(reference)


def _with_numbers(given: Any) -> Any:
    """Minutes as numbers where they are keys, which JSON and TOML have as text alone."""
    if not isinstance(given, Mapping):
        return given
    return {_number(at): ratio for at, ratio in given.items()}


def _number(text: Any) -> Any:
    try:
        return float(text) if isinstance(text, str) else text
    except ValueError:
        return text  # and is refused with its field


def _named(name: str, field: str = "preset") -> Effect:
    try:
        return published(name).effect
    except ScenarioError as error:
        raise ScenarioError(field, error.what if field else f"the effect {error.what}") from None


def _by_slope(slope: Any, **given: Any) -> Effect:
    if "between" not in given:
        raise ScenarioError(
            "between", "is missing; write the two times it is known between, such as [5, 240]"
        )
    return Effect.power(slope, **given)


_SAID: Final = ("time", "outcome")
_MAKERS: Final[Mapping[str, tuple[Callable[..., Effect], tuple[str, ...]]]] = {
    "preset": (_named, ()),
    "points": (Effect.points, _SAID),
    "steps": (Effect.steps, ("later", *_SAID)),
    "slope": (_by_slope, ("between", *_SAID)),
}
