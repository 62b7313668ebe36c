"""The fold against a second judge that folds nothing (`oracle`), on random agreements and logs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from tests.laws.oracle import Judged, judged

from leadsla import Clock, Evaluation, ResponseWindow, evaluate
from leadsla.instants import moment_or_none
from leadsla.testing import History, agreements, histories, response_windows
from leadsla.testing.comparing import in_order, instants_after

INSTANTS = ("started", "due", "done_at", "breached_at", "ended_at")


@given(histories(agreements(response_windows()), leads=1))
def test_response_windows_are_judged_as_defined(history: History) -> None:
    """Starts, segments, calendars, pauses, voids, repeats, ladders: clock for clock, at several instants."""
    events = in_order(history.events)
    looks = {*instants_after(events), *(at for _, at in history.ticks)}
    for at in sorted(looks):
        evaluation = evaluate(history.agreement, events, at, automatic=False)
        kinds = history.agreement.clauses_by_id
        found = [clock for clock in evaluation.clocks if isinstance(kinds[clock.clause], ResponseWindow)]
        expected = judged(history.agreement, events, at)
        assert _sorted([_seen(clock) for clock in found]) == _sorted(
            [_expected(lead, clock) for lead, clock in expected]
        ), at
        assert _followed(evaluation) == sorted(
            (lead, clock.clause, occasion, place, moment_or_none(when))
            for lead, clock in expected
            for occasion, place, when in clock.followed
        )


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
