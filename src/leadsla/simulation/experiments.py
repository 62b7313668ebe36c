"""Experiments: policies tried on the same runs, often enough to tell what is theirs from what is chance.

A *policy* is anything that is called with the streams of a run and gives its metrics, `{"mean_wait_min": 1.6, ...}`.
Run number n has the same streams for every policy (common random numbers), and they are found by their address, so the
numbers are the same however the runs are shared out to processes and in whatever order they are done.
"""

from __future__ import annotations

import itertools
import math
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs

from leadsla.errors import ExtraError, ScenarioError, UnstableError, nearest
from leadsla.simulation import fields
from leadsla.simulation.results import RESERVED, Experiment
from leadsla.simulation.streams import Streams

if TYPE_CHECKING:
    from leadsla.simulation.streams import Seed

#: What a run comes to, by metric, with the unit in the name; None where it has no such number.
Metrics: TypeAlias = Mapping[str, float | None]
#: What is tried. One that also has `many(streams)` is given several runs at once.
Policy: TypeAlias = Callable[[Streams], Metrics]
#: Told how many runs are done, and of how many.
Progress: TypeAlias = Callable[[int, int], None]

#: So many pieces each process gets, so that none is left waiting for the longest.
_PIECES: Final = 4
#: So many times somebody who watches is told that a policy goes on.
_STEPS: Final = 10


def replicate(
    policies: Mapping[str, Policy],
    *,
    runs: int = 30,
    rng: Seed | Streams = None,
    processes: int = 1,
    precise: Mapping[str, float] | None = None,
    most_runs: int | None = None,
    confidence: float = 0.95,
    progress: Progress | bool = False,
    parameters: Mapping[str, Mapping[str, Any]] | None = None,
) -> Experiment:
    """Try each policy in the same runs.

    With `precise={"mean_wait_min": 0.1}` there are more runs, as many again each time, until the interval of every
    policy's mean reaches no further than that to either side, or there are `most_runs` (by default 20 times `runs`):
    `Experiment.precise_enough` says which. `progress` is called with how many runs are done and of how many; True shows
    a bar. A policy that raises `UnstableError` has no numbers, and its reason is kept.

    >>> from leadsla.simulation import PlainQueue
    >>> teams = {f"{people} people": PlainQueue.random(30, 10, people).trial(customers=2_000) for people in (7, 8)}
    >>> found = replicate(teams, runs=20, rng=7)
    >>> found.difference("mean_wait_min", "7 people", "8 people")
    <Difference 1.033 (0.8624 to 1.204; 95 %, 20 runs)>

    Raises `ScenarioError` for what cannot be tried, with the argument that is wrong; `ExtraError` without numpy or
    scipy.
    """
    pieces = (
        _PIECES * processes
        if fields.count("processes", processes) > 1
        else 1
        if progress is False
        else _STEPS
    )
    plan = _Plan(dict(policies), Streams.of(rng), processes, pieces, fields.count("runs", runs))
    most = 20 * runs if most_runs is None else fields.count("most_runs", most_runs)
    _check(plan, precise, confidence)
    with _shown(progress) as tell:
        while True:
            plan.go_on(tell)
            found = Experiment.of(plan.measured, plan.unstable, plan.streams, confidence, parameters or {})
            enough = None if precise is None else _is_precise(found, precise)
            if enough in (None, True) or plan.runs >= most:
                return attrs.evolve(found, precise_enough=enough)
            plan.runs = min(most, plan.runs + runs)


def sweep(make: Callable[..., Policy], grid: Mapping[str, Sequence[Any]], **options: Any) -> Experiment:
    """Try a policy for every combination of a grid: `make` is called with a value of each parameter, by name.

    `options` are those of `replicate`. The parameters are columns of the frame.

    >>> from leadsla.simulation import PlainQueue
    >>> def team(people, handling_minutes):
    ...     return PlainQueue.random(30, handling_minutes, people).trial(customers=500)
    >>> found = sweep(team, {"people": [6, 7], "handling_minutes": [8, 10]}, runs=5, rng=7)
    >>> found.policies[0], found.to_frame("polars").columns[:2]
    ('people=6, handling_minutes=8', ['people', 'handling_minutes'])

    Raises what `replicate` raises, and `ScenarioError` for a grid without values or with a name that the frame has
    already.
    """
    if not grid or not all(len(values) for values in grid.values()):
        raise ScenarioError("grid", "has nothing to try; write at least one parameter, and a value for each")
    taken = sorted(set(grid) & set(RESERVED))
    if taken:
        raise ScenarioError(
            "grid", f"has a parameter `{taken[0]}`, a column of every frame; give it another name"
        )
    policies, parameters = {}, {}
    for values in itertools.product(*grid.values()):
        chosen = dict(zip(grid, values, strict=True))
        name = ", ".join(f"{key}={value}" for key, value in chosen.items())
        policies[name], parameters[name] = make(**chosen), chosen
    return replicate(policies, parameters=parameters, **options)


@attrs.define
class _Plan:
    """What is to be done, and what has been: the metrics of each policy, by run."""

    policies: dict[str, Policy]
    streams: Streams
    processes: int
    pieces: int
    runs: int
    done: int = 0
    measured: dict[str, list[Metrics]] = attrs.field(factory=dict)
    unstable: dict[str, str] = attrs.field(factory=dict)

    def go_on(self, tell: Progress) -> None:
        """Do the runs that are not done yet."""
        pieces = list(self._pieces())
        total = self.runs * len(self.policies)
        finished = self.done * len(self.policies)
        found: dict[tuple[str, int], list[Metrics] | str] = {}
        for (name, numbers), result in self._results(pieces):
            found[name, numbers.start] = result
            finished += len(numbers)
            tell(finished, total)
        for name, numbers in pieces:
            result = found[name, numbers.start]
            if isinstance(result, str):
                self.unstable[name] = result
                self.measured.setdefault(name, []).extend({} for _ in numbers)
            else:
                self.measured.setdefault(name, []).extend(result)
        self.done = self.runs

    def _pieces(self) -> Iterator[tuple[str, range]]:
        """Stretches of runs of one policy."""
        left = self.runs - self.done
        size = math.ceil(left / self.pieces)
        for name in self.policies:
            for first in range(self.done, self.runs, size):
                yield name, range(first, min(first + size, self.runs))

    def _results(
        self, pieces: list[tuple[str, range]]
    ) -> Iterator[tuple[tuple[str, range], list[Metrics] | str]]:
        """The results as they come."""
        if self.processes == 1:
            for name, numbers in pieces:
                yield (name, numbers), _measured(self.policies[name], self.streams, numbers)
            return
        with ProcessPoolExecutor(self.processes) as pool:
            waiting = {
                pool.submit(_measured, self.policies[name], self.streams, numbers): (name, numbers)
                for name, numbers in pieces
            }
            for done in as_completed(waiting):
                yield waiting[done], done.result()


def _measured(policy: Policy, streams: Streams, numbers: range) -> list[Metrics] | str:
    """The metrics of some runs, or why there are none."""
    wanted = [streams.in_run(number) for number in numbers]
    many = getattr(policy, "many", None)
    try:
        return [dict(one) for one in (many(wanted) if many else map(policy, wanted))]
    except UnstableError as error:
        return str(error)


def _is_precise(found: Experiment, precise: Mapping[str, float]) -> bool:
    """Whether every interval is narrow enough; a policy without numbers is not waited for."""
    for metric in precise:
        if metric not in found.metrics:
            guess = nearest(metric, found.metrics) or f"one of {', '.join(found.metrics) or 'none'}"
            raise ScenarioError("precise", f"names `{metric}`, which no policy measures; write {guess}")
    widths = (
        (found.estimate(metric, policy).half_width, precise[metric])
        for metric in precise
        for policy in found.policies
        if policy not in found.unstable
    )
    return all(width is not None and width <= most for width, most in widths)


def _check(plan: _Plan, precise: Mapping[str, float] | None, confidence: float) -> None:
    fields.chance("confidence", confidence)
    if not plan.policies:
        raise ScenarioError("policies", "has nothing to try; write at least one, by its name")
    for metric, most in (precise or {}).items():
        if not fields.number("precise", most) > 0:
            raise ScenarioError("precise", f"has {most!r} for `{metric}`; write a number above 0")
    for name, policy in plan.policies.items():
        if not callable(policy):
            raise ScenarioError("policies", f"has {policy!r} as `{name}`; write what is called with streams")
        if plan.processes > 1:
            _check_that_it_travels(name, policy)


def _check_that_it_travels(name: str, policy: Policy) -> None:
    """Another process gets a copy; what has none is said before anything is started."""
    try:
        pickle.dumps(policy)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise ScenarioError(
            "processes",
            f"is more than 1, and `{name}` cannot be copied to another ({error}); define it at the top of a module",
        ) from None


@contextmanager
def _shown(progress: Progress | bool) -> Iterator[Progress]:
    """What is told of the progress: a function of the user's, a bar, or nobody."""
    if progress is False:
        yield lambda done, total: None
    elif progress is not True:
        yield progress
    else:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            raise ExtraError("a bar needs tqdm; install it with: pip install 'leadsla[science]'") from None
        with tqdm(unit="run") as bar:

            def tell(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            yield tell
