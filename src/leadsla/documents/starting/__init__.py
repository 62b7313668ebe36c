"""A new agreement, made from a few answers: sound as it is, and commented, so that one knows what to change."""

from __future__ import annotations

import datetime as dt
from typing import Any

from leadsla.documents.starting.answers import CADENCES, DEFAULTS, READERS, Answers, a_term
from leadsla.documents.starting.text import text_of

__all__ = ["CADENCES", "DEFAULTS", "READERS", "Answers", "a_term", "new_agreement_text"]


def new_agreement_text(first: dt.date, last: dt.date, *, schema: str | None = None, **answers: Any) -> str:
    """The text of a new agreement in YAML, in force from the first date to the last.

    The answers are `organisation`, `funnel` (a ready-made lifecycle), `timezone`, `country` (`US`, `US-OH` or `none`),
    `hours` (`mon-fri 09:00-17:00; sat 10:00-14:00`), the windows `first_response` and `accept_within`, and `cadence`
    (`three-days-then-weekly` or `none`), all as text. `schema` is where editors find the schema of agreements.

    >>> text = new_agreement_text(dt.date(2026, 1, 1), dt.date(2026, 12, 31), organisation="Acme")
    >>> from leadsla import loads
    >>> loads(text)
    <Agreement acme 2026.1: 8 clauses>

    Raises `LeadSLAError` for an answer that cannot be read, in the words that the loader has for it.
    """
    return text_of(Answers(first=first, last=last, **answers), schema)
