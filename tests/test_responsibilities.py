"""Provisions, goals and the handoff as values."""

from __future__ import annotations

from typing import Any

import pytest

from leadsla.errors import EntryError
from leadsla.responsibilities import QUESTIONS, Goal, Handoff, Provision, Responsibility


@pytest.mark.parametrize(
    ("written", "provision"),
    [
        ("Call them", Provision("Call them")),
        ({"clause": "first"}, Provision(clause=("first",))),
        ({"words": "Call them", "clause": ["first", "second"]}, Provision("Call them", ("first", "second"))),
        (Provision("Call them"), Provision("Call them")),
    ],
)
def test_a_duty_is_words_clauses_or_both(written: Any, provision: Provision) -> None:
    """As people write it; one, or a list of them."""
    assert Provision.of(written) == provision
    assert Responsibility(owes=written).owes == Responsibility(owes=[written]).owes == (provision,)
    assert Responsibility(owes_not=[written, "x"]).owes_not == (provision, Provision("x"))


def test_what_says_nothing_is_refused() -> None:
    """A provision and a goal."""
    with pytest.raises(EntryError) as caught:
        Provision(" ")
    assert str(caught.value) == "this says nothing; write words, or {clause: ID}"
    with pytest.raises(EntryError) as caught:
        Goal("sales")
    assert str(caught.value) == "this goal says nothing; write words: Generate 300 leads a month"
    assert Goal("sales", clause="quota").clause == ("quota",)


def test_a_handoff_answers_questions() -> None:
    """Those of the third source, in their order; those without an answer are left out."""
    assert list(QUESTIONS) == ["passed", "needed", "notified", "unmet", "returned"]
    handoff = Handoff(returned={"clause": "stalled"}, passed="By the CRM")
    assert list(handoff.answers()) == [
        ("How leads are passed", (Provision("By the CRM"),)),
        ("When a lead goes back to marketing", (Provision(clause=("stalled",)),)),
    ]
    assert not list(Handoff().answers())
