"""What is known of leads: which fields are there, and which are valid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

import attrs

from leadsla.clauses.required_information import VALIDITY
from leadsla.criteria import Criterion, coerce
from leadsla.errors import EntryError, nearest
from leadsla.events import is_missing
from leadsla.metrics.conversion import group_of, known
from leadsla.metrics.shares import Proportion, ends_of
from leadsla.qualification import Snapshot
from leadsla.tables import TEXT, WHOLE, Columns, Row, Rows

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.evaluation import Evaluation
    from leadsla.evaluation.journeys import Journey


@attrs.frozen
class Completeness(Row):
    """Of the leads of one group, how many have a field (`check` is `there`), or have it valid (`valid email`).

    Both are shares of all leads of the group, so what is not there is not valid either.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("group", "field", "check"), TEXT),
        "count": (WHOLE, lambda row: row.leads.count),
        "total": (WHOLE, lambda row: row.leads.total),
        **ends_of("leads"),
    }

    group: str | None
    field: str
    check: str
    leads: Proportion


def completeness(
    evaluation: Evaluation, by: str | None = None, *, valid: Mapping[str, str] | None = None
) -> Rows[Completeness]:
    """Of all leads, how many have each field now, and how many have it valid.

    A number, an amount, a share, a date or a flag is valid where it can be read as one (`valid number`). Whether an
    address or a telephone number is valid is checked as `required_information` checks it, where a promise says so, and
    for the fields named in `valid`: `{"email": "email", "mobile": "phone"}`.

    Raises `EntryError` for a field that the agreement does not have, and for what cannot be checked.
    """
    agreement = evaluation.agreement
    if by is not None:
        known("field", by, agreement.fields)
    tests = _checks(agreement, valid or {})
    counts: dict[tuple[str, str, str], list[int]] = {}
    for journey in evaluation.journeys():
        group = "" if by is None else group_of(journey, by)
        for (name, check), holds in tests.items():
            cell = counts.setdefault((group, name, check), [0, 0])
            cell[0] += holds(journey)
            cell[1] += 1
    return Rows(
        Completeness,
        (
            Completeness(
                group or None,
                name,
                check,
                Proportion(counts[group, name, check][0], counts[group, name, check][1]),
            )
            for group, name, check in sorted(counts)
        ),
    )


Check = Callable[["Journey"], bool]


def _checks(agreement: Agreement, valid: Mapping[str, str]) -> dict[tuple[str, str], Check]:
    """By field and by what is checked of it."""
    asked = []
    for clause in agreement.clauses:
        asked += _validity(getattr(clause, "valid", {}))
    for name, kind in valid.items():
        known("field", name, agreement.fields)
        if kind not in VALIDITY:
            write = nearest(kind, VALIDITY) or " or ".join(VALIDITY)
            raise EntryError(f"`{kind}` cannot be checked", write=write)
    asked += _validity(valid)
    there = {(name, "there"): _there(name) for name in agreement.fields}
    typed = {name: kind for name, kind in agreement.fields.items() if kind != "text"}
    return {
        **there,
        **{(name, f"valid {kind}"): _typed(name, kind) for name, kind in typed.items()},
        **{(name, check): _criterion(text, agreement) for name, text, check in asked},
    }


def _validity(valid: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [(name, VALIDITY[kind].format(name), f"valid {kind}") for name, kind in valid.items()]


def _criterion(text: str, agreement: Agreement) -> Check:
    holds = Criterion.parse(text).compile(agreement.declared)
    return lambda journey: holds(Snapshot(0, journey.fields, {}), None)


def _there(name: str) -> Check:
    """Whether anything was said of a field, also what could not be read and so did not become its value."""
    return lambda journey: (
        not is_missing(journey.fields.get(name))
        or any(not is_missing(event.data.get(name)) for event in journey.events)
    )


def _typed(name: str, kind: str) -> Check:
    return lambda journey: coerce(journey.fields.get(name), kind) is not None
