"""`review`: the agenda of the review meeting, from the evidence.

The parts are data, each worked out in a module of its own from what the evaluation has: its clocks, attainment,
consequences, anomalies and journeys. What is said of them, and in which order, stands in `agenda`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import attrs

from leadsla.errors import EventError, ReadError, nearest
from leadsla.instants import MICROSECOND
from leadsla.metrics import Leakage
from leadsla.metrics.leakage import Lost, leakage_of
from leadsla.reports.commands import Command, to_explain
from leadsla.reports.page import sheets_of
from leadsla.reports.plain import plain
from leadsla.reports.reviews.breaches import Breaches, breaches
from leadsla.reports.reviews.coming import Coming, coming
from leadsla.reports.reviews.followed import Followed, followed
from leadsla.reports.reviews.promises import Promises, promises
from leadsla.reports.reviews.proposal import Proposal
from leadsla.reports.reviews.proposals import proposals
from leadsla.reports.reviews.remarks import Remarks, remarks
from leadsla.reports.reviews.span import Span, span_of
from leadsla.tables import SECONDS, SHARE, TEXT, TRUTH, WHOLE, Columns, Sheet, Showing, table_of

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.evaluation import Evaluation
    from leadsla.readers.report import ReadReport


@attrs.frozen
class RowsRead:
    """What was read of the log, in rows; `ignored` are events that were left aside, being later or told twice."""

    read: int
    kept: int
    left_out: int
    ignored: int


@attrs.frozen(kw_only=True, repr=False)
class Review(Showing):
    """The agenda of a review meeting: what was promised in a period, what came of it, and what to talk about.

    `versions` are those by which clocks of the period were judged. `leakage` is None where a monitor no longer knows
    where leads went. `str()` is the agenda as text of 80 columns, `markdown()` the same as Markdown, `to_dict()` data
    for JSON.
    """

    agreement: Agreement
    versions: tuple[str, ...]
    period: Span
    at: dt.datetime
    #: How many leads something happened to in the period.
    leads: int
    rows: RowsRead | None
    promises: Promises
    breaches: Breaches
    remarks: tuple[Remarks, ...]
    leakage: Leakage | None
    followed: Followed
    proposals: tuple[Proposal, ...]
    coming: Coming
    _command: Command = attrs.field(default=to_explain, eq=False, repr=False)

    @property
    def over(self) -> bool:
        """Whether the period has ended."""
        return self.period.end <= self.at

    def explain(self, lead: str, clause: str, step: str | None = None) -> str:
        """The command that explains a clock of the review."""
        return self._command(lead, clause, step)

    def text(self, width: int = 80) -> str:
        """The agenda as text."""
        from leadsla.reports.reviews.agenda import agenda

        return agenda(self).text(width)

    def markdown(self) -> str:
        """The agenda as Markdown."""
        from leadsla.reports.reviews.agenda import agenda

        return agenda(self).markdown()

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<Review {self.agreement.agreement} {self.period.label}: {self.leads:,} leads>"

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        from leadsla.reports.reviews.agenda import agenda

        return tuple(sheets_of(agenda(self), shown))

    def to_frame(self, backend: str = "pandas", table: str = "targets") -> Any:
        """One of `targets` (a row a target), `breaches` (a row a promise) and `lost` (a row a lead) as a data frame.

        Raises `ReadError` for another table or backend, `ExtraError` for one that is not installed.
        """
        if table not in _TABLES:
            guess = nearest(str(table), _TABLES) or f"one of {', '.join(_TABLES)}"
            raise ReadError(f"`table` is {table!r}, no part of a review; write {guess}")
        columns, rows = _TABLES[table]
        return table_of(columns, rows(self), backend)

    def to_dict(self) -> dict[str, Any]:
        """The review as JSON can carry it: times ISO 8601 in UTC, lengths in seconds (`..._s`), shares as numbers."""
        found = {
            "agreement": self.agreement.agreement,
            "version": self.agreement.version,
            "versions": list(self.versions),
            "period": plain(self.period),
            "at": plain(self.at),
            "over": self.over,
            "leads": self.leads,
            "rows": plain(self.rows),
        }
        for name in ("promises", "breaches", "remarks", "leakage", "followed", "proposals", "coming"):
            found[name] = plain(getattr(self, name))
        for proposal, data in zip(self.proposals, found["proposals"], strict=True):
            data["rule"] = proposal.rule
        return found


_TARGETS: Final[Columns] = {
    **dict.fromkeys(("clause", "name", "owner"), TEXT),
    "period": (TEXT, attrgetter("attainment.period")),
    **{name: (WHOLE, attrgetter(f"attainment.{name}")) for name in ("met", "breached", "open", "void")},
    "rate": (SHARE, attrgetter("attainment.rate")),
    "target": (SHARE, lambda line: line.attainment.target and line.attainment.target.value),
    "status": (TEXT, attrgetter("attainment.status")),
    "partial": TRUTH,
}
_BREACHES: Final[Columns] = {
    **dict.fromkeys(("clause", "name", "owner"), TEXT),
    **dict.fromkeys(("breached", "clocks", "owed", "never"), WHOLE),
    "late_median_s": (SECONDS, lambda line: line.lateness and line.lateness.median),
    "late_most_s": (SECONDS, lambda line: line.lateness and line.lateness.most),
}
#: The tables of a review: their columns, and their rows.
_TABLES: Final[Mapping[str, tuple[Columns, Callable[[Review], Iterable[Any]]]]] = {
    "targets": (_TARGETS, lambda found: found.promises.targets),
    "breaches": (_BREACHES, lambda found: found.breaches.offenders),
    "lost": (Lost.COLUMNS, lambda found: () if found.leakage is None else found.leakage.lost),
}


def review(
    evaluation: Evaluation,
    period: str,
    *,
    read: ReadReport | None = None,
    explain: Command | None = None,
) -> Review:
    """The agenda of the review of a period (`2026-Q1`, `2026-03`, `2026-W05`, `2026`), in the agreement's time zone.

    `read` is what was read of the log (`read_events(...).report`); `explain` gives the command that explains a
    lead, a clause and a step. Clocks belong to the period in which they started.

    >>> import datetime as dt
    >>> import leadsla as ls
    >>> at = dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)
    >>> evaluation = ls.evaluate(ls.examples.acme(), ls.examples.acme_events(), at)
    >>> found = review(evaluation, "2026-01")
    >>> [(line.clause, line.attainment.status) for line in found.promises.targets]
    [('first-response', 'missed'), ('complete-handoff', 'missed'), ('accept-or-reject', 'kept')]

    Raises `WindowError` for what is no period, `UnknownError` for one outside the term, or that has not begun.
    """
    span = span_of(evaluation, period)
    last = min(span.end - MICROSECOND, evaluation.at)
    journeys = evaluation.journeys(last)
    try:
        lost = leakage_of(evaluation, journeys, span.start, last)
    except EventError:
        lost = None
    timings = [
        timing
        for timing in evaluation.timings()
        if timing.clock.started in span and timing.clock.duty is None
    ]
    versions = {clock.version: None for clock in evaluation.clocks if clock.started in span}
    return Review(
        agreement=evaluation.agreement,
        versions=tuple(versions) or (evaluation.agreement.version,),
        period=span,
        at=evaluation.at,
        leads=sum(any(event.at in span for event in journey.events) for journey in journeys),
        rows=None if read is None else _rows(evaluation, read),
        promises=promises(evaluation, span),
        breaches=breaches(evaluation, timings),
        remarks=remarks(evaluation, span),
        leakage=lost,
        followed=followed(evaluation, span),
        proposals=proposals(evaluation, span, timings, lost, journeys),
        coming=coming(evaluation),
        **({} if explain is None else {"command": explain}),
    )


def _rows(evaluation: Evaluation, read: ReadReport) -> RowsRead:
    return RowsRead(read.rows, read.kept, read.left_out, evaluation.later + evaluation.duplicates)
