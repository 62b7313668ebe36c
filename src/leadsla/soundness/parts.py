"""What can be wrong with an agreement: its parts, each beside all the others, every fault at its place.

`part_faults` judges those parts that are there, so that a document which cannot be read whole is judged as far as it
goes. What is wrong with the parts that every agreement has stands here; its further sections are in `sections`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from zoneinfo import available_timezones

import attrs

from leadsla.clauses import Clause, Scope
from leadsla.criteria import BUILT_INS, FIELD_TYPES, can_be_field
from leadsla.errors import Fault, TimeError, nearest
from leadsla.indicators import indicator_faults
from leadsla.instants import zone
from leadsla.lifecycle import Move, Stage
from leadsla.parties import Party, Statement, Term
from leadsla.signatures import KEY
from leadsla.soundness.sections import (
    disqualification_faults,
    goal_faults,
    handoff_faults,
    responsibility_faults,
    scorecard_faults,
    version_faults,
)


def part_faults(parts: Mapping[str, Any], scope: Scope) -> Iterator[Fault]:
    """All that is wrong with those parts of an agreement that are there, and (as warnings) what is likely not meant.

    `stages`, `moves`, `clauses`, `statements`, `goals` and `disqualification` are mappings by their number in the
    document.
    """
    for name, faults_of in _PARTS.items():
        if name in parts:
            yield from faults_of(parts[name], scope)
    yield from version_faults(parts)


def _timezone_faults(timezone: str, scope: Scope) -> Iterator[Fault]:
    try:
        zone(timezone)
    except TimeError:
        write = nearest(str(timezone), available_timezones()) or "an IANA name such as America/New_York"
        yield Fault("unknown-name", f"there is no time zone `{timezone}`", "timezone", write=write)


def _format_faults(leadsla: int, scope: Scope) -> Iterator[Fault]:
    if leadsla != 1:
        yield Fault("wrong-value", f"format {leadsla!r} is not known", "leadsla", write="1")


def _id_faults(agreement: str, scope: Scope) -> Iterator[Fault]:
    if not isinstance(agreement, str) or not agreement.strip():
        yield Fault(
            "wrong-value", "the agreement has no id", "agreement", write="a short name, such as acme-inbound"
        )


def _version_faults(version: str, scope: Scope) -> Iterator[Fault]:
    if not isinstance(version, str) or not version.strip():
        yield Fault(
            "wrong-type",
            f"the version is {version!r}, and a version is text",
            "version",
            because="as a number 2026.10 would equal 2026.1",
            write=f'"{version}"',
        )


def _term_faults(term: Term, scope: Scope) -> Iterator[Fault]:
    if term.to < term.from_:
        yield Fault("wrong-value", f"the term ends ({term.to}) before it begins ({term.from_})", "term.to")
    for key, date in (("from", term.from_), ("to", term.to)):
        if not 1970 <= date.year <= 2099:
            yield Fault("wrong-value", f"{date} is outside the years 1970 to 2099", f"term.{key}")


def _party_faults(parties: Mapping[str, Party], scope: Scope) -> Iterator[Fault]:
    for name, party in parties.items():
        if party.key and not KEY.fullmatch(party.key):
            what = f"the key of `{name}` is no public key"
            write = "the line that `leadsla sign --new-key` wrote, such as ed25519:..."
            yield Fault("wrong-value", what, f"parties.{name}.key", write=write)


def _role_faults(roles: Mapping[str, str], scope: Scope) -> Iterator[Fault]:
    for role, party in roles.items():
        yield from scope.owner(party, f"roles.{role}")


def _field_faults(fields: Mapping[str, str], scope: Scope) -> Iterator[Fault]:
    for name, kind in fields.items():
        if kind not in FIELD_TYPES:
            write = nearest(str(kind), FIELD_TYPES) or f"one of {', '.join(FIELD_TYPES)}"
            yield Fault("unknown-name", f"`{kind}` is no type of field", f"fields.{name}", write=write)
        if not can_be_field(name):
            yield Fault(
                "wrong-value",
                f"a field cannot be called `{name}`",
                f"fields.{name}",
                on_key=True,
                because="every criterion knows that name already, as the lead's own"
                if name in BUILT_INS
                else "a criterion could not read it: a name is letters, digits and _",
                write=another_name(name),
            )


def another_name(name: str) -> str:
    """A name that a field can have, like one that it cannot.

    >>> another_name("lead score"), another_name("stage")
    ('lead_score', 'lead_stage')
    """
    plain_name = "".join(sign if sign.isalnum() else "_" for sign in name)
    return plain_name if can_be_field(plain_name) else f"lead_{plain_name}"


def _calendar_faults(calendar: str | None, scope: Scope) -> Iterator[Fault]:
    yield from scope.calendar(calendar, "calendar")


def _statement_faults(statements: Mapping[int, Statement], scope: Scope) -> Iterator[Fault]:
    for number, statement in statements.items():
        yield from scope.owner(statement.owner, f"statements[{number}].owner")


def _stage_faults(stages: Mapping[int, Stage], scope: Scope) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for number, stage in stages.items():
        path = f"lifecycle.stages[{number}]"
        if stage.name in seen:
            yield Fault(
                "duplicate-id",
                f"two stages are called `{stage.name}`",
                f"{path}.name",
                because=f"stage {seen[stage.name] + 1} is called so too",
            )
        seen.setdefault(stage.name, number)
        if stage.owner is not None:
            yield from scope.owner(stage.owner, f"{path}.owner")
        yield from scope.criterion(stage.criterion, f"{path}.criterion", event_allowed=False)


def _move_faults(moves: Mapping[int, Move], scope: Scope) -> Iterator[Fault]:
    for number, move in moves.items():
        path = f"lifecycle.moves[{number}]"
        if move.to is not None:
            yield from scope.stage(move.to, f"{path}.to")
        elif move.event != "recycled":
            yield Fault(
                "missing-key",
                f"the move on `{move.event}` leads nowhere",
                path,
                because="only `recycled` carries the stage it leads to",
                write="to: STAGE",
            )
        for place, name in enumerate(move.from_):
            yield from scope.stage(name, f"{path}.from[{place}]")
        for place, name in enumerate(move.requires):
            yield from scope.field(name, f"{path}.requires[{place}]")
        yield from scope.criterion(move.when, f"{path}.when")


def _clause_faults(clauses: Mapping[int, Clause], scope: Scope) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    owners: dict[str, str] = {}
    for number, clause in clauses.items():
        path = f"clauses[{number}]"
        if not isinstance(clause.id, str) or not clause.id.strip():
            yield Fault(
                "wrong-value",
                "a clause has no id",
                f"{path}.id",
                write="a short name, such as first-response",
            )
        if clause.id in seen:
            yield Fault(
                "duplicate-id",
                f"two clauses have the id `{clause.id}`",
                f"{path}.id",
                because=f"clauses[{seen[clause.id]}] has it too; events and reports name clauses by their id",
            )
        seen.setdefault(clause.id, number)
        if clause.line:
            owner = owners.setdefault(clause.line, clause.owner)
            if owner != clause.owner:
                what = f"line `{clause.line}` is owed by {owner}, and this clause of it by {clause.owner}"
                yield Fault("wrong-value", what, f"{path}.line", write="a line of its own, or one owner")
        for fault in clause.faults(scope):
            yield attrs.evolve(fault, path=f"{path}.{fault.path}" if fault.path else path)


_PARTS: Final[Mapping[str, Callable[[Any, Scope], Iterator[Fault]]]] = {
    "leadsla": _format_faults,
    "agreement": _id_faults,
    "version": _version_faults,
    "term": _term_faults,
    "timezone": _timezone_faults,
    "calendar": _calendar_faults,
    "parties": _party_faults,
    "roles": _role_faults,
    "fields": _field_faults,
    "stages": _stage_faults,
    "moves": _move_faults,
    "clauses": _clause_faults,
    "statements": _statement_faults,
    "scorecards": scorecard_faults,
    "disqualification": disqualification_faults,
    "responsibilities": responsibility_faults,
    "goals": goal_faults,
    "handoff": handoff_faults,
    "kpis": indicator_faults,
}
