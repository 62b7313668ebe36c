"""Agreements that are sound and logs that can happen under them, drawn for the laws of explanations.

Few leads with many events, instants on and beside the edges of opening hours and of daylight saving time, every kind of
clause with pauses, repeats, segments and ladders, and events that no move allows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st

from leadsla.agreement import Agreement
from leadsla.calendars import BusinessCalendar, Calendar
from leadsla.clauses import (
    Clause,
    MinimumTouches,
    RequiredInformation,
    ResponseWindow,
    StalledLead,
)
from leadsla.events import CHANNELS, Event
from leadsla.lifecycle import Lifecycle, Move, Stage
from leadsla.parties import Party, Term

#: When logs begin: a Thursday before the clocks go forward in New York, and one before they go back.
BEGINNINGS: Final = (
    dt.datetime(2026, 3, 5, 13, tzinfo=dt.UTC),
    dt.datetime(2026, 10, 29, 12, tzinfo=dt.UTC),
)
FIELDS: Final[Mapping[str, str]] = {
    "email": "text",
    "source": "text",
    "hold": "text",
    "region": "text",
    "employees": "number",
}
_STAGES: Final = ("mql", "sal", "sql", "recycled")
_CRITERIA: Final = ('source == "demo"', "employees >= 50", "has(email)", 'region == "emea"', "passes < 2")
_STARTS: Final[tuple[Any, ...]] = (
    "assigned",
    "created",
    {"enters": "sal"},
    {"event": "assigned", "when": "has(email)"},
    ["assigned", "requested"],
)
_WINDOWS: Final = (
    "5 minutes",
    "3 hours",
    "2 days",
    "1 week",
    "5 business minutes",
    "1 business hour",
    "8 business hours",
    "2 business days",
    "close of business",
    "close of next business day",
)
_NAMES: Final = (
    "created", "assigned", "assigned", "touched", "touched", "touched", "touched", "touched", "accepted", "rejected",
    "advanced", "updated", "updated", "updated", "updated", "updated", "requested", "recycled", "lost", "opened",
    "merged",
)  # fmt: skip


def calendars() -> st.SearchStrategy[Calendar]:
    """Opening hours: an office with a lunch break and holidays, a night shift, a Saturday shop, always open."""
    office = {"mon-fri": ["09:00-12:00", "13:00-17:00"]}
    dates = {"2026-03-09": "Founders' Day", "2026-11-02": "All Souls"}
    exceptions = {"2026-03-10": "closed", "2026-03-11": ["10:00-14:00"], "2026-11-01": ["00:30-02:30"]}
    return st.sampled_from(
        [
            BusinessCalendar("America/New_York", office, dates, exceptions, name="office"),
            BusinessCalendar("America/New_York", {"mon-sun": "22:00-06:00"}, name="nights"),
            BusinessCalendar(
                "Europe/Paris", {"mon-thu": "08:30-18:00", "sat": "10:00-12:00"}, dates, name="shop"
            ),
            BusinessCalendar("Asia/Kolkata", office, name="kolkata"),
            BusinessCalendar.always("America/New_York"),
        ]
    )


def _windows() -> st.SearchStrategy[Any]:
    """A window, or windows by segment, with or without a last one for all leads."""
    plain = st.sampled_from(_WINDOWS)
    case = st.fixed_dictionaries({"is": plain, "when": st.sampled_from(_CRITERIA)})
    last = st.lists(st.fixed_dictionaries({"is": plain}), max_size=1)
    return plain | st.builds(
        lambda cases, rest: [*cases, *rest], st.lists(case, min_size=1, max_size=2), last
    )


def _common() -> dict[str, st.SearchStrategy[Any]]:
    """What every kind of clause on leads may have."""
    maybe = st.none()
    alert = {"alert": "manager"}
    return {
        "owner": st.just("sales"),
        "when": st.none() | st.none() | st.sampled_from(_CRITERIA),
        "calendar": st.sampled_from([None, "other"]),
        "calendar_by": maybe | st.just({"field": "region", "calendars": {"emea": "other"}}),
        "pause_while": st.sampled_from([None, 'hold == "customer"', 'hold == "customer"']),
        "void_on": maybe | st.just(["rejected", "merged"]),
        "repeat": st.sampled_from(["once", "each", "restart"]),
        "count_from": st.sampled_from([None, "created"]),
        "per": st.sampled_from([None, None, None, "event.content"]),
        "warn_at": st.sampled_from([(), ("50%", "80%"), ("10 minutes",)]),
        "on_start": st.sampled_from([(), ({"assign_task": "follow up"},)]),
        "on_warning": st.sampled_from([(), ({"alert": "assignee"},)]),
        "on_met": st.sampled_from([(), (alert,)]),
        "on_breach": st.sampled_from(
            [
                (),
                (alert, {"reroute": "next_rep", "after": "1 business hour"}),
                ({"recycle": "recycled", "automatic": True},),
                (alert, {"recycle": "recycled", "after": "2 days", "automatic": True}),
            ]
        ),
    }


@st.composite
def clauses(draw: st.DrawFn, id: str) -> Clause:
    """A clause of any kind on leads, with any of its keys."""
    common = {key: draw(value) for key, value in _common().items()}
    start, within = draw(st.sampled_from(_STARTS)), draw(_windows())
    kind = draw(
        st.sampled_from([ResponseWindow, ResponseWindow, MinimumTouches, StalledLead, RequiredInformation])
    )
    if kind is RequiredInformation:
        required = draw(
            st.sampled_from([{"fields": ["email", "region"], "at_least": 1}, {"fields": ["email", "source"]}])
        )
        due = {} if draw(st.booleans()) else {"within": within}
        return RequiredInformation(id=id, at=start, **required, **due, **common)
    if kind is MinimumTouches:
        touches = draw(st.sampled_from([{"any": 3}, {"call": 2, "email": 1}]))
        apart = draw(st.sampled_from([None, "1 hour", "1 business hour"]))
        return MinimumTouches(id=id, from_=start, within=within, touches=touches, apart=apart, **common)
    if kind is StalledLead:
        return StalledLead(id=id, from_=start, within=within, **common)
    until = draw(st.sampled_from([None, ["accepted", "rejected"], {"enters": "sql"}, "replied"]))
    return ResponseWindow(
        id=id, from_=start, within=within, **({} if until is None else {"until": until}), **common
    )


@st.composite
def agreements(draw: st.DrawFn, *, most: int = 3) -> Agreement:
    """A sound agreement of up to `most` clauses on leads."""
    number = draw(st.integers(1, most))
    return Agreement(
        agreement="drawn",
        version="2026.1",
        term=Term(dt.date(2026, 1, 1), draw(st.sampled_from([dt.date(2026, 12, 31), dt.date(2026, 3, 9)]))),
        timezone=draw(st.sampled_from(["America/New_York", "Europe/Paris"])),
        parties={"marketing": Party("Marketing"), "sales": Party("Sales")},
        roles={"manager": "sales", "next_rep": "sales"},
        fields=dict(FIELDS),
        calendars={"usual": draw(calendars()), "other": draw(calendars())},
        calendar="usual",
        lifecycle=_lifecycle(),
        clauses=[draw(clauses(f"clause-{place}")) for place in range(1, number + 1)],
    )


def _lifecycle() -> Lifecycle:
    return Lifecycle(
        [Stage(name) for name in _STAGES],
        [
            Move("created", "mql"),
            Move("accepted", "sal", ("mql", "recycled")),
            Move("advanced", "sql", "sal", requires="email"),
            Move("recycled", from_=("mql", "sal", "sql")),
        ],
    )


@st.composite
def logs(draw: st.DrawFn, *, leads: int = 2, most: int = 12) -> list[Event]:
    """The events of a few leads within three weeks around a change of the clocks, in any order."""
    beginning = draw(st.sampled_from(BEGINNINGS))
    minutes = st.integers(0, 21 * 24 * 12).map(lambda step: dt.timedelta(minutes=5 * step))
    near = st.integers(0, 60).map(lambda step: dt.timedelta(minutes=5 * step))
    edge = st.sampled_from(
        [dt.timedelta(), dt.timedelta(), dt.timedelta(microseconds=1), dt.timedelta(seconds=20)]
    )
    found = []
    for number in range(draw(st.integers(1, leads * most))):
        at = beginning + draw(minutes | near | near) + draw(edge)
        lead = f"L{number % leads + 1}" if number < 2 * leads else f"L{draw(st.integers(1, leads))}"
        # Most leads begin as leads do, so that something comes of them.
        first = ("created", "assigned")[number // leads] if number < 2 * leads else None
        name = first or draw(st.sampled_from(_NAMES))
        at = beginning + draw(near) / 4 if first else at
        id = draw(st.sampled_from([None, f"e-{number}"]))
        actor = draw(st.sampled_from([None, "rep7"]))
        found.append(Event(lead, at, name, draw(_data(name)), id=id, actor=actor))
    return found


def _data(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """What an event carries: what its name asks for, and any of the lead's fields."""
    own: dict[str, st.SearchStrategy[Any]] = {
        "assigned": st.fixed_dictionaries({"to": st.sampled_from(["rep7", "rep8"])}),
        "touched": st.fixed_dictionaries(
            {
                "channel": st.sampled_from(CHANNELS[:3]),
                "direction": st.sampled_from(["outbound", "outbound", "inbound"]),
            }
        ),
        "updated": st.fixed_dictionaries({"hold": st.sampled_from(["customer", "customer", "none"])}),
        "recycled": st.fixed_dictionaries({"to": st.sampled_from(["recycled", "mql"])}),
        "merged": st.just({"into": "L9"}),
        "requested": st.fixed_dictionaries({"content": st.sampled_from(["whitepaper", "price list"])}),
    }
    fields = st.fixed_dictionaries(
        {},
        optional={
            "email": st.sampled_from(["ann@example.com", ""]),
            "source": st.sampled_from(["demo", "webinar"]),
            "hold": st.sampled_from(["customer", "none"]),
            "region": st.sampled_from(["emea", "us", "us"]),
            "employees": st.sampled_from([10, 50, "many"]),
        },
    )
    return st.builds(lambda one, two: {**one, **two}, own.get(name, st.just({})), fields)


def instants_after(beginning: dt.datetime = BEGINNINGS[0]) -> st.SearchStrategy[dt.datetime]:
    """An instant at which to ask: within the log, or long after it."""
    return st.integers(0, 60 * 24 * 4).map(lambda step: beginning + dt.timedelta(minutes=15 * step))
