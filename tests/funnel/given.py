"""Funnels that several tests work with."""

from __future__ import annotations

from typing import Any

from leadsla.funnel import ReverseFunnel

STAGES = [
    {"name": "lead"},
    {"name": "mql", "rate": 0.2},
    {"name": "sql", "rate": 0.4},
    {"name": "opportunity", "rate": 0.5},
    {"name": "customer", "rate": 0.25},
]


def million(**more: Any) -> ReverseFunnel:
    """A goal of a million in deals of 20,000, by five stages."""
    return ReverseFunnel.from_dict(
        {"goal": {"revenue": 1_000_000}, "deal_size": 20_000, "stages": STAGES} | more
    )


def simple(rate: Any = "1%", deals: int = 50, **more: Any) -> ReverseFunnel:
    """So many deals at one rate."""
    stages = ["lead", {"name": "customer", "rate": rate}]
    return ReverseFunnel.from_dict({"goal": {"deals": deals}, "stages": stages} | more)
