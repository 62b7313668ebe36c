"""From a document to a reverse funnel, with every fault at its place."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from leadsla.documents.reading import read_file, read_text
from leadsla.documents.whole import Whole
from leadsla.errors import Fault, FunnelError
from leadsla.funnel.model import ReverseFunnel
from leadsla.funnel.soundness import faults_of_whole


def load(path: str | os.PathLike[str], *, today: dt.date | None = None) -> ReverseFunnel:
    """The reverse funnel in a file: `.yaml` or `.yml`, `.json` or `.toml`.

    `today` is when it is asked: a goal whose period is over by then is refused. Raises `FunnelError` with all that is
    wrong with the file or in it, each with its line; the text shows the first ten faults.
    """
    return _whole(today).of(read_file(Path(path) if not isinstance(path, str) else path))


def loads(
    text: str, format: str = "yaml", *, name: str = "<text>", today: dt.date | None = None
) -> ReverseFunnel:
    """The reverse funnel in a text of the format yaml, json or toml; `name` is what faults call it.

    >>> loads("goal: {deals: 50}\\nstages: [lead, {name: customer, rate: 1%}]").backwards().leads
    Fraction(5000, 1)

    Raises `FunnelError` with all that is wrong in it.
    """
    return _whole(today).of(read_text(text, format, name))


def read_funnel(tree: Any, today: dt.date | None = None) -> tuple[ReverseFunnel | None, list[Fault]]:
    """The funnel that a tree says, or None, and all that is wrong with it, in no order yet."""
    return _whole(today).read(tree)


def _whole(today: dt.date | None) -> Whole[ReverseFunnel]:
    def faults(parts: Mapping[str, Any]) -> Iterable[Fault]:
        yield from faults_of_whole(parts)
        goal = parts.get("goal")
        past = None if goal is None else goal.past(today)
        if past is not None:
            yield past

    return Whole(ReverseFunnel, "a funnel", "goal: {revenue: 1000000}, and so on", FunnelError, faults)
