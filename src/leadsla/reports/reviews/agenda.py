"""The agenda: what a review says, in the order in which people talk about it, the verdict first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from leadsla.attainment import KEPT, MISSED, UNDECIDED
from leadsla.clauses import PeriodClause
from leadsla.evaluation.explanation.wording import Face
from leadsla.instants import instant, zone
from leadsla.metrics import CAUSES
from leadsla.reports.page import Block, Items, Page, Paragraph, Section
from leadsla.reports.reviews.figures import of
from leadsla.reports.reviews.matters import (
    breach_blocks,
    followed_blocks,
    promise_blocks,
    proposal_blocks,
)
from leadsla.reports.reviews.wording import clean, counted, listed, party

if TYPE_CHECKING:
    from leadsla.reports.reviews.breaches import Breaches
    from leadsla.reports.reviews.review import Review

#: So many leads are named of each cause of leakage.
_EXAMPLES = 3


def agenda(review: Review) -> Page:
    """The page of a review."""
    face = Face(zone(review.agreement.timezone))
    sections = [
        Section("1. Targets, quotas and goals", promise_blocks(review)),
        Section("2. Where promises on leads are broken", breach_blocks(review, face)),
        Section("3. Leads lost without an outcome", list(_leakage(review, face))),
        Section("4. What the log could not be", list(_remarks(review, face))),
        Section("5. What followed, and what became of it", followed_blocks(review)),
        Section("6. Proposals for adjustment", proposal_blocks(review)),
        Section("7. Next", list(_coming(review, face))),
    ]
    title = review.agreement.title or review.agreement.agreement
    return Page(f"Review of {review.period.label}: {clean(title)}", list(_head(review, face)), sections)


def _head(review: Review, face: Face) -> Iterator[Block]:
    yield Paragraph(_verdict(review))
    agreement = review.agreement
    versions = f"version{'s' if len(review.versions) > 1 else ''} {listed(map(clean, review.versions))}"
    whose = f"{clean(agreement.organisation)}, " if agreement.organisation else ""
    at = face.full(instant(review.at))
    state = "" if review.over else "; the period is not over, and this is how it stands"
    yield Items(
        [
            f"Agreement: {whose}{clean(agreement.agreement)}, {versions}.",
            f"Period: {review.period.in_words(face)}, {face.place} time, as of {at}{state}.",
            f"To attend: {_attending(review)}.",
            f"Evidence: {_evidence(review)}.",
        ]
    )


def _attending(review: Review) -> str:
    """Whom the meeting needs: by the clauses about meetings, else who signs."""
    agreement = review.agreement
    periods = (clause for clause in agreement.clauses if isinstance(clause, PeriodClause))
    names = dict.fromkeys(name for clause in periods for name in clause.attendees or ())
    wanted = [name for name in names if name in agreement.parties] or list(agreement.parties)
    found = []
    for name in wanted:
        one = agreement.parties[name]
        found.append(f"{clean(one.name)} ({clean(one.signatory)})" if one.signatory else clean(one.name))
    roles = [name for name in names if name not in agreement.parties]
    return listed([*found, *(name.replace("_", " ") for name in roles)])


def _evidence(review: Review) -> str:
    clocks = counted(review.breaches.clocks, "clock")
    said = f"{counted(review.leads, 'lead')} with events in the period, on which {clocks} started"
    rows = review.rows
    if rows is None:
        return said
    read = f"{counted(rows.read, 'row')} read, {rows.kept:,} kept, {rows.left_out:,} left out"
    ignored = f", {counted(rows.ignored, 'event')} ignored" if rows.ignored else ""
    return f"{said}; of the log, {read}{ignored}"


def _verdict(review: Review) -> str:
    """What there is to know if nothing else is read."""
    promises, broken = review.promises, review.breaches
    counts = [(promises.count(status), status) for status in (MISSED, KEPT, UNDECIDED)]
    told = listed(f"{number:,} {status}" for number, status in counts if number)
    said = [
        f"{counted(len(promises.targets), 'target')}: {told}." if told else "No target is to be judged.",
        _worst(broken),
    ]
    if review.leakage is not None and review.leakage.entered:
        lost = len(review.leakage.lost)
        some = f"{of(lost, review.leakage.entered, 'leads')} {'is' if lost == 1 else 'are'} lost"
        said.append(f"{some if lost else 'No lead is lost'} without an outcome.")
    if review.proposals:
        said.append(f"{counted(len(review.proposals), 'proposal')} to talk about.")
    return " ".join(filter(None, said))


def _worst(broken: Breaches) -> str:
    """The promise on leads that is broken most, and what is still owed of all."""
    if not broken.offenders:
        return "No promise on a lead was broken." if broken.clocks else ""
    worst = broken.offenders[0]
    name = clean(worst.name)
    if broken.breached == 1:
        return f"The only breach is of {name}{', and still to be made good' if broken.owed else ''}."
    said = f"Most breaches are of {name}: {of(worst.breached, broken.breached)}."
    if worst.breached == broken.breached:
        said = f"All {broken.breached:,} breaches are of {name}."
    if broken.owed:
        said += f" In all, {broken.owed:,} {'is' if broken.owed == 1 else 'are'} still to be made good."
    return said


# -- leads lost ------------------------------------------------------------------------------------------------------


def _leakage(review: Review, face: Face) -> Iterator[Block]:
    found = review.leakage
    if found is None:
        yield Paragraph(
            "It is not known which leads entered a stage in this period: the monitor has compacted their events. "
            "Evaluate the log to know."
        )
        return
    if not found.entered:
        yield Paragraph("No lead entered a stage in the period.")
        return
    yield Paragraph(
        f"{counted(found.entered, 'lead')} entered a stage in the period. As of "
        f"{face.full(instant(found.until) // 60_000_000 * 60_000_000)}, {found.decided:,} had an outcome, on "
        f"{found.in_work:,} something was open, and {len(found.lost):,} were lost."
    )
    if not found.lost:
        return
    entries = []
    for cause, number in found.by_cause.items():
        leads = [clean(one.lead) for one in found.lost if one.cause == cause]
        more = f" and {number - _EXAMPLES:,} more" if number > _EXAMPLES else ""
        each = "it" if number == 1 else "each"
        entries.append(f"{number:,} {cause}: {each} {CAUSES[cause]} ({', '.join(leads[:_EXAMPLES])}{more}).")
    yield Items(entries)
    said = "Each lead is counted once, by the first of these causes that holds, as it stands here."
    if resumed := sum(one.resumed is not None for one in found.lost):
        said += f" Something has happened to {resumed:,} of them since."
    if found.unknown:
        said += (
            f" Which of them were {listed(found.unknown, 'or')}, the log cannot tell: it has no such event."
        )
    yield Paragraph(said)


# -- anomalies -------------------------------------------------------------------------------------------------------


def _remarks(review: Review, face: Face) -> Iterator[Block]:
    if not review.remarks:
        yield Paragraph("Nothing in the log of the period contradicts the lifecycle or itself.")
        return
    total = sum(group.count for group in review.remarks)
    yield Paragraph(
        f"{counted(total, 'anomaly', 'anomalies')}: what was logged and could not be so, or had no effect."
    )
    entries = []
    for group in review.remarks:
        first = ", ".join(
            f"{clean(lead) or 'the team'} on {face.day(instant(at))} {face.time(instant(at))}"
            for lead, at in group.examples
        )
        of_leads = f" of {counted(group.leads, 'lead')}" if group.count > 1 else ""
        name = f"`{clean(group.event)}`" if group.event else "the calendar"
        entries.append(f"{group.count:,} {name}{of_leads}: {_balanced(group.why)}. First: {first}.")
    yield Items(entries)


def _balanced(text: str) -> str:
    """Text of the engine, with what the log put into it kept from looking like code."""
    line = " ".join(text.split()).removesuffix(".")
    return line if line.count("`") % 2 == 0 else clean(line)


# -- next ------------------------------------------------------------------------------------------------------------


def _coming(review: Review, face: Face) -> Iterator[Block]:
    entries = []
    for meeting in review.coming.meetings:
        opens, due = instant(meeting.opens), instant(meeting.due) - 1
        begins = f" from {face.day(opens)}" if meeting.opens > review.at else ""
        whom = listed(party(review.agreement, name) for name in meeting.attended_by)
        there = f", with {whom} there" if whom else ""
        entries.append(
            f"{clean(meeting.name)} ({meeting.period}): to be held{begins} until {face.day(due)} "
            f"{face.local(due).year}{there}."
        )
    for version in review.coming.proposed:
        since = f", in force from {version.effective} if it is agreed" if version.effective else ""
        amends = f", which amends {clean(version.amends)}" if version.amends else ""
        by = f" (by {clean(version.by)})" if version.by else ""
        why = f": {clean(version.why)}" if version.why else "."
        entries.append(f"Version {clean(version.version)}{amends}, is proposed{by}{since}{why}")
    if not review.coming.meetings:
        entries.insert(0, "No clause says when the next meeting is; agree on a date.")
    if not review.coming.proposed:
        entries.append("No amendment is proposed.")
    yield Items(entries)
