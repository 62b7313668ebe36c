"""Laws of explanations: whatever the agreement and the log, the ledger adds up and tells what was judged."""

from __future__ import annotations

import datetime as dt
import json

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.evaluation.explanation.drawings import BEGINNINGS, agreements, instants_after, logs

from leadsla.agreement import Agreement
from leadsla.evaluation import Evaluation, Monitor, evaluate
from leadsla.evaluation.explanation.explain import Explanation
from leadsla.evaluation.explanation.ledger import SPANS
from leadsla.events import Event
from leadsla.instants import LAST, instant_or_never

ZERO = dt.timedelta()
askings = st.sampled_from(BEGINNINGS).flatmap(instants_after)


def explanations(evaluation: Evaluation) -> list[Explanation]:
    """The explanation of every clock, and of every clause that a lead has none of."""
    found = []
    for lead in evaluation.leads:
        for clause in evaluation.agreement.clauses:
            cycles = [c.cycle for c in evaluation.clocks if (c.lead, c.clause) == (lead, clause.id)]
            found += [evaluation.explain(lead, clause.id, cycle) for cycle in cycles or [None]]
    return found


@settings(max_examples=120)
@given(agreements(), logs(), askings)
def test_every_explanation_holds(agreement: Agreement, log: list[Event], at: dt.datetime) -> None:
    """All laws on one drawing: folding is the dear part."""
    evaluation = evaluate(agreement, log, at)
    judged = list(evaluation.clocks)
    explained = explanations(evaluation)
    assert [e.clock for e in explained if e.clock is not None] == sorted(
        judged, key=lambda c: (c.lead, [clause.id for clause in agreement.clauses].index(c.clause), c.cycle)
    )
    for explanation in explained:
        holds(explanation)


def holds(explanation: Explanation) -> None:
    """The laws of one explanation."""
    assert explanation.because
    assert all(explanation.because)
    json.dumps(explanation.to_dict())
    for text in (str(explanation), explanation.text(all=True), explanation._repr_html_()):
        assert explanation.title in text
    clock = explanation.clock
    if clock is None:
        assert explanation.headline.startswith("no clock, because ")
        assert not explanation.rows
        return
    end = clock.ended_at or explanation.at
    spans = [row for row in explanation.rows if row.what in SPANS]
    never = instant_or_never(clock.due) == LAST  # its calendar is not open again
    tiles(spans, clock.started, end if never else max(clock.due, end))
    counted = sum((row.counted for row in spans if not row.left), ZERO)
    assert counted == clock.counted
    for row in explanation.rows:
        assert row.cause, row
        assert row.start <= row.end
        if row.what in ("closed", "paused"):
            assert row.counted == ZERO
        if row.what == "counted":
            assert row.counted == row.end - row.start
    assert explanation.dues[0].since == clock.started
    assert explanation.dues[-1].at == clock.due
    whats = [row.what for row in explanation.rows]
    assert whats.count("started") == 1
    assert whats.count("due") == (0 if never else 1)
    assert ("done" in whats) == (clock.done_at is not None)
    assert ("breached" in whats) == (clock.outcome == "breached")
    assert ("now" in whats) == clock.owed
    assert whats.count("consequence") == len(explanation.consequences)


def tiles(spans: list, start: dt.datetime, stop: dt.datetime) -> None:
    """Spans without gap or overlap from `start` to `stop`."""
    edges = [start, *(row.end for row in spans)]
    assert [row.start for row in spans] == edges[:-1]
    assert edges[-1] == stop


@settings(max_examples=40)
@given(agreements(most=2), logs(leads=1), askings)
def test_a_monitor_explains_the_same(agreement: Agreement, log: list[Event], at: dt.datetime) -> None:
    """Live and in one go, the explanation is the same."""
    monitor = Monitor(agreement)
    monitor.receive_all([event for event in log if event.at <= at])
    monitor.advance(at)
    live, batch = monitor.evaluation(at), evaluate(agreement, log, at)
    assert [e.to_dict() for e in explanations(live)] == [e.to_dict() for e in explanations(batch)]


@settings(max_examples=60)
@given(agreements(most=2), logs(leads=1), st.integers(0, 40))
def test_a_compacted_monitor_still_adds_up(agreement: Agreement, log: list[Event], days: int) -> None:
    """Where the oldest events are no longer kept, the ledger says so and still adds up."""
    monitor = Monitor(agreement, lateness="1 day")
    for event in sorted(log, key=lambda event: event.order):
        monitor.advance(event.at)
        monitor.receive(event)
    at = max(event.at for event in log) + dt.timedelta(days=days)
    monitor.advance(at)
    evaluation = monitor.evaluation(at)
    for explanation in explanations(evaluation):
        holds(explanation)
    assert [e.clock for e in explanations(evaluation) if e.clock is not None] == sorted(
        evaluation.clocks, key=lambda c: (c.clause, c.cycle)
    )


def test_all_drawings_are_sound() -> None:
    """The strategies draw agreements with clocks of every outcome: laws about nothing would hold too."""
    outcomes: set[str] = set()

    @settings(max_examples=60, database=None, derandomize=True)
    @given(agreements(), logs())
    def collect(agreement: Agreement, log: list[Event]) -> None:
        evaluation = evaluate(agreement, log, max(event.at for event in log) + dt.timedelta(hours=1))
        outcomes.update(clock.outcome for clock in evaluation.clocks)
        outcomes.update("paused" for clock in evaluation.clocks if clock.paused)

    collect()
    assert outcomes == {"open", "met", "breached", "void", "paused"}
