"""What becomes of the clocks of one clause, in whole columns: the boundaries of the fold, said for arrays.

An instant and the number of its column are one whole number, the *key* (`LeadTable.keys`), so events of a row are
compared in the order in which they count by comparing numbers. A clock starts with the first event that may start it,
and ends with the first event after that one that settles or voids it. What is done exactly at the due is in time, and a
clock falls due only when the due has passed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs
import numpy as np

from leadsla.errors import CalendarError
from leadsla.evaluation.columns.planning import Asked, ClausePlan
from leadsla.evaluation.columns.situations import Answers, Situations
from leadsla.evaluation.columns.table import MISSING, NEVER, Array
from leadsla.evaluation.terms import Terms
from leadsla.instants import LAST
from leadsla.triggers import ALWAYS

#: The codes of outcomes: see `judged.OUTCOMES`.
OPEN, MET, BREACHED, VOID = range(4)
#: What is answered about an event that starts no clock.
NO_CLOCK = -1


@attrs.define
class Found:
    """The clocks of some rows. `rows` are their places, `places` the columns of the events that started them."""

    rows: Array
    places: Array
    terms: Array
    started: Array
    due: Array
    outcome: Array
    done_at: Array
    breached_at: Array
    ended_at: Array
    #: The rows that are to be folded: their start may be no start, or not the only one.
    unsure: Array

    @classmethod
    def together(cls, parts: Sequence[Found]) -> Found:
        """The clocks of several parts of the rows, in their order."""
        if len(parts) == 1:
            return parts[0]
        if not parts:
            whole = np.zeros(0, np.int64)
            return cls(whole, whole, whole, whole, whole, whole, whole, whole, whole, whole.astype(bool))
        names = [field.name for field in attrs.fields(cls)]
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    def without(self, rows: Array) -> Found:
        """Those of all rows but some, of which each row has a flag."""
        kept = ~rows[self.rows]
        names = [field.name for field in attrs.fields(Found) if field.name != "unsure"]
        return Found(**{name: getattr(self, name)[kept] for name in names}, unsure=rows)


class Judging:
    """One clause over one table: all that is asked about its events is answered, the instants are still to come."""

    def __init__(self, plan: ClausePlan, situations: Situations, limit: int, term: tuple[int, int]) -> None:
        compiled = self.compiled = plan.compiled
        self.bits = situations.table.bits
        self.limit = limit
        #: The keys between which a clock can start.
        self.term = (term[0] << self.bits, min(term[1], LAST) << self.bits)
        self.terms: list[Terms] = []
        self.once = compiled.repeat == "once"
        self.starts = [(one.place, self._terms_of(one, situations)) for one in plan.starts]
        self.settles = [(one.place, _whether(one, situations)) for one in plan.settles]
        self.voids = [(one.place, _whether(one, situations)) for one in plan.voids]
        self.pauses = [(one.place, _whether(one, situations)) for one in plan.pauses]

    def _terms_of(self, asked: Asked, situations: Situations) -> Answers:
        """For each row the number of the terms of the clock that an event starts, `NO_CLOCK` where it starts none."""
        compiled, terms = self.compiled, self.terms

        def ask(lead: object, event: object) -> int:
            if not asked.test(lead, event):
                return NO_CLOCK
            if compiled.when is not None and not compiled.when(lead, event):  # type: ignore[arg-type]
                return NO_CLOCK
            if compiled.choose is not None and compiled.choose(lead, event) < 0:
                return NO_CLOCK
            found = compiled.only_terms or compiled.terms_for(lead, event)
            if found not in terms:
                terms.append(found)
            return terms.index(found)

        return situations.answers(asked.place, asked.reads, ask)

    def judge(self, keys: Sequence[Array], part: slice, recycled: Array | None) -> Found:
        """The clocks of some rows; `recycled` says of each whether the lead begins a further pass."""
        start, terms, several = self._start(keys, part)
        unsure = np.zeros(len(start), bool)
        if several is not None:
            # A further start may begin a further clock.
            unsure |= several if not self.once else several & recycled if recycled is not None else unsure
        for place, answers in self.pauses:
            held = answers != 0 if isinstance(answers, int) else answers[part]
            unsure |= (keys[place] < NEVER) & held
        rows = np.flatnonzero(start < NEVER)
        all_start = len(rows) == len(start)
        if not all_start:
            start, keys = start[rows], [key[rows] for key in keys]
            terms = terms if isinstance(terms, int) else terms[rows]
        meant = part if all_start else (part, rows)
        done = self._first(keys, start, self.settles, meant)
        gone = self._first(keys, start, self.voids, meant)
        started = start >> self.bits
        due, failed = self._dues(started, terms)
        unsure[rows[failed]] = True
        return self._outcomes(rows, start, terms, due, done, gone, unsure)

    def _start(self, keys: Sequence[Array], part: slice) -> tuple[Array, Answers, Array | None]:
        """The key of the event that starts each row's clock, its terms, and whether there are more such events."""
        first: Array | None = None
        terms: Answers = 0
        several: Array | None = None
        for place, answers in self.starts:
            key = keys[place]
            within = (key >= self.term[0]) & (key < self.term[1])
            given = answers if isinstance(answers, int) else answers[part]
            within &= given != NO_CLOCK
            key = np.where(within, key, NEVER)
            if first is None:
                first, terms = key, given
                continue
            more = within & (first < NEVER)
            several = more if several is None else several | more
            terms = np.where(key < first, given, terms)
            first = np.minimum(first, key)
        return (np.full(len(keys[0]), NEVER) if first is None else first), terms, several

    @staticmethod
    def _first(
        keys: Sequence[Array],
        start: Array,
        ends: Sequence[tuple[int, Answers]],
        meant: slice | tuple[slice, Array],
    ) -> Array:
        """The key of the first event after the start that is one of these."""
        found = np.full(len(start), NEVER)
        for place, answers in ends:
            counts = keys[place] > start
            if not isinstance(answers, int):
                counts &= answers[meant] if isinstance(meant, slice) else answers[meant[0]][meant[1]]
            elif not answers:
                continue
            np.minimum(found, keys[place], out=found, where=counts)
        return found

    def _dues(self, started: Array, terms: Answers) -> tuple[Array, Array]:
        """When the clocks are due, and which of them have no due in their calendar."""
        failed = np.zeros(0, np.int64)
        if len(self.terms) <= 1:
            if not len(started):
                return started, failed
            due, wrong = _dues(self.terms[0], started)
            return due, np.flatnonzero(wrong) if wrong is not None else failed
        due = np.empty_like(started)
        for number, one in enumerate(self.terms):
            which = np.flatnonzero(terms == number)
            if len(which):
                due[which], wrong = _dues(one, started[which])
                if wrong is not None:
                    failed = np.concatenate((failed, which[wrong]))
        return due, failed

    def each_terms(self, found: Found, do: Callable[[Terms, Array], object]) -> None:
        """Do something for the places of the clocks of each of the terms."""
        for number, one in enumerate(self.terms):
            which = np.flatnonzero(found.terms == number)
            if len(which):
                do(one, which)

    def by_terms(self, found: Found, reckon: Callable[[Terms, Array], Array]) -> Array:
        """A column of whole numbers that is reckoned for the places of the clocks of each of the terms."""
        out = np.zeros(len(found.rows), np.int64)

        def fill(terms: Terms, which: Array) -> None:
            out[which] = reckon(terms, which)

        self.each_terms(found, fill)
        return out

    def _outcomes(
        self, rows: Array, start: Array, terms: Answers, due: Array, done: Array, gone: Array, unsure: Array
    ) -> Found:
        end = np.minimum(done, gone)
        ended = end < NEVER
        end >>= self.bits
        settled = ended & (done <= gone)  # what an event settles, it does not void
        breached = due < np.minimum(end, self.limit)
        outcome = ended.astype(np.int8)
        outcome *= np.int8(VOID)
        outcome[settled] = MET
        outcome[breached] = BREACHED
        return Found(
            rows,
            (start & ((1 << self.bits) - 1)).astype(np.int16),
            np.full(len(rows), terms, np.int16) if isinstance(terms, int) else terms,
            start >> self.bits,
            due,
            outcome,
            np.where(settled, end, MISSING),
            np.where(breached, due, MISSING),
            np.where(ended, end, MISSING),
            unsure,
        )


def _whether(asked: Asked, situations: Situations) -> Answers:
    """Whether events are meant, as a number for all or an array of flags."""
    if asked.test is ALWAYS:
        return 1
    answers = situations.answers(asked.place, asked.reads, lambda lead, event: int(asked.test(lead, event)))
    return answers if isinstance(answers, int) else answers.astype(bool)


def _dues(terms: Terms, started: Array) -> tuple[Array, Array | None]:
    """When clocks of some terms are due; where some have no due, which those are."""
    try:
        return terms.forward_many(started), None
    except CalendarError:
        found, wrong = np.full(len(started), LAST), np.zeros(len(started), bool)
        for place, at in enumerate(started.tolist()):
            try:
                found[place] = terms.forward(at)
            except CalendarError:
                wrong[place] = True
        return found, wrong
