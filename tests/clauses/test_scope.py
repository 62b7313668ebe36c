"""What a clause may refer to: every fault by its name, its place, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs
import pytest

from leadsla.clauses import CalendarBy, Scope
from leadsla.consequences import Action
from leadsla.criteria import Criterion
from leadsla.errors import Fault
from leadsla.segments import Segments
from leadsla.triggers import Trigger

SCOPE = Scope(
    fields={"score": "number", "source": "text"},
    stages=("mql", "sql"),
    parties=("sales", "marketing"),
    roles=("manager",),
    calendars=("office",),
    default_calendar="office",
)
EMPTY = Scope({}, (), (), (), (), None)


def said(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """What faults say, without what they leave out."""
    bare = attrs.asdict(Fault("", ""))
    return [
        {key: value for key, value in attrs.asdict(fault, recurse=False).items() if value != bare[key]}
        for fault in faults
    ]


def unknown(what: str, name: str, path: str, write: str, because: str, see: str | None) -> dict[str, Any]:
    found = {
        "name": "unknown-name",
        "what": f"there is no {what} `{name}`",
        "path": path,
        "label": f"not a {what} of this agreement",
        "write": write,
        "because": because,
    }
    return found if see is None else found | {"see": see}


def test_a_name_is_one_of_those_known() -> None:
    """The nearest is what to write; else how to declare it."""
    known = iter(["alpha", "beta"])
    assert said(SCOPE.name("alpha", known, "p", "letter", "declare it")) == []
    assert said(SCOPE.name("alfa", ["alpha", "beta"], "p", "letter", "declare it", "letters")) == [
        unknown("letter", "alfa", "p", "alpha", "there are alpha, beta", "letters")
    ]
    assert said(SCOPE.name("xyz", ["alpha"], "p", "letter", "declare it")) == [
        unknown("letter", "xyz", "p", "declare it", "there is alpha", None)
    ]
    assert said(SCOPE.name("xyz", [], "p", "letter", "declare it")) == [
        unknown("letter", "xyz", "p", "declare it", "none is declared", None)
    ]


def test_an_owner_is_a_party_or_both() -> None:
    """Declared under `parties`."""
    assert said([*SCOPE.owner("sales", "owner"), *SCOPE.owner("both", "owner")]) == []
    there = "there are sales, marketing, both"
    assert said(SCOPE.owner("sails", "owner")) == [
        unknown("party", "sails", "owner", "sales", there, "parties")
    ]
    assert said(SCOPE.owner("xyz", "owner")) == [
        unknown("party", "xyz", "owner", "one of sales, marketing or both", there, "parties")
    ]


def test_a_field_is_declared() -> None:
    """Or could be."""
    assert said(SCOPE.field("score", "p")) == []
    assert said(SCOPE.field("xyz", "p")) == [
        unknown("field", "xyz", "p", "add `xyz: text` to `fields`", "there are score, source", "fields")
    ]


def test_a_stage_is_one_of_the_lifecycle() -> None:
    """Its places are in the lifecycle."""
    assert said(SCOPE.stage("mql", "p")) == []
    assert said(SCOPE.stage("xyz", "p")) == [
        unknown("stage", "xyz", "p", "a stage of `lifecycle`", "there are mql, sql", "lifecycle.stages")
    ]
    assert said(EMPTY.stage("mql", "p")) == [
        unknown("stage", "mql", "p", "a stage of `lifecycle`", "none is declared", "lifecycle.stages")
    ]


def test_a_calendar_is_declared_where_one_is_named() -> None:
    """None is none."""
    assert said([*SCOPE.calendar(None, "p"), *SCOPE.calendar("office", "p")]) == []
    assert said(SCOPE.calendar("xyz", "p")) == [
        unknown("calendar", "xyz", "p", "add `xyz` to `calendars`", "there is office", "calendars")
    ]


@pytest.mark.parametrize(
    "by",
    [
        CalendarBy(),
        CalendarBy(field="source"),
        CalendarBy(field="source", calendars={"web": "office"}, zone="source"),
    ],
)
def test_calendar_by_is_one_of_two_ways(by: CalendarBy) -> None:
    """A field with calendars, or a field with the lead's zone."""
    assert said(SCOPE.calendar_by(by, "calendar_by")) == [
        {
            "name": "wrong-value",
            "what": "`calendar_by` names a field and its calendars, or a field that holds the lead's zone",
            "path": "calendar_by",
            "write": "{field: region, calendars: {emea: london}} or {zone: time_zone}",
        }
    ]


def test_calendar_by_names_fields_and_calendars_that_there_are() -> None:
    """Each in its place."""
    assert said(SCOPE.calendar_by(CalendarBy("source", {"web": "office"}), "calendar_by")) == []
    assert said(SCOPE.calendar_by(CalendarBy(zone="source"), "calendar_by")) == []
    wrong = CalendarBy("region", {"web": "ofice", "fair": "office"})
    assert [(fault["what"], fault["path"]) for fault in said(SCOPE.calendar_by(wrong, "calendar_by"))] == [
        ("there is no field `region`", "calendar_by.field"),
        ("there is no calendar `ofice`", "calendar_by.calendars.web"),
    ]
    [fault] = said(SCOPE.calendar_by(CalendarBy(zone="region"), "calendar_by"))
    assert (fault["what"], fault["path"]) == ("there is no field `region`", "calendar_by.zone")


def test_a_criterion_uses_what_there_is() -> None:
    """The fault says where in the text, and what to write there."""
    assert said(SCOPE.criterion(None, "when")) == []
    assert said(SCOPE.criterion(Criterion.parse("score > 5 and event.x == 1"), "when")) == []
    [fault] = said(SCOPE.criterion(Criterion.parse("true and scor > 5"), "when"))
    assert (fault["name"], fault["path"], fault["span"], fault["write"], fault["see"]) == (
        "criterion",
        "when",
        (9, 13),
        "score",
        "fields",
    )
    assert fault["what"].startswith("`fields` has no `scor`")
    [far] = said(SCOPE.criterion(Criterion.parse("true and xyz > 5"), "when"))
    assert (far["write"], far["see"]) == ("add `xyz` with its type to `fields`", "fields")


def test_a_criterion_may_have_no_event_and_no_time_in_some_places() -> None:
    """It is said by the place; these have nothing to declare."""
    event, time = Criterion.parse("event.x == 1"), Criterion.parse('age > "5 days"')
    assert said(SCOPE.criterion(event, "when", time_allowed=False)) == []
    assert said(SCOPE.criterion(time, "when", event_allowed=False)) == []
    [of_event] = said(SCOPE.criterion(event, "pause_while", event_allowed=False))
    [of_time] = said(SCOPE.criterion(time, "pause_while", time_allowed=False))
    for fault in (of_event, of_time):
        assert fault["name"] == "criterion"
        assert not {"see", "write"} & set(fault)


def test_a_trigger_names_stages_and_criteria() -> None:
    """With the number of the cause where there are several."""
    assert said(SCOPE.trigger(Trigger.of(["won", {"enters": "sql"}]), "from")) == []
    one = Trigger.of({"enters": "sqll", "when": "scor > 5"})
    assert [(fault["name"], fault["path"]) for fault in said(SCOPE.trigger(one, "from"))] == [
        ("unknown-name", "from.enters"),
        ("criterion", "from.when"),
    ]
    two = Trigger.of(["won", {"enters": "xyz"}])
    assert [fault["path"] for fault in said(SCOPE.trigger(two, "from"))] == ["from[1].enters"]
    several = Trigger.of(["won", {"leaves": "xyz"}, {"event": "scored", "when": "scor > 5"}])
    assert [(fault["what"][:20], fault["path"]) for fault in said(SCOPE.trigger(several, "from"))] == [
        ("there is no stage `x", "from[1].leaves"),
        ("`fields` has no `sco", "from[2].when"),
    ]


def test_segments_after_one_without_condition_are_never_reached() -> None:
    """A warning that names the segment that wins."""
    never = {
        "name": "never-reached",
        "what": "this segment can not apply",
        "because": "segment 2 has no `when`, and the first that holds wins",
        "warning": True,
    }
    segments = Segments.of(
        [{"when": "scor > 5", "is": 1}, {"is": 2}, {"when": "score > 5", "is": 3}, {"is": 4}], int
    )
    first, *rest = said(SCOPE.segments(segments, "within"))
    assert (first["name"], first["path"]) == ("criterion", "within[0].when")
    assert rest == [never | {"path": "within[2]"}, never | {"path": "within[3]"}]
    assert said(SCOPE.segments(Segments.of([{"when": "score > 5", "is": 1}, {"is": 2}], int), "within")) == []
    assert said(SCOPE.segments(None, "within")) == []
    [early] = said(SCOPE.segments(Segments.of([{"is": 1}, {"is": 2}], int), "within"))
    assert (early["path"], early["because"][:9]) == ("within[1]", "segment 1")


def test_a_value_is_of_the_event_or_a_field() -> None:
    """`event.content`, `source`."""
    for path in (None, "event.content", "source"):
        assert said(SCOPE.value_of(path, "per")) == []
    for path in ("", "event.", "a b", "event.a.b", "5x"):
        assert said(SCOPE.value_of(path, "per")) == [
            {
                "name": "wrong-value",
                "what": f"`{path}` names no value",
                "path": "per",
                "write": "event.content",
            }
        ]
    [fault] = said(SCOPE.value_of("sorce", "per"))
    assert (fault["what"], fault["path"], fault["write"]) == ("there is no field `sorce`", "per", "source")


def test_actions_name_roles_parties_and_those_who_are_always_there() -> None:
    """In words everything goes."""
    fine = [
        {"alert": "manager"},
        {"escalate": "sales"},
        {"reroute": "assignee"},
        {"alert": "both"},
        {"review": "joint"},
        {"recycle": "mql"},
        {"assign_task": "whatever it takes"},
        {"remediate": "coaching"},
    ]
    assert said(SCOPE.actions(map(Action.of, fine), "on_met", ladder=False)) == []
    there = "there are manager, sales, marketing, assignee, both, joint"
    wrong = [{"alert": "manager"}, {"alert": "maneger"}, {"reroute": "xyz"}, {"recycle": "mgl"}]
    assert said(SCOPE.actions(map(Action.of, wrong), "on_met", ladder=False)) == [
        unknown("role", "maneger", "on_met[1].alert", "manager", there, "roles"),
        unknown("role", "xyz", "on_met[2].reroute", "add `xyz` to `roles`", there, "roles"),
        unknown("stage", "mgl", "on_met[3].recycle", "mql", "there are mql, sql", "lifecycle.stages"),
    ]


def test_after_belongs_to_a_ladder() -> None:
    """There is nothing owed to wait on elsewhere."""
    ladder = [Action.of({"alert": "manager", "after": "1 hour"})]
    assert said(SCOPE.actions(ladder, "on_breach", ladder=True)) == []
    assert said(SCOPE.actions(ladder, "on_met", ladder=False)) == [
        {
            "name": "wrong-value",
            "what": "`after` waits while a breached clock is still owed, so it has no meaning in `on_met`",
            "path": "on_met[0].after",
            "on_key": True,
            "write": "put the action under `on_breach`, or leave `after` out",
        }
    ]


def test_only_a_recycle_is_automatic() -> None:
    """All else is the host's."""
    assert (
        said(SCOPE.actions([Action.of({"recycle": "mql", "automatic": True})], "on_met", ladder=False)) == []
    )
    assert said(
        SCOPE.actions([Action.of({"alert": "manager", "automatic": True})], "on_met", ladder=True)
    ) == [
        {
            "name": "wrong-value",
            "what": "only a recycle can be `automatic`: leadsla moves the lead, the host does `alert`",
            "path": "on_met[0].automatic",
            "on_key": True,
        }
    ]


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"remediate": "coaching", "by": "maneger", "within": "1 day"}, ("unknown-name", "on_met[0].by")),
        ({"review": "manager", "by": "manager", "within": "1 day"}, ("wrong-value", "on_met[0].by")),
        ({"remediate": "coaching", "done_by": "trained"}, ("missing-key", "on_met[0].done_by")),
        (
            {"remediate": "coaching", "within": "1 day", "done_by": {"enters": "mgl"}},
            ("unknown-name", "on_met[0].done_by.enters"),
        ),
        ({"alert": "manager", "within": "1 day"}, ("missing-key", "on_met[0].within")),
        ({"flag": "variance", "within": "1 day"}, ("missing-key", "on_met[0].within")),
        ({"recycle": "mql", "automatic": True, "within": "1 day"}, ("wrong-value", "on_met[0].within")),
    ],
)
def test_what_is_owed_has_an_owner_and_an_end(value: dict[str, Any], place: tuple[str, str]) -> None:
    """One fault each, with what to write where that is known."""
    [fault] = SCOPE.actions([Action.of(value)], "on_met", ladder=False)
    assert (fault.name, fault.path) == place


def test_what_is_owed_and_whole_has_no_fault() -> None:
    """By a role, a party or both; done by the event of its verb, or one that is named."""
    fine = [
        {"remediate": "coaching", "by": "manager", "within": "1 day"},
        {"assign_task": "call back", "by": "joint"},
        {"alert": "manager", "within": "1 day", "done_by": "seen"},
        {"flag": "variance", "within": "1 day", "done_by": {"enters": "sql"}},
    ]
    assert said(SCOPE.actions(map(Action.of, fine), "on_met", ladder=False)) == []
