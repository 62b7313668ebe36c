"""Which dates are holidays, and what they are called: given dates, and the tables of the `holidays` package.

Those tables are loaded only when a calendar names a country or a market, are expanded a year at a time by
objects of our own that nobody else can change, and are kept, so that two calendars of one country share them.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from leadsla.errors import CalendarError, nearest
from leadsla.instants import date_in

#: What a rule of holidays may say.
KEYS = ("country", "market", "subdivision", "categories", "except", "observed", "language")
#: Names in the language of the machine would make one agreement read differently on two. Tables that know no
#: English keep the language that they are written in.
_LANGUAGE = "en_US"


@attrs.frozen
class HolidayRule:
    """The holidays of a country, one of its subdivisions or a market, less the dates in `excepted`.

    `table` names a class of the caller's own, where the holidays come from an object of one.
    """

    kind: str
    code: str
    subdivision: str | None = None
    categories: tuple[str, ...] = ()
    excepted: frozenset[dt.date] = frozenset()
    observed: bool = True
    language: str | None = None
    table: type | None = None

    def year(self, year: int) -> Mapping[dt.date, str]:
        """The holidays of a year and their names."""
        return _expanded(self, year)

    def made(self, years: Iterable[int]) -> Any:
        """A fresh object of the `holidays` package with the holidays of these years."""
        make = self.table or _entity(self.kind, self.code)
        return make(
            years=list(years),
            observed=self.observed,
            subdiv=self.subdivision,
            language=self.language,
            categories=self.categories or None,
        )

    @property
    def source(self) -> str:
        """Where its dates come from, for explanations.

        >>> HolidayRule("country", "US", "OH").source
        'holidays ..., US-OH'
        """
        from holidays.version import __version__

        return f"holidays {__version__}, {self.code}" + (f"-{self.subdivision}" if self.subdivision else "")

    def to_dict(self) -> dict[str, Any]:
        """The rule as it is written in a document."""
        written: dict[str, Any] = {self.kind: self.code}
        if self.subdivision:
            written["subdivision"] = self.subdivision
        if self.categories:
            written["categories"] = list(self.categories)
        if self.excepted:
            written["except"] = sorted(self.excepted)
        if not self.observed:
            written["observed"] = False
        if self.language != _LANGUAGE:
            written["language"] = self.language
        return written


@functools.lru_cache(maxsize=4096)
def _expanded(rule: HolidayRule, year: int) -> Mapping[dt.date, str]:
    return {
        date: name
        for date, name in rule.made([year]).items()
        if date not in rule.excepted and date.year == year
    }


def _entity(kind: str, code: str) -> Any:
    """The class of a country or market; `CalendarError` with the nearest known code."""
    import holidays
    from holidays.registry import EntityLoader

    known = set(EntityLoader.get_country_codes() if kind == "country" else EntityLoader.get_financial_codes())
    if not isinstance(code, str) or code not in known:
        guess = nearest(str(code).upper(), sorted(known))
        advice = (
            f"write {guess}"
            if guess
            else ("write a code such as US or DE" if kind == "country" else "write a code such as XNYS")
        )
        raise CalendarError(
            f"`holidays` names the {kind} {code!r}, which the holidays package does not know; {advice}"
        )
    return getattr(holidays, code).get_entity()


def rule_of(spec: Mapping[str, Any]) -> HolidayRule:
    """The rule that `{"country": "US", "subdivision": "OH"}` or `{"market": "XNYS"}` writes.

    >>> rule_of({"country": "US", "subdivision": "OHI"})
    Traceback (most recent call last):
        ...
    leadsla.errors.CalendarError: `holidays` names the subdivision 'OHI' of US, which the holidays package
    does not know; write OH

    Raises `CalendarError` for what the `holidays` package does not know.
    """
    for key in spec:
        if key not in KEYS:
            advice = nearest(str(key), KEYS) or ", ".join(KEYS)
            raise CalendarError(f"`holidays` has the key {key!r}, which it does not know; write {advice}")
    if ("country" in spec) == ("market" in spec):
        raise CalendarError(
            "`holidays` needs either a country or a market, such as {'country': 'US', 'subdivision': 'OH'}"
        )
    kind = "country" if "country" in spec else "market"
    entity = _entity(kind, spec[kind])
    code = str(getattr(entity, kind))
    subdivision = spec.get("subdivision")
    if subdivision is not None:
        aliases = entity.subdivisions_aliases
        known = [*entity.subdivisions, *aliases]
        if subdivision not in known:
            guess = nearest(str(subdivision), known) or ", ".join(entity.subdivisions)
            raise CalendarError(
                f"`holidays` names the subdivision {subdivision!r} of {code}, "
                f"which the holidays package does not know; {f'write {guess}' if guess else 'leave it out'}"
            )
        subdivision = str(aliases.get(subdivision, subdivision))
    return HolidayRule(
        kind,
        code,
        subdivision,
        _categories(spec.get("categories"), entity, code),
        _dates(spec.get("except")),
        observed=_observed(spec.get("observed", True)),
        language=_language(spec.get("language"), entity, code),
    )


def _observed(value: Any) -> bool:
    """Whether a holiday on a weekend is also kept on a working day, as the country has it."""
    if not isinstance(value, bool):
        raise CalendarError(f"`holidays` has `observed` as {value!r}; write true or false")
    return value


def _language(value: Any, entity: Any, code: str) -> str:
    """The language of the names: `en_US` where nothing is written."""
    if value is None:
        return _LANGUAGE
    known = sorted(entity.supported_languages)
    if value not in known:
        guess = nearest(str(value), known) or ", ".join(known)
        raise CalendarError(
            f"`holidays` names the language {value!r} of {code}; {f'write {guess}' if guess else 'leave it out'}"
        )
    return str(value)


def _categories(value: Any, entity: Any, code: str) -> tuple[str, ...]:
    named = (
        [] if value is None else list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
    )
    for category in named:
        if category not in list(entity.supported_categories):
            guess = nearest(str(category), entity.supported_categories)
            raise CalendarError(
                f"`holidays` names the category {category!r} of {code}; write "
                + (guess or ", ".join(sorted(entity.supported_categories)))
            )
    return () if set(named) == {entity.default_category} else tuple(sorted(set(named)))


def _dates(value: Any) -> frozenset[dt.date]:
    if value is None:
        return frozenset()
    if isinstance(value, str | dt.date | Mapping) or not isinstance(value, Iterable):
        value = [value]
    return frozenset(as_date(item, "`holidays` except") for item in value)


def as_date(value: Any, where: str) -> dt.date:
    """A date given as one or as ISO text.

    >>> as_date("2026-12-24", "`exceptions`")
    datetime.date(2026, 12, 24)

    Raises `CalendarError` for a datetime, other text and all else.
    """
    if isinstance(value, dt.datetime):
        raise CalendarError(
            f"{where} has {value!r}, a time; write its date, such as {value.date().isoformat()}"
        )
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str):
        try:
            return date_in(value)
        except ValueError:
            raise CalendarError(f"{where} has {value!r}, which is no date; write it as 2026-12-24") from None
    raise CalendarError(f"{where} has {value!r}, which is no date; write it as 2026-12-24")


@attrs.frozen
class Closures:
    """All the holidays of a calendar: rules, and dates of its own with their names, which may be empty."""

    rules: frozenset[HolidayRule] = frozenset()
    dates: tuple[tuple[dt.date, str], ...] = ()

    def year(self, year: int) -> Mapping[dt.date, tuple[str, str]]:
        """The holidays of a year: name and source, which may be empty; a date of the calendar's own wins."""
        found: dict[dt.date, tuple[str, str]] = {}
        for rule in self.ordered():
            for date, name in rule.year(year).items():
                found.setdefault(date, (name, rule.source))
        found.update((date, (name, "")) for date, name in self.dates if date.year == year)
        return found

    def ordered(self) -> list[HolidayRule]:
        """The rules in an order that does not depend on how they were given."""
        # Dates that are excepted are a set, which has no order of its own.
        return sorted(
            self.rules, key=lambda rule: repr(attrs.asdict(rule) | {"excepted": sorted(rule.excepted)})
        )

    def to_list(self) -> list[Any]:
        """What was given, in its plainest form."""
        named = {date: name for date, name in self.dates if name}
        plain = [date for date, name in self.dates if not name]
        return [*(rule.to_dict() for rule in self.ordered()), *([named] if named else []), *plain]


def closures(value: Any) -> Closures:
    """The holidays that the argument `holidays` of a calendar writes.

    >>> closures(["2026-12-24", {"2026-12-25": "Christmas Day"}]).to_list()
    [{datetime.date(2026, 12, 25): 'Christmas Day'}, datetime.date(2026, 12, 24)]
    """
    rules: set[HolidayRule] = set()
    dates: dict[dt.date, str] = {}
    _gather(value, rules, dates, nested=False)
    return Closures(frozenset(rules), tuple(sorted(dates.items())))


def _gather(value: Any, rules: set[HolidayRule], dates: dict[dt.date, str], nested: bool) -> None:
    if isinstance(value, Closures):
        rules |= value.rules
        dates.update(value.dates)
    elif isinstance(value, HolidayRule):
        rules.add(value)
    elif isinstance(value, dict) and hasattr(value, "expand"):
        _gather_object(value, rules, dates)
    elif isinstance(value, Mapping):
        if any(isinstance(key, str) and not key[:1].isdigit() for key in value):
            rules.add(rule_of(value))
        else:
            for key, name in value.items():
                if name is not None and not isinstance(name, str):
                    raise CalendarError(f"`holidays` calls {key} {name!r}; write its name as text")
                dates[as_date(key, "`holidays`")] = name or ""
    elif nested:
        dates.setdefault(as_date(value, "`holidays`"), "")
    elif isinstance(value, str | bytes) or not isinstance(value, Iterable):
        raise CalendarError(
            f"`holidays` is {value!r}; write a list of dates, "
            "or a country such as {'country': 'US', 'subdivision': 'OH'}"
        )
    else:
        for item in value:
            _gather(item, rules, dates, nested=True)


def _gather_object(given: Any, rules: set[HolidayRule], dates: dict[dt.date, str]) -> None:
    """Read an object of the `holidays` package, unchanged: its rule, and what was put in or taken out."""
    items = dict(given.items())
    if not given.expand:
        dates.update(items)
        return
    parts = getattr(given, "holidays", None)
    if isinstance(parts, list):  # a sum of several
        for part in parts:
            _gather_object(part, rules, dates)
        return
    rule = _rule_of_object(given)
    fresh = dict(rule.made(given.years).items())
    rules.add(attrs.evolve(rule, excepted=frozenset(fresh.keys() - items.keys())))
    dates.update({date: name for date, name in items.items() if date not in fresh})


def _rule_of_object(given: Any) -> HolidayRule:
    kind = "market" if getattr(given, "market", None) else "country"
    code = getattr(given, kind, None)
    shipped = type(given).__module__.startswith("holidays.")
    return HolidayRule(
        kind,
        str(code or type(given).__name__),
        given.subdivisions_aliases.get(given.subdiv, given.subdiv),
        () if given.categories == {given.default_category} else tuple(sorted(given.categories)),
        observed=given.observed,
        language=given.language or _LANGUAGE,
        table=None if shipped else type(given),
    )
