"""Consequences: what the agreement says follows. Data only: the host acts on them.

An `Action` is what the agreement says (`{reroute: next_rep, after: 1 business hour}`); a `Consequence` is that action
having come due for a lead, with an id by which a host can tell whether it has acted already.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Mapping
from typing import Any, Final

import attrs

from leadsla.errors import EntryError, nearest
from leadsla.instants import iso, moment
from leadsla.windows import Window

#: What can be done, and what its value names: a role, a stage, or words.
VERBS: Final[Mapping[str, str]] = {
    "alert": "role",
    "escalate": "role",
    "reroute": "role",
    "recycle": "stage",
    "assign_task": "words",
    "review": "role",
    "remediate": "words",
}


@attrs.frozen
class Action:
    """One entry of `on_breach` and its siblings: a verb, whom or what it concerns, and when.

    `after` is a further window that has to pass while the clock is still owed (an escalation ladder); `within` is by
    when a review or a remedy is to be done; an `automatic` recycle is applied by the engine itself at its deadline.

    >>> Action.of({"reroute": "next_rep", "after": "1 business hour"}).do
    'reroute'
    """

    do: str
    to: str
    after: Window | None = None
    within: Window | None = None
    automatic: bool = False

    @classmethod
    def of(cls, value: Any) -> Action:
        """An action from what people write; raises `EntryError` for no verb, two verbs or unknown keys."""
        if isinstance(value, Action):
            return value
        if not isinstance(value, Mapping):
            raise EntryError(f"{value!r} is not an action", write="for example {alert: sales_manager}")
        known = (*VERBS, "after", "within", "automatic")
        unknown = [str(key) for key in value if key not in known]
        if unknown:
            guess = nearest(unknown[0], known) or f"one of the actions {', '.join(VERBS)}"
            raise EntryError(f"`{unknown[0]}` is no action and no key of one", unknown[0], guess, on_key=True)
        verbs = [key for key in value if key in VERBS]
        if len(verbs) != 1:
            has = " and ".join(verbs) or "none"
            raise EntryError(f"an action does one thing, and this has {has} of {', '.join(VERBS)}")
        windows = {key: Window.of(value[key]) for key in ("after", "within") if key in value}
        automatic = value.get("automatic", False)
        if not isinstance(automatic, bool):
            raise EntryError(f"`automatic` is {automatic!r}", "automatic", "true or false")
        to = value[verbs[0]]
        if not isinstance(to, str) or not to.strip():
            named = "the name of a stage" if verbs[0] == "recycle" else "whom or what it concerns, as text"
            raise EntryError(f"`{verbs[0]}` is {to!r}", verbs[0], named)
        return cls(verbs[0], to, windows.get("after"), windows.get("within"), automatic)

    def __str__(self) -> str:
        after = f", {self.after} later if it is still owed" if self.after is not None else ""
        within = f", within {self.within}" if self.within is not None else ""
        link = {"assign_task": ": ", "remediate": ": ", "recycle": " to "}.get(self.do, " ")
        return f"{self.do.replace('_', ' ')}{link}{self.to.replace('_', ' ')}{within}{after}"


@attrs.frozen
class Consequence:
    """An action that has come due, for a lead (or, for a missed target, for a period).

    `on` is the occasion: start, warning, met, breach or missed. `retracted` tells a host that what it was told before
    no longer holds; `issue` counts how often the same consequence has been told. A host deduplicates on both.
    """

    at: dt.datetime
    lead: str | None
    clause: str
    action: Action
    on: str
    #: What makes the consequence this one: see `id`.
    key: tuple[Any, ...] = attrs.field(repr=False)
    assignee: str | None = None
    period: str | None = None
    issue: int = 1
    retracted: bool = False

    @property
    def do(self) -> str:
        """The verb: alert, escalate, reroute, recycle, assign_task, review or remediate."""
        return self.action.do

    @property
    def to(self) -> str:
        """Whom or what the verb concerns: a role, a stage, or words."""
        return self.action.to

    @property
    def id(self) -> str:
        """The same for the same consequence in every replay.

        A digest of the lead, the clause, the value of `per`, the step, the starting event's instant and ordinal, the
        occasion and the action's place in its list; never of the due, the version or the cycle, which may be revised.
        """
        return digest(self.key)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the command line."""
        return {
            "id": self.id,
            "at": iso((self.at - moment(0)) // dt.timedelta(microseconds=1)),
            "lead": self.lead,
            "clause": self.clause,
            "do": self.do,
            "to": self.to,
            "on": self.on,
        }


@functools.lru_cache(maxsize=4096)
def digest(key: tuple[Any, ...]) -> str:
    """Twenty hexadecimal digits of SHA-256 over the parts of a key."""
    return hashlib.sha256("\x1f".join(map(repr, key)).encode()).hexdigest()[:20]
