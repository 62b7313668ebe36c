"""Whether sales can work what marketing sends, by hand."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.funnel.given import STAGES, million, simple

from leadsla import examples
from leadsla.calendars import BusinessCalendar
from leadsla.errors import FunnelError
from leadsla.funnel import ReverseFunnel
from leadsla.funnel.capacity import Capacity
from leadsla.funnel.staffing import Staffing, open_hours
from leadsla.funnel.work import asked_of, work_of
from leadsla.simulation import most_arrivals

SIX = {"reps": 6, "hours_per_week": 40, "utilisation": "75%", "minutes_per_lead": 45}


def staffed(capacity: dict[str, Any] = SIX, agreement: Any = None, **more: Any) -> Staffing:
    found = million(capacity=capacity, **more).answer(today=dt.date(2026, 1, 1), agreement=agreement).capacity
    assert found is not None
    return found


class TestHours:
    def test_six_representatives(self) -> None:
        """6 x 40 h x 75 % are 180 hours a week, 240 leads of 45 minutes; 5,000 take 20.8 weeks."""
        found = staffed()
        assert (found.stage, found.leads, found.minutes_per_week) == ("lead", 5000, 1800)
        assert (found.leads_per_week, found.weeks) == (240, Fraction(125, 6))
        assert (found.enough, found.reps_needed, len(found.periods)) == (None, None, 0)

    def test_months_of_the_plan(self) -> None:
        """No stage takes time, so the leads come over the quarter: 31 of 92 days in July."""
        found = staffed(goal={"revenue": 1_000_000, "period": "2026-Q3"})
        july = found.periods[0]
        assert (july.period, july.leads, july.can_work) == (
            "2026-07",
            Fraction(5000 * 31, 92),
            Fraction(240 * 31, 7),
        )
        assert july.utilisation > 1
        assert found.enough is False
        # 5,000 x 45 minutes over 92/7 weeks of 1,800 minutes.
        assert found.reps_needed == 10
        assert staffed(SIX | {"reps": 10}, goal={"revenue": 1_000_000, "period": "2026-Q3"}).enough is True
        assert staffed(SIX | {"reps": 9}, goal={"revenue": 1_000_000, "period": "2026-Q3"}).enough is False

    def test_days_that_are_over_work_no_leads(self) -> None:
        """On 22 September nine days are left for all leads, and nobody goes back to July for them."""
        funnel = million(goal={"revenue": 1_000_000, "period": "2026-Q3"}, capacity=SIX)
        found = funnel.answer(today=dt.date(2026, 9, 22)).capacity
        assert found is not None
        assert [(one.leads, one.can_work) for one in found.periods] == [
            (0, Fraction(240 * 31, 7)),
            (0, Fraction(240 * 31, 7)),
            (5000, Fraction(240 * 9, 7)),
        ]

    def test_only_the_leads_of_a_stage_are_worked(self) -> None:
        found = staffed(SIX | {"stage": "mql"})
        assert (found.stage, found.leads, found.weeks) == ("mql", 1000, Fraction(25, 6))

    def test_new_ones_do_less_at_first(self) -> None:
        capacity = Capacity(reps=6, hires={"2026-02": 2}, ramp={1: "25%", 2: "50%"})
        months = ["2026-01", "2026-02", "2026-03", "2026-04", "2027-02"]
        assert [capacity.at_work(month) for month in months] == [6, Fraction(13, 2), 7, 8, 8]
        # What is not told of a month is as the next that is.
        assert Capacity(reps=1, ramp={3: "60%"}).ramped(1) == Fraction(3, 5)
        assert Capacity(reps=1).ramped(1) == 1

    @settings(max_examples=20)
    @given(st.integers(1, 40), st.integers(1, 60), st.integers(1, 200))
    def test_one_representative_fewer_is_not_enough(self, reps: int, hours: int, minutes: int) -> None:
        goal = {"revenue": 1_000_000, "period": "2026-Q3"}
        capacity = {"reps": reps, "hours_per_week": hours, "minutes_per_lead": minutes}
        needed = staffed(capacity, goal=goal).reps_needed
        assert needed is not None
        assert staffed(capacity | {"reps": needed}, goal=goal).enough
        assert needed == 1 or not staffed(capacity | {"reps": needed - 1}, goal=goal).enough


class TestMinutesOfALead:
    def test_by_the_touches_that_the_agreement_asks_for(self) -> None:
        """Three calls and three e-mails at 10 and 5 minutes."""
        capacity = Capacity(reps=6, minutes_per_touch={"call": 10, "any": 5})
        found = work_of(capacity, examples.acme())
        assert found is not None
        assert (found.minutes, found.touches) == (45, 6)
        assert asked_of(examples.acme()).touches == {"any": 1, "call": 3, "email": 3}

    def test_who_is_reached_needs_no_more_touches(self) -> None:
        """Of six touches in a row, each of which reaches half: 1 + 1/2 + ... + 1/32 are made."""
        capacity = Capacity(reps=6, minutes_per_touch=8, contact_rate="50%")
        found = work_of(capacity, examples.acme())
        assert found is not None
        assert found.minutes == 8 * Fraction(63, 32)

    def test_minutes_that_are_promised_are_the_least(self) -> None:
        agreement = examples.agreement("4-two-commitments")
        found = work_of(Capacity(reps=6, minutes_per_touch=1), agreement)
        assert found is not None
        assert found.minutes == 30

    def test_an_agreement_that_asks_for_no_touch_says_nothing_of_the_work(self) -> None:
        quiet = attrs.evolve(examples.acme(), clauses=())
        answer = million(capacity={"reps": 6, "minutes_per_touch": 6}).answer(agreement=quiet)
        assert answer.capacity is None
        assert "that asks for touches" in answer.notes[-1]

    def test_told_minutes_come_first_and_nothing_is_guessed(self) -> None:
        told = work_of(Capacity(reps=6, minutes_per_lead=45, minutes_per_touch=1), examples.acme())
        assert told is not None
        assert (told.minutes, told.touches) == (45, None)
        assert work_of(Capacity(reps=6), examples.acme()) is None
        assert work_of(Capacity(reps=6, minutes_per_touch=5), None) is None
        assert work_of(Capacity(reps=6, minutes_per_touch={"call": 5}), examples.acme()) is None
        answer = million(capacity={"reps": 6}).answer()
        assert answer.capacity is None
        assert "minutes_per_lead" in answer.notes[0]
        assert "capacity" not in answer.to_dict()


class TestWindows:
    def test_what_gives_first(self) -> None:
        """Four at work at once keep 80 % within an hour up to some lead rate, long before the hours run out."""
        found = staffed(agreement=examples.acme())
        assert [one.limit for one in found.limits] == ["first-response", "accept-or-reject", "hours"]
        assert found.limits[-1].leads_per_week == 240
        first = found.limits[0]
        hours = open_hours(examples.acme().calendar_named("office"), dt.date(2026, 1, 1))
        assert float(first.leads_per_week) == pytest.approx(most_arrivals(4, 45, 5, 0.8) * float(hours))
        assert first.target == Fraction(4, 5)

    def test_the_most_arrivals_by_the_published_table(self) -> None:
        """The team of the table keeps 80 % within five minutes, and is the smallest: one fewer does not."""
        for arrivals, minutes, team in ((6, 20, 4), (20, 6, 3), (30, 10, 7), (120, 8, 18), (200, 3, 11)):
            assert most_arrivals(team, minutes, 5, 0.8) >= arrivals > most_arrivals(team - 1, minutes, 5, 0.8)
        assert most_arrivals(0, 10, 5, 0.8) == 0

    def test_no_team_keeps_a_window_that_runs_while_it_is_away(self) -> None:
        """40 of 168 hours are open: 24 %, and 80 % are promised of elapsed time."""
        agreement = examples.acme()
        clauses = [c for c in agreement.clauses if c.id == "first-response"]
        elapsed = attrs.evolve(clauses[0], within="5 minutes")
        found = staffed(agreement=attrs.evolve(agreement, clauses=[elapsed]))
        assert (found.limits[0].limit, found.limits[0].leads_per_week) == ("first-response", 0)
        assert "of a week is open" in found.limits[0].why

    def test_the_open_hours_of_a_week(self) -> None:
        office = BusinessCalendar("UTC", {"mon-fri": ["09:00-12:00", "13:00-17:00"]})
        assert open_hours(office, dt.date(2026, 1, 1)) == 35
        assert open_hours(BusinessCalendar.always("UTC"), dt.date(2027, 3, 1)) == 168

    def test_one_and_a_half_people_are_one(self) -> None:
        found = staffed({"reps": 1, "minutes_per_lead": 45, "utilisation": "75%"}, agreement=examples.acme())
        assert found.limits[0].leads_per_week == 0


@pytest.mark.parametrize(
    ("capacity", "words"),
    [
        ({"reps": 6, "stage": "mgl"}, "there is no stage `mgl` (capacity.stage); write: mql"),
        ({"reps": 6, "minutes_per_touch": {"cal": 5}}, "(capacity.minutes_per_touch.cal); write: call"),
        ({"reps": 6, "minutes_per_touch": 0}, "(capacity.minutes_per_touch)"),
        ({"reps": 6, "hires": {"2026-13": 5}}, "(capacity.hires.2026-13)"),
        ({"reps": 6, "hires": {"2026-12": 0}}, "(capacity.hires.2026-12)"),
        ({"reps": 6, "contact_rate": "120%"}, "(capacity.contact_rate)"),
    ],
)
def test_bad_input(capacity: dict[str, Any], words: str) -> None:
    with pytest.raises(FunnelError) as caught:
        ReverseFunnel.from_dict({"goal": {"deals": 50}, "stages": STAGES, "capacity": capacity})
    assert words in str(caught.value)


def test_nothing_is_told_of_a_stage_without_a_number() -> None:
    stages = ["lead", "mql", "customer"]
    funnel = ReverseFunnel({"deals": 50}, stages, overall_rate="1%", capacity=SIX | {"stage": "mql"})
    assert funnel.answer().capacity is None
    assert simple().answer().capacity is None


def test_as_data() -> None:
    found = staffed(goal={"revenue": 1_000_000, "period": "2026-Q3"}, agreement=examples.acme())
    data = found.to_dict()
    assert (data["enough"], data["reps_needed"], data["periods"][0]["period"]) == (False, 10, "2026-07")
    assert data["limits"][0]["limit"] == "first-response"
    assert list(found.periods.to_frame("pandas")["period"]) == ["2026-07", "2026-08", "2026-09"]
