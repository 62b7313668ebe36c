"""When a target or a quota can no longer be kept: told at that instant, once, however the facts come in."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.decisions.scenario import (
    TICK,
    Host,
    agree,
    answer,
    at,
    evaluate,
    followed,
    judge,
    on,
    standing_in,
    withdraw,
)

import leadsla as ls
from leadsla.clauses import ConversionRate, Quota
from leadsla.evaluation.monitor import Monitor

END = at("3 00:00")
#: Windows that reach beyond the day on which the clocks start, so that open ones decide after it.
DAILY = answer(within="20 hours", target="60% per day", on_missed={"review": "joint"})


def begun(lead: int, hour: int) -> ls.Event:
    return on(f"2 {hour:02d}:00", "assigned", f"L{lead}", id=f"a{lead}")


def ended(lead: int, hours: int, name: str = "touched") -> ls.Event:
    return on(at("2 00:00") + dt.timedelta(hours=hours), name, f"L{lead}", id=f"e{lead}")


LEADS = st.lists(
    st.tuples(
        st.integers(5, 23), st.none() | st.integers(24, 46), st.sampled_from(["touched", "touched", "lost"])
    ),
    min_size=1,
    max_size=5,
)


def log_of(leads: list[tuple[int, int | None, str]]) -> list[ls.Event]:
    log = [begun(number, hour) for number, (hour, _, _) in enumerate(leads)]
    return log + [
        ended(number, hours, name)
        for number, (hour, hours, name) in enumerate(leads)
        if hours is not None and hours >= hour
    ]


def first_missed(agreement: ls.Agreement, log: list[ls.Event]) -> dt.datetime | None:
    """The first instant from the end of the day on, just after which attainment says `missed`: by looking each time."""
    changes = {
        END,
        *(one.at for one in log),
        *(clock.due for clock in evaluate(agreement, log, "6 00:00").clocks),
    }
    for when in sorted(one for one in changes if one >= END):
        [row] = evaluate(agreement, log, when + TICK).attainment()
        if row.status == "missed":
            return when
    return None


@settings(max_examples=max(25, settings().max_examples // 4), deadline=None)
@given(LEADS)
def test_the_instant_is_the_first_at_which_attainment_says_missed(
    leads: list[tuple[int, int | None, str]],
) -> None:
    """Told there, nowhere else, and once: by replay, live, late, and from a snapshot."""
    agreement, log = agree(DAILY), log_of(leads)
    when = first_missed(agreement, log)
    assert followed(judge(agreement, log, "6 00:00")) == ([] if when is None else [(when, "review", "joint")])


def test_it_is_told_by_whichever_clock_makes_it_certain() -> None:
    """Of five two may be breached: the third decides, though two more are open then."""
    agreement = agree(DAILY)
    log = [begun(number, 6 + number) for number in range(5)]
    # Due from 02:00 on by the hour.
    assert followed(judge(agreement, log, "6 00:00")) == [(at("3 04:00"), "review", "joint")]
    assert followed(evaluate(agreement, log, at("3 04:00"))) == []
    assert followed(judge(agreement, [*log, ended(0, 25)], "6 00:00")) == [(at("3 05:00"), "review", "joint")]
    assert followed(judge(agreement, [*log, ended(0, 25), ended(3, 25), ended(4, 25)], "6 00:00")) == []


def test_a_clock_that_turns_void_can_decide() -> None:
    """Four met, two breached, one open: five of seven could still be 70 %, four of six are not."""
    agreement = agree(answer(within="20 hours", target="70% per day", on_missed={"review": "joint"}))
    log = [begun(number, 3) for number in range(6)] + [begun(6, 6)]
    log += [ended(number, 20) for number in range(4)]
    assert followed(judge(agreement, [*log, ended(6, 25)], "6 00:00")) == []
    told = judge(agreement, [*log, ended(6, 25, "lost")], "6 00:00")
    assert followed(told) == [(at("3 01:00"), "review", "joint")]


def heard(host: Host, event: ls.Event) -> list[tuple[dt.datetime, bool, int]]:
    told = host.monitor.receive(event)
    host.hear(told)
    return [(said.at, said.retracted, said.issue) for said in told if said.on == "missed"]


def test_a_late_fact_moves_the_instant() -> None:
    """What was told is taken back, and told again where it belongs, or when it comes."""
    host = Host(Monitor(agree(DAILY)))
    log = [begun(number, 6 + number) for number in range(5)]
    for one in log:
        host.receive(one)
    host.advance(at("3 04:00"))
    assert host.stood == {}
    host.advance(at("3 04:00") + TICK)
    [said] = host.stood.values()
    assert said[0] == at("3 04:00")
    host.advance(at("3 04:30"))
    assert heard(host, ended(0, 25)) == [(at("3 04:00"), True, 1)]
    assert host.monitor.next_due == at("3 05:00") + TICK
    host.advance(at("3 05:00") + TICK)
    [said] = host.stood.values()
    assert said[0] == at("3 05:00")
    assert heard(host, withdraw("3 05:00", "e0", "L0")) == [
        (at("3 05:00"), True, 2),
        (at("3 04:00"), False, 3),
    ]
    host.advance(at("5 00:00"))
    assert len(host.stood) == 1
    assert host.stood == standing_in(host.monitor.evaluation(at("5 00:00")))


def test_a_lead_that_arrives_late_makes_more_allowance() -> None:
    """A miss that was told no longer holds when the log is found to have had more leads in time."""
    host = Host(Monitor(agree(DAILY)))
    host.receive(begun(0, 6))
    host.advance(at("3 12:00"))
    assert len(host.stood) == 1
    assert heard(host, begun(1, 7)) == []
    assert heard(host, ended(1, 8)) == []
    # Breached as far as is known: one of three is enough for no target, but only the second breach makes it certain.
    assert heard(host, begun(2, 7)) == [(at("3 02:00"), True, 1), (at("3 03:00"), False, 2)]
    assert heard(host, ended(2, 8)) == [(at("3 03:00"), True, 2)]
    assert host.stood == {}
    host.advance(at("5 00:00"))
    assert host.stood == standing_in(host.monitor.evaluation(at("5 00:00")))


def test_a_quota_is_missed_at_the_end_of_its_period() -> None:
    """As long as it lasts there may be more: one short in the last microsecond is no miss yet."""
    given: dict[str, Any] = {"count": "created", "per": "month", "on_breach": {"alert": "manager"}}
    agreement = agree(Quota(id="volume", owner="marketing", at_least=2, **given))
    end = at("2026-04-01 00:00")
    one = on("2 10:00", "created")
    host = Host(Monitor(agreement))
    host.receive(one)
    host.advance(end)
    told = [said for said in host.stood.values() if said[0] == end]
    assert told == []
    host.advance(end + TICK)
    assert [said[:4] for said in host.stood.values() if said[0] == end] == [(end, None, "volume", "alert")]
    kept = judge(agreement, [one, on(end - TICK, "created", "L2")], "2026-04-02 00:00")
    assert [said for said in followed(kept) if said[0] == end] == []


def test_a_late_lead_takes_the_miss_of_a_quota_back() -> None:
    """Once, and only where it fills the quota."""
    given: dict[str, Any] = {"count": "created", "per": "month", "on_breach": {"alert": "manager"}}
    host = Host(Monitor(agree(Quota(id="volume", owner="marketing", at_least=2, **given))))
    host.advance(at("2026-04-10 00:00"))
    march = [said for said in host.stood.values() if said[0] == at("2026-04-01 00:00")]
    assert len(march) == 1
    host.receive(on("9 10:00", "created"))
    assert march[0] in host.stood.values()
    told = host.monitor.receive(on("10 10:00", "created", "L2"))
    assert [(said.retracted, said.at) for said in told] == [(True, at("2026-04-01 00:00"))]
    assert host.monitor.receive(on("11 10:00", "created", "L3")) == []


RATE = ConversionRate(
    id="rate",
    owner="marketing",
    from_="mql",
    to="sal",
    at_least="50%",
    per="day",
    mature_after="1 day",
    on_breach={"alert": "manager"},
)
#: The second of March matures at the end of the third.
MATURE = at("4 00:00")
#: Few days, so that there are few periods to look at.
BRIEF = ls.Term(dt.date(2026, 3, 2), dt.date(2026, 3, 3))
CONVERTING = st.lists(st.tuples(st.integers(0, 23), st.none() | st.integers(0, 60)), min_size=1, max_size=4)


@settings(max_examples=10, deadline=None)
@given(CONVERTING)
def test_a_conversion_is_missed_as_its_cohort_has_matured(leads: list[tuple[int, int | None]]) -> None:
    """Until then any of them may still go on; told at that instant, nowhere else, and once."""
    log = [on(f"2 {hour:02d}:00", "created", f"L{number}") for number, (hour, _) in enumerate(leads)]
    log += [
        on(at("2 00:00") + dt.timedelta(hours=hour + wait), "accepted", f"L{number}", seq=1)
        for number, (hour, wait) in enumerate(leads)
        if wait is not None
    ]
    went_on = [wait is not None and hour + wait <= 48 for hour, wait in leads]
    missed = sum(went_on) * 2 < len(leads)
    assert followed(judge(agree(RATE, term=BRIEF), log, "6 00:00")) == (
        [(MATURE, "alert", "manager")] if missed else []
    )


def restarted(host: Host) -> None:
    """From its snapshot, as JSON carries it."""
    data = json.loads(json.dumps(host.monitor.snapshot()))
    host.monitor = Monitor.restore(host.monitor.agreement, data)


def test_what_was_told_is_taken_back_and_told_again_across_restarts() -> None:
    """A conversion, a target and a quota: told once, and each time that a late fact turns it the issue goes up."""
    volume: dict[str, Any] = {
        "count": "created",
        "per": "day",
        "at_least": 3,
        "on_breach": {"alert": "director"},
    }
    host = Host(Monitor(agree(RATE, DAILY, Quota(id="volume", owner="marketing", **volume))))

    def told(event: ls.Event) -> list[tuple[str, dt.datetime, bool, int]]:
        restarted(host)
        found = host.monitor.receive(event)
        host.hear(found)
        day = {END, MATURE, at("3 02:00")}
        return sorted((said.clause, said.at, said.retracted, said.issue) for said in found if said.at in day)

    for event in (on("2 08:00", "created", "A"), begun(0, 6)):
        host.receive(event)
    host.advance(at("5 12:00"))
    first = {(said[2], said[0]) for said in host.stood.values()}
    assert {("rate", MATURE), ("volume", END), ("answer", at("3 02:00"))} <= first
    # Two more leads fill the quota, but leave the conversion where it is.
    assert told(on("2 09:00", "created", "B", id="b")) == []
    assert told(on("2 09:00", "created", "C", id="c")) == [("volume", END, True, 1)]
    # One of three is too few, two are enough; without one of the leads so is one of two.
    assert told(on("3 09:00", "accepted", "A")) == []
    assert told(on("3 09:00", "accepted", "B", id="yes")) == [("rate", MATURE, True, 1)]
    assert told(withdraw("3 10:00", "yes", "B")) == [("rate", MATURE, False, 2)]
    assert told(withdraw("3 10:00", "c", "C")) == [("rate", MATURE, True, 2), ("volume", END, False, 2)]
    # The one clock of the day was done in time after all.
    assert told(ended(0, 25)) == [("answer", at("3 02:00"), True, 1)]
    host.advance(at("6 00:00"))
    assert host.stood == standing_in(host.monitor.evaluation(at("6 00:00")))
