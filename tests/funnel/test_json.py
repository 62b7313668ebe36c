"""The JSON of an answer has the shape that is documented, whatever the funnel."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.funnel.given import million, simple

from leadsla import examples
from leadsla.funnel import ReverseFunnel, load

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "assets" / "funnel-answer.schema.json").read_text(encoding="utf-8")
)
JANUARY = dt.date(2026, 1, 1)
FUNNELS: dict[str, Any] = {
    "example": lambda: load(examples.path("funnel.yaml")),
    "as little as can be": lambda: ReverseFunnel(goal={"deals": 1}, stages=["lead"]),
    "nothing known of rates": lambda: ReverseFunnel(goal={"deals": 7}, stages=["lead", "mql", "customer"]),
    "fractions that do not end": lambda: million(
        cost_per_lead=50,
        marketing_share="33.33%",
        capacity={"reps": 1, "minutes_per_touch": 5},
        sources=[
            {"name": "a", "segment": "s", "share": "60%", "rates": {"mql": "7%"}},
            {"name": "b", "share": "40%"},
        ],
    ),
    "rates that are believed": lambda: simple(rate={"converted": 8, "of": 800}, confidence=["50%", "90%"]),
    "no mean": lambda: simple(rate={"alpha": 1, "beta": 99}),
    "too late, by week, with some already": lambda: ReverseFunnel(
        goal={"deals": 10, "period": "2026-01"},
        stages=["lead", {"name": "customer", "rate": "50%", "days": {"p50": 60}}],
        working_days="mon-fri",
        already={"lead": 4, "customer": 3},
        plan={"by": "week"},
        capacity={"reps": 1, "minutes_per_lead": 20},
    ),
}


@pytest.mark.parametrize("name", FUNNELS)
def test_the_shape(name: str) -> None:
    pytest.importorskip("scipy")
    answer = FUNNELS[name]().answer(today=JANUARY, agreement=examples.acme())
    found = json.loads(json.dumps(answer.to_dict(), allow_nan=False))
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(found)] == []


def test_the_shape_is_said_in_full() -> None:
    """Every key that there can be is in one of these answers, so that none is documented that does not exist."""
    pytest.importorskip("scipy")
    Draft202012Validator.check_schema(SCHEMA)
    written = " ".join(
        json.dumps(make().answer(today=JANUARY, agreement=examples.acme()).to_dict())
        for make in FUNNELS.values()
    )

    def keys(schema: Any) -> set[str]:
        found = set(schema.get("properties", {}))
        for inner in [
            *schema.get("properties", {}).values(),
            *([schema["items"]] if "items" in schema else []),
        ]:
            found |= keys(inner)
        return found

    assert {key for key in keys(SCHEMA) if f'"{key}": ' not in written} == set()
