"""What can be wrong with an agreement's sections on qualification and responsibilities, each fault at its place.

The values themselves refuse what is wrong by itself; here is judged what is wrong beside the rest of the agreement:
names that nothing declares, criteria that read what is not there, a clause under a party that does not own it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from leadsla.clauses import Scope
from leadsla.criteria import Declared
from leadsla.errors import Fault
from leadsla.qualification import Bound, Disqualification, Scorecards
from leadsla.qualification.scorecards import RESERVED
from leadsla.responsibilities import QUESTIONS, Goal, Handoff, Provision, Responsibility


def scorecard_faults(scorecards: Scorecards, scope: Scope) -> Iterator[Fault]:
    """Rules that read what is not declared, and a threshold on cards that are not there."""
    plain = attrs.evolve(scope, fields=Declared(scope.fields))
    for name, card in scorecards.cards.items():
        if name in RESERVED or not name.strip():
            what = f"a scorecard cannot be called `{name}`"
            write = "another name, such as fit or intent"
            yield Fault("wrong-value", what, f"scorecards.{name}", on_key=True, write=write)
        for number, rule in enumerate(card.rules):
            path = f"scorecards.{name}.rules[{number}].when"
            yield from plain.criterion(rule.when, path, event_allowed=rule.event is not None)
    if not scorecards.cards and (scorecards.ready is not None or scorecards.grades):
        write = "fit: {rules: [{when: employees >= 50, points: 20}]}"
        yield Fault("missing-key", "there is no scorecard to give points", "scorecards", write=write)
    elif scorecards.ready is not None:
        for name in scorecards.ready.cards:
            path = f"scorecards.ready.{name}"
            declare = f"add `{name}` to `scorecards`"
            yield from scope.name(name, scorecards.cards, path, "scorecard", declare, "scorecards")
        below = Declared(scope.fields, Bound(scorecards, scope.fields, threshold=False))
        only = attrs.evolve(scope, fields=below)
        path = "scorecards.ready.when" if scorecards.ready.mixed else "scorecards.ready"
        yield from only.criterion(scorecards.ready.when, path, event_allowed=False)


def disqualification_faults(entries: Mapping[int, Disqualification], scope: Scope) -> Iterator[Fault]:
    """Criteria that read what is not declared, and reasons that stand twice."""
    seen: dict[str, int] = {}
    for number, entry in entries.items():
        path = f"disqualification[{number}]"
        if entry.reason in seen:
            what = f"the reason `{entry.reason}` stands twice"
            because = f"disqualification[{seen[entry.reason]}] is it too; join their criteria with `or`"
            yield Fault("duplicate-id", what, f"{path}.reason", because=because)
        seen.setdefault(entry.reason, number)
        yield from scope.criterion(entry.when, f"{path}.when")


def responsibility_faults(
    matrix: Mapping[str, Mapping[str, Responsibility]], scope: Scope
) -> Iterator[Fault]:
    """Stages and parties that there are, and clauses that are the party's own."""
    for stage, row in matrix.items():
        path = f"responsibilities.{stage}"
        yield from (_on_key(fault) for fault in scope.stage(stage, path))
        for party, cell in row.items():
            place = f"{path}.{party}"
            declare = f"one of {', '.join(scope.parties)}"
            for fault in scope.name(party, scope.parties, place, "party", declare, "parties"):
                yield _on_key(fault)
            yield from _provision_faults(cell.owes, f"{place}.owes", scope, party)
            yield from _provision_faults(cell.owes_not, f"{place}.owes_not", scope)


def goal_faults(goals: Mapping[int, Goal], scope: Scope) -> Iterator[Fault]:
    """Owners that there are, and clauses that are theirs."""
    for number, goal in goals.items():
        path = f"goals[{number}]"
        yield from scope.owner(goal.owner, f"{path}.owner")
        yield from _clause_faults(goal.clause, f"{path}.clause", scope, goal.owner)


def handoff_faults(handoff: Handoff, scope: Scope) -> Iterator[Fault]:
    """Clauses that there are."""
    for key in QUESTIONS:
        yield from _provision_faults(getattr(handoff, key), f"handoff.{key}", scope)


def _on_key(fault: Fault) -> Fault:
    return attrs.evolve(fault, on_key=True)


def _provision_faults(
    provisions: Iterable[Provision], path: str, scope: Scope, party: str = "both"
) -> Iterator[Fault]:
    for number, provision in enumerate(provisions):
        place = f"{path}[{number}]"
        yield from _clause_faults(provision.clause, f"{place}.clause", scope, party)
        if provision.words in scope.clauses and not provision.clause:
            what = f"`{provision.words}` is the id of a clause, and stands here as words"
            write = f"{{clause: {provision.words}}}"
            yield Fault("wrong-value", what, place, write=write, warning=True)


def _clause_faults(clauses: Iterable[str], path: str, scope: Scope, party: str) -> Iterator[Fault]:
    for number, clause in enumerate(clauses):
        place = f"{path}[{number}]"
        declare = "the id of a clause"
        yield from scope.name(clause, scope.clauses, place, "clause", declare, "clauses")
        owner = scope.clauses.get(clause)
        if owner and party != "both" and owner not in ("both", party):
            what = f"`{clause}` is a promise of {owner}, and stands here as one of {party}"
            because = "what a party is said to owe is what it signs for"
            yield Fault("wrong-value", what, place, because=because, write=f"it under {owner}")
