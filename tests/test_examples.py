"""The packaged example is what the documentation says of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from leadsla import evaluate, examples
from leadsla.documents import check
from leadsla.evaluation import Evaluation
from leadsla.instants import zone
from leadsla.reports.cases import run_cases

NEW_YORK = zone("America/New_York")
NOW = dt.datetime(2026, 2, 17, 16, tzinfo=NEW_YORK)


def at(month: int, day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=NEW_YORK)


@pytest.fixture(scope="module")
def judged() -> Evaluation:
    return evaluate(examples.acme(), examples.acme_events(), at=NOW)


def test_the_agreement_has_no_faults_and_no_warnings() -> None:
    assert check(examples.path("agreement.yaml")) == []
    assert {clause.kind for clause in examples.acme().clauses} == {
        "response_window",
        "minimum_touches",
        "stalled_lead",
        "required_information",
    }


def test_every_row_of_the_log_is_taken() -> None:
    log = examples.acme_events()
    assert log.report.left_out == 0
    assert len(log) == log.report.rows
    assert len({event.id for event in log}) == len(log)
    assert len({event.lead for event in log}) == 41
    assert at(1, 26, 9) < log[0].at
    assert log[-1].at <= NOW


def test_the_lead_that_the_documentation_tells_of(judged: Evaluation) -> None:
    """Assigned on Friday at 16:40, held by the customer for 20 minutes on Monday, answered 8 minutes before its due."""
    (clock,) = [
        clock for clock in judged.clocks if (clock.lead, clock.clause) == ("L-4821", "first-response")
    ]
    assert (clock.outcome, clock.assignee) == ("met", "rep7")
    assert (clock.started, clock.done_at, clock.due) == (at(2, 6, 16, 40), at(2, 9, 9, 52), at(2, 9, 10))
    assert clock.counted == dt.timedelta(minutes=52)
    names = {event.id: event.name for event in examples.acme_events() if event.lead == "L-4821"}
    assert [names[f"e-{number}"] for number in (771, 774, 775, 778, 779, 780)] == [
        "assigned",
        "updated",
        "email_opened",
        "touched",
        "updated",
        "touched",
    ]


def test_two_things_follow_when_a_lead_is_assigned(judged: Evaluation) -> None:
    started = [one for one in judged.consequences if one.on == "start"]
    assert Counter((one.clause, one.do) for one in started).keys() == {
        ("first-response", "assign_task"),
        ("first-response", "alert"),
    }
    assigned = sum(event.name == "assigned" for event in examples.acme_events())
    assert len(started) == 2 * assigned


def test_the_three_weeks_have_something_of_everything(judged: Evaluation) -> None:
    outcomes = Counter((clock.clause, str(clock.outcome)) for clock in judged.clocks)
    for clause in ("first-response", "accept-or-reject"):
        assert all(outcomes[clause, outcome] for outcome in ("met", "breached", "open", "void"))
    assert outcomes["persistence", "breached"] == 1
    assert outcomes["complete-handoff", "breached"] == 2
    assert outcomes["no-stalled-lead", "met"] == 2
    assert {str(one.do) for one in judged.consequences} >= {
        "alert",
        "reroute",
        "recycle",
        "review",
        "remediate",
    }
    assert len(judged.anomalies) == 1


def test_the_holiday_does_not_count(judged: Evaluation) -> None:
    """A lead that came in on Presidents' Day is due on Tuesday."""
    (clock,) = [
        clock for clock in judged.clocks if (clock.lead, clock.clause) == ("L-4837", "first-response")
    ]
    assert clock.started.astimezone(NEW_YORK).date() == dt.date(2026, 2, 16)
    assert clock.due == at(2, 17, 10)


def test_a_file_that_is_not_there_says_what_is() -> None:
    with pytest.raises(FileNotFoundError, match=r"agreement\.yaml, events\.csv"):
        examples.path("mapping.yaml")
    with pytest.raises(FileNotFoundError, match="it has nothing"):
        examples.path("agreement.yaml", "nobody")


@pytest.mark.parametrize("name", examples.AGREEMENTS)
def test_the_agreements_of_the_documents_have_no_faults_and_cases_that_hold(name: str) -> None:
    path = examples.path(f"{name}.yaml", "agreements")
    assert check(path) == []
    assert examples.agreement(name).organisation == "Acme"
    results = run_cases(path)
    assert len(results) > 10
    assert [result.report() for result in results if not result.holds] == []


def test_every_file_of_the_agreements_is_one_of_them() -> None:
    folder = examples.path(f"{examples.AGREEMENTS[0]}.yaml", "agreements").parent
    of_agreements = {f"{name}{ending}" for name in examples.AGREEMENTS for ending in (".yaml", ".cases.yaml")}
    assert of_agreements <= {path.name for path in folder.iterdir()}
    assert {path.name for path in folder.glob("[0-9]*")} == of_agreements
    with pytest.raises(FileNotFoundError, match=r"1-three-stages-and-cadence\.yaml"):
        examples.agreement("6-unheard-of")


def test_a_range_is_two_promises_and_one_line() -> None:
    """5 minutes to 24 hours."""
    agreement = examples.agreement("4-two-commitments")
    [line] = [line for line in agreement.lines if "24 hours" in line]
    assert "within 5 minutes to 24 hours" in line
    assert len(agreement.lines) == len(agreement.clauses) - 1


def test_the_quarter_is_the_same_for_a_seed() -> None:
    """Its first leads too, whatever comes after them, and another one for another seed; and nothing is wrong in it."""
    log = examples.acme_quarter(120)
    assert log == examples.acme_quarter(120) != examples.acme_quarter(120, seed=1)
    few = examples.acme_quarter(5)
    assert few == tuple(event for event in log if event.lead <= "Q-0005")
    at = dt.datetime(2026, 4, 1, 13, tzinfo=dt.UTC)
    evaluation = evaluate(examples.acme(), log, at)
    assert not evaluation.anomalies
    assert evaluation.later == 0
