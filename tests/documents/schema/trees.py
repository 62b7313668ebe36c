"""Documents as JSON has them, sound and broken: what the loader and the schema are both asked about."""

from __future__ import annotations

import copy
import datetime as dt
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from tests.documents.cases import SOUND

from leadsla.documents.dumping import to_tree
from leadsla.documents.reading import read_file, read_text
from leadsla.errors import Fault
from leadsla.testing import agreements

ROOT: Final = Path(__file__).parents[3]
_BLOCK: Final = re.compile(r"```yaml\n(leadsla:.*?)```", re.DOTALL)


def as_json(value: Any) -> Any:
    """A tree as JSON has it: dates are text."""
    if isinstance(value, dict):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


@functools.cache
def shipped() -> tuple[dict[str, Any], ...]:
    """The agreements that come with the library, and those of its documentation."""
    folders = (ROOT / folder for folder in ("src", "examples", "tests/cli/case", "tests/documents/schema"))
    inside = (path for folder in folders for path in folder.rglob("*.yaml"))
    files = [path for path in sorted(inside) if path.read_text("utf-8").lstrip("# ").find("\nleadsla:") >= 0]
    pages = [page.read_text("utf-8") for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))]
    texts = [SOUND, *(block for page in pages for block in _BLOCK.findall(page))]
    found = [read_file(file).tree for file in files] + [read_text(text).tree for text in texts]
    return tuple(as_json(tree) for tree in found)


#: What may stand anywhere: every spelling of every small language, sound and nearly so, and what is none.
SPELLINGS: Final[tuple[Any, ...]] = (
    *("5 minutes", "1 hour and 30 minutes", "5minutes 30secs", "2 Business Days", "1.5 days", "2.0 days"),
    *("PT5M", "P1DT2H", "PT1H30M", "P2W", "PT", "P1Y2M", "PT1.5H", " PT5M ", "0 hours", "1 hour 2 hours"),
    *(
        "2 business weeks",
        "1 business hour 5 business minutes",
        "and 5 min",
        "1 dayand 2 hours",
        "5 busines minuts",
    ),
    *(
        "close of business",
        "Close  of next business day",
        "close of buisness",
        "200 years",
        "5 minutes 1 hour",
    ),
    *(
        "80%",
        "100.0 %",
        "0%",
        "150%",
        "080.5%",
        "80",
        "80 %",
        "80% per month",
        "90 % each week",
        "80% per mnth",
    ),
    *(
        "99% a Year",
        "at most 20%",
        "At most 20%",
        "14 days",
        "36 hours",
        "1.5 weeks",
        "0 days",
        "2 months",
        "14days",
    ),
    *(
        "2026-01-31",
        " 2026-02-28 ",
        "2026-02-29",
        "2028-02-29",
        "2026-13-01",
        "20260131",
        "2026-W05-1",
        "0000-01-01",
    ),
    *("2026-01-31T00:00:00", "09:00-12:00", "9:00 - 17:00:30", "22:00-06:00", "24:00-06:00", "09:00-25:00"),
    *(
        "00:00-24:00",
        "00:00-24:01",
        "09:00",
        "closed",
        "Closed ",
        "mon-fri",
        "Mon, wed-Friday",
        "mo-fr",
        "mon",
    ),
    *(
        "1-2",
        "2+",
        " 3 ",
        "2-1",
        "0",
        "1-",
        "week",
        "2 weeks",
        "every week",
        "0 weeks",
        "1 month",
        "biweekly",
    ),
    *(
        "2 per month",
        "weekly for 4",
        "FREQ=WEEKLY;BYDAY=TU",
        "120",
        "-3",
        "1_200",
        "1e3",
        "event.content",
        "lead",
    ),
    *(
        "once",
        "Once",
        "each",
        "restart",
        "business",
        "calendar",
        "steps",
        "leads",
        "month",
        "quarter",
        "period",
    ),
    *(
        "text",
        "number",
        "flag",
        "numbr",
        "call",
        "cal",
        "any",
        "email",
        "both",
        "joint",
        "assignee",
        "",
        " ",
        "x",
    ),
    *(
        "subscriber-mql-sql",
        "three-signals",
        "subscriber-mql",
        "score >= 40",
        "score >=",
        "quotas.yaml#marketing",
    ),
    *(
        "proposed",
        "agreed",
        "keep",
        "rescore",
        "kept",
        "country",
        "US",
        "OH",
        "bank",
        "٣ days",
        "８０%",
        "5\u00a0minutes",
    ),
    *(0, 1, 2, -1, 0.5, 40, 10**9, True, False, None, [], {}, [None], ["x"], [["x"]], {"x": 1}, {"x": None}),
)
#: Keys that stand somewhere, and some that stand nowhere.
KEYS: Final = (
    *(
        "x",
        "From",
        "withn",
        "id",
        "kind",
        "owner",
        "title",
        "from",
        "until",
        "within",
        "when",
        "is",
        "at",
        "target",
    ),
    *(
        "event",
        "enters",
        "leaves",
        "alert",
        "recycle",
        "after",
        "done_by",
        "by",
        "automatic",
        "call",
        "any",
        "steps",
    ),
    *(
        "do",
        "days",
        "every",
        "daypart",
        "country",
        "market",
        "except",
        "observed",
        "mon",
        "mon-fri",
        "2026-12-24",
    ),
    *(
        "words",
        "clause",
        "owes",
        "points",
        "rules",
        "most",
        "ready",
        "grades",
        "total",
        "state",
        "amends",
        "effective",
    ),
)


def places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a tree, as what it stands in and its key there."""
    inside = list(tree.items()) if isinstance(tree, dict) else list(enumerate(tree))
    for key, item in inside:
        yield tree, key
        if isinstance(item, dict | list):
            yield from places(item)


def _misspelt(draw: DrawFn, text: str) -> str:
    at = draw(st.integers(0, max(len(text) - 1, 0)))
    match draw(st.integers(0, 5)):
        case 0:
            return text[:at] + text[at + 1 :]
        case 1:
            return text[:at] + text[at : at + 1] * 2 + text[at + 1 :]
        case 2:
            return text.upper()
        case 3:
            return f" {text}  "
        case 4:
            return text.replace(" ", "")
        case _:
            return text[:at] + draw(st.sampled_from("x 0-:%.\n")) + text[at:]


@st.composite
def broken(draw: DrawFn, sound: SearchStrategy[Any], changes: int = 1) -> dict[str, Any]:
    """A document that differs in a few random places from a sound one; some of them are sound all the same."""
    tree: dict[str, Any] = copy.deepcopy(draw(sound))
    for _ in range(draw(st.integers(1, changes))):
        all_places = list(places(tree))
        if all_places:
            _change(draw, all_places)
    return tree


def _change(draw: DrawFn, all_places: list[tuple[Any, Any]]) -> None:
    holder, key = all_places[draw(st.integers(0, len(all_places) - 1))]
    value = holder[key]
    match draw(st.integers(0, 9)):
        case 0:
            del holder[key]
        case 1 if isinstance(value, dict):
            value[draw(st.sampled_from(KEYS))] = copy.deepcopy(draw(st.sampled_from(SPELLINGS)))
        case 2 if isinstance(value, str):
            holder[key] = _misspelt(draw, value)
        case 3 if isinstance(holder, dict):
            name = draw(st.one_of(st.sampled_from(KEYS), st.just(key)))
            renamed = {(_misspelt(draw, name) if one == key else one): item for one, item in holder.items()}
            holder.clear()
            holder.update(renamed)
        case 4:
            holder[key] = [value]
        case 5 if isinstance(value, list) and value:
            holder[key] = value[0]
        case 6:
            other, place = all_places[draw(st.integers(0, len(all_places) - 1))]
            holder[key] = copy.deepcopy(other[place])
        case 7 if isinstance(value, list | dict):
            value.clear()
        case 8 if isinstance(value, dict):
            several = [{"is": item} for item in (value, value)]
            holder[key] = several
        case _:
            holder[key] = copy.deepcopy(draw(st.sampled_from(SPELLINGS)))


def sound_trees(drawn: SearchStrategy[Any] | None = None) -> SearchStrategy[Any]:
    """Documents that people would write, and those that `leadsla.testing` makes."""
    made = (agreements(size=4) if drawn is None else drawn).map(lambda agreement: as_json(to_tree(agreement)))
    written = st.sampled_from(shipped())
    return st.one_of(written, made)


#: Faults that are none of structure although their name is one of structure, by what they say.
_OF_LOGIC: Final = re.compile("more than a hundred years|finer than a microsecond")
#: Values of another word than there are, by what is said of them.
_WORDS: Final = re.compile(
    "is none of|is no number of touches|is no channel|is no interval of a day|on a clock|is no day of the week"
    "|which is no date|not text|an action does one thing|is no action|names one of `event`"
)


def structural(fault: Fault) -> bool:
    """Whether a fault is one of structure, as docs/schema.md has it."""
    match fault.name:
        case "unknown-key" | "wrong-type" | "unknown-kind":
            return True
        case "missing-key":
            return "required key" in fault.what
        case "window":
            return _OF_LOGIC.search(fault.what) is None
        case "wrong-value":
            return _WORDS.search(fault.what) is not None
        case _:
            return False
