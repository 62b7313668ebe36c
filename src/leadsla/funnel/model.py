"""A reverse funnel: the goal, the stages with their rates, and all that is known beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import attrs

from leadsla.errors import FunnelError
from leadsla.funnel.answer import Answer
from leadsla.funnel.backwards import Volumes, backwards, forwards
from leadsla.funnel.capacity import Capacity
from leadsla.funnel.deals import DealSize
from leadsla.funnel.goal import Goal
from leadsla.funnel.likelihood import Likelihood, Outlook, whole_leads
from leadsla.funnel.numbers import at_least_zero, key, made, number, positive, refusal, said, several, share
from leadsla.funnel.rates import Rate
from leadsla.funnel.soundness import faults_of_whole
from leadsla.funnel.sources import Source
from leadsla.funnel.stages import Stage


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


@attrs.frozen
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
    `cost_per_lead` is that of sources which do not say their own.

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

    def answer(self, *, today: dt.date | None = None) -> Answer:
        """All that can be said from what is given; `today` is when it is asked.

        Raises `FunnelError` for a goal whose period is over by then.
        """
        past = self.goal.past(today)
        said([] if past is None else [past])
        return Answer(self, today)
