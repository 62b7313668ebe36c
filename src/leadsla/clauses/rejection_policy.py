"""`rejection_policy`: no lead is sent back without a word.

A rejection carries one of the reasons that both sides have agreed on, and the data that marketing needs to do better.
That is judged at once. Marketing reviews each rejection within a window: a duty of the other side, with its own clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final

import attrs

from leadsla.clauses.base import Judge, LeadClause, Repeat, a_repeat, a_trigger, a_trigger_or_none, a_window
from leadsla.clauses.scope import Scope
from leadsla.consequences import JOINT, Action
from leadsla.errors import Fault
from leadsla.events import is_missing, shown
from leadsla.lead import Lead, RunningClock
from leadsla.phrases import bare, listed, plain_name, quoted
from leadsla.triggers import NOTHING, Trigger
from leadsla.windows import Window

REJECTED: Final = Trigger.of("rejected")
UPDATED: Final = Trigger.of("updated")
REVIEWED: Final = Trigger.of("reviewed")
#: Under which name an event carries the reason.
_REASON: Final = "reason"
#: The keys of the action that the review is, and those under which people write them.
_KEYS: Final[Mapping[str, str]] = {"review": "reviewer", "within": "review_within", "done_by": "reviewed_by"}


def words(value: Any) -> tuple[str, ...]:
    """One word or several."""
    return (value,) if isinstance(value, str) else tuple(value)


@attrs.frozen(kw_only=True)
class RejectionPolicy(LeadClause):
    """A rejection has one of the named reasons and the required data, and is reviewed within a window.

    `reasons` are the values of `reason` that the event may carry; `requires` names what it must bring beside, unless
    the lead has it. What is missing can be given later, by `completed_by`: late, but done. With `review_within` the
    `reviewer` (marketing) owes a review of each rejection, which `reviewed_by` settles: a duty with the step
    `on_start[0]:review`. Each rejection has its clock, and nothing voids it unless `void_on` says so.

    >>> clause = RejectionPolicy(
    ...     id="rejections", owner="sales", reasons=["no budget", "no need"], requires="comment", review_within="1 week"
    ... )
    >>> print(clause.sentence())
    Sales will give one of the reasons “no budget” or “no need”, and comment with each rejection; marketing will review
    it within 1 week.
    """

    kind: ClassVar[str] = "rejection_policy"
    at: Trigger = attrs.field(default=REJECTED, converter=a_trigger)
    reasons: tuple[str, ...] = attrs.field(default=(), converter=words)
    requires: tuple[str, ...] = attrs.field(default=(), converter=words)
    completed_by: Trigger = attrs.field(default=UPDATED, converter=a_trigger)
    review_within: Window | None = attrs.field(default=None, converter=attrs.converters.optional(a_window))
    reviewer: str = "marketing"
    reviewed_by: Trigger = attrs.field(default=REVIEWED, converter=a_trigger)
    void_on: Trigger | None = attrs.field(
        default=NOTHING, converter=a_trigger_or_none, metadata={"may_be_empty": True}
    )
    repeat: Repeat = attrs.field(default=Repeat.EACH, converter=a_repeat)

    def starts(self) -> Trigger:
        return self.at

    def settles(self) -> Trigger:
        # Who rejects it once more, with a reason this time, has given it.
        return Trigger((*self.completed_by.causes, *self.at.causes))

    def window(self) -> None:
        return None

    def judge(self, fields: Mapping[str, str]) -> Judge:
        return _Accounting(self)

    def actions_on(self, occasion: str) -> tuple[Action, ...]:
        found = super().actions_on(occasion)
        if occasion == "start" and self.review_within is not None:
            review = Action("review", self.reviewer, within=self.review_within, done_by=self.reviewed_by)
            return (*found, review)
        return found

    def activity(self) -> str:
        wanted = [f"one of the reasons {listed(map(quoted, self.reasons), 'or')}"] if self.reasons else []
        wanted += [listed(map(plain_name, self.requires))] if self.requires else []
        return f"give {', and '.join(wanted)}" if wanted else "answer for what it sends back"

    def timeframe(self) -> str:
        return f"with each {bare(self.at.noun)}"

    def details(self) -> str:
        if self.review_within is None:
            return ""
        who = "both teams" if self.reviewer in JOINT else plain_name(self.reviewer)
        done = "" if self.reviewed_by == REVIEWED else f" ({self.reviewed_by.deed})"
        return f"; {who} will review it within {self.review_within}{done}"

    def faults(self, scope: Scope) -> Iterator[Fault]:
        review = f"on_start[{len(self.on_start)}]."
        for fault in super().faults(scope):
            key, dot, rest = fault.path.removeprefix(review).partition(".")
            own = fault.path.startswith(review) and key in _KEYS
            yield attrs.evolve(fault, path=f"{_KEYS[key]}{dot}{rest}") if own else fault
        yield from scope.trigger(self.at, "at")
        yield from scope.trigger(self.completed_by, "completed_by")
        if not self.reasons and not self.requires and self.review_within is None:
            yield Fault(
                "missing-key", "nothing is required of a rejection", "", write="reasons: [no budget, no need]"
            )


class _Accounting(Judge):
    """Looks at what a rejection says; progress is [what is missing, the reason that was given and is none]."""

    def __init__(self, clause: RejectionPolicy) -> None:
        self.reasons = frozenset(clause.reasons)
        self.wanted = ([_REASON] if clause.reasons else []) + [*clause.requires]

    def begin(self, clock: RunningClock, lead: Lead, event: Any) -> bool:
        clock.progress = [self.wanted, None]
        self._look(clock, lead, event)
        return True

    def _look(self, clock: RunningClock, lead: Lead, event: Any) -> None:
        lacking, other = clock.progress
        reason = event.data.get(_REASON)
        if not is_missing(reason):
            reason = reason.strip() if isinstance(reason, str) else shown(reason)
            other = None if reason in self.reasons else reason
        found = []
        for name in lacking:
            if name == _REASON and self.reasons:
                given = not is_missing(reason) and other is None
            else:
                given = not is_missing(event.data.get(name)) or not is_missing(lead.fields.get(name))
            if not given:
                found.append(name)
        clock.progress = [found, other]

    def complete(self, clock: RunningClock, lead: Lead) -> bool:
        return not clock.progress[0]

    def settled(self, clock: RunningClock, lead: Lead, event: Any) -> bool:
        self._look(clock, lead, event)
        return not clock.progress[0]

    def told(self, clock: RunningClock) -> str:
        lacking, other = clock.progress
        if not lacking:
            return "all that is required was given"
        none = f"; {other!r} is none of the reasons" if other is not None and _REASON in lacking else ""
        return f"missing: {', '.join(lacking)}{none}"

    def passed_over(self, clock: RunningClock, event: Any) -> str:
        return f"still {self.told(clock)}"
