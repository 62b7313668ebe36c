"""What becomes of a lead: accepted or rejected, qualified, won or lost; and whether it comes back when recycled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from leadsla.documents.entry_faults import wrong_type
from leadsla.errors import ScenarioError
from leadsla.simulation.draws import Draws
from leadsla.simulation.model.keys import key, one_of, share, times
from leadsla.simulation.model.values import Choice, Values, values, weights

#: After what sales says whether it takes a lead.
FIRST_TOUCH, CONTACT = "first_touch", "contact"


def _reasons(value: Any) -> Choice:
    if isinstance(value, Choice):
        return value
    if not isinstance(value, Mapping) or not value:
        raise ScenarioError.of(
            [wrong_type("a mapping of reasons to weights", value, "{no_budget: 3, duplicate: 1}")]
        )
    return Choice(tuple(map(str, value)), weights(value))


@attrs.frozen
class Acceptance:
    """Sales takes a lead (`accepted`) or not (`rejected`, with one of the `reasons` by their weights).

    It says so `after` the first touch or the first contact, and a delay.

    >>> Acceptance(probability="80%", reasons={"no_budget": 3, "duplicate": 1}).after
    'first_touch'
    """

    probability: float = key("probability", share)
    reasons: Choice | None = key("reasons", _reasons, None)
    after: str = key("after", one_of((FIRST_TOUCH, CONTACT)), FIRST_TOUCH)
    delay_minutes: Draws | None = key("delay_minutes", times, None)


@attrs.frozen
class Qualification:
    """A lead that was accepted and reached is qualified (`advanced`), else `disqualified`, some time later."""

    probability: float = key("probability", share)
    after_hours: Draws | None = key("after_hours", times, None)


@attrs.frozen
class Deal:
    """A lead that is qualified (or just accepted and reached) is `won`, with an amount, or `lost`, some time later."""

    probability: float = key("probability", share)
    after_hours: Draws | None = key("after_hours", times, None)
    amount: Values | None = key("amount", values, None)


@attrs.frozen
class Returning:
    """A lead that was recycled comes back to sales, some time later; with which events says `events` of its source."""

    probability: float = key("probability", share)
    after_hours: Draws | None = key("after_hours", times, None)
