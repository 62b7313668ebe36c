"""What `import leadsla` costs beside a bare interpreter, and the first `evaluate` of a process.

Run `python -m benchmarks.startup`. Every figure is a whole process, interleaved with the bare one.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

JOBS = {
    "bare interpreter": "pass",
    "import leadsla": "import leadsla",
    "import and take `evaluate`": "from leadsla import evaluate",
    "import and load the example": "import leadsla as ls; ls.examples.acme()",
}


def milliseconds(code: str) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return (time.perf_counter() - begun) * 1000


def main(rounds: int = 15) -> None:
    """Print medians, and what each costs over the bare interpreter in the same round."""
    took: dict[str, list[float]] = {name: [] for name in JOBS}
    for _ in range(rounds):
        for name, code in JOBS.items():
            took[name].append(milliseconds(code))
    bare = took["bare interpreter"]
    print(f"median of {rounds} rounds, Python {sys.version.split()[0]}")
    for name, each in took.items():
        over = statistics.median(one - base for one, base in zip(each, bare, strict=True))
        print(f"{name:<30}{statistics.median(each):>8.1f} ms{over:>+9.1f} ms over the bare interpreter")


if __name__ == "__main__":
    main()
