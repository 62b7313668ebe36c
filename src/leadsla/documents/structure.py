"""From the tree of a document to an agreement, or to everything that is wrong with it.

Parts that cannot be read are left out and the rest is judged all the same; what follows from a part that is broken is
not said again. So a reader sees as many faults as there are causes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import attrs

from leadsla.agreement import Agreement, Party, Statement, part_faults
from leadsla.calendars import Calendar
from leadsla.clauses import Clause, Scope, kinds_by_tag
from leadsla.documents.calendar_entries import read_calendar
from leadsla.documents.entries import Entries, Parts
from leadsla.documents.entry_faults import FaultyError, empty_faults, join, key_faults, key_of, wrong_type
from leadsla.errors import AgreementError, Fault, nearest
from leadsla.lifecycle import Lifecycle, Move, Stage

#: The keys of an agreement, in the order in which they are written.
KEYS: Final = (
    "leadsla",
    "agreement",
    "title",
    "organisation",
    "version",
    "term",
    "timezone",
    "currency",
    "calendar",
    "objectives",
    "parties",
    "roles",
    "fields",
    "calendars",
    "lifecycle",
    "scorecards",
    "responsibilities",
    "goals",
    "kpis",
    "clauses",
    "statements",
    "notes",
)
REQUIRED: Final = ("leadsla", "agreement", "version", "term", "timezone", "parties", "lifecycle", "clauses")
_BY_NAME: Final = {"parties": Party, "roles": str, "fields": str}
_PLAIN: Final = {"scorecards": dict, "responsibilities": dict, "goals": list, "kpis": list}


def read_agreement(tree: Any, kinds: Iterable[type[Clause]] = ()) -> tuple[Agreement | None, list[Fault]]:
    """The agreement that a tree says, or None, and all that is wrong or likely not meant, in no order yet."""
    if not isinstance(tree, Mapping):
        fault = wrong_type("a mapping with the keys of an agreement", tree, "leadsla: 1, and so on")
        return None, [fault]
    reading = _Reading(tree, kinds)
    reading.read()
    faults = [_worded(fault, tree) for fault in reading.faults]
    if any(not fault.warning for fault in faults):
        return None, faults
    try:
        return reading.agreement(), faults
    except AgreementError as error:  # nothing that is judged part by part, so nothing that should be left
        return None, [*faults, *error.faults]


class _Reading:
    """One tree being read: the parts that are there, the names it declares, and the faults so far."""

    def __init__(self, tree: Mapping[str, Any], kinds: Iterable[type[Clause]]):
        self.given = {key: value for key, value in tree.items() if value is not None}
        self.tree = tree
        self.entries = Entries()
        self.kinds = kinds_by_tag(kinds)
        self.read_clause = {tag: self.entries.of_class(kind) for tag, kind in self.kinds.items()}
        self.parts: dict[str, Any] = {}
        self.collected = Parts()
        #: Sections whose names cannot be known, so that names are not said to be missing from them.
        self.broken: set[str] = set()

    @property
    def faults(self) -> list[Fault]:
        return self.collected.faults

    def read(self) -> None:
        self.keys()
        for key in self.given:
            if key in _BY_NAME:
                self.section(key, self.entry_of(_BY_NAME[key]))
            elif key in _PLAIN:
                self.plain(key, _PLAIN[key])
            elif key == "calendars":
                self.section(key, self.calendar)
            elif key == "lifecycle":
                self.lifecycle(self.given[key])
            elif key == "clauses":
                self.numbered(key, self.given[key], self.clause)
            elif key == "statements":
                self.numbered(key, self.given[key], self.reader_of(Statement))
            elif key in KEYS:
                self.simple(key)
        # Names from a section that is broken, and roles that may be parties, are not said to be unknown.
        if "parties" in self.broken:
            self.broken.add("roles")
        judged = part_faults(self.parts, self.scope())
        self.faults.extend(fault for fault in judged if fault.see not in self.broken)

    def keys(self) -> None:
        faults = key_faults(self.tree, KEYS, REQUIRED, "an agreement") + empty_faults(self.tree)
        self.faults.extend(faults)
        for fault in faults:
            meant = (fault.write or "").partition(":")[0] if fault.name != "wrong-type" else fault.path
            self.broken.add("lifecycle.stages" if meant == "lifecycle" else meant)

    def reader_of(self, kind: type) -> Callable[[Any], Any]:
        return lambda value: self.entries.read(value, kind)

    def entry_of(self, kind: type) -> Callable[[str, Any], Any]:
        return lambda name, value: self.entries.read(value, kind)

    def simple(self, key: str) -> None:
        kind = attrs.fields_dict(attrs.resolve_types(Agreement))[key].type
        before = len(self.faults)
        found = self.collected.part(key, self.entries.read, self.given[key], kind)
        if len(self.faults) == before:
            self.parts[key] = found
        elif key == "version":
            because = "as a number 2026.10 would equal 2026.1"
            self.faults[before:] = [attrs.evolve(fault, because=because) for fault in self.faults[before:]]

    def plain(self, key: str, kind: type) -> None:
        value = self.given[key]
        if isinstance(value, kind):
            self.parts[key] = value
        else:
            self.faults.append(
                attrs.evolve(wrong_type("a mapping" if kind is dict else "a list", value), path=key)
            )

    def section(self, key: str, read: Callable[[str, Any], Any]) -> None:
        """A mapping of names to entries, each read by itself."""
        value = self.given[key]
        if not isinstance(value, Mapping):
            self.faults.append(attrs.evolve(wrong_type("a mapping of names", value), path=key))
            self.broken.add(key)
            return
        self.faults.extend(attrs.evolve(fault, path=join(key, fault.path)) for fault in empty_faults(value))
        found: dict[str, Any] = {}
        for name, entry in value.items():
            before = len(self.faults)
            if entry is not None:
                made = self.collected.part(join(key, name), read, name, entry)
                if len(self.faults) == before:
                    found[name] = made
        self.parts[key] = found

    def numbered(self, path: str, value: Any, read: Callable[[Any], Any]) -> dict[int, Any]:
        """A list of entries, each read by itself; by their number, because some may be missing."""
        name = path.rpartition(".")[2]
        found: dict[int, Any] = {}
        if not isinstance(value, list):
            self.faults.append(attrs.evolve(wrong_type("a list", value), path=path))
            self.broken.add(path)
            return found
        for number, entry in enumerate(value):
            before = len(self.faults)
            made = self.collected.part(f"{path}[{number}]", read, entry)
            if len(self.faults) == before:
                found[number] = made
        self.parts[name] = found
        return found

    def calendar(self, name: str, value: Any) -> Calendar:
        timezone = self.given.get("timezone")
        known = isinstance(timezone, str) and _is_zone(timezone)
        return read_calendar(value, name, str(timezone) if known else "UTC")

    def lifecycle(self, value: Any) -> None:
        if isinstance(value, str):
            self.ready_made(value)
            return
        if not isinstance(value, Mapping):
            wanted = "a mapping with `stages` and `moves`, or the name of a ready-made lifecycle,"
            self.faults.append(attrs.evolve(wrong_type(wanted, value), path="lifecycle"))
            self.broken.add("lifecycle.stages")
            return
        faults = key_faults(value, ("stages", "moves"), (), "a lifecycle") + empty_faults(value)
        self.faults.extend(attrs.evolve(fault, path=join("lifecycle", fault.path)) for fault in faults)
        if any(fault.write == "stages" or fault.path == "stages" for fault in faults):
            self.broken.add("lifecycle.stages")
        for key, kind in (("stages", Stage), ("moves", Move)):
            if value.get(key) is not None:
                self.numbered(f"lifecycle.{key}", value[key], self.reader_of(kind))
        if isinstance(value.get("stages"), list) and None in _stage_names(value["stages"]):
            self.broken.add("lifecycle.stages")

    def ready_made(self, name: str) -> None:
        from leadsla.funnels import FUNNELS

        if name in FUNNELS:
            self.parts["lifecycle"] = FUNNELS[name]
            return
        write = nearest(name, FUNNELS) or f"one of {', '.join(FUNNELS)}, or your own stages and moves"
        self.faults.append(
            Fault("unknown-name", f"there is no ready-made lifecycle `{name}`", "lifecycle", write=write)
        )
        self.broken.add("lifecycle.stages")

    def clause(self, value: Any) -> Clause:
        """A clause by its kind; where the kind is misspelt, the rest is read as the kind that was meant."""
        if not isinstance(value, Mapping):
            raise FaultyError(
                wrong_type("a clause", value, "{id: first-response, kind: response_window, ...}")
            )
        kind, rest = value.get("kind"), {key: item for key, item in value.items() if key != "kind"}
        if isinstance(kind, str) and kind in self.kinds:
            made: Clause = self._of_kind(kind, rest)
            return made
        parts = Parts()
        guess = nearest(kind, self.kinds) if isinstance(kind, str) else None
        if guess is not None:
            parts.part("", self._of_kind, guess, rest)
        if kind is not None and not isinstance(kind, str):
            fault = attrs.evolve(wrong_type("the kind of a clause", kind), path="kind")
        elif kind is not None:
            because = None if guess else f"the kinds are {', '.join(self.kinds)}"
            label, write = "not a kind of clause", guess or "one of the kinds"
            what = f"there is no kind `{kind}`"
            fault = Fault("unknown-kind", what, "kind", label=label, write=write, because=because)
        else:
            keys = [key for key in rest if nearest(key, ("kind",)) and not self._is_key(key)]
            fault = key_faults([*keys], ("kind",), ("kind",), "a clause")[0]
        raise FaultyError(fault, *parts.faults)

    def _is_key(self, key: str) -> bool:
        return any(key == key_of(field.name) for kind in self.kinds.values() for field in attrs.fields(kind))

    def _of_kind(self, tag: str, rest: Mapping[str, Any]) -> Any:
        try:
            return self.read_clause[tag](rest, self.kinds[tag])
        except FaultyError as error:
            raise FaultyError(*(self._of_another_kind(fault, tag) for fault in error.faults)) from None

    def _of_another_kind(self, fault: Fault, tag: str) -> Fault:
        """An unknown key that a clause of another kind has is most often a matter of the kind."""
        key = fault.path
        others = [name for name, kind in self.kinds.items() if key in map(key_of, attrs.fields_dict(kind))]
        if fault.name != "unknown-key" or fault.also or not others or tag in others:
            return fault
        return attrs.evolve(fault, write=None, because=f"`{key}` is a key of {' and '.join(others)}")

    def scope(self) -> Scope:
        """The names that the document declares, of broken entries too."""
        names = {
            key: self.given[key]
            for key in ("fields", "roles", "parties", "calendars")
            if self._has_names(key)
        }
        calendar = self.given.get("calendar")
        unknown = "calendar" in self.broken or (calendar is not None and not isinstance(calendar, str))
        return Scope(
            fields={
                name: kind if isinstance(kind, str) else "" for name, kind in names.get("fields", {}).items()
            },
            stages=tuple(name for name in self._stages() if name is not None),
            parties=tuple(names.get("parties", ())),
            roles=tuple(names.get("roles", ())),
            calendars=tuple(names.get("calendars", ())),
            default_calendar="unknown" if unknown else calendar,
        )

    def _has_names(self, key: str) -> bool:
        return isinstance(self.given.get(key), Mapping)

    def _stages(self) -> list[str | None]:
        lifecycle = self.parts.get("lifecycle")
        if isinstance(lifecycle, Lifecycle):
            return list(lifecycle.order)
        written = self.given.get("lifecycle")
        stages = written.get("stages") if isinstance(written, Mapping) else None
        return _stage_names(stages) if isinstance(stages, list) else []

    def agreement(self) -> Agreement:
        """The agreement; only where there are no faults."""
        given = dict(self.parts)
        lifecycle = given.pop("lifecycle", None)
        stages, moves = given.pop("stages", {}), given.pop("moves", {})
        given["lifecycle"] = lifecycle or Lifecycle(tuple(stages.values()), tuple(moves.values()))
        for key in ("clauses", "statements"):
            given[key] = tuple(given.get(key, {}).values())
        return Agreement(**given)


def _stage_names(stages: list[Any]) -> list[str | None]:
    names = (stage.get("name") if isinstance(stage, Mapping) else stage for stage in stages)
    return [name if isinstance(name, str) else None for name in names]


def _is_zone(name: str) -> bool:
    from leadsla.errors import TimeError
    from leadsla.instants import zone

    try:
        zone(name)
    except TimeError:
        return False
    return True


def _worded(fault: Fault, tree: Mapping[str, Any]) -> Fault:
    """A fault whose words say by themselves what they are about: which key of which clause."""
    path = fault.path
    if path.startswith("clauses["):
        number, _, rest = path.removeprefix("clauses[").partition("]")
        about = _clause_name(tree["clauses"], int(number))
        key = rest.removeprefix(".").partition(".")[0].partition("[")[0]
        if fault.name in ("unknown-key", "missing-key") and key in ("", path.rpartition(".")[2]):
            return attrs.evolve(fault, what=f"{fault.what} in {about}")
        if fault.name in ("duplicate-id", "unknown-kind"):
            return (
                fault
                if fault.name == "duplicate-id"
                else attrs.evolve(fault, what=f"{fault.what} in {about}")
            )
        of = f"`{key}` of {about}" if key and f"`{key}`" not in fault.what else about
        return attrs.evolve(fault, what=f"{of}: {fault.what}")
    if (
        path
        and fault.name in ("wrong-type", "criterion", "window", "unknown-key", "missing-key")
        and f"`{path}`" not in fault.what
    ):
        if fault.name in ("unknown-key", "missing-key"):
            inside = path.removesuffix(path[len(path.rpartition(".")[0]) :]) if fault.on_key else path
            return attrs.evolve(fault, what=f"{fault.what} in `{inside}`") if inside else fault
        return attrs.evolve(fault, what=f"`{path}`: {fault.what}")
    return fault


def _clause_name(clauses: Any, number: int) -> str:
    entry = clauses[number] if isinstance(clauses, list) else None
    name = entry.get("id") if isinstance(entry, Mapping) else None
    return f"clause `{name}`" if isinstance(name, str) and name else f"clause {number + 1}"
