"""An agreement made ready for the fold: which event can do what, decided once and not at every event.

Everything here follows from the agreement alone. A `Program` has, for each event name, a `Handler` with the moves it
can cause and the clauses it can settle, void and start; most events of a log can do very little, and cost very little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final

from leadsla.agreement import Agreement
from leadsla.clauses import Clause, LeadClause, about_leads, about_periods
from leadsla.clauses.duties import duties_of, period_duties_of
from leadsla.criteria import Declared
from leadsla.evaluation.periodic.terms import Noting, PeriodTerms
from leadsla.evaluation.terms import CompiledClause
from leadsla.instants import zone
from leadsla.lifecycle import CompiledMove
from leadsla.qualification import objection
from leadsla.triggers import ALWAYS, ANY, Test, Trigger, both, either, event_tests
from leadsla.versions import Reign, covered_until

#: A clause made ready, about leads or about periods.
Bound = CompiledClause | PeriodTerms
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
    """An agreement ready for the fold: the clauses of all versions in force, and an `Edition` for each of them.

    Clauses are numbered through all versions (`index`), oldest first; the same clause in several versions has one
    `key`. A version that is not in force makes moves and starts no clock.
    """

    def __init__(self, agreement: Agreement, reigns: Sequence[Reign] | None = None) -> None:
        self.agreement = agreement
        found = agreement.reigns if reigns is None else tuple(reigns)
        self.reigns = found or (Reign(agreement, 0, 0, (0, 0)),)
        self.editions = [Edition(reign, number) for number, reign in enumerate(self.reigns)]
        self.clauses: list[CompiledClause] = []
        self.periods: list[PeriodTerms] = []
        self.keys: dict[Any, int] = {}
        self._count = 0
        for edition in self.editions:
            self._compile_clauses_of(edition)
        #: For each place under which facts are taken down, the number of the clause in `periods` and the role there.
        self.places = [
            (number, role)
            for number, terms in enumerate(self.periods)
            for role, _ in enumerate(terms.observed)
        ]
        self.duties = [duty for edition in self.editions for duty in self._compile_duties(edition)]
        #: What may be owed for periods, and its number by version, clause, occasion and place of the action; what the
        #: team does about it is taken down after the facts of clauses, under `len(places)` and its number.
        self.period_duties: list[CompiledClause] = []
        self.period_duties_by_place: dict[tuple[str, str, str, int], int] = {}
        for edition in self.editions:
            self._compile_period_duties(edition)
        #: Whether the engine may recycle a lead by itself at a deadline.
        self.recycling = any(
            action.automatic
            for compiled in (*self.clauses, *self.duties)
            for occasion in compiled.clause.occasions
            for action in compiled.clause.actions_on(occasion)
        )
        self.warning = any(clause.clause.on_warning for clause in self.clauses)
        self.pausing = any(clause.pause is not None for clause in self.clauses)
        #: Clauses that count from an earlier event and may be paused: their pauses are kept from the beginning.
        self.holding = [c for c in self.clauses if c.pause is not None and c.count_from is not None]
        for edition in self.editions:
            Handling(self, edition).compile()
        #: The last version is the one by which people read: its zone, what it declares.
        last = self.editions[-1]
        self.version, self.tz, self.declared = last.version, last.tz, last.declared
        self.handlers, self.other = last.handlers, last.other

    @property
    def versions(self) -> list[str]:
        """The names of the versions, the oldest first."""
        return [edition.version for edition in self.editions]

    @cached_property
    def by_name(self) -> dict[tuple[str, str, str | None], CompiledClause]:
        """Clauses and duties about leads by their version, their id and, of a duty, its step."""
        return {(c.version, c.clause.id, c.step): c for c in (*self.clauses, *self.duties)}

    def edition_at(self, at: int) -> Edition:
        """The edition by which what happens at an instant is judged: that of the last version to have begun."""
        begun = [edition for edition in self.editions[1:] if edition.begins <= at]
        return begun[-1] if begun else self.editions[0]

    @cached_property
    def clauses_by_id(self) -> dict[str, Clause]:
        """The clauses of all versions by their ids, each as the last version has it, in the order of their keys."""
        return {name: clause for edition in self.editions for name, clause in edition.clauses.items()}

    def _number(self, name: Any) -> tuple[int, int]:
        """The index of a clause or duty, and its key: the index of the first of that name."""
        index = self._count
        self._count += 1
        return index, self.keys.setdefault(name, index)

    def _compile_clauses_of(self, edition: Edition) -> None:
        agreement, reign = edition.agreement, edition.reign
        until = covered_until(reign, self.reigns[edition.number + 1 :])
        for clause in agreement.clauses:
            index, key = self._number(clause.id)
            if about_leads(clause):
                compiled = CompiledClause(clause, index, key, agreement, edition.declared, until)
                compiled.edition = edition.number
                edition.by_key[key] = compiled
                self.clauses.append(compiled)
            elif about_periods(clause):
                before = [terms for terms in self.periods if terms.clause.id == clause.id]
                self.periods.append(PeriodTerms(clause, index, key, reign, before))

    def _compile_duties(self, edition: Edition) -> Iterable[CompiledClause]:
        """The duties of each clause, numbered after all clauses: those of one instant come in that order."""
        agreement = edition.agreement
        for compiled in edition.by_key.values():
            made = {}
            for place, duty in duties_of(compiled.clause, agreement.roles):
                index, key = self._number((duty.id, duty.step))
                made[place] = CompiledClause(duty, index, key, agreement, edition.declared, compiled.until)
            if made:
                compiled.duties = made
                yield from made.values()

    def _compile_period_duties(self, edition: Edition) -> None:
        agreement, until = edition.agreement, edition.reign.term[1]
        for clause in agreement.clauses:
            for (occasion, place), duty in period_duties_of(clause, agreement.roles):
                index, key = self._number((None, duty.id, duty.step))
                number = len(self.period_duties)
                self.period_duties.append(
                    CompiledClause(duty, index, key, agreement, edition.declared, until)
                )
                self.period_duties_by_place[agreement.version, clause.id, occasion, place] = number


class Edition:
    """What the fold follows while one version is in force: its moves and starts, and what ends clocks of any version.

    `begins` is the instant from which on it is followed (the first always was). `by_key` are its clauses about leads.
    """

    def __init__(self, reign: Reign, number: int) -> None:
        agreement: Agreement = reign.agreement
        self.reign = reign
        self.number = number
        self.agreement = agreement
        self.version = agreement.version
        self.clauses = agreement.clauses_by_id
        self.begins = reign.first
        self.tz = zone(agreement.timezone)
        self.order = agreement.lifecycle.order
        self.declared = agreement.declared
        self.declared_names = frozenset(self.declared)
        self.by_key: dict[int, CompiledClause] = {}
        self.handlers: dict[str, Handler] = {}
        self.other = Handler(ANY)


class Handling:
    """Makes the handlers of one edition."""

    def __init__(self, program: Program, edition: Edition) -> None:
        self.program = program
        self.edition = edition
        self.handlers = edition.handlers
        self.order = edition.order
        self._shared: dict[tuple[str, Trigger], dict[str, Test]] = {}

    def compile(self) -> None:
        agreement, edition = self.edition.agreement, self.edition
        # Names with a meaning of their own come first, so that they too get what every event can do.
        for name in ("assigned", "recycled", "merged"):
            self._handler(name)
        if agreement.disqualification:
            handler = self._handler("disqualified")
            handler.objection = objection(agreement.disqualification, edition.declared)
            handler.moving = True
        self._compile_moves(agreement)
        self._compile_clauses()
        edition.other = self.other = self.handlers.pop(ANY, edition.other)
        self._remember()

    def _handler(self, name: str) -> Handler:
        return self.handlers.setdefault(name, Handler(name))

    def _compile_moves(self, agreement: Agreement) -> None:
        for name, moves in agreement.lifecycle.table(self.edition.declared).items():
            self._handler(name).moves = moves
            self._handler(name).moving = True
            self._handler(name).named = any(compiled.move.event == name for compiled in moves)

    def _tests(self, compiled: Bound, trigger: Trigger) -> dict[str, Test]:
        """The tests of a trigger; clauses with the same trigger share them, so that the fold asks once.

        A clause asks by the fields of its own version; what moves a lead is a matter of the version in force.
        """
        known = (compiled.version, trigger)
        if known not in self._shared:
            moving = {name for name, handler in self.handlers.items() if handler.moves}
            self._shared[known] = trigger.tests(compiled.declared, moving, self.order)
        return dict(self._shared[known])

    def _compile_clauses(self) -> None:
        program, number = self.program, self.edition.number
        # What can run are clocks of this version and of those before it.
        running = [c for edition in program.editions[: number + 1] for c in edition.by_key.values()]
        own = self.edition.by_key.values()
        tested: list[tuple[CompiledClause, str, dict[str, Test]]] = []
        for compiled in running:
            clause, schedule = compiled.clause, compiled.schedule
            void_on = voiding(clause)
            if compiled in own:
                tested.append((compiled, "starts", self._tests(compiled, clause.starts())))
            tested.append((compiled, "settles", self._tests(compiled, clause.settles())))
            tested.append((compiled, "voids", self._tests(compiled, void_on)))
            if schedule is not None:
                tested.append((compiled, "ends", self._tests(compiled, schedule.ends_on)))
                tested.append((compiled, "notices", dict.fromkeys(schedule.noticed, ALWAYS)))
        tested += [(duty, "settles", self._tests(duty, duty.clause.settles())) for duty in program.duties]
        observed = [
            (place, terms, one, self._tests(terms, one.trigger))
            for place, (terms, one) in enumerate(
                (terms, one) for terms in program.periods for one in terms.observed
            )
        ]
        deeds = [
            (place, self._tests(duty, duty.clause.settles()))
            for place, duty in enumerate(program.period_duties, len(program.places))
        ]
        for tests in (
            *(one[-1] for one in tested),
            *(one[-1] for one in observed),
            *(one[-1] for one in deeds),
        ):
            for name in tests:
                self._handler(name)
        for compiled, role, tests in tested:
            for handler, test in self._spread(tests):
                self._enter(handler, compiled, role, test)
        for place, terms, one, tests in observed:
            for handler, test in self._spread(tests):
                asked = test if one.when is None else both(test, one.when.compile(terms.declared))
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

    def _remember(self) -> None:
        """What any version looks back on is remembered under all of them."""
        agreements = [edition.agreement for edition in self.program.editions]
        names = {clause.count_from for clause in self.program.clauses if clause.count_from is not None}
        for agreement in agreements:
            names |= {rule.event for rule in agreement.scorecards.rules if rule.event and rule.when is None}
            for criterion in criteria_of(agreement):
                names |= criterion.counted
        for name in sorted(names):
            for logged, test in event_tests(name).items():
                self._handler_for_memory(logged).remembers += ((name, test),)
        # After the names alone, so that a criterion that counts them counts this event too.
        rules = {
            rule.remembered: (agreement, rule)
            for agreement in agreements
            for rule in agreement.scorecards.rules
        }
        for key, (agreement, rule) in rules.items():
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


def voiding(clause: LeadClause) -> Trigger:
    """What voids the clocks of a clause: what it says, else that the lead is gone by what the clause does not name."""
    said = clause.voids()
    if said is not None:
        return said
    named = clause.starts().events | clause.settles().events
    return Trigger.of([name for name in VOIDING if name not in named] or ["merged"])


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
