"""Why the clock of a period stands as it does: what counted, what did not and why, and what is lacking.

The facts are those that the clock was judged by, weighed once more by the clause itself; nothing is decided here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar, Final

import attrs

from leadsla.clauses.period import Weighed
from leadsla.consequences import Consequence
from leadsla.errors import UnknownError
from leadsla.evaluation.clocks import Clock
from leadsla.evaluation.explanation.wording import Face, one_line
from leadsla.evaluation.periodic.books import Books, in_order_of_start
from leadsla.evaluation.periodic.standing import PeriodClock, period_view
from leadsla.instants import instant, iso, moment
from leadsla.lead import BREACHED, MET, OPEN, VOID
from leadsla.tables import NUMBER, TEXT, TIME, Columns, Row, Rows, Sheet, Showing

#: How many facts the text lists, from the first and from the last.
SHOWN: Final = 10


@attrs.frozen
class Counted(Row):
    """An event that a clause took notice of: what it brought the total to (None: it does not count), and why."""

    COLUMNS: ClassVar[Columns] = {
        "at": TIME,
        **dict.fromkeys(("lead", "event", "id"), TEXT),
        "total": NUMBER,
        "said": TEXT,
    }

    at: dt.datetime
    lead: str | None
    event: str
    id: str | None
    total: Any
    said: str


@attrs.frozen(kw_only=True)
class PeriodExplanation(Showing):
    """Why the clock of a period stands as it does at `at`, or (`clock` is None) why there is none.

    `counted` are the events that the clause took notice of, in the order in which they count. `periods` are all clocks
    of the clause. `str()` is the whole as text, with the first and the last events where there are many; `to_dict` is
    data for JSON.
    """

    clause: str
    title: str
    headline: str
    at: dt.datetime
    zone: str
    version: str
    period: str | None = None
    clock: Clock | None = None
    because: tuple[str, ...] = ()
    counted: tuple[Counted, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    periods: tuple[Clock, ...] = ()

    def text(self, *, all: bool = False) -> str:
        """The explanation for people; `all` leaves no event out."""
        from leadsla.instants import zone

        face = Face(zone(self.zone))
        about = f" {self.period}" if self.period is not None else ""
        lines = [f"{self.title}{about}: {self.headline}", f"  times in {face.place}", ""]
        lines += [f"  {reason}" for reason in self.because]
        found = list(map(_line(face), self.counted))
        cut = len(found) - 2 * SHOWN
        if cut > 0 and not all:
            found[SHOWN:-SHOWN] = [f"  … {cut:,} more"]
        if found:
            lines += ["", *found]
        if self.consequences:
            lines.append("")
        for said in self.consequences:
            lines.append(f"  {face.full(instant(said.at))}  {said.action} (on {said.on})")
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row for each event that the clause took notice of."""
        return Rows(Counted, self.counted).to_frame(backend)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        about = f" {self.period}" if self.period is not None else ""
        (rows,) = Rows(Counted, self.counted)._sheets(shown)
        return (Sheet(f"{self.title}{about}: {self.headline}", rows.grid, self.because),)

    def to_dict(self) -> dict[str, Any]:
        """The explanation as JSON can carry it: times ISO 8601 in UTC."""
        return {
            "lead": None,
            "clause": self.clause,
            "title": self.title,
            "headline": self.headline,
            "at": iso(instant(self.at)),
            "zone": self.zone,
            "version": self.version,
            "period": self.period,
            "clock": None if self.clock is None else self.clock.to_dict(),
            "because": list(self.because),
            "counted": [
                {
                    "at": iso(instant(item.at)),
                    "lead": item.lead,
                    "event": item.event,
                    "id": item.id,
                    "total": _plain(item.total),
                    "said": item.said,
                }
                for item in self.counted
            ],
            "consequences": [consequence.to_dict() for consequence in self.consequences],
            "periods": [clock.to_dict() for clock in self.periods],
        }


def _plain(total: Any) -> int | float | None:
    if total is None:
        return None
    return int(total) if total == int(total) else float(total)


def _line(face: Face) -> Any:
    def line(item: Counted) -> str:
        total = "      -" if item.total is None else f"{float(item.total):>7g}"
        whom = "" if item.lead is None else f" {one_line(item.lead)}"
        said = f": {item.said}" if item.said else ""
        return f"  {face.full(instant(item.at))} {total}  {item.event}{whom}{said}"

    return line


def explain_period(
    books: Books, at: int, clause: str, period: str | None, lead: str | None
) -> PeriodExplanation:
    """The explanation of a clause about periods, for one of its periods (by default the last that has begun).

    With a `lead` only its events are listed. Raises `UnknownError` for a period that the clause does not have.
    """
    book = next(book for book in books.books if book.terms.clause.id == clause)
    terms = book.terms
    clocks = [clock for clock in in_order_of_start(books, at) if clock.terms is terms]
    known = {clock.slot.label: clock for clock in clocks}
    face = Face(terms.tz)
    common: dict[str, Any] = {
        "clause": clause,
        "title": terms.clause.name,
        "at": moment(at),
        "zone": terms.tz.key,
    }
    views = tuple(period_view(clock, at) for clock in clocks)
    if period is None and clocks:
        period = clocks[-1].slot.label
    if period not in known:
        labels = [slot.label for slot in terms.slots]
        if period is not None and period not in labels:
            raise UnknownError(f"`{clause}` has no period {period!r}; it has {_few(labels)}")
        headline = "no clock, because its first period has not begun"
        if period is not None:
            headline = f"no clock, because {period} has not begun"
        elif not labels:
            headline = "no clock, because nothing is owed within the term"
        return PeriodExplanation(
            **common, headline=headline, version=terms.version, period=period, periods=views
        )
    clock = known[period]
    facts = terms.facts_of(clock.slot, [fact for fact in book.facts if fact.at <= at])
    weighed = tuple(terms.clause.weigh(clock.slot, facts))
    told = terms.clause.told(clock.slot, facts)
    return PeriodExplanation(
        **common,
        headline=_headline(clock, told, face),
        version=terms.version,
        period=period,
        clock=period_view(clock, at),
        because=_because(clock, told, face),
        counted=tuple(_counted(one) for one in weighed if lead is None or one.fact.lead == lead),
        consequences=clock.consequences,
        periods=views,
    )


def findings(books: Books, at: int) -> dict[tuple[str, str], str]:
    """What the slot of every clock came to, in words (of one that is void, why), by clause and period."""
    found: dict[tuple[str, str], str] = {}
    for book in books.books:
        clause = book.terms.clause
        for _, clock in list(book.judge(at)):  # to its end first: then all facts are in their places
            facts = book.terms.facts_of(clock.slot, book.facts)
            said = clock.why_void if clock.outcome == VOID else clause.told(clock.slot, facts)
            found[clause.id, clock.slot.label] = said
    return found


def _few(labels: list[str]) -> str:
    if len(labels) <= 6:
        return ", ".join(labels) or "none"
    return f"{len(labels):,}, from {labels[0]} to {labels[-1]}"


def _headline(clock: PeriodClock, told: str, face: Face) -> str:
    match clock.outcome:
        case "open":
            return f"open, due {face.full(clock.slot.due)}: {told}"
        case "met":
            return f"met on {face.full(clock.ended_at or 0)}: {told}"
        case "breached":
            return f"breached on {face.full(clock.ended_at or 0)}: {told}"
        case _:
            return f"void: {clock.why_void}"


def _because(clock: PeriodClock, told: str, face: Face) -> tuple[str, ...]:
    slot, terms = clock.slot, clock.terms
    clause = terms.clause
    found = [clause.sentence(), f"from {face.full(slot.start)} until just before {face.full(slot.end)}"]
    if slot.start == terms.first or slot.end == terms.after:
        found.append("clipped to the term of the agreement, where the term begins or ends within the period")
    if slot.due != slot.end:
        found.append(f"judged on {face.full(slot.due)}, {clause.matures()} after its end")
    if clock.outcome in (OPEN, MET, BREACHED):
        found.append(told)
    return tuple(found)


def _counted(weighed: Weighed) -> Counted:
    fact = weighed.fact
    return Counted(moment(fact.at), fact.lead or None, fact.name, fact.id, weighed.total, weighed.said)
