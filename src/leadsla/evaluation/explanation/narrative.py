"""One clock in sentences: the headline, the reasons, and the cause of every line of its ledger."""

from __future__ import annotations

from typing import Any

import attrs

from leadsla.clauses import Duty, LeadClause
from leadsla.evaluation.clocks import Clock
from leadsla.evaluation.compile import Program
from leadsla.evaluation.explanation.closing import hours_in_words, special_dates
from leadsla.evaluation.explanation.ledger import Reckoning
from leadsla.evaluation.explanation.planned import opened_because, step_reasons, window_of
from leadsla.evaluation.explanation.reasons import Tried, decisive, nothing_was
from leadsla.evaluation.explanation.trace import Pause, Recorder, Rescored, Story, told
from leadsla.evaluation.explanation.voided import void_cause
from leadsla.evaluation.explanation.wording import (
    Face,
    concerning,
    details,
    named,
    one_line,
    spoken,
    words,
)
from leadsla.evaluation.terms import Terms
from leadsla.instants import LAST, moment
from leadsla.lead import BREACHED, MET, OPEN
from leadsla.segments import Segments
from leadsla.windows import ELAPSED


def title_of(clause: LeadClause, clock: Clock | None) -> str:
    """What people call the clause, with the value of `per` that this clock is about."""
    about = "" if clock is None or clock.value is None else f" ({one_line(clock.value)})"
    step = "" if clock is None or clock.step is None or clause.duty else f", step {clock.step}"
    return f"{clause.name}{about}{step}"


@attrs.frozen
class Narrative:
    """The sentences of one clock."""

    program: Program
    recorder: Recorder
    story: Story
    reckoning: Reckoning
    face: Face

    @property
    def at_once(self) -> bool:
        """Whether it was judged as it started: it has no window, and is no step of a plan."""
        clock = self.story.clock
        return clock.terms.window is None and clock.plan is None

    # -- the headline --------------------------------------------------------------------------

    def headline(self) -> str:
        """How the clock stands, in a line: `met, 8 minutes before it was due`."""
        clock, due, end = self.story.clock, self.reckoning.due, self.reckoning.end
        if clock.outcome == MET:
            return self._met(due, end)
        if clock.outcome == BREACHED:
            return self._breached(due, end)
        if clock.outcome == OPEN:
            if clock.paused_at is not None:
                return f"open and paused; if it resumed now, it would be due {self._when(due, end)}"
            return f"open, due {self._when(due, end)}"
        return f"void, because {self.void_cause()} on {self.face.full(end)}"

    def _met(self, due: int, end: int) -> str:
        if self.story.clock.terms.clause.inverse:
            return "met: it lasted until it was due"
        if self.at_once:
            return "met at once"
        return (
            "met exactly when it was due" if end == due else f"met, {self.apart(end, due)} before it was due"
        )

    def _breached(self, due: int, end: int) -> str:
        clock = self.story.clock
        if clock.terms.clause.inverse:
            return f"breached: it ended {self.apart(end, due)} before it was due"
        until = f"it would have been met until {self.face.near(due, end)}"
        if self.at_once:
            told = f": {self.story.told}" if self.story.told else ""
            late = "breached at once" + told
            if clock.done_at is None:
                return f"{late}, and still owed" if clock.ended_at is None else late
            return f"{late}; completed {spoken(end - due, days=True)} later"
        if clock.done_at is not None:
            return f"late by {self.apart(due, end)}; would have been met until {self.face.near(due, end)}"
        if clock.ended_at is not None:
            return f"breached and never done; {until}; {self.void_cause()} {self.apart(due, end)} later"
        return f"late by {self.apart(due, end)} so far and still owed; {until}"

    def _when(self, due: int, now: int) -> str:
        if due >= LAST:
            return "never: its calendar is not open again"
        return f"in {self.apart(now, due)}" if due > now else "now"

    def apart(self, start: int, end: int) -> str:
        """The time between two instants as it counts, named as business time where that is another length."""
        elapsed = end - start
        counted = self.story.clock.terms.line.between(start, end)
        if counted == elapsed:
            return spoken(elapsed, days=True)
        if counted == 0:
            return f"{spoken(elapsed, days=True)} outside business hours"
        return f"{spoken(counted)} of business time"

    # -- the reasons ---------------------------------------------------------------------------

    def because(self) -> list[str]:
        """Why the clock is as it is: the promise, the segment, the hours, and what else is particular."""
        story, clock = self.story, self.story.clock
        clause, terms = clock.terms.clause, clock.terms
        if clock.plan is not None:
            began = self.recorder.began.get(clock.plan.origin)
            return [*step_reasons(clock, clock.plan, began, story.when_saw, self.face), *self._hours()]
        found = [promise(clause, story.tried, terms.compiled.version)]
        found += [self._rescored(one) for one in reversed(story.rescored)]
        if story.when_saw:
            found.append(f"applies, since {story.when_saw}")
        found += segments_in_words(story.tried)
        found += self._hours()
        if clause.count_from is not None:
            found.append(self._count_from(clause.count_from))
        if clause.per is not None:
            value = "without a value" if clock.value is None else one_line(clock.value)
            found.append(f"a clock for each `{clause.per}`; this one: {value}")
        cycles = [other.clock for other in self.recorder.stories]
        if len(cycles) > 1:
            others = ", ".join(f"cycle {c.cycle} {c.outcome}" for c in cycles if c is not clock)
            found.append(f"cycle {clock.cycle} of {len(cycles)} (`repeat: {clause.repeat.value}`): {others}")
        if not story.known:
            found.append(
                "it started before the events that are still kept, so not all of its causes are known"
            )
        return found

    def _rescored(self, one: Rescored) -> str:
        """What came of another version's coming into force, and what was promised before."""
        near = self.face.near
        due = f"due {near(one.due_before, one.at)} -> {near(one.due, one.at)}"
        before = promise(one.before.clause, one.tried, one.before.compiled.version)
        return f"version {one.version} came into force on {self.face.full(one.at)}: rescored, {due}; before: {before}"

    def _hours(self) -> list[str]:
        terms, reckoning = self.story.clock.terms, self.reckoning
        window = terms.window
        if self.at_once:
            return ["due at once: judged as it starts"]
        if window is None:
            return [f"it is owed for {window_of(reckoning.clock)}"]
        if terms.line is ELAPSED:
            dated = window.fixed is None
            return [
                f"all time counts: {window} {'to the same time on the wall' if dated else 'of elapsed time'}"
            ]
        calendar = terms.calendar
        name = hours_named(terms)
        zone = f" in {Face(calendar.zone).place}" if calendar.zone.key != self.face.tz.key else ""
        special = special_dates(
            calendar, reckoning.clock.started, max(reckoning.stop - 1, reckoning.clock.started)
        )
        between = f"not as usual: {'; '.join(special)}" if special else "no holiday between"
        why = f", since {self.story.field_saw}" if self.story.field_saw else ""
        return [f"hours {name}{zone}{why}: {hours_in_words(calendar)}; {between}"]

    def _count_from(self, name: str) -> str:
        clock = self.story.clock
        if clock.started == clock.origin:
            return f"`count_from: {name}`: no earlier `{name}` in this pass, so it counts from its start"
        back = spoken(clock.origin - clock.started, days=True)
        return f"counts from {named(self.story.counted_from)}, {back} before {named(self.story.event)}"

    # -- the causes of rows --------------------------------------------------------------------

    @staticmethod
    def hours_cause(terms: Terms) -> str:
        """What time that counts by some terms is called."""
        if terms.line is ELAPSED:
            return "all time counts"
        return f"hours {hours_named(terms)}"

    def pause_causes(self) -> dict[int, str]:
        """Why each pause was, by its start: the criterion with what it saw, the events, and the dues."""
        moved = {
            id(cause): place
            for place, (_, _, cause) in enumerate(self.reckoning.dues)
            if isinstance(cause, Pause)
        }
        found = {}
        for pause in self.reckoning.pauses:
            cause = self._pause_cause(pause)
            place = moved.get(id(pause))
            if place is None:
                end = self.reckoning.at if pause.end is None else pause.end
                # What a version made of the due, with the pause up to then, is told where it came into force.
                amended = any(pause.start < one.at <= end for one in self.story.rescored)
                stays = "" if amended else "; the due stays, as none of it would have counted"
                found[pause.start] = cause + stays
                continue
            before, after = self.reckoning.dues[place - 1][0], self.reckoning.dues[place][0]
            link = "would move" if pause.end is None else "moves"
            near = self.face.near
            found[pause.start] = (
                f"{cause}: due {link} {near(before, pause.start)} -> {near(after, pause.start)}"
            )
        return found

    def _pause_cause(self, pause: Pause) -> str:
        if pause.event is None:
            return pause.saw or "paused by an event that is no longer kept"
        until = "on" if pause.end is None else f"to {named(pause.resumed_by).rstrip(',')}"
        return f"{pause.saw}, from {named(pause.event)} {until}"

    def start_cause(self) -> str:
        """What started the clock, or what it counts from."""
        story = self.story
        clause = story.clock.terms.clause
        if isinstance(clause, Duty):
            return f"{clause.cause} (cycle {story.clock.progress[0]})"
        if story.clock.plan is not None:
            return opened_because(story.clock, story.event)
        if story.clock.started < story.clock.origin:
            return f"{concerning(story.counted_from)}: counted from here (`count_from`)"
        return concerning(story.event)

    def done_cause(self) -> str:
        """What settled the clock."""
        story = self.story
        if story.known and story.done_by is None and story.clock.terms.clause.inverse:
            return "it lasted until its due"
        if story.done_by is None and story.clock.settles_at is not None:
            return str(story.clock.terms.compiled.judge.by_itself)
        if story.done_by is not None and story.done_by is story.event:
            return f"{named(story.event)}: {told(story.clock) or 'there already'}"
        said = details(story.done_by)
        return f"{named(story.done_by)} settles it{f': {said}' if said else ''}"

    def spare(self) -> str:
        """How much time was left, or how late it was done."""
        clock, due, end = self.story.clock, self.reckoning.due, self.reckoning.end
        if self.at_once or clock.terms.clause.inverse:
            return ""
        if end <= due:
            left = clock.terms.line.between(end, due)
            return f"{words(left, days=clock.terms.line is ELAPSED)} to spare" if left else "just in time"
        counted = clock.terms.line.between(due, end)
        late = counted or end - due
        return f"late by {words(late, days=not counted or clock.terms.line is ELAPSED)}"

    def void_cause(self) -> str:
        """What voided the clock."""
        story = self.story
        event, lapsed = story.voided_by, story.clock.lapses is not None
        return void_cause(event, named(event), concerning(event), lapsed=lapsed, restarted=story.restarted)

    def breach_cause(self) -> str:
        """Why it is breached."""
        clock = self.story.clock
        if clock.terms.clause.inverse:
            return "it ended before its due"
        if clock.breached_at is not None and clock.breached_at > self.reckoning.due:
            late = [one for one in self.story.rescored if one.at == clock.breached_at]
            if late:
                return f"due before version {late[-1].version} came into force"
            return f"due before {named(self.story.event)} made it apply"
        told = [t for event, t in self.story.progress if event.instant <= self.reckoning.due][-1:]
        said = told[0] if told else self.story.told
        return f"not done by its due{f': {said}' if said else ''}"


def hours_named(terms: Terms) -> str:
    """What hours are called, with their edition where that has a name of its own."""
    name, edition = terms.hours
    own = f" ({edition})" if edition is not None and edition != terms.compiled.version else ""
    return f"`{(name or '').partition('@')[0] or 'always open'}`{own}"


def promise(clause: LeadClause, tried: tuple[Tried, ...], version: str) -> str:
    """The promise as it stands for this lead: with the segment that was chosen, and its version."""
    chosen: dict[str, Any] = {}
    for segment in tried:
        if segment.held:
            case = getattr(clause, segment.key).cases[segment.number - 1]
            chosen[segment.key] = Segments((attrs.evolve(case, when=None),))
    plain = attrs.evolve(clause, **chosen) if chosen else clause
    who = "marketing and sales are" if clause.owner == "both" else f"{clause.owner} is"
    return f"{who} to {plain.promise()} (version {version})"


def segments_in_words(tried: tuple[Tried, ...]) -> list[str]:
    """For each value by segment, the one that was chosen and what those before it saw."""
    found = []
    for chosen in tried:
        if chosen.held:
            before = [other.saw for other in tried if other.key == chosen.key and other.held is False]
            saw = "; ".join(before if not chosen.saw else [*before, chosen.saw])
            why = f"{saw}, so " if saw else ""
            found.append(
                f"segment {chosen.number} of {chosen.of} of `{chosen.key}`: {why}`is: {chosen.value}`"
            )
    return found


def nothing_started(program: Program, recorder: Recorder, face: Face) -> tuple[str, list[str]]:
    """Why the lead has no clock of the clause: the headline, and the reasons."""
    clause = recorder.clause
    reasons = [promise(clause, (), recorder.compiled.version)]
    if isinstance(clause, Duty):
        return f"no clock, because {clause.cause} has not come", reasons
    whys = {}
    for refusal in recorder.refusals:
        why, outside = refusal.why, ""
        if why.startswith("it lies outside"):
            edition = program.edition_at(refusal.event.instant)
            term = edition.agreement.term
            if term.from_ <= moment(refusal.event.instant).astimezone(edition.tz).date() <= term.to:
                why = "it came while no agreed version was in force"
            else:
                outside = f" ({term.from_} to {term.to})"
        whys[id(refusal)] = why
        reasons.append(f"{named(refusal.event)} {face.full(refusal.event.instant)}: {why}{outside}")
        reasons += [f"  {tried}" for tried in refusal.tried]
    if not recorder.refusals:
        missing = nothing_was(program, recorder.compiled)
        reasons.append(missing)
        reasons += [f"{event} {face.full(at)}: {why}" for at, event, why in recorder.lead.anomalies]
        return f"no clock, because {missing}", reasons
    last = recorder.refusals[decisive([refusal.reason for refusal in recorder.refusals])]
    event = f"{named(last.event)} {face.full(last.event.instant)}"
    why = whys[id(last)]
    if why.startswith("it "):
        return f"no clock, because {event} {why.removeprefix('it ')}", reasons
    return f"no clock, because {last.why} at {event}", reasons
