"""What is in the funnel already: how many leads are at which stage, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

import attrs

from leadsla.documents.entry_faults import under, wrong_type
from leadsla.errors import Fault, FunnelError
from leadsla.funnel.numbers import at_least_zero, key, made, several, whole

_EXAMPLE: Final = "{mql: 120, sql: {count: 40, days: 10}}"


@attrs.frozen
class Waiting:
    """So many leads that have reached a stage and none after it; `days` is how long ago, where that is known.

    Of those that have waited long fewer go on, and sooner: who waits for longer than any lead takes goes on no more.
    Where it is not known, they count as if they had come today.

    >>> Waiting(count=40, days=10)
    Waiting(count=Fraction(40, 1), days=10)
    """

    count: Fraction = key("count", lambda value: at_least_zero(value, "a number of leads", "40"))
    days: int | None = key("days", lambda value: whole(value, "the days since then", "10", least=0), None)

    @classmethod
    def of(cls, value: Any) -> Waiting:
        """Leads from a mapping, or from their number alone."""
        found: Waiting = made(cls)(value) if isinstance(value, Mapping | Waiting) else cls(value)
        return found


def read_already(value: Any) -> dict[str, tuple[Waiting, ...]]:
    """The leads by the stage that they are at; raises `FunnelError` with the faults of all.

    >>> read_already({"mql": 120, "sql": [{"count": 40, "days": 10}, 5]})["sql"][1]
    Waiting(count=Fraction(5, 1), days=None)
    """
    if not isinstance(value, Mapping):
        raise FunnelError([wrong_type("a mapping of stages to leads", value, _EXAMPLE)])
    found, faults = dict[str, tuple[Waiting, ...]](), list[Fault]()
    each = several(Waiting.of)
    for name, item in value.items():
        try:
            found[str(name)] = each(item)
        except FunnelError as error:
            faults += under(str(name), error.faults)
    if faults:
        raise FunnelError(faults)
    return found
