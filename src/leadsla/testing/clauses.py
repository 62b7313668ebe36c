"""Strategies for clauses: every shipped kind, with every option that a clause has."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from leadsla.clauses import (
    Cadence,
    Clause,
    ConversionRate,
    MinimumEffort,
    MinimumOpenTime,
    MinimumTouches,
    Quota,
    RecurringMeeting,
    RejectionPolicy,
    Reporting,
    RequiredInformation,
    ResponseWindow,
    StalledLead,
)
from leadsla.consequences import Action
from leadsla.testing.schedules import schedules
from leadsla.testing.values import (
    STAGES,
    criteria,
    likely,
    pick,
    sometimes,
    triggers,
    up_to,
    windows,
)

_PLAIN: Final[tuple[dict[str, Any], ...]] = (
    {"alert": "manager"},
    {"reroute": "next_rep"},
    {"assign_task": "follow up"},
    {"review": "joint", "within": "2 weeks"},
    {"review": "manager", "within": "3 days", "done_by": "touched"},
    {"remediate": "coaching", "by": "manager", "within": "1 business day"},
    {
        "assign_task": "call back",
        "within": "1 week",
        "done_by": ["done", {"event": "updated", "when": "event.done"}],
    },
    {"flag": "variance"},
    {"recycle": "recycled"},
)


_ON_MISSED: Final[tuple[dict[str, Any], ...]] = (
    {"review": "joint"},
    {"remediate": "coaching"},
    {"review": "joint", "within": "2 days"},
    {
        "remediate": "adjust campaigns or budget",
        "by": "manager",
        "within": "1 week",
        "done_by": "meeting_held",
    },
)

#: Mostly to where no clause sends a lead back from: to and fro is a case as well, and a long one.
_GOALS: Final = (*["recycled"] * 6, *STAGES[:2])
_WINDOWS: Final = windows()
_CRITERIA: Final = criteria()
_TRIGGERS: Final = triggers()
_WARNINGS: Final = ((), ("50%",), ("50%", "80%"), ("0%", "30 minutes"), ("80%", "100%", "2 business hours"))


@st.composite
def _actions(draw: DrawFn, ladder: bool) -> tuple[Action, ...]:
    """What follows an occasion; a ladder has rungs `after` further windows, and some recycles are `automatic`."""
    found: list[dict[str, Any]] = [pick(draw, _PLAIN) for _ in range(up_to(draw, 2))]
    if likely(draw, 4 if ladder else 1):
        found.append({"recycle": pick(draw, _GOALS), "automatic": True})
    if ladder and likely(draw, 5):
        found.append({"escalate": "manager"})
        found = [action | {"after": draw(_WINDOWS)} if likely(draw, 5) else action for action in found]
    return tuple(Action.of(action) for action in found)


_ACTIONS: Final = _actions(False)
#: What follows a breach.
LADDERS: Final = _actions(True)


def _by_segment(strategy: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """A value for all leads, or one by segments, of which the last may have no criterion."""
    segments = st.builds(
        lambda when, first, second, last: [
            {"when": when, "is": first},
            {"is": second} if last is None else {"when": last, "is": second},
        ],
        _CRITERIA,
        strategy,
        strategy,
        st.one_of(st.none(), _CRITERIA),
    )
    return st.one_of(strategy, strategy, strategy, segments)


_WITHIN: Final = _by_segment(_WINDOWS)
_PAUSES: Final = st.one_of(st.sampled_from(("nurture", "not nurture")), criteria(event=False, time=False))
_CALENDAR_BY: Final = st.sampled_from(
    ({"field": "region", "calendars": {"emea": "desk"}}, {"zone": "time_zone"})
)


@st.composite
def _options(draw: DrawFn) -> dict[str, Any]:
    """The keys that every clause on a lead has beside its own."""
    found: dict[str, Any] = {
        "owner": pick(draw, ("sales", "marketing", "both")),
        "repeat": pick(draw, ("each", "once", "restart")),
        "when": sometimes(draw, 2, _CRITERIA),
        "calendar": "desk" if likely(draw, 3) else None,
        "calendar_by": sometimes(draw, 1, _CALENDAR_BY),
        "pause_while": sometimes(draw, 4, _PAUSES),
        "void_on": [] if likely(draw, 1) else sometimes(draw, 2, _TRIGGERS),
        "per": pick(draw, (*[None] * 8, "event.content", "source")),
        "count_from": pick(draw, (*[None] * 8, "created", "touched", "requested")),
        "on_start": draw(_ACTIONS),
        "on_met": draw(_ACTIONS),
        "on_breach": draw(LADDERS),
    }
    if likely(draw, 5):
        found["warn_at"] = pick(draw, _WARNINGS)
        found["on_warning"] = ({"alert": "assignee"}, *draw(_ACTIONS))
    if likely(draw, 4):
        found["target"] = pick(
            draw, ("80% per week", "50% per day", "100% per day", "0% per day", "100% per month")
        )
        found["on_missed"] = pick(draw, _ON_MISSED)
    return {name: value for name, value in found.items() if value is not None}


_OPTIONS: Final = _options()
_TOUCHES: Final = _by_segment(st.sampled_from(({"any": 2}, {"call": 1, "email": 1}, {"any": 1}, {"call": 2})))
_APART: Final = windows(closing=False)


@st.composite
def response_windows(draw: DrawFn, /, **given: Any) -> ResponseWindow:
    """Something is answered in time; what is `given` is not drawn."""
    keys = draw(_OPTIONS) | {"from_": draw(_TRIGGERS), "within": draw(_WITHIN)}
    if likely(draw, 5):
        keys["until"] = draw(_TRIGGERS)
    return ResponseWindow(**({"id": "answer"} | keys | given))


@st.composite
def minimum_touches(draw: DrawFn, /, **given: Any) -> MinimumTouches:
    """A lead is tried often enough."""
    keys = draw(_OPTIONS) | {"from_": draw(_TRIGGERS), "within": draw(_WITHIN), "touches": draw(_TOUCHES)}
    keys["apart"] = sometimes(draw, 4, _APART)
    return MinimumTouches(**({"id": "touches"} | keys | given))


_MINUTES: Final = _by_segment(st.sampled_from((5, 7, 12.5, 20)))


@st.composite
def minimum_efforts(draw: DrawFn, /, **given: Any) -> MinimumEffort:
    """A lead is given enough time."""
    keys = draw(_OPTIONS) | {"from_": draw(_TRIGGERS), "within": draw(_WITHIN), "minutes": draw(_MINUTES)}
    return MinimumEffort(**({"id": "effort"} | keys | given))


@st.composite
def minimum_open_times(draw: DrawFn, /, **given: Any) -> MinimumOpenTime:
    """A lead is not given up too soon."""
    keys = draw(_OPTIONS) | {"from_": draw(_TRIGGERS), "not_before": draw(_WITHIN)}
    if likely(draw, 4):
        keys["ends"] = draw(_TRIGGERS)
    return MinimumOpenTime(**({"id": "open"} | keys | given))


@st.composite
def stalled_leads(draw: DrawFn, /, **given: Any) -> StalledLead:
    """A lead makes progress."""
    keys = draw(_OPTIONS) | {"from_": draw(_TRIGGERS), "within": draw(_WITHIN)}
    if likely(draw, 4):
        keys["progress_on"] = draw(_TRIGGERS)
    return StalledLead(**({"id": "stalled"} | keys | given))


_ABOUT_LEAD: Final = criteria(event=False)


@st.composite
def required_information(draw: DrawFn, /, **given: Any) -> RequiredInformation:
    """A lead comes with what it needs, at once or within a window."""
    fields = pick(draw, (("email",), ("email", "source"), ("source", "score", "email")))
    keys = draw(_OPTIONS) | {
        "at": draw(_TRIGGERS),
        "fields": fields,
        "at_least": 1 if likely(draw, 3) else None,
        "criterion": sometimes(draw, 3, _ABOUT_LEAD),
        "valid": {"email": "email"} if likely(draw, 3) else {},
        "within": sometimes(draw, 6, _WITHIN),
    }
    return RequiredInformation(**({"id": "information"} | keys | given))


_TO_PERIODS: Final = ((), {"review": "joint"}, ({"alert": "manager"}, {"remediate": "coaching"}))


@st.composite
def period_options(draw: DrawFn) -> dict[str, Any]:
    """The keys that every clause on periods has beside its own."""
    found: dict[str, Any] = {
        "owner": pick(draw, ("sales", "marketing", "both")),
        "calendar": "desk" if likely(draw, 3) else None,
        **{f"on_{occasion}": pick(draw, _TO_PERIODS) for occasion in ("start", "met", "breach")},
    }
    if likely(draw, 5):
        found["warn_at"] = pick(draw, _WARNINGS)
        found["on_warning"] = {"alert": "manager"}
    if likely(draw, 5):
        found["target"] = pick(draw, ("80% per month", "50% per week", "100% per quarter"))
        found["on_missed"] = {"review": "joint"}
    return {name: value for name, value in found.items() if value is not None}


_PERIOD_OPTIONS: Final = period_options()
#: What often happens, so that periods are met too.
_OFTEN: Final = st.one_of(
    st.sampled_from(("created", "touched", "updated", {"enters": "mql"}, ["touched", "advanced"])), _TRIGGERS
)
_PER: Final = ("week", "week", "month", "month", "day", "quarter", "year")


@st.composite
def quotas(draw: DrawFn, /, **given: Any) -> Quota:
    """So many events, or so much of an amount, in every period."""
    keys = draw(_PERIOD_OPTIONS) | {"count": draw(_OFTEN), "per": pick(draw, _PER)}
    keys |= {"at_least": pick(draw, (1, 1, 2, 3, 50)), "when": sometimes(draw, 2, _CRITERIA)}
    if likely(draw, 3):
        keys["distinct"] = "lead"
    if likely(draw, 3):
        keys["sum"] = pick(draw, ("score", "event.minutes", "score"))
    return Quota(**({"id": "quota"} | keys | given))


@st.composite
def conversion_rates(draw: DrawFn, /, **given: Any) -> ConversionRate:
    """A share of the leads that reach one stage goes on to another."""
    source, target = pick(
        draw, (("mql", "sal"), ("mql", "sql"), ("sal", "sql"), ("mql", "recycled"), ("recycled", "mql"))
    )
    keys = draw(_PERIOD_OPTIONS) | {"from_": source, "to": target, "per": pick(draw, _PER)}
    keys["at_least"] = pick(draw, ("50%", "20%", "100%", "1%"))
    if likely(draw, 4):
        keys["drop"] = pick(draw, ("at most 20%", "0%"))
    keys["mature_after"] = sometimes(
        draw, 5, st.sampled_from(("1 day", "1 week", "2 business days", "3 hours"))
    )
    return ConversionRate(**({"id": "conversion"} | keys | given))


_RHYTHMS: Final[tuple[dict[str, Any], ...]] = (
    {"rule": "every week"},
    {"rule": "every two weeks"},
    {"rule": "monthly"},
    {"rule": "FREQ=WEEKLY;BYDAY=TU"},
    {"rule": "FREQ=MONTHLY;BYDAY=1TU"},
    {"count": "2 per month"},
    {"count": "1 per week"},
    {"phases": ["weekly for 10", "then every two weeks for 3", "then monthly", "then quarterly"]},
)


@st.composite
def recurring_meetings(draw: DrawFn, /, **given: Any) -> RecurringMeeting:
    """The teams meet."""
    keys = draw(_PERIOD_OPTIONS) | pick(draw, _RHYTHMS)
    keys["attended_by"] = pick(draw, ((), ("marketing", "sales"), ("sales",)))
    return RecurringMeeting(**({"id": "meeting"} | keys | given))


@st.composite
def rejection_policies(draw: DrawFn, /, **given: Any) -> RejectionPolicy:
    """No lead is sent back without a reason, and each rejection is reviewed."""
    keys = draw(_OPTIONS) | {
        "at": "rejected" if likely(draw, 7) else draw(_TRIGGERS),
        "reasons": pick(draw, (("no budget",), (), ("no need", "too small"))),
        "requires": pick(draw, (("email",), (), ("content", "score"))),
        "review_within": sometimes(draw, 6, _WINDOWS),
        "reviewer": pick(draw, ("marketing", "joint", "manager")),
    }
    if likely(draw, 5):
        keys["completed_by"] = draw(_TRIGGERS)
    if likely(draw, 5):
        keys["reviewed_by"] = draw(_TRIGGERS)
    if not (keys["reasons"] or keys["requires"] or keys["review_within"]):
        keys["reasons"] = "no budget"
    return RejectionPolicy(**({"id": "rejections"} | keys | given))


_SCHEDULES: Final = schedules()


@st.composite
def cadences(draw: DrawFn, /, **given: Any) -> Cadence:
    """A lead is worked through a schedule of steps."""
    keys = draw(_OPTIONS) | {
        "from_": draw(_TRIGGERS),
        "steps": draw(_SCHEDULES),
        "on_exhausted": draw(_ACTIONS),
    }
    keys = {key: value for key, value in keys.items() if key not in ("pause_while", "count_from")}
    keys["day_basis"] = pick(draw, ("business", "calendar"))
    keys["count_by"] = pick(draw, ("steps", "leads"))
    if likely(draw, 3):
        keys["ends_on"] = pick(draw, ("replied", {"leaves": "mql"}, ["rejected", {"enters": "sql"}]))
    if likely(draw, 2):
        keys["settled_by"] = pick(draw, ("delivered", "touched", ["touched", "delivered"]))
    return Cadence(**({"id": "plan"} | keys | given))


@st.composite
def reportings(draw: DrawFn, /, **given: Any) -> Reporting:
    """What was done is written down, and what became of the leads is told."""
    match up_to(draw, 2):
        case 0:
            keys = draw(_PERIOD_OPTIONS) | {"each": "period", "per": pick(draw, ("week", "month", "day"))}
        case 1:
            keys = draw(_OPTIONS) | {"each": "lead", "from_": draw(_TRIGGERS), "within": draw(_WITHIN)}
        case _:
            keys = draw(_OPTIONS) | {"recorded_within": draw(_WITHIN), "of": sometimes(draw, 5, _TRIGGERS)}
            keys = {
                name: value for name, value in keys.items() if name not in ("repeat", "count_from", "per")
            }
    return Reporting(**({"id": "reporting"} | keys | given))


#: The strategy for each shipped kind, by its tag.
BY_KIND: Final = {
    "response_window": response_windows,
    "minimum_touches": minimum_touches,
    "minimum_effort": minimum_efforts,
    "cadence": cadences,
    "minimum_open_time": minimum_open_times,
    "stalled_lead": stalled_leads,
    "required_information": required_information,
    "rejection_policy": rejection_policies,
    "quota": quotas,
    "conversion_rate": conversion_rates,
    "recurring_meeting": recurring_meetings,
    "reporting": reportings,
}


def clauses() -> SearchStrategy[Clause]:
    """Clauses of all shipped kinds that use the names of `leadsla.testing` (FIELDS, STAGES, ROLES, CALENDARS)."""
    return st.one_of(*(strategy() for strategy in BY_KIND.values()))
