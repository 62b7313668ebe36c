"""A case as a value: the events, and what is expected at which instants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import attrs

from leadsla.consequences import Consequence
from leadsla.evaluation.clocks import Clock
from leadsla.events import Event

#: Keys that say of which clock something is expected.
WHICH: Final = ("step", "cycle", "period", "value")
#: Keys whose value is an instant, or `never`.
INSTANTS: Final = ("started", "due", "done_at", "breached_at", "ended_at")
#: Keys of a clock whose value is compared as it is.
PLAIN: Final = ("outcome", "at_risk", "paused", "owed", "owner", "assignee", "version")
#: Keys about a target in a period, as `Attainment` has them.
OF_A_PERIOD: Final = ("target", "rate", "met", "breached", "open", "void")
#: Keys about what a lead scores.
OF_A_SCORE: Final = ("points", "grade", "ready")


@attrs.frozen
class Said:
    """A consequence that is expected: a verb with whom or what it concerns, and when, where that is said."""

    do: str
    to: str
    at: dt.datetime | None = None

    def fits(self, consequence: Consequence) -> bool:
        """Whether this is the consequence that is meant."""
        same = (self.do, self.to) == (consequence.do, consequence.to)
        return same and self.at in (None, consequence.at)


@attrs.frozen(kw_only=True)
class Expected:
    """What is expected at an instant, of a clock, a period, a score, the consequences, a stage or the anomalies.

    `path` is the place in the case file. `which` narrows down the clocks of `clause`, `wanted` is what the one clock
    left has to be. `follows` are all consequences by then, of `clause` and `on` where those are given.
    """

    path: str
    at: dt.datetime
    lead: str | None = None
    clause: str | None = None
    which: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    wanted: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    clocks: int | None = None
    of_period: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    of_score: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    follows: tuple[Said, ...] | None = None
    on: str | None = None
    stage: str | None = None
    anomalies: tuple[str, ...] | None = None

    def means(self, clock: Clock) -> bool:
        """Whether this is one of the clocks that are meant."""
        if clock.clause != self.clause or (clock.lead is not None and clock.lead != self.lead):
            return False
        return all(getattr(clock, key) == value for key, value in self.which.items())


@attrs.frozen(kw_only=True)
class Case:
    """Events in, outcomes expected. `why` says where the expectation comes from."""

    name: str
    events: tuple[Event, ...]
    then: tuple[Expected, ...]
    path: str
    why: str = ""

    @property
    def instants(self) -> tuple[dt.datetime, ...]:
        """When the case is looked at, in order."""
        return tuple(sorted({expected.at for expected in self.then}))
