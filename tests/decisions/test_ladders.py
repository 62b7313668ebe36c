"""Ladders and warnings: what follows a breach in steps, and what goes before it."""

from __future__ import annotations

import pytest
from tests.decisions.scenario import TICK, agree, answer, at, evaluate, followed, judge, on, only

from leadsla.errors import AgreementError

START = on("2 10:00", "assigned", to="a")
LADDER = answer(
    on_breach=[
        {"alert": "manager"},
        {"escalate": "director", "after": "3 hours"},
        {"reroute": "manager", "after": "1 hour"},
    ]
)


def test_after_counts_from_breached_at() -> None:
    """Each rung from the breach, not from the rung before it; soonest first, whatever their order."""
    assert followed(judge(agree(LADDER), [START], "2 18:00")) == [
        (at("2 12:00"), "alert", "manager"),
        (at("2 13:00"), "reroute", "manager"),
        (at("2 15:00"), "escalate", "director"),
    ]


def test_after_counts_in_the_calendar_of_the_clause() -> None:
    """Business hours: over lunch and over the night."""
    clause = answer(on_breach=[{"reroute": "manager", "after": "1 business hour"},
                               {"escalate": "director", "after": "5 business hours"}])  # fmt: skip
    assert followed(judge(agree(clause), [START], "4 18:00")) == [
        (at("2 14:00"), "reroute", "manager"),
        (at("3 10:00"), "escalate", "director"),
    ]


def test_a_ladder_ignores_pauses() -> None:
    """A hold after the breach does not keep a rung waiting."""
    clause = answer(pause_while="waiting", on_breach={"escalate": "director", "after": "1 hour"})
    told = judge(agree(clause), [START, on("2 12:30", "updated", waiting=True)], "2 18:00")
    assert followed(told) == [(at("2 13:00"), "escalate", "director")]


def test_a_rung_fires_only_while_the_clock_is_owed() -> None:
    """Done late in between: the rest of the ladder does not happen."""
    told = judge(agree(LADDER), [START, on("2 14:00", "touched")], "2 18:00")
    assert [do for _, do, _ in followed(told)] == ["alert", "reroute"]


def test_done_exactly_at_a_rung_is_in_time_for_it() -> None:
    """An event of that instant comes before the timer; a microsecond later it is too late."""
    for when, count in ((at("2 13:00"), 1), (at("2 13:00") + TICK, 2)):
        told = judge(agree(LADDER), [START, on(when, "touched")], "2 18:00")
        assert len(followed(told)) == count


def test_a_void_between_rungs_ends_the_ladder() -> None:
    """As being done does."""
    told = judge(agree(LADDER), [START, on("2 14:00", "lost")], "2 18:00")
    assert [do for _, do, _ in followed(told)] == ["alert", "reroute"]


def test_a_rung_that_recycles_ends_the_rest_of_its_ladder() -> None:
    """An automatic recycle voids what is still owed by this very clock."""
    clause = answer(
        on_breach=[
            {"recycle": "nurture", "after": "1 hour", "automatic": True},
            {"escalate": "director", "after": "2 hours"},
        ]
    )
    told = judge(agree(clause), [on("2 09:00", "created"), START], "2 18:00")
    assert followed(told) == [(at("2 13:00"), "recycle", "nurture")]
    assert (only(told).outcome, only(told).ended_at) == ("breached", at("2 13:00"))


def test_the_ladder_names_who_missed_the_due() -> None:
    """A later assignment does not make the breach another's."""
    told = judge(agree(LADDER), [START, on("2 12:30", "assigned", to="b")], "2 13:30")
    assert {said.assignee for said in told.consequences} == {"a"}


def test_a_ladder_into_years_without_open_time_has_no_rung() -> None:
    """The rung can never come; the breach stands, and the log is told."""
    from leadsla.calendars import BusinessCalendar

    once = BusinessCalendar("UTC", {}, exceptions={"2026-03-02": ["09:00-17:00"]})
    clause = answer(
        within="2 business hours",
        on_breach=[{"alert": "manager"}, {"escalate": "director", "after": "1 business day"}],
    )
    told = judge(agree(clause, calendars={"office": once}), [START], "9 18:00")
    assert followed(told) == [(at("2 12:00"), "alert", "manager")]
    assert len(told.anomalies) == 1
    # Before the breach the worklist looks ahead at what follows, and that must not fail either.
    ahead = evaluate(agree(clause, calendars={"office": once}), [START], "2 11:00").worklist()
    assert [owed.next and owed.next[1].do for owed in ahead] == ["alert"]


def test_after_belongs_to_on_breach_alone() -> None:
    """There is nothing owed to wait on elsewhere."""
    with pytest.raises(AgreementError, match="after"):
        agree(answer(on_met={"alert": "manager", "after": "1 hour"}))


# -- warnings --------------------------------------------------------------------------------------------------------


def warned(*warn_at: str, within: str = "2 hours") -> list[object]:
    clause = answer(within=within, warn_at=list(warn_at), on_warning={"alert": "assignee"})
    return [when for when, _, _ in followed(judge(agree(clause), [START], "4 18:00"))]


def test_warn_at_takes_shares_of_the_window() -> None:
    """Of the time that counts between start and due."""
    assert warned("50%", "80%") == [at("2 11:00"), at("2 11:36")]
    assert warned("50%", within="4 business hours") == [at("2 12:00")]
    # A quarter of a business day in which seven hours count, from ten to ten.
    assert warned("25%", within="1 business day") == [at("2 11:45")]


def test_warn_at_takes_windows_before_the_due() -> None:
    """In their own basis, and not before the start."""
    assert warned("30 minutes") == [at("2 11:30")]
    assert warned("1 business hour", within="4 business hours") == [at("2 14:00")]
    assert warned("2 days") == [at("2 10:00")]


def test_a_window_before_the_due_without_open_time_before_it_warns_at_the_start() -> None:
    """A calendar that has just begun to be open: there is no such instant, so the warning comes at once."""
    from leadsla.calendars import BusinessCalendar

    new = BusinessCalendar(
        "UTC", {}, exceptions={"2026-03-02": ["09:00-17:00"], "2026-03-03": ["09:00-17:00"]}
    )
    clause = answer(within="2 business hours", warn_at=["5 business days"], on_warning={"alert": "assignee"})
    told = judge(agree(clause, calendars={"office": new}), [START], "2 11:00")
    assert followed(told) == [(at("2 10:00"), "alert", "assignee")]


def test_warnings_cease_when_the_clock_is_settled() -> None:
    """Done before the second warning."""
    clause = answer(warn_at=["50%", "80%"], on_warning={"alert": "assignee"})
    told = judge(agree(clause), [START, on("2 11:10", "touched")], "2 18:00")
    assert [when for when, _, _ in followed(told)] == [at("2 11:00")]


def test_done_exactly_at_a_warning_is_not_warned() -> None:
    """The event of that instant comes first."""
    clause = answer(warn_at=["50%"], on_warning={"alert": "assignee"})
    assert followed(judge(agree(clause), [START, on("2 11:00", "touched")], "2 18:00")) == []


def test_at_risk_is_open_and_past_the_first_warning() -> None:
    """Past, not at: it is visible when a timer of that instant would be."""
    clause = answer(warn_at=["80%", "50%"])
    for when, risk in ((at("2 11:00"), False), (at("2 11:00") + TICK, True)):
        assert only(evaluate(agree(clause), [START], when)).at_risk is risk
    assert not only(judge(agree(clause), [START, on("2 11:30", "touched")], "2 11:31")).at_risk
    assert not only(judge(agree(clause), [START], "2 12:01")).at_risk


def test_at_risk_at_eighty_percent_where_no_warning_is_given() -> None:
    """Four fifths of two hours are 96 minutes."""
    for when, risk in ((at("2 11:36"), False), (at("2 11:36") + TICK, True)):
        assert only(evaluate(agree(answer()), [START], when)).at_risk is risk


def test_on_warning_without_warn_at_warns_at_eighty_percent() -> None:
    """The default of the one is the default of the other."""
    clause = answer(on_warning={"alert": "assignee"})
    assert followed(judge(agree(clause), [START], "2 12:00")) == [(at("2 11:36"), "alert", "assignee")]
