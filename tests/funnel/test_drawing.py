"""The charts of a funnel: which there are, and that they hold what they are about."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from tests.funnel.given import million, simple

from leadsla import examples
from leadsla.errors import FunnelError
from leadsla.funnel import load

pytest.importorskip("scipy", reason="probabilities are an extra")

ANSWER = load(examples.path("funnel.yaml")).answer(today=dt.date(2026, 1, 1))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("stages", (">opportunity<", ">on average<", ">for 90%<", ">5,920<", ">1,184<", ">60<")),
        ("probability", (">90%: 5,920<", ">50%: 4,967<", ">on average: 5,000<", ">probability<")),
        ("plan", (">2026-06<", ">2,163<", ">customer<")),
        ("calendar", (">2026-03<", ">later<", ">41%<")),
        ("capacity", (">lead to work<", ">can be worked<", ">1,063<")),
    ],
)
def test_charts_of_an_answer(name: str, words: tuple[str, ...]) -> None:
    chart = ANSWER.chart(name)
    assert [word for word in words if word not in chart] == []


def test_a_chart_that_there_is_not() -> None:
    """Refused with what there is; what is not known is not drawn."""
    with pytest.raises(FunnelError, match="no chart `plans`; write: plan"):
        ANSWER.chart("plans")
    with pytest.raises(FunnelError, match="no chart `capacity`; write: one of stages, probability"):
        simple().answer().chart("capacity")
    between = million(stages=["lead", "mql", "customer"]).answer().chart()
    assert "no data" in between


def test_charts_of_what_was_bought_and_of_one_lead() -> None:
    mix = load(examples.path("funnel.yaml")).best_mix(100_000)
    assert "100,000: 2,500 leads, 25 deals" in mix.chart()
    certain = simple(rate=1, deals=1, confidence="90%").answer().chart("probability")
    assert ">90%: 1<" in certain


@pytest.mark.parametrize("name", ["stages", "probability"])
def test_the_pictures_of_the_docs_are_those_of_the_example(name: str, tmp_path: Path) -> None:
    """With `GOLDEN=write` in the environment they are drawn again."""
    kept = Path(__file__).parents[2] / "docs" / "assets" / f"funnel-{name}.svg"
    if os.environ.get("GOLDEN") == "write":
        ANSWER.chart(name).save(kept)
    assert kept.read_bytes() == ANSWER.chart(name).save(tmp_path / "chart.svg").read_bytes()


def test_the_same_answer_has_the_same_chart() -> None:
    again = load(examples.path("funnel.yaml")).answer(today=dt.date(2026, 1, 1))
    assert again.chart("probability") == ANSWER.chart("probability")


def test_a_notebook_shows_a_funnel_by_its_answer() -> None:
    """Also one without `today`; a result of one row is printed without a line of titles."""
    made = million()._repr_html_()
    assert ">opportunity<" in made
    assert len(made) < 30_000
    assert str(million(cost_per_lead=50).answer().budget).splitlines()[1].split() == ["needed", "250,000"]
