"""Whole agendas, to the letter; with `GOLDEN=write` in the environment they are written down again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.decisions.scenario import agree, answer, evaluate, on
from tests.reports.reviews.test_proposals import HALF, answered
from tests.reports.reviews.test_review import APRIL, LOG, agreement

import leadsla as ls
from leadsla.reports import Review, review
from leadsla.responsibilities import Goal

GOLDEN = Path(__file__).parent / "golden"


def small() -> Review:
    """The small log that the review is worked out on by hand."""
    return review(evaluate(agreement(), LOG, APRIL), "2026-03")


def full() -> Review:
    """A target missed and one kept, an unused segment, a plan, people, versions, and a lead with an awkward name."""
    within = [{"when": 'source == "fax"', "is": "5 minutes"}, {"is": "1 hour"}]
    step = {"id": "call", "do": {"call": 1}, "days": [1, 2], "within": "1 business hour"}
    before = agree(
        answer(
            title="First answer",
            within=within,
            target="80% per month",
            warn_at="50%",
            on_warning={"alert": "manager"},
        ),
        answer(id="known", owner="marketing", until="accepted", within="3 days", target="1% per quarter"),
        ls.Cadence(id="plan", owner="both", from_="planned", steps=[step], target="50% per week"),
        ls.RecurringMeeting(id="weekly", owner="both", rule="every week", attended_by=["sales", "manager"]),
        title="Everything at once",
        organisation="Acme",
        goals=[Goal("sales", "Quick answers", ("answer",)), Goal("both", "", ("known", "weekly"))],
    )
    version = before.amended("2", effective=before.term.to, why="More time", by="Sales")
    events = [
        event
        for name in ("a", "b|`*")
        for event in (on("2 09:00", "created", lead=name), on("2 09:00", "planned", lead=name))
    ]
    events += [on("3 10:00", "touched", lead="a", channel="call"), on("4 09:00", "advanced", lead="a")]
    events += [*answered(HALF), *(on("5 09:00", "advanced", lead=f"L{number:02}") for number in range(4))]
    events += [on("2 09:30", "assigned", lead=f"P{number}", to="ann") for number in range(20)]
    events += [
        on("3 09:00", "accepted", lead="L00"),
        on("4 10:00", "meeting_held", "", attended="sales, manager"),
    ]
    return review(evaluate(version, events, APRIL), "2026-Q1")


@pytest.mark.parametrize("shape", ["txt", "md"])
@pytest.mark.parametrize("which", [small, full], ids=lambda which: which.__name__)
def test_the_whole(which: object, shape: str) -> None:
    assert callable(which)
    found = which()
    text = (str(found) if shape == "txt" else found.markdown()) + "\n"
    path = GOLDEN / f"{which.__name__}.{shape}"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
