"""Charts of plain values, made by hand: SVG that needs no script, no request and no colour to be read.

Each function takes numbers and gives a `Chart`, which a notebook shows, a page holds, and `save` writes into a file.
The same values give the same bytes.

>>> from leadsla import charts
>>> charts.lines([charts.Series("attained", [(1, 0.5), (2, 0.8), (3, 0.9)])], "attainment by size of the team")[:4]
'<svg'
"""

from leadsla.charts.axes import Axis
from leadsla.charts.bars import bars
from leadsla.charts.chart import Chart
from leadsla.charts.curves import Series, burn_down, lines, step_curve
from leadsla.charts.grids import calendar, heat, week_map
from leadsla.charts.intervals import Interval, intervals, tornado
from leadsla.charts.limits import Rated, funnel_plot
from leadsla.charts.rows import FULL, parts_bar, rate_axis, rate_bar, stage_bar, trend
from leadsla.charts.strips import quantiles

__all__ = [
    "FULL",
    "Axis",
    "Chart",
    "Interval",
    "Rated",
    "Series",
    "bars",
    "burn_down",
    "calendar",
    "funnel_plot",
    "heat",
    "intervals",
    "lines",
    "parts_bar",
    "quantiles",
    "rate_axis",
    "rate_bar",
    "stage_bar",
    "step_curve",
    "tornado",
    "trend",
    "week_map",
]
