"""Steps of plans in sentences: where a step stands, why it opened, and why one has no clock."""

from __future__ import annotations

from leadsla.clauses import Step
from leadsla.evaluation.explanation.trace import Recorder, Skip
from leadsla.evaluation.explanation.wording import Face, concerning, named
from leadsla.evaluation.plans import PlannedStep, plan_view
from leadsla.events import Event
from leadsla.instants import instant
from leadsla.lead import RunningClock, RunningPlan


def window_of(clock: RunningClock) -> str:
    """How long there is for a clock, as a ledger names it: its window, else the part of the day it is a step of."""
    if clock.terms.window is not None:
        return str(clock.terms.window)
    if clock.plan is None:
        return "at once"
    part = _step_of(clock).daypart
    return f"the {part}" if part else "the day"


def opened_because(clock: RunningClock, event: Event | None) -> str:
    """What began a step: its place in the plan, and the event that brought it."""
    opens = f"step `{clock.step}` {_step_of(clock).opening}"
    return opens if event is None else f"{opens}, brought by {concerning(event)}"


def step_reasons(
    clock: RunningClock, plan: RunningPlan, began: Event | None, saw: str, face: Face
) -> list[str]:
    """Where the step stands in its plan, and what its condition saw."""
    step = _step_of(clock)
    basis = "business" if plan.terms.compiled.schedule.business else "calendar"
    found = [f"the plan began with {named(began)} {face.full(plan.started)}; it counts {basis} days"]
    found.append(f"step `{clock.step}`: {step.opening}, {step.task}")
    return [*found, f"its condition held: {saw}"] if saw else found


def unopened(recorder: Recorder, step: str, at: int, face: Face) -> tuple[str, list[str]] | None:
    """Why a step of a plan has no clock: it was skipped, or has not opened; None where there is no such step."""
    skip: Skip | None = next((skip for skip in reversed(recorder.skips) if skip.name == step), None)
    if skip is not None:
        said = f"its condition was false on {face.full(skip.at)}: {skip.saw}"
        return f"no clock: the step was skipped, because {said}", [said]
    for plan in reversed(recorder.lead.plans):
        if plan.terms.compiled.key != recorder.key:
            continue
        coming: PlannedStep | None = next(
            (one for one in plan_view(plan, recorder.lead, at).steps if one.step == step), None
        )
        if coming is not None:
            latest = "at the latest " if coming.expected else ""
            said = f"it opens {latest}{face.full(instant(coming.opens))}"
            return f"no clock yet: {said}", [said, f"due {face.full(instant(coming.due))}: {coming.about}"]
    return None


def _step_of(clock: RunningClock) -> Step:
    step: Step = clock.terms.compiled.schedule.steps[clock.progress["place"]]
    return step
