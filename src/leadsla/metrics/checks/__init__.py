"""What may be wrong with a log, told from the log itself: `check_log`.

A number is only as good as its log, and most faults of exports do not look like faults: times in another zone, a job
that closes what nobody closed, dates without times, deals from one year only. Each check is one function of a `Log`.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter, gt
from typing import TYPE_CHECKING, Final

from leadsla.events import Event
from leadsla.metrics.checks.finding import Finding, Log
from leadsla.metrics.checks.hours import check_calendar, check_zone
from leadsla.metrics.checks.people import check_persons, check_representatives
from leadsla.metrics.checks.rows import check_duplicates, check_impossible, check_truncated
from leadsla.metrics.checks.times import check_automatic, check_round_times
from leadsla.tables import Rows

if TYPE_CHECKING:
    from leadsla.agreement import Agreement

_CHECKS: Final = (
    check_zone,
    check_calendar,
    check_automatic,
    check_round_times,
    check_duplicates,
    check_impossible,
    check_truncated,
    check_representatives,
    check_persons,
)

__all__ = ["Finding", "check_log"]


def check_log(events: Iterable[Event], agreement: Agreement | None = None) -> Rows[Finding]:
    """The doubts about a log, each with its counts, examples and what to do. None is no proof that all is well.

    The order of `events` does not matter. Hours are told in the zone of `agreement`, UTC without one, and only with one
    can its calendar be checked.

    >>> from datetime import datetime, timezone
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)
    >>> log = [Event("L1", nine, "won"), Event("L1", nine.replace(hour=10), "created")]
    >>> [finding] = check_log(log)
    >>> finding.name, finding.count, finding.examples
    ('before_created', 1, ('L1 won 2026-03-02 09:00:00',))
    """
    given = list(events)
    # Few logs have a counter, and without one the instant alone says the order; most are in order already.
    log = Log(given, agreement)
    if any(map(attrgetter("seq"), given)):
        log = Log(sorted(given, key=attrgetter("order")), agreement)
    elif any(map(gt, log.instants, log.instants[1:])):
        log = Log(sorted(given, key=attrgetter("instant")), agreement)
    return Rows(Finding, (finding for check in _CHECKS for finding in check(log)))
