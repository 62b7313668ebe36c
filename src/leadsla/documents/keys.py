"""Readers of what people write in a document of their own kind, for a funnel or a scenario: exact numbers, and keys.

A document beside the agreement is a class of attrs whose attributes are its keys, each with the reader of its value.
What is wrong is raised as the error of that document, with all faults of the value and their paths in it. `Keys` are
the readers for one such document.

A calculation in binary fractions needs 5,001 leads where 5,000 do: 0.2 x 0.4 x 0.5 x 0.25 is a little less than a
hundredth there. So what is written `0.2` is two tenths here, and stays it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import attrs

from leadsla.documents.entry_faults import described, faults_of, under, wrong_type
from leadsla.errors import Fault
from leadsla.windows import plain_number

if TYPE_CHECKING:
    from leadsla.documents.entries import Entries

#: No amount is larger: beyond it a slip of the pen is likelier than a plan.
LARGEST: Final = 10**15
#: No number is nearer to 0, unless it is 0, for the same reason.
SMALLEST: Final = Fraction(1, LARGEST)
#: No share is smaller, unless it is 0: one in a billion.
SMALLEST_SHARE: Final = Fraction(1, 10**9)
#: The longest lower part of a fraction that is written, in bits.
_LONGEST: Final = 3300
_PERCENTAGE: Final = re.compile(r"\s*(\d{1,20}(?:\.\d{1,20})?)\s*%\s*", re.ASCII)
#: The default of a mapping.
EMPTY: Final[Any] = attrs.Factory(dict)


E = TypeVar("E", bound=Exception)


@attrs.frozen
class Keys(Generic[E]):
    """The readers for a document whose error is `kind`, made from faults by `make`; what they raise is that error."""

    kind: type[E]
    make: Callable[[list[Fault]], E]

    def refusal(self, what: str, write: str | None = None, path: str = "", name: str = "wrong-value") -> E:
        """The error of one value that cannot be meant."""
        return self.make([Fault(name, what, path, write=write)])

    def number(self, value: Any, what: str, example: str = "20000") -> Fraction:
        """A number exactly as it is written; `what` says what it is, for the error.

        >>> from leadsla.errors import FunnelError
        >>> keys = Keys(FunnelError, FunnelError)
        >>> keys.number(0.1, "a cost"), keys.number(Decimal("49.90"), "a cost")
        (Fraction(1, 10), Fraction(499, 10))

        Raises the document's error for what is no number, is not finite, or is beyond all that can be meant.
        """
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction):
            raise self.make([wrong_type("a number", value, f"for example {example}")])
        if not isinstance(value, int | Fraction) and not isfinite(value):
            raise self.refusal(f"{what} is {value}, which is no number", f"for example {example}")
        if not -LARGEST <= value <= LARGEST:
            raise self.refusal(f"{what} is more than {LARGEST:,}", "the number that is meant")
        if value and -SMALLEST < value < SMALLEST:
            raise self.refusal(
                f"{what} is nearer to 0 than one part in {LARGEST:,}", "0, or the number that is meant"
            )
        # The shortest decimal that reads back as a float is what was written.
        return Fraction(float.__repr__(value)) if isinstance(value, float) else Fraction(value)

    def positive(self, value: Any, what: str, example: str = "20000") -> Fraction:
        """A number above 0; raises the document's error otherwise."""
        found = self.number(value, what, example)
        if found <= 0:
            raise self.refusal(
                f"{what} is {shown(found)}, and has to be more than 0", f"for example {example}"
            )
        return found

    def at_least_zero(self, value: Any, what: str, example: str = "20000") -> Fraction:
        """A number from 0 on; raises the document's error otherwise."""
        found = self.number(value, what, example)
        if found < 0:
            raise self.refusal(f"{what} is {shown(found)}, and cannot be negative", f"for example {example}")
        return found

    def whole(self, value: Any, what: str, example: str = "50", least: int = 1) -> int:
        """A whole number; raises the document's error for one with a fraction, or below the least."""
        found = self.number(value, what, example)
        if found.denominator != 1:
            raise self.refusal(f"{what} is {shown(found)}, not a whole number", f"for example {example}")
        if found < least:
            raise self.refusal(f"{what} is {found}, and has to be {least} or more", f"for example {example}")
        return int(found)

    def share(
        self, value: Any, what: str = "a share", example: str = "20%", *, zero: bool = False
    ) -> Fraction:
        """A share above 0 (or 0, where that may be) and of at most 1, written `20%` or `0.2`.

        >>> from leadsla.errors import FunnelError
        >>> keys = Keys(FunnelError, FunnelError)
        >>> keys.share("20%"), keys.share(0.2)
        (Fraction(1, 5), Fraction(1, 5))
        >>> keys.share(20)
        Traceback (most recent call last):
            ...
        leadsla.errors.FunnelError: a share is 20, and cannot be more than 1 (100%); write: 20%

        Raises the document's error otherwise.
        """
        if isinstance(value, str):
            found = _PERCENTAGE.fullmatch(value)
            if found is None:
                raise self.refusal(f"{described(value)} is no share", f"for example {example} or 0.2")
            part, written = Fraction(found[1]) / 100, value.strip()
        else:
            part = self.number(value, what, example)
            written = shown(part)
        if part > 1:
            write = f"{written}%" if part <= 100 and not isinstance(value, str) else "100% or less"
            raise self.refusal(f"{what} is {written}, and cannot be more than 1 (100%)", write)
        if zero and part == 0:
            return part
        if part < 0 and zero:
            raise self.refusal(f"{what} is {written}, and cannot be negative", f"for example {example}")
        if part <= 0:
            raise self.refusal(f"{what} is {written}, and has to be more than 0", f"for example {example}")
        if part < SMALLEST_SHARE:
            raise self.refusal(f"{what} is {written}, less than one in a billion", f"for example {example}")
        return part

    def words(self, value: Any) -> str:
        """A name; raises the document's error for what is no text, or blank."""
        if not isinstance(value, str):
            raise self.make([wrong_type("text", value)])
        if not value.strip():
            raise self.refusal("a name that says nothing", "a name such as mql")
        return value

    def several(self, read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
        """A reader of one value, or of a list of them, with the faults of all."""

        def reader(value: Any) -> tuple[Any, ...]:
            if not isinstance(value, list | tuple):
                return (read(value),)
            found, faults = [], list[Fault]()
            for place, item in enumerate(value):
                try:
                    found.append(read(item))
                except self.kind as error:
                    faults += under(f"[{place}]", faults_of(error))
            if faults:
                raise self.make(faults)
            return tuple(found)

        return reader

    def by_name(self, read: Callable[[Any], Any]) -> Callable[[Any], dict[str, Any]]:
        """A reader of a mapping of names to values, with the faults of all."""

        def reader(value: Any) -> dict[str, Any]:
            if not isinstance(value, Mapping):
                raise self.make([wrong_type("a mapping", value)])
            found, faults = {}, list[Fault]()
            for name, item in value.items():
                try:
                    found[str(name)] = read(item)
                except self.kind as error:
                    faults += under(str(name), faults_of(error))
            if faults:
                raise self.make(faults)
            return found

        return reader

    def made(self, cls: type) -> Callable[[Any], Any]:
        """A reader of a class from a mapping with its keys; a value of the class is taken as it is."""

        def reader(value: Any) -> Any:
            if isinstance(value, cls):
                return value
            try:
                return _entries().read(value, cls)
            except Exception as error:  # noqa: BLE001 - what cattrs and the readers raise, all of which are faults
                raise self.make(_causes(faults_of(error))) from None

        return reader

    def key(self, name: str, read: Callable[[Any], Any], default: Any = attrs.NOTHING) -> Any:
        """An attribute that is a key of the document: read so there, and by Python's constructor too."""

        def convert(value: Any) -> Any:
            if value is default or (value is None and default is not attrs.NOTHING):
                return {} if default is EMPTY else default
            try:
                return read(value)
            except self.kind as error:
                raise self.make(under(name, faults_of(error))) from None

        return attrs.field(default=default, converter=convert, metadata={"read": read})

    def said(self, faults: Iterable[Fault]) -> None:
        """Raise the faults, if there are any."""
        found = list(faults)
        if found:
            raise self.make(found)


@cache
def _entries() -> Entries:
    from leadsla.documents.entries import Entries

    return Entries()


def _causes(faults: list[Fault]) -> list[Fault]:
    """Faults without those of a value that lacks only what stands in it under a misspelt key."""
    misspelt = any(fault.name == "unknown-key" and fault.write for fault in faults)
    return [fault for fault in faults if not (misspelt and fault.name == "missing-key" and not fault.label)]


def shown(value: Fraction) -> str:
    """A number for people: exactly where its decimals end soon, else in six places."""
    text = plain_number(value)
    return text if len(text) <= 24 else f"{float(value):.6g}"


def plain(value: Fraction | int) -> int | float | str:
    """A number as JSON carries it without loss: a whole number, a decimal that ends, or else `"1000/3"`.

    A fraction of which the lower part has more than a thousand digits is of use to nobody, and is the nearest decimal.

    >>> plain(Fraction(5000)), plain(Fraction(25, 2)), plain(Fraction(1000, 3))
    (5000, 12.5, '1000/3')
    """
    if value == int(value):
        return int(value)
    near = float(value)
    if Fraction(repr(near)) == value or value.denominator.bit_length() > _LONGEST:
        return near
    return str(value)
