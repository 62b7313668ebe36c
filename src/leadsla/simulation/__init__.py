"""Try an agreement before it is signed: queues with an exact answer, and queues that are simulated.

ErlangC(arrivals_per_hour=30, handling_minutes=10, people=7).share_within(5)
smallest_team(30, 10, share=0.8, within_minutes=5).people
PlainQueue.random(arrivals_per_hour=30, handling_minutes=10, people=7).run(customers=20_000, rng=7)
"""

from leadsla.simulation.erlang import ErlangC, OnePerson, smallest_team
from leadsla.simulation.patience import ErlangA, smallest_patient_team
from leadsla.simulation.queue import PlainQueue, serve, serve_many
from leadsla.simulation.runs import QueueRun, Seen
from leadsla.simulation.streams import Streams

__all__ = [
    "ErlangA",
    "ErlangC",
    "OnePerson",
    "PlainQueue",
    "QueueRun",
    "Seen",
    "Streams",
    "serve",
    "serve_many",
    "smallest_patient_team",
    "smallest_team",
]
