"""Readers of documents beside the agreement: the error is that of the document, with all faults."""

from __future__ import annotations

import copy
import pickle
from fractions import Fraction

import attrs
import pytest

from leadsla.documents.keys import EMPTY, Keys, plain
from leadsla.errors import Fault, FunnelError, ScenarioError

KEYS = Keys(ScenarioError, ScenarioError.of)


def _size(value: object) -> Fraction:
    return KEYS.positive(value, "a size")


Part = attrs.make_class(
    "Part",
    {
        "size": KEYS.key("size", _size, Fraction(1)),
        "sizes": KEYS.key("sizes", KEYS.by_name(_size), EMPTY),
    },
)


def test_the_same_readers_raise_the_error_of_whichever_document() -> None:
    for keys in (KEYS, Keys(FunnelError, FunnelError)):
        with pytest.raises(keys.kind, match="a share is 20"):
            keys.share(20)


def test_a_share_may_be_zero_where_that_is_said() -> None:
    assert KEYS.share(0, zero=True) == 0
    assert KEYS.share("100%", zero=True) == 1
    with pytest.raises(ScenarioError, match="cannot be negative"):
        KEYS.share(-1, zero=True)
    with pytest.raises(ScenarioError, match="more than 0"):
        KEYS.share(0)


@pytest.mark.parametrize("tiny", [1e-320, -1e-16, Fraction(1, 10**15 + 1)])
def test_a_number_that_is_almost_nothing_is_a_slip(tiny: object) -> None:
    with pytest.raises(ScenarioError, match="nearer to 0"):
        KEYS.number(tiny, "a size")
    assert KEYS.number(0.0, "a size") == 0
    assert KEYS.number(1e-15, "a size") == Fraction(1, 10**15)


def test_a_key_is_read_by_the_constructor_and_says_where_it_is_wrong() -> None:
    assert Part(2).size == 2
    assert Part().sizes == {}
    with pytest.raises(ScenarioError) as told:
        Part(sizes={"a": 0, "b": 1, "c": -1})
    assert [fault.path for fault in told.value.faults] == ["sizes.a", "sizes.c"]


def test_the_error_of_a_scenario_holds_all_faults_and_travels() -> None:
    error = ScenarioError.of([Fault("wrong-value", "is so", "a"), Fault("wrong-value", "is not", "b")])
    for again in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (again.field, again.what, again.faults) == ("a", "is so", error.faults)
        assert str(again) == str(error) == "is so (a)\nis not (b)"
    one = ScenarioError("people", "is 0")
    assert str(pickle.loads(pickle.dumps(one))) == "`people` is 0"
    assert one.faults == (Fault("wrong-value", "is 0", "people"),)


def test_a_fraction_that_nobody_can_read_is_a_decimal() -> None:
    assert plain(Fraction(1, 3)) == "1/3"
    assert plain(Fraction(10**5000, 3**10000)) == pytest.approx(float(Fraction(10**5000, 3**10000)))
