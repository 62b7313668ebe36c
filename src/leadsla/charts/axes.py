"""Axes: from values to places, the values that are named on them, and how they are written."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from leadsla.charts.marks import line, text
from leadsla.charts.markup import Markup

#: Names of lengths of time on an axis in powers, by seconds.
SECONDS: Final = (
    (1, "1 s"), (5, "5 s"), (15, "15 s"), (60, "1 m"), (300, "5 m"), (900, "15 m"), (1800, "30 m"), (3600, "1 h"),
    (7200, "2 h"), (14400, "4 h"), (28800, "8 h"), (86400, "1 d"), (172800, "2 d"), (345600, "4 d"), (604800, "1 w"),
    (1209600, "2 w"), (2592000, "30 d"), (7776000, "90 d"), (31536000, "1 y"),
)  # fmt: skip
#: Steps between names of lengths of time on an even axis.
_SPACES: Final = (
    1, 5, 15, 30, 60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600, 2592000,
    7776000, 15552000, 31536000,
)  # fmt: skip
_UNITS: Final = ((86400, "d"), (3600, "h"), (60, "m"), (1, "s"))
_FORMS: Final = ("number", "share", "time")


@attrs.frozen
class Axis:
    """What an axis shows: its title, where it begins and ends (from the values where None), and how it is written.

    `form` is `number`, `share` (of 1, written in percent) or `time` (in seconds). `log` is an axis in powers. `ticks`
    are the values that are named, with their names, where the axis is not to find them itself.
    """

    title: str = ""
    form: str = attrs.field(default="number", validator=attrs.validators.in_(_FORMS))
    low: float | None = None
    high: float | None = None
    log: bool = False
    ticks: tuple[tuple[float, str], ...] | None = None

    def scale(self, values: Iterable[float], start: float, end: float) -> Scale:
        """The places of values between `start` and `end`; without any values there is room for one."""
        found = [value for value in values if not self.log or value > 0]
        low = self.low if self.low is not None else min(found, default=1.0 if self.log else 0.0)
        high = self.high if self.high is not None else max(found, default=low + 1.0)
        if not low < high:
            low, high = (low / 2, low * 2) if self.log and low > 0 else (low - 0.5, low + 0.5)
        return Scale(low, high, start, end, self.log)

    def named(self, scale: Scale, apart: float) -> list[tuple[float, str]]:
        """The values that are named, with their names, none nearer to another than `apart`."""
        ticks = self.ticks if self.ticks is not None else tuple(self._ticks(scale, apart))
        found: list[tuple[float, str]] = []
        for value, name in ticks:
            inside = min(scale.low, scale.high) <= value <= max(scale.low, scale.high)
            if inside and (not found or abs(scale(value) - scale(found[-1][0])) >= apart):
                found.append((value, name))
        return found

    def said(self, value: float) -> str:
        """A value in words."""
        if self.form == "share":
            return f"{value * 100:.10g} %" if float(value * 100).is_integer() else f"{value * 100:.1f} %"
        return length(value) if self.form == "time" else short(value)

    def _ticks(self, scale: Scale, apart: float) -> Iterable[tuple[float, str]]:
        if self.form == "time" and self.log:
            return SECONDS
        most = max(int(abs(scale.end - scale.start) / apart), 1)
        if self.log:
            return [(value, self.said(value)) for value in _powers(scale.low, scale.high)]
        spaces = _SPACES if self.form == "time" else None
        return [(value, self.said(value)) for value in even(scale.low, scale.high, min(most, 6), spaces)]


@attrs.frozen
class Scale:
    """From a value to its place between `start` and `end`; what lies outside stays at the end."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        if self.log:
            past = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        else:
            past = (value - self.low) / (self.high - self.low)
        return self.start + min(max(past, 0.0), 1.0) * (self.end - self.start)


def even(low: float, high: float, most: int, spaces: Sequence[float] | None = None) -> list[float]:
    """Round values between two ends, at most so many and one more.

    >>> even(0, 97, 5), even(0, 1, 4), even(0, 9000, 4, (600, 3600))
    ([0, 20, 40, 60, 80], [0, 0.5, 1], [0, 3600, 7200])
    """
    wanted = (high - low) / max(most, 1)
    if spaces:
        space = next((space for space in spaces if space >= wanted), None)
    else:
        space = None
    if space is None:
        power = 10.0 ** math.floor(math.log10(wanted))
        space = next(power * times for times in (1, 2, 5, 10) if power * times >= wanted * 0.999)
    first, last = math.ceil(low / space - 1e-9), math.floor(high / space + 1e-9)
    return [_tidy(place * space) for place in range(first, last + 1)]


def _powers(low: float, high: float) -> list[float]:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    return [_tidy(10.0**power * times) for power in range(first, last + 1) for times in (1, 2, 5)]


def _tidy(value: float) -> float:
    """A value without what its reckoning left behind it.

    >>> _tidy(0.1 * 3), _tidy(4.0)
    (0.3, 4)
    """
    found = float(f"{value:.10g}")
    return int(found) if found.is_integer() else found


def short(value: float) -> str:
    """A number with what matters of it.

    >>> short(1234567), short(12.345), short(0.012345), short(4.0)
    ('1,234,567', '12.3', '0.0123', '4')
    """
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.3g}"


def length(seconds: float) -> str:
    """A length of time in its largest unit, short enough to stand in a drawing.

    >>> length(45), length(5400), length(3600), length(93600), length(0)
    ('45 s', '1.5 h', '1 h', '1.1 d', '0')
    """
    for size, unit in _UNITS:
        if abs(seconds) >= size:
            count = seconds / size
            return (
                f"{count:.0f} {unit}"
                if count >= 10 or f"{count:.1f}".endswith("0")
                else f"{count:.1f} {unit}"
            )
    return "0" if not seconds else f"{seconds:.2g} s"


def across(axis: Axis, scale: Scale, y: float, top: float | None = None) -> list[Markup]:
    """An axis from left to right at a height, its names below, its title at its end; thin lines up to `top`."""
    found: list[Markup] = [line(scale.start, y, scale.end, y)]
    for value, name in axis.named(scale, 46):
        x = scale(value)
        found.append(line(x, y, x, y + 4))
        if top is not None:
            found.append(line(x, top, x, y, opacity="0.13"))
        found.append(text(x, y + 16, name, text_anchor="middle"))
    if axis.title:
        found.append(text(scale.end, y + 30, axis.title, text_anchor="end", font_size=10, opacity="0.75"))
    return found


def upward(axis: Axis, scale: Scale, x: float, right: float) -> list[Markup]:
    """An axis upward, its names at the left, thin lines across to `right`; its title above."""
    found: list[Markup] = []
    for value, name in axis.named(scale, 22):
        y = scale(value)
        found.append(line(x, y, right, y, opacity="0.18" if value else "0.6"))
        found.append(text(x - 6, y + 4, name, text_anchor="end"))
    if axis.title:
        found.append(text(max(x - 34, 0), scale.end - 8, axis.title, font_size=10, opacity="0.75"))
    return found
