"""The data of a report: its identities on the example, by hand, and on random agreements and logs."""

from __future__ import annotations

import datetime as dt
import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given, settings

import leadsla as ls
from leadsla.allowance import allowed
from leadsla.clauses import ResponseWindow
from leadsla.errors import UnknownError, WindowError
from leadsla.evaluation.explanation.explain import Explanation
from leadsla.events import Event
from leadsla.lifecycle import Move, Stage
from leadsla.periods import Share
from leadsla.readers import read_events
from leadsla.reports import Report, report
from leadsla.reports.pages.standing import Left
from leadsla.testing import History, agreements, histories
from leadsla.testing.clauses import BY_KIND
from leadsla.testing.comparing import distinct, instants_after

AT = dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)
EVERY_KIND = histories(agreements(each=[strategy() for strategy in BY_KIND.values()]))


@pytest.fixture(scope="module")
def evaluation() -> ls.Evaluation:
    return ls.evaluate(ls.examples.acme(), ls.examples.acme_events(), AT)


@pytest.fixture(scope="module")
def found(evaluation: ls.Evaluation) -> Report:
    return report(evaluation, "2026-02", log=ls.examples.acme_events())


def check(found: Report, evaluation: ls.Evaluation) -> None:
    """What holds of every report."""
    rows = {(row.clause, row.period): row for row in evaluation.attainment()}
    late = {one.id: one for one in found.late}
    for row in found.promises:
        counted = rows[row.clause, row.period]
        assert (row.met, row.breached, row.open, row.void, row.rate, row.status) == (
            counted.met, counted.breached, counted.open, counted.void, counted.rate, counted.status,
        )  # fmt: skip
        assert (late[row.id].total if row.id in late else 0) == row.breached
        assert row.history[-1].period == row.period
        if row.rate is not None:
            assert row.low is not None
            assert row.high is not None
            assert row.low <= row.rate <= row.high
    for one in found.speed:
        row = next(row for row in found.promises if row.id == one.id)
        assert one.at(one.window) == row.rate
        assert one.judged == row.met + row.breached
        done = one.counted[-1][1] if one.counted else 0.0
        assert done == pytest.approx((one.judged - one.never) / one.judged)
        assert sum(strip.judged for strip in one.strips) == one.judged
    for left in found.allowances:
        numbers = left.numbers
        expected = numbers.count if numbers.expected is None else numbers.expected
        assert left.budget == allowed(numbers.target, expected)
        assert left.left == left.budget - numbers.row.breached
        if left.steps:
            assert left.steps[-1].left == left.left
        assert all(0 <= step.x <= 1 for step in left.steps)
        check_forecast(left)
    for one_ in found.waiting:
        assert sum(one_.causes.values()) == one_.late
        assert sum(one_.parts.values(), dt.timedelta()) == one_.total
    if found.funnel is not None:
        assert all(stage.adds_up for stage in found.funnel.stages)
    others = {one.id: one for one in found.lists}
    for row in found.promises:
        for outcome in ("met", "open", "void"):
            listed = others.get(f"{outcome}.{row.id}")
            assert (0 if listed is None else listed.total) == getattr(row, outcome)
            assert listed is None or 0 < len(listed.rows) <= listed.total
        assert sum(one.count for one in found.log.void if one.id == f"void.{row.id}") == row.void
    happened = {
        journey.lead for journey in evaluation.journeys() if any(e.at in found.period for e in journey.events)
    }
    without = {(row.clause, lead): row for row in evaluation.unstarted(happened) for lead in row.leads}
    assert sum(one.count for one in found.log.unstarted) == len(without)
    assert all(one.reason for one in found.log.unstarted)
    entries = {one.lead for one in found.leads}
    assert set(found.log.named) <= entries
    assert found.worklist.total == len(evaluation.worklist())
    anchors = [one.anchor for one in found.explained]
    assert len(anchors) == len(set(anchors))


def check_forecast(left: Left) -> None:
    """It begins where the allowance stands, its bands lie in each other, and it ends as the chance has it."""
    ahead, numbers = left.forecast, left.numbers
    assert (ahead is None) == (numbers.row.ended or not numbers.to_judge)
    if ahead is None or not ahead.points:
        assert ahead is None or ahead.why_not
        return
    first, last = ahead.points[0], ahead.points[-1]
    assert {first.inner_low, first.inner_high, first.outer_low, first.outer_high} == {left.left}
    assert first.x == left.now
    assert (last.x, last.to_judge) == (1.0, numbers.to_judge)
    assert all(
        one.outer_low <= one.inner_low <= one.inner_high <= one.outer_high <= left.left
        for one in ahead.points
    )
    chance = numbers.chance(getattr(numbers, str(ahead.basis)))
    assert chance is not None
    assert (last.outer_low >= 0) == (chance >= 0.95)
    assert (last.inner_low >= 0) == (chance >= 0.75)


def test_the_identities_of_the_example(found: Report, evaluation: ls.Evaluation) -> None:
    check(found, evaluation)


def test_the_example(found: Report) -> None:
    """By hand, from the log: the same numbers as in the review of the month."""
    first = found.promises[0]
    assert (first.met, first.breached, first.open, first.void) == (23, 5, 2, 1)
    assert (first.target_words, first.status) == ("80 %", "undecided")
    assert [(one.period, one.met, one.breached) for one in first.history] == [
        ("2026-01", 8, 3),
        ("2026-02", 23, 5),
    ]
    first_left = found.allowances[0]
    assert (first_left.clause, first_left.budget, first_left.left) == ("first-response", 10, 5)
    assert found.waiting[0].causes == {"representative": 5}
    assert [row.lead for row in found.late[0].rows] == ["L-4830", "L-4831", "L-4824", "L-4818", "L-4817"]
    assert found.late[0].rows[1].late == dt.timedelta(minutes=13)
    assert found.funnel is not None
    assert [
        (row.stage, row.entered, row.advanced, sum(row.leaked.values()), row.here)
        for row in found.funnel.stages
    ][1] == ("mql", 30, 23, 4, 3)
    assert (found.arrivals.leads, found.arrivals.closed) == (29, 6)
    assert (found.log.read, found.log.kept, found.log.left_out) == (357, 357, 0)
    assert "L-4830.first-response" in [one.anchor for one in found.explained]


def test_the_forecast_of_the_example(found: Report) -> None:
    """28 judged of which 5 were late, 25 to come: the quantiles added up from the odds of each number, in fractions."""
    ahead = found.allowances[0].forecast
    assert ahead is not None
    assert (ahead.basis, ahead.judged, ahead.breached) == ("so_far", 28, 5)
    odds = beta_binomial(25, Fraction(11, 2), Fraction(47, 2))
    ends = [
        next(late for late in range(26) if sum(odds[: late + 1]) >= Fraction(share, 100))
        for share in (75, 25, 95, 5)
    ]
    last = ahead.points[-1]
    assert [last.inner_low, last.inner_high, last.outer_low, last.outer_high] == [5 - late for late in ends]


def beta_binomial(count: int, late: Fraction, met: Fraction) -> list[Fraction]:
    """The chance of each number of late ones among so many, drawn one by one from an urn that grows by each."""
    chances = [Fraction(1)]
    for drawn in range(count):
        following = [Fraction(0)] * (drawn + 2)
        for number, chance in enumerate(chances):
            odds = (late + number) / (late + met + drawn)
            following[number + 1] += chance * odds
            following[number] += chance * (1 - odds)
        chances = following
    return chances


def test_too_few_make_no_forecast() -> None:
    """19 judged in the month; the page says so instead of drawing."""
    terms_at = dt.datetime(2026, 3, 3, tzinfo=dt.UTC)
    found = report(one_promise([1] * 15 + [45] * 4, at=terms_at), "2026-03")
    ahead = found.allowances[0].forecast
    assert ahead is not None
    assert (ahead.points, ahead.why_not) == ((), "No forecast is drawn: 19 judged are too few, it takes 20.")
    assert ahead.why_not in found.html()


def test_every_count_leads_to_a_list(found: Report) -> None:
    """By hand, from the log."""
    lists = {one.id: one for one in found.lists}
    assert [lists[f"{outcome}.2026-02.first-response"].total for outcome in ("met", "open", "void")] == [
        23,
        2,
        1,
    ]
    soonest = lists["open.2026-02.first-response"].rows
    assert [row.lead for row in soonest] == sorted(row.lead for row in soonest)
    assert next((one.name, one.reason, one.count) for one in found.log.unstarted) == (
        "Persistence", "no event of this lead is `accepted`", 7,
    )  # fmt: skip
    assert next((one.name, one.reason, one.count) for one in found.log.void) == (
        "First response", "`disqualified` voided it", 1,
    )  # fmt: skip
    assert found.log.findings is not None
    assert found.header.digest == ls.digest(ls.examples.acme())
    assert (found.header.read, found.header.left_out_by) == (357, {})


def test_a_move_back_is_counted_where_it_began() -> None:
    """Three stages; one lead goes forth and back twice, another once; each move back is counted, each lead once."""
    terms = ls.Agreement(
        agreement="small", version="1", term=ls.Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), timezone="UTC",
        parties={"sales": ls.Party("Sales")}, clauses=[],
        lifecycle=ls.Lifecycle(
            [Stage("mql", "sales"), Stage("sal", "sales"), Stage("sql", "sales")],
            [Move("created", "mql"), Move("accepted", "sal", "mql"), Move("rejected", "mql", "sal")],
        ),
    )  # fmt: skip
    begin = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    log = [
        Event(lead, begin + dt.timedelta(hours=place), name)
        for lead, names in {
            "L1": ("created", "accepted", "rejected", "accepted", "rejected"),
            "L2": ("created", "accepted", "rejected"),
            "L3": ("created", "accepted"),
        }.items()
        for place, name in enumerate(names)
    ]
    found = report(ls.evaluate(terms, log, begin + dt.timedelta(days=3)), "2026-03").funnel
    assert found is not None
    assert [
        (row.stage, row.entered, row.advanced, row.leaked, row.here, row.back) for row in found.stages
    ] == [
        ("mql", 3, 3, {}, 0, 0),
        ("sal", 3, 0, {"rejected": 2}, 1, 3),
    ]
    assert found.stages[1].leads == {"back": ("L1", "L2"), "here": ("L3",), "rejected": ("L1", "L2")}


def test_what_was_recorded_late_and_what_is_later(tmp_path: Path) -> None:
    """A call of nine o'clock is recorded at noon, after the mail of ten; an event of the day after is not looked at."""
    (tmp_path / "log.csv").write_text(
        "lead,at,event,recorded_at\n"
        "L1,2026-03-02T08:00Z,assigned,2026-03-02T08:00Z\n"
        "L1,2026-03-02T09:00Z,touched,2026-03-02T12:00Z\n"
        "L1,2026-03-02T10:00Z,replied,2026-03-02T10:00Z\n"
        "L2,2026-03-04T10:00Z,assigned,2026-03-04T10:00Z\n"
        "L3,someday,assigned,\n",
        encoding="utf-8",
    )
    log = read_events(tmp_path / "log.csv")
    terms = one_promise([1]).agreement
    found = report(ls.evaluate(terms, log, dt.datetime(2026, 3, 3, tzinfo=dt.UTC)), "2026-03", log)
    assert (found.log.later, found.log.later_leads) == (1, ("L2",))
    assert (found.log.late, found.log.late_leads) == (1, ("L1",))
    [row] = found.log.rows
    assert (row.reason, row.kept, row.count) == ("unreadable time", False, 1)
    assert row.where[0].endswith("log.csv line 6")
    assert found.header.left_out_by == {"unreadable time": 1}
    text = found.html()
    assert "1 left out" in text
    assert "recorded late" in text


def test_a_headline_is_that_of_explain(found: Report, evaluation: ls.Evaluation) -> None:
    for one in found.explained[:10]:
        told = evaluation.explain(one.lead, one.clause)
        assert isinstance(told, Explanation)
        if one.anchor.count(".") == 1 and len(told.cycles) == 1:
            assert (one.title, one.headline) == (told.title, told.headline)


def test_without_a_period_it_is_the_last_month_with_a_clock(evaluation: ls.Evaluation) -> None:
    assert report(evaluation).period.label == "2026-02"


def test_a_quarter_has_a_row_for_each_month_that_ends_in_it(evaluation: ls.Evaluation) -> None:
    found = report(evaluation, "2026-Q1")
    assert [row.period for row in found.promises if row.clause == "first-response"] == ["2026-01", "2026-02"]
    check(found, evaluation)


def test_periods_that_are_none(evaluation: ls.Evaluation) -> None:
    with pytest.raises(WindowError):
        report(evaluation, "February")
    with pytest.raises(UnknownError, match="lies outside the term"):
        report(evaluation, "2031-02")


def test_its_data_is_json(found: Report) -> None:
    data = found.to_dict()
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert data["promises"][0]["rate"] == found.promises[0].rate
    assert data["waiting"][0]["total_s"] == found.waiting[0].total.total_seconds()
    assert data["period"] == {
        "label": "2026-02",
        "start": "2026-02-01T05:00:00Z",
        "end": "2026-03-01T05:00:00Z",
    }


def one_promise(
    minutes: list[int | None], target: str = "80%", at: dt.datetime = dt.datetime(2026, 4, 20, tzinfo=dt.UTC)
) -> ls.Evaluation:
    """Leads that are assigned on the hour and touched after so many minutes, under a window of 30 minutes."""
    clause = ResponseWindow(
        id="first",
        owner="sales",
        from_="assigned",
        until="touched",
        within="30 minutes",
        target=f"{target} per month",
    )
    terms = ls.Agreement(
        agreement="small", version="1", term=ls.Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), timezone="UTC",
        parties={"sales": ls.Party("Sales")}, lifecycle=ls.Lifecycle(), clauses=[clause],
    )  # fmt: skip
    log = []
    begin = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    for place, after in enumerate(minutes):
        came = begin + dt.timedelta(hours=place)
        log.append(Event(f"L{place}", came, "assigned", {"to": "ann"}))
        if after is not None:
            log.append(
                Event(f"L{place}", came + dt.timedelta(minutes=after), "touched", {"direction": "outbound"})
            )
    return ls.evaluate(terms, log, at)


def test_exactly_at_the_window_is_within_it() -> None:
    """One at 30 minutes, one a minute later, one never: the curve is at the rate where the window ends."""
    found = report(one_promise([10, 30, 31, None]), "2026-03")
    [one] = found.speed
    assert (one.window, one.relative, one.never) == (1800.0, False, 1)
    assert [(x, share) for x, share in one.counted] == [
        (600.0, 0.25), (1800.0, 0.5), (pytest.approx(1860.0), 0.75),
    ]  # fmt: skip
    assert one.at(one.window) == 0.5 == found.promises[0].rate
    assert one.strips[0].counted[0] == dt.timedelta(minutes=30)
    assert one.strips[0].counted[2] is None


@pytest.mark.parametrize(("late", "left", "status"), [(2, 0, "kept"), (3, -1, "missed")])
def test_what_is_left_when_the_period_is_over(late: int, left: int, status: str) -> None:
    """Ten leads, 80 %: two may be late, which floats would make one."""
    found = report(one_promise([1] * (10 - late) + [45] * late), "2026-03")
    assert (found.allowances[0].budget, found.allowances[0].left, found.promises[0].status) == (
        2,
        left,
        status,
    )
    assert allowed(Share(Fraction(4, 5)), 10) == 2
    words = "1 more than the 2 that the target allows" if left < 0 else "the target allows 2"
    assert words in found.verdict.detail


def test_a_change_beyond_chance_is_told_with_its_test() -> None:
    """Forty of forty in time, the month after ten of forty: no chance does that."""
    clause = ResponseWindow(
        id="first",
        owner="sales",
        from_="assigned",
        until="touched",
        within="30 minutes",
        target="80% per month",
    )
    terms = ls.Agreement(
        agreement="small", version="1", term=ls.Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), timezone="UTC",
        parties={"sales": ls.Party("Sales")}, lifecycle=ls.Lifecycle(), clauses=[clause],
    )  # fmt: skip
    log = []
    for month, in_time in ((3, 40), (4, 10)):
        for place in range(40):
            at = dt.datetime(2026, month, 2, tzinfo=dt.UTC) + dt.timedelta(hours=place)
            after = dt.timedelta(minutes=10 if place < in_time else 50)
            log += [Event(f"{month}-{place}", at, "assigned", {"to": "ann"})]
            log += [Event(f"{month}-{place}", at + after, "touched", {"direction": "outbound"})]
    found = report(ls.evaluate(terms, log, dt.datetime(2026, 5, 4, tzinfo=dt.UTC)), "2026-04")
    [change] = found.verdict.changes
    assert (change.before.met, change.now.met) == (40, 10)
    [told] = found.verdict.beyond_chance
    assert "2026-04" in told
    assert "Beyond chance:" in found.html()


def test_renaming_leads_changes_no_number(evaluation: ls.Evaluation, found: Report) -> None:
    log = [
        Event(
            f"x{event.lead}", event.at, event.name, event.data, id=event.id, actor=event.actor, seq=event.seq
        )
        for event in ls.examples.acme_events()
    ]
    other = report(ls.evaluate(ls.examples.acme(), log, AT), "2026-02")
    for name in ("promises", "speed", "waiting", "arrivals", "verdict"):
        assert getattr(other, name) == getattr(found, name), name


@settings(max_examples=max(10, settings().max_examples // 8))
@given(EVERY_KIND)
def test_the_identities_hold(history: History) -> None:
    events = distinct(history.events)
    evaluation = ls.evaluate(history.agreement, events, instants_after(events, history.ticks)[-1])
    assume(any(one.clock.lead for one in evaluation.counted()))
    try:
        found = report(evaluation)
    except UnknownError:
        assume(False)
    check(found, evaluation)
    assert found.html() == report(evaluation).html()
    json.dumps(found.to_dict(), allow_nan=False)


def test_where_a_promise_has_several_periods_each_figure_says_which(evaluation: ls.Evaluation) -> None:
    found = report(evaluation, "2026-Q1")
    assert {one.period for one in found.waiting if one.clause == "first-response"} == {"2026-01", "2026-02"}
    page = found.html()
    why = page[page.index('<section id="why"') :]
    assert "First response (2026-01)" in why[: why.index("</section>")]
    assert re.search(r"2026-0[12]", found.verdict.detail)


def test_on_the_first_morning_a_month_is_not_foretold() -> None:
    nine = dt.datetime(2026, 2, 2, 14, tzinfo=dt.UTC)
    log = [ls.Event(f"L{number}", nine, "assigned", {"to": "rep1"}) for number in range(9)]
    [left, *_] = report(ls.evaluate(ls.examples.acme(), log, nine + dt.timedelta(minutes=5))).allowances
    assert left.numbers.expected is None
    assert left.answer == (
        "0 leads are late, and of the 9 so far 1 may be; too little of 2026-02 is over to say how many will come."
    )


def test_a_log_that_was_not_read_is_checked_and_has_no_rows(evaluation: ls.Evaluation, found: Report) -> None:
    """Any events that `evaluate` takes."""
    plain = report(evaluation, "2026-02", tuple(ls.examples.acme_events()))
    assert (found.header.read, plain.header.read) == (357, None)
    assert plain.log.findings == found.log.findings == ()
    assert plain.html()
