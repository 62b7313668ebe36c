"""The names of faults and of advice, each with what it means: the text of `leadsla check --about NAME`.

Faults have names and no codes, because a name can be remembered and a code has to be looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from leadsla.advice import ADVICE
from leadsla.errors import nearest

FAULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "unreadable": (
            "The file cannot be opened or is not text in UTF-8: it is missing, a folder, packed, or saved in "
            "another encoding. Save it as plain text in UTF-8, with a name that ends in .yaml, .yml, .json or "
            ".toml."
        ),
        "syntax": (
            "The text is not YAML, JSON or TOML, so nothing beyond this place can be read. In YAML the usual "
            "causes are a tab in the indentation, a text with `: ` or `#` in it that is not in quotes, a "
            "bracket or quote that is never closed, or a line that is indented differently from its neighbours."
        ),
        "too-large": (
            "The file is longer, deeper or fuller than an agreement can be: 5 MB, 64 levels, 30,000 values. "
            "Aliases count as often as they are used, so that a few lines cannot stand for millions of values."
        ),
        "duplicate-key": (
            "A key stands twice in one mapping. One of the two would silently win, and whoever signs could have"
            " read the other. Keep one of them."
        ),
        "unknown-key": (
            "A key that its place does not have, most often a slip of the pen. It is refused, because a promise"
            " under a misspelt key would be signed and never judged."
        ),
        "missing-key": (
            "A key that must be there is not. Some keys are needed only together with others: a clause in "
            "business time needs a calendar, and `on_missed` needs a target."
        ),
        "wrong-type": (
            "A value of another type than its place takes: a number where text should stand, a list where a "
            "mapping should. Nothing is converted in silence: the version 2026.10 read as a number would be "
            "2026.1."
        ),
        "wrong-value": (
            "A value of the right type that can not be meant here: a term that ends before it begins, a share "
            "of more than 100 %, hours that cross, an `after` where there is nothing to wait for."
        ),
        "unknown-kind": (
            "The kind of a clause that there is not. A kind of your own is given to whatever reads the "
            "agreement: `load(path, kinds=[MyKind])`."
        ),
        "unknown-name": (
            "A name that the agreement does not declare: a party, role, stage, field, calendar or time zone. "
            "Names are declared in the sections `parties`, `roles`, `lifecycle`, `fields` and `calendars`."
        ),
        "window": (
            "A window, share, period or target that cannot be read, or that could never be kept. A window is "
            "written `5 minutes`, `8 business hours`, `4 business days` or `close of business`, a target `80% "
            "per month`."
        ),
        "criterion": (
            "A criterion that cannot be parsed, reads a field that is not declared, or compares what cannot be "
            "compared. The mark shows the place inside the text."
        ),
        "duplicate-id": (
            "Two clauses with one id, or two stages with one name. Events, reports and consequences name them "
            "by it, so it has to be one of a kind."
        ),
        "case": (
            "A case of the case file that does not hold: what it expects at an instant is not what the agreement "
            "says of its events. Either the agreement does not say what was meant, or the case does not; the "
            "explanation of the clock tells which."
        ),
        "changed-after-signing": (
            "What was signed is another text than this: a word, a number or a date has been changed since. Comments, "
            "layout and the order of keys are free, and `state` is. Either the change is taken back, or all sign "
            "again; the earlier signatures are kept as what they are, and no fault once their party has signed anew."
        ),
        "signature-forged": (
            "A signature that says it was made with a known key, and was not; or what stands beside it (the name, the "
            "date, what was pinned) has been changed since. It does not count. Ask whoever signed for the file as "
            "it was."
        ),
        "signature-key": (
            "A signature that was made with a key which is not known as one of its party, or without the key that the "
            "party has; or one that cannot be verified here. It does not count. A party's key stands in the agreement "
            "as `parties.PARTY.key`, and is part of what is signed."
        ),
        "not-signed": (
            "A warning. The document calls itself agreed by its `state`, and not every party has signed this text."
        ),
        "drift": (
            "A warning. What was pinned when it was signed is not what this machine finds: the dates of holidays, when "
            "the clocks change, or the version that it amends. What is judged may differ on these dates. Holidays that "
            "must stand as they are can be written as dates."
        ),
        "never-reached": (
            "A warning. A segment after one without `when` can not apply, because the first segment that holds "
            "wins. Move the one without `when` to the end."
        ),
        **ADVICE,
    }
)


def about(name: str) -> str:
    """What a fault means and what to do about it.

    >>> print(about("duplicate-key")[:39])
    A key stands twice in one mapping. One

    Raises `KeyError`, with the name that was probably meant, for a name that is none.
    """
    if name not in FAULTS:
        guess = nearest(name, FAULTS)
        advice = f"write {guess}" if guess else f"the names are {', '.join(FAULTS)}"
        raise KeyError(f"there is no fault {name!r}; {advice}")
    return FAULTS[name]
