"""Strategies and laws for those who write kinds of clauses of their own, or hosts around the engine.

The strategies make agreements with a clause on every stage and logs that walk the agreement's own moves, with instants
just before, at and just after its own deadlines; that is where an engine of deadlines goes wrong. The laws say what
holds for every agreement and every log; each raises `AssertionError` with what was expected and what was found.

A kind of your own is put to all laws in one call, from a test of yours:

    def test_laws_of_my_kind():
        laws_of_kind(MyKind, my_clauses())

Needs Hypothesis: `pip install 'leadsla[testing]'`.
"""

from leadsla.errors import ExtraError

try:
    import hypothesis as _hypothesis  # noqa: F401
except ImportError:
    raise ExtraError(
        "leadsla.testing draws its examples with Hypothesis; pip install 'leadsla[testing]'"
    ) from None

from leadsla.testing.agreements import agreements, lifecycles
from leadsla.testing.clauses import (
    cadences,
    clauses,
    conversion_rates,
    minimum_efforts,
    minimum_open_times,
    minimum_touches,
    period_options,
    quotas,
    recurring_meetings,
    rejection_policies,
    reportings,
    required_information,
    response_windows,
    stalled_leads,
)
from leadsla.testing.history import History, histories, ticks
from leadsla.testing.kinds import laws_of_kind
from leadsla.testing.laws import (
    at_risk_is_warned,
    consequences_never_precede_their_cause,
    counted_agrees_with_the_outcome,
    counted_never_negative,
    done_exactly_at_due_is_met,
    leads_commute,
    load_of_dump_is_the_same,
    outcomes_are_final,
    periods_add_up,
    what_voids_ends_every_clock,
)
from leadsla.testing.live import (
    duplicates_change_nothing,
    late_events_converge,
    lateness_compaction_is_invisible,
    live,
    live_equals_replay,
    next_due_is_exact,
    nothing_is_overdue_after_advance,
    refused_events_change_nothing,
    retractions_balance,
    snapshot_changes_nothing,
)
from leadsla.testing.logs import logs
from leadsla.testing.values import (
    CALENDARS,
    FIELDS,
    ROLES,
    STAGES,
    calendars,
    criteria,
    triggers,
    windows,
)

#: Every law about an agreement and a log; each is called with (agreement, events, ticks).
LAWS = (
    live_equals_replay,
    late_events_converge,
    duplicates_change_nothing,
    outcomes_are_final,
    leads_commute,
    snapshot_changes_nothing,
    next_due_is_exact,
    nothing_is_overdue_after_advance,
    retractions_balance,
    consequences_never_precede_their_cause,
    done_exactly_at_due_is_met,
    counted_never_negative,
    counted_agrees_with_the_outcome,
    at_risk_is_warned,
    what_voids_ends_every_clock,
    periods_add_up,
    lateness_compaction_is_invisible,
    refused_events_change_nothing,
)

__all__ = [
    "CALENDARS",
    "FIELDS",
    "LAWS",
    "ROLES",
    "STAGES",
    "History",
    "agreements",
    "at_risk_is_warned",
    "cadences",
    "calendars",
    "clauses",
    "consequences_never_precede_their_cause",
    "conversion_rates",
    "counted_agrees_with_the_outcome",
    "counted_never_negative",
    "criteria",
    "done_exactly_at_due_is_met",
    "duplicates_change_nothing",
    "histories",
    "late_events_converge",
    "lateness_compaction_is_invisible",
    "laws_of_kind",
    "leads_commute",
    "lifecycles",
    "live",
    "live_equals_replay",
    "load_of_dump_is_the_same",
    "logs",
    "minimum_efforts",
    "minimum_open_times",
    "minimum_touches",
    "next_due_is_exact",
    "nothing_is_overdue_after_advance",
    "outcomes_are_final",
    "period_options",
    "periods_add_up",
    "quotas",
    "recurring_meetings",
    "refused_events_change_nothing",
    "rejection_policies",
    "reportings",
    "required_information",
    "response_windows",
    "retractions_balance",
    "snapshot_changes_nothing",
    "stalled_leads",
    "ticks",
    "triggers",
    "what_voids_ends_every_clock",
    "windows",
]
