"""What all sections of a report look at: the clocks that count in a period, put together by promise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Final

import attrs

from leadsla.evaluation.explanation.wording import Face
from leadsla.instants import zone
from leadsla.reports.pages.limits import PAGE, Limits
from leadsla.reports.reviews.promises import reaches_beyond

if TYPE_CHECKING:
    from leadsla.allowance import Allowance
    from leadsla.evaluation import Clock, Evaluation, Plan
    from leadsla.evaluation.attaining import Counted
    from leadsla.evaluation.timings import Timing
    from leadsla.evaluation.worklist import Owed
    from leadsla.reports.reviews.span import Span

#: What a clock is known by: lead, clause, cycle, step.
Key = tuple[str | None, str, int, str | None]
#: A curve has so many points at most; beyond that nobody sees the difference.
MOST_POINTS: Final = 400
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]")


def key_of(clock: Clock | Plan) -> Key:
    """What a clock (or a plan) is known by."""
    return clock.lead, clock.clause, clock.cycle, getattr(clock, "step", None)


def anchor(key: Key) -> str:
    """The name of a clock in the address of a page: `L-4821.first-response`.

    >>> anchor(("L-4821", "first-response", 1, None)), anchor(("a b", "cadence", 2, "day-1"))
    ('L-4821.first-response', 'a~20~b.cadence.2.day-1')
    """
    lead, clause, cycle, step = key
    parts = [lead or "team", clause, *([str(cycle)] if cycle > 1 else []), *([step] if step else [])]
    return ".".join(map(safe, parts))


def safe(text: str) -> str:
    """Text as a part of an address: everything but letters, digits and `. _ -` by its number."""
    return _UNSAFE.sub(lambda found: f"~{ord(found[0]):x}~", text)


def percent(part: int, whole: int) -> str:
    """A share to one decimal, rounded down: what is shown as the target has reached it.

    >>> percent(23, 28), percent(1, 1), percent(0, 0)
    ('82.1 %', '100 %', '–')
    """
    if not whole:
        return "–"
    tenths = part * 1000 // whole
    return f"{tenths // 10} %" if tenths % 10 == 0 else f"{tenths / 10:.1f} %"


def number(count: int, what: str, several: str = "") -> str:
    """A number with what it counts.

    >>> number(1, "lead"), number(1200, "lead")
    ('1 lead', '1,200 leads')
    """
    return f"{count:,} {what if count == 1 else several or what + 's'}"


def thinned(
    points: Iterable[tuple[float, float]], most: int = MOST_POINTS
) -> tuple[tuple[float, float], ...]:
    """Points without those that nobody would see; the first and the last stay.

    >>> thinned([(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)], 3)
    ((0, 0), (2, 2), (4, 4))
    """
    found = list(points)
    if len(found) <= most:
        return tuple(found)
    step = (len(found) - 1) / (most - 1)
    return tuple(found[round(place * step)] for place in range(most))


@attrs.frozen(slots=False)
class Cell:
    """A promise in a period, with the clocks (or whole plans) that count for it, in the order of their start."""

    clause: str
    name: str
    owner: str
    period: str
    #: Whether the period goes on beyond the time of the report.
    partial: bool
    clocks: tuple[Clock | Plan, ...]

    @property
    def id(self) -> str:
        """Its name in the address of a page."""
        return anchor((self.period, self.clause, 1, None))

    def of(self, outcome: str) -> list[Clock | Plan]:
        """Its clocks with an outcome."""
        return list(self._by_outcome.get(outcome, ()))

    @cached_property
    def _by_outcome(self) -> dict[str, list[Clock | Plan]]:
        found: dict[str, list[Clock | Plan]] = {}
        for clock in self.clocks:
            found.setdefault(clock.outcome, []).append(clock)
        return found


@attrs.frozen(slots=False)
class Scene:
    """An evaluation, the time that is looked at, and how much is listed."""

    evaluation: Evaluation
    span: Span
    limits: Limits = PAGE

    @cached_property
    def face(self) -> Face:
        """The clock on the wall of the agreement's zone."""
        return Face(zone(self.evaluation.agreement.timezone))

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The promises on leads with clocks in the time that is looked at, in the order of the agreement.

        Those of a period that ends in it; where none does, of the one that goes on.
        """
        found: dict[tuple[int, str], list[Counted]] = {}
        places: dict[str, bool | None] = {}
        for one in self.evaluation.counted():
            if one.period not in places:
                places[one.period] = reaches_beyond(one.period, self.span, self.face.tz)
            if one.clock.lead is not None and places[one.period] is not None:
                found.setdefault((one.key, one.period), []).append(one)
        whole = {key for key, period in found if not places[period]}
        return tuple(
            self._cell(found[key, period], bool(places[period]))
            for key, period in sorted(found)
            if not places[period] or key not in whole
        )

    @cached_property
    def worklist(self) -> Sequence[Owed]:
        """What is owed, soonest due first."""
        return self.evaluation.worklist()

    @cached_property
    def _timings(self) -> dict[int, Timing]:
        # By the clock itself, which is the evaluation's own: a key of four parts would cost more than the timing.
        return {id(timing.clock): timing for timing in self.evaluation.timings()}

    def timing(self, clock: Clock) -> Timing:
        """How long a clock of a cell took."""
        return self._timings[id(clock)]

    @cached_property
    def allowances(self) -> tuple[Allowance, ...]:
        """The allowances of the targets of the cells, in the order of the cells."""
        found = {
            (one.row.clause, one.row.period): one
            for period in dict.fromkeys(cell.period for cell in self.cells)
            for one in self.evaluation.allowance(period)
        }
        cells = ((cell.clause, cell.period) for cell in self.cells)
        return tuple(found[key] for key in cells if key in found)

    def _cell(self, counted: list[Counted], partial: bool) -> Cell:
        clause = self.evaluation.clauses[counted[0].clause]
        clocks = sorted((one.clock for one in counted), key=attrgetter("started", "lead"))
        return Cell(clause.id, clause.name, clause.owner, counted[0].period, partial, tuple(clocks))
