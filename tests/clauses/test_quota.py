"""`quota`: so many leads, or so much revenue, in every period."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from tests.decisions.scenario import OFFICE, TICK, agree, at, followed, judge, on

import leadsla as ls
from leadsla.clauses import Quota, Scope
from leadsla.clauses.quota_table import QuotaTable

SCOPE = Scope({"amount": "money", "name": "text"}, ("mql",), ("sales", "marketing"), ("manager",), (), None)
MARCH = ls.Term(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
SPRING = ls.Term(dt.date(2026, 3, 1), dt.date(2026, 5, 31))


def clause(**changes: Any) -> Quota:
    given: dict[str, Any] = {
        "id": "leads",
        "owner": "marketing",
        "count": {"enters": "mql"},
        "per": "month",
        "at_least": 3,
    }
    return Quota(**(given | changes))


def agreed(term: ls.Term = MARCH, **changes: Any) -> ls.Agreement:
    more = {"fields": {"email": "text", **changes.pop("fields")}} if "fields" in changes else {}
    timezone = changes.pop("timezone", "UTC")
    return agree(clause(**changes), term=term, timezone=timezone, **more)


def created(*days: str) -> list[ls.Event]:
    return [on(day, "created", lead=f"L{number}") for number, day in enumerate(days)]


def told(evaluation: ls.Evaluation) -> list[tuple[str | None, str]]:
    return [(clock.period, clock.outcome) for clock in evaluation.clocks]


def test_the_sentence() -> None:
    """What is counted, and how it is counted."""
    assert (
        clause().sentence()
        == "Marketing will reach at least 3 in every month, counting every lead that enters MQL."
    )
    made = clause(
        count="won",
        sum="amount",
        at_least="1500.50",
        when="score >= 60",
        per="quarter",
        target="90% per year",
    )
    assert made.sentence() == (
        "Marketing will reach at least 1,500.5 in every quarter, adding up the amount of every lead that is won, "
        "where score is at least 60, in at least 90% of cases per year."
    )
    assert clause(distinct="lead").sentence().endswith("counting every lead that enters MQL, each lead once.")


def test_the_sentence_says_an_amount_of_the_event_by_its_name() -> None:
    """Without the word that says where it is read."""
    assert "adding up the deal value of" in clause(count="won", sum="event.deal_value").sentence()


def test_met_at_the_event_that_reaches_the_number() -> None:
    """The third of three leads; a fourth changes nothing."""
    evaluation = judge(agreed(), created("2 09:00", "9 09:00", "10 11:30", "12 09:00"), "20 09:00")
    [clock] = evaluation.clocks
    assert (clock.lead, clock.period, clock.outcome) == (None, "2026-03", "met")
    assert clock.ended_at == clock.done_at == at("10 11:30")
    assert (clock.started, clock.due) == (at("1 00:00"), at("2026-04-01 00:00"))
    assert clock.counted == at("10 11:30") - at("1 00:00")
    assert (clock.owner, clock.cycle, clock.step, clock.assignee) == ("marketing", 1, None, None)
    assert (clock.version, clock.paused) == ("1", False)


def test_breached_at_the_end_of_the_period() -> None:
    """Two are not three, and what comes in April counts for April."""
    events = [*created("2 09:00", "9 09:00"), on("2026-04-02 09:00", "created", lead="L9")]
    march, april = judge(agreed(SPRING), events, "2026-04-03 09:00").clocks
    assert (march.outcome, march.breached_at, march.ended_at) == ("breached", *[at("2026-04-01 00:00")] * 2)
    assert not march.owed
    assert (april.period, april.outcome) == ("2026-04", "open")


def test_exactly_at_the_deadline_the_next_period_has_begun() -> None:
    """The last microsecond of March counts for March, the first instant of April for April."""
    end = at("2026-04-01 00:00")
    for when, outcomes in ((end - TICK, ["met", "open"]), (end, ["breached", "met"])):
        events = [ls.Event("L1", when, "created")]
        clocks = judge(agreed(SPRING, at_least=1), events, "2026-04-03 09:00").clocks
        assert [clock.outcome for clock in clocks] == outcomes


def test_a_breach_is_seen_just_after_the_period_and_not_before() -> None:
    """Like every deadline: when now is later than the due."""
    end = at("2026-04-01 00:00")
    for now, outcome in ((end, "open"), (end + TICK, "breached")):
        assert told(judge(agreed(SPRING), [], now))[0] == ("2026-03", outcome)


def test_a_clock_is_seen_just_after_its_period_has_begun() -> None:
    """And nothing before the term."""
    assert judge(agreed(), [], "1 00:00").clocks == ()
    assert told(judge(agreed(), [], at("1 00:00") + TICK)) == [("2026-03", "open")]


def test_void_there_is_none_that_a_lead_s_end_could_void() -> None:
    """A period is not over because a lead is lost; what counted has counted."""
    events = [*created("2 09:00", "3 09:00", "4 09:00"), on("3 10:00", "lost", lead="L0")]
    assert told(judge(agreed(), events, "20 09:00")) == [("2026-03", "met")]


def test_a_lead_counts_once_in_a_period_where_it_is_said() -> None:
    """By its first event there; in the next period it counts again."""
    again = [on("2 09:00", "touched"), on("3 09:00", "touched"), on("4 09:00", "touched", lead="L2")]
    later = [on("2026-04-02 09:00", "touched"), on("2026-04-02 10:00", "touched", lead="L2")]
    for distinct, outcomes in ((None, ["met", "met"]), ("lead", ["met", "met"])):
        given = agreed(SPRING, count="touched", distinct=distinct, at_least=2)
        assert [o for _, o in told(judge(given, again + later, "2026-04-03 09:00"))] == outcomes
    for distinct, when in ((None, "3 09:00"), ("lead", "4 09:00")):
        [clock] = judge(agreed(count="touched", distinct=distinct, at_least=2), again, "9 09:00").clocks
        assert clock.done_at == at(when)


def test_only_what_is_above_the_threshold_counts() -> None:
    """`when` sees the lead as the event left it: the score came with it."""
    events = [
        on("2 09:00", "created", lead="L1", score=70),
        on("3 09:00", "created", lead="L2", score=50),
        on("4 09:00", "created", lead="L3"),
        on("5 09:00", "created", lead="L4", score=60),
    ]
    [clock] = judge(agreed(when="score >= 60", at_least=2), events, "9 09:00").clocks
    assert clock.done_at == at("5 09:00")


def test_only_a_move_into_the_stage_counts() -> None:
    """An event that no move allows enters nothing."""
    events = [on("2 09:00", "created"), on("3 09:00", "created"), on("4 09:00", "accepted")]
    assert told(judge(agreed(at_least=2), events, "9 09:00")) == [("2026-03", "open")]
    assert told(judge(agreed(count={"enters": "sal"}, at_least=1), events, "9 09:00")) == [("2026-03", "met")]


def test_an_amount_is_added_up_exactly() -> None:
    """Ten times ten cents is one; a field of the lead, or data of the event."""
    for fields in ({"amount": "money"}, {}):
        for amounts, outcome in ((["0.1"] * 10, "met"), (["0.1"] * 9 + ["0.0999"], "open")):
            events = [
                on(f"{number + 2} 09:00", "won", lead=f"L{number}", amount=amount)
                for number, amount in enumerate(amounts)
            ]
            given = agreed(count="won", sum="amount", at_least=1, fields=fields)
            assert told(judge(given, events, "30 09:00")) == [("2026-03", outcome)]


def test_an_amount_of_the_event_alone() -> None:
    """What the lead was proposed before does not count as won."""
    events = [on("2 09:00", "proposed", amount=500), on("3 09:00", "won")]
    for path, outcome in (("amount", "met"), ("event.amount", "open")):
        given = agreed(count="won", sum=path, at_least=500, fields={"amount": "money"})
        assert told(judge(given, events, "9 09:00")) == [("2026-03", outcome)]
        carried = [*events[:1], on("3 09:00", "won", amount=500)]
        assert told(judge(given, carried, "9 09:00")) == [("2026-03", "met")]


def test_an_explanation_says_what_each_event_carried() -> None:
    """Or that it carried nothing; and what is lacking, as long as something is."""
    events = [
        on("2 09:00", "won", lead="L1", amount="1200.50"),
        on("3 09:00", "won", lead="L2"),
        on("4 09:00", "won", lead="L3", amount=800),
    ]
    given = agreed(count="won", sum="amount", at_least=2000)
    found = ls.evaluate(given, events, at("9 09:00")).explain(None, "leads")
    assert [(one.lead, one.total, one.said) for one in found.counted] == [
        ("L1", Decimal("1200.5"), "1,200.5"),
        ("L2", None, "it carries no `amount`"),
        ("L3", Decimal("2000.5"), "800"),
    ]
    for log, headline in (
        ([], "open, due Wed 1 Apr 2026 00:00: 0 of 2,000, 2,000 lacking"),
        (events[:2], "open, due Wed 1 Apr 2026 00:00: 1,200.5 of 2,000, 799.5 lacking"),
        (events, "met on Wed 4 Mar 2026 09:00: 2,000.5 of 2,000"),
        ([*events[:2], on("4 09:00", "won", amount="799.5")], "met on Wed 4 Mar 2026 09:00: 2,000 of 2,000"),
    ):
        assert ls.evaluate(given, log, at("9 09:00")).explain(None, "leads").headline == headline


def test_what_was_reached_stays_reached() -> None:
    """A refund takes nothing back, not even one of the same instant."""
    for back in ("2 09:00", "3 09:00"):
        events = [on("2 09:00", "won", lead="L2", amount=500), on(back, "won", lead="L1", amount=-400)]
        given = agreed(count="won", sum="amount", at_least=500)
        [clock] = judge(given, events, "9 09:00").clocks
        assert (clock.outcome, clock.done_at) == ("met", at("2 09:00"))


def test_events_of_the_team_count_too() -> None:
    """They have no lead, and none that could count once."""
    events = [on("2 09:00", "workshop", lead=""), on("3 09:00", "workshop", lead="")]
    assert told(judge(agreed(count="workshop", at_least=2), events, "9 09:00")) == [("2026-03", "met")]
    assert told(judge(agreed(count="workshop", at_least=1, distinct="lead"), events, "9 09:00")) == [
        ("2026-03", "open")
    ]


@pytest.mark.parametrize(
    ("per", "labels"),
    [
        ("day", ["2026-03-06", "2026-03-07", "2026-03-08", "2026-03-09", "2026-03-10"]),
        ("week", ["2026-W10", "2026-W11"]),
        ("month", ["2026-03"]),
        ("quarter", ["2026-Q1"]),
        ("year", ["2026"]),
    ],
)
def test_periods_are_clipped_to_the_term(per: str, labels: list[str]) -> None:
    """From the term's first day to its last; a period that it cuts short owes the whole number."""
    term = ls.Term(dt.date(2026, 3, 6), dt.date(2026, 3, 10))
    events = [on("5 23:59", "created", lead="L1"), on("11 00:00", "created", lead="L2")]
    clocks = judge(agreed(term, per=per, at_least=1), events, "12 09:00").clocks
    assert [clock.period for clock in clocks] == labels
    assert (clocks[0].started, clocks[-1].due) == (at("6 00:00"), at("11 00:00"))
    assert {clock.outcome for clock in clocks} == {"breached"}


def test_a_weekend_and_a_holiday_are_days_like_others() -> None:
    """Periods are of the wall calendar; business hours have no part in them."""
    events = created("7 09:00", "8 03:00", "15 22:00")  # Saturdays and Sundays
    assert told(judge(agreed(), events, "20 09:00")) == [("2026-03", "met")]


def test_months_begin_and_end_on_the_wall_clock() -> None:
    """In New York on standard time at 05:00 UTC, after the change of 8 March at 04:00."""
    given = agreed(SPRING, timezone="America/New_York", at_least=1)
    for when, outcomes in (
        ("1 04:59", ["open"]),
        ("1 05:00", ["met"]),
        ("2026-04-01 03:59", ["met"]),
        ("2026-04-01 04:00", ["breached", "met"]),
    ):
        now = max(at(when), at("2 00:00")) + dt.timedelta(seconds=1)
        assert [outcome for _, outcome in told(judge(given, [on(when, "created")], now))] == outcomes


def test_consequences_are_of_the_period() -> None:
    """At its start, on the way, and at its end; told once, whichever way it was lived."""
    given = agreed(
        at_least=2,
        warn_at=["50%", "1 day"],
        on_start={"assign_task": "plan the month"},
        on_warning={"alert": "manager"},
        on_met={"alert": "both"},
        on_breach={"review": "joint"},
    )
    evaluation = judge(given, created("2 09:00"), "2026-04-02 09:00")
    assert followed(evaluation) == [
        (at("1 00:00"), "assign_task", "plan the month"),
        (at("16 12:00"), "alert", "manager"),
        (at("31 00:00"), "alert", "manager"),
        (at("2026-04-01 00:00"), "review", "joint"),
    ]
    assert {(said.lead, said.period) for said in evaluation.consequences} == {(None, "2026-03")}
    met = judge(given, created("2 09:00", "16 12:00"), "2026-04-02 09:00")
    assert followed(met) == [
        (at("1 00:00"), "assign_task", "plan the month"),
        (at("16 12:00"), "alert", "both"),
    ]


def test_a_late_event_takes_back_what_was_told() -> None:
    """The quota was breached, and was not; a withdrawal breaches it again."""
    given = agreed(at_least=2, on_met={"alert": "both"}, on_breach={"review": "joint"})
    monitor = ls.Monitor(given)
    monitor.receive(on("2 09:00", "created", lead="L1"))
    assert [said.do for said in monitor.advance(at("2026-04-02 09:00"))] == ["review"]
    told = monitor.receive(on("30 09:00", "created", lead="L2", id="late"))
    assert [(said.do, said.retracted, said.issue) for said in told] == [
        ("review", True, 1),
        ("alert", False, 1),
    ]
    told = monitor.receive(ls.Event("L2", at("2026-04-01 09:00"), "withdrawn", {"id": "late"}))
    assert [(said.do, said.retracted, said.issue) for said in told] == [
        ("alert", True, 1),
        ("review", False, 2),
    ]


@pytest.mark.parametrize(
    ("late", "period"),
    [
        ("1 00:00", "2026-W09"),
        ("3 09:00", "2026-W10"),
        ("9 00:00", "2026-W11"),
        ("15 23:59", "2026-W11"),
        ("16 00:00", "2026-W12"),
    ],
)
def test_a_late_event_is_of_the_period_in_which_it_happened(late: str, period: str) -> None:
    """Whichever of those that are over, and from its first instant on."""
    given = agreed(per="week", at_least=1, on_breach={"review": "joint"})
    monitor = ls.Monitor(given)
    assert len(monitor.advance(at("24 09:00"))) == 4
    assert [(said.period, said.retracted) for said in monitor.receive(on(late, "created"))] == [
        (period, True)
    ]


def test_a_quota_that_is_met_as_its_period_begins() -> None:
    """Nothing is owed for an instant; what follows is told all the same, and the clock is seen just after."""
    given = agreed(SPRING, at_least=1, on_start={"assign_task": "plan"}, on_met={"alert": "both"})
    begin = at("2026-04-01 00:00")
    log = [ls.Event("L1", begin, "created")]
    assert told(judge(given, log, begin)) == [("2026-03", "open")]
    evaluation = judge(given, log, begin + TICK)
    assert told(evaluation)[1] == ("2026-04", "met")
    assert followed(evaluation)[1:] == [(begin, "assign_task", "plan"), (begin, "alert", "both")]


def test_each_consequence_is_told_when_it_is_to_be_seen() -> None:
    """What follows from an event at its instant; what time brings about when now is later."""
    given = agreed(
        SPRING,
        at_least=1,
        warn_at="50%",
        **{f"on_{occasion}": {"alert": "both"} for occasion in ("start", "warning", "met", "breach")},
    )
    log = [on("2026-04-07 09:00", "created")]
    for when, before in (
        ("1 00:00", 0),
        ("16 12:00", 1),
        ("2026-04-01 00:00", 2),
    ):
        assert len(ls.evaluate(given, log, at(when)).consequences) == before
    # March is breached, and April begins, at one instant.
    for when, since in (("1 00:00", 1), ("16 12:00", 2), ("2026-04-01 00:00", 4)):
        assert len(ls.evaluate(given, log, at(when) + TICK).consequences) == since
    assert len(ls.evaluate(given, log, at("2026-04-07 09:00") - TICK).consequences) == 4
    assert len(ls.evaluate(given, log, at("2026-04-07 09:00")).consequences) == 5


def test_a_warning_in_business_time_is_of_the_clause_s_calendar() -> None:
    """An hour that is open before the end of March, by the one calendar or by the other."""
    late = ls.BusinessCalendar("UTC", {"mon-fri": ["13:00-18:00"]})
    own = clause(calendar="late", warn_at="1 business hour", on_warning={"alert": "both"})
    office = attrs.evolve(own, calendar=None)
    for made, when in ((own, "31 17:00"), (office, "31 16:00")):
        given = agree(made, term=MARCH, calendars={"office": OFFICE, "late": late})
        assert followed(judge(given, [], "2026-04-02 00:00")) == [(at(when), "alert", "both")]


def test_a_warning_comes_after_its_share_of_the_time_and_no_sooner() -> None:
    """Three quarters of a month of 31 days; rounded up to a whole microsecond; on a day of 23 hours too."""
    for share, when in (("75%", at("24 06:00")), ("100%", at("2026-04-01 00:00"))):
        evaluation = judge(agreed(warn_at=share, on_warning={"alert": "both"}), [], "2026-04-02 00:00")
        assert followed(evaluation) == [(when, "alert", "both")]
    term = ls.Term(dt.date(2026, 3, 8), dt.date(2026, 3, 8))
    given = agreed(
        term, timezone="America/New_York", per="day", warn_at="12.3456789%", on_warning={"alert": "both"}
    )
    [said] = judge(given, [], "9 09:00").consequences
    assert said.at == at("8 05:00") + dt.timedelta(microseconds=10_222_222_130)


def test_a_quota_is_owed_until_it_is_met() -> None:
    """The worklist has it, with what follows; at risk after four fifths of the month."""
    given = agreed(on_breach={"review": "joint"})
    [owed] = judge(given, [], "16 12:00").worklist()
    assert (owed.clock.period, owed.used, owed.left) == ("2026-03", 0.5, dt.timedelta(days=15.5))
    assert owed.next is not None
    assert (owed.next[0], owed.next[1].do) == (at("2026-04-01 00:00"), "review")
    assert not owed.clock.at_risk
    assert judge(given, [], "26 00:00").worklist()[0].clock.at_risk
    for when, at_risk in ((at("25 19:12"), False), (at("25 19:12") + TICK, True)):
        assert ls.evaluate(given, [], when).clocks[0].at_risk is at_risk
    assert judge(given, created("2 09:00", "2 10:00", "2 11:00"), "16 12:00").worklist() == ()


def test_attainment_is_of_the_periods_that_began_in_it() -> None:
    """Weekly quotas over a month, with a target that is missed at its end."""
    given = agreed(per="week", at_least=1, target="80% per month", on_missed={"review": "joint"})
    evaluation = judge(given, created("2 09:00", "10 09:00", "18 09:00"), "2026-04-02 09:00")
    [row] = evaluation.attainment()
    assert (row.period, row.met, row.breached, row.status) == ("2026-03", 3, 3, "missed")
    assert followed(evaluation) == [(at("2026-04-01 00:00"), "review", "joint")]


ROWS = [
    {"from": "2026-03-01", "to": "2026-03-31", "value": 1},
    {"from": dt.date(2026, 4, 1), "to": "2026-04-30", "value": "2"},
]


def test_a_table_has_a_number_for_each_period() -> None:
    """The row in force on the period's first day; without one, or with none to reach, the clock is void at once."""
    rows = [*ROWS, {"from": "2026-06-01", "value": 0}]
    term = ls.Term(dt.date(2026, 3, 1), dt.date(2026, 6, 30))
    given = agreed(term, at_least=None, table=QuotaTable("quotas.yaml#marketing", rows))
    events = [*created("2 09:00"), on("2026-04-02 09:00", "created", lead="L7")]
    evaluation = judge(given, events, "2026-06-20 09:00")
    assert [o for _, o in told(evaluation)] == ["met", "breached", "void", "void"]
    assert evaluation.clocks[2].ended_at == at("2026-05-01 00:00")
    why = [evaluation.explain(None, "leads", period=f"2026-0{month}").headline for month in (5, 6)]
    assert why[0] == "void: the table quotas.yaml#marketing has no row for 2026-05-01"
    assert why[1] == "void: the table quotas.yaml#marketing has the number 0 on 2026-06-01"


def test_what_is_void_is_void_as_it_begins_and_nothing_follows() -> None:
    """Not even what is done at every start."""
    given = agreed(at_least=None, table=QuotaTable("t", []), on_start={"assign_task": "plan"})
    evaluation = judge(given, [], at("1 00:00") + TICK)
    assert (told(evaluation), followed(evaluation)) == ([("2026-03", "void")], [])


def test_a_row_may_be_in_force_for_a_day() -> None:
    """Both dates are included; without an end it is in force for good."""
    table = QuotaTable(
        "t",
        [
            {"from": "2026-03-02", "to": "2026-03-02", "value": 7},
            {"from": "2026-03-03", "to": None, "value": 8},
        ],
    )
    rows = [table.on(dt.date(2026, 3, day)) for day in (1, 2, 3)]
    assert [row and row.value for row in rows] == [None, 7, 8]


def test_a_table_is_read_beside_the_agreement(tmp_path: Path) -> None:
    """What is signed is the reference: other rows make no other agreement."""
    made = agreed(SPRING, at_least=None, table="quotas.yaml#marketing")
    assert (
        made.clauses[0]
        .sentence()
        .startswith("Marketing will reach the number set in “quotas.yaml#marketing” in every")
    )
    file = tmp_path / "agreement.yaml"
    file.write_text(ls.dump(made))
    (tmp_path / "quotas.yaml").write_text("marketing:\n  - {from: 2026-03-01, to: 2026-04-30, value: 1}\n")
    loaded = ls.load(file)
    assert loaded == made
    assert ls.dump(loaded) == ls.dump(made)
    evaluation = judge(loaded, created("2 09:00"), "2026-04-20 09:00")
    assert [o for _, o in told(evaluation)] == ["met", "open"]
    unread = ls.evaluate(ls.loads(file.read_text()), [], at("20 09:00"))
    assert "has not been read" in unread.explain(None, "leads").headline


@pytest.mark.parametrize(
    ("text", "what", "write"),
    [
        (None, "there is no such file", None),
        ("sales: []\n", "there is no section `marketing`", None),
        ("marketin: []\n", "there is no section `marketing`", "marketin"),
        ("marketing: 7\n", "a table is a list of rows", "- {from: 2026-01-01, to: 2026-03-31, value: 120}"),
        ("marketing: [{from: 2026-01-01}]\n", "row 1 of the table has not the keys", None),
        ("marketing: [{from: soon, value: 1}]\n", "row 1 of the table has no dates", None),
        (
            "marketing: [{from: 2026-02-01, to: 2026-01-01, value: 1}]\n",
            "row 1 of the table has no dates",
            None,
        ),
        ("marketing: [{from: 2026-01-01, value: many}]\n", "row 1 of the table has the value 'many'", None),
        (
            "marketing: [{from: 2026-02-01, value: 1}, {from: 2026-01-01, to: 2026-02-01, value: 1}]\n",
            "two rows of the table are in force on 2026-02-01",
            None,
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_a_fault(
    tmp_path: Path, text: str | None, what: str, write: str | None
) -> None:
    """At the line of the agreement that refers to it."""
    file = tmp_path / "agreement.yaml"
    file.write_text(ls.dump(agreed(at_least=None, table="quotas.yaml#marketing")))
    if text is not None:
        (tmp_path / "quotas.yaml").write_text(text)
    [fault] = ls.check(file)
    assert (fault.name, fault.path) == ("wrong-value", "clauses[0].table")
    assert what in fault.what
    assert fault.line is not None
    assert write is None or fault.write == write
    with pytest.raises(ls.AgreementError):
        ls.load(file)


@pytest.mark.parametrize(
    ("changes", "name", "path"),
    [
        ({"count": {"enters": "nowhere"}}, "unknown-name", "count.enters"),
        ({"when": "nothing > 1"}, "criterion", "when"),
        ({"sum": "name"}, "wrong-value", "sum"),
        ({"sum": "event.the amount"}, "wrong-value", "sum"),
        ({"distinct": "company"}, "wrong-value", "distinct"),
        ({"at_least": None}, "missing-key", ""),
        ({"table": "quotas.yaml#marketing"}, "wrong-value", "table"),
        ({"on_breach": {"recycle": "mql"}}, "wrong-value", "on_breach[0].recycle"),
        ({"on_breach": {"alert": "manager", "after": "1 day"}}, "wrong-value", "on_breach[0].after"),
        ({"warn_at": "2 business days"}, "missing-key", "warn_at[0]"),
    ],
)
def test_faults(changes: dict[str, Any], name: str, path: str) -> None:
    """Each with its place."""
    assert [(fault.name, fault.path) for fault in clause(**changes).faults(SCOPE)] == [(name, path)]


def test_a_whole_number_is_kept_as_one() -> None:
    """However it was written."""
    for given in (3, 3.0, "3", Decimal("3.00")):
        assert repr(clause(at_least=given).at_least) == "3"


@pytest.mark.parametrize("number", [0, -1, True, "many", None.__class__])
def test_a_number_to_reach(number: Any) -> None:
    """Above zero, and a number."""
    with pytest.raises(ls.EventError, match="no number to reach"):
        clause(at_least=number)
