"""The schemas of a calendar and its parts, which are read by readers of their own and not by the types of a class."""

from __future__ import annotations

from typing import Any, Final

from leadsla.calendars import BusinessCalendar, Change, DatedCalendar
from leadsla.calendars.closures import KEYS as RULE_KEYS
from leadsla.documents.calendar_entries import CHANGING, KEYS
from leadsla.documents.schema.spellings import DATE, HOURS, WEEKDAYS
from leadsla.documents.schema.values import Schema, described, if_a_mapping
from leadsla.documents.schema.words import about, about_key

_DATE: Final[Schema] = {"$ref": "#/$defs/date"}
_HOURS: Final[Schema] = {"$ref": "#/$defs/hours"}
_INTERVAL: Final[Schema] = {"$ref": "#/$defs/interval"}
_NAME: Final[Schema] = {"type": "string"}


def calendar_definitions() -> dict[str, Schema]:
    """What the schema defines of calendars."""
    return {"calendar": _calendar(), "holidays": _holidays(), "hours": _hours(), "holiday_rule": _rule()}


def _calendar() -> Schema:
    keys: dict[str, Schema] = {
        "timezone": {**_NAME, "examples": ["America/New_York", "Europe/London"]},
        "hours": _by_pattern(WEEKDAYS, _HOURS, "days are `mon`, `mon-fri` or `mon,wed,fri`"),
        "holidays": {"$ref": "#/$defs/holidays"},
        "exceptions": _by_pattern(DATE, _HOURS, "an exception is under its date, such as 2026-12-24"),
        "dayparts": {"type": "object", "additionalProperties": _INTERVAL},
        "version": {
            "type": "string",
            "pattern": r"\S",
            "description": "What these hours are called, by which every outcome names them.",
            "examples": ["summer 2026"],
        },
    }
    own = {key: {**given, **described(about_key(BusinessCalendar, key))} for key, given in keys.items()}
    since = {"from": {**_DATE, **described(about_key(Change, "from"))}}
    change = {
        **described(about(Change)),
        "type": "object",
        "properties": {key: {**own, **since}[key] for key in CHANGING},
        "required": ["from"],
        "additionalProperties": False,
    }
    changes = {
        "type": "array",
        "minItems": 1,
        "items": change,
        **described(about_key(DatedCalendar, "changes")),
    }
    return {
        **described(about(BusinessCalendar)),
        "type": "object",
        "properties": {key: {**own, "changes": changes}[key] for key in KEYS},
        "required": ["hours"],
        "additionalProperties": False,
    }


def _hours() -> Schema:
    """The hours of a day: an interval, several, or closed."""
    one = {
        "type": "string",
        "pattern": HOURS,
        "patternErrorMessage": 'Not the hours of a day; write for example "09:00-17:00" or closed.',
        "examples": ["09:00-17:00", "closed"],
    }
    return {
        "description": "Opening hours: an interval in quotes, a list of them, or `closed`.",
        "if": {"type": "array"},
        "then": {"items": _INTERVAL},
        "else": one,
    }


def _holidays() -> Schema:
    """Rules and dates in a list, or one of them alone; a single date has to stand in a list."""
    named = _by_pattern(DATE, {"type": ["string", "null"]}, "a holiday is under its date, such as 2026-12-24")
    dates = {"type": "object", "propertyNames": {"pattern": "^[0-9]"}}
    one = {"if": dates, "then": named, "else": {"$ref": "#/$defs/holiday_rule"}}
    return {"if": {"type": "array"}, "then": {"items": if_a_mapping(one, _DATE)}, "else": one}


def _rule() -> Schema:
    """The holidays of a country or market."""
    names: Schema = {"anyOf": [{"type": ["string", "null"]}, {"type": "array", "items": _NAME}]}
    keys: dict[str, Schema] = {
        "country": {**_NAME, "description": "A country by its code.", "examples": ["US", "GB", "DE"]},
        "market": {**_NAME, "description": "A financial market by its code.", "examples": ["XNYS"]},
        "subdivision": {"type": ["string", "null"], "description": "A state or region by its code."},
        "categories": {**names, "description": "Which holidays count, such as `bank`."},
        "except": {
            "anyOf": [_DATE, {"type": "null"}, {"type": "array", "items": _DATE}],
            "description": "Dates that are worked all the same.",
        },
        "observed": {
            "type": "boolean",
            "default": True,
            "description": "Whether a holiday on a weekend is moved to a working day.",
        },
        "language": {"type": ["string", "null"], "description": "The language of their names."},
    }
    return {
        "description": "The holidays of a country or of a financial market.",
        "type": "object",
        "properties": {key: keys[key] for key in RULE_KEYS},
        "oneOf": [{"required": ["country"]}, {"required": ["market"]}],
        "additionalProperties": False,
    }


def _by_pattern(pattern: str, value: Schema, otherwise: str) -> dict[str, Any]:
    """A mapping whose keys are of a language of their own."""
    names = {"pattern": pattern, "patternErrorMessage": f"Not a key here: {otherwise}."}
    return {"type": "object", "propertyNames": names, "additionalProperties": value}
