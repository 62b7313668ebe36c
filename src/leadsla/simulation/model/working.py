"""How leads are shared out and worked: routing, the order in which they are taken, times, the chance of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from leadsla.documents.entry_faults import wrong_type
from leadsla.errors import ScenarioError, nearest
from leadsla.events import CHANNELS
from leadsla.simulation.draws import Draws
from leadsla.simulation.model.keys import (
    by_name,
    key,
    one_of,
    positive,
    refusal,
    several,
    share,
    times,
    whole,
    words,
)

#: Who gets a lead: the whole team, of which who is free takes it; each in turn; who has the fewest.
POOL, ROUND_ROBIN, LEAST_BUSY = "pool", "round_robin", "least_busy"
#: Which lead is taken first.
FIRST_COME, NEWEST_FIRST, BY_SCORE = "first_come", "newest_first", "by_score"
#: The consequences on which the simulated host acts at once; other actions tell people something.
ACTS: Final = ("reroute", "recycle")
#: For every channel that is not named; on a voicemail nobody is reached.
ANY: Final = "any"
_EXAMPLE: Final = "[40%, 25%, 15%], or {call: [40%, 20%], email: 5%}"


def _acts(value: Any) -> tuple[str, ...]:
    return several(one_of(ACTS))(list(value) if isinstance(value, list | tuple) else [value])


@attrs.frozen
class Routing:
    """Who gets a lead, when, and which is worked first.

    `to` is `pool` (the team has one queue), `round_robin` or `least_busy` (each has their own). A lead is assigned
    after `delay_minutes`, at once where nothing is said. `skill` names the field whose value has to be among the skills
    of who works the lead. `order` is `first_come`, `newest_first` or `by_score` (the highest `score`, a field).
    `acts_on` are the consequences that are acted on: `reroute` and `recycle`, unless it says so both.

    >>> Routing(to="round_robin", skill="region", order="newest_first").to
    'round_robin'
    """

    to: str = key("to", one_of((POOL, ROUND_ROBIN, LEAST_BUSY)), POOL)
    delay_minutes: Draws | None = key("delay_minutes", times, None)
    skill: str | None = key("skill", words, None)
    order: str = key("order", one_of((FIRST_COME, NEWEST_FIRST, BY_SCORE)), FIRST_COME)
    score: str = key("score", words, "score")
    acts_on: tuple[str, ...] = key("acts_on", _acts, ACTS)


def _chances(value: Any) -> tuple[float, ...]:
    found = several(share)(value)
    if not found:
        raise refusal("a list with nothing in it", f"for example {_EXAMPLE}")
    return found


def _contact(value: Any) -> dict[str, tuple[float, ...]]:
    """Chances by channel and by the number of the attempt."""
    if not isinstance(value, Mapping):
        if isinstance(value, bool | None):
            raise ScenarioError.of([wrong_type("chances", value, f"for example {_EXAMPLE}")])
        return {ANY: _chances(value)}
    found: dict[str, tuple[float, ...]] = by_name(_chances)(value)
    for channel in found:
        if channel not in (*CHANNELS, ANY):
            write = nearest(channel, CHANNELS) or f"one of {', '.join(CHANNELS)}, or any"
            raise refusal(f"`{channel}` is no channel", write, channel, "unknown-key")
    return found


@attrs.frozen
class Work:
    """What a touch takes and what comes of it.

    `handling_minutes` is how long a touch takes that reaches the lead, `unanswered_minutes` one that does not (as long
    where nothing is said). `contact` is the chance that a touch reaches the lead, by the number of the attempt, the
    last for all that follow; by channel, that counts the attempts on each of them alone, and `any` is for the others. A
    voicemail reaches nobody. After `patience_hours` since it came a lead is not reached any more.

    The touches are those that the agreement asks for. Where it asks for none, a lead is tried on `channel`, again after
    `again_after_hours`, until it is reached or `most_attempts` were made.

    >>> Work(handling_minutes={"lognorm": {"s": 1.2, "scale": 4.87}}, contact=["40%", "25%"]).contact
    {'any': (0.4, 0.25)}
    """

    handling_minutes: Draws = key("handling_minutes", times)
    unanswered_minutes: Draws | None = key("unanswered_minutes", times, None)
    contact: Mapping[str, tuple[float, ...]] = key("contact", _contact, attrs.Factory(lambda: {ANY: (1.0,)}))
    patience_hours: Draws | None = key("patience_hours", times, None)
    again_after_hours: float = key(
        "again_after_hours", lambda value: float(positive(value, "the hours between attempts", "24")), 24.0
    )
    most_attempts: int = key("most_attempts", lambda value: whole(value, "the number of attempts", "6"), 6)
    channel: str = key("channel", one_of(CHANNELS), "call")

    def chances(self, channel: str) -> tuple[str, tuple[float, ...]]:
        """Under what the attempts on a channel are counted, and the chance of each."""
        if channel in self.contact:
            return channel, self.contact[channel]
        return ANY, (0.0,) if channel == "voicemail" else self.contact.get(ANY, (0.0,))
