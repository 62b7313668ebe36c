"""Waits for an answer: by hand, on two public logs, and by laws."""

from __future__ import annotations

import datetime as dt
import json
import random
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import SHARED

import leadsla as ls
from leadsla.errors import EntryError
from leadsla.metrics import Summary, Waits, representative_time, speed_to_lead, waits

EXAMPLES = Path(__file__).parents[2] / "examples"
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
needs_logs = pytest.mark.skipif(
    not (SHARED / "data").is_dir(), reason=f"the public logs are not here ({SHARED.name}/data)"
)


def event(lead: str, at: str, name: str, **data: object) -> ls.Event:
    """At a time of March 2026 in New York, such as `02 09:30`; the acme office is open 9 to 12 and 13 to 17."""
    day, time = at.split()
    moment = dt.datetime.fromisoformat(f"2026-03-{day}T{time}:00-05:00")
    return ls.Event(lead, moment, name, data)


def evaluated(*events: ls.Event, at: str = "06 17:00") -> ls.Evaluation:
    return ls.evaluate(ls.examples.acme(), events, event("", at, "now").at)


def lengths(found: Waits) -> dict[str, tuple[float, float, bool]]:
    return {wait.lead: (wait.elapsed / MINUTE, wait.business / MINUTE, wait.done) for wait in found}


def test_the_leads_watch_and_the_representatives() -> None:
    evaluation = evaluated(
        event("A", "02 16:30", "created"),
        event("A", "03 09:10", "assigned", to="rep7"),
        event("A", "03 09:25", "touched", channel="call"),
    )
    # Half an hour of Monday and 25 minutes of Tuesday count, of the 16 h 55 that the lead felt.
    assert lengths(speed_to_lead(evaluation)) == {"A": (16 * 60 + 55, 55, True)}
    assert lengths(representative_time(evaluation)) == {"A": (15, 15, True)}
    assert [wait.assignee for wait in speed_to_lead(evaluation)] == ["rep7"]


def test_who_still_waits_has_waited_so_long() -> None:
    found = speed_to_lead(evaluated(event("A", "06 16:00", "created"), at="06 17:30"))
    assert lengths(found) == {"A": (90, 60, False)}
    assert found.elapsed.median is None
    assert repr(found) == "<Waits speed to lead: 0 of 1 done>"


def test_who_has_left_waits_no_longer() -> None:
    found = speed_to_lead(
        evaluated(event("A", "02 10:00", "created"), event("A", "02 11:00", "disqualified", reason="spam"))
    )
    assert lengths(found) == {"A": (60, 60, False)}


def test_what_the_lead_sends_is_no_answer() -> None:
    found = speed_to_lead(
        evaluated(
            event("A", "02 10:00", "created"),
            event("A", "02 10:05", "replied", channel="email"),
            event("A", "02 10:30", "touched", channel="email"),
        )
    )
    assert lengths(found) == {"A": (30, 30, True)}


def test_a_touch_before_the_start_does_not_count_and_one_at_the_start_does() -> None:
    before, at = event("A", "02 09:00", "touched"), event("B", "02 10:00", "touched")
    found = representative_time(
        evaluated(
            before, event("A", "02 10:00", "assigned", to="r"), event("B", "02 10:00", "assigned", to="r"), at
        )
    )
    assert lengths(found)["A"][2] is False
    assert lengths(found)["B"] == (0, 0, True)


def test_stages_are_moments_too() -> None:
    evaluation = evaluated(
        event("A", "02 10:00", "created"),
        event("A", "02 11:00", "qualified", score=50),
        event("B", "02 10:00", "created"),
    )
    stages = [move.to for journey in evaluation.journeys() for move in journey.moves]
    assert stages[:2] == ["subscriber", "mql"]
    found = waits(evaluation, "created", {"enters": "mql"})
    assert found.name == "created to entering mql"
    assert lengths(found)["A"] == (60, 60, True)
    assert lengths(found)["B"][2] is False
    assert lengths(waits(evaluation, {"enters": "mql"}, "won"))["A"][2] is False
    assert waits(evaluation, {"enters": "mql"}, "won").never == 1


def test_groups_add_up() -> None:
    evaluation = evaluated(
        *(event(lead, "02 10:00", "assigned", to=rep) for lead, rep in (("A", "x"), ("B", "y"), ("C", "x"))),
        event("C", "02 10:10", "touched"),
    )
    groups = representative_time(evaluation).by(lambda wait: wait.assignee or "")
    assert {name: len(group) for name, group in groups.items()} == {"x": 2, "y": 1}
    assert groups["x"].elapsed.done == 1


def test_another_calendar_is_named() -> None:
    evaluation = evaluated(event("A", "02 10:00", "created"))
    with pytest.raises(EntryError, match="no calendar `offce`"):
        speed_to_lead(evaluation, calendar="offce")


def test_a_criterion_is_no_moment() -> None:
    with pytest.raises(EntryError, match="not `when`"):
        waits(evaluated(), {"event": "created", "when": "score > 1"}, "won")


def test_as_a_frame() -> None:
    frame = speed_to_lead(evaluated(event("A", "06 16:00", "created"))).to_frame("polars")
    assert frame["elapsed_s"].to_list() == [3600]
    assert frame["done"].to_list() == [False]


def test_a_summary_of_none() -> None:
    assert Summary.of([]) == Summary(0)


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.integers(0, 500), st.one_of(st.none(), st.integers(0, 500))), max_size=20),
    st.randoms(use_true_random=False),
)
def test_neither_names_nor_order_of_leads_change_a_figure(
    leads: list[tuple[int, int | None]], rng: random.Random
) -> None:
    begin = event("", "02 09:00", "now").at

    def log(prefix: str) -> list[ls.Event]:
        made = []
        for number, (start, wait) in enumerate(leads):
            made.append(ls.Event(f"{prefix}{number}", begin + start * MINUTE, "created"))
            if wait is not None:
                made.append(ls.Event(f"{prefix}{number}", begin + (start + wait) * MINUTE, "touched"))
        return made

    one = speed_to_lead(evaluated(*log("L")))
    shuffled = log("other-")
    rng.shuffle(shuffled)
    shuffled.sort(key=lambda event: event.name)  # a lead is created before it is touched, also at one instant
    other = speed_to_lead(evaluated(*shuffled))
    assert one.elapsed == other.elapsed
    assert one.business == other.business
    assert one.elapsed.done + one.elapsed.waiting == len(leads)


@needs_logs
def test_the_queue_of_leads() -> None:
    """BPI Challenge 2012: from the first scheduling to the first start."""
    log = ls.read_events(SHARED / "data" / "bpic2012.csv.gz", EXAMPLES / "bpic2012" / "mapping.yaml")
    office = ls.BusinessCalendar("Europe/Amsterdam", {"mon-fri": ["09:00-17:00"]})
    agreement = attrs.evolve(
        ls.load(EXAMPLES / "bpic2012" / "agreement.yaml"), calendars={"office": office}, calendar="office"
    )
    evaluation = ls.evaluate(agreement, log, dt.datetime(2012, 4, 1, tzinfo=dt.UTC))
    found = representative_time(evaluation)
    elapsed = found.summary()
    figures = (elapsed.mean, elapsed.p25, elapsed.p50, elapsed.p75, elapsed.p90, elapsed.p95, elapsed.max)
    assert elapsed.done == 4755
    assert [round(figure / MINUTE, 2) for figure in figures if figure] == [
        307.96, 9.90, 42.45, 592.19, 888.25, 1304.00, 2529.10
    ]  # fmt: skip
    business = found.summary(business=True)
    assert [round(figure / HOUR, 3) for figure in (business.p50, business.p90) if figure] == [0.199, 1.413]


@needs_logs
def test_the_seller_funnel() -> None:
    """Olist: days from the first contact to the deal; the deal before its contact is left out."""
    log = ls.read_events(SHARED / "data" / "olist", EXAMPLES / "olist" / "mapping.yaml")
    last = dt.datetime(2018, 11, 14, 18, 4, 19, tzinfo=dt.UTC)
    evaluation = ls.evaluate(ls.load(EXAMPLES / "olist" / "agreement.yaml"), log, last)
    found = waits(evaluation, "created", "won")
    shares = [100 * found.elapsed.by(dt.timedelta(days=days)).share for days in (30, 90, 365)]
    assert [round(share, 2) for share in shares] == [6.83, 8.63, 11.34]
    assert (found.elapsed.done, found.elapsed.waiting, found.never) == (841, 7158, 1)


def test_as_json_can_carry_it() -> None:
    found = speed_to_lead(evaluated(event("L1", "02 09:00", "created"), event("L1", "02 09:30", "touched")))
    given = json.loads(json.dumps(found.to_dict()))
    assert (given["name"], given["never"]) == ("speed to lead", 0)
    [row] = given["waits"]
    assert (row["lead"], row["start"], row["elapsed_s"], row["done"]) == (
        "L1", "2026-03-02T14:00:00Z", 1800.0, True,
    )  # fmt: skip
    assert found.by(lambda wait: wait.lead).to_dict() == {"L1": found.to_dict()}
