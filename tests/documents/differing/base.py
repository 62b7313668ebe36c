"""One agreement with something of everything, and what an edit of its text comes to."""

from __future__ import annotations

import leadsla as ls

TEXT = """\
leadsla: 1
agreement: inbound
version: "1"
term: {from: 2026-01-01, to: 2026-12-31}
timezone: America/New_York
currency: USD
calendar: office
objectives: [Good leads, Quick answers]
parties:
  marketing: {name: Marketing, signatory: Head of marketing}
  sales: {name: Sales, signatory: Head of sales}
roles: {sales_manager: sales, next_rep: sales}
fields: {source: text, employees: number, email: text, amount: money}
calendars:
  office:
    hours: {mon-thu: ["09:00-12:00", "13:00-17:00"], fri: ["09:00-12:00", "13:00-17:00"]}
    holidays: {country: US, subdivision: OH}
    exceptions: {2026-12-24: closed}
    dayparts: {morning: "09:00-12:00"}
lifecycle:
  stages:
    - {name: lead, owner: marketing, means: Is known}
    - {name: mql, owner: marketing, means: Fits}
    - {name: sql, owner: sales}
  moves:
    - {event: created, to: lead}
    - {event: qualified, from: lead, to: mql, when: employees >= 50}
    - {event: accepted, from: mql, to: sql}
    - {event: recycled, from: [mql, sql], to: lead}
scorecards:
  fit: {rules: [{when: employees >= 50, points: 20, because: Size}, {event: pricing_page, points: 10, because: Price}]}
  ready: {fit: 20}
  grades: {A: 40, B: 20}
disqualification:
  - {reason: student, when: 'ends_with(email, ".edu")', means: A school}
responsibilities:
  mql: {marketing: {owes: Nurture it}, sales: {owes_not: Call it}}
goals:
  - {owner: marketing, words: Many leads}
handoff: {passed: By the router}
kpis:
  - {metric: conversion, owner: marketing, words: Leads that go on}
clauses:
  - id: first-response
    title: First response
    kind: response_window
    owner: sales
    from: assigned
    until: touched
    within:
      - {when: source == "demo", is: 5 minutes}
      - {is: 1 hour}
    target: 80% per month
    warn_at: 80%
    on_breach: [{alert: sales_manager}, {reroute: next_rep, after: 1 hour}]
  - id: attempts
    kind: minimum_touches
    owner: sales
    from: accepted
    touches: {call: 3, email: 3}
    apart: 4 hours
    within: 2 weeks
  - id: plan
    kind: cadence
    owner: sales
    from: {enters: sql}
    steps:
      - {id: call, do: {call: 1}, within: 5 minutes}
      - {id: morning, days: [2, 3], daypart: morning, do: {call: 1}}
  - id: complete
    title: Complete handoff
    kind: required_information
    owner: marketing
    at: assigned
    fields: [email, source]
  - id: volume
    kind: quota
    owner: marketing
    count: {enters: mql}
    at_least: 100
    per: month
statements:
  - {owner: both, activity: Meet with an open mind, timeframe: every week}
notes: Ours
"""
BASE = ls.loads(TEXT)


def edited(*edits: tuple[str, str]) -> ls.Agreement:
    """The agreement with texts replaced, each of them once."""
    text = TEXT
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the text"
        text = text.replace(old, new)
    return ls.loads(text)


def sentences(*edits: tuple[str, str]) -> list[str]:
    """What the edited agreement says differently."""
    return [change.sentence for change in ls.diff(BASE, edited(*edits)).changes]
