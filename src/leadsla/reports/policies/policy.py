"""A policy in a comparison: an agreement with its name, its evaluation, and its clocks beside those of the baseline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

import attrs

from leadsla.agreement import Agreement
from leadsla.attainment import Attainment
from leadsla.evaluation import Clock, Evaluation, Plan
from leadsla.evaluation.promises import counted_by
from leadsla.instants import instant, zone
from leadsla.lead import BREACHED, MET
from leadsla.reports.comparison import Comparison
from leadsla.reports.comparison.comparing import paired
from leadsla.reports.policies.paired import Paired


class Match(NamedTuple):
    """A clock (or plan) that counts for a promise, under the baseline and under the policy; None where it is not there.

    `period` is where it counts under both, None where the two count it in two periods, or one does not have it.
    """

    clause: str
    period: str | None
    old: Clock | Plan | None
    new: Clock | Plan | None


@attrs.frozen(slots=False, eq=False)
class Policy:
    """An agreement under a name, as it judged the log; `baseline` is the one that it is compared with, None for itself.

    `names` are the ids that promises have here and that the baseline has for them, where they are only renamed.
    """

    name: str
    evaluation: Evaluation
    baseline: Policy | None = None
    comparison: Comparison | None = None
    names: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def agreement(self) -> Agreement:
        """The agreement."""
        return self.evaluation.agreement

    def called(self, clause: str) -> str:
        """The id of a promise as the baseline has it."""
        return self.names.get(clause, clause)

    @cached_property
    def titles(self) -> dict[str, str]:
        """What its promises are called, by the ids of the baseline, in their order."""
        return {self.called(clause.id): clause.name for clause in self.agreement.clauses}

    @cached_property
    def attained(self) -> dict[tuple[str, str], Attainment]:
        """Its attainment by promise and period."""
        return {(self.called(row.clause), row.period): row for row in self.evaluation.attainment()}

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """The clocks that count for promises, beside those of the baseline."""
        if self.baseline is None:
            return ()
        old, new = self.baseline.evaluation.counted(), self.evaluation.counted()
        before = {id(one.clock): (one.clause, one.period) for one in old}
        after = {id(one.clock): (self.called(one.clause), one.period) for one in new}
        back = {theirs: ours for ours, theirs in self.names.items()}
        found = []
        for one, two in paired([one.clock for one in old], [two.clock for two in new], back):
            was, now = before.get(id(one)), after.get(id(two))
            clause = (was or now or ("", ""))[0]
            found.append(Match(clause, was[1] if was and was == now else None, one, two))
        return tuple(found)

    def paired(self, clause: str, period: str | None = None) -> Paired | None:
        """How the clocks of a promise turned that are judged under both, of one period or of all; None for no promise.

        For the baseline itself, and a promise that one of the two does not have, there is none.
        """
        return self._paired.get((clause, period))

    @cached_property
    def _paired(self) -> dict[tuple[str, str | None], Paired]:
        if self.baseline is None:
            return {}
        names = {
            (True, True): "both",
            (False, True): "gained",
            (True, False): "lost",
            (False, False): "neither",
        }
        shared = self.titles.keys() & self.baseline.titles.keys()
        counts: dict[tuple[str, str | None], dict[str, int]] = {(clause, None): {} for clause in shared}
        counts |= {key: {} for key in self.attained.keys() & self.baseline.attained.keys()}
        for match in self.matches:
            if match.old is None or match.new is None:
                continue
            if {match.old.outcome, match.new.outcome} <= {MET, BREACHED}:
                name = names[match.old.outcome == MET, match.new.outcome == MET]
                for key in {(match.clause, None), (match.clause, match.period)}:
                    if key in counts:
                        counts[key][name] = counts[key].get(name, 0) + 1
        return {key: Paired(**found) for key, found in counts.items()}

    @cached_property
    def followed(self) -> dict[tuple[str, str], dict[str, int]]:
        """How often each action followed, by promise and the period in which it did."""
        clauses, tz = self.agreement.clauses_by_id, zone(self.agreement.timezone)
        found: dict[tuple[str, str], dict[str, int]] = {}
        for said in self.evaluation.consequences:
            period = counted_by(clauses[said.clause]).label(instant(said.at), tz)
            cell = found.setdefault((self.called(said.clause), period), {})
            action = f"{said.do} {said.to}"
            cell[action] = cell.get(action, 0) + 1
        return found

    @cached_property
    def on_the_list(self) -> Counter[tuple[str, str]]:
        """How many clocks of each promise the worklist has: all that are `owed`, and those that are `overdue`."""
        found: Counter[tuple[str, str]] = Counter()
        for owed in self.evaluation.worklist():
            clause = self.called(owed.clock.clause)
            found[clause, "owed"] += 1
            found[clause, "overdue"] += owed.clock.outcome == BREACHED
        return found
