"""What the speed of an answer does to its outcome: a curve of odds ratios over the response time.

There is none unless somebody says so. A ratio is applied to odds, and never to a rate: a rate that is multiplied can
pass 1, odds cannot make it. With p the rate at the reference time and k the ratio, the rate is p k / (1 - p + p k).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, overload

import attrs

from leadsla.charts import Axis, Chart, Series, lines
from leadsla.errors import ScenarioError
from leadsla.simulation import fields
from leadsla.simulation.streams import numpy_or_error
from leadsla.tables import NUMBER, Printed, Sheet, frame_of, grid_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: How a response time is counted: by the wall clock, or in the open time of a calendar.
ELAPSED: Final = "elapsed"
BUSINESS: Final = "business"
_COLUMNS: Final = {"minutes": NUMBER, "odds_ratio": NUMBER}


def _text(_: Any, attribute: Any, value: Any) -> None:
    if not isinstance(value, str):
        raise ScenarioError(attribute.name, f"is {value!r}; write what the odds are of, such as contact")


@attrs.frozen(repr=False, kw_only=True)
class Effect(Printed):
    """A curve of odds ratios over the response time in minutes; make one with `none`, `steps`, `points` or `power`.

    >>> effect = Effect.points({5: 100, 30: 1})
    >>> effect
    <Effect of elapsed minutes on the odds: 5: 100, 30: 1>
    >>> [round(ratio, 3) for ratio in (effect.factor(5), effect.factor(30), effect.factor(600))]
    [100.0, 1.0, 1.0]
    >>> round(effect.apply(0.01, 5), 3)
    0.503

    A ratio is to the odds at the time where it is 1 (`relative_to` moves that). Nothing is known outside of the first
    and the last time, so the ratio stays what it is there. `outcome` says what the odds are of, `notes` what whoever
    reads a result has to know, and a result that uses the effect carries them.
    """

    minutes: tuple[float, ...] = ()
    odds_ratios: tuple[float, ...] = ()
    in_steps: bool = False
    time: str = ELAPSED
    outcome: str = attrs.field(default="", validator=_text)
    name: str = ""
    notes: tuple[str, ...] = ()

    @classmethod
    def none(cls) -> Effect:
        """Speed changes nothing."""
        return cls()

    @classmethod
    def points(cls, points: Mapping[float, float], *, time: str = ELAPSED, **said: Any) -> Effect:
        """Through these ratios at these minutes; between two of them a straight line of log odds over log time.

        Raises `ScenarioError` for fewer than two, for times and ratios that are not above 0, and another `time`.
        """
        minutes = _ascending("points", points, least=2)
        ratios = tuple(_ratio("points", points[at]) for at in points)
        return cls(minutes=minutes, odds_ratios=ratios, time=_time(time), **said)

    @classmethod
    def steps(
        cls, within: Mapping[float, float], *, later: float = 1.0, time: str = ELAPSED, **said: Any
    ) -> Effect:
        """One ratio for each answer within so many minutes (exactly so many is within), and one for all later ones.

        >>> Effect.steps({5: 20, 60: 4}).factor([5, 5.1, 61]).tolist()
        [20.0, 4.0, 1.0]

        Raises what `points` raises; one step is enough.
        """
        ends = _ascending("steps", within, least=1)
        ratios = (*(_ratio("steps", within[end]) for end in within), _ratio("later", later))
        return cls(minutes=ends, odds_ratios=ratios, in_steps=True, time=_time(time), **said)

    @classmethod
    def power(
        cls,
        slope: float,
        *,
        between: Sequence[float],
        reference_minutes: float | None = None,
        time: str = ELAPSED,
        **said: Any,
    ) -> Effect:
        """Odds that go with (minutes / reference) ** -slope between two times: log odds are straight over log time.

        The reference is the later of the two times unless another is said.

        >>> round(Effect.power(1.7, between=(5, 30)).factor(5), 1)     # six times as fast
        21.0

        Raises what `points` raises.
        """
        fields.number("slope", slope)
        if not isinstance(between, Sequence) or len(between) != 2:
            raise ScenarioError("between", f"is {between!r}; write two times in minutes, such as [5, 30]")
        low, high = _ascending("between", dict.fromkeys(between, 1.0), least=2)
        reference = _reference(high if reference_minutes is None else reference_minutes)
        ratios = tuple((at / reference) ** -slope for at in (low, high))
        return cls(minutes=(low, high), odds_ratios=ratios, time=_time(time), **said)

    @property
    def is_none(self) -> bool:
        """Whether speed changes nothing."""
        return not self.minutes

    @overload
    def factor(self, minutes: float) -> float: ...
    @overload
    def factor(self, minutes: Sequence[float] | NDArray[Any]) -> NDArray[np.float64]: ...
    def factor(self, minutes: Any) -> Any:
        """The odds ratio at a response time, or at each of many; raises `ScenarioError` for times below 0 and nan."""
        numpy = numpy_or_error()
        given = numpy.asarray(minutes, dtype=float)
        if not (given >= 0).all():
            raise ScenarioError("minutes", "hold a response time below 0, or none; leave such leads out")
        if self.is_none:
            found = numpy.ones_like(given)
        elif self.in_steps:
            found = numpy.array(self.odds_ratios)[numpy.searchsorted(self.minutes, given, side="left")]
        else:
            inside = numpy.clip(given, self.minutes[0], self.minutes[-1])
            logs = numpy.interp(numpy.log(inside), numpy.log(self.minutes), numpy.log(self.odds_ratios))
            found = numpy.exp(logs)
        return found if given.ndim else float(found)

    @overload
    def apply(self, rate: float, minutes: float) -> float: ...
    @overload
    def apply(self, rate: Any, minutes: Any) -> Any: ...
    def apply(self, rate: Any, minutes: Any) -> Any:
        """The rate at a response time, where `rate` is that at the reference time; for one lead or for many.

        >>> [round(Effect.points({5: 21, 30: 1}).apply(rate, 5), 3) for rate in (0.05, 0.1, 0, 1)]
        [0.525, 0.7, 0.0, 1.0]

        Raises `ScenarioError` for a rate below 0 or over 1, and for what `factor` refuses.
        """
        numpy = numpy_or_error()
        rates = numpy.asarray(rate, dtype=float)
        if not ((rates >= 0) & (rates <= 1)).all():
            raise ScenarioError("rate", f"is {rate!r}; write a share from 0 to 1")
        ratio = self.factor(minutes)
        found = rates * ratio / (1 - rates + rates * ratio)
        return found if numpy.ndim(found) else float(found)

    def covers(self, minutes: float) -> bool:
        """Whether the curve says something of a time, and does not only go on as it ended."""
        return self.is_none or self.in_steps or self.minutes[0] <= minutes <= self.minutes[-1]

    def relative_to(self, minutes: float) -> Effect:
        """The same curve with its ratio 1 at another response time, which is the one that a rate is then known for."""
        if self.is_none:
            return self
        base = self.factor(_reference(minutes))
        return attrs.evolve(self, odds_ratios=tuple(ratio / base for ratio in self.odds_ratios))

    def to_dict(self) -> dict[str, Any]:
        """As a scenario writes it."""
        if self.is_none:
            return {}
        curve = dict(zip(self.minutes, self.odds_ratios, strict=False))
        found: dict[str, Any] = (
            {"steps": curve, "later": self.odds_ratios[-1]} if self.in_steps else {"points": curve}
        )
        found["time"] = self.time
        return found | ({"outcome": self.outcome} if self.outcome else {})

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row for each point, or for the end of each step (the last has none): `minutes`, `odds_ratio`."""
        return frame_of(_COLUMNS, self._rows(), backend)

    def chart(self, label: str = "odds ratio by response time") -> Chart:
        """The curve over the response time, both in powers."""
        points = [(60 * minutes, ratio) for minutes, ratio in self._rows() if minutes is not None]
        if self.is_none:
            points = [(60.0, 1.0), (86_400.0, 1.0)]
        if self.in_steps:
            points = [(points[0][0] / 10, points[0][1]), *_from_ends(points, self.odds_ratios)]
        title = f"{self.time} response time"
        drawn = Series(self.name or "effect", points, steps=self.in_steps)
        return lines([drawn], label, x=Axis(title, "time", log=True), y=Axis("odds ratio", log=True))

    def _rows(self) -> list[tuple[float | None, float]]:
        ends: tuple[float | None, ...] = (*self.minutes, None) if self.in_steps else self.minutes
        return list(zip(ends, self.odds_ratios, strict=True))

    def _drawing(self) -> Chart | None:
        return None if self.is_none else self.chart()

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        return (Sheet(repr(self).strip("<>"), grid_of(_COLUMNS, self._rows(), shown), self.notes),)

    def __repr__(self) -> str:
        if self.is_none:
            return "<Effect: none>"
        curve = [
            f"{'' if not self.in_steps else 'within '}{at:g}: {ratio:.3g}"
            for at, ratio in zip(self.minutes, self.odds_ratios, strict=False)
        ]
        curve += [f"later: {self.odds_ratios[-1]:.3g}"] if self.in_steps else []
        named = f" {self.name}" if self.name else ""
        odds = f"the odds of {self.outcome}" if self.outcome else "the odds"
        return f"<Effect{named} of {self.time} minutes on {odds}: {', '.join(curve)}>"


def _from_ends(points: Sequence[tuple[float, float]], ratios: Sequence[float]) -> list[tuple[float, float]]:
    """Each step drawn from the end of the one before, the last for as long again."""
    starts = [place for place, _ in points]
    return [*zip(starts, ratios[1:], strict=True), (starts[-1] * 10, ratios[-1])]


def _ascending(field: str, given: Mapping[float, Any], least: int) -> tuple[float, ...]:
    if not isinstance(given, Mapping) or len(given) < least:
        raise ScenarioError(field, f"is {given!r}; write at least {least} of minutes and their odds ratios")
    minutes = tuple(fields.number(field, at) for at in given)
    if not minutes[0] > 0 or any(one >= other for one, other in itertools.pairwise(minutes)):
        raise ScenarioError(field, "has minutes that are not above 0 and in order; write the soonest first")
    return minutes


def _ratio(field: str, value: Any) -> float:
    if fields.number(field, value) <= 0:
        raise ScenarioError(field, f"has an odds ratio of {value!r}; write a number above 0")
    return float(value)


def _reference(value: Any) -> float:
    if fields.number("reference_minutes", value) <= 0:
        raise ScenarioError("reference_minutes", f"is {value!r}; write a number above 0")
    return float(value)


def _time(value: Any) -> str:
    if value not in (ELAPSED, BUSINESS):
        raise ScenarioError("time", f"is {value!r}; write {ELAPSED} or {BUSINESS}")
    return str(value)


def log_slope(ratio: float, faster: float, slower: float) -> float:
    """The power of the time with which odds fall if the faster answer has so many times the odds of the slower one.

    >>> round(log_slope(100, 5, 30), 2)
    2.57
    """
    return math.log(ratio) / math.log(slower / faster)
