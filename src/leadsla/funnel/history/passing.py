"""Through which stages each lead of a log came, and which leads say nothing of it.

A stage is reached when the lead enters it, or any later one: who goes from lead to customer in one step was qualified
too, whether the log says so or not. So each stage has at least as many leads as the one after it, and the rates of the
stages multiply to the rate of the whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from leadsla.errors import EntryError
from leadsla.instants import instant
from leadsla.metrics.conversion import first_entry, group_of, known
from leadsla.metrics.pipeline import AMOUNT, number_of
from leadsla.triggers import ALWAYS, event_tests

if TYPE_CHECKING:
    from leadsla.evaluation import Evaluation
    from leadsla.evaluation.journeys import Journey
    from leadsla.lifecycle import Lifecycle, Move

#: The event that closes a deal.
WON: Final = "won"
#: Why a lead is in no rate, in the order in which the reasons are tried.
REASONS: Final[Mapping[str, str]] = {
    "merged": "merged into another lead, whose deal it is",
    "compacted": "their events are older than what the monitor keeps",
    "began_before": "events that lead from a stage, and none that leads to one: they came before the log begins",
    "no_stage": "never entered any of the stages",
    "before_since": "came before the date from which leads are counted",
}


@attrs.frozen
class Passing:
    """One lead: when it reached each stage (instants; None: not yet), its group, and how it stands.

    Where the deal is dated before the lead came, the stages from `dated_before` on were reached all the same, but
    nobody knows when: they stand with the last instant that is known. `itself` are the places of the stages that it
    entered itself, and did not pass over. `amount` is that of its deal, if there is a `deal`.
    """

    lead: str
    reached: tuple[int | None, ...]
    group: tuple[str, ...]
    itself: frozenset[int]
    dated_before: int | None = None
    deal: bool = False
    amount: Decimal | None = None


def stages_of(lifecycle: Lifecycle, stages: Sequence[str] | None) -> tuple[str, ...]:
    """The stages asked for; else those of the lifecycle up to the one that `won` leads to.

    What the lifecycle names after it (recycled, nurture) is no step towards a deal. Raises `EntryError` for stages
    that the lifecycle does not have, for one alone, and for one named twice.
    """
    order = lifecycle.order
    if stages is None:
        won = [
            order[move.to]
            for move in lifecycle.moves
            if move.to is not None and WON in event_tests(move.event)
        ]
        stages = list(order)[: max(won, default=len(order)) + 1]
    elif isinstance(stages, str):
        raise EntryError(f"`stages` is one name, {stages!r}", write="a list of two stages or more")
    for stage in stages:
        known("stage", stage, order)
    if len(set(stages)) < len(stages):
        raise EntryError(
            "a stage is named twice", write="each stage once, in the order in which leads pass them"
        )
    if len(stages) < 2:
        raise EntryError("a rate leads from one stage to another", write="two stages or more")
    return tuple(stages)


def deal_events(lifecycle: Lifecycle, last: str) -> frozenset[str]:
    """The events that close a deal: `won`, and where the lifecycle has none, those that lead to the last stage."""
    if WON in lifecycle.moving:
        return frozenset({WON})
    return _names(move for move in lifecycle.moves if move.to == last)


def _names(moves: Iterable[Move]) -> frozenset[str]:
    """The names of the events that make these moves."""
    return frozenset(name for move in moves for name in event_tests(move.event))


def passings(
    evaluation: Evaluation, stages: Sequence[str], by: Sequence[str], since: int | None
) -> tuple[list[Passing], dict[str, list[str]]]:
    """The leads that count, and the others by reason, both in the order of their ids."""
    found: list[Passing] = []
    out: dict[str, list[str]] = {reason: [] for reason in REASONS}
    lifecycle = evaluation.agreement.lifecycle
    at_least, sure = _at_least(lifecycle, stages), _deal_events(lifecycle, stages[-1])
    deals = deal_events(lifecycle, stages[-1])
    for journey in evaluation.journeys():
        entered = [first_entry(journey, *names) for names in at_least]
        reached = tuple(None if at is None else instant(at) for at in entered)
        reason = _why_out(journey, reached[0], since, lifecycle)
        if reason is not None:
            out[reason].append(journey.lead)
            continue
        itself = frozenset(stages.index(move.to) for move in journey.moves if move.to in stages)
        group = tuple(group_of(journey, field) for field in by)
        passing = _with_early_deal(Passing(journey.lead, reached, group, itself), journey, sure)
        if any(event.name in deals for event in journey.events):
            passing = attrs.evolve(passing, deal=True, amount=_amount(journey, deals))
        found.append(passing)
    return found, out


def _why_out(journey: Journey, first: int | None, since: int | None, lifecycle: Lifecycle) -> str | None:
    """Why a lead does not count, or None."""
    if journey.merged:
        return "merged"
    if journey.compacted is not None:
        return "compacted"
    if first is not None:
        return "before_since" if since is not None and first < since else None
    names = {event.name for event in journey.events}
    onwards = names & _names(move for move in lifecycle.moves if move.from_)
    arriving = names & _names(move for move in lifecycle.moves if not move.from_)
    return "began_before" if onwards and not arriving and not journey.moves else "no_stage"


def _at_least(lifecycle: Lifecycle, stages: Sequence[str]) -> list[tuple[str, ...]]:
    """Of each stage, those in which a lead has reached it: itself and all later ones up to the last asked for."""
    order = lifecycle.order
    places = [order[stage] for stage in stages]
    if places != sorted(places):
        return [tuple(stages[place:]) for place in range(len(stages))]
    return [tuple(name for name in order if place <= order[name] <= places[-1]) for place in places]


def _deal_events(lifecycle: Lifecycle, last: str) -> frozenset[str]:
    """The events that lead to the last stage whatever else is known of the lead."""
    if any(stage.name == last and stage.criterion is not None for stage in lifecycle.stages):
        return frozenset()
    free = [move for move in lifecycle.moves if move.to == last and move.when is None and not move.requires]
    return frozenset(
        name for move in free for name, test in event_tests(move.event).items() if test is ALWAYS
    )


def _amount(journey: Journey, deals: frozenset[str]) -> Decimal | None:
    """What the lead's last deal is worth, else what the lead's field says."""
    given = [event.data.get(AMOUNT) for event in reversed(journey.events) if event.name in deals]
    amounts = map(number_of, (*given, journey.fields.get(AMOUNT)))
    return next((amount for amount in amounts if amount is not None), None)


def _with_early_deal(passing: Passing, journey: Journey, deals: frozenset[str]) -> Passing:
    """The lead with the deal that its log dates before it came, if there is one and no other."""
    first, place = passing.reached[0], passing.reached.index(None) if None in passing.reached else None
    if place is None or first is None:
        return passing
    if not any(event.name in deals and event.instant < first for event in journey.events):
        return passing
    last = passing.reached[place - 1]
    reached = passing.reached[:place] + (last,) * (len(passing.reached) - place)
    return attrs.evolve(passing, reached=reached, dated_before=place)


def since_of(since: dt.datetime | None) -> int | None:
    """The instant from which leads are counted; raises `TimeError` for a naive time."""
    return None if since is None else instant(since, "since")
