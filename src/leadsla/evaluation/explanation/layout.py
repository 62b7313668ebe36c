"""An explanation as text, and as a table for a notebook.

The text is aligned by columns and says the zone once; the same rows make the table, which sets no colours
of its own, so that it can be read on light and dark ground.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import attrs

from leadsla.consequences import Action
from leadsla.evaluation.explanation.ledger import CLOSED, COUNTED, PAUSED, SPANS, Row
from leadsla.evaluation.explanation.trace import NO_PART
from leadsla.evaluation.explanation.wording import Face, details, microseconds, named, one_line, tally, words
from leadsla.instants import LAST, instant, instant_or_never, zone
from leadsla.tables import Grid, Sheet
from leadsla.tables.showing import SHOWN

if TYPE_CHECKING:
    from leadsla.evaluation.explanation.explain import Explanation, Ignored

#: Longer ledgers are shown without their middle.
_MOST_ROWS: Final = 40
_MOST_IGNORED: Final = 4
_SHOW_ALL: Final = "--all shows them"
#: Told in lines of their own below the table.
_BELOW: Final = ("warned", "consequence")
Cells = tuple[str, str, str, str, str, str]


def text(explanation: Explanation, *, all: bool = False) -> str:
    """The ledger for people; `all` leaves no line out."""
    face = Face(zone(explanation.zone))
    lines = [f"{one_line(explanation.lead)}  {explanation.title}: {explanation.headline}", ""]
    lines += _head(explanation, face)
    lines += _because(explanation)
    if explanation.rows:
        lines += ["", *_aligned(_shown(explanation, face, all))]
    lines += _below(explanation, face, all)
    return "\n".join(line.rstrip() for line in lines)


# -- above the table ---------------------------------------------------------------------------


def _head(explanation: Explanation, face: Face) -> list[str]:
    clock = explanation.clock
    if clock is None:
        at = instant(explanation.at)
        return [f"  at       {face.full(at)} {face.place}{_utc(face, at)}", ""]
    due = instant_or_never(clock.due)
    when = "never" if due >= LAST else f"{face.full(due)} {face.place}{_utc(face, due)}"
    left = [f"due      {when}"]
    right = [_end(explanation, face)]
    if explanation.window != "at once":
        window = f" of {explanation.window}"
        days = explanation.basis == "elapsed"
        left.append(f"counted  {words(microseconds(clock.counted), days=days)}{window}")
        felt = (clock.ended_at or explanation.at) - clock.started
        right.append(f"as the lead felt it: {words(microseconds(felt), days=True)}")
    width = max(map(len, left)) + 9
    return [f"  {a:{width}}{b}" for a, b in zip(left, right, strict=False)] + [""]


def _utc(face: Face, at: int) -> str:
    utc = face.in_utc(at)
    return f" ({utc})" if utc else ""


def _end(explanation: Explanation, face: Face) -> str:
    clock = explanation.clock
    assert clock is not None
    if clock.done_at is not None:
        done = next((row.event for row in explanation.rows if row.what == "done"), None)
        who = f", by {one_line(done.actor)}" if done is not None and done.actor else ""
        said = details(done)
        at = instant(clock.done_at)
        return f"done  {face.day(at)} {face.time(at)}{who}{f': {said}' if said else ''}"
    if clock.ended_at is not None:
        at = instant(clock.ended_at)
        return f"void  {face.day(at)} {face.time(at)}"
    at = instant(explanation.at)
    by = f" by {one_line(clock.assignee)}" if clock.assignee else f" by {clock.owner}"
    return f"owed{by}, seen at {face.day(at)} {face.time(at)}"


def _because(explanation: Explanation) -> list[str]:
    first, *more = explanation.because
    return [f"  Because  {first}", *(f"           · {reason}" for reason in more)]


# -- the table ---------------------------------------------------------------------------------


def _header(explanation: Explanation) -> Cells:
    days = explanation.basis == "elapsed"
    of = f"of {words(microseconds(explanation.allowed), days=days)}" if explanation.allowed else "total"
    return "when", "", "what", "counts", of, ""


def ledger(explanation: Explanation) -> list[Cells | str]:
    """The ledger in columns, the titles first; a line of its own where rows are left out. Empty without a clock."""
    return _shown(explanation, Face(zone(explanation.zone)), False) if explanation.rows else []


def _shown(explanation: Explanation, face: Face, all: bool) -> list[Cells | str]:
    clock = explanation.clock
    assert clock is not None
    rows = [
        row
        for row in explanation.rows
        # What is left of an open clock says why it is due when it is; what was left of an ended one
        # is of interest to few.
        if all or not (row.what in _BELOW or (row.left and row.what in SPANS and not clock.owed))
    ]
    cells: list[Cells | str] = [_header(explanation)]
    skipped: list[Row] = []
    days = explanation.basis == "elapsed"
    keep = set(range(len(rows))) if all or len(rows) <= _MOST_ROWS else _telling(rows)
    for place, row in enumerate(rows):
        if place not in keep:
            skipped.append(row)
            continue
        cells += _skip(skipped)
        skipped = []
        cells.append(_cells(row, face, days))
    return cells


def _telling(rows: list[Row]) -> set[int]:
    """The places of the rows that a long ledger shows: both ends, and what is no common day in between."""
    edge = _MOST_ROWS // 3
    middle = [
        place
        for place, row in enumerate(rows[edge:-edge], edge)
        if row.note or row.what not in (COUNTED, CLOSED)
    ]
    return {*range(edge), *middle[:edge], *range(len(rows) - edge, len(rows))}


def _skip(rows: list[Row]) -> list[Cells | str]:
    if not rows:
        return []
    return [f"... {len(rows)} more row{'' if len(rows) == 1 else 's'}, {_SHOW_ALL}"]


def _cells(row: Row, face: Face, elapsed: bool) -> Cells:
    start, end = instant(row.start), instant(row.end)
    days, times = face.span(start, end) if row.what in SPANS else (face.day(start), face.time(start))
    counts = tally(microseconds(row.counted), days=elapsed) if row.what == COUNTED else ""
    if row.what in (CLOSED, PAUSED):
        counts = "-"
    said = [] if row.what == COUNTED else [row.cause]
    if row.what == CLOSED:
        said = [f"{words(end - start, days=True)}: {row.cause}"]
    said += [row.note] if row.note else []
    said += ["left"] if row.left and row.what == COUNTED else []
    return days, times, row.what, counts, tally(microseconds(row.total), days=elapsed), "; ".join(said)


def _aligned(rows: list[Cells | str]) -> list[str]:
    cells = [row for row in rows if not isinstance(row, str)]
    wide = [max(len(row[place]) for row in cells) for place in range(5)]
    lines = []
    for row in rows:
        if isinstance(row, str):
            lines.append(f"  {row}")
            continue
        texts = [f"{cell:{'<' if place < 3 else '>'}{wide[place]}}" for place, cell in enumerate(row[:5])]
        lines.append(f"  {'  '.join(texts)}  {row[5]}")
    return lines


# -- below the table ---------------------------------------------------------------------------


def _below(explanation: Explanation, face: Face, all: bool) -> list[str]:
    lines = []
    beside = instant_or_never(explanation.at if explanation.clock is None else explanation.clock.due)

    def near(at: dt.datetime) -> str:
        return face.near(instant_or_never(at), beside)

    if explanation.warnings:
        said = []
        for warning in explanation.warnings:
            to = ", ".join(_deed(action, _assignee(explanation)) for action in warning.actions)
            state = "" if warning.given else ", not given" if _ended(explanation) else ", to come"
            said.append(f"{warning.which} at {near(warning.at)}{state}{f': {to}' if to else ''}")
        lines.append(f"  Warnings  {'; '.join(said)}")
    followed = [c for c in explanation.consequences if c.on != "warning"]
    if followed:
        lines.append(
            "  Followed  "
            + "; ".join(f"{_deed(c.action, c.assignee)} at {near(c.at)} (on {c.on})" for c in followed)
        )
    by_why: dict[str, list[str]] = {}
    for pending in explanation.would_follow:
        deed = _deed(pending.action, _assignee(explanation))
        by_why.setdefault(pending.why, []).append(f"{deed} at {near(pending.at)}")
    lines += [f"  {why[0].upper()}{why[1:]}: {'; '.join(actions)}" for why, actions in by_why.items()]
    if explanation.clock is not None:
        lines += _ignored(
            "Started nothing", [i for i in explanation.refused if _not_told(explanation, i)], face, all
        )
    lines += _ignored("Not decisive", explanation.ignored, face, all)
    return ["", *lines] if lines else []


def _deed(action: Action, assignee: str | None) -> str:
    """An action without its `after`, which the time beside it says already."""
    who = f" ({one_line(assignee)})" if action.to == "assignee" and assignee else ""
    return f"{attrs.evolve(action, after=None)}{who}"


def _assignee(explanation: Explanation) -> str | None:
    return None if explanation.clock is None else explanation.clock.assignee


def _ended(explanation: Explanation) -> bool:
    return explanation.clock is not None and explanation.clock.outcome != "open"


def _not_told(explanation: Explanation, item: Ignored) -> bool:
    return all(item.event is not other.event for other in explanation.ignored)


def _ignored(title: str, items: tuple[Ignored, ...] | list[Ignored], face: Face, all: bool) -> list[str]:
    if not items:
        return []
    if all:
        told = [
            f"    {face.full(item.event.instant)}  {named(item.event)}{_said(item)}: {item.why}"
            for item in items
        ]
        return [f"  {title} ({len(items)})", *told]
    some = "; ".join(f"{named(item.event)}{_brief(item)}" for item in items[:_MOST_IGNORED])
    more = "" if len(items) <= _MOST_IGNORED else "; ..."
    return [f"  {title} ({len(items)}): {some}{more}.   {_SHOW_ALL}"]


def _said(item: Ignored) -> str:
    said = details(item.event)
    return f" ({said})" if said and said != item.why else ""


def _brief(item: Ignored) -> str:
    if item.why == NO_PART:
        return ""
    return f" {item.why}" if " " not in item.why else f": {item.why}"


# -- a notebook --------------------------------------------------------------------------------


def sheets_of(explanation: Explanation, shown: int) -> tuple[Sheet, ...]:
    """The headline with its reasons, and the ledger with what stands below it."""
    face = Face(zone(explanation.zone))
    head = f"{one_line(explanation.lead)}  {explanation.title}: {explanation.headline}"
    below = tuple(line.strip() for line in _below(explanation, face, False) if line)
    if not explanation.rows:
        return (Sheet(head, None, (*explanation.because, *below)),)
    titles, *rows = ledger(explanation)
    most = len(rows) if shown >= SHOWN else shown
    # A line of its own says how many rows are left out.
    cells = tuple(row if not isinstance(row, str) else (*[""] * 5, row) for row in rows[:most])
    grid = Grid(tuple(titles), cells, frozenset({3, 4}), len(rows) - most)
    return Sheet(head, None, explanation.because), Sheet(f"Times of {face.place}", grid, below)
