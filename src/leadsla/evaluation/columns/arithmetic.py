"""What becomes of the clocks of one clause, in whole columns: the boundaries of the fold, said for arrays.

An instant and the number of its column are one whole number, the *key* (`LeadTable.keys`), so events of a row are
compared in the order in which they count by comparing numbers. A clock starts with the first event that may start it,
and ends with the first event after that one that settles or voids it. What is done exactly at the due is in time, and a
clock falls due only when the due has passed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from leadsla.errors import CalendarError
from leadsla.evaluation.columns.coded import Array
from leadsla.evaluation.columns.found import BREACHED, VOID, Found, Room
from leadsla.evaluation.columns.planning import Asked, ClausePlan
from leadsla.evaluation.columns.situations import Answers, Situations, Told
from leadsla.evaluation.columns.table import MISSING, NEVER
from leadsla.evaluation.terms import Terms, dues_many
from leadsla.instants import LAST
from leadsla.lead import Lead
from leadsla.triggers import ALWAYS

#: What is answered about an event that starts no clock.
NO_CLOCK = -1


class Judging:
    """One clause over one table: all that is asked about its events is answered, the instants are still to come."""

    def __init__(self, plan: ClausePlan, situations: Situations, limit: int, term: tuple[int, int]) -> None:
        self.compiled = plan.compiled
        self.table = situations.table
        self.bits = self.table.bits
        self.limit = limit
        #: The keys between which a clock can start.
        self.term = (term[0] << self.bits, min(term[1], LAST) << self.bits)
        self.terms: list[Terms] = []
        self.once = self.compiled.repeat == "once"
        self.starts = [(one.place, self._terms_of(one, situations)) for one in plan.starts]
        self.settles = [(one.place, _whether(one, situations)) for one in plan.settles]
        self.voids = [(one.place, _whether(one, situations)) for one in plan.voids]
        self.pauses = [(one.place, _whether(one, situations)) for one in plan.pauses]
        only = self.starts[0][0] if len(self.starts) == 1 else None
        self.room = Room(self.table.size, only, len(self.terms) > 1)

    def _terms_of(self, asked: Asked, situations: Situations) -> Answers:
        """For each row the number of the terms of the clock that an event starts, `NO_CLOCK` where it starts none."""
        compiled, terms = self.compiled, self.terms

        def ask(lead: Lead, event: object) -> Terms | None:
            if not asked.test(lead, event):
                return None
            if compiled.when is not None and not compiled.when(lead, event):  # type: ignore[arg-type]
                return None
            if compiled.choose is not None and compiled.choose(lead, event) < 0:
                return None
            return compiled.only_terms or compiled.terms_for(lead, event)

        def number(found: Terms | None) -> int:
            if found is None:
                return NO_CLOCK
            if found not in terms:
                terms.append(found)
            return terms.index(found)

        return situations.answers(asked, ask, number)

    def judge(self, keys: Sequence[Array], part: slice, recycled: Array | None) -> tuple[Array | None, slice]:
        """Judge some rows: which of them have to be folded after all, and where in the room their clocks are.

        `recycled` says of each whether the lead begins a further pass.
        """
        start, terms, unsure = self._start(keys, part, recycled)
        rows: Array | None = None
        if int(start.max(initial=0)) >= NEVER:
            rows = np.flatnonzero(start < NEVER)
            start, keys = start[rows], [key[rows] for key in keys]
            terms = terms if isinstance(terms, int) else terms[rows]
        done = self._first(keys, start, self.settles, part, rows)
        gone = self._first(keys, start, self.voids, part, rows)
        room = self.room
        place = room.take(part.start, rows, len(start))
        if not isinstance(room.places, int):
            room.places[place] = start & ((1 << self.bits) - 1)
        if not isinstance(room.terms, int):
            room.terms[place] = terms
        due, failed = self._dues(start >> self.bits, terms)
        if failed is not None:
            unsure = np.zeros(part.stop - part.start, bool) if unsure is None else unsure
            unsure[failed if rows is None else rows[failed]] = True
        room.due[place] = due
        self._end(room, place, due, done, gone)
        return unsure, place

    def _start(
        self, keys: Sequence[Array], part: slice, recycled: Array | None
    ) -> tuple[Array, int | Array, Array | None]:
        """The key of the event that starts each row's clock, its terms, and the rows that are to be folded."""
        first: Array | None = None
        terms: int | Array = 0
        several: Array | None = None
        for place, answers in self.starts:
            key = keys[place]
            given = answers if isinstance(answers, int) else answers.of(part)
            within = (key >= self.term[0]) & (key < self.term[1])
            if not isinstance(given, int) or given == NO_CLOCK:
                within &= given != NO_CLOCK
            key = np.where(within, key, NEVER)
            if first is None:
                first, terms = key, given
                continue
            more = within & (first < NEVER)
            several = more if several is None else several | more
            terms = np.where(key < first, given, terms)
            first = np.minimum(first, key)
        if first is None:
            return np.full(part.stop - part.start, NEVER), terms, None
        if self.once and several is not None:  # a further start counts in a further pass alone
            several = None if recycled is None else several & recycled
        for place, answers in self.pauses:
            if isinstance(answers, int) and not answers:
                continue
            held = keys[place] < NEVER
            if not isinstance(answers, int):
                held &= answers.of(part)
            several = held if several is None else several | held
        return first, terms, several

    @staticmethod
    def _first(
        keys: Sequence[Array],
        start: Array,
        ends: Sequence[tuple[int, Answers]],
        part: slice,
        rows: Array | None,
    ) -> Array | None:
        """The key of the first event after the start that is one of these; None where none can be."""
        found: Array | None = None
        for place, answers in ends:
            if isinstance(answers, int) and not answers:
                continue
            counts = keys[place] > start
            if not isinstance(answers, int):
                counts &= answers.of(part, rows)
            key = np.where(counts, keys[place], NEVER)
            found = key if found is None else np.minimum(found, key, out=found)
        return found

    def _dues(self, started: Array, terms: int | Array) -> tuple[Array, Array | None]:
        """When the clocks are due, and those which have no due in their calendar."""
        if not len(started):
            return started, None
        try:
            return dues_many(self.terms, terms, started), None
        except CalendarError:
            return self._dues_one_by_one(started, terms)

    def _dues_one_by_one(self, started: Array, terms: int | Array) -> tuple[Array, Array]:
        due, failed = np.full(len(started), LAST), []
        numbers = np.broadcast_to(0 if len(self.terms) == 1 else terms, len(started)).tolist()
        for place, at in enumerate(started.tolist()):
            try:
                due[place] = self.terms[numbers[place]].forward(at)
            except CalendarError:
                failed.append(place)
        return due, np.array(failed, np.int64)

    def _end(self, room: Room, place: slice, due: Array, done: Array | None, gone: Array | None) -> None:
        """How the clocks stand, written into the room."""
        outcome, settled = room.outcome[place], room.settled[place]
        if done is None and gone is None:
            settled[:] = False
            room.end[place] = MISSING
            np.multiply(due < self.limit, np.int8(BREACHED), out=outcome)
            return
        end = gone if done is None else done if gone is None else np.minimum(done, gone)
        assert end is not None
        never = end >= NEVER
        if done is None:
            settled[:] = False
        elif gone is None:
            settled[:] = True
        else:
            np.less_equal(done, gone, out=settled)  # what an event settles, it does not void
        end = end >> self.bits
        # Met or void where it has ended, open where not; and breached where the due had passed before either.
        np.subtract(np.int8(VOID), settled.view(np.int8) << 1, out=outcome)
        outcome *= ~never
        np.copyto(outcome, np.int8(BREACHED), where=due < np.minimum(end, self.limit))
        np.copyto(end, MISSING, where=never)
        room.end[place] = end

    def each_terms(self, found: Found, do: Callable[[Terms, Array], object]) -> None:
        """Do something for the places of the clocks of each of the terms."""
        for number, one in enumerate(self.terms):
            which = np.flatnonzero(found.terms == number)
            if len(which):
                do(one, which)

    def by_terms(self, found: Found, reckon: Callable[[Terms, Array], Array]) -> Array:
        """A column of whole numbers that is reckoned for the places of the clocks of each of the terms."""
        out = np.zeros(len(found), np.int64)

        def fill(terms: Terms, which: Array) -> None:
            out[which] = reckon(terms, which)

        self.each_terms(found, fill)
        return out


def _whether(asked: Asked, situations: Situations) -> Answers:
    """Whether events are meant, as a number for all or an array of flags."""
    if asked.test is ALWAYS:
        return 1
    answers = situations.answers(asked, asked.test, int)
    return answers if isinstance(answers, int) else Told(answers.given.astype(bool), answers.code)
