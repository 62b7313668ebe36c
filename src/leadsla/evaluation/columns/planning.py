"""Which clauses can be judged in vectors, by which columns, and why the others cannot."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import attrs

from leadsla.evaluation.columns.reads import NOTHING, Reads, of_criterion, of_trigger
from leadsla.evaluation.columns.stages import reads_of
from leadsla.evaluation.columns.table import Layout
from leadsla.evaluation.compile import Edition, Handler, Program, voiding
from leadsla.evaluation.terms import CompiledClause
from leadsla.triggers import ALWAYS, Test, Trigger


@attrs.frozen(eq=False)
class Asked:
    """A test that is asked about the event of a column, and what it looks at.

    `known` are the answers that were given, by what was looked at, for the next table.
    """

    place: int
    test: Test
    reads: Reads
    known: dict[Any, Any] = attrs.field(factory=dict, repr=False)


@attrs.frozen
class ClausePlan:
    """By which columns a clause is judged. `why_not` says why it cannot be, in words; then the rest means nothing.

    `starts` says what starts its clock, together with what its `when`, its segments and its calendar look at.
    """

    compiled: CompiledClause
    starts: tuple[Asked, ...] = ()
    settles: tuple[Asked, ...] = ()
    voids: tuple[Asked, ...] = ()
    #: Whether the clock stands still; where it ever does for a lead, that lead is folded.
    pauses: tuple[Asked, ...] = ()
    why_not: str = ""

    @property
    def asked(self) -> tuple[Asked, ...]:
        """All that is asked."""
        return (*self.starts, *self.settles, *self.voids, *self.pauses)

    @property
    def staged(self) -> bool:
        """Whether it has to be known where leads are."""
        return any(one.reads.stage or one.reads.moved for one in self.asked)


@attrs.frozen(eq=False)
class TablePlan:
    """How the clauses of a program are judged over tables of one layout, by the ids of the clauses.

    `merged` and `recycled` are the columns of such events. `acting` are the clauses by which the engine recycles leads.
    """

    clauses: dict[str, ClausePlan]
    merged: tuple[int, ...]
    recycled: tuple[int, ...]
    acting: tuple[str, ...]

    @property
    def in_vectors(self) -> tuple[str, ...]:
        """The clauses that are judged in vectors."""
        return tuple(id for id, plan in self.clauses.items() if not plan.why_not)


def plan_of(program: Program, layout: Layout, *, automatic: bool) -> TablePlan:
    """How a program is judged over tables of a layout."""
    planning = _Planning(program, layout)
    edition = program.editions[-1]
    plans = {compiled.clause.id: planning.plan(compiled) for compiled in edition.by_key.values()}
    if len(program.editions) > 1:
        plans = {compiled.clause.id: planning.plan(compiled) for compiled in program.clauses}
    acting = tuple(planning.acting()) if automatic and program.recycling else ()
    untold = [id for id in acting if id not in plans or plans[id].why_not]
    if untold:
        why = f"`{untold[0]}` recycles leads by itself, and is not judged in columns"
        plans = {id: plan if plan.why_not else attrs.evolve(plan, why_not=why) for id, plan in plans.items()}
    return TablePlan(
        plans,
        tuple(place for place, name in enumerate(layout.names) if name == "merged"),
        tuple(place for place, name in enumerate(layout.names) if name == "recycled"),
        acting,
    )


class _Planning:
    """The plans of the clauses of one program."""

    def __init__(self, program: Program, layout: Layout) -> None:
        self.program = program
        self.edition: Edition = program.editions[0]
        self.layout = layout
        #: Fields that events may set anew, so that they are not the same all along.
        self.changing = {key for data in layout.data for key in data} & self.edition.declared_names

    def acting(self) -> Iterator[str]:
        """The clauses (and duties) by which the engine recycles leads."""
        for compiled in (*self.program.clauses, *self.program.duties):
            clause = compiled.clause
            if any(action.automatic for name in clause.occasions for action in clause.actions_on(name)):
                yield clause.id if compiled.step is None else f"{clause.id} {compiled.step}"

    def plan(self, compiled: CompiledClause) -> ClausePlan:
        """The plan of a clause."""
        why = self._in_general(compiled)
        if why:
            return ClausePlan(compiled, why_not=why)
        clause = compiled.clause
        further = of_criterion(clause.when)
        for case in clause.window() or ():
            further |= of_criterion(case.when)
        if clause.calendar_by is not None:
            read = clause.calendar_by.field or clause.calendar_by.zone
            further |= Reads(frozenset(() if read is None else (read,)))
        plan = ClausePlan(
            compiled,
            tuple(self._asked(clause.starts(), lambda handler: dict(handler.starts).get(compiled), further)),
            tuple(self._asked(clause.settles(), lambda handler: _ending(handler, compiled)[0])),
            tuple(self._asked(voiding(clause), lambda handler: _ending(handler, compiled)[1])),
        )
        plan = attrs.evolve(plan, pauses=tuple(self._pauses(plan)))
        why = self._of_what_it_reads(plan)
        return ClausePlan(compiled, why_not=why) if why else plan

    def _in_general(self, compiled: CompiledClause) -> str:
        """Why a clause can be judged in vectors over no table at all; empty where it can."""
        clause = compiled.clause
        if len(self.program.editions) > 1:
            return "several versions of the agreement come into force, and a clock goes by the one it started under"
        if compiled.schedule is not None:
            return "it has a plan, whose steps are clocks of their own"
        if compiled.value_of is not None:
            return f"`per: {clause.per}` gives a lead several clocks"
        if compiled.repeat is None:
            return "every start has a clock of its own"
        if compiled.count_from is not None:
            return f"`count_from: {clause.count_from}` counts from an earlier event"
        if compiled.begin or compiled.complete or compiled.settled:
            return f"a `{clause.kind}` is not settled by one event"
        if clause.inverse:
            return f"a `{clause.kind}` is met at its due"
        dated = compiled.calendars.dated
        used = {compiled.calendars.default, *compiled.calendars.by_value.values()}
        changed = sorted(used & dated.keys()) or (sorted(dated) if clause.calendar_by else [])
        if changed:
            return f"the calendar `{changed[0]}` has other hours from some date on"
        return ""

    def _asked(self, trigger: Trigger, find: object, further: Reads = NOTHING) -> Iterator[Asked]:
        for place, name in enumerate(self.layout.names):
            handler = self.edition.handlers.get(name, self.edition.other)
            test = find(handler)  # type: ignore[operator]
            if test is not None:
                reads = NOTHING if test is ALWAYS else of_trigger(trigger, name)
                if not handler.moves:
                    reads = attrs.evolve(reads, moved=False)
                yield Asked(place, test, reads | further)

    def _pauses(self, plan: ClausePlan) -> Iterator[Asked]:
        """Whether the clock stands still, at all events that may change that: fields stay as they were at the start."""
        pause, reads = plan.compiled.pause, of_criterion(plan.compiled.clause.pause_while)
        if pause is not None:
            places = range(len(self.layout.names)) if reads.stage else [one.place for one in plan.starts]
            for place in places:
                yield Asked(place, lambda lead, event: pause(lead, None), reads)

    def _of_what_it_reads(self, plan: ClausePlan) -> str:
        """What a clause looks at and a table does not tell; empty where there is nothing."""
        for one in plan.asked:
            why = self._untold(one.place, one.reads)
            if why:
                return why
        return self._stages_untold if plan.staged else ""

    @cached_property
    def _stages_untold(self) -> str:
        """Why it cannot be told in which stage leads are."""
        for place, name in enumerate(self.layout.names):
            handler = self.edition.handlers.get(name, self.edition.other)
            why = self._untold(place, reads_of(handler.moves))
            if why:
                return f"it goes by the stage, and whether `{name}` moves a lead cannot be told: {why}"
        return ""

    def _untold(self, place: int, reads: Reads) -> str:
        if reads.beyond:
            return f"it reads {min(reads.beyond)}, which a table of instants and fields does not tell"
        changing = sorted(reads.fields & self.changing)
        if changing:
            return f"it reads `{changing[0]}`, which events of the table set anew"
        carried = sorted(reads.data & self.layout.fields)
        if carried:
            return f"it reads `event.{carried[0]}`, which is a field of the table: only the first event carries it"
        return ""


def _ending(handler: Handler, compiled: CompiledClause) -> tuple[Test | None, Test | None]:
    return handler.ends.get(compiled.index, (None, None))
