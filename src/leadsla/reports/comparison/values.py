"""The outcomes of one log under two agreements, as values: what changed for which lead, and what it adds up to.

`old` is how something stands under the agreement that is there, `new` how it stands under the one that is compared with
it; None where it is not there at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

import attrs

from leadsla.attainment import Attainment
from leadsla.consequences import Consequence
from leadsla.errors import ReadError, nearest
from leadsla.evaluation import Clock

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


@attrs.frozen
class ClockChange:
    """A clock that stands otherwise under the new agreement, or is there under one of the two only."""

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

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the command line."""
        clock = self.clock
        named = {
            key: getattr(clock, key)
            for key in ("lead", "clause", "cycle", "step", "period", "owner", "assignee")
        }
        sides = {"old": self.old, "new": self.new}
        return named | {
            f"{key}_{side}": None if one is None else _plain(getattr(one, key))
            for key in ("outcome", "started", "due", "done_at", "breached_at", "ended_at")
            for side, one in sides.items()
        }


@attrs.frozen
class ConsequenceChange:
    """A consequence that follows under one of the two agreements only, or at another time."""

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

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the command line."""
        told = self.consequence.to_dict()
        named = {key: told[key] for key in ("lead", "clause", "do", "to", "on")}
        return named | {
            "at_old": None if self.old is None else _plain(self.old.at),
            "at_new": None if self.new is None else _plain(self.new.at),
        }


@attrs.frozen
class Counts:
    """How many clocks of a promise stand how; duties that follow from it are not counted."""

    met: int = 0
    breached: int = 0
    open: int = 0
    void: int = 0


@attrs.frozen
class ClauseSum:
    """How the clocks of a promise stand under both agreements; None under one that does not have it."""

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

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the command line."""
        return {"clause": self.clause} | {
            f"{outcome}_{side}": None if counts is None else getattr(counts, outcome)
            for outcome in OUTCOMES
            for side, counts in (("old", self.old), ("new", self.new))
        }


@attrs.frozen
class AttainmentChange:
    """How a promise did in one period under both agreements; None where nothing of it was in the period."""

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

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the command line."""
        rows = {
            side: {} if row is None else row.to_dict() for side, row in (("old", self.old), ("new", self.new))
        }
        return {"clause": self.clause, "period": self.period} | {
            f"{key}_{side}": row.get(key)
            for key in ("rate", "target", "status")
            for side, row in rows.items()
        }


@attrs.frozen
class ActionSum:
    """How often an action follows under both agreements: a verb, and whom or what it concerns."""

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

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the command line."""
        return {"do": self.do, "to": self.to, "old": self.old, "new": self.new}


#: What a comparison holds, as frames and JSON name it.
TABLES: Final = ("clocks", "consequences", "clauses", "attainment", "actions")


@attrs.frozen(kw_only=True)
class Comparison:
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

    def to_frame(self, table: str = "clocks", backend: str = "pandas") -> Any:
        """One of `clocks`, `consequences`, `clauses`, `attainment`, `actions` as a data frame, times in UTC.

        Raises `ReadError` for another table or backend, `ExtraError` for one that is not installed.
        """
        from leadsla.frames import to_frame

        if table not in TABLES:
            guess = nearest(str(table), TABLES) or f"one of {', '.join(TABLES)}"
            raise ReadError(f"`table` is {table!r}, no part of a comparison; write {guess}")
        return to_frame(_columns([one.to_dict() for one in getattr(self, table)], _TYPES[table]), backend)

    def text(self, width: int | None = 80, *, shown: int | None = 20) -> str:
        """The comparison for people; of the leads for whom an outcome differs, the first `shown` (None: all)."""
        from leadsla.reports.comparison.text import text_of

        return text_of(self, width, shown)

    def __str__(self) -> str:
        return self.text()


def _named(*names: str) -> tuple[str, ...]:
    return names


#: The columns of each table, so that a table without rows has them too.
_TYPES: Final[dict[str, tuple[str, ...]]] = {
    "clocks": (
        *_named("lead", "clause", "cycle", "step", "period", "owner", "assignee"),
        *(
            f"{key}_{side}"
            for key in ("outcome", "started", "due", "done_at", "breached_at", "ended_at")
            for side in ("old", "new")
        ),
    ),
    "consequences": _named("lead", "clause", "do", "to", "on", "at_old", "at_new"),
    "clauses": _named("clause", *(f"{outcome}_{side}" for outcome in OUTCOMES for side in ("old", "new"))),
    "attainment": _named(
        "clause",
        "period",
        *(f"{key}_{side}" for key in ("rate", "target", "status") for side in ("old", "new")),
    ),
    "actions": _named("do", "to", "old", "new"),
}
_TIMES: Final = ("started", "due", "done_at", "breached_at", "ended_at", "at")


def _columns(rows: Iterable[dict[str, Any]], names: tuple[str, ...]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {name: [] for name in names}
    for row in rows:
        for name in names:
            value = row[name]
            if value is not None and name.rpartition("_")[0] in _TIMES:
                value = dt.datetime.fromisoformat(value)
            found[name].append(value)
    return found


def _plain(value: Any) -> Any:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, dt.datetime) else value
