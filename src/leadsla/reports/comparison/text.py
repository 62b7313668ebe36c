"""A comparison as people read it: the sums first, then lead by lead what turned and what follows from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from leadsla.consequences import Action
from leadsla.documents.differing.changes import wrapped
from leadsla.documents.differing.words import action_text
from leadsla.evaluation.explanation.wording import Face
from leadsla.instants import LAST, instant, instant_or_never, zone
from leadsla.reports.comparison.values import (
    OUTCOMES,
    AttainmentChange,
    ClauseSum,
    ClockChange,
    Comparison,
    ConsequenceChange,
)
from leadsla.tables import Grid, Rows, Sheet, as_text

#: Stands between what was and what is.
_ARROW: Final = " -> "
#: Stands for what one of the two does not have.
_NOTHING: Final = "none"


def text_of(comparison: Comparison, width: int | None, shown: int | None) -> str:
    """A comparison as text; `width` wraps the lines about leads, `shown` is how many leads are told of."""
    return "\n".join(_lines(comparison, width, shown))


def _lines(comparison: Comparison, width: int | None, shown: int | None) -> Iterator[str]:
    face = Face(zone(comparison.timezone))
    yield from _head(comparison, face)
    for sheet in _sums(comparison):
        yield ""
        yield as_text([sheet])
    if comparison:
        yield from _leads(comparison, face, width, shown)


def sheets_of(comparison: Comparison, shown: int) -> Sequence[Sheet]:
    """The same for a notebook, with the clocks whose outcome is another one as a table."""
    head, notes = _head(comparison, Face(zone(comparison.timezone)))
    turned: dict[str | None, list[ClockChange]] = {}
    for change in comparison.turned:
        turned.setdefault(change.lead, []).append(change)
    sheets = [Sheet(head, notes=(notes,)), *_sums(comparison)]
    if turned:
        (leads,) = Rows(ClockChange, comparison.turned)._sheets(shown)
        sheets.append(Sheet(_summary(comparison, turned), leads.grid))
    return sheets


def _head(comparison: Comparison, face: Face) -> tuple[str, str]:
    until = f"{face.full(instant(comparison.at))} {face.place}"
    name, _, version = comparison.old.rpartition(" ")
    old = version if comparison.new.rpartition(" ")[0] == name else comparison.old
    return (
        f"Outcomes under {comparison.new}, compared with {old}",
        f"of {_count(comparison.leads, 'lead')} up to {until}",
    )


# -- sums ----------------------------------------------------------------------------------------------------


def _sums(comparison: Comparison) -> Iterator[Sheet]:
    if not comparison:
        yield Sheet("No difference for any lead.")
        return
    yield from _promises(comparison)
    yield from _rates(comparison)
    yield from _actions(comparison)


def _promises(comparison: Comparison) -> Iterator[Sheet]:
    differing = [row for row in comparison.clauses if row.differs]
    if differing:
        rows = [(comparison.names[row.clause], *_outcomes(row)) for row in differing]
        yield _sheet(["promise", *OUTCOMES], rows)
    same = len(comparison.clauses) - len(differing)
    if same:
        yield Sheet("", notes=(f"{_count(same, 'promise')} with the same numbers of outcomes under both",))


def _outcomes(row: ClauseSum) -> Iterator[str]:
    for outcome in OUTCOMES:
        yield _turn(
            *(_NOTHING if one is None else f"{getattr(one, outcome):,}" for one in (row.old, row.new))
        )


def _turn(old: str, new: str) -> str:
    return new if old == new else f"{old}{_ARROW}{new}"


def _rates(comparison: Comparison) -> Iterator[Sheet]:
    differing = [row for row in comparison.attainment if row.differs]
    if differing:
        rows = [(comparison.names[row.clause], row.period, *_attained(row)) for row in differing]
        yield _sheet(["attainment", "period", "rate", "target", "status"], rows)


def _attained(row: AttainmentChange) -> Iterator[str]:
    rates, targets, states = [], [], []
    for one in (row.old, row.new):
        judged = 0 if one is None else one.met + one.breached
        # Rounded down, in whole numbers: a rate that is shown as the target has reached it.
        tenths = one.met * 1000 // judged if one is not None and judged else None
        rates.append(
            _NOTHING if tenths is None else "100%" if tenths == 1000 else f"{tenths // 10}.{tenths % 10}%"
        )
        targets.append(_NOTHING if one is None or one.target is None else str(one.target))
        states.append(_NOTHING if one is None or one.status is None else one.status)
    for old, new in (rates, targets, states):
        yield "" if old == new == _NOTHING else _turn(old, new)


def _actions(comparison: Comparison) -> Iterator[Sheet]:
    differing = [row for row in comparison.actions if row.differs]
    if differing:
        rows = [
            (action_text(Action(row.do, row.to)), _turn(f"{row.old:,}", f"{row.new:,}")) for row in differing
        ]
        yield _sheet(["what follows", "times"], rows)


def _sheet(titles: Sequence[str], rows: Iterable[tuple[str, ...]]) -> Sheet:
    return Sheet("", Grid(tuple(titles), tuple(rows)))


# -- leads ---------------------------------------------------------------------------------------------------


def _leads(comparison: Comparison, face: Face, width: int | None, shown: int | None) -> Iterator[str]:
    turned: dict[str | None, list[ClockChange]] = {}
    for change in comparison.turned:
        turned.setdefault(change.lead, []).append(change)
    follows: dict[tuple[str | None, str | None, str], list[ConsequenceChange]] = {}
    for said in comparison.consequences:
        one = said.consequence
        if said.old is None or said.new is None:
            follows.setdefault((one.lead, one.period, one.clause), []).append(said)
    for lead in list(turned)[:shown]:
        yield ""
        yield lead if lead is not None else "Promises about periods"
        for change in turned[lead]:
            yield from wrapped(_sentence(comparison, change, face), width)
            clock = change.clock
            for said in follows.pop((lead, clock.period, clock.clause), ()):
                yield from wrapped(_following(said, face), width, "    ")
    yield ""
    rest = [] if shown is None else list(turned)[shown:]
    if rest:
        more = _count(sum(len(turned[lead]) for lead in rest), "more clock")
        yield f"and {more}, of {_count(len(rest), 'lead')}"
    yield _summary(comparison, turned)


def _summary(comparison: Comparison, turned: dict[str | None, list[ClockChange]]) -> str:
    outcomes = sum(map(len, turned.values()))
    moved = len(comparison.clocks) - outcomes
    leads = len(turned.keys() - {None})
    text = f"another outcome: {_count(outcomes, 'clock')}, of {_count(leads, 'lead')} of {comparison.leads:,}"
    return f"{text}; another time alone: {_count(moved, 'clock')}"


def _sentence(comparison: Comparison, change: ClockChange, face: Face) -> str:
    clock, (old, new) = change.clock, change.outcomes
    name = comparison.names[clock.clause]
    if clock.duty is not None:
        name += f", {clock.duty.deed}"
    elif clock.step is not None:
        name += f", {clock.step}"
    elif clock.value is not None:
        name += f", {clock.value}"
    name += f", {clock.period}" if clock.period is not None else ""
    outcome = f"{new or 'no clock'}, was {old or 'not there'}"
    return f"{name}: {outcome}; due {_at(clock.due, face)}{_was_due(change, face)}"


def _was_due(change: ClockChange, face: Face) -> str:
    """When it was due, where that is another time; without its date, where that is the same."""
    if change.old is None or change.new is None or change.old.due == change.new.due:
        return ""
    day, old = _at(change.new.due, face).rpartition(" ")[0], _at(change.old.due, face)
    return f", was {old.removeprefix(day).strip()}"


def _following(said: ConsequenceChange, face: Face) -> str:
    one = said.consequence
    whole = action_text(Action(one.do, one.to))
    return f"{'+' if said.old is None else '-'} {whole}, {_at(one.at, face)}"


def _at(at: dt.datetime, face: Face) -> str:
    moment = instant_or_never(at.replace(microsecond=0))
    return "never" if moment >= LAST else f"{face.day(moment)} {face.time(moment)}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
