"""What there is to talk about: promises, breaches, what followed, and proposals, in sentences and tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from leadsla.evaluation.explanation.wording import Face, microseconds, words
from leadsla.lead import BREACHED, MET, OPEN, VOID
from leadsla.reports.page import Block, Code, Items, Paragraph, Table
from leadsla.reports.reviews.breaches import ENOUGH_FOR_A_PERSON, Late, Offender
from leadsla.reports.reviews.figures import of, percent, rounded, times
from leadsla.reports.reviews.promises import GoalLine, PeriodLine, TargetLine
from leadsla.reports.reviews.wording import clean, counted, length, listed, party

if TYPE_CHECKING:
    import datetime as dt

    from leadsla.reports.reviews.review import Review

#: So many promises are looked at one by one; the table has them all.
_LOOKED_AT = 3
#: So many periods of a promise are told one by one, whatever came of them; of more, those that were not kept.
_ALL_TOLD = 3


# -- promises --------------------------------------------------------------------------------------------------------


def promise_blocks(review: Review) -> list[Block]:
    """Targets, promises about periods, and goals."""
    promises = review.promises
    blocks: list[Block] = []
    if promises.targets:
        titles = ("promise", "owner", "period", "met", "late", "open", "rate", "target", "status")
        rows = [_target_row(review, line) for line in promises.targets]
        blocks.append(Table(titles, rows, right=(3, 4, 5, 6, 7)))
        if any(line.partial for line in promises.targets):
            blocks.append(Paragraph(f"* This period reaches beyond {review.period.label}."))
    else:
        blocks.append(Paragraph("No promise with a target had a clock in the period."))
    if promises.periods:
        blocks.append(Items([_period_entry(review, line) for line in promises.periods]))
    if promises.goals:
        blocks.append(Paragraph("Goals:"))
        blocks.append(Items([_goal_entry(review, line) for line in promises.goals]))
    return blocks


def _target_row(review: Review, line: TargetLine) -> tuple[str, ...]:
    row = line.attainment
    judged = row.met + row.breached
    return (
        clean(line.name),
        "both" if line.owner == "both" else clean(party(review.agreement, line.owner)),
        row.period + ("*" if line.partial else ""),
        f"{row.met:,}",
        f"{row.breached:,}",
        f"{row.open:,}",
        percent(row.met, judged) if judged else "",
        str(row.target),
        row.status or "",
    )


def _period_entry(review: Review, line: PeriodLine) -> str:
    head = f"{clean(line.name)} ({clean(party(review.agreement, line.owner))})"
    if len(line.slots) <= _ALL_TOLD:
        said = [f"{slot.period} {_OUTCOMES[slot.outcome]} ({clean(slot.told)})" for slot in line.slots]
        return f"{head}: {'; '.join(said)}."
    parts = [f"kept in {line.count(MET):,} of {counted(len(line.slots), 'period')}"]
    for outcome, what in ((BREACHED, "not in"), (OPEN, "open in"), (VOID, "nothing promised in")):
        slots = [slot for slot in line.slots if slot.outcome == outcome]
        if slots:
            told = "; ".join(f"{slot.period} ({clean(slot.told)})" for slot in slots[:_ALL_TOLD])
            more = f"; and {len(slots) - _ALL_TOLD:,} more" if len(slots) > _ALL_TOLD else ""
            parts.append(f"{what} {told}{more}")
    return f"{head}: {', '.join(parts)}."


_OUTCOMES = {MET: "kept", BREACHED: "not kept", OPEN: "open", VOID: "void"}


def _goal_entry(review: Review, line: GoalLine) -> str:
    words_ = clean(line.words) or listed(map(clean, line.clauses))
    head = f"{clean(party(review.agreement, line.owner))}: {words_.rstrip('.')}"
    if not line.judged:
        why = "no clause judges it" if not line.clauses else "nothing to judge it by in this period"
        return f"{head}: {why}."
    parts = [f"kept {line.kept:,} of {line.kept + line.missed:,} times"] if line.kept + line.missed else []
    parts += [f"{line.undecided:,} undecided"] if line.undecided else []
    return f"{head}: {', '.join(parts) or 'nothing was promised'}."


# -- breaches --------------------------------------------------------------------------------------------------------


def breach_blocks(review: Review, face: Face) -> list[Block]:
    """The clauses that cause most breaches, and where to look further."""
    found = review.breaches
    if not found.clocks:
        return [Paragraph("No clock of a lead started in the period.")]
    if not found.offenders:
        return [Paragraph(f"{counted(found.clocks, 'clock')} of leads started, and none was breached.")]
    verb = "is" if found.owed == 1 else "are"
    blocks: list[Block] = [
        Paragraph(
            f"{of(found.breached, found.clocks, 'clocks of leads')} that started in the period "
            f"{_were(found.breached)} breached; "
            f"{found.owed:,} {verb} still owed."
        )
    ]
    titles = ("promise", "owner", "breached", "share", "owed", "never done", "median", "90%")
    rows = [_offender_row(review, one, found.breached) for one in found.offenders]
    blocks.append(Table(titles, rows, right=(2, 3, 4, 5, 6, 7)))
    blocks.append(
        Paragraph(
            "Share: of all breaches. Owed: still. Never done: and not owed any more. Median and 90%: how late the "
            "others were, or are so far, in the time of the window."
        )
    )
    for one in found.offenders[:_LOOKED_AT]:
        blocks += _offender(review, one)
    return blocks


def _offender_row(review: Review, one: Offender, breached: int) -> tuple[str, ...]:
    late = one.lateness
    sizes = ("", "")
    if late is not None:
        sizes = (_short(late.median, late.business), _short(late.most, late.business))
    owner = "both" if one.owner == "both" else clean(party(review.agreement, one.owner))
    share = percent(one.breached, breached)
    counts = (f"{one.breached:,} of {one.clocks:,}", share, f"{one.owed:,}", f"{one.never:,}")
    return (clean(one.name), owner, *counts, *sizes)


def _short(value: dt.timedelta, business: bool) -> str:
    return words(microseconds(rounded(value)), days=not business)


def _offender(review: Review, one: Offender) -> Iterator[Block]:
    said = [f"{clean(one.name)}: {of(one.breached, one.clocks, 'clocks')} {_were(one.breached)} breached."]
    late = one.lateness
    if late is not None and late.n > len(one.worst):
        far = " so far" if one.owed else ""
        said.append(
            f"Half of {late.n:,} were late by {length(rounded(late.median), late.business)} or less{far}, "
            f"nine in ten by {length(rounded(late.most), late.business)} or less."
        )
    if one.steps:
        most = ", ".join(f"{clean(step)} ({number:,})" for step, number in one.steps[:_LOOKED_AT])
        said.append(f"Of its steps, most often {most}.")
    said.append(_people(one))
    yield Paragraph(" ".join(said))
    yield Items([_late(item) for item in one.worst])
    # An id with a line break in it cannot be copied from a page.
    found = [
        review.explain(item.lead, item.clause, item.step) for item in one.worst if item.lead.isprintable()
    ]
    if found:
        yield Code("\n".join(dict.fromkeys(found)), "sh")


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def _people(one: Offender) -> str:
    """By representative, in the order of names: a list by rate would be a league table."""
    number, breached, clocks = one.others
    if not one.people:
        if not number:
            return "Its leads had no representative."
        return f"By representative nothing is told: none had {ENOUGH_FOR_A_PERSON} of its clocks or more."
    named = ", ".join(f"{clean(one.assignee)} {one.breached:,} of {one.clocks:,}" for one in one.people)
    rest = f"; {counted(number, 'other')} together {breached:,} of {clocks:,}" if number else ""
    return f"By representative, where there were {ENOUGH_FOR_A_PERSON} clocks or more: {named}{rest}."


def _late(item: Late) -> str:
    step = f" at {clean(item.step)}" if item.step is not None else ""
    whose = f" ({clean(item.assignee)})" if item.assignee is not None else ""
    if item.late is None:
        return f"{clean(item.lead)}{step}{whose}: too early."
    by = length(rounded(item.late), item.business)
    if item.owed:
        return f"{clean(item.lead)}{step}{whose}: overdue by {by}, and still owed."
    if not item.done:
        after = f", and not owed any more {by} after its due" if item.late else ""
        return f"{clean(item.lead)}{step}{whose}: never done{after}."
    return f"{clean(item.lead)}{step}{whose}: late by {by}."


# -- what followed ---------------------------------------------------------------------------------------------------


def followed_blocks(review: Review) -> list[Block]:
    """Duties, done or not; then what was told beside."""
    blocks: list[Block] = []
    if review.followed.duties:
        entries = []
        for line in review.followed.duties:
            counts = (
                (line.done, "done in time"),
                (line.late, "done late"),
                (line.overdue, "overdue"),
                (line.open, "not due yet"),
                (line.void, "void"),
            )
            parts = [f"{number:,} {what}" for number, what in counts if number]
            whom = f" (for {', '.join(map(clean, line.overdue_for))})" if line.overdue_for else ""
            owner = clean(party(review.agreement, line.owner))
            entries.append(
                f"{clean(line.deed)}, after {clean(line.name)} ({owner}): owed {times(line.owed)}: "
                f"{', '.join(parts)}{whom}."
            )
        blocks.append(Items(entries))
    else:
        blocks.append(Paragraph("No review, remedy or task came to be owed."))
    if review.followed.told:
        blocks.append(
            Paragraph("Beside, the agreement called for the following; whether it was done is not logged:")
        )
        blocks.append(
            Items(
                [
                    f"{times(line.count)} {clean(line.what)}, on {_ON.get(line.on, line.on)} of {clean(line.name)}."
                    for line in review.followed.told
                ]
            )
        )
    return blocks


_ON = {
    "warning": "a warning",
    "met": "the keeping",
    "breach": "a breach",
    "missed": "a missed target",
    "exhausted": "the end of the plan",
}


# -- proposals -------------------------------------------------------------------------------------------------------


def proposal_blocks(review: Review) -> list[Block]:
    """Each with its evidence and its YAML; the rules behind them once, at the end."""
    if not review.proposals:
        return [Paragraph("The evidence of the period speaks against nothing in the agreement.")]
    blocks: list[Block] = []
    for number, one in enumerate(review.proposals, 1):
        blocks.append(Paragraph(f"{number}) {_words(one.what)} {_words(one.evidence)}"))
        if one.yaml:
            blocks.append(Code(one.yaml, "yaml"))
    rules = list(dict.fromkeys(one.rule for one in review.proposals))
    blocks.append(Paragraph("By which rules this is proposed:"))
    blocks.append(Items(rules))
    blocks.append(
        Paragraph(
            "These are readings of one period. Judge the log under the changed agreement before you sign it: "
            "`leadsla diff A B --events LOG` shows which outcomes change."
        )
    )
    return blocks


def _words(text: str) -> str:
    return text if text.count("`") % 2 == 0 else clean(text)
