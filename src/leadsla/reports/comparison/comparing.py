"""Two evaluations of one log laid beside each other: which clock, which consequence is which."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

import attrs

from leadsla.agreement import Agreement
from leadsla.consequences import Consequence
from leadsla.documents.differing.clauses import renamed
from leadsla.evaluation import Clock, Evaluation, Plan
from leadsla.evaluation.replay import judge, program_alone
from leadsla.events import Event
from leadsla.reports.comparison.values import (
    TOLD,
    ActionSum,
    AttainmentChange,
    ClauseSum,
    ClockChange,
    Comparison,
    ConsequenceChange,
    Counts,
)

T = TypeVar("T")
C = TypeVar("C", bound=Clock | Plan)


def compare_agreements(
    old: Agreement,
    new: Agreement,
    events: Iterable[Event],
    at: dt.datetime,
    *,
    automatic: bool = True,
    strict: bool = False,
) -> Comparison:
    """What a log comes to under two agreements: each judges the whole log, for as long as either has its term.

    `at`, `automatic` and `strict` are those of `evaluate`. What people would have done otherwise is not guessed: the
    log is what it is.

    >>> import leadsla
    >>> acme, log = leadsla.examples.acme(), leadsla.examples.acme_events()
    >>> bool(compare_agreements(acme, acme, log, dt.datetime(2026, 2, 17, tzinfo=dt.UTC)))
    False
    """
    return compare_outcomes(*judged((old, new), events, at, automatic=automatic, strict=strict))


def judged(
    agreements: Iterable[Agreement],
    events: Iterable[Event],
    at: dt.datetime,
    *,
    automatic: bool = True,
    strict: bool = False,
) -> list[Evaluation]:
    """One log under several agreements, each as if it had been in force for as long as any has its term."""
    several, log = list(agreements), list(events)
    terms = [version for agreement in several for version in agreement.versions]
    programs = [program_alone(agreement, terms) for agreement in several]
    return [judge(one, log, at, automatic=automatic, strict=strict, as_if=True) for one in programs]


def compare_outcomes(old: Evaluation, new: Evaluation) -> Comparison:
    """What differs between two evaluations of one log, lead by lead and in sum.

    A clock is the same under both if it is of the same promise, lead (or period), step and value of `per`, and started
    at the same instant; else if it is of the same cycle. Any other is there under one of the two only. A consequence is
    the same if the same is done to the same on the same occasion of such a clock. A promise that is only renamed is the
    same.

    Raises `ValueError` for evaluations at two instants.
    """
    if old.at != new.at:
        raise ValueError(f"the evaluations are of two instants, {old.at} and {new.at}; evaluate both at one")
    names = renamed(old.agreement, new.agreement)
    titles = {
        clause.id: clause.name for agreement in (old.agreement, new.agreement) for clause in agreement.clauses
    }
    return Comparison(
        old=_called(old.agreement),
        new=_called(new.agreement),
        at=new.at,
        timezone=new.agreement.timezone,
        leads=len({*old.leads, *new.leads}),
        names=titles,
        clocks=_clocks(old, new, names),
        consequences=_consequences(old, new, names),
        clauses=_clauses(old, new, names),
        attainment=_attainment(old, new, names),
        actions=_actions(old, new),
    )


def _called(agreement: Agreement) -> str:
    return f"{agreement.agreement} {agreement.version}"


# -- clocks --------------------------------------------------------------------------------------------------


def _clocks(old: Evaluation, new: Evaluation, names: Mapping[str, str]) -> tuple[ClockChange, ...]:
    pairs = paired(old.clocks, new.clocks, names)
    found = [ClockChange(one, two) for one, two in pairs if _told(one) != _told(two)]
    order = {clause: place for place, clause in enumerate(_counts(new, {}) | _counts(old, names))}
    return tuple(
        sorted(found, key=lambda change: _place(change, order[names.get(change.clause, change.clause)]))
    )


def paired(old: Iterable[C], new: Iterable[C], names: Mapping[str, str]) -> list[tuple[C | None, C | None]]:
    """Which clock (or plan) is which; `names` are the ids of promises that are only renamed, with the new ones."""

    def whose(clock: C, names: Mapping[str, str]) -> Hashable:
        about = getattr(clock, "step", None), getattr(clock, "period", None), repr(clock.value)
        return clock.lead, names.get(clock.clause, clock.clause), *about

    return _paired(
        old,
        new,
        lambda clock: whose(clock, names),
        lambda clock: whose(clock, {}),
        lambda clock: clock.started,
        lambda clock: clock.cycle,
    )


def _told(clock: Clock | None) -> tuple[Any, ...] | None:
    return None if clock is None else tuple(getattr(clock, name) for name in TOLD)


def _place(change: ClockChange, place: int) -> tuple[Any, ...]:
    """By lead (those of periods last), then by time, then in the order of the agreement."""
    first = min(clock.started for clock in (change.old, change.new) if clock is not None)
    clock = change.clock
    parts = clock.step or "", clock.period or "", repr(clock.value)
    return clock.lead is None, clock.lead or "", first, place, *parts


def _paired(
    old: Iterable[T],
    new: Iterable[T],
    whose_old: Callable[[T], Hashable],
    whose_new: Callable[[T], Hashable],
    *alike: Callable[[T], Any],
) -> list[tuple[T | None, T | None]]:
    """Which of one side is which of the other: of one owner and alike, first in the first way, then in the next."""
    sides: dict[Hashable, tuple[list[T], list[T]]] = {}
    for one in old:
        sides.setdefault(whose_old(one), ([], []))[0].append(one)
    for two in new:
        sides.setdefault(whose_new(two), ([], []))[1].append(two)
    found: list[tuple[T | None, T | None]] = []
    for left, right in sides.values():
        for key in alike:
            for one in list(left):
                same = next((two for two in right if key(two) == key(one)), None)
                if same is not None:
                    left.remove(one)
                    right.remove(same)
                    found.append((one, same))
        found += [(one, None) for one in left]
        found += [(None, two) for two in right]
    return found


# -- consequences --------------------------------------------------------------------------------------------


def _consequences(
    old: Evaluation, new: Evaluation, names: Mapping[str, str]
) -> tuple[ConsequenceChange, ...]:
    def cause(said: Consequence, names: Mapping[str, str]) -> Hashable:
        # Of the key, what makes the clock: neither the lead and the clause before it, nor the place of the action.
        clause = names.get(said.clause, said.clause)
        return said.lead, clause, said.period, said.key[2:-2], said.on, said.do, said.to

    pairs = _paired(
        old.consequences,
        new.consequences,
        lambda said: cause(said, names),
        lambda said: cause(said, {}),
        lambda said: said.at,
        lambda said: None,
    )
    found = [
        ConsequenceChange(one, two) for one, two in pairs if one is None or two is None or one.at != two.at
    ]
    return tuple(sorted(found, key=_when))


def _when(change: ConsequenceChange) -> tuple[Any, ...]:
    said = [one for one in (change.old, change.new) if one is not None]
    first, ids = min(one.at for one in said), sorted(one.clause for one in said)
    one = said[0]
    return first, one.lead or "", ids, one.period or "", one.on, one.do, one.to, repr(one.key[2:-2])


# -- sums ----------------------------------------------------------------------------------------------------


def _clauses(old: Evaluation, new: Evaluation, names: Mapping[str, str]) -> tuple[ClauseSum, ...]:
    before, after = _counts(old, names), _counts(new, {})
    return tuple(
        ClauseSum(clause, before.get(clause), after.get(clause))
        for clause in dict.fromkeys([*after, *before])
    )


def _counts(evaluation: Evaluation, names: Mapping[str, str]) -> dict[str, Counts]:
    found: dict[str, Counter[str]] = {
        names.get(clause.id, clause.id): Counter() for clause in evaluation.agreement.clauses
    }
    for clock in evaluation.clocks:
        if clock.duty is None:
            found[names.get(clock.clause, clock.clause)][clock.outcome] += 1
    return {clause: Counts(**counts) for clause, counts in found.items()}


def _attainment(old: Evaluation, new: Evaluation, names: Mapping[str, str]) -> tuple[AttainmentChange, ...]:
    before = {(names.get(row.clause, row.clause), row.period): row for row in old.attainment()}
    after = {(row.clause, row.period): row for row in new.attainment()}
    order = {clause: place for place, clause in enumerate(_counts(new, {}) | _counts(old, names))}
    keys = sorted({*before, *after}, key=lambda key: (order[key[0]], key[1]))
    return tuple(AttainmentChange(*key, _under(before.get(key), key[0]), after.get(key)) for key in keys)


def _under(row: Any, clause: str) -> Any:
    return None if row is None else attrs.evolve(row, clause=clause)


def _actions(old: Evaluation, new: Evaluation) -> tuple[ActionSum, ...]:
    before, after = (
        Counter((said.do, said.to) for said in evaluation.consequences) for evaluation in (old, new)
    )
    return tuple(ActionSum(*key, before[key], after[key]) for key in sorted({*before, *after}))
