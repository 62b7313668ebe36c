"""Questions that people ask before they promise, as functions: exact where leads come at random round the clock.

The answers are those of Erlang's queues, inverted. So they are a first guess where there are nights, absences and
cadences, which a scenario is simulated for; each answer says what it takes for granted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, Final

import attrs

from leadsla.errors import ScenarioError, UnstableError
from leadsla.simulation import fields
from leadsla.simulation.erlang import ErlangC, unstable_text
from leadsla.simulation.patience import ErlangA
from leadsla.tables import NUMBER, SHARE, TEXT, WHOLE, Columns, Printed, Row, Rows, Sheet

#: What every answer of these queues takes for granted.
ASSUMPTIONS: Final = (
    "leads come at random (Poisson) at the same rate all the time",
    "people are there round the clock, take an exponential time for each lead, and work first come, first served",
)
WAITING: Final = "leads wait as long as it takes (Erlang C)"
LEAVING: Final = "leads leave when an exponential patience is over, and are then not answered (Erlang A)"
#: Halvings of an interval: more than a number has digits.
_STEPS: Final = 60


class Guess(Row, Printed):
    """An answer in a row, with what it takes for granted under it."""

    __slots__ = ()

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the answer takes for granted."""
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """As JSON carries it, with the assumptions."""
        return {**super().to_dict(), "assumptions": list(self.assumptions)}

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        return (attrs.evolve(super()._sheets(shown)[0], notes=self.assumptions),)


@attrs.frozen
class BestWindow(Guess):
    """The shortest window within which a team answers a share of its leads; None where it never answers so many."""

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("arrivals_per_hour", "handling_minutes", "patience_minutes"), NUMBER),
        "people": WHOLE,
        "share": SHARE,
        "window_minutes": NUMBER,
        "utilisation": SHARE,
        "why": TEXT,
    }

    arrivals_per_hour: float
    handling_minutes: float
    people: int
    share: float
    window_minutes: float | None
    utilisation: float
    patience_minutes: float | None = None
    why: str | None = None

    @property
    def assumptions(self) -> tuple[str, ...]:
        return (*ASSUMPTIONS, WAITING if self.patience_minutes is None else LEAVING)


def best_window(
    arrivals_per_hour: float,
    handling_minutes: float,
    people: int,
    share: float,
    patience_minutes: float | None = None,
) -> BestWindow:
    """The shortest window that a team may promise, so that it answers a share of its leads within it.

    >>> round(best_window(30, 10, people=7, share=0.8).window_minutes, 2)
    2.41
    >>> best_window(30, 10, people=5, share=0.9, patience_minutes=20).why
    '14.6 % of the leads leave before they are answered'

    Raises `UnstableError` where more work comes than the people can do and nobody leaves, `ScenarioError` for what
    cannot be.
    """
    wanted = fields.share("share", share)
    if patience_minutes is None:
        line = ErlangC(arrivals_per_hour, handling_minutes, people)
        if line.unstable:
            raise UnstableError(unstable_text(line.load_erlangs, line.people))
        window = line.wait_quantile_min(wanted)
        return BestWindow(arrivals_per_hour, handling_minutes, line.people, share, window, line.utilisation)
    queue = ErlangA(arrivals_per_hour, handling_minutes, people, patience_minutes)
    window_or_none, why = None, None
    if wanted >= 1 - queue.probability_of_leaving:
        why = f"{100 * queue.probability_of_leaving:.1f} % of the leads leave before they are answered"
    elif queue.share_within(0) >= wanted:
        window_or_none = 0.0
    else:
        most = _doubled(handling_minutes, lambda minutes: queue.share_within(minutes) >= wanted)
        window_or_none = _turn(0.0, most, lambda minutes: queue.share_within(minutes) >= wanted)[1]
    return BestWindow(
        arrivals_per_hour,
        handling_minutes,
        queue.people,
        share,
        window_or_none,
        queue.utilisation,
        patience_minutes,
        why,
    )


def most_arrivals(
    people: int,
    handling_minutes: float,
    within_minutes: float,
    share: float,
    patience_minutes: float | None = None,
) -> float:
    """The most leads an hour of which so many people answer a share within so many minutes; 0 if there is nobody.

    >>> round(most_arrivals(7, 10, 5, 0.8), 1)
    32.6
    >>> round(most_arrivals(7, 10, 5, 0.8, patience_minutes=20), 1)
    38.1

    Raises `ScenarioError` for times that cannot be.
    """
    if not people:
        return 0.0

    def too_many(an_hour: float) -> bool:
        if patience_minutes is not None:
            return (
                ErlangA(an_hour, handling_minutes, people, patience_minutes).share_within(within_minutes)
                < share
            )
        line = ErlangC(an_hour, handling_minutes, people)
        return line.unstable or line.share_within(within_minutes) < share

    # With as much work as they can do, few are answered in time; with patience some more may come.
    most = people * 60 / handling_minutes
    if patience_minutes is not None:
        fields.share("share", share)
        most = _doubled(most, too_many) if share > 0 else most
    return _turn(0.0, most, too_many)[0]


@attrs.frozen
class TeamRange(Row):
    """The leads an hour for which a team is the smallest that answers the share in time: above one, up to the other."""

    COLUMNS: ClassVar[Columns] = {
        "people": WHOLE,
        **dict.fromkeys(("above_per_hour", "up_to_per_hour"), NUMBER),
        "utilisation_at_most": SHARE,
    }

    people: int
    above_per_hour: float
    up_to_per_hour: float
    utilisation_at_most: float


@attrs.frozen(repr=False)
class TeamRanges(Printed):
    """What each size of a team can take."""

    rows: Rows[TeamRange]
    handling_minutes: float
    within_minutes: float
    share: float
    patience_minutes: float | None = None

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the answer takes for granted."""
        return (*ASSUMPTIONS, WAITING if self.patience_minutes is None else LEAVING)

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row for each team; see `Rows.to_frame`."""
        return self.rows.to_frame(backend)

    def to_dict(self) -> dict[str, Any]:
        """As JSON carries it, with the assumptions."""
        return {
            "handling_minutes": self.handling_minutes,
            "within_minutes": self.within_minutes,
            "share": self.share,
            "patience_minutes": self.patience_minutes,
            "teams": self.rows.to_dict(),
            "assumptions": list(self.assumptions),
        }

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        head = repr(self).strip("<>")
        return (attrs.evolve(self.rows._sheets(shown)[0], head=head, notes=self.assumptions),)

    def __repr__(self) -> str:
        promise = f"{100 * self.share:g} % within {self.within_minutes:g} min"
        return f"<TeamRanges {promise}, {self.handling_minutes:g} min each: {len(self.rows)} teams>"


def arrivals_by_team(
    handling_minutes: float,
    share: float,
    within_minutes: float,
    *,
    people: Iterable[int] = range(1, 11),
    patience_minutes: float | None = None,
) -> TeamRanges:
    """The range of arrivals that each size of a team can take, so that a team is known before the leads are.

    >>> for team in arrivals_by_team(10, share=0.8, within_minutes=5, people=[6, 7]).rows:
    ...     print(team.people, round(team.above_per_hour, 1), round(team.up_to_per_hour, 1))
    6 21.5 27.0
    7 27.0 32.6

    Raises what `most_arrivals` raises, and `ScenarioError` for a share of 1, which no team reaches.
    """
    fields.share("share", share)
    rows = []
    for size in people:
        fields.head_count(size)
        low, high = (
            most_arrivals(count, handling_minutes, within_minutes, share, patience_minutes)
            for count in (size - 1, size)
        )
        busy = high * handling_minutes / 60 / size
        if patience_minutes is not None and high > 0:
            busy = ErlangA(high, handling_minutes, size, patience_minutes).utilisation
        rows.append(TeamRange(size, low, high, busy))
    return TeamRanges(Rows(TeamRange, rows), handling_minutes, within_minutes, share, patience_minutes)


def _doubled(start: float, holds: Callable[[float], bool]) -> float:
    """The first of a number and its doubles for which something holds."""
    while not holds(start):
        start *= 2
        if start > 1e15:
            raise ScenarioError("share", "is reached at any number of leads; ask for a greater one")
    return start


def _turn(low: float, high: float, holds: Callable[[float], bool]) -> tuple[float, float]:
    """Where something that holds from some number on begins to hold: just below, and just above."""
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return low, high
