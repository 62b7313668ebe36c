"""`explain`: why a clock stands as it does, or why a lead has none.

The lead is folded once more, by the fold that judged it, with a recorder listening in; what it heard is set
out as data (`Explanation`), of which the text and the table of a notebook are renderings. Nothing is
decided here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from leadsla.clauses import Duty
from leadsla.consequences import Consequence
from leadsla.errors import UnknownError, nearest
from leadsla.evaluation.clocks import Clock, clock_view
from leadsla.evaluation.compile import Program
from leadsla.evaluation.explanation.ledger import Due, Reckoning, Row
from leadsla.evaluation.explanation.marks import (
    Pending,
    Warning,
    followed,
    rows_of,
    warnings_of,
    would_follow,
)
from leadsla.evaluation.explanation.narrative import Narrative, nothing_started, title_of
from leadsla.evaluation.explanation.planned import unopened, window_of
from leadsla.evaluation.explanation.reasons import Tried, decisive, in_general, nothing_was
from leadsla.evaluation.explanation.trace import Recorder, Rescored, Story, record
from leadsla.evaluation.explanation.wording import Face, concerning
from leadsla.evaluation.plans import plan_view
from leadsla.evaluation.terms import CompiledClause
from leadsla.events import Event
from leadsla.instants import LAST, instant_or_never, iso, moment
from leadsla.lead import Lead
from leadsla.tables import SECONDS, TEXT, TIME, TRUTH, Kind, Sheet, Showing, frame_of

#: With how many names an unknown one is compared.
_MOST_NAMES: Final = 2_000


@attrs.frozen
class Ignored:
    """An event of the lead that decided nothing for a clock, and why."""

    event: Event
    why: str


@attrs.frozen(kw_only=True)
class Explanation(Showing):
    """Why a clock stands as it does at `at`, or (`clock` is None) why the lead has none of this clause.

    `rows` is the ledger: its spans tile the time from the start to the due, or to the end where that is
    later, and the counted ones that are not `left` add up to `clock.counted`. `dues` are all dues that ever
    held. `because` says in sentences where they come from, `segments` which segments were tried.
    `consequences` have followed; `would_follow` are those that have not. `ignored` are events in the time
    of the clock that decided nothing, `refused` events that could start a clock of the clause and did not.
    `cycles` are all clocks of the clause for this lead.

    `str()` is the ledger as text, `text(all=True)` with every line; `to_dict` is data for JSON, `to_frame`
    the rows.
    """

    lead: str
    clause: str
    title: str
    headline: str
    at: dt.datetime
    #: The time zone of the text: the agreement's.
    zone: str
    version: str
    clock: Clock | None = None
    #: Why there is no clock, as `Evaluation.unstarted` counts it, without the values of this lead; else empty.
    reason: str = ""
    #: The window as it is written, its basis (business or elapsed), and how much time counts in it.
    window: str = ""
    basis: str = ""
    allowed: dt.timedelta = dt.timedelta()
    rows: tuple[Row, ...] = ()
    dues: tuple[Due, ...] = ()
    because: tuple[str, ...] = ()
    segments: tuple[Tried, ...] = ()
    warnings: tuple[Warning, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    would_follow: tuple[Pending, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    refused: tuple[Ignored, ...] = ()
    cycles: tuple[Clock, ...] = ()

    def text(self, *, all: bool = False) -> str:
        """The ledger for people; `all` leaves no line out."""
        from leadsla.evaluation.explanation.layout import text

        return text(self, all=all)

    def __str__(self) -> str:
        return self.text()

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        from leadsla.evaluation.explanation.layout import sheets_of

        return sheets_of(self, shown)

    def to_dict(self) -> dict[str, Any]:
        """The explanation as JSON can carry it: times ISO 8601 in UTC, lengths in seconds.

        `clock` is the clock as in the JSON of an evaluation, or null. A row has `start`, `end`, `what`,
        `counted_s`, `total_s`, `cause`, `note`, `left` and `event`; an event is `{at, name, id, actor}` or
        null.
        """
        return {
            "lead": self.lead,
            "clause": self.clause,
            "title": self.title,
            "headline": self.headline,
            "at": _iso(self.at),
            "zone": self.zone,
            "version": self.version,
            "clock": None if self.clock is None else self.clock.to_dict(),
            "reason": self.reason,
            "window": self.window,
            "basis": self.basis,
            "allowed_s": self.allowed.total_seconds(),
            "rows": [_row(row) for row in self.rows],
            "dues": [
                {"at": _iso(due.at), "since": _iso(due.since), "cause": due.cause, "event": _event(due.event)}
                for due in self.dues
            ],
            "because": list(self.because),
            "segments": [attrs.asdict(tried) for tried in self.segments],
            "warnings": [
                {"at": _iso(w.at), "which": w.which, "given": w.given, "actions": [str(a) for a in w.actions]}
                for w in self.warnings
            ],
            "consequences": [consequence.to_dict() for consequence in self.consequences],
            "would_follow": [
                {"at": _iso(p.at), "do": p.action.do, "to": p.action.to, "why": p.why}
                for p in self.would_follow
            ],
            "ignored": [_event(item.event) | {"why": item.why} for item in self.ignored],
            "refused": [_event(item.event) | {"why": item.why} for item in self.refused],
            "cycles": [clock.to_dict() for clock in self.cycles],
        }

    def to_frame(self, backend: str = "pandas") -> Any:
        """The rows as a data frame of `backend` (pandas, polars or pyarrow), lengths in seconds."""
        rows = (
            (
                *(row.start, row.end, row.what, row.counted, row.total, row.cause, row.note, row.left),
                *((None, None) if row.event is None else (row.event.name, row.event.id)),
            )
            for row in self.rows
        )
        return frame_of(_LEDGER, rows, backend)


_LEDGER: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(("start", "end"), TIME),
    "what": TEXT,
    **dict.fromkeys(("counted_s", "total_s"), SECONDS),
    **dict.fromkeys(("cause", "note"), TEXT),
    "left": TRUTH,
    **dict.fromkeys(("event", "event_id"), TEXT),
}


def _iso(at: dt.datetime) -> str | None:
    return iso(instant_or_never(at))


def _event(event: Event | None) -> Any:
    if event is None:
        return None
    return {"at": iso(event.instant), "name": event.name, "id": event.id, "actor": event.actor}


def _row(row: Row) -> dict[str, Any]:
    return {
        "start": _iso(row.start),
        "end": _iso(row.end),
        "what": row.what,
        "counted_s": row.counted.total_seconds(),
        "total_s": row.total.total_seconds(),
        "cause": row.cause,
        "note": row.note,
        "left": row.left,
        "event": _event(row.event),
    }


def explain(
    program: Program,
    begun: Lead,
    events: Sequence[Event],
    at: int,
    clause: str,
    cycle: int | None = None,
    step: str | None = None,
    *,
    automatic: bool = True,
) -> Explanation:
    """The explanation of the last clock (or that of `cycle`) of a clause, or of a `step` of it, for a lead.

    `begun` is the lead as it was before the events, and is folded on to `at`. Raises `UnknownError` (a
    `KeyError`) for a clause that the agreement does not have, and for a cycle that the lead does not have.
    """
    compiled = _compiled(program, at, clause, step)
    recorder = record(program, compiled, begun, events, at, automatic=automatic)
    face = Face(program.edition_at(at).tz)
    refused = tuple(Ignored(refusal.event, refusal.why) for refusal in recorder.refusals)
    stories = _stories(recorder, step)
    if not stories:
        missing = None if step is None else unopened(recorder, step, at, face)
        if step is not None and missing is None and recorder.lead.plans:
            raise unknown("step", step, _steps_of(recorder, at))
        headline, because = missing or nothing_started(program, recorder, face)
        return Explanation(
            lead=begun.id,
            clause=clause,
            title=title_of(compiled.clause, None),
            headline=headline,
            at=moment(at),
            zone=face.tz.key,
            version=compiled.version,
            reason=_reason(program, recorder, compiled),
            because=tuple(because),
            segments=recorder.refusals[-1].tried if recorder.refusals else (),
            refused=refused,
        )
    story = _chosen(recorder, stories, cycle)
    return _explained(program, recorder, story, at, face, refused)


def _reason(program: Program, recorder: Recorder, compiled: CompiledClause) -> str:
    """Why there is no clock, in general."""
    if isinstance(compiled.clause, Duty):
        return f"{compiled.clause.cause} has not come"
    if not recorder.refusals:
        return nothing_was(program, compiled)
    refusals = [refusal.reason for refusal in recorder.refusals]
    return in_general(refusals[decisive(refusals)], program, compiled)


def _explained(
    program: Program, recorder: Recorder, story: Story, at: int, face: Face, refused: tuple[Ignored, ...]
) -> Explanation:
    lead, clock = recorder.lead, story.clock
    reckoning = Reckoning.of(story, at)
    narrative = Narrative(program, recorder, story, reckoning, face)
    consequences = followed(lead, clock)
    terms, view = clock.terms, clock_view(clock, lead, at)
    return Explanation(
        lead=lead.id,
        clause=terms.clause.id,
        title=title_of(terms.clause, view),
        headline=narrative.headline(),
        at=moment(at),
        zone=face.tz.key,
        version=terms.compiled.version,
        clock=view,
        window=window_of(clock),
        basis="elapsed" if terms.window is None else terms.window.basis,
        allowed=dt.timedelta(microseconds=clock.carried + terms.line.between(clock.begun, clock.base)),
        rows=rows_of(narrative, consequences),
        dues=_dues(narrative),
        because=tuple(narrative.because()),
        segments=story.tried,
        warnings=warnings_of(narrative),
        consequences=consequences,
        would_follow=would_follow(narrative, lead),
        ignored=tuple(Ignored(event, why) for event, why in story.passed_over),
        refused=refused,
        cycles=tuple(clock_view(other.clock, lead, at) for other in recorder.stories),
    )


def _dues(narrative: Narrative) -> tuple[Due, ...]:
    causes = narrative.pause_causes()
    story, clock = narrative.story, narrative.story.clock
    found = []
    for due, since, pause in narrative.reckoning.dues:
        if isinstance(pause, Rescored):
            cause = f"version {pause.version} came into force: {window_of(clock)}"
            found.append(Due(moment(due), moment(since), cause))
        elif pause is None:
            plain = not clock.terms.clause.duty and clock.plan is None
            begun = concerning(story.event) if plain else narrative.start_cause()
            window = str(clock.former[0][1].window) if clock.former else window_of(clock)
            cause = f"{window} from {begun}"
            found.append(Due(moment(due), moment(since), cause, story.event))
        else:
            found.append(Due(moment(min(due, LAST)), moment(since), causes[pause.start], pause.resumed_by))
    return tuple(found)


def _stories(recorder: Recorder, step: str | None) -> list[Story]:
    """The clocks to choose from: of a plan those of one step, where one is named."""
    if step is None or recorder.compiled.schedule is None:
        return recorder.stories
    return [story for story in recorder.stories if story.clock.step == step]


def _steps_of(recorder: Recorder, at: int) -> list[str]:
    plans = [plan for plan in recorder.lead.plans if plan.terms.compiled.key == recorder.key]
    return [step.step for plan in plans[-1:] for step in plan_view(plan, recorder.lead, at).steps]


def _chosen(recorder: Recorder, stories: list[Story], cycle: int | None) -> Story:
    if cycle is None:
        return stories[-1]
    for story in stories:
        if story.clock.cycle == cycle:
            return story
    known = dict.fromkeys(story.clock.cycle for story in stories)
    raise UnknownError(
        f"lead {recorder.lead.id!r} has no cycle {cycle} of `{recorder.clause.id}`; "
        f"it has {', '.join(map(str, known))}"
    )


def _compiled(program: Program, at: int, clause: str, step: str | None) -> CompiledClause:
    """A clause as the version in force has it, else the last version before that has it, else the first to have it."""
    found = [compiled for compiled in program.clauses if compiled.clause.id == clause]
    if found:
        begun = [one for one in found if program.editions[one.edition].begins <= at]
        compiled = begun[-1] if begun else found[0]
        return compiled if step is None else _with_step(compiled, found, step)
    if clause in program.clauses_by_id:
        raise UnknownError(f"`{clause}` is a promise over a period: no lead has a clock of it")
    raise unknown("clause", clause, [compiled.clause.id for compiled in program.clauses])


def _with_step(compiled: CompiledClause, versions: Sequence[CompiledClause], step: str) -> CompiledClause:
    """The version of a clause by which to speak of a step: this one, else the newest that has steps of that sort."""
    order = [compiled, *reversed(versions)]
    if not step.startswith("on_"):
        for one in order:
            if one.schedule is not None:
                return one
    return _duty(order, step)


def _duty(versions: Sequence[CompiledClause], step: str) -> CompiledClause:
    """The duty of a step, in the first of the versions that has it."""
    steps: dict[str, CompiledClause] = {}
    for compiled in versions:
        for duty in compiled.duties.values():
            steps.setdefault(duty.step or "", duty)
    if step not in steps:
        raise unknown("step", step, steps)
    return steps[step]


def unknown(what: str, name: str, known: Iterable[str]) -> UnknownError:
    """The error for a lead or clause that is not there, with the nearest that is.

    >>> unknown("clause", "first-respons", ["first-response", "accept"])
    UnknownError("there is no clause 'first-respons'; did you mean 'first-response'?")
    """
    names = list(known)
    if len(names) > _MOST_NAMES:  # comparing is slow; people seldom get the first letter wrong
        names = [other for other in names if other[:1] == str(name)[:1]][:_MOST_NAMES]
    guess = nearest(str(name), names)
    if guess is not None:
        advice = f"did you mean {guess!r}?"
    elif not names:
        advice = "there is none"
    elif len(names) > 8:
        advice = f"there are {len(names):,}, such as {', '.join(map(repr, names[:3]))}"
    else:
        advice = f"there {'is' if len(names) == 1 else 'are'} {', '.join(map(repr, names))}"
    return UnknownError(f"there is no {what} {name!r}; {advice}")
