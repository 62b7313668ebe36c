"""The commands that a report names for looking further."""

from __future__ import annotations

import shlex
from collections.abc import Callable

import attrs

#: From a lead, a clause and a step of its plan (or None) to the command that explains them.
Command = Callable[[str, str, str | None], str]


def to_explain(lead: str, clause: str, step: str | None) -> str:
    """The command with words where the files stand, for those who have not said which they are."""
    of_step = [] if step is None else ["--step", step]
    named = ["AGREEMENT", "EVENTS", lead, clause]
    words = [*of_step, "--", *named] if lead.startswith("-") else [*named, *of_step]
    return shlex.join(["leadsla", "explain", *words])


@attrs.frozen(kw_only=True)
class Commands:
    """What a report says to type: for a single clock, for all clocks, for all that is owed, and for itself."""

    explain: Command = to_explain
    clocks: str = "leadsla evaluate AGREEMENT EVENTS --format csv"
    due: str = "leadsla due AGREEMENT EVENTS"
    report: str = ""
