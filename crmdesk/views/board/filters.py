"""The row above a board: pipeline, filters that stay in sight, grouping, order and view."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from crmdesk.sales import board, choices, tags, words
from crmdesk.sales.activity_states import ACTIVITY_STATES
from crmdesk.sales.desk import Desk
from crmdesk.texts import _
from crmdesk.ui import icons
from crmdesk.ui.chips import ChipRow, MenuPill, Pill
from crmdesk.views.board.cards import state_name
from crmdesk.views.board.choices import Choices

EVERYBODY = -1
TYPING_PAUSE_MS = 120


class CardFilters(ChipRow):
    """Says which cards are shown, and tells what somebody wants to see instead.

    Args:
        name: objectNames are ``<name>.owner`` and so on.

    Signals:
        changed: the new `Choices`.
    """

    changed = Signal(object)

    def __init__(self, desk: Desk, chosen: Choices, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._chosen = desk, chosen
        self._lit: list[Pill] = []
        self.owner = MenuPill("", name=f"{name}.owner")
        self.text = _search_field(f"{name}.text")
        self.more = Pill(_("+ Filter"), name=f"{name}.filter")
        self.more.setCheckable(False)
        self.order = MenuPill(_("Order"), name=f"{name}.order")
        self.look = Pill(_("View"), arrow=True, name=f"{name}.look")
        for pill in (*self.first_pills(), self.owner, self.text, self.more):
            self.add(pill)
        for pill in (*self.right_pills(), self.order, self.look):
            self.add(pill, right=True)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._connect()

    def first_pills(self) -> Sequence[Pill]:
        """What stands before the filters every board has."""
        return ()

    def right_pills(self) -> Sequence[Pill]:
        """What stands before order and look."""
        return ()

    def orders(self) -> list[tuple[str, str]]:
        """What a column can be sorted by."""
        raise NotImplementedError

    def _connect(self) -> None:
        self.owner.chosen.connect(self._choose_owner)
        self.order.chosen.connect(lambda value: self.choose(self._chosen.looking(order=value)))
        self.text.textEdited.connect(lambda _text: self._typing.start())
        self._typing.timeout.connect(lambda: self.choose(self._chosen.showing(text=self.text.text())))
        self.more.clicked.connect(self._open_filters)
        self.clear_requested.connect(self._clear)

    def show_choices(self, chosen: Choices) -> None:
        """Say what is shown."""
        self._chosen = chosen
        view = chosen.view
        self.owner.set_choices(self._owners(), view.shown.owners[0] if view.shown.owners else EVERYBODY)
        self.owner.set_on(bool(view.shown.owners))
        self.order.set_choices(self.orders(), view.order)
        if self.text.text() != view.shown.text:
            self.text.setText(view.shown.text)
        for pill in self._lit:
            self.remove(pill)
        self._lit.clear()
        self._show_lit(chosen)

    def _show_lit(self, chosen: Choices) -> None:
        """Add a pill for each filter that is set."""
        shown = chosen.view.shown
        if shown.activity:
            self._light(state_name(shown.activity), partial(self._drop, activity=None))
        names = dict(tags.everything())
        for tag in shown.tags:
            kept = tuple(other for other in shown.tags if other != tag)
            self._light(names.get(tag, "?"), partial(self._drop, tags=kept))

    def _light(self, text: str, drop: partial[None]) -> None:
        pill = Pill(text, on=True, removable=True)
        pill.removed.connect(drop)
        pill.clicked.connect(drop)
        self._lit.append(pill)
        self.add(pill)

    def _drop(self, *_clicked: bool, **filtered: object) -> None:
        self.choose(self._chosen.showing(**filtered))

    def choose(self, chosen: Choices) -> None:
        """Tell what is to be seen from now on."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.changed.emit(chosen)

    def _choose_owner(self, owner: int | None) -> None:
        self.choose(self._chosen.showing(owners=() if owner == EVERYBODY else (owner,)))

    def _clear(self) -> None:
        self.choose(self._chosen.showing(owners=(), text="", tags=(), activity=None))

    def _owners(self) -> list[tuple[int | None, str]]:
        mine = [(self._desk.user, _("Mine"))] if self._desk.user is not None else []
        others = [(known, name) for known, name in choices.choices("user") if known != self._desk.user]
        return [(EVERYBODY, _("Everybody")), *mine, *others, (None, _("Nobody's"))]

    def _open_filters(self) -> None:
        menu = QMenu(self)
        shown = self._chosen.view.shown
        for state in ACTIVITY_STATES:
            action = menu.addAction(state_name(state))
            action.triggered.connect(partial(self._drop, activity=state))
        known = [(tag, name) for tag, name in tags.everything() if tag not in shown.tags]
        if known:
            menu.addSeparator()
        for tag, name in known[:30]:
            action = menu.addAction(icons.icon("tag"), name.replace("&", "&&"))
            action.triggered.connect(partial(self._drop, tags=(*shown.tags, tag)))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))


class BoardFilters(CardFilters):
    """The filters of the board of opportunities, with its pipeline and what the columns are."""

    def __init__(self, desk: Desk, chosen: Choices, parent: QWidget | None = None) -> None:
        self.pipeline = MenuPill(words.word(desk, "pipeline").one, name="board.pipeline")
        self.grouping = MenuPill(_("Group"), name="board.grouping")
        super().__init__(desk, chosen, "board", parent)
        self.pipeline.chosen.connect(lambda value: self.choose(self._chosen.looking(pipeline=value)))
        self.grouping.chosen.connect(lambda value: self.choose(self._chosen.looking(grouping=value)))

    def first_pills(self) -> Sequence[Pill]:
        return (self.pipeline,)

    def right_pills(self) -> Sequence[Pill]:
        return (self.grouping,)

    def orders(self) -> list[tuple[str, str]]:
        return [
            (board.BY_NEXT, _("next activity")),
            (board.BY_HAND, _("by hand")),
            (board.BY_AMOUNT, _("amount")),
            (board.BY_EXPECTED, _("expected day")),
            (board.BY_AGE, _("age")),
        ]

    def show_choices(self, chosen: Choices) -> None:
        self.pipeline.set_choices(choices.choices("pipeline"), chosen.view.pipeline)
        self.grouping.set_choices(_groupings(self._desk), chosen.view.grouping)
        super().show_choices(chosen)


def _search_field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setPlaceholderText(_("Find on the board"))
    field.setAccessibleName(_("Find on the board"))
    field.setClearButtonEnabled(True)
    field.setFixedWidth(180)
    field.setProperty("pill", True)
    field.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
    return field


def _groupings(desk: Desk) -> list[tuple[str, str]]:
    return [
        (board.BY_STAGE, words.word(desk, "stage").one.lower()),
        (board.BY_OWNER, words.word(desk, "owner").one.lower()),
        (board.BY_MONTH, _("expected month")),
    ]
