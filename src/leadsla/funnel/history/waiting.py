"""Leads that are on their way as the log ends, for a plan that counts them first.

Who has not gone on from a stage waits there, lost or not: the rate is of all leads, so what is to come of those who
have not converted by some day is of them all too, and to take the lost ones away would take them away twice.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import ClassVar, Final

import attrs

from leadsla.funnel.history.passing import Passing
from leadsla.funnel.history.steps import Step
from leadsla.tables import TEXT, WHOLE, Columns, Row

_DAY: Final = 86_400_000_000


@attrs.frozen
class Standing(Row):
    """So many leads reached a stage and none after it, `days` ago on average."""

    COLUMNS: ClassVar[Columns] = {"stage": TEXT, "leads": WHOLE, "days": WHOLE}

    stage: str
    leads: int
    days: int


def standing(leads: Sequence[Passing], steps: Iterable[Step], until: int) -> Iterable[Standing]:
    """The leads at each stage but the last, in groups by how long they wait.

    The groups are those of the delays that are told: few, and with as much to come. Who has waited for longer than any
    lead took is in none, because nothing is to come of it.
    """
    for place, step in enumerate(steps):
        edges = [one.days for one in step.lag.quantiles]
        if not edges:
            continue
        ages: dict[int, list[Fraction]] = {}
        for lead in leads:
            begun = lead.reached[place]
            if begun is None or lead.reached[place + 1] is not None:
                continue
            age = Fraction(until - begun, _DAY)
            group = bisect_right(edges, age)
            if group < len(edges):
                ages.setdefault(group, []).append(age)
        for _, found in sorted(ages.items()):
            yield Standing(step.from_, len(found), int(sum(found) / len(found)))
