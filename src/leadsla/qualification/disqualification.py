"""What disqualifies a lead: the reasons that both sides have agreed on, each with a criterion where it can be judged.

A `disqualified` event carries its `reason`. It is a fact whatever it says; one that the agreement does not cover is
reported, so that nobody gets rid of leads by a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from leadsla.criteria import Criterion, coerce
from leadsla.events import shown


def _when(value: Criterion | str | None) -> Criterion | None:
    return None if value is None else Criterion.of(value)


@attrs.frozen
class Disqualification:
    """A `reason` to disqualify a lead: its name, the criterion that must hold then, and what it means in words.

    Without `when` it is for people to judge. `means` says it in words.
    """

    reason: str
    when: Criterion | None = attrs.field(default=None, converter=_when)
    means: str = ""


def objection(
    agreed: Iterable[Disqualification], fields: Mapping[str, str]
) -> Callable[[Any, Any], str | None]:
    """The function from a lead and its `disqualified` event to what is wrong with it, or None."""
    tests = {entry.reason: None if entry.when is None else entry.when.compile(fields) for entry in agreed}
    criteria = {entry.reason: entry.when for entry in agreed}

    def judge(lead: Any, event: Any) -> str | None:
        reason = coerce(event.data.get("reason"), "text")
        if reason is None:
            return f"disqualified without a reason; the agreed ones are {', '.join(tests)}"
        if reason not in tests:
            return f"disqualified because of {shown(reason)}, which is no agreed reason ({', '.join(tests)})"
        test, criterion = tests[reason], criteria[reason]
        if test is None or criterion is None or test(lead, event):
            return None
        return f"disqualified because of {shown(reason)}, which does not hold: {criterion.trace(fields, lead, event)}"

    return judge
