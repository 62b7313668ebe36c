"""Several promises as one line of the signed document: "within 5 minutes to 24 hours" is two, and reads as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from leadsla.clauses.base import Clause

#: What may stand behind the words that differ: said once, behind the last of them.
_SIGNS: Final = ",;."


def lines_of(clauses: Iterable[Clause]) -> tuple[str, ...]:
    """The lines of the signed document, in order: a sentence a clause, one for all that share a `line`.

    >>> from leadsla.clauses import ResponseWindow
    >>> windows = ("5 minutes", "24 hours")
    >>> made = [ResponseWindow(id=w, owner="sales", line="a", from_="assigned", until="won", within=w) for w in windows]
    >>> lines_of(made)
    ('Sales will win the lead within 5 minutes to 24 hours of assignment.',)
    """
    return tuple(side_by_side([clause.sentence() for clause in line]) for line in grouped(clauses))


def grouped(clauses: Iterable[Clause]) -> tuple[tuple[Clause, ...], ...]:
    """The clauses of each line, in order; one that names no line is one by itself."""
    found: dict[str, list[Clause]] = {}
    for number, clause in enumerate(clauses):
        line = f"line {clause.line}" if clause.line else f"clause {number}"
        found.setdefault(line, []).append(clause)
    return tuple(map(tuple, found.values()))


def side_by_side(sentences: Sequence[str]) -> str:
    """Sentences that differ in one place with what differs put side by side; others one after the other."""
    parts = [sentence.split() for sentence in sentences]
    first = _alike(parts)
    last = _alike([part[first:][::-1] for part in parts])
    ends = [len(part) - last for part in parts]
    if len(parts) == 1 or not first or any(end <= first for end in ends):
        return " ".join(sentences)
    between = [" ".join(part[first:end]) for part, end in zip(parts, ends, strict=True)]
    plain = [text.rstrip(_SIGNS) for text in between]
    sign = between[0].removeprefix(plain[0])
    return " ".join([*parts[0][:first], " to ".join(plain) + sign, *parts[0][ends[0] :]])


def _alike(parts: Sequence[Sequence[str]]) -> int:
    """With how many words all begin alike."""
    return next(
        (place for place, words in enumerate(zip(*parts, strict=False)) if len(set(words)) > 1),
        min(map(len, parts)),
    )
