"""The judge: one process that has collected the tests of a part and forks for every mutant.

It first runs all tests once and notes which lines each of them runs. A mutant is then put to the tests that run its
lines, in a fork of the process, those first that kill most: dozens in a second. Those that survive are put to whole
files of tests, from their source and in a new process each: it takes long, and notices what only shows when
modules are imported or tests collected.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

import attrs
import coverage
import pytest
from _pytest.runner import runtestprotocol

from benchmarks.mutants.making import Mutant, NotSwappedError

#: What a test may take under a mutant: seconds of the processor, more than it takes without; and by the clock.
MORE, TIMES, BY_THE_CLOCK = 3.0, 10.0, 120
MEMORY = 4 << 30
#: What a test costs besides what it takes, in seconds.
SETTING_UP = 0.003
ANEW = "anew"
PYTEST = ("-q", "-x", "--tb=native", "-p", "no:cacheprovider", "-p", "no:unraisableexception", "--no-header")


@attrs.frozen
class Verdict:
    """What became of a mutant: `killed`, `hung` (which counts as killed) or `survived`, and by which test.

    `by` is "anew" for what has been said of it from its source, in a new process.
    """

    what: str
    by: str = ""


Told = Callable[[Mutant, Verdict], None]
#: How many mutants each test has killed, by the function that they were of; and under "" by all functions.
Kills = dict[str, Counter[str]]


@attrs.define
class Ran:
    """What the tests do without any fault: how long each takes, and which lines it runs."""

    seconds: list[float]
    lines: dict[str, dict[int, list[int]]]

    def tests_of(self, mutant: Mutant) -> set[int]:
        """The tests that run a line of the mutant, by their place."""
        lines = self.lines.get(str(mutant.path), {})
        return {test for line in mutant.watched for test in lines.get(line, ())}


class Judge:
    """A plugin for pytest: instead of running the tests it judges mutants by them."""

    def __init__(
        self, left: list[Mutant], doubtful: list[Mutant], kills: Kills, look: float, sources: Path, told: Told
    ) -> None:
        self._left, self._doubtful, self._sources, self._told = left, doubtful, sources, told
        self._kills, self._look = kills, look

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._items = session.items
        # How often each test has been tried, at least.
        self._tries = sum(self._kills.values(), Counter[str]())
        self._ran = self._run_all()
        backwards = list(reversed(range(len(self._items))))
        status, said = _forked(lambda pipe: self._run_some(backwards, pipe))
        if status:
            raise SystemExit(f"without any mutant, and in another order, a test fails: {said}")
        for mutant in self._left:
            self._told(mutant, self._judge(mutant))
        for mutant in self._doubtful:
            self._told(mutant, self._judge_anew(mutant))
        return True

    def _run_all(self) -> Ran:
        """All tests once, in a fork, so that nothing is remembered of it."""

        def run(pipe: int) -> int:
            traced = coverage.Coverage(data_file=None, include=[f"{self._sources}/*"], config_file=False)
            seconds: list[float] = []
            traced.start()
            for place in range(len(self._items)):
                traced.switch_context(str(place))
                begun = time.process_time()
                if self._fails(place, place + 1):
                    os.write(pipe, self._items[place].nodeid.encode())
                    return 1
                seconds.append(time.process_time() - begun)
            traced.stop()
            data = traced.get_data()
            lines = {
                path: {
                    line: [int(c) for c in contexts if c]
                    for line, contexts in data.contexts_by_lineno(path).items()
                }
                for path in data.measured_files()
            }
            with open(pipe, "w") as file:
                json.dump([seconds, lines], file)
            return 0

        status, said = _forked(run)
        if status:
            raise SystemExit(f"without any mutant a test fails: {said}")
        seconds, lines = json.loads(said)
        return Ran(seconds, {path: {int(n): of for n, of in by.items()} for path, by in lines.items()})

    def _judge(self, mutant: Mutant) -> Verdict:
        """In a fork, by the tests that run its lines."""
        seconds = self._ran.seconds
        near, far = self._kills.setdefault(mutant.place, Counter()), self._kills.setdefault("", Counter())

        def cost(place: int) -> float:
            """What a kill by this test costs, by what has been seen; those of the same function count for more."""
            test = self._items[place].nodeid
            kills = 20 * near[test] + far[test] + 0.2
            return (seconds[place] + SETTING_UP) * (self._tries[test] + 1) / kills

        places = sorted(self._ran.tests_of(mutant), key=cost)
        spent = list(accumulate(seconds[place] for place in places))
        places = places[: 1 + sum(s <= self._look for s in spent)]

        def run(pipe: int) -> int:
            try:
                mutant.swap_in()
            except NotSwappedError:
                return 0
            return self._run_some(places, pipe)

        status, said = _forked(run)
        if os.WIFSIGNALED(status):
            return Verdict("hung")
        tried = places[: places.index(int(said)) + 1] if said else places
        self._tries.update(self._items[place].nodeid for place in tried)
        if status == 0:
            return Verdict("survived")
        killer = self._items[int(said)].nodeid if said else ""
        near[killer] += 1
        far[killer] += 1
        return Verdict("killed", killer)

    def _run_some(self, places: list[int], pipe: int) -> int:
        """In a fork: these tests in this order, each within the limits, up to the first that fails."""
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        for place, following in zip(places, [*places[1:], len(self._items)], strict=True):
            signal.alarm(BY_THE_CLOCK)
            signal.setitimer(signal.ITIMER_PROF, MORE + TIMES * self._ran.seconds[place])
            if self._fails(place, following):
                os.write(pipe, str(place).encode())
                return 1
        return 0

    def _fails(self, place: int, following: int) -> bool:
        after = self._items[following] if following < len(self._items) else None
        return any(r.failed for r in runtestprotocol(self._items[place], nextitem=after, log=False))

    def _judge_anew(self, mutant: Mutant) -> Verdict:
        """From the source, in a new process, by the files of tests that run any line of it."""
        items = self._items
        tests = self._ran.tests_of(mutant) or range(len(items))
        files = sorted({items[place].nodeid.partition("::")[0] for place in tests})
        kept = mutant.path.read_text()
        mutant.path.write_text(mutant.source())
        try:
            done = subprocess.run(
                [sys.executable, "-B", "-m", "pytest", *PYTEST, *files],
                capture_output=True,
                timeout=BY_THE_CLOCK * 3,
            )
        except subprocess.TimeoutExpired:
            return Verdict("hung", ANEW)
        finally:
            mutant.path.write_text(kept)
        return Verdict("killed" if done.returncode else "survived", ANEW)


def _forked(run: Callable[[int], int]) -> tuple[int, str]:
    """The status of a fork that runs this, and what it wrote into its pipe; it is silent, and clears nothing up."""
    end, begin = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            os.close(end)
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            status = run(begin)
        finally:
            os._exit(status)
    os.close(begin)
    with open(end, "rb") as file:
        said = file.read()
    return os.waitpid(child, 0)[1], said.decode()


def judge(
    left: list[Mutant],
    doubtful: list[Mutant],
    tests: list[str],
    kills: Kills,
    look: float,
    sources: Path,
    told: Told,
) -> None:
    """Put those that are left to the tests in forks, the doubtful in new processes; tell what became of each.

    `kills` says how many each test has killed before, by function and in all (""); `look` for how many seconds of
    tests a fork looks at a mutant.
    """
    status = pytest.main([*PYTEST, *tests], plugins=[Judge(left, doubtful, kills, look, sources, told)])
    if status:
        raise SystemExit(f"pytest ended with {status}")
