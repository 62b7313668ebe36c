"""What editors say of a key: the sentence of its class's docstring that names it.

So a key is described where it is declared, once, and a kind of your own is described by its docstring like the rest.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Iterator

_NAME_OF_KEY = re.compile(r"`(\w+?)_`")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z`*\"])")
_EMPHASIS = re.compile(r"\*([^*]+)\*")


def about(cls: type) -> str:
    """What a class is, by the first paragraph of its docstring.

    >>> from leadsla.clauses import StalledLead
    >>> about(StalledLead)
    'A lead makes progress within a window; progress is a move to a later stage, or what `progress_on` says.'
    """
    paragraphs = _prose(cls)
    return paragraphs[0] if paragraphs else ""


def about_key(cls: type, key: str) -> str:
    """What a key of a class is: the first sentence that names it, in its docstring or else in those above it.

    >>> from leadsla.clauses import StalledLead
    >>> about_key(StalledLead, "count_from")
    '`count_from` names an earlier event to count from.'
    """
    for owner in cls.__mro__:
        for sentence in _sentences(owner):
            if f"`{key}`" in sentence:
                return _part(sentence, key)
    return ""


def _part(sentence: str, key: str) -> str:
    """What a sentence of several parts says of a key."""
    part = next(part for part in sentence.split("; ") if f"`{key}`" in part)
    return f"{part[0].upper()}{part[1:].rstrip('.')}."


def _sentences(cls: type) -> Iterator[str]:
    return (sentence for paragraph in _prose(cls) for sentence in _SENTENCE.split(paragraph))


@functools.cache
def _prose(cls: type) -> tuple[str, ...]:
    """The paragraphs of a docstring without examples and without what it raises."""
    told = vars(cls).get("__doc__") if cls is not object else None
    paragraphs = re.split(r"\n\s*\n", inspect.cleandoc(told or ""))
    return tuple(_plain(text) for text in paragraphs if text and not text.startswith((">>>", "Raises ")))


def _plain(text: str) -> str:
    return _EMPHASIS.sub(r"\1", _NAME_OF_KEY.sub(r"`\1`", " ".join(text.split())))
