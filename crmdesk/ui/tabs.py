"""Named parts of one place, one of them shown at a time below a row of their names."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from crmdesk.ui.panel import Hairline

_INSET = 19  # px, with the tabs' own padding that of what is below


class Tabs(QWidget):
    """Parts that are made when they are shown for the first time, so that a page opens as fast as its first one.

    Signals:
        shown: the name of the part that is shown now.
    """

    shown = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QTabBar()
        self.bar.setObjectName(f"{name}.tabs")
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setUsesScrollButtons(True)
        self._stack = QStackedWidget()
        self._names: list[str] = []
        self._texts: list[str] = []
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._made: dict[str, QWidget] = {}
        self._line = Hairline()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inset = QHBoxLayout()
        inset.setContentsMargins(_INSET, 4, _INSET, 0)
        inset.addWidget(self.bar)
        column.addLayout(inset)
        column.addWidget(self._line)
        column.addWidget(self._stack, 1)
        self.bar.currentChanged.connect(self._show)

    def add(self, name: str, text: str, make: Callable[[], QWidget]) -> None:
        """Add a part at the end.

        Args:
            make: makes it, once.
        """
        self._names.append(name)
        self._texts.append(text)
        self._makers[name] = make
        self.bar.addTab(text)

    def part(self, name: str) -> QWidget:
        """A part, made now if it was never shown."""
        if name not in self._made:
            made = self._made[name] = self._makers[name]()
            self._stack.addWidget(made)
        return self._made[name]

    def made(self) -> dict[str, QWidget]:
        """The parts that were shown before, by name."""
        return dict(self._made)

    @property
    def current(self) -> str:
        """The name of the part that is shown."""
        return self._names[max(self.bar.currentIndex(), 0)]

    def show_part(self, name: str) -> None:
        """Show a part; an unknown name shows the first."""
        self.bar.setCurrentIndex(self._names.index(name) if name in self._names else 0)

    def step(self, by: int) -> None:
        """Show the next part, or with -1 the one before; after the last comes the first."""
        self.bar.setCurrentIndex((self.bar.currentIndex() + by) % len(self._names))

    def set_count(self, name: str, count: int) -> None:
        """Say beside a name how many there are; nothing for none."""
        place = self._names.index(name)
        self.bar.setTabText(place, f"{self._texts[place]} {count}" if count else self._texts[place])

    def set_alone(self, alone: bool) -> None:
        """Show only the first part, without the row of names."""
        if alone:
            self.bar.setCurrentIndex(0)
        self.bar.setVisible(not alone)
        self._line.setVisible(not alone)

    def _show(self, place: int) -> None:
        self._stack.setCurrentWidget(self.part(self._names[place]))
        self.shown.emit(self._names[place])
