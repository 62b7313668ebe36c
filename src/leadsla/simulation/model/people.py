"""Who works the leads: how many, with which hours, skills and absences, and how fast those are who are new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from leadsla.calendars import BusinessCalendar, Calendar
from leadsla.calendars.spans import Span
from leadsla.criteria import coerce
from leadsla.documents.entry_faults import under, wrong_type
from leadsla.errors import Fault, ScenarioError
from leadsla.instants import start_of_date
from leadsla.simulation.model.keys import key, made, refusal, several, share, taken, whole, words


def _date(value: Any) -> dt.date:
    found = coerce(value, "date")
    if not isinstance(found, dt.date):
        raise ScenarioError.of([wrong_type("a date", value, "2026-03-31")])
    return found


def _ramp(value: Any) -> dict[int, float]:
    """Shares of the full speed by the month after the start, from 1 on."""
    if not isinstance(value, Mapping):
        raise ScenarioError.of([wrong_type("a mapping of months to shares", value, "{1: 25%, 2: 50%}")])
    found, faults = dict[int, float](), list[Fault]()
    for month, item in value.items():
        if not str(month).isascii() or not str(month).isdigit() or not 1 <= int(str(month)[:6]) <= 120:
            what = f"`{month}` is no month after the start"
            faults.append(Fault("unknown-key", what, str(month), on_key=True, write="a number from 1 on"))
            continue
        try:
            found[int(month)] = share(item)
            if not found[int(month)]:
                raise refusal("who does nothing is not there yet", "a share above 0, or a later `since`")
        except ScenarioError as error:
            faults += under(str(month), error.faults)
    if faults:
        raise ScenarioError.of(faults)
    return dict(sorted(found.items()))


def _hours(value: Any) -> Mapping[str, Any]:
    BusinessCalendar("UTC", value)  # what is wrong with them is said here; the zone is that of the scenario
    return dict(value)


def _calendar(value: Any) -> str | Calendar:
    return value if isinstance(value, Calendar) else words(value)


@attrs.frozen
class Absence:
    """Dates on which somebody is not there, both included."""

    from_: dt.date = key("from", _date)
    to: dt.date | None = key("to", _date, None)

    def __attrs_post_init__(self) -> None:
        if self.to is not None and self.to < self.from_:
            raise refusal(f"an absence from {self.from_} to {self.to} ends before it begins", None, "to")

    @classmethod
    def of(cls, value: Any) -> Absence:
        """From a date, or from and to; raises `ScenarioError` for anything else."""
        if isinstance(value, Absence):
            return value
        found = made(cls)(value) if isinstance(value, Mapping) else cls(_date(value))
        assert isinstance(found, Absence)
        return found

    def span(self, tz: ZoneInfo) -> Span:
        """The instants from which until before which it lasts."""
        last = self.to or self.from_
        return start_of_date(self.from_, tz), start_of_date(last + dt.timedelta(days=1), tz)


@attrs.frozen
class Representative:
    """Somebody who works leads, or a number of people alike.

    `calendar` is one of the agreement by its name (its default where nothing is said), or `hours` are their own, as in
    a calendar. `skills` are what routing by skill asks for, `capacity` how many leads are worked at once. Somebody new
    is there from `since` on, and works at the share of the full speed that `ramp` says for each month from then on.

    >>> Representative(name="Ada", hours={"mon-fri": "08:00-16:00"}, skills=["emea"], since="2026-03-01",
    ...                ramp={1: "50%"}).skills
    ('emea',)

    Raises `ScenarioError` with the key that is wrong.
    """

    name: str | None = key("name", words, None)
    number: int = key("number", lambda value: whole(value, "the number of people", "7"), 1)
    calendar: str | Calendar | None = key("calendar", _calendar, None)
    hours: Mapping[str, Any] | None = key("hours", taken(_hours), None)
    skills: tuple[str, ...] = key("skills", several(words), ())
    absent: tuple[Absence, ...] = key("absent", several(Absence.of), ())
    capacity: int = key("capacity", lambda value: whole(value, "the leads at once", "2"), 1)
    since: dt.date | None = key("since", _date, None)
    ramp: Mapping[int, float] | None = key("ramp", _ramp, None)

    def __attrs_post_init__(self) -> None:
        if self.calendar is not None and self.hours is not None:
            raise refusal("people have a `calendar` or `hours` of their own, not both", None, "hours")
        if self.ramp and self.since is None:
            raise refusal("a ramp counts from a start", "since: 2026-03-01", "ramp", "missing-key")

    @classmethod
    def of(cls, value: Any) -> Representative:
        """From a number of people, a name, or a mapping with the keys; raises `ScenarioError` for anything else."""
        if isinstance(value, Representative):
            return value
        if isinstance(value, str):
            return cls(name=value)
        if isinstance(value, Mapping):
            found = made(cls)(value)
            assert isinstance(found, Representative)
            return found
        return cls(number=whole(value, "the number of people", "7"))

    def names(self, first: int) -> Iterator[str]:
        """What each of them is called; `first` numbers those who have no name, from 1 on."""
        if self.number == 1 and self.name is not None:
            yield self.name
            return
        for place in range(self.number):
            yield f"rep{first + place}" if self.name is None else f"{self.name}{place + 1}"

    def speed(self, date: dt.date) -> float:
        """The share of the full speed at which somebody works on a date."""
        if not self.ramp or self.since is None:
            return 1.0
        month = 12 * (date.year - self.since.year) + date.month - self.since.month + 1
        ahead = [one for one in self.ramp if one >= month]
        return self.ramp[min(ahead)] if ahead else 1.0
