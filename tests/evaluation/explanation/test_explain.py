"""Explanations by example: the ledger people read, and every reason there can be."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.evaluation.explanation.test_explain_laws import holds

from leadsla.agreement import Agreement
from leadsla.calendars import BusinessCalendar
from leadsla.clauses import Clause, MinimumTouches, RequiredInformation, ResponseWindow, StalledLead
from leadsla.errors import UnknownError
from leadsla.evaluation import Monitor, evaluate
from leadsla.evaluation.explanation.explain import Explanation
from leadsla.evaluation.explanation.ledger import SPANS
from leadsla.events import Event
from leadsla.lifecycle import Lifecycle, Move, Stage
from leadsla.parties import Party, Term

NEW_YORK = ZoneInfo("America/New_York")
OFFICE = BusinessCalendar(
    "America/New_York",
    {"mon-fri": ["09:00-12:00", "13:00-17:00"]},
    {"country": "US", "subdivision": "OH"},
    {"2026-12-24": "closed", "2026-12-31": ["09:00-12:00"]},
    name="office",
)
FIRST_RESPONSE = {
    "id": "first-response",
    "owner": "sales",
    "from_": "assigned",
    "within": [{"when": 'source == "demo_request"', "is": "5 business minutes"}, {"is": "1 business hour"}],
    "pause_while": 'hold == "customer"',
    "warn_at": "80%",
    "on_warning": {"alert": "assignee"},
    "on_breach": [{"alert": "sales_manager"}, {"reroute": "next_rep", "after": "1 business hour"}],
}


def agree(*clauses: Clause, **keys: Any) -> Agreement:
    """An agreement of these clauses."""
    given: dict[str, Any] = {
        "agreement": "acme",
        "version": "2026.1",
        "term": Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        "timezone": "America/New_York",
        "parties": {"sales": Party("Sales"), "marketing": Party("Marketing")},
        "roles": {"sales_manager": "sales", "next_rep": "sales"},
        "fields": {
            "hold": "text", "source": "text", "email": "text", "employees": "number", "region": "text", "zone": "text",
        },
        "calendars": {
            "office": OFFICE,
            "london": BusinessCalendar("Europe/London", {"mon-fri": "09:00-17:00"}, name="london"),
        },
        "calendar": "office",
        "lifecycle": Lifecycle(
            [Stage("mql"), Stage("sql"), Stage("recycled")],
            [
                Move("created", "mql"),
                Move("advanced", "sql", "mql", requires="email"),
                Move("recycled", from_=["mql", "sql"]),
            ],
        ),
        "clauses": clauses,
    }  # fmt: skip
    return Agreement(**(given | keys))


def respond(**keys: Any) -> ResponseWindow:
    """A response window on `assigned`."""
    return ResponseWindow(
        **({"id": "answer", "owner": "sales", "from_": "assigned", "within": "1 business hour"} | keys)
    )


def on(month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> dt.datetime:
    """A time of 2026 in New York."""
    return dt.datetime(2026, month, day, hour, minute, second, tzinfo=NEW_YORK)


def event(at: dt.datetime, name: str, id: str | None = None, actor: str | None = None, **data: Any) -> Event:
    """An event of the lead L1."""
    return Event("L1", at, name, data, id=id, actor=actor)


def explained(
    agreement: Agreement, events: list[Event], at: dt.datetime, clause: str = "answer", **keys: Any
) -> Explanation:
    """The explanation for the lead of the first event."""
    return evaluate(agreement, events, at).explain(events[0].lead, clause, **keys)


def what(explanation: Explanation, *kinds: str) -> list[tuple[str, str, str]]:
    """Rows of these kinds, with their local times and causes."""
    return [
        (
            f"{row.start.astimezone(NEW_YORK):%d %H:%M}-{row.end.astimezone(NEW_YORK):%d %H:%M}",
            row.what,
            row.cause,
        )
        for row in explanation.rows
        if not kinds or row.what in kinds
    ]


# -- the ledger of the documentation -------------------------------------------------------------------------


def weekend() -> tuple[Agreement, list[Event]]:
    """Assigned on Friday afternoon, held by the customer on Monday morning, answered then."""
    log = [
        event(on(2, 6, 16, 40), "assigned", "e-771", to="rep7", source="webinar"),
        event(on(2, 9, 9, 10), "updated", "e-774", hold="customer"),
        event(on(2, 9, 9, 15), "email_opened", "e-775"),
        event(on(2, 9, 9, 20), "touched", "e-778", direction="inbound"),
        event(on(2, 9, 9, 30), "updated", "e-779", hold="none"),
        event(on(2, 9, 9, 52), "touched", "e-780", "rep7", channel="call"),
    ]
    return agree(ResponseWindow(**FIRST_RESPONSE)), log


WEEKEND = """\
L1  First response: met, 8 minutes before it was due

  due      Mon 9 Feb 2026 10:00 New York (15:00 UTC)         done  Mon 9 Feb 09:52, by rep7: call, outbound
  counted  52 min of 1 business hour                         as the lead felt it: 2 d 17 h 12 min

  Because  sales is to contact the lead within 1 business hour of assignment (version 2026.1)
           · segment 2 of 2 of `within`: source == "demo_request" was false (source is "webinar"), so \
`is: 1 business hour`
           · hours `office`: Mon-Fri 09:00-12:00, 13:00-17:00; no holiday between

  when                    what     counts  of 1 h
  Fri 6 Feb  16:40        started            0:00  assigned to rep7 (event e-771)
  Fri 6 Feb  16:40-17:00  counted    0:20    0:20
  Fri-Mon    17:00-09:00  closed        -    0:20  2 d 16 h: night, Saturday, Sunday
  Mon 9 Feb  09:00-09:10  counted    0:10    0:30  first due: Mon 09:40
  Mon 9 Feb  09:10-09:30  paused        -    0:30  hold == "customer" was true (hold is "customer"), \
from updated (e-774) to updated (e-779): due moves Mon 09:40 -> Mon 10:00
  Mon 9 Feb  09:30-09:52  counted    0:22    0:52
  Mon 9 Feb  09:52        done               0:52  touched (e-780) settles it: call, outbound; 8 min to spare
  Mon 9 Feb  10:00        due                1:00  the end of 1 business hour, moved by what was paused

  Warnings  80% of the window at Mon 09:48: alert assignee (rep7)
  Had it been late: alert sales manager at Mon 10:00; reroute next rep at Mon 11:00
  Not decisive (2): email_opened (e-775); touched (e-778) inbound.   --all shows them"""


def test_the_ledger_of_a_weekend() -> None:
    """Every number, every cause and every zone in its place."""
    agreement, log = weekend()
    assert str(explained(agreement, log, on(2, 9, 9, 55), "first-response")) == WEEKEND


def test_the_data_behind_it() -> None:
    """The text shows nothing that the data does not hold."""
    agreement, log = weekend()
    explanation = explained(agreement, log, on(2, 9, 9, 55), "first-response")
    assert [due.at for due in explanation.dues] == [on(2, 9, 9, 40), on(2, 9, 10)]
    assert [due.event and due.event.id for due in explanation.dues] == ["e-771", "e-779"]
    assert [item.why for item in explanation.ignored] == ["it plays no part in this clause", "inbound"]
    assert [(w.at, w.given) for w in explanation.warnings] == [(on(2, 9, 9, 48), True)]
    assert [(p.at, p.action.do) for p in explanation.would_follow] == [
        (on(2, 9, 10), "alert"),
        (on(2, 9, 11), "reroute"),
    ]
    data = json.loads(json.dumps(explanation.to_dict()))
    assert data["clock"]["counted_s"] == 52 * 60
    assert data["rows"][4] == {
        "start": "2026-02-09T14:10:00Z",
        "end": "2026-02-09T14:30:00Z",
        "what": "paused",
        "counted_s": 0.0,
        "total_s": 1800.0,
        "cause": 'hold == "customer" was true (hold is "customer"), from updated (e-774) to updated (e-779): '
        "due moves Mon 09:40 -> Mon 10:00",
        "note": "",
        "left": False,
        "event": {"at": "2026-02-09T14:10:00Z", "name": "updated", "id": "e-774", "actor": None},
    }
    frame = explanation.to_frame("polars")
    assert frame["what"].to_list() == [row.what for row in explanation.rows]


def test_all_lines() -> None:
    """`all` adds the warnings, the time that was left, and each event that decided nothing."""
    agreement, log = weekend()
    text = explained(agreement, log, on(2, 9, 9, 55), "first-response").text(all=True)
    assert "warned                 0:48  warning at 80% of the window" in text
    assert "alert assignee (on warning, for rep7)" in text
    assert "09:52-10:00  counted        0:08    1:00  left" in text
    assert "Mon 9 Feb 2026 09:20  touched (e-778): inbound" in text
    assert "--all" not in text


# -- how it stands ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "headline"),
    [
        (on(2, 8, 12), "open, due in 40 minutes of business time"),
        (on(2, 9, 9, 5), "open, due in 35 minutes"),
        (on(2, 9, 9, 40), "open, due now"),
        (on(2, 9, 9, 54), "late by 14 minutes so far and still owed; it would have been met until Mon 09:40"),
        (on(2, 6, 16, 45), "open, due in 55 minutes of business time"),
    ],
)
def test_headline_while_it_is_owed(at: dt.datetime, headline: str) -> None:
    """Relative times stand in the window's basis, and say so where that is another length."""
    log = [event(on(2, 6, 16, 40), "assigned")]
    assert explained(agree(respond()), log, at).headline == headline


@pytest.mark.parametrize(
    ("done", "headline", "spare"),
    [
        (on(2, 9, 9, 40), "met exactly when it was due", "just in time"),
        (on(2, 9, 9, 54), "late by 14 minutes; would have been met until Mon 09:40", "late by 14 min"),
        (on(2, 6, 16, 50), "met, 50 minutes of business time before it was due", "50 min to spare"),
        (on(2, 10, 9), "late by 6 hours 20 minutes of business time; would have been met until Mon 09:40",
         "late by 6 h 20 min"),
    ],
)  # fmt: skip
def test_headline_when_it_is_done(done: dt.datetime, headline: str, spare: str) -> None:
    """Done exactly at the due is met; late is told with the last instant at which it would have been met."""
    explanation = explained(
        agree(respond()), [event(on(2, 6, 16, 40), "assigned"), event(done, "touched")], on(2, 11)
    )
    assert explanation.headline == headline
    assert [row.note for row in explanation.rows if row.what == "done"] == [spare]


def test_late_outside_business_hours() -> None:
    """A due at the close, missed by an evening: none of it is business time."""
    log = [event(on(2, 6, 16), "assigned"), event(on(2, 6, 20), "touched")]
    explanation = explained(agree(respond()), log, on(2, 9))
    assert (
        explanation.headline == "late by 3 hours outside business hours; would have been met until Fri 17:00"
    )
    assert what(explanation)[-1][0] == "06 20:00-06 20:00"


def test_void_says_which_event() -> None:
    """What voided it, when, and no consequence that would have followed."""
    log = [event(on(2, 9, 9), "assigned"), event(on(2, 9, 9, 30), "lost", "e-2", reason="no budget")]
    explanation = explained(agree(respond(on_breach={"alert": "sales_manager"})), log, on(2, 11))
    assert explanation.headline == "void, because lost (e-2) voided it on Mon 9 Feb 2026 09:30"
    assert what(explanation, "void") == [("09 09:30-09 09:30", "void", "lost (e-2) voided it")]
    assert explanation.would_follow == ()


def test_breached_and_then_voided() -> None:
    """After a breach a void ends what is owed, and not the outcome."""
    log = [event(on(2, 9, 9), "assigned"), event(on(2, 9, 10, 30), "lost")]
    explanation = explained(agree(respond()), log, on(2, 11))
    assert explanation.headline == (
        "breached and never done; it would have been met until Mon 10:00; lost voided it 30 minutes later"
    )
    assert [row.note for row in explanation.rows if row.what == "void"] == ["the outcome stays breached"]


def test_rungs_cancelled_because_it_was_done() -> None:
    """The ladder stops where the answer came."""
    agreement, log = weekend()
    late = [*log[:-1], event(on(2, 9, 10, 20), "touched", "e-9")]
    explanation = explained(agreement, late, on(2, 9, 12), "first-response")
    assert [(c.on, c.do, c.at) for c in explanation.consequences] == [
        ("warning", "alert", on(2, 9, 9, 48)),
        ("breach", "alert", on(2, 9, 10)),
    ]
    assert [(p.at, p.action.do) for p in explanation.would_follow] == [(on(2, 9, 11), "reroute")]
    assert "Cancelled, as it was done on Mon 9 Feb 2026 10:20: reroute next rep at Mon 11:00" in str(
        explanation
    )


def test_paused_now() -> None:
    """While it is paused the due is told as if it resumed now."""
    agreement, log = weekend()
    explanation = explained(agreement, log[:2], on(2, 9, 9, 20), "first-response")
    assert explanation.headline == "open and paused; if it resumed now, it would be due in 30 minutes"
    assert "from updated (e-774) on: due would move Mon 09:40 -> Mon 09:50" in str(explanation)
    assert explanation.dues[-1].at == on(2, 9, 9, 50)


# -- closed time -------------------------------------------------------------------------------------------------


def test_lunch_and_holidays_are_named_with_their_source() -> None:
    """The holiday is named, and so is where it comes from; neighbouring closed time is one row."""
    log = [event(on(2, 13, 11, 30), "assigned")]
    explanation = explained(agree(respond(within="8 business hours")), log, on(2, 13, 11, 30))
    closed = [cause for _, _, cause in what(explanation, "closed")]
    assert closed[0] == "lunch gap"
    assert closed[1].startswith("night, Saturday, Sunday, Washington-Lincoln Day (holidays ")
    assert closed[1].endswith(", US-OH)")
    assert len(closed) == 3
    assert any("Mon 16 Feb Washington-Lincoln Day" in reason for reason in explanation.because)


def test_exceptions_are_named() -> None:
    """A date with hours of its own, and one that is closed."""
    log = [event(on(12, 23, 16), "assigned")]
    explanation = explained(agree(respond(within="2 business hours")), log, on(12, 23, 16))
    assert [cause for _, _, cause in what(explanation, "closed")] == [
        "night, exception, Christmas Day (holidays " + explanation.rows[3].cause.split("(holidays ")[1]
    ]
    short = explained(
        agree(respond(within="4 business hours")), [event(on(12, 31, 9), "assigned")], on(12, 31, 9)
    )
    assert what(short, "closed")[0][2].startswith("exception: 2026-12-31 is open 09:00-12:00, New Year's Day")


def test_the_clocks_go_forward_and_back() -> None:
    """A counted and a closed row say that their day was shorter or longer."""
    elapsed = explained(agree(respond(within="2 days")), [event(on(3, 7, 12), "assigned")], on(3, 7, 12))
    assert [row.note for row in elapsed.rows if row.what == "counted"] == [
        "clocks go forward 1 h on Sun 8 Mar, a 23-hour day"
    ]
    assert elapsed.allowed == dt.timedelta(hours=47)
    closed = explained(agree(respond()), [event(on(10, 30, 16, 30), "assigned")], on(10, 30, 16, 30))
    assert [row.note for row in closed.rows if row.what == "closed"] == [
        "clocks go back 1 h on Sun 1 Nov, a 25-hour day"
    ]
    assert "2 d 17 h: night, Saturday, Sunday" in str(closed)


def test_elapsed_time_has_nothing_closed() -> None:
    """On a watch every minute counts."""
    explanation = explained(agree(respond(within="3 days")), [event(on(2, 6, 16), "assigned")], on(2, 9))
    assert {row.what for row in explanation.rows} == {"started", "counted", "now", "due"}
    assert "all time counts: 3 days to the same time on the wall" in explanation.because


def test_a_long_ledger_loses_its_middle_in_text_only() -> None:
    """Ninety business days are hundreds of rows: the text shows the ends, the data all."""
    clause = respond(within="90 business days", pause_while='hold == "customer"')
    held = [
        event(on(2, 10, 9), "updated", "e-2", hold="customer"),
        event(on(2, 11, 9), "updated", "e-3", hold="no"),
    ]
    explanation = explained(agree(clause), [event(on(1, 5, 9), "assigned"), *held], on(4, 5, 9))
    lines = str(explanation).split("\n  when ")[1].splitlines()
    left_out = [int(line.split()[1]) for line in lines if "more row" in line]
    shown = sum(any(f" {kind} " in line for kind in SPANS) for line in lines)
    spans = [row for row in explanation.rows if row.what in SPANS]
    assert len(spans) > 300
    assert shown + sum(left_out) == len(spans)
    assert shown < 40
    assert any("paused" in line and "e-2" in line for line in lines)
    assert any("clocks go forward" in line for line in lines)
    assert any("630:00  the end of 90 business days" in line for line in lines)
    assert "more row" not in explanation.text(all=True)


# -- why there is no clock -------------------------------------------------------------------------------------


def test_no_event_starts_it() -> None:
    """The trigger is named as the agreement has it."""
    explanation = explained(agree(respond()), [event(on(2, 9, 9), "created")], on(2, 10))
    assert explanation.clock is None
    assert explanation.headline == "no clock, because no event of this lead is `assigned`"
    assert str(explanation).startswith("L1  Answer: no clock, because no event of this lead is `assigned`")


def test_when_was_false_with_the_values_it_saw() -> None:
    """A comparison with a missing value is false, and that is said."""
    clause = respond(when="employees >= 50")
    explanation = explained(agree(clause), [event(on(2, 6, 16, 40), "assigned", "e-1")], on(2, 10))
    assert explanation.headline == (
        "no clock, because `when`: employees >= 50 was false (employees is missing: a comparison with a missing "
        "value is false) at assigned (e-1) Fri 6 Feb 2026 16:40"
    )


def test_no_segment_shows_each_that_was_tried() -> None:
    """Each segment with a cross, and what it saw."""
    clause = respond(within=[
        {"when": 'source == "demo"', "is": "5 minutes"}, {"when": "employees >= 50", "is": "1 hour"},
    ])  # fmt: skip
    explanation = explained(
        agree(clause), [event(on(2, 9, 9), "assigned", source="web", employees=3)], on(2, 10)
    )
    assert explanation.headline == "no clock, because no segment holds at assigned Mon 9 Feb 2026 09:00"
    assert [str(tried) for tried in explanation.segments] == [
        '✗ segment 1 of 2 of `within`, `is: 5 minutes`: source == "demo" was false (source is "web")',
        "✗ segment 2 of 2 of `within`, `is: 1 hour`: employees >= 50 was false (employees is 3)",
    ]
    assert all(str(tried) in str(explanation) for tried in explanation.segments)


def test_out_of_term() -> None:
    """Before the agreement there is no clock, and its term is told."""
    start = event(dt.datetime(2025, 12, 31, 9, tzinfo=NEW_YORK), "assigned")
    explanation = explained(agree(respond()), [start], on(2, 10))
    assert (
        explanation.headline
        == "no clock, because assigned Wed 31 Dec 2025 09:00 lies outside the agreement's term"
    )
    assert "(2026-01-01 to 2026-12-31)" in str(explanation)


def test_a_trigger_with_a_criterion_that_did_not_hold() -> None:
    """The event is there, and its criterion says what it saw."""
    clause = respond(from_={"event": "assigned", "when": "has(email)"})
    explanation = explained(agree(clause), [event(on(2, 9, 9), "assigned")], on(2, 10))
    assert explanation.headline.startswith(
        "no clock, because has(email) was false (email is missing) at assigned"
    )


def test_a_stage_that_was_never_entered() -> None:
    """The refused move says what it lacked."""
    clause = respond(from_={"enters": "sql"})
    log = [event(on(2, 9, 9), "created"), event(on(2, 9, 10), "advanced", "e-2")]
    explanation = explained(agree(clause), log, on(2, 10))
    assert explanation.headline.startswith(
        "no clock, because advanced (e-2) Mon 9 Feb 2026 10:00 moved nothing"
    )
    assert "required and missing: email" in explanation.headline
    never = explained(agree(clause), log[:1], on(2, 10))
    assert never.headline == "no clock, because nothing that happened to this lead is entering `sql`"


def test_a_merged_lead() -> None:
    """What happens to a lead after it was merged counts for nothing."""
    log = [event(on(2, 9, 9), "merged", into="L9"), event(on(2, 9, 10), "assigned", "e-2")]
    explanation = explained(agree(respond()), log, on(2, 10))
    assert explanation.headline == (
        "no clock, because the lead was merged into another before at assigned (e-2) Mon 9 Feb 2026 10:00"
    )
    started = explained(
        agree(respond()), list(reversed([log[1], event(on(2, 9, 10, 5), "merged", into="L9")])), on(2, 10)
    )
    assert started.headline == "void, because the lead was merged into L9 on Mon 9 Feb 2026 10:05"


def test_a_calendar_that_never_opens_again() -> None:
    """The error of the calendar is the reason."""
    once = BusinessCalendar(
        "America/New_York", {"mon": "closed"}, (), {"2026-02-02": ["09:00-17:00"]}, name="once"
    )
    agreement = agree(respond(calendar="once"), calendars={"office": OFFICE, "once": once})
    explanation = explained(agreement, [event(on(2, 9, 9), "assigned")], on(2, 10))
    assert explanation.clock is None
    assert explanation.headline.startswith(
        "no clock, because the calendar 'once' has too little open time after"
    )


def test_a_due_that_never_comes() -> None:
    """A pause that outlasts the last open hours moves the due to the end of all years, which is told as never."""
    once = BusinessCalendar(
        "America/New_York", {"mon": "closed"}, (), {"2026-02-09": ["09:00-17:00"]}, name="once"
    )
    clause = respond(calendar="once", pause_while='hold == "customer"')
    agreement = agree(clause, calendars={"office": OFFICE, "once": once})
    log = [event(on(2, 9, 9), "assigned"), event(on(2, 9, 9, 10), "updated", hold="customer")]
    for more, headline in (
        ([], "open and paused; if it resumed now, it would be due never: its calendar is not open again"),
        ([event(on(2, 10), "updated", hold="none")], "open, due never: its calendar is not open again"),
        ([event(on(2, 10), "lost")], "void, because lost voided it on Tue 10 Feb 2026 00:00"),
    ):
        explanation = explained(agreement, [*log, *more], on(2, 11))
        holds(explanation)
        assert explanation.headline == headline
        assert "due      never" in str(explanation)
        [paused] = [row for row in explanation.rows if row.what == "paused"]
        assert paused.cause.endswith("Mon 10:00 -> never")
        assert explanation.to_dict()["dues"][-1]["at"] == "2101-01-01T00:00:00Z"


def test_second_starts_that_repeat_ignores() -> None:
    """A second start is told with the key that ignores it, while the clock runs and after."""
    log = [
        event(on(2, 9, 9), "assigned", "e-1"),
        event(on(2, 9, 9, 10), "assigned", "e-2"),
        event(on(2, 9, 9, 20), "touched"),
        event(on(2, 9, 9, 30), "assigned", "e-3"),
    ]
    explanation = explained(agree(respond()), log, on(2, 10))
    assert [(item.event.id, item.why) for item in explanation.refused] == [
        ("e-2", "`repeat: once`: the lead has had its clock in this pass"),
        ("e-3", "`repeat: once`: the lead has had its clock in this pass"),
    ]
    assert "Started nothing (1): assigned (e-3)" in str(explanation)
    assert "Not decisive (1): assigned (e-2)" in str(explanation)


# -- what is particular ------------------------------------------------------------------------------------------


def test_restart_and_cycles() -> None:
    """A restart voids the running clock and says so; any cycle can be asked for."""
    log = [event(on(2, 9, 9), "assigned", "e-1"), event(on(2, 9, 9, 30), "assigned", "e-2")]
    agreement = agree(respond(repeat="restart"))
    last, first = explained(agreement, log, on(2, 9, 10)), explained(agreement, log, on(2, 9, 10), cycle=1)
    assert first.headline == (
        "void, because assigned (e-2) started it afresh (`repeat: restart`) on Mon 9 Feb 2026 09:30"
    )
    assert last.clock is not None
    assert last.clock.cycle == 2
    assert "cycle 2 of 2 (`repeat: restart`): cycle 1 void" in last.because
    assert [clock.outcome for clock in last.cycles] == ["void", "open"]
    with pytest.raises(UnknownError, match=r"lead 'L1' has no cycle 3 of `answer`; it has 1, 2"):
        explained(agreement, log, on(2, 9, 10), cycle=3)


def test_count_from_an_earlier_event() -> None:
    """The count starts before the clock applied, and both events are named."""
    log = [event(on(2, 9, 9), "created", "e-1"), event(on(2, 9, 11), "assigned", "e-2")]
    explanation = explained(agree(respond(count_from="created")), log, on(2, 9, 12))
    assert what(explanation, "started", "breached") == [
        ("09 09:00-09 09:00", "started", "created (event e-1): counted from here (`count_from`)"),
        ("09 11:00-09 11:00", "breached", "due before assigned (e-2) made it apply"),
    ]
    assert "counts from created (e-1), 2 hours before assigned (e-2)" in explanation.because
    assert "it came to apply at assigned (e-2) Mon 9 Feb 2026 11:00" in explanation.rows[0].note
    held = [
        event(on(2, 9, 9, 15), "updated", "e-3", hold="customer"),
        event(on(2, 9, 9, 45), "updated", hold="no"),
    ]
    paused = explained(
        agree(respond(count_from="created", pause_while='hold == "customer"')),
        [log[0], *held, event(on(2, 9, 10), "assigned")],
        on(2, 9, 10),
    )
    assert [row[0] for row in what(paused, "paused")] == ["09 09:15-09 09:45"]
    assert [due.at for due in paused.dues] == [on(2, 9, 10), on(2, 9, 10, 30)]


def test_a_clock_for_each_value() -> None:
    """With `per` the title says which value it is about, and what is about another is not decisive."""
    clause = respond(from_="requested", until="delivered", per="event.content")
    log = [
        event(on(2, 9, 9), "requested", content="whitepaper"),
        event(on(2, 9, 9, 5), "requested", content="prices"),
        event(on(2, 9, 9, 10), "delivered", content="whitepaper"),
    ]
    explanation = explained(agree(clause), log, on(2, 9, 10))
    assert explanation.title == "Answer (prices)"
    assert [item.why for item in explanation.ignored] == ["it is about whitepaper, not about prices"]
    assert "a clock for each `event.content`; this one: prices" in explanation.because


def test_which_calendar_and_why() -> None:
    """By a field, by the lead's own zone, and the fallback."""
    by_region = respond(calendar_by={"field": "region", "calendars": {"emea": "london"}})
    start = event(on(2, 9, 5), "assigned", region="emea")
    found = explained(agree(by_region), [start], on(2, 9, 5))
    assert (
        'hours `london` in London, since `region` is "emea": Mon-Fri 09:00-17:00; no holiday between'
        in found.because
    )
    plain = explained(agree(by_region), [event(on(2, 9, 9), "assigned")], on(2, 9, 9))
    assert any(reason.startswith("hours `office`, since `region` is missing:") for reason in plain.because)
    own = explained(
        agree(respond(calendar_by={"zone": "zone"})),
        [event(on(2, 9, 5), "assigned", zone="Europe/Paris")],
        on(2, 9, 5),
    )
    assert any(reason.startswith("hours `office` in Paris, since `zone` is") for reason in own.because)


def test_judged_at_once() -> None:
    """Required information says what was missing, what came, and how late it was complete."""
    clause = RequiredInformation(id="answer", owner="marketing", at="assigned", fields=["email", "region"])
    log = [
        event(on(2, 9, 9), "assigned"),
        event(on(2, 9, 10), "updated", "e-2", email="a@b.example"),
        event(on(2, 9, 11), "updated", "e-3", region="emea"),
    ]
    missing = explained(agree(clause), log[:1], on(2, 9, 9, 30))
    assert missing.headline == "breached at once: missing: email, region, and still owed"
    assert what(missing, "breached")[0][2] == "not done by its due: missing: email, region"
    done = explained(agree(clause), log, on(2, 10))
    assert done.headline == "breached at once: missing: email, region; completed 2 hours later"
    assert what(done, "progress") == [("09 10:00-09 10:00", "progress", "updated (e-2): missing: region")]
    whole = explained(
        agree(clause), [event(on(2, 9, 9), "assigned", email="a@b.example", region="emea")], on(2, 10)
    )
    assert whole.headline == "met at once"
    assert what(whole, "done")[0][2] == "assigned: all that is required is there"


def test_touches_that_count_and_that_do_not() -> None:
    """Each counted touch is a row; inbound ones, and those too near, are told apart."""
    clause = MinimumTouches(
        id="answer",
        owner="sales",
        from_="assigned",
        touches={"call": 2, "email": 1},
        within="1 week",
        apart="1 hour",
    )
    log = [
        event(on(2, 9, 9), "assigned"),
        event(on(2, 9, 10), "touched", "e-1", channel="call"),
        event(on(2, 9, 10, 30), "touched", "e-2", channel="call"),
        event(on(2, 9, 10, 40), "touched", "e-3", channel="email", direction="inbound"),
        event(on(2, 9, 12), "touched", "e-4", channel="sms"),
        event(on(2, 9, 14), "touched", "e-5", channel="email"),
    ]
    explanation = explained(agree(clause), log, on(2, 10))
    assert [cause for _, _, cause in what(explanation, "progress")] == [
        "touched (e-1): call 1 of 2, email 0 of 1",
        "touched (e-5): call 1 of 2, email 1 of 1",
    ]
    assert [(item.event.id, item.why) for item in explanation.ignored] == [
        ("e-2", "less than 1 hour after the last touch that counts"),
        ("e-3", "inbound"),
        ("e-4", "its channel is not asked for"),
    ]


def test_a_stalled_lead_and_moves_that_are_no_progress() -> None:
    """A move back is no progress, and that is said."""
    clause = StalledLead(id="answer", owner="sales", from_="created", within="60 days", void_on="lost")
    log = [event(on(2, 9, 9), "created"), event(on(2, 20, 9), "recycled", "e-2", to="mql")]
    explanation = explained(agree(clause), log, on(2, 21))
    assert explanation.headline.startswith("open, due in ")
    assert [item.why for item in explanation.ignored] == ["it is no move to a later stage"]


def test_recycled_by_the_agreement_itself() -> None:
    """An automatic recycle at another clause's deadline voids a clock, and is told apart from an event of the log."""
    first = respond(id="first", within="1 hour", on_breach={"recycle": "recycled", "automatic": True})
    log = [event(on(2, 9, 8), "created"), event(on(2, 9, 9), "assigned")]
    explanation = explained(agree(first, respond(within="8 business hours")), log, on(2, 11))
    assert (
        explanation.headline == "void, because recycled (by this agreement) voided it on Mon 9 Feb 2026 10:00"
    )


def test_an_overdue_clock_cannot_pause() -> None:
    """An event that would have paused it says why it did not."""
    log = [event(on(2, 9, 9), "assigned"), event(on(2, 9, 11), "updated", hold="customer")]
    explanation = explained(agree(respond(pause_while='hold == "customer"')), log, on(2, 9, 12))
    assert [item.why for item in explanation.ignored] == ["an overdue clock cannot pause"]


def test_a_pause_of_closed_time_moves_nothing() -> None:
    """A pause that began and ended at night costs nothing and says so."""
    log = [
        event(on(2, 9, 16, 30), "assigned"),
        event(on(2, 9, 18), "updated", hold="customer"),
        event(on(2, 9, 20), "updated", hold="none"),
    ]
    explanation = explained(agree(respond(pause_while='hold == "customer"')), log, on(2, 9, 21))
    assert len(explanation.dues) == 1
    assert what(explanation, "paused")[0][2].endswith("the due stays, as none of it would have counted")


# -- names, markup, live use -------------------------------------------------------------------------------------


def test_unknown_names_raise_with_the_nearest() -> None:
    """A `KeyError` that says what was probably meant, without quotes around its text."""
    evaluation = evaluate(agree(respond()), [event(on(2, 9, 9), "assigned")], on(2, 10))
    with pytest.raises(KeyError) as caught:
        evaluation.explain("L2", "answer")
    assert str(caught.value) == "there is no lead 'L2'; there is 'L1'"
    with pytest.raises(UnknownError, match=r"^there is no clause 'anwser'; did you mean 'answer'\?$"):
        evaluation.explain("L1", "anwser")
    with pytest.raises(UnknownError, match=r"there is no clause 'zzz'; there is 'answer'"):
        evaluation.explain("L1", "zzz")


def test_what_comes_from_the_log_is_escaped() -> None:
    """A lead whose name is markup stays text, in a table without colours; line breaks never leave their line."""
    name = "</script><img onerror=alert(1)>"
    log = [
        Event(name, on(2, 9, 9), "assigned", {"to": "<b>\nrep", "source": "<i>"}, id="<a>"),
        Event(name, on(2, 9, 9, 5), "<u>opened"),
    ]
    evaluation = evaluate(agree(ResponseWindow(**FIRST_RESPONSE)), log, on(2, 9, 9, 10))
    explanation = evaluation.explain(name, "first-response")
    page = explanation._repr_html_()
    assert "&lt;img onerror=alert(1)&gt;" in page
    assert not [mark for mark in ("<img", "<i>", "<a>", "<u>", "<style", "<script") if mark in page]
    assert "assigned to <b> rep (event <a>)" in str(explanation)


def test_a_compacted_monitor_says_what_it_does_not_know() -> None:
    """Where the first events are no longer kept, the ledger still adds up, and says so."""
    monitor = Monitor(agree(respond(within="60 days", pause_while='hold == "customer"')), lateness="1 day")
    for item in (
        event(on(1, 5, 9), "assigned"),
        event(on(1, 6, 9), "updated", hold="customer"),
        event(on(1, 8, 9), "updated", hold="no"),
    ):
        monitor.receive(item)
    monitor.advance(on(2, 10, 9))
    explanation = monitor.evaluation(on(2, 10, 9)).explain("L1", "answer")
    assert explanation.clock is not None
    assert [due.at for due in explanation.dues][-1] == explanation.clock.due == on(3, 8, 10)
    assert what(explanation, "paused")[0][2].startswith("paused for so long in all, when is no longer known")
    assert (
        "it started before the events that are still kept, so not all of its causes are known"
        in explanation.because
    )
