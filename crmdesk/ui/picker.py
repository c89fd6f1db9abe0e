"""A field that finds a record while somebody types its name, or offers to create it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QListView, QWidget

from crmdesk.texts import _
from crmdesk.ui import rows
from crmdesk.ui.fields import Text, shortened

Found = tuple[Any, str, str]  # id, label, detail
ID = Qt.ItemDataRole.UserRole
TYPED = Qt.ItemDataRole.UserRole + 5  # what the line shows when a row is taken
_CREATE = object()


class Picker(Text):
    """A record by its name.  Typing searches, arrows and Enter choose; an unknown name can be created on the fly.

    `value()` is the id of what was chosen, None while what is typed is nobody's name.

    Args:
        search: gives the best few (id, label, detail) for a text; called at every keystroke, so it must be quick.
        create: makes a record of this name and gives (id, label), or None when it was not made.
        icon: shown before each row.
    Signals:
        create_requested: the typed name, when `create` was not given and somebody wants it made.
    """

    changed = Signal()
    create_requested = Signal(str)

    def __init__(
        self,
        search: Callable[[str], Sequence[Found]],
        create: Callable[[str], tuple[Any, str] | None] | None = None,
        *,
        creatable: bool | None = None,
        icon: str = "",
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(placeholder=placeholder or _("Type to search…"), parent=parent)
        self._search, self._create, self._icon = search, create, icon
        self._creatable = create is not None if creatable is None else creatable
        self._id: Any = None
        self._label = ""
        self._model = QStandardItemModel(self)
        self._completer, self._list = completer_over(self._model, self)
        self._completer.activated[QModelIndex].connect(self._taken)  # type: ignore[index]
        self._list.installEventFilter(self)
        self.textEdited.connect(self._typed)

    def value(self) -> Any:
        return self._id

    def label(self) -> str:
        """The name of what was chosen."""
        return self._label

    def set_value(self, value: Any) -> None:
        """Show a record: an (id, label) pair; None for none."""
        self._id, self._label = (value[0], value[1]) if value else (None, "")
        self.setText(self._label)
        self.setCursorPosition(0)
        self.changed.emit()

    def raw(self) -> Any:
        return {"id": self._id, "text": self.text()} if self.text() else None

    def set_raw(self, raw: Any) -> None:
        raw = raw or {"id": None, "text": ""}
        self._id, self._label = raw["id"], raw["text"] if raw["id"] is not None else ""
        self.setText(raw["text"])

    def own_problem(self) -> str:
        typed = self.text().strip()
        if not typed or self._id is not None or self._list.isVisible():
            return ""  # while the list is down somebody is still looking
        if self._creatable:
            return _("“{typed}” is not known yet: choose from the list, or create it.", typed=shortened(typed))
        return _("“{typed}” is not known: choose from the list.", typed=shortened(typed))

    def _typed(self, text: str) -> None:
        if self._id is not None and text != self._label:
            self._id, self._label = None, ""
        self._offer(text)
        self.changed.emit()

    def _offer(self, text: str) -> None:
        """Search, and drop the list down under the field."""
        typed = text.strip()
        found = list(self._search(typed))
        self._model.clear()
        for known, name, detail in found:
            self._model.appendRow(row(name, name, known, detail, self._icon))
        if typed and self._creatable and not any(name.casefold() == typed.casefold() for _id, name, _d in found):
            title = _("Create “{typed}”", typed=shortened(typed))
            self._model.appendRow(row(title, typed, _CREATE, "", "plus"))
        drop_down(self._completer, self, light_first=bool(typed))

    def _taken(self, index: QModelIndex) -> None:
        self._take(index.data(ID), index.data(TYPED))

    def _take(self, known: Any, typed: str) -> None:
        if known is not _CREATE:
            self.set_value((known, typed))
        elif self._id is not None:
            return  # made already: by Tab the completer tells of the same row once more
        elif self._create is None:
            self.create_requested.emit(typed)
        elif (made := self._create(typed)) is not None:
            self.set_value(made)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        typed = self.text().strip().casefold()
        if self._id is None and typed and event.reason() != Qt.FocusReason.PopupFocusReason:
            same = [found for found in self._search(typed) if found[1].casefold() == typed]
            if len(same) == 1:  # somebody typed a whole known name and went on
                self.set_value(same[0][:2])
            else:
                self.changed.emit()  # now it is a problem

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not self._list.isVisible():
            self._offer("" if self._id is not None else self.text())
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Tab takes the lit row, as Enter does, and then goes on
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab:
            popup = self._list
            index = popup.currentIndex()
            alone = self._model.rowCount() == 1  # a new name, and nothing like it: there is nothing to mistake it for
            if watched is popup and index.isValid() and (alone or index.data(ID) is not _CREATE):
                self._take(index.data(ID), index.data(TYPED))
        return super().eventFilter(watched, event)


def row(title: str, typed: str, known: Any, detail: str = "", icon: str = "") -> QStandardItem:
    """A row for a list under a field."""
    item = QStandardItem(title)
    item.setData(known, ID)
    item.setData(typed, TYPED)
    item.setData(detail, rows.DETAIL)
    item.setData(icon, rows.ICON)
    item.setData(f"{title} {detail}".strip(), Qt.ItemDataRole.AccessibleTextRole)
    item.setEditable(False)
    return item


def completer_over(model: QStandardItemModel, field: QWidget) -> tuple[QCompleter, QListView]:
    """The list that drops down under a line, showing all rows of a model in the program's look."""
    completer = QCompleter(model, field)
    completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
    completer.setCompletionRole(TYPED)
    completer.setMaxVisibleItems(9)
    view = QListView()
    view.setProperty("floating", True)
    view.setMouseTracking(True)
    completer.setPopup(view)
    view.setItemDelegate(rows.RowDelegate(view))
    completer.setWidget(field)  # and not setCompleter, by which a lit row is written over what is being typed
    return completer, view


def drop_down(completer: QCompleter, field: QWidget, *, light_first: bool) -> None:
    """Show the list a little below its field, with its first row lit so that Enter takes it."""
    completer.complete(QRect(0, 3, field.width(), field.height()))
    view = completer.popup()
    first = completer.completionModel().index(0, 0)
    if light_first and first.isValid() and view is not None:
        view.setCurrentIndex(first)
