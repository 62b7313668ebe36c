"""Why an event started no clock, why a trigger did not let it through, and which segments were tried.

What stands here is asked by whoever listens to the fold: by the `Recorder` for one clause with the values that it saw,
by `unstarted` for all clauses and leads in general.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

from leadsla.clauses import LeadClause
from leadsla.evaluation.compile import Program
from leadsla.evaluation.succession import Folding
from leadsla.evaluation.terms import CompiledClause
from leadsla.events import Event
from leadsla.lead import Lead
from leadsla.lifecycle import Lifecycle
from leadsla.segments import Segments
from leadsla.triggers import ALWAYS, ANY, Cause, Trigger, event_tests

_OUTBOUND: Final = 'event.direction == "outbound"'
#: Why an event that could start a clock did not, where the fold does not say: the lead had ceased to be one; no due
#: can be reckoned; the event is not of the kind that is meant; it made no move; it made one that changed nothing.
MERGED: Final = "the lead was merged into another before"
NO_DUE: Final = "its calendar gives no due"
NOT_MEANT: Final = "it is not what starts it"
NO_MOVE: Final = "the move that would start it was not made"
CONFIRMS: Final = "it only confirms the stage in which the lead is"


@attrs.frozen
class Tried:
    """A segment of `key` (`within`), in the order of trying: its value, its criterion, and what that saw.

    `held` is None for a segment that was not tried, because an earlier one held.
    """

    key: str
    number: int
    of: int
    value: str
    when: str
    held: bool | None
    saw: str

    def __str__(self) -> str:
        sign = {True: "✓", False: "✗", None: "·"}[self.held]
        why = self.saw or ("applies to all leads" if self.held else "not tried")
        return f"{sign} segment {self.number} of {self.of} of `{self.key}`, `is: {self.value}`: {why}"


def tried_segments(
    clause: LeadClause, fields: Mapping[str, str], lead: Lead, event: Event | None
) -> tuple[Tried, ...]:
    """The segments of every value of a clause that has some, as they were tried for a lead."""
    found: list[Tried] = []
    for field in attrs.fields(type(clause)):
        segments = getattr(clause, field.name)
        if not isinstance(segments, Segments) or all(case.when is None for case in segments):
            continue
        decided = False
        for number, case in enumerate(segments, 1):
            held: bool | None = None
            saw = ""
            if not decided:
                held = case.when is None or case.when.compile(fields)(lead, event)
                saw = "" if case.when is None else case.when.trace(fields, lead, event)
                decided = held
            when = "" if case.when is None else str(case.when)
            found.append(Tried(field.name, number, len(segments), plain(case.is_), when, held, saw))
    return tuple(found)


def plain(value: Any) -> str:
    """A value of a segment as it is written."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {item}" for key, item in value.items())
    return str(value)


class TriggerTests:
    """The tests of one trigger of a clause, to be asked again outside the fold, for the reasons.

    `fields` are those of the clause's version, `lifecycle` that of the version in force.
    """

    def __init__(self, trigger: Trigger, fields: Mapping[str, str], lifecycle: Lifecycle) -> None:
        self.trigger = trigger
        self.fields = fields
        self.moving = lifecycle.moving
        self.tests = trigger.tests(self.fields, self.moving, lifecycle.order)

    def concerns(self, event: Event) -> bool:
        """Whether an event of that name can be meant at all."""
        return event.name in self.tests or ANY in self.tests

    def names(self, event: Event) -> bool:
        """Whether the trigger names the event, and does not only wait for a move that it might cause."""
        causes = (cause.event for cause in self.trigger.causes if cause.event is not None)
        return any(name == ANY or event.name in event_tests(name) for name in causes)

    def hold(self, lead: Lead, event: Event) -> bool:
        """Whether the event is meant; `lead.moved` is the move that it made."""
        tests = (self.tests.get(event.name), self.tests.get(ANY))
        return any(test is not None and (test is ALWAYS or test(lead, event)) for test in tests)

    def why_not(self, lead: Lead, event: Event) -> str:
        """Why an event that could be meant is not, cause by cause."""
        return "; ".join(
            dict.fromkeys(
                why for cause in self.trigger.causes if (why := self._cause_why_not(cause, lead, event))
            )
        )

    def _cause_why_not(self, cause: Cause, lead: Lead, event: Event) -> str:
        if cause.event is None:
            if event.name not in self.moving:
                return ""
            if cause.forward:
                return "it is no move to a later stage"
            before, after = lead.moved or (None, None)
            if cause.enters not in (None, after) or cause.leaves not in (None, before):
                return f"it is not {attrs.evolve(cause, when=None)}"
        else:
            test = event_tests(cause.event).get(event.name)
            if test is None and cause.event != ANY:
                return ""
            if test is not None and test is not ALWAYS and not test(lead, event):
                key = "outcome" if cause.event == "connected" else "direction"
                return f"it is not `{cause.event}`: {key} {event.data.get(key)}"
        if cause.when is None:
            return ""
        if str(cause.when) == _OUTBOUND and event.data.get("direction") == "inbound":
            return "inbound"
        return cause.when.trace(self.fields, lead, event)


@attrs.frozen
class Happened:
    """What the fold said while an event happened: whether the lead had been merged before, and the anomalies."""

    merged: bool
    said: tuple[str, ...]

    def without_due(self, clause: str) -> list[str]:
        """Why a clock of a clause could not run, where one would have started."""
        prefix = f"no clock of `{clause}`: "
        return [why.removeprefix(prefix) for why in self.said if why.startswith(prefix)]

    @property
    def refused_moves(self) -> list[str]:
        """Why no move was made."""
        return [why for why in self.said if why.startswith("no move for")]


def happen(fold: Folding, lead: Lead, event: Event) -> Happened:
    """Let an event happen to a lead whose deadlines before it have passed; `lead.moved` is left as the event made it,
    so that the tests of clauses can be asked once more."""
    stage, merged, anomalies = lead.stage, lead.merged, len(lead.anomalies)
    fold.step(lead, event)
    lead.moved = (stage, lead.stage) if lead.stage is not None and stage != lead.stage else None
    return Happened(merged, tuple(why for _, _, why in lead.anomalies[anomalies:]))


def no_start(starts: TriggerTests, clause: str, lead: Lead, event: Event, outcome: Happened) -> str | None:
    """Why an event that could start a clock did not, where the fold had no cause to say; None: it has no part in it."""
    if outcome.merged:
        return MERGED
    if outcome.without_due(clause):
        return NO_DUE
    if starts.hold(lead, event):
        return CONFIRMS
    if starts.names(event):
        return NOT_MEANT
    return NO_MOVE if outcome.refused_moves else None


def nothing_was(program: Program, compiled: CompiledClause) -> str:
    """That nothing happened to a lead that starts a clock: the reason where no event could have."""
    trigger = compiled.clause.starts()
    plain = all(cause.event is not None for cause in trigger.causes)
    subject = "no event of this lead is" if plain else "nothing that happened to this lead is"
    always = all(compiled.key in edition.by_key for edition in program.editions)
    return f"{subject} {trigger}" if always else f"{subject} {trigger} while that is promised"


def decisive(refused: Sequence[str]) -> int:
    """Which of several reasons is told: the last, but for that the lead had ceased to be one."""
    telling = [place for place, why in enumerate(refused) if why != MERGED]
    return telling[-1] if telling else len(refused) - 1


def in_general(reason: str, program: Program, compiled: CompiledClause) -> str:
    """The reason as it is counted: an event that was not meant is none."""
    return nothing_was(program, compiled) if reason == NOT_MEANT else reason
