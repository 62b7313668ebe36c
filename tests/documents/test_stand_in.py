"""What stands in is always right: it is read by the class whose part it replaces."""

from __future__ import annotations

import attrs
import pytest

from leadsla.clauses import KINDS
from leadsla.documents.entries import Entries
from leadsla.documents.entry_faults import key_of
from leadsla.documents.stand_in import is_under, repaired, right
from leadsla.errors import Fault
from leadsla.lifecycle import Move, Stage
from leadsla.parties import Statement


@pytest.mark.parametrize("cls", [*KINDS, Move, Stage, Statement])
def test_every_part_of_every_class_can_be_stood_in_for(cls: type) -> None:
    entries = Entries()
    for field in attrs.fields(attrs.resolve_types(cls)):
        found = field.metadata.get("example", right(field.type))
        assert found is not None, field.name
        if "read" not in field.metadata:
            entries.read(found, field.type)
    faults = [Fault("wrong-type", "x", key_of(field.name)) for field in attrs.fields(cls)]
    given, replaced = repaired(cls, {}, faults)
    assert replaced == {key_of(field.name) for field in attrs.fields(cls)}
    entries.read(given, cls)


def test_only_the_innermost_part_is_replaced() -> None:
    kind = KINDS[0]
    given = {
        "within": [{"when": "x", "is": "1 our"}, {"is": "1 hour"}],
        "on_breach": [{"alert": "a", "after": "?"}],
    }
    faults = [Fault("window", "", "within[0].is"), Fault("window", "", "on_breach[0].after")]
    found, replaced = repaired(kind, given, faults)
    assert found["within"] == [{"when": "x", "is": "1 hour"}, {"is": "1 hour"}]
    assert found["on_breach"] == [{"alert": "a", "after": "1 hour"}]
    assert replaced == {"within[0].is", "on_breach[0].after"}


def test_what_was_meant_by_a_misspelt_key_is_replaced_too() -> None:
    fault = Fault("unknown-key", "", "withn", on_key=True, write="within")
    found, replaced = repaired(KINDS[0], {"withn": "1 hour", "owner": "sales"}, [fault])
    assert replaced == {"within"}
    assert found == {"within": "1 hour", "owner": "sales"}


def test_a_place_and_what_is_inside_it() -> None:
    assert is_under("a.b", {"a"})
    assert is_under("a[0]", {"a"})
    assert is_under("a", {"a"})
    assert not is_under("ab", {"a"})
    assert not is_under("a", {"a.b"})
