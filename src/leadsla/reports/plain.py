"""Values of reports as JSON can carry them: times ISO 8601 in UTC, lengths in seconds (`..._s`), shares as numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from typing import Any

import attrs

from leadsla.instants import instant_or_never, iso
from leadsla.periods import Share


def plain(value: Any) -> Any:
    """A value of a report as JSON can carry it; what has a `to_dict` of its own says it itself."""
    match value:
        case None | str() | int() | float() | bool():
            return value.value if isinstance(value, Enum) else value
        case dt.datetime():
            # What is never due is due at the end of all years, which is no instant any more.
            return iso(instant_or_never(value))
        case dt.timedelta():
            return value.total_seconds()
        case dt.date():
            return value.isoformat()
        case Fraction():
            return float(value)
        case Share():
            return float(value.value)
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
    if hasattr(value, "to_dict"):
        return value.to_dict()
    found = {}
    for field in attrs.fields(type(value)):
        item = getattr(value, field.name)
        found[f"{field.name}_s" if isinstance(item, dt.timedelta) else field.name] = plain(item)
    return found
