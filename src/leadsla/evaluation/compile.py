"""An agreement made ready for the fold: which event can do what, decided once and not at every event.

Everything here follows from the agreement alone. A `Program` has, for each event name, a `Handler` with the moves it
can cause and the clauses it can settle, void and start; most events of a log can do very little, and cost very little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from leadsla.agreement import Agreement
from leadsla.clauses import about_leads, about_periods
from leadsla.clauses.duties import duties_of, period_duties_of
from leadsla.criteria import Declared
from leadsla.evaluation.periodic.terms import Noting, PeriodTerms
from leadsla.evaluation.terms import CompiledClause
from leadsla.instants import zone
from leadsla.lifecycle import CompiledMove
from leadsla.qualification import objection
from leadsla.triggers import ALWAYS, ANY, Test, Trigger, both, either, event_tests
from leadsla.versions import Reign

#: What voids a clock where the clause does not say: the lead is no longer there to be worked on.
VOIDING: Final = ("recycled", "disqualified", "won", "lost")


class Handler:
    """What events of one name can do."""

    __slots__ = (
        "assigns",
        "ends",
        "facts",
        "merges",
        "moves",
        "moving",
        "named",
        "objection",
        "plans",
        "recycles",
        "remembers",
        "starts",
        "team_facts",
        "turning",
    )

    def __init__(self, name: str) -> None:
        self.moves: tuple[CompiledMove, ...] = ()
        #: Whether the name itself stands in the table of moves, so that it is an anomaly where none is made.
        self.named = False
        #: For each clause (its place) that the event can end: the test that settles and the one that voids.
        self.ends: dict[int, tuple[Test | None, Test | None]] = {}
        #: The same for each clause with plans: the tests that count for a step, that end the plan, and that void it.
        self.plans: dict[int, tuple[Test | None, Test | None, Test | None]] = {}
        self.starts: tuple[tuple[CompiledClause, Test], ...] = ()
        #: Under which names the event is looked back on, with the test for each.
        self.remembers: tuple[tuple[str, Test], ...] = ()
        #: What clauses about periods take down of it, where it is of a lead, and where it is of the team.
        self.facts: tuple[Noting, ...] = ()
        self.team_facts: tuple[Noting, ...] = ()
        #: What is wrong with a disqualification, where the agreement says what disqualifies.
        self.objection: Callable[[Any, Any], str | None] | None = None
        self.assigns = name == "assigned"
        self.recycles = name == "recycled"
        self.merges = name == "merged"
        self.turning = self.recycles or self.merges
        #: Whether there is more to do than to look at clocks.
        self.moving = self.assigns or self.recycles or self.merges


class Program:
    """An agreement ready for the fold. `handlers` by event name; `other` for names that nothing mentions."""

    def __init__(self, agreement: Agreement, reign: Reign | None = None) -> None:
        self.agreement = agreement
        self.version = agreement.version
        self.tz = zone(agreement.timezone)
        self.term = agreement.in_force if reign is None else (reign.first, reign.after)
        self.order = agreement.lifecycle.order
        self.declared = agreement.declared
        self.declared_names = frozenset(self.declared)
        self.clauses = [
            CompiledClause(clause, index, agreement, self.declared, self.term[1])
            for index, clause in enumerate(agreement.clauses)
            if about_leads(clause)
        ]
        self.periods = [
            PeriodTerms(clause, index, agreement, *self.term)
            for index, clause in enumerate(agreement.clauses)
            if about_periods(clause)
        ]
        #: For each place under which facts are taken down, the number of the clause in `periods` and the role there.
        self.places = [
            (number, role)
            for number, terms in enumerate(self.periods)
            for role, _ in enumerate(terms.observed)
        ]
        self.duties = list(self._compile_duties(agreement))
        #: What may be owed for periods, and its number by clause, occasion and place of the action; what the team does
        #: about it is taken down after the facts of clauses, under `len(places)` and its number.
        self.period_duties: list[CompiledClause] = []
        self.period_duties_by_place: dict[tuple[str, str, int], int] = {}
        self._compile_period_duties(agreement)
        self.warning = any(clause.clause.on_warning for clause in self.clauses)
        self.pausing = any(clause.pause is not None for clause in self.clauses)
        #: Clauses that count from an earlier event and may be paused: their pauses are kept from the beginning.
        self.holding = [c for c in self.clauses if c.pause is not None and c.count_from is not None]
        self.handlers: dict[str, Handler] = {}
        self._shared: dict[Trigger, dict[str, Test]] = {}
        # Names with a meaning of their own come first, so that they too get what every event can do.
        for name in ("assigned", "recycled", "merged"):
            self._handler(name)
        if agreement.disqualification:
            handler = self._handler("disqualified")
            handler.objection = objection(agreement.disqualification, self.declared)
            handler.moving = True
        self._compile_moves(agreement)
        self._compile_clauses()
        self.other = self.handlers.pop(ANY, Handler(ANY))
        self._remember(agreement)

    def _compile_duties(self, agreement: Agreement) -> Iterable[CompiledClause]:
        """The duties of each clause, numbered after all clauses: those of one instant come in that order."""
        index = len(agreement.clauses)
        for compiled in self.clauses:
            made = {}
            for place, duty in duties_of(compiled.clause, agreement.roles):
                made[place] = CompiledClause(duty, index, agreement, self.declared, self.term[1])
                index += 1
            if made:
                compiled.duties = made
                yield from made.values()

    def _compile_period_duties(self, agreement: Agreement) -> None:
        first = len(agreement.clauses) + len(self.duties)
        for clause in agreement.clauses:
            for (occasion, place), duty in period_duties_of(clause, agreement.roles):
                number = len(self.period_duties)
                self.period_duties.append(
                    CompiledClause(duty, first + number, agreement, self.declared, self.term[1])
                )
                self.period_duties_by_place[clause.id, occasion, place] = number

    def _handler(self, name: str) -> Handler:
        return self.handlers.setdefault(name, Handler(name))

    def _compile_moves(self, agreement: Agreement) -> None:
        for name, moves in agreement.lifecycle.table(self.declared).items():
            self._handler(name).moves = moves
            self._handler(name).moving = True
            self._handler(name).named = any(compiled.move.event == name for compiled in moves)

    def _tests(self, trigger: Trigger) -> dict[str, Test]:
        """The tests of a trigger; clauses with the same trigger share them, so that the fold asks once."""
        if trigger not in self._shared:
            moving = {name for name, handler in self.handlers.items() if handler.moves}
            self._shared[trigger] = trigger.tests(self.declared, moving, self.order)
        return dict(self._shared[trigger])

    def _compile_clauses(self) -> None:
        tested: list[tuple[CompiledClause, str, dict[str, Test]]] = []
        for compiled in self.clauses:
            clause, schedule = compiled.clause, compiled.schedule
            void_on = clause.voids()
            if void_on is None:
                own = clause.starts().events | clause.settles().events
                void_on = Trigger.of([name for name in VOIDING if name not in own] or ["merged"])
            tested.append((compiled, "starts", self._tests(clause.starts())))
            tested.append((compiled, "settles", self._tests(clause.settles())))
            tested.append((compiled, "voids", self._tests(void_on)))
            if schedule is not None:
                tested.append((compiled, "ends", self._tests(schedule.ends_on)))
                tested.append((compiled, "notices", dict.fromkeys(schedule.noticed, ALWAYS)))
        tested += [(duty, "settles", self._tests(duty.clause.settles())) for duty in self.duties]
        observed = [
            (place, one, self._tests(one.trigger))
            for place, one in enumerate(one for terms in self.periods for one in terms.observed)
        ]
        deeds = [
            (place, self._tests(duty.clause.settles()))
            for place, duty in enumerate(self.period_duties, len(self.places))
        ]
        for tests in (*(tests for _, _, tests in (*tested, *observed)), *(tests for _, tests in deeds)):
            for name in tests:
                self._handler(name)
        for compiled, role, tests in tested:
            for handler, test in self._spread(tests):
                self._enter(handler, compiled, role, test)
        for place, one, tests in observed:
            for handler, test in self._spread(tests):
                asked = test if one.when is None else both(test, one.when.compile(self.declared))
                noting = (Noting(place, asked, one.read),)
                handler.facts += noting if one.leads else ()
                handler.team_facts += noting if one.team else ()
        for place, tests in deeds:
            for handler, test in self._spread(tests):
                handler.team_facts += (Noting(place, test, None),)

    def _spread(self, tests: dict[str, Test]) -> Iterator[tuple[Handler, Test]]:
        """The handlers that tests by event name belong to; what every event can do stands in every handler."""
        everywhere = tests.pop(ANY, None)
        for name in self.handlers if everywhere is not None else tests:
            test = tests.get(name)
            if everywhere is not None:
                test = everywhere if test is None else either(test, everywhere)
            if test is not None:
                yield self.handlers[name], test

    @staticmethod
    def _enter(handler: Handler, compiled: CompiledClause, role: str, test: Test) -> None:
        if role == "starts":
            handler.starts += ((compiled, test),)
        elif compiled.schedule is not None:
            settles, ends, voids = handler.plans.get(compiled.index, (None, None, None))
            handler.plans[compiled.index] = (
                test if role == "settles" else settles,
                test if role == "ends" else ends,
                test if role == "voids" else voids,
            )
        elif role == "settles":
            handler.ends[compiled.index] = (test, None)
        else:
            handler.ends[compiled.index] = (handler.ends.get(compiled.index, (None, None))[0], test)

    def _remember(self, agreement: Agreement) -> None:
        names = {clause.count_from for clause in self.clauses if clause.count_from is not None}
        names |= {rule.event for rule in agreement.scorecards.rules if rule.event and rule.when is None}
        for criterion in criteria_of(agreement):
            names |= criterion.counted
        for name in sorted(names):
            for logged, test in event_tests(name).items():
                self._handler_for_memory(logged).remembers += ((name, test),)
        # After the names alone, so that a criterion that counts them counts this event too.
        for key, rule in {rule.remembered: rule for rule in agreement.scorecards.rules}.items():
            if key is not None and rule.event is not None and rule.when is not None:
                holds = rule.when.compile(Declared(agreement.fields))
                for logged, test in event_tests(rule.event).items():
                    self._handler_for_memory(logged).remembers += ((key, both(test, holds)),)

    def _handler_for_memory(self, name: str) -> Handler:
        if name not in self.handlers:
            made = self.handlers[name] = Handler(name)
            made.ends, made.starts, made.plans = self.other.ends, self.other.starts, self.other.plans
            made.facts, made.team_facts = self.other.facts, self.other.team_facts
        return self.handlers[name]


def criteria_of(agreement: Agreement) -> Iterable[Any]:
    """Every criterion that the agreement judges leads by."""
    import attrs

    from leadsla.criteria import Criterion

    def inside(value: Any) -> Iterable[Any]:
        if isinstance(value, Criterion):
            yield value
        elif attrs.has(type(value)):
            for field in attrs.fields(type(value)):
                yield from inside(getattr(value, field.name))
        elif isinstance(value, tuple):
            for item in value:
                yield from inside(item)

    yield from agreement.scorecards.criteria
    yield from inside(agreement.disqualification)
    yield from inside(agreement.lifecycle)
    yield from inside(agreement.clauses)
