"""The versions of an agreement: the state of each, what it amends, and who signed it.

A version is one whole document, as people sign it. A later one says which version it amends, from when it is in force,
who changed what and why, and what becomes of clocks that run on that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import attrs


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
    date: dt.date | None = None
    why: str = ""
    running_clocks: Mapping[str, RunningClocks] = attrs.field(factory=dict, hash=False)
    agreement: Any = attrs.field(default=None, eq=False, repr=False, kw_only=True, metadata={"key": False})


@attrs.frozen
class Signature:
    """That somebody signed a version: who, for which party, on which date, and the digest of what was signed."""

    party: str
    name: str
    date: dt.date
    digest: str
    title: str = ""
