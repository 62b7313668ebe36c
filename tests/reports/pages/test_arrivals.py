"""When leads come: counts, late shares and waits by the hour, against the log and the metrics."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from benchmarks.evaluation import agreement, events

import leadsla as ls
from leadsla.events import Event
from leadsla.instants import zone
from leadsla.metrics import speed_to_lead
from leadsla.metrics.survival import Survival
from leadsla.reports import Report, report
from leadsla.reports.pages.arrivals import ENOUGH, HourlyWaits, Lateness
from leadsla.reports.pages.week import week

NEW_YORK = zone("America/New_York")


@pytest.fixture(scope="module")
def log() -> list[Event]:
    return events(900)


@pytest.fixture(scope="module")
def evaluation(log: list[Event]) -> ls.Evaluation:
    return ls.evaluate(agreement(), log, log[-1].at)


@pytest.fixture(scope="module")
def found(evaluation: ls.Evaluation) -> Report:
    return report(evaluation, "2026")


def spot(at: dt.datetime) -> tuple[int, int]:
    local = at.astimezone(NEW_YORK)
    return local.weekday(), local.hour


def test_arrivals_and_touches_are_those_of_the_log(found: Report, log: list[Event]) -> None:
    first: dict[str, dt.datetime] = {}
    for event in log:
        first.setdefault(event.lead, event.at)
    came = Counter(spot(at) for at in first.values())
    assert {
        (day, hour): count
        for day, row in enumerate(found.arrivals.counts)
        for hour, count in enumerate(row)
        if count
    } == came
    touches = Counter(
        spot(event.at)[1]
        for event in log
        if event.name == "touched" and event.at.astimezone(NEW_YORK).year == 2026
    )
    assert found.arrivals.touches == tuple(touches[hour] for hour in range(24))


def test_late_shares_are_those_of_the_clocks(
    found: Report, evaluation: ls.Evaluation, log: list[Event]
) -> None:
    """Every lead has one clock of the first response, so the hours add up to the promise."""
    late = found.arrivals.lateness
    assert isinstance(late, Lateness)
    assert late.clause == found.speed[0].clause == "first-response"
    came = {event.lead: spot(event.at) for event in log if event.name == "created"}
    outcomes = Counter(
        (came[clock.lead or ""], clock.outcome) for clock in evaluation.clocks if clock.clause == late.clause
    )
    for day in range(7):
        for hour in range(24):
            breached = outcomes[(day, hour), "breached"]
            assert late.late[day][hour] == breached
            assert late.judged[day][hour] == breached + outcomes[(day, hour), "met"]
    rows = [row for row in found.promises if row.clause == late.clause]
    assert sum(map(sum, late.judged)) == sum(row.met + row.breached for row in rows)
    assert sum(map(sum, late.late)) == sum(row.breached for row in rows)


def test_waits_are_the_speed_to_lead(found: Report, evaluation: ls.Evaluation) -> None:
    """Leads begin with their creation here; each group has the median of its own curve."""
    hourly = found.arrivals.waits
    assert isinstance(hourly, HourlyWaits)
    waits = [wait for wait in speed_to_lead(evaluation) if wait.start.astimezone(NEW_YORK).year == 2026]
    assert len(waits) == found.arrivals.leads
    for hour in (0, 9, 23):
        group = [wait for wait in waits if spot(wait.start)[1] == hour]
        done = [wait.elapsed for wait in group if wait.done]
        open_ = [wait.elapsed for wait in group if not wait.done]
        assert hourly.hours[hour] == Survival.of(done, open_).median
    enough = [count >= ENOUGH for row in found.arrivals.counts for count in row]
    assert [wait is not None for row in hourly.cells for wait in row] == enough


def test_the_page_shows_the_layers_and_their_figures(found: Report) -> None:
    told = str(week(found.arrivals))
    assert [told.count(f">{name}</label>") for name in ("Arrivals", "Late share", "Median wait")] == [1, 1, 1]
    nine = sum(row[9] for row in found.arrivals.counts)
    assert f'<td>09:00</td><td class="n">{nine}</td><td class="n">{found.arrivals.touches[9]:,}</td>' in told
    monday = (
        (sum(found.arrivals.lateness.late[0]), sum(found.arrivals.lateness.judged[0]))
        if found.arrivals.lateness
        else ()
    )
    assert "{} of {} (".format(*monday) in told


def test_who_still_waits_is_not_left_out() -> None:
    """Three came at nine; one was tried after an hour, two still wait: half of them have not been reached."""
    nine = dt.datetime(2026, 3, 2, 14, tzinfo=dt.UTC)
    log = [Event(f"L{number}", nine, "created") for number in range(3)]
    log.append(Event("L0", nine + dt.timedelta(hours=1), "touched", {"direction": "outbound"}))
    found = report(ls.evaluate(agreement(), log, nine + dt.timedelta(hours=5)), "2026-03")
    assert (found.arrivals.wait_open, found.arrivals.wait_closed) == (None, None)
    assert found.arrivals.answer == "3 leads arrived, 0 of them (0 %) while the office was closed."
