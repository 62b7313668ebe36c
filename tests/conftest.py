"""What all tests share: how Hypothesis runs, and where the shared data is, if it is there."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings

# The first look-up of a holiday loads a country; that is slow and no fault of the code under test.
settings.register_profile("leadsla", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("leadsla"), derandomize=True, print_blob=True)
# One run for each mutant: few examples, always the same, and none made smaller; that it fails is enough.
settings.register_profile(
    "mutants",
    parent=settings.get_profile("leadsla"),
    derandomize=True,
    max_examples=20,
    database=None,
    phases=(Phase.explicit, Phase.generate),
)
settings.register_profile("soak", parent=settings.get_profile("leadsla"), max_examples=3000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "leadsla"))

#: Data that is not part of the project; tests that need it are skipped where it is not.
SHARED = Path(__file__).resolve().parents[2] / "shared"
