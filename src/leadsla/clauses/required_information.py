"""`required_information`: what a lead must come with when it is handed over.

Judged at once at the handoff (the clock is due as it starts), or, with `within`, when it has been completed. The
judgement does not depend on whether the lifecycle allowed the move: a blocked handoff without its data is a breach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Final

import attrs

from leadsla.clauses.base import Judge, LeadClause, a_criterion, a_trigger, windows
from leadsla.clauses.scope import Scope
from leadsla.criteria import Criterion
from leadsla.errors import Fault, nearest
from leadsla.lead import Lead, RunningClock
from leadsla.phrases import listed, plain_name
from leadsla.segments import Segments
from leadsla.triggers import EVERYTHING, Trigger
from leadsla.windows import Window

#: What a field can be checked to be, as a criterion about it.
VALIDITY: Final[Mapping[str, str]] = {"email": "valid_email({})", "phone": "valid_phone({})"}

_VALID: Final = {"schema": {"type": "object", "additionalProperties": {"enum": list(VALIDITY)}}}


def _tuple(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


@attrs.frozen(kw_only=True)
class RequiredInformation(LeadClause):
    """Fields that are there and valid, at least so many of them, and a criterion such as a sales-ready score.

    `at` is the handoff. `fields` are required (`at_least` of them, if given); `valid` says which field holds a valid
    `email` or `phone`; `criterion` is about the lead. With `within` it may be completed later.

    >>> clause = RequiredInformation(
    ...     id="complete", owner="marketing", at={"enters": "sql"}, fields=["email", "phone"], criterion="score >= 60"
    ... )
    >>> print(clause.sentence())
    Marketing will provide email and phone at entry into SQL, and ensure that score is at least 60.
    """

    kind: ClassVar[str] = "required_information"
    at: Trigger = attrs.field(converter=a_trigger)
    fields: tuple[str, ...] = attrs.field(default=(), converter=_tuple)
    at_least: int | None = None
    criterion: Criterion | None = attrs.field(default=None, converter=attrs.converters.optional(a_criterion))
    valid: Mapping[str, str] = attrs.field(factory=dict, hash=False, metadata=_VALID)
    within: Segments[Window] | None = attrs.field(default=None, converter=attrs.converters.optional(windows))

    def starts(self) -> Trigger:
        return self.at

    def settles(self) -> Trigger:
        return EVERYTHING  # any event may bring the field that was missing

    def window(self) -> Segments[Window] | None:
        return self.within

    def judge(self, fields: Mapping[str, str]) -> Judge:
        return _Completeness(self, fields)

    def activity(self) -> str:
        if not self.fields and not self.valid:
            return "ensure"
        least = f"at least {self.at_least} of " if self.at_least is not None else ""
        return f"provide {least}{listed(map(plain_name, self.fields)) if self.fields else self._checked()}"

    def _checked(self) -> str:
        checked = [
            f"a valid {kind}" + ("" if plain_name(name) == kind else f" in {plain_name(name)}")
            for name, kind in self.valid.items()
        ]
        return listed(checked)

    def details(self) -> str:
        found = f", with {self._checked()}" if self.fields and self.valid else ""
        if self.criterion is None:
            return found
        return f"{found}{', and ensure' if self.fields or self.valid else ''} that {self.criterion.spoken()}"

    def timeframe(self) -> str:
        return f"at {self.at.noun}" if self.within is None else self.within_of(self.at)

    def faults(self, scope: Scope) -> Iterator[Fault]:
        yield from super().faults(scope)
        yield from scope.trigger(self.at, "at")
        yield from scope.segments(self.within, "within")
        yield from scope.criterion(self.criterion, "criterion", event_allowed=False)
        for number, name in enumerate(self.fields):
            yield from scope.field(name, f"fields[{number}]")
        for name, kind in self.valid.items():
            yield from scope.field(name, f"valid.{name}")
            if kind not in VALIDITY:
                yield Fault(
                    "unknown-name",
                    f"`{kind}` cannot be checked",
                    f"valid.{name}",
                    write=nearest(str(kind), VALIDITY) or " or ".join(VALIDITY),
                )
        if not (self.fields or self.valid or self.criterion is not None):
            yield Fault("missing-key", "nothing is required", "", write="fields: [email, phone]")
        if self.at_least is not None and not 1 <= self.at_least <= len(self.fields):
            yield Fault(
                "wrong-value",
                f"at least {self.at_least} of {len(self.fields)} fields",
                "at_least",
                write=f"a number from 1 to {max(len(self.fields), 1)}",
            )


class _Completeness(Judge):
    """Looks at the lead as it is; progress is the list of what was missing at the last look."""

    def __init__(self, clause: RequiredInformation, fields: Mapping[str, str]) -> None:
        invalid = {name: VALIDITY[kind].format(name) for name, kind in clause.valid.items()}
        there: Callable[[str], str] = lambda name: invalid.get(name, f"has({name})")  # noqa: E731
        self.some = [(name, Criterion.parse(there(name)).compile(fields)) for name in clause.fields]
        self.all = [
            (name, Criterion.parse(text).compile(fields))
            for name, text in invalid.items()
            if name not in clause.fields
        ]
        if clause.criterion is not None:
            self.all.append((str(clause.criterion), clause.criterion.compile(fields)))
        self.at_least = len(self.some) if clause.at_least is None else clause.at_least

    def complete(self, clock: RunningClock, lead: Lead) -> bool:
        lacking = [name for name, holds in self.some if not holds(lead, None)]
        unmet = [name for name, holds in self.all if not holds(lead, None)]
        enough = len(self.some) - len(lacking) >= self.at_least
        clock.progress = unmet if enough else lacking + unmet
        return enough and not unmet

    def enough(self, clock: RunningClock, lead: Lead) -> bool:
        return self.complete(clock, lead)

    def settled(self, clock: RunningClock, lead: Lead, event: Any) -> bool:
        return self.complete(clock, lead)

    def told(self, clock: RunningClock) -> str:
        if not clock.progress:
            return "all that is required is there"
        enough = "" if self.at_least == len(self.some) else f" (at least {self.at_least} are required)"
        return f"missing: {', '.join(clock.progress)}{enough}"

    def passed_over(self, clock: RunningClock, event: Any) -> str:
        return f"still {self.told(clock)}"
