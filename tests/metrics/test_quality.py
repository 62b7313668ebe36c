"""What leads scored, what that foretells and what is known of them: by hand and by what adds up."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import leadsla as ls
from leadsla.documents import loads
from leadsla.errors import EntryError
from leadsla.metrics.completeness import completeness
from leadsla.metrics.quality import (
    NOT_SCORED,
    below_threshold,
    conversion_by_score,
    score_distribution,
)
from leadsla.metrics.verdicts import rejections, verdicts

BEGIN = dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
CARDS = loads("""
leadsla: 1
agreement: a
version: "1"
term: {from: 2026-01-01, to: 2026-12-31}
timezone: UTC
parties: {marketing: {name: Marketing}, sales: {name: Sales}}
fields: {source: text, size: number, mail: text}
lifecycle:
  stages:
    - {name: lead, owner: marketing}
    - {name: mql, owner: marketing}
    - {name: sql, owner: sales}
  moves:
    - {event: created, to: lead}
    - {event: qualified, from: lead, to: mql}
    - {event: accepted, from: mql, to: sql}
scorecards:
  fit: {rules: [{when: size >= 50, points: 30, because: Size}, {event: visited, points: 20, because: Visit}]}
  ready: 40
  grades: {A: 40, B: 20}
clauses:
  - {id: data, kind: required_information, owner: marketing, at: assigned, fields: [mail], valid: {mail: email}}
""")
PLAIN = loads("""
leadsla: 1
agreement: a
version: "1"
term: {from: 2026-01-01, to: 2026-12-31}
timezone: UTC
parties: {marketing: {name: Marketing}, sales: {name: Sales}}
fields: {source: text, score: number}
lifecycle: {stages: [{name: lead, owner: marketing}, {name: won, owner: sales}],
            moves: [{event: created, to: lead}, {event: won, from: lead, to: won}]}
clauses: [{id: first, kind: response_window, owner: sales, from: assigned, within: 1 hour}]
""")

#: Size, visits before and after being qualified, whether accepted, source.
LEADS = [
    (60, 1, 0, True, "web"),
    (60, 0, 3, True, "web"),
    (10, 1, 0, False, "fair"),
    (10, 0, 1, False, "fair"),
]


def log(leads: list[tuple[int, int, int, bool, str]], prefix: str = "L") -> list[ls.Event]:
    made = []
    for number, (size, before, after, accepted, source) in enumerate(leads):
        lead = f"{prefix}{number}"
        made.append(ls.Event(lead, BEGIN, "created", {"size": size, "source": source}))
        made += [ls.Event(lead, BEGIN + HOUR, "visited", id=f"{lead}b{n}") for n in range(before)]
        made.append(ls.Event(lead, BEGIN + 2 * HOUR, "qualified"))
        made += [ls.Event(lead, BEGIN + 3 * HOUR, "visited", id=f"{lead}a{n}") for n in range(after)]
        made.append(ls.Event(lead, BEGIN + 4 * HOUR, "assigned", {"to": "ann"}))
        if accepted:
            made.append(ls.Event(lead, BEGIN + 5 * HOUR, "accepted"))
        else:
            made.append(ls.Event(lead, BEGIN + 5 * HOUR, "rejected", {"reason": source}))
    return made


def evaluated(leads: list[tuple[int, int, int, bool, str]] = LEADS) -> ls.Evaluation:
    return ls.evaluate(CARDS, log(leads), BEGIN + 9 * HOUR)


def test_a_score_of_then_and_not_of_now() -> None:
    evaluation = evaluated()
    assert evaluation.score("L1").points == 90
    assert evaluation.score("L1", BEGIN + 2 * HOUR).points == 30
    assert evaluation.score("L1", BEGIN + 3 * HOUR).points == 90  # with what happened at that instant
    assert evaluation.score("L1", BEGIN + 99 * HOUR) == evaluation.score("L1")
    assert evaluation.snapshot("L1", BEGIN + 2 * HOUR).stage == "mql"
    with pytest.raises(KeyError, match="L9"):
        evaluation.snapshot("L9")


def test_distribution_by_source() -> None:
    fair, web = score_distribution(evaluated(), "mql", by="source")
    assert (fair.group, fair.leads, fair.p50, fair.grades) == ("fair", 2, 10, {"B": 1, "no grade": 1})
    assert (web.group, web.mean, web.p25, web.p75, web.grades) == ("web", 40, 35, 45, {"A": 1, "B": 1})
    assert web.to_dict()["grades"] == {"A": 1, "B": 1}


def test_conversion_by_grade_and_the_trend() -> None:
    found = conversion_by_score(evaluated(), "mql", "sql")
    rows = [(row.band, row.leads.count, row.leads.total) for row in found.bands]
    assert rows == [("below 20", 0, 1), ("20 to below 40", 1, 2), ("40 or more", 1, 1)]
    # Points 50, 30, 20, 0 against 1, 1, 0, 0: 4 of 6 pairs agree and 2 are tied, so 4 / sqrt(6 * 4).
    assert found.tau == pytest.approx(4 / 24**0.5)
    assert found.p is not None
    assert found.to_dict()["test"] == "Kendall's tau-b"
    assert list(found.to_frame("polars")["converted"]) == [0, 1, 1]


def test_no_trend_where_nothing_differs() -> None:
    found = conversion_by_score(evaluated(LEADS[:2]), "mql", "sql")
    assert (found.tau, found.p) == (None, None)


def test_a_field_is_the_score_where_there_are_no_cards() -> None:
    events = [
        ls.Event("A", BEGIN, "created", {"score": 70}),
        ls.Event("A", BEGIN + HOUR, "won", {"score": 99}),
        ls.Event("B", BEGIN, "created", {"score": 40}),
        ls.Event("C", BEGIN, "created"),
    ]
    evaluation = ls.evaluate(PLAIN, events, BEGIN + 2 * HOUR)
    found = conversion_by_score(evaluation, "lead", "won", bands=(50,))
    rows = [(row.band, row.leads.count, row.leads.total) for row in found.bands]
    assert rows == [(NOT_SCORED, 0, 1), ("below 50", 0, 1), ("50 or more", 1, 1)]
    with pytest.raises(EntryError, match="no grades"):
        conversion_by_score(evaluation, "lead", "won")
    with pytest.raises(EntryError, match="no stage `wonn`"):
        conversion_by_score(evaluation, "lead", "wonn", bands=(50,))
    with pytest.raises(EntryError, match="no threshold"):
        below_threshold(evaluation)


def test_there_and_valid() -> None:
    events = [
        ls.Event("A", BEGIN, "created", {"mail": "a@b.example", "source": "web", "size": "60"}),
        ls.Event("B", BEGIN, "created", {"mail": "nonsense", "size": "about sixty"}),
        ls.Event("C", BEGIN, "created", {"mail": " ", "source": "a@b.example"}),
    ]
    evaluation = ls.evaluate(CARDS, events, BEGIN + HOUR)
    found = completeness(evaluation)
    assert {(row.field, row.check): (row.leads.count, row.leads.total) for row in found} == {
        ("mail", "there"): (2, 3),
        ("mail", "valid email"): (1, 3),
        ("size", "there"): (2, 3),
        ("size", "valid number"): (1, 3),
        ("source", "there"): (2, 3),
    }
    more = completeness(evaluation, valid={"source": "email"})
    assert {(row.field, row.check): row.leads.count for row in more}["source", "valid email"] == 1
    with pytest.raises(EntryError, match="cannot be checked"):
        completeness(evaluation, valid={"source": "e-mail"})
    with pytest.raises(EntryError, match="no field `maill`"):
        completeness(evaluation, valid={"maill": "email"})


def test_handed_over_below_the_threshold() -> None:
    found = below_threshold(evaluated())
    # Of the four only the first (50 points) and the second (90 by then) had 40 points.
    assert [(one.lead, one.points) for one in found.leads] == [("L2", Decimal(20)), ("L3", Decimal(20))]
    assert (found.share.count, found.share.total) == (2, 4)
    assert found.to_dict()["leads"][0]["ready"] is False


def test_rejections_by_band_of_the_score() -> None:
    found = verdicts(evaluated(), bands=(20, 40))
    assert [(row.group, row.rejected, row.accepted, dict(row.reasons)) for row in found] == [
        ("20 to below 40", 2, 0, {"fair": 2}),
        ("40 or more", 0, 2, {}),
    ]
    with pytest.raises(EntryError, match="bands are of the score"):
        verdicts(evaluated(), by="source", bands=(20,))


def test_rejections_by_reason_source_and_band_at_once() -> None:
    found = rejections(evaluated(), "source", bands=(20, 40))
    assert [(row.reason, row.group, row.band, row.leads.count, row.leads.total) for row in found] == [
        ("fair", "fair", "20 to below 40", 2, 2)
    ]
    # Both of the fair were rejected, and none from the web, whose leads had scored higher.
    [whole] = rejections(evaluated(), None)
    assert (whole.reason, whole.group, whole.band, str(whole.leads)) == (
        "fair",
        None,
        None,
        "2 of 4 answered leads, 50.0 % (15.0 to 85.0 %)",
    )
    assert whole.to_dict()["rejected"] == 2
    with pytest.raises(EntryError, match="no field `sorce`"):
        rejections(evaluated(), "sorce")


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([10, 60]),
            st.integers(0, 2),
            st.integers(0, 2),
            st.booleans(),
            st.sampled_from(["web", "fair"]),
        ),
        min_size=1,
        max_size=8,
    ),
    st.randoms(use_true_random=False),
)
def test_groups_add_up_and_order_and_names_do_not_matter(
    leads: list[tuple[int, int, int, bool, str]], random: object
) -> None:
    evaluation = evaluated(leads)
    [whole] = score_distribution(evaluation, "mql")
    groups = score_distribution(evaluation, "mql", by="source")
    assert sum(row.leads for row in groups) == whole.leads == sum(whole.grades.values()) == len(leads)
    assert sum((Counter(row.grades) for row in groups), Counter()) == Counter(whole.grades)
    by_score = conversion_by_score(evaluation, "mql", "sql")
    assert sum(row.leads.total for row in by_score.bands) == len(leads)
    events = log(leads, prefix="other")
    random.shuffle(events)  # type: ignore[attr-defined]
    other = ls.evaluate(CARDS, events, BEGIN + 9 * HOUR)
    assert conversion_by_score(other, "mql", "sql") == by_score
    assert score_distribution(other, "mql", by="source") == groups
    assert attrs.evolve(below_threshold(other), leads=()).share == below_threshold(evaluation).share


def test_a_monitor_knows_the_same_of_then() -> None:
    events = log(LEADS)
    monitor = ls.Monitor(CARDS)
    for event in sorted(events, key=lambda event: event.at):
        monitor.receive(event)
    live, replayed = monitor.evaluation(BEGIN + 9 * HOUR), evaluated()
    before = live.to_dict()
    for lead in live.leads:
        for hours in range(10):
            at = BEGIN + hours * HOUR
            assert live.score(lead, at) == replayed.score(lead, at)
    assert conversion_by_score(live, "mql", "sql") == conversion_by_score(replayed, "mql", "sql")
    assert live.to_dict() == before
    assert monitor.evaluation(BEGIN + 9 * HOUR).to_dict() == before


def test_journeys_are_worked_out_once() -> None:
    evaluation = evaluated()
    assert evaluation.journeys() is evaluation.journeys()
    assert evaluation.journeys(BEGIN + 99 * HOUR) is evaluation.journeys()
    assert len(evaluation.journeys(BEGIN)[0].moves) == 1
