"""The outcomes of one log under two agreements, as values: what changed for which lead, and what it adds up to.

`old` is how something stands under the agreement that is there, `new` how it stands under the one that is compared with
it; None where it is not there at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, ClassVar, Final

import attrs

from leadsla.attainment import Attainment
from leadsla.consequences import Consequence
from leadsla.errors import ReadError, nearest
from leadsla.evaluation import Clock
from leadsla.tables import SHARE, TEXT, TIME, WHOLE, Columns, Kind, Row, Rows, Sheet, Showing

#: By what of a clock it is seen that an agreement changes something for a lead.
TOLD: Final = (
    "outcome",
    "started",
    "due",
    "done_at",
    "breached_at",
    "ended_at",
    "paused",
    "owner",
    "assignee",
)
OUTCOMES: Final = ("met", "breached", "open", "void")


def _of_both(name: str, kind: Kind, read: Callable[[Any], Any] | None = None) -> dict[str, Any]:
    """A column for what each side has, None where it is not there."""
    reading = attrgetter(name) if read is None else read

    def of(side: str) -> Callable[[Any], Any]:
        def found(row: Any) -> Any:
            one = getattr(row, side)
            return None if one is None else reading(one)

        return found

    return {f"{name}_{side}": (kind, of(side)) for side in ("old", "new")}


@attrs.frozen
class ClockChange(Row):
    """A clock that stands otherwise under the new agreement, or is there under one of the two only."""

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("lead", "clause"), TEXT),
        "cycle": (WHOLE, lambda row: row.clock.cycle),
        **{name: (TEXT, attrgetter(f"clock.{name}")) for name in ("step", "period", "owner", "assignee")},
        **_of_both("outcome", TEXT),
        **{
            column: read
            for name in ("started", "due", "done_at", "breached_at", "ended_at")
            for column, read in _of_both(name, TIME).items()
        },
    }
    BRIEF: ClassVar[tuple[str, ...]] = (
        "lead", "clause", "step", "period", "outcome_old", "outcome_new", "due_old", "due_new", "done_at_new"
    )  # fmt: skip

    old: Clock | None
    new: Clock | None

    @property
    def clock(self) -> Clock:
        """The new clock, else the old one."""
        found = self.new or self.old
        assert found is not None  # one of them is there
        return found

    @property
    def lead(self) -> str | None:
        """Whose clock it is; None for one of a period."""
        return self.clock.lead

    @property
    def clause(self) -> str:
        """The id of its clause, in the new agreement where that has it."""
        return self.clock.clause

    @property
    def outcomes(self) -> tuple[str | None, str | None]:
        """How it stands under the old agreement, and under the new one."""
        return (
            None if self.old is None else self.old.outcome,
            None if self.new is None else self.new.outcome,
        )

    @property
    def turned(self) -> bool:
        """Whether its outcome is another one; else it is only due or done at another time."""
        return self.outcomes[0] != self.outcomes[1]

    def reversed(self) -> ClockChange:
        """The same, the other way round."""
        return ClockChange(self.new, self.old)


@attrs.frozen
class ConsequenceChange(Row):
    """A consequence that follows under one of the two agreements only, or at another time."""

    COLUMNS: ClassVar[Columns] = {
        **{name: (TEXT, attrgetter(f"consequence.{name}")) for name in ("lead", "clause", "do", "to", "on")},
        **_of_both("at", TIME),
    }

    old: Consequence | None
    new: Consequence | None

    @property
    def consequence(self) -> Consequence:
        """The new one, else the old one."""
        found = self.new or self.old
        assert found is not None  # one of them is there
        return found

    def reversed(self) -> ConsequenceChange:
        """The same, the other way round."""
        return ConsequenceChange(self.new, self.old)


@attrs.frozen
class Counts:
    """How many clocks of a promise stand how; duties that follow from it are not counted."""

    met: int = 0
    breached: int = 0
    open: int = 0
    void: int = 0


@attrs.frozen
class ClauseSum(Row):
    """How the clocks of a promise stand under both agreements; None under one that does not have it."""

    COLUMNS: ClassVar[Columns] = {
        "clause": TEXT,
        **{column: read for name in OUTCOMES for column, read in _of_both(name, WHOLE).items()},
    }

    clause: str
    old: Counts | None
    new: Counts | None

    @property
    def differs(self) -> bool:
        """Whether the numbers are others."""
        return self.old != self.new

    def reversed(self) -> ClauseSum:
        """The same, the other way round."""
        return ClauseSum(self.clause, self.new, self.old)


@attrs.frozen
class AttainmentChange(Row):
    """How a promise did in one period under both agreements; None where nothing of it was in the period."""

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("clause", "period"), TEXT),
        **_of_both("rate", SHARE),
        **_of_both("target", SHARE, lambda row: row.target and row.target.value),
        **_of_both("status", TEXT),
    }

    clause: str
    period: str
    old: Attainment | None
    new: Attainment | None

    @property
    def differs(self) -> bool:
        """Whether it did otherwise, or another target stands against it."""
        one, other = (
            None if row is None else (row.met, row.breached, row.open, row.target, row.status)
            for row in (self.old, self.new)
        )
        return one != other

    def reversed(self) -> AttainmentChange:
        """The same, the other way round."""
        return AttainmentChange(self.clause, self.period, self.new, self.old)


@attrs.frozen
class ActionSum(Row):
    """How often an action follows under both agreements: a verb, and whom or what it concerns."""

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("do", "to"), TEXT),
        **dict.fromkeys(("old", "new"), WHOLE),
    }

    do: str
    to: str
    old: int
    new: int

    @property
    def differs(self) -> bool:
        """Whether it follows more or less often."""
        return self.old != self.new

    def reversed(self) -> ActionSum:
        """The same, the other way round."""
        return ActionSum(self.do, self.to, self.new, self.old)


#: What a comparison holds, as frames and JSON name it.
TABLES: Final = ("clocks", "consequences", "clauses", "attainment", "actions")


@attrs.frozen(kw_only=True, repr=False)
class Comparison(Showing):
    """The outcomes of a log under two agreements. False where nothing differs.

    `clocks` and `consequences` are those that differ; `clauses`, `attainment` and `actions` are sums over all, of which
    some differ. `old` and `new` name the agreements with their versions, `at` is the instant of both evaluations, and
    `names` are what promises are called, by their ids.

    >>> import attrs, leadsla, datetime as dt
    >>> acme, log = leadsla.examples.acme(), leadsla.examples.acme_events()
    >>> strict = attrs.evolve(acme.clauses[1], within="2 business hours")
    >>> proposal = attrs.evolve(acme, clauses=[acme.clauses[0], strict, *acme.clauses[2:]])
    >>> comparison = leadsla.compare_agreements(acme, proposal, log, dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC))
    >>> [(row.clause, row.old.breached, row.new.breached) for row in comparison.clauses if row.differs]
    [('accept-or-reject', 4, 11)]
    """

    old: str
    new: str
    at: dt.datetime
    timezone: str = attrs.field(eq=False)
    leads: int
    names: dict[str, str] = attrs.field(repr=False, eq=False, hash=False)
    clocks: tuple[ClockChange, ...]
    consequences: tuple[ConsequenceChange, ...]
    clauses: tuple[ClauseSum, ...]
    attainment: tuple[AttainmentChange, ...]
    actions: tuple[ActionSum, ...]

    @property
    def turned(self) -> tuple[ClockChange, ...]:
        """The clocks whose outcome is another one."""
        return tuple(change for change in self.clocks if change.turned)

    def reversed(self) -> Comparison:
        """The same log with the two agreements in each other's place."""
        turned: dict[str, Any] = {
            table: tuple(one.reversed() for one in getattr(self, table)) for table in TABLES
        }
        return attrs.evolve(self, old=self.new, new=self.old, **turned)

    def __repr__(self) -> str:
        moved = len(self.clocks) - len(self.turned)
        return (
            f"<Comparison {self.old} and {self.new}: {len(self.turned):,} clocks with another outcome, "
            f"{moved:,} at another time alone>"
        )

    def __bool__(self) -> bool:
        return bool(
            self.clocks
            or self.consequences
            or any(row.differs for row in self.clauses)
            or any(row.differs for row in self.attainment)
            or any(row.differs for row in self.actions)
        )

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the command line: the lists have what differs, the sums all."""
        head = {"old": self.old, "new": self.new, "at": _plain(self.at), "leads": self.leads}
        return head | {table: [one.to_dict() for one in getattr(self, table)] for table in TABLES}

    def to_frame(self, backend: str = "pandas", table: str = "clocks") -> Any:
        """One of `clocks`, `consequences`, `clauses`, `attainment`, `actions` as a data frame, times in UTC.

        Raises `ReadError` for another table or backend, `ExtraError` for one that is not installed.
        """
        if table not in TABLES:
            guess = nearest(str(table), TABLES) or f"one of {', '.join(TABLES)}"
            raise ReadError(f"`table` is {table!r}, no part of a comparison; write {guess}")
        return Rows(_ROWS[table], getattr(self, table)).to_frame(backend)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        from leadsla.reports.comparison.text import sheets_of

        return sheets_of(self, shown)

    def text(self, width: int | None = 80, *, shown: int | None = 20) -> str:
        """The comparison for people; of the leads for whom an outcome differs, the first `shown` (None: all)."""
        from leadsla.reports.comparison.text import text_of

        return text_of(self, width, shown)

    def __str__(self) -> str:
        return self.text()


_ROWS: Final[Mapping[str, type[Row]]] = {
    "clocks": ClockChange,
    "consequences": ConsequenceChange,
    "clauses": ClauseSum,
    "attainment": AttainmentChange,
    "actions": ActionSum,
}


def _plain(value: Any) -> Any:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, dt.datetime) else value
