"""What is beyond chance: by hand, by simulation where nothing changed, and from an evaluation."""

from __future__ import annotations

import datetime as dt
import random
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.decisions.scenario import agree, answer

import leadsla as ls
from leadsla.attainment import Attainment
from leadsla.metrics.variances import Variances, compared, holm, variances
from leadsla.periods import Share

TARGET = Share.parse("80%")


def pair(now: tuple[int, int], before: tuple[int, int], clause: str = "a", *, target: Share | None = TARGET):  # type: ignore[no-untyped-def]
    """A promise in two periods, each as (met, breached)."""
    return (
        Attainment(clause, "2026-02", met=now[0], breached=now[1], target=target, ended=True),
        Attainment(clause, "2026-01", met=before[0], breached=before[1], target=target, ended=True),
    )


def test_the_tests_are_the_exact_ones() -> None:
    """Reckoned by hand: 1 of 8 after 8 of 8, and 1 of 8 where 80 % were promised."""
    [row] = compared([pair((1, 7), (8, 0))])
    before, target = row.tests
    # Fisher: of all ways to have 9 of 16 met, those as unlikely as this: 8 and 1, and 1 and 8.
    assert before.p == pytest.approx(2 * comb(8, 1) * comb(8, 8) / comb(16, 9))
    # Binomial: no outcome on the other side is as unlikely as one or none of eight.
    assert target.p == pytest.approx(0.2**8 + 8 * 0.8 * 0.2**7)
    assert (before.method, target.method) == ("Fisher's exact test", "exact binomial test")
    assert (before.corrected, target.corrected) == (pytest.approx(before.p), pytest.approx(2 * target.p))
    assert row.flagged
    assert row.worse
    assert (row.change, row.from_target) == (-0.875, pytest.approx(-0.675))


def test_better_is_flagged_but_not_worse() -> None:
    [row] = compared([pair((99, 1), (70, 30))])
    assert row.flagged
    assert not row.worse


def test_what_chance_does_is_not_flagged() -> None:
    """Ten points with twenty clocks."""
    [row] = compared([pair((16, 4), (18, 2))])
    assert not row.flagged
    assert "below 2026-01 (18 of 20, 90.0 %), within chance" in str(row)
    assert "the same as the target of 80%, within chance" in str(row)


def test_too_few_are_not_tested_and_do_not_count_for_the_correction() -> None:
    found = compared(
        [pair((0, 4), (100, 0)), pair((0, 5), (4, 0), "b"), pair((5, 0), (0, 0), "c", target=None)]
    )
    few, young, alone = found
    assert few.tests == ()
    assert [test.against for test in young.tests] == ["target"]
    assert young.tests[0].tests == 1
    assert alone.before is None
    assert str(alone) == "c, 2026-02: 5 of 5, 100.0 %."
    assert "below 2026-01 (100 of 100, 100.0 %), too few to test" in str(few)
    assert str(found).endswith("Nothing beyond chance in 0 of 3 promises; 2 not tested.")


def test_the_correction_grows_with_the_number_of_promises() -> None:
    """A change that is flagged alone is not among twenty."""
    changed = pair((60, 40), (76, 24), target=None)
    assert compared([changed]).flagged
    quiet = [pair((80, 20), (80, 20), f"q{number}", target=None) for number in range(19)]
    among = compared([changed, *quiet])
    assert not among.flagged
    assert among.rows[0].tests[0].corrected == pytest.approx(20 * among.rows[0].tests[0].p)


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_by_its_definition(p_values: list[float]) -> None:
    """Never below the p value, never above that of Bonferroni, in the same order, whatever the order given."""
    corrected = holm(p_values)
    for p, adjusted in zip(p_values, corrected, strict=True):
        assert p <= adjusted <= min(1, p * len(p_values)) or adjusted == p
    ordered = sorted(zip(p_values, corrected, strict=True))
    assert [adjusted for _, adjusted in ordered] == sorted(corrected)
    assert holm(p_values[::-1]) == corrected[::-1]


def test_no_false_alarms() -> None:
    """Where nothing has changed, at most one comparison in twenty is flagged, and at most one meeting in twenty."""
    chance = np.random.default_rng(20260302)
    meetings, flagged_tests, tests, flagged_meetings, raw = 1000, 0, 0, 0, 0
    for _ in range(meetings):
        pairs = []
        for number in range(int(chance.integers(1, 9))):
            size, earlier = (int(chance.integers(5, 300)) for _ in range(2))
            met, met_before = int(chance.binomial(size, 0.8)), int(chance.binomial(earlier, 0.8))
            pairs.append(pair((met, size - met), (met_before, earlier - met_before), f"c{number}"))
        found = compared(pairs)
        made = [test for row in found for test in row.tests]
        tests += len(made)
        flagged_tests += sum(test.flagged for test in made)
        raw += sum(test.p <= 0.05 for test in made)
        flagged_meetings += bool(found.flagged)
    assert flagged_tests / tests <= 0.05
    assert flagged_meetings / meetings <= 0.05
    # The simulation is one that can fail: single tests do cross 5 % in places, and without the correction the
    # meetings would not hold.
    assert raw / tests > 0.02


def test_a_true_change_is_seen() -> None:
    """From 80 to 60 % with two hundred clocks, among eight promises, at least nine times in ten."""
    chance = np.random.default_rng(7)
    seen = 0
    for _ in range(100):
        pairs = []
        for number in range(8):
            met = int(chance.binomial(200, 0.6 if number == 0 else 0.8))
            met_before = int(chance.binomial(200, 0.8))
            pairs.append(pair((met, 200 - met), (met_before, 200 - met_before), f"c{number}"))
        seen += compared(pairs).rows[0].worse
    assert seen >= 90


class TestClocksStillOpen:
    """They are the slow ones, so those judged by now are no fair sample: tests take them as they would tell least."""

    def test_what_they_may_undo_is_not_flagged(self) -> None:
        """Of a promise of 60 days only what was quick is judged yet."""
        now = Attainment("a", "2026-02", met=86, open=266, ended=True)
        before = Attainment("a", "2026-01", met=89, breached=193, open=39, ended=True)
        [row] = compared([(now, before)])
        assert not row.flagged
        [test] = row.tests
        assert (test.p, test.open) == (1.0, 305)
        assert (
            "within chance (Fisher's exact test, p 1.00, 1.00 corrected for 1 test, however the 305 still"
            in str(row)
        )

    def test_what_they_cannot_undo_is(self) -> None:
        """80 of 82 if both are late, after 50 of 100: the p value is that of then, in both tests."""
        now = Attainment("a", "2026-02", met=80, open=2, target=Share.parse("50%"), ended=True)
        before = Attainment("a", "2026-01", met=48, breached=50, open=2, ended=True)
        [row] = compared([(now, before)])
        [judged] = compared([pair((80, 2), (50, 50), target=Share.parse("50%"))])
        assert [test.p for test in row.tests] == [test.p for test in judged.tests]
        assert row.flagged

    @pytest.mark.parametrize(("now", "before"), [((12, 1, 3), (4, 12, 2)), ((3, 15, 2), (14, 1, 3))])
    def test_no_way_to_come_out_tells_less(
        self, now: tuple[int, int, int], before: tuple[int, int, int]
    ) -> None:
        """Every number of the open ones met, late or void, in both periods, one by one."""

        def rows(given: tuple[int, int, int]) -> list[tuple[int, int]]:
            met, late, still = given
            return [
                (met + more, late + fewer) for more in range(still + 1) for fewer in range(still + 1 - more)
            ]

        pairs = [
            tuple(
                Attainment(
                    "a", f"2026-0{month}", met=met, breached=late, open=still, target=share, ended=True
                )
                for month, share, (met, late, still) in ((2, TARGET, now), (1, None, before))
            )
        ]
        [row] = compared(pairs)  # type: ignore[arg-type]
        possible = [compared([pair(one, other)]).rows[0] for one in rows(now) for other in rows(before)]
        for place in range(2):
            assert row.tests[place].p >= max(one.tests[place].p for one in possible) - 1e-12

    def test_no_false_alarms_by_a_long_window(self) -> None:
        """Half of the leads are won within 29 days of 30 promised, month after month; asked as the second has ended."""
        agreement = agree(answer(until="won", within="30 days", target="40% per month"))
        chance = np.random.default_rng(11)
        flagged = 0
        for _ in range(20):
            log = []
            for number in range(120):
                came = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=59 * chance.random())
                log.append(ls.Event(f"L{number}", came, "assigned", {"to": "rep"}))
                if chance.random() < 0.5:
                    log.append(ls.Event(f"L{number}", came + dt.timedelta(days=29 * chance.random()), "won"))
            flagged += bool(
                variances(ls.evaluate(agreement, log, dt.datetime(2026, 3, 2, tzinfo=dt.UTC))).flagged
            )
        assert flagged <= 3


def test_a_share_is_never_shown_as_a_target_that_it_has_not_reached() -> None:
    [row] = compared([pair((1999, 501), (80, 20))])
    assert "1,999 of 2,500, 79.9 %" in str(row)
    assert "below the target of 80%" in str(row)


# -- from an evaluation --------------------------------------------------------------------------------------------

AGREEMENT = agree(answer(target="80% per month"), answer(id="other", within="1 hour"))


def month(number: int, met: int, breached: int) -> list[ls.Event]:
    """Leads that are assigned on the first Monday-to-Friday days of a month; `met` of them are answered at once."""
    begin = dt.datetime(2026, number, 3, 10, tzinfo=dt.UTC)
    log = []
    for place in range(met + breached):
        lead, at = f"L{number}-{place}", begin + dt.timedelta(seconds=place)
        log.append(ls.Event(lead, at, "assigned", {"to": "rep"}))
        if place < met:
            log.append(ls.Event(lead, at + dt.timedelta(minutes=5), "touched", {"channel": "call"}))
    return log


LOG = month(1, 9, 1) + month(2, 18, 2) + month(3, 10, 10) + month(4, 1, 1)


def found_at(day: dt.datetime, **given: object) -> Variances:
    return variances(ls.evaluate(AGREEMENT, LOG, day), **given)  # type: ignore[arg-type]


def test_the_latest_ended_period_and_the_one_before() -> None:
    """In April that is March and February, and on the first of April at midnight too."""
    for day in (dt.datetime(2026, 4, 1, tzinfo=dt.UTC), dt.datetime(2026, 4, 20, tzinfo=dt.UTC)):
        first, other = found_at(day)
        assert (first.clause, first.period, first.period_before) == ("answer", "2026-03", "2026-02")
        assert (first.now.count, first.now.total, first.open) == (10, 20, 0)
        assert first.before is not None
        assert (first.before.count, first.before.total) == (18, 20)
        assert other.target is None
        assert [test.against for test in other.tests] == ["before"]
        assert first.worse
    before_midnight = found_at(dt.datetime(2026, 3, 31, 23, 59, tzinfo=dt.UTC))
    assert [row.period for row in before_midnight] == ["2026-02", "2026-02"]


def test_periods_by_name() -> None:
    rows = found_at(dt.datetime(2026, 4, 20, tzinfo=dt.UTC), periods=("2026-01", "2026-03")).rows
    assert [(row.period_before, row.period) for row in rows] == [("2026-01", "2026-03")] * 2
    with pytest.raises(ls.WindowError):
        found_at(dt.datetime(2026, 4, 20, tzinfo=dt.UTC), periods=("2026-01", "march"))


def test_a_promise_without_clocks_in_the_period_is_left_out() -> None:
    """And nothing is said of a stretch long after the log."""
    assert list(found_at(dt.datetime(2026, 7, 1, tzinfo=dt.UTC))) == []
    assert len(found_at(dt.datetime(2026, 7, 1, tzinfo=dt.UTC), periods=("2026-05", "2026-06"))) == 0


def test_the_frame_and_the_data_say_the_same() -> None:
    found = found_at(dt.datetime(2026, 4, 20, tzinfo=dt.UTC))
    frame = found.to_frame("polars")
    assert frame.shape[0] == len(found)
    data = found.to_dict()
    assert frame["share"].to_list() == [row["share"] for row in data["rows"]]
    assert frame["p_before"][0] == data["rows"][0]["tests"][0]["p"]
    assert frame["p_target_corrected"][1] is None
    assert found_at(dt.datetime(2026, 7, 1, tzinfo=dt.UTC)).to_frame("polars").shape == (
        0,
        len(frame.columns),
    )


@settings(deadline=None, max_examples=10)
@given(st.randoms(use_true_random=False))
def test_neither_names_nor_the_order_of_leads_matter(chance: random.Random) -> None:
    ids = sorted({event.lead for event in LOG})
    names = dict(zip(ids, chance.sample(ids, len(ids)), strict=True))
    other = [ls.Event(names[event.lead], event.at, event.name, event.data) for event in LOG]
    chance.shuffle(other)
    at = dt.datetime(2026, 4, 20, tzinfo=dt.UTC)
    assert variances(ls.evaluate(AGREEMENT, other, at)) == found_at(at)
