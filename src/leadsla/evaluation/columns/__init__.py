"""Judging a table with a row a lead, in vectors: the same promises, more than a million leads a second.

Theory of operation. A lead on which each event happens once at most, with fields that stay as they are, needs no fold:
the first event that starts its clock, the due, and the first event after it that settles or voids are found with a few
comparisons of whole columns. What those events are is not said here again. The tests of triggers, `when`, the segments,
the calendar of a lead and its moves are the very ones that the fold asks, each asked once for every distinct situation
in the table and not once a lead (`situations`, `stages`); windows and calendars answer for arrays beside what they
answer for an instant. What is left are the boundaries, in `arithmetic`, and a law holds them to the fold.

Nothing is guessed. A clause that cannot be judged so says why (`planning`), a lead that cannot is noticed, and both are
judged by the fold (`folding`), so that the answer is always that of `evaluate`.
"""

from leadsla.errors import ExtraError

try:
    import numpy as numpy
except ImportError:
    raise ExtraError("tables of leads need numpy; install it with: pip install 'leadsla[columns]'") from None

from leadsla.evaluation.columns.clock_columns import OUTCOMES, ClockColumns
from leadsla.evaluation.columns.coded import Coded
from leadsla.evaluation.columns.judge import ColumnJudge
from leadsla.evaluation.columns.judged import JudgedTable
from leadsla.evaluation.columns.table import LeadTable

__all__ = ["OUTCOMES", "ClockColumns", "Coded", "ColumnJudge", "JudgedTable", "LeadTable"]
