"""Documents of funnels: what reads, and every fault at its place."""

from __future__ import annotations

import datetime as dt
import json
import pickle
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.funnel.given import STAGES, million

from leadsla.errors import FunnelError
from leadsla.funnel import Beta, Capacity, Delay, Goal, Rate, ReverseFunnel, Source, Stage, load, loads

WHOLE = """\
goal: {revenue: 1000000, period: 2026-Q3}
marketing_share: 100%
deal_size: {mean: 20000, sd: 20000}
confidence: 90%
stages:
  - {name: lead}
  - {name: mql, rate: 20%, days: {p50: 3, p90: 20}}
  - {name: sql, rate: {converted: 40, of: 100}, days: [9, 2.5, 4]}
  - {name: opportunity, rate: {alpha: 5, beta: 5}, days: 7}
  - {name: customer, rate: 0.25}
sources:
  - {name: search, share: 60%, cost_per_lead: 50}
  - {name: events, share: 40%, cost_per_lead: 120, rates: {mql: 35%}}
budget: 250000
capacity: {reps: 6, hours_per_week: 40, utilisation: 75%, minutes_per_lead: 45, ramp: {1: 25%, 2: 0.5}}
"""
#: Two stages without a rate, and what stands before a second stage.
TWO = "goal: {deals: 5}\nstages: [a, b]\n"
FIVE = "goal: {deals: 5}\nstages: [a, "


def test_the_whole_document() -> None:
    """Every key, in every way in which it may be written."""
    funnel = loads(WHOLE)
    assert funnel.goal == Goal(revenue=1_000_000, period="2026-Q3")
    assert funnel.goal.dates == (dt.date(2026, 7, 1), dt.date(2026, 10, 1))
    assert [stage.name for stage in funnel.stages] == ["lead", "mql", "sql", "opportunity", "customer"]
    assert [stage.rate.share for stage in funnel.stages[1:] if stage.rate] == [
        Fraction(1, 5),
        Fraction(2, 5),
        Fraction(1, 2),
        Fraction(1, 4),
    ]
    assert funnel.stages[2].rate == Rate.of({"converted": 40, "of": 100})
    assert funnel.stages[2].rate.belief == Beta(40, 60)
    assert [stage.days for stage in funnel.stages] == [
        None,
        Delay(quantiles=((Fraction(1, 2), Fraction(3)), (Fraction(9, 10), Fraction(20)))),
        Delay(sample=(Fraction(5, 2), Fraction(4), Fraction(9))),
        Delay(fixed=Fraction(7)),
        None,
    ]
    assert funnel.confidence == (Fraction(9, 10),)
    assert funnel.sources[1] == Source("events", share="40%", cost_per_lead=120, rates={"mql": 0.35})
    assert funnel.capacity == Capacity(6, 40, 0.75, 45, ramp={1: 0.25, 2: "50%"})


def test_the_same_in_every_format_and_from_python(tmp_path: Path) -> None:
    funnel = million(budget=250_000, confidence=["90%", 0.95])
    tree = {
        "goal": {"revenue": 1_000_000},
        "deal_size": 20_000,
        "stages": STAGES,
        "budget": 250_000,
        "confidence": [0.9, "95%"],
    }
    file = tmp_path / "funnel.json"
    file.write_text(json.dumps(tree))
    assert load(file) == load(str(file)) == funnel
    assert (
        loads(
            "budget = 250000\ndeal_size = 20000\nconfidence = [0.9, 0.95]\n[goal]\nrevenue = 1000000\n"
            + "".join(
                f'[[stages]]\nname = "{one["name"]}"\n' + (f"rate = {one['rate']}\n" if "rate" in one else "")
                for one in STAGES
            ),
            "toml",
        )
        == funnel
    )
    stages = [Stage("lead"), *(Stage(str(one["name"]), rate=one["rate"]) for one in STAGES[1:])]
    assert (
        ReverseFunnel(
            Goal(revenue=1_000_000), stages, deal_size=20_000, budget=250_000, confidence=(0.9, 0.95)
        )
        == funnel
    )


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("goal: {deals: 5}\nstages: []", "stages", "a list with nothing in it"),
        ("goal: {deals: 5}", "", "required key `stages` is missing"),
        ("stages: [a]", "", "required key `goal` is missing"),
        ("goal: {}\nstages: [a]", "goal", "neither revenue nor deals"),
        ("goal: {deals: 5, revenue: 5}\nstages: [a]", "goal.deals", "told twice"),
        ("goal: {deals: 0}\nstages: [a]", "goal.deals", "has to be 1 or more"),
        ("goal: {deals: 2.5}\nstages: [a]", "goal.deals", "not a whole number"),
        ("goal: {deals: true}\nstages: [a]", "goal.deals", "true stands where a number should"),
        ("goal: {deals: '5'}\nstages: [a]", "goal.deals", "where a number should"),
        ("goal: {deals: 10000000000000000}\nstages: [a]", "goal.deals", "more than 1,000,000,000,000,000"),
        ("goal: {revenue: -5}\nstages: [a]\ndeal_size: 1", "goal.revenue", "more than 0"),
        ("goal: {revenue: 1e400}\nstages: [a]\ndeal_size: 1", "goal.revenue", "number"),
        ("goal: {revenue: 5}\nstages: [a]", "", "required key `deal_size` is missing"),
        ("goal: {revenu: 5}\nstages: [a]", "goal.revenu", "unknown key `revenu`"),
        ("goal: {deals: 5, period: 2026-Q5}\nstages: [a]", "goal.period", "not a period"),
        ("goal: {deals: 5, period: 9999}\nstages: [a]", "goal.period", "no such period"),
        ("goal: {deals: 5, period: 2019-Q4}\nstages: [a]", "goal.period", "the goal is in the past"),
        ("goal: {deals: 5, period: 2025}\nstages: [a]", "goal.period", "was over by 2026-01-01"),
        (FIVE + "{name: b, rate: 120%}]", "stages[1].rate", "cannot be more than 1"),
        (FIVE + "{name: b, rate: 1.2}]", "stages[1].rate", "cannot be more than 1"),
        (FIVE + "{name: b, rate: 0}]", "stages[1].rate", "has to be more than 0"),
        (FIVE + "{name: b, rate: 0%}]", "stages[1].rate", "has to be more than 0"),
        (FIVE + "{name: b, rate: -1%}]", "stages[1].rate", "is no share"),
        (FIVE + "{name: b, rate: 1e-12}]", "stages[1].rate", "one in a billion"),
        (FIVE + "{name: b, rate: {}}]", "stages[1].rate", "a rate that says nothing"),
        (FIVE + "{name: b, rate: {converted: 9, of: 8}}]", "stages[1].rate.converted", "over 1"),
        (FIVE + "{name: b, rate: {converted: 0, of: 8}}]", "stages[1].rate.converted", "1 or more"),
        (FIVE + "{name: b, rate: {converted: 3, off: 8}}]", "stages[1].rate.off", "unknown key"),
        (FIVE + "{name: b, rate: {alpha: 3}}]", "stages[1].rate", "`beta` is missing"),
        (FIVE + "{name: b, rate: 1%, days: -1}]", "stages[1].days", "cannot be negative"),
        (FIVE + "{name: b, rate: 1%, days: [1, -1]}]", "stages[1].days[1]", "negative"),
        (FIVE + "{name: b, rate: 1%, days: []}]", "stages[1].days", "no delays"),
        (FIVE + "{name: b, rate: 1%, days: {p50: 9, p90: 3}}]", "stages[1].days.p90", "at most"),
        (FIVE + "{name: b, rate: 1%, days: {median: 9}}]", "stages[1].days.median", "no quantile"),
        ("goal: {deals: 5}\nstages: [{name: a, rate: 20%}, {name: b, rate: 1%}]", "stages[0].rate", "none is before"),
        ("goal: {deals: 5}\nstages: [a, {name: a, rate: 1%}]", "stages[1].name", "two stages are called `a`"),
        (FIVE + "{name: b, rate: 1%}, c]", "stages[2]", "the rate of `c` is missing"),
        (FIVE + "{name: b, rate: 1%}]\noverall_rate: 2%", "overall_rate", "come to 1%"),
        ("goal: {deals: 5}\nstages: [a]\noverall_rate: 2%", "overall_rate", "from one stage to another"),
        (TWO + "confidence: 100%", "confidence", "certain"),
        (TWO + "confidence: [90%, 95]", "confidence[1]", "cannot be more than 1"),
        (TWO + "sources: [{name: x, share: 60%}, {name: y, share: 30%}]", "sources", "90%"),
        (TWO + "sources: [{name: x, share: 60%}, {name: y}]", "sources[1]", "is missing"),
        (TWO + "sources: [{name: x, share: 60%}, {name: x, share: 40%}]", "sources[1].name", "two"),
        (TWO + "sources: [{name: x, rates: {c: 5%}}]", "sources[0].rates.c", "no stage `c`"),
        (TWO + "sources: [{name: x, rates: {a: 5%}}]", "sources[0].rates.a", "first stage"),
        (TWO + "sources: [{name: x, cost_per_lead: -1}]", "sources[0].cost_per_lead", "negative"),
        (TWO + "budget: 0", "budget", "more than 0"),
        (TWO + "budjet: 10", "budjet", "unknown key `budjet`"),
        (TWO + "budget:", "budget", "`budget` has no value"),
        (TWO + "capacity: {reps: 0}", "capacity.reps", "more than 0"),
        (TWO + "capacity: {reps: 1, hours_per_week: 169}", "capacity.hours_per_week", "168"),
        (TWO + "capacity: {reps: 1, ramp: {x: 5%}}", "capacity.ramp.x", "no month"),
        ("goal: {deals: 1}\nstages: [" + ", ".join(f"s{one}" for one in range(101)) + "]\noverall_rate: 1%",
         "stages", "101 stages"),
        ("goal: {deals: 1}\nstages: [a, {name: month, rate: 5%}]", "stages[1].name", "called `month`"),
        ("- 1", "", "a list stands where a mapping"),
        ("", "", "no funnel in it: the text is empty"),
        ("# to come\n---\n", "", "no funnel in it: the text is empty"),
        ("goal: {", "", ""),
    ],
)  # fmt: skip
def test_a_fault_names_its_field(text: str, path: str, said: str) -> None:
    """One cause is one fault, with its place."""
    with pytest.raises(FunnelError) as raised:
        loads(text, today=dt.date(2026, 1, 1))
    (fault,) = raised.value.faults
    assert (fault.path, said in fault.what) == (path, True), fault
    assert not path or fault.line is not None


def test_every_fault_at_once_in_the_order_of_the_file() -> None:
    text = "stages: [a, {name: b, rate: 2, days: -1}]\ngoal: {deals: 0}\nbudget: []\nfoo: 1\n"
    with pytest.raises(FunnelError) as raised:
        loads(text, name="f.yaml")
    assert [fault.path for fault in raised.value.faults] == [
        "stages[1].rate",
        "stages[1].days",
        "goal.deals",
        "budget",
        "foo",
    ]
    assert "f.yaml:1:29   stages[1].rate" in str(raised.value)
    again = pickle.loads(pickle.dumps(raised.value))
    assert (str(again), again.faults) == (str(raised.value), raised.value.faults)


def test_many_faults_are_counted() -> None:
    text = "goal: {deals: 5}\nstages: [a]\n" + "".join(f"k{number}: 1\n" for number in range(12))
    with pytest.raises(FunnelError, match="12 faults, of which the first 10 are shown"):
        loads(text)


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), -float("inf"), 10**400, None, "x", [], object()]
)
def test_from_python_what_is_no_number(value: Any) -> None:
    """Named by its field, as in a document."""
    with pytest.raises(FunnelError) as raised:
        ReverseFunnel(goal={"deals": 5}, stages=["a", {"name": "b", "rate": {"converted": value, "of": 9}}])
    assert all(fault.path.startswith("stages[1].rate") for fault in raised.value.faults)
    with pytest.raises(FunnelError, match="budget"):
        million(budget=value)


def test_a_goal_is_over_when_its_last_day_is() -> None:
    goal = Goal(deals=5, period="2026-03")
    assert goal.past(dt.date(2026, 3, 31)) is None
    assert goal.past(dt.date(2026, 4, 1)) is not None
    with pytest.raises(FunnelError, match=r"goal\.period"):
        ReverseFunnel(goal=goal, stages=["a"]).answer(today=dt.date(2026, 4, 1))


def test_a_year_and_a_day_are_periods() -> None:
    assert loads("goal: {deals: 5, period: 2026}\nstages: [a]").goal.period == "2026"
    assert loads("goal: {deals: 5, period: 2026-03-31}\nstages: [a]").goal.period == "2026-03-31"


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(FunnelError, match="there is no such file"):
        load(tmp_path / "none.yaml")
