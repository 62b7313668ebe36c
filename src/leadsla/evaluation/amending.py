"""What becomes of clocks that run when another version comes into force: they are kept, rescored or restarted.

That is the amendment's to say, clause by clause; a clock of which it says nothing keeps its terms. An amendment acts at
the first instant of its day: after everything that was due before, and before the events of that instant.

*Rescored* is a clock that goes on under the new terms. The time that has counted and was paused is carried: by the same
hours the window is laid anew from the start, by others only what is left of it is counted by the new ones; a window in
days is laid from the start in either case. If it has passed by then, the clock is breached as the version comes into
force, since nothing is dated before its cause. *Restarted* is one that is void, and begins anew under the new terms.
Where the new version has the clause no more, or it does not apply to the lead, the clock keeps its terms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from leadsla.criteria import coerce
from leadsla.evaluation.fold import Fold
from leadsla.evaluation.terms import CompiledClause, Terms
from leadsla.events import ENGINE, Event
from leadsla.instants import moment
from leadsla.lead import OPEN, Lead, RunningClock, RunningPlan
from leadsla.versions import RunningClocks
from leadsla.windows import ELAPSED

#: What the coming into force of a version is called, where an event is named.
AMENDED: Final = "amended"
Running = RunningClock | RunningPlan


class Amending(Fold):
    """The fold under one of several versions, and what that one does to the clocks that it finds."""

    @property
    def ways(self) -> Mapping[int, RunningClocks]:
        """What becomes of running clocks, by the key of their clause; those that are kept are not there."""
        amends = self.edition.agreement.amends
        said = {} if amends is None or self.edition.number == 0 else amends.running_clocks
        keys = self.program.keys
        return {
            keys[name]: way for name, way in said.items() if name in keys and way is not RunningClocks.KEEP
        }

    def found(self, lead: Lead) -> list[Running]:
        """The clocks and plans of a lead about which the version says something, in the agreement's order."""
        ways = self.ways
        if not ways or lead.merged:
            return []
        found: list[Running] = [
            clock
            for clock in lead.owed
            if clock.outcome == OPEN and clock.plan is None and self._meant(clock, ways)
        ]
        found += [plan for plan in lead.plans if plan.running and self._meant(plan, ways)]
        return sorted(found, key=lambda running: self._successor(running).index)

    def _meant(self, running: Running, ways: Mapping[int, RunningClocks]) -> bool:
        key = running.terms.compiled.key
        return key in ways and key in self.edition.by_key

    def _successor(self, running: Running) -> CompiledClause:
        return self.edition.by_key[running.terms.compiled.key]

    def amend(self, lead: Lead, before: Mapping[str, str]) -> bool:
        """Let the version come into force for a lead, which has been advanced to that instant under the one before.

        `before` are the fields that that one declares. Says whether a clock has changed.
        """
        at, ways, changed = self.edition.begins, self.ways, False
        self._read_fields_anew(lead, before)
        running = self.found(lead)
        if not running:
            return False
        lead.at = at
        event = Event(lead.id, moment(at), AMENDED, {"version": self.edition.version}, actor=ENGINE)
        for one in running:
            if isinstance(one, RunningClock) and ways[one.terms.compiled.key] is RunningClocks.RESCORE:
                changed |= self._rescore(one, lead, event)
            else:
                changed |= self._restart(one, lead, event)
        lead.owed = [clock for clock in lead.owed if clock.ended_at is None]
        self._rewake(lead)
        return changed

    def _read_fields_anew(self, lead: Lead, before: Mapping[str, str]) -> None:
        """Fields that are declared otherwise now are read anew; what cannot be read counts as missing."""
        declared = self.edition.declared
        for name in [name for name in lead.fields if name in declared and declared[name] != before.get(name)]:
            read = coerce(lead.fields[name], declared[name])
            if read is None:
                del lead.fields[name]
            else:
                lead.fields[name] = read

    def _applies(self, compiled: CompiledClause, lead: Lead, event: Event) -> bool:
        """Whether the clause applies to the lead as it is; nothing is known of the event that started the clock."""
        return (compiled.when is None or compiled.when(lead, event)) and (
            compiled.choose is None or compiled.choose(lead, event) >= 0
        )

    def _restart(self, running: Running, lead: Lead, event: Event) -> bool:
        compiled = self._successor(running)
        if not self._applies(compiled, lead, event):
            return False
        key = compiled.key if compiled.value_of is None else (compiled.key, running.value)
        last = lead.latest.get(key)
        return self._launch(compiled, lead, event, running.value, last, event.instant, instead=running)

    def _rescore(self, clock: RunningClock, lead: Lead, event: Event) -> bool:
        """Let a clock go on under the terms of the new version."""
        at, compiled, before = event.instant, self._successor(clock), clock.terms
        if not self._applies(compiled, lead, event) or not compiled.judge.carry(clock, lead, event):
            return False
        terms, given = compiled.terms_for(lead, event), _given(clock)
        due_before, base_before = clock.due, clock.base
        paused = clock.paused_at is not None
        same = _same_hours(before, terms)
        base = self._reckon(lead, _base, clock, terms) if same else None
        if base != base_before:
            self._resume(clock, lead, at)
            clock.base, clock.due = self._dues(clock, lead, at, terms, base)
        clock.former = (*clock.former, (at, before))
        clock.terms = terms
        clock.warnings = _warnings(clock, given)
        if self.trace:
            self.trace.rescored(clock, at, due_before, base_before, event)
        self._go_on(clock, lead, event)
        if self.trace and paused and clock.paused_at is None:
            self.trace.mark(clock, at, "resumed", event)
        return True

    def _dues(
        self, clock: RunningClock, lead: Lead, at: int, terms: Terms, base: int | None
    ) -> tuple[int, int]:
        """The due as if never paused, and the due, under new terms; without a `base` other hours count from now on."""
        if base is not None:
            return base, self._moved(clock, lead, terms, base)
        before, begun, passed = clock.terms, clock.begun, clock.carried
        clock.carried += before.line.between(begun, at)
        clock.since = at
        fixed = None if terms.window is None else terms.window.fixed
        if (
            fixed is not None and fixed < clock.carried - clock.held
        ):  # over before the new hours began to count
            base = self._reckon(lead, before.line.add, begun, fixed - passed)
            return base, self._moved(clock, lead, before, base)
        base = self._reckon(lead, _base, clock, terms)
        return base, self._moved(clock, lead, terms, base)

    def _moved(self, clock: RunningClock, lead: Lead, terms: Terms, base: int) -> int:
        return self._reckon(lead, terms.line.add, base, clock.held) if clock.held else base

    def _go_on(self, clock: RunningClock, lead: Lead, event: Event) -> None:
        """How a rescored clock stands: breached, done, paused or running."""
        at, terms = event.instant, clock.terms
        if clock.due < at and clock.paused_at is None:
            self._fall_due(clock, lead, at)
        else:
            held = terms.pause is not None and terms.pause(lead, None)
            if clock.paused_at is not None and not held:
                self._resume(clock, lead, at)
            elif clock.paused_at is None and held and at < clock.due:
                self._pause(clock, at, event)
            self._set_timer(clock)
            if clock.timer < at:  # a warning that would have been before is given now
                clock.timer = at
        other = terms.clause != clock.former[-1][1].clause
        if other and clock.ended_at is None and terms.compiled.judge.enough(clock, lead):
            self._settle(clock, lead, at, event)


def _same_hours(one: Terms, other: Terms) -> bool:
    """Whether the same time counts under two terms."""
    if one.line is ELAPSED or other.line is ELAPSED:
        return one.line is other.line
    return one.calendar == other.calendar


def _base(clock: RunningClock, terms: Terms) -> int:
    """The due of a clock under new terms, as if it had never been paused."""
    fixed = None if terms.window is None else terms.window.fixed
    if fixed is None or clock.since is None:
        return terms.forward(clock.started)
    return int(terms.line.add(clock.since, fixed - clock.carried))


def _given(clock: RunningClock) -> set[int]:
    """The numbers of the warnings that have been given."""
    if not clock.terms.warns:
        return set()
    numbers = range(max(1, len(clock.terms.clause.warn_at)))
    return set(numbers) - {number for _, number in clock.warnings}


def _warnings(clock: RunningClock, given: set[int]) -> tuple[tuple[int, int], ...]:
    """The warnings to come under the new terms: those that were not given, known by their number."""
    if not clock.terms.warns:
        return ()
    instants = enumerate(clock.terms.warning_instants(clock.begun, clock.base, clock.carried))
    return tuple(sorted((reached, number) for number, reached in instants if number not in given))
