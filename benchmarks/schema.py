"""Many documents, sound and broken, put to the loader and to the schema: `python -m benchmarks.schema [NUMBER]`.

Half of them are sound as they are drawn; the others are changed in up to three places. The tests do the same with
fewer. Needs the `dev` extra, and the tests beside it.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.documents.schema.trees import broken, sound_trees, structural

from leadsla.documents.schema import schema
from leadsla.documents.structure import read_agreement

_ROWS = {
    "sound": "the loader accepts it",
    "structure": "the loader finds a fault of structure",
    "other": "the loader finds other faults only",
}


def judged(tree: Any) -> str:
    """What the loader makes of a document."""
    faults = [fault for fault in read_agreement(tree)[1] if not fault.warning]
    return "structure" if any(map(structural, faults)) else "other" if faults else "sound"


def main(number: int = 10_000) -> None:
    """Draw so many documents, and count what the two say; ends at the first on which they disagree."""
    validator = Draft202012Validator(schema())
    counts: Counter[tuple[str, bool]] = Counter()
    seconds = [0.0, 0.0]

    @settings(
        max_examples=number,
        phases=[Phase.generate, Phase.shrink],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(st.booleans().flatmap(lambda change: broken(sound_trees(), 3) if change else sound_trees()))
    def look(tree: Any) -> None:
        start = time.perf_counter()
        found = judged(tree)
        between = time.perf_counter()
        valid = validator.is_valid(tree)
        seconds[0] += between - start
        seconds[1] += time.perf_counter() - between
        counts[found, valid] += 1
        assert found == "other" or valid == (found == "sound"), f"{_ROWS[found]}: {json.dumps(tree)}"

    look()
    print(f"{counts.total():,} documents; loader {seconds[0]:.0f} s, schema {seconds[1]:.0f} s")
    for name, words in _ROWS.items():
        print(f"{words:40} valid {counts[name, True]:6,}   invalid {counts[name, False]:6,}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
