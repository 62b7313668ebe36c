"""Two keys that are the same on every run, so that what is written with them can be compared."""

from __future__ import annotations

from typing import Any

import pytest

from leadsla.documents.signing import public_key

_SKIP = "signatures with a key need cryptography"
ed25519: Any = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.ed25519", reason=_SKIP)
serialization: Any = pytest.importorskip("cryptography.hazmat.primitives.serialization", reason=_SKIP)


def _pem(number: int) -> str:
    key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes([number] * 32))
    plain = serialization.NoEncryption()
    made: bytes = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    return made.decode()


SALES, OTHER = _pem(1), _pem(2)
SALES_PUBLIC, OTHER_PUBLIC = public_key(SALES), public_key(OTHER)
