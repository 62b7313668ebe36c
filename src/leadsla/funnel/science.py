"""What probabilities take from numpy and scipy, which the averages do without."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from leadsla.errors import ExtraError


def science(module: str) -> Any:
    """A module of numpy or scipy; raises `ExtraError` where it is not installed."""
    try:
        return import_module(module)
    except ImportError:
        raise ExtraError(
            "probabilities need numpy and scipy; install them with: pip install 'leadsla[science]'"
        ) from None
