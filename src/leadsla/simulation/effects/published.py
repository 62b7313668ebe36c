"""Published figures on the speed of an answer, each with its unit, its denominator and the doubts about it.

None of them is a default, and they do not agree with each other: `side_by_side` shows how far. They are here so that
a figure that is quoted everywhere can be tried with what is known of it beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Final

import attrs

from leadsla.charts import Axis, Chart, Series, lines
from leadsla.errors import ScenarioError, nearest
from leadsla.simulation.effects.effect import Effect, log_slope
from leadsla.tables import NUMBER, SHARE, TEXT, TRUTH, WHOLE, Columns, Printed, Row, Rows, Sheet

#: Response times at which effects are looked at side by side, in minutes.
TIMES: Final = (1, 5, 10, 30, 60, 120, 1440)
#: Of a figure without a base rate, which takes a rate for odds.
_TAKEN: Final = (
    "published as a ratio of rates or likelihoods, taken for one of odds, because no base rate is told"
)


@attrs.frozen
class Figure(Row):
    """One published ratio: the faster answer against the slower one (None: against all later ones).

    `slope` is the power of the time with which odds would fall if they fell so everywhere.
    """

    COLUMNS: ClassVar[Columns] = {
        "preset": TEXT,
        "outcome": TEXT,
        **dict.fromkeys(("faster_minutes", "slower_minutes", "ratio"), NUMBER),
        "unit": TEXT,
        "slope": NUMBER,
    }

    preset: str
    outcome: str
    faster_minutes: float
    slower_minutes: float | None
    ratio: float
    unit: str

    @property
    def slope(self) -> float | None:
        """b in odds ~ minutes ** -b; None against all later answers."""
        if self.slower_minutes is None:
            return None
        return log_slope(self.ratio, self.faster_minutes, self.slower_minutes)


@attrs.frozen
class Preset(Row):
    """A published effect by its name: what was counted, of whom, in which year, and what is doubtful about it."""

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("name", "outcome", "source"), TEXT),
        "year": WHOLE,
        **dict.fromkeys(("unit", "denominator"), TEXT),
        "doubts": (TEXT, lambda row: "; ".join(row.doubts)),
    }
    BRIEF: ClassVar[tuple[str, ...]] = ("name", "outcome", "source", "unit")

    name: str
    outcome: str
    source: str
    year: int | None
    unit: str
    denominator: str
    doubts: tuple[str, ...]
    ratios: tuple[tuple[float, float | None, float], ...]
    curve: Effect = attrs.field(repr=False)

    @property
    def figures(self) -> Rows[Figure]:
        """The published ratios."""
        return Rows(Figure, (Figure(self.name, self.outcome, *one, self.unit) for one in self.ratios))

    @property
    def note(self) -> str:
        """What whoever reads a result has to know of the figure."""
        source = f"{self.source} (its year is not in the copies seen)" if self.year is None else self.source
        return (
            f"{self.name} is a published figure and no measurement of these leads: {source}; "
            f"{self.unit}; of {self.denominator}. Doubts: {'; '.join(self.doubts)}."
        )

    @property
    def effect(self) -> Effect:
        """The curve, with the note."""
        return attrs.evolve(self.curve, name=self.name, outcome=self.outcome, notes=(self.note,))


_LRM: Final[dict[str, Any]] = {
    "source": "Lead Response Management study, Oldroyd and InsideSales.com, October 2007",
    "year": 2007,
    "unit": "odds from the first dial",
    "denominator": "more than 15,000 leads and 100,000 dials of 6 companies in 3 years, all of them customers of the "
    "vendor; leads that were called at least once",
}
_LRM_DOUBTS: Final = (
    "the vendor is an author",
    "leads that were never called are left out",
    "close rates were not looked at",
    "neither base rates nor intervals in any copy seen",
    "observed, so whom one calls first may be who would have answered anyway",
)

#: The published effects that may be used, by their names.
PRESETS: Final = Rows(
    Preset,
    (
        Preset(
            name="lrm-2007-contact",
            outcome="contact",
            **_LRM,
            doubts=("contact is a live talk of a minimum length", *_LRM_DOUBTS),
            ratios=((5, 30, 100), (5, 10, 5)),
            curve=Effect.points({5: 100, 10: 20, 30: 1}),
        ),
        Preset(
            name="lrm-2007-qualification",
            outcome="qualification",
            **_LRM,
            doubts=_LRM_DOUBTS,
            ratios=((5, 30, 21), (5, 10, 4)),
            curve=Effect.points({5: 21, 10: 21 / 4, 30: 1}),
        ),
        Preset(
            name="hbr-2011-qualification",
            outcome="qualification",
            source="Harvard Business Review, March 2011, the part on leads of firms",
            year=2011,
            unit="how many times as likely",
            denominator="1.25 million leads of 29 firms that sell to consumers and 13 that sell to businesses",
            doubts=(
                _TAKEN,
                "nothing is published between 2 and 24 hours, nor of answers within the first hour",
                "often merged with an audit of 2,241 companies in the same article, which says nothing of conversion",
                "to qualify is a meaningful talk with a decision maker",
                "observed, so whom one answers first may be who would have talked anyway",
            ),
            ratios=((60, 120, 7), (60, 1440, 60)),
            curve=Effect.points({60: 60, 120: 60 / 7, 1440: 1}),
        ),
        Preset(
            name="velocify-conversion",
            outcome="conversion",
            source="Velocify, Ultimate Contact Strategy",
            year=None,
            unit="conversion of the first call against all later calls",
            denominator="nearly 3.5 million leads of more than 400 companies",
            doubts=(
                _TAKEN,
                "a vendor's own customers",
                "against all later calls, and not against the second minute, as it is often told",
                "one copy tells of ten times as many leads",
                "the ratio of the second minute is about so much, and its denominator is not told",
            ),
            ratios=((1, None, 4.91), (2, None, 2.6)),
            curve=Effect.steps({1: 4.91, 2: 2.6}),
        ),
    ),
)


def published(name: str) -> Preset:
    """A published effect by its name.

    >>> published("lrm-2007-contact").doubts[2]
    'leads that were never called are left out'
    >>> [round(one.slope, 2) for one in published("lrm-2007-contact").figures]
    [2.57, 2.32]

    Raises `ScenarioError` for another name.
    """
    for one in PRESETS:
        if one.name == name:
            return one
    names = [one.name for one in PRESETS]
    guess = nearest(str(name), names) or f"one of {', '.join(names)}"
    raise ScenarioError("preset", f"is {name!r}, no published effect; write {guess}")


@attrs.frozen
class Beside(Row):
    """One effect at one response time: the odds ratio to the reference time, and what it makes of the rate there.

    `covered` says whether the effect tells of both times, and does not only go on as it ended.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("effect", "outcome"), TEXT),
        **dict.fromkeys(("minutes", "odds_ratio"), NUMBER),
        "rate": SHARE,
        "covered": TRUTH,
    }

    effect: str
    outcome: str
    minutes: float
    odds_ratio: float
    rate: float
    covered: bool


@attrs.frozen(repr=False)
class SideBySide(Printed):
    """Effects beside each other, at the same response times and for the same rate at `reference_minutes`."""

    effects: tuple[Effect, ...]
    rows: Rows[Beside]
    rate: float
    reference_minutes: float

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be known of the effects."""
        return tuple(note for effect in self.effects for note in effect.notes)

    def chart(self, label: str = "the same rate under each effect") -> Chart:
        """The rate over the response time, a line for each effect; only where it tells of both times."""
        series = []
        for effect in self.effects:
            name = effect.name or "effect"
            points = [(60 * one.minutes, one.rate) for one in self.rows if one.effect == name and one.covered]
            series += [Series(name, points, dots=True)] if points else []
        x, y = Axis("response time", "time", log=True), Axis("rate", "share", low=0.0, high=1.0)
        return lines(series, label, x=x, y=y, levels=[(self.rate, "at the reference")])

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row for each effect and response time; see `Rows.to_frame`."""
        return self.rows.to_frame(backend)

    def to_dict(self) -> dict[str, Any]:
        """As JSON carries it."""
        given = {"rate": self.rate, "reference_minutes": self.reference_minutes}
        return given | {"rows": self.rows.to_dict(), "notes": list(self.notes)}

    def _drawing(self) -> Chart:
        return self.chart()

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        head = f"a rate of {100 * self.rate:g} % at {self.reference_minutes:g} min, under each effect"
        every = max(shown, len(self.rows)) if len(self.rows) <= 4 * shown else shown
        return (attrs.evolve(self.rows._sheets(every)[0], head=head, notes=self.notes),)

    def __repr__(self) -> str:
        return f"<SideBySide: {', '.join(effect.name or 'effect' for effect in self.effects)}>"


def side_by_side(
    rate: float,
    reference_minutes: float = 30,
    *,
    minutes: Iterable[float] = TIMES,
    effects: Sequence[Effect] | None = None,
) -> SideBySide:
    """What each effect (by default every published one) makes of a rate that is known at one response time.

    >>> found = side_by_side(0.05, reference_minutes=30, minutes=[5])
    >>> [(one.effect, round(one.rate, 3)) for one in found.rows if one.covered]
    [('lrm-2007-contact', 0.84), ('lrm-2007-qualification', 0.525), ('velocify-conversion', 0.05)]

    Raises `ScenarioError` for what `Effect.apply` refuses.
    """
    chosen = tuple(one.effect for one in PRESETS) if effects is None else tuple(effects)
    times = [float(at) for at in minutes]
    rows = []
    for effect in chosen:
        moved = effect.relative_to(reference_minutes)
        for at in times:
            covered = effect.covers(at) and effect.covers(reference_minutes)
            ratio, found = moved.factor(at), moved.apply(rate, at)
            rows.append(Beside(effect.name or "effect", effect.outcome, at, ratio, found, covered))
    return SideBySide(chosen, Rows(Beside, rows), float(rate), float(reference_minutes))
