"""Versions one after the other: a lead is folded under each while it is in force.

The rules of the fold are the same under every version, so this is a thin layer over one fold for each. A lead carries
which edition it has come to. Where there is a single version there is nothing of this, and nobody pays for it.
"""

from __future__ import annotations

from typing import ClassVar

from leadsla.evaluation.amending import Amending
from leadsla.evaluation.compile import Program
from leadsla.evaluation.fold import Fold
from leadsla.evaluation.running import Trace
from leadsla.evaluation.snapshot import copy_lead
from leadsla.events import Event
from leadsla.lead import Lead


class Succession:
    """The fold for several versions; it does what `Fold` does for one."""

    #: What folds under each of them.
    kind: ClassVar[type[Amending]] = Amending

    def __init__(
        self, program: Program, *, automatic: bool = True, strict: bool = False, trace: Trace | None = None
    ) -> None:
        self.automatic = automatic
        self.strict = strict
        self.folds = [
            self.kind(program, edition, automatic=automatic, strict=strict, trace=trace)
            for edition in program.editions
        ]
        #: From when on each edition is followed; the first always was.
        self.begins = [0, *(edition.begins for edition in program.editions[1:])]

    def step(self, lead: Lead, event: Event) -> None:
        """Let an event happen to the lead, under the version in force at its instant."""
        self._reach(lead, event.instant)
        self.folds[lead.edition].step(lead, event)

    def advance(self, lead: Lead, limit: int) -> None:
        """Let all that is due strictly before `limit` happen, and every version come into force up to it."""
        self._reach(lead, limit)
        self.folds[lead.edition].advance(lead, limit)

    def observe(self, team: Lead, event: Event) -> None:
        """Let an event happen to the team."""
        while self._next(team) <= event.instant:
            team.edition += 1
        self.folds[team.edition].observe(team, event)

    def wake(self, lead: Lead) -> int:
        """The instant before which nothing happens to the lead by itself, as `lead.wake` for a single version.

        A version that changes a running clock does so at its very first instant, and a timer just after its own.
        """
        later = [
            fold
            for fold in self.folds[lead.edition + 1 :]
            if fold.edition.begins - 1 < lead.wake and fold.found(lead)
        ]
        if not later:
            return lead.wake
        ahead = copy_lead(lead)
        while ahead.edition < later[-1].edition.number and self._next(ahead) - 1 < ahead.wake:
            if self._pass(ahead):
                return self.begins[ahead.edition] - 1
        return lead.wake

    def _next(self, lead: Lead) -> float:
        """When the version after the one that the lead has come to begins."""
        following = lead.edition + 1
        return self.begins[following] if following < len(self.begins) else float("inf")

    def _reach(self, lead: Lead, limit: int) -> None:
        while self._next(lead) <= limit:
            self._pass(lead)

    def _pass(self, lead: Lead) -> bool:
        """Take a lead on to the next version; says whether that has changed a clock."""
        before = self.folds[lead.edition]
        before.advance(lead, self.begins[lead.edition + 1])
        lead.edition += 1
        return self.folds[lead.edition].amend(lead, before.edition.declared)


#: What folds leads, under one version or several.
Folding = Fold | Succession


def folding(
    program: Program, *, automatic: bool = True, strict: bool = False, trace: Trace | None = None
) -> Folding:
    """The fold of a program: that of its version, or of its versions one after the other."""
    kind = Fold if len(program.editions) == 1 else Succession
    return kind(program, automatic=automatic, strict=strict, trace=trace)
