"""Every figure of an answer with its formula, the numbers put in, and the name of the formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadsla.funnel.explaining.chances import chances
from leadsla.funnel.explaining.figures import Figure, Figures
from leadsla.funnel.explaining.people import people
from leadsla.funnel.explaining.times import plans, times
from leadsla.funnel.explaining.volumes import money, sources, volumes

if TYPE_CHECKING:
    from leadsla.funnel.answer import Answer

__all__ = ["Figure", "Figures", "explain"]

_PARTS = (volumes, chances, sources, money, times, plans, people)


def explain(answer: Answer, name: str | None = None) -> Figures:
    """The figures of an answer, all or those of a name; see `Answer.explain`."""
    found = Figures(Figure, (figure for part in _PARTS for figure in part(answer)))
    return found if name is None else found.named(name)
