"""Where leads can come to, in a small funnel: created into mql, on to sql, and back to any stage from there."""

from __future__ import annotations

from typing import Any

import pytest

from leadsla.advice.flow import can_happen, has_exit, reached
from leadsla.criteria import Criterion
from leadsla.lifecycle import Lifecycle, Move, Stage
from leadsla.triggers import Trigger

STAGES = [Stage(name) for name in ("mql", "sql", "won", "nurture")]
FORTH = [Move("created", "mql"), Move("accepted", "sql", "mql"), Move("renewed", "nurture", "won")]
FUNNEL = Lifecycle(STAGES, FORTH)
BACK = Lifecycle(STAGES, [*FORTH, Move("recycled", None, "sql")])


def test_stages_are_reached_by_a_chain_of_moves() -> None:
    """Not by a move from where no lead comes; a move that takes its stage from the event leads to all."""
    assert reached(FUNNEL) == {"mql", "sql"}
    assert reached(BACK) == {"mql", "sql", "won", "nurture"}
    assert reached(Lifecycle()) == set()


@pytest.mark.parametrize(
    ("trigger", "when", "happens"),
    [
        ({"enters": "sql"}, None, True),
        ({"enters": "won"}, None, False),
        ({"enters": "sql"}, 'stage == "sql"', True),
        ({"enters": "sql"}, 'stage == "mql"', False),
        ({"enters": "sql", "when": 'stage == "mql"'}, None, False),
        ({"leaves": "mql"}, None, True),
        ({"leaves": "mql"}, 'stage == "sql"', True),
        ({"leaves": "mql"}, 'stage == "mql"', False),
        ({"leaves": "mql", "when": 'stage == "mql"'}, None, False),
        ({"leaves": "sql"}, None, False),
        ({"leaves": "won"}, None, False),
        ("touched", None, True),
        ("touched", 'stage == "sql"', True),
        ({"event": "touched", "when": 'stage == "mql"'}, None, True),
        ({"event": "touched", "when": 'stage == "mql"'}, 'stage != "sql"', True),
        ("touched", 'stage == "won"', False),
        ({"event": "touched", "when": 'stage == "won"'}, None, False),
        ({"event": "touched", "when": 'stage == "mql"'}, 'stage == "sql"', False),
        (["touched", {"enters": "won"}], 'stage == "won"', False),
        ([{"enters": "won"}, {"enters": "sql"}], None, True),
    ],
)
def test_what_can_come_about(trigger: Any, when: str | None, happens: bool) -> None:
    """By the moves there are, at the stage to which they lead."""
    criterion = None if when is None else Criterion.parse(when)
    assert can_happen(Trigger.of(trigger), FUNNEL, criterion) is happens


def test_a_move_that_leads_anywhere_brings_anything_about() -> None:
    """And without any moves nothing is known of stages."""
    assert can_happen(Trigger.of({"leaves": "sql"}), BACK, Criterion.parse('stage == "nurture"'))
    assert can_happen(Trigger.of({"leaves": "won"}), BACK)
    assert can_happen(Trigger.of("touched"), Lifecycle(), Criterion.parse('stage == "sql"'))


@pytest.mark.parametrize(
    ("pause", "funnel", "out"),
    [
        ('stage == "mql"', FUNNEL, True),
        ('stage == "sql"', FUNNEL, False),
        ('stage in ["mql", "sql"]', FUNNEL, False),
        ('stage == "sql"', BACK, True),
        ('stage in ["mql", "sql"]', BACK, True),
        ('stage == "nurture"', BACK, False),
        ('stage == "lost"', BACK, True),
    ],
)
def test_whether_there_is_a_way_out(pause: str, funnel: Lifecycle, out: bool) -> None:
    """From every stage in which the pause holds, by one move or several."""
    assert has_exit(Criterion.parse(pause), funnel) is out
