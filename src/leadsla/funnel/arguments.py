"""What the constructors of a funnel may be given, for type checkers: more than what is kept, which is read from it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

#: A number as people write it, and a share, which may be a percentage too.
Number: TypeAlias = int | float | Decimal | Fraction
Share: TypeAlias = Number | str


def given(names: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a constructor from its `locals()`."""
    return {name: value for name, value in names.items() if name != "self"}
