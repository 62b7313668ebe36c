"""The funnel of a log as a document, and as a reverse funnel."""

from __future__ import annotations

from fractions import Fraction

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.funnel.history.made import AGREEMENT, BEGIN, DAY, Made, events, history, won
from tests.funnel.history.test_history import LEADS

import leadsla as ls
from leadsla import funnel
from leadsla.errors import EntryError
from leadsla.funnel.history.document import _shares

LOG = (
    *(won(day, 4 + day % 3, source="ads", amount=90 + day) for day in range(31)),
    *(Made(day, (("mql", 1), ("sql", 2)), source="web") for day in range(31)),
    *(Made(day, source="web") for day in range(19)),
    *(Made(day, source="fair") for day in range(4)),
)


def test_what_was_counted_stands_in_it() -> None:
    found = history(*LOG, mature_after="any")
    tree = found.to_tree({"deals": 5})
    assert list(tree) == ["goal", "deal_size", "stages", "sources"]
    assert [stage.get("rate") for stage in tree["stages"]] == [
        None,
        {"converted": 62, "of": 85},
        {"converted": 62, "of": 62},
        {"converted": 31, "of": 62},
    ]
    ads, fair, web = tree["sources"]
    assert (ads["share"], fair["share"], web["share"]) == ("36.4706%", "4.7059%", "58.8235%")
    assert ads["rates"]["customer"] == {"converted": 31, "of": 31}
    # None of 31: no rate of 0, but what is believed after that.
    assert web["rates"] == {
        "mql": {"converted": 31, "of": 50},
        "sql": {"converted": 31, "of": 31},
        "customer": {"alpha": 0.5, "beta": 31.5},
    }
    # Four leads say nothing of a source.
    assert "rates" not in fair
    assert "Where a source has fewer than 30 leads" in found.to_yaml({"deals": 5})
    assert ads["deal_size"] == tree["deal_size"] == {"mean": 105, "sd": 9.09}
    assert "deal_size" not in web


def test_it_is_read_back_the_same() -> None:
    found = history(*LOG)
    known = {"confidence": "90%", "budget": 5000, "cost_per_lead": 20}
    goal = {"revenue": 10_000, "period": "2026-Q3"}
    text = found.to_yaml(goal, **known)
    plan = found.to_funnel(goal, **known)
    assert funnel.loads(text) == plan
    assert funnel.ReverseFunnel.from_dict(found.to_tree(goal, **known)) == plan
    assert plan.history is found
    assert plan == funnel.ReverseFunnel.from_events(
        AGREEMENT, events(*LOG), BEGIN + 100 * DAY, goal=goal, **known
    )


@settings(max_examples=15)
@given(LEADS, st.sampled_from(["any", "20 days", None]))
def test_whatever_the_log_its_document_is_read_back(leads: list[Made], mature_after: str | None) -> None:
    """Where a rate is missing it says so at its stage, and a document with it is whole."""
    found = history(*leads, mature_after=mature_after)
    tree = found.to_tree({"deals": 5})
    missing = [place for place, stage in enumerate(tree["stages"]) if place and "rate" not in stage]
    assert missing == [place for place, step in enumerate(found.steps, 1) if not step.rate.total]
    if missing and len(missing) < len(found.steps):
        with pytest.raises(ls.FunnelError, match="is missing"):
            found.to_funnel({"deals": 5})
    else:
        assert funnel.loads(found.to_yaml({"deals": 5})) == found.to_funnel({"deals": 5})


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=30))
@settings(max_examples=30)
def test_the_mix_adds_up(leads: list[int]) -> None:
    shares = [Fraction(share.removesuffix("%")) / 100 for share in _shares(leads)]
    assert sum(shares) == 1
    for share, count in zip(shares, leads, strict=True):
        assert abs(share - Fraction(count, sum(leads))) < Fraction(1, 10**6)


def test_a_source_too_small_for_the_mix_still_stands_in_it() -> None:
    assert _shares([3_000_000, 1]) == ["99.9999%", "0.0001%"]


def test_comments_say_what_it_rests_on() -> None:
    log = [*events(*LOG), *events(Made(99), prefix="Y"), ls.Event("S", BEGIN, "touched")]
    at = BEGIN + 100 * DAY
    found = funnel.FunnelHistory.from_events(AGREEMENT, log, at, mature_after={"mql": "20 days"})
    comments = [line for line in found.to_yaml({"deals": 5}).splitlines() if line.startswith("# ")]
    said = " ".join(line.removeprefix("# ") for line in comments)
    assert (
        "The funnel of 86 of 87 leads as of 2026-04-15T10:00:00Z, under the agreement made-up, version 1."
        in said
    )
    assert "Left out: 1 leads (never entered any of the stages)." in said
    assert (
        "From lead to mql: 62 of 85 leads that had 20 days or more; 1 younger ones are not counted." in said
    )
    assert all(doubt.what in said for doubt in found.doubts)


class TestWhatIsInTheFunnel:
    """For a goal with a period, the plan counts it first."""

    LOG = (
        *(Made(day, (("mql", 10),)) for day in range(50)),  # 10 days, always
        *(Made(day) for day in range(50)),
        *(Made(day) for day in (95, 97, 98)),
        Made(60, (("mql", 10), ("sql", 12), ("customer", 15))),
    )

    def test_by_how_long_they_wait(self) -> None:
        """Who has waited for longer than any took is told in none: nothing is to come of it."""
        found = history(*self.LOG, mature_after="any")
        assert [(one.stage, one.leads, one.days) for one in found.waiting] == [("lead", 3, 3)]
        assert found.closed == (BEGIN + 75 * DAY,)

    def test_in_the_document(self) -> None:
        found = history(*self.LOG, mature_after="any")
        tree = found.to_tree({"deals": 5, "period": "2026-Q1"})
        assert tree["already"] == {"lead": [{"count": 3, "days": 3}], "customer": 1}
        assert "already" not in found.to_tree({"deals": 5})
        assert found.to_tree({"deals": 5, "period": "2026-Q2"})["already"] == {
            "lead": [{"count": 3, "days": 3}]
        }
        assert found.to_tree({"deals": 5, "period": "2026-Q1"}, already={})["already"] == {}
        text = found.to_yaml({"deals": 5, "period": "2026-Q1"})
        assert "In the funnel already, as of then" in text
        assert funnel.loads(text) == found.to_funnel(funnel.Goal(deals=5, period="2026-Q1"))

    def test_the_plan_counts_what_is_to_come_of_it(self) -> None:
        """Of each of the three that wait it is as likely as the rate that they convert: none did within three days."""
        found = history(*self.LOG, stages=["lead", "mql"], mature_after="any", by=None)
        plan = found.to_funnel({"deals": 30, "period": "2026-Q2"}).answer(today=found.at.date()).plan
        assert plan is not None
        assert float(plan.waiting) == pytest.approx(3 * 51 / 104)


def test_the_answer_says_the_doubts() -> None:
    plan = history(*[won(0, 4) for _ in range(9)]).to_funnel({"deals": 5})
    assert any("only 9 of 9 leads converted" in note for note in plan.answer().notes)
    assert not any("only 9" in note for note in attrs.evolve(plan, history=None).answer().notes)


def test_costs_by_source() -> None:
    plan = history(*LOG).to_funnel({"deals": 5}, cost_per_lead={"ads": 50, "web": 12.5})
    assert [source.cost_per_lead for source in plan.sources] == [50, None, Fraction(25, 2)]
    with pytest.raises(EntryError, match="no lead came from `adds`; write ads"):
        history(*LOG).to_tree({"deals": 5}, cost_per_lead={"adds": 50})


def test_without_a_goal_it_says_what_one_deal_takes() -> None:
    plan = funnel.ReverseFunnel.from_events(AGREEMENT, events(*LOG))
    assert plan.goal.deals == 1


def test_what_is_known_wins_and_what_cannot_be_is_refused() -> None:
    found = history(*LOG)
    assert found.to_funnel({"deals": 5}, deal_size=7).deal_size == funnel.DealSize(7)
    with pytest.raises(ls.FunnelError, match="deals"):
        found.to_funnel({"deals": 0})
    with pytest.raises(TypeError, match="bugdet"):
        found.to_funnel({"deals": 5}, bugdet=1)
