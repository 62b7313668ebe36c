"""What the log could not be: anomalies, put together by event and reason."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from leadsla.evaluation import Anomaly, Evaluation
    from leadsla.reports.reviews.span import Span

#: So many leads are named of each group.
EXAMPLES: Final = 3
#: What differs from lead to lead in the text of a reason: values of the log, outside of what the agreement says.
_VALUES: Final = re.compile(r"""`[^`]*`|\(Event\(.*\)\)|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")


@attrs.frozen
class Remarks:
    """Anomalies of one event with one reason: how many, of how many leads, and the first of them."""

    event: str
    why: str
    count: int
    leads: int
    examples: tuple[tuple[str, dt.datetime], ...]


def remarks(evaluation: Evaluation, span: Span, most: int = EXAMPLES) -> tuple[Remarks, ...]:
    """The anomalies of the period, the most frequent first, each with so many leads at most."""
    groups: dict[tuple[str, str], list[Anomaly]] = {}
    for anomaly in evaluation.anomalies:
        if anomaly.at in span:
            groups.setdefault((anomaly.event, reason(anomaly.why)), []).append(anomaly)
    found = []
    for (event, why), group in groups.items():
        first = {anomaly.lead: anomaly.at for anomaly in reversed(group)}
        examples = sorted(first.items(), key=lambda example: (example[1], example[0]))[:most]
        found.append(Remarks(event, why, len(group), len(first), tuple(examples)))
    return tuple(sorted(found, key=lambda group: (-group.count, group.event, group.why)))


def reason(why: str) -> str:
    """The reason of an anomaly without the values of its lead.

    >>> reason("`employees` is 'many', which is no number; it counts as missing")
    '`employees` is …, which is no number; it counts as missing'
    """
    return _VALUES.sub(lambda found: found[0] if found[0].startswith("`") else "…", why)
