"""Two public logs from end to end, by the documents in `examples/`; the same paths on made-up logs where they are not.

The logs themselves are not part of the project.
"""

from __future__ import annotations

import datetime as dt
import gzip
import os
from collections import Counter
from pathlib import Path

import attrs
import pytest
from tests.conftest import SHARED

import leadsla as ls

EXAMPLES = Path(__file__).parents[1] / "examples"
needs_logs = pytest.mark.skipif(
    not (SHARED / "data").is_dir(), reason=f"the public logs are not here ({SHARED.name}/data)"
)
NOW = dt.datetime(2012, 4, 1, tzinfo=dt.UTC)


def outcomes(evaluation: ls.Evaluation, outcome: str) -> Counter[str]:
    return Counter(clock.clause for clock in evaluation.clocks if clock.outcome == outcome)


@pytest.fixture(scope="module")
def queue() -> ls.EventLog:
    """BPI Challenge 2012, as the mapping of the example reads it."""
    log = ls.read_events(SHARED / "data" / "bpic2012.csv.gz", EXAMPLES / "bpic2012" / "mapping.yaml")
    assert log.report.kept == 262_200
    return log


@needs_logs
class TestTheQueueOfLeads:
    """BPI Challenge 2012: from the first scheduling of a lead to the first time somebody takes it up."""

    @pytest.fixture(scope="class")
    @classmethod
    def evaluation(cls, queue: ls.EventLog) -> ls.Evaluation:
        return ls.evaluate(ls.load(EXAMPLES / "bpic2012" / "agreement.yaml"), queue, NOW)

    def test_other_windows_on_the_same_queue(self, queue: ls.EventLog, evaluation: ls.Evaluation) -> None:
        """30 minutes, an hour and four, beside the clauses of those lengths and beside the waits, one by one."""
        few = [event for event in queue if event.name in ("assigned", "touched")]
        agreement = ls.load(EXAMPLES / "bpic2012" / "agreement.yaml")
        hour = attrs.evolve(agreement, clauses=[agreement.clauses_by_id["within-60-minutes"]])
        others = ls.variations(hour, "within-60-minutes.within", ["30 minutes", "4 hours"])
        found = ls.compare(few, {"1 hour": hour}, others, at=NOW)
        begun: dict[str, dt.datetime] = {}
        waits: dict[str, dt.timedelta] = {}
        for event in sorted(few, key=lambda event: event.at):
            if event.name == "assigned":
                begun.setdefault(event.lead, event.at)
            elif event.lead in begun:
                waits.setdefault(event.lead, event.at - begun[event.lead])
        for row, minutes in zip(found.clauses, (60, 30, 240), strict=True):
            assert row.met == sum(wait <= dt.timedelta(minutes=minutes) for wait in waits.values())
            assert row.met + row.breached == 4755
        assert [row.met for row in found.clauses] == [2650, 2048, 3308]
        met = outcomes(evaluation, "met")
        assert (found.clauses[0].met, found.clauses[2].met) == (
            met["within-60-minutes"],
            met["within-240-minutes"],
        )
        turned = [(row.policy, row.after, row.clocks) for row in found.turns if row.before != row.after]
        assert turned == [("30 minutes", "breached", 602), ("4 hours", "met", 658)]
        change = found.clauses[2]
        assert change.paired is not None
        assert round(float(change.paired.difference or 0), 4) == 0.1384
        assert [round(end or 0, 3) for end in change.ends] == [0.129, 0.148]
        assert [(doubt.policy, doubt.name, doubt.count) for doubt in found.doubts] == [
            (name, "deadlines", 4755) for name in ("30 minutes", "4 hours")
        ]

    def test_a_clock_for_every_lead_that_was_scheduled(self, evaluation: ls.Evaluation) -> None:
        assert set(Counter(clock.clause for clock in evaluation.clocks).values()) == {4755}

    def test_met_in_each_window(self, evaluation: ls.Evaluation) -> None:
        assert outcomes(evaluation, "met") == {
            "within-5-minutes": 870,
            "within-15-minutes": 1469,
            "within-60-minutes": 2650,
            "within-240-minutes": 3308,
            "within-24-hours": 4578,
        }

    def test_every_other_one_was_late(self, evaluation: ls.Evaluation) -> None:
        assert outcomes(evaluation, "breached")["within-5-minutes"] == 4755 - 870
        assert outcomes(evaluation, "open") == {}

    def test_the_median_response(self, evaluation: ls.Evaluation) -> None:
        took = sorted(clock.counted for clock in evaluation.clocks if clock.clause == "within-24-hours")
        assert round(took[len(took) // 2].total_seconds() / 60, 2) == 42.45

    def test_the_review_finds_the_window_that_would_have_met_the_target(
        self, evaluation: ls.Evaluation
    ) -> None:
        """Of the first quarter: the time within which four in five were taken up, reckoned here once more."""
        found = ls.review(evaluation, "2012-Q1")
        [one] = found.proposals
        assert (one.kind, one.clause, one.yaml) == ("widen", "within-5-minutes", "within: 12 hours")
        took = sorted(
            clock.counted
            for clock in evaluation.clocks
            if clock.clause == "within-5-minutes" and clock.started in found.period
        )
        exact = took[-(-len(took) * 4 // 5) - 1]
        assert dt.timedelta(hours=11, minutes=26) <= exact < dt.timedelta(hours=11, minutes=27)
        assert "5 minutes was met by 351 of 2,046 (17.1%)" in one.evidence
        assert (
            "11 hours 26 minutes would have met it on this evidence: 1,637 of 2,046 (80.0%)." in one.evidence
        )
        assert (found.breaches.clocks, found.breaches.breached, found.breaches.owed) == (10_230, 4_858, 0)

    def test_live_agrees_on_a_part_of_the_log(self, evaluation: ls.Evaluation) -> None:
        """Event by event, in the order of time."""
        log = ls.read_events(SHARED / "data" / "bpic2012.csv.gz", EXAMPLES / "bpic2012" / "mapping.yaml")
        some = {clock.lead for clock in evaluation.clocks[:600]}
        monitor = ls.Monitor(evaluation.agreement)
        monitor.receive_all(event for event in log if event.lead in some)
        wanted = [clock for clock in evaluation.clocks if clock.lead in some]
        assert list(monitor.evaluation(NOW).clocks) == wanted


@needs_logs
def test_half_an_hour_less_would_have_made_602_of_the_answers_late() -> None:
    """The same queue under another window."""
    log = ls.read_events(SHARED / "data" / "bpic2012.csv.gz", EXAMPLES / "bpic2012" / "mapping.yaml")
    agreement = ls.load(EXAMPLES / "bpic2012" / "agreement.yaml")
    stricter = [
        attrs.evolve(clause, within="30 minutes") if clause.id == "within-60-minutes" else clause
        for clause in agreement.clauses
    ]
    found = ls.compare_agreements(agreement, attrs.evolve(agreement, version="2", clauses=stricter), log, NOW)
    assert {change.outcomes for change in found.turned} == {("met", "breached")}
    assert len(found.turned) == 602
    assert len(found.clocks) == 4755
    [row] = [row for row in found.clauses if row.differs]
    assert row.old is not None
    assert row.new is not None
    assert (row.old.met, row.new.met, row.new.breached) == (2650, 2048, 2707)


@needs_logs
class TestTheSellerFunnel:
    """Olist: two wide exports that know a lead by the same id."""

    @pytest.fixture(scope="class")
    @classmethod
    def log(cls) -> ls.EventLog:
        return ls.read_events(SHARED / "data" / "olist", EXAMPLES / "olist" / "mapping.yaml")

    def test_leads_and_deals(self, log: ls.EventLog) -> None:
        assert len({event.lead for event in log}) == 8000
        assert sum(event.name == "won" for event in log) == 842

    def test_the_impossible_row_is_reported_and_kept(self, log: ls.EventLog) -> None:
        impossible = [problem for problem in log.report.problems if "before created" in problem.what]
        assert [(Path(problem.file).name, problem.line, problem.kept) for problem in impossible] == [
            ("olist_closed_deals_dataset.csv", 669, True)
        ]

    def test_the_deal_before_its_first_contact_is_an_anomaly(self, log: ls.EventLog) -> None:
        agreement = ls.load(EXAMPLES / "olist" / "agreement.yaml")
        evaluation = ls.evaluate(agreement, log, dt.datetime(2019, 1, 1, tzinfo=dt.UTC))
        assert [anomaly.event for anomaly in evaluation.anomalies] == ["won"]
        assert Counter(evaluation.stage(lead) for lead in evaluation.leads) == {"lead": 7159, "customer": 841}


@needs_logs
def test_the_review_of_the_seller_funnel_adds_up() -> None:
    """The first quarter of 2018: 3,358 first contacts, 332 closed by its end, and a promise open on all others."""
    log = ls.read_events(SHARED / "data" / "olist", EXAMPLES / "olist" / "mapping.yaml")
    agreement = ls.load(EXAMPLES / "olist" / "agreement.yaml")
    found = ls.review(ls.evaluate(agreement, log, dt.datetime(2019, 1, 1, tzinfo=dt.UTC)), "2018-Q1")
    assert found.leakage is not None
    assert (found.leakage.entered, found.leakage.decided, found.leakage.in_work) == (3358, 332, 3026)
    assert found.leakage.unknown == ("never assigned", "never touched")
    [line] = found.promises.targets
    assert (line.attainment.met, line.attainment.breached, line.attainment.status) == (397, 2946, "kept")
    assert [(group.event, group.count) for group in found.remarks] == [("won", 1)]


class TestMadeUpLogs:
    """The same documents and the same readers, on logs that are made here."""

    def test_a_queue(self, tmp_path: Path) -> None:
        rows = ["case,activity,lifecycle,resource,timestamp,amount"]
        for case, minutes in (("1", 3), ("2", 10), ("3", 50), ("4", 200), ("5", 1000), ("6", 3000)):
            start = dt.datetime(2012, 1, 10, 9, tzinfo=dt.timezone(dt.timedelta(hours=1)))
            taken = start + dt.timedelta(minutes=minutes)
            rows += [
                f"{case},W_Afhandelen leads,SCHEDULE,112,{start.isoformat()},5000",
                f"{case},W_Afhandelen leads,START,113,{taken.isoformat()},5000",
                f"{case},W_Afhandelen leads,COMPLETE,113,{(taken + dt.timedelta(minutes=1)).isoformat()},5000",
            ]
        path = tmp_path / "queue.csv.gz"
        path.write_bytes(gzip.compress(os.linesep.join(rows).encode()))
        log = ls.read_events(path, EXAMPLES / "bpic2012" / "mapping.yaml")
        evaluation = ls.evaluate(ls.load(EXAMPLES / "bpic2012" / "agreement.yaml"), log, NOW)
        assert log.report.kept == 18
        assert outcomes(evaluation, "met") == {
            "within-5-minutes": 1,
            "within-15-minutes": 2,
            "within-60-minutes": 3,
            "within-240-minutes": 4,
            "within-24-hours": 5,
        }

    def test_a_funnel(self, tmp_path: Path) -> None:
        (tmp_path / "olist_marketing_qualified_leads_dataset.csv").write_text(
            "mql_id,first_contact_date,landing_page_id,origin\n"
            "a,2018-02-01,p1,social\nb,2018-03-10,p2,\nc,2018-03-01,p2,email\n"
        )
        (tmp_path / "olist_closed_deals_dataset.csv").write_text(
            "mql_id,seller_id,sdr_id,sr_id,won_date,business_segment,lead_type,declared_monthly_revenue\n"
            "a,s1,x,y,2018-02-26 19:58:54,pet,online_medium,0.0\n"
            "b,s2,x,y,2018-03-06 19:38:55,home,offline,10.0\n"
        )
        log = ls.read_events(tmp_path, EXAMPLES / "olist" / "mapping.yaml")
        assert sum("before created" in problem.what for problem in log.report.problems) == 1
        agreement = ls.load(EXAMPLES / "olist" / "agreement.yaml")
        evaluation = ls.evaluate(agreement, log, dt.datetime(2019, 1, 1, tzinfo=dt.UTC))
        assert outcomes(evaluation, "met") == {"close": 1}
        assert [(anomaly.lead, anomaly.event) for anomaly in evaluation.anomalies] == [("b", "won")]
