"""`Evaluation`: all that can be said of a log that was judged under an agreement, at an instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs

from leadsla.agreement import Agreement
from leadsla.allowance import Allowance
from leadsla.attainment import Attainment
from leadsla.clauses import Clause
from leadsla.consequences import Consequence
from leadsla.errors import UnknownError
from leadsla.evaluation.attaining import Counted, allowances, attainment, counted
from leadsla.evaluation.clocks import (
    Anomaly,
    Clock,
    anomalies_of,
    clock_view,
    consequences_of,
)
from leadsla.evaluation.collector import collector_paused
from leadsla.evaluation.compile import Program
from leadsla.evaluation.periodic.books import Books, books_of, in_order_of_start
from leadsla.evaluation.periodic.duties import PeriodDuty, duties_of_periods
from leadsla.evaluation.periodic.standing import PeriodClock, period_view
from leadsla.evaluation.plans import Adherence, Plan, adherence, plan_view
from leadsla.evaluation.succession import Folding, folding
from leadsla.evaluation.targets import Targets, missed_consequences
from leadsla.evaluation.worklist import Owed, worklist
from leadsla.events import Event
from leadsla.instants import FIRST, LAST, instant, iso, moment
from leadsla.lead import BREACHED, OPEN, Lead
from leadsla.tables import Printed, Rows, Sheet

if TYPE_CHECKING:
    from leadsla.clauses import Clause
    from leadsla.evaluation.delays import Delay
    from leadsla.evaluation.explanation.explain import Explanation
    from leadsla.evaluation.explanation.unstarted import Unstarted
    from leadsla.evaluation.journeys import Journey
    from leadsla.evaluation.periodic.explaining import PeriodExplanation
    from leadsla.evaluation.timings import Timing
    from leadsla.qualification import Score, Snapshot


class Evaluation(Printed):
    """The clocks, consequences and anomalies of a log at an instant.

    Everything is worked out when it is asked for and kept. `at` is the instant; `later` counts events after it, which
    were ignored; `duplicates` counts events ignored because their id was there before.
    """

    def __init__(
        self,
        program: Program,
        at: int,
        leads: Iterable[Lead],
        history: Callable[[str], tuple[Lead, list[Event]]],
        *,
        team: Lead | None,
        automatic: bool,
        extra: Sequence[Anomaly],
        later: int,
        duplicates: int,
        as_if: bool = False,
    ) -> None:
        #: Whether one version was judged by alone, as if it had been in force all along.
        self.as_if = as_if
        self._program = program
        self._at = at
        self._leads = {lead.id: lead for lead in sorted(leads, key=lambda lead: lead.id)}
        self._history = history
        #: What is known of the team, whose events have no lead.
        self._team = team
        self._automatic = automatic
        self._extra = tuple(extra)
        self.later = later
        self.duplicates = duplicates

    @property
    def agreement(self) -> Agreement:
        """The version of the agreement that is in force at the instant; where none is, the last that was."""
        return self._program.edition_at(self._at).agreement

    def version_at(self, at: dt.datetime) -> Agreement:
        """The version of the agreement by which what happens at an instant is judged."""
        return self._program.edition_at(instant(at)).agreement

    @property
    def in_force(self) -> tuple[dt.datetime, dt.datetime]:
        """The first instant at which any version is in force, and the first after it at which none is any more."""
        reigns = [edition.reign for edition in self._program.editions]
        return moment(min(one.first for one in reigns)), moment(max(one.after for one in reigns))

    @property
    def versions(self) -> tuple[Agreement, ...]:
        """All versions of the agreement, the oldest first, also those that are only proposed."""
        return self._program.agreement.versions

    @property
    def clauses(self) -> dict[str, Clause]:
        """The clauses of all versions that are ever in force, by their ids, each as the last of them has it."""
        return dict(self._program.clauses_by_id)

    def clause(self, id: str) -> Clause:
        """A clause by its id, as the last version in force has it; clocks of earlier ones may still run.

        Raises `KeyError` for an id that no version has.
        """
        return self._program.clauses_by_id[id]

    @property
    def at(self) -> dt.datetime:
        """The instant of the evaluation, in UTC."""
        return moment(self._at)

    @property
    def leads(self) -> tuple[str, ...]:
        """The ids of the leads, sorted."""
        return tuple(self._leads)

    @cached_property
    def clocks(self) -> Rows[Clock]:
        """Every clock, by lead, then in the order in which they started; then those of periods, in that order.

        Where one begins at the instant at which something came to be owed for a period, what is owed comes first.
        """
        of_leads = (
            clock_view(clock, lead, self._at) for lead in self._leads.values() for clock in lead.clocks
        )
        of_periods = [period_view(clock, self._at) for clock in self._periods]
        if self._owed_for_periods:
            of_periods += [duty.view(self._at) for duty in self._owed_for_periods]
            of_periods.sort(key=lambda clock: (clock.started, not clock.duty))
        return Rows(Clock, (*of_leads, *of_periods))

    @property
    def books(self) -> Books:
        """What clauses about periods took notice of; the books of parts of the leads can be merged."""
        leads = self._leads.values()
        return books_of(self._program, leads if self._team is None else (*leads, self._team))

    @cached_property
    def _periods(self) -> list[PeriodClock]:
        return in_order_of_start(self.books, self._at)

    @cached_property
    def _owed_for_periods(self) -> list[PeriodDuty]:
        if not self._program.period_duties:
            return []
        said = (consequence for consequence in self.consequences if consequence.lead is None)
        return duties_of_periods(self._program, said, self._team, self._at)

    @cached_property
    def consequences(self) -> Rows[Consequence]:
        """All that has followed, soonest first; what followed at one instant, by lead and then as it came about."""
        found = [consequence for lead in self._leads.values() for consequence in consequences_of(lead)]
        targets = Targets(self._program)
        for lead in self._leads.values():
            targets.note(lead)
        for clock in self._periods:
            found += clock.consequences
            targets.note_period(clock)
        for cell, _, now in targets.judge(self._at):
            found += missed_consequences(cell, now) if now is not None else []
        return Rows(Consequence, sorted(found, key=when_and_whose))

    @cached_property
    def anomalies(self) -> Rows[Anomaly]:
        """What in the log could not be so, or had no effect, soonest first."""
        leads = self._leads.values() if self._team is None else (*self._leads.values(), self._team)
        found = [anomaly for lead in leads for anomaly in anomalies_of(lead)]
        return Rows(Anomaly, sorted([*found, *self._extra], key=lambda anomaly: (anomaly.at, anomaly.lead)))

    @cached_property
    def plans(self) -> Rows[Plan]:
        """The plan of every cadence that has begun, by lead, with its steps: kept, missed, skipped and to come."""
        return Rows(
            Plan, (plan_view(plan, lead, self._at) for lead in self._leads.values() for plan in lead.plans)
        )

    def plan(self, lead: str, clause: str | None = None) -> Plan:
        """The last plan of a lead (of a clause): what to do when; `plan(...).next` is what to do next.

        Raises `KeyError` for a lead that is not in the log, or has no such plan.
        """
        from leadsla.evaluation.explanation.explain import unknown

        if lead not in self._leads:
            raise unknown("lead", lead, self._leads)
        found = [plan for plan in self._leads[lead].plans if clause in (None, plan.terms.clause.id)]
        if not found:
            known = {plan.terms.clause.id for plan in self._leads[lead].plans}
            if clause is None:
                raise UnknownError(f"lead {lead!r} has no plan: no cadence has begun for it")
            raise unknown(f"plan of lead {lead!r} by the clause", clause, sorted(known))
        return plan_view(found[-1], self._leads[lead], self._at)

    def adherence(self) -> Rows[Adherence]:
        """How the steps of cadences were kept, over all leads: done, late, by another channel, skipped, and so on."""
        return adherence(self.plans)

    def stage(self, lead: str) -> str | None:
        """Where a lead is in its lifecycle; raises `KeyError` for a lead that is not in the log."""
        return self._leads[lead].stage

    def passes(self, lead: str) -> int:
        """In which pass a lead is: 1, and one more for each time it was recycled; raises `KeyError` as `stage`."""
        return self._leads[lead].passes

    def attainment(self, by: str | None = None) -> Rows[Attainment]:
        """Each promise in each period, by the clocks that started in it; a month where a clause has no target.

        Clocks of all versions that started in a period are counted together, and the target is that of the version in
        force as it began (see `leadsla.evaluation.promises`).

        `by="assignee"` (or another attribute of `Clock`) gives a row for each value.
        """
        return self._attained if by is None else attainment(self._program, self._counted, self._at, by)

    @cached_property
    def _attained(self) -> Rows[Attainment]:
        return attainment(self._program, self._counted, self._at)

    def counted(self) -> tuple[Counted, ...]:
        """The clocks (and plans promised as a whole) that count for promises, each with its clause and period."""
        return self._counted

    @cached_property
    def _counted(self) -> tuple[Counted, ...]:
        return tuple(counted(self._program, self.clocks, self.plans))

    @cached_property
    def _counted_by_period(self) -> dict[str, list[Counted]]:
        found: dict[str, list[Counted]] = {}
        for one in self._counted:
            found.setdefault(one.period, []).append(one)
        return found

    def allowance(self, period: str | None = None) -> Rows[Allowance]:
        """How many more clocks each target can afford to be breached, in `period` or in the last one with clocks.

        A row for each promise with a target that has a clock in the period; see `Allowance`.

        >>> from datetime import datetime, timezone
        >>> from leadsla import evaluate, examples
        >>> log, at = examples.acme_events(), datetime(2026, 2, 17, 21, tzinfo=timezone.utc)
        >>> [(row.row.clause, row.left) for row in evaluate(examples.acme(), log, at).allowance()][:1]
        [('first-response', 1)]

        Raises `WindowError` for a `period` that is none.
        """
        among = self._counted if period is None else self._counted_by_period.get(period, ())
        return allowances(self._program, among, self._at, period)

    def worklist(self) -> Rows[Owed]:
        """What is owed, soonest due first."""
        duties = (duty for duty in self._owed_for_periods if duty.clock.ended_at is None)
        periods = (clock for clock in self._periods if clock.ended_at is None)
        return worklist(self._leads.values(), duties, periods, self._at)

    def explain(
        self,
        lead: str | None,
        clause: str,
        cycle: int | None = None,
        step: str | None = None,
        *,
        period: str | None = None,
    ) -> Explanation | PeriodExplanation:
        """Why a clock stands as it does, or why there is none: see `Explanation` and `PeriodExplanation`.

        `cycle` chooses among several clocks of the clause, the last by default; `step` one of its duties, such as
        `on_breach[0]:review`, or a step of a plan, such as `morning:2`. For a clause about periods `period` chooses
        one (`2026-03`; by default the last that has begun), and `lead` may be None, or the lead whose events are to be
        listed alone. Raises `KeyError` for an unknown lead, clause, step or period.
        """
        from leadsla.evaluation.explanation.explain import explain, unknown
        from leadsla.evaluation.periodic.explaining import explain_period

        if lead is not None and lead not in self._leads:
            raise unknown("lead", lead, self._leads)
        # A clause may be about leads in one version and about periods in another.
        of_leads = any(compiled.clause.id == clause for compiled in self._program.clauses)
        of_lead = of_leads and lead is not None and period is None
        if not of_lead and any(terms.clause.id == clause for terms in self._program.periods):
            return explain_period(self.books, self._at, clause, period, lead)
        if lead is None and clause in self._program.clauses_by_id:
            raise UnknownError(f"`{clause}` is a promise on each lead; name the lead")
        if lead is None:
            raise unknown("clause", clause, self._program.clauses_by_id)
        return explain(
            self._program, *self._history(lead), self._at, clause, cycle, step, automatic=self._automatic
        )

    def unstarted(self, leads: Iterable[str] | None = None) -> Rows[Unstarted]:
        """Which leads (all by default) have no clock of a clause, by clause and reason: see `Unstarted`.

        The reason is that of the explanation of each, without the values that its criteria saw.

        >>> from datetime import datetime, timezone
        >>> from leadsla import evaluate, examples
        >>> found = evaluate(examples.acme(), examples.acme_events(), datetime(2026, 2, 17, 21, tzinfo=timezone.utc))
        >>> [(row.clause, row.reason, row.count) for row in found.unstarted()][0]
        ('persistence', 'no event of this lead is `accepted`', 8)

        Raises `UnknownError` (a `KeyError`) for an unknown lead.
        """
        from leadsla.evaluation.explanation.explain import unknown
        from leadsla.evaluation.explanation.unstarted import Unstarted, unstarted

        chosen = self._leads if leads is None else dict.fromkeys(sorted(leads))
        for lead in chosen:
            if lead not in self._leads:
                raise unknown("lead", lead, self._leads)
        found = (self._leads[lead] for lead in chosen)
        with collector_paused():
            rows = unstarted(self._program, found, self._history, self._at, automatic=self._automatic)
            return Rows(Unstarted, rows)

    def void_causes(self, leads: Iterable[str]) -> dict[tuple[str, str, int, str | None], str]:
        """What voided each void clock of some leads, by lead, clause, cycle and step: "`recycled` voided it"."""
        from leadsla.evaluation.explanation.voided import voided

        chosen = sorted(set(leads) & self._leads.keys())
        with collector_paused():
            return voided(self._program, chosen, self._history, self._at, automatic=self._automatic)

    def timings(self) -> Rows[Timing]:
        """How long each clock of a lead took, beside its window; in the order of `clocks`, without those of periods."""
        from leadsla.evaluation.timings import Timing, timings

        clocks = [clock for lead in self._leads.values() for clock in lead.clocks]
        return Rows(Timing, timings(self.clocks[: len(clocks)], clocks, self._at))

    def delays(self, start: dt.datetime | None = None, end: dt.datetime | None = None) -> Rows[Delay]:
        """Why clocks of leads were breached: where the time of each went, in parts that add up to the whole wait.

        With `start` or `end`, of the clocks that started in that stretch of time.
        """
        from leadsla.evaluation.delays import Delay, delays

        leads = self._leads.values()
        started = FIRST if start is None else instant(start), LAST if end is None else instant(end)
        running = (clock for lead in leads for clock in lead.clocks)
        found = delays(
            self._program,
            leads,
            self._history,
            self._at,
            automatic=self._automatic,
            views=dict(zip(running, self.clocks, strict=False)),  # those of periods come after those of leads
            started=started,
        )
        return Rows(Delay, found)

    def journeys(self, until: dt.datetime | None = None) -> Rows[Journey]:
        """Where each lead went and how it stood at `until` (now by default, and never later), by what is known now."""
        limit = self._at if until is None else min(self._at, instant(until, "until"))
        return self._journeys if limit == self._at else self._journeys_until(limit)

    @cached_property
    def _journeys(self) -> Rows[Journey]:
        return self._journeys_until(self._at)

    def _journeys_until(self, limit: int) -> Rows[Journey]:
        from leadsla.evaluation.journeys import Journey, journeys

        with collector_paused():
            judged = self._leads if limit == self._at else None
            found = journeys(
                self._program, self._leads, self._history, limit, automatic=self._automatic, judged=judged
            )
            return Rows(Journey, found)

    def findings(self) -> dict[tuple[str, str], str]:
        """What each period came to, in words, by clause and period: `87 of 100, 13 lacking`."""
        from leadsla.evaluation.periodic.explaining import findings

        return findings(self.books, self._at)

    def score(self, lead: str, at: dt.datetime | None = None) -> Score:
        """What a lead scores now, or scored at an earlier instant, with every rule and what is behind it: see `Score`.

        Raises `UnknownError` (a `KeyError`) for an unknown lead, and where the agreement has no scorecards.
        """
        from leadsla.qualification import Bound, score

        limit = self._at if at is None else min(self._at, instant(at))
        edition = self._program.edition_at(limit)
        scores = edition.declared.scores
        if not isinstance(scores, Bound):
            raise UnknownError("the agreement has no scorecards, so no lead has a score")
        return score(scores, self.snapshot(lead, at), lead, edition.agreement.timezone)

    def snapshot(self, lead: str, at: dt.datetime | None = None) -> Snapshot:
        """A lead as criteria see it now, or saw it at an earlier instant, with what happened at that instant.

        Raises `UnknownError` (a `KeyError`) for an unknown lead, and for an instant that a monitor has compacted.
        """
        from leadsla.evaluation.explanation.explain import unknown
        from leadsla.qualification import Snapshot

        if lead not in self._leads:
            raise unknown("lead", lead, self._leads)
        limit = self._at if at is None else min(self._at, instant(at))
        if limit == self._at:
            return Snapshot.of(self._leads[lead], limit)
        begun, events = self._history(lead)
        if begun.created is not None and begun.at > limit:
            raise UnknownError(
                f"the monitor has compacted what happened to lead {lead!r} up to {iso(begun.at)}"
            )
        for event in events:
            if event.instant <= limit:
                self._folding.step(begun, event)
        self._folding.advance(begun, limit)
        return Snapshot.of(begun, limit)

    @cached_property
    def _folding(self) -> Folding:
        return folding(self._program, automatic=self._automatic)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the command line."""
        return {
            "agreement": self.agreement.agreement,
            "version": self.agreement.version,
            "at": iso(self._at),
            "clocks": [clock.to_dict() for clock in self.clocks],
            "attainment": [row.to_dict() for row in self.attainment()],
            "consequences": [consequence.to_dict() for consequence in self.consequences],
            "anomalies": [anomaly.to_dict() for anomaly in self.anomalies],
        }

    def to_frame(self, backend: str = "pandas") -> Any:
        """The clocks as a data frame of `backend` (pandas, polars or pyarrow): a row a clock, times in UTC."""
        return self.clocks.to_frame(backend)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        """The promises in each period, the latest first, and what is owed next."""
        promises = Rows(Attainment, sorted(self.attainment(), key=lambda row: row.period, reverse=True))
        owed = self.worklist()
        (rows,), (next_,) = promises._sheets(shown), owed._sheets(min(shown, 5))
        return (
            attrs.evolve(rows, head=repr(self)[1:-1]),
            attrs.evolve(next_, head=f"{len(owed):,} owed, soonest due first"),
        )

    def __repr__(self) -> str:
        outcomes = [clock.outcome for clock in self.clocks]
        late = sum(clock.outcome == BREACHED for clock in self.clocks)
        at_risk = sum(clock.at_risk for clock in self.clocks)
        version = self.agreement.version
        judged = f"as if by version {version}" if self.as_if else version
        return (
            f"<Evaluation {self.agreement.agreement} {judged} at {iso(self._at)}: "
            f"{len(self._leads):,} leads, {len(outcomes):,} clocks, {late:,} late, {outcomes.count(OPEN):,} open, "
            f"{at_risk:,} at risk>"
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Evaluation) and self.to_dict() == other.to_dict()

    __hash__ = None  # type: ignore[assignment]


def when_and_whose(consequence: Consequence) -> tuple[dt.datetime, str]:
    """What consequences are sorted by: those of one lead and instant stay in the order in which they came about."""
    return consequence.at, consequence.lead or ""
