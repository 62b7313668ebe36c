"""Criteria: the small, safe, typed language in which an agreement asks about a lead.

    employees >= 50 and industry in ["saas", "fintech"]
    count("pricing_page", within="14 days") >= 1 and has(email)

A criterion is parsed to data, checked against the declared fields when the agreement is loaded, and compiled
to a function that has a defined answer for whatever a lead may hold.
"""

from leadsla.criteria.composition import (
    Expression,
    count,
    event,
    field,
    grade,
    has,
    percent,
    points,
    sales_ready,
)
from leadsla.criteria.criterion import Criterion
from leadsla.criteria.declared import Declared, declared_with
from leadsla.criteria.durations import Length
from leadsla.criteria.formats import valid_email, valid_phone
from leadsla.criteria.kinds import BUILT_INS, FUNCTIONS, can_be_field
from leadsla.criteria.values import FIELD_TYPES, coerce, exact, is_present, readable
from leadsla.errors import CriterionError

__all__ = [
    "BUILT_INS",
    "FIELD_TYPES",
    "FUNCTIONS",
    "Criterion",
    "CriterionError",
    "Declared",
    "Expression",
    "Length",
    "can_be_field",
    "coerce",
    "count",
    "declared_with",
    "event",
    "exact",
    "field",
    "grade",
    "has",
    "is_present",
    "percent",
    "points",
    "readable",
    "sales_ready",
    "valid_email",
    "valid_phone",
]
