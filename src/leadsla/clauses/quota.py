"""`quota`: so many leads, or so much revenue, in every period.

"Marketing will generate X leads per month", "close so many dollars": events are counted, or an amount that they carry
is added up, and the promise is met at the very event that reaches the number. The number stands in the clause, or in a
table of a document apart, since a quota may vary over the course of a year and is not signed anew for that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

import attrs

from leadsla.clauses.base import a_criterion, a_trigger
from leadsla.clauses.period import (
    Fact,
    Observed,
    PeriodClause,
    Slot,
    Span,
    Weighed,
    calendar_spans,
    number_text,
)
from leadsla.clauses.quota_table import QuotaTable
from leadsla.clauses.scope import Scope
from leadsla.criteria import Criterion, coerce
from leadsla.criteria.values import exact
from leadsla.errors import EntryError, Fault
from leadsla.periods import Period
from leadsla.phrases import plain_name, quoted
from leadsla.triggers import Trigger

_NUMERIC: Final = ("number", "money", "share")
_SCHEMA: Final = {
    "anyOf": [
        {"type": "number", "exclusiveMinimum": 0},
        {"type": "string", "pattern": r"^\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?\s*$"},
    ]
}


def a_number(value: Any) -> int | Decimal:
    """A number above zero, exactly as it is written; raises `EntryError` otherwise."""
    read = coerce(value, "money")
    number = None if isinstance(value, bool) or read is None else exact(read)
    if number is None or number <= 0:
        raise EntryError(f"{value!r} is no number to reach", write="a number above 0, such as 120")
    return int(number) if number == int(number) else Decimal(str(read))


def a_table(value: QuotaTable | str) -> QuotaTable:
    """A table, from its reference."""
    return QuotaTable.of(value)


def _period(value: Period | str) -> Period:
    return Period(value)


@attrs.frozen(kw_only=True)
class Quota(PeriodClause):
    """So many events, or so much of an amount, in every period; met at the event that reaches the number.

    `count` names the events, of leads or of the team; `sum` an amount that they carry, a field of the lead or data of
    the event. `per` is the period. Where `distinct` is `lead`, a lead counts once in a period, by its first event;
    `when` is the threshold of what counts. The number is `at_least`, or that of the row of `table` that is in force on
    the period's first day; a period without a row is void. A period that the term cuts short owes the whole number: a
    quota is not prorated.

    >>> clause = Quota(id="a", owner="marketing", count={"enters": "mql"}, at_least=120, per="month", distinct="lead")
    >>> print(clause.sentence())
    Marketing will reach at least 120 in every month, counting every lead that enters MQL, each lead once.
    """

    kind: ClassVar[str] = "quota"
    outcome: ClassVar[bool] = True
    count: Trigger = attrs.field(converter=a_trigger)
    per: Period = attrs.field(converter=_period)
    sum: str | None = None
    distinct: str | None = attrs.field(default=None, metadata={"schema": {"enum": ["lead"]}})
    when: Criterion | None = attrs.field(default=None, converter=attrs.converters.optional(a_criterion))
    at_least: int | Decimal | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(a_number),
        metadata={"read": a_number, "schema": _SCHEMA},
    )

    table: QuotaTable | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(a_table),
        metadata={
            "read": a_table,
            "example": "quotas.yaml#marketing",
            "schema": {"type": "string", "pattern": r"\S", "examples": ["quotas.yaml#marketing"]},
        },
    )

    def resolved(self, read: Callable[[str], Any]) -> Quota:
        if self.table is None:
            return self
        try:
            table = QuotaTable(self.table.reference, read(self.table.reference))
        except EntryError as error:
            raise EntryError(f"{self.table}: {error.what}", "table", error.write) from None
        return attrs.evolve(self, table=table)

    def observes(self, fields: Mapping[str, str]) -> tuple[Observed, ...]:
        read = None if self.sum is None else amount_reader(self.sum, fields)
        return (Observed(self.count, self.when, team=self.distinct is None, read=read),)

    def spans(self, first: int, after: int, tz: ZoneInfo) -> Iterator[Span]:
        return calendar_spans(self.per, first, after, tz)

    def wanted(self, slot: Slot) -> Any:
        if self.at_least is not None:
            return exact(self.at_least)
        row = None if self.table is None else self.table.on(slot.first)
        return None if row is None else row.value or None

    def why_void(self, slot: Slot) -> str:
        if self.table is None or self.table.rows is None:
            return f"the table {self.table} has not been read; load the agreement from its file, or give the rows"
        if self.table.on(slot.first) is None:
            return f"the table {self.table} has no row for {slot.first}"
        return f"the table {self.table} has the number 0 on {slot.first}"

    def weigh(self, slot: Slot, facts: Sequence[Fact]) -> Iterator[Weighed]:
        total: Any = 0
        known: set[str] = set()
        if self.sum is not None:
            # Of one instant the larger amounts first: what was reached stays reached when another of it comes.
            facts = sorted(facts, key=lambda fact: (fact.at, -(fact.value or 0)))
        for fact in facts:
            if self.distinct is not None:
                if fact.lead in known:
                    yield Weighed(fact, None, "the lead has counted before in this period")
                    continue
                known.add(fact.lead)
            if self.sum is None:
                total += 1
                yield Weighed(fact, total)
            elif fact.value is None:
                yield Weighed(fact, None, f"it carries no `{self.sum}`")
            else:
                total += fact.value
                yield Weighed(fact, total, number_text(fact.value))

    def told(self, slot: Slot, facts: Sequence[Fact]) -> str:
        total = max(
            (weighed.total for weighed in self.weigh(slot, facts) if weighed.total is not None), default=0
        )
        wanted = self.wanted(slot)
        if wanted is None:
            return f"{number_text(total)} reached"
        lacking = f", {number_text(wanted - total)} lacking" if total < wanted else ""
        return f"{number_text(total)} of {number_text(wanted)}{lacking}"

    def activity(self) -> str:
        number = "the number" if self.at_least is None else f"at least {number_text(exact(self.at_least))}"
        return f"reach {number}" + (f" set in {quoted(str(self.table))}" if self.at_least is None else "")

    def timeframe(self) -> str:
        return f"in every {self.per.value}"

    def details(self) -> str:
        every = f"every lead that {self.count.becomes}"
        what = (
            f"counting {every}"
            if self.sum is None
            else f"adding up the {plain_name(self.sum.removeprefix('event.'))} of {every}"
        )
        return f", {what}{', each lead once' if self.distinct is not None else ''}"

    def for_whom(self) -> str:
        return f", where {self.when.spoken()}" if self.when is not None else ""

    def faults(self, scope: Scope) -> Iterator[Fault]:
        yield from super().faults(scope)
        yield from scope.trigger(self.count, "count")
        yield from scope.criterion(self.when, "when")
        yield from scope.value_of(self.sum if self.sum and self.sum.startswith("event.") else None, "sum")
        if self.sum is not None and scope.fields.get(self.sum, "money") not in _NUMERIC:
            what = f"`{self.sum}` is {scope.fields[self.sum]}, which cannot be added up"
            yield Fault("wrong-value", what, "sum", write=f"{self.sum}: money, in `fields`")
        if self.distinct not in (None, "lead"):
            yield Fault(
                "wrong-value", f"`{self.distinct}` is nothing to count once", "distinct", write="lead"
            )
        if self.at_least is None and self.table is None:
            write = "at_least: 120, or table: quotas.yaml#marketing"
            yield Fault("missing-key", "the quota has no number", "", write=write)
        if self.at_least is not None and self.table is not None:
            what = "the number stands in `at_least` already"
            yield Fault("wrong-value", what, "table", on_key=True, write="one of the two")


def amount_reader(path: str, fields: Mapping[str, str]) -> Callable[[Any, Any], Any]:
    """The function that reads an exact amount: of the lead where a field is named, else of the event; None for none."""
    name = path.removeprefix("event.")

    def number(value: Any) -> Any:
        read = coerce(value, "money")
        return None if read is None else exact(read)

    if path in fields:
        return lambda lead, event: number(lead.fields.get(name))
    return lambda lead, event: number(event.data.get(name))
