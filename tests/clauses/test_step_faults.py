"""What is said of steps that cannot be: every fault in full, because the words are what helps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.clauses.test_cadence import CALL, cadence, plan_of

from leadsla.errors import AgreementError

GOLDEN = Path(__file__).with_name("step_faults.txt")
STEPS: list[list[dict[str, Any]]] = [
    [{"id": "a:b"}],
    [{"id": "a", "after": "call"}],
    [{"id": "a", "silence": "1 hour"}],
    [CALL, {"id": "a", "silence": "1 hour", "delay": "1 hour"}],
    [{"id": "a", "days": [2], "from_day": 3}],
    [{"id": "a", "days": [0]}],
    [{"id": "a", "days": [2, 2]}],
    [CALL, {"id": "a", "days": [2], "delay": "1 hour"}],
    [CALL, {"id": "a", "days": [2], "after": "call"}],
    [CALL, {"id": "a", "from_day": 2, "silence": "1 hour"}],
    [{"id": "a", "every": "week"}],
    [{"id": "a", "until_day": 9}],
    [{"id": "a", "from_day": 9, "every": "week", "until_day": 4}],
    [{"id": "a", "from_day": 0, "every": "week"}],
    [{"id": "a", "from_day": 9, "until_day": 14}],
    [{"id": "a", "daypart": "morning"}],
    [{"id": "a", "days": [2], "daypart": "evening"}],
    [{"id": "a", "days": [2], "daypart": "mornin"}],
    [{"id": "a", "when": "scores > 3"}],
    [{"id": "a", "without": ["fax"]}],
    [{"id": "a", "without": ["call", "emial"]}],
    [CALL, CALL],
    [{"id": "twice", "days": [1, 2]}, {"id": "b", "after": "twice"}],
]


def said() -> str:
    """Every fault of each of the plans, a line each."""
    lines = []
    plans = [cadence(*steps) for steps in STEPS]
    plans += [cadence(CALL, pause_while="waiting"), cadence(CALL, count_from="created")]
    for clause in plans:
        with pytest.raises(AgreementError) as caught:
            plan_of(clause)
        for fault in caught.value.faults:
            parts = (fault.name, fault.path, fault.what, fault.write, fault.because, fault.on_key, fault.see)
            lines.append(" | ".join(map(str, parts)))
    return "\n".join(lines) + "\n"


def test_what_is_said_of_steps_that_cannot_be() -> None:
    """Name, place, what is wrong, what to write, why, and where else to look."""
    assert said() == GOLDEN.read_text(encoding="utf-8")
