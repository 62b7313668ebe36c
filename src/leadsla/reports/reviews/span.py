"""The time that a review is about: a period of the wall calendar, in the agreement's zone and within its term."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs

from leadsla.errors import UnknownError
from leadsla.evaluation.explanation.wording import Face
from leadsla.instants import DAY, instant, moment, zone
from leadsla.periods import period_bounds

if TYPE_CHECKING:
    from leadsla.evaluation import Evaluation


@attrs.frozen
class Span:
    """A period by its label (`2026-Q1`, `2026-03`, `2026-W05`, `2026`), from `start` until just before `end`."""

    label: str
    start: dt.datetime
    end: dt.datetime

    def __contains__(self, at: dt.datetime) -> bool:
        return self.start <= at < self.end

    def in_words(self, face: Face) -> str:
        """Its first and last day."""
        first, last = instant(self.start), instant(self.end) - 1
        year = "" if face.local(first).year == face.local(last).year else f" {face.local(first).year}"
        return f"{face.day(first)}{year} to {face.day(last)} {face.local(last).year}"


def span_of(evaluation: Evaluation, label: str) -> Span:
    """The period of that label.

    Raises `WindowError` for what is no period, `UnknownError` for one outside the agreement's term, and for one that
    has not begun at the instant of the evaluation.
    """
    agreement = evaluation.agreement
    tz = zone(agreement.timezone)
    start, end = period_bounds(label, tz)
    first, after = _term(evaluation)
    face = Face(tz)
    if end <= first or start >= after:
        term = f"{face.day(first)} {face.local(first).year} to {face.day(after - 1)} {face.local(after - 1).year}"
        raise UnknownError(
            f"{label} lies outside the term of the agreement, {term}; name a period within it, such as "
            f"{face.local(max(first, min(instant(evaluation.at), after - DAY))):%Y-%m}"
        )
    if start >= instant(evaluation.at):
        raise UnknownError(
            f"{label} begins on {face.full(start)}, and the log is judged as of "
            f"{face.full(instant(evaluation.at))}: there is nothing to review yet"
        )
    return Span(label, moment(start), moment(end))


def _term(evaluation: Evaluation) -> tuple[int, int]:
    """From the first instant at which any version is in force to the last of any."""
    last = evaluation.versions[-1]
    reigns = [(reign.first, reign.after) for reign in last.reigns] or [last.in_force]
    return min(first for first, _ in reigns), max(after for _, after in reigns)
