"""Figures with their formulas, one by one and all together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import ClassVar, Final

import attrs

from leadsla.errors import Fault, FunnelError, nearest
from leadsla.funnel.exact import Exact
from leadsla.funnel.explaining.terms import Term, is_short, written
from leadsla.tables import NUMBER, TEXT, Columns, Grid, Rows, Sheet

#: A formula that fits so many characters is written in one line.
_LINE: Final = 79


@attrs.frozen
class Figure(Exact):
    """A figure of an answer: its name, the formula in names, the same with the numbers put in, and what comes out.

    `name` is where `Answer.to_dict` has it, `method` what the formula is called. `value` is None for a date, `said` is
    the result in words; `because` shows that it is the first that is enough. Not `exact` is what was rounded.
    """

    COLUMNS: ClassVar[Columns] = {
        "name": TEXT,
        "formula": TEXT,
        "numbers": TEXT,
        "value": NUMBER,
        "said": TEXT,
        "because": TEXT,
        "method": TEXT,
    }

    name: str
    formula: str
    numbers: str
    value: Fraction | float | int | None
    said: str
    method: str
    because: str | None = None
    exact: bool = True

    @classmethod
    def of(cls, name: str, value: Fraction | int, term: Term, method: str) -> Figure:
        """A figure by arithmetic."""
        exact = term.exact and is_short(Fraction(value))
        said = written(value)
        if "/" in said:
            said = f"{said} ≈ {written(round(Fraction(value), 2) or float(value))}"
        return cls(name, term.formula, term.numbers, value, said, method, exact=exact)

    @classmethod
    def in_words(
        cls,
        name: str,
        value: Fraction | float | int | dt.date | None,
        formula: str,
        numbers: str,
        method: str,
        because: str | None = None,
    ) -> Figure:
        """A figure that is found by more than arithmetic."""
        if isinstance(value, dt.date) or value is None:
            return cls(name, formula, numbers, None, str(value or "-"), method, because)
        said = f"{value:.6g}" if isinstance(value, float) and abs(value) < 1 else written(round_to(value))
        return cls(name, formula, numbers, value, said, method, because, exact=not isinstance(value, float))

    def parts(self) -> Iterator[str]:
        """The formula, the numbers and the result, each with the sign before it."""
        yield f"= {self.formula}"
        if self.numbers != self.formula:
            yield f"= {self.numbers}"
        if self.said not in (self.numbers, "-"):
            yield f"{'=' if self.exact else '≈'} {self.said}{f', because {self.because}' if self.because else ''}"

    def __str__(self) -> str:
        return f"{self.name} {' '.join(self.parts())}"

    def lines(self) -> list[str]:
        """The figure as text that is not wide: in one line, or in one for each part."""
        one = str(self)
        if len(one) <= _LINE:
            return [one]
        return [self.name, *(f"  {part}" for part in self.parts())]


class Figures(Rows[Figure]):
    """The figures of a result with their formulas; printed, each with its formula as text."""

    def named(self, name: str) -> Figures:
        """Those of a name: that of a figure, or else all with a part of that name (`budget`, `mql`, `needed`).

        Raises `FunnelError` for a name that no figure has.
        """
        found = [one for one in self if one.name == name]
        found = found or [one for one in self if f".{name}." in f".{one.name}."]
        if not found:
            known = [*dict.fromkeys(one.name.split(".")[0] for one in self), *(one.name for one in self)]
            what = f"no figure of this answer is called `{name}`"
            write = nearest(str(name), known) or f"one of {', '.join(dict.fromkeys(known[:12]))}"
            raise FunnelError([Fault("unknown-name", what, write=write)])
        return Figures(Figure, found)

    def __str__(self) -> str:
        return "\n".join(line for one in self for line in one.lines())

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        rows = [(one.name, one.formula, one.numbers, one.said, one.because or one.method) for one in self]
        titles = ("figure", "formula", "with the numbers", "comes to", "by")
        return (Sheet("", Grid(titles, tuple(rows[: shown * 4]), more=len(rows) - len(rows[: shown * 4]))),)


def round_to(value: Fraction | float | int) -> Fraction:
    """A number for people: one that was not reckoned exactly has two decimals."""
    return Fraction(value) if not isinstance(value, float) else Fraction(str(round(value, 2)))
