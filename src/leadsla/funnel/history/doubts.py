"""What may be wrong with what a log says of its funnel, as findings: what, how many, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import attrs

from leadsla.funnel.history.steps import Step, maturity_of
from leadsla.instants import instant, iso, moment
from leadsla.metrics.checks.finding import SHOWN, Finding, share
from leadsla.metrics.checks.rows import cut_off
from leadsla.tables import in_words

if TYPE_CHECKING:
    from leadsla.evaluation import Evaluation
    from leadsla.funnel.history.deals import DealSizes
    from leadsla.funnel.history.passing import Passing
    from leadsla.windows import Window

#: Fewer conversions than these say little of a rate, and less of delays.
FEW: Final = 10
#: Where so few convert, these shares of those that convert are tried instead of `MATURE`, until so many have.
_LESS: Final = (0.9, 0.75, 0.5)
_ENOUGH: Final = 30
#: Above it nothing shows that the leads were watched for long enough.
_LIKELY: Final = 0.05
#: A larger share of leads without the time to convert is told.
_MANY: Final = 0.05
#: A day in microseconds.
_DAY: Final = 86_400_000_000


@attrs.frozen
class Seen:
    """What the doubts are about."""

    evaluation: Evaluation
    stages: tuple[str, ...]
    leads: Sequence[Passing]
    out: Mapping[str, Sequence[str]]
    steps: Sequence[Step]
    deals: DealSizes
    tz: ZoneInfo
    #: The step from a place, by leads that had another time.
    tried: Callable[[int, Window], Step]

    def date(self, at: int) -> str:
        """A date as the agreement's zone has it."""
        return f"{moment(at).astimezone(self.tz):%Y-%m-%d}"


def doubts(seen: Seen) -> Iterator[Finding]:
    """All doubts, the gravest first."""
    for place, step in enumerate(seen.steps):
        yield from _cut_at_the_start(seen, place, step)
    yield from _began_before(seen)
    yield from _dated_before(seen)
    yield from _silent_at_the_end(seen)
    for place, step in enumerate(seen.steps):
        yield from _cut_at_the_end(step)
        yield from _still_rising(step)
        yield from _too_few(seen, place, step)
    yield from _amounts(seen.deals)


def _finding(name: str, what: str, do: str, count: int, total: int, **more: Any) -> Finding:
    examples = tuple(more.pop("examples", ()))[:SHOWN]
    return Finding(name, what, do, count, total, examples, more)


def _cut_at_the_start(seen: Seen, place: int, step: Step) -> Iterator[Finding]:
    """Conversions begin later than the leads do: those before were not written down."""
    born = [
        (start, lead.reached[place + 1])
        for lead in seen.leads
        if (start := lead.reached[place]) is not None and lead.dated_before is None
    ]
    cut = cut_off(born)
    if cut is None:
        return
    first = moment(cut.first)
    yield _finding(
        "truncated",
        f"Nobody reached `{step.to}` before {seen.date(cut.first)}, though {share(cut.before, len(born))} of the "
        f"leads reached `{step.from_}` before; by what became of later leads about {cut.expected:.0f} should have.",
        f"Count only leads that came since (`since`: {seen.date(cut.first)}), or export `{step.to}` from the "
        "beginning; till then the rate is too low.",
        cut.before,
        len(born),
        step=step.label,
        first=iso(instant(first)),
        expected=round(cut.expected, 1),
    )


def _began_before(seen: Seen) -> Iterator[Finding]:
    early = seen.out["began_before"]
    if early:
        total = len(seen.leads) + sum(map(len, seen.out.values()))
        yield _finding(
            "began_before",
            f"{share(len(early), total)} of the leads have events that lead from a stage, and none that leads to one: "
            "the log begins after they do.",
            "They are in no rate. Export the log from where these leads begin.",
            len(early),
            total,
            examples=early,
        )


def _dated_before(seen: Seen) -> Iterator[Finding]:
    early = [lead.lead for lead in seen.leads if lead.dated_before is not None]
    if early:
        total = sum(lead.reached[-1] is not None for lead in seen.leads)
        yield _finding(
            "dated_before",
            f"{share(len(early), total)} of the leads that reached `{seen.stages[-1]}` did so before they came, "
            "by the dates of the log.",
            "They are in the rates and in no delay. Correct the dates at the source.",
            len(early),
            total,
            examples=early,
        )


def _silent_at_the_end(seen: Seen) -> Iterator[Finding]:
    """The log is silent until now for longer than it ever was: it may have been exported before."""
    events = sorted({event.instant for journey in seen.evaluation.journeys() for event in journey.events})
    if len(events) < 2:
        return
    until, last = instant(seen.evaluation.at), events[-1]
    longest = max(after - before for before, after in pairwise(events))
    if until - last > longest:
        yield _finding(
            "silent_end",
            f"Nothing happened from {seen.date(last)} to {seen.date(until)}, {_words(until - last)}, and never before "
            f"for longer than {_words(longest)}.",
            f"If the log was exported then, ask as of {seen.date(last + _DAY)} (`at`): leads are taken for older than "
            "what is known of them.",
            1,
            1,
            last=iso(last),
        )


def _words(length: int) -> str:
    return in_words(moment(length) - moment(0))


def _cut_at_the_end(step: Step) -> Iterator[Finding]:
    """The log ends before it is known what becomes of the last leads."""
    if step.rate.total and step.young > _MANY * step.entered:
        yield _finding(
            "young",
            f"{share(step.young, step.entered)} of the leads reached `{step.from_}` less than {step.mature_after} ago: "
            f"the log ends before it is known which of them reach `{step.to}`.",
            "They are in no rate, and in the delays they stand as not converted yet. The rate is that of older leads.",
            step.young,
            step.entered,
            step=step.label,
            mature_after=str(step.mature_after),
        )


def _still_rising(step: Step) -> Iterator[Finding]:
    """Conversions went on until the end of what was watched, so that later ones are to be expected."""
    lag = step.lag
    if len(lag.done) >= FEW and lag.may_rise > _LIKELY:
        yield _finding(
            "still_converting",
            f"From `{step.from_}` to `{step.to}` the last lead converted after {in_words(lag.done[-1])}, and none was "
            f"watched for longer than {in_words(lag.waiting[-1])}: more of them may convert.",
            "The rate and the delays are those of what was seen; ask again when the log is longer.",
            len(lag.done),
            len(lag.done) + len(lag.waiting),
            step=step.label,
            chance=round(lag.may_rise, 4),
        )


def _too_few(seen: Seen, place: int, step: Step) -> Iterator[Finding]:
    """Too few leads had the time, or converted."""
    if not step.rate.total:
        yield _finding(
            "none_mature",
            f"No lead reached `{step.from_}` {step.mature_after or 'ever'} ago or earlier: there is no rate to "
            f"`{step.to}`.",
            "Give a shorter `mature_after`, a longer log, or the rate itself.",
            0,
            step.entered,
            step=step.label,
        )
    elif step.rate.count < FEW:
        yield _finding(
            "few",
            f"From `{step.from_}` to `{step.to}` only {step.rate.count:,} of {step.rate.total:,} leads converted.",
            f"Go by the interval, not by the rate.{_younger(seen, place, step)}",
            step.rate.count,
            step.rate.total,
            step=step.label,
        )


def _younger(seen: Seen, place: int, step: Step) -> str:
    """What leads that had less time would say, if they say more; the rate is then of fewer of those that convert."""
    for part in _LESS:
        window = maturity_of(step.lag, part)
        if step.mature_after is None or window is None:
            break
        tried = seen.tried(place, window)
        if tried.rate.count >= _ENOUGH:
            return (
                f" Of leads that had {window} (`mature_after`), in which {part * 100:.0f} % of those that convert "
                f"have, {tried.rate.count:,} of {tried.rate.total:,} converted."
            )
    return ""


def _amounts(deals: DealSizes) -> Iterator[Finding]:
    """Deals of which nobody knows what they are worth."""
    missing = deals.without + deals.zero
    if missing:
        rest = f"is that of the other {deals.told:,}" if deals.told else "is not known"
        yield _finding(
            "amounts",
            f"{share(missing, deals.deals)} of the deals have no amount, or one of 0: the size of a deal {rest}.",
            "Give the size of a deal yourself where those without an amount differ.",
            missing,
            deals.deals,
            without=deals.without,
            zero=deals.zero,
        )
