"""The agreement between marketing and sales, executable.

Load the agreement that people sign, give it a log of what happened to the leads, and ask what is owed, by whom, by
when, and why. The names below are the front door; each is loaded when it is first used, so that `import leadsla` is
cheap. Nothing here reads a clock, sends anything, or guesses a missing time.
"""

from __future__ import annotations

# As `typing` has it; importing `typing` would cost more than all that is done here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from leadsla import examples as examples
    from leadsla import testing as testing
    from leadsla.agreement import Agreement as Agreement
    from leadsla.attainment import Attainment as Attainment
    from leadsla.calendars import BusinessCalendar as BusinessCalendar
    from leadsla.calendars import DatedCalendar as DatedCalendar
    from leadsla.clauses import Cadence as Cadence
    from leadsla.clauses import Clause as Clause
    from leadsla.clauses import ConversionRate as ConversionRate
    from leadsla.clauses import LeadClause as LeadClause
    from leadsla.clauses import MinimumEffort as MinimumEffort
    from leadsla.clauses import MinimumOpenTime as MinimumOpenTime
    from leadsla.clauses import MinimumTouches as MinimumTouches
    from leadsla.clauses import PeriodClause as PeriodClause
    from leadsla.clauses import Quota as Quota
    from leadsla.clauses import RecurringMeeting as RecurringMeeting
    from leadsla.clauses import RejectionPolicy as RejectionPolicy
    from leadsla.clauses import Reporting as Reporting
    from leadsla.clauses import RequiredInformation as RequiredInformation
    from leadsla.clauses import ResponseWindow as ResponseWindow
    from leadsla.clauses import StalledLead as StalledLead
    from leadsla.clauses import Step as Step
    from leadsla.consequences import Action as Action
    from leadsla.consequences import Consequence as Consequence
    from leadsla.criteria import Criterion as Criterion
    from leadsla.documents import canonical as canonical
    from leadsla.documents import check as check
    from leadsla.documents import digest as digest
    from leadsla.documents import dump as dump
    from leadsla.documents import load as load
    from leadsla.documents import loads as loads
    from leadsla.documents import render_agreement as render_agreement
    from leadsla.documents import sign as sign
    from leadsla.documents import verify as verify
    from leadsla.documents.differing import Change as Change
    from leadsla.documents.differing import Difference as Difference
    from leadsla.documents.differing import diff as diff
    from leadsla.documents.schema import schema as schema
    from leadsla.documents.varying import variations as variations
    from leadsla.errors import AgreementError as AgreementError
    from leadsla.errors import CalendarError as CalendarError
    from leadsla.errors import CriterionError as CriterionError
    from leadsla.errors import EventError as EventError
    from leadsla.errors import Fault as Fault
    from leadsla.errors import FunnelError as FunnelError
    from leadsla.errors import LeadSLAError as LeadSLAError
    from leadsla.errors import MoveError as MoveError
    from leadsla.errors import ReadError as ReadError
    from leadsla.errors import SignatureError as SignatureError
    from leadsla.errors import TimeError as TimeError
    from leadsla.errors import WindowError as WindowError
    from leadsla.evaluation import Anomaly as Anomaly
    from leadsla.evaluation import Clock as Clock
    from leadsla.evaluation import Evaluation as Evaluation
    from leadsla.evaluation import Monitor as Monitor
    from leadsla.evaluation import Plan as Plan
    from leadsla.evaluation import evaluate as evaluate
    from leadsla.events import Event as Event
    from leadsla.funnel import ReverseFunnel as ReverseFunnel
    from leadsla.lifecycle import Lifecycle as Lifecycle
    from leadsla.lifecycle import Move as Move
    from leadsla.lifecycle import Stage as Stage
    from leadsla.parties import Party as Party
    from leadsla.parties import Statement as Statement
    from leadsla.parties import Term as Term
    from leadsla.qualification import Disqualification as Disqualification
    from leadsla.qualification import Rule as Rule
    from leadsla.qualification import Score as Score
    from leadsla.qualification import Scorecard as Scorecard
    from leadsla.qualification import Scorecards as Scorecards
    from leadsla.qualification import Threshold as Threshold
    from leadsla.readers import EventLog as EventLog
    from leadsla.readers import read_events as read_events
    from leadsla.reports.comparison import Comparison as Comparison
    from leadsla.reports.comparison import compare_agreements as compare_agreements
    from leadsla.reports.comparison import compare_outcomes as compare_outcomes
    from leadsla.reports.policies import PolicyComparison as PolicyComparison
    from leadsla.reports.policies import compare as compare
    from leadsla.reports.reviews import Review as Review
    from leadsla.reports.reviews import review as review
    from leadsla.responsibilities import Goal as Goal
    from leadsla.responsibilities import Handoff as Handoff
    from leadsla.responsibilities import Provision as Provision
    from leadsla.responsibilities import Responsibility as Responsibility
    from leadsla.segments import Segments as Segments
    from leadsla.signatures import Pins as Pins
    from leadsla.signatures import Signature as Signature
    from leadsla.signatures import Standing as Standing
    from leadsla.triggers import Trigger as Trigger
    from leadsla.versions import Amendment as Amendment
    from leadsla.versions import State as State
    from leadsla.windows import Window as Window

_HOMES = {
    "leadsla.agreement": ("Agreement",),
    "leadsla.attainment": ("Attainment",),
    "leadsla.calendars": ("BusinessCalendar", "DatedCalendar"),
    "leadsla.clauses": (
        "Cadence",
        "Clause",
        "ConversionRate",
        "LeadClause",
        "MinimumEffort",
        "MinimumOpenTime",
        "MinimumTouches",
        "PeriodClause",
        "Quota",
        "RecurringMeeting",
        "RejectionPolicy",
        "Reporting",
        "RequiredInformation",
        "ResponseWindow",
        "StalledLead",
        "Step",
    ),
    "leadsla.consequences": ("Action", "Consequence"),
    "leadsla.criteria": ("Criterion",),
    "leadsla.documents": (
        "canonical",
        "check",
        "digest",
        "dump",
        "load",
        "loads",
        "render_agreement",
        "sign",
        "verify",
    ),
    "leadsla.documents.differing": ("Change", "Difference", "diff"),
    "leadsla.documents.schema": ("schema",),
    "leadsla.documents.varying": ("variations",),
    "leadsla.errors": (
        "AgreementError",
        "CalendarError",
        "CriterionError",
        "EventError",
        "Fault",
        "FunnelError",
        "LeadSLAError",
        "MoveError",
        "ReadError",
        "SignatureError",
        "TimeError",
        "WindowError",
    ),
    "leadsla.evaluation": ("Anomaly", "Clock", "Evaluation", "Monitor", "Plan", "evaluate"),
    "leadsla.events": ("Event",),
    "leadsla.funnel": ("ReverseFunnel",),
    "leadsla.lifecycle": ("Lifecycle", "Move", "Stage"),
    "leadsla.parties": ("Party", "Statement", "Term"),
    "leadsla.qualification": ("Disqualification", "Rule", "Score", "Scorecard", "Scorecards", "Threshold"),
    "leadsla.readers": ("EventLog", "read_events"),
    "leadsla.reports.comparison": ("Comparison", "compare_agreements", "compare_outcomes"),
    "leadsla.reports.policies": ("PolicyComparison", "compare"),
    "leadsla.reports.reviews": ("Review", "review"),
    "leadsla.responsibilities": ("Goal", "Handoff", "Provision", "Responsibility"),
    "leadsla.segments": ("Segments",),
    "leadsla.signatures": ("Pins", "Signature", "Standing"),
    "leadsla.triggers": ("Trigger",),
    "leadsla.versions": ("Amendment", "State"),
    "leadsla.windows": ("Window",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _HOME_OF:
        value = getattr(import_module(_HOME_OF[name]), name)
    elif name in ("examples", "testing"):
        value = import_module(f"leadsla.{name}")
    elif name == "__version__":
        from importlib.metadata import version

        value = version("leadsla")
    else:
        raise AttributeError(f"module 'leadsla' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__", "examples", "testing"]
