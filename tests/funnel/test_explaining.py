"""Every figure has a formula, and the formula comes to the figure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.funnel.given import STAGES, million, simple

from leadsla import examples
from leadsla.errors import FunnelError
from leadsla.funnel import Figure, ReverseFunnel, load
from leadsla.tables import Rows

#: What is told and so has no formula, or is another figure once more.
TOLD = {"budget.given", "budget.leads", "capacity.leads", "capacity.reps", "arrivals.already.won"}
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w.])")
JANUARY = dt.date(2026, 1, 1)


def recomputed(text: str) -> Fraction:
    """What a formula in numbers comes to, read as people read it."""
    code = NUMBER.sub(lambda found: f"F('{found[0].replace(',', '')}')", text)
    for words, python in (
        (" x ", " * "),
        ("round up (", "up("),
        ("round down (", "down("),
        ("larger of (", "max("),
    ):
        code = code.replace(words, python)
    known = {
        "F": Fraction,
        "up": lambda value: Fraction(ceil(value)),
        "down": lambda value: Fraction(floor(value)),
        "max": max,
    }
    return Fraction(eval(code.replace(";", ","), {"__builtins__": {}}, known))


def is_arithmetic(figure: Figure) -> bool:
    words = re.sub("round up|round down|larger of| x ", " ", figure.numbers)
    return not re.search("[a-zA-Z~|]", words) and bool(NUMBER.search(words))


def checked(figure: Figure) -> bool:
    """Whether the formula could be reckoned again; then it comes to the figure."""
    if not is_arithmetic(figure):
        return False
    found, value = recomputed(figure.numbers), Fraction(figure.value or 0)
    if figure.exact:
        assert found == value, figure
    else:
        assert abs(found - value) <= max(abs(value) / 10**6, Fraction("round" in figure.numbers)), figure
    return True


SHARES = st.sampled_from(
    ["20%", 0.4, "12.5%", 1, {"converted": 33, "of": 41}, {"alpha": 8, "beta": 792}, "33.33%"]
)
MONEY = st.sampled_from([0, 50, 49.9, 120])


@st.composite
def funnels(draw: st.DrawFn) -> ReverseFunnel:
    """Funnels of all shapes: with a mix that differs, a rate that follows from the whole, whole and odd goals."""
    names = ["lead", "mql", "customer"][3 - draw(st.integers(2, 3)) :]
    stages: list[Any] = [{"name": name} for name in names]
    for stage in stages[1:]:
        stage["rate"] = draw(SHARES)
    given: dict[str, Any] = {"stages": stages}
    if draw(st.booleans()):
        del stages[-1]["rate"]
        given["overall_rate"] = draw(st.sampled_from(["1%", "3%", {"converted": 8, "of": 800}]))
    if draw(st.booleans()):
        given |= {"goal": {"revenue": draw(st.sampled_from([1_000_000, 990_001]))}, "deal_size": 20_000}
    else:
        given["goal"] = {"deals": draw(st.integers(1, 60))}
    if draw(st.booleans()):
        own = {"rates": {names[-2 if len(names) > 2 else -1]: draw(SHARES)}} if draw(st.booleans()) else {}
        given["sources"] = [
            {"name": "search", "share": "60%", "cost_per_lead": draw(MONEY)} | own,
            {"name": "events", "share": "40%", "deal_size": draw(st.sampled_from([20_000, 30_000]))},
        ]
    if draw(st.booleans()):
        given |= {"cost_per_lead": draw(MONEY), "budget": 250_000}
    if draw(st.booleans()):
        given["marketing_share"] = "60%"
    try:
        return ReverseFunnel.from_dict(given)
    except FunnelError:
        return million()


@settings(max_examples=40, deadline=None)
@given(funnels())
def test_a_formula_comes_to_its_figure(funnel: ReverseFunnel) -> None:
    """What is written left of the figure is reckoned again, from the text alone."""
    done = [checked(figure) for figure in funnel.answer().explain()]
    assert sum(done) > len(done) / 2


def numbers_in(found: Any, path: str = "") -> Iterator[str]:
    """The paths of the numbers in JSON; entries of lists go by their names."""
    if isinstance(found, dict):
        for key, item in found.items():
            yield from numbers_in(item, f"{path}.{key}".lstrip("."))
    elif isinstance(found, list):
        for item in found:
            if isinstance(item, dict):
                names = ("name", "period", "limit", "month", "created")
                rest = dict(item)
                name = next(rest.pop(key) for key in names if key in rest)
                yield from numbers_in(rest, f"{path}.{name}")
    elif isinstance(found, int | float) and not isinstance(found, bool):
        yield path


def test_every_number_of_the_answer_has_a_formula() -> None:
    """By its name in the JSON; months of the plan, the lag calendar, periods and limits as a whole."""
    pytest.importorskip("scipy")
    funnel = load(examples.path("funnel.yaml"))
    answer = funnel.answer(today=JANUARY, agreement=examples.acme())
    explained = {figure.name for figure in answer.explain()}
    together = ("plan.", "time.calendar", "capacity.periods", "capacity.limits", "goal.")
    missing = [
        path
        for path in numbers_in(answer.to_dict())
        if path not in explained | TOLD and not path.startswith(together)
    ]
    assert missing == []
    assert all(
        checked(one) for one in answer.explain() if one.name.startswith(("stages.sql", "budget", "leads"))
    )


def test_the_formula_of_the_leads() -> None:
    [leads] = million().answer().explain("leads")
    assert str(leads) == (
        "leads = goal / deal_size / (rate(mql) x rate(sql) x rate(opportunity) x rate(customer)) "
        "= 1,000,000 / 20,000 / (0.2 x 0.4 x 0.5 x 0.25) = 5,000"
    )


def test_what_is_needed_is_shown_to_be_the_first() -> None:
    pytest.importorskip("scipy")
    [needed] = simple(confidence="90%").answer().explain("needed_at")
    assert needed.numbers == "smallest n with P(Binomial(n, 0.01) >= 50) >= 0.9"
    assert needed.said == "5,920"
    assert needed.because == "P = 0.90005 there and 0.89983 at 5,919"


def test_what_is_believed_and_deals_that_differ() -> None:
    pytest.importorskip("scipy")
    unsure = simple(rate={"converted": 8, "of": 800}, confidence="50%").answer()
    [mean] = unsure.explain("leads_believed.mean")
    assert mean.numbers == "5,000 x (8 + 792 - 1) / (8 - 1) x 8 / (8 + 792)"
    assert checked(mean)
    [probability] = unsure.explain("probability")
    told = "mean of P(Binomial(5,000, r) >= 50) over what the rates may be; customer ~ Beta(8, 792)"
    assert probability.numbers == told
    [differ] = million(deal_size={"mean": 20_000, "sd": 5_000}).answer().explain("probability")
    assert differ.numbers == "P(sum of Binomial(5,000, 0.01) deals of Gamma(20,000, 5,000) >= 1,000,000)"


@pytest.mark.parametrize(
    ("unknown", "more"),
    [
        ("leads", {}),
        ("budget", {}),
        ("goal", {"leads": 4000}),
        ("deal_size", {"leads": 4000}),
        ("marketing_share", {"leads": 4000}),
        ("rate", {"stage": "mql", "leads": 4000}),
        ("rate", {"stage": "sql", "leads": 4000}),
    ],
)
def test_what_was_solved(unknown: str, more: dict[str, Any]) -> None:
    """The formula of the unknown comes to its value, also with a mix."""
    sources = [{"name": "a", "share": "60%"}, {"name": "b", "share": "40%", "rates": {"mql": "35%"}}]
    for funnel in (million(cost_per_lead=50), million(cost_per_lead=50, sources=sources)):
        found = funnel.solve(unknown, **more)
        assert checked(found.explain()) or found.why, found
        assert found.explain().value == found.value


def test_solved_with_a_confidence_or_not_at_all() -> None:
    pytest.importorskip("scipy")
    assert "because P =" in str(million().solve("leads", confidence="90%").explain())
    assert str(million().solve("goal", leads=5920, confidence="90%").explain()).endswith("= 1,000,000")
    assert "even at a rate of 100 %" in str(million().solve("rate", stage="mql", leads=900).explain())


def test_names() -> None:
    """A figure, a part, or an end; what is none is refused with what is meant."""
    answer = million(cost_per_lead=50).answer()
    assert [one.name for one in answer.explain("budget.needed")] == ["budget.needed"]
    assert len(answer.explain("budget")) == 3
    assert len(answer.explain("needed")) == len(STAGES) + 1
    with pytest.raises(FunnelError, match=r"no figure of this answer is called `budgt`; write: budget"):
        answer.explain("budgt")


def test_the_figures_as_data_and_text() -> None:
    figures = million().answer().explain("mql")
    assert isinstance(figures, Rows)
    assert figures.to_dict()[0] == {
        "name": "stages.mql.rate",
        "formula": "rate",
        "numbers": "0.2",
        "value": 0.2,
        "said": "0.2",
        "method": "as it is told",
    }
    assert (
        str(figures).splitlines()[2]
        == "stages.mql.expected = expected(lead) x reach(mql) = 5,000 x 0.2 = 1,000"
    )
    assert (
        max(map(len, str(load(examples.path("funnel.yaml")).answer(today=JANUARY).explain()).splitlines()))
        < 110
    )


def test_leads_in_the_funnel_are_counted_in_the_formula() -> None:
    """Half a lead too: it is an average then."""
    goal = {"revenue": 1_000_000, "period": "2026-Q1"}
    answer = million(goal=goal, already={"mql": 1200, "sql": 10.5}).answer(today=JANUARY)
    [found] = answer.explain("arrivals.already.waiting")
    assert found.numbers == "sum over 1,210.5 that wait of P(deal in the period)"
