"""Every error the library raises, one class per situation.

Each is a `LeadSLAError` and also the builtin that a caller would catch, and each says what is wrong, where, and
what to do. Nothing here imports the rest of the library, so every layer can raise them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs


class LeadSLAError(Exception):
    """The base of all errors raised by leadsla."""


class TimeError(LeadSLAError, ValueError):
    """A time that cannot be used: naive, of an unknown zone, out of range, or not a time at all."""


class CalendarError(LeadSLAError, ValueError):
    """Opening hours, holidays or exceptions that contradict themselves, or a calendar that never opens again."""


class TextError(LeadSLAError, ValueError):
    """A piece of text in one of the small languages (windows, shares, criteria) that cannot be read.

    `start` and `end` are offsets into `text`; `write` is what to put there instead, where that is known.
    """

    def __init__(
        self, what: str, text: str, start: int = 0, end: int | None = None, write: str | None = None
    ):
        self.what = what
        self.text = text
        self.start = start
        self.end = len(text) if end is None else end
        self.write = write
        advice = f"; write {write}" if write else ""
        super().__init__(f"{what}: {text!r}{advice}")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.what, self.text, self.start, self.end, self.write)


class WindowError(TextError):
    """A window, share, period or target that cannot be read, or that can never be."""


class CriterionError(TextError):
    """A criterion that cannot be parsed, names what is not declared, or compares what cannot be compared."""


class EventError(LeadSLAError, ValueError):
    """An event that cannot be a fact: no time, a naive time, no name, data of a wrong type."""


class EntryError(EventError):
    """An entry of an agreement that its place cannot take: an unknown key, or a value that is none there.

    `key` is the key in the entry that is meant (None: the whole entry), `on_key` says that it is the key itself and
    not its value, `write` is what to put there instead.
    """

    def __init__(self, what: str, key: str | None = None, write: str | None = None, on_key: bool = False):
        self.what = what
        self.key = key
        self.write = write
        self.on_key = on_key
        super().__init__(f"{what}; write {write}" if write else what)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.what, self.key, self.write, self.on_key)


class ReadError(LeadSLAError, ValueError):
    """A file of events, or the mapping that describes it, that cannot be read.

    `faults` holds the sentences of all that is wrong, where there is more than one thing to say.
    """

    def __init__(self, text: str, faults: Iterable[str] = ()):
        self.faults: Sequence[str] = tuple(faults)
        super().__init__(text)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.args[0], self.faults)


class ExtraError(LeadSLAError, ImportError):
    """Something that needs a package which is not installed; the text says what to install."""


class UnknownError(LeadSLAError, KeyError):
    """A lead, clause or cycle that is asked for by a name which nothing has; the text says what there is."""

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError would print its text in quotes


class ScenarioError(LeadSLAError, ValueError):
    """A model that can not be: a rate below zero, nobody at work, a distribution of times that go backwards.

    `field` names what is wrong, as it is written where the model is made, and `what` says why. Of a scenario there may
    be more than one thing to say: `faults` holds all of them, in the order of its document.
    """

    def __init__(self, field: str, what: str, faults: Iterable[Fault] = (), text: str | None = None):
        self.field = field
        self.what = what
        self.faults: Sequence[Fault] = tuple(faults) or (Fault("wrong-value", what, field),)
        super().__init__(text or (f"`{field}` {what}" if field else what))

    @classmethod
    def of(cls, faults: Iterable[Fault], text: str | None = None) -> ScenarioError:
        """The error of all that is wrong with a scenario; `text` is how its document tells it."""
        found = tuple(faults)
        told = text or "\n".join(str(fault) for fault in found)
        return cls(found[0].path, found[0].what, found, told)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.field, self.what, self.faults, self.args[0])


class UnstableError(LeadSLAError, ArithmeticError):
    """More work comes than the people can do: the queue grows for ever, and nothing about it settles to a number."""


class SizeError(LeadSLAError, ValueError):
    """Raised for a page that no browser would open; the message says how to make it smaller."""


class MoveError(LeadSLAError, ValueError):
    """In strict mode: an event that no move of the lifecycle allows. The state is unchanged."""


@attrs.frozen
class Fault:
    """One thing that is wrong in a document, or (`warning`) that is likely not meant.

    `path` names the place in the document (`clauses[0].within`), `span` the part of the text there that is meant and
    `on_key` that the key is meant and not its value; a document adds `line` and `column`, which count from 1
    (`end_column` is exclusive). `label` is the short text beside the mark, `write` what to put there instead,
    `because` the reason, `also` what the same repair mends, `see` the path of
    the section where a name that is not known would be declared.
    """

    name: str
    what: str
    path: str = ""
    span: tuple[int, int] | None = None
    on_key: bool = False
    line: int | None = None
    column: int | None = None
    end_column: int | None = None
    label: str = ""
    write: str | None = None
    because: str | None = None
    also: str | None = None
    see: str | None = None
    warning: bool = False

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        at = f" ({self.path})" if self.path else ""
        advice = f"; write: {self.write}" if self.write else ""
        return f"{place}{self.what}{at}{advice}"


class SignatureError(LeadSLAError, ValueError):
    """An agreement that cannot be signed so: no such party, no name, a key that is of no use or another's."""


class AgreementError(LeadSLAError, ValueError):
    """A document that is not an agreement. `faults` holds all that is wrong with it, in the order of the file."""

    def __init__(self, faults: Iterable[Fault], text: str | None = None):
        self.faults: Sequence[Fault] = tuple(faults)
        super().__init__(text or "\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.faults, self.args[0])


class FunnelError(LeadSLAError, ValueError):
    """A reverse funnel that cannot be: `faults` holds all that is wrong with it, in the order of its document."""

    def __init__(self, faults: Iterable[Fault], text: str | None = None):
        self.faults: Sequence[Fault] = tuple(faults)
        super().__init__(text or "\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.faults, self.args[0])


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be, or None.

    >>> nearest("withn", ["within", "when", "until"])
    'within'
    """
    import difflib  # only errors need it

    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None
