"""Whose time it is: how long leads wait in each hand, from their arrival to the first attempt, by where they come from.

A lead that nobody was given cannot be touched, so what routing takes is told apart from what the representative takes.
Each step is a wait of its own (see `leadsla.metrics.waits`): those that have not come to its end count as waiting.
Steps of which the log has no event are left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Final

import attrs

from leadsla.agreement import Agreement
from leadsla.clauses import LeadClause
from leadsla.errors import ExtraError
from leadsla.evaluation.journeys import Journey
from leadsla.events import TOUCHES
from leadsla.metrics.conversion import group_of
from leadsla.metrics.waits import ATTEMPT, Moments, Wait, Waits, moments, waits_of
from leadsla.reports.pages.scene import Scene
from leadsla.reports.pages.speed import rounded

#: The field by which leads are told apart, and the group where the agreement has no such field.
FIELD: Final = "source"
ALL: Final = "all leads"
#: The events in their order after the arrival, with the hand that the time before them lies in.
_HANDS: Final = (("assigned", "routing"), ("seen", "representative, until seen"), (ATTEMPT, "representative"))
_SHARES: Final = (0.5, 0.8)


@attrs.frozen
class Step:
    """A wait of the leads of a group: from and to which event, in whose hand, and by when half and 80 % were done.

    `began` leads began to wait, `done` of them came to its end; `business` are the same shares in time that counts.
    None is a share that has not been reached.
    """

    start: str
    end: str
    hand: str
    owner: str
    began: int
    done: int
    elapsed: tuple[dt.timedelta | None, ...]
    business: tuple[dt.timedelta | None, ...]


@attrs.frozen
class Handled:
    """The leads of one source, step by step."""

    group: str
    leads: int
    steps: tuple[Step, ...]


@attrs.frozen
class Handling:
    """The leads that arrived in the period by their source, the largest first; `whole` are all of them."""

    field: str | None
    whole: Handled
    groups: tuple[Handled, ...]
    answer: str


def handling(scene: Scene, journeys: Collection[Journey]) -> Handling | None:
    """Whose time it is; None where no lead arrived, nobody was ever assigned or tried to reach, and without scipy."""
    agreement = scene.evaluation.agreement
    came = [
        journey for journey in journeys if journey.compacted is None and journey.events[0].at in scene.span
    ]
    had = {event.name for journey in came for event in journey.events}
    had |= {ATTEMPT} if any(event.is_attempt for journey in came for event in journey.events) else set()
    hands = [(event, hand) for event, hand in _HANDS if event in had]
    if not hands or hands[-1][0] != ATTEMPT:
        return None
    field = FIELD if FIELD in agreement.fields else None
    groups: dict[str, list[Journey]] = {}
    for journey in came:
        groups.setdefault(ALL if field is None else group_of(journey, field), []).append(journey)
    try:
        waits = _waits(agreement, came, hands)
        whole = _handled(agreement, ALL, came, hands, waits)
        found = [_handled(agreement, name, groups[name], hands, waits) for name in sorted(groups)]
    except ExtraError:
        return None
    found.sort(key=lambda one: -one.leads)
    return Handling(field, whole, tuple(found), _answer(whole))


def _waits(
    agreement: Agreement, journeys: Collection[Journey], hands: list[tuple[str, str]]
) -> list[dict[str, Wait]]:
    """The waits of each step by lead: they are the same in whatever group a lead is."""
    calendar = agreement.calendar_named(None)
    found = []
    start = "arrival"
    starts: Moments = _arrival
    for end, _ in hands:
        waits = waits_of(journeys, starts, moments(end), calendar, f"{start} to {end}")
        found.append({wait.lead: wait for wait in waits.waits})
        start, starts = end, moments(end)
    return found


def _handled(
    agreement: Agreement,
    group: str,
    journeys: Collection[Journey],
    hands: list[tuple[str, str]],
    waits: list[dict[str, Wait]],
) -> Handled:
    steps = []
    start = "arrival"
    for (end, hand), known in zip(hands, waits, strict=True):
        own = tuple(known[journey.lead] for journey in journeys if journey.lead in known)
        steps.append(_step(start, end, hand, _owner(agreement, end), Waits(f"{start} to {end}", own)))
        start = end
    return Handled(group, len(journeys), tuple(steps))


def _arrival(journey: Journey) -> Iterator[dt.datetime]:
    return iter([journey.events[0].at])


def _step(start: str, end: str, hand: str, owner: str, waits: Waits) -> Step:
    done = sum(wait.end is not None for wait in waits.waits)
    elapsed, business = waits.reached(*_SHARES), waits.reached(*_SHARES, business=True)
    return Step(start, end, hand, owner, len(waits), done, elapsed, business)


def _owner(agreement: Agreement, end: str) -> str:
    """Who promises that a step comes to its end: the owner of the first promise that it fulfils; empty for nobody."""
    names = TOUCHES if end == ATTEMPT else {end}
    for clause in agreement.clauses:
        if not isinstance(clause, LeadClause) or clause.planned:
            continue
        if any(cause.event in names for cause in clause.settles().causes):
            return clause.owner
    return ""


def _answer(whole: Handled) -> str:
    said = []
    for step in whole.steps:
        half = step.business[0]
        took = (
            "not half of them came to its end" if half is None else f"half took {rounded(half)} of open time"
        )
        said.append(f"{step.start} to {step.end} ({step.hand}): {took}")
    return f"{'; '.join(said)}."
