"""Agreements in several versions, and the laws of amending: what an amendment changes, and what it leaves as it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from leadsla.agreement import Agreement
from leadsla.clauses import Clause, about_leads
from leadsla.evaluation import Evaluation, evaluate
from leadsla.events import Event
from leadsla.instants import instant, iso, moment
from leadsla.segments import Segments
from leadsla.testing.agreements import agreements
from leadsla.testing.comparing import instants_after
from leadsla.testing.history import Tick
from leadsla.testing.values import likely, pick, up_to, windows
from leadsla.versions import RunningClocks

#: When versions come into force: dates in the midst of the logs that are drawn, changes of the clock among them.
DATES: Final = tuple(
    dt.date.fromisoformat(date)
    for date in (
        "2026-03-03",
        "2026-03-04",
        "2026-03-07",
        "2026-03-08",
        "2026-03-28",
        "2026-03-31",
        "2026-10-31",
    )
)
_AGREEMENTS: Final = agreements()
_WINDOWS: Final = windows()


def ways_of(before: Agreement, after: Sequence[Clause]) -> dict[str, tuple[RunningClocks, ...]]:
    """By clause, what an amendment may say of its running clocks."""
    known = before.clauses_by_id
    found: dict[str, tuple[RunningClocks, ...]] = {}
    for clause in after:
        was = known.get(clause.id)
        ways: tuple[RunningClocks, ...] = (RunningClocks.KEEP,)
        if was is not None and about_leads(clause) and about_leads(was):
            ways = (*ways, RunningClocks.RESTART)
            if was.kind == clause.kind and not clause.planned:
                ways = (*ways, *[RunningClocks.RESCORE] * 4)
        found[clause.id] = ways
    return found


@st.composite
def amended(
    draw: DrawFn, agreements: SearchStrategy[Agreement] = _AGREEMENTS, *, versions: int = 3
) -> Agreement:
    """Agreements in two versions, or up to `versions`: clauses, hours, moves and fields may differ in each.

    Most clauses stay, many with another window or pause; some give their place to one of their kind, a few to one of
    another. What becomes of their running clocks is drawn too. Now and then a version is only proposed or withdrawn.
    """
    chain = draw(agreements)
    days = sorted({pick(draw, DATES) for _ in range(1 + up_to(draw, versions - 2))})
    for number, day in enumerate(days, 2):
        other = draw(agreements)
        clauses = _aligned(draw, chain.clauses, other.clauses)
        ways = {name: pick(draw, known) for name, known in ways_of(chain, clauses).items()}
        term = other.term if other.term.to >= day else attrs.evolve(other.term, to=dt.date(2026, 12, 31))
        chain = chain.amended(
            str(number),
            effective=day,
            state=pick(draw, ("agreed", "agreed", "agreed", "agreed", "withdrawn", None)),
            running_clocks=ways,
            term=term,
            timezone=other.timezone,
            clauses=clauses,
            calendars=other.calendars,
            lifecycle=other.lifecycle,
            scorecards=other.scorecards,
            disqualification=other.disqualification,
        )
    return chain


def _aligned(draw: DrawFn, before: Sequence[Clause], after: Sequence[Clause]) -> list[Clause]:
    """The clauses of a version, most of them changed, and those of another agreement in their places or beside them."""
    found: list[Clause] = []
    others = list(after)
    for was in before:
        alike = [clause for clause in others if clause.kind == was.kind]
        instead = alike if likely(draw, 4) else others if likely(draw, 1) else []
        if instead:
            taken = instead[0]
            others.remove(taken)
            found.append(attrs.evolve(taken, id=was.id))
        elif not likely(draw, 1):
            found.append(_paused(draw, _windowed(draw, was)))
    added = [attrs.evolve(clause, id=f"new-{number}-{clause.id}") for number, clause in enumerate(others)]
    found += added[: up_to(draw, 2)] or added[: not found]
    return list({clause.id: clause for clause in found}.values())


def _paused(draw: DrawFn, clause: Clause) -> Clause:
    """The clause, now and then with another pause."""
    if not (about_leads(clause) and clause.pause_while is not None and likely(draw, 4)):
        return clause
    return attrs.evolve(clause, pause_while=pick(draw, (None, "nurture", "not nurture")))


@st.composite
def in_other_terms(draw: DrawFn, agreements: SearchStrategy[Agreement] = _AGREEMENTS) -> Agreement:
    """Agreements in two versions, of which the second starts the same clocks with other windows, and keeps the old.

    What starts a clock does not look at how the last one fared, so each version's clocks can be told by themselves.
    """
    drawn = draw(agreements)
    first = attrs.evolve(drawn, clauses=[_regardless(clause) for clause in drawn.clauses])
    clauses = [_windowed(draw, clause) for clause in first.clauses]
    term = attrs.evolve(first.term, to=dt.date(2026, 12, 31))
    day = pick(draw, DATES)
    return attrs.evolve(first, term=term).amended("2", effective=day, state="agreed", clauses=clauses)


def _regardless(clause: Clause) -> Clause:
    """The clause, of which a further start never waits for a clock to be settled."""
    each = about_leads(clause) and clause.repeat == "each"
    changes: dict[str, Any] = {"repeat": "restart"} if each else {}
    return attrs.evolve(clause, **changes)


def _windowed(draw: DrawFn, clause: Clause) -> Clause:
    known = attrs.fields_dict(type(clause))
    own = "within" in known and getattr(clause, "within", None) is not None
    changes: dict[str, Any] = {"within": draw(_WINDOWS)} if own and likely(draw, 6) else {}
    return attrs.evolve(clause, **changes)


# -- laws ------------------------------------------------------------------------------------------------------------


def each_clock_is_judged_by_its_own_version(
    agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()
) -> None:
    """To amend and evaluate is to evaluate each clock under its own version.

    For agreements of `in_other_terms`: the clocks, plans and consequences that began while a version was in force are
    those that began then, had it been in force all along.
    """
    for at in instants_after(events, ticks):
        told = evaluate(agreement, events, at, automatic=False)
        expected: dict[str, list[Any]] = {"clocks": [], "plans": [], "consequences": []}
        for reign in agreement.reigns:
            version = reign.agreement.version
            alone = evaluate(agreement, events, at, automatic=False, as_if=version)
            for what, began, one in _begun(alone):
                if reign.first <= began < reign.after:
                    expected[what].append(one)
        found: dict[str, list[Any]] = {what: [] for what in expected}
        for what, _, one in _begun(told):
            found[what].append(one)
        for what, ones in found.items():
            for one in (*ones, *expected[what]):
                count, wanted = ones.count(one), expected[what].count(one)
                _expect(
                    count == wanted, f"at {at} {one} is there {count} times, and should be {wanted} times"
                )


def _begun(evaluation: Evaluation) -> Iterator[tuple[str, int, Any]]:
    """What has an origin of its own, with the instant of it: the clocks and plans of leads, and what followed."""
    origins: dict[tuple[Any, ...], int] = {}
    for lead in evaluation._leads.values():
        for running in lead.clocks:
            key = (lead.id, running.terms.clause.id, running.cycle, running.step)
            origins[key] = running.origin
    for clock in evaluation.clocks:
        if clock.lead is not None and not clock.duty:
            origin = origins[clock.lead, clock.clause, clock.cycle, clock.step]
            yield "clocks", origin, clock
    for plan in evaluation.plans:
        yield "plans", instant(plan.started), plan
    for said in evaluation.consequences:
        if said.lead is not None:
            yield "consequences", instant(dt.datetime.fromisoformat(said.key[4])), said


def as_if_changes_nothing(agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()) -> None:
    """To judge by one version alone leaves the agreement, the log and what they come to as they were."""
    given = list(events)
    for at in instants_after(events, ticks):
        before = evaluate(agreement, events, at).to_dict()
        for version in agreement.versions:
            told = evaluate(agreement, events, at, as_if=version.version)
            _expect(
                {clock.version for clock in told.clocks} <= {version.version}, f"{told} has clocks of others"
            )
            same = evaluate(agreement, events, at, as_if=version)
            _expect(told == same, f"{told} by its name is not {same} by itself")
        _expect(evaluate(agreement, events, at).to_dict() == before, f"what is so at {at} has changed")
    _expect(list(events) == given, "the log has changed")


def an_amendment_to_the_same_changes_nothing(
    agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()
) -> None:
    """A version that changes nothing changes no outcome, save the name of the version; rescored clocks too."""
    term = attrs.evolve(agreement.term, to=dt.date(2026, 12, 31))
    agreement = attrs.evolve(agreement, term=term)
    rescored = {
        clause.id: RunningClocks.RESCORE
        for clause in agreement.clauses
        if about_leads(clause) and not clause.planned and _same_for_all(clause)
    }
    for day in DATES[1::3]:
        for ways in ({}, rescored):
            again = agreement.amended("again", effective=day, state="agreed", running_clocks=ways)
            for at in instants_after(events, ticks):
                found, expected = (
                    _nameless(evaluate(again, events, at)),
                    _nameless(evaluate(agreement, events, at)),
                )
                for what, ones in expected.items():
                    _expect(
                        found[what] == ones,
                        f"amended on {day} to the same ({dict(ways)}), {what} at {at} are {found[what]}, not {ones}",
                    )


def _same_for_all(clause: Any) -> bool:
    """Whether a clause has the same terms for all leads, whenever they are chosen."""
    values = [getattr(clause, field.name) for field in attrs.fields(type(clause))]
    segments = [value for value in values if isinstance(value, Segments)]
    alike = all(len(one) == 1 and one.cases[0].when is None for one in segments)
    return alike and clause.calendar_by is None


def _nameless(evaluation: Evaluation) -> dict[str, Any]:
    """What an evaluation says, without the names of versions."""
    clocks = [attrs.evolve(clock, version="", calendar_version=clock.calendar) for clock in evaluation.clocks]
    return {
        "clocks": clocks,
        "plans": [attrs.evolve(plan, version="") for plan in evaluation.plans],
        "attainment": evaluation.attainment(),
        "consequences": evaluation.consequences,
        "anomalies": evaluation.anomalies,
        "stages": [evaluation.stage(lead) for lead in evaluation.leads],
    }


def versions_do_not_reach_back(
    agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()
) -> None:
    """Until a version comes into force, what is so is what was so without it."""
    for reign in agreement.reigns[1:]:
        before = reign.agreement.amends.agreement
        looks = [moment(reign.first - 1), *(event.at for event in events if instant(event.at) < reign.first)]
        for at in looks:
            told, without = evaluate(reign.agreement, events, at), evaluate(before, events, at)
            _expect(
                told == without, f"at {at} {told} is not {without}, although {iso(reign.first)} is to come"
            )


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(otherwise)


#: The laws of amending that hold for any agreement and log; each is called with (agreement, events, ticks).
AMENDING: Final = (as_if_changes_nothing, versions_do_not_reach_back)
