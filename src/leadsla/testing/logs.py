"""Logs that walk an agreement: its legal moves, its triggers, its deadlines to the microsecond, and some junk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from leadsla.agreement import Agreement
from leadsla.clauses import about_leads, about_periods
from leadsla.clauses.duties import duties_of, period_duties_of
from leadsla.criteria.nodes import Constant, walk
from leadsla.evaluation import Monitor
from leadsla.evaluation.compile import criteria_of
from leadsla.events import Event
from leadsla.instants import MICROSECOND, UTC, moment
from leadsla.testing.values import NAMES, STAGES, VALUES, likely, pick, up_to
from leadsla.triggers import ANY, NOTHING

#: Where logs begin: a morning, an evening before two changes of the clock, and one in October.
_BEGINNINGS: Final = (
    dt.datetime(2026, 3, 2, 14, 0, tzinfo=UTC),
    dt.datetime(2026, 3, 6, 21, 30, tzinfo=UTC),
    dt.datetime(2026, 3, 27, 16, 59, tzinfo=UTC),
    dt.datetime(2026, 10, 30, 20, 0, tzinfo=UTC),
)
_GAPS: Final = tuple(
    dt.timedelta(seconds=seconds)
    for seconds in (0, 60, 1800, 3600, 7200, 5 * 3600, 86400, 3 * 86400, 9 * 86400)
)
_ANYTHING: Final = (*NAMES, "won", "lost", "disqualified", "merged")
_JUNK: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("page_viewed", {"page": "/pricing"}),
    ("requested", {"content": ["guide", "video"]}),
    ("delivered", {"content": {"name": "guide"}}),
    ("recycled", {"to": ["mql"]}),
    ("recycled", {"to": "nowhere"}),
    ("assigned", {"to": None}),
    ("touched", {"channel": float("nan"), "minutes": "five"}),
    ("withdrawn", {"id": ["e0"]}),
    ("withdrawn", {}),
    ("updated", {"score": [1], "nurture": "perhaps", "source": {"a": 1}}),
)


#: What events carry for fields of a type, beside what criteria ask for: values, and cells that are blank or wrong.
_BY_TYPE: Final[Mapping[str, tuple[Any, ...]]] = {
    "text": ("one", "two", ""),
    "number": (10, 40, 80, "many"),
    "money": (50, "1200.50", None),
    "share": ("10%", "90%", "most"),
    "date": ("2026-03-09", "2026-06-30", "soon"),
    "flag": (True, False, ""),
}
_LITERALS: Final = {"number": "number", "money": "number", "share": "share", "text": "text"}


class _Asked:
    """What an agreement asks of a log: the events that start its clocks, all that it waits for, its fields and stages.

    `values` has for each field those that criteria compare it with, and others.
    """

    def __init__(self, agreement: Agreement) -> None:
        starting, waited = {"assigned"}, {"touched"}
        of_team: set[str] = set()
        pausing: list[str] = []
        for clause in agreement.clauses:
            for _, duty in period_duties_of(clause, agreement.roles):
                of_team |= duty.settles().events
            if about_periods(clause):
                for observed in clause.observes(agreement.declared):
                    waited |= observed.trigger.events if observed.leads else set()
                    of_team |= observed.trigger.events if observed.team else set()
            if about_leads(clause):
                starting |= clause.starts().events
                waited |= clause.settles().events | (clause.void_on or NOTHING).events
                for _, duty in duties_of(clause, agreement.roles):
                    waited |= duty.settles().events
                pausing += [] if clause.pause_while is None else sorted(clause.pause_while.names)
        self.starting = sorted(starting - {ANY})[:40]
        self.names = sorted(waited | starting - {ANY})[:40]
        #: Whether it matters when events were recorded.
        self.recording = any(about_leads(clause) and clause.overlapping for clause in agreement.clauses)
        self.of_team = sorted(of_team - {ANY})[:40]
        self.stages = tuple(agreement.lifecycle.order)[:40] or STAGES
        self.values = {name: VALUES.get(name) or _BY_TYPE[kind] for name, kind in agreement.fields.items()}
        read: set[str] = set()
        for criterion in criteria_of(agreement):
            names = criterion.names & agreement.fields.keys()  # a step's criterion has words of its own too
            read |= names
            literals = [node for node in walk(criterion.tree) if isinstance(node, Constant)]
            for name in names:
                wanted = _LITERALS.get(agreement.fields[name])
                found = [node.value for node in literals if node.kind == wanted]
                self.values[name] = (*found, *self.values[name])[:40]
        self.fields = [*pausing * 4, *sorted(read), *self.values][:60]


def _data(draw: DrawFn, name: str, asked: _Asked, given: dict[str, Any]) -> dict[str, Any]:
    """The data of an event of the standard vocabulary, and some fields of the lead, other than they were `given`."""
    data: dict[str, Any] = {}
    match name:
        case "touched" | "connected" | "replied":
            data["channel"] = pick(draw, ("call", "email", "call", "meeting"))
            if likely(draw, 3):
                data |= {
                    "direction": pick(draw, ("inbound", "outbound")),
                    "outcome": "connected",
                    "minutes": pick(draw, (7, 12.5, "20")),
                }
        case "assigned":
            data["to"] = pick(draw, ("rep1", "rep2"))
        case "disqualified":
            data["reason"] = pick(draw, ("no_budget", "junk", "other"))
        case "recycled":
            data["to"] = pick(draw, (asked.stages[-1], *asked.stages))
        case "requested" | "delivered":
            data["content"] = pick(draw, ("guide", "video"))
        case "rejected":
            data["reason"] = "no budget"
        case "meeting_held":
            data["attended"] = pick(draw, (["marketing", "sales"], "Sales, marketing", ["sales"], None))
            data |= {"meeting": "meeting-0"} if likely(draw, 2) else {}
        case "merged":
            data["into"] = "L9"
    if asked.fields and (name == "updated" or likely(draw, 3)):
        for _ in range(1 + up_to(draw, 1)):
            field = pick(draw, asked.fields)
            others = [value for value in asked.values[field] if value != given.get(field, "")]
            data[field] = given[field] = pick(draw, others)
    return data


def _firsts(agreement: Agreement) -> list[dt.datetime]:
    """The instants at which versions after the first come into force."""
    return [moment(reign.first) for reign in agreement.reigns[1:]]


def _beginning(draw: DrawFn, agreement: Agreement) -> dt.datetime:
    """Where a log begins: with several versions, mostly in the days before one of them comes into force."""
    firsts = _firsts(agreement)
    if firsts and likely(draw, 8):
        first = pick(draw, firsts)
        return max((begin for begin in _BEGINNINGS if begin < first), default=_BEGINNINGS[0])
    return _BEGINNINGS[max(0, up_to(draw, 5) - 2)]


class _Walk:
    """One lead on its way: a monitor of its own knows where it is and what is due next."""

    def __init__(self, agreement: Agreement, lead: str, at: dt.datetime) -> None:
        self.agreement = agreement
        self.lead = lead
        self.monitor = Monitor(agreement)
        self.at = at
        self.known = False
        #: When further versions come into force.
        self.firsts = _firsts(agreement)
        #: The fields of the lead as they were last given.
        self.given: dict[str, Any] = {}

    def next_instant(self, draw: DrawFn) -> dt.datetime:
        """When the next event happens: at once, after a gap, or around a deadline of the lead's own."""
        choice = up_to(draw, 9)
        if choice < 2:
            return self.at
        self.monitor.advance(self.at)
        if choice < 6:
            for _ in range(pick(draw, (0, 0, 0, 1, 3))):
                due = self.monitor.next_due
                if due is not None:
                    self.monitor.advance(due)
            due = self.monitor.next_due
            if due is not None and due.year < 2027:
                # `next_due` is the first instant after the deadline.
                return max(self.at, due + pick(draw, (-1, -2, 0)) * MICROSECOND)
        coming = [first for first in self.firsts if first > self.at] if choice < 8 else []
        if coming:
            return max(self.at, coming[0] + pick(draw, (0, -1, 1)) * MICROSECOND)
        return self.at + pick(draw, _GAPS)

    def next_name(self, draw: DrawFn, asked: _Asked) -> str:
        """What happens next: often a legal move or what a clause waits for, sometimes anything."""
        if not self.lead:
            return pick(draw, asked.of_team)
        if not self.known:
            return pick(draw, ("created", "created", *asked.starting))
        choice = up_to(draw, 9)
        if choice < 2:
            stage = self.monitor.evaluation(self.at).stage(self.lead)
            legal = [move.event for move in self.agreement.lifecycle.legal(stage)]
            if legal:
                return pick(draw, legal)
        if choice < 4:
            return pick(draw, asked.starting)
        if choice < 7:
            return pick(draw, asked.names)
        return "updated" if choice < 9 else pick(draw, _ANYTHING)

    def take(self, event: Event) -> None:
        """Let the event happen."""
        self.monitor.receive(event)
        self.at, self.known = event.at, True


@st.composite
def logs(
    draw: DrawFn, agreement: Agreement, *, leads: int = 2, size: int = 14, tidy: bool = False
) -> list[Event]:
    """Logs of up to `leads` leads and `size` events, in the order of their arrival.

    Most events are in order; some arrive late, some twice, once with other content, and some are withdrawn. With
    `tidy` all are in order, each once, and none is withdrawn or junk.
    """
    begin = _beginning(draw, agreement)
    walks = [_Walk(agreement, f"L{number}", begin) for number in range(1 + up_to(draw, leads - 1))]
    asked = _Asked(agreement)
    if asked.of_team and likely(draw, 7):
        walks.append(_Walk(agreement, "", begin))
    numbered = likely(draw, 5)
    made: list[Event] = []
    for number in range(4 + up_to(draw, max(0, size - 4))):
        walk = walks[up_to(draw, len(walks) - 1)]
        at, data = walk.next_instant(draw), None
        if not tidy and walk.known and up_to(draw, 19) == 19:
            name, data = pick(draw, _JUNK)
        elif not tidy and walk.known and up_to(draw, 19) == 19:
            name, data = "withdrawn", {"id": f"e{up_to(draw, number)}"}
        else:
            name = walk.next_name(draw, asked)
        data = _data(draw, name, asked, walk.given) if data is None else data
        recorded = at + pick(draw, _GAPS) if asked.recording and likely(draw, 8) else None
        event = Event(walk.lead, at, name, data, f"e{number}", None, number if numbered else None, recorded)
        walk.take(event)
        made.append(event)
    if tidy:
        return sorted(made, key=lambda event: event.order)
    return _arrivals(draw, sorted(made, key=lambda event: event.order))


def _arrivals(draw: DrawFn, events: list[Event]) -> list[Event]:
    """Events as they arrive: some late, some again, some without an id."""
    arriving = [without_id(event) if likely(draw, 1) else event for event in events]
    for _ in range(pick(draw, (0, 0, 1, 2, 3))):
        event = arriving.pop(up_to(draw, len(arriving) - 1))
        arriving.insert(up_to(draw, len(arriving)), event)
    for _ in range(pick(draw, (0, 0, 1, 2))):
        place = up_to(draw, len(arriving) - 1)
        again = arriving[place]
        if likely(draw, 5):
            again = renamed(again, pick(draw, NAMES))
        arriving.insert(place + 1 + up_to(draw, len(arriving) - place - 1), again)
    return arriving


def without_id(event: Event) -> Event:
    """The event from a source that gives no ids."""
    return Event(event.lead, event.at, event.name, event.data, None, event.actor, event.seq)


def renamed(event: Event, name: str) -> Event:
    """The event with another name under the same id: a contradiction, where it has one."""
    return Event(event.lead, event.at, name, {}, event.id, event.actor, event.seq)
