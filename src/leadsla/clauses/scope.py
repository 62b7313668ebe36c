"""What a clause may refer to, and the faults of referring to anything else.

The checks are the same for every kind, so they stand here once; a kind says which of its keys hold what.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from leadsla.consequences import VERBS, Action
from leadsla.criteria import Criterion
from leadsla.errors import Fault, nearest
from leadsla.segments import Segments
from leadsla.triggers import Trigger

if TYPE_CHECKING:
    from leadsla.clauses.base import CalendarBy

#: Whom a consequence may name without its being declared as a role.
_ALWAYS_THERE = ("assignee", "both", "joint")


@attrs.frozen
class Scope:
    """The names that an agreement declares."""

    fields: Mapping[str, str]
    stages: tuple[str, ...]
    parties: tuple[str, ...]
    roles: tuple[str, ...]
    calendars: tuple[str, ...]
    default_calendar: str | None
    #: The owner of each clause by its id; "" where that cannot be read.
    clauses: Mapping[str, str] = attrs.field(factory=dict)
    #: The parts of the day of each calendar that has some.
    dayparts: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)

    def dayparts_of(self, *calendars: str | None) -> tuple[str, ...]:
        """The parts of the day that all of these calendars have (None stands for the default one)."""
        names = [self.default_calendar if name is None else name for name in calendars]
        first, *others = (self.dayparts.get(name or "", ()) for name in names)
        return tuple(part for part in first if all(part in other for other in others))

    def name(
        self, name: str, known: Iterable[str], path: str, what: str, declare: str, see: str | None = None
    ) -> Iterator[Fault]:
        """A fault if `name` is not one of `known`; `see` is the section that declares them."""
        names = list(known)
        if name not in names:
            guess = nearest(name, names)
            listed = (
                f"there {'is' if len(names) == 1 else 'are'} {', '.join(names)}"
                if names
                else "none is declared"
            )
            yield Fault(
                "unknown-name",
                f"there is no {what} `{name}`",
                path,
                label=f"not a {what} of this agreement",
                write=guess or declare,
                because=listed,
                see=see,
            )

    def owner(self, owner: str, path: str) -> Iterator[Fault]:
        """A party, or both."""
        declare = f"one of {', '.join(self.parties)} or both"
        yield from self.name(owner, (*self.parties, "both"), path, "party", declare, "parties")

    def field(self, name: str, path: str) -> Iterator[Fault]:
        """A declared field."""
        yield from self.name(name, self.fields, path, "field", f"add `{name}: text` to `fields`", "fields")

    def stage(self, name: str, path: str) -> Iterator[Fault]:
        """A stage of the lifecycle."""
        yield from self.name(name, self.stages, path, "stage", "a stage of `lifecycle`", "lifecycle.stages")

    def calendar(self, name: str | None, path: str) -> Iterator[Fault]:
        """A calendar of the agreement, where one is named."""
        if name is not None:
            declare = f"add `{name}` to `calendars`"
            yield from self.name(name, self.calendars, path, "calendar", declare, "calendars")

    def calendar_by(self, by: CalendarBy, path: str) -> Iterator[Fault]:
        """Fields and calendars that exist, and one of the two ways."""
        if (by.field is None) == (by.zone is None) or (by.field is not None and not by.calendars):
            yield Fault(
                "wrong-value",
                "`calendar_by` names a field and its calendars, or a field that holds the lead's zone",
                path,
                write="{field: region, calendars: {emea: london}} or {zone: time_zone}",
            )
        for key, name in (("field", by.field), ("zone", by.zone)):
            if name is not None:
                yield from self.field(name, f"{path}.{key}")
        for value, name in by.calendars.items():
            yield from self.calendar(name, f"{path}.calendars.{value}")

    def criterion(
        self, criterion: Criterion | None, path: str, *, event_allowed: bool = True, time_allowed: bool = True
    ) -> Iterator[Fault]:
        """Names and types in a criterion; `span` says where in its text."""
        if criterion is None:
            return
        for error in criterion.faults(self.fields, event_allowed=event_allowed, time_allowed=time_allowed):
            span = (error.start, error.end)
            undeclared = error.what.startswith("`fields` has no")
            name = error.text[error.start : error.end]
            write = error.write or (f"add `{name}` with its type to `fields`" if undeclared else None)
            see = "fields" if undeclared else None
            yield Fault("criterion", error.what, path, span=span, write=write, see=see)

    def trigger(self, trigger: Trigger, path: str) -> Iterator[Fault]:
        """Stages and criteria in a trigger."""
        several = len(trigger.causes) > 1
        for number, cause in enumerate(trigger.causes):
            place = f"{path}[{number}]" if several else path
            for key, stage in (("enters", cause.enters), ("leaves", cause.leaves)):
                if stage is not None:
                    yield from self.stage(stage, f"{place}.{key}")
            yield from self.criterion(cause.when, f"{place}.when")

    def segments(self, segments: Segments[Any] | None, path: str) -> Iterator[Fault]:
        """Criteria of segments, and segments that can never be reached."""
        unconditional: int | None = None
        for number, case in enumerate(segments or ()):
            yield from self.criterion(case.when, f"{path}[{number}].when")
            if unconditional is not None:
                yield Fault(
                    "never-reached",
                    "this segment can not apply",
                    f"{path}[{number}]",
                    because=f"segment {unconditional + 1} has no `when`, and the first that holds wins",
                    warning=True,
                )
            elif case.when is None:
                unconditional = number

    def value_of(self, path_of_value: str | None, path: str) -> Iterator[Fault]:
        """`event.NAME`, as `per` has it."""
        if path_of_value is not None and not path_of_value.removeprefix("event.").isidentifier():
            yield Fault("wrong-value", f"`{path_of_value}` names no value", path, write="event.content")
        elif path_of_value is not None and not path_of_value.startswith("event."):
            yield from self.field(path_of_value, path)

    def actions(self, actions: Iterable[Action], path: str, *, ladder: bool) -> Iterator[Fault]:
        """Roles and stages that exist; `after` only where there is something owed to wait on."""
        for number, action in enumerate(actions):
            place = f"{path}[{number}]"
            known = (*self.roles, *self.parties, *_ALWAYS_THERE)
            if VERBS[action.do] == "role":
                declare = f"add `{action.to}` to `roles`"
                yield from self.name(action.to, known, f"{place}.{action.do}", "role", declare, "roles")
            elif VERBS[action.do] == "stage":
                yield from self.stage(action.to, f"{place}.{action.do}")
            yield from self._owed(action, place)
            if action.after is not None and not ladder:
                yield Fault(
                    "wrong-value",
                    f"`after` waits while a breached clock is still owed, so it has no meaning in `{path}`",
                    f"{place}.after",
                    on_key=True,
                    write="put the action under `on_breach`, or leave `after` out",
                )
            if action.automatic and action.within is not None:
                yield Fault(
                    "wrong-value",
                    "an `automatic` recycle is applied at once, so nobody owes it `within` a window",
                    f"{place}.within",
                    on_key=True,
                )
            if action.automatic and action.do != "recycle":
                yield Fault(
                    "wrong-value",
                    f"only a recycle can be `automatic`: leadsla moves the lead, the host does `{action.do}`",
                    f"{place}.automatic",
                    on_key=True,
                )

    def _owed(self, action: Action, place: str) -> Iterator[Fault]:
        """Who owes an action and what settles it: both are known where it is owed."""
        if action.by is not None:
            known = (*self.roles, *self.parties, *_ALWAYS_THERE)
            yield from self.name(
                action.by, known, f"{place}.by", "role", f"add `{action.by}` to `roles`", "roles"
            )
            if VERBS[action.do] == "role":
                yield Fault(
                    "wrong-value",
                    f"`{action.do}` names already who is to do it",
                    f"{place}.by",
                    on_key=True,
                    write=f"only `{action.do}: {action.to}`",
                )
        if action.done_by is not None:
            yield from self.trigger(action.done_by, f"{place}.done_by")
            if action.within is None:
                yield Fault(
                    "missing-key",
                    "`done_by` settles what is owed, and without `within` nothing is",
                    f"{place}.done_by",
                    on_key=True,
                    write="within: 2 weeks",
                )
        if action.within is not None and action.settled_by is None:
            yield Fault(
                "missing-key",
                f"nothing says by which event it is done to `{action.do}`, so it would be owed for ever",
                f"{place}.within",
                on_key=True,
                write="done_by: EVENT",
            )
