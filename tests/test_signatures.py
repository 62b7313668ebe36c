"""What a signature can be, as a value."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

import attrs
import pytest

from leadsla import Signature, Standing
from leadsla.errors import EntryError
from leadsla.signatures import KEY, VALUE, Pins

DIGEST = "sha256:" + "0123456789abcdef" * 4
PLAIN = Signature("sales", "Head of sales", dt.date(2026, 1, 2), DIGEST)
A_KEY = "ed25519:" + base64.b64encode(bytes(32)).decode()
A_VALUE = "ed25519:" + base64.b64encode(bytes(64)).decode()


def test_only_two_standings_count() -> None:
    assert [worth for worth in Standing if worth.counts] == [Standing.VALID, Standing.RECORDED]


@pytest.mark.parametrize(
    ("change", "key", "what"),
    [
        ({"name": ""}, "name", "`name` is empty"),
        ({"name": "   "}, "name", "`name` is empty"),
        ({"title": " "}, "title", "`title` is empty"),
        ({"name": "Head\nof sales"}, "name", "`name` is more than a line of text"),
        ({"name": "Head\u2028of sales"}, "name", "`name` is more than a line of text"),
        ({"title": "\x1b[2J"}, "title", "`title` is more than a line of text"),
        ({"name": 3}, "name", "3 is no text"),
        ({"party": ""}, "party", "`party` is empty"),
        ({"date": dt.datetime(2026, 1, 2, tzinfo=dt.UTC)}, "date", "is no date"),
        ({"date": "2026-01-02"}, "date", "is no date"),
        ({"digest": ""}, "digest", "this is no digest of a signature"),
        ({"digest": DIGEST.upper()}, "digest", "this is no digest of a signature"),
        ({"digest": DIGEST + "0"}, "digest", "this is no digest of a signature"),
        ({"key": A_KEY}, "value", "a signature with a key has a `value` too"),
        ({"value": A_VALUE}, "key", "a signature with a key has a `key` too"),
        ({"key": A_VALUE, "value": A_VALUE}, "key", "this is no key of a signature"),
        ({"key": A_KEY, "value": A_KEY}, "value", "this is no value of a signature"),
    ],
)
def test_what_is_no_signature_is_refused(change: dict[str, Any], key: str, what: str) -> None:
    with pytest.raises(EntryError) as caught:
        attrs.evolve(PLAIN, **change)
    assert caught.value.key == key
    assert what in caught.value.what


def test_a_key_has_one_spelling() -> None:
    """Base64 has bits to spare at its end; with any of them set it would be another text for one key."""
    for number in range(256):
        assert KEY.fullmatch("ed25519:" + base64.b64encode(bytes(31) + bytes([number])).decode())
        assert VALUE.fullmatch("ed25519:" + base64.b64encode(bytes(63) + bytes([number])).decode())
    assert not KEY.fullmatch(A_KEY.replace("A=", "B="))
    assert not VALUE.fullmatch(A_VALUE.replace("A==", "B=="))


def test_it_is_a_value_that_can_be_in_a_set() -> None:
    other = attrs.evolve(PLAIN, pins=Pins({"office": (dt.date(2026, 1, 1),)}))
    assert len({PLAIN, attrs.evolve(PLAIN), other}) == 2
