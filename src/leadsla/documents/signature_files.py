"""The signatures of an agreement stand in a file beside it: `acme.signatures.yaml` beside `acme.yaml`.

An entry a signature, so that people can read who signed what. The file is read as strictly as an agreement, because a
version may be in force by what it says.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from leadsla.agreement import Agreement
from leadsla.documents.canonical import digest
from leadsla.documents.dumping import plain
from leadsla.documents.pins import AMENDED, drift, pins_of
from leadsla.documents.reading import read_file
from leadsla.documents.signing import Keys, standing
from leadsla.documents.source import Document
from leadsla.documents.yaml_writer import write_yaml
from leadsla.errors import AgreementError, ExtraError, Fault
from leadsla.signatures import Pins, Signature, Standing
from leadsla.versions import State

MARK: Final = ".signatures"
HEAD: Final = """\
# Who signed {name}. Written by `leadsla sign`; `leadsla check` says what each signature is worth.
"""
#: A signature with what it is worth.
Judged = tuple[Signature, Standing]


@attrs.frozen
class _Worthless:
    """Why a signature does not count: the name of the fault, what it says, what to write, and which key is meant."""

    name: str
    key: str
    what: str
    write: str


_WORTHLESS: Final[Mapping[Standing, _Worthless]] = {
    Standing.OTHER_TEXT: _Worthless(
        "changed-after-signing",
        "digest",
        "{who} signed version {version} for {party} with another text than this",
        "the text as it was signed, or sign this one",
    ),
    Standing.FORGED: _Worthless(
        "signature-forged",
        "value",
        "the signature of {who} was not made with its key, or has been changed since",
        "the signature as it was made",
    ),
    Standing.UNKNOWN_KEY: _Worthless(
        "signature-key",
        "key",
        "{who} signed with a key that is not known as one of {party}",
        "that key in the agreement, as parties.{party}.key, before it is signed",
    ),
    Standing.WITHOUT_KEY: _Worthless(
        "signature-key",
        "party",
        "{who} signed without the key of {party}",
        "a signature that is made with it",
    ),
    Standing.NO_PARTY: _Worthless(
        "unknown-name",
        "party",
        "{who} signed for `{party}`, which is no party of the agreement",
        "a party that it declares",
    ),
}


def signatures_beside(agreement: str | os.PathLike[str]) -> Path:
    """Where the signatures of an agreement stand, or would stand.

    >>> signatures_beside("acme-2026.1.yaml").name
    'acme-2026.1.signatures.yaml'
    """
    path = Path(agreement)
    return path.with_name(f"{path.stem}{MARK}.yaml")


@attrs.frozen
class SignatureFile:
    """The signatures beside an agreement, each with its standing, in the order of the file.

    `faults` is what is wrong with the file; `findings` is what its signatures are not worth, and as warnings what has
    changed around what was signed.
    """

    document: Document
    signatures: tuple[Judged, ...] = ()
    faults: tuple[Fault, ...] = ()
    findings: tuple[Fault, ...] = ()

    @property
    def all_faults(self) -> tuple[Fault, ...]:
        """What is wrong with the file, or what its signatures are not worth."""
        return (*self.faults, *self.findings)

    @property
    def counting(self) -> tuple[Signature, ...]:
        """The signatures by which a party has signed this text."""
        return tuple(signature for signature, worth in self.signatures if worth.counts)


def read_signatures(path: Path, agreement: Agreement, keys: Keys | None = None) -> SignatureFile:
    """The file of signatures of an agreement, with what each is worth; it never raises."""
    document = read_file(path)
    if document.tree is None:
        return SignatureFile(document, faults=document.faults)
    signatures, faults = _signatures(document.tree)
    located = [*document.faults, *map(document.locate, faults)]
    if located:
        return SignatureFile(document, faults=tuple(located))
    try:
        of = digest(agreement)
        judged = tuple((signature, standing(signature, agreement, of, keys)) for signature in signatures)
    except AgreementError as error:
        return SignatureFile(document, faults=tuple(error.faults))
    except ExtraError as error:
        what, _, write = str(error).partition("; ")
        return SignatureFile(document, faults=(Fault("signature-key", what, write=write),))
    found = [*_worthless(judged, of), *_drifted(judged, agreement), *_unsigned(judged, agreement)]
    return SignatureFile(document, judged, findings=tuple(map(document.locate, found)))


def _signatures(tree: Any) -> tuple[tuple[Signature, ...], list[Fault]]:
    # cattrs and the classes are only needed where there is a file to read.
    from leadsla.documents.entries import Entries, Parts
    from leadsla.documents.entry_faults import empty_faults, key_faults, under, wrong_type

    if not isinstance(tree, Mapping):
        return (), [wrong_type("a mapping with the key `signatures`", tree, "signatures: [...]")]
    faults = key_faults(tree, ("signatures",), ("signatures",), "a file of signatures") + empty_faults(tree)
    listed = tree.get("signatures")
    if listed is not None and not isinstance(listed, list):
        faults += under("signatures", [wrong_type("a list of signatures", listed)])
    parts, read = Parts(faults), Entries().read
    entries = enumerate(listed if isinstance(listed, list) else ())
    found = [parts.part(f"signatures[{number}]", read, entry, Signature) for number, entry in entries]
    return tuple(found), parts.faults


def _worthless(judged: Sequence[Judged], of: str) -> Iterable[Fault]:
    """Signatures that do not count; one that is for an earlier text is history once its party has signed this one."""
    done = {signature.party for signature, worth in judged if worth.counts}
    for number, (signature, worth) in enumerate(judged):
        if worth.counts or (worth is Standing.OTHER_TEXT and signature.party in done):
            continue
        found = _WORTHLESS[worth]
        words = {"who": signature.name, "party": signature.party, "version": signature.version or "unknown"}
        because = f"this text has the digest {of}" if worth is Standing.OTHER_TEXT else None
        what, write = found.what.format_map(words), found.write.format_map(words)
        yield Fault(found.name, what, f"signatures[{number}].{found.key}", because=because, write=write)


def _drifted(judged: Sequence[Judged], agreement: Agreement) -> Iterable[Fault]:
    """What tables say otherwise by now, once for each thing that they said to any who signed."""
    pinned = [
        (number, signature.pins)
        for number, (signature, worth) in enumerate(judged)
        if worth.counts and signature.pins != Pins()
    ]
    now = pins_of(agreement) if pinned else Pins()
    said = set[str]()
    for number, pins in pinned:
        because = f"it was signed by {_named(pins)}; here is {_named(now)}" if pins.tables else None
        for what in drift(pins, now):
            if what not in said:
                tables = None if what == AMENDED else because
                yield Fault("drift", what, f"signatures[{number}].pins", because=tables, warning=True)
            said.add(what)


def _named(pins: Pins) -> str:
    return ", ".join(f"{name} {version}" for name, version in pins.tables.items())


def _unsigned(judged: Sequence[Judged], agreement: Agreement) -> Iterable[Fault]:
    """That a document calls itself agreed which not all parties signed."""
    missing = missing_parties(agreement, (signature for signature, worth in judged if worth.counts))
    if missing and agreement.state is State.AGREED:
        what = f"`state` is agreed, and {' and '.join(missing)} did not sign this text"
        yield Fault("not-signed", what, "signatures", write="their signatures, or proposed", warning=True)


def missing_parties(agreement: Agreement, counting: Iterable[Signature]) -> list[str]:
    """The parties that have not signed, in the order of the agreement."""
    done = {signature.party for signature in counting}
    return [party for party in agreement.parties if party not in done]


def written(signatures: Iterable[Signature], name: str) -> str:
    """The text of a file of signatures; `name` is that of the agreement."""
    return HEAD.format(name=name) + write_yaml({"signatures": [plain(one, "") for one in signatures]})
