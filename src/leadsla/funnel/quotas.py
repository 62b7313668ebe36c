"""The plan as quotas: the tables that `quota` clauses read, for what marketing and sales each have to reach."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from leadsla.errors import Fault, FunnelError, nearest
from leadsla.funnel.numbers import refusal, shown
from leadsla.funnel.parts import whole_parts
from leadsla.funnel.plan import Plan
from leadsla.funnel.planning import plan_of
from leadsla.tables import TEXT, WHOLE, Columns, Printed, Row, Rows, Sheet
from leadsla.tables.showing import clean

if TYPE_CHECKING:
    from leadsla.funnel.buckets import Bucket
    from leadsla.funnel.model import ReverseFunnel

#: The tables by their names: what a clause refers to as `quotas.yaml#marketing`.
MARKETING: Final = "marketing"
PROPOSALS: Final = "sales-proposals"
REVENUE: Final = "sales-revenue"
DEALS: Final = "sales-deals"
_HEAD: Final = """\
# Quotas of {period}, made from a funnel. Clauses of kind quota say `table: quotas.yaml#marketing` and `per: {by}`.
# Whole numbers that add up to the whole: each is rounded down, and what is lacking goes to those that lost most by it.
"""


@attrs.frozen
class QuotaValue(Row):
    """What has to be reached in one month or week: `first` and `last` are its dates, both included."""

    COLUMNS: ClassVar[Columns] = {
        "table": TEXT,
        "from": (TEXT, lambda row: row.first.isoformat()),
        "to": (TEXT, lambda row: row.last.isoformat()),
        "value": WHOLE,
    }

    table: str
    first: dt.date
    last: dt.date
    value: int


@attrs.frozen
class Quotas(Printed):
    """Quotas by month or week (`by`), and the `counted` stage behind each table.

    What is 0 is left out: a quota of nothing is void.
    """

    by: str
    period: str
    counted: Mapping[str, str]
    rows: Rows[QuotaValue]

    def table(self, name: str) -> list[dict[str, Any]]:
        """The rows of a table as documents and `QuotaTable` have them; none of an unknown one."""
        return [
            {"from": row.first, "to": row.last, "value": row.value} for row in self.rows if row.table == name
        ]

    def to_dict(self) -> dict[str, list[dict[str, Any]]]:
        """Every table, as the document has them; dates are dates."""
        return {name: self.table(name) for name in self.counted}

    def to_yaml(self) -> str:
        """The document that the clauses refer to."""
        from leadsla.documents.yaml_writer import write_yaml

        said = "".join(f"# {name}: {clean(counted)}\n" for name, counted in self.counted.items())
        return _HEAD.format(period=self.period, by=self.by) + said + write_yaml(self.to_dict())

    def write(self, path: str | os.PathLike[str]) -> Path:
        """Write the document into a file, over what is there."""
        file = Path(path)
        file.write_text(self.to_yaml(), encoding="utf-8")
        return file

    def to_frame(self, backend: str = "pandas") -> Any:
        """A data frame with a row for each value; errors as of `Rows.to_frame`."""
        return self.rows.to_frame(backend)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        told = (f"{name}: {counted}" for name, counted in self.counted.items())
        return (attrs.evolve(self.rows._sheets(shown)[0], head=f"quotas of {self.period}", notes=told),)


def quotas_of(
    funnel: ReverseFunnel,
    today: dt.date | None,
    by: str | None,
    qualified: str | None,
    proposed: str | None,
    confidence: Any = None,
) -> Quotas:
    """The quotas of a funnel: see `ReverseFunnel.to_quotas`."""
    mean = plan_of(funnel, today, by)
    plan = mean if confidence is None else plan_of(funnel, today, by, confidence)
    if mean is None or plan is None or funnel.goal.dates is None:
        raise refusal("the goal has no `period`", "period: 2026-Q3", "goal", "missing-key")
    if not plan.possible:
        raise refusal(f"no quotas are set: {plan.notes[-1]}")
    names = plan.timing.chain.names
    counted, values = dict[str, str](), list[QuotaValue]()
    marketing = _named(names, qualified, 1 if len(names) > 1 else 0)
    if marketing is not None:
        counted[MARKETING] = f"leads that reach {marketing}"
        values += _values(MARKETING, plan.buckets, list(plan.needed(marketing).values()))
    sales = _named(names, proposed, len(names) - 2 if len(names) > 3 else None)
    if sales is not None:
        counted[PROPOSALS] = f"leads that reach {sales}"
        values += _values(PROPOSALS, plan.buckets, list(plan.needed(sales).values()))
    name, told, found = _closings(funnel, mean, funnel.goal.dates)
    counted[name] = told
    values += found
    return Quotas(plan.by, str(funnel.goal.period), counted, Rows(QuotaValue, values))


def _closings(
    funnel: ReverseFunnel, plan: Plan, dates: tuple[dt.date, dt.date]
) -> tuple[str, str, list[QuotaValue]]:
    """What sales closes in the period: revenue, or where it is not told, deals."""
    from leadsla.funnel.backwards import backwards

    last, volumes = plan.timing.chain.names[-1], backwards(funnel)
    spans = [one for one in plan.buckets if one.after > dates[0]]
    found = [plan.expected(last, max(one.first, dates[0]), min(one.after, dates[1])) for one in spans]
    if volumes.revenue is None:
        return DEALS, f"leads that reach {last}", _values(DEALS, spans, whole_parts(found))
    size = Fraction(volumes.revenue / volumes.deals)
    told = f"revenue of leads that reach {last}, at {shown(size)} a deal"
    return REVENUE, told, _values(REVENUE, spans, whole_parts([size * one for one in found]))


def _values(table: str, spans: Sequence[Bucket], found: Sequence[int]) -> list[QuotaValue]:
    return [
        QuotaValue(table, one.first, one.last, value)
        for one, value in zip(spans, found, strict=True)
        if value
    ]


def _named(names: Sequence[str], asked: str | None, default: int | None) -> str | None:
    """The stage that is asked for, or that at a place."""
    if asked is None:
        return None if default is None else names[default]
    if asked not in names:
        write = nearest(str(asked), names) or f"one of {', '.join(names)}"
        raise FunnelError([Fault("unknown-name", f"there is no stage `{asked}`", write=write)])
    return asked
