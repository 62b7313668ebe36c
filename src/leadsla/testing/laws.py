"""Laws of judgement: what holds for every clock, consequence and lead, whatever the clauses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs

from leadsla.agreement import Agreement
from leadsla.clauses import Clause, about_leads
from leadsla.clauses.duties import duties_of, period_duties_of
from leadsla.consequences import Consequence
from leadsla.evaluation import Clock, Evaluation, Monitor, Plan, evaluate
from leadsla.evaluation.compile import VOIDING
from leadsla.evaluation.periodic.books import in_order_of_start
from leadsla.evaluation.periodic.standing import period_view
from leadsla.events import Event
from leadsla.instants import LAST, MICROSECOND, instant, iso, moment, zone
from leadsla.periods import period_bounds
from leadsla.testing.comparing import clocks_by_lead, distinct, expect_same, in_order, instants_after
from leadsla.testing.history import Tick


def outcomes_are_final(agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()) -> None:
    """For events in order: an outcome that stands stays, with its instants, and nothing about a lead is taken back."""
    given = in_order(events)
    monitor = Monitor(agreement)
    before: dict[str | None, list[Clock]] = {}
    for event in given:
        told = monitor.receive(event)
        back = [consequence for consequence in told if consequence.retracted and consequence.lead is not None]
        _expect(not back, f"{event!r} came in order and takes back {back}")
        now = clocks_by_lead(monitor.evaluation(event.at))
        for lead, clocks in before.items():
            for number, clock in enumerate(clocks):
                _expect_final(clock, now[lead][number])
        before = now


def _expect_final(before: Clock, now: Clock) -> None:
    # A clock that is open may come under another version, whose amendment rescores it.
    names = ("lead", "clause", "cycle", "step", "started", "value", "version")
    for name in names[: -1 if before.outcome == "open" else None]:
        _expect(getattr(now, name) == getattr(before, name), f"`{name}` changed: {before} became {now}")
    if before.outcome != "open":
        _expect(now.outcome == before.outcome, f"the outcome changed: {before} became {now}")
    for name in ("done_at", "breached_at", "ended_at"):
        stood = getattr(before, name)
        _expect(stood is None or getattr(now, name) == stood, f"`{name}` changed: {before} became {now}")


def leads_commute(agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()) -> None:
    """Leads never interact: in which order leads are looked at makes no difference, nor whether others are there."""
    given = distinct(events)
    leads = sorted({event.lead for event in given})
    by_lead = {lead: [event for event in given if event.lead == lead] for lead in leads}
    for at in instants_after(given, ticks):
        whole = evaluate(agreement, given, at)
        regrouped = [event for lead in reversed(leads) for event in by_lead[lead]]
        expect_same(evaluate(agreement, regrouped, at), whole, "leads in another order")
        for lead in leads:
            alone = _of_lead(evaluate(agreement, by_lead[lead], at), lead)
            expected = _of_lead(whole, lead)
            _expect(alone == expected, f"lead {lead} alone has {alone}, and among others {expected}")


def _of_lead(evaluation: Evaluation, lead: str) -> list[Clock]:
    return [clock for clock in evaluation.clocks if clock.lead == lead]


def periods_add_up(agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()) -> None:
    """What is known of any parts of the leads, put together, gives the clocks of periods that all at once give."""
    given = distinct(events)
    leads = sorted({event.lead for event in given})
    for at in instants_after(given, ticks):
        clocks = evaluate(agreement, given, at).clocks
        whole = [clock for clock in clocks if clock.lead is None and not clock.duty]
        merged = evaluate(agreement, [], at).books
        for part in (leads[1::2], leads[::2]):
            merged.merge(evaluate(agreement, [event for event in given if event.lead in part], at).books)
        found = [period_view(clock, instant(at)) for clock in in_order_of_start(merged, instant(at))]
        _expect(found == whole, f"parts of the leads have {found}, and all of them {whole}")


def counted_never_negative(agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()) -> None:
    """What a clock has counted is never negative, never shrinks, and never exceeds the time that has passed."""
    given = in_order(events)
    monitor = Monitor(agreement)
    before: dict[str | None, list[Clock]] = {}
    for number, event in enumerate(given):
        monitor.receive(event)
        following = given[number + 1].at if number + 1 < len(given) else instants_after(given)[2]
        for at in (event.at, following):
            now = clocks_by_lead(monitor.evaluation(at))
            for lead, clocks in now.items():
                for place, clock in enumerate(clocks):
                    passed = (clock.ended_at or at) - clock.started
                    _expect(
                        dt.timedelta(0) <= clock.counted <= passed,
                        f"{clock} counted more than {passed} at {at}",
                    )
                    old = before.get(lead, [])[place : place + 1]
                    _expect(
                        not old or old[0].counted <= clock.counted, f"{old} counted more than, later, {clock}"
                    )
            before = now


def counted_agrees_with_the_outcome(
    agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()
) -> None:
    """Met is within the window, and breached when exactly the window has counted; for windows of a fixed length."""
    given = in_order(events)
    breaches = set[dt.datetime]()
    for clock in evaluate(agreement, given, instants_after(given)[2]).clocks:
        length = _length(_promise(agreement, clock))
        if length is not None and clock.outcome == "met":
            _expect(clock.counted <= length, f"{clock} is met, and counted more than {length}")
        elif length is not None and clock.breached_at is not None:
            _expect(clock.counted >= length, f"{clock} is breached, and counted less than {length}")
            breaches.add(clock.breached_at)
    for at in sorted(breaches)[:20]:
        for before, after in _pairs(
            evaluate(agreement, given, at), evaluate(agreement, given, at + MICROSECOND)
        ):
            promise = _promise(agreement, before)
            length = _length(promise)
            retroactive = getattr(promise, "count_from", None) is not None
            if length is not None and not retroactive and after.breached_at == at:
                _expect(
                    before.counted == length,
                    f"{before} is about to be breached, and {length} should have counted",
                )


def _promise(agreement: Agreement, clock: Clock) -> Clause:
    """What a clock is about: its clause, or the duty that followed from it."""
    clause = agreement.clauses_by_id[clock.clause]
    if not clock.duty:
        return clause
    duties = [*duties_of(clause, agreement.roles)] if about_leads(clause) else []
    duties += period_duties_of(clause, agreement.roles)
    return next(duty for _, duty in duties if duty.step == clock.step)


def _pairs(before: Evaluation, after: Evaluation) -> Iterator[tuple[Clock, Clock]]:
    """Each clock at an instant, with what has become of it by another."""
    later = clocks_by_lead(after)
    for lead, clocks in clocks_by_lead(before).items():
        yield from zip(clocks, later[lead], strict=False)


def _length(clause: Clause) -> dt.timedelta | None:
    """The length of a clause's window, where it has one for all leads that the wall calendar does not change."""
    if not about_leads(clause) or clause.inverse:
        return None
    windows = clause.window()
    only = None if windows is None else windows.only
    fixed = None if only is None else only.fixed
    return None if fixed is None else fixed * MICROSECOND


def at_risk_is_warned(agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()) -> None:
    """An open clock is at risk exactly when its first warning has been given, where the clause gives warnings.

    Warnings come after the events of their instant, so one looks a microsecond after each.
    """
    for at in sorted({look + MICROSECOND for look in _looks(events, ticks)}):
        evaluation = evaluate(agreement, events, at)
        warned = {
            (c.lead, c.clause, c.period or c.key[2:5]) for c in evaluation.consequences if c.on == "warning"
        }
        # What a step follows from is the start of its plan.
        began = {(plan.lead, plan.clause, plan.cycle): plan.started for plan in evaluation.plans}
        for clock in evaluation.clocks:
            clause = _promise(agreement, clock)
            retroactive = about_leads(clause) and clause.count_from is not None
            if clause.on_warning and not retroactive and clock.outcome == "open":
                origin = began.get((clock.lead or "", clock.clause, clock.cycle), clock.started)
                which = clock.period or (clock.value, clock.step, iso(instant(origin)))
                told = (clock.lead, clock.clause, which) in warned
                _expect(told == clock.at_risk, f"at {at} {clock} is {'' if told else 'not '}warned")


def what_voids_ends_every_clock(
    agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()
) -> None:
    """No clock outlives a merge, nor, where the clause does not say what voids it, the lead being gone."""
    given = in_order(events)
    last = instants_after(given)[1]
    ends = _ends(agreement, given)
    for clock in evaluate(agreement, given, last).clocks:
        clause = _promise(agreement, clock)
        if not about_leads(clause):
            continue
        own = clause.starts().events | clause.settles().events
        for event in ends.get(clock.lead or "", ()):
            spared = event.name != "merged" and (clause.voids() is not None or event.name in own)
            if not spared and clock.started < event.at:
                # A clock that counts from earlier may have been started by a later event, and is then not meant.
                later = clause.count_from is not None
                ended = clock.ended_at is not None and clock.ended_at <= event.at
                _expect(later or ended, f"{clock} outlives {event!r}")


def _ends(agreement: Agreement, events: Sequence[Event]) -> dict[str, list[Event]]:
    """The events after which a lead is gone, less a `recycled` that only confirms the stage."""
    found: dict[str, list[Event]] = {}
    for number, event in enumerate(events):
        if event.lead and event.name in (*VOIDING, "merged"):
            before = [other for other in events[:number] if other.lead == event.lead]
            if event.name == "recycled" and (not before or _confirms(agreement, before, event)):
                continue
            found.setdefault(event.lead, []).append(event)
            if event.name == "merged":
                return found | {event.lead: found[event.lead]}
    return found


def _confirms(agreement: Agreement, before: Sequence[Event], event: Event) -> bool:
    """Whether a lead was, or may have been, where a `recycled` sends it."""
    stage = evaluate(agreement, before, event.at).stage(event.lead)
    to = event.data.get("to")
    return to == stage or to is None


def consequences_never_precede_their_cause(
    agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()
) -> None:
    """Each consequence is of a clock (or a missed target), and dated when what it follows came about, not before."""
    # A period is one of the zone of the version that was in force as it began.
    zones = [zone(version.timezone) for version in agreement.versions]
    for at in instants_after(events, ticks):
        evaluation = evaluate(agreement, events, at)
        for consequence in evaluation.consequences:
            _expect(consequence.at <= evaluation.at, f"{consequence} lies in the future of {at}")
            if consequence.on == "missed" and consequence.period is not None:
                end = moment(min(period_bounds(consequence.period, tz)[1] for tz in zones))
                _expect(consequence.at >= end, f"{consequence} precedes the end of its period, {end}")
                continue
            if consequence.period is None:
                origin = dt.datetime.fromisoformat(consequence.key[4])
                _expect(
                    consequence.at >= origin,
                    f"{consequence} precedes the event that started its clock, at {origin}",
                )
            about = consequence.key[2] if consequence.period is None else consequence.period
            named = (consequence.lead, consequence.clause, consequence.period, about)
            running: Sequence[Clock | Plan] = (
                evaluation.plans if consequence.on == "exhausted" else evaluation.clocks
            )
            causes = [one for one in running if _named(one) == named]
            _expect(
                any(_causes(one, consequence) for one in causes),
                f"{consequence} has no cause in {causes}",
            )


def _named(clock: Clock | Plan) -> tuple[Any, ...]:
    if isinstance(clock, Plan):
        return clock.lead, clock.clause, None, clock.value
    about = clock.value if clock.period is None else clock.period
    return clock.lead, clock.clause, clock.period, about


def _causes(clock: Clock | Plan, consequence: Consequence) -> bool:
    if isinstance(clock, Plan):
        return clock.ended_at == consequence.at
    at, waits = consequence.at, consequence.action.after is not None
    match consequence.on:
        case "start":
            return clock.started <= at
        case "warning":
            return clock.started <= at and (clock.breached_at or at) >= at and (clock.ended_at or at) >= at
        case "met":
            return clock.outcome == "met" and clock.ended_at == at
        case _ if clock.breached_at is None:
            return False
        case _ if waits:
            return clock.breached_at <= at and (clock.ended_at or at) >= at
        case _:
            return clock.breached_at == at


def done_exactly_at_due_is_met(
    agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()
) -> None:
    """What was done in time would have been in time exactly at the due, and late a microsecond after.

    For an inverse clock: too early a microsecond before its due, and in time at it. Each clause is looked at alone,
    with the event that settled its clock moved to the boundary.
    """
    given = in_order(events)
    for clause in agreement.clauses:
        if not about_leads(clause) or not clause.settles().causes:
            continue
        alone = attrs.evolve(agreement, clauses=[clause])
        for lead in sorted({event.lead for event in given}):
            log = [event for event in given if event.lead == lead]
            for clock in evaluate(alone, log, log[-1].at, automatic=False).clocks:
                promise = _promise(alone, clock)
                if (
                    about_leads(promise)
                    and clock.done_at is not None
                    and clock.done_at > clock.started
                    and promise.window() is not None
                ):
                    _expect_boundary(alone, log, clock, promise.inverse)


def _expect_boundary(agreement: Agreement, log: Sequence[Event], clock: Clock, inverse: bool) -> None:
    candidates = [number for number, event in enumerate(log) if event.at == clock.done_at]
    for number in candidates[:1]:
        before = log[:number]
        waiting = _same(evaluate(agreement, before, log[number].at, automatic=False).clocks, clock)
        if waiting is None or waiting.outcome != "open" or waiting.paused or waiting.due < before[-1].at:
            return
        if instant(waiting.due - MICROSECOND) + 2 >= LAST:  # what can never be late has no boundary
            return
        in_time = _moved(agreement, before, log[number], waiting.due, clock)
        if in_time is not None and in_time.done_at == waiting.due:
            _expect(in_time.outcome == "met", f"done exactly at its due, and not met: {in_time}")
        beyond = waiting.due + (-MICROSECOND if inverse else MICROSECOND)
        if beyond >= before[-1].at:
            out = _moved(agreement, before, log[number], beyond, clock)
            _expect(
                out is None or out.outcome != "met", f"done at {beyond}, just out of time, and met: {out}"
            )


def _moved(
    agreement: Agreement, before: Sequence[Event], event: Event, at: dt.datetime, clock: Clock
) -> Clock | None:
    """The clock as it would stand had the event happened at another instant."""
    moved = Event(event.lead, at, event.name, event.data, event.id, event.actor, 1 << 40)
    return _same(evaluate(agreement, [*before, moved], at + MICROSECOND, automatic=False).clocks, clock)


def _same(clocks: Iterable[Clock], clock: Clock) -> Clock | None:
    named = (clock.cycle, clock.step, clock.value, clock.started)
    return next((c for c in clocks if (c.cycle, c.step, c.value, c.started) == named), None)


def load_of_dump_is_the_same(agreement: Agreement, kinds: Iterable[type[Clause]] = ()) -> None:
    """An agreement that is written as a document and loaded is the same agreement, and has the same digest."""
    from leadsla.documents import digest, dump, loads

    written = dump(agreement)
    loaded = loads(written, kinds=tuple(kinds))
    _expect(loaded == agreement, f"what was loaded differs from what was written:\n{written}")
    _expect(dump(loaded) == written, "what is written again differs")
    _expect(digest(loaded) == digest(agreement), "its digest differs")


def _looks(events: Sequence[Event], ticks: Sequence[Tick]) -> list[dt.datetime]:
    """The instants of a few ticks and the end, in order."""
    return sorted({*(at for _, at in ticks[:3]), *instants_after(events, ticks)})


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(otherwise)
