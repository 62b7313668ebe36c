"""What can be wrong with an agreement's sections beside its clauses, each fault at its place.

The values themselves refuse what is wrong by itself; here is judged what is wrong beside the rest of the agreement:
names that nothing declares, criteria that read what is not there, a clause under a party that does not own it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from leadsla.clauses import Scope
from leadsla.criteria import Declared
from leadsla.errors import Fault, nearest
from leadsla.qualification import Bound, Disqualification, Scorecards
from leadsla.qualification.scorecards import RESERVED
from leadsla.responsibilities import QUESTIONS, Goal, Handoff, Provision, Responsibility
from leadsla.versions import Amendment, RunningClocks, effective_on


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


# -- versions ----------------------------------------------------------------------------------------------------------


def version_faults(parts: Mapping[str, Any]) -> Iterator[Fault]:
    """A version that is in force outside its term, amends itself, or does not fit what it amends.

    `parts` are those of the agreement that could be read.
    """
    effective, term, amends = parts.get("effective"), parts.get("term"), parts.get("amends")
    if effective is not None and term is not None and not term.from_ <= effective <= term.to:
        what = (
            f"the version is to be in force from {effective} on, outside its term ({term.from_} to {term.to})"
        )
        yield Fault("wrong-value", what, "effective", write=f"a date from {term.from_} to {term.to}")
    if amends is None or "version" not in parts:
        return
    version = parts["version"]
    if amends.version == version:
        what = f"version {version} amends itself"
        because = "a change that is signed has a name of its own"
        yield Fault("wrong-value", what, "amends.version", because=because, write="the version before it")
    elif amends.agreement is not None:
        yield from _chain_faults(parts, amends, amends.agreement)
        yield from _running_faults(parts, amends, amends.agreement)


def _chain_faults(parts: Mapping[str, Any], amends: Amendment, before: Any) -> Iterator[Fault]:
    """Whether two versions are of one agreement, and follow each other."""
    version, term = parts["version"], parts.get("term")
    if before.agreement != parts.get("agreement", before.agreement):
        what = f"it amends an agreement of another name, `{before.agreement}`"
        yield Fault("wrong-value", what, "amends.document", write=f"the document of {parts['agreement']}")
    if before.version != amends.version:
        what = f"what it amends is version {before.version}, and not {amends.version}"
        yield Fault("wrong-value", what, "amends.version", write=f'"{before.version}"')
    if version in [other.version for other in before.versions]:
        what = f"two versions are called {version}"
        because = "clocks and signatures name the version that they are of"
        yield Fault("duplicate-id", what, "version", because=because, write="a name of its own")
    last = next((other for other in reversed(before.versions) if other.state != "withdrawn"), None)
    effective = parts.get("effective") or (None if term is None else term.from_)
    if last is not None and effective is not None and effective <= effective_on(last):
        when = f"{effective}, which is not after version {last.version} ({effective_on(last)})"
        if "effective" in parts and parts["effective"] is not None:
            write = f"a date after {effective_on(last)}"
            yield Fault("wrong-value", f"the version is to be in force from {when}", "effective", write=write)
        else:
            what = f"it is not said from when it is in force; by its term, from {when}"
            yield Fault("missing-key", what, "amends", write="effective: DATE", on_key=True)


def _running_faults(parts: Mapping[str, Any], amends: Amendment, before: Any) -> Iterator[Fault]:
    """Whether what is said of running clocks is said of clauses that have some, and can be done."""
    now = {clause.id: clause for clause in parts.get("clauses", {}).values()}
    then = before.clauses_by_id
    for name, way in amends.running_clocks.items():
        path = f"amends.running_clocks.{name}"
        if name not in now and name not in then:
            guess = nearest(name, (*now, *then))
            what = f"there is no clause `{name}`, neither here nor in version {before.version}"
            yield Fault("unknown-name", what, path, on_key=True, write=guess or "the id of a clause")
        elif way is not RunningClocks.KEEP:
            why = _why_kept(then.get(name), now.get(name), way)
            if why:
                yield Fault(
                    "wrong-value",
                    f"clocks of `{name}` cannot {way.value}",
                    path,
                    because=why[0],
                    write=why[1],
                )


def _why_kept(before: Any, now: Any, way: RunningClocks) -> tuple[str, str] | None:
    """Why clocks of a clause cannot go on under the new version, and what to write; None where they can."""
    keep = RunningClocks.KEEP.value
    if before is None or now is None:
        which = "the version before" if before is None else "this version"
        return f"{which} has no such clause, so no clock can go on under it", keep
    if "period" in (before.subject, now.subject):
        return "the clock of a period keeps the terms in force when the period began", keep
    if way is RunningClocks.RESCORE:
        if before.kind != now.kind:
            return (
                f"it is a {now.kind} now and was a {before.kind}, which count different things",
                "keep or restart",
            )
        if now.planned:
            return (
                "a plan cannot be reckoned anew: steps have been done and skipped by the old one",
                "keep or restart",
            )
    return None
