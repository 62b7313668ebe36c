"""What happened to every row: the report that comes with the events.

A log that silently loses rows gives a clean page and a wrong answer, so reading counts all it met. Counts are
exact; the details are kept for the first rows of each reason only, so that a file of nothing but faults stays
small.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

import attrs

from leadsla.tables import TEXT, TRUTH, WHOLE, Columns, Row, Rows, Sheet, Showing

#: How many problems of one reason keep their line and text; the counts go on.
DETAILED: Final = 1000


class Reason(enum.StrEnum):
    """Why a row was left out, or kept and reported; the text is what people read."""

    NO_TIME = "no time"
    UNREADABLE_TIME = "unreadable time"
    OUTSIDE = "time outside 1970 to 2100"
    GAP = "time that does not exist"
    NO_ZONE = "no time zone"
    UNKNOWN_ZONE = "unknown time zone"
    NO_LEAD = "no lead id"
    TWO_IDS = "two ids"
    NO_NAME = "no event name"
    NOT_NAMED = "not named in the mapping"
    SEQ = "unreadable seq"
    CELLS = "wrong cell count"
    QUOTES = "bad quotes"
    JSON = "bad JSON"
    TOO_LONG = "line too long"
    AMBIGUOUS = "ambiguous time"
    ORDER = "impossible order"
    UNNAMED_COLUMN = "column without a name"
    TWO_KEYS = "one id with two keys"
    SHARED_KEY = "one key with two ids"
    SAME_ID = "one id for two leads"
    ALIAS = "aliases that contradict"


class Unreadable(Exception):  # noqa: N818 - it carries one row's fault to the report and never leaves the package
    """A row that cannot be read: why, and what stood there."""

    def __init__(self, reason: Reason, what: str):
        self.reason = reason
        self.what = what
        super().__init__(what)


@attrs.frozen
class Problem(Row):
    """One row that was left out, or (`kept`) used all the same. Lines count from 1, the header included."""

    COLUMNS: ClassVar[Columns] = {
        "file": TEXT,
        "line": WHOLE,
        **dict.fromkeys(("reason", "what"), TEXT),
        "kept": TRUTH,
    }

    file: str
    line: int
    reason: Reason
    what: str
    kept: bool = False

    def __str__(self) -> str:
        return f"{self.file} line {self.line}: {self.reason}: {self.what}"


@attrs.frozen
class FilePart:
    """The part of a report that is about one file.

    `rows` = `kept` + `left_out`. `only_here` is how many of its `leads` no other file of the same reading
    knows.
    """

    file: str
    kept: int
    left_out: int
    events: int
    leads: int
    only_here: int
    counts: Mapping[Reason, int]
    problems: Sequence[Problem]

    @property
    def rows(self) -> int:
        """The data rows read: header and blank lines are none."""
        return self.kept + self.left_out


@attrs.frozen
class ReadReport(Showing):
    """How many rows were read, kept and left out, and why; printed, it is a few lines for people.

    `files` holds a part for each file; `problems` the detailed rows of all of them (at most `DETAILED` of
    each reason and file); `counts` how many there were in truth. `leads` counts the leads with an event.
    """

    files: Sequence[FilePart]
    leads: int

    @property
    def rows(self) -> int:
        """The data rows read, over all files."""
        return sum(part.rows for part in self.files)

    @property
    def kept(self) -> int:
        """The rows that became events."""
        return sum(part.kept for part in self.files)

    @property
    def left_out(self) -> int:
        """The rows that became nothing."""
        return sum(part.left_out for part in self.files)

    @property
    def events(self) -> int:
        """The events made of the rows that were kept."""
        return sum(part.events for part in self.files)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The rows that were left out, or kept with a doubt, by file and line."""
        return tuple(problem for part in self.files for problem in part.problems)

    @property
    def counts(self) -> Mapping[Reason, int]:
        """How many problems of each reason there were, over all files."""
        counts: Counter[Reason] = Counter()
        for part in self.files:
            counts.update(part.counts)
        return dict(counts)

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row for each of the `problems`."""
        return Rows(Problem, self.problems).to_frame(backend)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        head, *notes = str(self).splitlines()
        (rows,) = Rows(Problem, self.problems)._sheets(shown)
        return (Sheet(head, notes=tuple(notes[:shown])), Sheet("", rows.grid))

    def __str__(self) -> str:
        rows = f"rows: {self.rows:,} read, {self.kept:,} kept, {self.left_out:,} left out"
        lines = [f"{rows}; {count(self.events, 'event')} of {count(self.leads, 'lead')}"]
        for part in self.files:
            if len(self.files) > 1:
                events = f"{count(part.events, 'event')} of {count(part.leads, 'lead')}"
                alone = f"{part.only_here:,} of them known to this file alone"
                lines.append(f"{part.file}: {count(part.rows, 'row')}, {events}, {alone}")
            lines += [_sentence(part, reason) for reason in part.counts]
        return "\n".join(lines)


def count(number: int, what: str) -> str:
    """A number of things, as people write it.

    >>> count(1, "lead"), count(8_000, "lead")
    ('1 lead', '8,000 leads')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _sentence(part: FilePart, reason: Reason) -> str:
    """One reason of one file for people: how many, the first lines, the first text."""
    found = [problem for problem in part.problems if problem.reason is reason]
    fate = "kept" if found[0].kept else "left out"
    total = part.counts[reason]
    where = ", ".join(str(problem.line) for problem in found[:3]) + (", ..." if total > 3 else "")
    file, lines = found[0].file, "lines" if total > 1 else "line"
    return f"  {fate}: {reason}: {total:,} ({file} {lines} {where}): {found[0].what}"


class Findings:
    """What reading one file has met so far: the only mutable half of a report."""

    def __init__(self, file: str):
        self.file = file
        self.kept = 0
        self.left_out = 0
        self.counts: Counter[Reason] = Counter()
        self.problems: list[Problem] = []

    def leave_out(self, line: int, reason: Reason, what: str) -> None:
        """Counts a row that becomes no event."""
        self.left_out += 1
        self._add(Problem(self.file, line, reason, what))

    def note(self, line: int, reason: Reason, what: str, file: str | None = None) -> None:
        """Counts a doubt about a row that is used all the same; `file` may be one that this one leans on."""
        self._add(Problem(file or self.file, line, reason, what, kept=True))

    def _add(self, problem: Problem) -> None:
        self.counts[problem.reason] += 1
        if self.counts[problem.reason] <= DETAILED:
            self.problems.append(problem)

    def part(self, events: int, leads: int, only_here: int) -> FilePart:
        """The finished part of the report."""
        problems = tuple(sorted(self.problems, key=lambda problem: problem.line))
        return FilePart(
            self.file, self.kept, self.left_out, events, leads, only_here, dict(self.counts), problems
        )
