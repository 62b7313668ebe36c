"""One log judged under a baseline and its alternatives, and what is counted of it."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from typing import TypeAlias

from leadsla.agreement import Agreement
from leadsla.documents import load
from leadsla.documents.differing.clauses import renamed
from leadsla.evaluation import Evaluation
from leadsla.events import Event
from leadsla.reports.comparison import compare_outcomes
from leadsla.reports.comparison.comparing import judged
from leadsla.reports.policies.doubts import doubts
from leadsla.reports.policies.policy import Policy
from leadsla.reports.policies.result import PolicyComparison
from leadsla.reports.policies.values import Doubt
from leadsla.tables import Rows

#: An agreement, or the file that it stands in.
Given: TypeAlias = Agreement | str | os.PathLike[str]


def compare(
    events: Iterable[Event],
    baseline: Given | Mapping[str, Given],
    *alternatives: Given | Mapping[str, Given],
    at: dt.datetime,
    automatic: bool = True,
    strict: bool = False,
) -> PolicyComparison:
    """What a log comes to under a baseline and under alternatives, and what the log cannot say of them.

    The baseline is the agreement under which the log came about. An agreement is given as it is, as the file that it
    stands in, or under a name of its own in a mapping, as `variations` makes them; without one it is called by its
    version, and by its id too where that is another than the baseline's. Each judges the whole log alone, as if it had
    been in force for as long as any of them has its term; `at`, `automatic` and `strict` are those of `evaluate`.

    >>> import leadsla as ls
    >>> acme, at = ls.examples.acme(), dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)
    >>> shorter = ls.variations(acme, "accept-or-reject.within", ["2 business hours", "4 business hours"])
    >>> found = compare(ls.examples.acme_events(), acme, shorter, at=at)
    >>> [(row.policy, row.met, row.breached) for row in found.clauses if row.clause == "accept-or-reject"]
    [('2026.1', 34, 4), ('2 business hours', 28, 11), ('4 business hours', 33, 5)]

    Raises `ValueError` without an alternative, or for a name that stands for two, and `AgreementError` for a file that
    is no agreement.
    """
    named = _named(baseline, alternatives)
    log = list(events)
    found = judged(named.values(), log, at, automatic=automatic, strict=strict)
    first = Policy(next(iter(named)), found[0])
    others = [_beside(first, name, one) for name, one in list(zip(named, found, strict=True))[1:]]
    policies = (first, *others)
    return PolicyComparison(policies, Rows(Doubt, doubts(policies, log, automatic=automatic)))


def _beside(first: Policy, name: str, evaluation: Evaluation) -> Policy:
    """An alternative beside the baseline."""
    names = renamed(first.agreement, evaluation.agreement)
    return Policy(
        name,
        evaluation,
        first,
        compare_outcomes(first.evaluation, evaluation),
        {new: old for old, new in names.items()},
    )


# -- names ---------------------------------------------------------------------------------------------------


def _named(
    baseline: Given | Mapping[str, Given], alternatives: Sequence[Given | Mapping[str, Given]]
) -> dict[str, Agreement]:
    """The agreements by their names, the baseline first."""
    if isinstance(baseline, Mapping) and len(baseline) != 1:
        raise ValueError(
            f"the baseline is one agreement, and these are {len(baseline)}: {', '.join(baseline)}"
        )
    given = [_one(name, one) for name, one in _pairs((baseline, *alternatives))]
    if len(given) < 2:
        raise ValueError("there is nothing to compare with; give an alternative too")
    id = given[0][1].agreement
    found: dict[str, Agreement] = {}
    for name, agreement in given:
        if name is not None and name in found:
            raise ValueError(f"two policies are called {name!r}; name them in mappings: {{name: agreement}}")
        found[name if name is not None else _free(_version(agreement, id), found)] = agreement
    return found


def _pairs(given: Iterable[Given | Mapping[str, Given]]) -> Iterator[tuple[str | None, Given]]:
    for one in given:
        if isinstance(one, Mapping):
            yield from one.items()
        else:
            yield None, one


def _one(name: str | None, given: Given) -> tuple[str | None, Agreement]:
    if isinstance(given, Agreement):
        return name, given
    if isinstance(given, str | os.PathLike):
        return name, load(given)
    raise TypeError(f"{given!r} is no agreement, and no file of one")


def _version(agreement: Agreement, id: str) -> str:
    """What an agreement is called that has no name: its version, with its id where that is another."""
    return agreement.version if agreement.agreement == id else f"{agreement.agreement} {agreement.version}"


def _free(name: str, taken: Container[str]) -> str:
    """A name that no other policy has, numbered where one has it: versions that are only proposed may share one."""
    return next(one for one in chain([name], (f"{name} ({n})" for n in count(2))) if one not in taken)
