"""Promises that are new, gone, renamed or changed; a changed one is said key by key.

What every kind shares has words of its own; the keys of a kind, be it shipped or a user's, are said by their names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import attrs

from leadsla.agreement import Agreement
from leadsla.clauses import CalendarBy, Clause, LeadClause, Step
from leadsla.consequences import Action
from leadsla.criteria import Criterion
from leadsla.documents.differing.changes import Change
from leadsla.documents.differing.matching import Key, matched
from leadsla.documents.differing.segments import differ_by_segment
from leadsla.documents.differing.walking import attributes, differ, listing
from leadsla.documents.differing.words import action_text, both, called, party_text, said, sentence, written
from leadsla.phrases import phrase_of, plain_name
from leadsla.segments import Segments
from leadsla.triggers import Trigger

#: How a key that clauses share is said; what is not here is said as `NAME, KEY: new, was old`.
_SAID: Final = {
    "title": "{name} is called {new}, was {old}",
    "owner": "{name} is owed by {new}, was by {old}",
    "line": "{name} is on {new}, was on {old}",
    "calendar": "{name} counts the hours of {new}, was of {old}",
    "calendar_by": "{name} counts the hours of {new}, was of {old}",
    "target": "target of {name}: {new}, was {old}",
    "warn_at": "warnings of {name}: {new}, was {old}",
    "when": "{name} applies {new}, was {old}",
    "from": "{name} begins with {new}, was with {old}",
    "at": "{name} is judged on {new}, was on {old}",
    "until": "{name} is done by {new}, was by {old}",
    "void_on": "{name} is void on {new}, was on {old}",
    "pause_while": "{name} pauses {new}, was {old}",
    "repeat": "{name} is owed {new}, was {old}",
    "count_from": "{name} counts from {new}, was from {old}",
    "per": "{name} is owed {new}, was {old}",
}
_ONCE: Final = {"once": "once", "each": "each time anew", "restart": "from the last start on"}
_NONE: Final = {
    "line": "a line of its own",
    "calendar": "the agreement's calendar",
    "calendar_by": "the same calendar for all leads",
    "when": "to all",
    "void_on": "what takes a lead out",
    "pause_while": "never",
    "until": "what is usual",
    "count_from": "its start",
    "per": "once",
}
#: Windows, which are said by the name of the promise alone.
_WINDOWS: Final = ("within", "recorded_within", "not_before")
_OCCASIONS: Final = {
    "start": "when {name} begins",
    "warning": "when a deadline of {name} comes near",
    "met": "when {name} is kept",
    "missed": "when the target of {name} is missed",
    "exhausted": "when {name} has been gone through in vain",
}


def _said_without_id(clause: Clause) -> Any:
    fields = attrs.fields(type(clause))
    return type(clause), [getattr(clause, field.name) for field in fields if field.eq and field.name != "id"]


#: By what a promise is known again: its id, else all that it says beside it.
_KNOWN_BY: Final[tuple[Key, ...]] = (lambda clause: clause.id, _said_without_id)


def differing_clauses(a: Agreement, b: Agreement) -> Iterator[Change]:
    """What differs between the promises of two agreements."""

    def other(path: str, old: Clause, new: Clause) -> Iterator[Change]:
        if old.id == new.id:
            return differing_keys(path, old, new, a, b)
        text = f"The promise `{old.id}` is now called `{new.id}` and says the same"
        return iter([Change("clauses", text, old.id, new.id)])

    yield from listing(
        "clauses",
        a.clauses,
        b.clauses,
        *_KNOWN_BY,
        place=lambda clause: f"clauses[{clause.id}]",
        come=partial(_whole, "New promise"),
        gone=partial(_whole, "No longer promised"),
        other=other,
        order="The promises stand in another order: " + ", ".join(clause.id for clause in b.clauses),
    )


def renamed(a: Agreement, b: Agreement) -> dict[str, str]:
    """The ids of promises that say the same under another one, with that one."""
    found = matched(a.clauses, b.clauses, *_KNOWN_BY)
    ids = ((a.clauses[one].id, b.clauses[two].id) for one, two in found.pairs)
    return {one: two for one, two in ids if one != two}


def _whole(label: str, clause: Clause) -> str:
    return f"{label}: {clause.name}. {clause.sentence()}"


def differing_keys(path: str, old: Clause, new: Clause, a: Agreement, b: Agreement) -> Iterator[Change]:
    """What differs in one promise; of two kinds, the sentences and what both kinds have."""
    mine, others = attrs.fields_dict(type(old)), attrs.fields_dict(type(new))
    if type(old) is not type(new):
        text = f"{called(new)} is another kind of promise: {new.sentence()} It was: {old.sentence()}"
        yield Change(f"{path}.kind", sentence(text), old.kind, new.kind)
    base = attrs.fields_dict(LeadClause)
    names = [name for name in others if name in mine and others[name].eq and mine[name].eq]
    last = {name: place for place, name in enumerate(base) if name not in ("title", "owner")}
    for name in sorted(names, key=lambda name: last.get(name, -1)):
        one, two = getattr(old, name), getattr(new, name)
        if one != two:
            yield from _key(path, name.removesuffix("_"), one, two, (a, old), (b, new))


def _key(
    path: str, key: str, old: Any, new: Any, before: tuple[Agreement, Clause], after: tuple[Agreement, Clause]
) -> Iterator[Change]:
    """What differs in one key of a promise."""
    place, name = f"{path}.{key}", called(after[1])
    label = name if key in _WINDOWS else f"{name}, {plain_name(key)}"
    if key.startswith("on_") and _all(Action, old, new):
        yield from _actions(place, key.removeprefix("on_"), old, new, after[1])
    elif key in _SAID and key != "warn_at" and not isinstance(old, Segments):
        one, two = _word(key, old, before), _word(key, new, after)
        if one == two:
            one, two = both(old, new)
        text = _SAID[key].format(name=name if key != "title" else f"`{after[1].id}`", new=two, old=one)
        yield Change(place, sentence(text), written(old), written(new))
    elif isinstance(old, Segments) or isinstance(new, Segments):
        yield from differ_by_segment(place, label, old, new)
    elif _all(Step, old, new):
        yield from _steps(place, old, new, name)
    else:
        label = f"warnings of {name}" if key == "warn_at" else label
        yield from differ(place, label, old, new)


def _all(kind: type, *values: Any) -> bool:
    """Whether the values are lists of such entries, some of them with any."""
    entries = [entry for value in values if isinstance(value, tuple) for entry in value]
    return all(isinstance(value, tuple) for value in values) and all(
        isinstance(entry, kind) for entry in entries
    )


def _word(key: str, value: Any, of: tuple[Agreement, Clause]) -> str:
    """The value of a key that clauses share, as it stands in its sentence."""
    agreement, clause = of
    if value in (None, ""):
        return f"`{clause.id}`" if key == "title" else _NONE.get(key, "none")
    if isinstance(value, Trigger) and not value.causes:
        return "nothing"
    match key:
        case "owner":
            return party_text(agreement, value)
        case "title" | "line":
            return f"“{value}”" if key == "title" else f"line “{value}”"
        case "calendar":
            return f"the {plain_name(value)}"
        case "calendar_by" if isinstance(value, CalendarBy):
            zone = f"its own in the zone of {plain_name(value.zone)}" if value.zone is not None else ""
            return zone or f"{said(value.calendars)} by {plain_name(value.field or '')}"
        case "when" | "pause_while" if isinstance(value, Criterion):
            return f"{'where' if key == 'when' else 'while'} {value.spoken()}"
        case "repeat":
            return _ONCE.get(str(value), str(value))
        case "count_from":
            return phrase_of(value).noun
        case "per":
            return f"for each {plain_name(str(value).removeprefix('event.'))}"
        case _:
            return said(value)


def _moment(occasion: str, clause: Clause) -> str:
    if occasion == "breach":
        timed = isinstance(clause, LeadClause) and clause.subject == "lead" and not clause.inverse
        return f"when {called(clause)} is {'late' if timed else 'not kept'}"
    return _OCCASIONS.get(occasion, f"on {plain_name(occasion)} of {{name}}").format(name=called(clause))


def _actions(
    path: str, occasion: str, old: tuple[Action, ...], new: tuple[Action, ...], clause: Clause
) -> Iterator[Change]:
    moment = _moment(occasion, clause)

    def other(place: str, one: Action, two: Action) -> Iterator[Change]:
        text = f"{moment}: {action_text(two)}, was: {action_text(one)}"
        return iter([Change(place, sentence(text), written(one), written(two))])

    yield from listing(
        path,
        old,
        new,
        lambda action: (action.do, action.to),
        place=lambda action: f"{path}[{action.do}: {action.to}]",
        come=lambda action: f"{moment}: {'also ' if old else ''}{action_text(action)}",
        gone=lambda action: f"{moment}: no longer {action_text(action)}",
        other=other,
        order=f"{moment}: in another order, {', '.join(map(action_text, new))}",
    )


def _steps(path: str, old: tuple[Step, ...], new: tuple[Step, ...], name: str) -> Iterator[Change]:
    told: Callable[[Step], str] = lambda step: f"`{step.id}` of {name}: {step}"  # noqa: E731
    yield from listing(
        path,
        old,
        new,
        lambda step: step.id,
        place=lambda step: f"{path}[{step.id}]",
        come=lambda step: f"New step {told(step)}",
        gone=lambda step: f"No longer a step {told(step)}",
        other=lambda at, one, two: attributes(at, f"step `{one.id}` of {name}", one, two, whole=False),
        order=f"Steps of {name}: in another order, {', '.join(step.id for step in new)}",
    )
