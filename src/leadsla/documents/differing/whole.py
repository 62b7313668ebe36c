"""`diff`: two agreements, section by section."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import attrs

from leadsla.agreement import Agreement
from leadsla.documents.differing import owing, sections
from leadsla.documents.differing.calendars import differing_calendars
from leadsla.documents.differing.changes import Change, Difference
from leadsla.documents.differing.clauses import differing_clauses
from leadsla.documents.differing.lifecycle import differing_lifecycles
from leadsla.documents.differing.walking import changed, differ
from leadsla.documents.differing.words import same
from leadsla.documents.structure import KEYS
from leadsla.phrases import plain_name

_SECTIONS: Final[Mapping[str, Callable[[Agreement, Agreement], Iterator[Change]]]] = {
    "effective": sections.differing_days,
    "amends": sections.differing_amendments,
    "term": sections.differing_terms,
    "objectives": sections.differing_objectives,
    "parties": sections.differing_parties,
    "roles": sections.differing_roles,
    "fields": sections.differing_fields,
    "calendars": differing_calendars,
    "lifecycle": differing_lifecycles,
    "scorecards": sections.differing_scorecards,
    "disqualification": sections.differing_disqualification,
    "responsibilities": owing.differing_responsibilities,
    "goals": owing.differing_goals,
    "handoff": owing.differing_handoffs,
    "kpis": owing.differing_figures,
    "clauses": differing_clauses,
    "statements": owing.differing_statements,
}
_LABELS: Final = {
    "leadsla": "format of the document",
    "agreement": "id of the agreement",
    "timezone": "time zone",
    "calendar": "calendar of promises that name none",
    "amends": "amendment",
}


def diff(a: Agreement, b: Agreement) -> Difference:
    """What `b` says differently from `a`, in words, in the order of the document.

    Promises are known again by their ids, stages and steps by their names, holidays by their dates within the terms;
    what is gone while something new says the same under another name is said to be renamed. Nothing that differs is
    left out, signatures and the rows of quota tables excepted, which stand beside the document.

    >>> import attrs, leadsla
    >>> acme = leadsla.examples.acme()
    >>> first = attrs.evolve(acme.clauses[0], within="30 business minutes", target="90% per month")
    >>> changed = attrs.evolve(acme, version="2026.2", clauses=[first, *acme.clauses[1:]])
    >>> for change in diff(acme, changed).changes:
    ...     print(change.path, "|", change)
    version | Version: 2026.2, was 2026.1
    clauses[first-response].within[source == "demo_request"] | First response where source is “demo_request”:
    30 business minutes as for all, was 5 business minutes
    clauses[first-response].within[otherwise] | First response otherwise: 30 business minutes, was 1 business hour
    clauses[first-response].target | Target of first response: 90% per month, was 80% per month
    """
    return Difference(a, b, tuple(_changes(a, b)))


def _changes(a: Agreement, b: Agreement) -> Iterator[Change]:
    keys = [field.name for field in attrs.fields(Agreement) if field.eq]
    for key in sorted(keys, key=lambda key: KEYS.index(key) if key in KEYS else len(KEYS)):
        old, new = getattr(a, key), getattr(b, key)
        if same(old, new):
            continue
        label = _LABELS.get(key, plain_name(key))
        found = list(_SECTIONS[key](a, b)) if key in _SECTIONS else []
        yield from found or list(differ(key, label, old, new)) or [changed(key, label, old, new)]
