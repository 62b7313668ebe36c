"""The laws see what they are there for: an engine with a fault put in is caught, by the law that is named beside it.

A fault that survives says that the generators do not reach it, and so that the laws prove less than they seem to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from operator import attrgetter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from leadsla import Monitor, testing
from leadsla.evaluation import monitor, replay, snapshot
from leadsla.evaluation.fold import Fold
from leadsla.evaluation.periodic.books import Books
from leadsla.instants import HOUR, NEVER
from leadsla.lead import MET, OPEN, Lead, RunningClock
from leadsla.testing import History, histories

Patch = pytest.MonkeyPatch
FAULTS: dict[str, tuple[Callable[..., None], Callable[[Patch], None]]] = {}
#: Agreements in which many clocks pause by a field, for the faults that hardly show elsewhere.
PAUSING = testing.agreements(
    testing.response_windows(pause_while="nurture", from_="assigned", within="1 business hour", when=None)
)


def caught_by(law: Callable[..., None]) -> Callable[[Callable[[Patch], None]], Callable[[Patch], None]]:
    """Enter a fault, with the law that has to catch it."""

    def enter(fault: Callable[[Patch], None]) -> Callable[[Patch], None]:
        FAULTS[fault.__name__] = (law, fault)
        return fault

    return enter


def _with_limit(patch: Patch) -> None:
    """Let the fold know the tick, so that faults can date by it."""
    advance = Fold.advance

    def remembering(self: Any, lead: Lead, limit: int) -> None:
        self.limit = limit
        advance(self, lead, limit)

    patch.setattr(Fold, "advance", remembering)


@caught_by(testing.live_equals_replay)
def recycle_dated_at_the_tick(patch: Patch) -> None:
    _with_limit(patch)
    recycle = Fold._recycle
    patch.setattr(Fold, "_recycle", lambda self, lead, at: recycle(self, lead, max(at, self.limit - 1)))


@caught_by(testing.live_equals_replay)
def breach_dated_at_the_tick(patch: Patch) -> None:
    _with_limit(patch)
    fall_due = Fold._fall_due
    patch.setattr(
        Fold, "_fall_due", lambda self, clock, lead, at: fall_due(self, clock, lead, self.limit - 1)
    )


@caught_by(testing.live_equals_replay)
def deadlines_in_the_order_of_clauses(patch: Patch) -> None:
    advance = Fold.advance

    def misordered(self: Any, lead: Lead, limit: int) -> None:
        for clock in sorted(lead.owed, key=attrgetter("terms.index")):
            if clock.outcome == OPEN and clock.timer == clock.due < limit:
                self._fall_due(clock, lead, clock.due)
                if lead.recycle is not None:
                    self._recycle(lead, lead.recycle[0])
        lead.owed = [clock for clock in lead.owed if clock.ended_at is None]
        self._rewake(lead)
        advance(self, lead, limit)

    patch.setattr(Fold, "advance", misordered)


@caught_by(testing.live_equals_replay)
def deadlines_looked_at_on_ticks_only(patch: Patch) -> None:
    step = Fold.step

    def late(self: Any, lead: Lead, event: Any) -> None:
        wake, lead.wake = lead.wake, NEVER
        step(self, lead, event)
        lead.wake = min(wake, lead.wake)

    patch.setattr(Fold, "step", late)


@caught_by(testing.nothing_is_overdue_after_advance)
def no_second_look_after_a_consequence(patch: Patch) -> None:
    advance = Fold.advance
    patch.setattr(Fold, "advance", lambda self, lead, limit: advance(self, lead, min(limit, lead.wake + 1)))


@caught_by(testing.done_exactly_at_due_is_met)
def breached_exactly_at_the_deadline(patch: Patch) -> None:
    step = Fold.step

    def eager(self: Any, lead: Lead, event: Any) -> None:
        self.advance(lead, event.instant + 1)
        step(self, lead, event)

    patch.setattr(Fold, "step", eager)


@caught_by(testing.done_exactly_at_due_is_met)
def met_a_microsecond_late(patch: Patch) -> None:
    step = Fold.step

    def lenient(self: Any, lead: Lead, event: Any) -> None:
        self.advance(lead, event.instant - 1)
        wake, lead.wake = lead.wake, NEVER
        step(self, lead, event)
        lead.wake = min(wake, lead.wake)

    patch.setattr(Fold, "step", lenient)


@caught_by(testing.what_voids_ends_every_clock)
def void_forgotten(patch: Patch) -> None:
    patch.setattr(Fold, "_void", lambda self, clock, lead, at, event: None)


@caught_by(testing.at_risk_is_warned)
def warnings_dropped(patch: Patch) -> None:
    follow = Fold._follow

    def quiet(self: Any, clock: RunningClock, lead: Lead, at: int, occasion: str, number: int = 0) -> None:
        if occasion != "warning":
            follow(self, clock, lead, at, occasion, number)

    patch.setattr(Fold, "_follow", quiet)


@caught_by(testing.consequences_never_precede_their_cause)
def consequences_dated_too_early(patch: Patch) -> None:
    follow = Fold._follow

    def early(self: Any, clock: RunningClock, lead: Lead, at: int, occasion: str, number: int = 0) -> None:
        follow(self, clock, lead, at - HOUR, occasion, number)

    patch.setattr(Fold, "_follow", early)


@caught_by(testing.counted_agrees_with_the_outcome)
def pause_does_not_move_the_due(patch: Patch) -> None:
    resume = Fold._resume

    def unmoved(self: Any, clock: RunningClock, lead: Lead, at: int) -> None:
        due = clock.due
        resume(self, clock, lead, at)
        clock.due = due
        self._set_timer(clock)

    patch.setattr(Fold, "_resume", unmoved)


@caught_by(testing.counted_never_negative)
def pause_held_twice(patch: Patch) -> None:
    resume = Fold._resume

    def twice(self: Any, clock: RunningClock, lead: Lead, at: int) -> None:
        held = clock.held
        resume(self, clock, lead, at)
        clock.held += clock.held - held
        self._set_timer(clock)

    patch.setattr(Fold, "_resume", twice)


@caught_by(testing.outcomes_are_final)
def done_late_becomes_met(patch: Patch) -> None:
    settle = Fold._settle

    def forgiving(self: Any, clock: RunningClock, lead: Lead, at: int, event: Any) -> None:
        settle(self, clock, lead, at, event)
        clock.outcome = MET

    patch.setattr(Fold, "_settle", forgiving)


@caught_by(testing.next_due_is_exact)
def wakes_up_too_early(patch: Patch) -> None:
    next_due = Monitor.next_due.fget
    assert next_due is not None

    def early(self: Monitor) -> dt.datetime | None:
        due = next_due(self)
        return None if due is None else due - dt.timedelta(microseconds=1)

    patch.setattr(Monitor, "next_due", property(early))


@caught_by(testing.next_due_is_exact)
def wakes_up_for_a_clock_that_is_void(patch: Patch) -> None:
    void = Fold._void

    def ticking(self: Any, clock: RunningClock, lead: Lead, at: int, event: Any) -> None:
        wake = lead.wake
        void(self, clock, lead, at, event)
        patch.setattr(Fold, "_rewake", staticmethod(lambda lead: rewake(lead, wake)))

    original = Fold._rewake

    def rewake(lead: Lead, wake: int) -> None:
        original(lead)
        lead.wake = min(lead.wake, wake) if wake > lead.at else lead.wake
        patch.setattr(Fold, "_rewake", staticmethod(original))

    patch.setattr(Fold, "_void", ticking)


@caught_by(testing.retractions_balance)
def retractions_lost(patch: Patch) -> None:
    repair = Monitor._repair
    patch.setattr(
        Monitor,
        "_repair",
        lambda self, followed, event: [c for c in repair(self, followed, event) if not c.retracted],
    )


@caught_by(testing.retractions_balance)
def issues_not_counted(patch: Patch) -> None:
    patch.setattr(Monitor, "_issued", staticmethod(lambda followed, told: told))


@caught_by(testing.late_events_converge)
def late_events_taken_as_they_come(patch: Patch) -> None:
    patch.setattr(Monitor, "_repair", Monitor._proceed)


@caught_by(testing.duplicates_change_nothing)
def duplicates_taken_in(patch: Patch) -> None:
    patch.setattr(Monitor, "_remember", lambda self, event: None)


@caught_by(testing.live_equals_replay)
def withdrawals_ignored_in_a_replay(patch: Patch) -> None:
    patch.setattr(replay, "standing", lambda events, gone=(): (events, []))


@caught_by(testing.leads_commute)
def leads_that_share_their_fields(patch: Patch) -> None:
    made, shared = Lead.__init__, dict[str, Any]()

    def sharing(self: Lead, id: str) -> None:
        made(self, id)
        self.fields = shared

    patch.setattr(Lead, "__init__", sharing)


@caught_by(testing.snapshot_changes_nothing)
def snapshot_without_fields(patch: Patch) -> None:
    write = snapshot._write_lead
    patch.setattr(snapshot, "_write_lead", lambda lead: write(lead) | {"fields": {}})


@caught_by(testing.snapshot_changes_nothing)
def snapshot_without_issues(patch: Patch) -> None:
    write = snapshot._write_followed
    patch.setattr(snapshot, "_write_followed", lambda followed: write(followed) | {"issues": {}})


@caught_by(testing.lateness_compaction_is_invisible)
def compaction_that_forgets(patch: Patch) -> None:
    compact = Monitor._compact

    def forgetful(self: Monitor) -> None:
        compact(self)
        for followed in self._followed.values():
            followed.base = None

    patch.setattr(Monitor, "_compact", forgetful)


@caught_by(testing.periods_add_up)
def the_later_part_of_the_leads_counts_alone(patch: Patch) -> None:
    merge = Books.merge

    def replacing(self: Books, other: Books) -> None:
        for book in self.books:
            for fact in (*book.facts, *book.fresh):
                book.remove(fact)
        merge(self, other)

    patch.setattr(Books, "merge", replacing)


@caught_by(testing.refused_events_change_nothing)
def refused_events_leave_traces(patch: Patch) -> None:
    patch.setattr(monitor, "copy_lead", lambda lead: lead)


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_is_caught(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The law named beside the fault fails, within few examples."""
    law, put_in = FAULTS[fault]
    put_in(monkeypatch)

    @settings(
        max_examples=400,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(histories(PAUSING if "pause" in fault or "fields" in fault else None))
    def holds(history: History) -> None:
        law(history.agreement, history.events, history.ticks)

    with pytest.raises(AssertionError):
        holds()


def test_every_law_catches_a_fault() -> None:
    """No law is there for nothing."""
    assert {law.__name__ for law, _ in FAULTS.values()} == {law.__name__ for law in testing.LAWS}
