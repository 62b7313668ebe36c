"""How fast, with those still open as waiting: by hand, against the metrics, and on the page."""

from __future__ import annotations

import datetime as dt

import pytest

import leadsla as ls
from leadsla.clauses import ResponseWindow
from leadsla.events import Event
from leadsla.metrics.survival import Survival
from leadsla.reports import report

BEGIN = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


def evaluation(minutes: list[int | None], at: dt.datetime, within: object = "30 minutes") -> ls.Evaluation:
    """Leads that are assigned on the hour and touched after so many minutes."""
    clause = ResponseWindow(
        id="first", owner="sales", from_="assigned", until="touched", within=within, target="80% per month"
    )
    terms = ls.Agreement(
        agreement="small", version="1", term=ls.Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), timezone="UTC",
        parties={"sales": ls.Party("Sales")}, lifecycle=ls.Lifecycle(), fields={"big": "flag"}, clauses=[clause],
    )  # fmt: skip
    log = []
    for place, after in enumerate(minutes):
        came = BEGIN + dt.timedelta(hours=place)
        log.append(Event(f"L{place}", came, "assigned", {"to": "ann", "big": place % 2 == 0}))
        if after is not None:
            done = came + dt.timedelta(minutes=after)
            log.append(Event(f"L{place}", done, "touched", {"direction": "outbound"}))
    return ls.evaluate(terms, [event for event in log if event.at <= at], at)


def test_who_is_open_waits() -> None:
    """Done after 10, 30 and 31 minutes; one has waited for 15: 1/4, then half of the 3/4 left, then all."""
    judged = evaluation([10, 30, 31, None], BEGIN + dt.timedelta(hours=3, minutes=15))
    [one] = report(judged, "2026-03", censored=True).speed
    assert one.censored is not None
    assert (one.censored.done, one.censored.waiting) == (3, 1)
    assert [(x, share) for x, share, _, _ in one.censored.counted] == [
        (600.0, pytest.approx(1 / 4)), (1800.0, pytest.approx(5 / 8)), (1860.0, pytest.approx(1.0)),
    ]  # fmt: skip
    assert one.censored.elapsed == one.censored.counted
    # Those that are judged alone, as the rate has it, are not touched by it.
    assert [share for _, share in one.counted] == [pytest.approx(1 / 3), pytest.approx(2 / 3), 1.0]


def test_what_was_never_done_waits_until_now() -> None:
    """Breached at 30 minutes and not done after 5 hours: it is at risk until then, and so in every share."""
    judged = evaluation([None, 10, 20], BEGIN + dt.timedelta(hours=5))
    [one] = report(judged, "2026-03", censored=True).speed
    minutes = [dt.timedelta(minutes=number) for number in (10, 20)]
    expected = Survival.of(minutes, [dt.timedelta(hours=5)])
    assert one.censored is not None
    assert [step[:2] for step in one.censored.counted] == list(
        zip(expected.times, expected.shares, strict=True)
    )
    assert [step[2:] for step in one.censored.counted] == list(
        zip(expected.lows, expected.highs, strict=True)
    )


def test_where_windows_differ_times_are_shares_of_them() -> None:
    """15 of 30 minutes, and 15 of 60: half and a quarter of their windows."""
    cases = [{"when": "big", "is": "30 minutes"}, {"is": "60 minutes"}]
    judged = evaluation([15, 15], BEGIN + dt.timedelta(hours=5), cases)
    [one] = report(judged, "2026-03", censored=True).speed
    assert one.relative
    assert one.censored is not None
    assert [step[:2] for step in one.censored.counted] == [(0.25, 0.5), (0.5, 1.0)]
    assert one.censored.elapsed == ()


def test_the_page_says_that_it_is_drawn_with_them() -> None:
    judged = evaluation([10, 30, 31, None], BEGIN + dt.timedelta(hours=3, minutes=15))
    with_them, without = (report(judged, "2026-03", censored=one).html() for one in (True, False))
    assert "Drawn with those that are open or never done (1)" in with_them
    assert "It is at the rate where the window ends" not in with_them
    assert "Drawn with" not in without
    assert "It is at the rate where the window ends" in without
    assert report(judged, "2026-03").to_dict()["speed"][0]["censored"] is None


def test_the_strip_has_the_quantiles() -> None:
    """Of ten after 1 to 10 minutes and one never: half by 6, 80 % by 9, 90 % by 10."""
    judged = evaluation([*range(1, 11), None], BEGIN + dt.timedelta(days=2))
    assert ">6 m · 9 m · 10 m<" in report(judged, "2026-03").html()
