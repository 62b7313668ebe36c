"""An effect as a log shows it: known logs with a known confounder, by hand and by chance."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

import leadsla as ls
from leadsla.errors import EntryError, ReadError, ScenarioError
from leadsla.metrics import Proportion
from leadsla.simulation.effects import Answered, Observed, effect_from_log

NOBODY = Proportion(0, 0)
LEADS = st.builds(Answered, st.floats(0, 5000), st.booleans(), st.tuples(st.sampled_from("ab")))


def observed(leads: list[Answered], **more: object) -> Observed:
    given = {"outcome": "contact", "time": "elapsed", "strata": ("source",), "never": NOBODY} | more
    return Observed(answered=tuple(leads), **given)  # type: ignore[arg-type]


def made(rng: np.random.Generator, leads: int, power: float) -> list[Answered]:
    """Odds fall with a power of the time; and good sources are answered sooner, and have better odds anyway."""
    found = []
    for source in rng.integers(0, 4, leads):
        minutes = math.exp(rng.normal(4.5 - source, 1.0))
        odds = math.exp(1.2 * source - 1.5) * (minutes / 30) ** -power
        found.append(Answered(minutes, bool(rng.random() < odds / (1 + odds)), (str(source),)))
    return found


@pytest.mark.parametrize("power", [0.0, 0.4])
def test_strata_find_the_truth_and_the_crude_slope_does_not(power: float) -> None:
    found = observed(made(np.random.default_rng(7), 4000, power))
    assert found.within_strata.low is not None
    assert found.within_strata.high is not None
    assert found.within_strata.low <= power <= found.within_strata.high
    assert found.crude.low is not None
    assert found.crude.low > power + 0.25
    fast = found.bands[0]
    assert fast.crude.ratio is not None
    assert fast.within_strata.ratio is not None
    assert fast.crude.ratio > 3 * fast.within_strata.ratio
    assert f"{fast.crude.ratio:.3g} times" in found.warning
    assert f"among leads of the same source {fast.within_strata.ratio:.3g} times" in found.warning
    effect = found.effect()
    assert effect.factor(30) / effect.factor(60) == pytest.approx(2**found.within_strata.slope)
    assert effect.notes == found.notes
    assert found.effect(crude=True).factor(5) > effect.factor(5)


def test_a_fair_order_gives_the_same_twice() -> None:
    rng = np.random.default_rng(5)
    leads = []
    for _ in range(3000):
        source, minutes = int(rng.integers(0, 3)), math.exp(rng.normal(3, 1.5))
        level = source - 1 - 0.5 * math.log(minutes / 20)
        leads.append(Answered(minutes, bool(rng.random() < special.expit(level)), (str(source),)))
    found = observed(leads)
    assert found.within_strata.slope == pytest.approx(0.5, abs=0.1)
    # A little less than within sources: odds do not add up over groups, even where nothing is confounded.
    assert found.crude.slope == pytest.approx(0.43, abs=0.1)


@given(st.lists(LEADS, max_size=40), st.randoms())
@settings(max_examples=25)
def test_bands_add_up_whatever_the_order(leads: list[Answered], chance: object) -> None:
    found = observed(leads)
    assert sum(band.found.total for band in found.bands) == len(leads)
    assert sum(band.found.count for band in found.bands) == sum(lead.outcome for lead in leads)
    shuffled = list(leads)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert observed(shuffled).bands.to_dict() == found.bands.to_dict()


def test_bands_by_hand() -> None:
    """Exactly so many minutes are within; odds of 6/4 over those of 2/8."""
    fast = [Answered(5.0, place < 6, ("a",)) for place in range(10)]
    slow = [Answered(5.1, place < 5, ("a",)) for place in range(25)]
    found = observed(fast + slow, edges=(5.0, 60.0))
    first, last = found.bands
    assert (first.after_minutes, first.within_minutes, str(first.found)[:8]) == (0, 5, "6 of 10 ")
    assert (last.after_minutes, last.within_minutes, last.found.total) == (5, 60, 25)
    assert first.crude.ratio == pytest.approx((6 / 4) / (5 / 20))
    assert first.within_strata.ratio == pytest.approx((6 / 4) / (5 / 20))
    assert (last.crude.ratio, last.crude.low) == (1, None)
    assert (first.words, last.words) == ("within 5 min", "after 5 min to 1 h")


def test_odds_are_those_over_a_band_that_tells_enough() -> None:
    """Two leads after a day are no measure of the others."""
    leads = [Answered(minutes, bool(place % 2), ("a",)) for minutes in (3.0, 90.0) for place in range(20)]
    found = observed([*leads, Answered(9999, False, ("a",)), Answered(9999, True, ("a",))])
    assert [band.crude.ratio for band in found.bands] == [1, 1, 1]
    assert [band.crude.low is None for band in found.bands] == [False, True, False]
    assert found.bands[-1].words == "after more than 1 d"


def test_sooner_than_a_minute_is_as_soon() -> None:
    leads = [
        Answered(minutes, bool(place % 3), ("a",))
        for place, minutes in enumerate((0, 0, 0.5, 1, 9, 9, 20, 40))
    ]
    same = [Answered(max(lead.minutes, 1), lead.outcome, lead.stratum) for lead in leads]
    assert observed(leads).crude == observed(same).crude


def test_nothing_is_told_of_nobody() -> None:
    found = observed([])
    assert len(found.bands) == 0
    assert found.warning.startswith("Seen, and not caused. ")
    with pytest.raises(ScenarioError, match="no slope"):
        found.effect()
    with pytest.raises(ScenarioError, match="no odds that fall"):
        found.trial()
    assert "no data" in found.chart()
    assert "0 leads answered" in str(found)


def test_a_trial_of_what_is_seen() -> None:
    found = observed(made(np.random.default_rng(7), 4000, 0.4))
    trial = found.trial(power=0.9)
    slow = next(band for band in reversed(found.bands) if band.enough)
    assert trial.rate == slow.found.count / slow.found.total
    assert trial.power == 0.9
    assert trial.odds_ratio > 1


# -- from a log -------------------------------------------------------------------------------------------------------


def lead(
    name: str, day: int, minutes: float | None, *, source: str = "web", contact: float | None = None
) -> list[ls.Event]:
    """Created at 10:00 of a day of March 2026 in New York, answered and reached so many minutes later."""
    start = dt.datetime(2026, 3, day, 15, tzinfo=dt.UTC)
    found = [ls.Event(name, start, "created", {"source": source})]
    if minutes is not None:
        found.append(ls.Event(name, start + dt.timedelta(minutes=minutes), "touched", {"channel": "call"}))
    if contact is not None:
        data = {"channel": "call", "outcome": "connected"}
        found.append(ls.Event(name, start + dt.timedelta(minutes=contact), "touched", data))
    return found


def seen(*leads: list[ls.Event], **asked: object) -> Observed:
    at = dt.datetime(2026, 3, 31, tzinfo=dt.UTC)
    log = [event for events in leads for event in events]
    return effect_from_log(ls.evaluate(ls.examples.acme(), log, at), **asked)  # type: ignore[arg-type]


def test_a_log_by_hand() -> None:
    found = seen(
        lead("A", 2, 4, contact=4),  # reached by the first call
        lead("B", 2, 20, contact=300, source="fair"),
        lead("C", 3, 20),
        lead("D", 3, None),
        lead("E", 30, 5, contact=9),  # two weeks are not over
        mature_after="14 days",
    )
    assert found.answered == (
        Answered(4, True, ("web", "Mon 10")),
        Answered(20, True, ("fair", "Mon 10")),
        Answered(20, False, ("web", "Tue 10")),
    )
    assert (str(found.never), found.young, found.early) == (str(Proportion(0, 1)), 1, 0)
    assert found.strata == ("source", "hour of the week")
    assert any("not had the time" in note for note in found.notes)
    assert any("never answered, and in no band: 1 leads" in note for note in found.notes)


def test_leads_without_a_beginning_are_counted_apart() -> None:
    found = seen(lead("A", 2, 4), lead("B", 2, 20), start="assigned")
    assert (len(found.answered), found.unbegun) == (0, 2)
    assert "left out, because they never began to wait for an answer: 2" in found.notes


def test_names_and_the_order_of_leads_change_nothing() -> None:
    leads = [
        lead(name, 2 + place, 7.0 * place + 1, contact=60 if place % 3 else None)
        for place, name in enumerate("ABCDE")
    ]
    others = [
        lead(name, 2 + place, 7.0 * place + 1, contact=60 if place % 3 else None)
        for place, name in enumerate("VZUYW")
    ]
    assert seen(*leads).to_dict() == seen(*reversed(others)).to_dict()


def test_other_times_outcomes_and_strata() -> None:
    leads = [lead("A", 2, 180, contact=200), lead("B", 2, 30)]
    found = seen(*leads, time="business", by=(), hours="day")
    # From 12 to 13 the office is closed.
    assert [(one.minutes, one.stratum) for one in found.answered] == [(120, ("10",)), (30, ("10",))]
    assert found.notes[-1].startswith("leads answered late had less time")
    assert seen(*leads, hours=None, by=()).answered[0].stratum == ()
    crude = seen(*leads, hours=None, by=())
    assert len(crude.slopes) == 1
    assert crude.best is crude.crude
    assert seen(*leads, outcome={"enters": "sql"}).outcome == "sql"
    assert seen(*leads, outcome=["won", {"enters": "sql"}]).outcome == "won or sql"


def test_an_outcome_before_the_answer_is_none_of_it() -> None:
    """The lead wrote to us, and then we called."""
    start = dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC)
    wrote = ls.Event(
        "A", start + dt.timedelta(minutes=1), "replied", {"direction": "inbound", "outcome": "replied"}
    )
    found = seen([*lead("A", 2, 60), wrote], lead("B", 2, 10))
    assert (found.early, len(found.answered)) == (1, 1)


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"outcome": "qualification"}, EntryError),
        ({"by": ["sauce"]}, EntryError),
        ({"calendar": "none"}, EntryError),
        ({"time": "open"}, ScenarioError),
        ({"hours": "month"}, ScenarioError),
        ({"bands": ()}, ScenarioError),
        ({"bands": (5, 5)}, ScenarioError),
        ({"bands": (0, 5)}, ScenarioError),
    ],
)
def test_what_cannot_be_asked_of_a_log(asked: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        seen(lead("A", 2, 4), **asked)


def test_it_is_a_table_and_a_drawing() -> None:
    found = observed(
        made(np.random.default_rng(1), 300, 0.4), never=Proportion(1, 7), early=2, young=3, matured=False
    )
    frame = found.to_frame("polars")
    assert frame["leads"].sum() == 300
    assert {"crude_ratio", "within_strata_low", "leads_within_strata", "share", "low"} <= set(frame.columns)
    assert found.to_frame("polars", "slopes")["basis"].to_list() == ["crude", "within the same source"]
    with pytest.raises(ReadError, match="write bands or slopes"):
        found.to_frame("polars", "strata")
    assert len(found.to_dict()["notes"]) == 6
    assert "<svg" in found._repr_html_()
    assert "order left to chance" in str(found)
