"""What comes next: the meetings that are due, and the amendments that are proposed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import attrs

from leadsla.clauses import PeriodClause
from leadsla.instants import instant, moment, zone
from leadsla.lead import MET
from leadsla.versions import State

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.evaluation import Evaluation


@attrs.frozen
class Meeting:
    """The next meeting of a rhythm that has not been held: the slot that it belongs to, and its last instant."""

    clause: str
    name: str
    period: str
    opens: dt.datetime
    due: dt.datetime
    attended_by: tuple[str, ...]


@attrs.frozen
class Proposed:
    """A version of the agreement that is proposed and not agreed."""

    version: str
    effective: dt.date | None
    amends: str
    by: str
    why: str


@attrs.frozen
class Coming:
    """The next meetings, soonest due first, and the amendments that wait to be agreed."""

    meetings: tuple[Meeting, ...]
    proposed: tuple[Proposed, ...]


def coming(evaluation: Evaluation) -> Coming:
    """What comes after the instant of the evaluation."""
    agreement, at = evaluation.agreement, instant(evaluation.at)
    held = {
        (clock.clause, clock.period)
        for clock in evaluation.clocks
        if clock.lead is None and not clock.duty and clock.outcome == MET
    }
    versions = evaluation.versions
    reign = next((one for one in versions[-1].reigns if one.covers(at)), None)
    version, first, after = (
        (agreement, *agreement.in_force) if reign is None else (reign.agreement, reign.first, reign.after)
    )
    found = (
        _next(clause, held, at, first, after, zone(version.timezone))
        for clause in version.clauses
        if isinstance(clause, PeriodClause) and clause.attendees is not None
    )
    meetings = sorted(filter(None, found), key=lambda meeting: (meeting.due, meeting.clause))
    proposed = [_proposed(version) for version in versions if _is_proposed(version)]
    return Coming(tuple(meetings), tuple(proposed))


def _next(
    clause: PeriodClause, held: set[tuple[str, str | None]], at: int, first: int, after: int, tz: ZoneInfo
) -> Meeting | None:
    """The first meeting of the rhythm that can still be held and has not been."""
    for span in clause.spans(first, after, tz):
        start, end = max(span.start, first), min(span.end, after)
        if start < end > at and (clause.id, span.label) not in held:
            return Meeting(
                clause.id, clause.name, span.label, moment(start), moment(end), clause.attendees or ()
            )
    return None


def _is_proposed(version: Agreement) -> bool:
    """As it says, or a version that amends another and is not signed by all."""
    return version.state is State.PROPOSED or (version.state is None and not version.agreed)


def _proposed(version: Agreement) -> Proposed:
    amends = version.amends
    return Proposed(
        version=version.version,
        effective=version.effective,
        amends="" if amends is None else amends.version,
        by="" if amends is None else amends.by,
        why="" if amends is None else amends.why,
    )
