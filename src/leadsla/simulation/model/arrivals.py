"""When leads come: at random at a rate of each hour of the week, by season, and in bursts after a campaign."""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs

from leadsla.calendars.hours import parse_days, parse_interval
from leadsla.documents.entry_faults import faults_of, under, wrong_type
from leadsla.errors import CalendarError, Fault, ScenarioError
from leadsla.events import Event
from leadsla.instants import DAY, HOUR, instant, local_instant, moment, zone
from leadsla.simulation.model.keys import (
    EMPTY,
    at_least_zero,
    by_name,
    key,
    made,
    refusal,
    several,
    taken,
    whole,
    words,
)
from leadsla.simulation.model.values import Values, values
from leadsla.windows import Window

#: Hours of a week.
WEEK: Final = 168
_EXAMPLE: Final = '12, or {mon-fri: {"09:00-17:00": 12}}'
_MONTHS: Final = {
    name: number
    for number in range(1, 13)
    for name in (str(number), months.month_abbr[number].lower(), months.month_name[number].lower())
}


def profile(value: Any) -> tuple[float, ...]:
    """Leads an hour for each hour of the week, Monday's first comes first.

    From one number, 168 numbers, or days with a number or with numbers by the time of day; what is not named is 0.

    >>> found = profile({"mon-fri": {"09:00-17:00": 12, "17:00-18:00": 3}, "sat": 1})
    >>> found[8:10], found[17], found[5 * 24], found[6 * 24], sum(found)
    ((0.0, 12.0), 3.0, 1.0, 0.0, 519.0)

    Raises `ScenarioError` with all that is wrong.
    """
    if isinstance(value, Mapping):
        return _by_day(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        if len(value) != WEEK:
            raise refusal(f"{len(value)} rates, and a week has {WEEK} hours", _EXAMPLE)
        return tuple(several(_rate)(list(value)))
    return (_rate(value),) * WEEK


def _rate(value: Any) -> float:
    return float(at_least_zero(value, "a rate of leads an hour", "12"))


def _by_day(given: Mapping[Any, Any]) -> tuple[float, ...]:
    found, faults, named = [0.0] * WEEK, list[Fault](), set[int]()
    for days, item in given.items():
        try:
            chosen = parse_days(days)
            if named & set(chosen):
                raise refusal("names a day that is there already", "each day once")
            named |= set(chosen)
            hours = _of_day(item)
        except (CalendarError, ScenarioError) as error:
            faults += under(str(days), faults_of(error))
            continue
        for day in chosen:
            found[24 * day : 24 * day + 24] = hours
    if faults:
        raise ScenarioError.of(faults)
    return tuple(found)


def _of_day(item: Any) -> list[float]:
    """The rates of the hours of a day."""
    if not isinstance(item, Mapping):
        return [_rate(item)] * 24
    hours, faults, named = [0.0] * 24, list[Fault](), set[int]()
    for text, rate in item.items():
        try:
            start, end = parse_interval(text, "an interval")
            if start % HOUR or end % HOUR or end > DAY:
                raise refusal(f"`{text}` is not of whole hours of one day", '"09:00-17:00"')
            covered = range(start // HOUR, end // HOUR)
            if named & set(covered):
                raise refusal(f"`{text}` names an hour that is there already", "each hour once")
            named |= set(covered)
            hours[covered.start : covered.stop] = [_rate(rate)] * len(covered)
        except (CalendarError, ScenarioError) as error:
            faults += under(str(text), faults_of(error))
    if faults:
        raise ScenarioError.of(faults)
    return hours


def seasons(value: Any) -> dict[int, float]:
    """How busy months are, 1 being ordinary: `{aug: 0.5, december: 1.5}`; raises `ScenarioError` for other names."""
    if not isinstance(value, Mapping):
        raise ScenarioError.of([wrong_type("a mapping of months to weights", value, "{aug: 0.5, dec: 1.5}")])
    found, faults = dict[int, float](), list[Fault]()
    for name, item in value.items():
        month = _MONTHS.get(str(name).strip().lower())
        if month is None:
            what = f"`{name}` is no month"
            faults.append(Fault("unknown-key", what, str(name), on_key=True, write="jan to dec, or 1 to 12"))
            continue
        try:
            found[month] = float(at_least_zero(item, "the weight of a month", "0.5"))
        except ScenarioError as error:
            faults += under(str(name), error.faults)
    if faults:
        raise ScenarioError.of(faults)
    return found


def _when(value: Any) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value
    try:
        return dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ScenarioError.of([wrong_type("a time", value, "2026-03-10T14:00")]) from None


def _over(value: Any) -> Window:
    found = Window.of(value)
    if found.business or found.closing:
        raise refusal(f"a campaign does not last `{found}`", "a time such as 2 hours or 3 days")
    return found


#: Fields of leads, by their names.
FIELDS: Final = by_name(values)


@attrs.frozen
class Campaign:
    """A burst: so many `leads` within some time from an instant on (`at`, in the scenario's zone if it names none).

    >>> Campaign(at="2026-03-10T14:00", leads=300, over="2 hours").leads
    300
    """

    at: dt.datetime = key("at", _when)
    leads: int = key("leads", lambda value: whole(value, "the leads of a campaign", "300"))
    over: Window = key("over", taken(_over))
    name: str | None = key("name", words, None)
    fields: Mapping[str, Values] = key("fields", FIELDS, EMPTY)

    def begins(self, tz: ZoneInfo) -> int:
        """The instant at which it begins, in microseconds."""
        return local_instant(self.at, tz) if self.at.tzinfo is None else instant(self.at)


def _happens(value: Any) -> tuple[str, Mapping[str, Any]]:
    """An event by its name, or by its name with its data."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, Mapping):
        if len(value) != 1 or not isinstance(next(iter(value.values())), Mapping):
            raise refusal("an event has one name, with its data", "{requested: {content: guide}}")
        [(name, data)] = value.items()
        return words(name), {str(one): item for one, item in data.items()}
    return words(value), {}


def _events(value: Any) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    found = several(_happens)(value)
    if not found:
        raise refusal("a list with nothing in it", "created")
    return found


@attrs.frozen
class Arrivals:
    """A source of leads: how many come an hour, in which season, after which campaigns, and what is in their fields.

    `per_hour` is one number, 168 of them, or by days and times of day; leads come at random (Poisson) at that rate.
    `months` make some months busier. `events` is what happens to a lead as it comes, before it is
    assigned: names, or a name with its data (`{requested: {content: guide}}`).

    >>> web = Arrivals("web", per_hour={"mon-fri": {"09:00-17:00": 12}}, fields={"source": "demo_request"})
    >>> sum(web.per_hour)
    480.0
    """

    name: str = key("name", words, "lead")
    per_hour: tuple[float, ...] = key("per_hour", profile, (0.0,) * WEEK)
    months: Mapping[int, float] = key("months", seasons, EMPTY)
    campaigns: tuple[Campaign, ...] = key("campaigns", several(made(Campaign)), ())
    fields: Mapping[str, Values] = key("fields", FIELDS, EMPTY)
    events: tuple[tuple[str, Mapping[str, Any]], ...] = key("events", _events, (("created", {}),))

    @classmethod
    def from_events(
        cls,
        events: Iterable[Event],
        timezone: str,
        *,
        begin: dt.datetime | None = None,
        end: dt.datetime | None = None,
        name: str = "lead",
    ) -> Arrivals:
        """The rates of a log: first events of leads by the hour of the week, over how often that hour came.

        `begin` and `end` say what the log covers; by default from its first lead to its last. Raises `ScenarioError`
        for a log without leads in that time, `TimeError` for an unknown zone.
        """
        tz, first = zone(timezone), dict[str, int]()
        for event in events:
            if event.lead:
                first[event.lead] = min(first.get(event.lead, event.instant), event.instant)
        come = sorted(first.values())
        low = come[0] if begin is None and come else 0 if begin is None else instant(begin, "begin")
        high = come[-1] + 1 if end is None and come else low if end is None else instant(end, "end")
        counts, hours = [0] * WEEK, [0.0] * WEEK
        for at in come:
            if low <= at < high:
                counts[hour_of_week(at, tz)] += 1
        if not any(counts):
            raise ScenarioError("events", "have no lead that comes in this time")
        for start, stop, hour, _ in stretches(low, high, tz):
            hours[hour] += (stop - start) / HOUR
        rates = (count / hour if hour else 0.0 for count, hour in zip(counts, hours, strict=True))
        return cls(name, tuple(rates))


def hour_of_week(at: int, tz: ZoneInfo) -> int:
    """Which hour of the week an instant lies in, from 0 for that from midnight on Monday."""
    local = moment(at).astimezone(tz)
    return 24 * local.weekday() + local.hour


def stretches(begin: int, end: int, tz: ZoneInfo) -> list[tuple[int, int, int, int]]:
    """The hours between two instants as the clocks of a zone have them: begin, end, hour of the week, month.

    Where the clocks change an hour comes twice or not at all.
    """
    found, at = [], begin
    while at < end:
        local = moment(at).astimezone(tz)
        past = (local.minute * 60 + local.second) * 1_000_000 + local.microsecond
        after = min(at + HOUR - past, end)
        found.append((at, after, 24 * local.weekday() + local.hour, local.month))
        at = after
    return found
