"""How large the report of a long log is, and how long it takes: `python -m benchmarks.report`.

The page is opened by browsers and sent by mail, so its size is promised: at most 1.5 MB for 10,000 leads and 5 MB for
100,000, which is made in under 20 s once the log is judged.
"""

from __future__ import annotations

import time

from benchmarks.evaluation import agreement, events
from leadsla.evaluation import evaluate
from leadsla.events import Event
from leadsla.reports import report

#: By numbers of leads: the most bytes and the most seconds.
PROMISED = {10_000: (1_500_000, None), 100_000: (5_000_000, 20.0)}


def main(sizes: tuple[int, ...] = tuple(PROMISED)) -> None:
    """Make the report of the year and of a month of each log, and hold it against what is promised."""
    terms = agreement()
    for leads in sizes:
        log: list[Event] = events(leads)
        start = time.perf_counter()
        evaluation = evaluate(terms, log, log[-1].at)
        judged = time.perf_counter() - start
        for period in ("2026", "2026-06"):
            start = time.perf_counter()
            page = report(evaluation, period).html()
            took = time.perf_counter() - start
            size, most = len(page.encode()), PROMISED.get(leads, (0, None))
            print(
                f"{leads:>9,} leads, {len(evaluation.clocks):>9,} clocks, {period:7}: judged in {judged:5.1f} s, "
                f"page of {size:>9,} bytes in {took:5.1f} s (promised: {most[0]:,} bytes, {most[1] or 'any'} s)"
            )


if __name__ == "__main__":
    main()
