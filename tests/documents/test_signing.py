"""A signature holds for what was signed, by the key of its party, and for nothing else."""

from __future__ import annotations

import base64
import datetime as dt
import json
import subprocess
import sys
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.documents.cases import SOUND
from tests.documents.keys import OTHER, OTHER_PUBLIC, SALES, SALES_PUBLIC, serialization

import leadsla
from leadsla import Agreement, AgreementError, Signature, Standing, digest, loads, sign, verify
from leadsla.documents.signing import new_key, public_key, statement
from leadsla.errors import ExtraError, SignatureError
from leadsla.signatures import Pins

DAY = dt.date(2026, 1, 2)
AGREEMENT = loads(SOUND)
DECLARING = loads(SOUND.replace("{name: Sales}", f"{{name: Sales, key: '{SALES_PUBLIC}'}}"))


def by(party: str = "sales", agreement: Agreement = AGREEMENT, **given: Any) -> Signature:
    return sign(agreement, party=party, name="Head of sales", date=DAY, **given)


KEYED = by(agreement=DECLARING, key=SALES)


def test_a_signature_says_who_signed_what_when() -> None:
    found = by(title="Sales team lead")
    assert (found.party, found.name, found.title, found.date) == (
        "sales",
        "Head of sales",
        "Sales team lead",
        DAY,
    )
    assert (found.digest, found.version, found.key, found.value) == (digest(AGREEMENT), "2026.1", "", "")
    assert found.pins.holidays["office"][0] == dt.date(2026, 1, 1)


def test_signing_is_a_function_of_its_arguments() -> None:
    assert by(key=SALES) == by(key=SALES.encode()) == by(key=SALES)


@pytest.mark.parametrize(
    ("agreement", "key", "keys", "worth"),
    [
        (AGREEMENT, None, None, Standing.RECORDED),
        (AGREEMENT, SALES, None, Standing.UNKNOWN_KEY),
        (AGREEMENT, SALES, {"sales": [SALES_PUBLIC]}, Standing.VALID),
        (AGREEMENT, SALES, {"sales": [OTHER_PUBLIC, SALES_PUBLIC]}, Standing.VALID),
        (AGREEMENT, SALES, {"sales": [OTHER_PUBLIC]}, Standing.UNKNOWN_KEY),
        (AGREEMENT, SALES, {"sales": []}, Standing.UNKNOWN_KEY),
        # A key that is known of the other party is no key of this one.
        (AGREEMENT, SALES, {"marketing": [SALES_PUBLIC]}, Standing.UNKNOWN_KEY),
        (AGREEMENT, None, {"sales": [SALES_PUBLIC]}, Standing.WITHOUT_KEY),
        (AGREEMENT, None, {"marketing": [SALES_PUBLIC]}, Standing.RECORDED),
        (DECLARING, SALES, None, Standing.VALID),
        (DECLARING, SALES, {"marketing": [OTHER_PUBLIC]}, Standing.VALID),
        (DECLARING, SALES, {"sales": [SALES_PUBLIC]}, Standing.VALID),
        # Whoever knows the party's key from elsewhere need not believe the document.
        (DECLARING, SALES, {"sales": [OTHER_PUBLIC]}, Standing.UNKNOWN_KEY),
    ],
)
def test_what_a_signature_is_worth(agreement: Agreement, key: str | None, keys: Any, worth: Standing) -> None:
    assert verify(by(agreement=agreement, key=key), agreement, keys) is worth


def signed_with_another_key(signature: Signature) -> Signature:
    """A sound signature of somebody else over the same: whoever does not know the party's key can make it."""
    private = serialization.load_pem_private_key(OTHER.encode(), None)
    made = private.sign(statement(signature, OTHER_PUBLIC).encode())
    return attrs.evolve(signature, key=OTHER_PUBLIC, value="ed25519:" + base64.b64encode(made).decode())


def test_where_a_key_is_declared_no_other_signature_counts() -> None:
    assert verify(attrs.evolve(KEYED, key="", value=""), DECLARING) is Standing.WITHOUT_KEY
    other = signed_with_another_key(KEYED)
    assert verify(other, DECLARING) is Standing.UNKNOWN_KEY
    # Nor does it where somebody says that they know that key.
    assert verify(other, DECLARING, {"sales": [OTHER_PUBLIC]}) is Standing.UNKNOWN_KEY
    assert verify(attrs.evolve(other, key=SALES_PUBLIC), DECLARING) is Standing.FORGED


def test_a_signature_of_a_party_that_there_is_not() -> None:
    assert verify(attrs.evolve(by(), party="legal"), AGREEMENT) is Standing.NO_PARTY


TAMPERED: dict[str, Any] = {
    "name": "Head of Sales",
    "title": "Chief",
    "date": dt.date(2026, 1, 3),
    "version": "2026.2",
    "value": "ed25519:" + "A" * 86 + "==",
    "holidays": attrs.evolve(KEYED.pins, holidays={"office": KEYED.pins.holidays["office"][1:]}),
    "clocks": attrs.evolve(KEYED.pins, clocks={}),
    "tables": attrs.evolve(KEYED.pins, tables={**KEYED.pins.tables, "tzdata": "2031z"}),
    "amends": attrs.evolve(KEYED.pins, amends="sha256:" + 64 * "0"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_whatever_is_changed_of_a_signature_with_a_key_is_found_out(what: str) -> None:
    assert verify(KEYED, DECLARING) is Standing.VALID
    attribute = "pins" if isinstance(TAMPERED[what], Pins) else what
    assert verify(attrs.evolve(KEYED, **{attribute: TAMPERED[what]}), DECLARING) is Standing.FORGED


def test_a_signature_is_of_one_party() -> None:
    """With the same key declared for both, that of one is none of the other."""
    both = loads(
        SOUND.replace("ing: {", f"ing: {{key: '{SALES_PUBLIC}', ").replace(
            "les: {n", f"les: {{key: '{SALES_PUBLIC}', n"
        )
    )
    signed = by(agreement=both, key=SALES)
    assert verify(attrs.evolve(signed, party="marketing"), both) is Standing.FORGED


@given(st.integers(8, 93), st.sampled_from("ABCxyz019+/"))
def test_any_other_value_is_forged(place: int, sign: str) -> None:
    value = KEYED.value[:place] + sign + KEYED.value[place + 1 :]
    worth = verify(attrs.evolve(KEYED, value=value), DECLARING) if place < 93 else Standing.FORGED
    assert worth is (Standing.VALID if value == KEYED.value else Standing.FORGED)


def test_a_point_that_is_no_key_verifies_nothing() -> None:
    bad = "ed25519:" + "/" * 42 + "8="
    agreement = loads(SOUND.replace("{name: Sales}", f"{{name: Sales, key: '{bad}'}}"))
    assert verify(attrs.evolve(KEYED, key=bad, digest=digest(agreement)), agreement) is Standing.FORGED


def test_what_is_signed_is_all_that_the_entry_says() -> None:
    said = json.loads(statement(KEYED))
    assert said.pop("leadsla") == "signature"
    assert set(said) == {"party", "name", "date", "digest", "version", "pins", "key"}
    assert statement(KEYED) == json.dumps(json.loads(statement(KEYED)), sort_keys=True, separators=(",", ":"))


# What cannot be signed


@pytest.mark.parametrize(
    ("agreement", "given", "text"),
    [
        (AGREEMENT, {"party": "sale"}, "there is no party `sale`; write sales"),
        (AGREEMENT, {"party": "legal"}, "there is no party `legal`; write marketing or sales"),
        (AGREEMENT, {"name": " "}, "`name` is empty"),
        (AGREEMENT, {"name": "a\nb"}, "`name` is more than a line of text"),
        (AGREEMENT, {"date": dt.datetime(2026, 1, 2, tzinfo=dt.UTC)}, "is no date"),
        (DECLARING, {}, "the agreement declares a key for `sales`, so it is signed with that key"),
        (DECLARING, {"key": OTHER}, "this is not the key that the agreement declares for `sales`"),
        (
            AGREEMENT,
            {"key": "nonsense"},
            "this is no private key in PEM; make one with `leadsla sign --new-key`",
        ),
        (AGREEMENT, {"key": b"\xff"}, "this is no private key in PEM"),
    ],
)
def test_what_cannot_be_signed_so(agreement: Agreement, given: dict[str, Any], text: str) -> None:
    with pytest.raises(SignatureError) as caught:
        sign(agreement, **({"party": "sales", "name": "Head of sales", "date": DAY} | given))
    assert text in str(caught.value)


def pem(make: str, protect: bool = False) -> bytes:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    key: Any = (
        ed25519.Ed25519PrivateKey.generate() if make == "ed25519" else ec.generate_private_key(ec.SECP256R1())
    )
    lock: Any = serialization.BestAvailableEncryption(b"x") if protect else serialization.NoEncryption()
    made: bytes = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
    return made


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (pem("ed25519", protect=True), "protected by a passphrase, which is never asked for"),
        (pem("p256"), "this is a key of another kind than Ed25519"),
    ],
)
def test_keys_of_no_use(key: bytes, text: str) -> None:
    with pytest.raises(SignatureError, match=text):
        by(key=key)


def test_an_agreement_without_a_digest_cannot_be_signed() -> None:
    with pytest.raises(AgreementError, match="is no number"):
        by(agreement=attrs.evolve(AGREEMENT, kpis=[float("nan")]))


def test_keys_are_new_each_time_and_read_back() -> None:
    (one, its_public), (other, other_public) = new_key(), new_key()
    assert one != other
    assert (public_key(one), public_key(other)) == (its_public, other_public)
    assert its_public != other_public


def test_it_verifies_as_any_program_would() -> None:
    """What the page of the documentation says: the value is over the statement in UTF-8."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    key, value = (base64.b64decode(text.partition(":")[2]) for text in (KEYED.key, KEYED.value))
    Ed25519PublicKey.from_public_bytes(key).verify(value, statement(KEYED).encode("utf-8"))


# The extra


def test_a_name_needs_no_cryptography() -> None:
    program = (
        "import sys, datetime as dt\nsys.modules['cryptography'] = None\n"
        "import leadsla as ls\nfrom leadsla import examples\n"
        "made = ls.sign(examples.acme(), party='sales', name='x', date=dt.date(2026, 1, 2))\n"
        "print(ls.verify(made, examples.acme()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "recorded\n"


def test_a_key_without_cryptography_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "cryptography"]:
        monkeypatch.setitem(sys.modules, name, None)
    for use in (new_key, lambda: by(key=SALES), lambda: verify(KEYED, DECLARING)):
        with pytest.raises(ExtraError, match=r"pip install 'leadsla\[signing\]'"):
            use()
    assert verify(KEYED, AGREEMENT) is Standing.OTHER_TEXT
    assert verify(attrs.evolve(KEYED, digest=digest(AGREEMENT)), AGREEMENT) is Standing.UNKNOWN_KEY


def test_a_malformed_key_is_a_fault_at_its_place() -> None:
    text = SOUND.replace("{name: Sales}", "{name: Sales, key: ed25519:abc}")
    with pytest.raises(AgreementError) as caught:
        leadsla.loads(text)
    [fault] = caught.value.faults
    assert (fault.name, fault.path, fault.what) == (
        "wrong-value",
        "parties.sales.key",
        "the key of `sales` is no public key",
    )
