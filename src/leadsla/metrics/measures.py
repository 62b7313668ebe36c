"""What indicators measure: the figure of a period, and by which leads, waits or clocks it may still turn.

A figure can move after its period is over: leads that were not answered yet will be, and what still waits will have
waited longer. So what is measured is taken apart into *units*, each of which says yes or no to the target, or may still
say either, and since when. Two things are read off the same units: whether the target is kept or missed whatever may
still come, and the instant since which it is missed.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import attrs

from leadsla.attainment import KEPT, MISSED, UNDECIDED
from leadsla.errors import CalendarError, EventError, ExtraError
from leadsla.events import is_missing
from leadsla.indicators import Aim, Indicator
from leadsla.instants import LAST, instant, iso, moment
from leadsla.lead import BREACHED, MET
from leadsla.lead import VOID as GONE
from leadsla.metrics.conversion import first_entry
from leadsla.metrics.leakage import outcome_turns
from leadsla.metrics.pipeline import AMOUNT, number_of
from leadsla.metrics.quality import handed_over
from leadsla.metrics.shares import Proportion
from leadsla.metrics.survival import Survival
from leadsla.metrics.velocity import time_to_won
from leadsla.metrics.verdicts import first_answer
from leadsla.metrics.waits import Wait, Waits, representative_time, speed_to_lead

if TYPE_CHECKING:
    from leadsla.calendars import Calendar
    from leadsla.evaluation import Evaluation
    from leadsla.evaluation.journeys import Journey

Figure = Fraction | Decimal | dt.timedelta
NOTHING_COUNTED: Final = "nothing counted"
YES, NO, STILL = "yes", "no", "still"
_MICROSECOND: Final = dt.timedelta(microseconds=1)


@attrs.frozen
class Unit:
    """A lead, a wait or a clock: when it `began`, and what it said from which instant on (before: still either)."""

    began: int
    turns: tuple[tuple[int, str], ...] = ()


@attrs.frozen
class Bar:
    """How many units have to say yes of so many that there are; where not `more`, how many may at most."""

    of: Callable[[int], Fraction | int]
    more: bool = True

    def missed(self, counts: Mapping[str, int]) -> bool:
        """Whether the target is missed, whatever those that may still say either come to say."""
        total = counts[YES] + counts[NO] + counts[STILL]
        if not total:
            return False
        return counts[YES] + counts[STILL] < self.of(total) if self.more else counts[YES] > self.of(total)

    def kept(self, counts: Mapping[str, int]) -> bool:
        """Whether it is kept, whatever they come to say."""
        total = counts[YES] + counts[NO] + counts[STILL]
        return counts[YES] >= self.of(total) if self.more else counts[YES] + counts[STILL] <= self.of(total)


@attrs.frozen
class Measured:
    """A figure, the counts behind it, how far chance may have moved it, and the units that decide on its target."""

    value: Figure | None
    total: int
    units: Sequence[Unit]
    bar: Bar
    count: int | None = None
    low: float | dt.timedelta | None = None
    high: float | dt.timedelta | None = None

    def status(self) -> str:
        """Kept, missed or undecided, by what the units say now."""
        counts = Counter(unit.turns[-1][1] if unit.turns else STILL for unit in self.units)
        if not counts[YES] + counts[NO] + counts[STILL]:
            return NOTHING_COUNTED
        if self.bar.kept(counts):
            return KEPT
        return MISSED if self.bar.missed(counts) else UNDECIDED

    def missed_at(self, ended: int) -> int | None:
        """The first instant, from the end of the period on, at which the target could no longer be kept."""
        counts, said = Counter({STILL: len(self.units)}), dict[int, str]()
        turns: dict[int, list[tuple[int, str]]] = {ended: []}
        for place, unit in enumerate(self.units):
            for at, what in unit.turns:
                turns.setdefault(max(at, ended), []).append((place, what))
        for at in sorted(turns):
            for place, what in turns[at]:
                counts[said.get(place, STILL)] -= 1
                counts[what] += 1
                said[place] = what
            if self.bar.missed(counts):
                return at
        return None


#: From the first instant of a period and the first after it to what was measured in it.
Reading = Callable[[int, int], Measured]


def reading(evaluation: Evaluation, indicator: Indicator) -> Reading:
    """How an indicator is measured, by period."""
    return _MEASURES[indicator.name](evaluation, indicator)


def refuse_compacted(evaluation: Evaluation, since: int) -> None:
    """Raise `EventError` where a monitor no longer keeps events that would have to be counted."""
    for journey in evaluation.journeys():
        if journey.compacted is not None and instant(journey.compacted) >= since:
            raise EventError(
                f"the monitor has compacted events of lead {journey.lead!r} since {iso(since)}, so that they cannot be "
                "counted; evaluate the log, or give the monitor a longer lateness"
            )


# -- shares ----------------------------------------------------------------------------------------------------------


def _bar_of_share(aim: Aim) -> Bar:
    value = aim.value
    assert isinstance(value, Fraction)
    return Bar(lambda total: value * total, aim.least)


def _share(aim: Aim, units: Sequence[Unit], *, judged: bool) -> Measured:
    """The share of yes: of those that said yes or no (`judged`), else of all."""
    counts = Counter(unit.turns[-1][1] if unit.turns else STILL for unit in units)
    total = counts[YES] + counts[NO] + (0 if judged else counts[STILL])
    low, high = _interval(Proportion(counts[YES], total))
    value = Fraction(counts[YES], total) if total else None
    return Measured(value, total, units, _bar_of_share(aim), counts[YES], low, high)


def _interval(share: Proportion) -> tuple[float | None, float | None]:
    """Wilson's interval; none without scipy, since the figure itself needs none."""
    try:
        return share.low, share.high
    except ExtraError:
        return None, None


def _of_units(
    units_of: Callable[[Evaluation, Indicator], Iterable[Unit]], *, judged: bool
) -> Callable[[Evaluation, Indicator], Reading]:
    """The share of the units that began in a period."""

    def measure(evaluation: Evaluation, indicator: Indicator) -> Reading:
        units = list(units_of(evaluation, indicator))
        return lambda first, after: _share(
            indicator.target, [unit for unit in units if first <= unit.began < after], judged=judged
        )

    return measure


def _answers(wanted: str) -> Callable[[Evaluation, Indicator], Iterator[Unit]]:
    def units(evaluation: Evaluation, indicator: Indicator) -> Iterator[Unit]:
        for journey in evaluation.journeys():
            began = handed_over(journey)
            if began is not None:
                answer = first_answer(journey)
                said = () if answer is None else ((answer.instant, YES if answer.name == wanted else NO),)
                yield Unit(instant(began), said)

    return units


def _conversions(evaluation: Evaluation, indicator: Indicator) -> Iterator[Unit]:
    from_, _, to = indicator.argument.partition(">")
    for journey in evaluation.journeys():
        entered = first_entry(journey, from_)
        if entered is None:
            continue
        came = next((move.at for move in journey.moves if move.to == to and move.at >= entered), None)
        turns = [
            (instant(at), NO if decided else STILL)
            for at, decided in outcome_turns(journey, evaluation.agreement.lifecycle)
            if came is None or at < came
        ]
        yield Unit(instant(entered), (*turns, *(() if came is None else ((instant(came), YES),))))


def _clocks(evaluation: Evaluation, indicator: Indicator) -> Iterator[Unit]:
    for one in evaluation.counted():
        if one.clause == indicator.argument:
            clock = one.clock
            at = clock.breached_at if clock.outcome == BREACHED else clock.ended_at
            word = {MET: YES, BREACHED: NO}.get(clock.outcome, GONE)
            yield Unit(instant(clock.started), () if at is None else ((instant(at), word),))


def _completeness(evaluation: Evaluation, indicator: Indicator) -> Reading:
    """As leads were when the period ended."""

    def read(first: int, after: int) -> Measured:
        if not any(_came(journey, first, after) for journey in evaluation.journeys()):
            return _share(indicator.target, (), judged=False)
        units = [
            Unit(first, ((first, NO if is_missing(journey.fields.get(indicator.argument)) else YES),))
            for journey in evaluation.journeys(moment(min(after, LAST) - 1))
            if _came(journey, first, after)
        ]
        return _share(indicator.target, units, judged=False)

    return read


def _came(journey: Journey, first: int, after: int) -> bool:
    return bool(journey.events) and first <= journey.events[0].instant < after


# -- times -----------------------------------------------------------------------------------------------------------


def _quantile_of(waits_of: Callable[[Evaluation], Waits]) -> Callable[[Evaluation, Indicator], Reading]:
    def measure(evaluation: Evaluation, indicator: Indicator) -> Reading:
        aim = indicator.target
        calendar = evaluation.agreement.calendar_named(None)
        waits = [(_unit_of(wait, aim, calendar), wait) for wait in waits_of(evaluation)]
        return lambda first, after: _quantile(
            indicator, [(unit, wait) for unit, wait in waits if first <= unit.began < after]
        )

    return measure


def _quantile(indicator: Indicator, waits: Sequence[tuple[Unit, Wait]]) -> Measured:
    """By when so large a share of them is done; the units of a time at most are within it, else short of it."""
    aim, share = indicator.target, int(indicator.argument[1:]) / 100
    done = [_length(wait, aim) for _, wait in waits if wait.done]
    found = Survival.of(done, [_length(wait, aim) for _, wait in waits if not wait.done])

    def needed(total: int) -> int:
        place = math.ceil(share * total - 1e-9)
        return place - 1 if aim.least else place

    low, high = found.quantile_band(share)
    bar = Bar(needed, more=not aim.least)
    return Measured(found.quantile(share), len(waits), [unit for unit, _ in waits], bar, len(done), low, high)


def _length(wait: Wait, aim: Aim) -> dt.timedelta:
    return wait.business if aim.business else wait.elapsed


def _unit_of(wait: Wait, aim: Aim, calendar: Calendar) -> Unit:
    """Whether a wait was within the time (`at most`), or short of it (`at least`)."""
    limit = aim.value
    assert isinstance(limit, dt.timedelta)
    length, began = _length(wait, aim), instant(wait.start)
    beyond = length >= limit if aim.least else length > limit
    if beyond:
        return Unit(began, ((_passes(wait, aim, calendar, limit), NO),))
    return Unit(began, () if wait.end is None else ((instant(wait.end), YES),))


def _passes(wait: Wait, aim: Aim, calendar: Calendar, limit: dt.timedelta) -> int:
    """The last instant at which a wait that went on for longer was not beyond the time yet."""
    if not aim.business:
        return instant(wait.start) + limit // _MICROSECOND
    at = calendar.add(wait.start, limit)
    if aim.least:
        return instant(at)
    try:
        return instant(calendar.add(at, dt.timedelta()))  # while it is closed nothing is added
    except CalendarError:
        return instant(at)


# -- numbers ---------------------------------------------------------------------------------------------------------


def _number(aim: Aim, value: Decimal | Fraction, total: int) -> Measured:
    """A number that stays once its period is over."""
    wanted = aim.value
    assert isinstance(wanted, Decimal)
    exact, bound = Fraction(value), Fraction(wanted)
    reached = exact >= bound if aim.least else exact <= bound
    return Measured(value, total, [Unit(0, ((0, YES if reached else NO),))], Bar(lambda _: 1))


def _lead_volume(evaluation: Evaluation, indicator: Indicator) -> Reading:
    entries = [first_entry(journey, indicator.argument) for journey in evaluation.journeys()]
    entered = [instant(at) for at in entries if at is not None]

    def read(first: int, after: int) -> Measured:
        number = sum(first <= at < after for at in entered)
        return _number(indicator.target, Decimal(number), number)

    return read


def _deals(evaluation: Evaluation, first: int, after: int) -> Iterator[Any]:
    """The amount of the last deal of each lead that was won."""
    for journey in evaluation.journeys():
        deals = [event for event in journey.events if event.name == "won" and first <= event.instant < after]
        if deals:
            yield deals[-1].data.get(AMOUNT)


def _won(evaluation: Evaluation, indicator: Indicator) -> Reading:
    def read(first: int, after: int) -> Measured:
        number = sum(1 for _ in _deals(evaluation, first, after))
        return _number(indicator.target, Decimal(number), number)

    return read


def _revenue(evaluation: Evaluation, indicator: Indicator) -> Reading:
    def read(first: int, after: int) -> Measured:
        deals = [number_of(amount) for amount in _deals(evaluation, first, after)]
        total = sum((deal for deal in deals if deal is not None), Decimal())
        return _number(indicator.target, total, len(deals))

    return read


def _attempts(evaluation: Evaluation, indicator: Indicator) -> Reading:
    """Those made before the period ended."""

    def read(first: int, after: int) -> Measured:
        came = [journey for journey in evaluation.journeys() if _came(journey, first, after)]
        made = sum(event.is_attempt and event.instant < after for journey in came for event in journey.events)
        if not came:
            return Measured(None, 0, (), Bar(lambda _: 1))
        return _number(indicator.target, Fraction(made, len(came)), len(came))

    return read


_MEASURES: Final[Mapping[str, Callable[[Evaluation, Indicator], Reading]]] = {
    "acceptance": _of_units(_answers("accepted"), judged=True),
    "rejection": _of_units(_answers("rejected"), judged=True),
    "conversion": _of_units(_conversions, judged=False),
    "attainment": _of_units(_clocks, judged=True),
    "completeness": _completeness,
    "speed_to_lead": _quantile_of(speed_to_lead),
    "representative_time": _quantile_of(representative_time),
    "time_to_won": _quantile_of(time_to_won),
    "lead_volume": _lead_volume,
    "won": _won,
    "revenue": _revenue,
    "attempts_per_lead": _attempts,
}
