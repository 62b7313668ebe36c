"""The versions of an agreement: the state of each, what it amends, and who signed it.

A version is one whole document, as people sign it. A later one says which version it amends, from when it is in force,
who changed what and why, and what becomes of clocks that run on that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Protocol, TypeVar

import attrs

from leadsla.errors import EntryError, nearest
from leadsla.instants import start_of_date, zone


class State(StrEnum):
    """How far a version has come; only an agreed one is ever in force."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    WITHDRAWN = "withdrawn"


class RunningClocks(StrEnum):
    """What becomes of the clocks of a clause that run when a version comes into force.

    They keep the terms they started under, are reckoned anew under the new ones with the time that has counted and was
    paused carried over, or start again.
    """

    KEEP = "keep"
    RESCORE = "rescore"
    RESTART = "restart"


def a_state(value: State | str | None) -> State | None:
    """A state from what people write; raises `EntryError` for anything else."""
    return None if value is None else _one_of(State, value)


def _ways(value: Mapping[str, RunningClocks | str]) -> dict[str, RunningClocks]:
    return {clause: _one_of(RunningClocks, way) for clause, way in value.items()}


def a_day(value: dt.date | None) -> dt.date | None:
    """A date without a time; raises `EntryError` for anything else."""
    if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        return value
    raise EntryError(f"{value!r} is no date without a time", write="datetime.date(2026, 4, 1)")


Choice = TypeVar("Choice", bound=StrEnum)


def _one_of(kind: type[Choice], value: str) -> Choice:
    try:
        return kind(value)
    except ValueError:
        listed = ", ".join(kind)
        write = nearest(value, kind) if isinstance(value, str) else None
        raise EntryError(f"{value!r} is none of {listed}", write=write or f"one of {listed}") from None


@attrs.frozen
class Amendment:
    """What a version says of the one that it amends.

    `version` is that one's name and `document` where it is written, relative to this document; `by`, `date` and `why`
    say who changed it, when, and for what reason. `running_clocks` says by clause what becomes of clocks that run when
    this version comes into force; they keep their terms where nothing is said. `agreement` is the amended version
    itself: `load` reads it from its document, and from Python it is given.

    >>> Amendment("2026.1", why="The form is answered by hand now").running_clocks
    {}
    """

    version: str
    document: str = ""
    by: str = ""
    date: dt.date | None = attrs.field(default=None, converter=a_day)
    why: str = ""
    running_clocks: Mapping[str, RunningClocks] = attrs.field(factory=dict, converter=_ways, hash=False)
    agreement: Any = attrs.field(default=None, eq=False, repr=False, kw_only=True, metadata={"key": False})


class Version(Protocol):
    """What is asked of a version of an agreement to tell when it is in force."""

    @property
    def term(self) -> Any: ...
    @property
    def effective(self) -> dt.date | None: ...
    @property
    def timezone(self) -> str: ...
    @property
    def agreed(self) -> bool: ...
    @property
    def in_force(self) -> tuple[int, int]: ...


@attrs.frozen
class Reign:
    """A version with the time in which it is in force, in microseconds: from `first` to just before `after`.

    `term` is that of the version: its first instant, and the first after it.
    """

    agreement: Any
    first: int
    after: int
    term: tuple[int, int]

    def covers(self, at: int) -> bool:
        """Whether it is in force at an instant."""
        return self.first <= at < self.after


def effective_on(version: Version) -> dt.date:
    """The date from which on a version is in force: what it says, else the first day of its term."""
    first: dt.date = version.term.from_
    return first if version.effective is None else version.effective


def reigns_of(versions: Iterable[Version]) -> tuple[Reign, ...]:
    """The versions that are ever in force, each until the next one; those that are not agreed are passed over."""
    agreed = [version for version in versions if version.agreed]
    firsts = [start_of_date(effective_on(version), zone(version.timezone)) for version in agreed]
    found = []
    for number, version in enumerate(agreed):
        after = min([version.in_force[1], *firsts[number + 1 :]])
        found.append(Reign(version, firsts[number], after, version.in_force))
    return tuple(found)


def alone(version: Version, others: Iterable[Version]) -> Reign:
    """The reign of a version as if it had been in force for as long as any of the others was to be."""
    terms = [version.in_force, *(other.in_force for other in others)]
    first, after = min(first for first, _ in terms), max(after for _, after in terms)
    return Reign(version, first, after, (first, after))


def covered_until(reign: Reign, later: Iterable[Reign]) -> int:
    """Until when a plan begun under a version has steps: the end of its term, or before a time without agreement."""
    until = reign.after
    for following in later:
        if following.first > until:
            break
        until = max(until, following.after)
    return min(until, reign.term[1])
