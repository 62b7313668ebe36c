"""How long, and of which time: windows. See `window`; `arrays` counts them for whole columns of starts."""

from leadsla.windows.window import (
    CLOSES,
    DATED,
    ELAPSED,
    FIXED,
    SPELLINGS,
    Elapsed,
    Line,
    OpeningHours,
    Shift,
    Shifts,
    Window,
    clamp,
    owning_date,
    plain_number,
)

__all__ = [
    "CLOSES",
    "DATED",
    "ELAPSED",
    "FIXED",
    "SPELLINGS",
    "Elapsed",
    "Line",
    "OpeningHours",
    "Shift",
    "Shifts",
    "Window",
    "clamp",
    "owning_date",
    "plain_number",
]
