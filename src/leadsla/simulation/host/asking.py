"""What the agreement asks of sales for a lead at an instant: read from the state of the engine, defined nowhere else.

A cadence opens its steps in the lead's plan, and says what each still lacks; a promise of so many touches says what is
lacking of them. The simulated people do that, when it is open and they are there.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from leadsla.clauses import Judge
from leadsla.evaluation.compile import Program
from leadsla.instants import NEVER
from leadsla.lead import OPEN, Lead, RunningClock

#: A touch that is asked for: on which channel, and with what content.
Touch: TypeAlias = tuple[str, str | None]
#: What is asked for on whichever channel.
_ANY: Final = "any"
_NOTHING: Final[list[Touch]] = []


class Asking:
    """The clauses of an agreement that ask for touches; `channel` is taken where any will do."""

    def __init__(self, program: Program, channel: str) -> None:
        self.channel = channel
        #: The step that was last found to lack something.
        self.asked_by: RunningClock | None = None
        #: The clauses whose plans are of touches; a plan of deliveries is not for sales to follow.
        self.planned = frozenset(
            one.index
            for one in program.clauses
            if one.schedule is not None and "touched" in one.schedule.settled_by.events
        )
        #: The clauses that count touches.
        self.counted = frozenset(
            one.index for one in program.clauses if type(one.judge).lacking is not Judge.lacking
        )

    def planned_now(self, lead: Lead) -> list[Touch]:
        """The touches that the plans of a lead lack, of what is open or else was due last."""
        for plan in lead.plans:
            if plan.stopped or plan.terms.index not in self.planned:
                continue
            schedule = plan.terms.compiled.schedule
            for clock in schedule.concerned(plan, lead):
                lacking = schedule.lacking(clock)
                if lacking:
                    self.asked_by = clock
                    content = schedule.steps[clock.progress["place"]].content
                    return [
                        (self.channel if channel == _ANY else channel, content)
                        for channel, number in lacking.items()
                        for _ in range(number)
                    ]
        return _NOTHING

    def counted_now(self, lead: Lead, at: int) -> list[Touch]:
        """The touches that are lacking of a number: one on each channel, or one alone where they have to be apart."""
        if not self.counted:
            return _NOTHING
        for clock in lead.owed:
            if clock.terms.index in self.counted and clock.outcome == OPEN:
                judge = clock.terms.compiled.judge
                lacking = judge.lacking(clock)
                if not lacking:
                    continue
                counts_from = judge.counts_from(clock)
                named = [channel for channel in lacking if channel != _ANY]
                # What is asked for on whichever channel is done by those that are named, as far as they go.
                further = lacking.get(_ANY, 0) > sum(lacking[channel] for channel in named)
                channels = [*named, self.channel] if further else named
                if counts_from is None:
                    return [(channel, None) for channel in channels]
                if counts_from <= at:
                    return [(channels[0], None)]
        return _NOTHING

    def next(self, lead: Lead, again: int) -> int:
        """When something is asked for next of a lead with which all is done for now; `NEVER` where nothing is.

        `again` is when it is tried again where the agreement does not say how far apart touches have to be. A step
        opens after all that happens at its instant.
        """
        found = NEVER
        for plan in lead.plans:
            if plan.openings and plan.terms.index in self.planned:
                found = min(found, plan.openings[0][0] + 1)
        if self.counted:
            for clock in lead.owed:
                if clock.terms.index in self.counted and clock.outcome == OPEN:
                    judge = clock.terms.compiled.judge
                    if judge.lacking(clock):
                        counts_from = judge.counts_from(clock)
                        found = min(found, again if counts_from is None else counts_from)
        return found

    def asks(self, lead: Lead) -> bool:
        """Whether the agreement has said, since the lead came last, how it is to be tried."""
        now = lead.passes
        return any(one.round == now and one.terms.index in self.planned for one in lead.plans) or (
            bool(self.counted)
            and any(one.round == now and one.terms.index in self.counted for one in lead.clocks)
        )
