"""How many ready events a second one core evaluates, in pure Python, under three clauses.

Run `python -m benchmarks.evaluation`. The job: leads that are created, assigned, touched, scored, accepted or rejected
(about nine events each); a first response in business minutes, accept or reject in business hours, and a minimum of
touches within two weeks. Events are made before anything is timed; reading a log is measured elsewhere.
"""

from __future__ import annotations

import datetime as dt
import gc
import random
import statistics
import sys
import time
from collections import Counter

from leadsla import Agreement, BusinessCalendar, Event, MinimumTouches, Party, ResponseWindow, Term, evaluate
from leadsla.instants import UTC
from leadsla.lifecycle import Lifecycle, Move, Stage


def agreement() -> Agreement:
    """Three clauses over a small funnel."""
    hours = {"mon-fri": ["09:00-12:00", "13:00-17:00"]}
    return Agreement(
        agreement="benchmark",
        version="1",
        term=Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        timezone="America/New_York",
        parties={"sales": Party("Sales"), "marketing": Party("Marketing")},
        roles={"sales_manager": "sales"},
        fields={"score": "number", "source": "text"},
        calendars={"office": BusinessCalendar("America/New_York", hours, {"country": "US"})},
        calendar="office",
        lifecycle=Lifecycle(
            [Stage("mql", "marketing"), Stage("sal", "sales"), Stage("recycled", "marketing")],
            [Move("created", "mql"), Move("accepted", "sal", "mql"), Move("rejected", "recycled", "mql")],
        ),
        clauses=[
            ResponseWindow(
                id="first-response",
                owner="sales",
                from_="assigned",
                within="15 business minutes",
                target="80% per month",
                on_breach={"alert": "sales_manager"},
            ),
            ResponseWindow(
                id="accept-or-reject",
                owner="sales",
                from_="assigned",
                until=["accepted", "rejected"],
                within="8 business hours",
                on_breach={"recycle": "recycled"},
            ),
            MinimumTouches(
                id="persistence", owner="sales", from_="assigned", touches={"any": 4}, within="2 weeks"
            ),
        ],
    )


def events(leads: int, seed: int = 7) -> list[Event]:
    """About nine events a lead, over the year 2026, in the order of time."""
    rng = random.Random(seed)
    begin = dt.datetime(2026, 1, 5, tzinfo=UTC)
    made: list[Event] = []
    for number in range(leads):
        lead, at = f"L{number:06d}", begin + dt.timedelta(seconds=rng.randrange(0, 330 * 86400))
        made.append(Event(lead, at, "created", {"source": rng.choice(("web", "demo", "event"))}))
        at += dt.timedelta(seconds=rng.randrange(60, 7200))
        made.append(Event(lead, at, "scored", {"score": rng.randrange(100)}))
        made.append(Event(lead, at + dt.timedelta(seconds=30), "assigned", {"to": f"rep{rng.randrange(20)}"}))
        for _ in range(rng.randrange(2, 7)):
            at += dt.timedelta(seconds=rng.randrange(120, 3 * 86400))
            made.append(Event(lead, at, "touched", {"channel": rng.choice(("call", "email"))}))
        at += dt.timedelta(seconds=rng.randrange(60, 86400))
        made.append(Event(lead, at, rng.choice(("accepted", "accepted", "rejected"))))
        made.append(Event(lead, at + dt.timedelta(days=1), "page_viewed", {"page": "/pricing"}))
    made.sort(key=lambda event: event.instant)
    return made


def timed(terms: Agreement, leads: int, log: list[Event], rounds: int) -> None:
    """Print the median and the best rate over some rounds, and what was found, to show a wrong answer."""
    now, took = dt.datetime(2027, 1, 1, tzinfo=UTC), []
    for _ in range(rounds):
        gc.collect()
        begun = time.perf_counter()
        evaluation = evaluate(terms, log, now)
        took.append(time.perf_counter() - begun)
    rate, best = len(log) / statistics.median(took), len(log) / min(took)
    outcomes = Counter(clock.outcome for clock in evaluation.clocks)
    speed = f"{rate:>8,.0f} events a second, best {best:,.0f}"
    print(f"{leads:>7,} leads {len(log):>8,} events: {speed}; {dict(outcomes)}")


def main(sizes: tuple[int, ...] = (1_000, 4_000, 20_000), rounds: int = 7) -> None:
    """Time logs of several sizes."""
    print(f"Python {sys.version.split()[0]}, median and best of {rounds} rounds")
    for leads in sizes:
        timed(agreement(), leads, events(leads), rounds)


if __name__ == "__main__":
    main()
