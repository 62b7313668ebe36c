"""Key performance indicators that can be judged: a metric with a target, by an owner, over a period.

Under `kpis` people write what they look at, in words or with more. An entry with a `target` is one to be judged: its
`metric` is then one of `METRICS`, and what it says is checked. An entry without one is a
statement, and never judged.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import attrs

from leadsla.clauses import Scope
from leadsla.clauses.base import actions
from leadsla.consequences import Action
from leadsla.errors import EntryError, Fault, WindowError, nearest
from leadsla.periods import Period, Share
from leadsla.phrases import plain_name, stage_name
from leadsla.windows import FIXED, Window, plain_number

SHARE, TIME, NUMBER = "share", "time", "number"
_EXAMPLES: Final = {SHARE: "at least 40%", TIME: "at most 5 minutes", NUMBER: "at least 100"}
_TARGET: Final = re.compile(r"\s*(at least|at most)\s+(\S.*?)\s*", re.DOTALL)
_SCHEMA: Final = {
    "type": "string",
    "pattern": r"^\s*(at least|at most)\s+\S",
    "examples": list(_EXAMPLES.values()),
}
_QUANTILE: Final = re.compile(r"p([1-9][0-9]?)")
#: Days have 24 hours where lengths are compared.
_HOURS: Final = {"day": 24, "week": 168}


@attrs.frozen
class Metric:
    """What can be measured: its name with its argument, its unit and what it is, with its denominator."""

    name: str
    unit: str
    about: str
    #: What stands after the colon: `stages`, `stage`, `clause`, `field`, `quantile`; empty for nothing.
    argument: str = ""

    @property
    def form(self) -> str:
        """How it is written."""
        return f"{self.name}:{_FORMS[self.argument]}" if self.argument else self.name


_FORMS: Final = {
    "stages": "STAGE>STAGE",
    "stage": "STAGE",
    "clause": "CLAUSE",
    "field": "FIELD",
    "quantile": "p50",
}
#: Every metric that can be judged, by its name.
METRICS: Final[Mapping[str, Metric]] = {
    metric.name: metric
    for metric in (
        Metric("acceptance", SHARE, "accepted of the leads that were handed over and answered"),
        Metric("rejection", SHARE, "rejected of the leads that were handed over and answered"),
        Metric(
            "conversion", SHARE, "of the leads that entered one stage, those that came to another", "stages"
        ),
        Metric("attainment", SHARE, "met of the clocks of a clause that were met or breached", "clause"),
        Metric("completeness", SHARE, "of the leads that came, those that have a field", "field"),
        Metric("speed_to_lead", TIME, "from creation to the first attempt", "quantile"),
        Metric("representative_time", TIME, "from assignment to the first attempt after it", "quantile"),
        Metric("time_to_won", TIME, "from the first stage to the deal", "quantile"),
        Metric("lead_volume", NUMBER, "leads that first entered a stage", "stage"),
        Metric("won", NUMBER, "leads that were won"),
        Metric("revenue", NUMBER, "the amounts of what was won, added up"),
        Metric("attempts_per_lead", NUMBER, "attempts to reach a lead, over the leads that came"),
    )
}


@attrs.frozen
class Aim:
    """What a figure is to reach: `at least` or `at most` a share, a length of time or a number.

    >>> str(Aim.parse("at least 40 %")), Aim.parse("at most 5 business minutes").value
    ('at least 40%', datetime.timedelta(seconds=300))

    Raises `EntryError` for what cannot be read.
    """

    least: bool
    unit: str
    value: Fraction | dt.timedelta | Decimal
    text: str
    #: Whether the time counts in open hours.
    business: bool = False

    @classmethod
    def parse(cls, text: Any) -> Aim:
        """Read a target such as `at least 40%`, `at most 5 minutes` or `at least 100`."""
        found = _TARGET.fullmatch(text) if isinstance(text, str) else None
        if not found:
            raise EntryError(f"{text!r} is no target", write=", ".join(_EXAMPLES.values()))
        least, said = found[1] == "at least", found[2]
        try:
            if said.endswith("%"):
                share = Share.parse(said)
                return cls(least, SHARE, share.value, str(share))
            if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", said):
                return cls(least, NUMBER, Decimal(said), plain_number(Fraction(said)))
            window = Window.parse(said)
        except WindowError as error:
            raise EntryError(
                f"{text!r} is no target", write=error.write or ", ".join(_EXAMPLES.values())
            ) from None
        return cls(least, TIME, _length(window, text), str(window), window.business)

    def __str__(self) -> str:
        return f"{'at least' if self.least else 'at most'} {self.text}"


def _length(window: Window, text: str) -> dt.timedelta:
    """A window as a length that does not depend on when it begins."""
    if window.fixed is not None:
        return dt.timedelta(microseconds=window.fixed)
    if window.business or window.closing or any(unit not in (*_HOURS, *FIXED) for _, unit in window.parts):
        raise EntryError(
            f"{text!r} is no length to compare with", write="hours, such as at most 40 business hours"
        )
    hour = FIXED["hour"]
    length = sum(
        amount * (FIXED[unit] if unit in FIXED else _HOURS[unit] * hour) for amount, unit in window.parts
    )
    return dt.timedelta(microseconds=int(length))


def an_aim(value: Aim | str) -> Aim:
    """A target, from text or as it is."""
    return value if isinstance(value, Aim) else Aim.parse(value)


@attrs.frozen(kw_only=True)
class Indicator:
    """A figure that is judged, and its target.

    The `metric` is one of those there are, with its argument, such as `conversion:mql>sql`. The `owner` is the party
    that answers for it. The `target` is what it is to reach, such as `at least 40%`. The `period` is over what it is
    judged, without one over the whole log; `words` say what it shows. `on_missed` is what follows where it is missed,
    as of the instant at which it can no longer be kept (`leadsla.metrics.kpi_consequences`).

    >>> Indicator(metric="conversion:mql>sql", owner="marketing", period="quarter", target="at least 40%").argument
    'mql>sql'
    """

    metric: str
    owner: str
    target: Aim = attrs.field(converter=an_aim, metadata={"schema": _SCHEMA})
    period: Period | None = attrs.field(default=None, converter=attrs.converters.optional(Period))
    words: str = ""
    on_missed: tuple[Action, ...] = attrs.field(default=(), converter=actions)

    @property
    def name(self) -> str:
        """The name of the metric without its argument."""
        return self.metric.partition(":")[0]

    @property
    def argument(self) -> str:
        """What stands after the colon."""
        return self.metric.partition(":")[2]

    @property
    def title(self) -> str:
        """What is measured, as people call it.

        >>> given = {"owner": "sales", "target": "at most 1 hour"}
        >>> Indicator(metric="representative_time:p90", **given).title
        'representative time of 90% of leads'
        >>> Indicator(metric="conversion:mql>sql", **given).title
        'conversion from MQL to SQL'
        """
        name = plain_name(self.name)
        match METRICS[self.name].argument:
            case "":
                return name
            case "stages":
                first, _, second = self.argument.partition(">")
                return f"{name} from {stage_name(first)} to {stage_name(second)}"
            case "quantile":
                return f"{name} of {self.argument[1:]}% of leads"
            case "stage":
                return f"{name} of {stage_name(self.argument)}"
            case _:
                return f"{name} of {plain_name(self.argument)}"


#: The keys of an indicator.
KEYS: Final = tuple(field.name for field in attrs.fields(Indicator))


def is_judged(entry: Any) -> bool:
    """Whether an entry under `kpis` is one to be judged: it has a target."""
    return isinstance(entry, Mapping) and "target" in entry


def indicator_faults(entries: Any, scope: Scope) -> Iterator[Fault]:
    """What is wrong with the indicators that are to be judged; nothing is asked of the others."""
    for number, entry in enumerate(entries):
        if is_judged(entry):
            for fault in _faults(entry, scope):
                yield attrs.evolve(fault, path=f"kpis[{number}].{fault.path}".rstrip("."))


def _faults(entry: Mapping[str, Any], scope: Scope) -> Iterator[Fault]:
    for key in entry:
        if key not in KEYS:
            write = nearest(str(key), KEYS) or f"one of {', '.join(KEYS)}"
            yield Fault("unknown-key", f"an indicator has no key `{key}`", str(key), write=write, on_key=True)
    for key, example in (
        ("metric", "metric: acceptance"),
        ("owner", f"owner: {next(iter(scope.parties), 'both')}"),
    ):
        if not isinstance(entry.get(key), str):
            yield Fault("missing-key", f"an indicator with a target needs its `{key}`", "", write=example)
    if isinstance(entry.get("owner"), str):
        yield from scope.owner(entry["owner"], "owner")
    if not isinstance(entry.get("words", ""), str):
        yield Fault(
            "wrong-type", f"`words` are {entry['words']!r}, and words are text", "words", write="a sentence"
        )
    period = entry.get("period")
    if period is not None and period not in list(Period):
        write = nearest(str(period), Period) or "month"
        yield Fault("wrong-value", f"`{period}` is no period", "period", write=write)
    aim = None
    try:
        aim = Aim.parse(entry["target"])
    except EntryError as error:
        yield Fault("wrong-value", error.what, "target", write=error.write)
    if isinstance(entry.get("metric"), str):
        yield from _metric_faults(entry["metric"], aim, scope)
    if entry.get("on_missed") is not None:
        try:
            yield from scope.actions(actions(entry["on_missed"]), "on_missed", ladder=False)
        except (EntryError, WindowError) as error:
            yield Fault("wrong-value", error.what, "on_missed", write=error.write)


def _metric_faults(written: str, aim: Aim | None, scope: Scope) -> Iterator[Fault]:
    name, _, argument = written.partition(":")
    if name not in METRICS:
        guess = nearest(name, METRICS)
        write = (
            METRICS[guess].form
            if guess
            else f"one of {', '.join(metric.form for metric in METRICS.values())}"
        )
        because = "what has a target is judged; without one it may be told in words"
        yield Fault("unknown-name", f"there is no metric `{name}`", "metric", write=write, because=because)
        return
    metric = METRICS[name]
    if bool(argument) != bool(metric.argument):
        yield Fault(
            "wrong-value", f"`{written}` is not how this metric is written", "metric", write=metric.form
        )
    elif metric.argument:
        yield from _argument_faults(metric, argument, scope)
    if aim is not None and aim.unit != metric.unit:
        what = f"`{name}` is a {metric.unit}, and its target a {aim.unit}"
        yield Fault("wrong-value", what, "target", write=_EXAMPLES[metric.unit])


def _argument_faults(metric: Metric, argument: str, scope: Scope) -> Iterator[Fault]:
    match metric.argument:
        case "stages":
            first, arrow, second = argument.partition(">")
            if not (first and arrow and second):
                yield Fault("wrong-value", f"`{argument}` are no two stages", "metric", write=metric.form)
                return
            yield from scope.stage(first, "metric")
            yield from scope.stage(second, "metric")
        case "stage":
            yield from scope.stage(argument, "metric")
        case "clause":
            yield from scope.name(
                argument, scope.clauses, "metric", "clause", "the id of a clause", "clauses"
            )
        case "field":
            yield from scope.field(argument, "metric")
        case _:
            if not _QUANTILE.fullmatch(argument):
                what = f"`{argument}` is no quantile"
                yield Fault("wrong-value", what, "metric", write=f"{metric.name}:p50 (the median) to p99")
