"""The front door: the names of the library, loaded when they are used, so that importing it is cheap."""

from __future__ import annotations

import importlib
import inspect
import json
import subprocess
import sys

import pytest

import leadsla

#: What costs time to import, and may be absent.
HEAVY = (
    "attrs",
    "cattrs",
    "dateutil",
    "holidays",
    "hypothesis",
    "narwhals",
    "numpy",
    "pandas",
    "polars",
    "pyarrow",
    "rich",
    "ruamel",
    "typer",
)
#: What the engine itself does without; numpy and the like come with the extras.
BEYOND_THE_ENGINE = tuple(name for name in HEAVY if name not in ("attrs", "dateutil"))

FRONT = {
    "Disqualification", "Provision", "Goal", "Handoff", "Responsibility", "Rule", "Score", "Scorecard", "Scorecards",
    "Threshold",
    "Action", "Agreement", "AgreementError", "Anomaly", "Attainment", "BusinessCalendar", "CalendarError", "Clause",
    "Clock", "Consequence", "Criterion", "CriterionError", "Evaluation", "Event", "EventError", "EventLog", "Fault",
    "LeadClause", "LeadSLAError", "Lifecycle", "MinimumEffort", "MinimumOpenTime", "MinimumTouches", "Monitor",
    "ConversionRate", "Move", "MoveError", "Party", "PeriodClause", "Quota", "ReadError", "RecurringMeeting",
    "RejectionPolicy", "Reporting",
    "RequiredInformation", "ResponseWindow", "Segments", "Stage", "StalledLead", "Statement", "Term", "TimeError",
    "Trigger", "Window", "WindowError", "check", "dump", "evaluate", "load", "loads", "read_events",
}  # fmt: skip


def loaded_by(program: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after running a program."""
    ends = "\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program + ends],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(filter(None, sys.path))},
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_names_of_the_front_door() -> None:
    """Sorted, and no others without being meant."""
    assert set(leadsla.__all__) >= FRONT
    assert leadsla.__all__ == sorted(set(leadsla.__all__))


@pytest.mark.parametrize("name", leadsla.__all__)
def test_every_name_exists_and_says_what_it_is_for(name: str) -> None:
    """Loaded from the module that it stands in, kept from then on, and documented."""
    value = getattr(leadsla, name)
    assert getattr(leadsla, name) is value
    assert vars(leadsla)[name] is value
    assert (inspect.getdoc(value) or "").strip()
    assert value.__name__ == name
    assert value.__module__.startswith("leadsla.")


def test_dir_lists_what_can_be_asked_for() -> None:
    """The names, the version and the two packages beside."""
    assert set(dir(leadsla)) == {*leadsla.__all__, "__version__", "examples", "testing"}
    for name in dir(leadsla):
        assert getattr(leadsla, name) is not None


def test_the_packages_beside() -> None:
    """As modules."""
    for name in ("examples", "testing"):
        assert getattr(leadsla, name) is importlib.import_module(f"leadsla.{name}")


def test_an_unknown_name_is_an_attribute_error() -> None:
    """So that `hasattr` works, and the text is Python's own."""
    with pytest.raises(AttributeError, match=r"^module 'leadsla' has no attribute 'Evalution'$"):
        leadsla.Evalution  # noqa: B018
    assert not hasattr(leadsla, "nothing")


def test_importing_the_library_loads_nothing_else() -> None:
    """Neither our own modules nor anybody's."""
    loaded = loaded_by("import leadsla")
    assert {name for name in loaded if name.startswith("leadsla")} == {"leadsla"}
    assert not loaded & set(HEAVY)


def test_the_engine_runs_without_the_extras() -> None:
    """An agreement made in Python is judged without holidays, numpy, ruamel, hypothesis or typer."""
    program = """
import datetime as dt
import leadsla as ls
from leadsla.lifecycle import Lifecycle, Move, Stage
nine = dt.datetime(2026, 3, 2, 9, tzinfo=dt.timezone.utc)
office = ls.BusinessCalendar("America/New_York", {"mon-fri": ["09:00-17:00"]})
agreement = ls.Agreement(
    agreement="acme", version="1", term=ls.Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    timezone="America/New_York", parties={"sales": ls.Party("Sales")}, calendars={"office": office}, calendar="office",
    lifecycle=Lifecycle([Stage("mql")], [Move("created", "mql")]),
    clauses=[ls.ResponseWindow(id="first", owner="sales", from_="assigned", within="1 business hour")],
)
events = [ls.Event("L1", nine, "assigned")]
assert len(ls.evaluate(agreement, events, nine).worklist()) == 1
monitor = ls.Monitor(agreement)
monitor.receive(events[0])
assert monitor.next_due
"""
    loaded = {name.partition(".")[0] for name in loaded_by(program)}
    assert not loaded & set(BEYOND_THE_ENGINE)
