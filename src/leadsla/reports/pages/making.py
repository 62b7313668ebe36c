"""`report`: what an evaluation says about a period, as data; the page is a rendering of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from leadsla.agreement import Agreement
from leadsla.documents import digest
from leadsla.errors import EventError, ExtraError
from leadsla.evaluation.collector import collector_paused
from leadsla.evaluation.explanation.wording import Face
from leadsla.instants import MICROSECOND, instant, zone
from leadsla.metrics.kpis import Judged, kpis
from leadsla.periods import Period
from leadsla.reports.commands import Commands
from leadsla.reports.pages.arrivals import Arrivals, arrivals
from leadsla.reports.pages.funnel import Funnel, funnel
from leadsla.reports.pages.handling import Handling, handling
from leadsla.reports.pages.leads import LeadEntry, lead_entries
from leadsla.reports.pages.limits import PAGE, Limits
from leadsla.reports.pages.lists import (
    ClockList,
    Explained,
    LateList,
    Which,
    Worklist,
    clock_lists,
    explained,
    late_lists,
    worklist,
)
from leadsla.reports.pages.logged import LogRemarks, log_remarks
from leadsla.reports.pages.reckoned import Reckoned, reckoned
from leadsla.reports.pages.representatives import Spread, spreads
from leadsla.reports.pages.scene import Scene
from leadsla.reports.pages.speed import Speed, speeds
from leadsla.reports.pages.standing import Left, Standing, Verdict, lefts, standings, verdict
from leadsla.reports.pages.waiting import Waiting, waiting
from leadsla.reports.plain import plain
from leadsla.reports.reviews.promises import PeriodLine, promises
from leadsla.reports.reviews.span import Span, span_of
from leadsla.tables import SHARE, TEXT, WHOLE, Kind, Sheet, Showing, grid_of, table_of

if TYPE_CHECKING:
    from leadsla.evaluation import Evaluation
    from leadsla.events import Event


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
    timezone: str
    digest: str
    #: Rows of the log: None where they are not known.
    read: int | None
    kept: int | None
    left_out: int | None
    #: Why rows were left out, with how many there were for each reason.
    left_out_by: Mapping[str, int]


#: The columns of the promises of a report.
_STANDING: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(("clause", "name", "owner", "period"), TEXT),
    **dict.fromkeys(("met", "breached", "open", "void"), WHOLE),
    **dict.fromkeys(("rate", "low", "high", "target"), SHARE),
    **dict.fromkeys(("status", "course"), TEXT),
}


@attrs.frozen(kw_only=True)
class Report(Showing):
    """What became of an agreement in a period, section by section.

    `promises` has a row for each promise on leads; `allowances` says how many late leads each target can still afford;
    `speed` is the share done within a time, `handling` in whose hand the time lay, `waiting` why clocks were late,
    `representatives` whether these differ; `late`, `lists` (what is met, open or void) and `worklist` are the lists
    that the counts lead to, `leads` the leads that are named, and `explained` why clocks stand as they do. `html()`
    is the page, `pages()` a folder of them, `to_dict()` the data.
    """

    header: Header
    period: Span
    verdict: Verdict
    promises: tuple[Standing, ...]
    allowances: tuple[Left, ...]
    speed: tuple[Speed, ...]
    handling: Handling | None
    arrivals: Arrivals
    funnel: Funnel | None
    waiting: tuple[Waiting, ...]
    representatives: tuple[Spread, ...]
    late: tuple[LateList, ...]
    lists: tuple[ClockList, ...]
    worklist: Worklist
    periods: tuple[PeriodLine, ...]
    kpis: tuple[Judged, ...]
    log: LogRemarks
    reckoned: Reckoned
    leads: tuple[LeadEntry, ...]
    explained: tuple[Explained, ...]
    commands: Commands = attrs.field(repr=False)
    limits: Limits = attrs.field(repr=False)
    _agreement: Agreement = attrs.field(repr=False, eq=False)

    @property
    def agreement(self) -> Agreement:
        """The version of the agreement that is in force at the instant of the evaluation."""
        return self._agreement

    @property
    def face(self) -> Face:
        """The clock on the wall of the agreement's zone."""
        return Face(zone(self._agreement.timezone))

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row a promise; the other parts are frames of the evaluation (`delays()`, `worklist()`, ...)."""
        return table_of(_STANDING, self.promises, backend)

    def _sheets(self, shown: int) -> tuple[Sheet, ...]:
        names = list(_STANDING)
        types = {name: _STANDING[name] for name in names}
        rows = [[getattr(row, name) for name in names] for row in self.promises[:shown]]
        head = f"{self.header.title}, {self.period.label}: {self.verdict.answer}"
        return (Sheet(head, grid_of(types, rows, shown, total=len(self.promises)), (self.verdict.detail,)),)

    def html(self) -> str:
        """The page: one file that asks for nothing and is whole without script; the same report gives the same text.

        Raises `SizeError` for more than 20 MB.
        """
        from leadsla.reports.pages.page import page

        return page(self)

    def pages(self) -> dict[str, str]:
        """The same as a folder of pages, by the names of the files: `index.html`, and what its counts lead to."""
        from leadsla.reports.pages.splitting import pages

        return pages(self)

    def to_dict(self) -> dict[str, Any]:
        """The page's data as JSON can carry it: times ISO 8601 in UTC, lengths in seconds, shares as numbers."""
        names = [
            field.name
            for field in attrs.fields(Report)
            if field.name not in ("_agreement", "commands", "limits")
        ]
        return {name: plain(getattr(self, name)) for name in names}


def report(
    evaluation: Evaluation,
    period: str | None = None,
    log: Sequence[Event] | None = None,
    *,
    explain: Which | str = Which.LATE,
    limits: Limits = PAGE,
    commands: Commands | None = None,
    reps: bool = True,
    censored: bool = False,
) -> Report:
    """What became of an agreement in a period (`2026-02`, `2026-Q1`, `2026-W05`, `2026`), in its time zone.

    Without a period it is the month in which the last clock of a lead started. `log` is what was evaluated: it is
    checked, and where it is what `read_events` gave its rows are told. `explain` says which clocks are explained:
    `late` (what is late or owed), `all` that are listed, or `none`. `limits` say how much is listed, and `commands`
    what is told to be typed for the rest. Without `reps` representatives are not compared. With `censored` the curves
    of how fast are drawn with those that are still open.

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
        return _report(
            Scene(evaluation, span, limits),
            log,
            Which(explain),
            commands or Commands(),
            reps=reps,
            censored=censored,
        )


def _report(
    scene: Scene, log: Sequence[Event] | None, which: Which, commands: Commands, *, reps: bool, censored: bool
) -> Report:
    evaluation, span = scene.evaluation, scene.span
    last = min(span.end - MICROSECOND, evaluation.at)
    journeys = evaluation.journeys(last)
    agreement = evaluation.agreement
    rows, left = standings(scene), lefts(scene)
    targets = {row.id: row.target for row in rows}
    speed = speeds(scene, targets, censored=censored)
    stages, remarked = funnel(scene, journeys, last), log_remarks(scene, log, journeys)
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
            timezone=agreement.timezone,
            digest=digest(agreement),
            read=remarked.read,
            kept=remarked.kept,
            left_out=remarked.left_out,
            left_out_by={row.reason: row.count for row in remarked.rows if not row.kept},
        ),
        period=span,
        verdict=verdict(scene, rows, left),
        promises=rows,
        allowances=left,
        speed=speed,
        handling=handling(scene, journeys),
        arrivals=arrivals(scene, journeys, speed[0].clause if speed else None),
        funnel=stages,
        waiting=waiting(scene),
        representatives=spreads(scene, targets) if reps else (),
        late=late_lists(scene),
        lists=clock_lists(scene),
        worklist=worklist(scene),
        periods=promises(evaluation, span).periods,
        kpis=_kpis(evaluation, span),
        log=remarked,
        reckoned=reckoned(scene, commands.report, digest(agreement)),
        leads=lead_entries(
            scene, [*(() if stages is None else stages.named(scene.limits.named)), *remarked.named]
        ),
        explained=explained(scene, which, commands.explain),
        commands=commands,
        limits=scene.limits,
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
