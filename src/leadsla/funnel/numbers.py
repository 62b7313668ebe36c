"""Numbers and keys of a funnel, read as those of every document are, with `FunnelError` for what is none."""

from __future__ import annotations

from typing import Final

from leadsla.documents.keys import EMPTY, LARGEST, SMALLEST_SHARE, Keys, plain, shown
from leadsla.errors import FunnelError

__all__ = [
    "EMPTY", "LARGEST", "SMALLEST_SHARE", "at_least_zero", "by_name", "key", "made", "number", "plain", "positive",
    "refusal", "said", "several", "share", "shown", "whole", "words",
]  # fmt: skip

_KEYS: Final = Keys(FunnelError, FunnelError)
refusal, said = _KEYS.refusal, _KEYS.said
number, positive, at_least_zero, whole, share = (
    _KEYS.number, _KEYS.positive, _KEYS.at_least_zero, _KEYS.whole, _KEYS.share,
)  # fmt: skip
words, several, by_name, made, key = _KEYS.words, _KEYS.several, _KEYS.by_name, _KEYS.made, _KEYS.key
