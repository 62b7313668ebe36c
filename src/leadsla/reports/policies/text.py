"""A comparison of policies as people read it: what was kept, what turned, what follows, and what cannot be known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from leadsla.consequences import Action
from leadsla.documents.differing.changes import wrapped
from leadsla.documents.differing.words import action_text
from leadsla.evaluation.explanation.wording import Face
from leadsla.instants import instant, zone
from leadsla.lead import BREACHED
from leadsla.reports.policies.values import OUTCOMES, ClauseFigures
from leadsla.tables import Grid, Sheet, as_text

if TYPE_CHECKING:
    from leadsla.reports.policies.result import PolicyComparison

#: What is said of the doubts, before them.
DOUBTS: Final = "What this replay cannot know"
#: All rows of a table.
EVERY: Final = 1 << 30


def text_of(found: PolicyComparison, width: int | None) -> str:
    """The whole as text; prose is wrapped."""
    parts = []
    for sheet in sheets_of(found, EVERY):
        notes = [line for note in sheet.notes for line in wrapped(note, width, "  ")]
        body = as_text([Sheet(sheet.head, sheet.grid)])
        parts.append("\n".join([*([body] if body else []), *notes]))
    return "\n\n".join(parts)


def sheets_of(found: PolicyComparison, shown: int) -> Sequence[Sheet]:
    """The whole as tables with a line above and notes below."""
    sheets = [_head(found)]
    if found:
        for sheet in (_promises, _targets, _differences, _turns, _follows, _owed):
            sheets += [one for one in [sheet(found, shown)] if one is not None]
    else:
        sheets.append(Sheet("No difference for any lead."))
    if found.doubts:
        sheets.append(Sheet(DOUBTS, notes=tuple(str(doubt) for doubt in found.doubts)))
    return sheets


def _head(found: PolicyComparison) -> Sheet:
    agreement = found.policies[0].agreement
    face = Face(zone(agreement.timezone))
    until = f"{face.full(instant(found.at))} {face.place}"
    leads = f"{found.leads:,} lead{'' if found.leads == 1 else 's'}"
    notes = []
    for name in found.alternatives:
        new, gone = found.only_in(name)
        for ids, said in ((new, "also promises"), (gone, "does not promise")):
            if ids:
                notes.append(f"{name} {said}: {', '.join(found.names[one] for one in ids)}")
    others = found.alternatives
    named = ", ".join(others)
    head = f"{leads} up to {until}, judged under {found.baseline} (baseline) and under {named}"
    return Sheet(head, notes=tuple(notes))


def _grid(titles: Sequence[str], rows: Sequence[tuple[str, ...]], right: int, shown: int) -> Grid:
    """A grid whose columns from `right` on hold figures."""
    places = frozenset(range(right, len(titles)))
    return Grid(tuple(titles), tuple(rows[:shown]), places, max(0, len(rows) - shown))


# -- promises ------------------------------------------------------------------------------------------------


def _promises(found: PolicyComparison, shown: int) -> Sheet | None:
    differing = _differing(found)
    rows = [
        (found.names[row.clause], row.policy, *(f"{getattr(row, name):,}" for name in OUTCOMES), _rate(row))
        for row in found.clauses
        if row.clause in differing
    ]
    same = len(found.names) - len(differing)
    notes = (f"{same} promise{'' if same == 1 else 's'} with the same counts under all",) if same else ()
    return Sheet("", _grid(("promise", "policy", *OUTCOMES, "rate (95 %)"), rows, 2, shown), notes)


def _targets(found: PolicyComparison, shown: int) -> Sheet | None:
    """The periods in which a target is kept under one policy and not under another, or is another."""
    cells: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for row in found.attainment:
        cells.setdefault((row.clause, row.row.period), set()).add((str(row.row.target), str(row.row.status)))
    rows = [
        (
            found.names[row.clause],
            row.row.period,
            row.policy,
            row.row.status or "",
            "" if row.row.target is None else str(row.row.target),
            "" if row.left is None else f"{row.left:,}",
        )
        for row in found.attainment
        if len(cells[row.clause, row.row.period]) > 1
    ]
    if not rows:
        return None
    titles = ("promise", "period", "policy", "status", "target", "left")
    return Sheet("Targets, and how many more clocks they let be breached", _grid(titles, rows, 4, shown))


def _differing(found: PolicyComparison) -> set[str]:
    """The promises whose counts are not the same under all policies, or that not all of them make."""
    counts: dict[str, list[tuple[int, ...]]] = {}
    for row in found.clauses:
        counts.setdefault(row.clause, []).append(tuple(getattr(row, name) for name in OUTCOMES))
    everywhere = len(found.policies)
    return {clause for clause, rows in counts.items() if len(rows) < everywhere or len(set(rows)) > 1}


def _rate(row: ClauseFigures) -> str:
    share, (low, high) = row.rate.share, row.rate_ends
    if share is None:
        return "-"
    around = "" if low is None or high is None else f" ({low * 100:.1f} to {high * 100:.1f})"
    return f"{float(share) * 100:.1f} %{around}"


def points(row: ClauseFigures) -> str:
    """The paired difference of a rate in points of percent, with its interval."""
    if row.paired is None or row.paired.difference is None:
        return "no clock in both"
    low, high = row.ends
    around = "" if low is None or high is None else f" ({low * 100:+.1f} to {high * 100:+.1f})"
    return f"{float(row.paired.difference) * 100:+.1f}{around}"


def _differences(found: PolicyComparison, shown: int) -> Sheet | None:
    rows = [
        (
            found.names[row.clause],
            row.policy,
            f"{row.paired.total:,}",
            f"{row.paired.gained:,}",
            f"{row.paired.lost:,}",
            points(row),
        )
        for row in found.clauses
        if row.paired is not None and row.paired.gained + row.paired.lost
    ]
    if not rows:
        return None
    titles = ("promise", "policy", "in both", "gained", "lost", "points (95 %)")
    return Sheet(f"Clocks judged under both, against {found.baseline}", _grid(titles, rows, 2, shown))


def _turns(found: PolicyComparison, shown: int) -> Sheet | None:
    rows = [
        (
            found.names[row.clause],
            row.policy,
            f"{row.before} -> {row.after}",
            f"{row.clocks:,}",
            f"{row.leads:,}",
        )
        for row in found.turns
        if row.before != row.after
    ]
    if not rows:
        return None
    return Sheet("What turns", _grid(("promise", "policy", "outcome", "clocks", "leads"), rows, 3, shown))


# -- what follows --------------------------------------------------------------------------------------------


def _follows(found: PolicyComparison, shown: int) -> Sheet | None:
    differing = {
        (row.clause, row.do, row.to) for row in found.consequences if row.come or row.gone or row.moved
    }
    rows = [
        (
            action_text(Action(row.do, row.to)),
            found.names[row.clause],
            row.policy,
            *(f"{number:,}" for number in (row.times, row.come, row.gone, row.moved)),
        )
        for row in found.consequences
        if (row.clause, row.do, row.to) in differing
    ]
    if not rows:
        return None
    titles = ("what follows", "promise", "policy", "times", "new", "gone", "moved")
    return Sheet("", _grid(titles, rows, 3, shown))


def _owed(found: PolicyComparison, shown: int) -> Sheet | None:
    rows = []
    for policy in found.policies:
        owed = policy.evaluation.worklist()
        overdue = sum(one.clock.outcome == BREACHED for one in owed)
        others = sum(row.policy == policy.name for row in found.worklist)
        rows.append((policy.name, f"{len(owed):,}", f"{overdue:,}", f"{others:,}"))
    if not found.worklist:
        return None
    return Sheet("", _grid(("worklist of", "owed", "overdue", "otherwise"), rows, 1, shown))
