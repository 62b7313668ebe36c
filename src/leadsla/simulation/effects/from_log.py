"""Response times, outcomes and strata of leads, read from a log that was evaluated."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from leadsla.errors import EntryError, ScenarioError
from leadsla.events import TOUCHES
from leadsla.instants import instant, moment, zone
from leadsla.metrics.conversion import group_of, known, over_at
from leadsla.metrics.shares import Proportion
from leadsla.metrics.waits import ATTEMPT, Moments, moments, waits_of
from leadsla.simulation.effects.effect import BUSINESS, ELAPSED
from leadsla.simulation.effects.observed import BANDS, Answered, Observed

if TYPE_CHECKING:
    from leadsla.evaluation import Evaluation
    from leadsla.evaluation.journeys import Journey
    from leadsla.windows import Window

#: The outcome that is a talk, and the results of touches that are one.
CONTACT: Final = "contact"
_REACHED: Final = frozenset({"connected", "replied"})
#: The strata of time, by how they are asked for.
HOURS: Final = {"week": "hour of the week", "day": "hour of the day"}
_MINUTE: Final = dt.timedelta(minutes=1)


def effect_from_log(
    evaluation: Evaluation,
    outcome: Any = CONTACT,
    *,
    start: Any = "created",
    answer: Any = ATTEMPT,
    time: str = ELAPSED,
    calendar: str | None = None,
    bands: Sequence[float] = BANDS,
    by: Sequence[str] = ("source",),
    hours: str | None = "week",
    mature_after: Window | str | None = None,
) -> Observed:
    """What a log shows of the odds of an outcome by response time.

    The response time runs from `start` to the first `answer` after it; both are what `metrics.waits` takes, and so is
    `outcome`, of which `"contact"` is a touch that connected or was replied to. The outcome counts from the answer on,
    for `mature_after` where that is given, which is the same time for each lead. `bands` are the ends of the bands in
    minutes. Strata are the fields `by` and the hour of the `week` or `day` of the start in the agreement's zone.

    >>> import leadsla as ls, datetime as dt
    >>> at = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
    >>> evaluation = ls.evaluate(ls.examples.acme(), ls.examples.acme_quarter(leads=200), at)
    >>> effect_from_log(evaluation, mature_after="14 days", hours="day")
    <Observed contact by elapsed response time: 173 leads answered>

    Raises `EntryError` for what is no moment, field or calendar, `ScenarioError` for bands that do not ascend, `hours`
    that are none and another `time`.
    """
    _check(time, bands, hours)
    agreement = evaluation.agreement
    for field in by:
        known("field", field, agreement.fields)
    if calendar is not None:
        known("calendar", calendar, agreement.calendars)
    counting = agreement.calendar_named(calendar)
    comings, named = _outcome(outcome)
    over, until, tz = over_at(evaluation, mature_after), instant(evaluation.at), zone(agreement.timezone)
    starts, ends = moments(start), moments(answer)
    answered: list[Answered] = []
    early = young = never = never_with = unbegun = 0
    for journey in evaluation.journeys():
        wait = next(iter(waits_of([journey], starts, ends, counting, named)), None)
        if wait is None:
            unbegun += 1
            continue
        limit = over(instant(wait.end or wait.start))
        if limit > until:
            young += 1
            continue
        came = [at for at in comings(journey) if wait.start <= at <= moment(limit)]
        if wait.end is None:
            never, never_with = never + 1, never_with + bool(came)
        elif any(at < wait.end for at in came):
            early += 1
        else:
            length = wait.elapsed if time == ELAPSED else wait.business
            stratum = (*(group_of(journey, field) for field in by), *_hour(wait.start.astimezone(tz), hours))
            answered.append(Answered(length / _MINUTE, bool(came), stratum))
    return Observed(
        named,
        time,
        (*by, *(() if hours is None else (HOURS[hours],))),
        tuple(answered),
        Proportion(never_with, never, of="leads"),
        early,
        young,
        tuple(map(float, bands)),
        mature_after is not None,
        unbegun,
    )


def _outcome(what: Any) -> tuple[Moments, str]:
    if what == CONTACT:
        return _contacts, CONTACT
    if what == "qualification":
        raise EntryError("what qualification is differs by agreement", write='{"enters": STAGE}, or an event')
    several = what if isinstance(what, list | tuple) else [what]
    words = (" ".join(one.values()) if isinstance(one, Mapping) else str(one) for one in several)
    return moments(what), " or ".join(words)


def _contacts(journey: Journey) -> Iterator[dt.datetime]:
    return (
        event.at
        for event in journey.events
        if event.name in TOUCHES and event.data.get("outcome") in _REACHED
    )


def _hour(local: dt.datetime, hours: str | None) -> tuple[str, ...]:
    if hours is None:
        return ()
    return (f"{local:%a %H}" if hours == "week" else f"{local:%H}",)


def _check(time: str, bands: Sequence[float], hours: str | None) -> None:
    if time not in (ELAPSED, BUSINESS):
        raise ScenarioError("time", f"is {time!r}; write {ELAPSED} or {BUSINESS}")
    if hours is not None and hours not in HOURS:
        raise ScenarioError("hours", f"is {hours!r}; write week, day or None")
    ends = [0.0, *bands]
    if any(not one < other for one, other in itertools.pairwise(ends)) or len(ends) < 2:
        raise ScenarioError("bands", f"are {list(bands)}; write minutes above 0, the soonest first")
