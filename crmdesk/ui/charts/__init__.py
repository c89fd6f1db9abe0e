"""Charts and figures that open what they count.  pyqtgraph is imported when the first chart is shown, not before."""

from crmdesk.ui.charts.agreement import Agreement
from crmdesk.ui.charts.block import Block, Tile
from crmdesk.ui.charts.data import Bar, Point, Segment, Sheet, Stack
from crmdesk.ui.charts.months import MonthBars
from crmdesk.ui.charts.rows import Funnel, ReasonBars, StackedBars

__all__ = [
    "Agreement",
    "Bar",
    "Block",
    "Funnel",
    "MonthBars",
    "Point",
    "ReasonBars",
    "Segment",
    "Sheet",
    "Stack",
    "StackedBars",
    "Tile",
]
