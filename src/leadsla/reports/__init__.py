"""What is made of evaluations for people: the review's agenda, the report of a period, cases that have to pass."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from leadsla.reports.pages import Report as Report
    from leadsla.reports.pages import report as report
    from leadsla.reports.pseudonyms import pseudonymous as pseudonymous
    from leadsla.reports.reviews import Review as Review
    from leadsla.reports.reviews import review as review

__all__ = ["Report", "Review", "pseudonymous", "report", "review"]
#: Where each name comes from; nothing is imported before it is asked for.
_HOMES = {
    "Report": "pages",
    "report": "pages",
    "Review": "reviews",
    "review": "reviews",
    "pseudonymous": "pseudonyms",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'leadsla.reports' has no attribute {name!r}")
    return getattr(import_module(f"leadsla.reports.{_HOMES[name]}"), name)
