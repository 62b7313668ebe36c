"""The report: exact counts, the first details, a few lines for people."""

from __future__ import annotations

from leadsla.readers.report import DETAILED, Findings, ReadReport, Reason


def test_counts_are_exact_and_details_are_the_first() -> None:
    """A file of nothing but faults does not fill the memory."""
    findings = Findings("log.csv")
    for line in range(2, DETAILED + 502):
        findings.leave_out(line, Reason.NO_TIME, "x")
    findings.note(9, Reason.AMBIGUOUS, "y")
    part = findings.part(0, 0, 0)
    assert part.counts == {Reason.NO_TIME: DETAILED + 500, Reason.AMBIGUOUS: 1}
    assert (part.left_out, part.rows, len(part.problems)) == (DETAILED + 500, DETAILED + 500, DETAILED + 1)
    assert [problem.line for problem in part.problems[:3]] == [2, 3, 4]


def test_problems_stand_by_line() -> None:
    """Whatever was found first."""
    findings = Findings("log.csv")
    findings.note(7, Reason.ORDER, "x")
    findings.leave_out(3, Reason.NO_TIME, "y")
    assert [problem.line for problem in findings.part(0, 0, 0).problems] == [3, 7]


def test_a_report_of_one_file_printed() -> None:
    """The counts always; a line for each reason."""
    findings = Findings("log.csv")
    findings.kept = 8_838
    for line in (5, 9, 12, 13):
        findings.leave_out(line, Reason.NO_TIME, "the column 'at' is empty")
    findings.note(7, Reason.AMBIGUOUS, "it comes twice")
    assert str(ReadReport((findings.part(8_838, 8_000, 8_000),), 8_000)).splitlines() == [
        "rows: 8,842 read, 8,838 kept, 4 left out; 8,838 events of 8,000 leads",
        "  left out: no time: 4 (log.csv lines 5, 9, 12, ...): the column 'at' is empty",
        "  kept: ambiguous time: 1 (log.csv line 7): it comes twice",
    ]


def test_a_report_of_several_files_adds_up() -> None:
    """Each file has its line, and the sums are of all."""
    one, other = Findings("a.csv"), Findings("b.csv")
    one.kept, other.kept = 3, 2
    other.leave_out(4, Reason.NO_LEAD, "x")
    report = ReadReport((one.part(3, 2, 1), other.part(4, 1, 0)), 2)
    assert (report.rows, report.kept, report.left_out, report.events, report.leads) == (6, 5, 1, 7, 2)
    assert report.counts == {Reason.NO_LEAD: 1}
    assert [problem.file for problem in report.problems] == ["b.csv"]
    assert str(report).splitlines() == [
        "rows: 6 read, 5 kept, 1 left out; 7 events of 2 leads",
        "a.csv: 3 rows, 3 events of 2 leads, 1 of them known to this file alone",
        "b.csv: 3 rows, 4 events of 1 lead, 0 of them known to this file alone",
        "  left out: no lead id: 1 (b.csv line 4): x",
    ]
