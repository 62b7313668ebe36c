"""From the tree of a document to an agreement, or to everything that is wrong with it.

Parts that cannot be read are left out and the rest is judged all the same; what follows from a part that is broken is
not said again. So a reader sees as many faults as there are causes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from leadsla.agreement import Agreement
from leadsla.calendars import Calendar
from leadsla.clauses import Clause, Scope, kinds_by_tag
from leadsla.criteria import Declared
from leadsla.documents.calendar_entries import is_zone, read_calendar
from leadsla.documents.entries import Entries, Parts
from leadsla.documents.entry_faults import empty_faults, key_faults, key_of, under, wrong_type
from leadsla.documents.stand_in import is_under, repaired
from leadsla.documents.wording import worded
from leadsla.errors import Fault, nearest
from leadsla.lifecycle import Lifecycle, Move, Stage
from leadsla.parties import Party, Statement
from leadsla.qualification import Bound, Disqualification, Scorecards
from leadsla.responsibilities import Goal
from leadsla.soundness import part_faults

#: The keys of an agreement, in the order in which they are written.
KEYS: Final = (
    "leadsla",
    "agreement",
    "title",
    "organisation",
    "version",
    "state",
    "effective",
    "amends",
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
    "disqualification",
    "responsibilities",
    "goals",
    "handoff",
    "kpis",
    "clauses",
    "statements",
    "notes",
)
REQUIRED: Final = ("leadsla", "agreement", "version", "term", "timezone", "parties", "lifecycle", "clauses")
#: Sections that are mappings of names to values of a type, plain lists, and lists of entries.
BY_NAME: Final = {"parties": Party, "roles": str, "fields": str}
PLAIN: Final = {"kpis": list}
NUMBERED: Final = {"statements": Statement, "goals": Goal, "disqualification": Disqualification}


#: Whether a kind of clause is meant by an entry, and which; None where that cannot be said.
KindOf = Callable[[str, Any], type | None]


def read_agreement(tree: Any, kinds: Iterable[type[Clause]] = ()) -> tuple[Agreement | None, list[Fault]]:
    """The agreement that a tree says, or None, and all that is wrong or likely not meant, in no order yet."""
    if not isinstance(tree, Mapping):
        fault = wrong_type("a mapping with the keys of an agreement", tree, "leadsla: 1, and so on")
        return None, [fault]
    reading = _Reading(tree, kinds)
    reading.read()
    faults = [worded(fault, tree) for fault in reading.faults]
    if any(not fault.warning for fault in faults):
        return None, faults
    return reading.agreement(), faults


class _Reading:
    """One tree being read: the parts that are there, the names it declares, and the faults so far."""

    def __init__(self, tree: Mapping[str, Any], kinds: Iterable[type[Clause]]):
        self.tree = tree
        self.given = {key: value for key, value in tree.items() if value is not None}
        self.entries = Entries()
        self.kinds = kinds_by_tag(kinds)
        self.parts: dict[str, Any] = {}
        self.collected = Parts()
        #: Sections whose names cannot be known, so that names are not said to be missing from them.
        self.broken: set[str] = set()
        #: Paths of what stands in for broken parts, of which nothing more is said.
        self.replaced: set[str] = set()

    @property
    def faults(self) -> list[Fault]:
        return self.collected.faults

    def read(self) -> None:
        self.keys()
        for key in self.given:
            if key in BY_NAME:
                self.section(key, self.reader_of(BY_NAME[key]))
            elif key in PLAIN:
                self.plain(key, PLAIN[key])
            elif key == "calendars":
                self.section(key, self.calendar)
            elif key == "lifecycle":
                self.lifecycle(self.given[key])
            elif key == "clauses":
                self.numbered(key, self.given[key], self.kind_of)
            elif key in NUMBERED:
                kind = NUMBERED[key]
                self.numbered(key, self.given[key], lambda path, entry, kind=kind: kind)  # type: ignore[misc]
            elif key in KEYS:
                self.simple(key)
        if "scorecards" in self.given and "scorecards" not in self.parts:
            self.broken.add("scorecards")
        if "parties" in self.broken:
            self.broken.add("roles")  # a role that is asked for may be a party
        scope = self.scope()
        judged = (*part_faults(self.parts, scope), *self.ready_made_faults(scope))
        said = (fault for fault in judged if fault.see not in self.broken)
        self.faults.extend(fault for fault in said if not is_under(fault.path, self.replaced))

    def keys(self) -> None:
        faults = key_faults(self.tree, KEYS, REQUIRED, "an agreement") + empty_faults(self.tree)
        self.faults.extend(faults)
        for fault in faults:
            meant = fault.path if fault.name == "wrong-type" else (fault.write or "").partition(":")[0]
            self.broken.add("lifecycle.stages" if meant == "lifecycle" else meant)

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
            self.faults.extend(under(key, [wrong_type("a mapping" if kind is dict else "a list", value)]))

    def reader_of(self, kind: type) -> Callable[[str, Any], Any]:
        return lambda name, value: self.entries.read(value, kind)

    def section(self, key: str, read: Callable[[str, Any], Any]) -> None:
        """A mapping of names to entries, each read by itself."""
        value = self.given[key]
        if not isinstance(value, Mapping):
            self.faults.extend(under(key, [wrong_type("a mapping of names", value)]))
            self.broken.add(key)
            return
        self.faults.extend(under(key, empty_faults(value)))
        found = self.parts[key] = {}
        for name, entry in value.items():
            before = len(self.faults)
            if entry is not None:
                made = self.collected.part(f"{key}.{name}", read, name, entry)
                if len(self.faults) == before:
                    found[name] = made

    def calendar(self, name: str, value: Any) -> Calendar:
        timezone = self.given.get("timezone")
        known = isinstance(timezone, str) and is_zone(timezone)
        return read_calendar(value, name, str(timezone) if known else "UTC")

    def numbered(self, path: str, value: Any, kind_of: KindOf) -> None:
        """A list of entries, each read by itself; by their number, because some may be missing."""
        found = self.parts[path.rpartition(".")[2]] = {}
        if not isinstance(value, list):
            self.faults.extend(under(path, [wrong_type("a list", value)]))
            self.broken.add(path)
            return
        for number, entry in enumerate(value):
            place = f"{path}[{number}]"
            kind = kind_of(place, entry)
            made = None if kind is None else self.entry(place, entry, kind)
            if made is not None:
                found[number] = made

    def entry(self, place: str, value: Any, kind: type) -> Any:
        """What an entry says; if it has faults, with something else for the parts that are broken."""
        clause = issubclass(kind, Clause)
        given = {key: item for key, item in value.items() if key != "kind"} if clause else value
        before = len(self.faults)
        made = self.collected.part(place, self.entries.read, given, kind)
        if len(self.faults) == before:
            return made
        faults = [
            attrs.evolve(fault, path=fault.path[len(place) :].lstrip(".")) for fault in self.faults[before:]
        ]
        self.faults[before:] = under(place, [self.of_another_kind(fault, kind) for fault in faults])
        if not isinstance(given, Mapping):
            return None
        given, replaced = repaired(kind, given, faults)
        self.replaced.update(f"{place}.{path}" for path in replaced)
        return Parts().part(place, self.entries.read, given, kind)

    def kind_of(self, place: str, value: Any) -> type[Clause] | None:
        """The class of a clause; where its kind is misspelt, the class that was meant, so that the rest is read."""
        if not isinstance(value, Mapping):
            fault = wrong_type("a clause", value, "{id: first-response, kind: response_window, ...}")
            self.faults.extend(under(place, [fault]))
            return None
        kind = value.get("kind")
        if isinstance(kind, str) and kind in self.kinds:
            return self.kinds[kind]
        guess = nearest(kind, self.kinds) if isinstance(kind, str) else None
        if kind is None:
            own = {key_of(field.name) for known in self.kinds.values() for field in attrs.fields(known)}
            strange = [key for key in value if key not in own and nearest(key, ("kind",))]
            faults = key_faults(strange[:1], ("kind",), ("kind",), "a clause")
        elif not isinstance(kind, str):
            faults = under("kind", [wrong_type("the kind of a clause", kind)])
        else:
            because = None if guess else f"the kinds are {', '.join(self.kinds)}"
            what, label = f"there is no kind `{kind}`", "not a kind of clause"
            faults = [Fault("unknown-kind", what, "kind", label=label, write=guess, because=because)]
        self.faults.extend(under(place, faults))
        return self.kinds[guess] if guess else None

    def of_another_kind(self, fault: Fault, kind: type) -> Fault:
        """An unknown key that a clause of another kind has is most often a matter of the kind."""
        if not issubclass(kind, Clause) or fault.name != "unknown-key" or fault.also:
            return fault
        having = [tag for tag, one in self.kinds.items() if fault.path in map(key_of, attrs.fields_dict(one))]
        if not having or kind.kind in having:
            return fault
        return attrs.evolve(fault, write=None, because=f"`{fault.path}` is a key of {' and '.join(having)}")

    def lifecycle(self, value: Any) -> None:
        if isinstance(value, str):
            self.ready_made(value)
            return
        if not isinstance(value, Mapping):
            wanted = "a mapping with `stages` and `moves`, or the name of a ready-made lifecycle,"
            self.faults.extend(under("lifecycle", [wrong_type(wanted, value)]))
            self.broken.add("lifecycle.stages")
            return
        faults = key_faults(value, ("stages", "moves"), (), "a lifecycle") + empty_faults(value)
        self.faults.extend(under("lifecycle", faults))
        if any("stages" in (fault.write, fault.path) for fault in faults):
            self.broken.add("lifecycle.stages")
        if value.get("stages") is not None:
            self.numbered("lifecycle.stages", value["stages"], lambda path, entry: Stage)
            if None in _stage_names(value["stages"]):
                self.broken.add("lifecycle.stages")
        if value.get("moves") is not None:
            self.numbered("lifecycle.moves", value["moves"], lambda path, entry: Move)

    def ready_made(self, name: str) -> None:
        from leadsla.funnels import FUNNELS

        if name in FUNNELS:
            self.parts["lifecycle"] = FUNNELS[name]
            return
        write = nearest(name, FUNNELS) or f"one of {', '.join(FUNNELS)}, or stages and moves of your own"
        what = f"there is no ready-made lifecycle `{name}`"
        self.faults.append(Fault("unknown-name", what, "lifecycle", write=write))
        self.broken.add("lifecycle.stages")

    def ready_made_faults(self, scope: Scope) -> Iterator[Fault]:
        """What the document does not declare and its ready-made lifecycle asks for: each once, at its name."""
        lifecycle, name = self.parts.get("lifecycle"), self.given.get("lifecycle")
        if lifecycle is None:
            return
        parts = {"stages": dict(enumerate(lifecycle.stages)), "moves": dict(enumerate(lifecycle.moves))}
        said = set()
        for fault in part_faults(parts, scope):
            if fault.what not in said:
                said.add(fault.what)
                what = f"the ready-made lifecycle `{name}` needs more: {fault.what}"
                write = f"it under `{fault.see}`" if fault.see else fault.write
                yield attrs.evolve(fault, what=what, path="lifecycle", write=write, because=None, label="")

    def scope(self) -> Scope:
        """The names that the document declares, of broken entries too."""
        sections = ("fields", "roles", "parties", "calendars")
        names = {key: self.given[key] for key in sections if isinstance(self.given.get(key), Mapping)}
        calendar = self.given.get("calendar")
        unknown = "calendar" in self.broken or (calendar is not None and not isinstance(calendar, str))
        stages = (name for name in self.stages() if name is not None)
        fields = {
            name: kind if isinstance(kind, str) else "" for name, kind in names.get("fields", {}).items()
        }
        scorecards = self.parts.get("scorecards") or Scorecards()
        return Scope(
            fields=Declared(
                fields,
                Bound(scorecards, fields) if scorecards else None,
                certain="scorecards" not in self.broken,
            ),
            stages=tuple(dict.fromkeys(stages)),
            parties=tuple(names.get("parties", ())),
            roles=tuple(names.get("roles", ())),
            calendars=tuple(names.get("calendars", ())),
            default_calendar="not known" if unknown else calendar,
            dayparts={
                name: tuple(given["dayparts"])
                for name, given in names.get("calendars", {}).items()
                if isinstance(given, Mapping) and isinstance(given.get("dayparts"), Mapping)
            },
            clauses=self.clauses(),
        )

    def clauses(self) -> dict[str, str]:
        """The owner of each clause by its id, of broken clauses too."""
        written = self.given.get("clauses")
        entries = (
            [entry for entry in written if isinstance(entry, Mapping)] if isinstance(written, list) else []
        )
        named = [(entry.get("id"), entry.get("owner")) for entry in entries]
        known = [(name, owner) for name, owner in named if isinstance(name, str)]
        if len(known) != (len(written) if isinstance(written, list) else -1):
            self.broken.add("clauses")
        return {name: owner if isinstance(owner, str) else "" for name, owner in known}

    def stages(self) -> list[str | None]:
        lifecycle = self.parts.get("lifecycle")
        if isinstance(lifecycle, Lifecycle):
            return list(lifecycle.order)
        written = self.given.get("lifecycle")
        return _stage_names(written.get("stages")) if isinstance(written, Mapping) else []

    def agreement(self) -> Agreement:
        """The agreement; only where there are no faults."""
        given = dict(self.parts)
        stages, moves = given.pop("stages", {}), given.pop("moves", {})
        given.setdefault("lifecycle", Lifecycle(tuple(stages.values()), tuple(moves.values())))
        for key in ("clauses", *NUMBERED):
            given[key] = tuple(given.get(key, {}).values())
        return Agreement(**given)


def _stage_names(stages: Any) -> list[str | None]:
    if not isinstance(stages, list):
        return []
    names = (stage.get("name") if isinstance(stage, Mapping) else stage for stage in stages)
    return [name if isinstance(name, str) else None for name in names]
