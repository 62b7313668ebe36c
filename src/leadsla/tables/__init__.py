"""Results as tables: one definition of the columns of a row, for data frames, for plain text and for notebooks.

class Answer(Row):
    COLUMNS = {"lead": TEXT, "answered": TIME, "waited_s": SECONDS}

Rows(Answer, found).to_frame("polars")
"""

from leadsla.tables.columns import NUMBER, SECONDS, SHARE, TEXT, TIME, TRUTH, WHOLE, Columns, Kind
from leadsla.tables.frames import BACKENDS, to_frame
from leadsla.tables.rows import Part, Row, Rows, frame_of, table_of
from leadsla.tables.showing import Grid, Printed, Sheet, Showing, as_text, grid_of, in_words, said

__all__ = [
    "BACKENDS",
    "NUMBER",
    "SECONDS",
    "SHARE",
    "TEXT",
    "TIME",
    "TRUTH",
    "WHOLE",
    "Columns",
    "Grid",
    "Kind",
    "Part",
    "Printed",
    "Row",
    "Rows",
    "Sheet",
    "Showing",
    "as_text",
    "frame_of",
    "grid_of",
    "in_words",
    "said",
    "table_of",
    "to_frame",
]
