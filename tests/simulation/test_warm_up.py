"""How much of a beginning to leave out."""

from __future__ import annotations

import numpy as np
import pytest

from leadsla.simulation.queue import PlainQueue
from leadsla.simulation.streams import Streams
from leadsla.simulation.warm_up import suggest_warm_up


def by_definition(values: list[float]) -> int:
    """The number of batches of five, left out, that makes the standard error of the mean of the rest smallest."""
    means = np.array(values).reshape(-1, 5).mean(axis=1)
    errors = [means[left:].var() / (len(means) - left) for left in range(len(means) // 2)]
    return 5 * int(np.argmin(errors))


@pytest.mark.parametrize("seed", range(5))
def test_as_the_rule_has_it(seed: int) -> None:
    """On noise around a level that is reached slowly."""
    rng = np.random.default_rng(seed)
    values = (1e6 + 5 * (1 - np.exp(-np.arange(200) / 12)) + rng.normal(0, 0.3, 200)).tolist()
    assert suggest_warm_up(values) == by_definition(values)
    assert 15 <= by_definition(values) <= 100


def test_too_short_to_tell() -> None:
    """Still rising, or next to nothing."""
    assert suggest_warm_up(range(100)) is None
    assert suggest_warm_up([1, 2, 3]) is None
    assert suggest_warm_up([5.0] * 100) == 0


def test_a_queue_that_begins_empty() -> None:
    """The mean wait of the nth lead over many runs rises first."""
    streams = [Streams.of(7).in_run(number) for number in range(200)]
    runs = PlainQueue.random(54, 1, 1).runs(streams, 1_500)
    found = suggest_warm_up(np.mean([run.waits_min for run in runs], axis=0))
    assert found is not None
    assert 50 <= found <= 500
