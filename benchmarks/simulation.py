"""The plain queue against other simulators: `python -m benchmarks.simulation`.

Ten people at a load of nine tenths, exponential times. All are given the same leads, and every wait is compared before
anything is timed. The peers read ready lists; the library's time has the drawing of its random numbers in it. Rounds
are interleaved and the medians compared. A peer that is not installed is named and left out. Promised: 25 times
simpy's leads a second, and 40 times ciw's; and 12 times simpy's with three response windows judged on every lead, the
answers being those of `evaluate`.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from benchmarks.columns import agreement
from leadsla import evaluate
from leadsla.evaluation.columns import Coded, ColumnJudge, JudgedTable, LeadTable
from leadsla.instants import MINUTE, UTC, instant
from leadsla.simulation import PlainQueue, Streams
from leadsla.simulation.queue import ARRIVALS, HANDLING

PEOPLE = 10
QUEUE = PlainQueue(gaps_minutes=1.0, handling_minutes=9.0, people=PEOPLE)
SEED = 7
#: What is promised of one run, by peer.
PROMISED = {"simpy": 25, "ciw": 40}
#: What is promised where every lead is judged as well: so many times simpy, which judges nothing.
PROMISED_JUDGED = 12
BEGIN = dt.datetime(2026, 3, 2, 14, tzinfo=UTC)
SOURCES = ("web", "demo", "event")


def simpy(gaps: list[float], handling: list[float]) -> list[float]:
    """The waits, by a process for each lead and a resource for the team."""
    import simpy as package

    world = package.Environment()
    team = package.Resource(world, capacity=PEOPLE)
    waits: list[float] = []

    def lead(length: float) -> Any:
        came = world.now
        with team.request() as turn:
            yield turn
            waits.append(world.now - came)
            yield world.timeout(length)

    def source() -> Any:
        for gap, length in zip(gaps, handling, strict=True):
            yield world.timeout(gap)
            world.process(lead(length))

    world.process(source())
    world.run()
    return waits


def ciw(gaps: list[float], handling: list[float]) -> list[float]:
    """The waits, from the records of a network of one node."""
    import ciw as package

    network = package.create_network(
        arrival_distributions=[package.dists.Sequential([*gaps, float("inf")])],
        service_distributions=[package.dists.Sequential(handling)],
        number_of_servers=[PEOPLE],
    )
    simulation = package.Simulation(network)
    simulation.simulate_until_max_time(sum(gaps) + sum(handling))
    records = sorted(simulation.get_all_records(), key=lambda record: record.arrival_date)
    return [record.waiting_time for record in records]


def judged(judge: ColumnJudge, leads: int, streams: Streams) -> JudgedTable:
    """A run whose leads are judged: assigned as they come, touched as they are begun, accepted at the end."""
    run = QUEUE.run(leads, rng=streams)
    come, begun, done = (
        instant(BEGIN) + (minutes * MINUTE).astype(np.int64)
        for minutes in (run.arrivals_min, run.starts_min, run.ends_min)
    )
    source = Coded(np.arange(leads, dtype=np.int16) % len(SOURCES), SOURCES)
    table = LeadTable(
        {"assigned": come, "touched": begun, "accepted": done},
        fields={"source": source, "score": np.arange(leads) % 100},
    )
    return judge.judge(table, dt.datetime(2027, 1, 1, tzinfo=UTC))


def timed(job: Callable[[], Any]) -> float:
    """Seconds that a job takes once."""
    begun = time.perf_counter()
    job()
    return time.perf_counter() - begun


def main(leads: int = 20_000, rounds: int = 5, many: int = 1_000) -> None:
    """Print leads a second, and how many times the peer's that is."""
    streams = Streams.of(SEED)
    gaps = QUEUE.gaps_minutes.draw(streams.generator(ARRIVALS), leads).tolist()
    handling = QUEUE.handling_minutes.draw(streams.generator(HANDLING), leads).tolist()
    wanted = QUEUE.run(leads, rng=streams).waits_min
    judge = ColumnJudge(agreement(3))
    some = judged(judge, 500, streams)
    if some.clocks() != evaluate(judge.agreement, some.table.events(), some.at).clocks:
        raise SystemExit("columns and fold differ: nothing is timed")
    jobs: dict[str, Callable[[], Any]] = {
        "leadsla": lambda: QUEUE.run(leads, rng=streams),
        "leadsla, three clauses": lambda: judged(judge, leads, streams),
    }
    for name, peer in (("simpy", simpy), ("ciw", ciw)):
        try:
            found = peer(gaps, handling)
        except ImportError as error:
            print(f"left out: {error}")
            continue
        worst = max(abs(one - other) for one, other in zip(found, wanted, strict=True))
        if worst > 1e-6:
            raise SystemExit(f"{name} has other waits, by up to {worst} min: nothing is timed")
        jobs[name] = partial(peer, gaps, handling)
    took: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            took[name].append(timed(job))
    own = statistics.median(took["leadsla"])
    print(f"{leads:,} leads, median of {rounds} interleaved rounds, Python {sys.version.split()[0]}")
    for name, seconds in took.items():
        median = statistics.median(seconds)
        promised = f"(promised: {PROMISED[name]} x)" if name in PROMISED else ""
        print(f"  {name:<27}{leads / median:>12,.0f} leads/s{median / own:>9.1f} x {promised}")
    if "simpy" in took:
        times = statistics.median(took["simpy"]) / statistics.median(took["leadsla, three clauses"])
        print(
            f"  simpy takes {times:.1f} times as long as a run that is judged (promised: {PROMISED_JUDGED} x)"
        )
    runs = [streams.in_run(number) for number in range(many)]
    each = min(timed(lambda: QUEUE.runs(runs, 2_000)) for _ in range(2))
    print(f"  {f'leadsla, {many:,} runs of 2,000':<27}{2_000 * many / each:>12,.0f} leads/s")


if __name__ == "__main__":
    main()
