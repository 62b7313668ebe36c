"""Who signs an agreement, for how long, and what they promise in words that no machine can judge."""

from __future__ import annotations

import datetime as dt
from typing import Final

import attrs

from leadsla.signatures import KEY

_A_KEY: Final = {"schema": {"type": "string", "pattern": f"^({KEY.pattern})?$"}}


@attrs.frozen
class Term:
    """From the first day of one date to the end of another, both included, in the agreement's time zone.

    `from_` is the first day and `to` the last.
    """

    from_: dt.date
    to: dt.date


@attrs.frozen
class Party:
    """A team that signs: its `name` for people, the `signatory` who signs, and the public `key` to sign with."""

    name: str
    signatory: str = ""
    key: str = attrs.field(default="", metadata=_A_KEY)


@attrs.frozen
class Statement:
    """A promise that no machine can judge: rendered and signed, never judged.

    The `owner` promises an `activity`, in words, and says by the `timeframe` when.
    """

    owner: str
    activity: str
    timeframe: str = ""
