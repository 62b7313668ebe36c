"""Periods counted again: labels from `strftime`, facts from the log, and none of the arithmetic of the engine."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from tests.decisions.scenario import agree

import leadsla as ls
from leadsla.clauses import ConversionRate, Quota, RecurringMeeting

LABELS = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}
BEGIN = dt.datetime(2026, 2, 26, tzinfo=dt.UTC)
END = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
TERM = ls.Term(dt.date(2026, 3, 3), dt.date(2026, 4, 20))
#: Instants around changes of the clock and midnights, and any others.
INSTANTS = st.one_of(
    st.integers(0, 60 * 24 * 60).map(lambda minute: BEGIN + dt.timedelta(minutes=minute)),
    st.tuples(st.integers(0, 60), st.sampled_from((0, 4, 5, 22, 23)), st.sampled_from((0, -1, 1))).map(
        lambda drawn: BEGIN + dt.timedelta(days=drawn[0], hours=drawn[1], microseconds=drawn[2])
    ),
)
ZONES = st.sampled_from(("UTC", "America/New_York", "Europe/London"))
LOGS = st.lists(
    st.tuples(INSTANTS, st.sampled_from(("L1", "L2", "L3")), st.sampled_from(("won", "lost"))), max_size=25
)


def in_term(at: dt.datetime, tz: ZoneInfo) -> bool:
    return TERM.from_ <= at.astimezone(tz).date() <= TERM.to


@given(LOGS, ZONES, st.sampled_from(sorted(LABELS)), st.integers(1, 3), st.booleans())
def test_quotas(log: list[tuple[Any, ...]], zone: str, per: str, number: int, distinct: bool) -> None:
    """The nth event of a period meets it, the nth lead where leads count once; else it is breached."""
    tz = ZoneInfo(zone)
    events = [ls.Event(lead, at, name) for at, lead, name in log]
    counted: dict[str, list[dt.datetime]] = {}
    seen = set[tuple[str, str]]()
    for at, lead, name in sorted(log, key=lambda row: row[0]):
        label = at.astimezone(tz).strftime(LABELS[per])
        if name != "won" or not in_term(at, tz) or (distinct and (label, lead) in seen):
            continue
        seen.add((label, lead))
        counted.setdefault(label, []).append(at)
    dates = [TERM.from_ + dt.timedelta(days=n) for n in range((TERM.to - TERM.from_).days + 1)]
    labels = list(dict.fromkeys(date.strftime(LABELS[per]) for date in dates))
    clause = Quota(
        id="q", owner="sales", count="won", per=per, at_least=number, distinct="lead" if distinct else None
    )
    clocks = ls.evaluate(agree(clause, term=TERM, timezone=zone), events, END).clocks
    assert [clock.period for clock in clocks] == labels
    for clock in clocks:
        reached = counted.get(clock.period or "", [])
        if len(reached) >= number:
            assert (clock.outcome, clock.done_at) == ("met", reached[number - 1])
        else:
            assert (clock.outcome, clock.done_at) == ("breached", None)


MOVES = st.lists(st.tuples(INSTANTS, st.sampled_from(("L1", "L2", "L3", "L4")), st.booleans()), max_size=25)


@given(MOVES, ZONES, st.integers(0, 12), st.sampled_from(("1%", "50%", "67%", "100%")))
def test_conversion_rates(log: list[tuple[Any, ...]], zone: str, days: int, least: str) -> None:
    """Those that entered in a month, and entered the other stage after that and by the due."""
    tz = ZoneInfo(zone)
    by_lead: dict[str, list[tuple[dt.datetime, str]]] = {}
    events = []
    for number, (at, lead, forth) in enumerate(sorted(log, key=lambda row: row[0])):
        moves = by_lead.setdefault(lead, [])
        stage = moves[-1][1] if moves else None
        to = "mql" if stage is None else "sal" if forth else "mql"
        events.append(ls.Event(lead, at, "moved", {"to": to}, seq=number))
        if to != stage:
            moves.append((at, to))
    lifecycle = ls.Lifecycle(
        [ls.Stage("mql"), ls.Stage("sal")],
        [
            ls.Move("moved", "mql", when='event.to == "mql"'),
            ls.Move("moved", "mql", "sal", when='event.to == "mql"'),
            ls.Move("moved", "sal", "mql", when='event.to == "sal"'),
        ],
    )
    keys: dict[str, Any] = {"mature_after": f"{days} days"} if days else {}
    clause = ConversionRate(id="r", owner="sales", from_="mql", to="sal", per="month", at_least=least, **keys)
    made = agree(clause, term=TERM, timezone=zone, lifecycle=lifecycle)
    for clock in ls.evaluate(made, events, END).clocks:
        cohort = converted = 0
        for moves in by_lead.values():
            entered = [
                place
                for place, (at, to) in enumerate(moves)
                if to == "mql" and in_term(at, tz) and at.astimezone(tz).strftime("%Y-%m") == clock.period
            ]
            if entered:
                cohort += 1
                converted += any(to == "sal" and at <= clock.due for at, to in moves[entered[0] + 1 :])
        enough = converted * 100 >= int(least[:-1]) * cohort
        assert clock.outcome == ("void" if not cohort else "met" if enough else "breached")


HELD = st.lists(st.tuples(INSTANTS, st.sampled_from((["a"], ["a", "b"], ["b"], []))), max_size=15)


@given(HELD, ZONES, st.sampled_from(("week", "month")), st.integers(1, 3))
def test_meetings(log: list[tuple[Any, ...]], zone: str, per: str, number: int) -> None:
    """Those that everyone attended, in their period."""
    tz = ZoneInfo(zone)
    good = sorted(at for at, attended in log if {"sales", "marketing"} <= set(_parties(attended)))
    events = [ls.Event("", at, "meeting_held", {"attended": _parties(attended)}) for at, attended in log]
    clause = RecurringMeeting(
        id="m", owner="both", count=f"{number} per {per}", attended_by=["sales", "marketing"]
    )
    for clock in ls.evaluate(agree(clause, term=TERM, timezone=zone), events, END).clocks:
        held = [
            at for at in good if in_term(at, tz) and at.astimezone(tz).strftime(LABELS[per]) == clock.period
        ]
        assert clock.outcome == ("met" if len(held) >= number else "breached")
        assert clock.done_at == (held[number - 1] if len(held) >= number else None)


def _parties(letters: list[str]) -> list[str]:
    return [{"a": "sales", "b": "marketing"}[letter] for letter in letters]
