"""One log under several policies, by hand: outcomes, rates, what turns, what follows, what is owed."""

from __future__ import annotations

import json
from pathlib import Path

import attrs
import pytest
from tests.reports.policies.case import AGREEMENT, ANSWER, AT, CLOSE, LOG, at, other

import leadsla as ls
from leadsla.reports.policies import Paired

WINDOWS = ("1 hour", "90 minutes", "3 hours")


@pytest.fixture(scope="module")
def found() -> ls.PolicyComparison:
    return ls.compare(LOG, AGREEMENT, ls.variations(AGREEMENT, "answer.within", WINDOWS), at=AT)


def test_outcomes_by_policy(found: ls.PolicyComparison) -> None:
    """Done exactly at due is met: L2 in 90 minutes, L3 in two hours, L4 in three."""
    assert (found.baseline, found.alternatives, found.leads) == ("1", WINDOWS, 5)
    assert [
        (row.policy, row.met, row.breached, row.open) for row in found.clauses if row.clause == "answer"
    ] == [
        ("1", 3, 2, 0),
        ("1 hour", 1, 4, 0),
        ("90 minutes", 2, 3, 0),
        ("3 hours", 4, 1, 0),
    ]


def test_what_turns_and_the_paired_difference(found: ls.PolicyComparison) -> None:
    turned = [
        (one.policy, one.before, one.after, one.clocks) for one in found.turns if one.clause == "answer"
    ]
    assert turned == [
        ("1 hour", "met", "met", 1),
        ("1 hour", "met", "breached", 2),
        ("1 hour", "breached", "breached", 2),
        ("90 minutes", "met", "met", 2),
        ("90 minutes", "met", "breached", 1),
        ("90 minutes", "breached", "breached", 2),
        ("3 hours", "met", "met", 3),
        ("3 hours", "breached", "met", 1),
        ("3 hours", "breached", "breached", 1),
    ]
    paired = {row.policy: row.paired for row in found.clauses if row.clause == "answer"}
    assert paired["1"] is None
    assert paired["1 hour"] == Paired(both=1, lost=2, neither=2)
    assert paired["3 hours"] == Paired(both=3, gained=1, neither=1)


def test_lead_by_lead(found: ls.PolicyComparison) -> None:
    turned = [(row.policy, row.change.lead, *row.change.outcomes) for row in found.changes if row.turned]
    assert turned == [
        ("1 hour", "L2", "met", "breached"),
        ("1 hour", "L3", "met", "breached"),
        ("90 minutes", "L3", "met", "breached"),
        ("3 hours", "L4", "breached", "met"),
    ]


def test_by_period_with_target_and_allowance(found: ls.PolicyComparison) -> None:
    """March has four clocks, of which a target of 50 % lets two be breached; April has one, and none to spare."""
    figures = {(row.policy, row.period, row.metric): row for row in found.figures if row.clause == "answer"}
    march = figures["1 hour", "2026-03", "rate"]
    assert (march.value, march.baseline, march.difference) == (0.25, 0.75, -0.5)
    change = figures["1 hour", "2026-03", "change"]
    assert (change.value, change.unit) == (-0.5, "share")
    assert change.low is not None
    assert change.high is not None
    assert change.low < -0.5 < change.high
    assert ("1", "2026-03", "change") not in figures
    assert (figures["1", "2026-03", "left"].value, figures["1 hour", "2026-03", "left"].value) == (1, -1)
    assert figures["3 hours", "2026-03", "left"].value == 2
    assert figures["1 hour", "2026-04", "left"].difference == 0
    assert {row.value for key, row in figures.items() if key[2] == "target"} == {0.5}
    alerts = {key[:2]: row.value for key, row in figures.items() if key[2] == "alert manager"}
    assert alerts["1", "2026-03"] == 1
    assert alerts["1 hour", "2026-03"] == 3
    assert alerts["3 hours", "2026-03"] == 0
    assert {alerts[policy, "2026-04"] for policy in ("1", *WINDOWS)} == {1}


def test_a_target_that_is_kept_or_missed(found: ls.PolicyComparison) -> None:
    """March is kept with three or four of four, and missed with one; the same in two of four, kept to the last."""
    told = {
        row.policy: (row.row.status, row.left)
        for row in found.attainment
        if row.row.target and row.row.period == "2026-03"
    }
    assert told == {
        "1": ("kept", 1),
        "1 hour": ("missed", -1),
        "90 minutes": ("kept", 0),
        "3 hours": ("kept", 2),
    }
    assert "Answer   2026-03  1 hour      missed     50%    -1" in str(found)


def test_what_follows_and_to_how_many(found: ls.PolicyComparison) -> None:
    rows = [
        (row.policy, row.times, row.leads, row.baseline, row.come, row.gone, row.moved)
        for row in found.consequences
    ]
    assert rows == [
        ("1", 2, 2, 2, 0, 0, 0),
        ("1 hour", 4, 4, 2, 2, 0, 2),
        ("90 minutes", 3, 3, 2, 1, 0, 2),
        ("3 hours", 1, 1, 2, 0, 1, 1),
    ]


def test_the_worklist_of_each(found: ls.PolicyComparison) -> None:
    """L5 is owed an answer under all, due at another time; what is closed late is owed by all alike."""
    owed = {
        (row.policy, row.metric): row.value
        for row in found.figures
        if row.period is None and row.clause == "answer"
    }
    assert owed == {(policy, metric): 1.0 for policy in ("1", *WINDOWS) for metric in ("owed", "overdue")}
    assert [(row.policy, row.change.lead) for row in found.worklist] == [(name, "L5") for name in WINDOWS]
    for name, evaluation in found.evaluations.items():
        total = sum(row.value or 0 for row in found.figures if (row.policy, row.metric) == (name, "owed"))
        assert total == len(evaluation.worklist())


def test_what_is_the_same_is_said_to_be_the_same(found: ls.PolicyComparison) -> None:
    assert "1 promise with the same counts under all" in str(found)
    assert "Close it" not in str(found)


def test_promises_that_are_new_gone_and_renamed() -> None:
    """Renamed ones have the id of the baseline, and are compared; others stand for themselves."""
    renamed = attrs.evolve(AGREEMENT, clauses=[attrs.evolve(ANSWER, id="reply"), CLOSE])
    shorter = attrs.evolve(renamed, clauses=[ANSWER])
    found = ls.compare(LOG, AGREEMENT, {"renamed": renamed, "shorter": shorter}, at=AT)
    assert list(found.names) == ["answer", "close"]
    assert not found.comparisons["renamed"]
    assert found.only_in("renamed") == ((), ())
    assert found.only_in("shorter") == ((), ("close",))
    assert [
        (row.before, row.after) for row in found.turns if row.policy == "shorter" and row.clause == "close"
    ] == [
        ("met", "not there"),
        ("breached", "not there"),
        ("open", "not there"),
    ]
    assert "shorter does not promise: Close it" in str(found)
    new = ls.compare(LOG, shorter, renamed, at=AT)
    assert new.only_in("1 (2)") == (("close",), ())
    rows = [row for row in new.figures if row.clause == "close" and row.metric == "met"]
    assert {(row.policy, row.baseline, row.difference) for row in rows} == {("1 (2)", None, None)}


def test_an_agreement_of_another_name_is_compared_too() -> None:
    other_house = attrs.evolve(other(answer={"within": "1 hour"}), agreement="outbound", title="Another")
    found = ls.compare(LOG, AGREEMENT, other_house, at=AT)
    assert found.alternatives == ("outbound 2",)
    assert [row.clocks for row in found.turns if (row.before, row.after) == ("met", "breached")] == [2]


def test_files_and_names(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text(ls.dump(AGREEMENT))
    two.write_text(ls.dump(other(answer={"within": "1 hour"})))
    found = ls.compare(iter(LOG), str(one), two, at=AT)
    assert (found.baseline, found.alternatives) == ("1", ("2",))
    named = ls.compare(LOG, {"as agreed": one}, {"stricter": two}, AGREEMENT, AGREEMENT, at=AT)
    assert (named.baseline, named.alternatives) == ("as agreed", ("stricter", "1", "1 (2)"))
    assert named.comparisons["stricter"] == found.comparisons["2"]


def test_what_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="give an alternative too"):
        ls.compare(LOG, AGREEMENT, at=AT)
    with pytest.raises(ValueError, match="two policies are called '1'"):
        ls.compare(LOG, AGREEMENT, {"1": AGREEMENT}, at=AT)
    with pytest.raises(ValueError, match="the baseline is one agreement, and these are 2: a, b"):
        ls.compare(LOG, {"a": AGREEMENT, "b": AGREEMENT}, AGREEMENT, at=AT)
    with pytest.raises(TypeError, match="no agreement"):
        ls.compare(LOG, AGREEMENT, 3, at=AT)  # type: ignore[arg-type]
    with pytest.raises(ls.AgreementError):
        ls.compare(LOG, AGREEMENT, Path("nowhere.yaml"), at=AT)
    with pytest.raises(KeyError, match="there is no policy 'x'; there is 1, 2"):
        ls.compare(LOG, AGREEMENT, other(answer={"within": "1 hour"}), at=AT).only_in("x")


def test_terms_are_widened_to_all() -> None:
    """Each judges the whole log, also where one alone would begin later, and so do three."""
    late = attrs.evolve(AGREEMENT, version="2", term=ls.Term(at(5, 0).date(), at(31, 0, month=12).date()))
    early = attrs.evolve(AGREEMENT, version="3", term=ls.Term(at(1, 0, month=1).date(), at(3, 0).date()))
    found = ls.compare(LOG, late, early, AGREEMENT, at=AT)
    assert not found


@pytest.mark.parametrize(
    "table", ["figures", "attainment", "clauses", "turns", "consequences", "changes", "worklist", "doubts"]
)
def test_as_frames_and_data(found: ls.PolicyComparison, table: str) -> None:
    polars = pytest.importorskip("polars")
    frame = found.to_frame("polars", table)
    assert isinstance(frame, polars.DataFrame)
    assert frame.shape[0] == len(getattr(found, table)) == len(found.to_dict()[table])
    assert frame.columns[0] == "policy"
    empty = ls.compare([], AGREEMENT, AGREEMENT, at=AT).to_frame("polars", table)
    assert (empty.columns, empty.dtypes) == (frame.columns, frame.dtypes)
    with pytest.raises(ls.ReadError, match="write figures"):
        found.to_frame(table="figure")


def test_as_json(found: ls.PolicyComparison) -> None:
    told = json.loads(json.dumps(found.to_dict()))
    assert (told["baseline"], told["alternatives"], told["at"]) == (
        "1",
        list(WINDOWS),
        "2026-04-02T00:00:00Z",
    )
    [first] = [row for row in told["clauses"] if row["policy"] == "3 hours" and row["clause"] == "answer"]
    assert (first["rate"], first["judged_in_both"], first["gained"], first["lost"]) == (0.8, 5, 1, 0)
    assert first["difference"] == pytest.approx(0.2)
    assert first["difference_low"] < 0.2 < first["difference_high"]
    changed = [row for row in told["changes"] if row["policy"] == "3 hours" and row["lead"] == "L4"]
    assert [(row["outcome_old"], row["outcome_new"], row["owed_new"]) for row in changed] == [
        ("breached", "met", False)
    ]


def test_in_a_notebook(found: ls.PolicyComparison) -> None:
    page = found._repr_html_()
    assert len(page) < 30_000
    assert "<script" not in page
    named = ls.compare(LOG, AGREEMENT, {"<b>": other(answer={"within": "1 hour"})}, at=AT)
    assert "&lt;b&gt;" in named._repr_html_()
    assert "<b>:" not in named._repr_html_()
    assert (
        repr(found)
        == "<PolicyComparison with 1, clocks with another outcome: 1 hour 2, 90 minutes 1, 3 hours 1>"
    )


def test_drawn(found: ls.PolicyComparison) -> None:
    """Rates with the target, differences against none; of one promise by policy alone."""
    rates = found.chart("answer")
    assert "target 50 %" in rates
    assert "60.0 %" in rates  # of the baseline: three of five
    assert "+20.0" in rates
    change = found.chart(difference=True)
    assert "-40.0" in change
    assert "paired by clock" in change
    both = ls.compare(LOG, AGREEMENT, other(answer={"within": "1 hour"}, close={"within": "9 days"}), at=AT)
    assert "Close it, 2" in both.chart()
    assert "no data" in both.chart("close") or "%" in both.chart("close")
    with pytest.raises(KeyError, match="there is no promise 'clse'; there is answer, close"):
        found.chart("clse")


def test_without_scipy_there_are_no_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "scipy.stats", None)
    found = ls.compare(LOG, AGREEMENT, other(answer={"within": "1 hour"}), at=AT)
    row = next(row for row in found.clauses if row.policy == "2")
    assert (row.rate_ends, row.ends) == ((None, None), (None, None))
    assert "20.0 %\n" in str(found)
    assert found.to_frame("polars")["low"].null_count() == len(found.figures)
