"""Tables judged in columns, by hand: boundaries, what is folded and why, frames, errors."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import numpy as np
import pandas
import polars
import pytest

from leadsla import (
    Agreement,
    BusinessCalendar,
    EventError,
    LeadClause,
    Lifecycle,
    MinimumOpenTime,
    MinimumTouches,
    Move,
    Party,
    ReadError,
    ResponseWindow,
    Stage,
    Term,
    TimeError,
    evaluate,
)
from leadsla.errors import UnknownError
from leadsla.evaluation.columns import OUTCOMES, Coded, ColumnJudge, JudgedTable, LeadTable
from leadsla.evaluation.columns.dates import labels_of
from leadsla.instants import UTC, instant, zone
from leadsla.periods import Period
from leadsla.testing.tables import columns_say_what_the_fold_says

#: A Friday's evening long after.
NOW = dt.datetime(2026, 3, 20, 22, tzinfo=UTC)
OFFICE = BusinessCalendar("America/New_York", {"mon-fri": "09:00-17:00"}, [dt.date(2026, 3, 4)])


def agreement(*clauses: LeadClause, **keys: Any) -> Agreement:
    given: dict[str, Any] = {
        "agreement": "by-hand",
        "version": "1",
        "term": Term(dt.date(2026, 3, 1), dt.date(2026, 12, 31)),
        "timezone": "America/New_York",
        "parties": {"sales": Party("Sales"), "marketing": Party("Marketing")},
        "roles": {"manager": "sales"},
        "fields": {"source": "text", "score": "number"},
        "calendars": {"office": OFFICE},
        "calendar": "office",
        "lifecycle": Lifecycle(
            [Stage("mql", "marketing"), Stage("sal", "sales"), Stage("nurture", "marketing")],
            [Move("created", "mql"), Move("accepted", "sal", "mql"), Move("recycled", None, ["mql", "sal"])],
        ),
    }
    return Agreement(**given | keys, clauses=clauses)


def promise(**keys: Any) -> ResponseWindow:
    return ResponseWindow(
        **{"id": "answer", "owner": "sales", "from_": "assigned", "within": "1 hour"} | keys
    )


def times(*texts: str) -> Any:
    """Instants of March 2026 in UTC: `02T14:00`; an empty text for what did not happen."""
    return np.array([f"2026-03-{text}" if text else "NaT" for text in texts], "datetime64[us]")


def judged(terms: Agreement, table: LeadTable, at: dt.datetime = NOW) -> JudgedTable:
    """The table, judged, once it is what the fold says."""
    return columns_say_what_the_fold_says(terms, table, at)


def outcomes(found: JudgedTable, clause: str = "answer") -> list[str]:
    return [OUTCOMES[code] for code in found[clause].outcome]


def test_exactly_at_the_due_is_met_and_a_microsecond_later_is_not() -> None:
    table = LeadTable(
        {
            "assigned": times(*["02T14:00"] * 4),
            "touched": times("02T14:59:59.999999", "02T15:00", "02T15:00:00.000001", ""),
        }
    )
    found = judged(agreement(promise()), table)
    assert outcomes(found) == ["met", "met", "breached", "breached"]
    assert found["answer"].done_at.tolist() == table.times[1].view("datetime64[us]").tolist()
    assert found["answer"].breached_at.tolist()[2:] == [dt.datetime(2026, 3, 2, 15)] * 2
    assert found["answer"].ended_at.tolist()[3] is None


def test_a_deadline_is_visible_only_after_it() -> None:
    table = LeadTable({"assigned": times("02T14:00")})
    due = dt.datetime(2026, 3, 2, 15, tzinfo=UTC)
    for at, outcome in ((due, "open"), (due + dt.timedelta(microseconds=1), "breached")):
        assert outcomes(judged(agreement(promise()), table, at)) == [outcome]


def test_a_weekend_a_holiday_and_a_change_of_the_clock() -> None:
    """Friday 16:00 in New York; Tuesday before a holiday; the Friday before clocks are put forward."""
    table = LeadTable({"assigned": times("13T20:00", "03T21:30", "06T21:00"), "touched": times("", "", "")})
    found = judged(
        agreement(
            promise(within="2 business hours"),
            promise(id="days", within="3 days"),
            promise(id="close", within="close of next business day"),
            promise(id="business-days", within="1 business day"),
        ),
        table,
    )
    assert found["answer"].due.tolist() == [
        dt.datetime(2026, 3, 16, 14),  # Monday 10:00, in summer time
        dt.datetime(2026, 3, 5, 15, 30),  # Thursday 10:30
        dt.datetime(2026, 3, 9, 14),  # Monday 10:00, an hour earlier in UTC than the Friday before
    ]
    assert found["days"].due.tolist()[2] == dt.datetime(2026, 3, 9, 20)  # 16:00 again, in summer time
    assert found["close"].due.tolist()[1] == dt.datetime(2026, 3, 5, 22)


def test_at_one_instant_events_happen_in_the_order_of_the_columns() -> None:
    """An answer before the start is none; what settles and voids at one instant, settles if its column is first."""
    void = promise(void_on="lost")
    at = "02T14:00"
    for names, outcome in (
        (("touched", "assigned"), ["breached"]),
        (("assigned", "touched", "lost"), ["met"]),
        (("assigned", "lost", "touched"), ["void"]),
    ):
        found = judged(agreement(void), LeadTable({name: times(at) for name in names}))
        assert outcomes(found) == outcome


def test_leads_without_a_start_in_the_term_have_no_clock() -> None:
    table = LeadTable({"assigned": times("", "01T04:59:59", "01T05:00", "02T14:00")})
    found = judged(agreement(promise(when='source == "demo"')), table)
    assert len(found["answer"]) == 0
    found = judged(agreement(promise()), table)
    assert found["answer"].row.tolist() == [2, 3]
    assert found["answer"].cycle.tolist() == [1, 1]


def test_segments_go_by_fields() -> None:
    terms = agreement(
        promise(
            within=[
                {"when": 'source == "demo"', "is": "5 minutes"},
                {"when": "score >= 50", "is": "2 business hours"},
            ]
        )
    )
    table = LeadTable(
        {"assigned": times(*["02T21:30"] * 5)},
        fields={"source": ["demo", "web", "web", "", None], "score": np.array([10, 50, 49.5, 80, np.nan])},
    )
    found = judged(terms, table)
    assert found["answer"].row.tolist() == [0, 1, 3]
    next_day = dt.datetime(2026, 3, 3, 15, 30)
    assert found["answer"].due.tolist() == [dt.datetime(2026, 3, 2, 21, 35), next_day, next_day]
    assert len(found.folded) == 0


def test_an_inbound_touch_is_no_answer() -> None:
    table = LeadTable(
        {"assigned": times("02T14:00", "02T14:00", "02T14:00"), "touched": times(*["02T14:10"] * 3)},
        data={"touched": {"direction": ["inbound", "outbound", None]}},
    )
    assert outcomes(judged(agreement(promise()), table)) == ["breached", "met", "met"]


def test_a_touch_that_connects_is_a_connection() -> None:
    """By its outcome, which may be another for each lead, or for each table that one judge is given."""
    judge = ColumnJudge(agreement(promise(until="connected")))
    events = {"assigned": times("02T14:00", "02T14:00"), "touched": times("02T14:10", "02T14:10")}
    for said, counts in ((["connected", "unknown"], [1, 1]), ("connected", [2, 0]), ("unknown", [0, 2])):
        table = LeadTable(events, data={"touched": {"outcome": said}})
        judged(judge.agreement, table)
        found = judge.judge(table, NOW)["answer"].counts
        assert [found["met"], found["breached"]] == counts


def test_what_settles_and_voids_settles() -> None:
    table = LeadTable({"assigned": times("02T14:00"), "lost": times("02T14:10")})
    found = judged(agreement(promise(until=["touched", "lost"], void_on="lost")), table)
    assert outcomes(found) == ["met"]


def test_a_term_ends_before_its_last_day_is_over() -> None:
    """At midnight after it, no clock starts, whatever the column."""
    terms = agreement(promise(), term=Term(dt.date(2026, 3, 1), dt.date(2026, 3, 3)))
    table = LeadTable({"assigned": times("04T04:59:59.999999", "04T05:00")})
    assert judged(terms, table)["answer"].row.tolist() == [0]


def test_a_move_needs_the_fields_that_it_requires() -> None:
    lifecycle = Lifecycle(
        [Stage("mql", "marketing"), Stage("sal", "sales")],
        [Move("created", "mql"), Move("accepted", "sal", "mql", requires="score")],
    )
    table = LeadTable(
        {"created": times(*["02T14:00"] * 2), "accepted": times(*["02T14:30"] * 2)},
        fields={"score": [7, None]},
    )
    terms = agreement(promise(from_="created", until={"enters": "sal"}), lifecycle=lifecycle)
    assert outcomes(judged(terms, table)) == ["met", "breached"]


def test_a_clock_is_at_risk_from_its_first_warning_on() -> None:
    """After none of the time that counts it is so at once, also outside hours."""
    table = LeadTable({"assigned": times("02T14:00", "02T23:00")})
    at = dt.datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    for warn_at, risky in (("0%", [True, True]), ("50%", [True, False]), ((), [False, False])):
        found = judged(agreement(promise(within="14 business hours", warn_at=warn_at)), table, at)
        assert found["answer"].at_risk.tolist() == risky


def test_stages_are_followed() -> None:
    """The second lead is accepted before it is there at all, and so never moves."""
    terms = agreement(promise(from_={"enters": "mql"}, until={"enters": "sal"}))
    table = LeadTable({"created": times("02T14:00", "02T14:00"), "accepted": times("02T14:30", "02T13:00")})
    assert outcomes(judged(terms, table)) == ["met", "breached"]
    assert ColumnJudge(terms).in_vectors(table) == ("answer",)


def test_an_event_that_comes_several_times_has_an_array_with_a_column_each() -> None:
    """The first of the touches that goes out settles."""
    touched = np.stack([times("02T14:10", "02T14:10"), times("02T14:20", "02T15:20")], axis=1)
    directions = np.array([["inbound", "outbound"], ["inbound", "outbound"]], object)
    table = LeadTable(
        {"assigned": times("02T14:00", "02T14:00"), "touched": touched},
        data={"touched": {"direction": directions}},
    )
    found = judged(agreement(promise()), table)
    assert found["answer"].done_at.tolist() == touched[:, 1].tolist()
    assert outcomes(found) == ["met", "breached"]


def test_a_clock_belongs_to_whom_the_lead_is_assigned_and_a_breach_to_whom_it_is_then() -> None:
    assigned = np.stack([times("02T14:00", "02T14:00"), times("02T15:00", "02T15:00:00.000001")], axis=1)
    table = LeadTable(
        {"assigned": assigned}, data={"assigned": {"to": np.array([["ann", "bob"], ["ann", "bob"]], object)}}
    )
    found = judged(agreement(promise(target="80% per month")), table)
    assert found["answer"].assignee.tolist() == ["bob", "ann"]
    assert [(row.by, row.breached) for row in found.attainment("assignee")] == [("ann", 1), ("bob", 1)]


def test_the_last_assignment_that_names_somebody_counts() -> None:
    """Whatever the order of the columns; one that names nobody changes nothing."""
    columns = [times("02T14:30", "02T14:00"), times("02T14:00", "02T14:30"), times("02T14:40", "02T14:45")]
    whom = np.array([["late", "early", ""], ["early", "late", None]], object)
    table = LeadTable({"assigned": np.stack(columns, axis=1)}, data={"assigned": {"to": whom}})
    assert judged(agreement(promise()), table)["answer"].assignee.tolist() == ["late", "late"]


# What is folded.


def test_a_second_pass_is_folded_by_the_row() -> None:
    """Recycled and assigned again: two clocks. A lead that is recycled once for all is judged in vectors."""
    assigned = np.stack([times("02T14:00", "02T14:00"), times("05T14:00", "")], axis=1)
    table = LeadTable(
        {
            "created": times("02T13:00", "02T13:00"),
            "assigned": assigned,
            "recycled": times("03T14:00", "03T14:00"),
        },
        data={"recycled": {"to": "nurture"}},
    )
    found = judged(agreement(promise()), table)
    assert found.folded.tolist() == [0]
    assert found["answer"].row.tolist() == [0, 0, 1]
    assert found["answer"].cycle.tolist() == [1, 2, 1]


def test_a_further_start_is_folded_where_it_may_start_a_further_clock() -> None:
    assigned = np.stack([times("02T14:00", "02T14:00"), times("05T14:00", "")], axis=1)
    table = LeadTable({"assigned": assigned, "touched": times("02T14:10", "02T14:10")})
    for repeat, rows in (("once", []), ("each", [0]), ("restart", [0])):
        assert judged(agreement(promise(repeat=repeat)), table).folded.tolist() == rows
    thrice = np.concatenate([assigned, times("", "")[:, None]], axis=1)
    table = LeadTable({"assigned": thrice, "touched": times("02T14:10", "02T14:10")})
    assert judged(agreement(promise(repeat="each")), table).folded.tolist() == [0]


def test_a_lead_that_is_recycled_twice_is_folded() -> None:
    """The second time only confirms where it is, and voids nothing."""
    recycled = np.stack([times("02T13:30", "02T13:30"), times("02T14:10", "")], axis=1)
    table = LeadTable(
        {"created": times(*["02T13:00"] * 2), "assigned": times(*["02T14:00"] * 2), "recycled": recycled},
        data={"recycled": {"to": "nurture"}},
    )
    found = judged(agreement(promise()), table)
    assert (found.folded.tolist(), outcomes(found)) == ([0], ["breached", "breached"])


def test_a_lead_whose_clock_stands_still_is_folded() -> None:
    """By its fields all along, or in a stage."""
    table = LeadTable(
        {
            "created": times(*["02T13:00"] * 2),
            "assigned": times(*["02T14:00"] * 2),
            "accepted": times("02T14:30", ""),
        },
        fields={"source": ["web", "demo"]},
    )
    for pause, rows in (('source == "demo"', [1]), ('stage == "sal"', [0]), ('stage == "nurture"', [])):
        found = judged(agreement(promise(pause_while=pause)), table)
        assert found.folded.tolist() == rows
        assert found["answer"].paused.tolist() == [row in rows for row in range(2)]


def test_a_merged_lead_is_folded() -> None:
    table = LeadTable({"assigned": times(*["02T14:00"] * 2), "merged": times("02T14:10", "")})
    found = judged(agreement(promise()), table)
    assert (found.folded.tolist(), outcomes(found)) == ([0], ["void", "breached"])


def test_leads_that_the_engine_recycles_are_folded() -> None:
    """Its breach voids the other clock; where the log is judged as it is, it does not."""
    terms = agreement(
        promise(on_breach={"recycle": "nurture", "automatic": True}), promise(id="week", within="1 week")
    )
    table = LeadTable(
        {
            "created": times(*["02T13:00"] * 2),
            "assigned": times(*["02T14:00"] * 2),
            "touched": times("", "02T14:01"),
        }
    )
    found = judged(terms, table)
    assert (found.folded.tolist(), outcomes(found, "week")) == ([0], ["void", "met"])
    alone = ColumnJudge(terms).judge(table, NOW, ["week"])
    assert outcomes(alone, "week") == ["void", "met"]
    at_once = agreement(promise(on_start={"recycle": "nurture", "automatic": True}))
    assert judged(at_once, table).folded.tolist() == [0, 1]
    as_logged = ColumnJudge(terms, automatic=False).judge(table, NOW)
    assert (len(as_logged.folded), outcomes(as_logged, "week")) == (0, ["breached", "met"])


def test_a_lead_whose_calendar_never_opens_again_is_folded() -> None:
    """It has no clock, and the others have theirs."""
    campaign = BusinessCalendar("UTC", {}, exceptions={dt.date(2026, 3, 2): "09:00-17:00"})
    terms = agreement(promise(within="1 business hour"), calendars={"office": campaign})
    for first, row in (("", 1), ("02T15:00", 0)):
        table = LeadTable({"assigned": times(first, "02T14:00", "02T16:30", "03T09:00")})
        found = judged(terms, table)
        assert (found["answer"].row.tolist()[0], found.folded.tolist()) == (row, [2, 3])


@pytest.mark.parametrize(
    ("clause", "why"),
    [
        (promise(per="event.content"), "`per: event.content` gives a lead several clocks"),
        (promise(count_from="created"), "`count_from: created` counts from an earlier event"),
        (
            MinimumTouches(id="answer", owner="sales", from_="assigned", touches={"any": 2}, within="1 week"),
            "a `minimum_touches` is not settled by one event",
        ),
        (
            MinimumOpenTime(id="answer", owner="sales", from_="assigned", not_before="1 week"),
            "a `minimum_open_time` is met at its due",
        ),
        (
            promise(when='count("touched") >= 1'),
            "it reads `count(...)`, which a table of instants and fields does not tell",
        ),
        (promise(when='assignee == "ann"'), "it reads `assignee`, which a table of instants and fields"),
        (promise(when="score >= 5"), "it reads `score`, which events of the table set anew"),
        (
            promise(until={"event": "touched", "when": 'event.source == "x"'}),
            "it reads `event.source`, which is a field of the table: only the first event carries it",
        ),
    ],
)
def test_what_cannot_be_judged_in_vectors_says_why_and_is_folded(clause: LeadClause, why: str) -> None:
    terms = agreement(clause)
    table = LeadTable(
        {"created": times("02T13:00"), "assigned": times("02T14:00"), "touched": times("02T14:30")},
        fields={"source": ["web"]},
        data={"assigned": {"score": [7]}},
    )
    assert why in ColumnJudge(terms).why_not(table)["answer"]
    assert judged(terms, table).folded.tolist() == [0]


def test_several_versions_are_folded() -> None:
    """Judged as if by one of them, they are not."""
    first = agreement(promise())
    second = first.amended(
        "2", effective=dt.date(2026, 3, 3), state="agreed", clauses=[promise(within="2 hours")]
    )
    table = LeadTable({"assigned": times("02T14:00", "03T14:00"), "touched": times("02T15:30", "03T15:30")})
    assert "several versions" in ColumnJudge(second).why_not(table)["answer"]
    assert outcomes(judged(second, table)) == ["breached", "met"]
    by_one = ColumnJudge(second, as_if="2")
    assert by_one.why_not(table) == {}
    assert outcomes(by_one.judge(table, NOW)) == ["met", "met"]


# In and out.


def test_tables_come_from_frames_of_every_kind() -> None:
    frame = pandas.DataFrame(
        {
            "id": ["a", "b"],
            "assigned_at": pandas.to_datetime(["2026-03-02 09:00", "2026-03-02 09:30"]).tz_localize(
                "America/New_York"
            ),
            "first_call": pandas.to_datetime(["2026-03-02 09:10", None]).tz_localize("America/New_York"),
            "source": pandas.Categorical(["web", None]),
            "score": [50, 60],
        }
    )
    events, fields = {"assigned_at": "assigned", "first_call": "touched"}, ["source", "score"]
    expected = LeadTable.from_frame(frame, events=events, fields=fields, lead="id").events()
    assert [event.lead for event in expected] == ["a", "a", "b"]
    assert expected[1].at == dt.datetime(2026, 3, 2, 14, 10, tzinfo=UTC)
    assert dict(expected[0].data) == {"source": "web", "score": 50}
    for other in (polars.from_pandas(frame), polars.from_pandas(frame).to_arrow()):
        assert LeadTable.from_frame(other, events=events, fields=fields, lead="id").events() == expected


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
def test_clocks_go_out_as_the_frame_of_the_evaluation(backend: str) -> None:
    terms = agreement(promise(within="2 business hours", target="80% per week"))
    table = LeadTable(
        {"assigned": times("02T14:00", "06T21:00", "20T21:30"), "touched": times("02T14:30", "", "")},
        data={"assigned": {"to": ["ann", None, "bob"]}},
    )
    found, evaluation = judged(terms, table), evaluate(terms, table.events(), NOW)
    ours, theirs = found.to_frame(backend), evaluation.to_frame(backend)
    if backend == "pandas":
        ours, theirs = polars.from_pandas(ours), polars.from_pandas(theirs)
    elif backend == "pyarrow":
        ours, theirs = polars.from_arrow(ours), polars.from_arrow(theirs)
    assert ours.columns == theirs.columns
    assert ours.rows() == theirs.rows()
    assert (
        repr(found)
        == "<JudgedTable at 2026-03-20T22:00:00Z: 3 leads, 1 open, 1 met, 1 breached, 0 void; 0 folded>"
    )
    assert repr(found["answer"]) == "<ClockColumns answer: 3 clocks: 1 open, 1 met, 1 breached>"


def test_a_table_of_no_leads_is_judged() -> None:
    found = judged(agreement(promise()), LeadTable({"assigned": times()}))
    assert (len(found["answer"]), found.attainment(), found.clocks()) == (0, (), ())
    assert len(found.to_frame("polars")) == 0


def test_whole_numbers_are_microseconds() -> None:
    at = instant(dt.datetime(2026, 3, 2, 14, tzinfo=UTC))
    table = LeadTable({"assigned": np.array([at, -(1 << 63)])})
    assert table.events()[0].at == dt.datetime(2026, 3, 2, 14, tzinfo=UTC)
    assert len(table.events()) == 1


def test_a_judge_goes_to_another_process() -> None:
    """With what it was made for."""
    terms = agreement(promise(on_breach={"recycle": "nurture", "automatic": True}))
    judge = pickle.loads(pickle.dumps(ColumnJudge(terms, as_if="1", automatic=False)))
    table = LeadTable({"assigned": times("02T14:00")})
    assert judge.judge(table, NOW).clocks() == ColumnJudge(terms, automatic=False).judge(table, NOW).clocks()
    assert len(judge.judge(table, NOW).folded) == 0


def test_what_was_judged_cannot_be_written_over() -> None:
    """Columns are worked out later, and have to be of the facts that were judged."""
    given = times("02T14:00")
    found = ColumnJudge(agreement(promise())).judge(LeadTable({"assigned": given}), NOW)
    with pytest.raises(ValueError, match="read-only"):
        found["answer"].started[0] = given[0]


@pytest.mark.parametrize(
    ("keys", "error", "says"),
    [
        ({"events": {}}, EventError, "a column for one event at least"),
        ({"events": {"": times("02")}}, EventError, "no name of an event"),
        ({"events": {"withdrawn": times("02")}}, EventError, "leave both out"),
        ({"events": {"a": np.array(["x"])}}, TimeError, "`a` is an array of <U1; give datetime64 in UTC"),
        ({"events": {"a": np.array([5.0])}}, TimeError, "`a` is an array of float64"),
        ({"events": {"a": np.array([-5])}}, TimeError, "outside the years 1970 to 2100"),
        ({"events": {"a": np.zeros((1, 1, 1), int)}}, EventError, "`a` has 3 dimensions"),
        ({"events": {"a": times("02"), "b": times()}}, EventError, "`b` has 0 rows, and `a` 1"),
        (
            {"events": {"a": times("02")}, "fields": {"f": [1, 2]}},
            EventError,
            "`f` has 2 rows, and the table 1",
        ),
        ({"events": {"a": times("02")}, "leads": ["x", "y"]}, EventError, "`leads` has 2 rows"),
        ({"events": {"a": times("02", "02")}, "leads": ["x", "x"]}, EventError, "a lead stands in one row"),
        (
            {"events": {"a": times("02")}, "data": {"b": {}}},
            UnknownError,
            "`data` is of `b`, which has no column",
        ),
        (
            {"events": {"a": times("02")}, "fields": {"f": [1]}, "data": {"a": {"f": 2}}},
            EventError,
            "`f` is a field and is carried by `a`",
        ),
        (
            {"events": {"assigned": times("02")}, "fields": {"to": ["x"]}},
            EventError,
            "`to` is whom `assigned` names",
        ),
        ({"events": {f"e{n}": times("02") for n in range(257)}}, EventError, "at most 256 columns"),
    ],
)
def test_bad_tables_are_refused_with_what_is_wrong(
    keys: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error) as caught:
        LeadTable(**keys)
    assert says in str(caught.value)


def test_values_that_cannot_be_told_apart_are_refused() -> None:
    cells = np.empty(2, object)
    cells[:] = [["a"], ["b", "c"]]
    with pytest.raises(EventError, match="plain values"):
        Coded.of(cells)


def test_true_and_one_are_two_values() -> None:
    assert Coded.of(np.array([True, 1, "1", None, True], object)).codes.tolist() == [0, 1, 2, 3, 0]
    assert Coded.of(np.array([3.5, np.nan, 3.5])).codes.tolist() == [0, 1, 0]
    for kind, least, most in ((np.int8, -128, 127), (np.uint64, 0, 2**64 - 1), (np.int64, -(10**15), 10**15)):
        coded = Coded.of(np.array([most, least, most], kind))
        assert [coded.values[code] for code in coded.codes] == [most, least, most]
    assert Coded.of(pandas.Categorical(["b", None, "a"])).values == ("a", "b", None)


def test_bad_questions_are_refused() -> None:
    terms = agreement(promise())
    table = LeadTable({"assigned": times("02T14:00")})
    found = ColumnJudge(terms).judge(table, NOW)
    with pytest.raises(UnknownError, match="no clause 'anwser' about leads; write answer"):
        ColumnJudge(terms).judge(table, NOW, ["anwser"])
    with pytest.raises(UnknownError, match="'other' was not judged; there are answer"):
        found["other"]
    with pytest.raises(UnknownError, match="no outcome 'late'"):
        found["answer"].are("late")
    with pytest.raises(UnknownError, match="by 'assignee'"):
        found.attainment("calendar")
    with pytest.raises(ReadError, match="write pandas"):
        found.to_frame("pandsa")
    with pytest.raises(ReadError, match="is no frame"):
        LeadTable.from_frame([1], events=["a"])
    frame = polars.DataFrame({"assigned": [dt.datetime(2026, 3, 2)], "text": ["x"]})
    with pytest.raises(TimeError, match="times without a zone"):
        LeadTable.from_frame(frame, events=["assigned"])
    with pytest.raises(TimeError, match="is a column of String"):
        LeadTable.from_frame(frame, events=["text"])
    with pytest.raises(UnknownError, match="no column `asigned`; write assigned"):
        LeadTable.from_frame(frame, events=["asigned"])


def test_periods_are_those_of_the_local_date() -> None:
    """Around midnight, new year, and a date on which the clock was put back at midnight."""
    for name, texts in (
        (
            "America/New_York",
            ["2026-01-01T04:59:59", "2026-01-01T05:00", "2026-03-08T07:00", "2026-11-01T06:30"],
        ),
        (
            "America/St_Johns",
            ["2009-11-01T02:30", "2009-11-01T02:31", "2009-11-01T03:29", "2009-11-01T03:30"],
        ),
    ):
        tz, at = zone(name), np.array(texts, "datetime64[us]").view(np.int64)
        for period in Period:
            labels, places = labels_of(at, period, tz)
            assert [labels[place] for place in places] == [period.label(int(one), tz) for one in at]
