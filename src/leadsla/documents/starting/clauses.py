"""The clauses of a new agreement: one for each promise that the sources ask for, with a comment that says why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from leadsla.documents.starting.answers import NONE, Answers


@attrs.frozen
class Flow:
    """Where in a funnel what happens: in which stages leads are delivered, where sales works, where they go back."""

    delivered: tuple[str, ...]
    worked: str
    back: str


#: The flows of the ready-made lifecycles.
FLOWS: Final[Mapping[str, Flow]] = {
    "subscriber-mql-sql": Flow(("sql",), "sql", "mql"),
    "lead-mql-sql-opportunity-customer": Flow(("mql",), "sql", "lead"),
    "aql-tql-sal-sql": Flow(("aql", "tql"), "sal", "nurture"),
    "three-signals": Flow(("sql",), "sql", "lead"),
}

_FIRST_RESPONSE: Final = """\
  # The first answer: a touch that goes out. Change: the window, also by segment, for example
  #   within: [{{when: 'source == "demo_request"', is: 5 business minutes}}, {{is: 1 business hour}}]
  - id: first-response
    kind: response_window
    title: First response
    owner: sales
    from: assigned
    within: {answers.first_response}
    target: 80% per month
    warn_at: 80%
    on_start: {{assign_task: follow up}}
    on_breach: {{alert: sales_manager}}
    on_missed: {{review: joint, within: 2 weeks}}
"""
_ACCEPT: Final = """\
  # Every lead is taken or sent back; one that is neither in time goes back to marketing.
  - id: accept-or-reject
    kind: response_window
    title: Accept or reject
    owner: sales
    from: assigned
    until: [accepted, rejected]
    within: {answers.accept_within}
    target: 90% per month
    on_breach: {{recycle: {flow.back}}}
    on_missed: {{review: joint, within: 2 weeks}}

  # Who sends a lead back says why, and marketing looks at it. Change: the reasons.
  - id: rejections
    kind: rejection_policy
    title: Rejections
    owner: sales
    reasons: [no budget, no need, wrong person, no answer, duplicate]
    review_within: 1 week
    on_breach: {{alert: sales_manager}}
"""
_PERSISTENCE: Final = """\
  # So many attempts on every lead; touches nearer to each other than `apart` count once.
  - id: persistence
    kind: minimum_touches
    title: Persistence
    owner: sales
    from: {{enters: {flow.worked}}}
    touches: {{call: 3, email: 3}}
    apart: 4 hours
    within: 2 weeks
    on_breach: {{alert: sales_manager}}
"""
_CADENCE: Final = """\
  # How a lead is tried that does not answer: three days, then every week; who was not reached goes back to marketing.
  - id: cadence
    kind: cadence
    title: Three days, then weekly
    owner: sales
    from: {{enters: {flow.worked}}}
    ends_on: [connected, replied, rejected, disqualified]
    steps:
      - {{id: first-call, do: {{call: 1}}, within: 1 business hour}}
      - {{id: follow-up, after: first-call, when: no_contact, do: {{call: 1, voicemail: 1, email: 1}}, within: 1 hour}}
      - {{id: retry, after: follow-up, silence: 3 hours, do: {{call: 1-2}}, without: [voicemail]}}
      - {{id: morning, days: [2, 3], daypart: morning, do: {{call: 1}}, if_no_answer: {{voicemail: 1, email: 1}}}}
      - {{id: lunch, days: [2, 3], daypart: lunch, when: silence, do: {{call: 1}}}}
      - {{id: afternoon, days: [2, 3], daypart: afternoon, when: silence, do: {{call: 1}}}}
      - {{id: weekly, from_day: 4, every: week, until_day: 90, do: {{call: 1-2, email: 1-2}}}}
    on_exhausted: {{recycle: {flow.back}}}
"""
_REST: Final = """\
  # No lead is given up too soon.
  - id: keep-open
    kind: minimum_open_time
    title: Keep leads open
    owner: sales
    from: {{enters: {flow.worked}}}
    not_before: 2 weeks
    on_breach: {{alert: sales_manager}}

  # What a lead brings along when it is handed over. Change: the fields.
  - id: complete-handoff
    kind: required_information
    title: Complete handoff
    owner: marketing
    at: assigned
    fields: [email, company, source]
    valid: {{email: email}}
    target: 95% per month
    on_breach: {{alert: marketing_operations}}
    on_missed: {{remediate: forms and enrichment}}

  # How many leads marketing delivers. Change: the number.
  - id: leads
    kind: quota
    title: Leads
    owner: marketing
    count: {delivered}
    distinct: lead
    at_least: 100
    per: month
    on_breach: {{review: joint, within: 2 weeks}}

  # How often both meet. Change: the rhythm, `every two weeks` for example.
  - id: meeting
    kind: recurring_meeting
    title: Meeting
    owner: both
    rule: every week
    attended_by: [marketing, sales]
    on_breach: {{alert: both}}"""


def clauses(answers: Answers) -> Iterator[str]:
    """The lines of the section."""
    flow = FLOWS[answers.funnel]
    delivered = [f"{{enters: {stage}}}" for stage in flow.delivered]
    count = delivered[0] if len(delivered) == 1 else f"[{', '.join(delivered)}]"
    tries = _PERSISTENCE if answers.cadence == NONE else _CADENCE
    yield "# The promises, each with a clock. A clause says who owes it, what starts it, and by when it is due."
    yield "clauses:"
    for part in (_FIRST_RESPONSE, _ACCEPT, tries, _REST):
        yield part.format(answers=answers, flow=flow, delivered=count)
