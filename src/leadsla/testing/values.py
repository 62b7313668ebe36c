"""The names that generated agreements declare, and strategies for the small values in them.

All generated agreements declare the same fields, stages, roles and calendars, so that a clause made by any strategy
fits into any of them. What the calendars are, and which moves there are, differs from one to the next.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from leadsla.calendars import BusinessCalendar, Calendar
from leadsla.criteria import Criterion
from leadsla.qualification import Disqualification, Rule, Scorecard, Scorecards
from leadsla.triggers import Trigger
from leadsla.windows import Window

T = TypeVar("T")

#: The fields of generated agreements, with their types.
FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "source": "text",
        "region": "text",
        "time_zone": "text",
        "email": "text",
        "score": "number",
        "amount": "money",
        "nurture": "flag",
    }
)
#: The stages, in their order.
STAGES: Final = ("mql", "sal", "sql", "customer", "recycled")
#: The roles that consequences may name.
ROLES: Final[Mapping[str, str]] = MappingProxyType({"manager": "sales", "next_rep": "sales"})
#: The calendars; `office` is the default.
CALENDARS: Final = ("office", "desk")
#: What events carry for the fields: values that criteria ask for, others, and cells that are blank or wrong.
VALUES: Final[Mapping[str, Sequence[Any]]] = MappingProxyType(
    {
        "source": ("demo", "web", ""),
        "region": ("emea", "us", ""),
        "time_zone": ("Europe/London", "Asia/Kathmandu", "Mars/Base", ""),
        "email": ("a@example.org", "no address", ""),
        "score": (10, 40, 80, "many"),
        "amount": (50, "1200.50", None),
        "nurture": (True, False, True, False, ""),
    }
)

_ZONES: Final = ("America/New_York", "Europe/London", "Australia/Lord_Howe", "UTC")
_WEEKS: Final[tuple[Mapping[str, Any], ...]] = (
    {"mon-fri": ["09:00-12:00", "13:00-17:00"]},
    {"mon-fri": "09:00-17:00", "sat": "10:00-14:00"},
    {"mon-sun": "22:00-06:00"},
    {"mon-sun": "00:00-24:00"},
    {"mon-sun": ["00:30-03:15", "23:30-24:00"]},
)
#: Parts of the day that every calendar has, inside and outside its hours, one of them past midnight.
DAYPARTS: Final = MappingProxyType({"morning": "08:00-12:00", "lunch": "12:00-13:00", "night": "22:00-02:30"})
#: A desk that is staffed for a campaign, and never again.
_CAMPAIGN: Final = MappingProxyType(
    {dt.date(2026, 3, day): ["09:00-12:00", "14:00-15:30"] for day in range(2, 14)}
)


#: Strategies that are asked for often are made once; making one costs more than drawing from it.
_UP_TO: Final = tuple(st.integers(0, last) for last in range(64))


def up_to(draw: DrawFn, last: int) -> int:
    """A whole number from 0 to `last`."""
    return draw(_UP_TO[last])


def pick(draw: DrawFn, items: Sequence[T]) -> T:
    """One of a few items; shrinks to the first."""
    return items[draw(_UP_TO[len(items) - 1])]


def likely(draw: DrawFn, tenths: int) -> bool:
    """True in so many of ten draws; shrinks to False."""
    return draw(_UP_TO[9]) >= 10 - tenths


def sometimes(draw: DrawFn, tenths: int, strategy: SearchStrategy[T]) -> T | None:
    """A value in so many of ten draws, else None; shrinks to None."""
    return draw(strategy) if draw(_UP_TO[9]) >= 10 - tenths else None


@functools.cache
def _calendar(zone: str, week: int, closed: int) -> BusinessCalendar:
    if week == len(_WEEKS):
        return BusinessCalendar(zone, {}, exceptions=_CAMPAIGN, dayparts=DAYPARTS)
    first = dt.date(2026, 3, 1)
    holidays = [first + dt.timedelta(days=closed * number) for number in range(1, 20)] if closed else []
    exceptions = {dt.date(2026, 3, 7): ["10:00-11:00"], dt.date(2026, 3, 11): "closed"} if closed else {}
    return BusinessCalendar(zone, _WEEKS[week], holidays, exceptions, DAYPARTS)


def calendars() -> SearchStrategy[Calendar]:
    """Calendars with gaps, night shifts, holidays, exceptions and changes of the clock; one in a few ends for good."""
    return st.builds(
        _calendar, st.sampled_from(_ZONES), st.integers(0, len(_WEEKS)), st.sampled_from((0, 3, 11))
    )


_ELAPSED: Final = (
    "1 hour",
    "5 minutes",
    "30 minutes",
    "3 hours",
    "1 day",
    "2 days",
    "1 week",
    "1 month",
    "36 hours",
)
_BUSINESS: Final = (
    "1 business hour",
    "15 business minutes",
    "8 business hours",
    "1 business day",
    "2 business days",
    "close of business",
    "close of next business day",
)


def windows(business: bool | None = None, *, closing: bool = True) -> SearchStrategy[Window]:
    """Windows of elapsed or business time; `closing=False` leaves out closes of business.

    There are few of them, so that several clauses fall due at one instant.
    """
    texts = {True: _BUSINESS, False: _ELAPSED, None: (*_ELAPSED[:3], *_BUSINESS, *_ELAPSED[3:])}[business]
    return st.sampled_from([text for text in texts if closing or "close" not in text]).map(Window.parse)


_BY_TYPE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "text": ('{0} == "demo"', '{0} in ["web", "us"]', "has({0})"),
        "number": ("{0} >= 40", "{0} < 40"),
        "money": ("{0} >= 100",),
        "flag": ("{0}", "not {0}"),
    }
)
_OF_LEAD: Final = ('stage == "mql"', 'stage in ["sal", "recycled"]', "passes >= 2", 'assignee == "rep1"')
_OF_TIME: Final = (
    'age < "2 days"',
    'count("touched", within="1 day") >= 2',
    'count("assigned") >= 2',
    'points("fit") >= 20',
    'points("intent") >= 15',
    'points() > 30 or grade() == "A"',
    "sales_ready()",
)
_OF_EVENT: Final = (
    'event.channel == "call"',
    'event.direction == "outbound"',
    "event.minutes >= 5",
    "has(event.to)",
)


def criteria(
    fields: Mapping[str, str] = FIELDS, *, event: bool = True, time: bool = True
) -> SearchStrategy[Criterion]:
    """Criteria on declared fields, the lead, and (where allowed) the event's data and time."""
    texts = [text.format(name) for name, kind in fields.items() for text in _BY_TYPE.get(kind, ("has({0})",))]
    texts += [*_OF_LEAD, *(_OF_TIME if time else ()), *(_OF_EVENT if event else ())]
    simple = st.sampled_from(texts).map(Criterion.parse)
    joined = st.builds(lambda a, b, both: a & b if both else a | b, simple, simple, st.booleans())
    return st.one_of(simple, simple, joined, simple.map(lambda criterion: ~criterion))


_FIT: Final = Scorecard(
    [
        Rule(when="score >= 40", points=20, because="Score"),
        Rule(when='source == "demo"', points=15.5),
        Rule(when='stage in ["sal", "sql"]', points=5),
    ],
    most=30,
    means="Whom we can serve",
)
_INTENT: Final = (
    Scorecard([Rule(event="touched", points=10, within="1 day", most=30)]),
    Scorecard([Rule(event="assigned", points=40, half_life="1 day"), Rule(event="recycled", points=-20)]),
    Scorecard(
        [
            Rule(event="connected", points=12.25),
            Rule(
                event="requested", when='has(event.content) and stage == "mql"', points=20, within="36 hours"
            ),
            Rule(event="touched", when='count("touched") >= 2', points=7, half_life="5 hours", most=20),
        ],
        most=50,
        least=0,
    ),
)
_THRESHOLDS: Final = (
    {"fit": 20, "intent": 10},
    40,
    {"total": 20, "when": 'has(email) or points("fit") > 20'},
)


def scorecards() -> SearchStrategy[Scorecards]:
    """The cards `fit` and `intent`, with grades and a threshold: with recent events, fading ones, and bounds."""
    return st.builds(
        lambda intent, ready: Scorecards({"fit": _FIT, "intent": intent}, ready, {"A": 50, "B": 20, "C": 0}),
        st.sampled_from(_INTENT),
        st.sampled_from(_THRESHOLDS),
    )


def disqualifications() -> SearchStrategy[tuple[Disqualification, ...]]:
    """None, or reasons of which one has a criterion."""
    some = (
        Disqualification("no_budget"),
        Disqualification("junk", 'score < 40 or not (points("fit") >= 20)'),
    )
    return st.sampled_from(((), some))


#: Names of events that generated triggers and logs use.
NAMES: Final = (
    "assigned",
    "touched",
    "accepted",
    "updated",
    "connected",
    "replied",
    "rejected",
    "advanced",
    "requested",
    "delivered",
    "recycled",
    "created",
)


def triggers() -> SearchStrategy[Trigger]:
    """Triggers of every form: a name, an event with a criterion, a stage entered or left, or several of these."""
    names = st.sampled_from((*NAMES[:2], *NAMES, *NAMES[:2]))
    stages = st.sampled_from(STAGES)
    one: SearchStrategy[Any] = st.one_of(
        names,
        names,
        st.builds(lambda stage: {"enters": stage}, stages),
        st.builds(lambda stage: {"leaves": stage}, stages),
        st.builds(lambda name, when: {"event": name, "when": when}, names, criteria()),
        st.builds(lambda stage, when: {"enters": stage, "when": when}, stages, criteria(event=False)),
    )
    return st.one_of(one, one, st.lists(one, min_size=2, max_size=3)).map(Trigger.of)
