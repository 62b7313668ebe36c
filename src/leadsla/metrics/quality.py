"""Lead quality: what leads score when they are handed on, whether that foretells anything, what is known of them.

A score is looked at as of the instant at which a lead enters a stage. Today's score would foretell nothing: what a lead
did on its way to the deal is in it.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from leadsla.errors import EntryError, ExtraError
from leadsla.metrics.conversion import first_entry, group_of, known
from leadsla.metrics.shares import Proportion, ends_of
from leadsla.tables import NUMBER, TEXT, TIME, TRUTH, WHOLE, Columns, Part, Printed, Row, Rows, Sheet, said

if TYPE_CHECKING:
    from leadsla.evaluation import Evaluation
    from leadsla.evaluation.journeys import Journey

#: The field that is read where an agreement has no scorecards.
SCORE: Final = "score"
#: Events by which a lead is known to have been handed over.
HANDED_OVER: Final = ("assigned", "accepted", "rejected")
#: The band of leads that have no score, and the grade of those below the lowest.
NOT_SCORED, NO_GRADE = "not scored", "no grade"


@attrs.frozen
class Scored(Row):
    """What a lead scored at an instant; `points` and `grade` are None where it had none."""

    COLUMNS: ClassVar[Columns] = {
        "lead": TEXT,
        "at": TIME,
        "points": NUMBER,
        "grade": TEXT,
        "ready": TRUTH,
    }

    lead: str
    at: dt.datetime
    points: Decimal | None
    grade: str | None = None
    #: Whether it had reached the threshold; None where none is agreed.
    ready: bool | None = None


@attrs.frozen
class ScoreDistribution(Row):
    """The scores of the leads of one group: mean and quartiles of those `scored`; `grades` add up to `leads`."""

    COLUMNS: ClassVar[Columns] = {
        "group": TEXT,
        **dict.fromkeys(("leads", "scored"), WHOLE),
        **dict.fromkeys(("mean", "p25", "p50", "p75"), NUMBER),
    }
    PARTS: ClassVar[Mapping[str, Part]] = {
        "grades": Part(
            {"group": TEXT, "grade": TEXT, "leads": WHOLE},
            lambda row: ((row.group, *cell) for cell in row.grades.items()),
        )
    }

    group: str | None
    leads: int
    scored: int
    mean: float | None
    p25: float | None
    p50: float | None
    p75: float | None
    grades: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """As JSON can carry it: points as numbers."""
        return {**super().to_dict(), "grades": dict(self.grades)}


@attrs.frozen
class Band(Row):
    """The leads of one band of the score, and how many of them converted."""

    COLUMNS: ClassVar[Columns] = {
        "band": TEXT,
        "leads": (WHOLE, lambda row: row.leads.total),
        "converted": (WHOLE, lambda row: row.leads.count),
        **ends_of("leads"),
    }

    band: str
    leads: Proportion


@attrs.frozen
class ByScore(Printed):
    """Conversion by band of the score, and whether a higher score goes with more conversion.

    `tau` is Kendall's tau-b between the points of each lead and whether it converted (`scipy.stats.kendalltau`,
    two-sided, with ties): 0 says that the score foretells nothing, below 0 that it is the wrong way round. `p` is how
    likely a tau so far from 0 would be by chance alone. Both are None where all scored alike or all did the same.
    """

    from_: str
    to: str
    bands: Rows[Band]
    tau: float | None
    p: float | None

    def to_dict(self) -> dict[str, Any]:
        """As JSON can carry it."""
        return {
            "from": self.from_,
            "to": self.to,
            "bands": self.bands.to_dict(),
            "test": "Kendall's tau-b",
            "tau": self.tau,
            "p": self.p,
        }

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row a band."""
        return self.bands.to_frame(backend)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        trend = (
            "no trend can be told: all scored alike or all did the same"
            if self.tau is None or self.p is None
            else f"Kendall's tau-b {self.tau:.2f}, p {said(NUMBER, self.p)}"
        )
        head = f"{self.from_} to {self.to} by score: {trend}"
        return tuple(attrs.evolve(sheet, head=head) for sheet in self.bands._sheets(shown))


def score_at(evaluation: Evaluation, lead: str, at: dt.datetime) -> Scored:
    """What a lead scored at an instant, by the scorecards in force then, else by its field `score`."""
    if not evaluation.agreement.scorecards:
        found = evaluation.snapshot(lead, at).fields.get(SCORE)
        return Scored(lead, at, None if found is None else Decimal(str(found)))
    score = evaluation.score(lead, at)
    return Scored(lead, at, score.points, score.grade, score.ready)


def score_distribution(evaluation: Evaluation, stage: str, by: str | None = None) -> Rows[ScoreDistribution]:
    """What leads scored as they first entered a stage; `by` names a field of the lead (`source`).

    Raises `EntryError` for a stage or field that the agreement does not have, `ExtraError` without numpy.
    """
    groups: dict[str, list[Scored]] = {}
    known("stage", stage, evaluation.agreement.lifecycle.order)
    if by is not None:
        known("field", by, evaluation.agreement.fields)
    for journey in evaluation.journeys():
        entered = first_entry(journey, stage)
        if entered is not None:
            group = "" if by is None else group_of(journey, by)
            groups.setdefault(group, []).append(score_at(evaluation, journey.lead, entered))
    return Rows(ScoreDistribution, (_distribution(group or None, groups[group]) for group in sorted(groups)))


def _distribution(group: str | None, found: Sequence[Scored]) -> ScoreDistribution:
    points = [float(one.points) for one in found if one.points is not None]
    mean, p25, p50, p75 = _figures(points) if points else (None,) * 4
    grades = Counter(NOT_SCORED if one.points is None else one.grade or NO_GRADE for one in found)
    return ScoreDistribution(
        group, len(found), len(points), mean, p25, p50, p75, dict(sorted(grades.items()))
    )


def _figures(points: Sequence[float]) -> tuple[float, float, float, float]:
    """The mean and the quartiles."""
    try:
        import numpy
    except ImportError:
        raise ExtraError("quantiles need numpy; install it with: pip install 'leadsla[science]'") from None
    p25, p50, p75 = map(float, numpy.quantile(points, [0.25, 0.5, 0.75]))
    return float(numpy.mean(points)), p25, p50, p75


def conversion_by_score(
    evaluation: Evaluation, from_: str, to: str, bands: Sequence[float] | None = None
) -> ByScore:
    """Whether leads that scored higher as they first entered `from_` came to `to` more often by now.

    `bands` are the scores at which bands begin; without them each grade of the scorecards is one.

    Raises `EntryError` for unknown stages, and without bands where there are no grades; `ExtraError` without scipy.
    """
    for stage in (from_, to):
        known("stage", stage, evaluation.agreement.lifecycle.order)
    steps = bands_of(evaluation, bands)
    counts = {band: [0, 0] for band in (NOT_SCORED, *names_of(steps))}
    points, converted = [], []
    for journey in evaluation.journeys():
        entered = first_entry(journey, from_)
        if entered is None:
            continue
        scored = score_at(evaluation, journey.lead, entered)
        came = any(move.to == to and move.at >= entered for move in journey.moves)
        cell = counts[band_of(scored.points, steps)]
        cell[0] += came
        cell[1] += 1
        if scored.points is not None:
            points.append(float(scored.points))
            converted.append(came)
    rows = Rows(Band, (Band(band, Proportion(cell[0], cell[1])) for band, cell in counts.items() if cell[1]))
    return ByScore(from_, to, rows, *_trend(points, converted))


def _trend(points: Sequence[float], converted: Sequence[bool]) -> tuple[float | None, float | None]:
    if len(set(points)) < 2 or len(set(converted)) < 2:
        return None, None
    try:
        from scipy.stats import kendalltau
    except ImportError:
        raise ExtraError("a trend needs scipy; install it with: pip install 'leadsla[science]'") from None
    found = kendalltau(points, converted)
    return float(found.statistic), float(found.pvalue)


@attrs.frozen
class BelowThreshold(Printed):
    """Leads that were handed over before they had reached the threshold: how many of all handed over, and which."""

    share: Proportion
    leads: Rows[Scored]

    def to_dict(self) -> dict[str, Any]:
        """As JSON can carry it."""
        return {**self.share.to_dict(), "leads": self.leads.to_dict()}

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row a lead."""
        return self.leads.to_frame(backend)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        head = f"handed over below the threshold: {self.share}"
        return tuple(attrs.evolve(sheet, head=head) for sheet in self.leads._sheets(shown))


def below_threshold(evaluation: Evaluation) -> BelowThreshold:
    """The leads that were not sales-ready, by the scorecards, as they were handed over (first assigned, or answered).

    Raises `EntryError` where the scorecards agree no threshold (`ready`).
    """
    if evaluation.agreement.scorecards.ready is None:
        raise EntryError("the scorecards name no threshold", write="scorecards.ready")
    total, found = 0, []
    for journey in evaluation.journeys():
        at = handed_over(journey)
        if at is None:
            continue
        total += 1
        scored = score_at(evaluation, journey.lead, at)
        if scored.ready is False:
            found.append(scored)
    return BelowThreshold(Proportion(len(found), total), Rows(Scored, found))


def handed_over(journey: Journey) -> dt.datetime | None:
    """When a lead was first assigned, or answered without having been."""
    return next((event.at for event in journey.events if event.name in HANDED_OVER), None)


def bands_of(evaluation: Evaluation, bands: Sequence[float] | None) -> list[Decimal]:
    """Where bands of the score begin, lowest first: those given, else the grades."""
    given = list(evaluation.agreement.scorecards.grades.values()) if bands is None else list(bands)
    if not given:
        raise EntryError("the agreement has no grades to be bands", write="bands=(0, 40, 60)")
    return sorted({Decimal(str(step)) for step in given})


def names_of(steps: Sequence[Decimal]) -> Iterator[str]:
    """The names of the bands, lowest first."""
    yield f"below {steps[0]}"
    for step, after in pairwise(steps):
        yield f"{step} to below {after}"
    yield f"{steps[-1]} or more"


def band_of(points: Decimal | None, steps: Sequence[Decimal]) -> str:
    """The band in which so many points lie."""
    return NOT_SCORED if points is None else [*names_of(steps)][bisect_right(steps, points)]
