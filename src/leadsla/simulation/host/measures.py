"""What a run comes to in numbers, counted from the host's own lists and the engine's own clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import attrs

from leadsla.instants import HOUR, MINUTE
from leadsla.lead import BREACHED, MET
from leadsla.tables import NUMBER, SHARE, WHOLE, Columns, Row

if TYPE_CHECKING:
    from leadsla.simulation.host.host import Host


@attrs.frozen
class Waiting(Row):
    """The waits of all leads for their first touch, added up: how many minutes, and what share of them was which.

    Leads that still waited at the end count with their wait so far. Shares are None where nobody waited.
    """

    COLUMNS: ClassVar[Columns] = {
        "leads": WHOLE, "censored": WHOLE, "wait_min": NUMBER, "mean_wait_min": NUMBER, "routing_share": SHARE,
        "closed_share": SHARE, "queue_share": SHARE,
    }  # fmt: skip

    leads: int
    censored: int
    wait_min: float
    mean_wait_min: float | None
    routing_share: float | None
    closed_share: float | None
    queue_share: float | None


def wait_of(host: Host, lead: int) -> tuple[int, int, int]:
    """The wait for the first touch, how much of it until the assignment, how much of the rest with nobody there."""
    life = host.life
    came, touched, left, given = (
        host.crowd.arrived[lead],
        life.touched[lead],
        life.left[lead],
        host.assigned[lead],
    )
    until = touched if touched >= 0 else left if left >= 0 else host.end
    if given < 0:
        given = until
    queue = host.first_queue[lead]
    if queue < 0:
        queue = host.queue[lead]
    there = 0 if queue < 0 or given == until else host.prepared.open_time[queue].between(given, until)
    return until - came, given - came, until - given - there


def waiting(host: Host) -> Waiting:
    """The waits of all leads, added up."""
    waits = [wait_of(host, lead) for lead in range(len(host.crowd.ids))]
    total, routed, closed = (sum(one[place] for one in waits) for place in range(3))
    shares = (None,) * 3 if not total else (routed / total, closed / total, 1 - (routed + closed) / total)
    censored = sum(touched < 0 for touched in host.life.touched)
    mean = total / MINUTE / len(waits) if waits else None
    return Waiting(len(waits), censored, total / MINUTE, mean, *shares)


def metrics(host: Host) -> dict[str, float | None]:
    """The numbers of a run, by name; see `SimulatedRun.metrics`."""
    life, waits = host.life, waiting(host)
    won = [amount for amount, state in zip(life.amounts, life.state, strict=True) if state == "won"]
    return {
        "leads": float(len(life.leads)),
        "untouched": float(waits.censored),
        "mean_wait_min": waits.mean_wait_min,
        "closed_share": waits.closed_share,
        "queue_share": waits.queue_share,
        "touches": float(sum(life.attempts)),
        "worked_hours": sum(life.worked) / HOUR,
        "reached": float(sum(at >= 0 for at in life.reached)),
        "won": float(len(won)),
        "amount": float(sum(amount or 0 for amount in won)),
        **_kept(host),
    }


def _kept(host: Host) -> dict[str, float | None]:
    """The share that was kept of each promise about leads, duties that follow from it left out."""
    places = {
        compiled.index: compiled.clause.id
        for compiled in host.prepared.program.clauses
        if compiled.step is None
    }
    met, breached = dict.fromkeys(places, 0), dict.fromkeys(places, 0)
    for lead in host.life.leads:
        for clock in lead.clocks:
            outcome = clock.outcome
            counts = met if outcome == MET else breached if outcome == BREACHED else None
            if counts is not None:
                index = clock.terms.index
                if index in counts:
                    counts[index] += 1
    found = dict.fromkeys(places.values(), (0, 0))
    for index, name in places.items():  # a clause has an index in each version
        found[name] = found[name][0] + met[index], found[name][1] + breached[index]
    return {
        f"kept_share_{name}": None if not kept + not_kept else kept / (kept + not_kept)
        for name, (kept, not_kept) in found.items()
    }
