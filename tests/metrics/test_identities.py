"""What holds of every metric: groups add up to the whole, and neither names nor the order of leads matter."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import leadsla as ls
from leadsla import metrics
from leadsla.documents import loads

pytest.importorskip("scipy", reason="intervals are an extra")

AGREEMENT = loads("""
leadsla: 1
agreement: a
version: "1"
term: {from: 2026-03-01, to: 2026-03-31}
timezone: UTC
calendar: office
calendars: {office: {hours: {mon-fri: ["09:00-12:00", "13:00-17:00"]}}}
parties: {marketing: {name: Marketing}, sales: {name: Sales}}
fields: {source: text, size: number, mail: text, amount: money}
lifecycle:
  stages:
    - {name: lead, owner: marketing}
    - {name: mql, owner: marketing}
    - {name: sql, owner: sales}
    - {name: customer, owner: sales}
    - {name: nurture, owner: marketing}
  moves:
    - {event: created, to: lead}
    - {event: qualified, from: [lead, nurture], to: mql}
    - {event: accepted, from: mql, to: sql}
    - {event: rejected, from: [mql, sql], to: nurture}
    - {event: recycled, from: [mql, sql]}
    - {event: won, from: sql, to: customer}
scorecards:
  fit: {rules: [{when: size >= 50, points: 30}, {event: requested, points: 20}]}
  ready: 40
  grades: {A: 40, B: 20}
kpis:
  - {owner: sales, metric: acceptance, period: week, target: at least 60%, on_missed: {review: joint, within: 1 week}}
  - {owner: sales, metric: "speed_to_lead:p50", period: week, target: at most 2 business hours}
  - {owner: both, metric: "conversion:lead>sql", target: at least 50%}
clauses:
  - id: answer
    kind: response_window
    owner: sales
    from: assigned
    within: [{when: 'source == "web"', is: 30 business minutes}, {is: 4 hours}]
    repeat: each
    target: 60% per week
    on_missed: {review: joint}
  - {id: moving, kind: stalled_lead, owner: sales, from: accepted, within: 2 days}
  - {id: data, kind: required_information, owner: marketing, at: assigned, fields: [mail], valid: {mail: email}}
  - {id: volume, kind: quota, owner: marketing, count: {enters: mql}, at_least: 2, per: week}
""")
BEGIN = dt.datetime(2026, 3, 5, 10, tzinfo=dt.UTC)
SPAN = (BEGIN, BEGIN + dt.timedelta(days=20))
LEADS, PEOPLE, SOURCES = ("l-a", "l-b", "l-c", "l-d"), ("p-1", "p-2"), ("web", "fair", None)

DEEDS = st.sampled_from(
    [
        ("touched", {"channel": "call", "outcome": "connected", "minutes": 10}),
        ("touched", {"channel": "email"}),
        ("qualified", {}),
        ("accepted", {}),
        ("rejected", {"reason": "no need"}),
        ("rejected", {}),
        ("recycled", {"to": "nurture"}),
        ("requested", {"content": "prices"}),
        ("won", {"amount": "1200.50"}),
        ("lost", {}),
    ]
)
LIVES = st.lists(
    st.tuples(
        st.sampled_from(SOURCES),
        st.sampled_from([60, 10, None, "many"]),
        st.sampled_from(["a@b.example", "nonsense", None]),
        st.lists(st.tuples(st.integers(0, 200), DEEDS, st.sampled_from([*PEOPLE, None])), max_size=7),
    ),
    min_size=1,
    max_size=4,
)


def log_of(lives: list[Any]) -> list[list[ls.Event]]:
    """The events of each lead: created, assigned where somebody is named, and what was done."""
    logs = []
    for lead, (source, size, mail, deeds) in zip(LEADS, lives, strict=False):
        at = BEGIN + LEADS.index(lead) * dt.timedelta(hours=5)
        given = {"source": source, "size": size, "mail": mail}
        log = [
            ls.Event(lead, at, "created", {key: value for key, value in given.items() if value is not None})
        ]
        for place, (hours, (name, data), who) in enumerate(deeds):
            later = at + dt.timedelta(hours=hours)
            if who is not None:
                log.append(ls.Event(lead, later, "assigned", {"to": who}, seq=2 * place))
            log.append(ls.Event(lead, later, name, data, actor=who, seq=2 * place + 1))
        logs.append(log)
    return logs


def evaluated(logs: Iterable[list[ls.Event]]) -> ls.Evaluation:
    return ls.evaluate(AGREEMENT, [event for log in logs for event in log], SPAN[1])


#: Every function of `leadsla.metrics` that takes an evaluation, in every grouping that it has.
GROUPINGS: tuple[str | None, ...] = (None, "source")
METRICS: dict[str, Callable[[ls.Evaluation], Any]] = {
    **{
        f"attained by {by}, {count}": lambda found, by=by, count=count: metrics.attained(
            found, by, count=count
        )
        for by in (None, "team", "representative", "segment", "source")
        for count in ("clocks", "leads")
    },
    **{f"attempts by {by}": lambda found, by=by: metrics.attempts(found, by) for by in GROUPINGS},
    **{
        f"conversion by {by}": lambda found, by=by: metrics.conversion(
            found, "lead", "sql", by=by, per="week"
        )
        for by in GROUPINGS
    },
    "conversion to an event": lambda found: metrics.conversion(found, "lead", {"event": "won"}),
    **{f"verdicts by {by}": lambda found, by=by: metrics.verdicts(found, by) for by in GROUPINGS},
    "verdicts by score": lambda found: metrics.verdicts(found, bands=(20, 40)),
    **{
        f"rejections by {by}": lambda found, by=by: metrics.rejections(found, by, bands=(20, 40))
        for by in GROUPINGS
    },
    "leakage": lambda found: metrics.leakage(found, *SPAN),
    "speed_to_lead": metrics.speed_to_lead,
    "representative_time": metrics.representative_time,
    "waits": lambda found: metrics.waits(found, {"enters": "mql"}, "accepted"),
    "time_in_stage": metrics.time_in_stage,
    "time_to_won": metrics.time_to_won,
    **{
        f"score_distribution by {by}": lambda found, by=by: metrics.score_distribution(found, "lead", by)
        for by in GROUPINGS
    },
    "conversion_by_score": lambda found: metrics.conversion_by_score(found, "lead", "sql", (20, 40)),
    "below_threshold": metrics.below_threshold,
    **{f"completeness by {by}": lambda found, by=by: metrics.completeness(found, by) for by in GROUPINGS},
    **{f"pipeline by {by}": lambda found, by=by: metrics.pipeline(found, by) for by in GROUPINGS},
    "workload": metrics.workload,
    "utilisation": lambda found: metrics.utilisation(found, 10, per="week"),
    "capacity": lambda found: metrics.capacity(found, "answer", 10, representatives=1),
    "stalled": metrics.stalled,
    "stalled by silence": lambda found: metrics.stalled(found, "2 days"),
    "kpis": lambda found: metrics.kpis(found, "2026-W10"),
    "kpi_consequences": metrics.kpi_consequences,
    "variances": lambda found: metrics.variances(found, ("2026-W10", "2026-W11")),
    "attainment": lambda found: found.attainment(),
    "allowance": lambda found: found.allowance(),
    "delays": lambda found: found.delays(),
}
#: What sees the log and not an evaluation, and what only builds others.
NOT_OF_EVALUATIONS = {"check_log"}


def test_no_metric_is_left_out() -> None:
    named = {name.split(" by ")[0].split(" to ")[0] for name in METRICS}
    functions = {name for name in metrics.__all__ if name.islower()}
    assert functions - NOT_OF_EVALUATIONS <= named


def plain(value: Any, names: dict[str, str]) -> Any:
    """A result as data without order, its names put back."""
    if isinstance(value, metrics.Waits):
        value = {"waits": list(value), "never": value.never, "name": value.name}
    if hasattr(value, "to_dict"):
        value = value.to_dict()
    if isinstance(value, dict):
        return {names.get(str(key), str(key)): plain(item, names) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return sorted(
            (plain(item, names) for item in value), key=lambda item: json.dumps(item, sort_keys=True)
        )
    return names.get(value, value) if isinstance(value, str) else value


def everything(evaluation: ls.Evaluation, names: dict[str, str]) -> dict[str, Any]:
    return {name: plain(measure(evaluation), names) for name, measure in METRICS.items()}


def renamed(event: ls.Event, names: dict[str, str]) -> ls.Event:
    data = {
        key: names.get(value, value) if key in ("source", "to") and isinstance(value, str) else value
        for key, value in event.data.items()
    }
    actor = None if event.actor is None else names[event.actor]
    return ls.Event(names[event.lead], event.at, event.name, data, actor=actor, seq=event.seq)


#: In another order than the names that they stand for; the sources that a segment names keep theirs.
NAMES = {"l-a": "z", "l-b": "y", "l-c": "x", "l-d": "w", "p-1": "q-9", "p-2": "q-8", "fair": "zoo"}


@settings(max_examples=12, deadline=None)
@given(LIVES, st.randoms(use_true_random=False))
def test_no_metric_changes_when_leads_are_interleaved_differently_or_renamed(lives: Any, chance: Any) -> None:
    logs = log_of(lives)
    found = everything(evaluated(logs), {})
    others = [[renamed(event, NAMES) for event in log] for log in logs]
    lanes = [place for place, log in enumerate(others) for _ in log]
    chance.shuffle(lanes)
    turns = [iter(log) for log in others]
    mixed = [next(turns[lane]) for lane in lanes]
    back = {new: old for old, new in NAMES.items()}
    again = everything(ls.evaluate(AGREEMENT, mixed, SPAN[1]), back)
    for name in METRICS:
        assert again[name] == found[name], name


def total(rows: Iterable[Any], *names: str) -> dict[str, Any]:
    """The sums of what rows count; counts by name are added up name by name."""
    found: Counter[str] = Counter()
    for row in rows:
        for name in names:
            value = row
            for part in name.split("."):
                value = getattr(value, part)
            if isinstance(value, dict):
                found.update({f"{name} {key}": getattr(item, "total", item) for key, item in value.items()})
            else:
                found[name] += value
    return {name: value for name, value in found.items() if value}


OUTCOMES = ("met", "breached", "open", "void")


def same(evaluation: ls.Evaluation, parts: str, whole: str, *names: str) -> None:
    assert total(METRICS[parts](evaluation), *names) == total(METRICS[whole](evaluation), *names), parts


@settings(max_examples=12, deadline=None)
@given(LIVES)
def test_counts_by_any_grouping_add_up_to_the_whole(lives: Any) -> None:
    evaluation = evaluated(log_of(lives))
    for count in ("clocks", "leads"):
        for by in ("team", "representative", "segment", "source"):
            same(
                evaluation,
                f"attained by {by}, {count}",
                f"attained by None, {count}",
                *OUTCOMES,
            )
    same(evaluation, "attempts by source", "attempts by None", "leads", "attempts", "per_lead", "by_channel")
    same(evaluation, "conversion by source", "conversion by None", "mature.count", "mature.total", "young")
    answers = ("accepted", "rejected", "unanswered", "recycled", "reasons")
    same(evaluation, "verdicts by source", "verdicts by None", *answers)
    same(evaluation, "verdicts by score", "verdicts by None", *answers)
    same(evaluation, "rejections by source", "rejections by None", "leads.count")
    same(
        evaluation, "score_distribution by source", "score_distribution by None", "leads", "scored", "grades"
    )
    same(
        evaluation,
        "pipeline by source",
        "pipeline by None",
        "leads",
        "won",
        "won_amount",
        "open",
        "open_amount",
        "gone",
    )
    same(evaluation, "completeness by source", "completeness by None", "leads.count", "leads.total")


@settings(max_examples=12, deadline=None)
@given(LIVES)
def test_different_metrics_count_the_same_leads(lives: Any) -> None:
    evaluation = evaluated(log_of(lives))
    leads = len(evaluation.leads)
    [attempts], [pipeline] = METRICS["attempts by None"](evaluation), METRICS["pipeline by None"](evaluation)
    assert attempts.leads == pipeline.leads == leads
    handed_over = total(METRICS["verdicts by None"](evaluation), "handed_over", "rejected")
    rejected = total(METRICS["rejections by None"](evaluation), "leads.count")
    assert rejected.get("leads.count") == handed_over.get("rejected")
    assert METRICS["below_threshold"](evaluation).share.total == handed_over.get("handed_over", 0)
    workload = METRICS["workload"](evaluation)
    assert sum(row.leads for row in workload) == leads
    assert sum(row.attempts for row in workload) == attempts.attempts
    assert sum(row.attempts for row in METRICS["utilisation"](evaluation)) == attempts.attempts
    bands = METRICS["conversion_by_score"](evaluation).bands
    assert sum(band.leads.total for band in bands) == leads
    lost = METRICS["leakage"](evaluation)
    assert lost.entered == lost.decided + lost.in_work + len(lost.lost) == leads
    for name in ("speed_to_lead", "representative_time", "waits", "time_to_won"):
        found = METRICS[name](evaluation)
        groups = found.by(lambda wait: wait.assignee or "nobody")
        assert len(found) + found.never == leads
        assert sum(len(group) for group in groups.values()) == len(found)
        assert sum(group.elapsed.done for group in groups.values()) == found.elapsed.done
        assert found.business.waiting == found.elapsed.waiting
    for stage, stays in METRICS["time_in_stage"](evaluation).items():
        assert len({stay.lead for stay in stays}) + stays.never == leads, stage


@settings(max_examples=12, deadline=None)
@given(LIVES)
def test_outcomes_add_up_to_clocks_and_causes_to_the_wait(lives: Any) -> None:
    evaluation = evaluated(log_of(lives))
    clocks = [clock for clock in evaluation.clocks if clock.duty is None]
    rows = evaluation.attainment()
    assert sum(row.met + row.breached + row.open + row.void for row in rows) == len(clocks)
    for of in OUTCOMES:
        assert sum(getattr(row, of) for row in rows) == sum(clock.outcome == of for clock in clocks)
    for row in evaluation.allowance():
        assert row.count == row.row.met + row.row.breached + row.row.open
        assert (row.left >= 0) == (row.row.breached <= row.allowed)
    arrivals = METRICS["capacity"](evaluation)
    assert sum(row.arrivals for row in arrivals) == sum(clock.clause == "answer" for clock in clocks)
    late = [clock for clock in evaluation.clocks if clock.lead is not None and clock.outcome == "breached"]
    delays = evaluation.delays()
    assert len(delays) == len(late)
    for delay in delays:
        clock = delay.clock
        end = clock.done_at or clock.ended_at or evaluation.at
        assert delay.closed + delay.paused + delay.unassigned + delay.representative == end - clock.started
    judged = {(row.clause, row.period): row for row in rows}
    for variance in METRICS["variances"](evaluation):
        row = judged[variance.clause, variance.period]
        assert (variance.now.count, variance.now.total, variance.open) == (
            row.met,
            row.met + row.breached,
            row.open,
        )
