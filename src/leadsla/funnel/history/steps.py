"""From one stage to the next: the rate by those leads that had the time, and how long it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import ceil
from operator import attrgetter
from typing import ClassVar, Final

import attrs

from leadsla.funnel.history.lags import QUANTILES, Lag
from leadsla.funnel.history.passing import Passing
from leadsla.instants import MICROSECOND
from leadsla.metrics.shares import Proportion
from leadsla.tables import NUMBER, SHARE, TEXT, WHOLE, Columns, Kind, Row
from leadsla.windows import Window

#: By default a lead is mature when of those that convert this share has.
MATURE: Final = 0.95
#: Leads of any age count.
ANY: Final = "any"


def _ever(end: str) -> tuple[Kind, Callable[[Step], float | None]]:
    return SHARE, lambda step: None if step.lag.ever is None else getattr(step.lag.ever, end)


def _delay(place: int, end: str) -> tuple[Kind, Callable[[Step], float | None]]:
    def read(step: Step) -> float | None:
        found = step.lag.quantiles
        return getattr(found[place], end) if found else None

    return NUMBER, read


def _delays() -> Columns:
    """For each quantile its days and the ends of its interval."""
    return {
        f"p{round(share * 100)}{end and '_' + end}_days": _delay(place, end or "days")
        for place, share in enumerate(QUANTILES)
        for end in ("", "low", "high")
    }


@attrs.frozen
class Step(Row):
    """The leads that reached one stage, and those of them that reached the next.

    `rate` is of leads that reached `from_` at least `mature_after` ago, whenever they converted since; `young` are the
    others, which are in no rate, converted or not. Of the converted, `passed_over` never were in `to` itself but in a
    later stage, and `dated_before` have a deal that the log dates before they came. `lag` is of all leads, the young
    ones too, less those so dated. `source` and `segment` are None where leads are not told apart by them.

    As a table, delays are in days of 24 hours, of those that convert; `p50_days` is when half of them have.
    """

    COLUMNS: ClassVar[Columns] = {
        "from": (TEXT, attrgetter("from_")),
        **dict.fromkeys(("to", "source", "segment"), TEXT),
        "mature_after": (TEXT, lambda step: step.mature_after or ANY),
        **dict.fromkeys(("entered", "young"), WHOLE),
        "mature": (WHOLE, attrgetter("rate.total")),
        "converted": (WHOLE, attrgetter("rate.count")),
        **dict.fromkeys(("passed_over", "dated_before"), WHOLE),
        "rate": (SHARE, attrgetter("rate.share")),
        "rate_low": (SHARE, attrgetter("rate.low")),
        "rate_high": (SHARE, attrgetter("rate.high")),
        "ever": _ever("share"),
        "ever_low": _ever("low"),
        "ever_high": _ever("high"),
        **_delays(),
    }
    BRIEF: ClassVar[tuple[str, ...]] = (
        *("from", "to", "source", "segment", "mature_after", "young", "mature", "converted"),
        *("rate", "rate_low", "rate_high", "p50_days", "p90_days"),
    )

    from_: str
    to: str
    source: str | None
    segment: str | None
    rate: Proportion
    young: int
    mature_after: Window | None
    passed_over: int
    dated_before: int
    lag: Lag = attrs.field(repr=False)

    @property
    def entered(self) -> int:
        """All leads that reached the first of the two stages."""
        return self.rate.total + self.young

    @property
    def label(self) -> str:
        """What people call it: `lead to mql`."""
        return f"{self.from_} to {self.to}"


@attrs.frozen
class Counting:
    """What all steps of one history share: the stages, now, and when a lead's time is over by maturity."""

    stages: tuple[str, ...]
    until: int
    over_at: Callable[[Window | None], Callable[[int], int]]

    def lag(self, leads: Iterable[Passing], start: int, end: int) -> Lag:
        """The delays from one place to another."""
        done: list[int] = []
        waiting: list[int] = []
        for lead in leads:
            begun, reached = lead.reached[start], lead.reached[end]
            if begun is None or (lead.dated_before is not None and end >= lead.dated_before):
                continue
            (waiting if reached is None else done).append(
                (self.until if reached is None else reached) - begun
            )
        return Lag([wait * MICROSECOND for wait in done], [wait * MICROSECOND for wait in waiting])

    def step(
        self,
        leads: Iterable[Passing],
        start: int,
        end: int,
        mature_after: Window | None,
        group: tuple[str | None, str | None] = (None, None),
    ) -> Step:
        """The step from one place to another of these leads."""
        leads = list(leads)
        over = self.over_at(mature_after)
        converted = mature = young = passed = before = 0
        for lead in leads:
            begun = lead.reached[start]
            if begun is None:
                continue
            if mature_after is not None and over(begun) > self.until:
                young += 1
                continue
            mature += 1
            if lead.reached[end] is None:
                continue
            converted += 1
            if lead.dated_before is not None and end >= lead.dated_before:
                before += 1
            else:
                passed += end not in lead.itself
        return Step(
            from_=self.stages[start],
            to=self.stages[end],
            source=group[0],
            segment=group[1],
            rate=Proportion(converted, mature),
            young=young,
            mature_after=mature_after,
            passed_over=passed,
            dated_before=before,
            lag=self.lag(leads, start, end),
        )


def maturity_of(lag: Lag, share: float = MATURE) -> Window | None:
    """The whole days within which that share of the leads that convert have; None where none has converted."""
    found = lag.quantile(share)
    return None if found is None else Window.of(f"{max(ceil(found.days), 1)} days")
