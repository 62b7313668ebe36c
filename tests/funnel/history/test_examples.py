"""The agreement of the loan applications in `examples/`, on a log made here that is read as the public one is."""

from __future__ import annotations

import gzip
from pathlib import Path

import leadsla as ls
from leadsla.funnel import FunnelHistory

EXAMPLES = Path(__file__).parents[3] / "examples" / "bpic2012"


def test_loan_applications(tmp_path: Path) -> None:
    """One is approved after a second offer, one is declined, one was approved without its offer coming back."""
    rows = ["case,activity,lifecycle,resource,timestamp,amount"]
    ways = {
        "1": ["A_SUBMITTED", "A_PREACCEPTED", "A_ACCEPTED", "O_SENT", "O_SENT", "O_SENT_BACK", "A_APPROVED"],
        "2": ["A_SUBMITTED", "A_DECLINED"],
        "3": ["A_SUBMITTED", "A_PREACCEPTED", "A_ACCEPTED", "O_SENT", "A_APPROVED"],
    }
    for case, way in ways.items():
        for day, activity in enumerate(way, 2):
            rows.append(f"{case},{activity},COMPLETE,112,2012-01-{day:02}T09:00:00+01:00,{case}000")
    path = tmp_path / "applications.csv.gz"
    path.write_bytes(gzip.compress("\n".join(rows).encode()))
    agreement = ls.load(EXAMPLES / "applications.yaml")
    log = ls.read_events(path, EXAMPLES / "mapping.yaml")
    assert ls.evaluate(agreement, log, log[-1].at).anomalies == ()
    found = FunnelHistory.from_events(agreement, log, mature_after="any")
    assert [(step.rate.count, step.rate.total) for step in found.steps] == [
        (2, 3),
        (2, 2),
        (2, 2),
        (2, 2),
        (2, 2),
    ]
    assert [step.passed_over for step in found.steps] == [0, 0, 0, 1, 0]
    assert (found.deals.told, str(found.deals.mean), found.currency) == (2, "2000.00", "EUR")
