"""A criterion: a condition on a lead, as a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

import attrs

from leadsla.criteria import checking
from leadsla.criteria.declared import SCORE_FUNCTIONS, Declared
from leadsla.criteria.kinds import BUILT_INS
from leadsla.criteria.nodes import Call, Constant, Data, Name, Node, Not, conjunction, disjunction, walk
from leadsla.criteria.parser import check_bounds, parse
from leadsla.criteria.printing import printed
from leadsla.criteria.values import FIELD_TYPES
from leadsla.errors import CriterionError

if TYPE_CHECKING:
    from leadsla.criteria.compiled import Happening, Subject


@attrs.frozen(repr=False)
class Criterion:
    """A condition on a lead, parsed from text or composed in Python; the same criterion either way is equal.

    >>> ready = Criterion.parse("score>=40 and has(email)")
    >>> print(ready)
    score >= 40 and has(email)
    >>> ready == (Criterion.parse("score >= 40") & Criterion.parse("has(email)"))
    True
    >>> sorted(ready.names)
    ['email', 'score']

    Raises `CriterionError` for more than 200 parts, 32 levels or 2,000 characters.
    """

    tree: Node = attrs.field(validator=attrs.validators.instance_of(Node))
    #: What it was parsed from; None if it was composed.
    text: str | None = attrs.field(default=None, eq=False)

    def __attrs_post_init__(self) -> None:
        if self.text is None:
            check_bounds(self.tree)

    @classmethod
    def parse(cls, text: str) -> Criterion:
        """The criterion that a text says.

        >>> Criterion.parse("stage = 'mql'")
        Traceback (most recent call last):
            ...
        leadsla.errors.CriterionError: `=` names an argument; to compare, double it: "stage = 'mql'"; write ==

        Raises `CriterionError`, which knows where in the text and, as a rule, what to write there.
        """
        return cls(parse(text), text)

    @classmethod
    def of(cls, value: Criterion | str) -> Criterion:
        """A criterion from text, or as it is."""
        return value if isinstance(value, Criterion) else cls.parse(value)

    def faults(
        self, fields: Mapping[str, str], *, event_allowed: bool = True, time_allowed: bool = True
    ) -> list[CriterionError]:
        """All that is wrong with it beside these declared fields (name to type), in the order of its text.

        Where there is no event, or only events are looked at (a `pause_while`), `event.x`, or `age` and
        `count`, are faults too. A composed criterion has its normal form as its text.

        >>> [str(fault) for fault in Criterion.parse("employes >= 50").faults({"employees": "number"})]
        ["`fields` has no `employes`: 'employes >= 50'; write employees"]
        """
        located = self if self.text is not None else Criterion.parse(str(self))
        return checking.faults(
            located.tree, located.text or "", fields, event_allowed=event_allowed, time_allowed=time_allowed
        )

    def compile(self, fields: Mapping[str, str]) -> Callable[[Subject, Happening | None], bool]:
        """The criterion as a function of a lead and an event (or None), which never raises.

        It has a defined answer whatever the lead holds: see the table of missing values in the documentation.
        Raises the first of its faults, as `CriterionError`, if it has any beside these fields.
        """
        from leadsla.criteria.compiled import condition

        self._refuse_faults(fields)
        return condition(self.tree, fields if isinstance(fields, Declared) else dict(fields))

    def trace(self, fields: Mapping[str, str], lead: Subject, event: Happening | None = None) -> str:
        """Why it is true or false for a lead: the comparisons that decide it, each with the values it saw.

        Raises the first of its faults, as `CriterionError`, if it has any beside these fields.
        """
        from leadsla.criteria.trace import trace

        self._refuse_faults(fields)
        return trace(self.tree, fields, lead, event)

    def _refuse_faults(self, fields: Mapping[str, str]) -> None:
        faults = self.faults(fields)
        if faults:
            raise faults[0]
        for name in sorted(self.names):
            if fields[name] not in FIELD_TYPES:
                what = (
                    f"`{name}` is declared as {fields[name]!r}, and a type is one of {', '.join(FIELD_TYPES)}"
                )
                raise CriterionError(what, str(self))

    @property
    def names(self) -> frozenset[str]:
        """The fields of the lead that it reads."""
        read = (node.name for node in walk(self.tree) if isinstance(node, Name))
        return frozenset(name for name in read if name not in BUILT_INS)

    @property
    def counted(self) -> frozenset[str]:
        """The names of the events that it counts."""
        calls = (node for node in walk(self.tree) if isinstance(node, Call) and node.name == "count")
        first = (argument for call in calls for argument in call.arguments[:1])
        return frozenset(
            argument.value
            for argument in first
            if isinstance(argument, Constant) and isinstance(argument.value, str)
        )

    @property
    def reads_event(self) -> bool:
        """Whether it looks at the event's data."""
        return any(isinstance(node, Data) for node in walk(self.tree))

    @property
    def reads_time(self) -> bool:
        """Whether it asks about time: it reads `age`, counts events, or reads a score, which may fade."""
        return any(
            (isinstance(node, Name) and node.name == "age")
            or (isinstance(node, Call) and (node.name == "count" or node.name in SCORE_FUNCTIONS))
            for node in walk(self.tree)
        )

    def __and__(self, other: Criterion) -> Criterion:
        return Criterion(conjunction((self.tree, _tree(other))))

    def __or__(self, other: Criterion) -> Criterion:
        return Criterion(disjunction((self.tree, _tree(other))))

    def __invert__(self) -> Criterion:
        return Criterion(Not(self.tree))

    def __bool__(self) -> NoReturn:
        # `a and b` in Python would silently be b alone.
        raise TypeError("a criterion is not true or false by itself; join with &, | and ~, or ask `is None`")

    def spoken(self, said: Mapping[str, str] = MappingProxyType({})) -> str:
        """The condition as people say it; `said` has the words for names that have their own.

        >>> Criterion.parse('employees >= 50 and source == "event"').spoken()
        'employees are at least 50 and source is “event”'
        """
        from leadsla.criteria.spoken import spoken

        return spoken(self.tree, said)

    def __str__(self) -> str:
        return printed(self.tree)

    def __repr__(self) -> str:
        return f"Criterion.parse({str(self)!r})"


def _tree(criterion: Criterion) -> Node:
    if not isinstance(criterion, Criterion):
        raise TypeError(
            f"a criterion joins with a criterion, not with {criterion!r}; a flag is one by .holds()"
        )
    return criterion.tree
