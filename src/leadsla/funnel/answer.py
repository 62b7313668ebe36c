"""What a reverse funnel answers: each part is worked out when it is first asked for, and left out if nothing is given.

A part is a function in a module of its own, a property here, and an entry of `to_dict`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from leadsla.errors import ExtraError
from leadsla.funnel.backwards import (
    ASSUMED,
    SourceVolume,
    StageVolume,
    Volumes,
    backwards,
    is_assumed,
)
from leadsla.funnel.beliefs import Believed, believed
from leadsla.funnel.chance import MOST, at_least
from leadsla.funnel.exact import Exact, table_named
from leadsla.funnel.likelihood import DIFFER, Likelihood
from leadsla.funnel.money import Budget, budget_of
from leadsla.funnel.numbers import plain, shown
from leadsla.funnel.plan import Plan
from leadsla.funnel.planning import plan_of
from leadsla.funnel.staffing import Staffing, staffing_of
from leadsla.funnel.text import sheets_of
from leadsla.funnel.timing import Timing, timing_of
from leadsla.funnel.variance import Variance, variance_of
from leadsla.tables import SHARE, WHOLE, Columns, Printed, Rows, Sheet, as_text

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.charts import Chart
    from leadsla.funnel.explaining import Figures
    from leadsla.funnel.model import ReverseFunnel


@attrs.frozen
class Needed(Exact):
    """How many leads of the first stage reach the goal as likely as is asked."""

    COLUMNS: ClassVar[Columns] = {"confidence": SHARE, "leads": WHOLE}

    confidence: Fraction
    leads: int


@attrs.frozen(slots=False, repr=False)
class Answer(Printed):
    """What a funnel answers, part by part; `today` is when it was asked, `agreement` what sales has promised.

    Numbers are exact: `Fraction`, or a whole number where it counts what is whole.
    """

    funnel: ReverseFunnel
    today: dt.date | None = None
    agreement: Agreement | None = None

    @cached_property
    def volumes(self) -> Volumes:
        """How many leads each stage has on average when the goal is reached on average."""
        return backwards(self.funnel)

    @property
    def stages(self) -> Rows[StageVolume]:
        """The stages of `volumes`."""
        return self.volumes.stages

    @property
    def sources(self) -> Rows[SourceVolume]:
        """The sources of `volumes`."""
        return self.volumes.sources

    @property
    def leads(self) -> int:
        """The leads of the first stage that reach the goal on average: the smallest whole number."""
        return ceil(self.volumes.leads)

    @property
    def deals(self) -> int:
        """The deals that reach marketing's share of the goal: the smallest whole number."""
        return ceil(self.volumes.deals)

    @cached_property
    def probability(self) -> float | None:
        """How likely `leads` reach the goal; None where that cannot be told from what is given."""
        return None if self._untold else self.likelihood.probability(self.leads)

    @cached_property
    def needed_at(self) -> dict[Fraction, int]:
        """How many leads of the first stage reach the goal as likely as is asked, by confidence.

        A confidence that no number of leads reaches, because a rate is too uncertain, is left out.
        """
        if self._untold:
            return {}
        found = {asked: self.likelihood.fewest(asked) for asked in self.funnel.confidence}
        return {asked: leads for asked, leads in found.items() if leads is not None}

    @cached_property
    def believed(self) -> Believed | None:
        """The leads that reach the goal on average, as the rates are believed; None where all are certain."""
        return None if self._untold else believed(self.funnel, self.volumes.leads)

    @cached_property
    def budget(self) -> Budget | None:
        """What `leads` cost; None where a source does not say what its leads cost."""
        return budget_of(self.funnel, self.leads)

    @cached_property
    def time(self) -> Timing | None:
        """How long deals take, and by when leads must exist; None where no stage says how long it takes."""
        return timing_of(self.funnel)

    @cached_property
    def plan(self) -> Plan | None:
        """What has to come when for the goal to fall in its period; None where it has none."""
        return plan_of(self.funnel, self.today)

    def plan_by(self, by: str | None = None, *, confidence: Any = None) -> Plan | None:
        """The plan by `month` or `week`, with as many leads as reach the goal in its period as likely as is asked.

        Without `confidence` it is by averages. Raises `FunnelError` for anything else, and for a confidence that is not
        told: without the extra `science`, and as `Sureness` says.
        """
        return plan_of(self.funnel, self.today, by, confidence)

    def variance(self, actual: Any, at: dt.date, *, by: str | None = None) -> Variance:
        """How the plan of `today` stands before a later date, and what the rest of the period is to bring.

        `actual` is what has happened since: leads by month (or week, as the plan is, or `by`) and by the stage that
        they reached, as `{"2026-05": {"lead": 1800, "mql": 250}}`, or the evaluation of a log.

        Raises `FunnelError` where the goal has no period, and for counts of what is no month of the plan or no stage;
        `EntryError` for stages that the agreement of the log does not have.
        """
        plan = self.plan if by is None else self.plan_by(by)
        return variance_of(plan, actual, at, self.today)

    @cached_property
    def capacity(self) -> Staffing | None:
        """What the leads ask of sales, and what sales can do; None where that is not told."""
        return staffing_of(self.funnel, self.volumes, self.plan, self.agreement)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What whoever reads the numbers has to know."""
        found = [ASSUMED] if is_assumed(self.funnel) else []
        if self.funnel.budget is not None and self.budget is None:
            found.append("what the leads cost is not told, because a source has no `cost_per_lead`")
        found += self.plan.notes if self.plan is not None else ()
        if self.funnel.history is not None:
            found += [finding.what for finding in self.funnel.history.doubts]
        if self.funnel.capacity is not None and self.capacity is None:
            found.append(
                "what sales can work is not told, because nothing says how many minutes a lead takes "
                "(`minutes_per_lead`, or `minutes_per_touch` and an agreement that asks for touches)"
            )
        if self._untold:
            return (*found, self._untold)
        if self.funnel.goal.revenue is not None and self.likelihood.size_variance:
            found.append(DIFFER)
        missing = [asked for asked in self.funnel.confidence if asked not in self.needed_at]
        found += [f"a rate is too uncertain for a confidence of {shown(one * 100)}%" for one in missing]
        return tuple(found)

    @cached_property
    def likelihood(self) -> Likelihood:
        """How likely any number of leads reaches the goal; what it says needs the extra `science`."""
        return Likelihood(self.funnel)

    @cached_property
    def _untold(self) -> str | None:
        """Why no probability can be told, or None."""
        if self.leads > MOST:
            return f"no probability is told of more than {MOST:,} leads"
        try:
            at_least(1, 2, Fraction(1, 2))
        except ExtraError as error:
            return f"no probability is told: {error}"
        return None

    def explain(self, name: str | None = None) -> Figures:
        """Every figure with its formula, the numbers put in, and what the formula is called.

        `name` is as in `to_dict` (`budget.needed`), or a part of that (`budget`, `mql`, `needed`), of all with it.

        >>> from leadsla.funnel import ReverseFunnel
        >>> stages = ["lead", {"name": "mql", "rate": "20%"}, {"name": "customer", "rate": "5%"}]
        >>> funnel = ReverseFunnel(goal={"revenue": 1_000_000}, deal_size=20_000, stages=stages)
        >>> print(funnel.answer().explain("leads"))
        leads
          = goal / deal_size / (rate(mql) x rate(customer))
          = 1,000,000 / 20,000 / (0.2 x 0.05)
          = 5,000

        Raises `FunnelError` for a name that no figure has.
        """
        from leadsla.funnel.explaining import explain

        return explain(self, name)

    def to_frame(self, backend: str = "pandas", table: str = "stages") -> Any:
        """A data frame with a row for each of the `stages`, or another table: `sources`, `needed_at`, `plan`.

        Raises `ReadError` for a table that the answer does not have; else as `Rows.to_frame`.
        """
        return table_named(table, self._tables()).to_frame(backend)

    def _tables(self) -> dict[str, Rows[Any]]:
        needed = (Needed(asked, leads) for asked, leads in self.needed_at.items())
        found: dict[str, Rows[Any]] = {
            "stages": self.stages,
            "sources": self.sources,
            "needed_at": Rows(Needed, needed),
        }
        return found | ({} if self.plan is None else {"plan": self.plan.rows})

    def chart(self, name: str = "stages") -> Chart:
        """A chart of the `stages`, or another: `probability` by number of leads, `plan`, lag `calendar`, `capacity`.

        Raises `FunnelError` for one that the answer does not have.
        """
        from leadsla.funnel.drawing import chart_of

        return chart_of(self, name)

    def _drawing(self) -> Chart:
        return self.chart()

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        return sheets_of(self, shown)

    def __str__(self) -> str:
        return as_text(sheets_of(self))

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON carries it; what is not given is left out.

        Whole numbers and decimals that end are numbers, any other fraction is the text `"1000/3"`.
        """
        found: dict[str, Any] = {
            "goal": self._goal(),
            "stages": [self._stage(stage) for stage in self.stages],
        }
        if self.funnel.sources:
            found["sources"] = [self._source(source) for source in self.sources]
        if self.probability is not None:
            found["probability"] = self.probability
        if self.believed is not None:
            found["leads_believed"] = self.believed.to_dict()
        if self.budget is not None:
            found["budget"] = self.budget.to_dict()
        if self.time is not None:
            found["time"] = self.time.to_dict()
        if self.plan is not None:
            found |= {"arrivals": self.plan.summary(), "plan": self.plan.to_dict()}
        if self.capacity is not None:
            found["capacity"] = self.capacity.to_dict()
        return found | ({"notes": list(self.notes)} if self.notes else {})

    def _goal(self) -> dict[str, Any]:
        found = self.funnel.goal.to_dict()
        if self.funnel.marketing_share != 1:
            found["marketing_share"] = plain(self.funnel.marketing_share)
        return found

    def _stage(self, stage: StageVolume) -> dict[str, Any]:
        found: dict[str, Any] = {"name": stage.name}
        if stage.rate is not None:
            found["rate"] = plain(stage.rate)
        if stage.expected is not None:
            found |= {"expected": plain(stage.expected), "needed": stage.needed}
        if stage is self.stages[0] and self.needed_at:
            found["needed_at"] = {shown(asked): leads for asked, leads in self.needed_at.items()}
        return found

    def _source(self, one: SourceVolume) -> dict[str, Any]:
        source = one.source
        found: dict[str, Any] = {"name": source.name}
        found |= {} if source.segment is None else {"segment": source.segment}
        found |= {"leads": plain(one.leads), "deals": plain(one.deals)}
        found |= {} if one.revenue is None else {"revenue": plain(one.revenue)}
        if one.cost is not None and one.acquisition_cost is not None:
            found |= {"cost": plain(one.cost), "acquisition_cost": plain(one.acquisition_cost)}
        return found

    def __repr__(self) -> str:
        last = self.stages[-1]
        return f"<Answer: {self.leads:,} {self.stages[0].name} for {self.deals:,} {last.name}>"
