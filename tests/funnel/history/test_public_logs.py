"""Two public logs through `from_events`, against the same figures worked out by pandas alone.

The logs themselves are not part of the project.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import SHARED

import leadsla as ls
from leadsla.frames import events_from_frame
from leadsla.funnel import FunnelHistory, ReverseFunnel, already_in

EXAMPLES = Path(__file__).parents[3] / "examples"
DATA = SHARED / "data"
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"the public logs are not here ({SHARED.name}/data)"
)


class TestTheSellerFunnel:
    """Olist: 8,000 leads by origin, 842 deals, none written down before 2017-12-05."""

    AT = dt.datetime(2018, 11, 15, tzinfo=dt.UTC)

    @pytest.fixture(scope="class")
    @classmethod
    def agreement(cls) -> ls.Agreement:
        return ls.load(EXAMPLES / "olist" / "agreement.yaml")

    @pytest.fixture(scope="class")
    @classmethod
    def log(cls) -> ls.EventLog:
        return ls.read_events(DATA / "olist", EXAMPLES / "olist" / "mapping.yaml")

    @pytest.fixture(scope="class")
    @classmethod
    def leads(cls) -> Any:
        pandas = pytest.importorskip("pandas")
        first = pandas.read_csv(DATA / "olist" / "olist_marketing_qualified_leads_dataset.csv")
        deals = pandas.read_csv(DATA / "olist" / "olist_closed_deals_dataset.csv")
        both = first.merge(deals[["mql_id", "won_date"]], on="mql_id", how="left")
        came = pandas.to_datetime(both.first_contact_date).dt.tz_localize(
            "America/Sao_Paulo", nonexistent="shift_forward"
        )
        both["came"] = came.dt.tz_convert("UTC")
        both["won"] = pandas.to_datetime(both.won_date, format="mixed").dt.tz_localize("UTC")
        both["origin"] = both.origin.fillna("not known")
        return both

    def test_what_was_forecast_came(self, agreement: ls.Agreement, log: ls.EventLog) -> None:
        """By the funnel of March, the leads that there are on 1 June bring 60.5 deals more in June; it was 57."""
        april, june = (dt.datetime(2018, month, 1, tzinfo=dt.UTC) for month in (4, 6))
        since = dt.datetime(2017, 12, 5, tzinfo=dt.UTC)
        goal = {"deals": 500, "period": "2018-Q2"}
        known = [event for event in log if event.at < april]
        already = already_in(ls.evaluate(agreement, known, april))
        made = ReverseFunnel.from_events(
            agreement, known, april, goal=goal, since=since, by=None, already=already
        )
        found = made.answer(today=april.date()).variance(ls.evaluate(agreement, log, june), june.date())
        assert (found.deals, round(float(found.coming), 1)) == (329, 60.5)
        won = [event for event in log if event.name == "won" and event.at >= june]
        assert sum(event.at < dt.datetime(2018, 7, 1, tzinfo=dt.UTC) for event in won) == 57

    def test_842_of_8000_by_origin_where_all_had_150_days(
        self, agreement: ls.Agreement, log: ls.EventLog, leads: Any
    ) -> None:
        found = FunnelHistory.from_events(agreement, log, self.AT, mature_after="150 days")
        [step] = found.steps
        assert (step.rate.count, step.rate.total, step.young, step.dated_before) == (842, 8000, 0, 1)
        by_origin = leads.groupby("origin").won.agg(["count", "size"])
        assert {group.source: (group.rate.count, group.rate.total) for group in found.groups} == {
            origin: (row["count"], row["size"]) for origin, row in by_origin.iterrows()
        }
        origins = {group.source: group.rate for group in found.groups}
        assert (origins["paid_search"].count, origins["paid_search"].total) == (195, 1586)
        assert {part.source: part.leads for part in found.mix} == by_origin["size"].to_dict()

    @pytest.mark.parametrize("days", [30, 190, 250, 350])
    def test_cohorts(self, agreement: ls.Agreement, log: ls.EventLog, leads: Any, days: int) -> None:
        """Days are counted by the wall clock of Sao Paulo."""
        [step] = FunnelHistory.from_events(agreement, log, self.AT, mature_after=f"{days} days").steps
        local = leads.came.dt.tz_convert("America/Sao_Paulo").dt.tz_localize(None)
        now = dt.datetime(2018, 11, 14, 22)  # summer time
        mature = leads[local + dt.timedelta(days=days) <= now]
        assert (step.rate.count, step.rate.total) == (mature.won.count(), len(mature))
        assert step.young == 8000 - len(mature)

    def test_truncation_and_the_impossible_deal_are_told(
        self, agreement: ls.Agreement, log: ls.EventLog
    ) -> None:
        """As of long after the log, it is told that the log is silent."""
        found = FunnelHistory.from_events(agreement, log, self.AT, mature_after="150 days")
        doubts = {doubt.name: doubt for doubt in found.doubts}
        assert list(doubts) == ["truncated", "dated_before", "amounts"]
        cut = doubts["truncated"]
        assert (cut.count, cut.total, cut.evidence["first"][:10]) == (1827, 7999, "2017-12-05")
        assert doubts["dated_before"].examples == ("b91cf8812365f50ff4bda4bcd6206b05",)
        assert (doubts["amounts"].count, doubts["amounts"].evidence["zero"]) == (797, 797)
        later = FunnelHistory.from_events(agreement, log, self.AT + dt.timedelta(days=47))
        assert "silent_end" in {doubt.name for doubt in later.doubts}

    def test_what_the_truncation_does_to_the_rate(self, agreement: ls.Agreement, log: ls.EventLog) -> None:
        """The time in which 95 % convert is so long that half of those who had it came before deals were written."""
        found = FunnelHistory.from_events(agreement, log, self.AT)
        [step] = found.steps
        since = dt.datetime(2017, 12, 5, 3, tzinfo=dt.UTC)
        [sound] = FunnelHistory.from_events(
            agreement, log, self.AT, since=since, mature_after="150 days"
        ).steps
        assert float(step.rate.share or 0) < 0.09
        assert (sound.rate.count, sound.rate.total) == (790, 6168)

    def test_delays(self, agreement: ls.Agreement, log: ls.EventLog, leads: Any) -> None:
        """Against Kaplan and Meier by counting, in the frame."""
        [step] = FunnelHistory.from_events(agreement, log, self.AT, mature_after="150 days").steps
        now = self.AT
        known = leads[~(leads.won < leads.came)]
        lasted = (known.won.fillna(now) - known.came).dt.total_seconds() / 86_400
        left, curve = 1.0, []
        for day in sorted(set(lasted[known.won.notna()])):
            at_risk = (lasted >= day).sum()
            left *= 1 - ((lasted == day) & known.won.notna()).sum() / at_risk
            curve.append((day, 1 - left))
        assert step.lag.ever is not None
        assert step.lag.ever.share == pytest.approx(curve[-1][1])
        for share in (0.1, 0.5, 0.9):
            wanted = next(day for day, part in curve if part >= share * curve[-1][1] - 1e-12)
            found = step.lag.quantile(share)
            assert found is not None
            assert found.days == pytest.approx(wanted)

    def test_backwards_from_it(self, agreement: ls.Agreement, log: ls.EventLog) -> None:
        plan = ReverseFunnel.from_events(agreement, log, self.AT, goal={"deals": 50}, mature_after="150 days")
        # 50 / 0.10525, but for the mix, which is told in millionths.
        assert float(plan.backwards().leads) == pytest.approx(50 / 0.10525, rel=1e-5)


class TestLoanApplications:
    """BPI Challenge 2012: five steps, and a log that ends two weeks after the last application."""

    AT = dt.datetime(2012, 3, 15, tzinfo=dt.UTC)
    EVENTS = ("A_SUBMITTED", "A_PREACCEPTED", "A_ACCEPTED", "O_SENT", "O_SENT_BACK", "A_APPROVED")

    @pytest.fixture(scope="class")
    @classmethod
    def rows(cls) -> Any:
        """The events that lead to a stage: the others would only take time."""
        pandas = pytest.importorskip("pandas")
        log = pandas.read_csv(DATA / "bpic2012.csv.gz")
        return log[log.activity.isin(cls.EVENTS)]

    @pytest.fixture(scope="class")
    @classmethod
    def found(cls, rows: Any) -> FunnelHistory:
        log = events_from_frame(rows, EXAMPLES / "bpic2012" / "mapping.yaml")
        agreement = ls.load(EXAMPLES / "bpic2012" / "applications.yaml")
        return FunnelHistory.from_events(agreement, log, cls.AT)

    @pytest.fixture(scope="class")
    @classmethod
    def reached(cls, rows: Any) -> Any:
        """When each case first had the event of each stage or of a later one."""
        pandas = pytest.importorskip("pandas")
        log = rows.assign(at=pandas.to_datetime(rows.timestamp, utc=True, format="ISO8601"))
        first = log.pivot_table(index="case", columns="activity", values="at", aggfunc="min")
        return first[list(cls.EVENTS)].iloc[:, ::-1].cummin(axis=1).iloc[:, ::-1]

    def test_cohort_rates(self, found: FunnelHistory, reached: Any) -> None:
        rates = [(step.rate.count, step.rate.total, step.young) for step in found.steps]
        for place, (step, rate) in enumerate(zip(found.steps, rates, strict=True)):
            begun, end = reached.iloc[:, place], reached.iloc[:, place + 1]
            days = int(str(step.mature_after).split()[0])
            local = begun.dt.tz_convert("Europe/Amsterdam").dt.tz_localize(None) + dt.timedelta(days=days)
            mature = local <= dt.datetime(2012, 3, 15, 1)
            assert rate == (end[mature].count(), mature.sum(), begun.count() - mature.sum())
        assert [str(step.mature_after) for step in found.steps] == [
            "1 day",
            "4 days",
            "1 day",
            "28 days",
            "15 days",
        ]
        assert rates == [
            (7367, 13087, 0),
            (5113, 7367, 0),
            (5013, 5111, 2),
            (2900, 4421, 594),
            (2102, 2959, 295),
        ]

    def test_the_end_of_the_log_cuts_off_what_is_still_open(self, found: FunnelHistory) -> None:
        assert [(doubt.name, doubt.count, doubt.total) for doubt in found.doubts] == [
            ("young", 594, 5015),
            ("young", 295, 3254),
        ]
        assert (found.leads, found.counted, found.left_out) == (13087, 13087, ())

    def test_deals_are_of_those_approved(self, found: FunnelHistory) -> None:
        assert (found.deals.deals, found.deals.told, str(found.deals.mean)) == (2246, 2246, "15712.53")
