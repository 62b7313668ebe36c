"""Every public result is a table: in every kind of frame, for people, and as JSON."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import json
import pickle
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import attrs
import pytest

import leadsla as ls
from leadsla import funnel, metrics
from leadsla.frames import events_from_frame
from leadsla.funnel.history import history_of
from leadsla.funnel.timing import any_timing
from leadsla.reports import report
from leadsla.reports.comparison import Comparison
from leadsla.reports.reviews import review
from leadsla.tables import BACKENDS, Row, Rows, Showing
from leadsla.tables.columns import Kind, kinds
from leadsla.tables.showing import LARGEST, as_html, as_text

pytest.importorskip("narwhals", reason="frames are an extra")
pytest.importorskip("scipy", reason="intervals are an extra")

AT = dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
HOSTILE = "</td><script>alert('x')</script><img src=x onerror=alert(1)>\x1b[31m"
#: Packages whose public classes are looked through.
PACKAGES = (
    "leadsla",
    "leadsla.metrics",
    "leadsla.evaluation",
    "leadsla.allowance",
    "leadsla.attainment",
    "leadsla.consequences",
    "leadsla.documents.differing",
    "leadsla.simulation",
    "leadsla.metrics.checks",
    "leadsla.qualification",
    "leadsla.readers",
    "leadsla.funnel",
    "leadsla.funnel.history",
    "leadsla.reports",
    "leadsla.reports.comparison",
    "leadsla.reports.reviews",
    "leadsla.simulation",
)
#: Public classes that say themselves as JSON and are no results.
NO_RESULTS = {
    "Agreement": "is what is signed, and is shown in sentences",
    "BusinessCalendar": "is part of an agreement",
    "HolidayRule": "is part of an agreement",
    "Goal": "is part of a funnel",
    "DealSize": "is part of a funnel",
    "Delay": "is part of a funnel",
    "Rate": "is part of a funnel",
}


def evaluated(lead: str = "L-1", events: int = 6) -> ls.Evaluation:
    """A lead that was answered too late, one that waits, and a plan."""
    monday = dt.datetime(2026, 2, 2, 14, tzinfo=dt.UTC)
    log = [
        ls.Event(lead, monday, "created", {"source": lead, "email": "a@b.example", "score": 50}),
        ls.Event(lead, monday + HOUR, "qualified"),
        ls.Event(lead, monday + 2 * HOUR, "assigned", {"to": lead}),
        ls.Event(lead, monday + 6 * HOUR, "touched", {"channel": "call"}),
        ls.Event(lead, monday + 7 * HOUR, "rejected", {"reason": lead}),
        ls.Event("L-2", monday, "assigned", {"to": "rep1"}),
    ]
    return ls.evaluate(ls.examples.acme(), log[:events], AT)


def strict() -> ls.Agreement:
    acme = ls.examples.acme()
    return attrs.evolve(
        acme, clauses=[attrs.evolve(acme.clauses[1], within="2 business hours"), *acme.clauses[2:]]
    )


def scored() -> ls.Evaluation:
    log = [
        ls.Event("L1", AT - HOUR, "created", {"industry": "retail", "employees": 80}),
        ls.Event("L1", AT, "qualified"),
        ls.Event("L1", AT, "assigned", {"to": "rep1"}),
    ]
    return ls.evaluate(ls.examples.agreement("3-shared-goals"), log, AT + HOUR)


def asked(found: ls.Evaluation) -> funnel.ReverseFunnel:
    """A funnel with all that can be told, with the names of leads for its own, or one with as little as can be."""
    capacity = {"reps": 1, "minutes_per_lead": 10}
    if not found.leads:
        return ls.ReverseFunnel(
            goal={"deals": 1, "period": "2026-Q3"}, stages=["lead"], cost_per_lead=0, capacity=capacity
        )
    name = next(iter(found.leads))
    return ls.ReverseFunnel(
        goal={"revenue": 1_000_000, "period": "2026-Q3"},
        deal_size=20_000,
        stages=[
            name,
            {"name": f"{name}?", "rate": {"converted": 8, "of": 800}, "days": {"p50": 3, "p90": 20}},
        ],
        sources=[{"name": name, "segment": name, "share": 1, "cost_per_lead": 50}],
        confidence=["50%", "90%"],
        budget=200_000,
        capacity=capacity,
    )


def answered(found: ls.Evaluation) -> funnel.Answer:
    return asked(found).answer(today=dt.date(2026, 1, 1))


FULL, NONE, SCORED = evaluated(), evaluated(events=0), scored()
SPAN = (dt.datetime(2026, 2, 1, tzinfo=dt.UTC), dt.datetime(2026, 3, 1, tzinfo=dt.UTC))

#: How each result is had of an evaluation.
RESULTS: dict[str, Callable[[ls.Evaluation], Any]] = {
    "evaluation": lambda found: found,
    "clocks": lambda found: found.clocks,
    "consequences": lambda found: found.consequences,
    "anomalies": lambda found: found.anomalies,
    "plans": lambda found: found.plans,
    "adherence": lambda found: found.adherence(),
    "attainment": lambda found: found.attainment(),
    "attainment by assignee": lambda found: found.attainment("assignee"),
    "allowance": lambda found: found.allowance(),
    "worklist": lambda found: found.worklist(),
    "timings": lambda found: found.timings(),
    "delays": lambda found: found.delays(),
    "journeys": lambda found: found.journeys(),
    "unstarted": lambda found: found.unstarted(),
    "attained": lambda found: metrics.attained(found, "representative", count="leads"),
    "attempts": metrics.attempts,
    "conversion": lambda found: metrics.conversion(found, "mql", "sal", by="source"),
    "verdicts": lambda found: metrics.verdicts(found, "source"),
    "completeness": metrics.completeness,
    "pipeline": metrics.pipeline,
    "workload": metrics.workload,
    "utilisation": lambda found: metrics.utilisation(found, 10),
    "capacity": lambda found: metrics.capacity(found, found.agreement.clauses[0].id, 10, representatives=1),
    "rejections": lambda found: metrics.rejections(found, "source"),
    "stalled": lambda found: metrics.stalled(found, "1 day"),
    "leakage": lambda found: metrics.leakage(found, *SPAN),
    "speed": metrics.speed_to_lead,
    "speed, survival": lambda found: metrics.speed_to_lead(found).elapsed,
    "speed, summary": lambda found: metrics.speed_to_lead(found).summary(),
    "speed by representative": lambda found: metrics.speed_to_lead(found).by(
        lambda wait: wait.assignee or ""
    ),
    "stages": metrics.time_in_stage,
    "variances": lambda found: metrics.variances(found, ("2026-01", "2026-02")),
    "findings": lambda found: metrics.check_log(
        [ls.Event(lead, AT - n * HOUR, "won") for lead in found.leads for n in (0, 0)], found.agreement
    ),
    "funnel from history": history_of,
    "funnel from history, steps": lambda found: history_of(found).groups,
    "funnel from history, delays": lambda found: history_of(found).steps[0].lag,
    "funnel from history, deals": lambda found: history_of(found).deals_by,
    "funnel from history, mix": lambda found: history_of(found).mix,
    "funnel from history, waiting": lambda found: history_of(found).waiting,
    "funnel from history, left out": lambda found: history_of(found, since=AT).left_out,
    "answer of a funnel": answered,
    "answer of a funnel, figures": lambda found: answered(found).explain(),
    "answer of a funnel, stages": lambda found: answered(found).stages,
    "answer of a funnel, sources": lambda found: answered(found).sources,
    "answer of a funnel, volumes": lambda found: answered(found).volumes,
    "answer of a funnel, believed": lambda found: answered(found).believed or funnel.Believed(None, 1, 2),
    "answer of a funnel, budget": lambda found: answered(found).budget,
    "answer of a funnel, time": lambda found: answered(found).time or any_timing(asked(found)),
    "answer of a funnel, plan": lambda found: answered(found).plan,
    "answer of a funnel, capacity": lambda found: answered(found).capacity,
    "quotas of a funnel": lambda found: asked(found).to_quotas(),
    "variance of a funnel": lambda found: answered(found).variance(
        {"2026-07": {answered(found).stages[0].name: 5}}, dt.date(2026, 8, 1)
    ),
    "outlook of a funnel": lambda found: asked(found).outlook(100),
    "sensitivity of a funnel": lambda found: asked(found).sensitivity(),
    "mix of a funnel": lambda found: (
        asked(found).best_mix() if found.leads else funnel.Mix(Fraction(0), Rows(funnel.Bought))
    ),
    "solution of a funnel": lambda found: asked(found).solve("leads"),
    "comparison": lambda found: ls.compare_outcomes(
        found, ls.evaluate(strict(), [one for lead in found.journeys() for one in lead.events], AT)
    ),
    "review": lambda found: review(found, "2026-02"),
    "report": lambda found: report(found, "2026-02"),
    "difference": lambda found: ls.diff(found.agreement, strict() if found.leads else found.agreement),
    "score distribution": lambda found: metrics.score_distribution(SCORED if found.leads else found, "mql"),
}


IN_ROWS = [name for name, of in RESULTS.items() if isinstance(of(NONE), Rows)]


def kind_of(frame: Any) -> str:
    return type(frame).__module__.split(".")[0]


def types_of(frame: Any) -> dict[str, str]:
    """The types of the columns."""
    if kind_of(frame) == "pandas":
        return {str(name): str(kind) for name, kind in frame.dtypes.items()}
    schema = frame.schema
    if kind_of(frame) == "pyarrow":
        return {name: str(schema.field(name).type) for name in schema.names}
    return {name: str(kind) for name, kind in schema.items()}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", RESULTS)
def test_a_frame_of_every_result(name: str, backend: str) -> None:
    """Of the kind that is asked for, and with the same columns of the same types when there is nothing in it."""
    pytest.importorskip(backend, reason="the kinds of frame are extras")
    full, empty = RESULTS[name](FULL).to_frame(backend), RESULTS[name](NONE).to_frame(backend)
    assert kind_of(full) == backend
    assert types_of(full) == types_of(empty)
    assert not {kind for kind in types_of(full).values() if kind.lower() in ("object", "null")}
    assert all("ns" not in kind for kind in types_of(full).values())


def nested(of: type[Row]) -> Iterator[str]:
    yield from of.PARTS


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    "name", [name for name, of in RESULTS.items() if isinstance(of(NONE), Rows) and of(NONE).of.PARTS]
)
def test_a_frame_of_what_is_nested(name: str, backend: str) -> None:
    pytest.importorskip(backend, reason="the kinds of frame are extras")
    full, empty = RESULTS[name](FULL), RESULTS[name](NONE)
    for table in nested(full.of):
        assert types_of(full.to_frame(backend, table)) == types_of(empty.to_frame(backend, table))
    with pytest.raises(ls.ReadError, match="no table in"):
        full.to_frame(backend, "nothing")


@pytest.mark.parametrize("name", IN_ROWS)
def test_the_frame_and_the_json_say_the_same(name: str) -> None:
    """A column that is in both has the same values in both; nothing plain is in the JSON alone."""
    polars = pytest.importorskip("polars", reason="the kinds of frame are extras")
    rows = RESULTS[name](FULL)
    frame = rows.to_frame("polars")
    for place, row in enumerate(rows.to_dict()):
        json.dumps(row)
        for key, given in row.items():
            if isinstance(given, dict | list):
                continue
            assert key in frame.columns, key
            found = frame[key][place]
            if isinstance(found, dt.datetime):
                found = found.isoformat().replace("+00:00", "Z")
                assert frame[key].dtype == polars.Datetime("us", "UTC")
            if isinstance(found, float) and isinstance(given, str):
                given = float(Fraction(given))  # JSON has a fraction that does not end as one
            assert found == given or (isinstance(given, float) and abs(found - given) < 1e-9), key


@pytest.mark.parametrize("name", RESULTS)
def test_what_people_see_of_every_result(name: str) -> None:
    """Escaped, without script or colour, small; and the text says the same words."""
    result = RESULTS[name](evaluated(HOSTILE))
    made = result._repr_html_()
    assert len(made) < LARGEST
    assert "<script" not in made
    assert "<img" not in made
    assert "\x1b" not in made
    assert "#" not in re.sub("<svg.*?</svg>", "", made).replace("&#x27;", "").replace("&#", "")
    sheets = result._sheets(3)
    text = as_text(sheets)
    assert "\x1b" not in text
    assert as_html(sheets).count("<tr") == sum(
        len(one.grid.rows) + bool(one.grid.rows) for one in sheets if one.grid
    )
    assert text.splitlines()[0] in (one.head for one in sheets) or sheets[0].head == ""
    assert RESULTS[name](NONE)._repr_html_().startswith("<div")


def test_an_agreement_shows_what_it_promises() -> None:
    """Whole sentences, escaped."""
    acme = attrs.evolve(ls.examples.acme(), title=HOSTILE)
    made = acme._repr_html_()
    assert "<script" not in made
    assert "with a valid email, in at least 95% of cases per month." in made


def test_much_stays_small() -> None:
    """Rows that are not shown are counted, and long texts are cut."""
    rows = Rows(ls.Anomaly, [ls.Anomaly("<" * 10_000, AT, "&" * 10_000, '"' * 10_000)] * 500)
    assert len(rows._repr_html_()) < LARGEST
    assert "and 488 more" in str(rows)
    assert max(map(len, str(rows).splitlines())) < 250


def test_rows_are_a_tuple() -> None:
    """Equal to one, sliced as one, and pickled with what they are rows of."""
    rows = FULL.clocks
    assert rows == tuple(rows)
    assert rows[:1].of is ls.Clock
    again = pickle.loads(pickle.dumps(rows))
    assert again == rows
    assert again.of is ls.Clock
    assert repr(rows[:0]) == "<Clock: 0 rows>"


def test_one_row_is_a_table_too() -> None:
    [row] = FULL.allowance()[:1]
    assert row.to_frame("polars").shape == (1, len(row.COLUMNS))
    assert "left expected" in row._repr_html_()


def public() -> Iterator[type]:
    """The public classes of results: those that say themselves as JSON."""
    for name in PACKAGES:
        module = importlib.import_module(name)
        for public in getattr(module, "__all__", dir(module)):
            found = getattr(module, public)
            if inspect.isclass(found) and hasattr(found, "to_dict") and found is not Row:
                yield found


def test_every_public_result_is_a_table() -> None:
    """A new result has to have `to_frame`, and something for notebooks."""
    lacking = {
        found.__name__
        for found in public()
        if not (hasattr(found, "to_frame") and hasattr(found, "_repr_html_"))
        and found.__name__ not in NO_RESULTS
    }
    assert lacking == set()


@pytest.mark.parametrize(
    "row", sorted({one for one in public() if issubclass(one, Row)}, key=lambda one: one.__name__)
)
def test_units_are_in_the_names(row: type[Row]) -> None:
    """Lengths of time, and nothing else, end in `_s`; what people see is a part of the columns."""
    tables = [kinds(row.COLUMNS), *(part.kinds for part in row.PARTS.values())]
    for table in tables:
        for name, kind in table.items():
            assert name.endswith("_s") == (kind is Kind.SECONDS), name
    assert set(row.BRIEF) <= set(row.COLUMNS)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_log_goes_out_and_comes_back(backend: str) -> None:
    """The events of a frame that was made of a log are those of the log, and come to the same."""
    pytest.importorskip(backend, reason="the kinds of frame are extras")
    log = ls.examples.acme_events()
    again = events_from_frame(log.to_frame(backend))
    assert again.events == log.events
    assert (
        ls.evaluate(ls.examples.acme(), again, AT).attainment()
        == ls.evaluate(ls.examples.acme(), log, AT).attainment()
    )


def test_every_table_of_a_comparison() -> None:
    comparison = RESULTS["comparison"](FULL)
    assert isinstance(comparison, Comparison)
    assert isinstance(comparison, Showing)
    assert [row.outcomes for row in comparison.turned]
