"""How everything was reckoned."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Final

import attrs

from leadsla.calendars import BusinessCalendar
from leadsla.documents.signed.closing import hours_in_words
from leadsla.evaluation.explanation.wording import Face
from leadsla.instants import instant
from leadsla.reports.pages.scene import Scene

#: The words of the page that could be taken otherwise.
DEFINITIONS: Final[Mapping[str, str]] = {
    "period": "A clock belongs to the period in which it started, in the agreement's time zone.",
    "rate": "Met out of met and breached. What is open or void does not count. Percentages are rounded down.",
    "late": "Breached: not done when it was due. Done exactly at the due is in time.",
    "undecided": "Before a period is over nothing is final, because more leads allow more late ones.",
    "late leads left": "The whole part of (1 - target) x the leads expected, less those that are late.",
    "expected": "Those so far, and those to come: arrivals per open hour so far, for the open hours left; said once a "
    "twentieth of the period's open time is over.",
    "business time": "Time in which the calendar of the promise is open.",
    "never done": "Breached and not done; it stays in every share, and no mean is taken anywhere.",
}


@attrs.frozen
class Hours:
    """A calendar as it was used: its hours in words, and its holidays in the period."""

    name: str
    words: str
    holidays: tuple[tuple[str, str], ...]


@attrs.frozen
class Reckoned:
    """The grounds of the numbers: definitions, calendars, versions, and the command that makes this page again."""

    definitions: Mapping[str, str]
    calendars: tuple[Hours, ...]
    timezone: str
    leadsla: str
    digest: str
    command: str


def reckoned(scene: Scene, command: str, digest: str) -> Reckoned:
    """How the numbers came about."""
    agreement = scene.evaluation.agreement
    return Reckoned(
        definitions=DEFINITIONS,
        calendars=tuple(
            Hours(name, hours_in_words(agreement, calendar), _holidays(calendar, scene))
            for name, calendar in agreement.calendars.items()
        ),
        timezone=agreement.timezone,
        leadsla=version("leadsla"),
        digest=digest,
        command=command,
    )


def _holidays(calendar: object, scene: Scene) -> tuple[tuple[str, str], ...]:
    if not isinstance(calendar, BusinessCalendar):
        return ()
    face: Face = scene.face
    first, last = (face.local(at).date() for at in (instant(scene.span.start), instant(scene.span.end) - 1))
    return tuple(
        (date.isoformat(), name)
        for year in range(first.year, last.year + 1)
        for date, name in calendar.holidays_in(year).items()
        if first <= date <= last
    )
