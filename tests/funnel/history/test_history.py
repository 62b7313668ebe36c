"""The funnel of a log: who counts, who does not and why, by hand and as laws."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.funnel.history.made import AGREEMENT, BEGIN, DAY, Made, events, history, won

import leadsla as ls
from leadsla.errors import EntryError, EventError, TimeError, WindowError
from leadsla.funnel import FunnelHistory
from leadsla.funnel.history import history_of
from leadsla.metrics import conversion


def counts(found: FunnelHistory) -> list[tuple[str, int, int, int]]:
    return [(step.to, step.rate.count, step.rate.total, step.young) for step in found.steps]


def test_the_stages_are_those_up_to_the_deal() -> None:
    found = history(won(0, 8), Made(0, (("mql", 1), ("nurture", 2))), mature_after="any")
    assert found.stages == ("lead", "mql", "sql", "customer")
    assert counts(found) == [("mql", 2, 2, 0), ("sql", 1, 2, 0), ("customer", 1, 1, 0)]
    assert (found.whole.label, found.whole.rate.count, found.whole.rate.total) == ("lead to customer", 1, 2)


def test_a_stage_that_is_passed_over_is_reached_all_the_same() -> None:
    found = history(Made(0, (("customer", 3),)), Made(0, (("sql", 1),)), Made(0), mature_after="any")
    assert counts(found) == [("mql", 2, 3, 0), ("sql", 2, 2, 0), ("customer", 1, 2, 0)]
    assert [step.passed_over for step in found.steps] == [2, 1, 0]
    few = history(Made(0, (("sql", 1),)), Made(0), mature_after="any", stages=["lead", "mql", "customer"])
    assert counts(few) == [("mql", 1, 2, 0), ("customer", 0, 1, 0)]


def test_stages_against_the_order_of_the_lifecycle_are_taken_as_they_are_asked_for() -> None:
    lead = Made(0, (("mql", 1), ("nurture", 2), ("mql", 3), ("customer", 4)))
    found = history(lead, Made(0, (("mql", 1),)), stages=["lead", "nurture", "customer"], mature_after="any")
    assert counts(found) == [("nurture", 1, 2, 0), ("customer", 1, 1, 0)]


def test_exactly_mature_counts_and_a_moment_less_does_not() -> None:
    """It counts from the stage of the step, not from the first; and whenever it converted since."""
    leads = [
        Made(70),
        Made(70.001),
        Made(60, (("mql", 10),)),
        Made(60, (("mql", 10.001),)),
        Made(0, (("mql", 90),)),
    ]
    found = history(*leads, mature_after="30 days")
    assert counts(found)[:2] == [("mql", 3, 4, 1), ("sql", 0, 1, 2)]


def test_how_mature_may_differ_by_stage() -> None:
    leads = [won(0, 8), Made(90), Made(90, (("mql", 1),)), Made(50, (("mql", 1),))]
    found = history(*leads, mature_after={"mql": "20 days", "customer": "any"})
    # Of those that came to sql, the only one took two days: so that is by when 95 % have.
    assert [str(step.mature_after) for step in found.steps] == ["20 days", "2 days", "None"]
    assert counts(found) == [("mql", 2, 2, 2), ("sql", 1, 3, 0), ("customer", 1, 1, 0)]


def test_by_default_mature_is_who_had_the_time_in_which_95_in_100_of_those_that_convert_did() -> None:
    """25 convert after 1 to 25 days, and the 24th of them is the first beyond 95 %."""
    leads = [Made(0, (("mql", wait),)) for wait in range(1, 26)] + [Made(0) for _ in range(20)]
    step = history(*leads, Made(77), Made(76)).steps[0]
    assert str(step.mature_after) == "24 days"
    assert (step.rate.count, step.rate.total, step.young) == (25, 46, 1)


def test_young_leads_make_neither_rate_nor_delay_too_good() -> None:
    """Half convert, after 30 days, whenever they come; those that did not have 30 days have not yet."""
    leads = [Made(day, (("mql", 30),) if day % 2 and day + 30 <= 100 else ()) for day in range(100)]
    step = history(*leads, day=100).steps[0]
    assert str(step.mature_after) == "30 days"
    assert (step.rate.count, step.rate.total, step.young) == (35, 71, 29)
    ever = step.lag.ever
    assert ever is not None
    assert ever.share == pytest.approx(35 / 71)


def test_merged_leads_those_from_before_the_log_and_strangers_are_left_out_and_said() -> None:
    log = events(won(0, 8), Made(1))
    log += [ls.Event("M", BEGIN, "created"), ls.Event("M", BEGIN + DAY, "merged", {"into": "L0"})]
    log += [ls.Event("B", BEGIN, "won", {"amount": 5})]  # its lead was there before the log
    log += [ls.Event("S", BEGIN, "touched")]
    found = FunnelHistory.from_events(
        AGREEMENT, log + events(Made(-3), prefix="E"), BEGIN + 100 * DAY, since=BEGIN, mature_after="any"
    )
    assert {out.reason: out.leads for out in found.left_out} == {
        "merged": 1,
        "began_before": 1,
        "no_stage": 1,
        "before_since": 1,
    }
    assert (found.leads, found.counted) == (6, 2)
    [doubt] = [doubt for doubt in found.doubts if doubt.name == "began_before"]
    assert (doubt.count, doubt.total, doubt.examples) == (1, 6, ("B",))


def test_what_a_monitor_no_longer_keeps_is_left_out_and_said() -> None:
    log = [*events(won(0, 8)), ls.Event("L0", BEGIN + 90 * DAY, "touched"), *events(Made(80), prefix="N")]
    monitor = ls.Monitor(AGREEMENT, lateness="30 days")
    monitor.receive_all(sorted(log, key=lambda event: event.instant))
    monitor.advance(BEGIN + 91 * DAY)
    found = history_of(monitor.evaluation(BEGIN + 91 * DAY), mature_after="any")
    assert {out.reason: out.leads for out in found.left_out} == {"compacted": 1}
    assert (found.leads, found.counted) == (2, 1)


def test_an_event_that_was_refused_does_not_make_a_lead_older_than_the_log() -> None:
    """Who was created and could not enter came after the log began."""
    acme = ls.examples.acme()
    log = [ls.Event("L", BEGIN, "recycled"), ls.Event("K", BEGIN, "accepted")]
    found = FunnelHistory.from_events(acme, log, BEGIN + DAY, mature_after="any")
    assert {out.reason: out.leads for out in found.left_out} == {"began_before": 2}


def test_without_an_instant_it_is_the_end_of_the_log() -> None:
    log = events(won(0, 8), Made(3))
    found = FunnelHistory.from_events(AGREEMENT, iter(log))
    assert found.at == BEGIN + 8 * DAY
    assert found == FunnelHistory.from_events(AGREEMENT, log, BEGIN + 8 * DAY)
    with pytest.raises(EventError, match="give `at`"):
        FunnelHistory.from_events(AGREEMENT, [])


def test_a_deal_dated_before_its_lead_counts_and_is_in_no_delay() -> None:
    log = [*events(won(0, 8), Made(0)), ls.Event("L1", BEGIN - DAY, "won", {"amount": 7})]
    found = FunnelHistory.from_events(AGREEMENT, log, BEGIN + 100 * DAY, mature_after="any")
    assert counts(found) == [("mql", 2, 2, 0), ("sql", 2, 2, 0), ("customer", 2, 2, 0)]
    assert [step.dated_before for step in found.steps] == [1, 1, 1]
    assert [len(step.lag.done) + len(step.lag.waiting) for step in found.steps] == [1, 1, 1]
    assert [(doubt.count, doubt.total) for doubt in found.doubts if doubt.name == "dated_before"] == [(1, 2)]
    assert (found.deals.deals, found.deals.told) == (2, 1)
    early = [*events(Made(0)), ls.Event("L0", BEGIN - DAY, "qualified")]
    two = FunnelHistory.from_events(AGREEMENT, early, BEGIN + DAY, stages=["lead", "mql"], mature_after="any")
    assert (two.steps[0].rate.count, two.deals.deals, "dated_before" in {d.name for d in two.doubts}) == (
        1,
        0,
        True,
    )


def test_by_source_and_segment_with_the_mix() -> None:
    leads = [won(0, 8, source="ads", size="small"), Made(0, source="ads", size="big"), Made(0, source="web")]
    found = history(*leads, mature_after="any", segment="size")
    assert [(part.source, part.segment, part.leads, part.total) for part in found.mix] == [
        ("ads", "big", 1, 3),
        ("ads", "small", 1, 3),
        ("web", "not known", 1, 3),
    ]
    first = [(step.source, step.segment, step.rate.count, step.rate.total) for step in found.groups[:3]]
    assert first == [("ads", "big", 0, 1), ("ads", "small", 1, 1), ("web", "not known", 0, 1)]
    assert history(*leads, by=None, mature_after="any").groups == ()
    assert [part.source for part in history(*leads, by="size", mature_after="any").mix] == [
        "big",
        "not known",
        "small",
    ]


def test_deals() -> None:
    """The last amount counts; 0 and no amount are no size; the deviation is that of a sample."""
    leads = [won(0, 8, amount=amount) for amount in (100, "200.50", 0, None, 400, "?")]
    log = [*events(*leads), ls.Event("L0", BEGIN + 9 * DAY, "won", {"amount": 300})]
    found = FunnelHistory.from_events(AGREEMENT, log, BEGIN + 100 * DAY)
    deals = found.deals
    assert (deals.deals, deals.told, deals.zero, deals.without, deals.currency) == (6, 3, 1, 2, "EUR")
    assert (str(deals.mean), str(deals.sd)) == ("300.17", "99.75")
    low, high = deals.interval or (0, 0)
    # Student's t with 2 degrees of freedom: 4.3027 times 99.75 / sqrt(3).
    assert (round(low, 1), round(high, 1)) == (52.4, 548.0)
    [doubt] = [doubt for doubt in found.doubts if doubt.name == "amounts"]
    assert (doubt.count, doubt.total, doubt.evidence) == (3, 6, {"without": 2, "zero": 1})


def test_deals_are_deals_whatever_the_last_stage_is() -> None:
    found = history(won(0, 8, amount=5), Made(0, (("mql", 1),)), stages=["lead", "mql"])
    assert (found.deals.deals, found.deals.told, found.steps[0].rate.count) == (1, 1, 2)


def test_what_the_agreement_does_not_have_is_refused() -> None:
    for options, said in (
        ({"stages": ["lead", "mqll"]}, "no stage `mqll`"),
        ({"stages": ["lead"]}, "from one stage to another"),
        ({"stages": ["lead", "mql", "lead"]}, "named twice"),
        ({"stages": "lead"}, "one name"),
        ({"by": "sorce"}, "no field `sorce`"),
        ({"segment": "team"}, "no field `team`"),
        ({"mature_after": {"lead": "3 days"}}, "to which no stage leads"),
    ):
        with pytest.raises(EntryError, match=said):
            history(Made(0), **options)
    with pytest.raises(WindowError):
        history(Made(0), mature_after="soon")
    with pytest.raises(TimeError, match="since"):
        history(Made(0), since=BEGIN.replace(tzinfo=None))


def test_nothing_at_all() -> None:
    found = history()
    assert (found.leads, counts(found)) == (0, [("mql", 0, 0, 0), ("sql", 0, 0, 0), ("customer", 0, 0, 0)])
    assert {doubt.name for doubt in found.doubts} == {"none_mature"}
    assert json.loads(json.dumps(found.to_dict()))["steps"][0]["rate"] is None


class TestDoubts:
    """Each is told where it should be, and not where it should not."""

    def names(self, *leads: Made, **options: Any) -> dict[str, Any]:
        return {doubt.name: doubt for doubt in history(*leads, **options).doubts}

    def test_a_sound_log_has_none(self) -> None:
        leads = [won(day / 2, 4, amount=9) if day % 3 else Made(day / 2) for day in range(180)]
        assert self.names(*leads, day=90) == {}

    def test_conversions_that_begin_later_than_the_leads(self) -> None:
        leads = [Made(day / 2, (("mql", 2),) if day % 2 and day >= 80 else ()) for day in range(190)]
        found = self.names(*leads, day=97, stages=["lead", "mql"])["truncated"]
        # The first converts on day 42.5; half of the later ones do, so of those that came before about 41 should have.
        assert (found.count, found.total) == (85, 190)
        assert found.evidence["expected"] == pytest.approx(41, abs=2)
        assert "`since`: 2026-02-16" in found.do

    def test_a_log_that_is_silent_before_now(self) -> None:
        leads = [won(day, 4, amount=9) for day in range(30)]
        assert "silent_end" not in self.names(*leads, day=34)
        found = self.names(*leads, day=60)["silent_end"]
        assert "ask as of 2026-02-08" in found.do

    def test_a_log_that_ends_right_after_its_leads(self) -> None:
        leads = [Made(day, (("mql", 10),) if day <= 50 else ()) for day in range(60)]
        found = self.names(*leads, day=60, stages=["lead", "mql"])
        assert (found["young"].count, found["young"].total) == (9, 60)
        assert "young" not in self.names(*leads, day=68, stages=["lead", "mql"], mature_after="10 days")

    def test_conversions_that_go_on_until_the_end(self) -> None:
        leads = [Made(0, (("mql", wait),)) for wait in range(10, 100, 5)] + [Made(0) for _ in range(50)]
        assert "still_converting" in self.names(*leads, day=96, stages=["lead", "mql"])
        assert "still_converting" not in self.names(*leads, day=300, stages=["lead", "mql"])

    def test_too_few(self) -> None:
        assert "few" in self.names(*[won(0, 4, amount=9) for _ in range(9)])
        assert "few" not in self.names(*[won(0, 4, amount=9) for _ in range(10)])
        found = self.names(*[won(0, 4, amount=9) for _ in range(10)], mature_after="200 days")
        assert (found["none_mature"].count, found["none_mature"].total) == (0, 10)

    def test_too_few_because_they_had_not_the_time(self) -> None:
        """Then it is said what younger ones would say. Four in five convert in 10 days, the others of the old in 50."""
        old = [Made(0, (("mql", 10 if number % 4 else 50),)) for number in range(8)]
        young = [Made(20 + number * 0.3, (("mql", 10),) if number % 5 else ()) for number in range(100)]
        leads = [*old, *young]
        found = self.names(*leads, day=62, stages=["lead", "mql"])["few"]
        assert (found.count, found.total) == (8, 8)
        assert (
            "Of leads that had 10 days (`mature_after`), in which 75 % of those that convert have, "
            in found.do
        )
        assert "88 of 108 converted" in found.do
        assert "`mature_after`" not in self.names(*leads[:9], day=62, mature_after="any")["few"].do

    def test_no_deal_has_an_amount(self) -> None:
        assert "the size of a deal is not known" in self.names(won(0, 4))["amounts"].what


WAITS = st.integers(0, 40)
LEADS = st.lists(
    st.builds(
        Made,
        day=st.integers(0, 60),
        moves=st.one_of(
            st.just(()),
            st.builds(lambda a: (("mql", a),), WAITS),
            st.builds(lambda a, b: (("mql", a), ("sql", a + b)), WAITS, WAITS),
            st.builds(lambda a, b: (("sql", a), ("customer", a + b)), WAITS, WAITS),
            st.builds(lambda a, b: (("mql", a), ("nurture", a + b)), WAITS, WAITS),
        ),
        source=st.sampled_from([None, "ads", "web"]),
        amount=st.sampled_from([None, 0, 10, 25]),
    ),
    max_size=14,
)


class TestLaws:
    """What holds of every log."""

    @settings(max_examples=20)
    @given(LEADS, st.integers(0, 2**16))
    def test_order_and_names_of_leads_change_nothing(self, leads: list[Made], seed: int) -> None:
        at = BEGIN + 80 * DAY
        one = FunnelHistory.from_events(AGREEMENT, events(*leads), at)
        shuffled = list(leads)
        random.Random(seed).shuffle(shuffled)
        log = sorted(events(*shuffled, prefix="Z"), key=lambda event: event.instant)
        other = FunnelHistory.from_events(AGREEMENT, log, at)
        assert one.to_dict() == other.to_dict()

    @settings(max_examples=20)
    @given(LEADS)
    def test_counts_by_source_add_up(self, leads: list[Made]) -> None:
        found = history(*leads, day=70)
        assert sum(part.leads for part in found.mix) == found.counted if found.mix else not leads
        for step in found.steps:
            its = [group for group in found.groups if group.label == step.label]
            for count in (
                lambda one: one.rate.count,
                lambda one: one.rate.total,
                lambda one: one.young,
                lambda one: one.passed_over,
                lambda one: len(one.lag.done),
                lambda one: len(one.lag.waiting),
            ):
                assert sum(map(count, its)) == count(step)
        for key in ("deals", "told", "without", "zero"):
            assert sum(getattr(deals, key) for deals in found.deals_by) == getattr(found.deals, key)

    @settings(max_examples=20)
    @given(LEADS, st.integers(1, 60), st.integers(0, 30))
    def test_a_longer_maturity_never_counts_more_leads(self, leads: list[Made], days: int, more: int) -> None:
        short, long = (history(*leads, day=70, mature_after=f"{n} days") for n in (days, days + more))
        for one, other in zip(short.steps, long.steps, strict=True):
            assert other.rate.total <= one.rate.total
            assert other.rate.count <= one.rate.count
            assert other.entered == one.entered

    @settings(max_examples=20)
    @given(LEADS)
    def test_rates_multiply_to_the_rate_of_the_whole(self, leads: list[Made]) -> None:
        found = history(*leads, mature_after="any")
        for before, after in zip(found.steps, found.steps[1:], strict=False):
            assert after.rate.total == before.rate.count
        assert found.whole.rate.total == found.steps[0].rate.total
        assert found.whole.rate.count == found.steps[-1].rate.count

    @settings(max_examples=20)
    @given(LEADS)
    def test_it_is_the_conversion_of_the_metrics(self, leads: list[Made]) -> None:
        """Where no stage is passed over and all counts, whenever it came."""
        whole = [lead for lead in leads if not lead.moves or lead.moves[0][0] != "sql"]
        evaluation = ls.evaluate(AGREEMENT, events(*whole), BEGIN + 70 * DAY)
        found = history_of(evaluation, mature_after="any")
        for step in found.steps[:2]:
            rows = conversion(evaluation, step.from_, step.to, by="source")
            its = [group for group in found.groups if group.label == step.label and group.entered]
            assert [(row.group, row.mature) for row in rows] == [(group.source, group.rate) for group in its]
        mature = conversion(evaluation, "lead", "mql", mature_after="20 days")
        step = history_of(evaluation, mature_after="20 days").steps[0]
        assert [(row.mature.total, row.young) for row in mature] == (
            [(step.rate.total, step.young)] if whole else []
        )


def test_as_frame_and_dictionary() -> None:
    found = history(won(0, 8, source="ads"), Made(0, source="web"), day=50)
    frame = found.to_frame("polars")
    assert frame.shape[0] == 3 + 2 * 3
    assert {"rate", "rate_low", "entered", "young", "p50_days", "p50_low_days"} <= set(frame.columns)
    assert json.loads(json.dumps(found.to_dict()))["steps"][2]["p50_days"] == 4.0
    assert (
        repr(found)
        == "<FunnelHistory 2 of 2 leads: lead to mql 1 of 2; mql to sql 1 of 1; sql to customer 1 of 1>"
    )


def test_in_a_notebook_what_comes_from_the_log_is_escaped() -> None:
    leads = [won(0, 8, source=f"<script>{number}</script>") for number in range(60)]
    page = history(*leads)._repr_html_()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "more" in page
    assert len(page) < 30_000
