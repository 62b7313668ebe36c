"""Streams of randomness, found by their address."""

from __future__ import annotations

import pickle
import sys
from typing import Any

import numpy as np
import pytest

from leadsla.errors import ExtraError, ScenarioError
from leadsla.simulation.streams import Streams


def first(streams: Streams, name: str, *place: int | str) -> float:
    """The first number of a stream."""
    return float(streams.generator(name, *place).random())


def test_every_address_has_numbers_of_its_own_and_always_the_same() -> None:
    """Seed, run, name and place all matter, and nothing else does."""
    made = [
        Streams.of(7),
        Streams.of(8),
        Streams.of(7).in_run(1),
        Streams.of(np.random.SeedSequence(7, spawn_key=(0,))),
    ]
    places: list[tuple[Any, ...]] = [
        ("a",), ("b",), ("a", 0), ("a", 1), ("a", "0"), ("a", "L-1"), ("a", "L-1", 0), ("a", 0, "L-1")
    ]  # fmt: skip
    numbers = {(one, place): first(one, *place) for one in made for place in places}
    assert len(set(numbers.values())) == len(numbers)
    again = {(one, place): first(one, *place) for place in reversed(places) for one in reversed(made)}
    assert again == numbers
    assert first(pickle.loads(pickle.dumps(made[2])), "a") == numbers[made[2], ("a",)]


def test_the_address_is_a_spawn_key() -> None:
    """So that others can draw the same numbers with numpy alone."""
    sequence = Streams.of(7).in_run(3).seed_sequence("handling", 2)
    assert sequence.entropy == 7
    assert len(sequence.spawn_key) == 1 + 4 + 1
    assert sequence.spawn_key[0] == 3
    assert sequence.spawn_key[-1] == 2
    same = np.random.default_rng(np.random.SeedSequence(7, spawn_key=sequence.spawn_key))
    assert same.random() == first(Streams.of(7).in_run(3), "handling", 2)


def test_the_luck_of_a_lead_depends_on_its_place_alone() -> None:
    """Not on how many leads there are, nor on other attempts."""
    few, many = Streams.of(7).uniforms("contact", 10), Streams.of(7).uniforms("contact", 1000)
    assert (few == many[:10]).all()
    assert (many < 1).all()
    assert (many >= 0).all()
    assert not (many == Streams.of(7).uniforms("contact", 1000, attempt=1)).any()


def test_what_a_seed_may_be() -> None:
    """A number, a seed sequence, a generator, nothing, or streams as they are."""
    assert Streams.of(np.random.SeedSequence(7)) == Streams.of(7) == Streams.of(np.int64(7))
    assert Streams.of(Streams.of(7)) == Streams.of(7)
    words = [Streams.of(np.random.SeedSequence(given)) for given in ([1, 2], [1, 2, 0], [2, 1], 2**40)]
    assert len({one.entropy for one in words}) == 4
    words_drawn = np.random.default_rng(7).integers(2**32, size=4, dtype=np.uint64).tolist()
    assert Streams.of(np.random.default_rng(7)).entropy == sum(
        w * 2 ** (32 * n) for n, w in enumerate(words_drawn)
    )
    assert Streams.of(np.random.SeedSequence([5, 6])).entropy == 5 + 6 * 2**32 + 2**64
    with pytest.raises(ScenarioError, match="`rng`"):
        Streams.of(np.random.SeedSequence([2**32]))
    generator = np.random.default_rng(7)
    drawn, next_ = Streams.of(generator), Streams.of(generator)
    assert drawn == Streams.of(np.random.default_rng(7))
    assert drawn != next_
    assert Streams.of(None) != Streams.of(None)


def test_global_randomness_is_left_alone() -> None:
    """Neither read nor changed."""
    np.random.seed(3)
    before = np.random.get_state()[1].tolist()  # type: ignore[index, union-attr]
    Streams.of(None).uniforms("contact", 3)
    assert np.random.get_state()[1].tolist() == before  # type: ignore[index, union-attr]


@pytest.mark.parametrize(
    "rng", [-1, True, 1.5, "7", np.random.RandomState(1), np.random.SeedSequence([2**40, 1])]
)
def test_what_is_no_seed(rng: Any) -> None:
    """Refused with its name."""
    with pytest.raises(ScenarioError, match="`rng`"):
        Streams.of(rng)


def test_without_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install is said."""
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(ExtraError, match=r"leadsla\[science\]"):
        Streams.of(7)


def test_what_is_no_address() -> None:
    """Numbers that do not fit into a word would meet those of other addresses."""
    with pytest.raises(ScenarioError, match="`place`"):
        Streams.of(7).generator("contact", 2**32)
    with pytest.raises(ScenarioError, match="`place`"):
        Streams.of(7).generator("contact", -1)
    with pytest.raises(ScenarioError, match="`run`"):
        Streams.of(7).in_run(-1)
