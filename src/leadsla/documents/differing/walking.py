"""What differs between two values of any kind: by attributes, keys and entries, down to what is written differently.

Sections with words of their own call this for their parts, and whatever has none is said by its place. Nothing that
differs is passed over: where parts that are compared say nothing, the whole is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from leadsla.documents.differing.changes import Change
from leadsla.documents.differing.matching import Key, matched
from leadsla.documents.differing.words import both, has_words, said, same, sentence, written
from leadsla.phrases import plain_name

#: By what entries of a list of mappings are known again.
_NAMES: Final = ("id", "name", "metric", "reason", "title")


def changed(path: str, label: str, old: Any, new: Any) -> Change:
    """One value that differs, said as `LABEL: new, was old`."""
    before, now = both(old, new)
    return Change(path, sentence(f"{label}: {now}, was {before}"), written(old), written(new))


def added(path: str, label: str, new: Any) -> Change:
    """One entry that is new."""
    return Change(path, sentence(f"{label}: {said(new)} (new)"), None, written(new))


def removed(path: str, label: str, old: Any) -> Change:
    """One entry that is gone."""
    return Change(path, sentence(f"{label}: no longer {said(old)}"), written(old), None)


def differ(path: str, label: str, old: Any, new: Any) -> Iterator[Change]:
    """Everything that differs between two values, `label` being what people call them."""
    if same(old, new):
        return
    found: list[Change] = []
    if attrs.has(type(old)) and type(old) is type(new):
        found += attributes(path, label, old, new)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        found += entries(path, label, old, new)
    elif isinstance(old, list | tuple) and isinstance(new, list | tuple):
        found += items(path, label, old, new)
    yield from found or [changed(path, label, old, new)]


def attributes(path: str, label: str, old: Any, new: Any, *, whole: bool = True) -> Iterator[Change]:
    """What differs between two values of a class, attribute by attribute.

    Nothing of one that has a language of its own, and so is said as a whole, unless `whole` is False.
    """
    if whole and (has_words(old) or hasattr(type(old), "written")):
        return
    for field in attrs.fields(type(old)):
        if field.eq:
            key = field.name.removesuffix("_")
            one, other = getattr(old, field.name), getattr(new, field.name)
            yield from differ(f"{path}.{key}", f"{label}, {plain_name(key)}", one, other)


def entries(path: str, label: str, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Iterator[Change]:
    """What differs between two mappings, key by key."""
    for key in dict.fromkeys([*new, *old]):
        place, name = f"{path}.{key}", f"{label}, {plain_name(str(key))}"
        if key not in old:
            yield added(place, name, new[key])
        elif key not in new:
            yield removed(place, name, old[key])
        else:
            yield from differ(place, name, old[key], new[key])


def items(path: str, label: str, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Change]:
    """What differs between two lists, entry by entry."""
    yield from listing(
        path,
        old,
        new,
        _key_of,
        place=lambda entry: f"{path}[{_key_of(entry) or ''}]",
        come=lambda entry: f"{label}: also {said(entry)}",
        gone=lambda entry: f"{label}: no longer {said(entry)}",
        other=lambda at, one, two: differ(at, f"{label}, {_key_of(one)}", one, two),
        order=f"{label}: in another order, {said(new)}",
    )


def _key_of(entry: Any) -> str | None:
    """By what an entry of a list is known again; None for one without a name."""
    if isinstance(entry, Mapping):
        return next((str(entry[name]) for name in _NAMES if name in entry), None)
    name = next(
        (getattr(entry, name) for name in _NAMES if isinstance(getattr(entry, name, None), str)), None
    )
    return name if attrs.has(type(entry)) else None


def listing(
    path: str,
    old: Sequence[Any],
    new: Sequence[Any],
    *keys: Key,
    place: Callable[[Any], str],
    come: Callable[[Any], str],
    gone: Callable[[Any], str],
    other: Callable[[str, Any, Any], Iterator[Change]],
    order: str,
) -> Iterator[Change]:
    """What differs between two lists whose entries are known again by `keys`, those of None never.

    `come` and `gone` say an entry that one list has alone, `other` what differs in one that both have, and `order` that
    the rest stands in another order.
    """
    found = matched(old, new, *(_only_named(key) for key in keys))
    for one, two, was, now in found.entries():
        if not was:
            yield Change(place(two), sentence(come(two)), None, written(two))
        elif not now:
            yield Change(place(one), sentence(gone(one)), written(one), None)
        elif not same(one, two):
            yield from list(other(place(one), one, two)) or [changed(place(one), place(one), one, two)]
    if found.reordered:
        yield Change(path, sentence(order), written(list(old)), written(list(new)))


def _only_named(key: Key) -> Key:
    def named(entry: Any) -> Any:
        name = key(entry)
        return object() if name is None else name

    return named
