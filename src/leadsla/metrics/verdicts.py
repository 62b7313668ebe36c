"""What sales says of the leads that it was handed: accepted, rejected and why, sent back, or not answered yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from leadsla.errors import EntryError
from leadsla.events import is_missing
from leadsla.metrics.conversion import group_of, known
from leadsla.metrics.quality import SCORE, band_of, bands_of, handed_over, score_at
from leadsla.metrics.shares import Proportion, ends_of
from leadsla.tables import TEXT, WHOLE, Columns, Part, Row, Rows

if TYPE_CHECKING:
    from leadsla.evaluation import Evaluation
    from leadsla.evaluation.journeys import Journey
    from leadsla.events import Event

#: The reason of a rejection that names none.
NO_REASON: Final = "no reason given"
_ANSWERS: Final = ("accepted", "rejected")


@attrs.frozen
class Verdicts(Row):
    """The first answer to each lead that was handed over.

    `handed_over` = `accepted` + `rejected` + `unanswered`; `reasons` add up to `rejected`. `recycled` are those of them
    that went back to marketing at least once, whatever the answer had been.
    """

    COLUMNS: ClassVar[Columns] = {
        "group": TEXT,
        **dict.fromkeys(("handed_over", "accepted", "rejected", "unanswered", "recycled"), WHOLE),
    }
    PARTS: ClassVar[Mapping[str, Part]] = {
        "reasons": Part(
            {"group": TEXT, "reason": TEXT, "rejected": WHOLE},
            lambda row: ((row.group, *cell) for cell in row.reasons.items()),
        )
    }

    group: str | None
    accepted: int
    rejected: int
    unanswered: int
    recycled: int
    reasons: Mapping[str, int]

    @property
    def handed_over(self) -> int:
        """The leads that were assigned, or answered without having been."""
        return self.accepted + self.rejected + self.unanswered

    @property
    def acceptance(self) -> Proportion:
        """The accepted ones of those that were answered."""
        return Proportion(self.accepted, self.accepted + self.rejected, of="answered leads")

    def to_dict(self) -> dict[str, Any]:
        """As JSON can carry it."""
        return {**super().to_dict(), "reasons": dict(self.reasons)}


def verdicts(
    evaluation: Evaluation, by: str | None = None, *, bands: Sequence[float] | None = None
) -> Rows[Verdicts]:
    """The answers to the leads of a log; `by` names a field of the lead that tells groups apart (its source, ...).

    With `by="score"` and `bands` (the scores at which they begin) leads are told apart by what they scored as they
    were handed over.
    """
    steps = None if bands is None else bands_of(evaluation, bands)
    if steps is not None and by not in (None, SCORE):
        raise EntryError(f"bands are of the score, and not of `{by}`", write='by="score"')
    answers: dict[str, Counter[str]] = {}
    reasons: dict[str, Counter[str]] = {}
    for journey in evaluation.journeys():
        at = handed_over(journey)
        if at is None:
            continue
        if steps is not None:
            group = band_of(score_at(evaluation, journey.lead, at).points, steps)
        else:
            group = "" if by is None else group_of(journey, by)
        answer, reason = answer_of(journey)
        answers.setdefault(group, Counter())[answer] += 1
        answers[group]["recycled"] += any(event.name == "recycled" for event in journey.events)
        found = reasons.setdefault(group, Counter())
        if answer == "rejected":
            found[reason] += 1
    return Rows(
        Verdicts,
        (
            Verdicts(
                group or None,
                answers[group]["accepted"],
                answers[group]["rejected"],
                answers[group]["unanswered"],
                answers[group]["recycled"],
                dict(sorted(reasons[group].items(), key=lambda item: (-item[1], item[0]))),
            )
            for group in sorted(answers)
        ),
    )


@attrs.frozen
class Rejections(Row):
    """The leads of one group and one band of the score that were rejected for one reason.

    `leads` are so many of all of that group and band that were handed over and answered. `group` and `band` are None
    where leads were not told apart by them.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("reason", "group", "band"), TEXT),
        "rejected": (WHOLE, lambda row: row.leads.count),
        "answered": (WHOLE, lambda row: row.leads.total),
        **ends_of("leads"),
    }

    reason: str
    group: str | None
    band: str | None
    leads: Proportion


def rejections(
    evaluation: Evaluation, by: str | None = "source", *, bands: Sequence[float] | None = None
) -> Rows[Rejections]:
    """Why leads are rejected: by reason, by a field of the lead (`by`), and with `bands` by score, all at once.

    Bands are of what leads scored as they were handed over. The rows add up to all that were rejected; the most
    frequent come first.

    Raises `EntryError` for a field that the agreement does not have.
    """
    if by is not None:
        known("field", by, evaluation.agreement.fields)
    steps = None if bands is None else bands_of(evaluation, bands)
    answered: Counter[tuple[str, str]] = Counter()
    rejected: Counter[tuple[str, str, str]] = Counter()
    for journey in evaluation.journeys():
        at = handed_over(journey)
        answer, reason = answer_of(journey)
        if at is None or answer not in _ANSWERS:
            continue
        group = "" if by is None else group_of(journey, by)
        band = "" if steps is None else band_of(score_at(evaluation, journey.lead, at).points, steps)
        answered[group, band] += 1
        if answer == "rejected":
            rejected[reason, group, band] += 1
    order = sorted(rejected.items(), key=lambda item: (-item[1], item[0]))
    return Rows(
        Rejections,
        (
            Rejections(
                reason,
                group or None,
                band or None,
                Proportion(count, answered[group, band], of="answered leads"),
            )
            for (reason, group, band), count in order
        ),
    )


def first_answer(journey: Journey) -> Event | None:
    """The event by which sales first answered to a lead."""
    return next((event for event in journey.events if event.name in _ANSWERS), None)


def answer_of(journey: Journey) -> tuple[str, str]:
    """The first answer to a lead, with its reason where it was rejected."""
    first = first_answer(journey)
    if first is None:
        return "unanswered", ""
    reason = first.data.get("reason")
    return first.name, NO_REASON if is_missing(reason) else str(reason)
