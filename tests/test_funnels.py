"""The ready-made funnels, walked event by event through the engine."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

import leadsla as ls
from leadsla.funnels import FUNNELS

NINE = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
FIELDS = {"amount": "money", "close_date": "date", "win_probability": "share"}
FORECAST = {"amount": 12_000, "close_date": "2026-06-30", "win_probability": "40%"}

#: An event's name, or its name with data.
Step = str | tuple[str, dict[str, Any]]


def walk(funnel: str, *steps: Step) -> tuple[list[str | None], list[str]]:
    """The stage after each event, and why some moved nothing."""
    agreement = ls.Agreement(
        agreement="funnel",
        version="1",
        term=ls.Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        timezone="UTC",
        parties={"sales": ls.Party("Sales"), "marketing": ls.Party("Marketing")},
        fields=FIELDS,
        lifecycle=FUNNELS[funnel],
        clauses=[],
    )
    named = [(step, {}) if isinstance(step, str) else step for step in steps]
    events = [
        ls.Event("L1", NINE + dt.timedelta(hours=number), name, data)
        for number, (name, data) in enumerate(named)
    ]
    stages = [
        ls.evaluate(agreement, events[: number + 1], NINE + dt.timedelta(days=9)).stage("L1")
        for number in range(len(events))
    ]
    last = ls.evaluate(agreement, events, NINE + dt.timedelta(days=9))
    return stages, [anomaly.event for anomaly in last.anomalies]


def stages(funnel: str, *steps: Step) -> list[str | None]:
    """The stage after each event; every event is one that the funnel allows."""
    reached, anomalies = walk(funnel, *steps)
    assert anomalies == []
    return reached


def requested(phase: str | None = None, content: str | None = None) -> Step:
    return "requested", {"phase": phase, "content": content}


def test_the_funnels_by_name() -> None:
    """Documents name them; nobody changes the register."""
    assert list(FUNNELS) == [
        "subscriber-mql-sql",
        "lead-mql-sql-opportunity-customer",
        "aql-tql-sal-sql",
        "three-signals",
    ]
    with pytest.raises(TypeError):
        FUNNELS["mine"] = ls.Lifecycle()  # type: ignore[index]


@pytest.mark.parametrize("name", FUNNELS)
def test_every_stage_has_an_owner_and_a_meaning_and_can_be_reached(name: str) -> None:
    """Marketing first, sales last; a diagram shows all of it."""
    funnel = FUNNELS[name]
    owners = [stage.owner for stage in funnel.stages if stage.name != "nurture"]
    assert owners == sorted(owners, key=["marketing", "sales"].index)
    assert all(stage.means for stage in funnel.stages)
    assert {stage.name for stage in funnel.stages} == {move.to for move in funnel.moves} - {None}
    assert funnel.stages[-1].name in ("customer", "nurture")
    for stage in funnel.stages:
        assert f"--> {stage.name}:" in funnel.mermaid()


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("subscriber-mql-sql", ["subscriber", "mql", "sql", "customer"]),
        ("lead-mql-sql-opportunity-customer", ["lead", "mql", "sql", "opportunity", "customer"]),
        ("aql-tql-sal-sql", ["inquiry", "aql", "tql", "sal", "sql", "customer", "nurture"]),
        ("three-signals", ["lead", "mql", "sql", "customer"]),
    ],
)
def test_the_stages_in_their_order(name: str, order: list[str]) -> None:
    """Progress is a move to a later one."""
    assert list(FUNNELS[name].order) == order


# -- subscriber, MQL, SQL --------------------------------------------------------------------------------------------

SUBSCRIBER = "subscriber-mql-sql"


@pytest.mark.parametrize("first", ["subscribed", "created"])
def test_a_subscriber_becomes_an_mql_and_an_sql(first: str) -> None:
    """By what it asks for."""
    assert stages(SUBSCRIBER, first, requested("awareness"), requested("decision"), "won") == [
        "subscriber",
        "mql",
        "sql",
        "customer",
    ]


@pytest.mark.parametrize("phase", ["awareness", "consideration"])
def test_content_of_the_early_phases_makes_an_mql(phase: str) -> None:
    """From no stage, from subscriber, and again."""
    assert stages(SUBSCRIBER, requested(phase), requested(phase)) == ["mql", "mql"]
    assert stages(SUBSCRIBER, "subscribed", requested(phase)) == ["subscriber", "mql"]


@pytest.mark.parametrize("step", [requested("decision"), requested(None, "information")])
def test_content_of_the_decision_phase_or_a_request_makes_an_sql_at_once(step: Step) -> None:
    """From no stage, from subscriber, from MQL; an SQL stays one whatever it asks for."""
    assert stages(SUBSCRIBER, step) == ["sql"]
    assert stages(SUBSCRIBER, "subscribed", step) == ["subscriber", "sql"]
    assert stages(SUBSCRIBER, requested("awareness"), step) == ["mql", "sql"]
    assert stages(SUBSCRIBER, step, requested("awareness"), step) == ["sql", "sql", "sql"]


def test_a_request_of_no_phase_moves_nothing_before_sql() -> None:
    """And is reported."""
    assert walk(SUBSCRIBER, "subscribed", requested()) == (["subscriber", "subscriber"], ["requested"])


def test_an_sql_goes_back() -> None:
    """Rejected to MQL, recycled to where the event says."""
    assert stages(SUBSCRIBER, requested("decision"), "rejected") == ["sql", "mql"]
    back = ("recycled", {"to": "subscriber"})
    assert stages(SUBSCRIBER, requested("decision"), back) == ["sql", "subscriber"]
    assert stages(SUBSCRIBER, requested("awareness"), back) == ["mql", "subscriber"]
    assert walk(SUBSCRIBER, "subscribed", "won", "rejected") == (["subscriber"] * 3, ["won", "rejected"])


# -- lead to customer ------------------------------------------------------------------------------------------------

CUSTOMER = "lead-mql-sql-opportunity-customer"


def test_from_lead_to_customer() -> None:
    """A stage at a time; a deal may be won without a proposal."""
    assert stages(CUSTOMER, "created", "qualified", "accepted", "proposed", "won") == [
        "lead",
        "mql",
        "sql",
        "opportunity",
        "customer",
    ]
    assert stages(CUSTOMER, "created", "qualified", "accepted", "won")[-1] == "customer"
    assert walk(CUSTOMER, "created", "accepted", "proposed", "won") == (
        ["lead"] * 4,
        ["accepted", "proposed", "won"],
    )


def test_a_lead_goes_back_on_the_way() -> None:
    """Rejected as MQL or SQL, recycled from there or with a deal in the pipeline."""
    way: list[Step] = ["created", "qualified", "accepted", "proposed"]
    for length in (2, 3):
        assert stages(CUSTOMER, *way[:length], "rejected")[-1] == "lead"
    for length in (2, 3, 4):
        assert stages(CUSTOMER, *way[:length], ("recycled", {"to": "lead"}))[-1] == "lead"
    assert walk(CUSTOMER, *way, "rejected")[1] == ["rejected"]
    assert walk(CUSTOMER, "created", ("recycled", {"to": "lead"}))[1] == []  # it is there already
    assert walk(CUSTOMER, "created", ("recycled", {"to": "mql"}))[1] == ["recycled"]


# -- AQL, TQL, SAL, SQL ----------------------------------------------------------------------------------------------

TELE = "aql-tql-sal-sql"
CONVERSATION: Step = ("qualified", {"by": "teleprospecting"})


def test_qualified_by_automation_then_in_a_conversation_then_by_sales() -> None:
    """With what a forecast needs."""
    assert stages(TELE, "created", "qualified", CONVERSATION, "accepted", ("advanced", FORECAST), "won") == [
        "inquiry",
        "aql",
        "tql",
        "sal",
        "sql",
        "customer",
    ]


def test_either_qualification_is_enough_for_sales_to_accept() -> None:
    """A conversation may come first, and automation does not take back what it found."""
    assert stages(TELE, "created", "qualified", "accepted")[-1] == "sal"
    assert stages(TELE, "created", CONVERSATION, "accepted")[1:] == ["tql", "sal"]
    assert walk(TELE, "created", CONVERSATION, "qualified") == (["inquiry", "tql", "tql"], ["qualified"])
    assert walk(TELE, "created", "accepted") == (["inquiry", "inquiry"], ["accepted"])


@pytest.mark.parametrize("lacking", FORECAST)
def test_an_sql_needs_amount_close_date_and_win_probability(lacking: str) -> None:
    """Each of them; they may also have come before."""
    some = {name: value for name, value in FORECAST.items() if name != lacking}
    way: list[Step] = ["created", "qualified", "accepted"]
    assert walk(TELE, *way, ("advanced", some)) == (["inquiry", "aql", "sal", "sal"], ["advanced"])
    told = ("updated", {lacking: FORECAST[lacking]})
    assert stages(TELE, *way, told, ("advanced", some))[-1] == "sql"


def test_what_is_rejected_goes_to_nurture_and_may_come_back() -> None:
    """From every stage before SQL that sales may see."""
    way: list[Step] = ["created", "qualified", CONVERSATION, "accepted"]
    for length in (2, 3, 4):
        assert stages(TELE, *way[:length], "rejected")[-1] == "nurture"
    assert stages(TELE, *way, "rejected", "qualified")[-1] == "aql"
    assert stages(TELE, *way, "rejected", CONVERSATION)[-1] == "tql"
    assert walk(TELE, *way, ("advanced", FORECAST), "rejected")[1] == ["rejected"]
    assert stages(TELE, *way, ("advanced", FORECAST), ("recycled", {"to": "nurture"}))[-1] == "nurture"
    for length in (2, 3, 4):
        assert stages(TELE, *way[:length], ("recycled", {"to": "nurture"}))[-1] == "nurture"


# -- three signals ---------------------------------------------------------------------------------------------------

SIGNALS = "three-signals"
THREE = ("pricing_page", "demo_requested", "colleague_visited")


@pytest.mark.parametrize("order", [*itertools.permutations(THREE)])
@pytest.mark.parametrize("start", [("created",), ("created", "qualified")])
def test_all_three_signals_make_an_sql_in_any_order(order: tuple[str, ...], start: tuple[str, ...]) -> None:
    """From lead and from MQL; not before the third, and what comes before is nothing out of order."""
    before = ["lead", "mql"][len(start) - 1]
    assert stages(SIGNALS, *start, *order)[len(start) :] == [before, before, "sql"]


def test_two_visits_are_no_sales_qualified_lead() -> None:
    """The counter-example of the source: nor are a hundred, nor a visit and a demonstration without a colleague."""
    assert stages(SIGNALS, "created", "pricing_page", "pricing_page")[-1] == "lead"
    assert stages(SIGNALS, "created", *["pricing_page"] * 100)[-1] == "lead"
    assert stages(SIGNALS, "created", "pricing_page", "demo_requested")[-1] == "lead"


def test_what_an_sql_means_stands_at_the_stage() -> None:
    """As a criterion that people sign, whichever event comes last."""
    [sql] = [stage for stage in FUNNELS[SIGNALS].stages if stage.name == "sql"]
    signed = 'count("pricing_page") >= 1 and count("demo_requested") >= 1 and count("colleague_visited") >= 1'
    assert str(sql.criterion) == signed


def test_the_same_signal_again_is_no_other() -> None:
    """Two of three, however often; and what an SQL or a customer does again is nothing out of order."""
    assert stages(SIGNALS, "created", *THREE, *THREE, "won", *THREE)[-1] == "customer"
    assert walk(SIGNALS, "created", *THREE[:2], *THREE[:2])[0][-1] == "lead"


def test_the_way_of_an_sql() -> None:
    """Won, rejected or recycled."""
    way: list[Step] = ["created", "qualified", *THREE]
    assert walk(SIGNALS, *way, "won")[0][-1] == "customer"
    assert walk(SIGNALS, *way, "rejected")[0][-1] == "lead"
    assert walk(SIGNALS, *way, ("recycled", {"to": "mql"}))[0][-1] == "mql"
    assert walk(SIGNALS, *way[:2], "rejected")[0][-1] == "lead"
    assert walk(SIGNALS, *way[:2], ("recycled", {"to": "lead"}))[0][-1] == "lead"
    assert walk(SIGNALS, "created", "won", "rejected")[1] == ["won", "rejected"]
