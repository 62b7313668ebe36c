"""What the log could not say: rows left out, events ignored or late, oddities, and why clocks are void or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from leadsla.evaluation import Plan
from leadsla.events import Event
from leadsla.instants import instant
from leadsla.lead import VOID
from leadsla.metrics.checks import Finding, check_log
from leadsla.readers import EventLog
from leadsla.reports.pages.scene import Scene, key_of, number
from leadsla.reports.reviews.remarks import Remarks, remarks

if TYPE_CHECKING:
    from leadsla.evaluation.journeys import Journey
    from leadsla.readers.report import ReadReport

#: So many rows of the files are named for each reason.
_ROWS_NAMED = 5


@attrs.frozen
class RowReason:
    """Rows with one fault: whether they were kept all the same, how many, and where the first of them stand."""

    reason: str
    kept: bool
    count: int
    where: tuple[str, ...]


@attrs.frozen
class VoidReason:
    """Clocks of a promise that came to nothing, for one reason; `id` is that of the list of them."""

    id: str
    clause: str
    name: str
    period: str
    reason: str
    count: int


@attrs.frozen
class NoClock:
    """Leads of the period that have no clock of a clause, for one reason; the first of them are named."""

    clause: str
    name: str
    reason: str
    count: int
    leads: tuple[str, ...]


@attrs.frozen
class LogRemarks:
    """What the log could not say.

    `rows` are the faults of rows; `later` events came after the instant of the report and `duplicates` repeat an id,
    and neither counts; `late` were recorded after what happened later to their lead. `void` and `unstarted` are the
    clocks that came to nothing and those that never were, by reason; `findings` are the doubts of `check_log`, None
    without a log.
    """

    read: int | None
    kept: int | None
    left_out: int | None
    rows: tuple[RowReason, ...]
    later: int
    later_leads: tuple[str, ...]
    duplicates: int
    late: int
    late_leads: tuple[str, ...]
    anomalies: tuple[Remarks, ...]
    void: tuple[VoidReason, ...]
    unstarted: tuple[NoClock, ...]
    findings: tuple[Finding, ...] | None
    answer: str

    @property
    def named(self) -> Iterator[str]:
        """The leads that are named."""
        yield from self.late_leads
        for one in self.anomalies:
            yield from (lead for lead, _ in one.examples if lead)  # not the team
        for without in self.unstarted:
            yield from without.leads


def log_remarks(scene: Scene, log: Sequence[Event] | None, journeys: Collection[Journey]) -> LogRemarks:
    """What is to be said of the log."""
    most, evaluation = scene.limits.named, scene.evaluation
    read = log.report if isinstance(log, EventLog) else None
    found = remarks(evaluation, scene.span, most)
    late = Counter[str](_recorded_late(scene, journeys))
    void, without = _void(scene), _unstarted(scene, journeys)
    findings = None if log is None else tuple(check_log(log, evaluation.agreement))
    later = [] if log is None or not evaluation.later else _later(scene, log)
    return LogRemarks(
        read=None if read is None else read.rows,
        kept=None if read is None else read.kept,
        left_out=None if read is None else read.left_out,
        rows=() if read is None else tuple(_rows(read)),
        later=evaluation.later,
        later_leads=tuple(later[:most]),
        duplicates=evaluation.duplicates,
        late=late.total(),
        late_leads=tuple(sorted(late))[:most],
        anomalies=found,
        void=void,
        unstarted=without,
        findings=findings,
        answer=_answer(scene, read, found, findings),
    )


def _answer(
    scene: Scene, read: ReadReport | None, found: tuple[Remarks, ...], findings: tuple[Finding, ...] | None
) -> str:
    said = []
    if read is not None:
        said.append(f"{number(read.rows, 'row')} read, {read.kept:,} kept, {read.left_out:,} left out")
    said.append(number(sum(one.count for one in found), "anomaly", "anomalies"))
    if scene.evaluation.later + scene.evaluation.duplicates:
        said.append(f"{number(scene.evaluation.later + scene.evaluation.duplicates, 'event')} ignored")
    if findings:
        said.append(f"{number(len(findings), 'doubt')} about the log")
    return f"{', '.join(said)}."


def _rows(read: ReadReport) -> Iterator[RowReason]:
    """Each fault of rows, with where the first stand: what stands there is the log's own business."""
    problems = read.problems
    for reason, count in sorted(read.counts.items(), key=lambda one: (-one[1], str(one[0]))):
        rows = [problem for problem in problems if problem.reason is reason]
        where = tuple(f"{row.file} line {row.line}" for row in rows[:_ROWS_NAMED])
        yield RowReason(str(reason), bool(rows) and all(row.kept for row in rows), count, where)


def _later(scene: Scene, log: Sequence[Event]) -> list[str]:
    at = instant(scene.evaluation.at)
    return sorted({event.lead for event in log if event.lead and event.instant > at})


def _recorded_late(scene: Scene, journeys: Iterable[Journey]) -> Iterator[str]:
    """The lead of each event of the period that was recorded after something that happened later to the lead."""
    for journey in journeys:
        if all(event.recorded_at is None for event in journey.events):
            continue
        latest = None
        for event in sorted(journey.events, key=lambda event: event.recorded_at or event.at):
            if latest is not None and event.at < latest and event.at in scene.span:
                yield journey.lead
            latest = event.at if latest is None else max(latest, event.at)


def _void(scene: Scene) -> tuple[VoidReason, ...]:
    """The void clocks of each promise by what voided them."""
    void = [(cell, cell.of(VOID)) for cell in scene.cells]
    causes = scene.evaluation.void_causes(clock.lead or "" for _, clocks in void for clock in clocks)
    found = []
    for cell, clocks in void:
        counts = Counter(
            "its plan came to an end" if isinstance(clock, Plan) else causes[key_of(clock)]  # type: ignore[index]
            for clock in clocks
        )
        for reason, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
            list_ = f"{VOID}.{cell.id}"
            found.append(VoidReason(list_, cell.clause, cell.name, cell.period, reason, count))
    return tuple(found)


def _unstarted(scene: Scene, journeys: Iterable[Journey]) -> tuple[NoClock, ...]:
    """Why leads to which something happened in the period have no clock of a clause."""
    leads = [journey.lead for journey in journeys if any(event.at in scene.span for event in journey.events)]
    clauses: Mapping[str, object] = scene.evaluation.clauses
    return tuple(
        NoClock(
            row.clause,
            str(getattr(clauses[row.clause], "name", row.clause)),
            row.reason,
            row.count,
            row.leads[: scene.limits.named],
        )
        for row in scene.evaluation.unstarted(leads)
    )
