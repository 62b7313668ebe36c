"""Whose time: the steps by hand, against the metrics, and only those that the log has."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

import leadsla as ls
from leadsla.events import Event
from leadsla.metrics import representative_time, waits
from leadsla.reports import Report, report
from leadsla.reports.pages.handling import Handling

AT = dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)
#: A Monday, nine in New York: the office of the example has just opened.
NINE = dt.datetime(2026, 2, 9, 14, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def handled(log: list[Event]) -> Handling | None:
    return report(ls.evaluate(ls.examples.acme(), log, NINE + 6 * 60 * MINUTE), "2026-02").handling


def lead(name: str, source: str, **after: int) -> list[Event]:
    """A lead that is created at nine, and what came after so many minutes."""
    log = [Event(name, NINE, "created", {"source": source})]
    data = {"assigned": {"to": "ann"}, "touched": {"direction": "outbound"}}
    return log + [
        Event(name, NINE + minutes * MINUTE, event, data.get(event)) for event, minutes in after.items()
    ]


@pytest.fixture(scope="module")
def evaluation() -> ls.Evaluation:
    return ls.evaluate(ls.examples.acme(), ls.examples.acme_events(), AT)


@pytest.fixture(scope="module")
def found(evaluation: ls.Evaluation) -> Report:
    return report(evaluation, "2026-02")


def test_each_step_lies_in_a_hand() -> None:
    """Two from the web: 10 and 20 minutes to be assigned, 5 to be seen, 30 and 40 to the first attempt."""
    one = lead("L1", "web", assigned=10, seen=15, touched=45)
    two = lead("L2", "web", assigned=20, seen=25, touched=65)
    found = handled(one + two + lead("L3", "fair", assigned=60))
    assert found is not None
    assert [(group.group, group.leads) for group in found.groups] == [("web", 2), ("fair", 1)]
    web, fair = (group.steps for group in found.groups)
    assert [(step.start, step.end, step.hand, step.owner) for step in web] == [
        ("arrival", "assigned", "routing", ""),
        ("assigned", "seen", "representative, until seen", ""),
        ("seen", "attempt", "representative", "sales"),
    ]
    assert [step.elapsed for step in web] == [
        (10 * MINUTE, 20 * MINUTE), (5 * MINUTE, 5 * MINUTE), (30 * MINUTE, 40 * MINUTE),
    ]  # fmt: skip
    assert [(step.began, step.done, step.elapsed) for step in fair] == [
        (1, 1, (60 * MINUTE, 60 * MINUTE)), (1, 0, (None, None)), (0, 0, (None, None)),
    ]  # fmt: skip


def test_steps_that_the_log_does_not_have_are_left_out() -> None:
    found = handled(lead("L1", "web", assigned=10, touched=45))
    assert found is not None
    assert [(step.start, step.end) for step in found.whole.steps] == [
        ("arrival", "assigned"),
        ("assigned", "attempt"),
    ]
    bare = handled(lead("L1", "web", touched=45))
    assert bare is not None
    assert [(step.start, step.end) for step in bare.whole.steps] == [("arrival", "attempt")]
    assert handled(lead("L1", "web", assigned=10)) is None


def test_the_steps_are_the_waits_of_the_metrics(found: Report, evaluation: ls.Evaluation) -> None:
    """The leads of the example that came in February; all of them begin with their creation."""
    assert found.handling is not None
    came = {
        event.lead
        for event in ls.examples.acme_events()
        if event.name == "created" and event.at in found.period
    }
    routing, representative = found.handling.whole.steps
    for step, known in (
        (routing, waits(evaluation, "created", "assigned")),
        (representative, representative_time(evaluation)),
    ):
        own = type(known)(known.name, tuple(wait for wait in known if wait.lead in came))
        assert (step.began, step.done) == (len(own), sum(wait.done for wait in own))
        assert step.elapsed == (own.elapsed.quantile(0.5), own.elapsed.quantile(0.8))
        assert step.business == (own.business.quantile(0.5), own.business.quantile(0.8))


def test_sources_add_up_to_the_whole(found: Report) -> None:
    handling = found.handling
    assert handling is not None
    sources = Counter(
        str(event.data["source"])
        for event in ls.examples.acme_events()
        if event.name == "created" and event.at in found.period
    )
    assert {group.group: group.leads for group in handling.groups} == sources
    for place, step in enumerate(handling.whole.steps):
        assert step.began == sum(group.steps[place].began for group in handling.groups)
        assert step.done == sum(group.steps[place].done for group in handling.groups)


def test_the_page_names_the_hands_and_their_owners(found: Report) -> None:
    page = found.html()
    part = page[page.index('id="whose"') :]
    part = part[: part.index("</section>")]
    assert "routing: nobody promises it, representative: Sales" in part
    assert "webinar, half" in part
    assert "webinar, 80 %" in part
