"""Strategies for agreements: lifecycles with every kind of move, and a clause on every stage.

A clause on every stage matters: a recycle that is dated wrongly shows only where a clock runs in the stage to which the
lead goes back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from leadsla.agreement import Agreement
from leadsla.clauses import LeadClause, ResponseWindow, StalledLead
from leadsla.lifecycle import Lifecycle, Move, Stage
from leadsla.parties import Party, Term
from leadsla.testing.clauses import LADDERS, clauses
from leadsla.testing.values import (
    CALENDARS,
    FIELDS,
    ROLES,
    STAGES,
    calendars,
    criteria,
    disqualifications,
    likely,
    pick,
    scorecards,
    sometimes,
    up_to,
)

_STAGES: Final = tuple(
    Stage(name, "marketing" if name in ("mql", "recycled") else "sales") for name in STAGES
)
#: The same, of which one means something.
_DEFINED: Final = tuple(
    attrs.evolve(stage, criterion='points("fit") >= 20 or has(email)') if stage.name == "sal" else stage
    for stage in _STAGES
)
_CRITERIA: Final = criteria()
#: Long ones, because two stages whose clauses recycle to each other go on and on.
_WINDOWS: Final = st.sampled_from(("1 day", "6 hours", "8 business hours", "2 business days", "1 week"))
_CALENDARS: Final = calendars()
_CLAUSES: Final = clauses()
_SCORECARDS: Final = scorecards()
_DISQUALIFICATIONS: Final = disqualifications()


@st.composite
def lifecycles(draw: DrawFn) -> Lifecycle:
    """The stages of `STAGES` with a table of moves; some moves have criteria and required fields, some are missing."""
    moves = [
        Move("created", "mql"),
        Move("accepted", "sal", "mql", when=sometimes(draw, 2, _CRITERIA)),
        Move("advanced", "sql", "sal", requires=pick(draw, ((), ("email",), ()))),
        Move("won", "customer", "sql"),
        Move("rejected", "recycled", ["mql", "sal"]),
        Move("qualified", "mql", "recycled"),
        Move("recycled", pick(draw, (None, None, "recycled")), ["mql", "sal", "sql", "customer"]),
        Move("connected", "sal", "recycled"),
        Move("assigned", "mql"),
    ]
    if likely(draw, 3):
        del moves[1 + up_to(draw, len(moves) - 2)]
    return Lifecycle(_DEFINED if likely(draw, 2) else _STAGES, moves)


_LIFECYCLES: Final = lifecycles()


@st.composite
def _on_stage(draw: DrawFn, stage: str) -> LeadClause:
    """A clause that runs while a lead is in a stage, or from when it enters it."""
    keys: dict[str, Any] = {
        "id": "stage",
        "owner": "both",
        "from_": {"enters": stage},
        "within": draw(_WINDOWS),
    }
    keys |= {"repeat": "each", "on_breach": draw(LADDERS)}
    if likely(draw, 4):
        keys["pause_while"] = "nurture"
    match up_to(draw, 2):
        case 0:
            return ResponseWindow(until={"leaves": stage}, **keys)
        case 1:
            return ResponseWindow(**keys)
        case _:
            return StalledLead(**keys)


_ON_STAGES: Final = tuple(_on_stage(stage) for stage in STAGES)
_TO_THE_END: Final = dt.date(2026, 12, 31)
_BRIEFLY: Final = dt.date(2026, 3, 9)


@st.composite
def agreements(
    draw: DrawFn,
    clauses: SearchStrategy[Any] = _CLAUSES,
    size: int = 3,
    each: Sequence[SearchStrategy[Any]] = (),
) -> Agreement:
    """Agreements with up to `size` clauses of a strategy, or one of `each`, and one on each stage, in any order.

    The clauses may use the names of `leadsla.testing`; their ids are made distinct.
    """
    ordered = [draw(one) for one in each] or [draw(clauses) for _ in range(1 + up_to(draw, size - 1))]
    for on_stage in _ON_STAGES:
        ordered.insert(up_to(draw, len(ordered)), draw(on_stage))
    return Agreement(
        agreement="laws",
        version="1",
        term=Term(dt.date(2026, 1, 1), _BRIEFLY if likely(draw, 2) else _TO_THE_END),
        timezone=pick(draw, ("America/New_York", "UTC", "Europe/London")),
        currency="USD",
        parties={"sales": Party("Sales"), "marketing": Party("Marketing")},
        roles=ROLES,
        fields=FIELDS,
        calendars={name: draw(_CALENDARS) for name in CALENDARS},
        calendar=CALENDARS[0],
        lifecycle=draw(_LIFECYCLES),
        scorecards=draw(_SCORECARDS),
        disqualification=draw(_DISQUALIFICATIONS),
        clauses=[attrs.evolve(clause, id=f"{clause.id}-{number}") for number, clause in enumerate(ordered)],
    )
