"""Velocity: how long leads stay in each stage, and how long it takes from the first stage to the deal.

A lead that is still in a stage has stayed so long at least, and is kept as staying. A stage that no move leads out of
is an end and no wait, so nobody stays there.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from leadsla.metrics.waits import Groups, Wait, Waits, assignee_at, open_between, waits

if TYPE_CHECKING:
    from leadsla.calendars import Calendar
    from leadsla.evaluation import Evaluation
    from leadsla.evaluation.journeys import Journey


def time_in_stage(evaluation: Evaluation, calendar: str | None = None) -> Groups:
    """The stays in each stage, in the order of the lifecycle; a lead that comes back has a stay for each time.

    What ends a stay is a move to another stage. A merged lead is kept as having stayed until it was merged. `calendar`
    names the calendar of business time, by default that of the agreement. `never` counts leads that never were there.

    >>> import leadsla as ls
    >>> from datetime import datetime, timezone
    >>> at = datetime(2026, 2, 17, 21, tzinfo=timezone.utc)
    >>> time_in_stage(ls.evaluate(ls.examples.acme(), ls.examples.acme_events(), at))["mql"].elapsed
    <Survival 39 done, 3 waiting: half done by 16 h 16 min>
    """
    agreement = evaluation.agreement
    counting = agreement.calendar_named(calendar)
    journeys = evaluation.journeys()
    found: dict[str, list[Wait]] = {
        stage: [] for stage in agreement.lifecycle.order if agreement.lifecycle.legal(stage)
    }
    for journey in journeys:
        for stage, wait in stays_of(journey, counting):
            if stage in found:
                found[stage].append(wait)
    return Groups(
        {
            stage: Waits(f"time in {stage}", tuple(stays), len(journeys) - len({stay.lead for stay in stays}))
            for stage, stays in found.items()
        }
    )


def time_to_won(evaluation: Evaluation, calendar: str | None = None) -> Waits:
    """From when a lead first was in any stage until it was won; what is not won has waited so long at least."""
    entered = [{"enters": stage} for stage in evaluation.agreement.lifecycle.order]
    return waits(evaluation, entered, "won", calendar=calendar, name="first stage to won")


def stays_of(journey: Journey, calendar: Calendar) -> Iterator[tuple[str, Wait]]:
    """The stays of one lead, each with its stage, in order."""
    moves = [move for move in journey.moves if move.to != move.from_]
    last = journey.until
    if journey.merged:
        last = next((event.at for event in journey.events if event.name == "merged"), last)
    for move, after in pairwise([*moves, None]):
        assert move is not None  # only the last is
        end = None if after is None else after.at
        until = max(last, move.at) if end is None else end
        yield (
            move.to,
            Wait(
                journey.lead,
                move.at,
                end,
                until - move.at,
                open_between(calendar, move.at, until),
                assignee_at(journey.events, until),
            ),
        )
