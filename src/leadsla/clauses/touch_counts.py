"""How many touches on which channels: `{call: 1, email: 1-2}`, or `{any: 2+}`, as data and in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import attrs

from leadsla.errors import EntryError, nearest
from leadsla.events import CHANNELS
from leadsla.phrases import listed, plural

#: Stands for touches on all channels together.
ANY_CHANNEL: Final = "any"
_SAID: Final[Mapping[str, tuple[str, str]]] = {
    ANY_CHANNEL: ("touch", "touches"),
    "call": ("call", "calls"),
    "voicemail": ("voicemail", "voicemails"),
    "email": ("email", "emails"),
    "linkedin": ("LinkedIn request", "LinkedIn requests"),
    "sms": ("text message", "text messages"),
    "meeting": ("meeting", "meetings"),
    "other": ("other touch", "other touches"),
}
_COUNT: Final = re.compile(r"\s*([1-9][0-9]{0,4})\s*(?:-\s*([1-9][0-9]{0,4})|(\+))?\s*")
#: What is said of touches to be made, for the schema of documents.
COUNTS_SCHEMA: Final = {
    "type": "object",
    "properties": {
        channel: {
            "anyOf": [
                {"type": "integer", "minimum": 1},
                {
                    "type": "string",
                    "pattern": f"^{_COUNT.pattern}$",
                    "patternErrorMessage": "Not a number of touches; write 1, a range such as 1-2, or 2+.",
                },
            ]
        }
        for channel in (*CHANNELS, ANY_CHANNEL)
    },
    "additionalProperties": False,
    "minProperties": 1,
}


@attrs.frozen(repr=False)
class Count:
    """How many touches: `1`, `1-2`, or `2+` for two or more.

    >>> str(Count.of("1-2")), Count.of(3).most, Count.of("2+").most
    ('1-2', 3, None)
    """

    least: int
    most: int | None

    @classmethod
    def of(cls, value: Any) -> Count:
        """A count from a number or text; raises `EntryError` for anything else."""
        if isinstance(value, Count):
            return value
        if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
            return cls(value, value)
        found = _COUNT.fullmatch(value) if isinstance(value, str) else None
        if found is None or (found[2] and int(found[2]) < int(found[1])):
            raise EntryError(f"{value!r} is no number of touches", write="1, a range such as 1-2, or 2+")
        least = int(found[1])
        return cls(least, None if found[3] else int(found[2] or least))

    def __add__(self, other: Count) -> Count:
        most = None if self.most is None or other.most is None else self.most + other.most
        return Count(self.least + other.least, most)

    def __str__(self) -> str:
        if self.most is None:
            return f"{self.least}+"
        return str(self.least) if self.most == self.least else f"{self.least}-{self.most}"

    def written(self) -> int | str:
        """As it stands in a document."""
        return self.least if self.most == self.least else str(self)

    def __repr__(self) -> str:
        return f"Count({str(self)!r})"


def channel_counts(value: Any) -> Mapping[str, Count]:
    """How many touches on which channel; raises `EntryError` for anything else."""
    if not isinstance(value, Mapping) or not value:
        raise EntryError(
            f"{value!r} says nothing to do", write="for example {call: 1, email: 1-2} or {any: 1}"
        )
    found = {}
    for channel, number in value.items():
        _known_channel(channel)
        try:
            found[str(channel)] = Count.of(number)
        except EntryError as error:
            raise EntryError(error.what, str(channel), error.write) from None
    return found


def _known_channel(channel: Any) -> None:
    if channel not in (*CHANNELS, ANY_CHANNEL):
        guess = nearest(str(channel), CHANNELS) or f"one of {', '.join(CHANNELS)}, or any"
        raise EntryError(f"`{channel}` is no channel", str(channel), guess, on_key=True)


def number_of(channel: str, number: int) -> str:
    """So many touches on a channel, in words.

    >>> number_of("call", 3), number_of("any", 1)
    ('3 calls', '1 touch')
    """
    return f"{number} {_SAID[channel][number != 1]}"


def in_words(counts: Mapping[str, Count], each: str = "") -> str:
    """What is to be done, in words; `each` is what one on any channel is called.

    >>> in_words({"call": Count.of("1-2"), "email": Count.of(1)})
    '1 to 2 calls and 1 email'
    """
    said = []
    for channel, count in counts.items():
        number = f"at least {count.least}" if count.most is None else str(count).replace("-", " to ")
        several = count.most != 1 if count.most is not None else count.least != 1
        if not each or channel != ANY_CHANNEL:
            said.append(f"{number} {_SAID[channel][several]}")
        elif " " in each:
            said.append(f"{each}, {number} time{'s' if several else ''}")
        else:
            said.append(f"{number} {plural(each) if several else each}")
    return listed(said)
