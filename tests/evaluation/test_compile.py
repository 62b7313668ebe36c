"""What an agreement allows, decided once: tests by event name, terms by segment and calendar."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.decisions.scenario import OFFICE, agree, answer, at, on

import leadsla as ls
from leadsla.clauses import MinimumTouches, RequiredInformation, StalledLead
from leadsla.criteria import Criterion
from leadsla.evaluation.compile import VOIDING, Handler, Program, criteria_of
from leadsla.evaluation.terms import AT_RISK, Terms
from leadsla.instants import HOUR, MINUTE, instant
from leadsla.lead import Lead
from leadsla.lifecycle import Lifecycle, Move, Stage
from leadsla.triggers import ALWAYS
from leadsla.windows import Window

TEN = instant(at("2 10:00"))


def program(*clauses: Any, **changes: Any) -> Program:
    return Program(agree(*(clauses or (answer(),)), **changes))


def terms(**changes: Any) -> Terms:
    """The terms of the one clause for a lead that has nothing."""
    return program(answer(**changes)).clauses[0].terms_for(Lead("L1"), on("2 10:00", "assigned"))


def lead_with(**fields: Any) -> Lead:
    lead = Lead("L1")
    lead.fields = fields
    return lead


# -- programs --------------------------------------------------------------------------------------------------------


def test_a_program_knows_its_agreement() -> None:
    """Version, zone, term, stages, fields."""
    agreement = agree(answer(), timezone="America/New_York", version="7")
    made = Program(agreement)
    assert made.agreement is agreement
    [edition] = made.editions
    assert (made.version, made.tz, edition.reign.term) == (
        "7",
        ZoneInfo("America/New_York"),
        agreement.in_force,
    )
    assert edition.order == {"mql": 0, "sal": 1, "sql": 2, "customer": 3, "nurture": 4}
    assert made.declared == dict(agreement.fields)
    assert edition.declared_names == set(agreement.fields)
    assert [compiled.index for compiled in made.clauses] == [0]
    assert (made.clauses[0].version, made.clauses[0].tz, made.clauses[0].key) == (
        "7",
        ZoneInfo("America/New_York"),
        0,
    )


def test_names_with_a_meaning_of_their_own() -> None:
    """Assigned, recycled and merged do more than look at clocks; so does what can move."""
    handlers = program().handlers
    for name, assigns, recycles, merges in (
        ("assigned", True, False, False),
        ("recycled", False, True, False),
        ("merged", False, False, True),
    ):
        handler = handlers[name]
        assert (handler.assigns, handler.recycles, handler.merges, handler.moving) == (
            assigns,
            recycles,
            merges,
            True,
        )
    bare_handlers = program(answer(void_on="lost"), lifecycle=Lifecycle()).handlers
    assert {"assigned", "recycled", "merged"} <= set(bare_handlers)
    assert (handlers["created"].moving, handlers["created"].named) == (True, True)
    assert (handlers["touched"].moving, handlers["touched"].named) == (False, False)
    assert handlers["touched"].moves == ()
    assert len(handlers["created"].moves) == 1
    bare = Handler("x")
    assert (bare.moves, bare.named, bare.ends, bare.starts, bare.remembers, bare.moving) == (
        (),
        False,
        {},
        (),
        (),
        False,
    )


def test_a_name_that_only_counts_as_another_is_no_anomaly() -> None:
    """`touched` may be `connected`, but does not stand in the table."""
    funnel = Lifecycle([Stage("mql")], [Move("connected", "mql")])
    handlers = program(answer(until="won"), lifecycle=funnel).handlers
    assert (handlers["connected"].named, handlers["touched"].named) == (True, False)
    assert len(handlers["touched"].moves) == 1


def test_each_event_name_has_the_tests_that_it_can_pass() -> None:
    """What settles and what voids, and what starts."""
    made = program(
        answer(until="won", void_on="lost"), answer(id="b", from_="created", until="lost", void_on="won")
    )
    assert made.handlers["won"].ends == {0: (ALWAYS, None), 1: (None, ALWAYS)}
    assert made.handlers["lost"].ends == {0: (None, ALWAYS), 1: (ALWAYS, None)}
    assert made.handlers["assigned"].starts == ((made.clauses[0], ALWAYS),)
    assert made.handlers["created"].starts == ((made.clauses[1], ALWAYS),)
    assert made.handlers["created"].ends == {}
    both = program(answer(until="won", void_on="won"))
    assert both.handlers["won"].ends == {0: (ALWAYS, ALWAYS)}


def test_what_voids_unless_it_is_said() -> None:
    """Four events, less the clause's own; a clause that uses them all up is voided by a merge."""
    assert VOIDING == ("recycled", "disqualified", "won", "lost")
    made = program(answer(until=["won", "touched"], from_="lost"))
    voided_by = {
        name for name, handler in made.handlers.items() if handler.ends.get(0, (None, None))[1] is not None
    }
    assert voided_by == {"recycled", "disqualified"}
    greedy = program(answer(until=[*VOIDING, "touched"]))
    voided_by = {
        name for name, handler in greedy.handlers.items() if handler.ends.get(0, (None, None))[1] is not None
    }
    assert voided_by == {"merged"}


def test_what_every_event_can_do_every_name_can_do() -> None:
    """Names that nothing else mentions too, and names that are only looked back on."""
    info = RequiredInformation(id="info", owner="marketing", at="assigned", fields=["email"])
    made = program(info, answer(id="b", when='count("pricing_page") >= 1', void_on="lost"))
    for name in ("assigned", "created", "touched", "pricing_page", "merged"):
        assert made.handlers[name].ends[0] == (ALWAYS, None), name
    assert made.other.ends == {0: (ALWAYS, None)}
    assert made.handlers["recycled"].ends[0][0] is ALWAYS
    assert made.handlers["pricing_page"].remembers == (("pricing_page", ALWAYS),)
    assert made.handlers["pricing_page"].ends == made.other.ends
    assert "*" not in made.handlers
    assert program(answer()).other.ends == {}


def test_what_starts_at_every_event_starts_at_every_event() -> None:
    """A trigger of `*`, beside a name of its own."""
    from leadsla.triggers import EVERYTHING

    made = program(answer(from_=EVERYTHING, when='count("pricing_page") >= 0'))
    for handler in (*made.handlers.values(), made.other):
        assert handler.starts == ((made.clauses[0], ALWAYS),)


def test_a_trigger_of_every_event_and_of_one_is_of_either() -> None:
    """Where every event needs a criterion, the name that needs none passes."""
    every = {"event": "*", "when": "score > 5"}
    made = program(answer(until=[every, "accepted"]))
    named, other = made.handlers["accepted"].ends[0][0], made.other.ends[0][0]
    assert named is ALWAYS
    assert other is not None
    event = on("2 10:00", "anything")
    assert [other(lead_with(score=score), event) for score in (5, 6)] == [False, True]
    two = (
        program(answer(until=[every, {"event": "accepted", "when": 'source == "web"'}]))
        .handlers["accepted"]
        .ends[0][0]
    )
    assert two is not None
    assert [
        two(lead_with(score=score, source=source), event)
        for score, source in ((5, "web"), (6, "fair"), (5, "fair"))
    ] == [
        True,
        True,
        False,
    ]


def test_names_that_are_looked_back_on_are_remembered() -> None:
    """By criteria and by `count_from`, under the names by which an attempt may be logged."""
    made = program(
        answer(
            count_from="created",
            when='count("connected") >= 1',
            within=[{"when": 'count("a") > 1', "is": "1 hour"}],
        )
    )
    remembered = {
        name: [of for of, _ in handler.remembers]
        for name, handler in made.handlers.items()
        if handler.remembers
    }
    assert remembered == {
        "created": ["created"],
        "connected": ["connected"],
        "touched": ["connected"],
        "a": ["a"],
    }
    assert made.handlers["touched"].remembers[0][1] is not ALWAYS
    assert made.other.remembers == ()


def test_pausing_and_holding() -> None:
    """Only where a clause may be paused; held from the beginning where it counts from earlier."""
    for given, pausing, holding in (
        ({}, False, 0),
        ({"pause_while": "waiting"}, True, 0),
        ({"count_from": "created"}, False, 0),
        ({"count_from": "created", "pause_while": "waiting"}, True, 1),
    ):
        made = program(answer(**given))
        assert (made.pausing, len(made.holding)) == (pausing, holding)


def test_every_criterion_of_an_agreement_is_found() -> None:
    """Of moves and of clauses, wherever it stands."""
    texts = [f"score > {number}" for number in range(9)]
    clauses = [
        answer(
            from_={"event": "assigned", "when": texts[0]},
            until=["won", {"event": "lost", "when": texts[1]}],
            when=texts[2],
            pause_while=texts[3],
            within=[{"when": texts[4], "is": "1 hour"}],
        ),
        MinimumTouches(
            id="t",
            owner="sales",
            from_="assigned",
            within="1 day",
            touches=[{"when": texts[5], "is": {"any": 1}}],
        ),
        RequiredInformation(id="i", owner="sales", at="assigned", criterion=texts[6]),
        StalledLead(
            id="s",
            owner="sales",
            from_="assigned",
            within="1 day",
            progress_on={"enters": "sql", "when": texts[7]},
        ),
    ]
    funnel = Lifecycle([Stage("sql")], [Move("created", "sql", when=texts[8])])
    found = list(criteria_of(agree(*clauses, lifecycle=funnel)))
    for text in texts:
        assert Criterion.parse(text) in found


# -- terms -----------------------------------------------------------------------------------------------------------


def test_terms_are_made_once() -> None:
    """For a segment and a calendar; for all leads where they are the same."""
    compiled = program().clauses[0]
    assert (
        compiled.only_terms
        is compiled.terms(0, "office")
        is compiled.terms_for(Lead("L1"), on("2 10:00", "assigned"))
    )
    assert compiled.unconditional
    by = program(answer(within=[{"when": "score > 5", "is": "1 hour"}, {"is": "2 hours"}])).clauses[0]
    assert by.only_terms is None
    assert not by.unconditional
    start = on("2 10:00", "assigned")
    high, low = by.terms_for(lead_with(score=6), start), by.terms_for(lead_with(score=5), start)
    assert (high.segment, str(high.window), low.segment, str(low.window)) == (0, "1 hour", 1, "2 hours")
    assert by.terms(0, "office") is high
    assert not program(answer(when="score > 5")).clauses[0].unconditional
    by_event = program(
        answer(within=[{"when": 'event.to == "rep7"', "is": "1 hour"}, {"is": "2 hours"}])
    ).clauses[0]
    assert by_event.terms_for(Lead("L1"), on("2 10:00", "assigned", to="rep7")).segment == 0
    assert by_event.terms_for(Lead("L1"), on("2 10:00", "assigned", to="rep8")).segment == 1


def test_terms_know_their_clause_and_calendar() -> None:
    """And what is reckoned with."""
    made = terms(within="2 business hours")
    assert (made.index, made.segment, made.calendar_key, made.calendar, made.tz) == (
        0,
        0,
        "office",
        OFFICE,
        ZoneInfo("UTC"),
    )
    assert (made.inverse, made.automatic, made.warns, made.eventful, made.ladder) == (
        False,
        False,
        False,
        False,
        (),
    )
    assert made.forward(instant(at("2 11:00"))) == instant(at("2 14:00"))
    assert made.shift(Window.parse("1 business hour"))(instant(at("2 12:00"))) == instant(at("2 14:00"))
    assert made.shift(Window.parse("1 hour")) is made.shift(Window.parse("1 hour"))


def test_what_is_due_at_once_has_no_window() -> None:
    """It is due as it starts."""
    info = RequiredInformation(id="info", owner="marketing", at="assigned", fields=["email"])
    made = program(info).clauses[0].terms(0, "office")
    assert made.window is None
    assert made.forward(5) == 5
    assert made.line.between(5, 12) == 7
    assert made.eventful


def test_actions_that_follow_at_once_and_rungs() -> None:
    """By their places."""
    alert, later = {"alert": "manager"}, {"escalate": "director", "after": "1 hour"}
    made = terms(on_start=[alert], on_warning=[alert, alert], on_breach=[later, alert, later])
    assert made.at_once == {"start": (0,), "warning": (0, 1), "met": (), "breach": (1,)}
    assert made.ladder == ((0, Window.parse("1 hour")), (2, Window.parse("1 hour")))
    assert made.warns
    assert made.eventful


@pytest.mark.parametrize(
    "given",
    [
        {"on_start": {"alert": "manager"}},
        {"on_warning": {"alert": "manager"}},
        {"pause_while": "waiting"},
        {"count_from": "created"},
    ],
)
def test_a_start_with_more_to_it(given: dict[str, Any]) -> None:
    """Than to start."""
    assert terms(**given).eventful
    assert not terms(on_breach={"alert": "manager"}, on_met={"alert": "manager"}, when="score > 5").eventful


@pytest.mark.parametrize("occasion", ["start", "warning", "met", "breach"])
def test_automatic_on_any_occasion(occasion: str) -> None:
    """A recycle that the engine applies."""
    recycle = {"recycle": "mql", "automatic": True}
    assert terms(**{f"on_{occasion}": [{"alert": "manager"}, recycle]}).automatic
    assert not terms(**{f"on_{occasion}": [{"alert": "manager"}]}).automatic


def test_when_the_warnings_come() -> None:
    """A share of what counts, rounded up; a window back from the due, not past the start."""
    assert AT_RISK == (4, 5)
    due = TEN + 2 * HOUR
    assert terms().warning_instants(TEN, due) == [TEN + 96 * MINUTE]
    made = terms(warn_at=["75%", "30 minutes", "25%", "3 hours", "0%", "100%"])
    assert made.warning_instants(TEN, due) == [
        TEN + 90 * MINUTE,
        due - 30 * MINUTE,
        TEN + 30 * MINUTE,
        TEN,
        TEN,
        due,
    ]
    assert terms(warn_at=["33%"]).warning_instants(TEN, TEN + 10) == [TEN + 4]
    business = terms(within="4 business hours", warn_at=["75%", "2 business hours"])
    assert business.warning_instants(TEN, instant(at("2 15:00"))) == [
        instant(at("2 14:00")),
        instant(at("2 13:00")),
    ]


# -- which calendar --------------------------------------------------------------------------------------------------

BERLIN = ls.BusinessCalendar("Europe/Berlin", {"mon-fri": ["09:00-17:00"]})


def keyed(**given: Any) -> Any:
    return program(answer(**given), calendars={"office": OFFICE, "berlin": BERLIN}).clauses[0].calendars


def test_the_calendar_of_the_clause_goes_before_that_of_the_agreement() -> None:
    """Always open where there is neither."""
    assert keyed().default == "office"
    assert keyed(calendar="berlin").default == "berlin"
    none = program(calendar=None, calendars={}).clauses[0].calendars
    assert none.default == ""
    assert none.named("") == ls.BusinessCalendar.always("UTC")
    assert keyed().named("berlin") is BERLIN
    assert keyed().of(lead_with(source="web"), 0) == "office"


def test_a_calendar_by_a_field() -> None:
    """By its value as text; the clause's own where there is none."""
    by = keyed(calendar_by={"field": "score", "calendars": {"5": "berlin"}})
    assert by.of(lead_with(score=5), 0) == "berlin"
    assert by.of(lead_with(score="5"), 0) == "berlin"
    assert by.of(lead_with(score=6), 0) == "office"
    assert by.of(lead_with(), 0) == "office"


def test_the_clause_s_own_hours_in_the_lead_s_zone() -> None:
    """Where the lead has a zone that there is."""
    by = keyed(calendar_by={"zone": "source"})
    assert by.of(lead_with(source="Europe/Berlin"), 0) == "office@Europe/Berlin"
    for value in ("Europe/Berlni", "", None, 5, [], {}):
        assert by.of(lead_with(source=value), 0) == "office"
    assert by.of(lead_with(), 0) == "office"
    moved = by.named("office@Europe/Berlin")
    assert (moved.zone, moved.hours) == (ZoneInfo("Europe/Berlin"), OFFICE.hours)
    assert program(answer(calendar_by={"zone": "source"})).clauses[0].only_terms is None


def test_a_combined_calendar_stays_in_its_zone() -> None:
    """It has no hours of its own to move."""
    union = OFFICE | BERLIN
    by = program(answer(calendar_by={"zone": "source"}), calendars={"office": union}).clauses[0].calendars
    assert by.named("office@Europe/Berlin") is union


# -- the value of `per` ----------------------------------------------------------------------------------------------


def read(path: str, value: Any) -> Any:
    """What `per` reads of an event with such data, and of a lead with such a field."""
    made = program(answer(per=path)).clauses[0].value_of
    assert made is not None
    if path.startswith("event."):
        return made(lead_with(content="of the lead"), on("2 10:00", "requested", content=value))
    return made(lead_with(source=value), on("2 10:00", "requested", source="of the event"))


@pytest.mark.parametrize("path", ["event.content", "source"])
@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("guide", "guide"),
        (" a ", " a "),
        (5, 5),
        (1.5, 1.5),
        (True, True),
        (Decimal("2.50"), Decimal("2.50")),
        (Fraction(1, 3), Fraction(1, 3)),
        (dt.date(2026, 3, 2), dt.date(2026, 3, 2)),
        (None, None),
        ("", None),
        ("  ", None),
        (float("nan"), None),
        (["b", "a"], "['b', 'a']"),
        (("b", "a"), "['b', 'a']"),
        ({"b", "a"}, "['a', 'b']"),
        (frozenset({"b", "a"}), "['a', 'b']"),
        ({1: ("a",)}, "{'1': ['a']}"),
        ({"b", 1}, "['b', 1]"),
        ({10, 9}, "[10, 9]"),
        (10**400, 10**400),
        (10**400 + 1, str(10**400 + 1)),
        (-(10**400) - 1, str(-(10**400) - 1)),
    ],
)
def test_a_value_of_per_can_be_a_key(path: str, value: Any, key: Any) -> None:
    """And is the same after a snapshot; what is missing is none."""
    assert read(path, value) == key
    assert type(read(path, value)) is type(key)
    hash(read(path, value))


def test_an_instant_as_value_of_per_is_in_utc() -> None:
    """A naive one stays what it is."""
    local = dt.datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Europe/Berlin"))
    assert read("event.content", local) == local
    assert read("event.content", local).tzinfo is dt.UTC
    assert read("event.content", dt.datetime(2026, 3, 2, 10)) == dt.datetime(2026, 3, 2, 10)
    assert (
        read("event.content", [local])
        == "[datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.timezone.utc)]"
    )


def test_without_per_there_is_no_value() -> None:
    """One clock for the lead."""
    assert program().clauses[0].value_of is None


# -- the kind's own judge --------------------------------------------------------------------------------------------


def test_only_what_a_kind_says_itself_is_asked() -> None:
    """The trigger alone decides where it says nothing."""
    plain = program().clauses[0]
    assert (plain.begin, plain.complete, plain.settled, plain.when, plain.pause, plain.choose) == (None,) * 6
    counting = program(
        MinimumTouches(id="t", owner="sales", from_="assigned", within="1 day", touches={"any": 1})
    ).clauses[0]
    assert counting.begin is not None
    assert counting.settled is not None
    assert counting.complete is None
    info = program(RequiredInformation(id="i", owner="sales", at="assigned", fields=["email"])).clauses[0]
    assert info.begin is None
    assert info.complete is not None
    assert info.settled is not None
