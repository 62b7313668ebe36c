"""How long leads stay in stages, by hand."""

from __future__ import annotations

import datetime as dt

import leadsla as ls
from leadsla.metrics.velocity import time_in_stage, time_to_won

BEGIN = dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def evaluated(prefix: str = "", **leads: list[tuple[int, str, dict[str, object]]]) -> ls.Evaluation:
    log = [
        ls.Event(prefix + lead, BEGIN + day * DAY, name, data)
        for lead, events in leads.items()
        for day, name, data in events
    ]
    return ls.evaluate(ls.examples.acme(), log, BEGIN + 20 * DAY)


LEADS = {
    "A": [
        (0, "created", {"email": "a@b.example", "source": "x"}),
        (2, "qualified", {}),
        (5, "accepted", {}),
        (6, "advanced", {}),
        (9, "won", {"amount": 10}),
    ],
    "B": [
        (1, "created", {}),
        (4, "qualified", {}),
        (10, "recycled", {"to": "recycled"}),
        (12, "qualified", {}),
    ],
    "C": [(3, "created", {})],
}


def test_stays_and_those_that_still_stay() -> None:
    found = time_in_stage(evaluated(**LEADS))
    days = {
        stage: (
            [wait.elapsed / DAY for wait in stays if wait.done],
            [wait.elapsed / DAY for wait in stays if not wait.done],
        )
        for stage, stays in found.items()
    }
    assert days == {
        "subscriber": ([2, 3], [17]),
        "mql": ([3, 6], [8]),
        "sal": ([1], []),
        "sql": ([3], []),
        "recycled": ([2], []),
    }
    assert found["mql"].never == 1
    assert found["mql"].elapsed.median == 6 * DAY
    assert "customer" not in found


def test_from_the_first_stage_to_the_deal() -> None:
    found = time_to_won(evaluated(**LEADS))
    assert [(wait.lead, wait.elapsed / DAY, wait.done) for wait in found] == [
        ("A", 9, True),
        ("B", 9, False),  # sent back on day 10
        ("C", 17, False),
    ]


def test_a_merged_lead_stayed_until_it_was_merged() -> None:
    found = time_in_stage(
        evaluated(A=[(0, "created", {}), (4, "merged", {"into": "B"})], B=[(0, "created", {})])
    )
    [stay] = [wait for wait in found["subscriber"] if wait.lead == "A"]
    assert (stay.elapsed, stay.done) == (4 * DAY, False)


def test_names_do_not_matter() -> None:
    one, two = time_in_stage(evaluated(**LEADS)), time_in_stage(evaluated("other-", **LEADS))
    assert {stage: waits.elapsed for stage, waits in one.items()} == {
        stage: waits.elapsed for stage, waits in two.items()
    }
