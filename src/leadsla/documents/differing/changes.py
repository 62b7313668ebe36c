"""What differs between two agreements, as values: a change with its place, what is written there, and a sentence."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Final

import attrs

from leadsla.agreement import Agreement
from leadsla.tables import TEXT, Columns, Row, Rows, Sheet, Showing

#: As wide as a line of the text is, where nothing else is asked.
WIDTH: Final = 80
#: The headings of the text, each with the sections of the document that stand under it.
HEADINGS: Final = (
    ("The agreement", ("leadsla", "agreement", "title", "organisation", "version", "state", "effective")),
    ("The agreement", ("amends", "term", "timezone", "currency", "calendar", "objectives")),
    ("Parties, roles and fields", ("parties", "roles", "fields")),
    ("Calendars", ("calendars",)),
    ("Lifecycle", ("lifecycle",)),
    ("Qualification", ("scorecards", "disqualification")),
    ("Responsibilities, goals and figures", ("responsibilities", "goals", "handoff", "kpis")),
    ("Promises", ("clauses",)),
    ("Statements and notes", ("statements", "notes")),
)
_HEADING_OF: Final = {key: heading for heading, keys in HEADINGS for key in keys}


@attrs.frozen
class Change(Row):
    """One thing that the two agreements say differently.

    `path` is its place in the document; entries with a name stand under it (`clauses[first-response].within`), others
    under none (`objectives[]`). `old` and `new` are as they are written, None where nothing is; `sentence` says it to
    people.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("section", "path", "sentence"), TEXT),
        **dict.fromkeys(("old", "new"), TEXT),
    }
    BRIEF: ClassVar[tuple[str, ...]] = ("section", "sentence")

    path: str
    sentence: str
    old: Any = None
    new: Any = None

    @property
    def section(self) -> str:
        """The key of the document under which it stands."""
        return self.path.partition(".")[0].partition("[")[0]

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the command line."""
        return {"path": self.path, "sentence": self.sentence, "old": self.old, "new": self.new}

    def __str__(self) -> str:
        return self.sentence


@attrs.frozen
class Difference(Showing):
    """All that two agreements say differently, in the agreement's order; false where they say the same.

    >>> import attrs, leadsla
    >>> acme = leadsla.examples.acme()
    >>> bool(leadsla.diff(acme, acme))
    False
    >>> print(leadsla.diff(acme, attrs.evolve(acme, currency="EUR")))
    acme-inbound 2026.1, compared with 2026.1
    <BLANKLINE>
    The agreement
      Currency: EUR, was USD
    """

    old: Agreement = attrs.field(repr=False)
    new: Agreement = attrs.field(repr=False)
    changes: tuple[Change, ...]

    @property
    def title(self) -> str:
        """Which two agreements these are."""
        other = "" if self.old.agreement == self.new.agreement else f"{self.old.agreement} "
        return f"{self.new.agreement} {self.new.version}, compared with {other}{self.old.version}"

    def text(self, width: int | None = WIDTH) -> str:
        """The changes as text, under headings; `width` wraps the lines, None leaves each whole."""
        return "\n".join(self._lines(width))

    def _lines(self, width: int | None) -> Iterator[str]:
        yield self.title
        if not self.changes:
            yield ""
            yield "No difference: they say the same."
        heading = ""
        for change in self.changes:
            if _HEADING_OF.get(change.section, "Other") != heading:
                heading = _HEADING_OF.get(change.section, "Other")
                yield ""
                yield heading
            yield from wrapped(change.sentence, width)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the command line."""
        return {
            "old": {"agreement": self.old.agreement, "version": self.old.version},
            "new": {"agreement": self.new.agreement, "version": self.new.version},
            "changes": [change.to_dict() for change in self.changes],
        }

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row a change; what was and what is as text."""
        return Rows(Change, self.changes).to_frame(backend)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        (rows,) = Rows(Change, self.changes)._sheets(shown)
        return (Sheet(self.title, rows.grid, () if self.changes else ("No difference: they say the same.",)),)

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __str__(self) -> str:
        return self.text()


def wrapped(text: str, width: int | None, indent: str = "  ") -> list[str]:
    """A text indented, its further lines more than the first; each line break of its own begins a further line."""
    further = indent + "  "
    if width is None:
        first, *rest = text.splitlines() or [""]
        return [indent + first, *(further + line for line in rest)]
    found: list[str] = []
    for line in text.splitlines():
        found += textwrap.wrap(
            line,
            max(width, 20),
            initial_indent=further if found else indent,
            subsequent_indent=further,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return found
