"""The laws of amending over random chains of versions, and that they notice what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from leadsla import evaluate
from leadsla.evaluation.amending import Amending
from leadsla.evaluation.succession import Succession
from leadsla.lead import Lead
from leadsla.testing import (
    LAWS,
    History,
    at_risk_is_warned,
    counted_agrees_with_the_outcome,
    counted_never_negative,
    done_exactly_at_due_is_met,
    histories,
    lateness_compaction_is_invisible,
    what_voids_ends_every_clock,
)
from leadsla.testing.amendments import (
    AMENDING,
    amended,
    an_amendment_to_the_same_changes_nothing,
    each_clock_is_judged_by_its_own_version,
    in_other_terms,
)
from leadsla.testing.comparing import instants_after

#: Those laws that ask the one version of an agreement for what it promises.
OF_ONE_VERSION = {
    counted_agrees_with_the_outcome, at_risk_is_warned, what_voids_ends_every_clock,
    counted_never_negative, lateness_compaction_is_invisible, done_exactly_at_due_is_met,
}  # fmt: skip
OF_ALL = [law for law in LAWS if law not in OF_ONE_VERSION]
GROUPS = [[*OF_ALL, *AMENDING][place::3] for place in range(3)]


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: "-".join(law.__name__ for law in group))
def test_laws_hold_for_agreements_in_several_versions(group: list[Callable[..., None]]) -> None:
    """Live and replayed, with snapshots, late events and ticks around the days on which versions come into force."""

    @settings(max_examples=max(8, settings().max_examples // 10))
    @given(histories(amended()))
    def hold(history: History) -> None:
        for law in group:
            law(history.agreement, history.events, history.ticks)

    hold()


@settings(max_examples=max(12, settings().max_examples // 8))
@given(histories(in_other_terms()))
def test_each_clock_is_judged_by_its_own_version(history: History) -> None:
    """Whatever the windows of the two versions are."""
    each_clock_is_judged_by_its_own_version(history.agreement, history.events, history.ticks)


@settings(max_examples=max(8, settings().max_examples // 10))
@given(histories())
def test_an_amendment_to_the_same_changes_nothing(history: History) -> None:
    """Kept or rescored."""
    an_amendment_to_the_same_changes_nothing(history.agreement, history.events, history.ticks)


def test_the_chains_are_not_empty_ones() -> None:
    """Clocks of several versions come up, kept across a day, rescored and restarted on it."""
    seen = Counter[str]()

    @settings(max_examples=50, derandomize=True, database=None)
    @given(histories(amended()))
    def look(history: History) -> None:
        evaluation = evaluate(history.agreement, history.events, instants_after(history.events)[-1])
        seen.update(f"version {clock.version}" for clock in evaluation.clocks)
        for lead in evaluation._leads.values():
            seen.update("rescored" for clock in lead.clocks if clock.former)
            seen.update("other hours" for clock in lead.clocks if clock.since is not None)
            begins = {reign.first for reign in history.agreement.reigns[1:]}
            seen.update("restarted" for clock in lead.clocks if clock.origin in begins and clock.cycle > 1)
            for first in begins:
                seen.update(
                    "kept" for clock in lead.clocks if clock.started < first <= (clock.ended_at or first)
                )

    look()
    for what in ("version 1", "version 2", "version 3", "rescored", "other hours", "restarted", "kept"):
        assert seen[what], f"{what} never came up in {seen}"


def broken(law: Callable[..., None], made: Any) -> None:
    """Expect that a law notices."""

    @settings(
        max_examples=60, database=None, derandomize=True, report_multiple_bugs=False, phases=[Phase.generate]
    )
    @given(histories(made))
    def hold(history: History) -> None:
        law(history.agreement, history.events, history.ticks)

    with pytest.raises(AssertionError):
        hold()


def test_the_law_of_own_versions_notices_clocks_of_the_wrong_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fold that stays with the first version."""

    def stay(self: Succession, lead: Lead) -> bool:
        lead.edition += 1
        return False

    monkeypatch.setattr(Succession, "_pass", stay)
    monkeypatch.setattr(Amending, "_start", lambda self, *given: None)
    broken(each_clock_is_judged_by_its_own_version, in_other_terms())


def test_the_law_of_the_same_notices_a_clock_that_is_reckoned_wrongly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A fold that counts a microsecond too much as a clock is rescored."""
    right = Amending._rescore

    def forgetful(self: Amending, clock: Any, lead: Lead, event: Any) -> bool:
        done = right(self, clock, lead, event)
        if clock.ended_at is None:
            clock.carried += 1
        return done

    monkeypatch.setattr(Amending, "_rescore", forgetful)
    broken(an_amendment_to_the_same_changes_nothing, None)
