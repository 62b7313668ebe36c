"""What is made of evaluations for people: the review's agenda, the report of a period, cases that have to pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from leadsla.reports.pages import Report as Report
    from leadsla.reports.pages import report as report
    from leadsla.reports.reviews import Review as Review
    from leadsla.reports.reviews import review as review

__all__ = ["Report", "Review", "report", "review"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'leadsla.reports' has no attribute {name!r}")
    from leadsla.reports import pages, reviews

    return getattr(reviews if name.lower() == "review" else pages, name)
