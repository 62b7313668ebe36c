"""`report`: what an evaluation says about a period, as data; the page is a rendering of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs

from leadsla.agreement import Agreement
from leadsla.documents import digest
from leadsla.errors import EventError, ExtraError
from leadsla.evaluation.collector import collector_paused
from leadsla.evaluation.explanation.wording import Face
from leadsla.instants import MICROSECOND, instant, zone
from leadsla.metrics.kpis import Judged, kpis
from leadsla.periods import Period
from leadsla.reports.commands import Command, to_explain
from leadsla.reports.pages.arrivals import Arrivals, arrivals
from leadsla.reports.pages.funnel import Funnel, funnel
from leadsla.reports.pages.lists import (
    Explained,
    LateList,
    Worklist,
    explained,
    late_lists,
    worklist,
)
from leadsla.reports.pages.reckoned import LogRemarks, Reckoned, log_remarks, reckoned
from leadsla.reports.pages.representatives import Spread, spreads
from leadsla.reports.pages.scene import Scene
from leadsla.reports.pages.speed import Speed, speeds
from leadsla.reports.pages.standing import Left, Standing, Verdict, lefts, standings, verdict
from leadsla.reports.pages.waiting import Waiting, waiting
from leadsla.reports.plain import plain
from leadsla.reports.reviews.promises import PeriodLine, promises
from leadsla.reports.reviews.span import Span, span_of

if TYPE_CHECKING:
    from leadsla.evaluation import Evaluation
    from leadsla.readers import EventLog


@attrs.frozen
class Header:
    """Whose report this is, of which period, as of when, and of how much."""

    title: str
    organisation: str
    agreement: str
    version: str
    at: dt.datetime
    over: bool
    leads: int
    clocks: int


@attrs.frozen(kw_only=True)
class Report:
    """What became of an agreement in a period, section by section.

    `promises` has a row for each promise on leads; `allowances` says how many late leads each target can still afford;
    `speed` is the share done within a time, `waiting` why clocks were late, `representatives` whether these differ;
    `late` and `worklist` are the lists that the counts lead to, and `explained` why their clocks stand as they do.
    `html()` is the page, `to_dict()` its data.
    """

    header: Header
    period: Span
    verdict: Verdict
    promises: tuple[Standing, ...]
    allowances: tuple[Left, ...]
    speed: tuple[Speed, ...]
    arrivals: Arrivals
    funnel: Funnel | None
    waiting: tuple[Waiting, ...]
    representatives: tuple[Spread, ...]
    late: tuple[LateList, ...]
    worklist: Worklist
    periods: tuple[PeriodLine, ...]
    kpis: tuple[Judged, ...]
    log: LogRemarks
    reckoned: Reckoned
    explained: tuple[Explained, ...]
    _agreement: Agreement = attrs.field(repr=False, eq=False)

    @property
    def agreement(self) -> Agreement:
        """The version of the agreement that is in force at the instant of the evaluation."""
        return self._agreement

    @property
    def face(self) -> Face:
        """The clock on the wall of the agreement's zone."""
        return Face(zone(self._agreement.timezone))

    def html(self) -> str:
        """The page: one file without script that asks for nothing; the same report gives the same text."""
        from leadsla.reports.pages.page import page

        return page(self)

    def to_dict(self) -> dict[str, Any]:
        """The page's data as JSON can carry it: times ISO 8601 in UTC, lengths in seconds, shares as numbers."""
        names = [field.name for field in attrs.fields(Report) if field.name != "_agreement"]
        return {name: plain(getattr(self, name)) for name in names}


def report(
    evaluation: Evaluation,
    period: str | None = None,
    log: EventLog | None = None,
    *,
    explain: Command | None = None,
    command: str = "",
    reps: bool = True,
) -> Report:
    """What became of an agreement in a period (`2026-02`, `2026-Q1`, `2026-W05`, `2026`), in its time zone.

    Without a period it is the month in which the last clock of a lead started. `log` is what `read_events` gave, of
    which the rows are told; `explain` gives the command that explains a lead, a clause and a step, and `command` is
    told as the one that makes the page. Without `reps` representatives are not compared.

    >>> import datetime as dt
    >>> import leadsla as ls
    >>> at = dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)
    >>> found = report(ls.evaluate(ls.examples.acme(), ls.examples.acme_events(), at))
    >>> found.period.label, [(row.clause, row.met, row.breached) for row in found.promises][0]
    ('2026-02', ('first-response', 23, 5))

    Raises `WindowError` for what is no period, `UnknownError` for one outside the term, or that has not begun.
    """
    span = span_of(evaluation, period or last_month(evaluation))
    with collector_paused():
        return _report(Scene(evaluation, span), log, explain or to_explain, command, reps=reps)


def _report(scene: Scene, log: EventLog | None, explain: Command, command: str, *, reps: bool) -> Report:
    evaluation, span = scene.evaluation, scene.span
    last = min(span.end - MICROSECOND, evaluation.at)
    journeys = evaluation.journeys(last)
    agreement = evaluation.agreement
    rows, left = standings(scene), lefts(scene)
    targets = {row.id: row.target for row in rows}
    speed = speeds(scene, targets)
    return Report(
        agreement=agreement,
        header=Header(
            title=agreement.title or agreement.agreement,
            organisation=agreement.organisation,
            agreement=agreement.agreement,
            version=agreement.version,
            at=evaluation.at,
            over=span.end <= evaluation.at,
            leads=sum(any(event.at in span for event in journey.events) for journey in journeys),
            clocks=sum(len(cell.clocks) for cell in scene.cells),
        ),
        period=span,
        verdict=verdict(scene, rows, left),
        promises=rows,
        allowances=left,
        speed=speed,
        arrivals=arrivals(scene, journeys, speed[0].clause if speed else None),
        funnel=funnel(scene, journeys, last),
        waiting=waiting(scene),
        representatives=spreads(scene, targets) if reps else (),
        late=late_lists(scene),
        worklist=worklist(scene),
        periods=promises(evaluation, span).periods,
        kpis=_kpis(evaluation, span),
        log=log_remarks(scene, None if log is None else log.report),
        reckoned=reckoned(scene, command, digest(agreement)),
        explained=explained(scene, explain),
    )


def _kpis(evaluation: Evaluation, span: Span) -> tuple[Judged, ...]:
    """The indicators of the period; none where they need scipy, or events that a monitor has compacted."""
    try:
        return tuple(kpis(evaluation, span.label))
    except (EventError, ExtraError):
        return ()


def last_month(evaluation: Evaluation) -> str:
    """The month in which the last clock of a lead started; without any, that of the evaluation."""
    face = Face(zone(evaluation.agreement.timezone))
    started = max(
        (one.clock.started for one in evaluation.counted() if one.clock.lead), default=evaluation.at
    )
    return Period.MONTH.label(instant(started), face.tz)
