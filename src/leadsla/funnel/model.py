"""A reverse funnel: the goal, the stages with their rates, and all that is known beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import attrs

from leadsla.errors import FunnelError
from leadsla.funnel.already import Waiting, read_already
from leadsla.funnel.answer import Answer
from leadsla.funnel.arguments import Number, Share, given
from leadsla.funnel.backwards import Volumes, backwards, forwards
from leadsla.funnel.capacity import Capacity
from leadsla.funnel.days import read_days
from leadsla.funnel.deals import DealSize
from leadsla.funnel.goal import Goal
from leadsla.funnel.likelihood import Likelihood, Outlook, whole_leads
from leadsla.funnel.mixing import Mix, best_mix
from leadsla.funnel.numbers import (
    EMPTY,
    at_least_zero,
    key,
    made,
    number,
    positive,
    refusal,
    said,
    several,
    share,
)
from leadsla.funnel.plan import PlanTerms
from leadsla.funnel.quotas import Quotas, quotas_of
from leadsla.funnel.rates import Rate
from leadsla.funnel.seasons import Seasonality
from leadsla.funnel.sensitivity import Sensitivity, sensitivity
from leadsla.funnel.solving import Solution, solve
from leadsla.funnel.soundness import faults_of_whole
from leadsla.funnel.sources import Source
from leadsla.funnel.stages import Stage

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.calendars import Calendar
    from leadsla.events import Event
    from leadsla.funnel.history.history import FunnelHistory, Maturity

#: The goal of a funnel of which nobody has said one.
_ONE_DEAL: Final = MappingProxyType({"deals": 1})


def _listed(read: Any) -> Any:
    """A reader of a list that has something in it."""
    each = several(read)

    def reader(value: Any) -> tuple[Any, ...]:
        found = each(value)
        if not found:
            raise refusal("a list with nothing in it", "one entry or more, or leave it out")
        return found

    return reader


def _confidence(value: Any) -> Fraction:
    found = share(value, "a confidence", "90%")
    if found == 1:
        raise refusal("no number of leads makes a goal certain", "a confidence below 1, for example 99%")
    return found


@attrs.frozen(init=False)
class ReverseFunnel:
    """From a goal back to the leads that it takes.

    Only `goal` and `stages` are required; what is not given is left out of the answer. Each argument is written as in
    the document, or as a value of its class.

    >>> funnel = ReverseFunnel(
    ...     goal={"revenue": 1_000_000},
    ...     deal_size=20_000,
    ...     stages=[
    ...         {"name": "lead"},
    ...         {"name": "mql", "rate": "20%"},
    ...         {"name": "sql", "rate": 0.4},
    ...         {"name": "opportunity", "rate": "50%"},
    ...         {"name": "customer", "rate": "25%"},
    ...     ],
    ... )
    >>> [(stage.name, stage.needed) for stage in funnel.backwards().stages]
    [('lead', 5000), ('mql', 1000), ('sql', 400), ('opportunity', 200), ('customer', 50)]

    `marketing_share` is the share of the goal that marketing is to bring, `confidence` how sure it is to be reached
    (one or several), `overall_rate` the rate from the first stage to the last, where those between are not known.
    `cost_per_lead` is that of sources which do not say their own. With `working_days` delays count these alone;
    `seasonality`, what is in the funnel `already` and `plan` are for the plan of a goal that has a period.

    Raises `FunnelError` with all that is wrong.
    """

    goal: Goal = key("goal", made(Goal))
    stages: tuple[Stage, ...] = key("stages", _listed(Stage.of))
    marketing_share: Fraction = key("marketing_share", share, Fraction(1))
    deal_size: DealSize | None = key("deal_size", DealSize.of, None)
    confidence: tuple[Fraction, ...] = key("confidence", _listed(_confidence), ())
    overall_rate: Rate | None = key("overall_rate", Rate.of, None)
    sources: tuple[Source, ...] = key("sources", _listed(made(Source)), ())
    cost_per_lead: Fraction | None = key(
        "cost_per_lead", lambda value: at_least_zero(value, "the cost of a lead", "50"), None
    )
    budget: Fraction | None = key("budget", lambda value: positive(value, "the budget", "250000"), None)
    capacity: Capacity | None = key("capacity", made(Capacity), None)
    working_days: Calendar | None = key("working_days", read_days, None)
    seasonality: Seasonality | None = key("seasonality", made(Seasonality), None)
    already: Mapping[str, tuple[Waiting, ...]] = key("already", read_already, EMPTY)
    plan: PlanTerms | None = key("plan", made(PlanTerms), None)
    #: What a log said, and with which doubts, where the funnel is from one; no part of the document.
    history: FunnelHistory | None = attrs.field(default=None, eq=False, repr=False)

    def __init__(
        self,
        goal: Goal | Mapping[str, Any],
        stages: Sequence[Any],
        marketing_share: Share = 1,
        deal_size: DealSize | Number | Mapping[str, Any] | None = None,
        confidence: Share | Sequence[Share] | None = None,
        overall_rate: Rate | Share | Mapping[str, Any] | None = None,
        sources: Sequence[Any] | None = None,
        cost_per_lead: Number | None = None,
        budget: Number | None = None,
        capacity: Capacity | Mapping[str, Any] | None = None,
        working_days: Any = None,
        seasonality: Seasonality | Mapping[str, Any] | None = None,
        already: Mapping[str, Any] | None = None,
        plan: PlanTerms | Mapping[str, Any] | None = None,
        history: FunnelHistory | None = None,
    ) -> None:
        self.__attrs_init__(**given(locals()))

    def __attrs_post_init__(self) -> None:
        said(faults_of_whole(attrs.asdict(self, recurse=False)))

    @classmethod
    def from_dict(cls, tree: Mapping[str, Any], *, today: dt.date | None = None) -> ReverseFunnel:
        """A funnel from a mapping with the keys of the document.

        `today` is when it is asked: a goal whose period is over by then is refused. Raises `FunnelError` with all that
        is wrong, each at its path.
        """
        from leadsla.funnel.reading import read_funnel

        funnel, faults = read_funnel(tree, today)
        if funnel is None:
            raise FunnelError(faults)
        return funnel

    @classmethod
    def from_events(
        cls,
        agreement: Agreement,
        events: Iterable[Event],
        at: dt.datetime | None = None,
        *,
        goal: Any = _ONE_DEAL,
        stages: Sequence[str] | None = None,
        mature_after: Maturity = None,
        by: str | None = "source",
        segment: str | None = None,
        since: dt.datetime | None = None,
        **known: Any,
    ) -> ReverseFunnel:
        """A funnel with the rates, the delays, the mix and the deals of a log; see `FunnelHistory.from_events`.

        Without a goal it says what one deal takes.
        `known` are other arguments of the funnel (`confidence`, `budget`, ...) and win over what the log says.
        `history` of the funnel holds what the log said, what was left out, and the doubts about it.

        >>> import leadsla as ls
        >>> at = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
        >>> funnel = ReverseFunnel.from_events(ls.examples.acme(), ls.examples.acme_events(), at, goal={"deals": 5})
        >>> [str(stage.rate) for stage in funnel.stages]
        ['None', '100% (41 of 41)', '80.4878% (33 of 41)', '6.06061% (2 of 33)', '50% (1 of 2)']

        Raises what `FunnelHistory.from_events` raises, and `FunnelError` for a goal or `known` that cannot be, and for
        a stage to which the log tells no rate.
        """
        from leadsla.funnel.history import FunnelHistory

        found = FunnelHistory.from_events(
            agreement,
            events,
            at,
            stages=stages,
            mature_after=mature_after,
            by=by,
            segment=segment,
            since=since,
        )
        return found.to_funnel(goal, **known)

    def backwards(self) -> Volumes:
        """How many leads each stage takes to reach the goal on average, exactly."""
        return backwards(self)

    def forwards(self, leads: Any) -> Volumes:
        """What so many leads of the first stage come to on average, exactly."""
        return forwards(self, number(leads, "the number of leads", "5000"))

    def outlook(self, leads: Any) -> Outlook:
        """What so many leads of the first stage come to, with deviations and the chance of the goal.

        >>> funnel = ReverseFunnel(goal={"deals": 50}, stages=["lead", {"name": "customer", "rate": "1%"}])
        >>> round(funnel.outlook(5_000).probability, 3)
        0.519

        Raises `ExtraError` without numpy and scipy.
        """
        return Likelihood(self).outlook(whole_leads(leads))

    def solve(
        self,
        unknown: str,
        *,
        stage: str | None = None,
        leads: Any = None,
        budget: Any = None,
        confidence: Any = None,
    ) -> Solution:
        """What one unknown has to be, all else being as it is told: its own value in the funnel is not looked at.

        `unknown` is `leads`, `budget`, `goal`, `deal_size` (the mean deal of the mix), `marketing_share`, or `rate`
        with the `stage` that it leads to. All but the first two take the volume as `leads`, as a `budget` that buys
        them, or by the funnel's own budget. On average, or with a `confidence` as likely as that.

        >>> funnel = ReverseFunnel(
        ...     goal={"revenue": 1_000_000}, deal_size=20_000, stages=["lead", {"name": "customer", "rate": "1%"}]
        ... )
        >>> funnel.solve("rate", stage="customer", leads=4_000).value
        Fraction(1, 80)
        >>> funnel.solve("goal", leads=5_920, confidence="90%").value
        Fraction(1000000, 1)

        Raises `FunnelError` for what cannot be solved, `ExtraError` with a confidence and without scipy.
        """
        return solve(self, unknown, stage=stage, leads=leads, budget=budget, confidence=confidence)

    def sensitivity(self, by: Any = "10%") -> Sensitivity:
        """Which input matters most: the leads that the goal takes when one alone is by a share lower or higher.

        A rate that is uncertain is moved over the interval that holds 80 % of what is believed of it instead.

        >>> stages = ["lead", {"name": "mql", "rate": "20%"}, {"name": "customer", "rate": "5%"}]
        >>> levers = ReverseFunnel(goal={"deals": 50}, stages=stages).sensitivity().levers
        >>> [(one.input, round(one.saved_by_a_point)) for one in levers]
        [('rate of mql', 238), ('rate of customer', 833)]

        Raises `ExtraError` for an uncertain rate without scipy.
        """
        return sensitivity(self, by)

    def best_mix(self, budget: Any = None) -> Mix:
        """The leads of each source that bring most within a budget (the funnel's own where none is told).

        What a source brings grows evenly with what is spent on it, up to its `at_most` leads.

        Raises `FunnelError` where a cost, or how many leads there are for nothing, is not told.
        """
        return best_mix(self, budget)

    def to_quotas(
        self,
        *,
        today: dt.date | None = None,
        by: str | None = None,
        qualified: str | None = None,
        proposed: str | None = None,
        confidence: Any = None,
    ) -> Quotas:
        """The plan as the tables that `quota` clauses read, by `month` or `week`, in whole numbers.

        `marketing` counts the leads that reach the stage `qualified` (by default the second), `sales-proposals` those
        that reach `proposed` (by default the one before the last, where there are four stages or more), and
        `sales-revenue` is the revenue of the period, or `sales-deals` its deals where no size of deals is told. With
        `confidence` the first two are of as many leads as reach the goal as likely as that.

        >>> stages = ["lead", {"name": "mql", "rate": 0.5}, {"name": "customer", "rate": 0.1, "days": 30}]
        >>> goal = {"revenue": 90_000, "period": "2026-Q3"}
        >>> funnel = ReverseFunnel(goal=goal, deal_size=1000, stages=stages)
        >>> [row["value"] for row in funnel.to_quotas().table("marketing")]
        [294, 303, 303]

        Raises `FunnelError` without a period, for an unknown stage, and where the goal can no longer be reached.
        """
        return quotas_of(self, today, by, qualified, proposed, confidence)

    def _repr_html_(self) -> str:
        return self.answer()._repr_html_()

    def answer(self, *, today: dt.date | None = None, agreement: Agreement | None = None) -> Answer:
        """All that can be said from what is given; `today` is when it is asked.

        An `agreement` says what sales has promised: the touches that a lead takes, and the windows that too many leads
        would break.

        Raises `FunnelError` for a goal whose period is over by then.
        """
        past = self.goal.past(today)
        said([] if past is None else [past])
        return Answer(self, today, agreement)
