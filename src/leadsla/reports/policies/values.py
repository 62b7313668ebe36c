"""One log under several policies, as values: rows of tables, each with the policy that it is about.

A policy is an agreement with the name that it has in a comparison. What is said of one is said against the baseline;
promises have the ids that the baseline has for them, and their own where it does not have them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from operator import attrgetter
from typing import Any, ClassVar, Final

import attrs

from leadsla.allowance import allowed
from leadsla.attainment import Attainment
from leadsla.errors import ExtraError
from leadsla.metrics import Proportion
from leadsla.reports.comparison import ClockChange
from leadsla.reports.policies.paired import Paired
from leadsla.tables import NUMBER, SHARE, TEXT, TRUTH, WHOLE, Columns, Kind, Row

OUTCOMES: Final = ("met", "breached", "open", "void")
#: How a clock stands under a policy that does not have it.
NOT_THERE: Final = "not there"


def ends(interval: Callable[[], tuple[float, float] | None]) -> tuple[float, float] | tuple[None, None]:
    """The ends of an interval; none where there is none, and none without the package that it needs."""
    try:
        return interval() or (None, None)
    except ExtraError:
        return None, None


def _end(name: str, place: int) -> tuple[Kind, Callable[[Any], Any]]:
    return SHARE, lambda row: getattr(row, name)[place]


def _of_paired(name: str) -> Callable[[Any], Any]:
    return lambda row: None if row.paired is None else getattr(row.paired, name)


def _of_change(name: str) -> tuple[Kind, Callable[[Any], Any]]:
    """A column of a change of a clock, for a row that has one."""
    given = ClockChange.COLUMNS[name]
    kind, read = (given, attrgetter(name)) if isinstance(given, Kind) else given
    return kind, lambda row: read(row.change)


@attrs.frozen
class Figure(Row):
    """One figure of one promise under one policy: the tidy form of all that is counted.

    `period` is that in which the clocks started or an action followed; None for what is owed at the instant. `metric`
    is one of `met`, `breached`, `open`, `void` (clocks), `rate`, `change` and `target` (shares), `left` (clocks that
    the target can still afford to be breached), `owed` and `overdue` (clocks), or an action such as `alert
    sales_manager` (times). A `change` is the paired difference of the rate, of the clocks that are judged under both.
    `low` and `high` are the interval of a rate or a change, at 95 %; they need the extra `science`.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("policy", "clause", "period", "metric", "unit"), TEXT),
        **dict.fromkeys(("value", "low", "high", "baseline", "difference"), NUMBER),
    }

    policy: str
    clause: str
    period: str | None
    metric: str
    unit: str
    value: float | None
    baseline: float | None
    low: float | None = None
    high: float | None = None

    @property
    def difference(self) -> float | None:
        """The value less that of the baseline; None where either has none."""
        return None if self.value is None or self.baseline is None else self.value - self.baseline


@attrs.frozen
class Attained(Row):
    """How a promise did in one period under a policy: `row`, with what its target can still afford (`left`)."""

    COLUMNS: ClassVar[Columns] = {
        "policy": TEXT,
        "clause": TEXT,
        "period": (TEXT, attrgetter("row.period")),
        **{name: (WHOLE, attrgetter(f"row.{name}")) for name in OUTCOMES},
        "rate": (SHARE, attrgetter("row.rate")),
        "target": (SHARE, lambda row: row.row.target and row.row.target.value),
        "status": (TEXT, attrgetter("row.status")),
        "left": WHOLE,
    }

    policy: str
    clause: str
    row: Attainment

    @property
    def left(self) -> int | None:
        """How many more clocks may be breached to date; None without a target, or where nothing counts."""
        row = self.row
        counted = row.met + row.breached + row.open
        return None if row.target is None or not counted else allowed(row.target, counted) - row.breached


@attrs.frozen(slots=False)
class ClauseFigures(Row):
    """How a promise did under a policy, over all periods, and which clocks turned against the baseline.

    `gained` were breached under the baseline and are met, `lost` the other way round; `difference` is of the rates of
    the clocks that are judged under both, so a clock that one of the two does not have is in no difference.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("policy", "clause"), TEXT),
        **dict.fromkeys(OUTCOMES, WHOLE),
        "rate": (SHARE, attrgetter("rate.share")),
        "low": _end("rate_ends", 0),
        "high": _end("rate_ends", 1),
        "judged_in_both": (WHOLE, _of_paired("total")),
        **{name: (WHOLE, _of_paired(name)) for name in ("gained", "lost")},
        "difference": (SHARE, _of_paired("difference")),
        "difference_low": _end("ends", 0),
        "difference_high": _end("ends", 1),
    }

    policy: str
    clause: str
    met: int = 0
    breached: int = 0
    open: int = 0
    void: int = 0
    #: None for the baseline itself, and for a promise that one of the two does not have.
    paired: Paired | None = None

    @cached_property
    def rate(self) -> Proportion:
        """met of met + breached."""
        return Proportion(self.met, self.met + self.breached, of="clocks")

    @cached_property
    def rate_ends(self) -> tuple[float, float] | tuple[None, None]:
        """Wilson's interval of the rate; none of none, and none without scipy."""
        return ends(lambda: self.rate.interval)

    @cached_property
    def ends(self) -> tuple[float, float] | tuple[None, None]:
        """The interval of the difference; see `Paired.interval`."""
        paired = self.paired
        return (None, None) if paired is None else ends(lambda: paired.interval)


@attrs.frozen
class Turn(Row):
    """How many clocks stand how under the baseline and under a policy; `not there` under one that has them not.

    All clocks are counted that count for a promise, those that stand alike too, so the clocks of one promise and policy
    add up to its attainment.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("policy", "clause", "before", "after"), TEXT),
        **dict.fromkeys(("clocks", "leads"), WHOLE),
    }

    policy: str
    clause: str
    before: str
    after: str
    clocks: int
    leads: int


@attrs.frozen
class Following(Row):
    """How often an action follows from a promise under a policy.

    `come` of the `times` follow under it and not under the baseline, `gone` follow under the baseline alone, `moved`
    under both at another time.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("policy", "clause", "do", "to"), TEXT),
        **dict.fromkeys(("times", "leads", "baseline", "come", "gone", "moved"), WHOLE),
    }

    policy: str
    clause: str
    do: str
    to: str
    times: int
    leads: int
    baseline: int
    come: int = 0
    gone: int = 0
    moved: int = 0


@attrs.frozen
class PolicyChange(Row):
    """A clock that stands otherwise under a policy than under the baseline (`old`), or is there under one alone."""

    COLUMNS: ClassVar[Columns] = {
        "policy": TEXT,
        **{name: _of_change(name) for name in ClockChange.COLUMNS},
        "owed_old": (TRUTH, lambda row: row.change.old is not None and row.change.old.owed),
        "owed_new": (TRUTH, lambda row: row.change.new is not None and row.change.new.owed),
    }
    BRIEF: ClassVar[tuple[str, ...]] = ("policy", *ClockChange.BRIEF)

    policy: str
    change: ClockChange

    @property
    def turned(self) -> bool:
        """Whether its outcome is another one."""
        return self.change.turned

    @property
    def on_the_list(self) -> bool:
        """Whether the worklist has it otherwise: on one of the two alone, or due at another time."""
        old, new = (
            one if one is not None and one.owed else None for one in (self.change.old, self.change.new)
        )
        return old is not new and (old is None or new is None or old.due != new.due)


@attrs.frozen
class Doubt(Row):
    """Something that the log cannot say of a policy: `what` says it with its counts, `count` of `total` `unit`."""

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("policy", "name", "what"), TEXT),
        **dict.fromkeys(("count", "total"), WHOLE),
        "unit": TEXT,
    }

    policy: str
    name: str
    what: str
    count: int
    total: int
    unit: str

    def __str__(self) -> str:
        return f"{self.policy}: {self.what}"
