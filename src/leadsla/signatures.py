"""A signature under a version of an agreement, and what it fixes beside the text.

People sign what an agreement says, which its digest stands for. Two things that it means are not in it: on which dates
a country's holidays fall, and when the clocks change in a time zone. Both come from tables that are revised while an
agreement runs, so a signature pins what they said when it was made.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

import attrs

from leadsla.errors import EntryError

#: How a public key and what is signed with it are written: so many bytes in base64.
KEY: Final = re.compile(r"ed25519:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=")
VALUE: Final = re.compile(r"ed25519:[A-Za-z0-9+/]{85}[AQgw]==")
DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
#: No part of a line: control characters, breaks of lines and paragraphs, halves of characters.
_NO_LINE: Final = ("Cc", "Cs", "Zl", "Zp")


class Standing(StrEnum):
    """What a signature is worth under a text.

    `valid`: made with a known key of the party, over this text. `recorded`: over this text, without a key, of a party
    that has none. The others do not count: made with a key that is not known as the party's, made without the key that
    the party has, not made with its key or changed since, made over another text, or of a party that there is not.
    """

    VALID = "valid"
    RECORDED = "recorded"
    UNKNOWN_KEY = "unknown key"
    WITHOUT_KEY = "without the key"
    FORGED = "forged"
    OTHER_TEXT = "for another text"
    NO_PARTY = "of no party"

    @property
    def counts(self) -> bool:
        """Whether the party has signed by it."""
        return self in (Standing.VALID, Standing.RECORDED)


@attrs.frozen
class Pins:
    """What a signature fixes beside the text: what tables said over the term, and the version that is amended.

    `holidays` are dates by calendar, of calendars that take some from a table; `clocks` are by time zone its offset
    from UTC when the term begins, and each change of it. `tables` names the tables by their versions. `amends` is the
    digest of the amended version.
    """

    holidays: Mapping[str, tuple[dt.date, ...]] = attrs.field(factory=dict, hash=False)
    clocks: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, hash=False)
    tables: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    amends: str = ""


@attrs.frozen
class Signature:
    """That somebody signed a version: for which party, by name and title, on which date, and what was signed.

    `digest` is that of the text, `version` its name for people, `pins` what else was fixed. Where it was made with a
    key, `key` is the public one and `value` the signature, both as `ed25519:` and base64.

    >>> Signature("sales", "Head of sales", dt.date(2026, 1, 2), "sha256:" + 64 * "0").title
    ''

    Raises `EntryError` for an empty name, a text of several lines, and for a digest, key or value that is none.
    """

    party: str
    name: str
    date: dt.date
    digest: str
    title: str = ""
    version: str = ""
    pins: Pins = Pins()
    key: str = ""
    value: str = ""

    def __attrs_post_init__(self) -> None:
        for attribute in ("party", "name", "title", "version"):
            _check_line(attribute, getattr(self, attribute), optional=attribute in ("title", "version"))
        if not isinstance(self.date, dt.date) or isinstance(self.date, dt.datetime):
            raise EntryError(f"{self.date!r} is no date", "date", "a date such as 2026-01-31")
        for attribute, pattern in (("digest", DIGEST), ("key", KEY), ("value", VALUE)):
            value = getattr(self, attribute)
            if (value or attribute == "digest") and not pattern.fullmatch(value):
                raise EntryError(f"this is no {attribute} of a signature", attribute, "what was there before")
        if bool(self.key) != bool(self.value):
            lacking = "value" if self.key else "key"
            raise EntryError(f"a signature with a key has a `{lacking}` too", lacking)


def _check_line(attribute: str, value: Any, *, optional: bool) -> None:
    if not isinstance(value, str):
        raise EntryError(f"{value!r} is no text", attribute)
    if not value.strip() and (value or not optional):
        raise EntryError(f"`{attribute}` is empty", attribute, "a text")
    if any(unicodedata.category(character) in _NO_LINE for character in value):
        raise EntryError(f"`{attribute}` is more than a line of text", attribute, "a line of text")
