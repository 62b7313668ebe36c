"""What a replay cannot know of a policy, with the counts that say how much of it there is in this log.

The log came about under the baseline, and under another agreement it would have come about otherwise. How people would
have answered is not guessed here; what is counted is where the log and the policy part: deadlines that nobody had,
alerts that were not given, leads that would have been elsewhere, events that nobody wrote down.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from leadsla.clauses import Repeat
from leadsla.consequences import DONE_BY, Consequence
from leadsla.evaluation.log import arrange, standing
from leadsla.events import Event
from leadsla.instants import instant
from leadsla.lead import BREACHED, MET
from leadsla.reports.policies.gaps import closed, resolution, unseen, young
from leadsla.reports.policies.policy import Policy
from leadsla.reports.policies.seen import Seen, Stretch, count
from leadsla.reports.policies.values import Doubt
from leadsla.triggers import Trigger

#: What moves a lead; all else that follows tells somebody something.
MOVING: Final = ("reroute", "recycle")


def doubts(policies: Sequence[Policy], log: Iterable[Event], *, automatic: bool) -> Iterator[Doubt]:
    """All that this log cannot say of each alternative; nothing of one that is the baseline itself."""
    first, *others = policies
    arranged = arrange(log, instant(first.evaluation.at))
    events = {lead: standing(given)[0] for lead, given in arranged.by_lead.items()}
    for other in others:
        seen = Seen(first, other, events, standing(arranged.team)[0], automatic)
        for doubt in (deadlines, prompts, moved, ended, unseen, closed, resolution, young):
            yield from doubt(seen)


# -- what people would have done -----------------------------------------------------------------------------


def deadlines(seen: Seen) -> Iterator[Doubt]:
    """Deadlines that nobody had before them."""
    other = [(old, new) for old, new in seen.clocks if old.due != new.due]
    if not other:
        return
    sooner = sum(new.due < old.due for old, new in other)
    late = sum(old.outcome != BREACHED == new.outcome for old, new in other)
    met = sum(old.outcome != MET == new.outcome for old, new in other)
    said = [f"{count(len(other), 'clock')} would have had another deadline; people had that of the baseline."]
    if sooner:
        turned = f", so that {late:,} turn to breached is no forecast" if late else ""
        said.append(f"Sooner: {sooner:,}. Who has less time may hurry{turned}.")
    if sooner < len(other):
        turned = (
            f", and that {met:,} turn to met is what the longer time forgives: nobody was quicker"
            if met
            else ""
        )
        said.append(f"Later: {len(other) - sooner:,}. Who has more time may take it{turned}.")
    yield seen.doubt("deadlines", said, len(other), seen.of_leads, "clocks")


def prompts(seen: Seen) -> Iterator[Doubt]:
    """Alerts and tasks that nobody had, or that would not have been given."""
    told = [change for change in seen.said if change.consequence.do not in MOVING]
    come = sum(_before(change.new, change.old) for change in told)
    gone = [change.old for change in told if change.old is not None and _before(change.old, change.new)]
    said = []
    if come:
        said.append(
            f"Alerts and tasks that nobody had, or had later: {come:,}. No touch of the log answers to them."
        )
    if gone:
        touches = {
            id(event)
            for one in gone
            for event in seen.after({str(one.lead): (one.at, None)})
            if event.is_attempt
        }
        said.append(
            f"Alerts and tasks of the baseline that would not have been given, or later: {len(gone):,}."
        )
        if touches:
            said.append(f"Touches after them, which may be due to them: {len(touches):,}.")
    if said:
        yield seen.doubt("prompts", said, come + len(gone), len(seen.said), "differing consequences")


def _before(one: Consequence | None, other: Consequence | None) -> bool:
    """Whether a consequence is there sooner than on the other side, or there alone."""
    return one is not None and (other is None or one.at < other.at)


# -- where leads would have been -----------------------------------------------------------------------------


def moved(seen: Seen) -> Iterator[Doubt]:
    """Leads that would have been passed on or sent back, and were not; and those that were, and would not have been."""
    come, leads = [], dict[str, Stretch]()
    for change in seen.said:
        new, old = change.new, change.old
        if new is not None and new.do in MOVING and _before(new, old) and not seen.applied(new):
            come.append(new)
            _widen(leads, new, old)
    if come:
        touches = sum(event.is_attempt for event in seen.after(leads))
        said = [f"{_passed(come)} would have come to {count(len(leads), 'lead')} and did not, or later."]
        if touches:
            said.append(
                f"Touches after that, by whoever had the lead in the log: {touches:,} of {seen.attempts:,}; they count "
                "as they are."
            )
        missing = [one for one in come if not seen.done(one)]
        started = _started_by(seen.policy, {one.do for one in missing})
        if started:
            said.append(
                f"Of {len(missing):,} of them the log has no {_events(missing)}, with which clocks would have begun: "
                f"{', '.join(started)}."
            )
        yield seen.doubt("moved", said, touches, seen.attempts, "touches")
    gone = [
        change.old
        for change in seen.said
        if change.old is not None and change.old.do in MOVING and _before(change.old, change.new)
        if not seen.applied(change.old)
    ]
    if gone:
        since = dict[str, Stretch]()
        for one in gone:
            _widen(since, one, None)
        later = seen.after(since)
        said = [
            f"{_passed(gone)} of the baseline would not have come, or later, to {count(len(since), 'lead')}."
        ]
        if later:
            said.append(
                f"Events of the log after that, which may be due to it: {len(later):,} of {seen.size:,}."
            )
        yield seen.doubt("not-moved", said, len(later), seen.size, "events")


def _widen(leads: dict[str, Stretch], new: Consequence, old: Consequence | None) -> None:
    """Note from when until when a lead would have been elsewhere, from the first time on."""
    lead = str(new.lead)
    if lead not in leads or new.at < leads[lead][0]:
        leads[lead] = new.at, None if old is None else old.at


def _passed(said: Iterable[Consequence]) -> str:
    """What was done how often: `2 reroutes and 1 recycle`."""
    found = Counter(one.do for one in said)
    return " and ".join(count(found[verb], verb) for verb in MOVING if found[verb])


def _events(said: Iterable[Consequence]) -> str:
    names = sorted({name for one in said for name in DONE_BY[one.do].events})
    return " or ".join(f"`{name}`" for name in names)


def _started_by(policy: Policy, verbs: set[str]) -> list[str]:
    """The promises whose clocks begin with what these do."""
    found = []
    for clause in policy.agreement.clauses:
        start = getattr(clause, "from_", None)
        begins = start.events if isinstance(start, Trigger) else frozenset()
        # What is owed once is not owed again when somebody else has the lead, but it is when the lead comes again.
        again = getattr(clause, "repeat", Repeat.ONCE) is not Repeat.ONCE
        if any(begins & DONE_BY[verb].events and (again or verb == "recycle") for verb in verbs):
            found.append(clause.name)
    return found


def ended(seen: Seen) -> Iterator[Doubt]:
    """Leads that the policy itself sends back, while the log goes on with them; and other events that do not fit."""
    before = Counter((one.lead, one.at, one.event) for one in seen.first.evaluation.anomalies)
    odd = []
    for one in seen.policy.evaluation.anomalies:
        key = one.lead, one.at, one.event
        before[key] -= 1
        if before[key] < 0:
            odd.append(one)
    leads = _sent_back(seen)
    if leads:
        later = seen.after(leads)
        strange = [one for one in odd if one.lead in leads and one.at > leads[one.lead][0]]
        what = (
            f"{count(len(leads), 'lead')} would have been sent back by the agreement itself, or sooner, and the log "
            f"goes on as if they had not been: {count(len(later), 'event')} after it, of which {len(strange):,} no "
            "longer fit the lifecycle. What would have become of them, and whether they would have come back, is in no "
            "log."
        )
        yield seen.doubt("ended-earlier", [what], len(strange), seen.size, "events")
        odd = [one for one in odd if one not in strange]
    if odd:
        what = f"Events of the log that fit the lifecycle of the baseline and not this one: {len(odd):,}."
        yield seen.doubt("anomalies", [what], len(odd), seen.size, "events")


def _sent_back(seen: Seen) -> dict[str, Stretch]:
    """The leads that the engine recycled here and not there, or sooner; not those that somebody sent back just then."""
    before, found = seen.recycled(seen.first), dict[str, Stretch]()
    for lead, at in seen.recycled(seen.policy).items():
        following = next((event.name for event in seen.events.get(lead, ()) if event.at > at), "")
        if (lead not in before or at < before[lead]) and following != "recycled":
            found[lead] = at, None
    return found
