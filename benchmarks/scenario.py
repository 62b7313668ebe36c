"""A month of 3,000 leads, lived through and judged: `python -m benchmarks.scenario [RUNS]`.

Twelve people in two shifts, a calendar with holidays, an answer within 30 business minutes, a decision within 8
business hours, and a cadence of calls, voicemails and emails by part of the day and by week; acceptance, qualification,
deals. Promised: 1,000 such months in under 120 seconds on two cores, which is 80 microseconds a lead on one core. Some
runs on one core are timed by processor time, and scaled. That a run is judged as its log is, is checked before.
"""

from __future__ import annotations

import datetime as dt
import sys
import time

from leadsla import Agreement, evaluate, loads
from leadsla.simulation import Scenario, Streams

AGREEMENT = """
leadsla: 1
agreement: benchmark
version: "1"
term: {from: 2026-01-01, to: 2026-12-31}
timezone: America/New_York
calendar: office
parties: {marketing: {name: Marketing}, sales: {name: Sales}}
calendars:
  office:
    hours: {mon-fri: ["08:00-18:00"]}
    holidays: {country: US}
    dayparts: {morning: "09:00-12:00", afternoon: "13:00-17:00"}
lifecycle:
  stages: [{name: new}, {name: sal}, {name: gone}]
  moves:
    - {event: created, to: new}
    - {event: accepted, from: new, to: sal}
    - {event: rejected, from: [new, sal], to: gone}
clauses:
  - id: first-response
    kind: response_window
    owner: sales
    from: assigned
    within: 30 business minutes
    target: 80% per month
  - id: decision
    kind: response_window
    owner: sales
    from: assigned
    until: [accepted, rejected]
    within: 8 business hours
  - id: plan
    kind: cadence
    owner: sales
    from: assigned
    steps:
      - {id: first-call, do: {call: 1}, within: 30 business minutes}
      - {id: follow-up, after: first-call, when: no_contact, do: {voicemail: 1, email: 1}, within: 1 business hour}
      - {id: morning, days: [2, 3], daypart: morning, do: {call: 1}}
      - {id: afternoon, days: [2], daypart: afternoon, when: silence, do: {call: 1}}
      - {id: weekly, from_day: 5, every: week, until_day: 30, do: {call: 1, email: 1}}
"""
SCENARIO = {
    "arrivals": {
        "name": "web",
        "per_hour": {"mon-fri": {"08:00-18:00": 12.5, "18:00-23:00": 2}, "sat-sun": 0.5},
        "fields": {"source": {"choices": {"web": 3, "demo": 1}}},
    },
    "representatives": [
        {"name": "early", "number": 6, "hours": {"mon-fri": "08:00-16:00"}},
        {"name": "late", "number": 6, "hours": {"mon-fri": "10:00-18:00"}},
    ],
    "work": {
        "handling_minutes": {"lognorm": {"s": 0.8, "scale": 8}},
        "unanswered_minutes": [2],
        "contact": {"call": ["40%", "30%", "20%"], "email": "5%"},
    },
    "acceptance": {"probability": "80%", "reasons": {"no_budget": 3, "duplicate": 1}},
    "qualification": {"probability": "50%", "after_hours": 48},
    "deal": {"probability": "30%", "after_hours": 100, "amount": {"lognorm": {"s": 1, "scale": 10000}}},
}
BEGIN, END = (dt.datetime(2026, month, 1, tzinfo=dt.UTC) for month in (3, 4))
#: Seconds for so many months on so many cores.
PROMISED, MONTHS, CORES = 120, 1_000, 2


def main(runs: int = 10) -> None:
    """Print processor time a run and a lead, and what a thousand runs come to."""
    agreement = loads(AGREEMENT)
    assert isinstance(agreement, Agreement)
    scenario = Scenario.of(SCENARIO)
    run = scenario.simulate(agreement, BEGIN, END, rng=7)
    if run.evaluation != evaluate(agreement, run.events, at=END):
        raise SystemExit("the run is judged otherwise than its log: nothing is timed")
    print(run, "of", f"{len(run.evaluation.clocks):,} clocks")
    trial, streams = scenario.trial(agreement, BEGIN, END), Streams.of(7)
    trial(streams)
    took, leads = [], 0.0
    for number in range(runs):
        begun = time.process_time()
        leads += trial(streams.in_run(number))["leads"] or 0
        took.append(time.process_time() - begun)
    each = sum(took) / runs
    print(
        f"{runs} runs: {each * 1000:.0f} ms each (best {min(took) * 1000:.0f}), {sum(took) / leads * 1e6:.1f} us a lead"
    )
    print(f"{MONTHS:,} runs on {CORES} cores: {each * MONTHS / CORES:.0f} s (promised: {PROMISED})")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
