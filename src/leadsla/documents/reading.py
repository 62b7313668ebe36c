"""From a file or a text to a document: what opens it, what decodes it, and which format it is."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from leadsla.documents.json_text import read_json
from leadsla.documents.nodes import Node, UnreadableError, unfold
from leadsla.documents.source import NO_TEXT, Document, Source
from leadsla.documents.toml_text import read_toml
from leadsla.documents.yaml_text import read_yaml
from leadsla.errors import Fault, nearest

#: The endings of file names, and the format of each.
FORMATS: Final = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".toml": "toml"}
#: What is wrong with a text in which there is nothing but comments.
EMPTY_TEXT: Final = "there is no agreement in it: the text is empty"
#: The longest file that is read, in bytes.
MAX_BYTES: Final = 5_000_000
_MARKS: Final = (
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
    (b"PK\x03\x04", "a packed file"),
    (b"\x1f\x8b", "a packed file"),
    (b"%PDF", "a PDF"),
)
_UTF8: Final = "the file saved again as UTF-8"


def read_file(path: str | os.PathLike[str]) -> Document:
    """The document in a file; what is wrong with the file is among its faults."""
    where = Path(path)
    name = os.fspath(path)
    try:
        form = _format_of(where)
        text = _decoded(_bytes_of(where))
    except UnreadableError as error:
        return Document(Source(name, "", "yaml"), faults=(error.fault,))
    return read_text(text, form, name)


def read_text(text: str, form: str = "yaml", name: str = "<text>") -> Document:
    """The document in a text of the format yaml, json or toml."""
    if form not in ("yaml", "json", "toml"):
        raise ValueError(f"`format` is {form!r}; write yaml, json or toml")
    if not isinstance(text, str):
        raise TypeError(f"`text` is {type(text).__name__}, not text; to read a file, use load(path)")
    source = Source(name, text.removeprefix("\ufeff"), form)
    if len(text) > MAX_BYTES:
        return Document(Source(name, "", form), faults=(_too_long(len(text)),))
    strange = NO_TEXT.search(source.text)
    if strange is not None:
        what = f"the character U+{ord(strange[0]):04X} is no part of a text"
        fault = source.mark(Fault("unreadable", what, write="the text without it"), strange.span())
        return Document(source, faults=(fault,))
    return _READERS[form](source)


def _from_nodes(read: Callable[[Source], tuple[Node | None, list[Fault]]]) -> Callable[[Source], Document]:
    def document(source: Source) -> Document:
        root, faults = read(source)
        if root is None or (root.style is not None and root.value is None):
            faults = faults or [_empty()]
            return Document(source, faults=tuple(faults))
        tree, places = unfold(root)
        return Document(source, tree, places, tuple(faults))

    return document


def _toml(source: Source) -> Document:
    tree, places, faults = read_toml(source)
    if not tree and not faults:
        faults = [_empty()]
    return Document(source, tree or None, places, tuple(faults))


_READERS: Final[dict[str, Callable[[Source], Document]]] = {
    "yaml": _from_nodes(read_yaml),
    "json": _from_nodes(read_json),
    "toml": _toml,
}


def _empty() -> Fault:
    return Fault("syntax", EMPTY_TEXT, write="leadsla: 1, and so on")


def _too_long(size: int) -> Fault:
    return Fault("too-large", f"longer than an agreement can be: {size:,} of at most {MAX_BYTES:,} bytes")


def _format_of(where: Path) -> str:
    ending = where.suffix.lower()
    if ending in FORMATS:
        return FORMATS[ending]
    if where.is_dir():
        raise UnreadableError(Fault("unreadable", "this is a folder, not a file", write="the file in it"))
    what = (
        f"a name that ends in `{ending}` does not say how it is written"
        if ending
        else "a name without an ending"
    )
    raise UnreadableError(Fault("unreadable", what, write="a name that ends in .yaml, .yml, .json or .toml"))


def _bytes_of(where: Path) -> bytes:
    try:
        mode = where.stat().st_mode
        if stat.S_ISDIR(mode):
            raise UnreadableError(Fault("unreadable", "this is a folder, not a file", write="the file in it"))
        if not stat.S_ISREG(mode):
            raise UnreadableError(
                Fault("unreadable", "this is no ordinary file", write="the text, copied into a file")
            )
        with where.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise UnreadableError(Fault("unreadable", "there is no such file", write=_neighbour(where))) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableError(Fault("unreadable", f"the file cannot be opened: {reason.lower()}")) from None
    if len(data) > MAX_BYTES:
        raise UnreadableError(_too_long(where.stat().st_size))
    return data


def _neighbour(where: Path) -> str | None:
    try:
        names = [entry.name for entry in where.parent.iterdir() if entry.suffix.lower() in FORMATS]
    except OSError:
        return None
    guess = nearest(where.name, names)
    return str(where.with_name(guess)) if guess else None


def _decoded(data: bytes) -> str:
    for mark, what in _MARKS:
        if data.startswith(mark):
            raise UnreadableError(Fault("unreadable", f"this is {what}, not text in UTF-8", write=_UTF8))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        begun = data.rfind(b"\n", 0, error.start) + 1
        column = len(data[begun : error.start].decode("utf-8")) + 1
        what = f"the byte {data[error.start]:02X} is no part of a text in UTF-8"
        because = "the file is in another encoding, or is no text at all"
        raise UnreadableError(
            Fault(
                "unreadable",
                what,
                line=line,
                column=column,
                end_column=column + 1,
                because=because,
                write=_UTF8,
            )
        ) from None
