"""The arithmetic of met, breached and target: exact, and certain before all is settled."""

from __future__ import annotations

import itertools
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadsla.attainment import Attainment, is_missed, missed_at
from leadsla.periods import Share

EIGHTY = Share.parse("80%")


def row(
    met: int = 0,
    breached: int = 0,
    open: int = 0,
    void: int = 0,
    target: Share | None = EIGHTY,
    ended: bool = True,
) -> Attainment:
    return Attainment("first", "2026-01", met, breached, open, void, target, ended)


def test_a_row_without_clocks_has_nothing_to_say() -> None:
    """The defaults: no clock, no target, not over."""
    empty = Attainment("first", "2026-01")
    assert attrs.astuple(empty) == ("first", "2026-01", 0, 0, 0, 0, None, False, None)
    assert (empty.rate, empty.status) == (None, None)


def test_the_rate_is_of_what_is_settled() -> None:
    """met / (met + breached); open and void do not count."""
    assert row(9, 1, open=5, void=7).rate == 0.9
    assert row(1, 2).rate == 1 / 3
    assert row(0, 3).rate == 0.0
    assert row(3, 0).rate == 1.0
    assert row(open=3, void=2).rate is None


@pytest.mark.parametrize(
    ("met", "breached", "open", "status"),
    [
        (8, 2, 0, "kept"),
        (8, 1, 1, "kept"),  # even if the open one is breached
        (7, 3, 0, "missed"),
        (79, 21, 0, "missed"),
        (7, 2, 1, "undecided"),
        (7, 1, 2, "undecided"),
        (0, 0, 1, "undecided"),
        (6, 3, 1, "missed"),  # even if the open one is met
        (1, 0, 0, "kept"),
        (0, 1, 0, "missed"),
        (0, 0, 0, None),
    ],
)
def test_kept_missed_or_undecided(met: int, breached: int, open: int, status: str | None) -> None:
    """Certain as soon as what is open cannot change it; exactly the target is kept."""
    assert row(met, breached, open, void=3).status == status


def test_nothing_is_decided_before_the_period_has_ended() -> None:
    """More clocks may come."""
    assert row(10, 0, ended=False).status == "undecided"
    assert row(0, 10, ended=False).status == "undecided"
    assert row(ended=False).status is None


def test_without_target_there_is_no_status() -> None:
    """Only a rate."""
    assert row(5, 5, target=None).status is None
    assert row(5, 5, target=None).rate == 0.5


def test_of_nothing_nothing_is_missed() -> None:
    """Not even a whole of it."""
    assert is_missed(0, 0, 0, Share(Fraction(1))) is False
    assert type(is_missed(0, 0, 0, EIGHTY)) is bool


def test_void_clocks_never_count() -> None:
    """A period in which all is void has nothing to say."""
    assert (row(void=5).rate, row(void=5).status) == (None, None)


def test_fractions_are_exact() -> None:
    """A third of three is one; as a float it would not be."""
    third = Share(Fraction(1, 3))
    assert row(1, 2, target=third).status == "kept"
    assert row(333_333, 666_667, target=third).status == "missed"
    assert row(0, 5, target=Share(Fraction(0))).status == "kept"


def test_the_json_of_a_row() -> None:
    """The share as a number."""
    assert row(9, 1, 1, 2).to_dict() == {
        "clause": "first",
        "period": "2026-01",
        "met": 9,
        "breached": 1,
        "open": 1,
        "void": 2,
        "rate": 0.9,
        "target": 0.8,
        "status": "kept",
    }
    plain = row(target=None).to_dict()
    assert (plain["rate"], plain["target"], plain["status"]) == (None, None, None)


def test_a_row_is_a_value() -> None:
    """Frozen."""
    assert row(1) == row(1) != row(2)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        row(1).met = 2  # type: ignore[misc]


@pytest.mark.parametrize(
    ("met", "breached", "open", "missed"),
    [
        (8, 2, 0, False),
        (7, 3, 0, True),
        (7, 2, 1, False),
        (7, 3, 1, True),
        (0, 0, 0, False),
        (0, 0, 5, False),
        (0, 1, 0, True),
    ],
)
def test_a_target_is_missed_when_it_can_no_longer_be_kept(
    met: int, breached: int, open: int, missed: bool
) -> None:
    """Even if all that is open is met."""
    assert is_missed(met, breached, open, EIGHTY) is missed


counts = st.integers(0, 12)


@given(counts, counts, counts, st.integers(0, 100))
def test_status_against_every_way_it_can_end(met: int, breached: int, open: int, percent: int) -> None:
    """Kept if every end keeps the target, missed if none does."""
    target = Share(Fraction(percent, 100))
    counted = met + breached + open
    ends = [Fraction(met + more, counted) >= target.value for more in range(open + 1)] if counted else []
    expected = None if not counted else "kept" if all(ends) else "undecided" if any(ends) else "missed"
    assert row(met, breached, open, target=target).status == expected
    assert is_missed(met, breached, open, target) is (expected == "missed")


# -- when it came to be missed ---------------------------------------------------------------------------------------


def test_a_target_is_missed_no_sooner_than_its_period_ends() -> None:
    """What happened in the period counts at its end; at the very end too."""
    assert missed_at([("breached", 5)], EIGHTY, ended=20) == 20
    assert missed_at([("breached", 20)], EIGHTY, ended=20) == 20
    assert missed_at([("breached", 21)], EIGHTY, ended=20) == 21


def test_a_target_that_can_be_kept_is_not_missed() -> None:
    """Without clocks, with void ones, with open ones, with enough met."""
    for clocks in (
        [],
        [("void", 5)],
        [("open", None)] * 3,
        [("met", 30)],
        [("breached", 5)] + [("met", 6)] * 4,
    ):
        assert missed_at(clocks, EIGHTY, ended=20) is None


def test_the_breach_that_decides_is_the_instant() -> None:
    """Not the first, and not the last."""
    clocks = [("met", 1)] * 7 + [("breached", 25), ("breached", 30), ("breached", 35), ("breached", 40)]
    assert missed_at(clocks, EIGHTY, ended=20) == 35
    assert missed_at(reversed(clocks), EIGHTY, ended=20) == 35


def test_a_void_may_decide() -> None:
    """It takes one away from what could still be met."""
    assert missed_at([("met", 1)] * 3 + [("breached", 2), ("void", 25)], EIGHTY, ended=20) == 25


def test_what_happens_at_one_instant_is_judged_together() -> None:
    """A breach and a void, and a breach and a met, whatever their order."""
    together = [("breached", 25), ("void", 25), ("met", 25)]
    for order in itertools.permutations(together):
        assert missed_at([("met", 1)] * 3 + list(order), EIGHTY, ended=20) is None
    assert missed_at([("met", 1), ("breached", 25), ("void", 25)], EIGHTY, ended=20) == 25


@given(
    st.lists(st.tuples(st.sampled_from(["met", "breached", "void"]), st.integers(0, 30)), max_size=8),
    st.integers(0, 3),
    st.integers(0, 100),
)
def test_missed_at_is_the_first_instant_at_which_it_is(
    settled: list[tuple[str, int]], open: int, percent: int
) -> None:
    """Looked at one instant after the other."""
    target, ended = Share(Fraction(percent, 100)), 10

    def missed(at: int) -> bool:
        known = [outcome if when <= at else "open" for outcome, when in settled] + ["open"] * open
        return is_missed(known.count("met"), known.count("breached"), known.count("open"), target)

    expected = next((at for at in range(ended, 31) if missed(at)), None)
    assert missed_at([*settled, *[("open", None)] * open], target, ended) == expected
