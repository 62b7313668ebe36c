"""Running counts of what the clocks under watch have come to: attainment without folding anything again.

Counting at every event would make every event dearer, also for hosts that never ask. So a tally is begun when somebody
asks, a change of a lead only notes its name from then on, and the next question counts anew the leads so noted alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from leadsla.attainment import Attainment
from leadsla.evaluation.attaining import row_of
from leadsla.evaluation.compile import Program
from leadsla.evaluation.periodic.standing import PeriodClock
from leadsla.evaluation.promises import counted_by
from leadsla.lead import Lead
from leadsla.periods import Period
from leadsla.tables import Rows

#: The key of a clause, a period, an outcome.
Counted = tuple[int, str, str]


class Tally:
    """The clocks of leads by promise, period and outcome; `stale` are the leads to be counted anew."""

    def __init__(self, program: Program, leads: Iterable[str]) -> None:
        self.program = program
        #: By the index of clauses: their key, by which periods clocks are counted, and whether plans are, not clocks.
        self.promises: dict[int, tuple[int, Period, bool]] = {
            compiled.index: (compiled.key, counted_by(compiled.clause), compiled.clause.counts_plans)
            for compiled in program.clauses
        }
        self.names = {compiled.key: compiled.clause.id for compiled in program.clauses}
        self.names |= {terms.key: terms.clause.id for terms in program.periods}
        self.counts: Counter[Counted] = Counter()
        self.by_lead: dict[str, Counter[Counted]] = {}
        self.stale = set(leads)

    def of(self, lead: Lead) -> Counter[Counted]:
        """What one lead adds."""
        found: Counter[Counted] = Counter()
        for judged, plans in ((lead.clocks, False), (lead.plans, True)):
            for one in judged:
                promise = self.promises.get(one.terms.index)
                if promise is not None and promise[2] is plans:
                    found[promise[0], promise[1].label(one.started, one.terms.tz), one.outcome] += 1
        return found

    def refresh(self, leads: Mapping[str, Lead]) -> None:
        """Count anew what has changed."""
        for name in self.stale:
            now = self.of(leads[name])
            self.counts.subtract(self.by_lead.get(name, Counter()))
            self.counts.update(now)
            self.by_lead[name] = now
        self.stale.clear()

    def rows(
        self, further: Iterable[tuple[Lead, Lead]], periods: Iterable[PeriodClock], at: int
    ) -> Rows[Attainment]:
        """Attainment at an instant; `further` are leads as they were counted, and as they have moved on since."""
        counts = Counter(self.counts)
        for counted, now in further:
            counts.subtract(self.of(counted))
            counts.update(self.of(now))
        for clock in periods:
            label = counted_by(clock.terms.clause).label(clock.started, clock.terms.tz)
            counts[clock.terms.key, label, clock.outcome] += 1
        cells: dict[tuple[int, str], dict[str, int]] = {}
        for (key, label, outcome), number in counts.items():
            if number:
                cells.setdefault((key, label), {})[outcome] = number
        return Rows(
            Attainment,
            (
                row_of(self.program, self.names[key], label, None, cells[key, label], at)
                for key, label in sorted(cells)
            ),
        )
