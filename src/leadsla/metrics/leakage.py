"""Leakage: leads that are lost without an outcome, each counted once, with its cause.

Of the leads that entered a stage in a stretch of time, some have an outcome at its end, on some something is still
open, and the rest are lost: nobody decided, and nobody has anything left to do that is not overdue already. The three
add up to the whole.

The attempt that counts is the last one: it begins when the lead first enters a stage, and anew when it is taken up
after it had been sent back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from leadsla.errors import EventError
from leadsla.events import is_missing
from leadsla.instants import instant, iso, moment
from leadsla.metrics.quality import HANDED_OVER, score_at
from leadsla.tables import TEXT, TIME, WHOLE, Columns, Printed, Row, Rows, Sheet, grid_of

if TYPE_CHECKING:
    from leadsla.evaluation import Evaluation
    from leadsla.evaluation.journeys import Journey
    from leadsla.events import Event
    from leadsla.lifecycle import Lifecycle

#: The causes in the order in which they are looked for; the first that holds is the lead's. What was said of a lead
#: tells more than what was not done about it; of what was not done, the first on the way is the cause of the rest.
CAUSES: Final[Mapping[str, str]] = {
    "rejected without a reason": "was rejected, nobody said why, and it was not taken up again",
    "rejected": "was rejected with a reason, and not taken up again",
    "below the threshold": "was handed over before it was sales-ready by the scorecards",
    "never assigned": "was neither assigned to anybody nor touched",
    "never touched": "was not touched by anybody",
    "cadence exhausted": "was tried to the end of its cadence, and nothing came after",
    "recycled": "was sent back, and not taken up again",
    "stalled": "made no progress in the time that was agreed for it, and nothing else is open",
    "overdue": "has no outcome, what is owed on it is overdue, and nothing else is open",
    "lost from sight": "has no outcome, and no promise covers it where it is",
}
#: Events that say what became of a lead, whether they move it or not.
_OUTCOMES: Final = frozenset({"won", "lost", "disqualified"})
#: Events that send a lead back.
_BACK: Final = frozenset({"recycled", "rejected"})


@attrs.frozen
class Lost(Row):
    """A lead that is lost without an outcome: why, where it was left, and when something last happened to it.

    `resumed` is when something happened to it again after the end of the time that is looked at, if anything did.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("lead", "cause", "stage"), TEXT),
        **dict.fromkeys(("last", "resumed"), TIME),
    }

    lead: str
    cause: str
    stage: str | None
    last: dt.datetime
    resumed: dt.datetime | None = None


@attrs.frozen
class Leakage(Printed):
    """The leads that entered a stage in a stretch of time, as they stood at its end.

    `entered` = `decided` (with an outcome) + `in_work` (something is open, or a plan has steps to come) + `lost`.
    `unknown` are causes that the log cannot tell, because it has no event of the kind in the whole of that time.
    """

    until: dt.datetime
    entered: int
    decided: int
    in_work: int
    lost: tuple[Lost, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def by_cause(self) -> dict[str, int]:
        """How many were lost for each cause, in the order of `CAUSES`, those without a lead left out."""
        counts = {cause: sum(one.cause == cause for one in self.lost) for cause in CAUSES}
        return {cause: number for cause, number in counts.items() if number}

    def to_dict(self) -> dict[str, Any]:
        """As JSON can carry it."""
        return {
            "until": iso(instant(self.until)),
            "entered": self.entered,
            "decided": self.decided,
            "in_work": self.in_work,
            "lost": len(self.lost),
            "by_cause": self.by_cause,
            "unknown": list(self.unknown),
            "leads": [one.to_dict() for one in self.lost],
        }

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row a lead that is lost."""
        return Rows(Lost, self.lost).to_frame(backend)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        head = (
            f"of {self.entered:,} leads that entered, {self.decided:,} have an outcome, {self.in_work:,} are in work, "
            f"{len(self.lost):,} are lost"
        )
        rows = [(cause, number, CAUSES[cause]) for cause, number in self.by_cause.items()]
        unknown = (f"The log cannot tell: {', '.join(self.unknown)}",) if self.unknown else ()
        return (Sheet(head, grid_of({"cause": TEXT, "leads": WHOLE, "the lead": TEXT}, rows), unknown),)


def leakage(evaluation: Evaluation, start: dt.datetime, end: dt.datetime) -> Leakage:
    """What became of the leads that entered a stage in [`start`, `end`), as they stood just before `end`.

    Where the evaluation is of an earlier instant, as they stood then. Raises `EventError` where a monitor has compacted
    events since `start`, so that it is not known which leads entered a stage.
    """
    instant(start, "start")
    last = min(moment(instant(end, "end") - 1), evaluation.at)
    return leakage_of(evaluation, evaluation.journeys(last), start, last)


def leakage_of(
    evaluation: Evaluation, journeys: Collection[Journey], start: dt.datetime, last: dt.datetime
) -> Leakage:
    """The same of journeys up to `last`, which is the instant just before the end."""
    for journey in journeys:
        if journey.compacted is not None and journey.compacted >= start:
            raise EventError(
                f"the monitor has compacted events of lead {journey.lead!r} since {iso(instant(start))}, so that it "
                "is not known where leads went; evaluate the log, or give the monitor a longer lateness"
            )
    entered = [journey for journey in journeys if any(move.at >= start for move in journey.moves)]
    unknown = _unknown(entered)
    lifecycle = evaluation.agreement.lifecycle
    decided = in_work = 0
    lost: list[Lost] = []
    for journey in entered:
        if has_outcome(journey, lifecycle):
            decided += 1
        elif journey.open or journey.to_come:
            in_work += 1
        else:
            cause = cause_of(evaluation, journey, unknown)
            lost.append(Lost(journey.lead, cause, journey.stage, journey.events[-1].at))
    if lost and last < evaluation.at:
        lost = _with_later(lost, evaluation, last)
    return Leakage(last, len(entered), decided, in_work, tuple(lost), unknown)


def _with_later(lost: Iterable[Lost], evaluation: Evaluation, last: dt.datetime) -> list[Lost]:
    """The same, with when something happened to them afterwards."""
    found = {one.lead: one for one in lost}
    for journey in evaluation.journeys():
        if journey.lead in found:
            later = next((event.at for event in journey.events if event.at > last), None)
            found[journey.lead] = attrs.evolve(found[journey.lead], resumed=later)
    return list(found.values())


def has_outcome(journey: Journey, lifecycle: Lifecycle) -> bool:
    """Whether it is decided what becomes of a lead.

    It was merged into another; or no move leads away from where it is; or it was won, lost or disqualified, and nothing
    has moved it since.
    """
    if journey.merged or (journey.stage is not None and not lifecycle.legal(journey.stage)):
        return True
    turns = outcome_turns(journey, lifecycle)
    return bool(turns) and turns[-1][1]


def outcome_turns(journey: Journey, lifecycle: Lifecycle) -> list[tuple[dt.datetime, bool]]:
    """When it was decided what becomes of a lead, and, where something moved it on after that, was not any more."""
    found: list[tuple[dt.datetime, bool, str]] = [(move.at, False, move.to) for move in journey.moves]
    found += [(event.at, True, "") for event in journey.events if event.name in _OUTCOMES]
    if journey.merged:
        found += [(event.at, True, "") for event in journey.events if event.name == "merged"]
    # Of one instant the moves come first, so that what is said of a lead holds.
    found.sort(key=lambda turn: turn[:2])
    return [(at, said or not lifecycle.legal(to)) for at, said, to in found]


def cause_of(evaluation: Evaluation, journey: Journey, unknown: Collection[str] = ()) -> str:
    """Why a lead without an outcome, on which nothing is open, was lost: the first of `CAUSES` that holds.

    Those in `unknown` are passed over. Whether a lead was below the threshold is a matter of its score as it was handed
    over in its last attempt; where no threshold is agreed, none was.
    """
    began, back = _last_attempt(journey)
    attempt = [event for event in journey.events if event.at >= began]
    touched = any(event.is_attempt for event in attempt)
    holds = {
        "rejected without a reason": back == "rejected" and not _has_reason(attempt),
        "rejected": back == "rejected",
        "below the threshold": back != "rejected" and _below(evaluation, journey.lead, attempt),
        "never assigned": not any(map(_is_assignment, attempt)) and not touched,
        "never touched": not touched,
        "cadence exhausted": any(at >= began for at in journey.exhausted),
        "recycled": back == "recycled",
        "stalled": journey.stalled,
        "overdue": journey.overdue > 0,
        "lost from sight": True,
    }
    return next(cause for cause, held in holds.items() if held and cause not in unknown)


def _last_attempt(journey: Journey) -> tuple[dt.datetime, str]:
    """When the last attempt began, and by which event it was sent back at its end (empty if it was not)."""
    began, back = journey.moves[0].at, ""
    for move in journey.moves:
        if move.event in _BACK:
            back = move.event
        elif back:
            began, back = move.at, ""
    return began, back


def _below(evaluation: Evaluation, lead: str, attempt: Iterable[Event]) -> bool:
    if evaluation.agreement.scorecards.ready is None:
        return False
    handed_over = next((event.at for event in attempt if event.name in HANDED_OVER), None)
    return handed_over is not None and score_at(evaluation, lead, handed_over).ready is False


def _has_reason(attempt: Iterable[Event]) -> bool:
    rejections = [event for event in attempt if event.name == "rejected"]
    return not rejections or not is_missing(rejections[-1].data.get("reason"))


def _is_assignment(event: Event) -> bool:
    return event.name in ("assigned", "accepted")


def _unknown(entered: Collection[Journey]) -> tuple[str, ...]:
    """The causes that cannot be told of leads of which no log has such an event."""
    found = []
    for cause, is_one in (("never assigned", _is_assignment), ("never touched", attrgetter("is_attempt"))):
        if not any(is_one(event) for journey in entered for event in journey.events):
            found.append(cause)
    return tuple(found)
