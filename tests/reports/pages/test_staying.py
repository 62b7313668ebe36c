"""How long leads stay in a stage, and who is too young to be judged: against the metrics, and by hand."""

from __future__ import annotations

import datetime as dt

import leadsla as ls
from leadsla.clauses import ConversionRate
from leadsla.events import Event
from leadsla.lifecycle import Move, Stage
from leadsla.metrics import conversion, time_in_stage
from leadsla.metrics.waits import Waits
from leadsla.reports import report

AT = dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def test_the_stays_are_those_of_the_metrics() -> None:
    """Of the example, those that began in February; nobody stays in a last stage."""
    evaluation = ls.evaluate(ls.examples.acme(), ls.examples.acme_events(), AT)
    found = report(evaluation, "2026-02")
    assert found.funnel is not None
    for stage, known in time_in_stage(evaluation).items():
        own = Waits(stage, tuple(stay for stay in known if stay.start in found.period))
        if not own:
            assert stage not in found.funnel.stays
            continue
        stay = found.funnel.stays[stage]
        assert (stay.began, stay.ended) == (len(own), sum(one.done for one in own))
        assert (stay.elapsed, stay.business) == (own.elapsed.median, own.business.median)
        assert (stay.young, stay.mature_after) == (0, None)
    assert found.funnel.stays["customer"].elapsed is None


def evaluation(days: list[tuple[int, int | None]]) -> ls.Evaluation:
    """Leads that enter a stage on a day of March and go on after so many days; they are given ten."""
    clause = ConversionRate(
        id="on", owner="marketing", from_="mql", to="sql", at_least="20%", per="month", mature_after="10 days"
    )
    terms = ls.Agreement(
        agreement="small", version="1", term=ls.Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), timezone="UTC",
        parties={"marketing": ls.Party("Marketing"), "sales": ls.Party("Sales")}, clauses=[clause],
        lifecycle=ls.Lifecycle(
            [Stage("mql", "marketing"), Stage("sql", "sales")],
            [Move("created", "mql"), Move("accepted", "sql", "mql")],
        ),
    )  # fmt: skip
    log = []
    for number, (day, after) in enumerate(days):
        came = dt.datetime(2026, 3, day, tzinfo=dt.UTC)
        log.append(Event(f"L{number}", came, "created"))
        if after is not None:
            log.append(Event(f"L{number}", came + after * DAY, "accepted"))
    return ls.evaluate(terms, log, dt.datetime(2026, 3, 20, tzinfo=dt.UTC))


def test_who_still_has_time_is_young() -> None:
    """As of the 20th: of the 9th is over its ten days, of the 10th exactly at their end, of the 11th young."""
    judged = evaluation([(1, 3), (9, None), (10, None), (11, None), (15, 2), (18, None)])
    found = report(judged, "2026-03")
    assert found.funnel is not None
    row = next(row for row in found.funnel.stages if row.stage == "mql")
    stay = found.funnel.stays["mql"]
    assert (row.entered, row.advanced, row.here) == (6, 2, 4)
    assert (stay.young, stay.mature_after) == (2, "10 days")
    # Of the metric the one that went on early is as young as its cohort; here it has advanced.
    [cohort] = conversion(judged, "mql", "sql", mature_after="10 days")
    assert cohort.young == stay.young + 1
    page = found.html()
    assert "Slanting: still here and too young to be judged (MQL 10 days)" in page
    assert "(2 young)" in page


def test_without_such_a_promise_nobody_is_young() -> None:
    found = report(ls.evaluate(ls.examples.acme(), ls.examples.acme_events(), AT), "2026-02")
    assert "too young to be judged" not in found.html()
