"""What to write instead: the errors of the parser, for what people write by habit from other languages.

Each takes the tokens and the position where reading stopped, and gives the error with the text that would
read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from leadsla.criteria.nodes import Span
from leadsla.criteria.tokens import KEYWORDS, Token
from leadsla.errors import CriterionError, nearest

_NOTHING: Final = frozenset({"null", "none", "nil", "missing", "empty", "blank", "undefined", "nan"})
_INFIX: Final = {
    "contains": "contains",
    "starts_with": "starts_with",
    "startswith": "starts_with",
    "ends_with": "ends_with",
    "endswith": "ends_with",
    "includes": "contains",
    "has": "contains",
}
_SIGNS: Final = {"is": "==", "equals": "==", "eq": "==", "isnt": "!=", "ne": "!="}


def chained(text: str, span: Span, begun: str, second: str) -> CriterionError:
    """The error for `1 < x < 5`."""
    what = "comparisons do not chain; join them by `and`"
    return CriterionError(what, text, *span, f"{begun} and {second}")


def unexpected(text: str, tokens: Sequence[Token], position: int) -> CriterionError:
    """The error where a condition has ended and something follows that does not belong there."""
    token = tokens[position]
    before, after = tokens[position - 1], tokens[min(position + 1, len(tokens) - 1)]
    word = token.value.lower()
    if token.is_symbol("="):
        return CriterionError(
            "`=` names an argument; to compare, double it", text, token.start, token.end, "=="
        )
    if token.kind == "word" and before.kind in ("word", "text"):
        error = _infix(text, tokens, position, before, after, word)
        if error is not None:
            return error
    if token.value == "," and before.kind == "number":
        what = "a number is written without separators of thousands"
        return _joined(text, before, after, what) if after.kind == "number" else _stray(text, token)
    if token.is_symbol(".") and tokens[max(position - 2, 0)].is_symbol("."):
        what = "a key of the event's data has no parts"
        return CriterionError(what, text, tokens[position - 3].start, after.end)
    if token.is_symbol("."):
        what = f"only the event has data: `{before.value}` is a field itself"
        write = f"event.{after.value}" if after.kind == "word" else None
        return CriterionError(what, text, before.start, after.end, write)
    return _stray(text, token)


def _joined(text: str, before: Token, after: Token, what: str) -> CriterionError:
    return CriterionError(what, text, before.start, after.end, before.value + after.value)


def _stray(text: str, token: Token) -> CriterionError:
    shown = text[token.start : token.end]
    if token.kind == "symbol" and token.value in ")]":
        return CriterionError(f"`{shown}` closes nothing that was opened", text, token.start, token.end)
    if token.kind == "symbol":
        return CriterionError(f"`{shown}` does not belong here", text, token.start, token.end)
    write = nearest(token.value, ["and", "or", "in"]) if token.kind == "word" else None
    what = f"`{shown}` follows a condition; join two conditions by `and` or `or`"
    return CriterionError(what, text, token.start, token.end, write)


def _infix(
    text: str, tokens: Sequence[Token], position: int, before: Token, after: Token, word: str
) -> CriterionError | None:
    """What was meant by an operator in words: `is null`, `is "x"`, `contains "x"`, `between 1 and 5`."""
    start = _operand_start(tokens, position)
    operand = text[start : before.end]
    token = tokens[position]
    if word == "is" or word in _SIGNS:
        negated = after.value == "not"
        last = tokens[min(position + 1 + negated, len(tokens) - 1)]
        if last.kind == "word" and last.value.lower() in _NOTHING:
            write = f"has({operand})" if negated else f"not has({operand})"
            return CriterionError(
                "whether there is a value is asked with has()", text, start, last.end, write
            )
        end = after.end if negated else token.end
        sign = "!=" if negated else _SIGNS.get(word, "==")
        return CriterionError(f"`{text[token.start : end]}` compares nothing", text, token.start, end, sign)
    if word in _INFIX and after.kind == "text":
        write = f"{_INFIX[word]}({operand}, {text[after.start : after.end]})"
        return CriterionError(f"`{token.value}` is a function", text, start, after.end, write)
    bounds = tokens[position + 1 : position + 4]
    if word == "between" and len(bounds) == 3 and bounds[1].value == "and":
        low, high = (text[bound.start : bound.end] for bound in (bounds[0], bounds[2]))
        write = f"{operand} >= {low} and {operand} <= {high}"
        return CriterionError("`between` is written as two comparisons", text, start, bounds[2].end, write)
    return None


def _operand_start(tokens: Sequence[Token], position: int) -> int:
    """Where the single name, or `event.key`, before a position starts."""
    first = position - 1
    if first >= 2 and tokens[first - 1].value == "." and tokens[first - 2].value == "event":
        first -= 2
    return tokens[first].start


def not_an_operand(text: str, tokens: Sequence[Token], position: int) -> CriterionError:
    """The error where a value should stand and something else does."""
    token = tokens[position]
    if token.kind == "end":
        return CriterionError("the criterion ends where a value should stand", text, token.start, token.end)
    shown = text[token.start : token.end]
    if token.value == "[":
        what = "a list stands after `in` only"
    elif token.value == "not":
        what = "a condition with `not` stands in brackets here"
    else:
        what = f"`{shown}` stands where a value should"
    return CriterionError(what, text, token.start, token.end)


def not_a_choice(text: str, tokens: Sequence[Token], position: int, opened: Token) -> CriterionError:
    """The error inside a list, where a literal, a comma or the closing bracket should stand."""
    token = tokens[position]
    if token.kind == "end":
        return CriterionError(
            "the list is never closed", text, opened.start, token.end, text[opened.start :].rstrip() + "]"
        )
    shown = text[token.start : token.end]
    write = f'"{shown}"' if token.kind == "word" and token.value not in KEYWORDS else None
    what = f"a list holds literals with a comma between them, and `{shown}` is none"
    return CriterionError(what, text, token.start, token.end, write)


def not_a_list(
    text: str, tokens: Sequence[Token], position: int, item: Span, negated: bool
) -> CriterionError:
    """The error after `in`, where a list should stand; `item` is what should be in it."""
    token = tokens[position]
    what = "after `in` stands a list in square brackets"
    if token.is_symbol("("):
        closing = next((later for later in tokens[position:] if later.value == ")"), None)
        if closing:
            write = f"[{text[token.end : closing.start]}]"
            return CriterionError(what, text, token.start, closing.end, write)
    elif token.kind in ("text", "number", "share"):
        return CriterionError(what, text, token.start, token.end, f"[{text[token.start : token.end]}]")
    elif token.kind == "word" and text[item[0]] in "\"'":
        end = tokens[position + 2].end if tokens[position + 1].value == "." else token.end
        write = f"{'not ' if negated else ''}contains({text[token.start : end]}, {text[slice(*item)]})"
        what = "whether a text is inside another is asked with contains()"
        return CriterionError(what, text, item[0], end, write)
    return CriterionError(what, text, token.start, token.end)
