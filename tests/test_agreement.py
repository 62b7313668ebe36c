"""The agreement: a value that is sound, or an error that lists every fault with its place and what to write."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Mapping
from typing import Any, ClassVar

import attrs
import pytest

from leadsla.agreement import Agreement, agreement_faults, plain
from leadsla.calendars import BusinessCalendar
from leadsla.clauses import ResponseWindow, Scope
from leadsla.errors import AgreementError, Fault
from leadsla.instants import iso
from leadsla.lifecycle import Lifecycle, Move, Stage
from leadsla.parties import Party, Statement, Term
from leadsla.qualification import Disqualification, Scorecards
from leadsla.responsibilities import Goal, Handoff
from leadsla.soundness import another_name, part_faults

OFFICE = BusinessCalendar("UTC", {"mon-fri": ["09:00-17:00"]})
FIRST = ResponseWindow(id="first", owner="sales", from_="assigned", within="5 minutes")
YEAR = Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31))


def agreement(**changes: Any) -> Agreement:
    given: dict[str, Any] = {
        "agreement": "acme",
        "version": "2026.1",
        "term": YEAR,
        "timezone": "America/New_York",
        "parties": {"sales": Party("Sales"), "marketing": Party("Marketing")},
        "lifecycle": Lifecycle(),
        "clauses": [FIRST],
    }
    return Agreement(**(given | changes))


def faults(**changes: Any) -> list[Fault]:
    """All that is wrong with such an agreement."""
    with pytest.raises(AgreementError) as caught:
        agreement(**changes)
    return list(caught.value.faults)


# -- the value -------------------------------------------------------------------------------------------------------


def test_an_agreement_has_nothing_that_is_not_written() -> None:
    """The defaults."""
    bare = agreement()
    assert bare.leadsla == 1
    assert (bare.title, bare.organisation, bare.currency, bare.notes, bare.calendar) == ("", "", "", "", None)
    assert (bare.objectives, bare.statements, bare.goals, bare.kpis) == ((), (), (), ())
    for mapping in (bare.roles, bare.fields, bare.calendars, bare.responsibilities):
        assert mapping == {}
    assert (bare.scorecards, bare.handoff, bare.disqualification) == (Scorecards(), Handoff(), ())
    assert attrs.astuple(Party("Sales")) == ("Sales", "", "")
    assert attrs.astuple(Statement("both", "meet")) == ("both", "meet", "")


def test_an_agreement_prints_its_name_and_size() -> None:
    """One clause, or so many."""
    assert repr(agreement()) == "<Agreement acme 2026.1: 1 clause>"
    assert repr(agreement(clauses=[])) == "<Agreement acme 2026.1: 0 clauses>"
    assert (
        repr(agreement(clauses=[FIRST, attrs.evolve(FIRST, id="b")])) == "<Agreement acme 2026.1: 2 clauses>"
    )


def test_an_agreement_is_a_value() -> None:
    """Of tuples, equal by what it says, hashable, never changed, named arguments only, the same after pickling."""
    made = agreement(
        clauses=iter([FIRST]),
        objectives=iter(["a", "b"]),
        statements=iter([Statement("both", "meet")]),
        goals=iter([Goal("sales", "Win")]),
        disqualification=iter([Disqualification("competitor")]),
        kpis=iter(["x"]),
    )
    assert (made.clauses, made.objectives, made.statements) == (
        (FIRST,),
        ("a", "b"),
        (Statement("both", "meet"),),
    )
    assert (made.goals, made.kpis) == ((Goal("sales", "Win"),), ("x",))
    assert made.disqualification == (Disqualification("competitor"),)
    assert made == pickle.loads(pickle.dumps(made))
    assert hash(made) == hash(pickle.loads(pickle.dumps(made)))
    assert made != agreement()
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        made.version = "2"  # type: ignore[misc]
    with pytest.raises(TypeError):
        Agreement("acme")  # type: ignore[misc]


def test_what_is_carried_along_is_copied_plain() -> None:
    """Dates as text, tuples as lists, keys as text; a later change of what was given changes nothing."""
    given: dict[Any, Any] = {dt.date(2026, 1, 1): ({"at": dt.time(9)}, dt.datetime(2026, 1, 1, 9)), 5: None}
    made = agreement(kpis=[given, (1, 2)])
    given[5] = "changed"
    copied = {"2026-01-01": [{"at": "09:00:00"}, "2026-01-01T09:00:00"], "5": None}
    assert made.kpis == (copied, [1, 2])
    assert plain([dt.date(2026, 1, 1), "text", 1.5, True]) == ["2026-01-01", "text", 1.5, True]
    assert plain(dt.datetime(2026, 1, 1, tzinfo=dt.UTC)) == "2026-01-01T00:00:00+00:00"


def test_clauses_by_id() -> None:
    """In their order."""
    second = attrs.evolve(FIRST, id="second")
    assert agreement(clauses=[second, FIRST]).clauses_by_id == {"second": second, "first": FIRST}


def test_the_scope_of_its_clauses() -> None:
    """Every name that it declares."""
    made = agreement(
        roles={"manager": "sales"},
        fields={"score": "number"},
        calendars={"office": OFFICE},
        calendar="office",
        lifecycle=Lifecycle([Stage("mql"), Stage("sql")]),
    )
    assert made.scope == Scope(
        fields={"score": "number"},
        stages=("mql", "sql"),
        parties=("sales", "marketing"),
        roles=("manager",),
        calendars=("office",),
        default_calendar="office",
        clauses={"first": "sales"},
        dayparts={"office": ()},
    )
    assert agreement().scope.default_calendar is None


def test_the_term_is_of_whole_days_in_its_own_zone() -> None:
    """Both included."""
    begin, after = agreement().in_force
    assert (iso(begin), iso(after)) == ("2026-01-01T05:00:00Z", "2027-01-01T05:00:00Z")
    day = agreement(term=Term(dt.date(2026, 3, 8), dt.date(2026, 3, 8))).in_force
    assert (day[1] - day[0]) / 3_600_000_000 == 23  # the day on which clocks go forward


def test_a_calendar_by_its_name() -> None:
    """The default for none, always open where there is neither."""
    other = BusinessCalendar("UTC", {"sat": ["09:00-17:00"]})
    made = agreement(calendars={"office": OFFICE, "weekend": other}, calendar="office")
    assert made.calendar_named("weekend") is other
    assert made.calendar_named(None) is OFFICE
    assert agreement().calendar_named(None) == BusinessCalendar.always("America/New_York")
    with pytest.raises(KeyError):
        made.calendar_named("")


# -- faults ----------------------------------------------------------------------------------------------------------

UNKNOWN_PARTY = {
    "label": "not a party of this agreement",
    "because": "there are sales, marketing, both",
    "see": "parties",
}
UNKNOWN_STAGE = {
    "label": "not a stage of this agreement",
    "because": "there are mql, sql",
    "see": "lifecycle.stages",
}


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (
            {"timezone": "America/New_Yrok"},
            Fault(
                "unknown-name",
                "there is no time zone `America/New_Yrok`",
                "timezone",
                write="America/New_York",
            ),
        ),
        (
            {"timezone": "xyz123"},
            Fault(
                "unknown-name",
                "there is no time zone `xyz123`",
                "timezone",
                write="an IANA name such as America/New_York",
            ),
        ),
        ({"leadsla": 2}, Fault("wrong-value", "format 2 is not known", "leadsla", write="1")),
        (
            {"agreement": " "},
            Fault(
                "wrong-value",
                "the agreement has no id",
                "agreement",
                write="a short name, such as acme-inbound",
            ),
        ),
        (
            {"version": 2026.1},
            Fault(
                "wrong-type",
                "the version is 2026.1, and a version is text",
                "version",
                because="as a number 2026.10 would equal 2026.1",
                write='"2026.1"',
            ),
        ),
        (
            {"version": " "},
            Fault(
                "wrong-type",
                "the version is ' ', and a version is text",
                "version",
                because="as a number 2026.10 would equal 2026.1",
                write='" "',
            ),
        ),
        (
            {"term": Term(dt.date(2026, 1, 2), dt.date(2026, 1, 1))},
            Fault("wrong-value", "the term ends (2026-01-01) before it begins (2026-01-02)", "term.to"),
        ),
        (
            {"term": Term(dt.date(1969, 12, 31), dt.date(2026, 1, 1))},
            Fault("wrong-value", "1969-12-31 is outside the years 1970 to 2099", "term.from"),
        ),
        (
            {"term": Term(dt.date(2026, 1, 1), dt.date(2100, 1, 1))},
            Fault("wrong-value", "2100-01-01 is outside the years 1970 to 2099", "term.to"),
        ),
        (
            {"roles": {"manager": "sails"}},
            Fault(
                "unknown-name", "there is no party `sails`", "roles.manager", write="sales", **UNKNOWN_PARTY
            ),
        ),
        (
            {"fields": {"score": "numbr"}},
            Fault("unknown-name", "`numbr` is no type of field", "fields.score", write="number"),
        ),
        (
            {"fields": {"score": 5}},
            Fault(
                "unknown-name",
                "`5` is no type of field",
                "fields.score",
                write="one of text, number, money, share, date, flag",
            ),
        ),
        (
            {"fields": {"stage": "text"}},
            Fault(
                "wrong-value",
                "a field cannot be called `stage`",
                "fields.stage",
                on_key=True,
                because="every criterion knows that name already, as the lead's own",
                write="lead_stage",
            ),
        ),
        (
            {"fields": {"lead score": "text"}},
            Fault(
                "wrong-value",
                "a field cannot be called `lead score`",
                "fields.lead score",
                on_key=True,
                because="a criterion could not read it: a name is letters, digits and _",
                write="lead_score",
            ),
        ),
        (
            {"calendar": "ofice", "calendars": {"office": OFFICE}},
            Fault(
                "unknown-name",
                "there is no calendar `ofice`",
                "calendar",
                label="not a calendar of this agreement",
                write="office",
                because="there is office",
                see="calendars",
            ),
        ),
        (
            {"statements": [Statement("both", "meet"), Statement("sails", "meet")]},
            Fault(
                "unknown-name",
                "there is no party `sails`",
                "statements[1].owner",
                write="sales",
                **UNKNOWN_PARTY,
            ),
        ),
        (
            {"clauses": [FIRST, attrs.evolve(FIRST, id=" ")]},
            Fault(
                "wrong-value",
                "a clause has no id",
                "clauses[1].id",
                write="a short name, such as first-response",
            ),
        ),
        (
            {"clauses": [attrs.evolve(FIRST, id="other"), FIRST, FIRST]},
            Fault(
                "duplicate-id",
                "two clauses have the id `first`",
                "clauses[2].id",
                because="clauses[1] has it too; events and reports name clauses by their id",
            ),
        ),
        (
            {"clauses": [FIRST, attrs.evolve(FIRST, id="second", owner="sails")]},
            Fault(
                "unknown-name",
                "there is no party `sails`",
                "clauses[1].owner",
                write="sales",
                **UNKNOWN_PARTY,
            ),
        ),
    ],
)
def test_each_fault_by_its_name_place_and_what_to_write(given: dict[str, Any], fault: Fault) -> None:
    """One fault, and nothing beside it."""
    assert faults(**given) == [fault]


STAGES = [Stage("mql"), Stage("sql")]


@pytest.mark.parametrize(
    ("lifecycle", "fault"),
    [
        (
            Lifecycle([Stage("mql"), Stage("sql"), Stage("sql")]),
            Fault(
                "duplicate-id",
                "two stages are called `sql`",
                "lifecycle.stages[2].name",
                because="stage 2 is called so too",
            ),
        ),
        (
            Lifecycle([Stage("mql", "sales"), Stage("sql", "sails")]),
            Fault(
                "unknown-name",
                "there is no party `sails`",
                "lifecycle.stages[1].owner",
                write="sales",
                **UNKNOWN_PARTY,
            ),
        ),
        (
            Lifecycle(STAGES, [Move("created", "mql"), Move("won", "sqll")]),
            Fault(
                "unknown-name",
                "there is no stage `sqll`",
                "lifecycle.moves[1].to",
                write="sql",
                **UNKNOWN_STAGE,
            ),
        ),
        (
            Lifecycle(STAGES, [Move("recycled", None, "mql"), Move("won", None, "mql")]),
            Fault(
                "missing-key",
                "the move on `won` leads nowhere",
                "lifecycle.moves[1]",
                because="only `recycled` carries the stage it leads to",
                write="to: STAGE",
            ),
        ),
        (
            Lifecycle(STAGES, [Move("won", "sql", ["mql", "mqll"])]),
            Fault(
                "unknown-name",
                "there is no stage `mqll`",
                "lifecycle.moves[0].from[1]",
                write="mql",
                **UNKNOWN_STAGE,
            ),
        ),
        (
            Lifecycle(STAGES, [Move("won", "sql", "mql", requires=["score", "scor"])]),
            Fault(
                "unknown-name",
                "there is no field `scor`",
                "lifecycle.moves[0].requires[1]",
                label="not a field of this agreement",
                write="score",
                because="there is score",
                see="fields",
            ),
        ),
    ],
)
def test_each_fault_of_the_lifecycle(lifecycle: Lifecycle, fault: Fault) -> None:
    """In its place in the document."""
    assert faults(lifecycle=lifecycle, fields={"score": "number"}) == [fault]


def test_a_criterion_of_a_move_is_looked_at() -> None:
    """With the part of its text that is meant; what is sound has no fault."""
    [fault] = faults(
        lifecycle=Lifecycle(STAGES, [Move("won", "sql", "mql", "scor > 5")]), fields={"score": "number"}
    )
    assert (fault.name, fault.path, fault.span, fault.write) == (
        "criterion",
        "lifecycle.moves[0].when",
        (0, 4),
        "score",
    )
    agreement(
        lifecycle=Lifecycle(STAGES, [Move("won", "sql", "mql", "score > 5 and event.x == 1")]),
        fields={"score": "number"},
    )


@pytest.mark.parametrize("date", [dt.date(1970, 1, 2), dt.date(2099, 12, 31)])
def test_the_years_of_a_term(date: dt.date) -> None:
    """A term of one day, in the first year and in the last."""
    assert agreement(term=Term(date, date)).term.to == date


def test_a_fault_of_a_clause_as_a_whole_stands_at_the_clause() -> None:
    """It has no key of its own."""

    @attrs.frozen(kw_only=True)
    class Wrong(ResponseWindow):
        kind: ClassVar[str] = "wrong"

        def faults(self, scope: Scope) -> Any:
            yield Fault("odd", "it is odd")
            yield Fault("odd", "it is odd", warning=True)

    assert faults(clauses=[Wrong(id="a", owner="sales", from_="assigned", within="1 hour")]) == [
        Fault("odd", "it is odd", "clauses[0]")
    ]


def test_warnings_do_not_keep_an_agreement_from_being_made() -> None:
    """They can be asked for."""
    never = attrs.evolve(FIRST, within=[{"is": "1 hour"}, {"is": "2 hours"}])
    made = agreement(clauses=[never])
    [warning] = agreement_faults(made)
    assert (warning.name, warning.path, warning.warning) == ("never-reached", "clauses[0].within[1]", True)


def test_all_faults_are_told_at_once_in_the_order_of_the_document() -> None:
    """One from every part."""
    found = faults(
        leadsla=2,
        agreement="",
        version=2,
        term=Term(dt.date(2026, 1, 2), dt.date(2026, 1, 1)),
        timezone="xyz",
        calendar="xyz",
        roles={"a": "xyz"},
        fields={"a": "xyz"},
        lifecycle=Lifecycle([Stage("a"), Stage("a")], [Move("a", "xyz")]),
        clauses=[attrs.evolve(FIRST, owner="xyz")],
        statements=[Statement("xyz", "a")],
    )
    assert [fault.path for fault in found] == [
        "leadsla",
        "agreement",
        "version",
        "term.to",
        "timezone",
        "calendar",
        "roles.a",
        "fields.a",
        "lifecycle.stages[1].name",
        "lifecycle.moves[0].to",
        "clauses[0].owner",
        "statements[0].owner",
    ]


@pytest.mark.parametrize("value", [None, 5, float("nan")])
def test_what_is_no_text_is_a_fault_and_no_accident(value: Any) -> None:
    """Also where an agreement is made in Python."""
    found = faults(agreement=value, version=value, timezone=value, clauses=[attrs.evolve(FIRST, id=value)])
    assert [(fault.name, fault.path) for fault in found] == [
        ("wrong-value", "agreement"),
        ("wrong-type", "version"),
        ("unknown-name", "timezone"),
        ("wrong-value", "clauses[0].id"),
    ]


def test_parts_that_are_not_there_are_not_judged() -> None:
    """Those that could not be read; numbers are those of the document."""
    parts: Mapping[str, Any] = {"clauses": {3: attrs.evolve(FIRST, owner="xyz")}, "unheard": 5}
    assert [fault.path for fault in part_faults(parts, agreement().scope)] == ["clauses[3].owner"]
    assert list(part_faults({}, agreement().scope)) == []


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("lead score", "lead_score"),
        ("stage", "lead_stage"),
        ("5th", "lead_5th"),
        ("a-b", "a_b"),
        ("and", "lead_and"),
    ],
)
def test_another_name_is_one_that_a_field_can_have(name: str, other: str) -> None:
    """As like it as can be."""
    assert another_name(name) == other
