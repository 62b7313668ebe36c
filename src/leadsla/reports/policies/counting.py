"""What is counted of policies: the rows of the tables of a comparison, from the evaluations alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from leadsla.attainment import Attainment
from leadsla.metrics import Proportion
from leadsla.reports.policies.policy import Policy
from leadsla.reports.policies.values import (
    NOT_THERE,
    OUTCOMES,
    Attained,
    ClauseFigures,
    Figure,
    Following,
    PolicyChange,
    Turn,
    ends,
)

#: What follows: a promise by its id, a verb, and whom or what it concerns.
_Key: TypeAlias = tuple[str, str, str]


def clauses_of(policies: Sequence[Policy]) -> dict[str, str]:
    """The promises of all policies with what they are called: those of the baseline, then others as they come."""
    found: dict[str, str] = {}
    for policy in policies:
        for clause, title in policy.titles.items():
            found.setdefault(clause, title)
    return found


def clause_figures(policies: Sequence[Policy]) -> Iterator[ClauseFigures]:
    """How each promise did under each policy that has it, over all periods."""
    for clause in clauses_of(policies):
        for policy in policies:
            if clause not in policy.titles:
                continue
            rows = [row for (name, _), row in policy.attained.items() if name == clause]
            sums = {outcome: sum(getattr(row, outcome) for row in rows) for outcome in OUTCOMES}
            yield ClauseFigures(policy.name, clause, **sums, paired=policy.paired(clause))


def attainment(policies: Sequence[Policy]) -> Iterator[Attained]:
    """How each promise did in each period under each policy that has a clock of it there."""
    order = {clause: place for place, clause in enumerate(clauses_of(policies))}
    cells = {key for policy in policies for key in policy.attained}
    for clause, period in sorted(cells, key=lambda cell: (order[cell[0]], cell[1])):
        for policy in policies:
            row = policy.attained.get((clause, period))
            if row is not None:
                yield Attained(policy.name, clause, row)


def figures(policies: Sequence[Policy]) -> Iterator[Figure]:
    """Every figure of every policy, by promise and period: those of its clocks, what followed, what is owed."""
    order = {clause: place for place, clause in enumerate(clauses_of(policies))}
    cells = {key for policy in policies for key in (*policy.attained, *policy.followed)}
    for clause, period in sorted(cells, key=lambda cell: (order[cell[0]], cell[1])):
        for policy in policies:
            yield from _attained(policies[0], policy, clause, period)
        for policy in policies:
            yield from _followed(policies, policy, clause, period)
    for clause in order:
        for policy in policies:
            yield from _owed(policies[0], policy, clause)


def _attained(first: Policy, policy: Policy, clause: str, period: str) -> Iterator[Figure]:
    row, was = policy.attained.get((clause, period)), first.attained.get((clause, period))
    if clause not in policy.titles or (row is None and was is None):
        return
    there = row or Attainment(clause, period)
    # Where the baseline makes the promise and has no clock of it there, that is a count of none.
    before = (was or Attainment(clause, period)) if clause in first.titles else None
    for outcome in OUTCOMES:
        old = None if before is None else float(getattr(before, outcome))
        yield Figure(policy.name, clause, period, outcome, "clocks", float(getattr(there, outcome)), old)
    yield from _rates(policy, there, before)
    for metric, unit, read in (("target", "share", _target), ("left", "clocks", _left)):
        old = None if before is None else read(before)
        yield Figure(policy.name, clause, period, metric, unit, read(there), old)


def _rates(policy: Policy, row: Attainment, before: Attainment | None) -> Iterator[Figure]:
    """The rate with its interval, and its paired change."""
    cell = policy.name, row.clause, row.period
    low, high = ends(lambda: Proportion(row.met, row.met + row.breached).interval)
    old = None if before is None else before.rate
    yield Figure(*cell, "rate", "share", row.rate, old, low=low, high=high)
    paired = policy.paired(row.clause, row.period)
    if paired is not None and paired.difference is not None:
        low, high = ends(lambda: paired.interval)
        yield Figure(*cell, "change", "share", float(paired.difference), None, low=low, high=high)


def _target(row: Attainment) -> float | None:
    return None if row.target is None else float(row.target.value)


def _left(row: Attainment) -> float | None:
    found = Attained("", row.clause, row).left
    return None if found is None else float(found)


def _followed(policies: Sequence[Policy], policy: Policy, clause: str, period: str) -> Iterator[Figure]:
    cells = [one.followed.get((clause, period), {}) for one in policies]
    for action in sorted({action for cell in cells for action in cell}):
        value = policy.followed.get((clause, period), {}).get(action, 0)
        was = cells[0].get(action, 0)
        yield Figure(policy.name, clause, period, action, "times", float(value), float(was))


def _owed(first: Policy, policy: Policy, clause: str) -> Iterator[Figure]:
    counts, before = policy.on_the_list, first.on_the_list
    if counts[clause, "owed"] or before[clause, "owed"]:
        for metric in ("owed", "overdue"):
            value, was = float(counts[clause, metric]), float(before[clause, metric])
            yield Figure(policy.name, clause, None, metric, "clocks", value, was)


def turns(policies: Sequence[Policy]) -> Iterator[Turn]:
    """How the clocks of each promise stand under the baseline and under each alternative."""
    order = {clause: place for place, clause in enumerate(clauses_of(policies))}
    places = {outcome: place for place, outcome in enumerate((*OUTCOMES, NOT_THERE))}
    for policy in policies[1:]:
        counts: Counter[tuple[str, str, str]] = Counter()
        leads: dict[tuple[str, str, str], set[str | None]] = {}
        for match in policy.matches:
            before, after = (NOT_THERE if one is None else one.outcome for one in (match.old, match.new))
            key = match.clause, before, after
            counts[key] += 1
            leads.setdefault(key, set()).update(one.lead for one in (match.old, match.new) if one is not None)
        for key in sorted(counts, key=lambda key: (order[key[0]], places[key[1]], places[key[2]])):
            yield Turn(policy.name, *key, clocks=counts[key], leads=len(leads[key] - {None}))


def followings(policies: Sequence[Policy]) -> Iterator[Following]:
    """How often each action follows from each promise, and to how many leads."""
    order = {clause: place for place, clause in enumerate(clauses_of(policies))}
    whose: list[dict[_Key, list[str | None]]] = []
    for policy in policies:
        said_of: dict[_Key, list[str | None]] = {}
        for said in policy.evaluation.consequences:
            said_of.setdefault((policy.called(said.clause), said.do, said.to), []).append(said.lead)
        whose.append(said_of)
    changed = [_changes(policy) for policy in policies]
    keys = {key for said_of in whose for key in said_of}
    for key in sorted(keys, key=lambda key: (order[key[0]], *key[1:])):
        for policy, said_of, counts in zip(policies, whose, changed, strict=True):
            leads = said_of.get(key, [])
            yield Following(
                policy.name,
                *key,
                times=len(leads),
                leads=len(set(leads) - {None}),
                baseline=len(whose[0].get(key, [])),
                come=counts[key, "come"],
                gone=counts[key, "gone"],
                moved=counts[key, "moved"],
            )


def _changes(policy: Policy) -> Counter[tuple[_Key, str]]:
    """Which consequences follow under one of the two alone, or at another time."""
    found: Counter[tuple[_Key, str]] = Counter()
    for change in () if policy.comparison is None else policy.comparison.consequences:
        said = change.consequence
        name = "come" if change.old is None else "gone" if change.new is None else "moved"
        found[(policy.called(said.clause), said.do, said.to), name] += 1
    return found


def changes(policies: Sequence[Policy]) -> Iterator[PolicyChange]:
    """The clocks that stand otherwise, policy by policy, in the order of leads."""
    for policy in policies[1:]:
        if policy.comparison is not None:
            yield from (PolicyChange(policy.name, change) for change in policy.comparison.clocks)
