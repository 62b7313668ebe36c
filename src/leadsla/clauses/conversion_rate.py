"""`conversion_rate`: a share of the leads that reach one stage goes on to another.

"Nurture X% of leads into sales qualified leads per month." The leads that entered a stage in a period are its cohort;
they are given time to go on (`mature_after`), and only then is the share judged, because until then it can still grow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

import attrs

from leadsla.clauses.base import a_window
from leadsla.clauses.period import Fact, Finding, Observed, PeriodClause, Slot, Span, Weighed, calendar_spans
from leadsla.clauses.scope import Scope
from leadsla.errors import Fault
from leadsla.periods import SHARES, Period, Share
from leadsla.phrases import stage_name
from leadsla.triggers import Cause, Trigger
from leadsla.windows import Window

_DROP: Final = {
    "type": "string",
    "pattern": rf"^\s*(?:at most)?{SHARES}$",
    "patternErrorMessage": "Not a share; write for example at most 20%.",
    "examples": ["at most 20%"],
}


def a_share(value: Share | str) -> Share:
    """A share."""
    return value if isinstance(value, Share) else Share.parse(value)


def a_drop(value: Share | str) -> Share:
    """A share, with or without the words `at most` before it."""
    return a_share(value.strip().removeprefix("at most") if isinstance(value, str) else value)


def _period(value: Period | str) -> Period:
    return Period(value)


@attrs.frozen(kw_only=True)
class ConversionRate(PeriodClause):
    """At least a share of the leads that enter a stage in a period go on to another, or the share drops at most so far.

    A lead counts once in a period (`per`), by its first entry into `from`; it has converted if it entered `to` after
    that, at the latest at the due, which is `mature_after` the period's end. `at_least` is the share that is promised.
    A `drop` of at most 20% allows four fifths of the rate of the period before. Void where there is nothing to compare:
    an empty cohort, here or in the period before.

    >>> clause = ConversionRate(
    ...     id="nurture", owner="marketing", from_="mql", to="sql", at_least="20%", per="month", mature_after="30 days"
    ... )
    >>> print(clause.sentence())
    Marketing will bring at least 20% of the leads that enter MQL on to SQL in every month, judged 30 days after
    its end.
    """

    kind: ClassVar[str] = "conversion_rate"
    outcome: ClassVar[bool] = True
    at_due: ClassVar[bool] = True
    from_: str
    to: str
    per: Period = attrs.field(converter=_period)
    at_least: Share | None = attrs.field(default=None, converter=attrs.converters.optional(a_share))
    drop: Share | None = attrs.field(
        default=None, converter=attrs.converters.optional(a_drop), metadata={"read": a_drop, "schema": _DROP}
    )
    mature_after: Window | None = attrs.field(default=None, converter=attrs.converters.optional(a_window))

    @property
    def compares(self) -> bool:
        return self.drop is not None

    def observes(self, fields: Mapping[str, str]) -> tuple[Observed, ...]:
        stages = (self.from_, self.to)
        return tuple(Observed(Trigger((Cause(enters=stage),)), team=False) for stage in stages)

    def spans(self, first: int, after: int, tz: ZoneInfo) -> Iterator[Span]:
        return calendar_spans(self.per, first, after, tz)

    def matures(self) -> Window | None:
        return self.mature_after

    def weigh(self, slot: Slot, facts: Sequence[Fact]) -> Iterator[Weighed]:
        went_on: dict[str, int] = {}
        for fact in facts:
            if fact.role == 1 and fact.at <= slot.due:
                went_on[fact.lead] = fact.number  # the last of a lead decides whether any came after
        known: set[str] = set()
        total = 0
        for fact in facts:
            if fact.role == 0 and slot.start <= fact.at < slot.end and fact.lead not in known:
                known.add(fact.lead)
                converted = went_on.get(fact.lead, -1) > fact.number
                total += converted
                yield Weighed(
                    fact, total, f"went on to {self.to}" if converted else f"not at {self.to} by the due"
                )

    def rate(self, slot: Slot, facts: Sequence[Fact]) -> tuple[int, int]:
        """How many leads converted, of how many."""
        cohort = converted = 0
        for weighed in self.weigh(slot, facts):
            cohort, converted = cohort + 1, weighed.total
        return converted, cohort

    def finding(self, slot: Slot, facts: Sequence[Fact]) -> Finding:
        converted, cohort = self.rate(slot, facts)
        if not cohort:
            return Finding(void=f"no lead entered {self.from_} in it")
        rate = Fraction(converted, cohort)
        if self.at_least is not None and rate < self.at_least.value:
            return Finding()
        if self.drop is not None:
            before = (0, 0) if slot.before is None else self.rate(slot.before, facts)
            if not before[1]:
                return Finding(void=f"no lead entered {self.from_} in the period before it")
            if rate < Fraction(*before) * (1 - self.drop.value):
                return Finding()
        return Finding(met_at=slot.due)

    def told(self, slot: Slot, facts: Sequence[Fact]) -> str:
        converted, cohort = self.rate(slot, facts)
        said = f"{converted:,} of the {cohort:,} leads that entered {self.from_} went on to {self.to}"
        if self.drop is not None and slot.before is not None:
            before = self.rate(slot.before, facts)
            said += f", and of the period before {before[0]:,} of {before[1]:,}"
        return said

    def activity(self) -> str:
        start, end = stage_name(self.from_), stage_name(self.to)
        parts = []
        if self.at_least is not None:
            parts.append(f"bring at least {self.at_least} of the leads that enter {start} on to {end}")
        if self.drop is not None:
            share = "that share" if parts else f"the share of leads that go from {start} to {end}"
            parts.append(f"let {share} drop by at most {self.drop} from one {self.per.value} to the next")
        return " and ".join(parts)

    def timeframe(self) -> str:
        return f"in every {self.per.value}" if self.at_least is not None else ""

    def details(self) -> str:
        return "" if self.mature_after is None else f", judged {self.mature_after} after its end"

    def windows_named(self) -> Iterator[tuple[str, Window]]:
        if self.mature_after is not None:
            yield "mature_after", self.mature_after
        yield from super().windows_named()

    def faults(self, scope: Scope) -> Iterator[Fault]:
        yield from super().faults(scope)
        yield from scope.stage(self.from_, "from")
        yield from scope.stage(self.to, "to")
        if self.from_ == self.to:
            yield Fault(
                "wrong-value", f"`{self.to}` is where the leads are already", "to", write="a later stage"
            )
        if self.at_least is None and self.drop is None:
            yield Fault("missing-key", "no rate is promised", "", write="at_least: 20%, or drop: at most 20%")
