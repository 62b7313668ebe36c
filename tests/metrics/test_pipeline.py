"""Pipeline, workload and stalled leads: by hand and by what adds up."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import leadsla as ls
from leadsla.errors import EntryError
from leadsla.metrics.pipeline import pipeline, stalled, workload

BEGIN = dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC)  # a Monday, 10:00 in New York
DAY = dt.timedelta(days=1)
AGREEMENT = ls.examples.agreement("3-shared-goals")
AT = dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)
ACME = ls.evaluate(ls.examples.acme(), ls.examples.acme_events(), AT)
Told = tuple[int, str, dict[str, Any]]


def evaluated(agreement: ls.Agreement = AGREEMENT, days: int = 10, **leads: list[Told]) -> ls.Evaluation:
    log = [
        ls.Event(lead, BEGIN + day * DAY, name, data, seq=number)
        for lead, events in leads.items()
        for number, (day, name, data) in enumerate(events)
    ]
    return ls.evaluate(agreement, log, BEGIN + days * DAY)


def handed(source: str) -> list[Told]:
    return [
        (0, "created", {"source": source, "score": 80}),
        (1, "qualified", {}),
        (1, "assigned", {"to": "ann"}),
    ]


def test_won_and_open_by_source() -> None:
    evaluation = evaluated(
        A=[*handed("web"), (2, "won", {"amount": 1200})],
        B=[*handed("web"), (2, "proposed", {"amount": 500}), (3, "proposed", {"amount": 300})],
        C=[*handed("web")],
        D=[*handed("fair"), (2, "proposed", {"amount": 70}), (3, "lost", {})],
        E=[*handed("fair"), (2, "won", {})],
        F=[(0, "created", {"source": "fair", "amount": "12.5"})],
    )
    fair, web = pipeline(evaluation)
    assert (web.group, web.leads, web.won, web.won_amount, web.won_without) == ("web", 3, 1, 1200, 0)
    assert (web.open, web.open_amount, web.open_without, web.gone) == (2, 300, 1, 0)
    assert (fair.won, fair.won_amount, fair.won_without) == (1, 0, 1)
    assert (fair.open, fair.open_amount, fair.gone) == (1, Decimal("12.5"), 1)
    assert web.to_dict()["won_amount"] == 1200.0
    assert web.currency == "USD"
    with pytest.raises(EntryError, match="no field `sorce`"):
        pipeline(evaluation, "sorce")


def test_a_merged_lead_is_no_deal_of_its_own() -> None:
    [found] = pipeline(
        evaluated(
            A=[*handed("web"), (2, "won", {"amount": 5}), (3, "merged", {"into": "B"})], B=handed("web")
        )
    )
    assert (found.leads, found.won, found.open, found.gone) == (2, 0, 1, 1)


def test_attempts_and_what_is_owed() -> None:
    evaluation = evaluated(
        days=4,  # Monday to Friday
        A=[*handed("web"), (2, "touched", {}), (3, "touched", {"direction": "inbound"})],
        B=[*handed("web"), (2, "assigned", {"to": "bob"}), (3, "touched", {})],
    )
    ann, bob, nobody = workload(evaluation)
    assert (nobody.representative, nobody.leads, nobody.attempts) == ("nobody", 0, 0)
    assert nobody.owed > 0  # what is owed for periods
    assert (ann.representative, ann.leads, ann.attempts, ann.open_days) == ("ann", 1, 1, 5)
    assert (bob.representative, bob.leads, bob.attempts, bob.attempts_per_open_day) == ("bob", 1, 1, 0.2)


def test_workload_adds_up_to_the_worklist() -> None:
    rows = workload(ACME)
    worklist = ACME.worklist()
    assert sum(row.owed for row in rows) == len(worklist)
    assert sum(row.late for row in rows) == sum(owed.clock.outcome == "breached" for owed in worklist)
    assert sum(row.leads for row in rows) == len(ACME.leads)
    assert list(rows.to_frame("polars")["owed"]) == [row.owed for row in rows]


def test_stalled_by_silence_from_exactly_the_window_on() -> None:
    leads = {"A": handed("web"), "B": [*handed("web"), (2, "won", {"amount": 1})]}
    assert stalled(evaluated(days=7, **leads), "7 days") == ()
    [found] = stalled(evaluated(days=8, **leads), "7 days")
    assert (found.lead, found.stage, found.assignee, found.since) == ("A", "sql", "ann", BEGIN + DAY)
    assert found.to_dict()["since"] == "2026-03-03T15:00:00Z"


def test_stalled_by_the_promise() -> None:
    promise = ls.StalledLead(id="still", owner="sales", from_="assigned", within="3 days")
    agreement = AGREEMENT.__class__(
        agreement="a",
        version="1",
        term=AGREEMENT.term,
        timezone="UTC",
        parties=AGREEMENT.parties,
        fields=AGREEMENT.fields,
        lifecycle=AGREEMENT.lifecycle,
        clauses=[promise],
    )
    leads = {"A": handed("web"), "B": [*handed("web"), (2, "proposed", {"amount": 1})]}
    assert stalled(evaluated(agreement, days=4, **leads)) == ()
    [found] = stalled(evaluated(agreement, days=5, **leads))
    assert (found.lead, found.clause, found.since) == ("A", "still", BEGIN + DAY)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["web", "fair"]), st.sampled_from(["won", "lost", "proposed"]), st.integers(0, 99)
        ),
        max_size=6,
    ),
    st.randoms(use_true_random=False),
)
def test_sources_add_up_and_order_and_names_do_not_matter(
    leads: list[tuple[str, str, int]], random: Any
) -> None:
    def told(prefix: str) -> dict[str, list[Told]]:
        return {
            f"{prefix}{number}": [*handed(source), (2, name, {"amount": amount})]
            for number, (source, name, amount) in enumerate(leads)
        }

    evaluation = evaluated(**told("L"))
    groups = pipeline(evaluation)
    for name in ("leads", "won", "won_amount", "open", "open_amount", "gone"):
        whole = sum(getattr(row, name) for row in pipeline(evaluation, by=None))
        assert sum(getattr(row, name) for row in groups) == whole
    other = list(told("other").items())
    random.shuffle(other)
    assert pipeline(evaluated(**dict(other))) == groups
    assert workload(evaluated(**dict(other))) == workload(evaluation)


@attrs.frozen(kw_only=True)
class Idle(ls.ResponseWindow):
    """A promise of one's own that the lead goes on."""

    kind: ClassVar[str] = "idle"
    progress: ClassVar[bool] = True


def test_stalled_by_a_promise_of_ones_own() -> None:
    own = Idle(id="idle", owner="sales", from_="assigned", within="3 days", until="proposed")
    other = ls.ResponseWindow(id="other", owner="sales", from_="assigned", within="3 days", until="proposed")
    agreement = attrs.evolve(
        AGREEMENT, clauses=[own, other], handoff=ls.Handoff(), goals=(), responsibilities={}
    )
    assert [found.clause for found in stalled(evaluated(agreement, days=9, A=handed("web")))] == ["idle"]
