"""`conversion_rate`: a share of the leads that reach one stage goes on to another."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.decisions.scenario import TICK, agree, at, followed, judge, on

import leadsla as ls
from leadsla.clauses import ConversionRate, Scope
from leadsla.periods import Share

SCOPE = Scope({}, ("mql", "sal"), ("sales", "marketing"), ("manager",), (), None)
SPRING = ls.Term(dt.date(2026, 3, 1), dt.date(2026, 4, 30))
DUE = at("2026-04-11 00:00")


def clause(**changes: Any) -> ConversionRate:
    given: dict[str, Any] = {
        "id": "nurture",
        "owner": "marketing",
        "from_": "mql",
        "to": "sal",
        "per": "month",
    }
    return ConversionRate(**(given | {"at_least": "50%", "mature_after": "10 days"} | changes))


def agreed(term: ls.Term = SPRING, **changes: Any) -> ls.Agreement:
    return agree(clause(**changes), term=term, timezone=changes.pop("timezone", "UTC"))


def cohort(size: int, *converted: str | dt.datetime, month: int = 3) -> list[ls.Event]:
    """Leads that entered `mql` on the second of a month, of which the first went on at those instants."""
    entered = [on(f"2026-0{month}-02 09:00", "created", lead=f"{month}-{number}") for number in range(size)]
    return entered + [on(when, "accepted", lead=f"{month}-{number}") for number, when in enumerate(converted)]


def outcomes(evaluation: ls.Evaluation) -> list[str]:
    return [clock.outcome for clock in evaluation.clocks]


def test_the_sentence() -> None:
    """A floor, a drop, or both; and when it is judged."""
    assert clause(at_least=None, drop="at most 20%", mature_after=None).sentence() == (
        "Marketing will let the share of leads that go from MQL to SAL drop by at most 20% from one month to the next."
    )
    both = clause(drop="20%").sentence()
    assert both.startswith(
        "Marketing will bring at least 50% of the leads that enter MQL on to SAL and let that share drop by at most 20%"
    )
    assert both.endswith(", judged 10 days after its end.")
    assert clause(mature_after=None).sentence() == (
        "Marketing will bring at least 50% of the leads that enter MQL on to SAL in every month."
    )


def test_shares_as_text_or_as_shares() -> None:
    """From a document, or from Python."""
    share = Share.parse("20%")
    assert clause(at_least=share, drop=share) == clause(at_least="20%", drop="at most 20%")


def test_met_when_it_has_matured() -> None:
    """Two of four, one of them after the month; known at the due, though it was reached before."""
    events = cohort(4, "5 09:00", "2026-04-07 09:00")
    march, april = judge(agreed(), events, "2026-04-20 09:00").clocks
    assert (march.period, march.outcome, march.due) == ("2026-03", "met", DUE)
    assert march.done_at == march.ended_at == DUE
    assert (april.period, april.outcome) == ("2026-04", "open")
    assert outcomes(judge(agreed(), events, DUE))[0] == "open"
    assert outcomes(judge(agreed(), events, DUE + TICK))[0] == "met"


def test_breached_at_the_due() -> None:
    """One of four; the third that went on after the due changes nothing."""
    march, _ = judge(agreed(), cohort(4, "5 09:00", "2026-04-12 09:00"), "2026-04-20 09:00").clocks
    assert (march.outcome, march.breached_at, march.done_at) == ("breached", DUE, None)


def test_exactly_at_the_deadline_counts() -> None:
    """A microsecond later does not."""
    for when, outcome in ((DUE, "met"), (DUE + TICK, "breached")):
        assert outcomes(judge(agreed(), cohort(2, when), "2026-04-20 09:00"))[0] == outcome


def test_void_for_an_empty_cohort() -> None:
    """Who went on without having entered is in no cohort; the next month's leads are not this month's."""
    events = cohort(2, month=4)
    march, april = judge(agreed(), events, "2026-05-20 09:00").clocks
    assert (march.outcome, march.ended_at) == ("void", DUE)
    assert april.outcome == "breached"


def test_a_drop_is_against_the_period_before() -> None:
    """From one half: 40 % of one half is one fifth less, exactly as much as is allowed; 39 % is too much."""
    given = agreed(at_least=None, drop="at most 20%")
    before = cohort(4, "5 09:00", "6 09:00")
    for converted, outcome in ((2, "met"), (1, "breached")):
        events = before + cohort(5, *["2026-04-05 09:00"] * converted, month=4)
        assert outcomes(judge(given, events, "2026-05-20 09:00")) == ["void", outcome]


def test_void_where_the_period_before_is_empty() -> None:
    """The first of the term has none before it, and April none to compare with."""
    given = agreed(at_least=None, drop="at most 20%")
    assert outcomes(judge(given, cohort(2, "2026-04-05 09:00", month=4), "2026-05-20 09:00")) == [
        "void",
        "void",
    ]
    nothing_before = cohort(2) + cohort(2, month=4)
    assert outcomes(judge(given, nothing_before, "2026-05-20 09:00")) == ["void", "met"]


def test_a_lead_counts_once_and_by_its_first_entry() -> None:
    """It was there in March, came back in March, and went on in between: converted, one of one."""
    events = [
        on("2 09:00", "created"),
        on("3 09:00", "accepted"),
        on("4 09:00", "recycled", to="nurture"),
        on("5 09:00", "qualified"),
    ]
    assert outcomes(judge(agreed(at_least="100%"), events, "2026-04-20 09:00"))[0] == "met"


def test_going_on_before_entering_is_no_conversion() -> None:
    """Entered `mql` again in April, after `sal` in March: April's cohort has it, unconverted."""
    events = [
        on("2 09:00", "created"),
        on("3 09:00", "accepted"),
        on("2026-04-01 00:00", "recycled", to="mql"),
    ]
    assert outcomes(judge(agreed(), events, "2026-05-20 09:00")) == ["met", "breached"]


def test_coming_back_to_where_it_was_is_no_conversion() -> None:
    """Left and entered again, and nothing else."""
    events = [on("2 09:00", "created"), on("4 09:00", "recycled", to="nurture"), on("5 09:00", "qualified")]
    assert outcomes(judge(agreed(), events, "2026-04-20 09:00"))[0] == "breached"


def test_who_enters_as_the_next_period_begins_is_of_the_next() -> None:
    """Also while this one is still maturing."""
    events = [
        on("2026-04-01 00:00", "created", lead="L1"),
        *cohort(2, "2026-03-05 09:00", "2026-03-05 10:00"),
    ]
    march, april = judge(agreed(at_least="100%"), events, "2026-05-20 09:00").clocks
    assert (march.outcome, april.outcome) == ("met", "breached")


def test_the_period_before_had_its_own_time_to_mature() -> None:
    """Who went on after March's due does not count for March, also where April is measured by it."""
    given = agreed(at_least=None, drop="at most 0%")
    events = [
        *cohort(4, "5 09:00", "2026-04-12 09:00"),
        *cohort(4, "2026-04-05 09:00", month=4),
    ]
    assert outcomes(judge(given, events, "2026-05-20 09:00")) == ["void", "met"]


def test_an_explanation_counts_the_period_before_too() -> None:
    """Where it is measured by it, and not otherwise."""
    events = cohort(4, "5 09:00", "6 09:00") + cohort(5, "2026-04-05 09:00", month=4)
    for changes, said in (
        ({"at_least": None, "drop": "20%"}, ", and of the period before 2 of 4"),
        ({}, ""),
    ):
        evaluation = ls.evaluate(agreed(**changes), events, at("2026-05-20 09:00"))
        found = evaluation.explain(None, "nurture", period="2026-04")
        assert found.headline == (
            "breached on Mon 11 May 2026 00:00: 1 of the 5 leads that entered mql went on to sal" + said
        )
    evaluation = ls.evaluate(agreed(at_least="60%", drop="20%"), events, at("2026-05-20 09:00"))
    first = evaluation.explain(None, "nurture", period="2026-03")
    assert first.because[-1] == "2 of the 4 leads that entered mql went on to sal"


def test_maturing_in_business_days_over_a_weekend_and_a_holiday() -> None:
    """The first of April is a Wednesday: two business days on, with Thursday closed, is Monday."""
    office = ls.BusinessCalendar("UTC", {"mon-fri": ["09:00-17:00"]}, holidays=[dt.date(2026, 4, 2)])
    given = agree(clause(mature_after="2 business days"), term=SPRING, calendars={"office": office})
    march = judge(given, cohort(2, "2026-04-06 09:00"), "2026-04-20 09:00").clocks[0]
    assert (march.due, march.outcome) == (at("2026-04-06 09:00"), "met")
    late = ls.BusinessCalendar("UTC", {"mon-fri": ["13:00-17:00"]})
    own = clause(mature_after="1 business hour", calendar="late")
    given = agree(own, term=SPRING, calendars={"office": office, "late": late})
    assert judge(given, [], "2026-04-20 09:00").clocks[0].due == at("2026-04-01 14:00")


def test_maturing_over_a_change_of_the_clock() -> None:
    """Ten days after February, of which 8 March has 23 hours in New York."""
    term = ls.Term(dt.date(2026, 2, 1), dt.date(2026, 2, 28))
    given = agree(clause(), term=term, timezone="America/New_York")
    [clock] = judge(given, [], "20 09:00").clocks
    assert clock.due == at("11 04:00")


def test_the_last_period_matures_after_the_term() -> None:
    """The agreement ends, and what it promised for its last month is judged all the same."""
    april = judge(agreed(), cohort(2, "2026-05-05 09:00", month=4), "2026-05-20 09:00").clocks[1]
    assert (april.due, april.outcome) == (at("2026-05-11 00:00"), "met")


def test_consequences_follow_at_the_due() -> None:
    """And are taken back when a late event shows that the promise was kept."""
    march = ls.Term(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    given = agreed(march, on_breach={"review": "joint"}, on_met={"alert": "both"})
    assert followed(judge(given, cohort(2), "2026-04-20 09:00")) == [(DUE, "review", "joint")]
    for late in ("2026-04-10 09:00", DUE):
        monitor = ls.Monitor(given)
        for event in cohort(2):
            monitor.receive(event)
        assert [said.do for said in monitor.advance(at("2026-04-20 09:00"))] == ["review"]
        told = monitor.receive(on(late, "accepted", lead="3-1"))
        assert [(said.do, said.retracted) for said in told] == [("review", True), ("alert", False)]


def test_cohorts_mature_while_the_next_ones_begin() -> None:
    """A day that matures for three hours is owed beside the next; each is woken for at its own instant."""
    term = ls.Term(dt.date(2026, 3, 1), dt.date(2026, 3, 4))
    given = agreed(term, per="day", mature_after="3 hours", on_start={"assign_task": "count"})
    evaluation = judge(given, cohort(2, "3 02:00"), "6 09:00")
    assert outcomes(evaluation) == ["void", "met", "void", "void"]


@pytest.mark.parametrize(
    ("changes", "name", "path"),
    [
        ({"from_": "nowhere"}, "unknown-name", "from"),
        ({"to": "nowhere"}, "unknown-name", "to"),
        ({"to": "mql"}, "wrong-value", "to"),
        ({"at_least": None}, "missing-key", ""),
        ({"mature_after": "2 business days"}, "missing-key", "mature_after"),
    ],
)
def test_faults(changes: dict[str, Any], name: str, path: str) -> None:
    """Each with its place."""
    assert [(fault.name, fault.path) for fault in clause(**changes).faults(SCOPE)] == [(name, path)]
