"""What an experiment found: a value for each policy, run and metric, and what they come to."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, Final

import attrs

from leadsla.errors import ScenarioError, UnknownError, UnstableError, nearest
from leadsla.simulation.intervals import Difference, Interval
from leadsla.simulation.streams import Streams, numpy_or_error

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: The columns that every frame of an experiment has beside those of the parameters.
RESERVED: Final = ("policy", "run", "metric", "value", "unstable", "mean", "low", "high", "runs", "missing")


@attrs.frozen(repr=False, eq=False)
class Experiment:
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
            known = {**self.parameters.get(policy, {}), "policy": policy}
            for metric in self.metrics:
                if policy in self.unstable:
                    found = Interval(None, None, None, 0, self.runs, self.confidence)
                elif metric in self.values[policy]:
                    found = self.estimate(metric, policy)
                else:
                    continue
                numbers = found.to_dict()
                del numbers["confidence"]
                rows.append({**known, "metric": metric, **numbers, "unstable": self.unstable.get(policy)})
        return rows

    def summary_frame(self, backend: str = "pandas") -> Any:
        """A data frame with the rows of `summary`."""
        return _frame(self.summary(), backend)

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
        rows: list[dict[str, Any]] = []
        for policy in self.policies:
            known = {**self.parameters.get(policy, {}), "policy": policy}
            why, none = self.unstable.get(policy), [math.nan] * self.runs
            metrics = self.metrics if why else tuple(self.values[policy])
            for run in range(self.runs):
                for metric in metrics:
                    value = float(self.values[policy].get(metric, none)[run])
                    number = None if math.isnan(value) else value
                    rows.append({**known, "run": run, "metric": metric, "value": number, "unstable": why})
        return _frame(rows, backend)

    def __repr__(self) -> str:
        many = f"{len(self.policies)} {'policy' if len(self.policies) == 1 else 'policies'}, {self.runs} runs"
        trouble = f", {len(self.unstable)} unstable" if self.unstable else ""
        return f"<Experiment {many}{trouble}: {', '.join(self.metrics) or 'no metrics'}>"

    def _repr_html_(self) -> str:
        """The summary as a table, for a notebook."""
        rows = self.summary()
        names = [name for name in rows[0] if name not in ("runs", "missing")] if rows else []
        head = "".join(f"<th>{escape(name)}</th>" for name in names)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_cell(row[name]))}</td>" for name in names) + "</tr>"
            for row in rows[:100]
        )
        more = f"<p>{len(rows) - 100} more rows</p>" if len(rows) > 100 else ""
        title = f"{self.runs} runs, intervals at {100 * self.confidence:g} %"
        return f'<table style="color: inherit"><caption>{title}</caption><tr>{head}</tr>{body}</table>{more}'


def _frame(rows: list[dict[str, Any]], backend: str) -> Any:
    from leadsla.frames import to_frame

    names = dict.fromkeys(name for row in rows for name in row)
    return to_frame({name: [row.get(name) for row in rows] for name in names}, backend)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


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
