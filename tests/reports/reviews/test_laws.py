"""Laws of reviews, on random agreements and logs: counts add up, and only what happened matters."""

from __future__ import annotations

import json
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

import leadsla as ls
from leadsla.errors import UnknownError
from leadsla.instants import MICROSECOND, instant, zone
from leadsla.periods import Period
from leadsla.reports import Review, review
from leadsla.reports.reviews.evidence import evidence
from leadsla.reports.reviews.figures import needed
from leadsla.testing import History, agreements, histories
from leadsla.testing.clauses import BY_KIND
from leadsla.testing.comparing import distinct, instants_after

PERIODS = st.sampled_from([period for period in Period if period != "day"])
EVERY_KIND = histories(agreements(each=[strategy() for strategy in BY_KIND.values()]))


def reviewed(evaluation: ls.Evaluation, period: Period) -> Review | None:
    """The review of the period in which the middle of the log lies; None outside of the term."""
    clocks = [clock for clock in evaluation.clocks if clock.lead is not None] or evaluation.clocks
    if not clocks:
        return None
    label = period.label(instant(clocks[len(clocks) // 2].started), zone(evaluation.agreement.timezone))
    try:
        return review(evaluation, label)
    except UnknownError:
        return None


def told(found: Review | None) -> object:
    return None if found is None else json.loads(json.dumps(found.to_dict()))


@settings(max_examples=max(20, settings().max_examples // 4))
@given(EVERY_KIND, PERIODS)
def test_counts_add_up(history: History, period: Period) -> None:
    events = distinct(history.events)
    evaluation = ls.evaluate(history.agreement, events, instants_after(events, history.ticks)[-1])
    found = reviewed(evaluation, period)
    assume(found is not None)
    assert found is not None
    clocks = [
        clock for clock in evaluation.clocks
        if clock.lead is not None and not clock.duty and clock.started in found.period
    ]  # fmt: skip
    broken = found.breaches
    assert (broken.clocks, broken.breached, broken.owed) == (
        len(clocks),
        sum(clock.outcome == "breached" for clock in clocks),
        sum(clock.outcome == "breached" and clock.owed for clock in clocks),
    )
    for one in broken.offenders:
        late = 0 if one.lateness is None else one.lateness.n
        assert late <= one.breached - one.never
        assert 0 < one.breached <= one.clocks
        assert sum(person.clocks for person in one.people) + one.others[2] <= one.clocks
    duties = [clock for clock in evaluation.clocks if clock.duty and clock.started in found.period]
    assert sum(line.owed for line in found.followed.duties) == len(duties)
    anomalies = [anomaly for anomaly in evaluation.anomalies if anomaly.at in found.period]
    assert sum(group.count for group in found.remarks) == len(anomalies)
    rows = {(row.clause, row.period): row for row in evaluation.attainment()}
    for line in found.promises.targets:
        assert rows[line.clause, line.attainment.period] == line.attainment
    assert (
        max((len(line) for line in str(found).splitlines() if not line.startswith("    ")), default=0) <= 120
    )
    found.markdown()


@settings(max_examples=max(20, settings().max_examples // 4))
@given(EVERY_KIND, PERIODS)
def test_live_as_in_replay_and_whatever_the_order_of_leads(history: History, period: Period) -> None:
    events = distinct(history.events)
    at = instants_after(events, history.ticks)[-1]
    replay = told(reviewed(ls.evaluate(history.agreement, events, at), period))
    monitor = ls.Monitor(history.agreement)
    monitor.receive_all(events)
    assert told(reviewed(monitor.evaluation(at), period)) == replay
    leads = sorted({event.lead for event in events}, reverse=True)
    regrouped = [event for lead in leads for event in events if event.lead == lead]
    assert told(reviewed(ls.evaluate(history.agreement, regrouped, at), period)) == replay


@settings(max_examples=max(20, settings().max_examples // 4))
@given(histories(), PERIODS)
def test_other_names_of_leads_give_the_same_counts(history: History, period: Period) -> None:
    """Names that keep their order, so that examples are the same leads."""
    events = [event for event in distinct(history.events) if event.name != "merged"]
    at = instants_after(events, history.ticks)[-1]
    renamed = [_renamed(event) if event.lead else event for event in events]
    before = reviewed(ls.evaluate(history.agreement, events, at), period)
    after = reviewed(ls.evaluate(history.agreement, renamed, at), period)
    text = json.dumps(told(after)).replace("Lead ", "")
    assert json.loads(text) == told(before)


def _renamed(event: ls.Event) -> ls.Event:
    return ls.Event(
        f"Lead {event.lead}",
        event.at,
        event.name,
        event.data,
        event.id,
        event.actor,
        event.seq,
        event.recorded_at,
    )


@settings(max_examples=max(20, settings().max_examples // 4))
@given(histories())
def test_what_was_done_within_a_window_is_what_it_would_have_met(history: History) -> None:
    """The evidence agrees with the outcomes at the window that was promised, where that has a fixed length."""
    events = distinct(history.events)
    evaluation = ls.evaluate(history.agreement, events, instants_after(events, history.ticks)[-1])
    timings = [timing for timing in evaluation.timings() if timing.clock.duty is None]
    for one in evidence(history.agreement, timings):
        length = one.window.fixed
        if length is not None and not getattr(one.clause, "count_from", None):
            assert one.within(length * MICROSECOND) >= one.met
        assert one.met <= len(one.took) <= one.n
        assert needed(Fraction(one.met, one.n) if one.n else Fraction(0), one.n) == one.met
