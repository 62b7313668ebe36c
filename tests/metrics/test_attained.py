"""Attainment by clock and by lead, by hand and by what adds up."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import leadsla as ls
from leadsla.errors import EntryError
from leadsla.metrics.attained import attained

AT = dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)
EVALUATION = ls.evaluate(ls.examples.acme(), ls.examples.acme_events(), AT)
BEGIN = dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC)  # a Monday, 10:00
MINUTE = dt.timedelta(minutes=1)
TERM = ls.agreement.Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31))


def evaluated(*events: tuple[str, int, str, dict[str, Any]], **clause: Any) -> ls.Evaluation:
    """One response window of ten minutes for each assignment."""
    agreement = ls.Agreement(
        agreement="a",
        version="1",
        term=TERM,
        timezone="UTC",
        parties={"sales": ls.agreement.Party("Sales")},
        fields={"source": "text"},
        lifecycle=ls.Lifecycle(),
        clauses=[
            ls.ResponseWindow(
                **{
                    "id": "first",
                    "owner": "sales",
                    "from_": "assigned",
                    "until": "touched",
                    "within": "10 minutes",
                    "repeat": "each",
                    "target": "50% per month",
                    **clause,
                }
            )
        ],
    )
    log = [ls.Event(lead, BEGIN + minute * MINUTE, name, data) for lead, minute, name, data in events]
    return ls.evaluate(agreement, log, BEGIN + 600 * MINUTE)


TWICE = (
    ("A", 0, "assigned", {"to": "ann", "source": "web"}),
    ("A", 5, "touched", {}),
    ("A", 60, "assigned", {"to": "bob"}),
    ("A", 90, "touched", {}),
    ("B", 0, "assigned", {"to": "ann", "source": "fair"}),
    ("B", 5, "touched", {}),
)


def rows(found: Any) -> list[tuple[str | None, int, int, int, int]]:
    return [(row.group, row.met, row.breached, row.open, row.void) for row in found]


def test_by_clocks_two_of_three_and_by_leads_one_of_two() -> None:
    evaluation = evaluated(*TWICE)
    [clocks] = attained(evaluation, count="clocks")
    [leads] = attained(evaluation, count="leads")
    assert (clocks.met, clocks.breached, clocks.total) == (2, 1, 3)
    assert (leads.met, leads.breached, leads.total) == (1, 1, 2)
    assert (str(clocks.rate)[:15], str(leads.rate)[:14]) == ("2 of 3 clocks, ", "1 of 2 leads, ")


def test_a_target_only_where_it_was_promised() -> None:
    evaluation = evaluated(*TWICE)
    [own] = attained(evaluation, count="clocks")
    assert (own.target, own.status) == (0.5, "undecided")
    others = (
        *attained(evaluation, count="leads"),
        *attained(evaluation, "team", count="clocks"),
        *attained(evaluation, "source", count="clocks"),
    )
    assert {(row.target, row.status) for row in others} == {(None, None)}


def test_by_representative_a_lead_is_of_whom_its_last_clock_is() -> None:
    evaluation = evaluated(*TWICE)
    assert rows(attained(evaluation, "representative", count="clocks")) == [
        ("ann", 2, 0, 0, 0),
        ("bob", 0, 1, 0, 0),
    ]
    assert rows(attained(evaluation, "representative", count="leads")) == [
        ("ann", 1, 0, 0, 0),
        ("bob", 0, 1, 0, 0),
    ]


def test_by_source_and_team() -> None:
    evaluation = evaluated(*TWICE, ("C", 0, "assigned", {"to": "ann"}))
    assert rows(attained(evaluation, "source", count="leads")) == [
        ("fair", 1, 0, 0, 0),
        ("not known", 0, 1, 0, 0),
        ("web", 0, 1, 0, 0),
    ]
    assert rows(attained(evaluation, "team", count="clocks")) == [("sales", 2, 2, 0, 0)]


def test_by_segment() -> None:
    within = [{"when": 'source == "web"', "is": "20 minutes"}, {"is": "1 minute"}]
    found = attained(evaluated(*TWICE, within=within), "segment", count="clocks")
    assert rows(found) == [("otherwise", 0, 1, 0, 0), ('source == "web"', 1, 1, 0, 0)]
    assert rows(attained(evaluated(*TWICE), "segment", count="leads")) == [("all leads", 1, 1, 0, 0)]


def test_what_is_neither() -> None:
    with pytest.raises(EntryError, match="no field `sorce`") as raised:
        attained(EVALUATION, "sorce", count="clocks")
    assert raised.value.write == "source"
    with pytest.raises(EntryError, match="clocks or leads"):
        attained(EVALUATION, count="clock")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        attained(EVALUATION)  # type: ignore[call-arg]


@pytest.mark.parametrize("count", ["clocks", "leads"])
@pytest.mark.parametrize("by", ["team", "representative", "segment", "source"])
def test_groups_add_up_to_the_whole(by: str, count: Any) -> None:
    def sums(found: Any) -> dict[tuple[str, str], Counter[str]]:
        cells: dict[tuple[str, str], Counter[str]] = {}
        for row in found:
            cell = cells.setdefault((row.clause, row.period), Counter())
            cell.update({name: getattr(row, name) for name in ("met", "breached", "open", "void")})
        return cells

    assert sums(attained(EVALUATION, by, count=count)) == sums(attained(EVALUATION, count=count))


def test_without_groups_it_is_the_attainment() -> None:
    own = [(row.clause, row.period, row.met, row.breached, row.status) for row in EVALUATION.attainment()]
    found = attained(EVALUATION, count="clocks")
    assert [(row.clause, row.period, row.met, row.breached, row.status) for row in found] == own


def test_clocks_of_plans_have_a_segment_and_a_frame() -> None:
    frame = attained(EVALUATION, "segment", count="clocks").to_frame("polars")
    assert frame.columns[:4] == ["clause", "period", "group", "of"]
    assert set(frame["of"]) == {"clocks"}


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_neither_names_nor_order_matter(random: Any) -> None:
    shuffled = list(TWICE)
    random.shuffle(shuffled)
    renamed = [({"A": "Z", "B": "Y"}[lead], *rest) for lead, *rest in shuffled]
    for count in ("clocks", "leads"):
        one = attained(evaluated(*TWICE), "source", count=count)  # type: ignore[arg-type]
        two = attained(evaluated(*renamed), "source", count=count)  # type: ignore[arg-type]
        assert one.to_dict() == two.to_dict()
