"""The ledger of one clock: every stretch of its time, what it counted for, and what happened when.

The spans (counted, closed, paused) tile the time from the start of the clock to its due, or to its end
where that is later; the counted ones up to its end add up to what the clock has counted. The marks
(started, done, due, ...) stand between them. A clock that is still open, or ended before its due, has spans
beyond `now` or beyond its end; they are marked as `left`.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from typing import Any, Final

import attrs

from leadsla.calendars.spans import Span
from leadsla.evaluation.clocks import due_at, held_at
from leadsla.evaluation.explanation.closing import closed_because
from leadsla.evaluation.explanation.trace import Pause, Rescored, Story
from leadsla.evaluation.explanation.wording import Face
from leadsla.events import Event
from leadsla.instants import EPOCH, LAST
from leadsla.lead import RunningClock
from leadsla.windows import ELAPSED

COUNTED: Final = "counted"
CLOSED: Final = "closed"
PAUSED: Final = "paused"
SPANS: Final = (COUNTED, CLOSED, PAUSED)
_MICROSECOND: Final = dt.timedelta(microseconds=1)


@attrs.frozen
class Row:
    """A line of the ledger.

    `what` is a span (counted, closed, paused) or a mark (started, progress, warned, done, due, breached,
    void, now, consequence), which begins and ends at one instant. `counted` is how much of the span counts,
    `total` how much has counted at its end. `cause` says why, `note` what else there is to say. `left` is
    true for time after the clock ended, or still to come: it would have counted, and is not in what the
    clock has counted.
    """

    start: dt.datetime
    end: dt.datetime
    what: str
    counted: dt.timedelta
    total: dt.timedelta
    cause: str
    event: Event | None = None
    note: str = ""
    left: bool = False


@attrs.frozen
class Due:
    """A due that held from `since` on, with what moved it there."""

    at: dt.datetime
    since: dt.datetime
    cause: str
    event: Event | None = None


@attrs.frozen
class Reckoning:
    """The time of one clock: how much has counted at any instant, and which due held when.

    `at` is now, `end` when the clock ended (else now), `stop` where its ledger ends.
    """

    clock: RunningClock
    pauses: tuple[Pause, ...]
    at: int
    #: The dues in the order in which they held: (due, from when on, the pause or the version that moved it).
    dues: tuple[tuple[int, int, Pause | Rescored | None], ...]

    @classmethod
    def of(cls, story: Story, at: int) -> Reckoning:
        """The reckoning of a clock as it stands at `at`; an open pause counts as if it ended now."""
        clock = story.clock
        base = story.rescored[0].base_before if story.rescored else clock.base
        dues: list[tuple[int, int, Pause | Rescored | None]] = [(base, clock.started, None)]
        # A version comes into force before the events of its first instant.
        moves: list[tuple[int, int, int, Any]] = [(one.at, 0, one.due, one) for one in story.rescored]
        for pause in story.pauses:
            end = max(at, pause.start) if pause.end is None else pause.end
            moves.append((end, 1, due_at(clock, at) if pause.due is None else pause.due, pause))
        for when, _, due, cause in sorted(moves, key=lambda item: item[:2]):
            if due != dues[-1][0]:
                dues.append((due, when, cause))
        return cls(clock, tuple(story.pauses), at, tuple(dues))

    @property
    def due(self) -> int:
        """The due that holds; while the clock is paused, as if it were resumed now."""
        return self.dues[-1][0]

    @property
    def held(self) -> int:
        """How much of the paused time would have counted."""
        return held_at(self.clock, self.at)

    @property
    def end(self) -> int:
        """When the clock ended, else now."""
        return self.at if self.clock.ended_at is None else self.clock.ended_at

    @property
    def stop(self) -> int:
        """Where the ledger ends: at the due, or at the end of the clock where that is later."""
        return self.end if self.due >= LAST else max(self.due, self.end)

    def total(self, until: int) -> int:
        """How much has counted from the start to an instant, left time included."""
        paused = sum(
            _measured(self.clock, min(pause.start, until), min(self._end(pause), until))
            for pause in self.pauses
        )
        return _measured(self.clock, self.clock.started, until) - paused

    def _end(self, pause: Pause) -> int:
        return max(self.at, pause.start) if pause.end is None else pause.end

    def spans(self, cuts: set[int]) -> Iterator[tuple[int, int, str, Pause | None]]:
        """What tiles the time of the clock, cut where a mark stands."""
        clock = self.clock
        start = clock.started
        for pause in self.pauses:
            end = min(self._end(pause), self.stop)
            if pause.start < end:
                for a, b, what in self._running(start, pause.start, cuts):
                    yield a, b, what, None
                for a, b in _cut(pause.start, end, cuts):
                    yield a, b, PAUSED, pause
                start = end
        for a, b, what in self._running(start, self.stop, cuts):
            yield a, b, what, None

    def _running(self, start: int, stop: int, cuts: set[int]) -> Iterator[tuple[int, int, str]]:
        """The counted and closed stretches of time in which the clock was not paused."""
        for begun, until, terms in _epochs(self.clock, start, stop):
            opens: list[Span] = (
                [(begun, until)] if terms.line is ELAPSED else terms.calendar.timeline.intervals(begun, until)
            )
            for opening, closing in [*opens, (until, until)]:
                yield from ((a, b, CLOSED) for a, b in _cut(begun, opening, cuts))
                yield from ((a, b, COUNTED) for a, b in _cut(opening, closing, cuts))
                begun = closing


def _epochs(clock: RunningClock, start: int, stop: int) -> Iterator[tuple[int, int, Any]]:
    """The terms that a clock had between two instants, each with from when to when."""
    for until, terms in (*clock.former, (stop, clock.terms)):
        if start < min(until, stop):
            yield start, min(until, stop), terms
            start = until


def _measured(clock: RunningClock, start: int, stop: int) -> int:
    """The time that counts between two instants, each stretch of it by the terms that the clock had then."""
    return sum(terms.line.between(a, b) for a, b, terms in _epochs(clock, start, stop))


def _cut(start: int, end: int, cuts: set[int]) -> Iterator[Span]:
    edges = [start, *sorted(cut for cut in cuts if start < cut < end), end]
    return ((a, b) for a, b in itertools.pairwise(edges) if a < b)


def first_due_note(reckoning: Reckoning, face: Face) -> tuple[int, str] | None:
    """Where in the ledger the first due is told, if it has moved since: before the pause that moved it."""
    if len(reckoning.dues) == 1:
        return None
    due, cause = reckoning.dues[0][0], reckoning.dues[1][2]
    assert cause is not None
    start = cause.at if isinstance(cause, Rescored) else cause.start
    return start, f"first due: {face.near(due, start)}"


def span_rows(
    reckoning: Reckoning,
    face: Face,
    cuts: set[int],
    hours: Callable[[Any], str],
    named: dict[int, str],
) -> Iterator[Row]:
    """The spans as rows; `hours` names what counts by some terms, `named` the causes of pauses by their start."""
    clock, end = reckoning.clock, reckoning.end
    told = first_due_note(reckoning, face)
    for a, b, what, pause in reckoning.spans(cuts):
        terms = clock.terms_at(a)
        zones = [face]
        if terms.line is not ELAPSED and terms.calendar.zone.key != face.tz.key:
            zones.append(Face(terms.calendar.zone))
        counted = terms.line.between(a, b) if what == COUNTED else 0
        changes = [
            f"{change}{'' if zone is face else f' ({zone.place})'}"
            for zone in zones
            for change in zone.changes(a, b)
        ]
        if told is not None and told[0] == b:
            changes.append(told[1])
        if what == PAUSED and pause is not None:
            cause = named[pause.start]
        else:
            cause = hours(terms) if what == COUNTED else closed_because(terms.calendar, a, b)
        yield Row(
            start=EPOCH + a * _MICROSECOND,
            end=EPOCH + b * _MICROSECOND,
            what=what,
            counted=counted * _MICROSECOND,
            total=reckoning.total(b) * _MICROSECOND,
            cause=cause,
            event=None if pause is None else pause.event,
            note="; ".join(changes),
            left=a >= end,
        )
