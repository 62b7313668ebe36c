"""The report of a period as one page: data first (`Report`), then HTML with drawings made by hand."""

from leadsla.reports.pages.making import Report, report

__all__ = ["Report", "report"]
