"""A scenario as a policy of an experiment: called with the streams of a run, it gives what the run comes to."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from leadsla.agreement import Agreement
from leadsla.simulation.host.prepared import Prepared, prepared
from leadsla.simulation.model.scenario import Scenario
from leadsla.simulation.streams import Streams


class ScenarioTrial:
    """A scenario under an agreement, for `replicate` and `sweep`; what all runs share is made ready once a process."""

    def __init__(
        self, scenario: Scenario, agreement: Agreement, begin: dt.datetime, end: dt.datetime
    ) -> None:
        self.scenario = scenario
        self.agreement = agreement
        self.begin = begin
        self.end = end

    @classmethod
    def of(
        cls, scenario: Scenario, agreement: Agreement, begin: dt.datetime, end: dt.datetime
    ) -> ScenarioTrial:
        """The trial; raises `ScenarioError` with all that does not go together."""
        made = cls(scenario, agreement, begin, end)
        made._prepared  # noqa: B018 - what is wrong is said now
        return made

    def __call__(self, streams: Streams) -> dict[str, float | None]:
        """What one run comes to; see `SimulatedRun.metrics`."""
        return self._prepared.measured(streams)

    @cached_property
    def _prepared(self) -> Prepared:
        return prepared(self.scenario, self.agreement, self.begin, self.end)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_prepared"}
