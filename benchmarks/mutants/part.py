"""One part of the core judged, in a copy of the checkout: `python -m benchmarks.mutants.part NAME RESULTS`.

`__main__` starts it, with the copy as its place. Each verdict is written down as it falls, and what has one is not
judged again. The order is by a digest, so that what a broken-off run has judged is a fair sample.
"""

from __future__ import annotations

import argparse
import json
import math
import tomllib
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from benchmarks.mutants.judging import ANEW, Kills, Verdict, judge
from benchmarks.mutants.making import Mutant, mutants_of

#: For how many seconds of tests a mutant is looked at where only a quick look is wanted and `--look` does not say.
QUICK = 5.0


def parts(checkout: Path) -> dict[str, dict[str, Any]]:
    """The parts of the core that are tested so, from `pyproject.toml`: `modules` and `tests` of each, by name."""
    settings = tomllib.loads((checkout / "pyproject.toml").read_text())
    return dict(settings["tool"]["leadsla"]["mutants"])


def mutants_in(patterns: list[str], root: Path) -> Iterator[Mutant]:
    """The mutants of all modules that a pattern of paths names."""
    for path in sorted({path.resolve() for pattern in patterns for path in Path().glob(pattern)}):
        yield from mutants_of(path, root)


def read(results: Path) -> dict[str, Verdict]:
    """The verdicts so far, by the key of the mutant."""
    lines = results.read_text().splitlines() if results.exists() else []
    return {line["key"]: Verdict(line["verdict"], line["by"]) for line in map(json.loads, lines)}


def kills_of(mutants: list[Mutant], verdicts: dict[str, Verdict]) -> Kills:
    """How many mutants each test has killed so far."""
    kills: Kills = {"": Counter()}
    for mutant in mutants:
        if mutant.key in verdicts and verdicts[mutant.key].what == "killed":
            for place in ("", mutant.place):
                kills.setdefault(place, Counter())[verdicts[mutant.key].by] += 1
    return kills


def report(name: str, mutants: list[Mutant], verdicts: dict[str, Verdict]) -> None:
    """The survivors with what was changed in them, and the score."""
    judged = [(mutant, verdicts[mutant.key]) for mutant in mutants if mutant.key in verdicts]
    for mutant, verdict in sorted(judged, key=lambda pair: (pair[0].module, pair[0].first, pair[0].number)):
        if verdict.what == "survived":
            print(f"\n{mutant.name}\n{mutant.difference}")
    count = Counter(verdict.what for _, verdict in judged)
    killed = count["killed"] + count["hung"]
    share = f"{killed / len(judged):.1%}" if judged else "none"
    print(
        f"\n{name}: {len(mutants)} mutants, {len(judged)} judged, {killed} killed ({count['hung']} of them hung), "
        f"{count['survived']} survived: {share}",
        flush=True,
    )


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("part")
    asked.add_argument("results", type=Path)
    asked.add_argument("only", nargs="*")
    asked.add_argument("--again", action="store_true")
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--look", type=float, default=QUICK)
    given = asked.parse_intermixed_args()
    part = parts(Path())[given.part]
    root = Path("src").resolve()
    mutants = [
        mutant
        for mutant in mutants_in(part["modules"], root)
        if not given.only or any(fnmatch(t, p) for p in given.only for t in (mutant.module, mutant.name))
    ]
    mutants.sort(key=lambda mutant: mutant.key)
    verdicts = read(given.results)

    def survived(mutant: Mutant) -> bool:
        return mutant.key in verdicts and verdicts[mutant.key].what == "survived"

    def told(mutant: Mutant, verdict: Verdict) -> None:
        verdicts[mutant.key] = verdict
        line = {"key": mutant.key, "name": mutant.name, "verdict": verdict.what, "by": verdict.by}
        with given.results.open("a") as file:
            file.write(json.dumps(line) + "\n")

    left = [m for m in mutants if m.key not in verdicts or (given.again and survived(m))]
    if left:
        look = given.look if given.quick else math.inf
        judge(left, [], part["tests"], kills_of(mutants, verdicts), look, root, told)
    doubtful = [m for m in mutants if survived(m) and verdicts[m.key].by != ANEW]
    if doubtful and not given.quick:
        judge([], doubtful, part["tests"], {}, math.inf, root, told)
    report(given.part, mutants, verdicts)


if __name__ == "__main__":
    main()
