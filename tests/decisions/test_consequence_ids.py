"""Consequence ids: what makes a consequence the same one in every replay, and what does not."""

from __future__ import annotations

from typing import Any

from tests.decisions.scenario import agree, answer, evaluate, judge, on

import leadsla as ls

BREACH: dict[str, Any] = {"on_breach": [{"alert": "manager"}, {"alert": "manager"}]}
START = on("2 10:00", "assigned")


def ids(clause: Any, *log: ls.Event, now: str = "20 10:00", **changes: Any) -> list[str]:
    return [said.id for said in judge(agree(clause, **changes), log or (START,), now).consequences]


def test_the_same_in_every_replay() -> None:
    """Another program, another instant of looking: the same id."""
    assert ids(answer(**BREACH)) == ids(answer(**BREACH), now="2 13:00")


def test_not_of_the_due() -> None:
    """A longer window or a pause moves the due, and it stays the same consequence."""
    hold = [START, on("2 11:00", "updated", waiting=True), on("2 12:00", "updated", waiting=False)]
    assert ids(answer(**BREACH)) == ids(answer(within="5 hours", **BREACH))
    assert ids(answer(**BREACH)) == ids(answer(pause_while="waiting", **BREACH), *hold)


def test_not_of_the_version() -> None:
    """A new edition with the same clause tells of the same thing."""
    assert ids(answer(**BREACH)) == ids(answer(**BREACH), version="2")


def test_not_of_the_cycle() -> None:
    """An earlier cycle that becomes known later renumbers the cycles, not the consequences."""
    clause = answer(repeat="each", **BREACH)
    later = [on("3 10:00", "assigned"), on("3 13:00", "noted")]
    before = [START, on("2 10:30", "touched")]
    assert ids(clause, *later) == ids(clause, *before, *later)
    assert [clock.cycle for clock in evaluate(agree(clause), before + later, "4 10:00").clocks] == [1, 2]


def test_of_the_lead_the_clause_and_the_start() -> None:
    """Each of them makes another consequence."""
    found = ids(answer(**BREACH))
    assert not set(found) & set(ids(answer(id="other", **BREACH)))
    assert not set(found) & set(ids(answer(**BREACH), on("2 10:00", "assigned", "L2")))
    assert not set(found) & set(ids(answer(**BREACH), on("2 10:00:00.000001", "assigned")))


def test_of_the_actions_place_in_its_list() -> None:
    """Two equal actions are two."""
    assert len(set(ids(answer(**BREACH)))) == 2


def test_ids_of_periods_stay_what_they_are() -> None:
    """Hosts keep them, so another release must not tell the same thing under another id."""
    quota = ls.Quota(
        id="leads", owner="marketing", count="created", at_least=1, per="month", warn_at="50%",
        **{f"on_{name}": {"alert": "both"} for name in ("start", "warning", "met", "breach")},
    )  # fmt: skip
    found = {
        (said.period, said.on): said.id
        for said in evaluate(agree(quota), [on("30 10:00", "created")], "2026-05-01 00:00:01").consequences
    }
    assert found["2026-03", "start"] == "e1b1c6d760f29772790c"
    assert found["2026-03", "warning"] == "952eaa2c9563c095896f"
    assert found["2026-03", "met"] == "0bc8a07a99b646780ec8"
    assert found["2026-04", "breach"] == "15a5d3e07f52be3343d8"


def test_of_what_it_follows() -> None:
    """The same action on a start, a warning and a breach are three; and so are two warnings."""
    clause = answer(
        warn_at=["50%", "80%"],
        **{f"on_{name}": {"alert": "manager"} for name in ("start", "warning", "breach")},
    )
    assert len(set(ids(clause))) == 4


def test_of_the_value_of_per() -> None:
    """Two clocks that one instant starts for two values."""
    clause = answer(from_="requested", per="event.content", **BREACH)
    log = [on("2 10:00", "requested", content=value) for value in ("a", "b")]
    assert len(set(ids(clause, *log))) == 4


def test_of_the_ordinal_of_starts_of_one_instant() -> None:
    """Two clocks of one clause that started at the same instant."""
    clause = answer(repeat="restart", on_start={"assign_task": "call"})
    log = [
        on("2 10:00", "assigned", seq=1),
        on("2 10:00", "assigned", seq=2),
        on("2 10:00", "assigned", seq=3),
    ]
    assert len(set(ids(clause, *log))) == 3


def test_the_ordinal_goes_on_over_a_recycle_of_the_same_instant() -> None:
    """Another pass, the same instant: still another clock."""
    log = [
        on("2 10:00", "assigned", seq=1),
        on("2 10:00", "recycled", seq=2),
        on("2 10:00", "assigned", seq=3),
    ]
    assert len(set(ids(answer(on_start={"assign_task": "call"}), *log))) == 2


def test_an_id_survives_a_snapshot_whatever_the_value_of_per() -> None:
    """`judge` restores a monitor between any two calls; the values are of every shape that data may have."""
    import datetime as dt
    from decimal import Decimal
    from zoneinfo import ZoneInfo

    clause = answer(from_="requested", until="delivered", per="event.content", **BREACH)
    local = dt.datetime(2026, 3, 1, tzinfo=ZoneInfo("Europe/Paris"))
    values: list[Any] = [
        ["a", "b"],
        {"a": 1},
        {"a"},
        ("a",),
        1,
        1.5,
        True,
        Decimal("1.50"),
        dt.date(2026, 3, 1),
        local,
        b"x",
        10**30,
    ]
    for value in values:
        log = [on("2 10:00", "requested", content=value), on("2 12:30", "delivered", content=value)]
        told = evaluate(agree(clause), log, "2 13:00")
        assert [clock.outcome for clock in told.clocks] == ["breached"], value
        assert told.clocks[0].done_at is not None, value
        if not isinstance(value, bytes) and value != 10**5000:  # which no snapshot can carry
            assert len(ids(clause, *log)) == 2


def test_two_leads_of_a_like_name_do_not_share_an_id() -> None:
    """The parts of the key are kept apart."""
    assert not set(ids(answer(id="b", **BREACH), on("2 10:00", "assigned", "a"))) & set(
        ids(answer(id="a", **BREACH), on("2 10:00", "assigned", "b"))
    )
