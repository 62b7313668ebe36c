"""What is known of a lead at an instant: where it is, what it owes an answer to, and what has followed.

`Lead` and `RunningClock` are the state of the fold: mutable, slotted, in plain values, so that the fold is fast and a state
can be written as JSON. They hold no rules; callers get frozen views (`leadsla.evaluation.Clock`).
"""

from __future__ import annotations

from typing import Any, Final

from leadsla.instants import NEVER

OPEN: Final = "open"
MET: Final = "met"
BREACHED: Final = "breached"
VOID: Final = "void"


class RunningClock:
    """A clause running for one lead. Instants are microseconds since 1970 UTC; None where something has not happened.

    `terms` are the compiled terms it keeps; `value` is the value of `per`; `origin` the instant of the starting event
    and `ordinal` its number among those of one instant. `base` is the due as if it had never been paused, `held` the
    counting time that was paused, `due` the due that follows from both. `timer` is when it next acts by itself.
    """

    __slots__ = (
        "assignee", "base", "breached_at", "cycle", "done_at", "due", "ended_at", "held", "ordinal", "origin",
        "outcome", "paused_at", "progress", "round", "rungs", "started", "step", "terms", "timer", "value", "warnings",
    )  # fmt: skip

    def __init__(self, terms: Any, cycle: int, value: Any, origin: int, started: int, base: int) -> None:
        self.terms = terms
        self.cycle = cycle
        self.value = value
        self.origin = origin
        self.started = started
        self.base = base
        self.due = base
        self.timer = base
        self.outcome = OPEN
        self.ordinal = 0
        self.round = 0
        self.held = 0
        self.step: str | None = None
        self.assignee: str | None = None
        self.paused_at: int | None = None
        self.done_at: int | None = None
        self.breached_at: int | None = None
        self.ended_at: int | None = None
        #: What the kind has counted so far, in values that JSON can carry.
        self.progress: Any = None
        #: Warnings not yet given: (unpaused instant, number of the warning), soonest first.
        self.warnings: tuple[tuple[int, int], ...] = ()
        #: Rungs of the ladder not yet reached: (instant, place of the action in `on_breach`), soonest first.
        self.rungs: tuple[tuple[int, int], ...] = ()


class Lead:
    """The state of one lead: what criteria see (`fields`, `stage`, ...), its clocks, and what has followed.

    `owed` are the clocks that are open, or breached and not yet done; `wake` is the earliest timer of any of them.
    `seen` holds the instants of the event names that criteria or clauses look back on.
    """

    __slots__ = (
        "anomalies", "assignee", "at", "clocks", "consequences", "created", "cycles", "fields", "holds", "id",
        "latest", "merged", "owed", "pass_began", "passes", "recycle", "recycled_at", "seen", "stage", "wake",
    )  # fmt: skip

    def __init__(self, id: str) -> None:
        self.id = id
        self.fields: dict[str, Any] = {}
        self.stage: str | None = None
        self.assignee: str | None = None
        self.passes = 1
        self.created: int | None = None
        self.at = 0
        self.seen: dict[str, list[int]] = {}
        self.clocks: list[RunningClock] = []
        self.owed: list[RunningClock] = []
        self.wake = NEVER
        #: How many clocks each clause has had.
        self.cycles: dict[str, int] = {}
        #: The last clock of each clause and value of `per`.
        self.latest: dict[tuple[str, Any], RunningClock] = {}
        #: For clauses that count from an earlier event: when their pause held, as [from, to or None].
        self.holds: dict[str, list[list[int | None]]] = {}
        #: (at, clock, occasion, number of the warning or 0, place of the action, assignee)
        self.consequences: list[tuple[int, RunningClock, str, int, int, str | None]] = []
        #: (at, event name, why)
        self.anomalies: list[tuple[int, str, str]] = []
        self.merged = False
        #: When the pass began in which the lead is.
        self.pass_began = 0
        #: An automatic recycle that is to be applied: (at, stage); and when the last one was.
        self.recycle: tuple[int, str] | None = None
        self.recycled_at: int | None = None
