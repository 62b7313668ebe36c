"""Advice about one clause beside the rest of the agreement; paths are relative to the clause."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import attrs

from leadsla.advice.flow import can_happen, has_exit
from leadsla.advice.logic import contradicts, implies, reads_only
from leadsla.agreement import Agreement
from leadsla.clauses import Cadence, Clause, LeadClause, MinimumTouches, about_leads
from leadsla.clauses.response_window import OUTBOUND_TOUCH
from leadsla.errors import Fault
from leadsla.segments import Segments
from leadsla.triggers import Cause, Trigger
from leadsla.windows import Window

SALES: Final = "sales"
MARKETING: Final = "marketing"
LEAD: Final = "the lead"
#: Who does what: of the vocabulary, the events that one side alone brings about.
WHO_DOES: Final = {
    "accepted": SALES,
    "rejected": SALES,
    "advanced": SALES,
    "proposed": SALES,
    "won": SALES,
    "lost": SALES,
    "delivered": MARKETING,
    "qualified": MARKETING,
    "scored": MARKETING,
    "requested": LEAD,
    "replied": LEAD,
}


def advice(name: str, what: str, path: str = "", **more: Any) -> Fault:
    """A piece of advice, which is a fault that is a warning."""
    return Fault(name, what, path, warning=True, **more)


def of_clause(clause: Clause, agreement: Agreement) -> Iterator[Fault]:
    """All advice about a clause."""
    yield from _consequence(clause)
    yield from _owner(clause, agreement)
    yield from _number(clause)
    yield from _segments(clause)
    if about_leads(clause):
        yield from _flow(clause, agreement)
        yield from _warnings(clause)
        yield from _recycling(clause, agreement)
    if isinstance(clause, Cadence):
        yield from _plan(clause, agreement)


def _consequence(clause: Clause) -> Iterator[Fault]:
    occasions = [name for name in attrs.fields_dict(type(clause)) if name.startswith("on_")]
    if not any(
        getattr(clause, name) for name in occasions if name not in ("on_start", "on_met", "on_warning")
    ):
        write = (
            "on_missed: {review: joint, within: 2 weeks}"
            if clause.target is not None
            else f"on_breach: {{alert: {clause.owner}}}"
        )
        yield advice("no-consequence", f"nothing follows when `{clause.id}` is not kept", write=write)


def _number(clause: Clause) -> Iterator[Fault]:
    if hasattr(clause, "table") and getattr(clause, "at_least", None) is not None:
        what = (
            f"the number of `{clause.id}` stands in the agreement, and quotas change in the course of a year"
        )
        yield advice("quota-inside", what, "at_least", write=f"table: quotas.yaml#{clause.owner}")


# -- who can keep it ------------------------------------------------------------


def _owner(clause: Clause, agreement: Agreement) -> Iterator[Fault]:
    if clause.owner not in (SALES, MARKETING):
        return
    for key, trigger in _settling(clause):
        doers = {_doer(cause, agreement) for cause in trigger.causes}
        if key == "count" and LEAD in doers:
            continue  # that leads come is what marketing is there for
        if doers and None not in doers and clause.owner not in doers:
            who = " or ".join(sorted(doer for doer in doers if doer is not None))
            write = f"owner: {who}" if who in (SALES, MARKETING) else None
            what = f"{clause.owner} cannot control `{clause.id}`: it is {who} who brings about {trigger}"
            yield advice("uncontrolled-owner", what, "owner", write=write, because=f"`{key}` is {trigger}")


def _settling(clause: Clause) -> Iterator[tuple[str, Trigger]]:
    """The triggers by which a promise is kept: what settles its clock, or what a period counts."""
    for key in ("until", "count"):
        trigger = getattr(clause, key, None)
        if isinstance(trigger, Trigger) and trigger.causes:
            yield key, trigger


def _doer(cause: Cause, agreement: Agreement) -> str | None:
    """Who brings a cause about, where that is certain."""
    if cause.event is not None:
        return WHO_DOES.get(cause.event)
    moves = [
        move for move in agreement.lifecycle.moves if cause.enters is not None and move.to == cause.enters
    ]
    doers = {WHO_DOES.get(move.event) for move in moves}
    return doers.pop() if len(doers) == 1 else None


# -- whether it can be judged at all ------------------------------------------------------------


def _flow(clause: LeadClause, agreement: Agreement) -> Iterator[Fault]:
    lifecycle = agreement.lifecycle
    if not can_happen(clause.starts(), lifecycle, clause.when):
        what = f"`{clause.id}` can never start: {clause.starts()} cannot come about"
        if clause.when is not None:
            what += f" where {clause.when}"
        yield advice("never-starts", what, "from" if hasattr(clause, "from_") else "at")
    settles = clause.settles()
    if settles.causes and not clause.inverse and not can_happen(settles, lifecycle):
        yield advice(
            "never-settles", f"`{clause.id}` can never be kept: {settles} cannot come about", "until"
        )
    pause = clause.pause_while
    if pause is not None and not _can_resume(clause, agreement):
        what = f"once `{clause.id}` is paused, it stays so: nothing leads to where {pause} ceases to hold"
        yield advice("pause-without-exit", what, "pause_while")


def _can_resume(clause: LeadClause, agreement: Agreement) -> bool:
    pause = clause.pause_while
    assert pause is not None
    if reads_only(pause, "passes") and ">" in str(pause):
        return False  # passes are only ever added
    return not reads_only(pause, "stage") or has_exit(pause, agreement.lifecycle)


def _segments(clause: Clause) -> Iterator[Fault]:
    when = getattr(clause, "when", None)
    for name in attrs.fields_dict(type(clause)):
        value = getattr(clause, name)
        if not isinstance(value, Segments):
            continue
        for number, case in enumerate(value):
            if case.when is None:
                break  # what comes after it is said already, as `never-reached`
            place = f"{name}[{number}]"
            earlier = [one for one in tuple(value)[:number] if one.when is not None]
            wider = next((one for one in earlier if implies(case.when, one.when)), None)
            if wider is not None:
                what = f"no lead comes to segment {number + 1} of `{name}` in `{clause.id}`"
                because = f"where {case.when}, {wider.when} holds too, and stands before it"
                yield advice("unreachable-segment", what, place, because=because, write="it before the other")
            elif contradicts(case.when, when):
                what = f"segment {number + 1} of `{name}` in `{clause.id}` can never hold"
                because = (
                    f"the clause is for leads where {when}" if when is not None else "it contradicts itself"
                )
                yield advice("unreachable-segment", what, place, because=because)


def _warnings(clause: LeadClause) -> Iterator[Fault]:
    for number, before in enumerate(clause.warn_at):
        if not isinstance(before, Window):
            continue
        for case in clause.window() or ():
            if _is_shorter(case.is_, before):
                what = f"`{clause.id}` warns {before} before its due, and its window is {case.is_}"
                yield advice("late-warning", what, f"warn_at[{number}]", write="80%")
                break


def _is_shorter(window: Window, before: Window) -> bool:
    """Whether a window is certainly not longer than another of the same basis."""
    lengths = [_shortest(one) for one in (window, before)]
    if window.business != before.business or None in lengths:
        return False
    return bool(lengths[0] <= lengths[1])  # type: ignore[operator]


def _shortest(window: Window) -> int | None:
    """The length in microseconds, days of the wall calendar taken as 24 hours; None where it is not known."""
    if window.fixed is not None:
        return window.fixed
    hours = {"day": 24, "week": 168}
    if window.closing or window.business or any(unit not in hours for _, unit in window.parts):
        return None
    return sum(int(amount * hours[unit]) for amount, unit in window.parts) * 3_600_000_000


def _recycling(clause: LeadClause, agreement: Agreement) -> Iterator[Fault]:
    owners = {stage.name: stage.owner for stage in agreement.lifecycle.stages}
    for key in attrs.fields_dict(type(clause)):
        if not key.startswith("on_"):
            continue
        for number, action in enumerate(getattr(clause, key)):
            if action.do == "recycle" and action.to in owners and owners[action.to] is None:
                what = f"`{clause.id}` sends leads back to `{action.to}`, and no party owns that stage"
                write = f"owner: marketing, for `{action.to}` in `lifecycle.stages`"
                yield advice("unowned-stage", what, f"{key}[{number}].recycle", write=write)


# -- plans -------------------------------------------------------------------------------------------------------------


def _plan(plan: Cadence, agreement: Agreement) -> Iterator[Fault]:
    done_by, ends = set(plan.settled_by.causes), plan.ends_on
    if ends is not None and len(plan.steps) > 1 and (done_by & set(ends.causes) or _any_touch(plan)):
        what = f"`{plan.id}` ends as soon as one of its steps is done, so no step after it is ever owed"
        yield advice("step-after-end", what, "ends_on", write="[connected, replied, rejected, disqualified]")
    for other in agreement.clauses:
        if isinstance(other, MinimumTouches) and other.owner == plan.owner and other.apart is not None:
            for number, step in enumerate(plan.steps):
                latest = None if step.after is None else _together(step.waits, step.within)
                pause = other.apart
                if latest is not None and latest[0] == pause.business and latest[1] < (pause.fixed or 0):
                    what = f"step `{step.id}` of `{plan.id}` comes less than {pause} after the one before it"
                    because = f"`{other.id}` counts touches that are at least {pause} apart"
                    yield advice("too-frequent", what, f"steps[{number}]", because=because)


def _any_touch(plan: Cadence) -> bool:
    """Whether a plan of touches ends on any touch."""
    ends = plan.ends_on or Trigger()
    return plan.settled_by == OUTBOUND_TOUCH and Cause("touched") in ends.causes


def _together(waits: Window | None, within: Window | None) -> tuple[bool, int] | None:
    """How long after the step before it a step is done at the latest, with the basis; None where that is not known."""
    parts = [window for window in (waits, within) if window is not None]
    if (
        within is None
        or len({window.business for window in parts}) > 1
        or any(w.fixed is None for w in parts)
    ):
        return None
    return within.business, sum(window.fixed or 0 for window in parts)
