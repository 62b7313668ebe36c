"""Triggers: which events start, settle, void or count for a clock.

A trigger is the name of an event, an event with a criterion, entering or leaving a stage, or any of several of these.
It is data; `Trigger.tests` turns it into one test per event name, so that the engine asks only about the events that
can matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from leadsla.criteria import Criterion
from leadsla.criteria.nodes import And, Node, conjunction
from leadsla.errors import EntryError, nearest
from leadsla.phrases import alternatives, listed, phrase_of, stage_name

if TYPE_CHECKING:
    from leadsla.events import Event

#: A change of stage: from which, to which.
Moved = tuple[str | None, str]
#: Whether an event is meant. The lead is as the event left it; `lead.moved` is the move that it caused.
Test = Callable[[Any, Any], bool]
#: The keys of a trigger that is written as a mapping.
_KEYS: Final = ("event", "when", "enters", "leaves")
#: In a mapping of tests by event name: every event.
ANY: Final = "*"
#: What makes a contact attempt one that goes out.
_GOES_OUT: Final[Node] = Criterion.parse('event.direction == "outbound"').tree
#: Events that take a lead back or out: no progress, in whatever order the stages stand.
BACK_OR_OUT: Final = frozenset({"recycled", "disqualified", "lost"})


def _always(lead: Any, event: Event) -> bool:
    return True


ALWAYS: Final[Test] = _always


def _connected(lead: Any, event: Event) -> bool:
    return event.data.get("outcome") == "connected"


def _inbound(lead: Any, event: Event) -> bool:
    return event.data.get("direction") == "inbound"


#: A contact attempt may be logged under three names; each of them as a trigger means the attempt, however logged.
_ATTEMPTS: Final[Mapping[str, Mapping[str, Test]]] = {
    "touched": {"touched": ALWAYS, "connected": ALWAYS, "replied": ALWAYS},
    "connected": {"connected": ALWAYS, "touched": _connected},
    "replied": {"replied": ALWAYS, "touched": _inbound},
}


def event_tests(name: str) -> Mapping[str, Test]:
    """The event names that count as `name`, each with the test it has to pass.

    >>> sorted(event_tests("connected")), sorted(event_tests("assigned"))
    (['connected', 'touched'], ['assigned'])
    """
    return _ATTEMPTS.get(name) or {name: ALWAYS}


def both(first: Test, second: Test) -> Test:
    """A test that holds when both hold."""
    if first is ALWAYS:
        return second
    if second is ALWAYS:
        return first
    return lambda lead, event: first(lead, event) and second(lead, event)


def either(first: Test, second: Test) -> Test:
    """A test that holds when at least one holds."""
    if first is ALWAYS or second is ALWAYS:
        return ALWAYS
    return lambda lead, event: first(lead, event) or second(lead, event)


def _when(value: Criterion | str | None) -> Criterion | None:
    return None if value is None else Criterion.of(value)


@attrs.frozen
class Cause:
    """One alternative of a trigger: an event (with a criterion), a stage entered, or a stage left.

    `event` is the name of an event; `enters` and `leaves` are stages; the criterion `when` must hold beside.
    """

    event: str | None = None
    when: Criterion | None = attrs.field(default=None, converter=_when)
    enters: str | None = None
    leaves: str | None = None
    #: Any move to a later stage; what a stalled lead lacks. Not written in documents.
    forward: bool = attrs.field(default=False, repr=False, metadata={"key": False})

    def __attrs_post_init__(self) -> None:
        given = sum(value is not None for value in (self.event, self.enters, self.leaves)) + self.forward
        if given != 1:
            raise EntryError(
                "a trigger names one of `event`, `enters` or `leaves`", write="a list for several"
            )

    def tests(
        self, fields: Mapping[str, str], moving: Iterable[str], order: Mapping[str, int]
    ) -> dict[str, Test]:
        """The test of each event name that can be this cause; `moving` are the names that can change the stage."""
        if self.event is not None:
            found = dict(event_tests(self.event))
        else:
            found = dict.fromkeys(moving, self._move_test(order))
        if self.when is not None:
            holds = self.when.compile(fields)
            found = {name: both(test, holds) for name, test in found.items()}
        return found

    def _move_test(self, order: Mapping[str, int]) -> Test:
        enters, leaves = self.enters, self.leaves
        if enters is not None:
            return lambda lead, event: lead.moved is not None and lead.moved[1] == enters != lead.moved[0]
        if leaves is not None:
            return lambda lead, event: lead.moved is not None and lead.moved[0] == leaves != lead.moved[1]
        return lambda lead, event: (
            lead.moved is not None
            and order.get(lead.moved[0], -1) < order[lead.moved[1]]
            and event.name not in BACK_OR_OUT
        )

    @property
    def noun(self) -> str:
        """What it is, as after "within 5 minutes of": `assignment`, `entry into SQL`."""
        if self.forward:
            return "a move to a later stage"
        if self.event is not None:
            said = phrase_of(self.event).noun
        else:
            said = (
                f"entry into {stage_name(self.enters)}"
                if self.enters is not None
                else f"leaving {stage_name(self.leaves or '')}"
            )
        return said + self._where

    @property
    def deed(self) -> str:
        """What somebody does who brings it about: `contact the lead`, `bring the lead to SQL`."""
        if self.forward:
            return "bring the lead to a later stage"
        if self.event is not None:
            return phrase_of(self.event).deed + self._where
        stage = stage_name(self.enters or self.leaves or "")
        return (
            f"bring the lead to {stage}" if self.enters else f"move the lead on from {stage}"
        ) + self._where

    @property
    def becomes(self) -> str:
        """What becomes of the lead: `is accepted`, `enters SQL`."""
        if self.forward:
            return "moves to a later stage"
        if self.event is not None:
            return phrase_of(self.event).becomes + self._where
        stage = stage_name(self.enters or self.leaves or "")
        return ("enters " if self.enters else "leaves ") + stage + self._where

    @property
    def _where(self) -> str:
        """Its criterion in words; that a contact goes out is what contact means."""
        if self.when is None:
            return ""
        parts = self.when.tree.conditions if isinstance(self.when.tree, And) else (self.when.tree,)
        kept = [part for part in parts if self.event != "touched" or part != _GOES_OUT]
        if not kept:
            return ""
        left = Criterion(conjunction(kept) if len(kept) > 1 else kept[0])
        return f" (where {left.spoken()})"

    def __str__(self) -> str:
        if self.event is not None:
            return f"`{self.event}`" + (f" with {self.when}" if self.when is not None else "")
        if self.forward:
            return "a move to a later stage"
        plain = f"entering `{self.enters}`" if self.enters is not None else f"leaving `{self.leaves}`"
        return plain + (f" with {self.when}" if self.when is not None else "")


@attrs.frozen
class Trigger:
    """Any of several causes.

    >>> str(Trigger.of(["accepted", {"enters": "sql"}]))
    '`accepted` or entering `sql`'
    """

    causes: tuple[Cause, ...] = ()

    @classmethod
    def of(cls, value: Any) -> Trigger:
        """A trigger from what people write: a name, a mapping, or a list of these.

        Raises `EntryError` for anything else, and for a mapping with unknown keys.
        """
        match value:
            case Trigger():
                return value
            case Cause():
                return cls((value,))
            case str() if value:
                return cls((Cause(value),))
            case Mapping():
                unknown = [str(key) for key in value if key not in _KEYS]
                if unknown:
                    write = nearest(unknown[0], _KEYS) or f"one of {', '.join(_KEYS)}"
                    raise EntryError(f"a trigger has no key `{unknown[0]}`", unknown[0], write, on_key=True)
                return cls((Cause(**value),))
            case list() | tuple() if value:
                return cls(tuple(cause for item in value for cause in cls.of(item).causes))
            case _:
                advice = "an event's name, {enters: STAGE} or a list of them"
                raise EntryError(f"{value!r} is not a trigger", write=advice)

    @property
    def events(self) -> frozenset[str]:
        """The event names that the causes name."""
        return frozenset(cause.event for cause in self.causes if cause.event is not None)

    def tests(
        self, fields: Mapping[str, str], moving: Iterable[str], order: Mapping[str, int]
    ) -> dict[str, Test]:
        """One test per event name; a name that is not there is never meant."""
        found: dict[str, Test] = {}
        for cause in self.causes:
            for name, test in cause.tests(fields, moving, order).items():
                found[name] = either(found[name], test) if name in found else test
        return found

    @property
    def noun(self) -> str:
        """What it is, as after "within 5 minutes of".

        >>> Trigger.of(["assigned", {"enters": "sql"}]).noun
        'assignment or entry into SQL'
        """
        return listed(dict.fromkeys(cause.noun for cause in self.causes), "or") if self.causes else "nothing"

    @property
    def deed(self) -> str:
        """What somebody does who brings it about.

        >>> Trigger.of(["accepted", "rejected"]).deed
        'accept or reject the lead'
        """
        return alternatives(cause.deed for cause in self.causes) if self.causes else "do nothing"

    @property
    def becomes(self) -> str:
        """What becomes of the lead.

        >>> Trigger.of(["proposed", "won", "lost"]).becomes
        'gets a proposal, or is won or lost'
        """
        return alternatives(cause.becomes for cause in self.causes) if self.causes else "is left alone"

    def __str__(self) -> str:
        return " or ".join(map(str, self.causes))


NOTHING: Final = Trigger()
FORWARD: Final = Trigger((Cause(forward=True),))
#: Every event there is, whatever its name.
EVERYTHING: Final = Trigger((Cause(event=ANY),))
