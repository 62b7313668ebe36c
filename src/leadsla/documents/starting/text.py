"""The text of a new agreement, section by section.

It is text and not an agreement that is written out, because its comments are what it is for: every section says what it
is for and what to change.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

from leadsla.documents.starting.answers import NONE, Answers
from leadsla.documents.starting.clauses import FLOWS, clauses
from leadsla.documents.yaml_writer import scalar
from leadsla.funnels import FUNNELS

#: Where comments behind values begin.
_COLUMN: Final = 46


def text_of(answers: Answers, schema: str | None) -> str:
    """The whole text."""
    sections = (
        _head(answers, schema),
        _parties(),
        _fields(answers),
        _calendars(answers),
        _lifecycle(answers),
        _responsibilities(answers),
        clauses(answers),
        _statements(),
    )
    return "\n\n".join("\n".join(lines) for lines in sections) + "\n"


def _told(line: str, comment: str) -> str:
    """A line with a comment behind it."""
    return f"{line:<{_COLUMN}}# {comment}"


def _head(answers: Answers, schema: str | None) -> Iterator[str]:
    name = answers.organisation
    if schema is not None:
        yield f"# yaml-language-server: $schema={printable(schema)}"
    yield f"# What marketing and sales{f' of {printable(name)}' if name else ''} owe each other on every lead."
    yield "# Go through it from the top and change what is not yours; then:  leadsla check FILE"
    yield "leadsla: 1"
    yield _told(f"agreement: {_id(name)}", "its id; the same in all later versions")
    yield "title: Service level agreement between marketing and sales"
    yield f"organisation: {scalar(name)}" if name else "# organisation: ..."
    yield _told(f'version: "{answers.first.year}.1"', "in quotes; another one when a promise changes")
    yield _told(f"term: {{from: {answers.first}, to: {answers.last}}}", "both dates are included")
    yield _told(f"timezone: {answers.timezone}", "of dates, days and months")
    yield _told("calendar: office", "of every clause that names no other")
    yield "objectives:"
    yield "  - Leads of an agreed quality, followed up in an agreed time"
    yield "  - What goes wrong is seen early and put right quickly"


def printable(text: str) -> str:
    """A text of one line in which nothing ends a comment."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _id(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    found = "-".join(words)
    return scalar(found) if found else "marketing-and-sales"


def _parties() -> Iterator[str]:
    yield "# Who signs. Change: the signatories."
    yield "parties:"
    yield "  marketing: {name: Marketing, signatory: Head of marketing}"
    yield "  sales: {name: Sales, signatory: Head of sales}"
    yield "# Whom consequences may name beside the parties and `assignee`, each with its party."
    yield "roles: {sales_manager: sales, marketing_operations: marketing}"


def _fields(answers: Answers) -> Iterator[str]:
    yield "# What is known of a lead: text, number, money, share, date or flag. Add every field that a clause asks for."
    yield "fields:"
    yield "  email: text"
    yield "  company: text"
    yield "  source: text"
    known = {"amount": "money", "close_date": "date", "win_probability": "share"}
    needed = dict.fromkeys(name for move in FUNNELS[answers.funnel].moves for name in move.requires)
    yield from (f"  {name}: {known.get(name, 'text')}" for name in needed)


def _calendars(answers: Answers) -> Iterator[str]:
    yield "# When business time runs. Change: the hours, and add the dates on which you close or open out of turn."
    yield "calendars:"
    yield "  office:"
    yield f"    hours: {_on_one_line(answers.hours)}"
    if answers.country is None:
        yield "    # holidays: {country: US, subdivision: OH}"
    else:
        yield f"    holidays: {_on_one_line(answers.country)}"
    yield f'    # exceptions: {{{answers.last.year}-12-24: closed, {answers.last.year}-12-31: ["09:00-12:00"]}}'
    if answers.cadence != NONE:
        parts = {"morning": "09:00-12:00", "lunch": "12:00-13:00", "afternoon": "13:00-17:00"}
        yield f"    dayparts: {_on_one_line(parts)}"


def _on_one_line(value: Any) -> str:
    """A mapping on one line; hours in double quotes, as people know them."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_on_one_line(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_on_one_line, value)) + "]"
    return json.dumps(value) if ":" in value else scalar(value)


def _lifecycle(answers: Answers) -> Iterator[str]:
    stages = " -> ".join(FUNNELS[answers.funnel].order)
    yield f"# The stages of a lead: {stages}."
    yield "# This one is ready-made. Write `stages` and `moves` of your own where yours are others."
    yield f"lifecycle: {answers.funnel}"


def _responsibilities(answers: Answers) -> Iterator[str]:
    flow = FLOWS[answers.funnel]
    plan = "cadence" if answers.cadence != NONE else "persistence"
    yield "# Who owes what at which stage, in words and as clauses by their ids."
    yield "responsibilities:"
    yield f"  {flow.back}:"
    yield "    marketing: {owes: Nurture leads until sales takes them on}"
    yield "    sales: {owes_not: Follow up leads that marketing has not handed over}"
    yield f"  {flow.worked}:"
    yield "    sales:"
    yield "      owes:"
    yield "        - {words: Answer in time, clause: first-response}"
    yield f"        - {{words: Try often enough, clause: {plan}}}"
    yield "# What each party is to reach, and which figures are looked at."
    yield "goals:"
    yield "  - {owner: marketing, words: Enough leads in every month, clause: leads}"
    yield "  - {owner: sales, words: Every lead is answered in time, clause: first-response}"
    yield "kpis:"
    yield "  - {owner: marketing, metric: conversion, words: Leads that go on to sales}"
    yield "  - {owner: sales, metric: response time, words: Time from the assignment to the first touch}"


def _statements() -> Iterator[str]:
    yield "# Promises that no machine can judge: signed, never judged. Change: everything."
    yield "statements:"
    yield "  - {owner: marketing, activity: Tell sales of a campaign before it starts, timeframe: two weeks ahead}"
    yield "  - {owner: both, activity: Suggest changes of this agreement, timeframe: at any time}"
