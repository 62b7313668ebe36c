"""The agreement's own indicators: read with their faults, and judged by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import leadsla as ls
from leadsla.documents import dump, loads
from leadsla.documents.signed import render_agreement
from leadsla.errors import AgreementError, EntryError, EventError, WindowError
from leadsla.indicators import Aim, Indicator
from leadsla.metrics.kpis import NOT_JUDGED, NOTHING_COUNTED, kpi_consequences, kpis

BEGIN = dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC)
MARCH_IS_OVER = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
ACME = ls.examples.acme()


def with_kpis(*entries: Any) -> ls.Agreement:
    return attrs.evolve(ACME, kpis=entries)


def entry(metric: str, target: str, **more: Any) -> dict[str, Any]:
    return {"owner": "sales", "metric": metric, "target": target, **more}


#: Three leads of one Monday: answered after 10 and 30 minutes and not yet; accepted, rejected, not answered yet.
LOG = [
    *(ls.Event(lead, BEGIN, "created", {"source": "web"} if lead == "A" else {}) for lead in "ABC"),
    *(ls.Event(lead, BEGIN, "qualified", {}, seq=1) for lead in "ABC"),
    *(ls.Event(lead, BEGIN, "assigned", {"to": "ann"}, seq=2) for lead in "ABC"),
    ls.Event("A", BEGIN + 10 * MINUTE, "touched"),
    ls.Event("B", BEGIN + 30 * MINUTE, "touched"),
    ls.Event("A", BEGIN + 40 * MINUTE, "accepted"),
    ls.Event("B", BEGIN + 40 * MINUTE, "rejected", {"reason": "no need"}),
    ls.Event("A", BEGIN + 50 * MINUTE, "won", {"amount": "1200.50"}),
]


def judged(*entries: Any, at: dt.datetime = MARCH_IS_OVER, period: str | None = None) -> Any:
    return kpis(ls.evaluate(with_kpis(*entries), LOG, at), period)


@pytest.mark.parametrize(
    ("metric", "target", "value", "total", "status"),
    [
        # One of two answers is yes; the third may become either: from 1/3 to 2/3.
        ("acceptance", "at least 30%", Fraction(1, 2), 2, "kept"),
        ("acceptance", "at least 50%", Fraction(1, 2), 2, "undecided"),
        ("acceptance", "at least 70%", Fraction(1, 2), 2, "missed"),
        ("rejection", "at most 70%", Fraction(1, 2), 2, "kept"),
        ("rejection", "at most 50%", Fraction(1, 2), 2, "undecided"),
        ("rejection", "at most 30%", Fraction(1, 2), 2, "missed"),
        # A came, B and C may still.
        ("conversion:mql>sal", "at least 33%", Fraction(1, 3), 3, "kept"),
        ("conversion:mql>sal", "at least 34%", Fraction(1, 3), 3, "undecided"),
        ("conversion:mql>sal", "at most 33%", Fraction(1, 3), 3, "missed"),
        ("completeness:source", "at least 33%", Fraction(1, 3), 3, "kept"),
        ("completeness:source", "at least 34%", Fraction(1, 3), 3, "missed"),
        # Half of three are two: the second answer came after half an hour; the third may take for ever.
        ("speed_to_lead:p50", "at most 30 minutes", 30 * MINUTE, 3, "kept"),
        ("speed_to_lead:p50", "at most 29 minutes", 30 * MINUTE, 3, "missed"),
        ("speed_to_lead:p90", "at most 60 days", None, 3, "undecided"),
        ("speed_to_lead:p90", "at most 1 day", None, 3, "missed"),
        ("representative_time:p33", "at most 10 business minutes", 10 * MINUTE, 3, "kept"),
        ("lead_volume:mql", "at least 3", Decimal(3), 3, "kept"),
        ("lead_volume:mql", "at least 4", Decimal(3), 3, "missed"),
        ("won", "at least 1", Decimal(1), 1, "kept"),
        ("revenue", "at least 1200.50", Decimal("1200.50"), 1, "kept"),
        ("revenue", "at least 1200.51", Decimal("1200.50"), 1, "missed"),
        ("attempts_per_lead", "at least 0.6", Fraction(2, 3), 3, "kept"),
    ],
)
def test_by_hand(metric: str, target: str, value: Any, total: int, status: str) -> None:
    [row] = judged(entry(metric, target, period="month"), period="2026-03")
    assert (row.value, row.total, row.status, row.period) == (value, total, status, "2026-03")


def test_attainment_of_a_clause_and_time_to_won() -> None:
    clause, won = judged(
        entry("attainment:first-response", "at least 90%", period="month"),
        entry("time_to_won:p50", "at most 1 hour"),
        period="2026-03",
    )
    own = next(
        row for row in ls.evaluate(ACME, LOG, MARCH_IS_OVER).attainment() if row.clause == "first-response"
    )
    assert (clause.count, clause.total) == (own.met, own.met + own.breached)
    # A after 50 minutes; B was rejected after 40, and C still waits: each may take for ever.
    assert (won.value, won.count, won.total, won.status) == (50 * MINUTE, 1, 3, "undecided")


def test_a_period_that_is_not_over_is_undecided() -> None:
    [row] = judged(entry("won", "at least 1", period="month"), at=BEGIN + 60 * MINUTE)
    assert (row.value, row.status, row.period) == (1, "undecided", "2026-03")


def test_nothing_counted() -> None:
    acceptance, time, attempts = judged(
        *(
            entry(metric, target, period="month")
            for metric, target in (
                ("acceptance", "at least 1%"),
                ("speed_to_lead:p50", "at most 1 hour"),
                ("attempts_per_lead", "at least 1"),
            )
        ),
        period="2026-02",
    )
    assert {row.status for row in (acceptance, time, attempts)} == {NOTHING_COUNTED}
    assert {row.value for row in (acceptance, time, attempts)} == {None}


def test_words_alone_are_not_judged() -> None:
    rows = judged(
        {"owner": "both", "metric": "leakage", "words": "Leads lost"}, "goodwill", entry("won", "at least 1")
    )
    assert [(row.metric, row.words, row.status) for row in rows] == [
        ("leakage", "Leads lost", NOT_JUDGED),
        ("goodwill", "", NOT_JUDGED),
        ("won", "", "kept"),
    ]
    assert rows[0].to_dict()["value"] is None
    assert list(rows.to_frame("polars")["status"]) == [NOT_JUDGED, NOT_JUDGED, "kept"]


def test_of_one_period_only_those_that_have_it() -> None:
    entries = (entry("won", "at least 1", period="month"), entry("won", "at least 2", period="quarter"))
    assert [(row.target, row.status) for row in judged(*entries, period="2026-Q1")] == [
        ("at least 2", "missed")
    ]
    assert [row.period for row in judged(*entries)] == ["2026-04", "2026-Q2"]
    with pytest.raises(WindowError):
        judged(*entries, period="march")


def test_what_follows_is_told_where_it_is_missed() -> None:
    follows = {"on_missed": [{"review": "both", "within": "1 week"}], "period": "month"}
    kept, missed = judged(
        entry("won", "at least 1", **follows), entry("won", "at least 2", **follows), period="2026-03"
    )
    assert kept.to_dict()["follows"] == ""
    assert "review" in missed.to_dict()["follows"]


@pytest.mark.parametrize(
    ("name", "metrics"),
    [
        ("1-three-stages-and-cadence", ["conversion:mql>sql", "attainment:five-minutes"]),
        ("2-revenue-funnel", ["conversion:inquiry>customer"]),
        ("3-shared-goals", ["conversion:mql>sql", "conversion:sql>customer", "representative_time:p90"]),
    ],
)
def test_the_indicators_of_the_shipped_agreements_are_judged(name: str, metrics: list[str]) -> None:
    """Those that the documents give a figure for, or that stand beside a promise with one; the rest are told."""
    agreement = ls.examples.agreement(name)
    assert [indicator.metric for indicator in agreement.indicators] == metrics
    nothing = kpis(ls.evaluate(agreement, [], MARCH_IS_OVER), "2026-Q1")
    assert {row.status for row in nothing} <= {NOTHING_COUNTED, NOT_JUDGED}


# -- what follows ----------------------------------------------------------------------------------------------------

APRIL = dt.datetime(2026, 4, 1, 4, tzinfo=dt.UTC)  # midnight in New York
REVIEW = {"on_missed": [{"review": "joint", "within": "1 week"}, {"alert": "sales_manager"}]}
TICK = dt.timedelta(microseconds=1)


def told(evaluation: ls.Evaluation) -> list[tuple[dt.datetime, str, str | None, str]]:
    return [(said.at, said.clause, said.period, said.do) for said in kpi_consequences(evaluation)]


def test_a_missed_indicator_has_its_consequences_from_the_end_of_its_period() -> None:
    """Told when the instant has passed, as every consequence; each with an id of its own."""
    agreement = with_kpis(entry("won", "at least 2", period="month", **REVIEW))
    log = LOG
    # Nobody was won in January, and in February; in March one was.
    starts = [dt.datetime(2026, month, 1, 5, tzinfo=dt.UTC) for month in (2, 3)]
    wanted = [
        (at, "kpi:won", label, do)
        for at, label in zip([*starts, APRIL], ["2026-01", "2026-02", "2026-03"], strict=True)
        for do in ("review", "alert")
    ]
    assert told(ls.evaluate(agreement, log, APRIL)) == wanted[:4]
    assert told(ls.evaluate(agreement, log, APRIL + TICK)) == wanted
    found = kpi_consequences(ls.evaluate(agreement, log, APRIL + TICK))
    assert len({said.id for said in found}) == 6
    assert {said.on for said in found} == {"missed"}
    [row] = kpis(ls.evaluate(agreement, log, APRIL + TICK), "2026-03")
    assert (row.missed_at, len(row.consequences)) == (APRIL, 2)
    assert row.to_dict()["missed_at"] == "2026-04-01T04:00:00Z"


def test_what_is_kept_or_without_what_follows_tells_nothing() -> None:
    agreement = with_kpis(
        entry("lead_volume:mql", "at most 3", period="month", **REVIEW),
        entry("won", "at least 2", period="month"),
        {"metric": "goodwill"},
    )
    assert told(ls.evaluate(agreement, LOG, MARCH_IS_OVER)) == []


def test_the_instant_at_which_the_last_hope_goes() -> None:
    """C could still be accepted after March: it is missed as it is rejected, and not before."""
    agreement = with_kpis(entry("acceptance", "at least 50%", period="month", **REVIEW))
    later = APRIL + dt.timedelta(days=3)
    log = [*LOG, ls.Event("C", later, "rejected", {"reason": "no need"})]
    assert told(ls.evaluate(agreement, log, later)) == []
    assert {at for at, *_ in told(ls.evaluate(agreement, log, later + TICK))} == {later}
    kept = [*LOG, ls.Event("C", later, "accepted")]
    assert told(ls.evaluate(agreement, kept, later + TICK)) == []


def test_a_wait_that_goes_on_passes_the_time_by_itself() -> None:
    """In elapsed time on the dot, in open time as the office opens again."""
    create = dt.datetime(2026, 3, 31, 19, 30, tzinfo=dt.UTC)  # Tuesday 15:30; the office closes at 17:00
    log = [ls.Event("A", create, "created")]
    hours = {"at most 10 hours": create + dt.timedelta(hours=10), "at most 4 hours": APRIL}
    for target, at in {
        **hours,
        # An hour and a half is up as the office closes; until it opens an answer would still be in time.
        "at most 90 business minutes": dt.datetime(2026, 4, 1, 13, tzinfo=dt.UTC),
        "at most 2 business hours": dt.datetime(2026, 4, 1, 13, 30, tzinfo=dt.UTC),
    }.items():
        agreement = with_kpis(entry("speed_to_lead:p50", target, period="month", **REVIEW))
        assert told(ls.evaluate(agreement, log, at)) == []
        [row] = kpis(ls.evaluate(agreement, log, at + TICK), "2026-03")
        assert (row.missed_at, row.status) == (at, "missed")


def test_a_monitor_that_has_compacted_the_time_refuses() -> None:
    agreement = with_kpis(entry("won", "at least 2", period="month", **REVIEW))
    monitor = ls.Monitor(agreement, lateness="1 day")
    monitor.receive_all(LOG)
    monitor.advance(MARCH_IS_OVER)
    evaluation = monitor.evaluation(MARCH_IS_OVER)
    with pytest.raises(EventError, match="compacted events of lead 'A' since 2026-03-01"):
        kpis(evaluation, "2026-03")
    with pytest.raises(EventError, match="compacted"):
        kpi_consequences(evaluation)
    [row] = kpis(evaluation, "2026-04")
    assert row.status == "undecided"


def test_what_names_no_period_is_judged_when_the_term_is_over() -> None:
    agreement = with_kpis(entry("won", "at least 2", **REVIEW))
    end = ls.evaluate(agreement, LOG, MARCH_IS_OVER).in_force[1]
    assert told(ls.evaluate(agreement, LOG, end)) == []
    [(at, _, period, _), _] = told(ls.evaluate(agreement, LOG, end + TICK))
    assert (at, period) == (end, None)


def test_a_lost_lead_that_comes_back_does_not_take_back_what_was_told() -> None:
    """As with all that follows in order: only a late fact revises it."""
    agreement = with_kpis(entry("conversion:mql>sal", "at least 66%", period="month", **REVIEW))
    late = APRIL + dt.timedelta(days=2)
    gone = [*LOG, ls.Event("B", APRIL, "disqualified", {}), ls.Event("C", late, "lost")]
    assert {at for at, *_ in told(ls.evaluate(agreement, gone, late + TICK))} == {late}
    back = [*gone, ls.Event("C", late + DAY, "accepted")]
    assert {at for at, *_ in told(ls.evaluate(agreement, back, late + 2 * DAY))} == {late}


def test_each_period_is_judged_by_the_version_in_force_as_it_began() -> None:
    one = with_kpis(entry("won", "at least 2", period="month", **REVIEW))
    fewer = (entry("won", "at least 1", period="month", **REVIEW),)
    amended = one.amended("2", effective=dt.date(2026, 3, 15), state="agreed", kpis=fewer)
    labels = {said.period for said in kpi_consequences(ls.evaluate(amended, LOG, MARCH_IS_OVER + 40 * DAY))}
    assert labels == {"2026-01", "2026-02", "2026-03", "2026-04"}
    [row] = kpis(ls.evaluate(amended, LOG, MARCH_IS_OVER), "2026-03")
    assert row.target == "at least 2"


LIVES = st.lists(
    st.tuples(
        st.integers(0, 47),
        st.lists(
            st.tuples(
                st.integers(0, 60),
                st.sampled_from(["touched", "accepted", "rejected", "won", "lost", "qualified", "recycled"]),
            ),
            max_size=4,
        ),
    ),
    min_size=1,
    max_size=4,
)
DAILY = [
    entry(metric, target, period="day", **REVIEW)
    for metric, target in (
        ("acceptance", "at least 60%"),
        ("rejection", "at most 40%"),
        ("conversion:mql>sal", "at least 60%"),
        ("conversion:subscriber>sal", "at most 30%"),
        ("attainment:first-response", "at least 60%"),
        ("speed_to_lead:p50", "at most 9 hours"),
        ("representative_time:p50", "at most 2 business hours"),
        ("speed_to_lead:p50", "at least 5 hours"),
        ("won", "at least 1"),
        ("attempts_per_lead", "at least 1"),
        ("completeness:source", "at least 50%"),
    )
]


#: Three days alone, so that there are few periods to go through.
TERM = {"from_": dt.date(2026, 3, 9), "to": dt.date(2026, 3, 11)}


@settings(max_examples=12, deadline=None)
@given(LIVES, st.lists(st.sampled_from(DAILY), min_size=3, max_size=3))
def test_told_at_the_first_instant_at_which_it_is_missed_and_once(lives: Any, entries: Any) -> None:
    """Looked at just after everything that happens, live and by replay; never taken back, and never twice."""
    begin, hour = dt.datetime(2026, 3, 9, 12, tzinfo=dt.UTC), dt.timedelta(hours=1)
    log = []
    for number, (start, deeds) in enumerate(lives):
        lead, at = f"L{number}", begin + start * hour
        log += [ls.Event(lead, at, "created"), ls.Event(lead, at, "assigned", {"to": "ann"}, seq=1)]
        log += [
            ls.Event(lead, at + wait * hour, name, {"to": "recycled"} if name == "recycled" else {}, seq=2)
            for wait, name in deeds
        ]
    log.sort(key=lambda event: event.order)
    agreement = attrs.evolve(ACME, kpis=entries, term=attrs.evolve(ACME.term, **TERM))
    monitor = ls.Monitor(agreement)
    before: dict[str, dt.datetime] = {}
    ends = [dt.datetime(2026, 3, day, 4, tzinfo=dt.UTC) for day in range(10, 13)]
    instants = {*ends, *(event.at for event in log)}
    instants |= {event.at + wait * hour for event in log if event.name == "created" for wait in (5, 9)}
    place = 0
    for at in sorted(instants):
        while place < len(log) and log[place].at <= at:
            monitor.receive(log[place])
            place += 1
        now = at + TICK
        evaluation = monitor.evaluation(now)
        found = kpi_consequences(evaluation)
        assert found == kpi_consequences(ls.evaluate(agreement, log, now))
        stood = {said.id: said.at for said in found}
        assert len(stood) == len(found)
        assert before.items() <= stood.items()
        labels = {said.period for said in found if said.id not in before} - {None}
        for label in labels:
            for row in kpis(evaluation, label):
                if any(said.id not in before for said in row.consequences):
                    assert row.status == "missed", row
        before = stood
    for label in ("2026-03-09", "2026-03-10", "2026-03-11"):
        for row in kpis(ls.evaluate(agreement, log, ends[-1] + 9 * DAY), label):
            assert row.missed_at is not None or row.status != "missed"


def test_confidence_of_shares_and_times() -> None:
    acceptance, speed, won = judged(
        entry("acceptance", "at least 1%"),
        entry("speed_to_lead:p50", "at most 1 hour"),
        entry("won", "at least 1"),
    )
    # Wilson's interval of one of two; the curve of 10 and 30 minutes and one that still waits.
    assert (round(acceptance.low, 4), round(acceptance.high, 4)) == (0.0945, 0.9055)
    assert (speed.low, speed.value, speed.high) == (10 * MINUTE, 30 * MINUTE, None)
    assert (won.low, won.high) == (None, None)
    assert speed.to_dict()["low"] == 600


@pytest.mark.parametrize(
    ("given", "path", "write"),
    [
        (entry("acceptence", "at least 40%"), "kpis[0].metric", "acceptance"),
        (
            entry("goodwill", "at least 40%"),
            "kpis[0].metric",
            "one of acceptance, rejection, conversion:STAGE>STAGE",
        ),
        (entry("conversion", "at least 40%"), "kpis[0].metric", "conversion:STAGE>STAGE"),
        (entry("conversion:mql", "at least 40%"), "kpis[0].metric", "conversion:STAGE>STAGE"),
        (entry("conversion:mqll>sql", "at least 40%"), "kpis[0].metric", "mql"),
        (entry("won:mql", "at least 4"), "kpis[0].metric", "won"),
        (entry("attainment:first-respons", "at least 40%"), "kpis[0].metric", "first-response"),
        (entry("completeness:sorce", "at least 40%"), "kpis[0].metric", "source"),
        (
            entry("speed_to_lead:median", "at most 1 hour"),
            "kpis[0].metric",
            "speed_to_lead:p50 (the median) to p99",
        ),
        (entry("acceptance", "at least 40"), "kpis[0].target", "at least 40%"),
        (entry("acceptance", "40%"), "kpis[0].target", "at least 40%, at most 5 minutes, at least 100"),
        (
            entry("speed_to_lead:p50", "at most 2 months"),
            "kpis[0].target",
            "hours, such as at most 40 business hours",
        ),
        (entry("won", "at least 4", periode="month"), "kpis[0].periode", "period"),
        (entry("won", "at least 4", period="mont"), "kpis[0].period", "month"),
        (entry("won", "at least 4", words=3), "kpis[0].words", "a sentence"),
        (entry("won", "at least 4") | {"owner": "sale"}, "kpis[0].owner", "sales"),
        ({"metric": "won", "target": "at least 4"}, "kpis[0]", "owner: marketing"),
        (entry("won", "at least 4", on_missed={"alert": "nobodyy"}), "kpis[0].on_missed[0].alert", None),
        (
            entry("won", "at least 4", on_missed=["x"]),
            "kpis[0].on_missed",
            "for example {alert: sales_manager}",
        ),
    ],
)
def test_faults_say_what_to_write(given: Any, path: str, write: str | None) -> None:
    with pytest.raises(AgreementError) as raised:
        with_kpis(given)
    [fault] = raised.value.faults
    assert fault.path == path
    if write is not None:
        assert (fault.write or "").startswith(write)


def test_a_document_with_indicators_comes_back_the_same() -> None:
    agreement = with_kpis(entry("conversion:mql>sql", "at least 40%", period="quarter"), {"metric": "x"})
    assert loads(dump(agreement)) == agreement
    [indicator] = agreement.indicators
    assert (indicator.name, indicator.argument, str(indicator.target)) == (
        "conversion",
        "mql>sql",
        "at least 40%",
    )
    assert isinstance(indicator, Indicator)


def test_targets() -> None:
    assert Aim.parse(" at most 2 days ").value == dt.timedelta(days=2)
    assert Aim.parse("at most 1 week").value == dt.timedelta(days=7)
    assert Aim.parse("at most 90 business minutes").business
    assert Aim.parse("at least 0.5%").value == Fraction(1, 200)
    for text in ("at least", "at most 5 minits", "at least 140%", 5, None, "at most 2 business days"):
        with pytest.raises(EntryError):
            Aim.parse(text)


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_neither_names_nor_order_matter(random: Any) -> None:
    entries = [entry("acceptance", "at least 30%"), entry("speed_to_lead:p50", "at most 1 hour")]
    other = [ls.Event(f"Z{event.lead}", event.at, event.name, event.data, seq=event.seq) for event in LOG]
    random.shuffle(other)
    one = kpis(ls.evaluate(with_kpis(*entries), LOG, MARCH_IS_OVER))
    assert kpis(ls.evaluate(with_kpis(*entries), other, MARCH_IS_OVER)) == one


def test_an_indicator_is_signed_with_its_target_and_what_follows() -> None:
    follows = {"on_missed": [{"review": "both", "within": "1 week"}]}
    text = render_agreement(with_kpis(entry("acceptance", "at least 40%", period="month", **follows)))
    assert "target: at least 40%" in text
    assert "period: month" in text
    assert "if missed: both teams review it, within 1 week" in text
