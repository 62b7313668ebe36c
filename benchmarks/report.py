"""How large the report of a long log is, and how long it takes: `python -m benchmarks.report`.

The page is opened by browsers and sent by mail, so its size is promised: at most 1.5 MB for 10,000 leads and 5 MB for
100,000, which is made in under 20 s once the log is judged. The log is given, so that it is checked too. Seconds are
those of one processor.
"""

from __future__ import annotations

import time

from benchmarks.evaluation import agreement, events
from leadsla.evaluation import evaluate
from leadsla.readers import EventLog
from leadsla.readers.report import ReadReport
from leadsla.reports import report

#: By numbers of leads: the most bytes and the most seconds.
PROMISED = {10_000: (1_500_000, None), 100_000: (5_000_000, 20.0)}


def main(sizes: tuple[int, ...] = tuple(PROMISED)) -> None:
    """Make the report of the year and of a month of each log, and hold it against what is promised."""
    terms = agreement()
    for leads in sizes:
        log = EventLog(tuple(events(leads)), ReadReport((), leads))
        start = time.process_time()
        evaluation = evaluate(terms, log, log[-1].at)
        judged = time.process_time() - start
        for period in ("2026", "2026-06"):
            start = time.process_time()
            page = report(evaluation, period, log).html()
            took = time.process_time() - start
            size, most = len(page.encode()), PROMISED.get(leads, (0, None))
            print(
                f"{leads:>9,} leads, {len(evaluation.clocks):>9,} clocks, {period:7}: judged in {judged:5.1f} s, "
                f"page of {size:>9,} bytes in {took:5.1f} s (promised: {most[0]:,} bytes, {most[1] or 'any'} s)"
            )


if __name__ == "__main__":
    main()
