"""Who owes what at which stage, what each party is to reach, and how leads are handed over: words and clauses.

What can be judged is a clause; here clauses are put where people look for them, beside words for the rest. A provision
may be both: words for the reader, and the clauses that judge it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from leadsla.errors import EntryError


def _names(value: str | Iterable[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


@attrs.frozen
class Provision:
    """Something owed, or done in a handoff: in `words`, as clauses by their ids (`clause`), or both.

    >>> Provision.of("Nurture subscribers into MQLs").words, Provision.of({"clause": "newsletter"}).clause
    ('Nurture subscribers into MQLs', ('newsletter',))

    Raises `EntryError` for one that says nothing.
    """

    words: str = ""
    clause: tuple[str, ...] = attrs.field(default=(), converter=_names)

    def __attrs_post_init__(self) -> None:
        if not self.words.strip() and not self.clause:
            raise EntryError("this says nothing", write="words, or {clause: ID}")

    @classmethod
    def of(cls, value: Any) -> Provision:
        """A provision from what people write: words, or a mapping of `words` and `clause`."""
        if isinstance(value, Provision):
            return value
        return cls(**value) if isinstance(value, Mapping) else cls(value)


def _provisions(value: Any) -> tuple[Provision, ...]:
    one = isinstance(value, str | Mapping | Provision)
    return tuple(map(Provision.of, [value] if one else value))


def _field() -> Any:
    return attrs.field(default=(), converter=_provisions)


@attrs.frozen
class Responsibility:
    """What a party owes to leads of a stage (`owes`), and what it does not owe (`owes_not`)."""

    owes: tuple[Provision, ...] = _field()
    owes_not: tuple[Provision, ...] = _field()


@attrs.frozen
class Goal:
    """An outcome that a party, the `owner`, is to reach.

    It is told in `words`, as clauses by their ids (`clause`: a quota, a conversion), or both.

    Raises `EntryError` for one that says nothing.
    """

    owner: str
    words: str = ""
    clause: tuple[str, ...] = attrs.field(default=(), converter=_names)

    def __attrs_post_init__(self) -> None:
        if not self.words.strip() and not self.clause:
            raise EntryError("this goal says nothing", write="words: Generate 300 leads a month")


@attrs.frozen
class Handoff:
    """How leads are passed from marketing to sales.

    `passed` is how and where leads are passed, `needed` what must be known of a lead, `notified` how sales is notified,
    `unmet` what happens to a lead that does not meet the criteria, `returned` when one goes back to marketing.

    >>> handoff = Handoff(passed="The CRM assigns the lead to a representative of its region")
    >>> [(question, provision.words) for question, provisions in handoff.answers() for provision in provisions]
    [('How leads are passed', 'The CRM assigns the lead to a representative of its region')]
    """

    passed: tuple[Provision, ...] = _field()
    needed: tuple[Provision, ...] = _field()
    notified: tuple[Provision, ...] = _field()
    unmet: tuple[Provision, ...] = _field()
    returned: tuple[Provision, ...] = _field()

    def answers(self) -> Iterator[tuple[str, tuple[Provision, ...]]]:
        """The questions that are answered, in words, each with its answers."""
        return ((words, getattr(self, key)) for key, words in QUESTIONS.items() if getattr(self, key))


#: The keys of a handoff as questions.
QUESTIONS: Final[Mapping[str, str]] = {
    "passed": "How leads are passed",
    "needed": "What must be known of a lead",
    "notified": "How sales is notified",
    "unmet": "What happens to a lead that does not meet the criteria",
    "returned": "When a lead goes back to marketing",
}
