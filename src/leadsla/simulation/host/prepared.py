"""A scenario made ready for an agreement and a time: what all of its runs share, and what does not go together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import attrs

from leadsla.agreement import Agreement
from leadsla.calendars import BusinessCalendar, Calendar
from leadsla.calendars.spans import Span, difference, merged
from leadsla.errors import Fault, ScenarioError, nearest
from leadsla.evaluation.collector import collector_paused
from leadsla.evaluation.compile import Program
from leadsla.instants import instant, start_of_date, zone
from leadsla.simulation.host.arriving import Source, sources_of
from leadsla.simulation.host.asking import Asking
from leadsla.simulation.host.desk import OpenTime, Person, Speeds
from leadsla.simulation.host.host import Host
from leadsla.simulation.host.measures import metrics
from leadsla.simulation.host.simulated import SimulatedRun
from leadsla.simulation.host.steps import faults_of_steps
from leadsla.simulation.model.people import Representative
from leadsla.simulation.model.scenario import Scenario
from leadsla.simulation.model.working import POOL
from leadsla.simulation.streams import Streams

#: An action of a clause on an occasion: what the host does, to whom or where, and whether the engine does it itself.
Actions: TypeAlias = Mapping[tuple[int, str, int], tuple[str, str, bool]]


@attrs.frozen(eq=False)
class Hand:
    """One of the people, as all runs have them."""

    name: str
    given: Representative
    spans: tuple[Span, ...]
    speeds: Speeds | None


@attrs.frozen(eq=False)
class Prepared:
    """What the runs of a scenario share; instants are microseconds.

    `servers` are the people of each queue, `choices` what queues (of a pool) or people there are for each value of the
    field that routing asks for, `open_time` when anybody of a queue is there, and `given_to` the data of an assignment.
    """

    scenario: Scenario
    agreement: Agreement
    program: Program
    begin: int
    end: int
    sources: tuple[Source, ...]
    hands: tuple[Hand, ...]
    servers: tuple[tuple[int, ...], ...]
    choices: Mapping[Any, tuple[int, ...]]
    given_to: tuple[Mapping[str, str], ...]
    open_time: tuple[OpenTime, ...]
    actions: Actions
    asking: Asking

    def people_anew(self) -> list[Person]:
        """The people, as a run begins."""
        return [
            Person(place, hand.name, hand.spans, hand.given.capacity, hand.speeds)
            for place, hand in enumerate(self.hands)
        ]

    def run(self, streams: Streams) -> SimulatedRun:
        """One run."""
        with collector_paused():
            host = Host(self, streams)
            host.run()
        return SimulatedRun(self, host, streams)

    def measured(self, streams: Streams) -> dict[str, float | None]:
        """What one run comes to; its log is not kept."""
        with collector_paused():
            host = Host(self, streams, keep=False)
            host.run()
            return metrics(host)


def prepared(scenario: Scenario, agreement: Agreement, begin: dt.datetime, end: dt.datetime) -> Prepared:
    """A scenario made ready; raises `ScenarioError` with all that does not go together."""
    low, high = instant(begin, "begin"), instant(end, "end")
    if high <= low:
        raise ScenarioError("end", f"is {end}, not after `begin`, which is {begin}")
    timezone = scenario.timezone or agreement.timezone
    tz = zone(timezone)
    faults = list[Fault]()
    hands = list[Hand]()
    first = 1
    for place, given in enumerate(scenario.representatives):
        calendar, wrong = _calendar(given, agreement, timezone, f"representatives[{place}]")
        faults += wrong
        if calendar is not None:
            spans = _spans(given, calendar, low, high)
            speeds = Speeds(given, calendar.zone) if given.ramp else None
            hands += (Hand(name, given, spans, speeds) for name in given.names(first))
        first += given.number
    if not faults:
        faults += _of_nobody(hands, begin, end)
    program = Program(agreement)
    if not faults:
        faults += faults_of_steps(program, [span for hand in hands for span in hand.spans], low, high)
    if faults:
        raise ScenarioError.of(faults)
    servers, choices, given_to = _queues(scenario, hands)
    return Prepared(
        scenario, agreement, program, low, high, sources_of(scenario.arrivals, low, high, tz), tuple(hands),
        servers, choices, given_to,
        tuple(OpenTime([span for one in serving for span in hands[one].spans]) for serving in servers),
        _actions(scenario, program), Asking(program, scenario.work.channel),
    )  # fmt: skip


def _calendar(
    given: Representative, agreement: Agreement, timezone: str, path: str
) -> tuple[Calendar | None, list[Fault]]:
    if given.hours is not None:
        return BusinessCalendar(timezone, given.hours), []
    if isinstance(given.calendar, Calendar):
        return given.calendar, []
    if given.calendar is None or given.calendar in agreement.calendars:
        return agreement.calendar_named(given.calendar), []
    known = list(agreement.calendars)
    write = nearest(given.calendar, known) or (
        f"one of {', '.join(known)}" if known else "hours of their own"
    )
    what = f"the agreement has no calendar `{given.calendar}`"
    return None, [Fault("unknown-name", what, f"{path}.calendar", write=write)]


def _spans(given: Representative, calendar: Calendar, begin: int, end: int) -> tuple[Span, ...]:
    """When somebody is there."""
    if given.since is not None:
        begin = max(begin, start_of_date(given.since, calendar.zone))
    away = merged(sorted(absence.span(calendar.zone) for absence in given.absent))
    return tuple(difference(calendar.timeline.intervals(begin, end), away))


def _of_nobody(hands: list[Hand], begin: dt.datetime, end: dt.datetime) -> Iterator[Fault]:
    if not any(hand.spans for hand in hands):
        what = f"nobody is ever at work from {begin} to {end}"
        yield Fault("wrong-value", what, "representatives", write="hours in that time, or another time")


def _queues(
    scenario: Scenario, hands: list[Hand]
) -> tuple[tuple[tuple[int, ...], ...], dict[Any, tuple[int, ...]], tuple[dict[str, str], ...]]:
    """The people of each queue, the queues (or people) for each skill, and to whom a lead in it is assigned."""
    everyone = tuple(range(len(hands)))
    able: dict[Any, tuple[int, ...]] = {None: everyone}
    if scenario.routing.skill is not None:
        skills = dict.fromkeys(skill for hand in hands for skill in hand.given.skills)
        able = {one: tuple(place for place in everyone if one in hands[place].given.skills) for one in skills}
    if scenario.routing.to == POOL:
        names = tuple({"to": "team" if skill is None else str(skill)} for skill in able)
        return tuple(able.values()), {skill: (place,) for place, skill in enumerate(able)}, names
    return tuple((one,) for one in everyone), able, tuple({"to": hand.name} for hand in hands)


def _actions(scenario: Scenario, program: Program) -> dict[tuple[int, str, int], tuple[str, str, bool]]:
    """The actions of all clauses on which the host acts."""
    found = {}
    for compiled in program.clauses:
        for occasion in compiled.clause.occasions:
            for place, action in enumerate(compiled.clause.actions_on(occasion)):
                if action.automatic or action.do in scenario.routing.acts_on:
                    found[compiled.index, occasion, place] = (action.do, action.to, action.automatic)
    return found
