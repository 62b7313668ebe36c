"""A score for people and for programs: the sum, card by card and rule by rule."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from leadsla.instants import instant, iso
from leadsla.qualification.scorecards import shown

if TYPE_CHECKING:
    from leadsla.qualification.scoring import CardScore, Part, Score


def to_dict(score: Score) -> dict[str, Any]:
    """The score as JSON can carry it."""
    return {
        "lead": score.lead,
        "at": iso(instant(score.at)),
        "points": _plain(score.points),
        "grade": score.grade,
        "ready": score.ready,
        "lacking": list(score.lacking),
        "cards": [
            {
                "card": card.card,
                "points": _plain(card.points),
                "bounded": _plain(card.bounded),
                "parts": [_part(part) for part in card.parts],
            }
            for card in score.cards
        ],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "points": _plain(part.points),
        "because": part.rule.because,
        "rule": str(part.rule),
        "why": part.why,
        "events": [{"at": iso(instant(at)), "points": _plain(gave)} for at, gave in part.events],
    }


def _plain(points: Decimal) -> int | float:
    return float(points) if points % 1 else int(points)


def text(score: Score) -> str:
    """The score with a line for every rule, in the time zone of the agreement."""
    head = f"{score.lead}: {_points(score.points)}"
    head += f", grade {score.grade}" if score.grade is not None else ""
    if score.ready is not None:
        head += ", sales ready" if score.ready else f", not sales ready: {'; '.join(score.lacking)}"
    return "\n".join([head, *(line for card in score.cards for line in _card(card, ZoneInfo(score.zone)))])


def _points(points: Decimal) -> str:
    return f"{shown(points)} point{'' if abs(points) == 1 else 's'}"


def _card(card: CardScore, tz: ZoneInfo) -> Iterator[str]:
    yield f"{card.card}: {_points(card.points)}"
    amounts = [f"{'+' if part.points > 0 else ''}{shown(part.points)}" for part in card.parts]
    bounded = [f"{'+' if card.bounded > 0 else ''}{shown(card.bounded)}"] if card.bounded else []
    width = max(map(len, amounts + bounded))
    for amount, part in zip(amounts, card.parts, strict=True):
        because = f"{part.rule.because}: " if part.rule.because else ""
        yield f"  {amount:>{width}}  {because}{part.why}"
        for at, gave in part.events:
            yield f"  {'':>{width}}    {at.astimezone(tz):%Y-%m-%d %H:%M}: {shown(gave)}"
    if bounded:
        what = "the most that the card gives" if card.bounded < 0 else "the least that the card gives"
        yield f"  {bounded[0]:>{width}}  {what}"
