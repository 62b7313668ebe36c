"""`evaluate`: a whole log judged in one go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from leadsla.agreement import Agreement
from leadsla.errors import UnknownError
from leadsla.evaluation.collector import collector_paused
from leadsla.evaluation.compile import Program
from leadsla.evaluation.evaluation import Evaluation
from leadsla.evaluation.log import arrange, standing
from leadsla.evaluation.succession import folding
from leadsla.events import Event
from leadsla.instants import instant
from leadsla.lead import Lead
from leadsla.versions import alone


def _are(names: Iterable[str]) -> str:
    listed = ", ".join(map(repr, names))
    return f"{'are' if ', ' in listed else 'is'} {listed}"


def _as_if(agreement: Agreement, version: Agreement | str) -> Program:
    """The program of one version alone, for as long as any version of the agreement has its term."""
    if isinstance(version, Agreement):
        return program_alone(version, agreement.versions)
    known = {one.version: one for one in agreement.versions}
    if version not in known:
        raise UnknownError(f"there is no version {version!r}; there {_are(known)}")
    return program_alone(known[version], agreement.versions)


def program_alone(version: Agreement, others: Iterable[Agreement]) -> Program:
    """The program of one version alone, for as long as it or any of the others has its term."""
    return Program(version, [alone(version, others)])


def program_of(agreement: Agreement, as_if: Agreement | str | None = None) -> Program:
    """The program of an agreement with its versions, or of one version alone; raises `UnknownError` as `evaluate`."""
    return Program(agreement) if as_if is None else _as_if(agreement, as_if)


def evaluate(
    agreement: Agreement,
    events: Iterable[Event],
    at: dt.datetime,
    *,
    automatic: bool = True,
    strict: bool = False,
    as_if: Agreement | str | None = None,
) -> Evaluation:
    """Judge a log under an agreement, as it stands at `at`.

    Each clock is judged by the version in force when it started. `as_if` judges the whole log by one version alone,
    with its calendars and quotas, whether it was ever in force or not: the name of a version of the agreement, or any
    agreement. It counts for as long as the term of any of them, and neither agreement nor log is changed by it.

    The order of `events` does not matter beyond instants and `seq`. Events after `at` are ignored and counted. Recycles
    that the agreement marks `automatic` are applied at their deadlines; `automatic=False` judges a log of what really
    happened. `strict` raises `MoveError` for an event that no move of the lifecycle allows.

    >>> import leadsla as ls
    >>> from datetime import datetime, timezone
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)
    >>> evaluation = ls.evaluate(ls.examples.acme(), [ls.Event("L1", nine, "assigned", {"to": "rep7"})], at=nine)
    >>> len(evaluation.worklist()) > 0
    True

    Raises `UnknownError` (a `KeyError`) for a version that the agreement does not have.
    """
    program = program_of(agreement, as_if)
    return judge(program, events, at, automatic=automatic, strict=strict, as_if=as_if is not None)


def judge(
    program: Program,
    events: Iterable[Event],
    at: dt.datetime,
    *,
    automatic: bool = True,
    strict: bool = False,
    as_if: bool = False,
) -> Evaluation:
    """Judge a log by a program, as `evaluate` does; `as_if` says that it is that of one version alone."""
    limit = instant(at)
    fold = folding(program, automatic=automatic, strict=strict)
    leads = []
    step, advance = fold.step, fold.advance
    with collector_paused():
        log = arrange(events, limit)
        extra = log.anomalies
        for lead_id, given in log.by_lead.items():
            lead = Lead(lead_id)
            if lead_id in log.withdrawing:
                given, unknown = standing(given)
                extra += unknown
            for event in given:
                step(lead, event)
            advance(lead, limit)
            leads.append(lead)
        team, unknown = Lead(""), []
        if log.team:
            log.team, unknown = standing(log.team)
            extra += unknown
            for event in log.team:
                fold.observe(team, event)
    return Evaluation(
        program,
        limit,
        leads,
        lambda lead: (Lead(lead), standing(log.by_lead[lead])[0]),
        team=team,
        automatic=automatic,
        extra=extra,
        later=log.later,
        duplicates=log.duplicates,
        as_if=as_if,
    )
