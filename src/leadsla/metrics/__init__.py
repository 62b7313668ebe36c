"""What leads came to, counted: leakage."""

from leadsla.metrics.leakage import CAUSES, Leakage, Lost, leakage

__all__ = ["CAUSES", "Leakage", "Lost", "leakage"]
