"""Consequences: what the agreement says follows. Data only: the host acts on them.

An `Action` is what the agreement says (`{reroute: next_rep, after: 1 business hour}`); a `Consequence` is that action
having come due for a lead, with an id by which a host can tell whether it has acted already. An action `within` a
window is itself owed from then on: a duty, with a clock of its own.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar, Final

import attrs

from leadsla.errors import EntryError, nearest
from leadsla.instants import iso, moment
from leadsla.phrases import plain_name, quoted, stage_name
from leadsla.tables import TEXT, TIME, TRUTH, WHOLE, Columns, Row
from leadsla.triggers import Trigger
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
    "flag": "words",
}
#: By which events an action is done that is owed within a window, where the agreement does not say.
DONE_BY: Final[Mapping[str, Trigger]] = {
    "reroute": Trigger.of("assigned"),
    "recycle": Trigger.of("recycled"),
    "assign_task": Trigger.of("done"),
    "review": Trigger.of(["meeting_held", "reviewed"]),
    "remediate": Trigger.of("remediated"),
}
#: Both parties, as an action names them; `joint` is the word for a meeting.
JOINT: Final = ("both", "joint")
#: What an action may say beside its verb.
KEYS: Final = ("after", "within", "by", "done_by", "automatic")


@attrs.frozen
class Action:
    """One entry of `on_breach` and its siblings: a verb, whom or what it concerns, and when.

    `after` is a further window that has to pass while the clock is still owed (an escalation ladder). With `within`
    the action is itself owed, and a clock of its own: by whom is said by the role that the verb names, or by `by`;
    `done_by` are the events that settle it. An `automatic` recycle is applied by the engine itself at its deadline.

    >>> Action.of({"reroute": "next_rep", "after": "1 business hour"}).do
    'reroute'
    >>> print(Action.of({"remediate": "coaching", "by": "sales_manager", "within": "2 weeks"}))
    remediate: coaching by sales manager, within 2 weeks
    """

    do: str
    to: str
    after: Window | None = None
    within: Window | None = None
    automatic: bool = False
    by: str | None = None
    done_by: Trigger | None = None

    @classmethod
    def of(cls, value: Any) -> Action:
        """An action from what people write; raises `EntryError` for no verb, two verbs or unknown keys."""
        if isinstance(value, Action):
            return value
        if not isinstance(value, Mapping):
            raise EntryError(f"{value!r} is not an action", write="for example {alert: sales_manager}")
        known = (*VERBS, *KEYS)
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
        by = value.get("by")
        if "by" in value and (not isinstance(by, str) or not by.strip()):
            raise EntryError(f"`by` is {by!r}", "by", "the name of a role or a party, as text")
        done_by = Trigger.of(value["done_by"]) if "done_by" in value else None
        to = value[verbs[0]]
        if not isinstance(to, str) or not to.strip():
            named = "the name of a stage" if verbs[0] == "recycle" else "whom or what it concerns, as text"
            raise EntryError(f"`{verbs[0]}` is {to!r}", verbs[0], named)
        return cls(verbs[0], to, windows.get("after"), windows.get("within"), automatic, by, done_by)

    @property
    def deed(self) -> str:
        """What is to be done, without by whom and by when: `review joint`."""
        return str(attrs.evolve(self, after=None, within=None, by=None))

    @property
    def settled_by(self) -> Trigger | None:
        """The events by which it is done, where it is owed; None where nothing says so."""
        return self.done_by or DONE_BY.get(self.do)

    @property
    def personal(self) -> bool:
        """Whether the representative who has the lead is to do it: a task, unless somebody else is named."""
        named = self.by or (self.to if VERBS[self.do] == "role" else None)
        return named == "assignee" or (named is None and self.do == "assign_task")

    def owner(self, otherwise: str, roles: Mapping[str, str]) -> str:
        """The party that owes it: that of the role which is named, else `otherwise`, the owner of the clause.

        >>> Action.of({"review": "joint", "within": "2 weeks"}).owner("sales", {})
        'both'
        """
        whom = self.by or (self.to if VERBS[self.do] == "role" else "assignee")
        if whom == "assignee":
            return otherwise
        return "both" if whom in JOINT else roles.get(whom, whom)

    @property
    def said(self) -> str:
        """What follows, as the signed document has it.

        >>> Action.of({"reroute": "next_rep", "after": "1 business hour"}).said
        'if it is still owed 1 business hour later, the lead is passed on to the next rep'
        """
        whom = _whom(self.to)
        match self.do:
            case "alert":
                said = f"{whom} {'are' if _several(self.to) else 'is'} alerted"
            case "escalate":
                said = f"it is escalated to {whom}"
            case "reroute":
                said = f"the lead is passed on to {whom}"
            case "recycle":
                said = f"the lead goes back to {stage_name(self.to)}{' by itself' if self.automatic else ''}"
            case "review":
                said = f"{whom} review{'' if _several(self.to) else 's'} it"
            case "flag":
                said = f"the lead is marked {quoted(self.to)}"
            case "assign_task":
                said = f"a task is set: {self.to}"
            case _:
                said = f"remedy: {self.to}"
        said += f", by {_whom(self.by)}" if self.by is not None else ""
        said += f", within {self.within}" if self.within is not None else ""
        return said if self.after is None else f"if it is still owed {self.after} later, {said}"

    def __str__(self) -> str:
        after = f", {self.after} later if it is still owed" if self.after is not None else ""
        within = f", within {self.within}" if self.within is not None else ""
        by = f" by {self.by.replace('_', ' ')}" if self.by is not None else ""
        link = {"stage": " to ", "words": ": "}.get(VERBS[self.do], " ")
        return f"{self.do.replace('_', ' ')}{link}{self.to.replace('_', ' ')}{by}{within}{after}"


def _whom(name: str) -> str:
    """A role or party as people say it."""
    if name in JOINT:
        return "both teams"
    if name == "assignee":
        return "the representative in charge"
    article = "" if name in ("marketing", "sales") or _several(name) else "the "
    return article + plain_name(name)


def _several(name: str) -> bool:
    """Whether a name is one of several people, as far as can be seen."""
    return name in JOINT or (name.endswith("s") and name != "sales")


@attrs.frozen
class Consequence(Row):
    """An action that has come due, for a lead (or, for a missed target, for a period).

    `on` is the occasion: start, warning, met, breach or missed. `retracted` tells a host that what it was told before
    no longer holds; `issue` counts how often the same consequence has been told. A host deduplicates on both.
    """

    COLUMNS: ClassVar[Columns] = {
        "id": TEXT,
        "at": TIME,
        **dict.fromkeys(("lead", "clause", "period", "do", "to", "on", "assignee"), TEXT),
        "issue": WHOLE,
        "retracted": TRUTH,
    }
    BRIEF: ClassVar[tuple[str, ...]] = ("at", "lead", "clause", "period", "on", "do", "to", "assignee")

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
        """The verb: alert, escalate, reroute, recycle, assign_task, review, remediate or flag."""
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
