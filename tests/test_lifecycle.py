"""The lifecycle: the table of moves is the machine, and says why it did not move."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import attrs
import pytest

from leadsla.criteria import Criterion
from leadsla.events import Event
from leadsla.lead import Lead
from leadsla.lifecycle import CompiledMove, Lifecycle, Move, Stage, find_move, refusal

NINE = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
FIELDS = {"score": "number", "email": "text", "amount": "money"}
STAGES = ("mql", "sal", "sql")


def lead_in(stage: str | None, **fields: Any) -> Lead:
    lead = Lead("L1")
    lead.stage = stage
    lead.fields = fields
    return lead


def happens(name: str, **data: Any) -> Event:
    return Event("L1", NINE, name, data)


def funnel(*moves: Move) -> Lifecycle:
    return Lifecycle([Stage(name) for name in STAGES], moves)


def move(lifecycle: Lifecycle, lead: Lead, event: Event) -> tuple[str | None, str] | None:
    """The move that an event makes."""
    return find_move(lifecycle.table(FIELDS).get(event.name, ()), lifecycle.order, lead, event)


def why(lifecycle: Lifecycle, lead: Lead, event: Event) -> str:
    return refusal(lifecycle.table(FIELDS)[event.name], lead, event)


# -- values ----------------------------------------------------------------------------------------------------------


def test_a_stage_has_a_name_and_may_have_an_owner_and_a_meaning() -> None:
    """In words and as a criterion; the defaults are none and nothing."""
    assert attrs.astuple(Stage("mql")) == ("mql", None, "", None)
    wanting = Stage("mql", "sales", "wants", "score >= 40")
    assert (wanting.owner, wanting.means, wanting.criterion) == (
        "sales",
        "wants",
        Criterion.parse("score >= 40"),
    )


def test_a_move_takes_what_people_write() -> None:
    """One name or several, a criterion as text or as it is."""
    bare = Move("created", "mql")
    assert (bare.event, bare.to, bare.from_, bare.when, bare.requires) == ("created", "mql", (), None, ())
    assert Move("won").to is None
    one = Move("advanced", "sql", "sal", "score > 5", "email")
    several = Move("advanced", "sql", ["sal"], Criterion.parse("score > 5"), ["email"])
    assert one == several
    assert (one.from_, one.when, one.requires) == (("sal",), Criterion.parse("score > 5"), ("email",))
    assert Move("advanced", "sql", None, None, None).from_ == ()  # type: ignore[arg-type]


def test_a_lifecycle_is_a_value() -> None:
    """Of tuples, frozen, equal by what it says, the same after pickling."""
    made = Lifecycle(iter([Stage("mql")]), iter([Move("created", "mql")]))
    assert (made.stages, made.moves) == ((Stage("mql"),), (Move("created", "mql"),))
    assert made == pickle.loads(pickle.dumps(made))
    assert hash(made) == hash(Lifecycle([Stage("mql")], [Move("created", "mql")]))
    assert Lifecycle() == Lifecycle((), ())
    assert Lifecycle().stages == Lifecycle().moves == ()
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        made.moves = ()  # type: ignore[misc]


def test_order_and_moving() -> None:
    """Each stage's place; the names of all events that can move, however a touch is logged."""
    lifecycle = funnel(Move("created", "mql"), Move("connected", "sal", "mql"))
    assert lifecycle.order == {"mql": 0, "sal": 1, "sql": 2}
    assert lifecycle.moving == {"created", "connected", "touched"}


def test_legal_moves_lead_away_from_a_stage() -> None:
    """Or, without `from`, from no stage yet."""
    created, accepted, advanced = (
        Move("created", "mql"),
        Move("accepted", "sal", "mql"),
        Move("advanced", "sql", ["mql", "sal"]),
    )
    lifecycle = funnel(created, accepted, advanced)
    assert lifecycle.legal(None) == (created,)
    assert lifecycle.legal("mql") == (accepted, advanced)
    assert lifecycle.legal("sal") == (advanced,)
    assert lifecycle.legal("sql") == ()


# -- what moves ------------------------------------------------------------------------------------------------------


def test_a_move_leads_from_its_stages_only() -> None:
    """Without `from`, from no stage."""
    lifecycle = funnel(Move("created", "mql"), Move("advanced", "sql", ["mql", "sal"]))
    assert move(lifecycle, lead_in(None), happens("created")) == (None, "mql")
    assert move(lifecycle, lead_in("mql"), happens("created")) is None
    assert move(lifecycle, lead_in("sal"), happens("advanced")) == ("sal", "sql")
    assert move(lifecycle, lead_in("sql"), happens("advanced")) is None
    assert move(lifecycle, lead_in(None), happens("advanced")) is None
    assert move(lifecycle, lead_in("mql"), happens("won")) is None


def test_the_first_move_that_fits_is_made() -> None:
    """In the order of the table."""
    lifecycle = funnel(
        Move("advanced", "sql", "mql", "score > 5"),
        Move("advanced", "sal", "mql", requires="email"),
        Move("advanced", "mql", "mql"),
    )
    assert move(lifecycle, lead_in("mql", score=6, email="a@b.c"), happens("advanced")) == ("mql", "sql")
    assert move(lifecycle, lead_in("mql", score=5, email="a@b.c"), happens("advanced")) == ("mql", "sal")
    assert move(lifecycle, lead_in("mql", score=5), happens("advanced")) == ("mql", "mql")


def test_all_required_fields_are_required() -> None:
    """Zero and false are there."""
    lifecycle = funnel(Move("advanced", "sql", "sal", requires=["amount", "email"]))
    assert move(lifecycle, lead_in("sal", amount=0, email="a@b.c"), happens("advanced")) == ("sal", "sql")
    assert move(lifecycle, lead_in("sal", amount=1), happens("advanced")) is None
    assert move(lifecycle, lead_in("sal", email="a@b.c"), happens("advanced")) is None


def test_an_event_may_carry_the_stage() -> None:
    """A stage that there is; the table's own stage wins."""
    lifecycle = funnel(Move("recycled", None, "sql"), Move("rejected", "mql", "sql"))
    assert move(lifecycle, lead_in("sql"), happens("recycled", to="mql")) == ("sql", "mql")
    for data in ({}, {"to": "nowhere"}, {"to": 5}, {"to": None}, {"to": ["mql"]}):
        assert move(lifecycle, lead_in("sql"), happens("recycled", **data)) is None
    assert move(lifecycle, lead_in("sql"), happens("rejected", to="sal")) == ("sql", "mql")


def test_a_move_on_connected_takes_any_logged_touch_that_connected() -> None:
    """And no other touch; with a criterion both have to hold."""
    lifecycle = funnel(Move("connected", "sal", "mql"), Move("replied", "sql", "mql", "score > 5"))
    assert move(lifecycle, lead_in("mql"), happens("touched", outcome="connected")) == ("mql", "sal")
    assert move(lifecycle, lead_in("mql"), happens("touched")) is None
    inbound = happens("touched", direction="inbound")
    assert move(lifecycle, lead_in("mql", score=6), inbound) == ("mql", "sql")
    assert move(lifecycle, lead_in("mql", score=5), inbound) is None


def test_a_move_into_its_own_stage_is_a_move() -> None:
    """It begins anew where it is."""
    lifecycle = funnel(Move("requested", "mql", "mql"))
    assert move(lifecycle, lead_in("mql"), happens("requested")) == ("mql", "mql")


# -- why nothing moved -----------------------------------------------------------------------------------------------


def test_a_refusal_names_the_event_the_stage_and_each_move() -> None:
    """In the order of the table."""
    lifecycle = funnel(
        Move("advanced", "sql", ["sal", "mql"]),
        Move("advanced", "sal", "sql", "score > 5"),
        Move("advanced", "mql", "sql", requires=["email", "score", "amount"]),
    )
    assert why(lifecycle, lead_in("sql", score=1), happens("advanced")) == (
        "no move for `advanced` in stage `sql` ("
        "to `sql`: it leads from `mql` or `sal`; "
        "to `sal`: `when: score > 5` does not hold; "
        "to `mql`: required and missing: email, amount)"
    )


def test_a_refusal_in_no_stage_yet() -> None:
    """And a move that leads from no stage."""
    assert why(funnel(Move("advanced", "sql", "sal")), lead_in(None), happens("advanced")) == (
        "no move for `advanced` in no stage yet (to `sql`: it leads from `sal`)"
    )
    assert why(funnel(Move("created", "mql")), lead_in("sal"), happens("created")) == (
        "no move for `created` in stage `sal` (to `mql`: it leads from no stage)"
    )


def test_a_refusal_lists_stages_in_order() -> None:
    """Of a table made by hand, from no stage and from some."""
    compiled = CompiledMove(Move("created", "mql"), frozenset({None, "sal", "mql"}), None)
    assert compiled.refuses(lead_in("sql"), happens("created")) == "it leads from no stage or `mql` or `sal`"


def test_a_refusal_of_a_touch_with_another_outcome() -> None:
    """The name alone does not make it the event."""
    lifecycle = funnel(Move("connected", "sal", "mql"))
    assert why(lifecycle, lead_in("mql"), happens("touched")) == (
        "no move for `touched` in stage `mql` (to `sal`: it is another outcome)"
    )


def test_a_refusal_of_a_stage_that_is_none() -> None:
    """What the event carries, or that it carries none."""
    lifecycle = funnel(Move("recycled", None, "sql"))
    assert why(lifecycle, lead_in("sql"), happens("recycled", to="nowhere")) == (
        "no move for `recycled` in stage `sql` (to `nowhere`: it leads to 'nowhere', which is no stage)"
    )
    assert why(lifecycle, lead_in("sql"), happens("recycled")) == (
        "no move for `recycled` in stage `sql` "
        "(to the stage that the event names: it leads to None, which is no stage)"
    )


def test_what_is_not_refused_has_no_reason() -> None:
    """A move that fits."""
    [compiled] = funnel(Move("advanced", "sql", "sal", "score > 5", "email")).table(FIELDS)["advanced"]
    assert compiled.refuses(lead_in("sal", score=6, email="a@b.c"), happens("advanced")) is None
    assert compiled.missing(lead_in("sal", email="a@b.c")) == []
    assert compiled.missing(lead_in("sal")) == ["email"]


def test_a_move_without_condition_has_no_test() -> None:
    """So that the fold calls none."""
    table = funnel(Move("advanced", "sql", "sal"), Move("connected", "sal", "mql")).table(FIELDS)
    assert table["advanced"][0].test is None
    assert table["connected"][0].test is None
    assert table["touched"][0].test is not None
    assert table["advanced"][0].from_ == {"sal"}
    assert set(table) == {"advanced", "connected", "touched"}
    assert [compiled.from_ for compiled in funnel(Move("created", "mql")).table(FIELDS)["created"]] == [
        {None}
    ]


# -- drawing ---------------------------------------------------------------------------------------------------------


def test_a_diagram_shows_every_move_with_its_conditions() -> None:
    """One arrow for each stage it leads from."""
    lifecycle = funnel(
        Move("created", "mql"),
        Move("advanced", "sql", ["mql", "sal"], 'score > 5 and email == "a:b;c"', ["email", "amount"]),
        Move("recycled", None, "sql"),
    )
    assert lifecycle.mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> mql: created",
        '    mql --> sql: advanced [score > 5 and email == "a#58;b#59;c"] needs email, amount',
        '    sal --> sql: advanced [score > 5 and email == "a#58;b#59;c"] needs email, amount',
        "    sql --> any_stage: recycled",
    ]
    assert Lifecycle().mermaid() == "stateDiagram-v2"


def test_names_in_a_diagram_are_words() -> None:
    """What a node cannot be called becomes an underscore."""
    drawn = Lifecycle([Stage("sales lead-2")], [Move("created", "sales lead-2")]).mermaid()
    assert drawn.splitlines()[1] == "    [*] --> sales_lead_2: created"


def test_labels_in_a_diagram_stay_on_one_line() -> None:
    """Whatever an event is called."""
    drawn = Lifecycle([Stage("mql")], [Move("a\nb", "mql")]).mermaid()
    assert drawn.splitlines()[1:] == ["    [*] --> mql: a b"]
