"""The words of a criterion's text, each with where it stands.

What people write by habit from other languages (`&&`, `=>`, `AND`, curly quotes) is recognised here, so that
the error can say what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import attrs

from leadsla.criteria.nodes import MAX_DIGITS, MAX_TEXT
from leadsla.errors import CriterionError

#: Words of the language itself; no field can have such a name.
KEYWORDS: Final = frozenset({"and", "or", "not", "in", "true", "false", "event"})
_HABITS: Final = {
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not",
    "<>": "!=",
    "=>": ">=",
    "=<": "<=",
    "===": "==",
    "!==": "!=",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "{": "[",
    "}": "]",
}
_CURLY: Final = "“”„‘’«»`"
_NUMBER: Final = re.compile(r"[0-9]+(?:_[0-9]+)*(?:\.[0-9]+(?:_[0-9]+)*)?")
_SYMBOL: Final = re.compile(r"===|!==|==|!=|<=|>=|<>|=>|=<|&&|\|\||.", re.DOTALL)
_SYMBOLS: Final = frozenset(
    {"==", "!=", "<=", ">=", "<", ">", "(", ")", "[", "]", ",", ".", "+", "-", "*", "/", "="}
)
_UNITS: Final = frozenset({"second", "minute", "hour", "day", "week"})
ESCAPES: Final = {"\\": "\\", '"': '"', "'": "'", "n": "\n", "t": "\t"}


@attrs.frozen
class Token:
    """`kind` is number, share, text, word, symbol or end; the `value` of a text is what it stands for."""

    kind: str
    value: str
    start: int
    end: int

    def is_symbol(self, symbol: str) -> bool:
        return self.kind == "symbol" and self.value == symbol


def is_name(text: str) -> bool:
    """Whether a criterion can name a field like this: letters, digits and `_`, no word of the language.

    >>> [is_name(text) for text in ("lead_score", "lead score", "2nd", "and", "And")]
    [True, False, False, False, False]
    """
    return is_word(text) and text.lower() not in KEYWORDS


def is_word(text: str) -> bool:
    """Whether a text is written as one word, so that it can follow `event.`."""
    return bool(text) and _starts_word(text[0]) and all(_in_word(character) for character in text)


def _starts_word(character: str) -> bool:
    return character.isalpha() or character == "_"


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def tokens(text: str) -> list[Token]:
    """The tokens of a text, with one of kind `end` after the last.

    >>> [token.value for token in tokens('score >= 4_0')]
    ['score', '>=', '4_0', '']

    Raises `CriterionError` for a text that is too long, a character that means nothing, an open quotation
    mark.
    """
    if len(text) > MAX_TEXT:
        raise CriterionError(
            f"a criterion of {len(text):,} characters; at most {MAX_TEXT:,}", text[:80] + "…"
        )
    return list(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    position = 0
    after_dot = False
    while position < len(text):
        character = text[position]
        if character.isspace():
            position += 1
            continue
        if character in "\"'":
            token = _quoted(text, position)
        elif character in "0123456789":
            token = _number(text, position)
        elif _starts_word(character):
            token = _word(text, position, after_dot)
        else:
            token = _symbol(text, position)
        yield token
        position = token.end
        after_dot = token.is_symbol(".")
    yield Token("end", "", len(text), len(text))


def _word_end(text: str, start: int) -> int:
    end = start
    while end < len(text) and _in_word(text[end]):
        end += 1
    return end


def _word(text: str, start: int, after_dot: bool) -> Token:
    end = _word_end(text, start)
    word = text[start:end]
    # After a dot any word is a key of the event's data.
    if not after_dot and word not in KEYWORDS and word.lower() in KEYWORDS:
        raise CriterionError(f"`{word}` is written in lower case", text, start, end, word.lower())
    return Token("word", word, start, end)


def _number(text: str, start: int) -> Token:
    found = _NUMBER.match(text, start)
    end = found.end() if found else start + 1
    word = _word_end(text, end)
    if word > end or text[end : end + 1] == ".":
        raise _odd_number(text, start, end, word)
    if sum(character.isdigit() for character in text[start:end]) > MAX_DIGITS:
        raise CriterionError(f"a number has at most {MAX_DIGITS} digits", text, start, end)
    after = end
    while text[after : after + 1].isspace():
        after += 1
    if text[after : after + 1] == "%":
        return Token("share", text[start:end], start, after + 1)
    return Token("number", text[start:end], start, end)


def _odd_number(text: str, start: int, end: int, word: int) -> CriterionError:
    unit = text[end:word].rstrip("s")
    if unit in _UNITS:
        return CriterionError(
            "a length of time stands in quotes", text, start, word, f'"{text[start:end]} {text[end:word]}"'
        )
    if word == end:
        return CriterionError("a number does not end in a point", text, start, end + 1, text[start:end])
    return CriterionError("not a number; digits, `_` and one decimal point make a number", text, start, word)


def _quoted(text: str, start: int) -> Token:
    mark, position = text[start], start + 1
    written: list[str] = []
    while position < len(text):
        character = text[position]
        if character == mark:
            return Token("text", "".join(written), start, position + 1)
        if character == "\\":
            escaped = text[position + 1 : position + 2]
            if escaped not in ESCAPES or not escaped:
                what = "after a backslash stands one of \\ \" ' n t"
                raise CriterionError(what, text, position, position + 1 + len(escaped), "\\\\" + escaped)
            written.append(ESCAPES[escaped])
            position += 2
        else:
            written.append(character)
            position += 1
    raise CriterionError(
        "the quotation mark is never closed", text, start, len(text), text[start:].rstrip() + mark
    )


def _symbol(text: str, start: int) -> Token:
    found = _SYMBOL.match(text, start)
    symbol = found.group() if found else text[start]
    end = start + len(symbol)
    if symbol in _SYMBOLS:
        return Token("symbol", symbol, start, end)
    if symbol in _CURLY:
        last = max(text.find(mark, end) for mark in _CURLY)
        close = last + 1 if last > 0 else end
        write = f'"{text[end:last]}"' if last > 0 else '"'
        raise CriterionError("text stands in straight quotation marks", text, start, close, write)
    if symbol == "%":
        raise CriterionError("`%` stands after a number, as in 40%", text, start, end)
    raise CriterionError(f"`{symbol}` means nothing in a criterion", text, start, end, _HABITS.get(symbol))
