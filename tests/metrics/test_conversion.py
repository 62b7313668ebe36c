"""Conversion by cohort: by hand, and on a public log."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import SHARED

import leadsla as ls
from leadsla.errors import EntryError
from leadsla.metrics.conversion import UNKNOWN, conversion

EXAMPLES = Path(__file__).parents[2] / "examples"
needs_logs = pytest.mark.skipif(
    not (SHARED / "data").is_dir(), reason=f"the public logs are not here ({SHARED.name}/data)"
)
BEGIN = dt.datetime(2026, 1, 1, 15, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def log(*leads: tuple[int, int | None, str | None]) -> list[ls.Event]:
    """Leads by the day on which they came, after how many days they were qualified, and their source."""
    made = []
    for number, (day, wait, source) in enumerate(leads):
        lead, at = f"L{number}", BEGIN + day * DAY
        made.append(ls.Event(lead, at, "created", {} if source is None else {"source": source}))
        if wait is not None:
            made.append(ls.Event(lead, at + wait * DAY, "qualified", {"score": 50}))
    return made


def evaluated(*leads: tuple[int, int | None, str | None], day: int = 100) -> ls.Evaluation:
    return ls.evaluate(ls.examples.acme(), log(*leads), BEGIN + day * DAY)


def test_by_month_and_without_the_young() -> None:
    evaluation = evaluated(
        (0, 5, None), (1, 40, None), (2, None, None), (40, 3, None), (75, 1, None), (76, None, None)
    )
    found = conversion(evaluation, "subscriber", "mql", per="month", mature_after="30 days")
    rows = [(row.period, row.entered, row.young, row.mature.count, row.mature.total) for row in found]
    # What was qualified after 40 days had not converted in its 30; who came on day 75 or 76 is too young on day 100.
    assert rows == [("2026-01", 3, 0, 1, 3), ("2026-02", 1, 0, 1, 1), ("2026-03", 2, 2, 0, 0)]


def test_exactly_mature_counts_and_exactly_in_time_converts() -> None:
    [row] = conversion(evaluated((70, 30, None)), "subscriber", "mql", mature_after="30 days")
    assert (row.mature.count, row.mature.total, row.young) == (1, 1, 0)


def test_without_a_time_all_count() -> None:
    [row] = conversion(evaluated((0, 40, None), (99, None, None)), "subscriber", "mql")
    assert (row.period, row.group, row.mature.count, row.mature.total) == (None, None, 1, 2)


def test_by_source() -> None:
    found = conversion(
        evaluated((0, 5, "ads"), (1, None, "ads"), (2, 1, None)), "subscriber", "mql", by="source"
    )
    assert [(row.group, row.mature.count, row.mature.total) for row in found] == [
        ("ads", 1, 2),
        (UNKNOWN, 1, 1),
    ]


def test_what_the_agreement_does_not_have_is_refused() -> None:
    with pytest.raises(EntryError, match="no stage `mqll`"):
        conversion(evaluated(), "subscriber", "mqll")
    with pytest.raises(EntryError, match="no field `sorce`"):
        conversion(evaluated(), "subscriber", "mql", by="sorce")


LEADS = st.lists(
    st.tuples(
        st.integers(0, 90), st.one_of(st.none(), st.integers(0, 60)), st.sampled_from([None, "ads", "web"])
    ),
    max_size=12,
)


@settings(max_examples=25)
@given(LEADS)
def test_any_grouping_adds_up_to_the_whole(leads: list[tuple[int, int | None, str | None]]) -> None:
    evaluation = evaluated(*leads)
    whole = conversion(evaluation, "subscriber", "mql", mature_after="20 days")
    for options in ({"per": "month"}, {"by": "source"}, {"per": "week", "by": "source"}):
        parts = conversion(evaluation, "subscriber", "mql", mature_after="20 days", **options)
        for count in (lambda row: row.entered, lambda row: row.young, lambda row: row.mature.count):
            assert sum(map(count, parts)) == sum(map(count, whole))


def test_by_an_event_what_is_dated_before_counts_and_is_told() -> None:
    """The first was qualified before it came, the second before and after, the third never."""
    early = [ls.Event(lead, BEGIN - DAY, "qualified", {"score": 50}) for lead in ("L0", "L1")]
    leads = [*early, *log((0, None, "ads"), (0, 5, "ads"), (0, None, None))]
    evaluation = ls.evaluate(ls.examples.acme(), leads, BEGIN + 100 * DAY)
    [stage] = conversion(evaluation, "subscriber", "mql")
    assert (stage.mature.count, stage.dated_before) == (1, 0)
    ads, unknown = conversion(evaluation, "subscriber", {"event": "qualified"}, by="source")
    assert (ads.mature.count, ads.mature.total, ads.dated_before) == (2, 2, 1)
    assert (unknown.mature.count, unknown.mature.total, unknown.dated_before) == (0, 1, 0)
    assert ads.to_dict()["dated_before"] == 1
    [in_time] = conversion(evaluation, "subscriber", {"event": "qualified"}, mature_after="4 days")
    assert (in_time.mature.count, in_time.dated_before) == (2, 2)
    with pytest.raises(EntryError, match="no stage and no event"):
        conversion(evaluation, "subscriber", {"enters": "mql"})


@needs_logs
class TestTheSellerFunnel:
    """Olist, as of the last deal of the export."""

    @pytest.fixture(scope="class")
    @classmethod
    def evaluation(cls) -> ls.Evaluation:
        events = ls.read_events(SHARED / "data" / "olist", EXAMPLES / "olist" / "mapping.yaml")
        agreement = ls.load(EXAMPLES / "olist" / "agreement.yaml")
        return ls.evaluate(agreement, events, dt.datetime(2018, 11, 15, tzinfo=dt.UTC))

    def test_deals_with_the_impossible_one_said_beside(self, evaluation: ls.Evaluation) -> None:
        [row] = conversion(evaluation, "lead", {"event": "won"})
        assert (row.mature.count, row.mature.total, row.dated_before) == (842, 8000, 1)
        share, (low, high) = row.mature.share, row.mature.interval or (0, 0)
        assert share is not None
        assert float(share) == 0.10525
        assert (round(100 * low, 3), round(100 * high, 3)) == (9.871, 11.217)

    def test_moves_without_it(self, evaluation: ls.Evaluation) -> None:
        """It is an anomaly, and no move."""
        [row] = conversion(evaluation, "lead", "customer")
        assert (row.mature.count, row.mature.total, row.dated_before) == (841, 8000, 0)

    def test_by_origin(self, evaluation: ls.Evaluation) -> None:
        rows = {row.group: row for row in conversion(evaluation, "lead", {"event": "won"}, by="source")}
        found = {group: (row.mature.count, row.mature.total) for group, row in rows.items()}
        assert found["paid_search"] == (195, 1586)
        assert found["organic_search"] == (271, 2296)
        assert found["direct_traffic"] == (56, 499)
        assert found["social"] == (75, 1350)
        assert found["email"] == (15, 493)
        assert found[UNKNOWN][1] == 60
        assert sum(count for count, _ in found.values()) == 842
        assert sum(total for _, total in found.values()) == 8000
        assert sum(row.dated_before for row in rows.values()) == 1
