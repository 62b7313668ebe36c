"""What a log says of its funnel: rates, delays, the mix and the deals, and all that was left out and why.

The rates of every calculator are remembered ones. These are counted, by leads that had the time to convert and no
others, so that last week's leads do not make the rate too low nor their quick deals the delays too short.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from leadsla.errors import EventError
from leadsla.evaluation import evaluate
from leadsla.funnel.history.deals import DealSizes
from leadsla.funnel.history.document import tree_of, yaml_of
from leadsla.funnel.history.steps import Step
from leadsla.funnel.history.waiting import Standing
from leadsla.instants import instant, iso
from leadsla.metrics.checks import Finding
from leadsla.tables import SHARE, TEXT, WHOLE, Columns, Printed, Row, Rows, Sheet
from leadsla.windows import Window

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.events import Event
    from leadsla.funnel.model import ReverseFunnel

#: The field by which leads are told apart unless another is named, where the agreement has it.
SOURCE: Final = "source"
#: How mature leads have to be: a time, one for each stage that is reached, or leads of any age.
Maturity = Window | str | Mapping[str, "Window | str"] | None


@attrs.frozen
class LeftOut(Row):
    """So many leads are in no rate for one reason; `why` says it in words."""

    COLUMNS: ClassVar[Columns] = {"reason": TEXT, "why": TEXT, "leads": WHOLE}

    reason: str
    why: str
    leads: int


@attrs.frozen
class Origin(Row):
    """A source and segment, and how many of the leads came from it: `leads` of `total`."""

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("source", "segment"), TEXT),
        **dict.fromkeys(("leads", "total"), WHOLE),
        "share": (SHARE, lambda row: row.leads / row.total),
    }

    source: str | None
    segment: str | None
    leads: int
    total: int


@attrs.frozen(repr=False)
class FunnelHistory(Printed):
    """The funnel of a log as of `at`.

    `leads` = `counted` + those of `left_out`. `steps` are from each stage to the next by all leads that count, `whole`
    is from the first to the last, `groups` are the steps by source and segment, which add up to `steps`; `mix` says how
    many leads came from each. `deals` are the sizes of all deals, `deals_by` those of each source and segment.
    `waiting` are the leads that have not gone on from a stage, by how long ago they reached it, and `closed` is when
    those that reached the last stage did. `doubts` say what may be wrong with the log.
    """

    agreement: str
    version: str
    timezone: str
    at: dt.datetime
    since: dt.datetime | None
    stages: tuple[str, ...]
    leads: int
    counted: int
    left_out: Rows[LeftOut]
    steps: Rows[Step]
    whole: Step
    groups: Rows[Step]
    mix: Rows[Origin]
    deals: DealSizes
    deals_by: Rows[DealSizes]
    waiting: Rows[Standing]
    closed: tuple[dt.datetime, ...]
    doubts: Rows[Finding]

    @classmethod
    def from_events(
        cls,
        agreement: Agreement,
        events: Iterable[Event],
        at: dt.datetime | None = None,
        *,
        stages: Sequence[str] | None = None,
        mature_after: Maturity = None,
        by: str | None = SOURCE,
        segment: str | None = None,
        since: dt.datetime | None = None,
    ) -> FunnelHistory:
        """What a log says of the funnel between the stages of an agreement, as of `at`.

        Leads are watched until `at`, so it should be when the log was exported; by default it is the log's last event.
        `stages` are those that count, in their order; by default all up to the one that `won` leads to.
        `mature_after` says for how long a lead must have been in a stage to be counted in the rate to the next: a
        window, `"any"`, or one for each stage that is reached. By default it is, stage by stage, the time within which
        95 % of those that convert have, told from the log with the young leads counted as young.
        `by` and `segment` name fields of the lead by which leads are told apart (`by` only where the agreement has
        it, unless it is another than `source`). `since` leaves out leads that came before.

        >>> import leadsla as ls
        >>> at = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
        >>> found = FunnelHistory.from_events(ls.examples.acme(), ls.examples.acme_events(), at, mature_after="7 days")
        >>> [(step.label, step.rate.count, step.rate.total, step.young) for step in found.steps][:2]
        [('subscriber to mql', 41, 41, 0), ('mql to sal', 33, 41, 0)]

        Raises `EntryError` for stages or fields that the agreement does not have, `WindowError` for what is no time,
        `TimeError` for a naive instant, `EventError` for a log that has no event and so no end, and `ExtraError`
        without scipy (extra `science`).
        """
        from leadsla.funnel.history.making import history_of

        if at is None:
            events = list(events)
            if not events:
                raise EventError("a log without an event does not say when it ends; give `at`")
            at = max(event.at for event in events)
        evaluation = evaluate(agreement, events, at, automatic=False)
        return history_of(
            evaluation, stages=stages, mature_after=mature_after, by=by, segment=segment, since=since
        )

    @property
    def currency(self) -> str:
        """The currency of amounts."""
        return self.deals.currency

    def to_funnel(self, goal: Any, **known: Any) -> ReverseFunnel:
        """The reverse funnel with this goal, as `to_tree` has it.

        Raises `FunnelError` for a goal or `known` that cannot be, and for a stage to which the log tells no rate.
        """
        from leadsla.funnel.model import ReverseFunnel

        return ReverseFunnel(**self.to_tree(goal, **known), history=self)

    def to_tree(self, goal: Any, **known: Any) -> dict[str, Any]:
        """The keys of a funnel document with this goal; `known` are other keys of it, which win over the log's.

        A rate is what was counted; where none converted, what is believed after that (Jeffreys' prior); where no lead
        had the time, there is none. Delays are quantiles, of those that convert, in days. A source has a rate of its
        own from 30 mature leads on, and a deal size from 30 amounts; else those of all. `cost_per_lead` may be a
        mapping of sources to costs. For a goal with a period, `already` is what had closed in it and what was on its
        way as of `at`. Raises `EntryError` for one that no lead came from.
        """
        return tree_of(self, goal, known)

    def to_yaml(self, goal: Any, **known: Any) -> str:
        """The same as a funnel document in YAML, under comments that say what it rests on and the doubts."""
        return yaml_of(self, goal, known)

    def to_dict(self) -> dict[str, Any]:
        """As JSON can carry it: rates as counts with their share and interval, delays in days of 24 hours."""
        return {
            "agreement": self.agreement,
            "version": self.version,
            "at": iso(instant(self.at)),
            "since": None if self.since is None else iso(instant(self.since)),
            "stages": list(self.stages),
            "leads": self.leads,
            "counted": self.counted,
            "left_out": self.left_out.to_dict(),
            "steps": self.steps.to_dict(),
            "whole": self.whole.to_dict(),
            "groups": self.groups.to_dict(),
            "mix": self.mix.to_dict(),
            "deals": self.deals.to_dict(),
            "deals_by": self.deals_by.to_dict(),
            "waiting": self.waiting.to_dict(),
            "doubts": self.doubts.to_dict(),
        }

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row for each step: those of all leads, then those of each source and segment."""
        return Rows(Step, (*self.steps, *self.groups)).to_frame(backend)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        head = f"{self.counted:,} of {self.leads:,} leads as of {self.at:%Y-%m-%d %H:%M} UTC"
        notes = [f"{out.leads:,} left out: {out.why}" for out in self.left_out]
        sheets = [attrs.evolve(self.steps._sheets(shown)[0], head=head, notes=notes)]
        if self.groups:
            sheets.append(attrs.evolve(self.groups._sheets(shown)[0], head="by source and segment"))
        if self.doubts:
            doubts = [f"{finding.what} {finding.do}" for finding in self.doubts[:shown]]
            sheets.append(Sheet("doubts", notes=doubts))
        return sheets

    def __repr__(self) -> str:
        return (
            f"<FunnelHistory {self.counted:,} of {self.leads:,} leads: {'; '.join(map(_said, self.steps))}>"
        )


def _said(step: Step) -> str:
    return f"{step.label} {step.rate.count:,} of {step.rate.total:,}"
