"""Signing an agreement, and telling what a signature is worth.

A signature is over the digest of what the agreement says, for one party. With a key it is also a proof: an Ed25519
signature over all that the entry says, so that neither the text nor the name, the date or what was pinned can be
changed without its being found out. Nothing here reads a clock or a file; `cryptography` is loaded where a key is used.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, Final

import attrs

from leadsla.agreement import Agreement
from leadsla.documents.canonical import digest, json_in_order
from leadsla.documents.dumping import plain
from leadsla.documents.pins import pins_of
from leadsla.errors import EntryError, ExtraError, SignatureError, nearest
from leadsla.signatures import Signature, Standing

#: Public keys by party, beside those that the agreement declares.
Keys = Mapping[str, Collection[str]]
_MARK: Final = "ed25519:"
_EXTRA: Final = "signatures with a key need the package cryptography; pip install 'leadsla[signing]'"


def sign(
    agreement: Agreement,
    *,
    party: str,
    name: str,
    date: dt.date,
    title: str = "",
    key: str | bytes | None = None,
) -> Signature:
    """The signature of a party under an agreement: over its digest, with what the tables say over its term pinned.

    `name` and `title` are those of whoever signs, `date` is when. `key` is an Ed25519 private key in PEM (PKCS 8,
    without a passphrase); a party for which the agreement declares a key signs with that one.

    >>> from leadsla import examples
    >>> signature = sign(examples.acme(), party="sales", name="Head of sales", date=dt.date(2026, 1, 2))
    >>> signature.version, signature.digest == digest(examples.acme()), str(verify(signature, examples.acme()))
    ('2026.1', True, 'recorded')

    Raises `SignatureError` for a party that there is not, a name or date that is none, a key that cannot be used or is
    not the party's; `AgreementError` for an agreement that no document can say; `ExtraError` for a key where the
    package `cryptography` is not installed.
    """
    if party not in agreement.parties:
        guess = nearest(party, agreement.parties) or " or ".join(agreement.parties)
        raise SignatureError(f"there is no party `{party}`; write {guess}")
    try:
        unsigned = Signature(
            party, name, date, digest(agreement), title, agreement.version, pins_of(agreement)
        )
    except EntryError as error:
        raise SignatureError(str(error)) from None
    declared = agreement.parties[party].key
    if key is None:
        if declared:
            raise SignatureError(f"the agreement declares a key for `{party}`, so it is signed with that key")
        return unsigned
    private = _private_key(key)
    public = public_key(key)
    if declared not in ("", public):
        raise SignatureError(f"this is not the key that the agreement declares for `{party}`: {declared}")
    signed = private.sign(statement(unsigned, public).encode())
    return attrs.evolve(unsigned, key=public, value=_MARK + base64.b64encode(signed).decode())


def verify(signature: Signature, agreement: Agreement, keys: Keys | None = None) -> Standing:
    """What a signature is worth under an agreement.

    The key of a party is the one that the agreement declares. `keys` are keys of parties that you know from elsewhere:
    of a party named there only those count, and of its declared key only if it is among them.

    >>> from leadsla import examples, loads
    >>> signature = sign(examples.acme(), party="sales", name="Head of sales", date=dt.date(2026, 1, 2))
    >>> text = examples.path("agreement.yaml").read_text(encoding="utf-8")
    >>> str(verify(signature, loads(text.replace("5 business minutes", "6 business minutes"))))
    'for another text'

    Raises `ExtraError` where a key has to be used and the package `cryptography` is not installed.
    """
    return standing(signature, agreement, digest(agreement), keys)


def standing(signature: Signature, agreement: Agreement, of: str, keys: Keys | None = None) -> Standing:
    """The same, where the digest `of` the agreement is known."""
    if signature.digest != of:
        return Standing.OTHER_TEXT
    if signature.party not in agreement.parties:
        return Standing.NO_PARTY
    known = known_keys(agreement, signature.party, keys)
    if not signature.key:
        return Standing.RECORDED if known is None else Standing.WITHOUT_KEY
    if known is None or signature.key not in known:
        return Standing.UNKNOWN_KEY
    return Standing.VALID if _verifies(signature) else Standing.FORGED


def known_keys(agreement: Agreement, party: str, keys: Keys | None) -> frozenset[str] | None:
    """The keys with which a party may sign; None where it has none and signs by name."""
    declared, given = agreement.parties[party].key, (keys or {}).get(party)
    if given is None:
        return frozenset((declared,)) if declared else None
    return frozenset(given) & {declared} if declared else frozenset(given)


def statement(signature: Signature, key: str | None = None) -> str:
    """What is signed with a key: all that a signature says but its value, as JSON in order.

    >>> print(statement(Signature("sales", "Head of sales", dt.date(2026, 1, 2), "sha256:" + 64 * "0")))
    {"date":"2026-01-02","digest":"sha256:000...000","leadsla":"signature","name":"Head of sales","party":"sales"}
    """
    said = attrs.evolve(signature, key="", value="")
    written = {**plain(said, ""), "leadsla": "signature"}
    return json_in_order(written | ({"key": key or signature.key} if key or signature.key else {}))


def new_key() -> tuple[str, str]:
    """A new private key in PEM, and its public key.

    >>> private, public = new_key()
    >>> public == public_key(private)
    True

    Raises `ExtraError` where the package `cryptography` is not installed.
    """
    serialization, ed25519 = _cryptography()
    private = ed25519.Ed25519PrivateKey.generate()
    pem: bytes = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem.decode(), public_key(pem)


def public_key(pem: str | bytes) -> str:
    """The public key of a private one in PEM, as an agreement declares it: `ed25519:` and base64.

    Raises `SignatureError` for a key that cannot be used, `ExtraError` where `cryptography` is not installed.
    """
    return _MARK + base64.b64encode(_private_key(pem).public_key().public_bytes_raw()).decode()


def _private_key(pem: str | bytes) -> Any:
    from_here = "make one with `leadsla sign --new-key`"
    serialization, ed25519 = _cryptography()
    try:
        found = serialization.load_pem_private_key(pem.encode() if isinstance(pem, str) else pem, None)
    except TypeError:
        raise SignatureError(
            f"the key is protected by a passphrase, which is never asked for; {from_here}"
        ) from None
    except Exception:  # noqa: BLE001 - what else it raises differs by version, and says nothing that helps
        raise SignatureError(f"this is no private key in PEM; {from_here}") from None
    if not isinstance(found, ed25519.Ed25519PrivateKey):
        raise SignatureError(f"this is a key of another kind than Ed25519; {from_here}")
    return found


def _verifies(signature: Signature) -> bool:
    _, ed25519 = _cryptography()
    from cryptography.exceptions import InvalidSignature

    key, value = (base64.b64decode(text.removeprefix(_MARK)) for text in (signature.key, signature.value))
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(key).verify(value, statement(signature).encode())
    except (InvalidSignature, ValueError):  # the latter of builds that look at once whether a key can be one
        return False
    return True


def _cryptography() -> tuple[Any, Any]:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise ExtraError(_EXTRA) from None
    return serialization, ed25519
