"""What comes of a case: replay and monitor side by side, and each expectation against what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from leadsla.agreement import Agreement
from leadsla.consequences import Consequence
from leadsla.errors import Fault, UnknownError
from leadsla.evaluation import Clock, Evaluation, Monitor, evaluate
from leadsla.reports.cases.times import written
from leadsla.reports.cases.values import Case, Expected, Said

_INSTANT_BEFORE: Final = dt.timedelta(microseconds=1)


@attrs.frozen
class Difference:
    """One expectation that does not hold: what was expected, what came, and why it stands so."""

    path: str
    #: Of what, and when: `first-response of L1, at Mon 2026-03-02 10:00`.
    about: str
    #: Rows of (what, expected, got).
    rows: tuple[tuple[str, str, str], ...]
    explanation: str = ""

    def __str__(self) -> str:
        told = "; ".join(f"{what} is {got}, not {expected}" for what, expected, got in self.rows)
        return f"{self.about}: {told}"


@attrs.frozen
class Result:
    """A case, and the expectations of it that do not hold."""

    case: Case
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        """Whether all is as the case says."""
        return not self.differences

    def faults(self) -> Iterator[Fault]:
        """A fault for each expectation that does not hold, with its path in the case file."""
        for difference in self.differences:
            what = f"the case does not hold: {self.case.name}"
            yield Fault("case", f"{what}: {difference}", difference.path, because=self.case.why or None)

    def report(self) -> str:
        """Expected and got side by side, with the explanation of the clock; one line for a case that holds."""
        if self.holds:
            return f"{self.case.name}: holds"
        lines = [f"{self.case.name}: does not hold"]
        lines += [f"  because: {self.case.why}"] if self.case.why else []
        for difference in self.differences:
            lines += ["", f"  {difference.about}", *_table(difference.rows)]
            told = difference.explanation.splitlines()
            lines += ["", *(f"    {line}".rstrip() for line in told)] if told else []
        return "\n".join(lines)


def _table(rows: tuple[tuple[str, str, str], ...]) -> list[str]:
    head = (("", "expected", "got"), *rows)
    widths = [max(len(row[column]) for row in head) for column in (0, 1)]
    return [f"    {what:<{widths[0]}}  {wanted:<{widths[1]}}  {got}".rstrip() for what, wanted, got in head]


def judge_case(agreement: Agreement, case: Case) -> Result:
    """Judge a case by replay and by a monitor that is fed event by event; raises nothing that a case can say."""
    host = _Host(agreement, case)
    found: list[Difference] = []
    for at in case.instants:
        replay = evaluate(agreement, case.events, at)
        live = host.until(at)
        for expected in case.then:
            if expected.at == at:
                found += _Look(agreement, replay, expected).differences()
        if live.to_dict() != replay.to_dict() or host.standing() != _ids(replay):
            about = f"at {written(at, agreement.timezone)}"
            rows = (("the monitor", "what replay says", "something else"),)
            found.append(Difference(case.path, about, rows, "This is a fault of leadsla: please report it."))
    return Result(case, tuple(found))


def _ids(evaluation: Evaluation) -> set[str]:
    return {consequence.id for consequence in evaluation.consequences}


class _Host:
    """Lives through a case: takes in each event at its instant, and wakes whenever something is due."""

    def __init__(self, agreement: Agreement, case: Case) -> None:
        self.monitor = Monitor(agreement)
        self.events = sorted(case.events, key=lambda event: event.order)
        self.told: dict[str, Consequence] = {}

    def until(self, at: dt.datetime) -> Evaluation:
        while self.events and self.events[0].at <= at:
            event = self.events.pop(0)
            self.wake(event.at)
            self.hear(self.monitor.receive(event))
        self.wake(at)
        self.hear(self.monitor.advance(at))
        return self.monitor.evaluation(at)

    def wake(self, until: dt.datetime) -> None:
        while (due := self.monitor.next_due) is not None and due <= until:
            self.hear(self.monitor.advance(due))

    def hear(self, told: list[Consequence]) -> None:
        for consequence in told:
            if consequence.retracted:
                self.told.pop(consequence.id, None)
            else:
                self.told[consequence.id] = consequence

    def standing(self) -> set[str]:
        return set(self.told)


@attrs.frozen
class _Look:
    """One expectation beside an evaluation at its instant."""

    agreement: Agreement
    evaluation: Evaluation
    expected: Expected

    def differences(self) -> Iterator[Difference]:
        expected = self.expected
        clocks = [clock for clock in self.evaluation.clocks if expected.means(clock)]
        if expected.clocks is not None and len(clocks) != expected.clocks:
            yield self.difference((("clocks", str(expected.clocks), str(len(clocks))),), clocks)
        if expected.wanted:
            yield from self.of_clock(clocks)
        if expected.of_period:
            yield from self.of_period()
        if expected.of_score:
            yield from self.of_score()
        if expected.follows is not None:
            yield from self.of_consequences(expected.follows)
        if expected.stage is not None and expected.lead is not None:
            known = expected.lead in self.evaluation.leads
            stage = (self.evaluation.stage(expected.lead) if known else None) or "none"
            yield from self.compare({"stage": expected.stage}, {"stage": stage})
        if expected.anomalies is not None:
            leads = (expected.lead,) if expected.lead is not None else self.evaluation.leads
            got = [anomaly.event for anomaly in self.evaluation.anomalies if anomaly.lead in leads]
            yield from self.compare({"anomalies": list(expected.anomalies)}, {"anomalies": got})

    def of_clock(self, clocks: list[Clock]) -> Iterator[Difference]:
        if "step" not in self.expected.which and any(clock.step is None for clock in clocks):
            clocks = [
                clock for clock in clocks if clock.step is None
            ]  # the promise, not what is owed for its breach
        if len(clocks) != 1:
            got = "none" if not clocks else f"{len(clocks)}: {', '.join(map(_telling_apart, clocks))}"
            yield self.difference((("clock", "one", got),), clocks)
            return
        [clock] = clocks
        yield from self.compare(
            self.expected.wanted, {k: getattr(clock, k) for k in self.expected.wanted}, clock
        )

    def of_period(self) -> Iterator[Difference]:
        wanted, period = self.expected.of_period, self.expected.which["period"]
        rows = [
            row
            for row in self.evaluation.attainment()
            if (row.clause, row.period) == (self.expected.clause, period)
        ]
        if len(rows) != 1:
            yield self.difference((("period", str(period), "none"),), [])
            return
        yield from self.compare(wanted, {key: getattr(rows[0], key) for key in wanted})

    def of_score(self) -> Iterator[Difference]:
        """The lead's score; a lead of whom nothing has happened yet has none."""
        wanted, lead = self.expected.of_score, str(self.expected.lead)
        if lead not in self.evaluation.leads or not self.agreement.scorecards:
            yield self.difference((("score", "one", "none"),), [])
            return
        score = self.evaluation.score(lead)
        for found in self.compare(wanted, {key: getattr(score, key) for key in wanted}):
            yield attrs.evolve(found, explanation=str(score))

    def of_consequences(self, wanted: tuple[Said, ...]) -> Iterator[Difference]:
        got = [found for found in self.evaluation.consequences if self.follows(found)]
        if len(got) != len(wanted) or not all(map(Said.fits, wanted, got)):
            dated = any(said.at is not None for said in wanted)
            shown = [self.said(said.do, said.to, said.at) for said in wanted]
            came = [self.said(found.do, found.to, found.at if dated else None) for found in got]
            row = ("follows", ", ".join(shown) or "nothing", ", ".join(came) or "nothing")
            yield self.difference((row,), [])

    def follows(self, found: Consequence) -> bool:
        expected = self.expected
        return (
            expected.clause in (None, found.clause)
            and expected.lead in (None, found.lead)
            and expected.on in (None, found.on)
            and expected.which.get("period") in (None, found.period)
        )

    def said(self, do: str, to: str, at: dt.datetime | None) -> str:
        return f"{do} {to}" + (f" at {self.shown(at)}" if at is not None else "")

    def compare(
        self, wanted: Mapping[str, Any], got: Mapping[str, Any], clock: Clock | None = None
    ) -> Iterator[Difference]:
        rows = tuple(
            (key, self.shown(wanted[key]), self.shown(got[key])) for key in wanted if wanted[key] != got[key]
        )
        if rows:
            yield self.difference(rows, [] if clock is None else [clock])

    def difference(self, rows: tuple[tuple[str, str, str], ...], clocks: list[Clock]) -> Difference:
        expected = self.expected
        of = [f"`{expected.clause}`"] if expected.clause is not None else []
        of += [f"{key} {value}" for key, value in expected.which.items()]
        of += [f"of {expected.lead}"] if expected.lead is not None else []
        when = f"at {self.shown(expected.at)}"
        return Difference(
            expected.path, ", ".join([" ".join(of), when] if of else [when]), rows, self.why(clocks)
        )

    def why(self, clocks: list[Clock]) -> str:
        """The explanation of the one clock that is meant, or of there being none."""
        expected = self.expected
        if expected.lead not in self.evaluation.leads or expected.clause is None or len(clocks) > 1:
            return ""
        if not expected.wanted and expected.clocks is None:
            return ""
        try:
            cycle = clocks[0].cycle if clocks else None
            step = clocks[0].step if clocks else None
            return str(self.evaluation.explain(str(expected.lead), expected.clause, cycle, step))
        except UnknownError:  # a promise over a period has no ledger of a lead
            return ""

    def shown(self, value: Any) -> str:
        match value:
            case dt.datetime():
                return written(value, self.agreement.timezone)
            case None:
                return "never"
            case bool():
                return str(value).lower()
            case float():
                return f"{value:.4g}"
            case list():
                return ", ".join(map(str, value)) or "nothing"
            case _:
                return str(value)


def _telling_apart(clock: Clock) -> str:
    """What tells a clock from others of its clause."""
    told = {"step": clock.step, "period": clock.period, "value": clock.value, "cycle": clock.cycle}
    return " ".join(f"{key} {value}" for key, value in told.items() if value is not None)
