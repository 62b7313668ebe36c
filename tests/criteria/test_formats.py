"""Which email addresses and telephone numbers look usable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadsla.criteria import valid_email, valid_phone


@pytest.mark.parametrize(
    "address",
    [
        "ann@example.org",
        "ann.lee+news@mail.example.co",
        "o'neil_1@ex-ample.org",
        "a@b.co",
        "x" * 64 + "@example.org",
        "ann@xn--bcher-kva.example",
        "ann@1.example",
    ],
)
def test_usable_addresses(address: str) -> None:
    assert valid_email(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ann",
        "@example.org",
        "ann@",
        "ann@example",
        "ann@@example.org",
        "a@b@example.org",
        ".ann@example.org",
        "ann.@example.org",
        "a..b@example.org",
        "a b@example.org",
        " ann@example.org",
        "ann@example.org\n",
        "ann@-example.org",
        "ann@example-.org",
        "ann@example..org",
        "ann@example.o",
        "ann@example.123",
        "ann@127.0.0.1",
        "änn@example.org",
        "x" * 65 + "@example.org",
        "a@" + "b" * 64 + ".org",
        "a@" + "b." * 130 + "org",
    ],
)
def test_unusable_addresses(address: str) -> None:
    assert not valid_email(address)


@pytest.mark.parametrize(
    "number",
    [
        "6145550134",
        "+1 (614) 555-0134",
        "614.555.0134",
        "+49 30 / 123456",
        "5550134",
        "614-555-0134 x12",
        "614-555-0134 ext. 12",
        "614-555-0134EXT12",
        "+123456789012345",
    ],
)
def test_usable_numbers(number: str) -> None:
    assert valid_phone(number)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "555013",
        "+1234567890123456",
        "0000000000",
        "614-555-0134 x",
        "614-555-0134 x1234567",
        "614-555-0134 x12 x13",
        "call me",
        "614+5550134",
        "(614 5550134",
        ")614( 5550134",
        "((614)) 5550134",
        "٦١٤٥٥٥٠١٣٤",
        "6145550134\n",
        "1 " * 21,
    ],
)
def test_unusable_numbers(number: str) -> None:
    assert not valid_phone(number)


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    assert valid_email(text) in (True, False)
    assert valid_phone(text) in (True, False)
