"""What is known of a lead at an instant: where it is, what it owes an answer to, and what has followed.

`Lead` and `RunningClock` are the state of the fold: mutable, in plain values, so that the fold is fast and a state
can be written as JSON. They hold no rules; callers get frozen views (`leadsla.evaluation.Clock`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from leadsla.instants import NEVER

OPEN: Final = "open"
MET: Final = "met"
BREACHED: Final = "breached"
VOID: Final = "void"

#: What a lead has that has nothing.
NONE_SEEN: Final[Mapping[str, Any]] = MappingProxyType({})


#: (at, clock or plan, occasion, number of the warning or 0, place of the action, assignee)
Noted = tuple[int, "RunningClock | RunningPlan", str, int, int, str | None]


class RunningClock:
    """A clause running for one lead. Instants are microseconds since 1970 UTC; None where something has not happened.

    `terms` are the compiled terms it keeps; `value` is the value of `per`; `origin` the instant of the starting event
    and `ordinal` its number among those of one instant. `base` is the due as if it had never been paused, `held` the
    counting time that was paused, `due` the due that follows from both. `timer` is when it next acts by itself.
    """

    # Most of these stay as they are for most clocks, so they stand on the class: a clock costs what it uses.
    cycle = 1
    ordinal = 0
    #: The pass of the lead in which it started.
    round = 1
    assignee: str | None = None
    held = 0
    outcome = OPEN
    step: str | None = None
    paused_at: int | None = None
    done_at: int | None = None
    breached_at: int | None = None
    ended_at: int | None = None
    #: When it is done by itself, where that is known before.
    settles_at: int | None = None
    #: What the kind has counted so far, in values that JSON can carry.
    progress: Any = None
    #: Warnings not yet given: (unpaused instant, number of the warning), soonest first.
    warnings: tuple[tuple[int, int], ...] = ()
    #: Rungs of the ladder not yet reached: (instant, place of the action in `on_breach`), soonest first.
    rungs: tuple[tuple[int, int], ...] = ()
    #: When it ceases to be owed although it was never done; None for what is owed until it is.
    lapses: int | None = None
    #: The plan of which it is a step.
    plan: RunningPlan | None = None
    #: Of a clock that other hours count since an instant: that instant, and how much time had passed by the old ones.
    since: int | None = None
    carried = 0
    #: The terms that it had before, each with the instant until which.
    former: tuple[tuple[int, Any], ...] = ()

    def __init__(self, terms: Any, value: Any, origin: int, started: int, base: int) -> None:
        self.terms = terms
        self.value = value
        self.origin = origin
        self.started = started
        self.base = base
        self.due = base
        self.timer = base
        # These are asked at nearly every event; found on the clock itself, they are found sooner.
        self.outcome = OPEN
        self.ended_at = None
        self.warnings = ()
        self.rungs = ()
        self.paused_at = None

    @property
    def running(self) -> bool:
        """Whether a further start has something that it could interrupt."""
        return self.outcome == OPEN

    @property
    def begun(self) -> int:
        """From when on its time is counted by the hours of its terms."""
        return self.started if self.since is None else self.since

    def terms_at(self, at: int) -> Any:
        """The terms that it had at an instant."""
        return next((terms for until, terms in self.former if at < until), self.terms)


#: What a clock is made of, beside its terms and its plan.
CLOCK_VALUES: Final[tuple[str, ...]] = (
    "value", "origin", "started", "base", "due", "timer", "cycle", "round", "assignee", "ordinal", "held", "outcome",
    "step", "paused_at", "done_at", "breached_at", "ended_at", "settles_at", "progress", "warnings", "rungs",
    "lapses", "since", "carried",
)  # fmt: skip


class RunningPlan:
    """A schedule running for one lead, from which clocks come as its steps open.

    `terms` are those of its clause with the calendar chosen for the lead, `value`, `origin`, `ordinal`, `cycle` and
    `round` are as on a clock. `day` is the number (of all days) of its day 1.
    """

    cycle = 1
    ordinal = 0
    round = 1
    assignee: str | None = None
    step: str | None = None
    #: How it stands as a whole: breached with its first breached step, else open until it ends.
    outcome = OPEN
    breached_at: int | None = None
    ended_at: int | None = None
    day = 0
    #: Whether an event ended it, so that what is done later is no part of it.
    stopped = False
    #: Whether steps did not open because they lay after the agreement's term.
    cut_short = False
    #: A plan keeps its terms, so it never had others.
    former: tuple[tuple[int, Any], ...] = ()

    def __init__(self, terms: Any, value: Any, origin: int, started: int) -> None:
        self.terms = terms
        self.value = value
        self.origin = origin
        self.started = started
        #: The steps that open by themselves: (instant, place of the step, which of its repetitions), soonest first.
        self.openings: list[tuple[int, int, int]] = []
        #: The clocks of the steps that have opened, in that order.
        self.steps: list[RunningClock] = []
        #: The steps whose condition was false when they came: (name, instant, when they would have been due).
        self.skipped: list[tuple[str, int, int]] = []
        #: What the conditions of steps look back on, in values that JSON can carry.
        self.progress: dict[str, Any] = {}

    @property
    def running(self) -> bool:
        """Whether steps may still open."""
        return self.ended_at is None

    def terms_at(self, at: int) -> Any:
        """The terms that it had at an instant."""
        return self.terms

    @property
    def timer(self) -> int:
        """When the next step opens by itself."""
        return self.openings[0][0] if self.openings else NEVER


#: What a plan is made of, beside its terms and the clocks of its steps.
PLAN_VALUES: Final[tuple[str, ...]] = (
    "value", "origin", "started", "cycle", "ordinal", "round", "assignee", "outcome", "breached_at", "ended_at", "day",
    "stopped", "cut_short", "openings", "skipped", "progress",
)  # fmt: skip


class Lead:
    """The state of one lead: what criteria see (`fields`, `stage`, ...), its clocks, and what has followed.

    `owed` are the clocks that are open, or breached and not yet done; `wake` is the earliest timer of any of them.
    `seen` holds the instants of the event names that criteria or clauses look back on.
    """

    # Most leads have none of these; they stand on the class, so that a lead costs what it has.
    stage: str | None = None
    assignee: str | None = None
    passes = 1
    created: int | None = None
    at = 0
    #: When the pass began in which the lead is.
    pass_began = 0
    wake = NEVER
    #: The move that the event now happening has caused: (from, to).
    moved: tuple[str | None, str] | None = None
    merged = False
    #: Whether it came to its stage by a recycle.
    returned = False
    #: An automatic recycle that is to be applied: (at, stage); and when the last one was.
    recycle: tuple[int, str] | None = None
    recycled_at: int | None = None
    seen: Mapping[str, list[int]] = NONE_SEEN
    #: (at, event name, why)
    anomalies: Sequence[tuple[int, str, str]] = ()
    #: What clauses about periods took notice of: (place, at, value, event name, event id).
    facts: Sequence[tuple[int, int, Any, str, str | None]] = ()
    #: For clauses that count from an earlier event: when their pause held, as [from, to or None].
    holds: Mapping[str, list[list[int | None]]] = NONE_SEEN
    #: The plans that have begun, ended ones too.
    plans: Sequence[RunningPlan] = ()
    #: The number of the version to which it has come.
    edition = 0

    def __init__(self, id: str) -> None:
        self.id = id
        # As on the class; these are asked at every event, and found sooner on the lead itself.
        self.created = None
        self.wake = NEVER
        self.merged = False
        self.stage = None
        self.recycle = None
        self.passes = 1
        self.assignee = None
        self.returned = False
        self.fields: dict[str, Any] = {}
        self.clocks: list[RunningClock] = []
        self.owed: list[RunningClock] = []
        #: The last clock (or plan) of each clause; for a clause with `per`, of each of its values.
        self.latest: dict[Any, RunningClock | RunningPlan] = {}
        self.consequences: list[Noted] = []

    def remember(self, name: str, at: int) -> None:
        """Note that an event of that name happened."""
        if self.seen is NONE_SEEN:
            self.seen = {}
        self.seen.setdefault(name, []).append(at)  # type: ignore[attr-defined]

    def note(self, fact: tuple[int, int, Any, str, str | None]) -> None:
        """Note a fact for the clauses about periods."""
        if not isinstance(self.facts, list):
            self.facts = []
        self.facts.append(fact)

    def report(self, at: int, event: str, why: str) -> None:
        """Note an anomaly."""
        if not isinstance(self.anomalies, list):
            self.anomalies = []
        self.anomalies.append((at, event, why))
