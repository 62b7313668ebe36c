"""How many leads a second one core judges from a table, beside the fold: `python -m benchmarks.columns`.

The job: leads that are assigned, touched, accepted or rejected, some of them lost before; up to three response windows
(minutes on a watch, business minutes, business hours by segment). Tables are made before anything is timed. `evaluate`
judges a part of the same leads from ready events, and each of its clocks has to be the one that the columns hold.
"""

from __future__ import annotations

import datetime as dt
import gc
import statistics
import sys
import time
from typing import Any

import numpy as np

from leadsla import Agreement, BusinessCalendar, Party, ResponseWindow, Term, evaluate
from leadsla.evaluation.columns import ColumnJudge, LeadTable
from leadsla.instants import HOUR, MINUTE, UTC, instant
from leadsla.lifecycle import Lifecycle, Move, Stage

NOW = dt.datetime(2027, 1, 1, tzinfo=UTC)


def agreement(clauses: int = 3) -> Agreement:
    """Response windows: of elapsed time, of business minutes, and of business hours by segment."""
    hours = {"mon-fri": ["09:00-12:00", "13:00-17:00"]}
    promised = [
        ResponseWindow(
            id="watch", owner="sales", from_="assigned", within="5 minutes", target="80% per month"
        ),
        ResponseWindow(id="first-response", owner="sales", from_="assigned", within="15 business minutes"),
        ResponseWindow(
            id="accept-or-reject",
            owner="sales",
            from_="assigned",
            until=["accepted", "rejected"],
            within=[
                {"when": 'source == "demo"', "is": "1 business hour"},
                {"when": "score >= 50", "is": "4 business hours"},
                {"is": "8 business hours"},
            ],
        ),
    ]
    return Agreement(
        agreement="benchmark",
        version="1",
        term=Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        timezone="America/New_York",
        parties={"sales": Party("Sales")},
        fields={"score": "number", "source": "text"},
        calendars={"office": BusinessCalendar("America/New_York", hours, {"country": "US"})},
        calendar="office",
        lifecycle=Lifecycle([Stage("mql", "sales")], [Move("assigned", "mql")]),
        clauses=promised[:clauses],
    )


def table(leads: int, seed: int = 7) -> LeadTable:
    """Leads over the year 2026: nine in ten are touched, three in four answered, one in twenty is lost."""
    rng = np.random.default_rng(seed)
    begin = instant(dt.datetime(2026, 1, 5, tzinfo=UTC))
    assigned = begin + rng.integers(0, 355 * 24 * HOUR, leads)
    missing = np.iinfo(np.int64).min

    def after(least: int, most: int, share: float) -> Any:
        return np.where(rng.random(leads) < share, assigned + rng.integers(least, most, leads), missing)

    answered, accepts = after(MINUTE, 72 * HOUR, 0.75), rng.random(leads) < 0.7
    return LeadTable(
        {
            "assigned": assigned,
            "touched": after(MINUTE // 2, 20 * HOUR, 0.9),
            "accepted": np.where(accepts, answered, missing),
            "rejected": np.where(accepts, missing, answered),
            "lost": after(MINUTE, 72 * HOUR, 0.05),
        },
        fields={
            "source": np.array(["web", "demo", "event"], object)[rng.integers(0, 3, leads)],
            "score": rng.integers(0, 100, leads),
        },
    )


def timed(judge: ColumnJudge, given: LeadTable, rounds: int) -> tuple[float, float]:
    """The median and the least of the seconds that judging takes."""
    took = []
    for _ in range(rounds):
        gc.collect()
        fresh = LeadTable.__new__(LeadTable)  # what an earlier round has looked at is looked at again
        fresh.__attrs_init__(
            given.names, given.times, {name: again(cells) for name, cells in given.fields.items()},
            given.data, given.leads, given.size,
        )  # fmt: skip
        begun = time.perf_counter()
        judge.judge(fresh, NOW)
        took.append(time.perf_counter() - begun)
    return statistics.median(took), min(took)


def again(cells: Any) -> Any:
    """A column that has not been looked at."""
    return type(cells)(cells._given, len(cells._given), "")


def main(leads: int = 1_000_000, rounds: int = 7, folded: int = 10_000) -> None:
    """Time one, two and three clauses, and hold the answers against the fold's."""
    print(
        f"Python {sys.version.split()[0]}, numpy {np.__version__}, {leads:,} leads, median and best of {rounds} rounds"
    )
    given, some = table(leads), table(folded, 8)
    events = some.events()
    for clauses in (1, 2, 3):
        terms = agreement(clauses)
        judge = ColumnJudge(terms)
        median, best = timed(judge, given, rounds)
        begun = time.perf_counter()
        by_fold = evaluate(terms, events, NOW)
        took = time.perf_counter() - begun
        same = judge.judge(some, NOW).clocks() == by_fold.clocks
        if not same:
            raise SystemExit("the columns and the fold differ")
        print(
            f"{clauses} clauses: {leads / median:>10,.0f} leads a second, best {leads / best:>10,.0f}; "
            f"evaluate {folded / took:>7,.0f} ({folded / took and leads / median / (folded / took):,.0f} x slower); "
            f"{len(by_fold.clocks):,} clocks compared"
        )


if __name__ == "__main__":
    main()
