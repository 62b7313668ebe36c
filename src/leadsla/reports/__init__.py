"""What is made of evaluations for people: the review meeting's agenda, and cases that an agreement has to pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from leadsla.reports.reviews import Review as Review
    from leadsla.reports.reviews import review as review

__all__ = ["Review", "review"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'leadsla.reports' has no attribute {name!r}")
    from leadsla.reports import reviews

    return getattr(reviews, name)
