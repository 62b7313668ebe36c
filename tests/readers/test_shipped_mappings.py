"""The mappings of the examples, against small logs of their shape and, where they are, the real ones."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from leadsla.readers import read_events

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
DATA = ROOT.parent / "shared" / "data"
CONTACTS = "olist_marketing_qualified_leads_dataset.csv"
DEALS = "olist_closed_deals_dataset.csv"


def real(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the log {name} may not be shipped; it is not at {DATA}")
    return path


def test_loans(tmp_path: Path) -> None:
    """Two rows of the lead queue, and one of the application's own."""
    path = tmp_path / "loans.csv"
    path.write_text(
        "case,activity,lifecycle,resource,timestamp,amount\n"
        "1,A_SUBMITTED,COMPLETE,112,2011-10-01T00:38:44.546+02:00,20000\n"
        "1,W_Afhandelen leads,SCHEDULE,112,2011-10-01T00:39:37.906+02:00,\n"
        "1,W_Afhandelen leads,START,,2011-10-01 11:36:46.437,\n"
    )
    log = read_events(path, EXAMPLES / "bpic2012" / "mapping.yaml", strict=True)
    assert [(event.name, event.actor, dict(event.data)) for event in log] == [
        ("A_SUBMITTED:COMPLETE", "112", {"amount": "20000"}),
        ("assigned", "112", {}),
        ("touched", None, {"channel": "other", "direction": "outbound", "outcome": "unknown"}),
    ]
    assert log[2].at.isoformat() == "2011-10-01T09:36:46.437000+00:00"


def test_a_funnel_in_two_files(tmp_path: Path) -> None:
    """A lead won, one that is not, and one won before it was met."""
    (tmp_path / CONTACTS).write_text(
        "mql_id,first_contact_date,landing_page_id,origin\na,2018-02-01,p,social\nb,2018-02-02,p,\nc,2018-03-08,p,email\n"
    )
    (tmp_path / DEALS).write_text(
        "mql_id,seller_id,sdr_id,sr_id,won_date,business_segment,lead_type,declared_monthly_revenue\n"
        "a,s,d,r,2018-02-26 19:58:54,pet,online,0.0\nc,s,d,r,2018-03-06 19:38:55,,,\n"
    )
    log = read_events(tmp_path, EXAMPLES / "olist" / "mapping.yaml")
    assert [repr(event) for event in log] == [
        "Event('a', 2018-02-01T02:00:00Z, 'created', source='social', landing_page='p')",
        "Event('b', 2018-02-02T02:00:00Z, 'created', landing_page='p')",
        "Event('a', 2018-02-26T19:58:54Z, 'won', segment='pet', lead_type='online', sdr='d', amount='0.0')",
        "Event('c', 2018-03-06T19:38:55Z, 'won', sdr='d')",
        "Event('c', 2018-03-08T03:00:00Z, 'created', source='email', landing_page='p')",
    ]
    (problem,) = log.report.problems
    assert (Path(problem.file).name, problem.line, problem.reason, problem.kept) == (
        DEALS,
        3,
        "impossible order",
        True,
    )


def test_the_loans_of_2012() -> None:
    """All 262,200 rows, in seconds."""
    path = real("bpic2012.csv.gz")
    started = time.process_time()
    log = read_events(path, EXAMPLES / "bpic2012" / "mapping.yaml", strict=True)
    assert time.process_time() - started < 30
    report = log.report
    assert (report.rows, report.kept, report.left_out, report.events, report.leads) == (
        262_200,
        262_200,
        0,
        262_200,
        13_087,
    )
    queue: dict[str, set[str]] = {"assigned": set(), "touched": set()}
    for event in log:
        if event.name in queue:
            queue[event.name].add(event.lead)
    assert len(queue["assigned"] & queue["touched"]) == 4_755


def test_the_funnel_of_2018() -> None:
    """8,000 leads, 842 won, one of them before it was met, 60 without an origin."""
    real(f"olist/{CONTACTS}")
    log = read_events(DATA / "olist", EXAMPLES / "olist" / "mapping.yaml")
    report = log.report
    assert (report.rows, report.kept, report.left_out, report.leads) == (8_842, 8_842, 0, 8_000)
    assert [(part.leads, part.only_here) for part in report.files] == [(8_000, 7_158), (842, 0)]
    assert sum(event.name == "won" for event in log) == 842
    assert sum(event.name == "created" and "source" not in event.data for event in log) == 60
    assert all(value for event in log for value in event.data.values())
    (problem,) = report.problems
    assert (Path(problem.file).name, problem.line, problem.reason, problem.kept) == (
        DEALS,
        669,
        "impossible order",
        True,
    )
