"""Attempts and answers, by hand and by what adds up."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

import leadsla as ls
from leadsla.metrics.attempts import attempts
from leadsla.metrics.verdicts import NO_REASON, verdicts
from leadsla.metrics.waits import speed_to_lead

BEGIN = dt.datetime(2026, 3, 2, 14, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def evaluated(**leads: list[tuple[str, dict[str, object]]]) -> ls.Evaluation:
    """Leads with their events, a minute apart."""
    log = [
        ls.Event(lead, BEGIN + number * MINUTE, name, data)
        for lead, events in leads.items()
        for number, (name, data) in enumerate(events)
    ]
    return ls.evaluate(ls.examples.acme(), log, BEGIN + dt.timedelta(hours=3))


def test_attempts_by_lead_and_channel() -> None:
    [found] = attempts(
        evaluated(
            A=[
                ("touched", {"channel": "call"}),
                ("connected", {"channel": "call"}),
                ("replied", {"channel": "email"}),
            ],
            B=[("created", {}), ("touched", {"channel": "email"})],
            C=[("created", {})],
        )
    )
    assert found.per_lead == {0: 1, 1: 1, 2: 1}
    assert (found.leads, found.attempts, found.attempts_per_lead) == (3, 3, 1)
    assert (found.tried.count, found.tried.total) == (2, 3)
    assert {channel: (row.count, row.total) for channel, row in found.by_channel.items()} == {
        "call": (1, 2),
        "email": (0, 1),
    }
    assert found.to_dict()["by_channel"]["call"] == {"attempts": 2, "reached": 1}


def test_the_first_answer_counts() -> None:
    to = {"to": "rep7"}
    [found] = verdicts(
        evaluated(
            A=[("assigned", to), ("accepted", {})],
            B=[("assigned", to), ("rejected", {"reason": "no budget"}), ("recycled", {"to": "recycled"})],
            C=[("assigned", to), ("rejected", {}), ("accepted", {})],
            D=[("assigned", to)],
            E=[("created", {})],
            F=[("accepted", {})],
        )
    )
    assert (found.handed_over, found.accepted, found.rejected, found.unanswered, found.recycled) == (
        5,
        2,
        2,
        1,
        1,
    )
    assert found.reasons == {NO_REASON: 1, "no budget": 1}
    assert (found.acceptance.count, found.acceptance.total) == (2, 4)


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["created", "assigned", "touched", "accepted", "rejected", "recycled"]),
        st.fixed_dictionaries(
            {}, optional={"source": st.sampled_from(["ads", "web"]), "reason": st.just("no need")}
        ),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=30)
@given(st.dictionaries(st.sampled_from("ABCDEF"), EVENTS))
def test_groups_add_up(leads: dict[str, list[tuple[str, dict[str, object]]]]) -> None:
    evaluation = evaluated(**leads)
    whole, parts = attempts(evaluation), attempts(evaluation, by="source")
    assert sum(row.leads for row in parts) == sum(row.leads for row in whole) == len(leads)
    assert sum(row.attempts for row in parts) == sum(row.attempts for row in whole)
    for row in whole:
        assert row.attempts == sum(channel.total for channel in row.by_channel.values())
    answered, by_source = verdicts(evaluation), verdicts(evaluation, by="source")
    assert sum(row.handed_over for row in by_source) == sum(row.handed_over for row in answered)
    for answer in (*answered, *by_source):
        assert sum(answer.reasons.values()) == answer.rejected


def test_only_touches_are_attempts_whatever_else_goes_out() -> None:
    """A delivery that goes out is no attempt to reach somebody, and a reply that we log as ours is one."""
    evaluation = evaluated(
        A=[("created", {}), ("delivered", {"direction": "outbound"}), ("touched", {"channel": "call"})],
        B=[("created", {}), ("delivered", {"direction": "outbound", "channel": "email"})],
    )
    [found] = attempts(evaluation)
    assert found.per_lead == {0: 1, 1: 1}
    assert [wait.done for wait in speed_to_lead(evaluation)] == [True, False]
    assert [wait.elapsed / MINUTE for wait in speed_to_lead(evaluation)][:1] == [2]
