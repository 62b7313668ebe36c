"""`leadsla sign`: record who signs an agreement, over what it says, beside the document."""

from __future__ import annotations

import datetime as dt
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from leadsla.cli.failures import DONE, Refusal, guarded, warn
from leadsla.cli.judging import refuse_unreadable
from leadsla.cli.signed import PUBLIC, signature_lines
from leadsla.cli.terminal import Terminal

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.documents import Examination
    from leadsla.signatures import Signature

HELP: Final = """Sign an agreement for a party: over what it says, not over the file.

The signature goes into NAME.signatures.yaml beside the agreement, with the digest of what was signed, the dates of
holidays and of changes of the clocks over the term, and who signed when. Comments and layout may change after that; a
word or a number may not, and leadsla check says so.

With --key it is made with an Ed25519 key, so that nobody else can make it and nothing of it can be changed; this needs
pip install 'leadsla[signing]'. --new-key makes such a key, and beside it the public one that the agreement declares as
parties.PARTY.key.

\b
Examples:
  leadsla sign agreement.yaml --party sales --name "Head of sales" --title "Sales team lead"
  leadsla sign agreement.yaml --party sales --name "Head of sales" --key sales.pem
  leadsla sign --new-key sales.pem
  leadsla check agreement.yaml --signatures
"""
#: No private key in PEM is longer.
_LONGEST: Final = 100_000


@guarded
def sign(
    agreement: Annotated[
        str | None,
        typer.Argument(metavar="AGREEMENT", show_default=False, help="The agreement: YAML, JSON or TOML."),
    ] = None,
    party: Annotated[
        str | None,
        typer.Option(metavar="PARTY", show_default=False, help="The party that signs, as it is declared."),
    ] = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", show_default=False, help="The name of whoever signs.")
    ] = None,
    title: Annotated[
        str, typer.Option(metavar="TITLE", show_default=False, help="The title of whoever signs.")
    ] = "",
    date: Annotated[
        str | None,
        typer.Option(metavar="DATE", show_default="today", help="When it was signed, such as 2026-01-31."),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(metavar="FILE", show_default=False, help="An Ed25519 private key in PEM to sign with."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the signature that the party has under this text.")
    ] = False,
    new_key: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", show_default=False, help="Make a key to sign with, and do nothing else."
        ),
    ] = None,
) -> int:
    """Sign an agreement, or make a key to sign with."""
    if (agreement is None) == (new_key is None):
        raise Refusal("name the agreement to be signed, or with --new-key the file of a key to be made")
    if new_key is not None:
        return _make_key(Path(new_key))
    return _sign(str(agreement), party, name, title, date, key, force=force)


def _sign(
    path: str,
    party: str | None,
    name: str | None,
    title: str,
    date: str | None,
    key: str | None,
    *,
    force: bool,
) -> int:
    from leadsla.documents import examine, signatures_beside
    from leadsla.documents import sign as signed_by

    examination = examine(path)
    refuse_unreadable(path, examination)
    agreement = examination.agreement
    if agreement is None:
        raise Refusal(
            f"there are faults, so nothing was signed; leadsla check shows them all\n{examination.error}"
        )
    _refuse_unsignable(agreement, party, name)
    signature = signed_by(
        agreement,
        party=str(party),
        name=str(name),
        title=title,
        date=_date(date, agreement.timezone),
        key=None if key is None else _text_of(Path(key)),
    )
    beside = signatures_beside(path)
    _write(beside, [*_kept(examination, signature, force=force), signature], Path(path).name)
    _tell(path, beside, signature)
    if signature.key and not agreement.parties[signature.party].key:
        warn(
            f"the agreement declares no key of {signature.party}, so the signature counts only for who knows its key "
            f"from elsewhere; write parties.{signature.party}.key: {signature.key} before it is signed"
        )
    return DONE


def _refuse_unsignable(agreement: Agreement, party: str | None, name: str | None) -> None:
    from leadsla.versions import State

    if party is None:
        raise Refusal(f"--party says for whom it is signed: {' or '.join(agreement.parties)}")
    if name is None:
        raise Refusal("--name says who signs")
    if agreement.state is State.WITHDRAWN:
        raise Refusal(f"version {agreement.version} is withdrawn, and not signed any more; see its `state`")


def _date(text: str | None, timezone: str) -> dt.date:
    """The date that is written, else today's in the agreement's time zone: here leadsla looks at a clock."""
    from leadsla.instants import zone

    if text is None:
        return dt.datetime.now(zone(timezone)).date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Refusal(f"--date {text!r} is no date; write it as 2026-01-31") from None


def _kept(examination: Examination, signature: Signature, *, force: bool) -> list[Signature]:
    """The signatures that are there already, less the one that is replaced."""
    there = () if examination.signed is None else examination.signed.signatures
    what = (signature.party, signature.digest)
    for one, worth in there:
        if (one.party, one.digest) == what and not force:
            raise Refusal(
                f"{one.party} has signed this text already: {one.name}, {one.date} ({worth}); "
                "with --force that signature is replaced"
            )
    return [one for one, _ in there if (one.party, one.digest) != what]


def _text_of(key: Path) -> bytes:
    with key.open("rb") as file:
        return file.read(_LONGEST)


def _write(beside: Path, signatures: list[Signature], name: str) -> None:
    """Write the file whole or not at all: what others signed stands in it."""
    from leadsla.documents.signature_files import written

    new = beside.with_name(f"{beside.name}.new")
    new.write_text(written(signatures, name), encoding="utf-8", newline="\n")
    os.replace(new, beside)


def _tell(path: str, beside: Path, signature: Signature) -> None:
    from leadsla.documents import examine

    terminal = Terminal(sys.stdout)
    terminal.line(f"{beside}: {signature.party} signed {signature.digest}")
    for line in signature_lines(examine(path)):
        terminal.line(line)


def _make_key(private: Path) -> int:
    from leadsla.documents.signing import new_key

    public = private.with_suffix(PUBLIC)
    if private == public:
        raise Refusal(f"--new-key {private}: {PUBLIC} is for the public key; name it sales.pem, for example")
    for file in (private, public):
        if file.exists():
            raise Refusal(
                f"--new-key {private}: there is a file {file} already, and a key is never overwritten"
            )
    secret, key = new_key()
    _create(private, secret, stat.S_IRUSR | stat.S_IWUSR)
    _create(public, f"{key}\n", stat.S_IRUSR | stat.S_IWUSR | stat.S_IRGRP | stat.S_IROTH)
    terminal = Terminal(sys.stdout)
    terminal.line(f"{private}: the private key, to sign with; whoever has it can sign")
    terminal.line(f"{public}: {key}")
    terminal.line("Write that key into the agreement, as parties.PARTY.key, before it is signed.")
    return DONE


def _create(file: Path, text: str, mode: int) -> None:
    """Write a file that is not there yet; nobody else can have made it in the meantime."""
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as stream:
        stream.write(text)
