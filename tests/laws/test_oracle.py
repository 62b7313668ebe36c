"""The fold against a second judge that folds nothing (`oracle`), on random agreements and logs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from tests.laws.oracle import Judged, judged

from leadsla import Agreement, Clock, Evaluation, Event, ResponseWindow, Segments, evaluate
from leadsla.evaluation import running
from leadsla.evaluation.fold import Fold
from leadsla.instants import moment_or_none
from leadsla.testing import History, agreements, histories, response_windows
from leadsla.testing.comparing import in_order, instants_after
from leadsla.testing.history import Tick

INSTANTS = ("started", "due", "done_at", "breached_at", "ended_at")


def as_defined(agreement: Agreement, given_events: Sequence[Event], ticks: Sequence[Tick] = ()) -> None:
    """The fold says of response windows what the oracle says: clock for clock, at several instants."""
    events = [event for event in in_order(given_events) if event.lead]  # the team's are no lead's
    kinds = agreement.clauses_by_id
    for at in sorted({*instants_after(events), *(at for _, at in ticks)}):
        evaluation = evaluate(agreement, events, at, automatic=False)
        promises = [clock for clock in evaluation.clocks if not clock.duty]
        found = [clock for clock in promises if isinstance(kinds[clock.clause], ResponseWindow)]
        expected = judged(agreement, events, at)
        clocks = _sorted([_seen(clock) for clock in found])
        assert clocks == _sorted([_expected(lead, clock) for lead, clock in expected]), at
        assert _followed(evaluation) == sorted(
            (lead, clock.clause, occasion, place, moment_or_none(when))
            for lead, clock in expected
            for occasion, place, when in clock.followed
        ), at


@given(histories(agreements(response_windows()), leads=1))
def test_response_windows_are_judged_as_defined(history: History) -> None:
    """Starts, segments, calendars, pauses, voids, repeats, warnings, ladders."""
    as_defined(history.agreement, history.events, history.ticks)


def _last_segment_wins(patch: pytest.MonkeyPatch) -> None:
    chooser = Segments.chooser

    def reversed_chooser(self: Any, fields: Any) -> Any:
        choose = chooser(Segments(self.cases[::-1]), fields)

        def last(lead: Any, event: Any) -> int:
            number = choose(lead, event)
            return number if number < 0 else len(self.cases) - 1 - number

        return last

    patch.setattr(Segments, "chooser", reversed_chooser)


def _void_beats_until(patch: pytest.MonkeyPatch) -> None:
    settle = Fold._settle_and_void

    def void_first(self: Any, lead: Any, event: Any, handler: Any) -> None:
        for clock in list(lead.owed):
            test = handler.ends.get(clock.terms.index, (None, None))[1]
            if test is not None and test(lead, event):
                self._void(clock, lead, event.instant, event)
        lead.owed = [clock for clock in lead.owed if clock.ended_at is None]
        self._rewake(lead)
        settle(self, lead, event, handler)

    patch.setattr(Fold, "_settle_and_void", void_first)


def _counted_from_the_start(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Fold, "_counted_from", staticmethod(lambda compiled, lead, at: at))


def _warnings_stay_where_they_were(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(running, "moved", lambda clock, at: at)


def _rungs_one_after_another(patch: pytest.MonkeyPatch) -> None:
    breach = Fold._breach

    def later(self: Any, clock: Any, lead: Any, at: int) -> None:
        breach(self, clock, lead, at)
        clock.rungs = tuple((rung + number, place) for number, (rung, place) in enumerate(clock.rungs, 1))
        self._set_timer(clock)

    patch.setattr(Fold, "_breach", later)


@pytest.mark.parametrize(
    "fault",
    [
        _last_segment_wins,
        _void_beats_until,
        _counted_from_the_start,
        _warnings_stay_where_they_were,
        _rungs_one_after_another,
    ],
    ids=lambda fault: fault.__name__.strip("_"),
)
@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of a history that shows the fault
def test_the_oracle_catches_a_fault(
    fault: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What laws that compare the fold with itself can not see: a fold that is wrong in the same way every time."""
    fault(monkeypatch)

    @settings(
        max_examples=1500,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(histories(agreements(response_windows()), leads=1))
    def holds(history: History) -> None:
        as_defined(history.agreement, history.events, history.ticks)

    with pytest.raises(AssertionError):
        holds()


def _sorted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["lead"], row["clause"], row["cycle"]))


def _seen(clock: Clock) -> dict[str, Any]:
    names = ("lead", "clause", "cycle", "value", "outcome", "paused", "counted", *INSTANTS)
    return {name: getattr(clock, name) for name in names}


def _expected(lead: str, clock: Judged) -> dict[str, Any]:
    names = ("clause", "cycle", "value", "outcome", "paused")
    return (
        {"lead": lead, "counted": dt.timedelta(microseconds=clock.counted)}
        | {name: getattr(clock, name) for name in names}
        | {name: moment_or_none(getattr(clock, name)) for name in INSTANTS}
    )


def _followed(evaluation: Evaluation) -> list[tuple[Any, ...]]:
    kinds = evaluation.agreement.clauses_by_id
    return sorted(
        (c.lead, c.clause, c.on, c.key[-1], c.at)
        for c in evaluation.consequences
        if c.on in ("start", "warning", "met", "breach") and isinstance(kinds[c.clause], ResponseWindow)
    )
