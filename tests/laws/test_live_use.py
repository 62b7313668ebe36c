"""A host that does what hosts do, in any order, against one replay of all that it has sent."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from leadsla import Agreement, Event, Monitor, evaluate
from leadsla.testing import STAGES, agreements
from leadsla.testing.comparing import expect_same
from leadsla.testing.values import NAMES, VALUES

BEGIN = dt.datetime(2026, 3, 2, 14, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)
GAPS = st.sampled_from([dt.timedelta(seconds=s) for s in (0, 60, 3600, 6 * 3600, 86400, 4 * 86400)])
OFFSETS = st.sampled_from((-2, -1, 0)).map(lambda number: number * MICROSECOND)
LEADS = st.sampled_from(("L1", "L2"))
CONTENTS = st.fixed_dictionaries(
    {},
    optional={
        "to": st.sampled_from(STAGES),
        "channel": st.sampled_from(("call", "email")),
        "content": st.sampled_from(("guide", "video")),
        **{name: st.sampled_from(values) for name, values in VALUES.items()},
    },
)
HAPPENINGS = st.sampled_from((*NAMES, "created", "won", "merged"))


class Host(RuleBasedStateMachine):
    """A monitor in use; what it knows must at every moment be what a replay of its events gives."""

    @initialize(agreement=agreements())
    def sign(self, agreement: Agreement) -> None:
        self.monitor = Monitor(agreement)
        self.sent: list[Event] = []
        self.now = BEGIN
        self.standing: set[tuple[str, int]] = set()

    def send(self, lead: str, at: dt.datetime, name: str, data: dict[str, Any]) -> None:
        event = Event(lead, at, name, data, f"e{len(self.sent)}")
        self.sent.append(event)
        self.told(self.monitor.receive(event))

    def told(self, consequences: list[Any]) -> None:
        for consequence in consequences:
            known = (consequence.id, consequence.issue)
            assert (known in self.standing) == consequence.retracted, (
                f"{consequence} is told twice or taken back twice"
            )
            (self.standing.remove if consequence.retracted else self.standing.add)(known)

    @rule(lead=LEADS, gap=GAPS, name=HAPPENINGS, data=CONTENTS)
    def happens(self, lead: str, gap: dt.timedelta, name: str, data: dict[str, Any]) -> None:
        self.now += gap
        self.send(lead, self.now, name, data)

    @rule(lead=LEADS, offset=OFFSETS, name=HAPPENINGS, data=CONTENTS)
    def happens_around_a_deadline(
        self, lead: str, offset: dt.timedelta, name: str, data: dict[str, Any]
    ) -> None:
        due = self.monitor.next_due
        self.now = max(self.now, self.now if due is None else due + offset)
        self.send(lead, self.now, name, data)

    @rule(lead=LEADS, gap=GAPS, name=HAPPENINGS, data=CONTENTS)
    def happened_before(self, lead: str, gap: dt.timedelta, name: str, data: dict[str, Any]) -> None:
        self.send(lead, max(BEGIN, self.now - gap), name, data)

    @rule(gap=GAPS, offset=OFFSETS)
    def time_passes(self, gap: dt.timedelta, offset: dt.timedelta) -> None:
        self.now = max(self.now, self.now + gap + offset)
        self.told(self.monitor.advance(self.now))

    @rule()
    def wakes_up(self) -> None:
        due = self.monitor.next_due
        if due is not None and due < BEGIN + dt.timedelta(days=200):
            self.now = max(self.now, due)
            self.told(self.monitor.advance(due))

    @rule()
    def starts_again(self) -> None:
        written = json.loads(json.dumps(self.monitor.snapshot()))
        self.monitor = Monitor.restore(self.monitor.agreement, written)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def sends_again(self, data: st.DataObject) -> None:
        again = data.draw(st.sampled_from(self.sent))
        self.sent.append(again)
        assert self.monitor.receive(again) == []

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), gap=GAPS)
    def withdraws(self, data: st.DataObject, gap: dt.timedelta) -> None:
        wrong = data.draw(st.sampled_from(self.sent))
        self.now += gap
        self.send(wrong.lead, self.now, "withdrawn", {"id": wrong.id})

    @invariant()
    def knows_what_a_replay_gives(self) -> None:
        for at in (self.now, self.now + MICROSECOND):
            expect_same(
                self.monitor.evaluation(at), evaluate(self.monitor.agreement, self.sent, at), "live use"
            )

    @invariant()
    def counts_what_an_evaluation_counts(self) -> None:
        """At the last call, and at instants to which time has not been let pass; the monitor does not move."""
        known = max([self.now, *(event.at for event in self.sent)])
        for at in (known - MICROSECOND, known, known + MICROSECOND, known + dt.timedelta(days=3)):
            assert self.monitor.attainment(at) == self.monitor.evaluation(at).attainment()
        if self.sent:
            rows = {(row.clause, row.period): row for row in self.monitor.attainment(known)}
            assert {(row.clause, row.period) for row in self.monitor.attainment()} <= set(rows)


TestHost = Host.TestCase
TestHost.settings = settings(max_examples=max(15, settings().max_examples // 6), stateful_step_count=20)
