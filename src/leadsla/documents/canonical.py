"""The canonical form of an agreement and its digest: one text for one meaning, so that people can sign it.

It is built from the values of an agreement, never from the text of a document: comments, the order of keys, quotes, the
format and whatever else may be written in two ways are gone before it begins. What is left is JSON in UTF-8 that is
put in order as RFC 8785 has it; numbers alone are written in full, because a digest may not depend on rounding.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from leadsla.agreement import Agreement
from leadsla.documents.dumping import Spelling, to_tree
from leadsla.errors import AgreementError, Fault
from leadsla.versions import RunningClocks


def digest(agreement: Agreement) -> str:
    """The SHA-256 digest of what an agreement says: `sha256:` and 64 hexadecimal digits.

    >>> import attrs
    >>> from leadsla import dump, examples, loads
    >>> agreement = examples.acme()
    >>> digest(loads(dump(agreement, "toml"), "toml")) == digest(agreement)
    True
    >>> digest(attrs.evolve(agreement, title="Another")) == digest(agreement)
    False

    Raises `AgreementError` for what no document can say, as `dump` does.
    """
    return f"sha256:{hashlib.sha256(canonical(agreement).encode()).hexdigest()}"


def canonical(agreement: Agreement) -> str:
    """The text whose digest is taken: what the agreement says, in JSON on one line.

    It says nothing of the `state`, of who signed, of where an amended version is kept, and of defaults; of a table of
    quotas it has the reference and not the rows.

    >>> from leadsla import examples
    >>> canonical(examples.acme())[:46]
    '{"agreement":"acme-inbound","calendar":"office'

    Raises `AgreementError` for what no document can say, as `dump` does.
    """
    tree = to_tree(agreement)
    tree.pop("state", None)
    if agreement.effective == agreement.term.from_:
        del tree["effective"]  # as if nothing was said of it
    if agreement.amends is not None:
        tree["amends"] = _amendment(tree["amends"])
    return json_in_order(tree)


def _amendment(written: Mapping[str, Any]) -> dict[str, Any]:
    """What an amendment says, less where the earlier version is and the clocks that keep their terms anyway."""
    said = {key: value for key, value in written.items() if key != "document"}
    kept = said.pop("running_clocks", {})
    changed = {clause: what for clause, what in kept.items() if what != RunningClocks.KEEP}
    return said | ({"running_clocks": changed} if changed else {})


def json_in_order(value: Any, path: str = "") -> str:
    """JSON on one line: keys sorted by their UTF-16 code units, no spaces, numbers in full, all other text as it is.

    >>> json_in_order({"b": [1.0, 0.1, 1e21], "a": "é\\n", "on": dt.date(2026, 1, 1), "A": None})
    '{"A":null,"a":"é\\\\n","b":[1,0.1,1000000000000000000000],"on":"2026-01-01"}'

    Raises `AgreementError` for half a surrogate pair, and for a number that is none.
    """
    match value:
        case Mapping():
            texts = {key: _text(key, f"{path}.{key}") for key in value}
            ordered = sorted(texts, key=lambda key: key.encode("utf-16-be"))
            inside = (f"{texts[key]}:{json_in_order(value[key], f'{path}.{key}')}" for key in ordered)
            return "{" + ",".join(inside) + "}"
        case list():
            return "[" + ",".join(json_in_order(item, f"{path}[{n}]") for n, item in enumerate(value)) + "]"
        case None | bool():
            return json.dumps(value)
        case int() | float():
            return _number(value, path)
        case dt.date():
            return f'"{value.isoformat()}"'
        case Spelling():
            return _text(value.normal, path)
        case _:
            return _text(value, path)


def _number(value: float, path: str) -> str:
    exact = Decimal(repr(value))
    if not exact.is_finite():
        raise _refused(f"{value!r} is no number", path)
    text = format(exact, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _text(value: str, path: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _refused("half a character cannot be written in a document", path) from None
    return json.dumps(value, ensure_ascii=False)


def _refused(what: str, path: str) -> AgreementError:
    return AgreementError([Fault("wrong-value", what, path.lstrip("."))])
