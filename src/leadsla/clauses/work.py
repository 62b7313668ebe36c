"""The work that a promise asks for on one lead: touches by channel, and minutes."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from leadsla.clauses.touch_counts import ANY_CHANNEL


@attrs.frozen
class Work:
    """The least that is asked for on a lead which never answers: touches by channel, and minutes of touches.

    Several promises may be kept by the same touches, so what two of them ask for together is `with_`, not a sum.

    >>> work = Work({"call": 3}).with_(Work({"any": 5}, minutes=30)).with_(Work({"call": 1, "email": 1}))
    >>> work.touches, work.number, work.minutes
    ({'call': 3, 'any': 5, 'email': 1}, 5, 30)
    """

    touches: Mapping[str, int] = attrs.field(factory=dict, hash=False)
    minutes: float = 0

    def with_(self, other: Work) -> Work:
        """What keeps both: of each channel the greater number."""
        touches = dict(self.touches)
        for channel, number in other.touches.items():
            touches[channel] = max(touches.get(channel, 0), number)
        return Work(touches, max(self.minutes, other.minutes))

    @property
    def number(self) -> int:
        """All touches; those on whichever channel may be any of the others."""
        named = sum(number for channel, number in self.touches.items() if channel != ANY_CHANNEL)
        return max(named, self.touches.get(ANY_CHANNEL, 0))
