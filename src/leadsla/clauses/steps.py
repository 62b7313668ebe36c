"""Steps of a cadence: what people write for one entry of the schedule, as a value.

A step says when it opens (by day, or after another step), what is to be done (`do`), and by when. The counts of what
is to be done may be ranges: fewer than the least breaches, more than the most is only listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from leadsla.clauses.scope import Scope
from leadsla.clauses.touch_counts import ANY_CHANNEL, COUNTS_SCHEMA, Count, channel_counts, in_words
from leadsla.criteria import Criterion, declared_with
from leadsla.errors import Fault, WindowError, nearest
from leadsla.events import CHANNELS
from leadsla.phrases import listed, plain_name, quoted
from leadsla.windows import Window

_IN_THE: Final[Mapping[str, str]] = {
    part: f"in the {part}" for part in ("morning", "forenoon", "afternoon", "evening")
}
#: The last day that a plan can have, about a hundred years on.
LAST_DAY: Final = 36_525
#: What the condition of a step can ask beside the lead's fields, and when each is true.
CONDITIONS: Final[Mapping[str, str]] = {
    "no_contact": "no touch has connected since the plan began",
    "silence": "the lead has neither been reached nor replied since the plan began",
    "no_answer": "the touches of the step before did not connect",
}

#: The same conditions in the signed document.
_IN_WORDS: Final[Mapping[str, str]] = {
    "no_contact": "nobody has been reached so far",
    "silence": "nobody has been reached and no reply has come",
    "no_answer": "nobody answered",
}

_AGAIN: Final = re.compile(r"\s*(?:([1-9][0-9]{0,2})\s+)?(day|week|month)s?\s*")
_CHANNEL: Final = {"enum": list(CHANNELS)}


@attrs.frozen(repr=False)
class Every:
    """How often a step comes again: `day`, `week`, `2 weeks`, `month`.

    >>> str(Every.of("1 week")), str(Every.of("2 weeks"))
    ('week', '2 weeks')
    """

    number: int
    unit: str

    @classmethod
    def of(cls, value: Any) -> Every:
        """From text; raises `WindowError` for anything else."""
        if isinstance(value, Every):
            return value
        found = _AGAIN.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise WindowError(
                "a step comes again every day, week or month", str(value), write="week, or 2 weeks"
            )
        return cls(int(found[1] or 1), found[2])

    def __str__(self) -> str:
        return self.unit if self.number == 1 else f"{self.number} {self.unit}s"

    def written(self) -> str:
        """As it stands in a document."""
        return str(self)

    def __repr__(self) -> str:
        return f"Every({str(self)!r})"


_EVERY: Final = {
    "read": Every.of,
    "schema": {
        "type": "string",
        "pattern": f"^{_AGAIN.pattern}$",
        "patternErrorMessage": "Not how often a step comes again; write week, or 2 weeks.",
        "examples": ["day", "week", "2 weeks", "month"],
    },
}


def _days(value: Any) -> tuple[int, ...]:
    return (value,) if isinstance(value, int) else tuple(value)


def _channels(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _a_window(value: Window | str) -> Window:
    return Window.of(value)


def _every(value: Every | str) -> Every:
    return Every.of(value)


def _criterion(value: Criterion | str) -> Criterion:
    return Criterion.of(value)


def _maybe_counts(value: Any) -> Mapping[str, Count]:
    return channel_counts(value) if value else {}


@attrs.frozen(kw_only=True)
class Step:
    """One entry of a cadence; `id` is its name.

    *When it opens.* By day: `days` of the plan (day 1 is the day on which it begins), or `from_day` and then `every`
    so often up to the calendar day `until_day`; at the beginning of a `daypart`, else of that day. Or `after` another
    step was done, a `delay` later, or after `silence` for so long. Else as the plan begins. `when` is asked at that
    instant, and a step whose condition is false is skipped.

    *What is to be done.* `do` counts touches by channel; `if_no_answer` is owed too unless one of the step's own
    touches connected; a touch on a channel of `without`, or with other content than `content`, is listed.

    *By when.* `within` a window from its opening, else to the end of its daypart, else to the close of the day.

    >>> step = Step(id="morning", days=[2, 3], daypart="morning", do={"call": 1}, if_no_answer={"voicemail": 1})
    >>> print(step)
    on days 2 and 3 in the morning: 1 call (if nobody answers, 1 voicemail), by the end of the morning
    """

    id: str
    after: str | None = None
    delay: Window | None = attrs.field(default=None, converter=attrs.converters.optional(_a_window))
    silence: Window | None = attrs.field(default=None, converter=attrs.converters.optional(_a_window))
    days: tuple[int, ...] = attrs.field(default=(), converter=_days)
    from_day: int | None = None
    every: Every | None = attrs.field(
        default=None, converter=attrs.converters.optional(_every), metadata=_EVERY
    )
    until_day: int | None = None
    daypart: str | None = None
    when: Criterion | None = attrs.field(default=None, converter=attrs.converters.optional(_criterion))
    do: Mapping[str, Count] = attrs.field(
        factory=lambda: {ANY_CHANNEL: Count(1, None)},
        converter=channel_counts,
        hash=False,
        metadata={"read": channel_counts, "schema": COUNTS_SCHEMA},
    )
    if_no_answer: Mapping[str, Count] = attrs.field(
        factory=dict,
        converter=_maybe_counts,
        hash=False,
        metadata={"read": channel_counts, "schema": COUNTS_SCHEMA},
    )
    without: tuple[str, ...] = attrs.field(
        default=(),
        converter=_channels,
        metadata={"schema": {"if": {"type": "array"}, "then": {"items": _CHANNEL}, "else": _CHANNEL}},
    )
    content: str | None = None
    within: Window | None = attrs.field(default=None, converter=attrs.converters.optional(_a_window))

    @property
    def by_day(self) -> bool:
        """Whether it stands on days of the plan."""
        return bool(self.days) or self.from_day is not None

    @property
    def waits(self) -> Window | None:
        """How long after the step before it (or the start) it opens; None for at once."""
        return self.silence or self.delay

    @property
    def repeated(self) -> bool:
        """Whether it comes more than once, so that its day is part of its name."""
        return len(self.days) > 1 or self.every is not None

    @property
    def asked(self) -> Mapping[str, Count]:
        """All that is to be done where nobody answers: `do` and `if_no_answer` together."""
        if not self.if_no_answer:
            return self.do
        found = dict(self.do)
        for channel, count in self.if_no_answer.items():
            found[channel] = found[channel] + count if channel in found else count
        return found

    @property
    def task(self) -> str:
        """What is to be done, in words."""
        return self.task_by()

    def task_by(self, each: str = "") -> str:
        """What is to be done, in words; `each` is what counts where that is no touch: `delivery`."""
        said = in_words(self.do, each)
        if self.without:
            said += f" (no {listed(self.without, 'or')})"
        with_ = " of" if each and " " not in each else ", with"
        said += f"{with_} {plain_name(self.content)}" if self.content else ""
        return said + (f" (if nobody answers, {in_words(self.if_no_answer)})" if self.if_no_answer else "")

    def __str__(self) -> str:
        return f"{self.opening}{self.condition}: {self.task}{self.ending}"

    @property
    def condition(self) -> str:
        """Where it is to be done at all, as it follows when it opens; empty for always."""
        return f", if {self.when.spoken(_IN_WORDS)}" if self.when is not None else ""

    @property
    def ending(self) -> str:
        """By when it is to be done, as it follows the task; empty for the end of the day."""
        if self.within is not None:
            return f", within {self.within}"
        the = "the " if self.daypart in _IN_THE else ""
        return f", by the end of {the}{self.daypart}" if self.daypart else ""

    @property
    def opening(self) -> str:
        """When it opens, in words."""
        part = f" {_IN_THE.get(self.daypart, f'at {self.daypart}')}" if self.daypart else ""
        if self.days:
            plural = "s" if len(self.days) > 1 else ""
            return f"on day{plural} {listed(map(str, self.days))}{part}"
        if self.from_day is not None:
            until = f" until day {self.until_day}" if self.until_day is not None else ""
            every = f" every {self.every}" if self.every is not None else ""
            return f"from day {self.from_day}{every}{until}{part}"
        if self.silence is not None:
            since = quoted(plain_name(self.after)) if self.after else "the step before"
            return f"after {self.silence} of silence since {since}"
        if self.after is not None:
            after = f"after {quoted(plain_name(self.after))}"
            return f"{self.delay} {after}" if self.delay is not None else after
        return f"{self.delay} after the start" if self.delay is not None else "at once"

    def faults(self, scope: Scope, before: Iterable[str], dayparts: Iterable[str]) -> Iterator[Fault]:
        """What is wrong with the step; `before` are the steps that stand before it."""
        known = list(before)
        if not isinstance(self.id, str) or not self.id.strip() or ":" in self.id:
            yield Fault(
                "wrong-value",
                f"`{self.id}` is no name of a step",
                "id",
                write="a short name, such as first-call",
            )
        if self.after is not None:
            yield from scope.name(
                self.after, known, "after", "step before this one", "the id of an earlier step"
            )
        yield from self._opening_faults(known)
        inner = attrs.evolve(scope, fields=declared_with(scope.fields, dict.fromkeys(CONDITIONS, "flag")))
        yield from inner.criterion(self.when, "when", event_allowed=False)
        for number, channel in enumerate(self.without):
            if channel not in CHANNELS:
                write = nearest(str(channel), CHANNELS) or f"one of {', '.join(CHANNELS)}"
                yield Fault("unknown-name", f"`{channel}` is no channel", f"without[{number}]", write=write)
        if self.daypart is not None and self.daypart not in dayparts:
            names = list(dayparts)
            write = nearest(self.daypart, names) or (
                ", ".join(names) or 'dayparts: {morning: "09:00-12:00"} in the calendar'
            )
            yield Fault(
                "unknown-name",
                f"the calendar has no daypart `{self.daypart}`",
                "daypart",
                write=write,
                see="calendars",
            )

    def _opening_faults(self, before: list[str]) -> Iterator[Fault]:
        yield from self._day_faults()
        yield from self._waiting_faults(before)
        yield from self._repeating_faults()
        if self.daypart is not None and not self.by_day:
            yield Fault(
                "wrong-value",
                "a part of the day belongs to steps by day",
                "daypart",
                on_key=True,
                write="days: [2]",
            )

    def _day_faults(self) -> Iterator[Fault]:
        if self.days and self.from_day is not None:
            yield Fault("wrong-value", "a step has `days` or `from_day`, not both", "from_day", on_key=True)
        for number, day in enumerate(self.days):
            if not 1 <= day <= LAST_DAY or day in self.days[:number]:
                yield Fault(
                    "wrong-value",
                    f"day {day} is no further day of the plan",
                    f"days[{number}]",
                    write="1, 2, 3 ...",
                )

    def _waiting_faults(self, before: list[str]) -> Iterator[Fault]:
        for key in ("after", "delay", "silence"):
            if self.by_day and getattr(self, key) is not None:
                yield Fault(
                    "wrong-value",
                    f"a step by day stands on its days, so `{key}` has no meaning",
                    key,
                    on_key=True,
                    write="a condition, such as when: silence",
                )
        if self.silence is not None and self.after is None and not before:
            yield Fault(
                "wrong-value",
                "there is no step before this one to be silent after",
                "silence",
                on_key=True,
                write="delay",
            )
        if self.silence is not None and self.delay is not None:
            yield Fault(
                "wrong-value",
                "a step opens after a `delay` or after `silence`, not both",
                "delay",
                on_key=True,
            )

    def _repeating_faults(self) -> Iterator[Fault]:
        if (self.every is not None or self.until_day is not None) and self.from_day is None:
            key = "every" if self.every is not None else "until_day"
            yield Fault(
                "missing-key", f"`{key}` needs the day it begins on", key, on_key=True, write="from_day: 4"
            )
        if self.from_day is not None and self.until_day is not None and self.every is None:
            yield Fault(
                "missing-key",
                "`until_day` needs how often the step comes again",
                "until_day",
                on_key=True,
                write="every: week",
            )
        if self.from_day is not None and (
            not 1 <= self.from_day <= LAST_DAY
            or (self.until_day is not None and self.until_day < self.from_day)
        ):
            yield Fault(
                "wrong-value",
                f"there is no day from {self.from_day}"
                + ("" if self.until_day is None else f" to {self.until_day}"),
                "from_day",
                write="1 or more, up to `until_day`",
            )
