"""How names are said to people who sign."""

from __future__ import annotations

import pytest

from leadsla.events import VOCABULARY
from leadsla.phrases import EVENTS, alternatives, listed, phrase_of, plain_name, stage_name
from leadsla.triggers import FORWARD, NOTHING, Trigger


def test_the_vocabulary_has_words() -> None:
    """All but `withdrawn`, which no clause waits for."""
    assert set(VOCABULARY) - set(EVENTS) == {"withdrawn"}


@pytest.mark.parametrize(
    ("trigger", "noun", "deed", "becomes"),
    [
        ("assigned", "assignment", "assign the lead", "is assigned"),
        ({"enters": "sql"}, "entry into SQL", "bring the lead to SQL", "enters SQL"),
        ({"leaves": "nurture"}, "leaving nurture", "move the lead on from nurture", "leaves nurture"),
        (FORWARD, "a move to a later stage", "bring the lead to a later stage", "moves to a later stage"),
        (
            ["accepted", "rejected"],
            "acceptance or rejection",
            "accept or reject the lead",
            "is accepted or rejected",
        ),
        (
            {"event": "demo-booked", "when": "score > 1"},
            "“demo booked” (where score is above 1)",
            "record “demo booked” (where score is above 1)",
            "has “demo booked” (where score is above 1)",
        ),
        (NOTHING, "nothing", "do nothing", "is left alone"),
    ],
)
def test_a_trigger_in_words(trigger: object, noun: str, deed: str, becomes: str) -> None:
    """As what it is, as what somebody does, and as what becomes of the lead."""
    made = Trigger.of(trigger) if trigger is not NOTHING else NOTHING
    assert (made.noun, made.deed, made.becomes) == (noun, deed, becomes)


def test_that_a_contact_goes_out_need_not_be_said() -> None:
    """What else is asked of it must be."""
    outbound = 'event.direction == "outbound"'
    assert Trigger.of({"event": "touched", "when": outbound}).deed == "contact the lead"
    more = {"event": "touched", "when": f'{outbound} and event.channel == "call" and event.minutes > 2'}
    assert Trigger.of(more).deed == "contact the lead (where “channel” is “call” and “minutes” is above 2)"
    assert Trigger.of({"event": "notified", "when": outbound}).deed.endswith("“direction” is “outbound”)")


def test_lists() -> None:
    assert [listed(["a"]), listed("ab", "or"), listed("abc")] == ["a", "a or b", "a, b and c"]
    assert alternatives(["enters MQL", "is won", "enters SQL"]) == "enters MQL or SQL, or is won"
    assert alternatives(["replies", "replies"]) == "replies"


def test_names() -> None:
    """A name that is nothing but signs stays what it is."""
    assert [plain_name("close_date"), plain_name("a--b"), plain_name("_")] == ["close date", "a b", "_"]
    assert [stage_name("mql"), stage_name("sales-ready"), stage_name("")] == ["MQL", "sales ready", ""]
    assert phrase_of("").noun == "“”"
