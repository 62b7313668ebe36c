"""Consequences: what people write as an action, how it reads, and the id by which a host tells them apart."""

from __future__ import annotations

import datetime as dt
import hashlib
import pickle
from typing import Any

import attrs
import pytest

from leadsla.consequences import VERBS, Action, Consequence, digest
from leadsla.errors import EntryError, WindowError
from leadsla.triggers import Trigger
from leadsla.windows import Window

NINE = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
KEY = ("L1", "first", None, None, "2026-03-02T09:00:00Z", 0, "breach", 0)


def test_the_verbs_and_the_occasions_are_fixed() -> None:
    """Documents name them."""
    assert VERBS == {
        "alert": "role",
        "escalate": "role",
        "reroute": "role",
        "recycle": "stage",
        "assign_task": "words",
        "review": "role",
        "remediate": "words",
        "flag": "words",
    }


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_with_its_object_is_an_action(verb: str) -> None:
    """At once, without a limit, and not by the engine."""
    assert attrs.astuple(Action.of({verb: "x"})) == (verb, "x", None, None, False, None, None)


def test_an_action_may_wait_have_a_limit_and_be_automatic() -> None:
    """Windows as people write them."""
    action = Action.of(
        {"recycle": "nurture", "after": "1 business hour", "within": "2 weeks", "automatic": True}
    )
    assert action == Action(
        "recycle", "nurture", Window.parse("1 business hour"), Window.parse("2 weeks"), True
    )
    assert Action.of({"within": "2 weeks", "review": "joint"}) == Action(
        "review", "joint", None, Window.parse("2 weeks")
    )
    assert Action.of({"alert": "manager", "automatic": False}).automatic is False
    assert Action.of(action) is action


@pytest.mark.parametrize("value", ["alert", None, 5, ["alert"], float("nan")])
def test_what_is_no_mapping_is_no_action(value: Any) -> None:
    """With an example."""
    with pytest.raises(EntryError) as caught:
        Action.of(value)
    error = caught.value
    assert (error.what, error.key, error.write) == (
        f"{value!r} is not an action",
        None,
        "for example {alert: sales_manager}",
    )


@pytest.mark.parametrize(
    ("value", "key", "write"),
    [
        ({"alrt": "manager"}, "alrt", "alert"),
        ({"alert": "manager", "afer": "1 hour"}, "afer", "after"),
        ({"alert": "manager", "automatik": True}, "automatik", "automatic"),
        ({"alert": "manager", "withn": "1 hour", "afer": "1 hour"}, "withn", "within"),
        (
            {"xyz": "manager"},
            "xyz",
            "one of the actions alert, escalate, reroute, recycle, assign_task, review, remediate, flag",
        ),
        (
            {7: "manager"},
            "7",
            "one of the actions alert, escalate, reroute, recycle, assign_task, review, remediate, flag",
        ),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest(value: dict[Any, Any], key: str, write: str) -> None:
    """Verbs and the keys beside them."""
    with pytest.raises(EntryError) as caught:
        Action.of(value)
    error = caught.value
    assert error.what == f"`{key}` is no action and no key of one"
    assert (error.key, error.write, error.on_key) == (key, write, True)


@pytest.mark.parametrize(
    ("value", "has"),
    [
        ({}, "none"),
        ({"after": "1 hour"}, "none"),
        ({"alert": "a", "reroute": "b"}, "alert and reroute"),
    ],
)
def test_an_action_does_one_thing(value: dict[str, str], has: str) -> None:
    """No verb, or more than one."""
    with pytest.raises(EntryError) as caught:
        Action.of(value)
    assert caught.value.what == (
        f"an action does one thing, and this has {has} of "
        "alert, escalate, reroute, recycle, assign_task, review, remediate, flag"
    )
    assert caught.value.key is None


@pytest.mark.parametrize("value", [1, "yes", None, 0])
def test_automatic_is_true_or_false(value: Any) -> None:
    """And nothing that is as good as."""
    with pytest.raises(EntryError) as caught:
        Action.of({"recycle": "nurture", "automatic": value})
    error = caught.value
    assert (error.what, error.key, error.write, error.on_key) == (
        f"`automatic` is {value!r}",
        "automatic",
        "true or false",
        False,
    )


@pytest.mark.parametrize("value", ["", "  ", None, 5, ["manager"]])
@pytest.mark.parametrize(
    ("verb", "write"),
    [("alert", "whom or what it concerns, as text"), ("recycle", "the name of a stage")],
)
def test_the_object_of_an_action_is_text(verb: str, write: str, value: Any) -> None:
    """A stage of a recycle, else whom or what it concerns."""
    with pytest.raises(EntryError) as caught:
        Action.of({verb: value})
    assert (caught.value.what, caught.value.key, caught.value.write) == (
        f"`{verb}` is {value!r}",
        verb,
        write,
    )


@pytest.mark.parametrize("key", ["after", "within"])
def test_a_window_that_is_none_is_refused(key: str) -> None:
    """As windows are."""
    with pytest.raises(WindowError):
        Action.of({"alert": "manager", key: "soon"})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"alert": "sales_manager"}, "alert sales manager"),
        ({"recycle": "new_leads"}, "recycle to new leads"),
        ({"assign_task": "follow up"}, "assign task: follow up"),
        ({"remediate": "coaching"}, "remediate: coaching"),
        ({"review": "joint", "within": "2 weeks"}, "review joint, within 2 weeks"),
        ({"reroute": "next_rep", "after": "1 hour"}, "reroute next rep, 1 hour later if it is still owed"),
        (
            {"escalate": "vp", "within": "1 day", "after": "1 hour"},
            "escalate vp, within 1 day, 1 hour later if it is still owed",
        ),
    ],
)
def test_an_action_reads_as_words(value: dict[str, str], text: str) -> None:
    """Names without their underscores."""
    assert str(Action.of(value)) == text


def made(**changes: Any) -> Consequence:
    given: dict[str, Any] = {
        "at": NINE,
        "lead": "L1",
        "clause": "first",
        "action": Action("alert", "manager"),
        "on": "breach",
        "key": KEY,
    }
    return Consequence(**(given | changes))


def test_a_consequence_is_of_nobody_the_first_and_stands_unless_it_is_said() -> None:
    """The defaults."""
    plain = made()
    assert (plain.assignee, plain.period, plain.issue, plain.retracted) == (None, None, 1, False)
    assert (plain.do, plain.to) == ("alert", "manager")


def test_the_json_of_a_consequence() -> None:
    """Seven keys, to the microsecond."""
    late = made(at=NINE + dt.timedelta(microseconds=5))
    assert late.to_dict() == {
        "id": late.id,
        "at": "2026-03-02T09:00:00.000005Z",
        "lead": "L1",
        "clause": "first",
        "do": "alert",
        "to": "manager",
        "on": "breach",
    }
    assert list(late.to_dict()) == ["id", "at", "lead", "clause", "do", "to", "on"]


def test_an_id_is_a_digest_of_the_key_alone() -> None:
    """Twenty hexadecimal digits, the same on every machine; whatever else differs does not count."""
    one = made()
    assert one.id == digest(KEY) == "56c0acf0b1d7660d299f"
    text = "\x1f".join(["'L1'", "'first'", "None", "None", "'2026-03-02T09:00:00Z'", "0", "'breach'", "0"])
    assert one.id == hashlib.sha256(text.encode()).hexdigest()[:20]
    assert made(at=NINE + dt.timedelta(1), issue=2, retracted=True, action=Action("alert", "vp")).id == one.id
    assert made(key=(*KEY[:-1], 1)).id != one.id
    assert digest(("ab", "c")) != digest(("a", "bc"))
    assert digest((1,)) != digest(("1",))


def test_consequences_are_values() -> None:
    """Equal by what they say, hashable, never changed, the same after pickling; the key is not printed."""
    one = made()
    assert one == made() == pickle.loads(pickle.dumps(one))
    assert hash(one) == hash(made())
    assert one != made(issue=2)
    assert one != made(retracted=True)
    assert "key" not in repr(one)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        one.issue = 2  # type: ignore[misc]


# -- what is owed ----------------------------------------------------------------------------------------------------


def test_an_action_that_is_owed_says_by_whom_and_what_does_it() -> None:
    """As people write it."""
    action = Action.of(
        {
            "remediate": "coaching",
            "by": "manager",
            "within": "2 weeks",
            "done_by": ["trained", {"enters": "sql"}],
        }
    )
    assert str(action) == "remediate: coaching by manager, within 2 weeks"
    assert action.settled_by == Trigger.of(["trained", {"enters": "sql"}])
    assert str(Action.of({"flag": "variance"})) == "flag: variance"


def test_every_verb_but_the_telling_ones_knows_what_does_it() -> None:
    """To be alerted is no deed that an event could show."""
    known = {verb: Action.of({verb: "x"}).settled_by for verb in VERBS}
    assert {verb for verb, trigger in known.items() if trigger is None} == {"alert", "escalate", "flag"}
    assert known["review"] == Trigger.of(["meeting_held", "reviewed"])


@pytest.mark.parametrize("by", ["", " ", None, 5])
def test_by_names_a_role(by: Any) -> None:
    """As text."""
    with pytest.raises(EntryError) as caught:
        Action.of({"remediate": "coaching", "by": by})
    assert (caught.value.what, caught.value.key) == (f"`by` is {by!r}", "by")


@pytest.mark.parametrize(
    ("value", "owner"),
    [
        ({"review": "joint"}, "both"),
        ({"review": "manager"}, "sales"),
        ({"review": "marketing"}, "marketing"),
        ({"review": "assignee"}, "us"),
        ({"recycle": "nurture"}, "us"),
        ({"remediate": "coaching"}, "us"),
        ({"remediate": "coaching", "by": "manager"}, "sales"),
        ({"assign_task": "call", "by": "both"}, "both"),
    ],
)
def test_the_owner_is_the_party_of_the_role(value: dict[str, str], owner: str) -> None:
    """Else whoever owns the clause."""
    assert Action.of(value).owner("us", {"manager": "sales"}) == owner


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ({"alert": "sales_manager"}, "the sales manager is alerted"),
        ({"alert": "marketing_operations"}, "marketing operations are alerted"),
        ({"alert": "assignee"}, "the representative in charge is alerted"),
        ({"alert": "both"}, "both teams are alerted"),
        ({"alert": "sales"}, "sales is alerted"),
        ({"escalate": "marketing"}, "it is escalated to marketing"),
        ({"reroute": "next_rep", "within": "1 day"}, "the lead is passed on to the next rep, within 1 day"),
        ({"recycle": "mql"}, "the lead goes back to MQL"),
        ({"recycle": "nurture", "automatic": True}, "the lead goes back to nurture by itself"),
        (
            {"recycle": "nurture", "after": "30 days"},
            "if it is still owed 30 days later, the lead goes back to nurture",
        ),
        ({"review": "joint", "within": "2 weeks"}, "both teams review it, within 2 weeks"),
        ({"review": "sales_manager"}, "the sales manager reviews it"),
        ({"flag": "not sales-ready"}, "the lead is marked “not sales-ready”"),
        ({"assign_task": "follow up", "by": "next_rep"}, "a task is set: follow up, by the next rep"),
        (
            {"remediate": "coaching", "by": "both", "within": "2 weeks", "after": "1 day"},
            "if it is still owed 1 day later, remedy: coaching, by both teams, within 2 weeks",
        ),
    ],
)
def test_what_follows_in_the_words_of_the_signed_document(action: dict[str, Any], said: str) -> None:
    """Each verb, of one, of several and of both, with its windows."""
    assert Action.of(action).said == said
