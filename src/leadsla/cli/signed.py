"""Who has signed an agreement, for people and for programs; and the public keys that somebody knows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from leadsla.cli.failures import Refusal

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.documents import Examination
    from leadsla.signatures import Signature

#: The ending of a file with public keys.
PUBLIC: Final = ".pub"
#: No file of public keys is longer.
_LONGEST: Final = 100_000


def known_keys(path: str | None) -> dict[str, set[str]] | None:
    """The public keys in a file or a folder of files, by the party that the name of each file says.

    `sales.pub` and `sales.2026.pub` have keys of the party `sales`, one a line.
    """
    if path is None:
        return None
    where = Path(path)
    if not where.exists():
        raise Refusal(f"--keys {path}: there is no such file or folder")
    files = sorted(where.glob(f"*{PUBLIC}")) if where.is_dir() else [where]
    found: dict[str, set[str]] = {}
    for file in files:
        if file.suffix != PUBLIC:
            raise Refusal(f"--keys {file}: the name says no party; call it PARTY{PUBLIC}")
        stem = file.name.removesuffix(PUBLIC)
        for party in {stem, stem.partition(".")[0]}:
            found.setdefault(party, set()).update(_keys_in(file))
    if not found:
        raise Refusal(f"--keys {path}: there is no file in it whose name ends in {PUBLIC}")
    return found


def _keys_in(file: Path) -> Iterator[str]:
    from leadsla.signatures import KEY

    with file.open(encoding="utf-8", errors="replace") as stream:
        lines = [line.strip() for line in stream.read(_LONGEST).splitlines()]
    keys = [line for line in lines if line and not line.startswith("#")]
    if not keys or not all(map(KEY.fullmatch, keys)):
        raise Refusal(
            f"--keys {file}: a public key is a line such as ed25519:..., and there is none or another"
        )
    yield from keys


def refuse_keys_of_others(path: str | None, keys: dict[str, set[str]] | None, agreement: Agreement) -> None:
    """Refuse keys of which none is of a party of the agreement: else they would look as if they had been used."""
    if keys is not None and not keys.keys() & agreement.parties.keys():
        wanted = " or ".join(f"{party}{PUBLIC}" for party in agreement.parties)
        raise Refusal(f"--keys {path}: there is no key of a party in it; call it {wanted}")


def signature_lines(examination: Examination) -> list[str]:
    """Who has signed this version and who has not, a line each; nothing where nobody was to sign it yet."""
    agreement, signed = examination.agreement, examination.signed
    if agreement is None:
        return []
    missing = _missing(agreement)
    done = len(agreement.parties) - len(missing)
    every = "all" if not missing else "none" if not done else str(done)
    lines = [f"signed by {every} of {len(agreement.parties)} parties: version {agreement.version}"]
    lines += [f"  {_line(one, str(worth))}" for one, worth in (() if signed is None else signed.signatures)]
    return lines + [f"  {party}: not signed" for party in missing]


def _missing(agreement: Agreement) -> list[str]:
    from leadsla.documents.signature_files import missing_parties

    return missing_parties(agreement, agreement.signatures)


def _line(signature: Signature, worth: str) -> str:
    who = f"{signature.name}, {signature.title}" if signature.title else signature.name
    return f"{signature.party}: {who}, {signature.date}: {worth}"


def signature_data(examination: Examination, faults: Sequence[dict[str, Any]]) -> str:
    """The same as JSON, with the digest that there is to be signed."""
    from leadsla.documents import digest

    agreement, signed = examination.agreement, examination.signed
    found: dict[str, Any] = {"agreement": None, "version": None, "digest": None, "agreed": False}
    found |= {"signatures": [], "missing": [], "faults": list(faults)}
    if agreement is not None:
        found |= {"agreement": agreement.agreement, "version": agreement.version}
        found |= {"digest": digest(agreement), "agreed": agreement.agreed, "missing": _missing(agreement)}
    for one, worth in () if signed is None else signed.signatures:
        said: dict[str, Any] = {
            "party": one.party,
            "name": one.name,
            "title": one.title,
            "date": one.date.isoformat(),
        }
        said |= {"version": one.version, "digest": one.digest, "key": one.key or None}
        found["signatures"].append(said | {"standing": worth.value, "counts": worth.counts})
    return json.dumps(found, ensure_ascii=False, indent=2)


def everybody_signed(examination: Examination) -> bool:
    """Whether all parties have signed this text."""
    return examination.agreement is not None and not _missing(examination.agreement)
