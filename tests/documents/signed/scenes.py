"""Agreements that the tests of the signed document write: the shipped ones, an amendment, and a hostile one."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path
from typing import Any

import attrs
import pytest

import leadsla as ls
from leadsla import examples
from leadsla.signatures import Signature
from leadsla.versions import Amendment, RunningClocks

#: What somebody may write into an agreement who does not mean well.
SCRIPT = "</style></script><img src=x onerror=alert(1)>"
MARKS = "*a* _b_ `c` [d](e) | # ~ \\ & <!-- {{ 7*7 }} {% raw %}"
UNSEEN = "one\u202etwo\x1b[31m\x00\u2028three\ud800"
HOSTILE = f"{SCRIPT} {MARKS} {UNSEEN}"


def shipped() -> dict[str, ls.Agreement]:
    """The agreements that come with the package."""
    found = {name: examples.agreement(name) for name in examples.AGREEMENTS}
    return {"acme": examples.acme(), **found}


def amended() -> ls.Agreement:
    """A second version of the example, signed by marketing alone."""
    first = examples.acme()
    return attrs.evolve(
        first,
        version="2026.2",
        effective=dt.date(2026, 7, 1),
        amends=Amendment(
            "2026.1",
            by="Sales",
            date=dt.date(2026, 6, 12),
            why="The form is answered by hand now",
            running_clocks={"first-response": RunningClocks.RESCORE, "persistence": RunningClocks.RESTART},
            agreement=first,
        ),
        signatures=[
            Signature(
                "marketing", "Ada Example", dt.date(2026, 6, 20), "sha256:" + "0123456789abcdef" * 4, "Head"
            )
        ],
    )


def hostile() -> ls.Agreement:
    """Every text that may be written freely is hostile."""
    acme = examples.acme()
    clauses = [attrs.evolve(clause, title=HOSTILE) for clause in acme.clauses]
    stages = [attrs.evolve(stage, means=HOSTILE) for stage in acme.lifecycle.stages]
    return attrs.evolve(
        acme,
        title=HOSTILE,
        organisation=HOSTILE,
        agreement=HOSTILE,
        version=HOSTILE,
        objectives=[HOSTILE],
        notes=f"{HOSTILE}\n\n- {HOSTILE}",
        parties={name: ls.Party(HOSTILE, HOSTILE) for name in acme.parties},
        clauses=clauses,
        lifecycle=attrs.evolve(acme.lifecycle, stages=stages),
        statements=[ls.Statement("both", HOSTILE, HOSTILE)],
        goals=[ls.Goal("sales", HOSTILE)],
        responsibilities={"mql": {"sales": ls.Responsibility(owes=HOSTILE, owes_not=HOSTILE)}},
        handoff=ls.Handoff(passed=HOSTILE),
        disqualification=[ls.Disqualification(HOSTILE, means=HOSTILE)],
        kpis=[{"owner": HOSTILE, "metric": HOSTILE, "words": HOSTILE, HOSTILE: HOSTILE}, HOSTILE],
        signatures=[Signature("sales", SCRIPT, dt.date(2026, 1, 1), "sha256:" + "0" * 64, MARKS)],
        currency=HOSTILE,
    )


def program(*names: str) -> str:
    """The first of these programs that is installed; the test is skipped where none is."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"{' or '.join(names)} is not installed here")
    return found


def run(*words: Any, folder: Path) -> str:
    """What a program writes, on either stream; it works in a folder of the test's own."""
    done = subprocess.run(
        list(map(str, words)), cwd=folder, capture_output=True, encoding="utf-8", timeout=120, check=True
    )
    return done.stdout + done.stderr
