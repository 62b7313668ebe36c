"""Values by segment: one value for all leads, or another for some of them.

Anything a clause promises may differ by segment: the first segment whose criterion holds when the clock starts gives
the value; where none holds, the clause does not apply to that lead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar

import attrs

from leadsla.criteria import Criterion
from leadsla.errors import EntryError

T = TypeVar("T")


@attrs.frozen
class Segment(Generic[T]):
    """One case: the value `is_` for leads for which `when` holds (all, if there is none)."""

    is_: T
    when: Criterion | None = None


@attrs.frozen
class Segments(Generic[T]):
    """Segments in their order; the first that holds counts.

    >>> plain = Segments.of("1 hour", str)
    >>> plain.only, len(Segments.of([{"when": 'source == "demo"', "is": "5 minutes"}, {"is": "1 hour"}], str))
    ('1 hour', 2)
    """

    cases: tuple[Segment[T], ...]

    @classmethod
    def of(cls, value: Any, read: Callable[[Any], T]) -> Segments[T]:
        """Segments from a plain value, or from a list of `{when: CRITERION, is: VALUE}`.

        Raises `EntryError` for a segment with other keys.
        """
        if isinstance(value, Segments):
            return value
        if not (
            isinstance(value, list | tuple) and value and all(isinstance(case, Mapping) for case in value)
        ):
            return cls((Segment(read(value)),))
        cases = []
        for case in value:
            unknown = [str(key) for key in case if key not in ("is", "when")]
            if unknown or "is" not in case:
                shape = "{when: CRITERION, is: VALUE}"
                raise EntryError(
                    f"{dict(case)!r} is no segment", unknown[0] if unknown else None, shape, bool(unknown)
                )
            when = case.get("when")
            cases.append(Segment(read(case["is"]), None if when is None else Criterion.of(when)))
        return cls(tuple(cases))

    @property
    def only(self) -> T | None:
        """The value, where it is the same for all leads; else None."""
        return self.cases[0].is_ if len(self.cases) == 1 and self.cases[0].when is None else None

    def chooser(self, fields: Mapping[str, str]) -> Callable[[Any, Any], int]:
        """The function from a lead and an event to the number of the segment, -1 where none holds."""
        if self.cases[0].when is None:
            return lambda lead, event: 0
        tests = [None if case.when is None else case.when.compile(fields) for case in self.cases]

        def choose(lead: Any, event: Any) -> int:
            for number, test in enumerate(tests):
                if test is None or test(lead, event):
                    return number
            return -1

        return choose

    def __iter__(self) -> Iterator[Segment[T]]:
        return iter(self.cases)

    def __len__(self) -> int:
        return len(self.cases)

    def __str__(self) -> str:
        if self.only is not None:
            return str(self.only)
        cases = (
            f"{case.is_}" + (f" when {case.when}" if case.when is not None else " otherwise") for case in self
        )
        return ", ".join(cases)
