"""The timeline of a record as a tab: everything that happened in one stream that can be filtered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crmdesk.sales import timeline
from crmdesk.sales.timeline import Key, Moment
from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.chips import Pill
from crmdesk.ui.empty import Empty
from crmdesk.ui.feed import Feed, FeedLine
from crmdesk.views.records.parts import Part
from crmdesk.views.records.timeline import summary, when
from crmdesk.views.screen import Workspace


class TimelinePart(Part):
    """The stream, with a pill for each sort of moment above it."""

    def __init__(self, workspace: Workspace, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(workspace, kind, parent)
        self._sort: str | None = None
        self.pills: dict[str | None, Pill] = {}
        above = QHBoxLayout()
        above.setContentsMargins(20, theme.GAP_2, 20, theme.GAP)
        above.setSpacing(theme.GAP)
        for sort, text in ((None, _("All")), *((sort, str(name)) for sort, name in timeline.SORTS.items())):
            pill = self.pills[sort] = Pill(text, on=sort is None, name=f"timeline.{sort or 'all'}")
            pill.clicked.connect(lambda _on=False, sort=sort: self.show_sort(sort))
            above.addWidget(pill)
        above.addStretch(1)
        self.feed = Feed("timeline.feed", _("Timeline"))
        self.feed.opened.connect(lambda key: workspace.navigator.open_record(*key))
        self._empty = Empty("clock", _("Nothing of this kind happened yet."))
        self._either = QStackedWidget()
        for widget in (self.feed, self._empty):
            self._either.addWidget(widget)
        below = QVBoxLayout()
        below.setContentsMargins(20, 0, theme.GAP, theme.GAP)
        below.addWidget(self._either)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addLayout(below, 1)

    def show_sort(self, sort: str | None) -> None:
        """Show moments of one sort, one of `timeline.SORTS`, or all."""
        self._sort = sort
        for known, pill in self.pills.items():
            pill.set_on(known == sort)
        if self.record is not None:
            self.load(self.record, anew=True)

    def load(self, record: int, *, anew: bool) -> None:
        desk, kind = self.workspace.desk, self.kind
        keys = timeline.keys(desk, kind, record, self._sort)

        def read(asked: Sequence[Key]) -> list[FeedLine]:
            return [self._line(moment) for moment in timeline.read(desk, kind, asked)]

        self.feed.show_keys(keys, read, anew=anew)
        self._either.setCurrentWidget(self.feed if keys else self._empty)

    def _line(self, moment: Moment) -> FeedLine:
        title, detail = summary(self.workspace.desk, moment)
        return FeedLine(moment.icon, title, detail, when(self.workspace.desk, moment), moment.opens)
