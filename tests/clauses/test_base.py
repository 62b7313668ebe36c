"""What all kinds of clauses share: what people write, the sentence, and the faults beside the rest of the agreement."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any, ClassVar

import attrs
import pytest
from tests.decisions.scenario import agree, answer, evaluate, on, only

from leadsla.clauses import CalendarBy, Clause, Judge, LeadClause, Repeat, ResponseWindow, Scope
from leadsla.clauses.base import actions, warnings
from leadsla.consequences import Action
from leadsla.criteria import Criterion
from leadsla.errors import EntryError, Fault, WindowError
from leadsla.events import Event
from leadsla.lead import Lead, RunningClock
from leadsla.periods import Share, Target
from leadsla.segments import Segments
from leadsla.triggers import Trigger
from leadsla.windows import Window

SCOPE = Scope(
    fields={"score": "number", "source": "text"},
    stages=("mql", "sql"),
    parties=("sales", "marketing"),
    roles=("manager",),
    calendars=("office",),
    default_calendar=None,
)
EVENT = Event("L1", dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), "assigned")


def faults(scope: Scope = SCOPE, **changes: Any) -> list[Fault]:
    return list(answer(**changes).faults(scope))


def places(scope: Scope = SCOPE, **changes: Any) -> list[tuple[str, str]]:
    """The name and the place of each fault."""
    return [(fault.name, fault.path) for fault in faults(scope, **changes)]


# -- what people write -----------------------------------------------------------------------------------------------


def test_a_clause_has_nothing_that_is_not_written() -> None:
    """The defaults: it applies to all leads, once a pass, and nothing follows."""
    bare = answer()
    assert (bare.id, bare.owner, bare.title) == ("answer", "sales", "")
    for name in ("target", "when", "calendar", "calendar_by", "pause_while", "void_on", "count_from", "per"):
        assert getattr(bare, name) is None
    for name in ("on_missed", "warn_at", "on_start", "on_warning", "on_met", "on_breach"):
        assert getattr(bare, name) == ()
    assert bare.repeat is Repeat.ONCE
    assert bare.inverse is LeadClause.inverse is False


def test_a_clause_reads_what_people_write() -> None:
    """Text as the values that it stands for."""
    made = answer(
        target="80% per month",
        on_missed={"review": "joint"},
        when="score > 5",
        calendar="office",
        calendar_by={"field": "source", "calendars": {"web": "office"}},
        pause_while="score < 5",
        void_on=["lost"],
        repeat="each",
        count_from="created",
        per="event.content",
        warn_at="50%",
        on_start={"alert": "manager"},
        on_warning=[{"alert": "assignee"}],
        on_met=({"alert": "manager"},),
        on_breach=Action("alert", "manager"),
    )
    assert made.target == Target.parse("80% per month")
    assert made.on_missed == (Action("review", "joint"),)
    assert made.when == Criterion.parse("score > 5")
    assert made.calendar_by == CalendarBy("source", {"web": "office"})
    assert made.pause_while == Criterion.parse("score < 5")
    assert made.void_on == Trigger.of("lost")
    assert made.repeat is Repeat.EACH
    assert made.warn_at == (Share.parse("50%"),)
    assert (made.on_start, made.on_warning) == ((Action("alert", "manager"),), (Action("alert", "assignee"),))
    assert (made.on_met, made.on_breach) == ((Action("alert", "manager"),),) * 2
    for occasion in ("missed", "start", "warning", "met", "breach"):
        assert made.actions_on(occasion) is getattr(made, f"on_{occasion}")


def test_values_may_be_given_as_they_are() -> None:
    """Nothing is read twice."""
    by = CalendarBy(zone="source")
    made = answer(calendar_by=by, repeat=Repeat.RESTART, within=Segments.of("1 hour", Window.of))
    assert made.calendar_by is by
    assert made.repeat is Repeat.RESTART
    assert made.within.only == Window.parse("1 hour")


def test_one_action_or_many_or_none() -> None:
    """A list of what people write."""
    alert = Action("alert", "manager")
    assert (
        actions({"alert": "manager"})
        == actions(alert)
        == actions([alert])
        == actions([{"alert": "manager"}])
        == (alert,)
    )
    assert actions(None) == actions(()) == actions([]) == ()
    with pytest.raises(EntryError):
        actions(["alert"])


def test_one_warning_or_many_or_none() -> None:
    """Shares and windows."""
    half, hour = Share.parse("50%"), Window.parse("1 hour")
    assert warnings("50%") == warnings(half) == warnings(["50%"]) == (half,)
    assert warnings("1 hour") == warnings(hour) == (hour,)
    assert warnings(["50%", hour]) == (half, hour)
    assert warnings(None) == warnings([]) == ()
    with pytest.raises(WindowError):
        warnings("soon")


@pytest.mark.parametrize(
    "given",
    [
        {"repeat": "twice"},
        {"within": "soon"},
        {"within": None},
        {"from_": 5},
        {"target": "most"},
        {"when": "score >"},
        {"on_breach": {"alrt": "manager"}},
        {"warn_at": "120%"},
        {"warn_at": float("nan")},
        {"warn_at": 5},
        {"on_breach": 5},
    ],
)
def test_what_cannot_be_read_is_refused(given: dict[str, Any]) -> None:
    """By an error of ours, which is a `ValueError`."""
    with pytest.raises(ValueError, match=r"."):
        answer(**given)


def test_repeat_is_one_of_three_words() -> None:
    """As documents have them."""
    assert [repeat.value for repeat in Repeat] == ["once", "each", "restart"]


def test_calendar_by_is_a_mapping_or_a_value() -> None:
    """With nothing that is not written."""
    assert CalendarBy.of({"zone": "source"}) == CalendarBy(None, {}, "source")
    assert hash(CalendarBy("a", {"x": "y"})) == hash(CalendarBy("a", {"x": "z"}))
    by = CalendarBy()
    assert CalendarBy.of(by) is by


def test_a_clause_is_a_value() -> None:
    """Equal by what it says, hashable, never changed, named arguments only, the same after pickling."""
    made = answer(when="score > 5", on_breach={"alert": "manager"}, calendar_by={"zone": "source"})
    assert made == answer(when="score > 5", on_breach={"alert": "manager"}, calendar_by={"zone": "source"})
    assert hash(made) == hash(pickle.loads(pickle.dumps(made)))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        made.id = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        ResponseWindow("answer", "sales")  # type: ignore[misc]


# -- the sentence ----------------------------------------------------------------------------------------------------


def test_the_name_is_the_title_or_the_id_in_words() -> None:
    """For people."""
    assert answer(id="first-response_time").name == "First response time"
    assert answer(title="Five minutes").name == "Five minutes"


def test_the_sentence_names_owner_condition_and_target() -> None:
    """Each where there is one."""
    promise = "will win the lead within 2 hours of assignment"
    assert answer(until="won").sentence() == f"Sales {promise}."
    assert answer(until="won", owner="both").sentence() == f"Marketing and sales {promise}."
    assert answer(until="won", when="score > 5").sentence() == f"Sales {promise}, where score is above 5."
    assert (
        answer(until="won", target="80% per week", when="score > 5").sentence()
        == f"Sales {promise}, where score is above 5, in at least 80% of cases per week."
    )


def test_the_sentence_says_what_the_clock_counts() -> None:
    """By segment, for each value, from when, and what stands still."""
    within = [{"when": "score > 5", "is": "1 hour"}, {"is": "1 day"}]
    made = answer(
        until="won", within=within, per="event.content", count_from="created", pause_while="score < 1"
    )
    assert made.sentence() == (
        "Sales will win the lead within 1 hour of assignment if score is above 5, otherwise within 1 day, for each "
        "content, counted from creation, not counting the time while score is below 1."
    )


def test_a_target_in_words() -> None:
    """A share of all is no least."""
    assert answer(target="99.5% per quarter").aim() == "at least 99.5% of cases per quarter"
    assert answer(target="100% per week").aim() == "100% of cases per week"
    assert answer().aim() == ""


def test_a_kind_says_what_the_base_cannot() -> None:
    """No kind: no start, no end, no window, no words."""
    bare = LeadClause(id="a", owner="sales")
    for missing in (
        bare.starts,
        bare.settles,
        bare.window,
        bare.promise,
        bare.sentence,
        Clause(id="a", owner="sales").sentence,
    ):
        with pytest.raises(NotImplementedError):
            missing()
    assert Clause.kind == LeadClause.kind == ""
    assert type(bare.judge({})) is Judge


def test_the_plain_judge_lets_the_trigger_decide() -> None:
    """Begins, is not complete, is settled by what comes, and has nothing to tell."""
    judge, lead = Judge(), Lead("L1")
    clock = RunningClock(None, None, 0, 0, 0)
    assert judge.begin(clock, lead, EVENT) is True
    assert judge.complete(clock, lead) is False
    assert judge.settled(clock, lead, EVENT) is True
    assert judge.told(clock) == ""
    assert judge.passed_over(clock, EVENT) == "it does not complete what is owed"


# -- faults ----------------------------------------------------------------------------------------------------------


def test_a_sound_clause_has_no_faults() -> None:
    """With everything that can be written."""
    assert (
        faults(
            target="80% per month",
            on_missed={"review": "joint"},
            when='score > 5 and age < "3 days" and event.x == 1',
            calendar="office",
            calendar_by={"zone": "source"},
            pause_while='source == "demo"',
            void_on={"enters": "sql"},
            per="event.content",
            within="2 business hours",
            warn_at=["50%", "10 business minutes"],
            on_breach=[{"alert": "manager", "after": "1 business hour"}],
        )
        == []
    )


def test_a_consequence_of_a_missed_target_needs_a_target() -> None:
    """Else it never follows."""
    [fault] = faults(on_missed={"review": "joint"})
    assert attrs.asdict(fault) == attrs.asdict(
        Fault(
            "missing-key",
            "`on_missed` says what follows a missed target, and there is no target",
            "on_missed",
            on_key=True,
            write="target: 80% per month",
        )
    )


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"owner": "sails"}, ("unknown-name", "owner")),
        (
            {"on_missed": {"review": "xyz"}, "target": "80% per month"},
            ("unknown-name", "on_missed[0].review"),
        ),
        (
            {"on_missed": {"review": "joint", "after": "1 hour"}, "target": "80% per month"},
            ("wrong-value", "on_missed[0].after"),
        ),
        ({"when": "scor > 5"}, ("criterion", "when")),
        ({"pause_while": "scor > 5"}, ("criterion", "pause_while")),
        ({"pause_while": "event.x == 1"}, ("criterion", "pause_while")),
        ({"pause_while": 'age > "5 days"'}, ("criterion", "pause_while")),
        ({"void_on": {"enters": "xyz"}}, ("unknown-name", "void_on.enters")),
        ({"per": "xyz"}, ("unknown-name", "per")),
        ({"calendar": "xyz"}, ("unknown-name", "calendar")),
        ({"calendar_by": {}}, ("wrong-value", "calendar_by")),
        ({"on_start": {"alert": "xyz"}}, ("unknown-name", "on_start[0].alert")),
        ({"on_warning": {"alert": "xyz"}}, ("unknown-name", "on_warning[0].alert")),
        ({"on_met": {"alert": "xyz"}}, ("unknown-name", "on_met[0].alert")),
        ({"on_breach": {"alert": "xyz"}}, ("unknown-name", "on_breach[0].alert")),
        ({"on_start": {"alert": "manager", "after": "1 hour"}}, ("wrong-value", "on_start[0].after")),
        ({"on_warning": {"alert": "manager", "after": "1 hour"}}, ("wrong-value", "on_warning[0].after")),
        ({"on_met": {"alert": "manager", "after": "1 hour"}}, ("wrong-value", "on_met[0].after")),
    ],
)
def test_what_all_kinds_can_get_wrong(given: dict[str, Any], place: tuple[str, str]) -> None:
    """One fault each, in its place."""
    assert places(**given) == [place]


def test_a_warning_is_before_a_due() -> None:
    """Close of business is not."""
    scope = attrs.evolve(SCOPE, default_calendar="office")
    [fault] = faults(scope, warn_at=["50%", "close of business"])
    assert (fault.name, fault.what, fault.path, fault.write) == (
        "wrong-value",
        "`close of business` is no time before a due",
        "warn_at[1]",
        "30 minutes",
    )


BUSINESS = [
    ({"within": "2 business hours"}, "within", "2 business hours"),
    (
        {"within": [{"when": "score > 5", "is": "1 hour"}, {"is": "1 business hour"}]},
        "within[1].is",
        "1 business hour",
    ),
    ({"within": "1 hour", "warn_at": ["50%", "5 business minutes"]}, "warn_at[1]", "5 business minutes"),
    (
        {"on_breach": [{"alert": "manager"}, {"alert": "manager", "after": "3 business hours"}]},
        "on_breach[1].after",
        "3 business hours",
    ),
]


@pytest.mark.parametrize(("given", "path", "window"), BUSINESS)
def test_business_time_needs_a_calendar(given: dict[str, Any], path: str, window: str) -> None:
    """Of the clause or of the agreement; every window is looked at, each in its place."""
    [fault] = faults(**given)
    assert (fault.name, fault.path, fault.write) == (
        "missing-key",
        path,
        "calendar: NAME, at the top of the agreement or in the clause",
    )
    assert (
        fault.what
        == f"`{window}` counts business time, and neither the clause nor the agreement names a calendar"
    )
    assert faults(**given, calendar="office") == []
    assert faults(attrs.evolve(SCOPE, default_calendar="office"), **given) == []


# -- a kind of one's own ---------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Rest(LeadClause):
    """The lead is left in peace: breached by a touch within the window, met at its end."""

    kind: ClassVar[str] = "rest"
    inverse: ClassVar[bool] = True

    def starts(self) -> Trigger:
        return Trigger.of("assigned")

    def settles(self) -> Trigger:
        return Trigger.of("touched")

    def window(self) -> Segments[Window]:
        return Segments.of("2 hours", Window.of)

    def activity(self) -> str:
        return "leave the lead in peace for 2 hours of assignment"


def test_an_inverse_clock_is_met_at_its_due_and_breached_before() -> None:
    """Exactly at its due it may be touched."""
    agreement = agree(Rest(id="rest", owner="sales"))
    start = on("2 10:00", "assigned")
    assert only(evaluate(agreement, [start], "2 12:01")).outcome == "met"
    assert only(evaluate(agreement, [start], "2 11:59")).outcome == "open"
    assert only(evaluate(agreement, [start, on("2 11:59:59", "touched")], "2 18:00")).outcome == "breached"
    assert only(evaluate(agreement, [start, on("2 12:00", "touched")], "2 18:00")).outcome == "met"
    assert agreement.clauses[0].sentence() == "Sales will leave the lead in peace for 2 hours of assignment."
