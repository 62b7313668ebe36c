"""Whether an email address or a telephone number looks usable.

The rules are few, fixed and quick, so that the same agreement judges the same lead alike everywhere; they
find what is certainly wrong and ask no network.
"""

from __future__ import annotations

import re
from typing import Final

_LOCAL: Final = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_`{|}~-"
)
_LABEL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_PHONE: Final = re.compile(r"\+?[0-9 ().\-/]+")
_EXTENSION: Final = re.compile(r" *(?:x|ext\.?) ?[0-9]{1,6}", re.IGNORECASE)


def valid_email(address: str) -> bool:
    """Whether an address has the form `local@domain`.

    At most 254 characters, of ASCII, nothing around it; before the `@` 1 to 64 of the characters that need no
    quotes, with no point first, last or beside another; after it two or more labels of letters, digits and
    inner hyphens, the last of them with a letter and at least 2 characters.

    >>> valid_email("ann@example.org"), valid_email("ann@example"), valid_email("ann@@example.org")
    (True, False, False)
    """
    if len(address) > 254 or address.count("@") != 1:
        return False
    local, domain = address.split("@")
    if not 0 < len(local) <= 64 or not _LOCAL.issuperset(local) or "" in local.split("."):
        return False
    labels = domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        return False
    return len(labels[-1]) > 1 and not labels[-1].isdigit()


def valid_phone(number: str) -> bool:
    """Whether a telephone number could be dialled.

    At most 40 characters: an optional `+`, then 7 to 15 digits, not all the same, with spaces, points,
    hyphens, slashes and one level of brackets between them, then an optional extension such as `x12` or `ext.
    12`.

    >>> valid_phone("+1 (614) 555-0134"), valid_phone("555-01"), valid_phone("0000000000")
    (True, False, False)
    """
    if len(number) > 40:
        return False
    extension = next(iter(_EXTENSION.finditer(number)), None)
    if extension:
        if extension.end() != len(number):
            return False
        number = number[: extension.start()]
    if not _PHONE.fullmatch(number) or not _bracketed(number):
        return False
    digits = [character for character in number if character.isdigit()]
    return 7 <= len(digits) <= 15 and len(set(digits)) > 1


def _bracketed(number: str) -> bool:
    marks = "".join(character for character in number if character in "()")
    return marks == "()" * (len(marks) // 2)
