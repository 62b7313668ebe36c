"""Books of facts: what clauses about periods took notice of, put together over leads, and the clocks that follow.

Facts of different leads only ever stand side by side, in an order that depends on them alone. So books merge: those of
any parts of the leads, kept apart and put together, give the same clocks as those of all leads at once.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from leadsla.clauses.period import Fact
from leadsla.consequences import Consequence
from leadsla.evaluation.periodic.standing import PeriodClock, stands
from leadsla.evaluation.periodic.terms import PeriodTerms
from leadsla.instants import NEVER

if TYPE_CHECKING:
    from leadsla.evaluation.compile import Program
    from leadsla.lead import Lead

#: Up to so many facts are put in their places one by one.
_FEW: Final = 32


class Book:
    """The facts of one clause, in order, and the clocks of its slots as they were last judged."""

    def __init__(self, terms: PeriodTerms) -> None:
        self.terms = terms
        self.facts: list[Fact] = []
        #: Facts that have not been put in their places yet.
        self.fresh: list[Fact] = []
        #: The clocks of the slots that have begun, and the numbers of those that are to be judged again.
        self.clocks: list[PeriodClock | None] = []
        self.stale: set[int] = set()
        #: When clocks that have not ended look different next, by the number of the slot.
        self.pending: dict[int, int] = {}

    def add(self, fact: Fact) -> None:
        """Take in a fact."""
        self.fresh.append(fact)
        self._touch(fact.at)

    def _place(self) -> None:
        """Put fresh facts in their places: a few one by one, many at once."""
        if len(self.fresh) > _FEW:
            self.facts += self.fresh
            self.facts.sort()
        else:
            for fact in self.fresh:
                insort(self.facts, fact)
        self.fresh.clear()

    def remove(self, fact: Fact) -> None:
        """Leave a fact out again."""
        self._place()
        del self.facts[bisect_left(self.facts, fact[:3])]
        self._touch(fact.at)

    def _touch(self, at: int) -> None:
        """Note the slots that a fact of that instant matters for; the latest are the likeliest."""
        slots = self.terms.slots
        for number in range(len(self.clocks) - 1, -1, -1):
            if slots[number].due < at:
                return
            if slots[number].since <= at:
                self.stale.add(number)

    def judge(self, limit: int) -> Iterator[tuple[PeriodClock | None, PeriodClock]]:
        """The clocks as they are seen at `limit`, which never goes back: what each was, and what it has become."""
        self._place()
        slots = self.terms.slots
        while len(self.clocks) < len(slots) and slots[len(self.clocks)].start < limit:
            self.stale.add(len(self.clocks))
            self.clocks.append(None)
        self.stale.update(number for number, at in self.pending.items() if at <= limit)
        for number in sorted(self.stale):
            clock = stands(self.terms, slots[number], self.facts, limit)
            before, self.clocks[number] = self.clocks[number], clock
            if clock.changes == NEVER:
                self.pending.pop(number, None)
            else:
                self.pending[number] = clock.changes
            yield before, clock
        self.stale.clear()

    def seen(self, limit: int) -> Iterator[PeriodClock]:
        """The clocks as they will be seen at `limit`, at or after the last judging, if no fact comes in between."""
        self._place()
        slots = self.terms.slots
        for number, clock in enumerate(self.clocks):
            if clock is None or number in self.stale or self.pending.get(number, NEVER) <= limit:
                clock = stands(self.terms, slots[number], self.facts, limit)
            yield clock
        for number in range(len(self.clocks), len(slots)):
            if slots[number].start >= limit:
                return
            yield stands(self.terms, slots[number], self.facts, limit)

    @property
    def next(self) -> int:
        """The first instant at which a clock begins or looks different."""
        slots = self.terms.slots
        begins = slots[len(self.clocks)].start + 1 if len(self.clocks) < len(slots) else NEVER
        return min(begins, min(self.pending.values(), default=NEVER))


class Books:
    """The books of all clauses about periods of one program."""

    def __init__(self, program: Program) -> None:
        self.places = program.places
        self.books = [Book(terms) for terms in program.periods]
        #: How many facts of each lead have been taken in.
        self.taken: dict[str, int] = {}

    def note(self, lead: Lead) -> None:
        """Take in what a lead (or the team) has brought since the last time."""
        facts, first = lead.facts, self.taken.get(lead.id, 0)
        if len(facts) > first:
            for number in range(first, len(facts)):
                if facts[number][0] < len(self.places):  # beyond: what the team does about what it owes
                    book, fact = self._fact(lead, number)
                    book.add(fact)
            self.taken[lead.id] = len(facts)

    def forget(self, lead: Lead) -> None:
        """Leave out again what a lead has brought (it is being repaired)."""
        for number in range(self.taken.pop(lead.id, 0)):
            if lead.facts[number][0] < len(self.places):
                book, fact = self._fact(lead, number)
                book.remove(fact)

    def _fact(self, lead: Lead, number: int) -> tuple[Book, Fact]:
        place, at, value, name, id = lead.facts[number]
        book, role = self.places[place]
        return self.books[book], Fact(at, lead.id, number, role, value, name, id)

    def merge(self, other: Books) -> None:
        """Take in the books of other leads."""
        for book, others in zip(self.books, other.books, strict=True):
            for fact in (*others.facts, *others.fresh):
                book.add(fact)
        self.taken |= other.taken

    def judge(self, limit: int) -> Iterator[tuple[PeriodClock | None, PeriodClock]]:
        """What has changed of the clocks since the last time: what each was, and what it is at `limit`."""
        for book in self.books:
            yield from book.judge(limit)

    def seen(self, limit: int) -> Iterator[PeriodClock]:
        """The clocks as they will be seen at `limit` if no fact comes in before; nothing is judged by it."""
        for book in self.books:
            yield from book.seen(limit)

    @property
    def consequences(self) -> Iterator[Consequence]:
        """What has followed from the clocks as they were last judged."""
        for book in self.books:
            for clock in book.clocks:
                yield from () if clock is None else clock.consequences

    @property
    def next(self) -> int:
        """The first instant at which something is to be seen."""
        return min((book.next for book in self.books), default=NEVER)


def books_of(program: Program, leads: Iterable[Lead]) -> Books:
    """The books of leads."""
    books = Books(program)
    if books.books:
        for lead in leads:
            books.note(lead)
    return books


def in_order_of_start(books: Books, limit: int) -> list[PeriodClock]:
    """The clocks of all periods at `limit`, of books that have not been judged before.

    They are in the order in which they began, those of one instant in the agreement's order.
    """
    clocks = (clock for _, clock in books.judge(limit))
    return sorted(clocks, key=lambda clock: (clock.slot.start, clock.terms.index))
