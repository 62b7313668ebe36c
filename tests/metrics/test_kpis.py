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
from leadsla.errors import AgreementError, EntryError, WindowError
from leadsla.indicators import Aim, Indicator
from leadsla.metrics.kpis import NOT_JUDGED, NOTHING_COUNTED, kpis

BEGIN = dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC)
MARCH_IS_OVER = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
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
