"""Odds of an outcome by response time, over all leads and within strata, and how much of them may be something else.

Leads that are answered soon differ from those that wait: they came in office hours, from a good source, or looked like
a deal. So the odds by bands of response time are given twice, over all leads and within strata of the same hour and
source, and the difference is said in words. What the log does not know stays in both figures; only a trial in which
chance decides who is answered first takes it out (`trial_size`).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any, ClassVar, Final, TypeAlias

import attrs

from leadsla.charts import Axis, Chart, Series, lines
from leadsla.errors import ReadError, ScenarioError
from leadsla.metrics.shares import Proportion, ends_of
from leadsla.simulation.effects.effect import Effect
from leadsla.simulation.effects.strata import Fourfold, OddsRatio, Slope, Stratum
from leadsla.simulation.effects.trial_size import TrialSize, trial_size
from leadsla.simulation.streams import numpy_or_error
from leadsla.tables import NUMBER, WHOLE, Columns, Printed, Row, Rows, Sheet, in_words

#: The ends of the bands of response time, in minutes, where nothing else is asked for.
BANDS: Final = (5.0, 10.0, 30.0, 60.0, 240.0, 1440.0)
#: Sooner than this is as soon: below a minute it is machines, and their logarithms would weigh more than people's.
SOONEST: Final = 1.0
#: A band with fewer leads than this with the outcome, or without it, tells little of odds.
_ENOUGH: Final = 5
#: How many of a band had the outcome and had not, by stratum.
_Cells: TypeAlias = "Mapping[tuple[str, ...], Sequence[int]]"


@attrs.frozen
class Answered:
    """A lead that was answered after so many minutes, whether it had the outcome, and the stratum that it is of."""

    minutes: float
    outcome: bool
    stratum: tuple[str, ...] = ()


@attrs.frozen(slots=False)
class SpeedBand(Row):
    """The leads answered after more than `after_minutes`, and within `within_minutes` (None: however late).

    `crude` are their odds over those of the slowest band that tells enough (5 leads with the outcome and 5 without, if
    there is one), `within_strata` the same among leads of the same stratum.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("after_minutes", "within_minutes"), NUMBER),
        "leads": (WHOLE, lambda row: row.found.total),
        "outcomes": (WHOLE, lambda row: row.found.count),
        **ends_of("found"),
        **{
            f"{name}_{end}": (NUMBER, attrgetter(f"{name}.{end}"))
            for name in ("crude", "within_strata")
            for end in ("ratio", "low", "high")
        },
        "leads_within_strata": (WHOLE, lambda row: row.within_strata.leads),
    }
    BRIEF: ClassVar[tuple[str, ...]] = (
        "after_minutes", "within_minutes", "leads", "outcomes", "share", "low", "high", "crude_ratio",
        "within_strata_ratio", "leads_within_strata",
    )  # fmt: skip

    after_minutes: float
    within_minutes: float | None
    found: Proportion
    crude: OddsRatio
    within_strata: OddsRatio

    @property
    def enough(self) -> bool:
        """Whether there are leads enough with the outcome, and without it, to tell odds."""
        return min(self.found.count, self.found.total - self.found.count) >= _ENOUGH

    @property
    def words(self) -> str:
        """The band in words."""
        low = in_words(dt.timedelta(minutes=self.after_minutes))
        if self.within_minutes is None:
            return f"after more than {low}"
        high = in_words(dt.timedelta(minutes=self.within_minutes))
        return f"after {low} to {high}" if self.after_minutes else f"within {high}"


@attrs.frozen(slots=False, repr=False)
class Observed(Printed):
    """Odds of an outcome by response time, as a log shows them, over all leads and within strata.

    `answered` are the leads that were answered; `never` those that were not, with how many of them had the outcome all
    the same: they have no response time and are in no band. `early` had the outcome before their answer, and `young`
    have not had the time for it; neither is counted, and nor are the `unbegun`, who never began to wait for an answer.
    """

    outcome: str
    time: str
    strata: tuple[str, ...]
    answered: tuple[Answered, ...] = attrs.field(repr=False)
    never: Proportion
    early: int = 0
    young: int = 0
    edges: tuple[float, ...] = BANDS
    matured: bool = True
    unbegun: int = 0

    @cached_property
    def bands(self) -> Rows[SpeedBand]:
        """The bands in which there are leads; all others together add up to the answered ones."""
        cells: dict[int, dict[tuple[str, ...], list[int]]] = {}
        for lead in sorted(self.answered, key=lambda lead: lead.stratum):
            place = sum(lead.minutes > edge for edge in self.edges)
            counts = cells.setdefault(place, {}).setdefault(lead.stratum, [0, 0])
            counts[0 if lead.outcome else 1] += 1
        told = [place for place in sorted(cells) if min(_sums(cells[place].values())) >= _ENOUGH]
        base = max(told or cells, default=0)
        return Rows(SpeedBand, (self._band(place, cells, base) for place in sorted(cells)))

    def _band(self, place: int, cells: Mapping[int, _Cells], base: int) -> SpeedBand:
        ends = (0.0, *self.edges, None)
        with_, without = _sums(cells[place].values())
        own = place == base
        return SpeedBand(
            ends[place] or 0.0,
            ends[place + 1],
            Proportion(with_, with_ + without, of="leads"),
            _ONE if own else OddsRatio.of([(with_, without, *_sums(cells[base].values()))]),
            _ONE if own else OddsRatio.of(_fourfold(cells[place], cells[base])),
        )

    @cached_property
    def crude(self) -> Slope:
        """The slope of log odds on log time over all leads that were answered."""
        return Slope.of([_arrays(self.answered)] if self.answered else [], "crude")

    @cached_property
    def within_strata(self) -> Slope:
        """The same slope within strata, where it is one and the same for all of them."""
        groups: dict[tuple[str, ...], list[Answered]] = {}
        for lead in self.answered:
            groups.setdefault(lead.stratum, []).append(lead)
        return Slope.of([_arrays(groups[stratum]) for stratum in sorted(groups)], f"within {self._same}")

    @property
    def slopes(self) -> Rows[Slope]:
        """Both."""
        return Rows(Slope, (self.crude, self.within_strata) if self.strata else (self.crude,))

    @property
    def best(self) -> Slope:
        """The slope within strata where there is one, else the crude one."""
        return self.crude if not self.strata or self.within_strata.slope is None else self.within_strata

    def effect(self, *, crude: bool = False) -> Effect:
        """The slope as an effect between the response times of the fastest and the slowest twentieth.

        Its ratio is 1 at the median. It carries the warning, for it is what was seen and not what speed does. Raises
        `ScenarioError` where the log tells no slope.
        """
        used = self.crude if crude else self.best
        if used.slope is None:
            raise ScenarioError("log", f"tells no slope: {used.why}")
        numpy = numpy_or_error()
        minutes = numpy.maximum([lead.minutes for lead in self.answered], SOONEST)
        low, middle, high = (float(end) for end in numpy.quantile(minutes, [0.05, 0.5, 0.95]))
        if not low < high:
            low, high = float(minutes.min()), float(minutes.max())
        return Effect.power(
            used.slope,
            between=(low, high),
            reference_minutes=middle,
            time=self.time,
            outcome=self.outcome,
            name=f"as seen ({used.basis})",
            notes=self.notes,
        )

    def trial(self, **options: Any) -> TrialSize:
        """The trial that would show whether answers as fast as in the fastest band do so much to those of the slowest.

        So much is what the slope (within strata, where there is one) makes of the middles of the two bands. `options`
        are those of `trial_size`. Raises `ScenarioError` where nothing is seen that a trial could find.
        """
        pair, slope = self._extremes, self.best.slope
        if pair is None or slope is None or slope <= 0:
            raise ScenarioError(
                "log", "shows no odds that fall with the response time; say an odds ratio to `trial_size`"
            )
        ratio = (_middle(pair[1]) / _middle(pair[0])) ** slope
        return trial_size(pair[1].found.count / pair[1].found.total, odds_ratio=ratio, **options)

    @property
    def _extremes(self) -> tuple[SpeedBand, SpeedBand] | None:
        """The fastest and the slowest band that tell enough."""
        told = [band for band in self.bands if band.enough]
        return (told[0], told[-1]) if len(told) > 1 else None

    @property
    def _same(self) -> str:
        return f"the same {' and '.join(self.strata)}"

    @property
    def warning(self) -> str:
        """What the figures cannot say, with what the strata already took away."""
        hidden = (
            "What else let leads be answered sooner (who took them, how they looked) is in every figure. "
            "An order left to chance would settle it: `trial_size` says with how many leads."
        )
        if self._extremes is None:
            return f"Seen, and not caused. {hidden}"
        fast, slow = self._extremes
        said = f"leads answered {fast.words} had {fast.crude} the odds of {self.outcome} of those answered {slow.words}"
        if self.strata:
            alike = fast.within_strata
            told = f"{alike} the odds" if alike.ratio is not None else "nothing is told of that"
            said += f"; among leads of {self._same} {told} ({alike.leads:,} can be compared)"
        return f"Seen, and not caused: {said}. {hidden}"

    @property
    def notes(self) -> tuple[str, ...]:
        """The warning, and what was left out."""
        found = [self.warning, f"odds go with minutes to the power of -b; {'; '.join(map(str, self.slopes))}"]
        if self.never.total:
            found.append(
                f"never answered, and in no band: {self.never.total:,} leads, {self.never.count:,} with the outcome"
            )
        if self.early:
            found.append(f"left out, because the outcome came before the answer: {self.early:,}")
        if self.young:
            found.append(f"left out, because they have not had the time for it: {self.young:,}")
        if self.unbegun:
            found.append(f"left out, because they never began to wait for an answer: {self.unbegun:,}")
        if not self.matured:
            found.append(
                "leads answered late had less time for the outcome; `mature_after` gives all the same"
            )
        return tuple(found)

    def chart(self, label: str = "share with the outcome by response time") -> Chart:
        """The share of each band at its middle, with its interval."""
        points, band = [], []
        for one in self.bands:
            place = 60 * _middle(one)
            if one.found.share is not None and one.found.low is not None and one.found.high is not None:
                points.append((place, float(one.found.share)))
                band.append((place, one.found.low, one.found.high))
        x = Axis(f"{self.time} response time", "time", log=True)
        y = Axis(f"share with {self.outcome}", "share")
        return lines([Series("seen", points, bands=[band], dots=True)], label, x=x, y=y)

    def to_frame(self, backend: str = "pandas", table: str = "bands") -> Any:
        """A row for each band, or for each of the `slopes`; raises `ReadError` for another table."""
        if table not in ("bands", "slopes"):
            raise ReadError(f"`table` is {table!r}, which this result does not have; write bands or slopes")
        return (self.bands if table == "bands" else self.slopes).to_frame(backend)

    def to_dict(self) -> dict[str, Any]:
        """As JSON carries it."""
        return {
            "outcome": self.outcome,
            "time": self.time,
            "strata": list(self.strata),
            "bands": self.bands.to_dict(),
            "slopes": self.slopes.to_dict(),
            "never": self.never.to_dict(),
            "early": self.early,
            "young": self.young,
            "unbegun": self.unbegun,
            "notes": list(self.notes),
        }

    def _drawing(self) -> Chart:
        return self.chart()

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        head = repr(self).strip("<>")
        first = attrs.evolve(self.bands._sheets(shown)[0], head=head)
        return (attrs.evolve(first, notes=self.notes),)

    def __repr__(self) -> str:
        return (
            f"<Observed {self.outcome} by {self.time} response time: {len(self.answered):,} leads answered>"
        )


_ONE: Final = OddsRatio(1.0, None, None, 0)


def _sums(cells: Iterable[Sequence[int]]) -> tuple[int, int]:
    found = [tuple(cell) for cell in cells]
    return sum(one for one, _ in found), sum(other for _, other in found)


def _fourfold(cells: _Cells, slowest: _Cells) -> Iterator[Fourfold]:
    for stratum, (with_, without) in cells.items():
        if stratum in slowest:
            yield with_, without, slowest[stratum][0], slowest[stratum][1]


def _arrays(leads: Sequence[Answered]) -> Stratum:
    """The leads of a stratum, in an order of their own: sums are the same to the last bit however leads are named."""
    numpy = numpy_or_error()
    found = sorted((max(lead.minutes, SOONEST), lead.outcome) for lead in leads)
    return numpy.log([minutes for minutes, _ in found]), numpy.array([outcome for _, outcome in found])


def _middle(band: SpeedBand) -> float:
    """The geometric middle of a band, where it has two ends; a band without is as wide as it is high."""
    low = max(band.after_minutes, SOONEST)
    return math.sqrt(low * (low * 4 if band.within_minutes is None else max(band.within_minutes, SOONEST)))
