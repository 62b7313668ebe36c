"""From an agreement to its document: keys in one order, defaults left out, every value as people write it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, Final

import attrs

from leadsla.agreement import Agreement
from leadsla.calendars import BusinessCalendar, DatedCalendar
from leadsla.clauses import Clause
from leadsla.consequences import Action
from leadsla.criteria import Criterion, Length
from leadsla.documents.source import NO_TEXT
from leadsla.documents.toml_writer import write_toml
from leadsla.documents.yaml_writer import write_yaml
from leadsla.errors import AgreementError, CalendarError, Fault, TextError
from leadsla.instants import SECOND
from leadsla.lifecycle import Move
from leadsla.periods import Share, Target
from leadsla.qualification import Scorecards, Threshold
from leadsla.responsibilities import Goal, Provision
from leadsla.segments import Segments
from leadsla.triggers import NOTHING, Cause, Trigger
from leadsla.windows import Window, plain_number

#: The keys of a clause that come first, and those that come after the ones of its kind; then those of a move.
_FIRST: Final = ("id", "kind", "title", "owner", "when", "from", "at", "until", "count_from", "per")
_MOVE: Final = ("event", "from", "to", "when", "requires")
_LAST: Final = (
    "calendar",
    "calendar_by",
    "pause_while",
    "void_on",
    "repeat",
    "target",
    "warn_at",
    "on_start",
    "on_warning",
    "on_met",
    "on_breach",
    "on_exhausted",
    "on_missed",
)


class Spelling(str):
    """How somebody wrote a length; `normal` is the one text for all spellings of it."""

    normal: str

    def __new__(cls, text: str, normal: str = "") -> Spelling:
        made = super().__new__(cls, text)
        made.normal = normal
        return made


def dump(agreement: Agreement, format: str = "yaml") -> str:
    """The document of an agreement in the format yaml, json or toml; `loads` of it is the same agreement.

    >>> from leadsla import examples, loads
    >>> agreement = examples.acme()
    >>> all(loads(dump(agreement, form), form) == agreement for form in ("yaml", "json", "toml"))
    True

    Raises `AgreementError` for what no document can say: a calendar that was combined from others, holidays of a class
    of your own; and `ValueError` for another format.
    """
    if format not in _WRITERS:
        raise ValueError(f"`format` is {format!r}; write yaml, json or toml")
    return _WRITERS[format](to_tree(agreement))


def to_tree(agreement: Agreement) -> dict[str, Any]:
    """An agreement as the plain tree of its document."""
    from leadsla.documents.structure import KEYS

    found: dict[str, Any] = {}
    for key in KEYS:
        value = getattr(agreement, key)
        if key == "calendars":
            value = {name: _calendar(one, name, agreement.timezone) for name, one in value.items()}
        elif key == "clauses":
            value = [_clause(clause, f"clauses[{number}]") for number, clause in enumerate(value)]
        else:
            value = plain(value, key)
        if key in _ALWAYS or not _is_default(agreement, key):
            found[key] = value
    return found


_ALWAYS: Final = ("leadsla", "clauses", "lifecycle", "parties")


def _is_default(thing: Any, name: str) -> bool:
    field = attrs.fields_dict(type(thing))[name]
    default = field.default
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        default = default.factory()  # type: ignore[union-attr]
    return default is not attrs.NOTHING and bool(getattr(thing, name) == default)


def _refused(what: str, path: str) -> AgreementError:
    return AgreementError([Fault("wrong-value", what, path)])


def _calendar(calendar: Any, name: str, timezone: str) -> dict[str, Any]:
    path = f"calendars.{name}"
    if isinstance(calendar, DatedCalendar):
        return _dated_calendar(calendar, path, timezone)
    return _edition(calendar, path, timezone)


def _dated_calendar(calendar: DatedCalendar, path: str, timezone: str) -> dict[str, Any]:
    """The first hours, and of each change what is other than before."""
    written = _edition(calendar.first, path, timezone)
    before, changes = written, []
    for number, change in enumerate(calendar.changes):
        now = _edition(change.calendar, f"{path}.changes[{number}]", timezone)
        said = {key: value for key, value in now.items() if key == "version" or value != before.get(key)}
        gone = {key: _NOTHING[key] for key in _NOTHING if key in before and key not in now}
        changes.append({"from": change.from_, **said, **gone})
        before = now
    return written | {"changes": changes}


_NOTHING: Final[Mapping[str, Any]] = {"holidays": [], "exceptions": {}, "dayparts": {}}


def _edition(calendar: Any, path: str, timezone: str) -> dict[str, Any]:
    if not isinstance(calendar, BusinessCalendar):
        raise _refused("a calendar that was combined from others cannot be written in a document", path)
    written = calendar.to_dict()
    written.pop("name", None)
    try:
        same = BusinessCalendar(**written) == calendar
    except CalendarError:
        same = False
    if not same:
        raise _refused("holidays of a class of your own cannot be written in a document", path)
    if written["timezone"] == timezone:
        del written["timezone"]
    holidays = written.get("holidays")
    if holidays and len(holidays) == 1 and isinstance(holidays[0], Mapping):
        written["holidays"] = holidays[0]
    return {key: plain(value, path) for key, value in written.items()}


def _clause(clause: Clause, path: str) -> dict[str, Any]:
    written = {"kind": clause.kind, **_attributes(clause, path)}
    own = [key for key in written if key not in (*_FIRST, *_LAST)]
    return {key: written[key] for key in (*_FIRST, *own, *_LAST) if key in written}


def _attributes(thing: Any, path: str) -> dict[str, Any]:
    """The attributes of a class that are not what they are by default, under their keys."""
    found = {}
    for field in attrs.fields(type(thing)):
        if field.init and field.metadata.get("key", True) and not _is_default(thing, field.name):
            key, value = field.name.removesuffix("_"), getattr(thing, field.name)
            empty = value == NOTHING and field.metadata.get("may_be_empty")
            found[key] = [] if empty else plain(value, f"{path}.{key}")
    return found


def plain(value: Any, path: str) -> Any:
    """A value of an agreement as people write it."""
    match value:
        case Window() | Share() | Target() | Criterion():
            return _as_text(value, path)
        case Length():
            return Spelling(str(value), f"{plain_number(Fraction(value.microseconds, SECOND))} seconds")
        case Trigger():
            return _trigger(value, path)
        case Segments():
            return _segments(value, path)
        case Action():
            return _action(value, path)
        case Enum():
            return value.value
        case _ if hasattr(type(value), "written"):  # a value with a language of its own
            return value.written()
        case Decimal():
            return _number(value)
        case Scorecards():
            written = _attributes(value, path)
            return {**written.pop("cards", {}), **written}
        case Threshold():
            return _threshold(value, path)
        case Provision() if not value.clause:
            return value.words
        case Provision() | Goal():
            written = _attributes(value, path)
            return written | ({"clause": value.clause[0]} if len(value.clause) == 1 else {})
        case Mapping():
            return {_key(key): plain(item, f"{path}.{_key(key)}") for key, item in value.items()}
        case list() | tuple():
            return [plain(item, f"{path}[{number}]") for number, item in enumerate(value)]
        case set() | frozenset():
            return sorted((plain(item, path) for item in value), key=repr)
        case Move():
            return _move(value, path)
        case _ if attrs.has(type(value)):
            return _attributes(value, path)
        case None | str() | bool() | int() | float() | dt.date():
            return value
        case _ if not _prints_itself(value):
            raise _refused(f"a value of the class {type(value).__name__} has no written form", path)
        case _:
            return str(value)


def _prints_itself(value: Any) -> bool:
    """Whether the class of a value says how it is printed; what all objects print is where they lie in memory."""
    return any({"__str__", "__repr__"} & vars(kind).keys() for kind in type(value).__mro__[:-1])


def _number(value: Decimal) -> int | float | str:
    """A decimal number; as text where a number of a document would be another."""
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else format(value, "f")


def _as_text(value: Window | Share | Target | Criterion, path: str) -> str:
    """A value in its own language; one that was made in Python may be finer than any text."""
    text = str(value)
    try:
        same = type(value).parse(text) == value
    except TextError:
        same = False
    if not same:
        raise _refused(f"{text} cannot be written exactly in a document", path)
    return text


def _move(move: Move, path: str) -> dict[str, Any]:
    written = _attributes(move, path)
    if len(move.from_) == 1:
        written["from"] = move.from_[0]
    return {key: written[key] for key in _MOVE if key in written}


def _key(key: Any) -> str:
    return key.isoformat() if isinstance(key, dt.date) else str(key)


def _trigger(trigger: Trigger, path: str) -> Any:
    causes = [_cause(cause, path) for cause in trigger.causes]
    if not causes:
        raise _refused("a trigger of no event at all cannot be written in a document", path)
    return causes[0] if len(causes) == 1 else causes


def _cause(cause: Cause, path: str) -> Any:
    if cause.forward:
        raise _refused("a move to a later stage is only what progress is by default", path)
    written = _attributes(cause, path)
    return cause.event if set(written) == {"event"} else written


def _threshold(threshold: Threshold, path: str) -> Any:
    total, when = plain(threshold.total, path), plain(threshold.when, path)
    if not threshold.mixed:
        return total if when is None else when
    written = {**plain(threshold.cards, path), "total": total, "when": when}
    return {key: value for key, value in written.items() if value is not None}


def _segments(segments: Segments[Any], path: str) -> Any:
    if len(segments) == 1 and segments.cases[0].when is None:
        return plain(segments.cases[0].is_, path)
    return [
        ({} if case.when is None else {"when": plain(case.when, path)}) | {"is": plain(case.is_, path)}
        for case in segments
    ]


def _action(action: Action, path: str) -> dict[str, Any]:
    written: dict[str, Any] = {action.do: action.to}
    written |= {} if action.by is None else {"by": action.by}
    written |= {
        key: plain(window, f"{path}.{key}")
        for key in ("after", "within")
        if (window := getattr(action, key)) is not None
    }
    written |= {} if action.done_by is None else {"done_by": _trigger(action.done_by, f"{path}.done_by")}
    return written | ({"automatic": True} if action.automatic else {})


def _json(tree: dict[str, Any]) -> str:
    text = json.dumps(tree, ensure_ascii=False, indent=2, default=_date)
    return NO_TEXT.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def _date(value: Any) -> str:
    return str(value.isoformat())


_WRITERS: Final[Mapping[str, Callable[[dict[str, Any]], str]]] = {
    "yaml": write_yaml,
    "json": _json,
    "toml": write_toml,
}
