"""What happened to a clock, as rows of its ledger; and what follows, followed, or would have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Final

import attrs

from leadsla.consequences import Action, Consequence
from leadsla.errors import CalendarError
from leadsla.evaluation.clocks import consequences_of, reckoned
from leadsla.evaluation.explanation.ledger import Reckoning, Row, span_rows
from leadsla.evaluation.explanation.narrative import Narrative
from leadsla.evaluation.explanation.planned import window_of
from leadsla.evaluation.explanation.wording import named
from leadsla.events import Event
from leadsla.instants import LAST, MICROSECOND, instant, moment
from leadsla.lead import BREACHED, MET, OPEN, Lead, RunningClock
from leadsla.windows import Window

#: Of one instant, in this order; spans that begin there come last.
_ORDER: Final = (
    "started", "amended", "progress", "warned", "done", "due", "void", "breached", "consequence", "now",
    "counted", "closed", "paused",
)  # fmt: skip


@attrs.frozen
class Warning:
    """A warning of a clock: when it comes, which one, whether it has come, and whom it goes to."""

    at: dt.datetime
    which: str
    given: bool
    actions: tuple[Action, ...] = ()


@attrs.frozen
class Pending:
    """An action that has not followed: when it would, and on what condition (or why it can not any more)."""

    at: dt.datetime
    action: Action
    why: str


def rows_of(narrative: Narrative, consequences: tuple[Consequence, ...]) -> tuple[Row, ...]:
    """The ledger: spans and marks, in the order of time."""
    reckoning = narrative.reckoning
    marks = list(_marks(narrative))
    cuts = {instant(row.start) for row in marks if row.what != "warned"}
    for consequence in consequences:
        who = f", for {consequence.assignee}" if consequence.assignee else ""
        cause = f"{consequence.action} (on {consequence.on}{who})"
        marks.append(_mark(reckoning, instant(consequence.at), "consequence", cause))
    spans = span_rows(reckoning, narrative.face, cuts, narrative.hours_cause, narrative.pause_causes())
    rows = [*marks, *spans]
    return tuple(sorted(rows, key=lambda row: (row.start, _ORDER.index(row.what))))


def _mark(
    reckoning: Reckoning, at: int, what: str, cause: str, event: Event | None = None, note: str = ""
) -> Row:
    total = max(0, reckoning.total(at)) * MICROSECOND
    left = at > reckoning.end
    return Row(moment(at), moment(at), what, 0 * MICROSECOND, total, cause, event, note, left)


def _marks(narrative: Narrative) -> Iterator[Row]:
    story, reckoning = narrative.story, narrative.reckoning
    clock, due, end = story.clock, reckoning.due, reckoning.end
    inverse = clock.terms.clause.inverse
    came = ""
    if clock.started < clock.origin:
        came = f"it came to apply at {named(story.event)} {narrative.face.full(clock.origin)}"
    first = story.event if clock.started == clock.origin else story.counted_from
    yield _mark(reckoning, clock.started, "started", narrative.start_cause(), first, came)
    for event, told in story.progress:
        yield _mark(reckoning, event.instant, "progress", f"{named(event)}: {told}", event)
    for one in story.rescored:
        near = narrative.face.near
        due_then = f"due {near(one.due_before, one.at)} -> {near(one.due, one.at)}"
        yield _mark(
            reckoning, one.at, "amended", f"version {one.version} came into force: rescored, {due_then}"
        )
    for at, number in story.warned:
        yield _mark(reckoning, at, "warned", f"warning at {_which(clock, number)}")
    if clock.done_at is not None:
        yield _mark(
            reckoning, clock.done_at, "done", narrative.done_cause(), story.done_by, narrative.spare()
        )
    elif clock.ended_at is not None:
        stays = "the outcome stays breached" if clock.outcome == BREACHED else ""
        yield _mark(reckoning, clock.ended_at, "void", narrative.void_cause(), story.voided_by, stays)
    if due < LAST:
        moved = ", moved by what was paused" if due != clock.base else ""
        window = "due at once" if narrative.at_once else f"the end of {window_of(clock)}{moved}"
        yield _mark(reckoning, due, "due", window)
    if clock.breached_at is not None:
        cause = story.done_by if inverse else None
        yield _mark(reckoning, clock.breached_at, "breached", narrative.breach_cause(), cause)
    if clock.ended_at is None:
        state = "still owed" if clock.outcome == BREACHED else "open"
        yield _mark(reckoning, end, "now", "paused" if clock.paused_at is not None else state)


def _which(clock: RunningClock, number: int) -> str:
    item = clock.terms.clause.warn_at[number] if clock.terms.clause.warn_at else "80%"
    return f"{item} before the due" if isinstance(item, Window) else f"{item} of the window"


def warnings_of(narrative: Narrative) -> tuple[Warning, ...]:
    """The warnings of a clock that warns, given or not."""
    story, reckoning = narrative.story, narrative.reckoning
    clock, terms = story.clock, story.clock.terms
    if not (terms.clause.warn_at or terms.clause.on_warning):
        return ()
    given = {number: at for at, number in story.warned}
    found = []
    for number, base in enumerate(terms.warning_instants(clock.begun, clock.base, clock.carried)):
        at = given.get(number)
        if at is None:
            at = reckoned(terms.line.add, base, reckoning.held) if reckoning.held else base
        has = number in given or (not terms.clause.on_warning and at < reckoning.end)
        found.append(Warning(moment(at), _which(clock, number), has, terms.clause.on_warning))
    return tuple(found)


def followed(lead: Lead, clock: RunningClock) -> tuple[Consequence, ...]:
    """What has followed from one clock."""
    everything = zip(lead.consequences, consequences_of(lead), strict=True)
    return tuple(consequence for (_, owner, *_), consequence in everything if owner is clock)


def would_follow(narrative: Narrative, lead: Lead) -> tuple[Pending, ...]:
    """What of `on_breach` has not followed: what will if nothing is done, would have, or was cancelled."""
    clock, due = narrative.story.clock, narrative.reckoning.due
    if clock.terms.clause.inverse or due >= LAST:
        return ()
    done = {
        place
        for _, owner, occasion, _, place, _ in lead.consequences
        if owner is clock and occasion == "breach"
    }
    if clock.outcome == BREACHED and clock.breached_at is not None:
        ended = "done" if clock.done_at is not None else "voided"
        since, why = clock.breached_at, "if it is still owed"
        if clock.ended_at is not None:
            why = f"cancelled, as it was {ended} on {narrative.face.full(clock.ended_at)}"
    elif clock.outcome == OPEN:
        since, why = due, "if it is late"
    elif clock.outcome == MET:
        since, why = due, "had it been late"
    else:
        return ()
    found = []
    for place, action in enumerate(clock.terms.clause.on_breach):
        if place in done:
            continue
        shift: Callable[[int], int] | None = None if action.after is None else clock.terms.shift(action.after)
        try:
            at = since if shift is None else shift(since)
        except CalendarError:  # the calendar is never open again
            continue
        found.append((at, place, Pending(moment(at), action, why)))
    return tuple(pending for _, _, pending in sorted(found, key=lambda item: item[:2]))
