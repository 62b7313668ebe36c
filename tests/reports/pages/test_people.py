"""Representatives against the limits of chance: the limits added up in fractions, the counts those of the metrics."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction
from math import comb

import pytest

import leadsla as ls
from leadsla.clauses import ResponseWindow
from leadsla.events import Event
from leadsla.metrics import attained
from leadsla.reports import Report, report

#: Who was in time how often, of how many: as the target asks, a little less, far less, and all.
RECORDS = {"ann": (16, 20), "bob": (13, 20), "cid": (8, 20), "dot": (30, 30), "eve": (1, 3)}


def evaluation(records: dict[str, tuple[int, int]], target: str | None = "80% per month") -> ls.Evaluation:
    clause = ResponseWindow(
        id="first", owner="sales", from_="assigned", until="touched", within="30 minutes", target=target
    )
    terms = ls.Agreement(
        agreement="small", version="1", term=ls.Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), timezone="UTC",
        parties={"sales": ls.Party("Sales")}, lifecycle=ls.Lifecycle(), clauses=[clause],
    )  # fmt: skip
    log = []
    for name, (met, judged) in records.items():
        for number in range(judged):
            at = dt.datetime(2026, 3, 2, tzinfo=dt.UTC) + dt.timedelta(hours=number)
            after = dt.timedelta(minutes=10 if number < met else 50)
            log += [Event(f"{name}{number}", at, "assigned", {"to": name} if name else {})]
            log += [Event(f"{name}{number}", at + after, "touched", {"direction": "outbound"})]
    return ls.evaluate(terms, log, dt.datetime(2026, 4, 20, tzinfo=dt.UTC))


@pytest.fixture(scope="module")
def found() -> Report:
    return report(evaluation(RECORDS), "2026-03")


def below(met: int, judged: int, target: Fraction = Fraction(4, 5)) -> Fraction:
    """The chance of so many met or fewer, exactly."""
    return sum(
        (comb(judged, k) * target**k * (1 - target) ** (judged - k) for k in range(met + 1)), Fraction(0)
    )


def test_who_is_outside_is_as_unlikely_as_the_limit_says(found: Report) -> None:
    [spread] = found.representatives
    sure = {(one.judged, one.met): one.outside for one in spread.representatives}
    for met, judged in RECORDS.values():
        rarer = min(below(met, judged), 1 - below(met - 1, judged))
        expected = 0.998 if rarer < Fraction(1, 1000) else 0.95 if rarer < Fraction(25, 1000) else None
        assert sure[judged, met] == expected
    assert sure == {(3, 1): None, (20, 8): 0.998, (20, 13): None, (20, 16): None, (30, 30): 0.95}


def test_only_who_is_outside_is_named(found: Report) -> None:
    [spread] = found.representatives
    assert [one.name for one in spread.representatives] == [None, "cid", None, None, "dot"]
    shown = found.html()
    part = shown[shown.index('id="reps"') :]
    part = part[: part.index("</section>")]
    assert ">cid</text>" in part
    assert "ann" not in part
    assert (
        spread.answer
        == "2 of 5 representatives lie outside the 95 % limits; by chance alone up to 0.3 would."
    )


def test_the_counts_are_those_of_the_metrics(found: Report) -> None:
    [spread] = found.representatives
    rows = attained(evaluation(RECORDS), "representative", count="clocks")
    assert sorted((row.met + row.breached, row.met) for row in rows) == [
        (one.judged, one.met) for one in spread.representatives
    ]
    assert (
        sum(one.judged for one in spread.representatives)
        == found.promises[0].met + found.promises[0].breached
    )


def test_limits_narrow_around_the_target(found: Report) -> None:
    """At every count: beyond them is rarer than half of what is left over, and the next one inside is not."""
    for one in found.representatives[0].limits:
        for low, high, tail in (
            (one.inner_low, one.inner_high, 0.025),
            (one.outer_low, one.outer_high, 0.001),
        ):
            assert below(low - 1, one.judged) < tail <= below(low, one.judged)
            assert 1 - below(high, one.judged) < tail <= 1 - below(high - 1, one.judged)


def test_it_can_be_left_out() -> None:
    without = report(evaluation(RECORDS), "2026-03", reps=False)
    assert without.representatives == ()
    assert 'id="reps"' not in without.html()
    assert json.loads(json.dumps(without.to_dict()))["representatives"] == []


def test_nobody_is_no_representative() -> None:
    found = report(evaluation({"ann": (8, 10), "bob": (8, 10), "": (3, 4)}), "2026-03")
    assert [(one.judged, one.met) for one in found.representatives[0].representatives] == [(10, 8), (10, 8)]
    assert found.representatives[0].nobody == 4


@pytest.mark.parametrize("given", [{"records": {"ann": (8, 10)}}, {"records": RECORDS, "target": None}])
def test_one_alone_and_no_target_are_not_compared(given: dict[str, object]) -> None:
    assert report(evaluation(**given), "2026-03").representatives == ()  # type: ignore[arg-type]


def test_nobody_answers_for_what_was_due_as_it_was_assigned() -> None:
    """Whether a handover is complete is settled before the representative has seen the lead."""
    found = report(
        ls.evaluate(
            ls.examples.acme(), ls.examples.acme_events(), dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)
        ),
        "2026-02",
    )
    assert [one.clause for one in found.representatives] == ["first-response", "accept-or-reject"]
