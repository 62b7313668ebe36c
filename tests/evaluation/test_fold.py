"""The fold itself: what an event, or time, does to the state of a lead. What it means stands in `tests/decisions`."""

from __future__ import annotations

from typing import Any

import pytest
from tests.decisions.scenario import TICK, agree, answer, at, on

import leadsla as ls
from leadsla.clauses import MinimumTouches, RequiredInformation, ResponseWindow
from leadsla.errors import MoveError
from leadsla.evaluation.compile import Program
from leadsla.evaluation.fold import Fold
from leadsla.evaluation.terms import CompiledClause
from leadsla.events import ENGINE
from leadsla.instants import NEVER, instant, moment
from leadsla.lead import Lead, RunningClock
from leadsla.lifecycle import Lifecycle, Move, Stage

START = on("2 10:00", "assigned", to="rep7")
DUE = instant(at("2 12:00"))


class Peace(ResponseWindow):
    """Breached by an answer within the window, met at its end."""

    kind = "peace"
    inverse = True


class Listener:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.marks: list[tuple[Any, ...]] = []
        self.not_started: list[tuple[str, str]] = []

    def mark(
        self, clock: RunningClock, at: int, what: str, event: ls.Event | None = None, number: int = 0
    ) -> None:
        assert isinstance(clock, RunningClock)
        self.marks.append((what, moment(at), None if event is None else event.name, number))

    def unstarted(self, clause: CompiledClause, lead: Lead, event: ls.Event, why: str) -> None:
        assert (lead.id, event.lead) == ("L1", "L1")
        self.not_started.append((clause.clause.id, why))


def folding(*clauses: Any, trace: Listener | None = None, **given: Any) -> tuple[Fold, Lead]:
    own = {key: given.pop(key) for key in ("automatic", "strict") if key in given}
    return Fold(Program(agree(*(clauses or (answer(**given),)))), trace=trace, **own), Lead("L1")


def told(*events: ls.Event, until: str = "2 18:00", **given: Any) -> Listener:
    """What a listener is told of such events."""
    listener = Listener()
    fold, lead = folding(trace=listener, **given)
    for event in events:
        fold.step(lead, event)
    fold.advance(lead, instant(at(until)))
    return listener


def test_the_first_event_is_when_the_lead_was_created() -> None:
    """And its pass began; the last is where it stands."""
    fold, lead = folding()
    fold.step(lead, on("2 09:00", "created"))
    fold.step(lead, START)
    assert (lead.created, lead.pass_began, lead.at) == (
        instant(at("2 09:00")),
        instant(at("2 09:00")),
        START.instant,
    )
    assert (lead.stage, lead.assignee, lead.moved) == ("mql", "rep7", None)


def test_a_lead_wakes_at_its_earliest_timer() -> None:
    """Warnings and rungs too; never where nothing runs."""
    ladder = [{"alert": "manager"}, {"alert": "director", "after": "1 hour"}]
    fold, lead = folding(on_breach=ladder, warn_at=["50%"], on_warning={"alert": "assignee"})
    assert lead.wake == NEVER
    fold.step(lead, START)
    for wake in ("2 11:00", "2 12:00", "2 13:00"):
        assert lead.wake == instant(at(wake))
        fold.advance(lead, lead.wake)
        assert lead.wake == instant(at(wake))
        fold.advance(lead, lead.wake + 1)
    assert lead.wake == NEVER
    fold, lead = folding()
    fold.step(lead, START)
    assert lead.wake == DUE
    fold.step(lead, on("2 11:00", "touched"))
    assert lead.wake == NEVER


def test_the_assignee_is_text() -> None:
    """Whatever the log calls it; nothing is nobody new."""
    fold, lead = folding()
    for value, assignee in (
        ("rep7", "rep7"),
        (None, "rep7"),
        (" ", "rep7"),
        (["rep9"], "['rep9']"),
        (8, "8"),
    ):
        fold.step(lead, on("2 10:00", "assigned", to=value))
        assert lead.assignee == assignee
    fold.step(lead, on("2 10:00", "notified", to="rep9"))
    assert lead.assignee == "8"


def test_fields_are_read_as_what_they_are_declared() -> None:
    """What cannot be read is reported and counts as missing; what is missing leaves the field alone."""
    fold, lead = folding()
    fold.step(lead, on("2 10:00", "updated", score="5", source="web", colour="red"))
    assert lead.fields == {"score": 5, "source": "web"}
    fold.step(lead, on("2 10:01", "updated", score=" ", source=None))
    assert lead.fields == {"score": 5, "source": "web"}
    assert list(lead.anomalies) == []
    fold.step(lead, on("2 10:02", "updated", score="many"))
    assert lead.fields == {"source": "web"}
    [(when, name, why)] = lead.anomalies
    assert (when, name) == (instant(at("2 10:02")), "updated")
    assert why == "`score` is 'many', which is no number; it counts as missing"


def test_a_field_that_cannot_be_read_may_never_have_been_there() -> None:
    """It is missing then as well."""
    fold, lead = folding()
    fold.step(lead, on("2 10:00", "updated", score="many"))
    assert (lead.fields, len(lead.anomalies)) == ({}, 1)


def test_an_event_that_moves_nothing_is_reported_with_the_reason() -> None:
    """And what would have been legal."""
    fold, lead = folding()
    fold.step(lead, on("2 10:00", "won"))
    why = "no move for `won` in no stage yet (to `customer`: it leads from `sql`)"
    assert list(lead.anomalies) == [(instant(at("2 10:00")), "won", why)]


def test_a_merge_moves_and_settles_before_it_voids() -> None:
    """As any event does; with its own data."""
    funnel = Lifecycle(
        [Stage("mql"), Stage("nurture")], [Move("created", "mql"), Move("merged", "nurture", "mql")]
    )
    done = answer(id="done", until={"event": "merged", "when": 'event.into == "L2"'})
    fold, lead = Fold(Program(agree(done, answer(id="gone"), lifecycle=funnel))), Lead("L1")
    for event in (on("2 09:00", "created"), START, on("2 11:00", "merged", into="L2")):
        fold.step(lead, event)
    assert lead.stage == "nurture"
    assert [clock.outcome for clock in lead.clocks] == ["met", "void"]


@pytest.mark.parametrize(
    ("reason", "score", "outcome"), [("spam", 6, "met"), ("spam", 5, "void"), ("other", 5, "open")]
)
def test_what_settles_and_what_voids_may_ask_for_the_lead_and_the_event(
    reason: str, score: int, outcome: str
) -> None:
    """Settling first."""
    fold, lead = folding(
        until={"event": "lost", "when": "score > 5"},
        void_on={"event": "lost", "when": 'event.reason == "spam"'},
    )
    fold.step(lead, START)
    fold.step(lead, on("2 11:00", "lost", reason=reason, score=score))
    assert lead.clocks[0].outcome == outcome


def test_a_restart_is_told_with_its_event() -> None:
    """As what voids the clock before."""
    marks = told(START, on("2 10:30", "assigned"), repeat="restart").marks
    assert marks[1] == ("void", at("2 10:30"), "assigned", 0)


def test_a_clock_may_start_at_the_first_instant_of_the_term_and_not_at_its_end() -> None:
    """To the microsecond."""
    for when, count in (
        (at("2026-01-01 00:00") - TICK, 0),
        (at("2026-01-01 00:00"), 1),
        (at("2027-01-01 00:00") - TICK, 1),
        (at("2027-01-01 00:00"), 0),
    ):
        for given in ({}, {"when": "not has(score)"}):
            fold, lead = folding(**given)
            fold.step(lead, on(when, "assigned"))
            assert len(lead.clocks) == count


def test_numbers_of_touches_by_the_event_that_starts() -> None:
    """No segment, no clock, and the listener hears of it."""
    counted = MinimumTouches(
        id="touches",
        owner="sales",
        from_="assigned",
        within="2 hours",
        touches=[{"when": 'event.to == "rep7"', "is": {"any": 1}}],
    )
    for to, count, unheard in (("rep7", 1, []), ("rep8", 0, [("touches", "no segment holds")])):
        listener = Listener()
        fold, lead = folding(counted, trace=listener)
        fold.step(lead, on("2 10:00", "assigned", to=to))
        assert (len(lead.clocks), listener.not_started) == (count, unheard)
        again = folding(counted)
        again[0].step(again[1], on("2 10:00", "assigned", to=to))
        assert len(again[1].clocks) == count


def test_after_a_merge_nothing_happens() -> None:
    """Each event is reported."""
    fold, lead = folding(void_on="lost")
    for event in (START, on("2 11:00", "merged", into="L2")):
        fold.step(lead, event)
    assert (lead.merged, lead.owed, lead.wake, lead.clocks[0].outcome) == (True, [], NEVER, "void")
    assert lead.clocks[0].ended_at == instant(at("2 11:00"))
    assert told(START, on("2 11:00", "merged"), void_on="lost").marks[-1] == (
        "void",
        at("2 11:00"),
        "merged",
        0,
    )
    fold.step(lead, on("2 11:30", "assigned", to="rep8"))
    assert (len(lead.clocks), lead.assignee) == (1, "rep7")
    assert list(lead.anomalies) == [
        (instant(at("2 11:30")), "assigned", "the lead was merged into another before")
    ]


def test_strict_does_not_refuse_what_the_engine_does() -> None:
    """A recycle that no move allows is an anomaly even then."""
    assert ENGINE == "leadsla"
    fold, lead = folding(on_breach={"recycle": "nurture", "automatic": True}, strict=True)
    fold.step(lead, START)
    fold.advance(lead, DUE + 1)
    assert [name for _, name, _ in lead.anomalies] == ["recycled"]
    with pytest.raises(
        MoveError, match=r"^lead 'L1' at 2026-03-02 14:00:00\+00:00: no move for `won` in no stage yet"
    ):
        fold.step(lead, on("2 14:00", "won"))


def test_an_event_that_is_nothing_to_one_clock_may_end_the_next() -> None:
    """Whatever the order of the clauses."""
    first, second = answer(id="first", until="accepted"), answer(id="second", until="replied")
    for clauses in ((first, second), (second, first)):
        fold, lead = folding(*clauses)
        fold.step(lead, START)
        fold.step(lead, on("2 11:00", "replied"))
        assert {clock.terms.clause.id: clock.outcome for clock in lead.clocks} == {
            "first": "open",
            "second": "met",
        }


def test_a_clock_that_cannot_pause_does_not_keep_the_next_from_it() -> None:
    """Whatever the order of the clauses."""
    first, second = answer(id="first"), answer(id="second", pause_while="waiting")
    for clauses in ((first, second), (second, first)):
        fold, lead = folding(*clauses)
        fold.step(lead, START)
        fold.step(lead, on("2 11:00", "updated", waiting=True))
        assert {clock.terms.clause.id: clock.paused_at is not None for clock in lead.clocks} == {
            "first": False,
            "second": True,
        }


def test_a_clock_for_each_value_of_a_field_is_settled_by_its_own() -> None:
    """As the lead has it when the event comes."""
    fold, lead = folding(per="source")
    for event in (
        on("2 10:00", "assigned", source="a"),
        on("2 10:10", "assigned", source="b"),
        on("2 10:20", "touched"),
    ):
        fold.step(lead, event)
    assert [(clock.value, clock.outcome) for clock in lead.clocks] == [("a", "open"), ("b", "met")]


def test_several_holds_before_a_start_that_counts_from_earlier() -> None:
    """All of them, each for its own time."""
    fold, lead = folding(count_from="created", pause_while="waiting", within="2 hours")
    fold.step(lead, on("2 09:00", "created"))
    for minute, waiting in ((10, True), (15, True), (20, False), (25, False), (30, True), (45, False)):
        fold.step(lead, on(f"2 09:{minute}", "updated", waiting=waiting))
    assert lead.holds == {
        "answer": [
            [instant(at("2 09:10")), instant(at("2 09:20"))],
            [instant(at("2 09:30")), instant(at("2 09:45"))],
        ]
    }
    fold.step(lead, START)
    assert lead.clocks[0].due == instant(at("2 11:25"))


def test_a_lead_is_recycled_by_itself_once_at_an_instant() -> None:
    """What comes due at the same instant because of it does not send it on."""
    funnel = Lifecycle(
        [Stage("mql"), Stage("sal"), Stage("nurture")],
        [Move("created", "mql"), Move("recycled", None, ["mql", "sal", "nurture"])],
    )
    back = answer(id="back", on_breach={"recycle": "nurture", "automatic": True})
    info = RequiredInformation(
        id="info",
        owner="marketing",
        at="recycled",
        fields=["email"],
        on_breach={"recycle": "sal", "automatic": True},
    )
    program = Program(agree(back, info, lifecycle=funnel))
    fold, lead = Fold(program), Lead("L1")
    fold.step(lead, on("2 09:00", "created"))
    fold.step(lead, START)
    fold.advance(lead, instant(at("3 00:00")))
    assert (lead.stage, lead.passes, lead.recycled_at) == ("nurture", 2, DUE)
    assert [clock.outcome for clock in lead.clocks] == ["breached", "breached"]


def test_an_event_voids_only_where_its_criterion_holds() -> None:
    """The lead as the event left it."""
    for score, outcome in ((6, "void"), (5, "open")):
        fold, lead = folding(void_on={"event": "lost", "when": "score > 5"})
        fold.step(lead, START)
        fold.step(lead, on("2 11:00", "lost", score=score))
        assert lead.clocks[0].outcome == outcome


def test_cycles_of_a_clause_with_values_are_counted_over_all_of_them() -> None:
    """So that each has a number of its own."""
    fold, lead = folding(per="event.content", repeat="each", until="delivered")
    for when, name, content in (
        ("2 10:00", "assigned", "a"),
        ("2 10:10", "assigned", "b"),
        ("2 10:20", "delivered", "a"),
        ("2 10:30", "assigned", "a"),
    ):
        fold.step(lead, on(when, name, content=content))
    assert [(clock.value, clock.cycle) for clock in lead.clocks] == [("a", 1), ("b", 2), ("a", 3)]


def test_starts_of_one_instant_are_numbered() -> None:
    """From 0; a start of another instant begins again."""
    fold, lead = folding(repeat="restart")
    for when in ("2 10:00", "2 10:00", "2 10:00", "2 10:30"):
        fold.step(lead, on(when, "assigned"))
    assert [clock.ordinal for clock in lead.clocks] == [0, 1, 2, 0]
    assert [clock.cycle for clock in lead.clocks] == [1, 2, 3, 4]


def test_a_clock_that_has_ended_has_no_timer_and_no_warnings() -> None:
    """Whatever ended it."""
    given: dict[str, Any] = {"warn_at": ["50%", "10 minutes"], "on_warning": {"alert": "assignee"}}
    for events, until in (
        ([], "2 18:00"),
        ([on("2 10:10", "lost")], "2 10:20"),
        ([on("2 10:10", "touched")], "2 10:20"),
    ):
        fold, lead = folding(**given)
        for event in (START, *events):
            fold.step(lead, event)
        fold.advance(lead, instant(at(until)))
        assert lead.clocks[0].timer == NEVER
    fold, lead = folding(**given)
    fold.step(lead, START)
    fold.advance(lead, DUE + 1)
    assert lead.clocks[0].warnings == ()


@pytest.mark.parametrize("name", ["lost", "touched", "merged", "updated"])
def test_a_pause_into_years_without_open_time_is_reported_by_what_ends_it(name: str) -> None:
    """By the lead; the clock ends as it would have."""
    once = ls.BusinessCalendar("UTC", {}, exceptions={"2026-03-02": ["09:00-17:00"]})
    clause = answer(within="2 business hours", pause_while="waiting")
    fold, lead = Fold(Program(agree(clause, calendars={"office": once}))), Lead("L1")
    fold.step(lead, START)
    fold.step(lead, on("2 10:30", "updated", waiting=True))
    fold.step(lead, on("9 10:00", name, waiting=False))
    outcomes = {"lost": "void", "touched": "met", "merged": "void", "updated": "open"}
    assert lead.clocks[0].outcome == outcomes[name]
    assert [(when, of) for when, of, _ in lead.anomalies] == [(instant(at("9 10:00")), "")]


def test_a_rung_that_never_comes_is_none() -> None:
    """The others are, soonest first; a rung is noted as a breach."""
    once = ls.BusinessCalendar("UTC", {}, exceptions={"2026-03-02": ["09:00-17:00"]})
    ladder = [{"escalate": "director", "after": time} for time in ("1 business day", "2 hours", "1 hour")]
    fold, lead = Fold(Program(agree(answer(on_breach=ladder), calendars={"office": once}))), Lead("L1")
    fold.step(lead, START)
    fold.advance(lead, DUE + 1)
    [clock] = lead.clocks
    assert clock.rungs == ((instant(at("2 13:00")), 2), (instant(at("2 14:00")), 1))
    fold.advance(lead, instant(at("3 00:00")))
    assert [noted[2:5] for noted in lead.consequences] == [("breach", 0, 2), ("breach", 0, 1)]
    assert (clock.rungs, clock.timer) == ((), NEVER)


def test_of_two_recycles_of_one_instant_the_first_is_applied() -> None:
    """In the agreement's order."""
    clauses = [
        answer(id=stage, on_breach={"recycle": stage, "automatic": True})
        for stage in ("sql", "nurture", "sal")
    ]
    fold, lead = folding(*clauses)
    fold.step(lead, on("2 09:00", "created"))
    fold.step(lead, START)
    fold.advance(lead, DUE + 1)
    assert (lead.stage, lead.passes, lead.recycle) == ("sql", 2, None)
    assert [noted[1].terms.clause.id for noted in lead.consequences] == ["sql", "nurture", "sal"]


def test_attempts_are_remembered_by_what_they_are() -> None:
    """A touch that connected as `connected`, another not."""
    fold, lead = folding(when='count("connected") >= 2')
    for minute, outcome in ((10, "connected"), (20, "busy"), (30, "connected")):
        fold.step(lead, on(f"2 09:{minute}", "touched", outcome=outcome))
    assert lead.seen == {"connected": [instant(at("2 09:10")), instant(at("2 09:30"))]}
    fold.step(lead, START)
    assert len(lead.clocks) == 1


def test_an_inverse_clock_is_breached_by_what_comes_too_early_and_met_by_time() -> None:
    """With what follows from either."""
    for events, said in (([on("2 11:00", "touched")], ("breach", "2 11:00")), ([], ("met", "2 12:00"))):
        clause = Peace(
            id="peace",
            owner="sales",
            from_="assigned",
            within="2 hours",
            on_breach={"alert": "manager"},
            on_met={"alert": "manager"},
        )
        fold, lead = folding(clause)
        for event in (START, *events):
            fold.step(lead, event)
        fold.advance(lead, instant(at("2 18:00")))
        assert [(noted[2], noted[0]) for noted in lead.consequences] == [(said[0], instant(at(said[1])))]
        assert lead.clocks[0].breached_at == (instant(at("2 11:00")) if events else None)


def test_what_is_complete_at_its_start_has_its_consequences() -> None:
    """At once."""
    info = RequiredInformation(
        id="info", owner="marketing", at="assigned", fields=["email"], on_met={"alert": "manager"}
    )
    fold, lead = folding(info)
    fold.step(lead, on("2 10:00", "assigned", email="a@b.c"))
    assert [(noted[0], noted[2]) for noted in lead.consequences] == [(START.instant, "met")]


def test_a_lead_that_goes_to_and_fro_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many passes, by the event that is not made any more."""
    monkeypatch.setattr("leadsla.evaluation.fold.MOST_PASSES", 2)
    recycle = {"recycle": "mql", "automatic": True}
    fold, lead = folding(from_={"enters": "sal"}, on_breach=recycle)
    for when in ("2 08:00", "2 13:00"):
        fold.step(lead, on(when, "created"))
        fold.step(lead, on(when, "accepted"))
    fold.advance(lead, instant(at("3 00:00")))
    assert (lead.passes, lead.stage) == (2, "sal")
    [(when, name, why)] = [anomaly for anomaly in lead.anomalies if anomaly[1] != "created"]
    assert (when, name) == (instant(at("2 15:00")), "recycled")
    assert "after 2 passes" in why


def test_a_listener_hears_of_all_that_happens_to_a_clock() -> None:
    """With the event that did it and the number of a warning."""
    given: dict[str, Any] = {
        "warn_at": ["50%"],
        "on_warning": {"alert": "assignee"},
        "pause_while": "waiting",
    }
    assert told(START, **given).marks == [
        ("started", at("2 10:00"), "assigned", 0),
        ("warned", at("2 11:00"), None, 0),
        ("breached", at("2 12:00"), None, 0),
    ]
    hold = on("2 10:10", "updated", waiting=True), on("2 10:20", "updated", waiting=False)
    assert told(START, *hold, on("2 10:30", "touched"), **given).marks[1:] == [
        ("paused", at("2 10:10"), "updated", 0),
        ("resumed", at("2 10:20"), "updated", 0),
        ("done", at("2 10:30"), "touched", 0),
    ]
    assert told(START, on("2 10:30", "lost"), **given).marks[1:] == [("void", at("2 10:30"), "lost", 0)]
    two = told(START, warn_at=["50%", "75%"], on_warning={"alert": "assignee"})
    assert [mark for mark in two.marks if mark[0] == "warned"] == [
        ("warned", at("2 11:00"), None, 0),
        ("warned", at("2 11:30"), None, 1),
    ]


def test_a_listener_hears_of_a_clock_that_starts_paused() -> None:
    """By the event that starts it."""
    listener = told(on("2 10:00", "assigned", waiting=True), pause_while="waiting")
    assert [mark[:3] for mark in listener.marks] == [
        ("started", at("2 10:00"), "assigned"),
        ("paused", at("2 10:00"), "assigned"),
    ]


def test_a_listener_hears_of_a_hold_that_began_before_the_clock() -> None:
    """With the event that starts it."""
    hold = on("2 09:30", "updated", waiting=True)
    listener = told(on("2 09:00", "created"), hold, START, count_from="created", pause_while="waiting")
    assert listener.marks[1] == ("paused", at("2 09:30"), "assigned", 0)


@pytest.mark.parametrize(
    ("given", "events", "why"),
    [
        ({"when": "score > 5"}, [START], "`when: score > 5` was false"),
        ({"within": [{"when": "score > 5", "is": "1 hour"}]}, [START], "no segment holds"),
        ({}, [START, START], "`repeat: once`: the lead has had its clock in this pass"),
        ({"repeat": "each"}, [START, START], "`repeat: each`: the last clock is not settled yet"),
        ({}, [on("2027-01-02 10:00", "assigned")], "it lies outside the agreement's term"),
        ({}, [on("2025-12-31 10:00", "assigned")], "it lies outside the agreement's term"),
    ],
)
def test_a_listener_hears_why_nothing_started(
    given: dict[str, Any], events: list[ls.Event], why: str
) -> None:
    """By the clause."""
    assert told(*events, **given).not_started == [("answer", why)]


def test_a_listener_changes_nothing() -> None:
    """The same clocks, consequences and anomalies."""
    events = [
        START,
        on("2 10:10", "updated", waiting=True),
        on("2 10:20", "updated", waiting=False),
        on("2 13:00", "touched"),
    ]
    given: dict[str, Any] = {"on_breach": {"alert": "manager"}, "pause_while": "waiting"}
    states = []
    for trace in (None, Listener()):
        fold, lead = folding(trace=trace, **given)
        for event in events:
            fold.step(lead, event)
        [clock] = lead.clocks
        states.append(
            (
                {key: value for key, value in vars(clock).items() if key != "terms"},
                len(lead.consequences),
                lead.wake,
            )
        )
    assert states[0] == states[1]


def test_a_calendar_without_such_an_end_starts_no_clock() -> None:
    """It is reported, by the clause."""
    once = ls.BusinessCalendar("UTC", {}, exceptions={"2026-03-02": ["09:00-11:00"]})
    fold, lead = (
        Fold(Program(agree(answer(within="2 business hours"), calendars={"office": once}))),
        Lead("L1"),
    )
    fold.step(lead, START)
    assert lead.clocks == []
    [(when, name, why)] = lead.anomalies
    assert (when, name) == (START.instant, "assigned")
    assert why.startswith("no clock of `answer`: ")


def test_time_acts_strictly_before_the_limit() -> None:
    """And only once."""
    fold, lead = folding(on_breach={"alert": "manager"})
    fold.step(lead, START)
    fold.advance(lead, DUE)
    assert lead.consequences == []
    fold.advance(lead, DUE + 1)
    fold.advance(lead, DUE + 1)
    [(when, clock, occasion, number, place, assignee)] = lead.consequences
    assert (when, clock, occasion, number, place, assignee) == (DUE, lead.clocks[0], "breach", 0, 0, "rep7")


def test_clauses_act_in_the_agreement_s_order_at_one_instant() -> None:
    """Whatever the order in which their clocks started."""
    first = answer(id="first", from_="accepted", within="1 hour", on_breach={"alert": "manager"})
    second = answer(id="second", within="2 hours", on_breach={"alert": "director"})
    fold, lead = folding(first, second)
    fold.step(lead, START)
    fold.step(lead, on("2 11:00", "accepted"))
    fold.advance(lead, DUE + 1)
    assert [noted[1].terms.clause.id for noted in lead.consequences] == ["first", "second"]
    assert [clock.terms.clause.id for clock in lead.clocks] == ["second", "first"]


def test_what_is_complete_at_its_start_is_not_owed() -> None:
    """Nothing to wake up for."""
    info = RequiredInformation(id="info", owner="marketing", at="assigned", fields=["email"], within="1 hour")
    fold, lead = folding(info)
    fold.step(lead, on("2 10:00", "assigned", email="a@b.c"))
    assert (lead.owed, lead.wake, lead.clocks[0].outcome) == ([], NEVER, "met")


def test_the_tick_after_a_due_is_late() -> None:
    """To the microsecond."""
    fold, lead = folding()
    fold.step(lead, START)
    fold.step(lead, on(at("2 12:00") + TICK, "touched"))
    assert (lead.clocks[0].outcome, lead.clocks[0].breached_at, lead.clocks[0].done_at) == (
        "breached",
        DUE,
        DUE + 1,
    )
