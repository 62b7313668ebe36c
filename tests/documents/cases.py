"""One small agreement, and what can be wrong with it: a case is a change of its text."""

from __future__ import annotations

from typing import Final

SOUND: Final = """\
leadsla: 1
agreement: acme
version: "2026.1"
term: {from: 2026-01-01, to: 2026-12-31}
timezone: America/New_York
calendar: office
parties:
  marketing: {name: Marketing}
  sales: {name: Sales}
roles: {sales_manager: sales}
fields: {email: text, hold: text, score: number, source: text}
calendars:
  office:
    hours: {mon-fri: ["09:00-12:00", "13:00-17:00"]}
    holidays: {country: US, subdivision: OH}
lifecycle:
  stages: [mql, {name: sal, owner: sales}, recycled]
  moves:
    - {event: created, to: mql}
    - {event: accepted, from: mql, to: sal}
    - {event: recycled, from: [mql, sal]}
clauses:
  - id: first-response
    kind: response_window
    owner: sales
    from: assigned
    within:
      - {when: 'source == "demo"', is: 5 business minutes}
      - {is: 1 business hour}
    pause_while: 'hold == "customer"'
    target: 80% per month
    warn_at: [50%, 30 minutes]
    on_breach: [{alert: sales_manager}, {recycle: recycled, after: 1 day}]
  - id: persistence
    kind: minimum_touches
    owner: sales
    from: {enters: sal}
    touches: {call: 3, email: 3}
    within: 2 weeks
"""

#: What is replaced, by what, and the names of the faults that follow.
CASES: Final[dict[str, tuple[str, str, list[str]]]] = {
    "unknown-key": ("    within:\n      - {when", "    withn:\n      - {when", ["unknown-key"]),
    "unknown-key-at-the-top": ("calendar: office", "calender: office", ["unknown-key"]),
    "unknown-key-of-another-kind": ("    touches: {", "    until: x\n    touches: {", ["unknown-key"]),
    "unknown-key-in-a-party": ("{name: Sales}", "{name: Sales, tel: 1}", ["unknown-key"]),
    "unknown-action": ("{alert: sales_manager}", "{alrt: sales_manager}", ["unknown-key"]),
    "unknown-channel": ("call: 3", "cal: 3", ["unknown-key"]),
    "missing-key": ("    owner: sales\n    from: assigned", "    from: assigned", ["missing-key"]),
    "missing-kind": ("    kind: minimum_touches\n", "", ["missing-key"]),
    "missing-target": ("    target: 80% per month\n", "    on_missed: {review: joint}\n", ["missing-key"]),
    "number-as-version": ('"2026.1"', "2026.10", ["wrong-type"]),
    "empty-key": ("    target: 80% per month", "    target:", ["wrong-type"]),
    "list-for-a-mapping": ("roles: {sales_manager: sales}", "roles: [sales_manager]", ["wrong-type"]),
    "term-ends-before-it-begins": ("to: 2026-12-31", "to: 2025-12-31", ["wrong-value"]),
    "no-such-date": ("2026-12-31", "2026-02-30", ["wrong-type"]),
    "hours-that-cross": ("13:00-17:00", "11:00-17:00", ["wrong-value"]),
    "no-such-subdivision": ("subdivision: OH", "subdivision: OHI", ["wrong-value"]),
    "unknown-kind": ("kind: response_window", "kind: respons_window", ["unknown-kind"]),
    "unknown-stage": ("{enters: sal}", "{enters: sall}", ["unknown-name"]),
    "unknown-role": ("{alert: sales_manager}", "{alert: sales_lead}", ["unknown-name"]),
    "unknown-party": ("name: sal, owner: sales", "name: sal, owner: salez", ["unknown-name"]),
    "unknown-zone": ("America/New_York", "Amerika/New_York", ["unknown-name"]),
    "unknown-field-type": ("score: number", "score: numbr", ["unknown-name"]),
    "window": ("5 business minutes", "5 busines minuts", ["window"]),
    "window-of-zero": ("2 weeks", "0 weeks", ["window"]),
    "share": ("50%", "150%", ["window"]),
    "target": ("80% per month", "80% per mnth", ["window"]),
    "criterion": ('hold == "customer"', 'hold == "customer" and tier > 2', ["criterion"]),
    "criterion-syntax": ('source == "demo"', 'source = "demo"', ["criterion"]),
    "duplicate-id": ("id: persistence", "id: first-response", ["duplicate-id"]),
    "never-reached": ("{when: 'source == \"demo\"', is: 5", "{is: 5", ["never-reached"]),
    "duplicate-key": ("    within: 2 weeks\n", "    within: 2 weeks\n    owner: both\n", ["duplicate-key"]),
    "tab": ("  marketing: {", "\tmarketing: {", ["syntax"]),
    "not-closed": ("to: 2026-12-31}", "to: 2026-12-31", ["syntax"]),
    "colon": ("{name: Sales}", "{name: Sales: EMEA}", ["syntax"]),
    "wide-characters": ('source == "demo"', 'source == "営業" and 部門 > 1', ["criterion"]),
    "too-deep": ("roles: {sales_manager: sales}", "roles: " + "[" * 70 + "]" * 70, ["too-large"]),
    "control-character": ("{name: Sales}", "{name: Sa\x07les}", ["unreadable"]),
}


def changed(name: str) -> str:
    """The text of a case."""
    old, new, _ = CASES[name]
    assert SOUND.count(old) >= 1, name
    return SOUND.replace(old, new, 1)
