"""What a comparison of policies gives: tables, text, a page in a notebook, drawings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import attrs

from leadsla.errors import ReadError, UnknownError, nearest
from leadsla.instants import instant, iso
from leadsla.reports.policies import counting
from leadsla.reports.policies.policy import Policy
from leadsla.reports.policies.values import (
    Attained,
    ClauseFigures,
    Doubt,
    Figure,
    Following,
    PolicyChange,
    Turn,
)
from leadsla.tables import Rows, Sheet, Showing

if TYPE_CHECKING:
    from leadsla.charts import Chart
    from leadsla.evaluation import Evaluation
    from leadsla.reports.comparison import Comparison

#: What a comparison of policies holds, as frames and JSON name it.
TABLES: Final = ("figures", "attainment", "clauses", "turns", "consequences", "changes", "worklist", "doubts")


@attrs.frozen(slots=False, eq=False, repr=False)
class PolicyComparison(Showing):
    """One log under a baseline and its alternatives. False where no alternative comes to anything else.

    `figures` is the tidy table, a row for each policy, promise, period and metric; `attainment` has a row for each
    policy, promise and period; `clauses` sums up the periods, with the paired difference of the rates. `turns` counts
    clocks from outcome to outcome and `consequences` what follows; `changes` are the clocks that stand otherwise, lead
    by lead, and `worklist` those of them that the worklist has otherwise. `doubts` are what the log cannot say.
    `evaluations` and `comparisons` (with the baseline) are by name.
    """

    policies: tuple[Policy, ...]
    doubts: Rows[Doubt]

    @property
    def baseline(self) -> str:
        """The name of the baseline."""
        return self.policies[0].name

    @property
    def alternatives(self) -> tuple[str, ...]:
        """The names of the alternatives, in their order."""
        return tuple(policy.name for policy in self.policies[1:])

    @property
    def at(self) -> dt.datetime:
        """The instant at which all are judged."""
        return self.policies[0].evaluation.at

    @property
    def evaluations(self) -> dict[str, Evaluation]:
        """The evaluation under each policy."""
        return {policy.name: policy.evaluation for policy in self.policies}

    @property
    def comparisons(self) -> dict[str, Comparison]:
        """Each alternative beside the baseline, lead by lead."""
        return {one.name: one.comparison for one in self.policies if one.comparison is not None}

    @cached_property
    def names(self) -> dict[str, str]:
        """What the promises are called, by their ids: those of the baseline, then those of alternatives alone."""
        return counting.clauses_of(self.policies)

    @cached_property
    def figures(self) -> Rows[Figure]:
        """Every figure by policy, promise, period and metric."""
        return Rows(Figure, counting.figures(self.policies))

    @cached_property
    def attainment(self) -> Rows[Attained]:
        """How each promise did in each period, with its target."""
        return Rows(Attained, counting.attainment(self.policies))

    @cached_property
    def clauses(self) -> Rows[ClauseFigures]:
        """How each promise did under each policy, over all periods."""
        return Rows(ClauseFigures, counting.clause_figures(self.policies))

    @cached_property
    def turns(self) -> Rows[Turn]:
        """How many clocks went from which outcome to which."""
        return Rows(Turn, counting.turns(self.policies))

    @cached_property
    def consequences(self) -> Rows[Following]:
        """How often each action follows, and how often under one of the two alone."""
        return Rows(Following, counting.followings(self.policies))

    @cached_property
    def changes(self) -> Rows[PolicyChange]:
        """The clocks that stand otherwise, policy by policy, in the order of leads."""
        return Rows(PolicyChange, counting.changes(self.policies))

    @cached_property
    def worklist(self) -> Rows[PolicyChange]:
        """The clocks that the worklist has under one of the two alone, or due at another time."""
        return self.changes.where(lambda row: row.on_the_list)

    def only_in(self, policy: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The promises that a policy makes and the baseline does not, and the other way round, by their ids.

        Raises `UnknownError` (a `KeyError`) for a name that no policy has.
        """
        ours, theirs = self.policies[0].titles, self._policy(policy).titles
        return tuple(one for one in theirs if one not in ours), tuple(
            one for one in ours if one not in theirs
        )

    def _policy(self, name: str) -> Policy:
        known = {policy.name: policy for policy in self.policies}
        if name not in known:
            raise UnknownError(f"there is no policy {name!r}; there is {', '.join(known)}")
        return known[name]

    def __bool__(self) -> bool:
        return any(self.comparisons.values())

    def __repr__(self) -> str:
        turned = ", ".join(f"{name} {len(one.turned):,}" for name, one in self.comparisons.items())
        return f"<PolicyComparison with {self.baseline}, clocks with another outcome: {turned}>"

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the command line: every table, times ISO 8601 in UTC."""
        head = {
            "baseline": self.baseline,
            "alternatives": list(self.alternatives),
            "at": iso(instant(self.at)),
            "leads": self.leads,
        }
        return head | {table: getattr(self, table).to_dict() for table in TABLES}

    @property
    def leads(self) -> int:
        """How many leads the log has."""
        return len(self.policies[0].evaluation.leads)

    def to_frame(self, backend: str = "pandas", table: str = "figures") -> Any:
        """One of the tables as a data frame of `backend` (pandas, polars or pyarrow); the tidy one by default.

        Raises `ReadError` for another table or backend, `ExtraError` for one that is not installed.
        """
        if table not in TABLES:
            guess = nearest(str(table), TABLES) or f"one of {', '.join(TABLES)}"
            raise ReadError(f"`table` is {table!r}, no part of a comparison of policies; write {guess}")
        return getattr(self, table).to_frame(backend)

    def chart(self, clause: str | None = None, *, difference: bool = False) -> Chart:
        """The rate of a promise under each policy, with its interval; without `clause`, of all whose clocks turned.

        With `difference` the paired difference of each alternative, against none. Needs the extra `science` for
        intervals. Raises `UnknownError` (a `KeyError`) for a promise that no policy makes.
        """
        from leadsla.reports.policies.drawing import chart_of

        return chart_of(self, clause, difference=difference)

    def text(self, width: int | None = 80) -> str:
        """The comparison for people; `width` is where prose is broken."""
        from leadsla.reports.policies.text import text_of

        return text_of(self, width)

    def __str__(self) -> str:
        return self.text()

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        from leadsla.reports.policies.text import sheets_of

        return sheets_of(self, shown)
