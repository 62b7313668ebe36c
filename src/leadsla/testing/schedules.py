"""Strategies for the steps of a cadence: at once, after another, by day, again and again."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from leadsla.testing.values import DAYPARTS, likely, pick, sometimes, up_to, windows

_WINDOWS: Final = windows()
_APART: Final = windows(closing=False)
_DO: Final = ({"call": 1}, {"call": "1-2"}, {"any": 1}, {"call": 1, "email": 1}, {"email": "2+"})


@st.composite
def _step(draw: DrawFn, number: int) -> dict[str, Any]:
    """A step of every sort: at once, after another, by day, again and again."""
    found: dict[str, Any] = {"id": f"step{number}", "do": pick(draw, _DO)}
    match up_to(draw, 3 if number else 2):
        case 0:
            found["delay"] = sometimes(draw, 4, _APART)
        case 1:
            found["days"] = pick(draw, ([1], [1, 2], [2, 3], [3, 1]))
        case 2:
            found |= {
                "from_day": pick(draw, (1, 2, 4)),
                "every": pick(draw, ("day", "week", "3 days", "month")),
            }
            found["until_day"] = pick(draw, (9, 31))
        case 3:
            found["after"] = f"step{number - 1}"
            found[pick(draw, ("silence", "delay"))] = sometimes(draw, 7, _APART)
    if "days" in found or "every" in found:
        found["daypart"] = pick(draw, (None, *DAYPARTS))
    found["within"] = sometimes(draw, 4, _WINDOWS)
    found["when"] = pick(draw, (None, None, None, "no_contact", "silence and not nurture", "not no_answer"))
    found["if_no_answer"] = {"email": 1} if likely(draw, 2) else None
    found["content"] = "guide" if likely(draw, 2) else None
    return {key: value for key, value in found.items() if value is not None}


@st.composite
def schedules(draw: DrawFn) -> list[dict[str, Any]]:
    """The steps of one cadence, as people write them."""
    found: list[dict[str, Any]] = []
    for number in range(1 + up_to(draw, 3)):
        step = draw(_step(number))
        before = found[number - 1] if number else {}
        if "after" in step and ("every" in before or len(before.get("days", ())) > 1):
            del step["after"]  # nothing can come after what comes more than once
            step.pop("silence", None)
        found.append(step)
    return found
