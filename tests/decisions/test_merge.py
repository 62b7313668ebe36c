"""Merge: a lead that was merged into another owes nothing any more."""

from __future__ import annotations

from tests.decisions.scenario import agree, answer, at, followed, judge, on, only, outcomes_of, withdraw

from leadsla.clauses import RequiredInformation

START = on("2 10:00", "assigned")
MERGED = on("2 11:00", "merged", into="L2")


def test_the_old_leads_clocks_are_void() -> None:
    """All of them, whatever their `void_on`."""
    told = judge(agree(answer(), answer(id="other", void_on="cancelled")), [START, MERGED], "2 13:00")
    assert outcomes_of(told) == ["void", "void"]


def test_its_later_events_are_anomalies() -> None:
    """They change nothing: no clock, no stage, no field."""
    log = [START, MERGED, on("2 11:00", "assigned"), on("2 12:00", "recycled"), on("2 12:30", "assigned")]
    told = judge(agree(answer(repeat="each")), log, "2 13:00")
    assert outcomes_of(told) == ["void"]
    assert [anomaly.event for anomaly in told.anomalies] == ["assigned", "recycled", "assigned"]
    assert "merged" in told.anomalies[0].why


def test_after_a_breach_the_merge_stops_the_ladder() -> None:
    """The outcome stays."""
    clause = answer(within="30 minutes", on_breach={"escalate": "director", "after": "1 hour"})
    told = judge(agree(clause), [START, MERGED], "2 13:00")
    assert (only(told).outcome, followed(told)) == ("breached", [])


def test_the_merge_starts_nothing_on_the_lead_that_is_gone() -> None:
    """A clause from `merged`, or one that any event may start, has no lead to run for."""
    clauses = [
        answer(from_="merged"),
        RequiredInformation(id="info", owner="marketing", at="merged", fields=["email"]),
    ]
    assert not judge(agree(*clauses), [MERGED], "2 13:00").clocks


def test_a_clause_that_waits_for_the_merge_is_met_by_it() -> None:
    """`until` beats what voids: duplicates that were to be merged have been."""
    told = judge(agree(answer(until="merged"), answer(id="other")), [START, MERGED], "2 13:00")
    assert outcomes_of(told) == ["met", "void"]


def test_the_other_lead_is_not_touched() -> None:
    """Leads never interact; what happened to the old one is not told to the new one."""
    log = [START, on("2 10:00", "assigned", "L2"), MERGED]
    told = judge(agree(answer()), log, "2 11:30")
    assert [(clock.lead, clock.outcome) for clock in told.clocks] == [("L1", "void"), ("L2", "open")]


def test_a_recycle_due_at_the_instant_of_the_merge_does_not_happen() -> None:
    """The event comes before the timer, and then there is no lead to recycle."""
    clause = answer(within="1 hour", on_breach={"recycle": "nurture", "automatic": True})
    told = judge(agree(clause), [on("2 09:00", "created"), START, MERGED], "2 13:00")
    assert (outcomes_of(told), told.stage("L1"), told.anomalies) == (["void"], "mql", ())


def test_a_recycle_caused_at_the_instant_of_the_merge_does_not_happen() -> None:
    """A recycle waits until all events of its instant are done."""
    clause = answer(until="touched", on_met={"recycle": "nurture", "automatic": True})
    log = [on("2 09:00", "created"), START, on("2 11:00", "touched", seq=1), on("2 11:00", "merged", seq=2)]
    told = judge(agree(clause), log, "2 13:00")
    assert (told.stage("L1"), told.anomalies) == ("mql", ())


def test_a_withdrawn_merge_never_was() -> None:
    """The lead goes on as if nothing had been said."""
    log = [START, on("2 11:00", "merged", into="L2", id="m"), withdraw("2 11:30", "m")]
    told = judge(agree(answer()), log, "2 13:00")
    assert (only(told).breached_at, told.anomalies) == (at("2 12:00"), ())


def test_a_withdrawal_of_another_event_of_a_merged_lead_is_no_anomaly() -> None:
    """It corrects the log, and is nothing that happened to the lead."""
    log = [START, on("2 10:30", "touched", id="t"), MERGED, withdraw("2 12:00", "t")]
    told = judge(agree(answer()), log, "2 13:00")
    assert (only(told).outcome, told.anomalies) == ("void", ())
