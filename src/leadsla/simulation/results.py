"""What an experiment found: a value for each policy, run and metric, and what they come to."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from leadsla.errors import ScenarioError, UnknownError, UnstableError, nearest
from leadsla.simulation.fields import none_if_nan
from leadsla.simulation.intervals import Difference, Interval
from leadsla.simulation.streams import Streams, numpy_or_error
from leadsla.tables import NUMBER, TEXT, TRUTH, WHOLE, Kind, Sheet, Showing, frame_of, grid_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


#: The columns of values and of the summary, after those of the parameters and the policy.
_VALUES: Final = {"run": WHOLE, "metric": TEXT, "value": NUMBER, "unstable": TEXT}
_SUMMARY: Final = {
    "metric": TEXT, "mean": NUMBER, "low": NUMBER, "high": NUMBER, "runs": WHOLE, "missing": WHOLE, "unstable": TEXT,
}  # fmt: skip
#: The columns that every frame of an experiment has beside those of the parameters.
RESERVED: Final = ("policy", *dict.fromkeys([*_VALUES, *_SUMMARY]))


@attrs.frozen(repr=False, eq=False)
class Experiment(Showing):
    """Policies tried in the same runs.

    `values` has an array over runs for each policy and metric, with nan where a run has no such number; `unstable` says
    why a policy has none at all. `streams` repeats it, run by run. `precise_enough` says whether the precision that was
    asked for was reached; None if none was.
    """

    values: Mapping[str, Mapping[str, NDArray[np.float64]]]
    unstable: Mapping[str, str]
    parameters: Mapping[str, Mapping[str, Any]]
    streams: Streams
    runs: int
    confidence: float
    precise_enough: bool | None = None

    @classmethod
    def of(
        cls,
        measured: Mapping[str, Sequence[Mapping[str, float | None]]],
        unstable: Mapping[str, str],
        streams: Streams,
        confidence: float,
        parameters: Mapping[str, Mapping[str, Any]],
    ) -> Experiment:
        """From the metrics of each run of each policy."""
        numpy = numpy_or_error()
        runs = {len(rows) for rows in measured.values()}
        values = {}
        for policy, rows in measured.items():
            names = dict.fromkeys(name for row in rows for name in row)
            values[policy] = {
                name: numpy.array([_number(policy, name, row.get(name)) for row in rows]) for name in names
            }
        return cls(values, dict(unstable), dict(parameters), streams, max(runs), confidence)

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies, in the order in which they were given."""
        return tuple(self.values)

    @property
    def metrics(self) -> tuple[str, ...]:
        """All metrics that any policy has."""
        return tuple(dict.fromkeys(name for measured in self.values.values() for name in measured))

    def estimate(self, metric: str, policy: str | None = None) -> Interval:
        """The mean of a metric over the runs of a policy, with its interval; the only policy needs no name.

        Raises `UnstableError` for a policy that has no numbers, `UnknownError` for a name that nothing has.
        """
        return Interval.of(self._over_runs(metric, policy), self.confidence)

    def difference(self, metric: str, policy: str, less: str) -> Difference:
        """The mean of a policy's metric less another's, run by run on the same leads.

        Raises what `estimate` raises.
        """
        return Difference.between(
            self._over_runs(metric, policy), self._over_runs(metric, less), self.confidence
        )

    def _over_runs(self, metric: str, policy: str | None) -> NDArray[np.float64]:
        if policy is None:
            if len(self.policies) > 1:
                raise UnknownError(f"say which policy: {', '.join(self.policies)}")
            [policy] = self.policies
        if policy not in self.values:
            raise UnknownError(f"no policy `{policy}`; {_instead(policy, self.policies)}")
        if policy in self.unstable:
            raise UnstableError(f"{policy}: {self.unstable[policy]}")
        if metric not in self.values[policy]:
            raise UnknownError(
                f"`{policy}` has no metric `{metric}`; {_instead(metric, tuple(self.values[policy]))}"
            )
        return self.values[policy][metric]

    def summary(self) -> list[dict[str, Any]]:
        """A row for each policy and metric: its parameters, the mean and its interval, or why there is none."""
        rows: list[dict[str, Any]] = []
        for policy in self.policies:
            for metric in self._metrics_of(policy):
                if metric is None or policy in self.unstable:
                    found = Interval(None, None, None, 0, self.runs, self.confidence)
                else:
                    found = self.estimate(metric, policy)
                numbers = found.to_dict()
                del numbers["confidence"]
                why = self.unstable.get(policy)
                rows.append({**self._known(policy), "metric": metric, **numbers, "unstable": why})
        return rows

    def summary_frame(self, backend: str = "pandas") -> Any:
        """A data frame with the rows of `summary`; raises what `to_frame` raises."""
        kinds = self._kinds(_SUMMARY)
        return frame_of(kinds, ([row.get(name) for name in kinds] for row in self.summary()), backend)

    def _metrics_of(self, policy: str) -> Sequence[str | None]:
        """The metrics of a policy; one without numbers lacks all that others have, or else something unnamed."""
        return (self.metrics or (None,)) if policy in self.unstable else tuple(self.values[policy])

    def _known(self, policy: str) -> dict[str, Any]:
        return {**self.parameters.get(policy, {}), "policy": policy}

    def _kinds(self, further: Mapping[str, Kind]) -> dict[str, Kind]:
        """The columns: a parameter has the kind of its values."""
        given: dict[str, list[Any]] = {}
        for parameters in self.parameters.values():
            for name, value in parameters.items():
                given.setdefault(name, []).append(value)
        return {**{name: _kind_of(values) for name, values in given.items()}, "policy": TEXT, **further}

    def to_dict(self) -> dict[str, Any]:
        """How it was made, and the rows of `summary`."""
        return {
            "seed": self.streams.entropy,
            "spawn_key": list(self.streams.above),
            "runs": self.runs,
            "confidence": self.confidence,
            "precise_enough": self.precise_enough,
            "estimates": self.summary(),
        }

    def to_frame(self, backend: str = "pandas") -> Any:
        """A data frame with a row for each policy, run and metric.

        A column for each parameter, then `policy`, `run`, `metric` (its unit is in its name), `value` and `unstable`
        (why a policy has no values).
        Raises `ReadError` for an unknown backend and `ExtraError` for one that is not installed.
        """
        kinds = self._kinds(_VALUES)
        rows = (
            {**known, "run": run, "metric": metric, "value": value, "unstable": self.unstable.get(policy)}
            for policy in self.policies
            for known in [self._known(policy)]
            for run in range(self.runs)
            for metric in self._metrics_of(policy)
            for value in [self._value(policy, metric, run)]
        )
        return frame_of(kinds, ([row.get(name) for name in kinds] for row in rows), backend)

    def _value(self, policy: str, metric: str | None, run: int) -> float | None:
        if metric is None or policy in self.unstable:
            return None
        return none_if_nan(float(self.values[policy][metric][run]))

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        kinds = self._kinds(_SUMMARY)
        if self.parameters:
            del kinds["policy"]  # the parameters say which
        rows = [[row.get(name) for name in kinds] for row in self.summary()]
        note = f"{100 * self.confidence:g} % intervals over {self.runs} runs"
        return (Sheet(repr(self).strip("<>"), grid_of(kinds, rows, shown), (note,)),)

    def __repr__(self) -> str:
        many = f"{len(self.policies)} {'policy' if len(self.policies) == 1 else 'policies'}, {self.runs} runs"
        trouble = f", {len(self.unstable)} unstable" if self.unstable else ""
        return f"<Experiment {many}{trouble}: {', '.join(self.metrics) or 'no metrics'}>"


def _kind_of(values: Sequence[Any]) -> Kind:
    """What values are, where all are of one kind; else text."""
    for kind, types in ((TRUTH, (bool,)), (WHOLE, (int,)), (NUMBER, (int, float))):
        if all(isinstance(value, types) for value in values):
            return kind
    return TEXT


def _number(policy: str, metric: str, value: Any) -> float:
    if value is None:
        return math.nan
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ScenarioError(
            "policies", f"measures {value!r} as `{metric}` in `{policy}`; a metric is a number"
        ) from None


def _instead(word: str, known: tuple[str, ...]) -> str:
    guess = nearest(word, known)
    return f"write {guess}" if guess else f"there are {', '.join(known) or 'none'}"
