"""The review meeting: its agenda from the evidence, as text, Markdown and data."""

from leadsla.reports.reviews.review import Review, review

__all__ = ["Review", "review"]
