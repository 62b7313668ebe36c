"""What is wrong with an entry, from whatever its reader raised: faults with a path from the entry on."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs
import cattrs

from leadsla.clauses import Clause
from leadsla.errors import (
    CalendarError,
    CriterionError,
    EntryError,
    Fault,
    FunnelError,
    ScenarioError,
    TextError,
    TimeError,
    nearest,
)

#: What to write for a key that must be there and is not.
EXAMPLES: Final[Mapping[str, str]] = {
    "leadsla": "1",
    "agreement": "acme-inbound",
    "version": '"2026.1"',
    "term": "{from: 2026-01-01, to: 2026-12-31}",
    "timezone": "America/New_York",
    "parties": "{marketing: {name: Marketing}, sales: {name: Sales}}",
    "lifecycle": "subscriber-mql-sql",
    "clauses": "[{id: first-response, kind: response_window, ...}]",
    "id": "first-response",
    "kind": "response_window",
    "owner": "sales",
    "from": "assigned",
    "within": "1 business hour",
    "at": "{enters: sql}",
    "touches": "{call: 3, email: 3}",
    "event": "assigned",
    "name": "Sales",
    "activity": "Attend the weekly meeting",
    "hours": '{mon-fri: ["09:00-17:00"]}',
    "is": "1 business hour",
    "to": "2026-12-31",
    "goal": "{revenue: 1000000}",
    "stages": "[{name: lead}, {name: customer, rate: 2%}]",
}


#: For how many unknown keys of one mapping the key that was meant is looked for.
_GUESSES: Final = 50

#: What classes are called whose keys people know by another word.
_NOUNS: Final = {
    "Cause": "trigger",
    "CalendarBy": "calendar_by",
    "Counts": "rate",
    "Beta": "rate",
    "DealSize": "deal size",
}


class FaultyError(Exception):
    """An entry that cannot be read: its faults, with paths from the entry on."""

    def __init__(self, *faults: Fault):
        self.faults = faults
        super().__init__("; ".join(fault.what for fault in faults))


def key_of(attribute: str) -> str:
    """The key that an attribute is written under: `from_` is `from`."""
    return attribute.removesuffix("_")


def join(path: str, inner: str) -> str:
    """A path and what follows it.

    >>> join("clauses[0]", "within"), join("within", "[1].is"), join("", "id")
    ('clauses[0].within', 'within[1].is', 'id')
    """
    return f"{path}{inner}" if not path or not inner or inner.startswith("[") else f"{path}.{inner}"


def under(path: str, faults: Iterable[Fault]) -> list[Fault]:
    """Faults of an entry as faults of what it stands in."""
    return [attrs.evolve(fault, path=join(path, fault.path)) for fault in faults]


def faults_of(error: BaseException) -> list[Fault]:
    """The faults that an error of a reader says, with paths from the entry on."""
    match error:
        case FaultyError() | FunnelError() | ScenarioError():
            return list(error.faults)
        case BaseExceptionGroup():
            return [fault for inner in error.exceptions for fault in under(step_of(inner), faults_of(inner))]
        case TextError():
            name = "criterion" if isinstance(error, CriterionError) else "window"
            return [Fault(name, error.what, span=(error.start, error.end), write=error.write)]
        case EntryError():
            name = "unknown-key" if error.on_key else "wrong-value"
            return [Fault(name, error.what, error.key or "", on_key=error.on_key, write=error.write)]
        case CalendarError() | TimeError():
            what, _, write = str(error).partition("; write ")
            return [Fault("wrong-value", what, write=write.removeprefix("it as ") or None)]
        case _:
            return [_of_a_validator(error)]


def step_of(error: BaseException) -> str:
    """Where cattrs has been, by the notes it leaves on an error."""
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, cattrs.AttributeValidationNote):
            return key_of(note.name)
        if isinstance(note, cattrs.IterableValidationNote):
            return f"[{note.index}]" if isinstance(note.index, int) else str(note.index)
    return ""


def _of_a_validator(error: BaseException) -> Fault:
    """What a converter or validator of a class says; attrs' own begin with the name of their attribute."""
    attribute = next((part for part in error.args if isinstance(part, attrs.Attribute)), None)
    what = str(error.args[0]) if error.args else type(error).__name__
    named = re.match(r"'(\w+)' must ", what)
    name = attribute.name if attribute is not None else named[1] if named else ""
    return Fault("wrong-value", what, key_of(name))


def described(value: Any) -> str:
    """A value as the subject of a sentence.

    >>> described(3), described([]), described(None), described("x")
    ('the number 3', 'a list', 'nothing', 'the text "x"')
    """
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case int() | float():
            return f"the number {value}"
        case str():
            shown = value if len(value) <= 40 else value[:39] + "…"
            return f"the text {json.dumps(shown, ensure_ascii=False)}"
        case dt.datetime():
            return f"the time {value.isoformat(' ')}"
        case dt.date():
            return f"the date {value}"
        case Mapping():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case _:
            return f"{value}"


def wrong_type(wanted: str, value: Any, write: str | None = None) -> Fault:
    """The fault of a value of another type than its place takes."""
    label = f"not {wanted}"
    return Fault("wrong-type", f"{described(value)} stands where {wanted} should", label=label, write=write)


def key_faults(given: Iterable[str], known: Iterable[str], required: Iterable[str], of: str) -> list[Fault]:
    """Keys that are not known, and keys that are missing; one that was meant to be the other is one fault."""
    names, keys = list(known), dict.fromkeys(given)
    missing = [key for key in required if key not in keys]
    faults: list[Fault] = []
    for key in keys:
        if key in names:
            continue
        # Who has so many has no slips of the pen, and looking for each would take long.
        free = [name for name in names if name not in keys] if len(faults) < _GUESSES else []
        guess = nearest(key, missing if free else []) or nearest(key, free)
        because = f"its keys are {', '.join(names)}" if guess is None else None
        also = None
        if guess in missing:
            missing.remove(guess)
            also = f"required key `{guess}` is missing here; this repairs both"
        faults.append(
            Fault(
                "unknown-key",
                f"unknown key `{key}`",
                key,
                on_key=True,
                label=f"not a key of {of}",
                write=guess,
                because=because,
                also=also,
            )
        )
    for key in missing:
        write = f"{key}: {EXAMPLES[key]}" if key in EXAMPLES else f"{key}: ..."
        faults.append(
            Fault("missing-key", f"required key `{key}` is missing", label=f"has no `{key}`", write=write)
        )
    return faults


def empty_faults(given: Mapping[str, Any]) -> list[Fault]:
    """Keys with nothing after them."""
    return [
        Fault(
            "wrong-type",
            f"`{key}` has no value",
            key,
            on_key=True,
            label="nothing follows",
            write="a value, or leave it out",
        )
        for key, value in given.items()
        if value is None
    ]


def nouns(cls: type) -> str:
    """What the keys of a class are keys of."""
    if issubclass(cls, Clause):
        return cls.kind
    name = _NOUNS.get(cls.__name__, cls.__name__.lower())
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
