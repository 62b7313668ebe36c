"""The agreement's own indicators, judged: what each came to in a period, beside what was agreed, and what follows.

A figure can move after its period is over, so it is kept or missed only when nothing that may still come would change
that; until then, and until its period is over, it is undecided (see `leadsla.metrics.measures`).

What follows a missed one is told as of the instant at which it could no longer be kept. It is read off the evaluation
like everything else here: an indicator is about all leads of a period, where they went and what they waited for, and
the fold of clocks knows none of that. A second reckoning beside it, event by event, would be a second definition. So a
host asks for what has followed when a period is over; replay and `Monitor(...).evaluation(now)` give the same, and the
ids say what is new.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from leadsla.attainment import MISSED, UNDECIDED
from leadsla.consequences import Action, Consequence
from leadsla.indicators import METRICS, Indicator, is_judged
from leadsla.instants import FIRST, LAST, instant, moment, zone
from leadsla.metrics.measures import NOTHING_COUNTED, Figure, Reading, reading, refuse_compacted
from leadsla.periods import Period, period_bounds
from leadsla.tables import NUMBER, TEXT, TIME, WHOLE, Columns, Row, Rows

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.evaluation import Evaluation

__all__ = ["NOTHING_COUNTED", "NOT_JUDGED", "Judged", "kpi_consequences", "kpis"]

#: The status of what is only told in words.
NOT_JUDGED: Final = "not judged"


@attrs.frozen
class Judged(Row):
    """What one indicator came to in a period (None: in the whole log).

    `value` is a share (from 0 to 1), a length of time or a number, by its `unit`; `count` of `total` are the counts
    behind a share, `total` alone those behind anything else. `low` and `high` say how far chance may have moved it at
    95 %: Wilson's interval of a share, Kaplan and Meier's band of a time; None for a number, where the band has no end,
    and without the extra `science`. `status` is kept, missed or undecided; `nothing counted` where there was nothing;
    `not judged` for what is told in words, of which nothing else is given.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("metric", "owner", "words", "status", "unit", "period", "target"), TEXT),
        # Shares from 0 to 1, times in seconds: by the `unit`.
        **dict.fromkeys(("value", "low", "high"), NUMBER),
        **dict.fromkeys(("count", "total"), WHOLE),
        "missed_at": TIME,
        "follows": TEXT,
    }

    metric: str
    owner: str
    words: str
    status: str
    unit: str | None = None
    period: str | None = None
    target: str | None = None
    value: Figure | None = None
    count: int | None = None
    total: int | None = None
    low: float | dt.timedelta | None = None
    high: float | dt.timedelta | None = None
    #: What has been agreed to follow where it is missed.
    on_missed: tuple[Action, ...] = ()
    #: Since when it could no longer be kept.
    missed_at: dt.datetime | None = None
    #: What has followed.
    consequences: tuple[Consequence, ...] = attrs.field(default=(), repr=False)

    @property
    def follows(self) -> str:
        """What has been agreed to follow, in words, where it is missed."""
        return "; ".join(action.said for action in self.on_missed) if self.status == MISSED else ""


def kpis(evaluation: Evaluation, period: str | None = None) -> Rows[Judged]:
    """The indicators of the agreement, in its order, each in `period`.

    Without a `period` each of those in force is judged in the one of its own periods that has the instant of the
    evaluation, and over the whole log where it names none. A `period` judges those in force as it began that name
    periods of its length (`2026-Q1`: of quarters) and those that name none; the others are left out. A lead counts
    where what is measured began: conversion where it entered the first stage, acceptance where it was handed over, a
    wait where it began.

    Raises `WindowError` for a `period` that is none, `EventError` where a monitor has compacted what has to be counted.
    """
    agreement = evaluation.agreement
    if period is not None:
        start, _ = period_bounds(period, zone(agreement.timezone))
        agreement = evaluation.version_at(moment(start))
    tz, rows = zone(agreement.timezone), []
    for number, entry in enumerate(agreement.kpis):
        if not is_judged(entry):
            rows.append(_told(entry))
            continue
        indicator = Indicator(**entry)
        label = period
        if indicator.period is not None:
            at = instant(evaluation.at) if period is None else period_bounds(period, tz)[0]
            label = indicator.period.label(at, tz)
            if period not in (None, label):
                continue
        refuse_compacted(evaluation, FIRST if label is None else period_bounds(label, tz)[0])
        rows.append(_judged(evaluation, agreement, number, label, reading(evaluation, indicator)))
    return Rows(Judged, rows)


def kpi_consequences(evaluation: Evaluation) -> tuple[Consequence, ...]:
    """All that has followed from missed indicators (`on_missed`), soonest first.

    A consequence is dated at the instant at which the target could no longer be kept, from the end of its period on,
    once; its `clause` is `kpi:` and the metric. Each period is judged by the version in force as it began. What names
    no period is judged when the last term is over.

    >>> import attrs, leadsla as ls
    >>> agreed = {"owner": "sales", "metric": "won", "period": "month", "target": "at least 2"}
    >>> agreed["on_missed"] = {"review": "joint", "within": "1 week"}
    >>> agreement = attrs.evolve(ls.examples.acme(), kpis=[agreed])
    >>> at = dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)
    >>> for said in kpi_consequences(ls.evaluate(agreement, ls.examples.acme_events(), at)):
    ...     print(said.at, said.clause, said.period, said.do, said.to)
    2026-02-01 05:00:00+00:00 kpi:won 2026-01 review joint

    Raises `EventError` where a monitor has compacted what has to be counted; ask for `kpis(evaluation, period)` of
    later periods then.
    """
    found = [said for row in _followed(evaluation) for said in row.consequences]
    return tuple(sorted(found, key=lambda said: said.at))


def _followed(evaluation: Evaluation) -> Iterator[Judged]:
    """The indicators from which something follows, in each period that has ended."""
    readings: dict[tuple[str, int], Reading] = {}
    for agreement, number, label in _ended(evaluation):
        key = agreement.version, number
        if key not in readings:
            refuse_compacted(evaluation, FIRST)
            readings[key] = reading(evaluation, Indicator(**agreement.kpis[number]))
        yield _judged(evaluation, agreement, number, label, readings[key])


def _ended(evaluation: Evaluation) -> Iterator[tuple[Agreement, int, str | None]]:
    """By version, the places of indicators from which something may follow, with each of their periods."""
    first, after = map(instant, evaluation.in_force)
    after = min(after, instant(evaluation.at))
    entries = [entry for version in evaluation.versions for entry in version.kpis if _follows(entry)]
    for kind in sorted({Period(entry["period"]) for entry in entries if entry.get("period") is not None}):
        at = first
        while at < after:
            agreement = evaluation.version_at(moment(at))
            tz = zone(agreement.timezone)
            label = kind.label(at, tz)
            start, at = period_bounds(label, tz)
            agreement = evaluation.version_at(moment(max(start, FIRST)))
            for number, entry in enumerate(agreement.kpis):
                if _follows(entry) and entry.get("period") == kind:
                    yield agreement, number, label
    last = evaluation.version_at(moment(instant(evaluation.in_force[1]) - 1))
    for number, entry in enumerate(last.kpis):
        if _follows(entry) and entry.get("period") is None:
            yield last, number, None


def _follows(entry: Any) -> bool:
    return is_judged(entry) and bool(entry.get("on_missed"))


def _told(entry: Any) -> Judged:
    given = entry if isinstance(entry, Mapping) else {"metric": entry}
    metric, owner, words = (
        "" if given.get(key) is None else str(given[key]) for key in ("metric", "owner", "words")
    )
    return Judged(metric, owner, words, NOT_JUDGED)


def _judged(
    evaluation: Evaluation, agreement: Agreement, number: int, label: str | None, read: Reading
) -> Judged:
    indicator = Indicator(**agreement.kpis[number])
    first, after = (FIRST, LAST) if label is None else period_bounds(label, zone(agreement.timezone))
    found = read(first, after)
    now = instant(evaluation.at)
    ended = instant(evaluation.in_force[1]) if label is None else after
    missed = found.missed_at(ended) if ended <= now else None
    missed = missed if missed is not None and missed < now else None
    return Judged(
        metric=indicator.metric,
        owner=indicator.owner,
        words=indicator.words,
        status=found.status() if label is None or after <= now else UNDECIDED,
        unit=METRICS[indicator.name].unit,
        period=label,
        target=str(indicator.target),
        value=found.value,
        count=found.count,
        total=found.total,
        low=found.low,
        high=found.high,
        on_missed=indicator.on_missed,
        missed_at=None if missed is None else moment(missed),
        consequences=() if missed is None else _consequences(agreement, number, indicator, label, missed),
    )


def _consequences(
    agreement: Agreement, number: int, indicator: Indicator, label: str | None, at: int
) -> tuple[Consequence, ...]:
    # Two indicators of one metric and one kind of period are told apart by their order.
    same = Counter(
        (entry["metric"], entry.get("period")) for entry in agreement.kpis[:number] if is_judged(entry)
    )
    place = same[indicator.metric, indicator.period]
    return tuple(
        Consequence(
            at=moment(at),
            lead=None,
            clause=f"kpi:{indicator.metric}",
            action=action,
            on="missed",
            key=(None, "kpi", indicator.metric, label or "", place, "missed", order),
            period=label,
        )
        for order, action in enumerate(indicator.on_missed)
    )
