"""Variations of an agreement: one key of its document with other values, as an amendment would write them.

The value goes the way of every document (written, read, checked), so a variation is an agreement that could be signed,
and what is wrong with a value is said at its place.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs

from leadsla.agreement import Agreement
from leadsla.clauses import KINDS, Clause
from leadsla.documents.dumping import plain, to_tree
from leadsla.documents.structure import KEYS, read_agreement
from leadsla.errors import AgreementError, Fault, nearest

#: A step of a path: a key, or a place of a list, by its number or by the id (or name) of the entry there.
_STEP: Final = re.compile(r"\.?(?P<key>[^.\[\]]+)|\[(?P<place>[^\[\]]+)\]")
_CLAUSE: Final = re.compile(r"clauses\[(\d+)\]")
#: By what the entries of a list are known.
_NAMES: Final = ("id", "name")


def variations(agreement: Agreement, path: str, values: Iterable[Any]) -> dict[str, Agreement]:
    """The agreement with each of the values at one place of its document, by names that say the value.

    `path` is a place as `diff` names it: `clauses[first-response].within`, or for short `first-response.within`;
    `first-response.within[0].is` for one case of several, `calendars.office.hours`, `term.to`. Values are written as in
    a document: `"30 minutes"`, a list, a mapping. A key that is not there yet is added, and None takes it away. The
    names are the values as text.

    >>> from leadsla import examples
    >>> found = variations(examples.acme(), "accept-or-reject.within", ["4 business hours", "2 business days"])
    >>> [(name, one.clauses_by_id["accept-or-reject"].timeframe()) for name, one in found.items()][0]
    ('4 business hours', 'within 4 business hours of assignment')

    Raises `AgreementError` with all that is wrong with a value, or with the path where it leads nowhere, and for an
    agreement that no document can say (see `dump`).
    """
    tree = to_tree(agreement)
    steps = _steps(tree, path)
    found: dict[str, Agreement] = {}
    for value in values:
        written = plain(value, path)
        found[_named(written)] = _varied(agreement, tree, steps, written)
    return found


def _named(value: Any) -> str:
    """A value as the name of its variation."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_named(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(map(_named, value))
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


# -- the place -----------------------------------------------------------------------------------------------


def _steps(tree: Mapping[str, Any], path: str) -> list[str | int]:
    """The way to a place of a tree; all but its last step are there."""
    steps = [found["key"] or found["place"] for found in _STEP.finditer(path)]
    if not steps or "".join(found[0] for found in _STEP.finditer(path)) != path or path.startswith("."):
        raise _nowhere(f"{path!r} is no place in an agreement", path, "first-response.within")
    if steps[0] not in tree and steps[0] not in KEYS:
        _known(steps[0], list(_entries(tree["clauses"])), path)
        steps.insert(0, "clauses")
    here: Any = tree
    way: list[str | int] = []
    for place, step in enumerate(steps):
        last = place == len(steps) - 1
        way.append(_step(here, step, path, last=last))
        if not last:
            here = here[way[-1]]
    return way


def _step(here: Any, step: str, path: str, *, last: bool) -> str | int:
    """One step from a list or a mapping; raises `AgreementError` where it leads nowhere."""
    if isinstance(here, list):
        entries = _entries(here)
        if step in entries:
            return entries[step]
        if step.isdecimal() and int(step) < len(here):
            return int(step)
        known = list(entries) or [str(number) for number in range(len(here))]
        _known(step, known, path)
    if not isinstance(here, Mapping):
        raise _nowhere(f"nothing can stand at `{step}`: there is a plain value before it", path)
    if not last:
        _known(step, list(here), path)
    return step


def _entries(entries: Iterable[Any]) -> dict[str, int]:
    """The places of the entries of a list that have an id or a name."""
    found: dict[str, int] = {}
    for place, entry in enumerate(entries):
        if isinstance(entry, Mapping):
            found |= {str(entry[name]): place for name in _NAMES if name in entry}
    return found


def _known(step: str, known: list[str], path: str) -> None:
    if step not in known:
        there = f"there is {', '.join(known)}" if known else "there is nothing"
        raise _nowhere(f"there is no `{step}`; {there}", path, nearest(step, known))


def _nowhere(what: str, path: str, write: str | None = None) -> AgreementError:
    return AgreementError([Fault("unknown-name", what, path, write=write)])


# -- the value -----------------------------------------------------------------------------------------------


def _varied(agreement: Agreement, tree: Mapping[str, Any], steps: list[str | int], value: Any) -> Agreement:
    changed = copy.deepcopy(dict(tree))
    here: Any = changed
    for step in steps[:-1]:
        here = here[step]
    if value is None and isinstance(here, dict):
        here.pop(steps[-1], None)
    else:
        here[steps[-1]] = value
    own = {type(clause) for clause in agreement.clauses} - set(KINDS)
    made, faults = read_agreement(changed, own)
    if made is None:
        wrong = [fault for fault in faults if not fault.warning]
        raise AgreementError(_placed(fault, changed) for fault in wrong)
    return _resolved(made, agreement)


def _placed(fault: Fault, tree: Mapping[str, Any]) -> Fault:
    """A fault whose path names the clause, as differences do, and not its number."""

    def name(found: re.Match[str]) -> str:
        entry = tree["clauses"][int(found[1])]
        return f"clauses[{entry['id']}]" if isinstance(entry, Mapping) and "id" in entry else found[0]

    return attrs.evolve(fault, path=_CLAUSE.sub(name, fault.path))


def _resolved(made: Agreement, agreement: Agreement) -> Agreement:
    """With what the agreement has read from other documents: tables that clauses refer to, the version it amends."""
    before = agreement.clauses_by_id
    clauses = [_like(clause, before[clause.id]) if clause.id in before else clause for clause in made.clauses]
    found = attrs.evolve(made, clauses=clauses)
    if found.amends is None or agreement.amends is None or agreement.amends.agreement is None:
        return found
    return attrs.evolve(found, amends=attrs.evolve(found.amends, agreement=agreement.amends.agreement))


def _like(clause: Clause, before: Clause) -> Clause:
    """A clause with the values of the one before where they are the same: those know what no document says."""
    if type(clause) is not type(before):
        return clause
    names = [field.name for field in attrs.fields(type(clause)) if field.init]
    same = {name: getattr(before, name) for name in names if getattr(before, name) == getattr(clause, name)}
    return attrs.evolve(clause, **same)
