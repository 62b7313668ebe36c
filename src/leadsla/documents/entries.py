"""From the entries of a document to the values of an agreement, with every fault of every entry.

cattrs walks the classes; the hooks here are strict where its own would guess (a number is no text, a text no number),
and call the readers that the values have themselves. The types of a class drive everything, so a kind of your own is
read like a shipped one. An attribute may name, as `read` in its metadata, the reader of what people write there.
"""

from __future__ import annotations

import datetime as dt
import enum
import types
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Union, get_args, get_origin

import attrs
import cattrs
from cattrs.gen import make_dict_structure_fn, override

from leadsla.consequences import Action
from leadsla.criteria import Criterion, Length
from leadsla.documents.entry_faults import (
    FaultyError,
    described,
    empty_faults,
    faults_of,
    key_faults,
    key_of,
    nouns,
    step_of,
    under,
    wrong_type,
)
from leadsla.documents.source import IN_QUOTES
from leadsla.errors import EntryError, Fault, nearest
from leadsla.instants import date_in
from leadsla.lifecycle import Stage
from leadsla.periods import Share, Target, warning
from leadsla.qualification import Scorecard, Scorecards, Threshold
from leadsla.qualification.scorecards import grades_of
from leadsla.responsibilities import Provision
from leadsla.segments import Segment, Segments
from leadsla.triggers import NOTHING, Cause, Trigger
from leadsla.windows import Window

_ONE: Final = {
    int: "a whole number",
    bool: "true or false",
    float: "a number",
    str: "text",
    dt.date: "a date",
}


def _exactly(value: Any, wanted: Any) -> Any:
    """A value of a plain type; cattrs asks here for what derives from one too, as many an enumeration does."""
    if issubclass(wanted, enum.Enum):
        return _one_of(value, wanted)
    if wanted not in _ONE:
        return wanted(_exactly(value, next(kind for kind in wanted.__mro__ if kind in _ONE)))
    if type(value) is wanted or (wanted is float and type(value) is int):
        return value
    in_quotes = wanted is str and isinstance(value, bool | int | float | dt.date)
    raise FaultyError(wrong_type(_ONE[wanted], value, IN_QUOTES if in_quotes else None))


def _date(value: Any, _: Any) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        return date_in(value)
    except (TypeError, ValueError):
        raise FaultyError(wrong_type("a date", value, "a date such as 2026-01-31")) from None


def _text_value(read: Callable[[str], Any], example: str) -> Callable[[Any, Any], Any]:
    """A hook for values that are written as a text of their own language."""

    def hook(value: Any, _: Any) -> Any:
        if not isinstance(value, str):
            raise FaultyError(wrong_type("text", value, f"for example {example}"))
        return read(value)

    return hook


def _one_of(value: Any, kind: type[enum.Enum]) -> Any:
    values = [member.value for member in kind]
    if value in values:
        return kind(value)
    listed = ", ".join(map(str, values))
    write = nearest(value, map(str, values)) if isinstance(value, str) else None
    fault = Fault("wrong-value", f"{described(value)} is none of {listed}", write=write or f"one of {listed}")
    raise FaultyError(fault)


class Parts:
    """Reads the parts of a value one by one, and raises what was wrong with any of them at the end."""

    def __init__(self, faults: Iterable[Fault] = ()):
        self.faults = list(faults)

    def part(self, path: str, read: Callable[..., Any], *arguments: Any) -> Any:
        """What the reader makes of its arguments, or None where it has faults."""
        try:
            return read(*arguments)
        except Exception as error:  # noqa: BLE001 - a reader of a user's own kind may raise anything
            self.faults += under(path, faults_of(error))
            return None

    def done(self) -> None:
        if self.faults:
            raise FaultyError(*self.faults)


class Entries:
    """Reads entries of any type that the classes of an agreement and its kinds of clauses have."""

    def __init__(self) -> None:
        self.cattrs = converter = cattrs.Converter(detailed_validation=True)
        register, register_if = converter.register_structure_hook, converter.register_structure_hook_func
        for kind in (str, int, float, bool):
            register(kind, _exactly)
        register(dt.date, _date)
        register(Window, _text_value(Window.parse, "8 business hours"))
        register(Criterion, _text_value(Criterion.parse, "score >= 40"))
        register(Length, _text_value(Length.parse, "14 days"))
        register(Target, _text_value(Target.parse, "80% per month"))
        register(Share, _text_value(Share.parse, "80%"))
        register_if(lambda kind: _is_union(kind, {Share, Window}), _text_value(warning, "80%, or 30 minutes"))
        register_if(lambda kind: isinstance(kind, type) and issubclass(kind, enum.Enum), _one_of)
        register_if(lambda kind: _made_of(kind, tuple) and get_args(kind)[1:] == (...,), self.list_of)
        register_if(lambda kind: _made_of(kind, list), lambda value, kind: list(self.list_of(value, kind)))
        register_if(lambda kind: _made_of(kind, Mapping, dict), self.mapping_of)
        register_if(lambda kind: _made_of(kind, Segments), self.segments)
        converter.register_structure_hook_factory(_is_ours, self.of_class)
        register(Trigger, self.trigger)
        register(Action, self.action)
        register(Scorecards, self.scorecards)
        self.provision_of_keys = self.of_class(Provision)
        register(Provision, self.provision)
        self.stage = self.of_class(Stage)
        register(
            Stage, lambda value, kind: Stage(value) if isinstance(value, str) else self.stage(value, kind)
        )

    def read(self, value: Any, kind: Any) -> Any:
        """A value of a type; raises errors that `faults_of` reads."""
        return self.cattrs.structure(value, kind)

    def of_class(self, cls: type) -> Callable[[Any, Any], Any]:
        """A hook for a class: a mapping, with its own keys, all that are required and none empty."""
        attrs.resolve_types(cls)
        fields = [field for field in attrs.fields(cls) if is_key(field)]
        known = [key_of(field.name) for field in fields]
        required = [key_of(field.name) for field in fields if field.default is attrs.NOTHING]
        overrides = {field.name: self.override(field) for field in attrs.fields(cls)}
        make: Callable[[Any, Any], Any] = make_dict_structure_fn(
            cls, self.cattrs, _cattrs_detailed_validation=True, **overrides
        )

        def hook(value: Any, _: Any) -> Any:
            if not isinstance(value, Mapping):
                raise FaultyError(wrong_type(f"a mapping with the keys of {nouns(cls)}", value))
            faults = key_faults(value, known, required, nouns(cls)) + empty_faults(value)
            given = {key: item for key, item in value.items() if item is not None}
            try:
                made = make(given, cls)
            except cattrs.BaseValidationError as error:
                # Keys that are missing have been said, with what else they may be called.
                rest = [
                    inner
                    for inner in error.exceptions
                    if not (step_of(inner) and isinstance(inner, KeyError))
                ]
                faults += [fault for inner in rest for fault in under(step_of(inner), faults_of(inner))]
            if faults:
                raise FaultyError(*faults)
            return made

        return hook

    def override(self, field: attrs.Attribute[Any]) -> Any:
        """How cattrs is to treat an attribute."""
        if not is_key(field):
            return override(omit=True)
        read = field.metadata.get("read")
        if field.metadata.get("may_be_empty"):
            return override(rename=key_of(field.name), struct_hook=self.trigger_or_none_at_all)
        if read is None:
            return override(rename=key_of(field.name))

        def hook(value: Any, kind: Any) -> Any:
            def each(item: Any) -> Any:
                return _read_entry_by_entry(item, read)

            return self.by_segment(value, each) if get_origin(kind) is Segments else each(value)

        return override(rename=key_of(field.name), struct_hook=hook)

    def list_of(self, value: Any, kind: Any) -> tuple[Any, ...]:
        """One value, or a list of them."""
        inner = get_args(kind)[0]
        if not isinstance(value, list | tuple):
            return (self.read(value, inner),)
        parts = Parts()
        found = [parts.part(f"[{n}]", self.read, item, inner) for n, item in enumerate(value)]
        parts.done()
        return tuple(found)

    def mapping_of(self, value: Any, kind: Any) -> dict[str, Any]:
        """A mapping of names to values of one type."""
        if not isinstance(value, Mapping):
            raise FaultyError(wrong_type("a mapping", value))
        parts = Parts(empty_faults(value))
        inner = get_args(kind)[1]
        given = {key: item for key, item in value.items() if item is not None}
        found = {key: parts.part(key, self.read, item, inner) for key, item in given.items()}
        parts.done()
        return found

    def segments(self, value: Any, kind: Any) -> Segments[Any]:
        """A value, or a list of `{when: CRITERION, is: VALUE}`."""
        return self.by_segment(value, lambda item: self.read(item, get_args(kind)[0]))

    def by_segment(self, value: Any, read: Callable[[Any], Any]) -> Segments[Any]:
        """The same with any reader of the value."""
        if not (isinstance(value, list) and value and all(isinstance(case, Mapping) for case in value)):
            return Segments.of(value, read)
        parts = Parts()
        cases = []
        for number, case in enumerate(value):
            place = f"[{number}]"
            keys = key_faults(case, ("when", "is"), ("is",), "a segment") + empty_faults(case)
            parts.faults += under(place, keys)
            when = case.get("when")
            if when is not None:
                when = parts.part(f"{place}.when", self.read, when, Criterion)
            if case.get("is") is not None:
                cases.append(Segment(parts.part(f"{place}.is", read, case["is"]), when))
        parts.done()
        return Segments(tuple(cases))

    def trigger(self, value: Any, _: Any) -> Trigger:
        """An event's name, a mapping, or a list of these."""
        if isinstance(value, list) and value:
            parts = Parts()
            found = [parts.part(f"[{n}]", self.trigger, item, None) for n, item in enumerate(value)]
            parts.done()
            return Trigger(tuple(cause for one in found for cause in one.causes))
        if isinstance(value, Mapping):
            cause: Cause = self.read(value, Cause)
            return Trigger((cause,))
        if not isinstance(value, str) or not value:
            raise FaultyError(
                wrong_type("a trigger", value, "an event's name, {enters: STAGE} or a list of them")
            )
        return Trigger.of(value)

    def trigger_or_none_at_all(self, value: Any, _: Any) -> Trigger:
        """A trigger; an empty list is no event at all."""
        return NOTHING if value == [] else self.trigger(value, None)

    def provision(self, value: Any, kind: Any) -> Provision:
        """Words, or a mapping of words and clauses."""
        if isinstance(value, str):
            return Provision(value)
        if not isinstance(value, Mapping):
            raise FaultyError(wrong_type("a provision", value, "words, or {clause: ID}"))
        made: Provision = self.provision_of_keys(value, kind)
        return made

    def scorecards(self, value: Any, _: Any) -> Scorecards:
        """Cards by their names, and beside them the threshold and the grades."""
        if not isinstance(value, Mapping):
            raise FaultyError(wrong_type("a mapping of scorecards", value, "{fit: {rules: [...]}}"))
        parts = Parts(empty_faults(value))
        given = {key: item for key, item in value.items() if item is not None}
        grades = parts.part("grades", grades_of, given.pop("grades", {}))
        ready = parts.part("ready", self.threshold, given.pop("ready", None))
        cards = {name: parts.part(name, self.read, item, Scorecard) for name, item in given.items()}
        parts.done()
        return Scorecards(cards, ready, grades)

    def threshold(self, value: Any) -> Threshold | None:
        """Points in total, a criterion, or a mapping of both and of cards."""
        if not isinstance(value, Mapping):
            return None if value is None else Threshold.of(value)
        parts = Parts(empty_faults(value))
        given = {key: item for key, item in value.items() if item is not None}
        if "when" in given:
            given["when"] = parts.part("when", self.read, given["when"], Criterion)
        made: Threshold | None = None
        if given or not value:
            made = parts.part("", _read_entry_by_entry, given, Threshold.of)
        parts.done()
        return made

    def action(self, value: Any, _: Any) -> Action:
        """A verb with whom or what it concerns; its windows are read first, so that all their faults are said."""
        if not isinstance(value, Mapping):
            raise FaultyError(wrong_type("an action", value, "for example {alert: sales_manager}"))
        parts = Parts(empty_faults(value))
        given = {key: item for key, item in value.items() if item is not None}
        for key in ("after", "within"):
            if key in given:
                given[key] = parts.part(key, self.read, given[key], Window) or Window.parse("1 day")
        if "done_by" in given:
            given["done_by"] = parts.part("done_by", self.trigger, given["done_by"], None) or NOTHING
        made: Action | None = None if len(given) < len(value) else parts.part("", Action.of, given)
        parts.done()
        assert made is not None  # else there are faults
        return made


def _read_entry_by_entry(value: Any, read: Callable[[Any], Any]) -> Any:
    """What a reader makes of a value; what it refuses is left out and the rest tried again, for the faults of all."""
    faults: list[Fault] = []
    while True:
        try:
            made = read(value)
        except EntryError as error:
            faults += faults_of(error)
            if isinstance(value, Mapping) and error.key in value and len(value) > 1:
                value = {key: item for key, item in value.items() if key != error.key}
                continue
            raise FaultyError(*faults) from None
        if faults:
            raise FaultyError(*faults)
        return made


def is_key(field: attrs.Attribute[Any]) -> bool:
    """Whether an attribute of a class is a key of its entry; some are given in Python alone."""
    return field.init and bool(field.metadata.get("key", True))


def _is_ours(kind: Any) -> bool:
    return isinstance(kind, type) and attrs.has(kind)


def _made_of(kind: Any, *origins: Any) -> bool:
    origin: Any = get_origin(kind)
    return origin in origins


def _is_union(kind: Any, members: set[type]) -> bool:
    return get_origin(kind) in (Union, types.UnionType) and set(get_args(kind)) == members
