"""`Monitor`: the same judgement, event by event, for a host that acts on what follows.

A host feeds events as they come and asks when to wake up; it gets back what follows, once. Facts that arrive late
repair their lead: the lead is folded again from its events, and what no longer holds comes back as a retraction. So
any split of the same facts into calls ends in the same outcomes as `evaluate` gives for all of them at once.
"""

from __future__ import annotations

import datetime as dt
import heapq
from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

import attrs

from leadsla.agreement import Agreement
from leadsla.attainment import Attainment
from leadsla.consequences import Consequence
from leadsla.errors import EventError, WindowError
from leadsla.evaluation.clocks import Anomaly, consequences_of
from leadsla.evaluation.compile import Program
from leadsla.evaluation.evaluation import Evaluation, when_and_whose
from leadsla.evaluation.log import contradiction, standing
from leadsla.evaluation.periodic.books import Books
from leadsla.evaluation.periodic.duties import duties_of_periods
from leadsla.evaluation.snapshot import copy_lead, read_monitor, write_monitor
from leadsla.evaluation.succession import folding
from leadsla.evaluation.tally import Tally
from leadsla.evaluation.targets import Targets, missed_consequences
from leadsla.events import Event
from leadsla.instants import LAST, NEVER, instant, moment
from leadsla.lead import OPEN, Lead
from leadsla.tables import Rows
from leadsla.windows import Window

_ORDER = attrgetter("order")


@attrs.define(eq=False)
class Followed:
    """A lead under watch: its state, the events behind it, and how often its consequences were told.

    `base` is the state before the first of `events`, once older ones have been compacted.
    """

    lead: Lead
    events: list[Event] = attrs.field(factory=list)
    base: Lead | None = None
    #: The issue at which a consequence stands, for those that were ever retracted.
    issues: dict[str, int] = attrs.field(factory=dict)
    extra: list[Anomaly] = attrs.field(factory=list)
    #: Ids of compacted events that a withdrawal had annulled.
    gone: set[str] = attrs.field(factory=set)
    #: The instant before which nothing happens to the lead by itself.
    wake: int = NEVER


class Monitor:
    """Watches leads under an agreement; see `receive`, `advance` and `next_due`.

    `lateness` (a window such as `30 days`) bounds how late an event may arrive: what is older than that before the last
    `advance` is compacted, and later arrivals are reported as anomalies and not applied. `automatic` applies recycles
    that the agreement marks so; `strict` raises `MoveError` for an event that no move allows and leaves all unchanged.

    >>> import leadsla as ls
    >>> from datetime import datetime, timezone
    >>> monitor = ls.Monitor(ls.examples.acme())
    >>> nine = datetime(2026, 3, 2, 14, tzinfo=timezone.utc)
    >>> [c.do for c in monitor.receive(ls.Event("L1", nine, "assigned", {"to": "rep7"}))]
    ['assign_task', 'alert']
    """

    def __init__(
        self,
        agreement: Agreement,
        *,
        lateness: Window | str | None = None,
        automatic: bool = True,
        strict: bool = False,
    ) -> None:
        self._program = Program(agreement)
        self._fold = folding(self._program, automatic=automatic, strict=strict)
        self._targets = Targets(self._program)
        self._books = Books(self._program)
        self._lateness = None if lateness is None else Window.of(lateness)
        if self._lateness is not None and self._lateness.closing:
            raise WindowError("a close of business is no length of time to look back by", str(self._lateness))
        self._followed: dict[str, Followed] = {}
        self._team = Followed(Lead(""))
        self._ids: dict[str, Event] = {}
        self._timers: list[tuple[int, str]] = []
        self._advanced = 0
        self._compacted = 0
        self._period_issues: dict[str, int] = {}
        self._anomalies: list[Anomaly] = []
        self._duplicates = 0
        #: The instant of the latest event, and the running counts once somebody has asked for them.
        self._latest = 0
        self._tally: Tally | None = None

    @property
    def agreement(self) -> Agreement:
        """The agreement that is watched over."""
        return self._program.agreement

    # -- events ------------------------------------------------------------------------------------------------

    def receive(self, event: Event) -> list[Consequence]:
        """Take in an event; what follows from it, and what no longer follows, for this lead.

        A second event with a known id changes nothing. An event older than its lead's last event or than the last
        `advance` repairs the lead; it may retract what was told before.
        """
        if not isinstance(event, Event):
            raise EventError(f"{event!r} is not an Event")
        if event.id is not None and (known := self._ids.get(event.id)) is not None:
            self._duplicates += 1
            self._anomalies += contradiction(known, event)
            return []
        if event.instant < self._horizon:
            why = f"it arrived later than the lateness of {self._lateness} allows, and is not applied"
            self._anomalies.append(Anomaly(event.lead, event.at, event.name, why))
            return []
        followed = self._followed.get(event.lead) or Followed(Lead(event.lead)) if event.lead else self._team
        events = followed.events
        late = event.instant < self._advanced or (bool(events) and event.order < events[-1].order)
        if late or event.name == "withdrawn":
            told = self._repair(followed, event)
        else:
            told = self._proceed(followed, event)
        self._remember(event)
        if event.instant > self._latest:
            self._latest = event.instant
        if event.lead:
            self._followed[event.lead] = followed
            self._schedule(followed)
            if self._tally is not None:
                self._tally.stale.add(event.lead)
        return told + self._judge_periods()

    def _remember(self, event: Event) -> None:
        if event.id is not None:
            self._ids[event.id] = event

    def _proceed(self, followed: Followed, event: Event) -> list[Consequence]:
        """An event in order: one step."""
        # In strict mode the step may be refused half-way; the state must then be what it was.
        lead = copy_lead(followed.lead) if self._fold.strict else followed.lead
        told = len(lead.consequences)
        self._step(lead, event)
        if lead is not followed.lead:
            self._forget(followed.lead)
            followed.lead = lead
        followed.events.append(event)
        self._note(lead)
        return self._issued(followed, consequences_of(lead, told))

    def _step(self, lead: Lead, event: Event) -> None:
        if lead.id:
            self._fold.step(lead, event)
        else:
            self._fold.observe(lead, event)

    def _note(self, lead: Lead) -> None:
        """Let periods know of a lead as it is now."""
        self._targets.note(lead)
        self._books.note(lead)

    def _forget(self, lead: Lead) -> None:
        self._targets.forget(lead)
        self._books.forget(lead)

    def _repair(self, followed: Followed, event: Event) -> list[Consequence]:
        """A late event: fold the lead again, and tell the difference."""
        events = list(followed.events)
        insort(events, event, key=_ORDER)
        # The lead has come as far as its last event, also where that is a withdrawal, which is no step of the fold.
        lead, extra = self._refold(followed, events, max(self._advanced, events[-1].instant))
        before = {c.id: c for c in consequences_of(followed.lead)}
        after = {c.id: c for c in consequences_of(lead)}
        gone = [c for c in before.values() if after.get(c.id) != c]
        come = [c for c in after.values() if before.get(c.id) != c]
        retractions = [
            attrs.evolve(c, retracted=True, issue=followed.issues.setdefault(c.id, 1)) for c in gone
        ]
        for consequence in gone:
            followed.issues[consequence.id] += 1
        self._forget(followed.lead)
        self._note(lead)
        followed.lead, followed.events, followed.extra = lead, events, extra
        return retractions + self._issued(followed, come)

    def _refold(self, followed: Followed, events: list[Event], limit: int) -> tuple[Lead, list[Anomaly]]:
        lead = Lead(followed.lead.id) if followed.base is None else copy_lead(followed.base)
        stand, extra = standing(events, followed.gone)
        for event in stand:
            self._step(lead, event)
        self._fold.advance(lead, limit)
        return lead, extra

    @staticmethod
    def _issued(followed: Followed, told: list[Consequence]) -> list[Consequence]:
        if not followed.issues:
            return told
        return [attrs.evolve(c, issue=followed.issues.get(c.id, 1)) for c in told]

    # -- time --------------------------------------------------------------------------------------------------

    def advance(self, now: dt.datetime) -> list[Consequence]:
        """Let time pass to `now`; what follows from deadlines before it, soonest first. Backwards it does nothing."""
        limit = instant(now, "now")
        if limit <= self._advanced:
            return []
        told: list[Consequence] = []
        timers = self._timers
        while timers and timers[0][0] < limit:
            wake, lead_id = heapq.heappop(timers)
            followed = self._followed[lead_id]
            lead = followed.lead
            if followed.wake == wake:
                count = len(lead.consequences)
                self._fold.advance(lead, limit)
                self._note(lead)
                told += self._issued(followed, consequences_of(lead, count))
                self._schedule(followed)
                if self._tally is not None:
                    self._tally.stale.add(lead_id)
        self._advanced = limit
        told += self._judge_periods()
        told.sort(key=when_and_whose)
        self._compact()
        return told

    @property
    def next_due(self) -> dt.datetime | None:
        """The first instant at which `advance` would do something; None while nothing is due, or only after 2100."""
        timers = self._timers
        while timers and self._followed[timers[0][1]].wake != timers[0][0]:
            heapq.heappop(timers)
        wake = min(timers[0][0] if timers else NEVER, self._targets.next, self._books.next - 1)
        if self._program.period_duties:
            wake = min(wake, self._next_of_duties())
        return None if wake + 1 >= LAST else moment(max(wake + 1, self._advanced + 1))

    def _next_of_duties(self) -> int:
        """The next due of what is owed for a period."""
        standing = (*self._books.consequences, *self._targets.consequences)
        duties = duties_of_periods(self._program, standing, self._team.lead, self._advanced)
        return min((duty.clock.due for duty in duties if duty.clock.outcome == OPEN), default=NEVER)

    def _schedule(self, followed: Followed) -> None:
        followed.wake = self._fold.wake(followed.lead)
        if followed.wake != NEVER:
            heapq.heappush(self._timers, (followed.wake, followed.lead.id))

    def _judge_periods(self) -> list[Consequence]:
        """What follows of periods and of missed targets, as far as time has been let pass."""
        found: list[Consequence] = []
        for was, clock in self._books.judge(self._advanced):
            if was is not None:
                self._targets.forget_period(was)
            self._targets.note_period(clock)
            found += self._reissued(() if was is None else was.consequences, clock.consequences)
        for cell, told, now in self._targets.judge(self._advanced):
            before = () if told is None else missed_consequences(cell, told)
            found += self._reissued(before, () if now is None else missed_consequences(cell, now))
        return found

    def _reissued(self, before: Sequence[Consequence], now: Sequence[Consequence]) -> list[Consequence]:
        """What was told of a period and no longer holds, as retractions, and what is told of it now."""
        found: list[Consequence] = []
        for c in before:
            if c not in now:
                issue = self._period_issues.setdefault(c.id, 1)
                found.append(attrs.evolve(c, retracted=True, issue=issue))
                self._period_issues[c.id] += 1
        fresh = (c for c in now if c not in before)
        return found + [attrs.evolve(c, issue=self._period_issues.get(c.id, 1)) for c in fresh]

    # -- lateness ----------------------------------------------------------------------------------------------

    @property
    def _horizon(self) -> int:
        """The instant before which arrivals are too late."""
        if self._lateness is None or self._advanced == 0:
            return 0
        back = self._lateness.back(self.agreement.calendar_named(None), self._program.tz)
        return back(self._advanced)

    def _compact(self) -> None:
        """Fold what can no longer be repaired into each lead's base, once the horizon has moved on far enough."""
        horizon = self._horizon
        if horizon - self._compacted < (self._advanced - horizon) // 4 or not horizon:
            return
        self._compacted = horizon
        for followed in (*self._followed.values(), self._team):
            until = self._settled_until(followed, horizon)
            old = [event for event in followed.events if event.instant < until]
            if old:
                stand, extra = standing(followed.events, followed.gone)
                kept = [event for event in stand if event.instant < until]
                followed.base = self._refold(followed, kept, until)[0]
                followed.events = followed.events[len(old) :]
                standing_ids = {event.id for event in kept}
                # A withdrawal that has done its work does not stand either; it is gone if another took it back.
                taken_back = [e.data.get("id") for e in followed.events if e.name == "withdrawn"]
                followed.gone |= {
                    event.id
                    for event in old
                    if event.id is not None
                    and event.id not in standing_ids
                    and (event.name != "withdrawn" or event.id in taken_back)
                }
                followed.extra = [anomaly for anomaly in extra if instant(anomaly.at) >= until]
                for anomaly in extra[: len(extra) - len(followed.extra)]:
                    for lead in (followed.base, followed.lead):
                        lead.report(instant(anomaly.at), anomaly.event, anomaly.why)
        self._ids = {id: event for id, event in self._ids.items() if event.instant >= horizon}

    @staticmethod
    def _settled_until(followed: Followed, horizon: int) -> int:
        """Up to where a lead's events stand, or are annulled, from whatever instant since the horizon one looks.

        A withdrawal that is younger than the horizon annuls its event for those who look back from after it alone.
        """
        events = followed.events
        younger = [event.instant for event in events if event.name == "withdrawn" and event.instant > horizon]
        if not younger:
            return horizon
        views = []
        for limit in (horizon, *younger):
            seen = [event for event in events if event.instant <= limit]
            views.append(set(map(id, standing(seen, followed.gone)[0])))
        changing = (event.instant for event in events if len({id(event) in view for view in views}) > 1)
        return min(next(changing, horizon), horizon)

    # -- asking ------------------------------------------------------------------------------------------------

    def evaluation(self, now: dt.datetime) -> Evaluation:
        """The same as `evaluate` gives at `now` for all that was received; the monitor itself does not move on.

        Raises `EventError` for an instant before what has been compacted.
        """
        limit = instant(now, "now")
        if limit < self._compacted:
            raise EventError(f"`now` is {now}, before the {self._lateness} that this monitor looks back")
        leads, later, extra = [], 0, list(self._anomalies)
        for followed in (self._team, *self._followed.values()):
            within = followed.events
            if within and within[-1].instant > limit:
                within = [event for event in within if event.instant <= limit]
                later += len(followed.events) - len(within)
            if not within and followed.base is None:
                continue
            lead, unknown = self._as_of(followed, within, limit)
            extra += unknown
            leads.append(lead)
        return Evaluation(
            self._program,
            limit,
            [lead for lead in leads if lead.id],
            lambda lead: self._history(lead, limit),
            team=next((lead for lead in leads if not lead.id), None),
            automatic=self._fold.automatic,
            extra=extra,
            later=later,
            duplicates=self._duplicates,
        )

    def attainment(self, now: dt.datetime | None = None) -> Rows[Attainment]:
        """The same as `evaluation(now).attainment()`, from running counts; the monitor itself does not move on.

        `now` is by default the last `advance`, or the latest event if that is later. From then on no lead is folded
        again: those are counted that have changed since the last question, and those looked at on which something
        comes due before `now`. An instant before that takes what `evaluation` takes.

        >>> import leadsla as ls
        >>> from datetime import datetime, timezone
        >>> monitor = ls.Monitor(ls.examples.acme())
        >>> _ = monitor.receive_all(ls.examples.acme_events())
        >>> row = monitor.attainment(datetime(2026, 3, 1, 21, tzinfo=timezone.utc))[1]
        >>> row.clause, row.period, row.met, row.breached, row.status
        ('first-response', '2026-02', 23, 7, 'missed')

        Raises `EventError` for an instant before what has been compacted.
        """
        known = max(self._advanced, self._latest)
        limit = known if now is None else instant(now, "now")
        if limit < known:
            return self.evaluation(moment(limit)).attainment()
        if self._tally is None:
            self._tally = Tally(self._program, self._followed)
        self._tally.refresh({name: self._followed[name].lead for name in self._tally.stale})
        further = []
        for followed in self._due_before(limit):
            lead = copy_lead(followed.lead)
            self._fold.advance(lead, limit)
            if self._program.periods and len(lead.facts) != len(followed.lead.facts):
                # What a deadline brings about counts for a period too, and periods know of leads as they are alone.
                return self.evaluation(moment(limit)).attainment()
            further.append((followed.lead, lead))
        return self._tally.rows(further, self._books.seen(limit), limit)

    def _due_before(self, limit: int) -> list[Followed]:
        """The leads to which something happens by itself before an instant; timers after it are not gone through."""
        timers, found, places = self._timers, {}, [0]
        while places:
            place = places.pop()
            if place < len(timers) and timers[place][0] < limit:
                wake, lead = timers[place]
                if self._followed[lead].wake == wake:
                    found[lead] = self._followed[lead]
                places += (2 * place + 1, 2 * place + 2)
        return list(found.values())

    def _as_of(self, followed: Followed, within: list[Event], limit: int) -> tuple[Lead, list[Anomaly]]:
        """The lead as it stands at `limit`: moved on from now, or folded again for an instant before."""
        if within is not followed.events or limit < self._advanced:
            return self._refold(followed, within, limit)
        lead = copy_lead(followed.lead)
        self._fold.advance(lead, limit)
        return lead, followed.extra

    def _history(self, lead: str, limit: int) -> tuple[Lead, list[Event]]:
        """Where a lead's story can be told from: its state before, and the events since."""
        followed = self._followed[lead]
        begun = Lead(lead) if followed.base is None else copy_lead(followed.base)
        return begun, standing([e for e in followed.events if e.instant <= limit], followed.gone)[0]

    def _resume(self, followed: Followed) -> None:
        """Follow a lead on from a snapshot."""
        self._followed[followed.lead.id] = followed
        self._latest = max(self._latest, *(event.instant for event in followed.events[-1:]), 0)
        self._note(followed.lead)
        self._schedule(followed)

    def _recall(self) -> None:
        """Judge the periods as they were when the snapshot was written; what follows has been told."""
        self._latest = max(self._latest, *(event.instant for event in self._team.events[-1:]), 0)
        self._note(self._team.lead)
        for _, clock in self._books.judge(self._advanced):
            self._targets.note_period(clock)

    def snapshot(self) -> dict[str, Any]:
        """All that is known, as data that JSON can carry; `Monitor.restore` is the inverse."""
        return write_monitor(self)

    @classmethod
    def restore(cls, agreement: Agreement, data: Mapping[str, Any]) -> Monitor:
        """A monitor from its snapshot, under the same agreement.

        Raises `EventError` for a snapshot of another agreement or version.
        """
        return read_monitor(cls, agreement, data)

    def receive_all(self, events: Iterable[Event]) -> list[Consequence]:
        """`receive` for each event in turn."""
        return [consequence for event in events for consequence in self.receive(event)]
