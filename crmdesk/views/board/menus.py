"""The menus of a card, a column and the board's look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu

from crmdesk.sales import activity_types, board, choices, phones, related
from crmdesk.texts import _, _c
from crmdesk.ui import icons
from crmdesk.views.board import holding
from crmdesk.views.board.cards import CLOSED

if TYPE_CHECKING:
    from crmdesk.views.board.cards_screen import CardsScreen
    from crmdesk.views.board.screen import BoardScreen


MOST_LOOKED_AT = 200
"""Of more cards than these, what can be done follows from the first ones."""


def card_menu(screen: BoardScreen, ids: Sequence[int], where: QPoint) -> QMenu:
    """What can be done with these cards."""
    menu = QMenu(screen)
    if len(ids) == 1:
        _add(menu, _c("verb", "Open"), "external-link", lambda: screen.acts.open_card(ids[0]))
        menu.addSeparator()
    _add_moves(menu, screen, ids)
    _add(menu, _("Won…"), "trophy", lambda: screen.acts.close_cards(list(ids), "won"))
    _add(menu, _("Lost…"), "circle-x", lambda: screen.acts.close_cards(list(ids), "lost"))
    _add_holding(menu, screen, ids)
    owners = menu.addMenu(icons.icon("user"), _("Give to"))
    for owner, name in [*choices.choices("user"), (None, _("Nobody"))]:
        owners.addAction(name.replace("&", "&&"), partial(screen.acts.assign, list(ids), owner))
    if len(ids) == 1:
        menu.addSeparator()
        _add_reaching(menu, screen, ids[0])
    menu.addSeparator()
    _add(menu, _("Move to the trash"), "trash-2", lambda: screen.acts.delete_cards(list(ids)))
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(where)
    return menu


def _add_holding(menu: QMenu, screen: BoardScreen, ids: Sequence[int]) -> None:
    desk, editor = screen.desk, screen.workspace.editor
    if any(card.held_until for card in board.cards(desk, ids[:MOST_LOOKED_AT])):
        _add(menu, _("Take up again"), "clock", lambda: holding.release(desk, editor, ids))
    else:
        _add(menu, _("Set aside…"), "clock", lambda: holding.ask_hold(screen, desk, editor, ids))


def _add_moves(menu: QMenu, screen: BoardScreen, ids: Sequence[int]) -> None:
    moves = menu.addMenu(icons.icon("arrow-right"), _("Move to"))
    for head in screen.heads():
        if head.key not in (board.NO_STAGE, CLOSED):
            moves.addAction(
                screen.name_of(head.key).replace("&", "&&"),
                partial(screen.acts.move_cards, list(ids), head.key, None),
            )


def _add_reaching(menu: QMenu, screen: BoardScreen, card: int) -> None:
    plan = menu.addMenu(icons.icon("calendar-clock"), _("Plan"))
    for type_, name in activity_types.offered(screen.desk):
        plan.addAction(
            icons.icon(activity_types.icon(screen.desk, type_)), name, partial(screen.acts.plan, card, type_)
        )
    ways = related.reach(screen.desk, "opportunity", card)
    for phone in ways.phones:
        shown = phones.shown(phone, screen.desk.settings.country)
        _add(menu, _("Call {phone}", phone=shown), "phone", partial(_open_url, f"tel:{phone.replace(' ', '')}"))
    for address in ways.emails:
        _add(menu, _("Write to {address}", address=address), "mail", partial(_open_url, f"mailto:{address}"))
    key = board.cards(screen.desk, [card])[0].key
    _add(menu, _("Copy {key}", key=key), "copy", partial(QGuiApplication.clipboard().setText, key))


def header_menu(screen: CardsScreen, column: object, where: QPoint, setup: tuple[str, str]) -> QMenu:
    """What can be done with a column.

    Args:
        setup: what leads to the columns' settings, and the section it leads to.
    """
    menu = QMenu(screen)
    folded = column in screen.board.collapsed()
    _add(menu, _("Unfold") if folded else _("Fold"), "chevrons-left", lambda: screen.board.fold(column, not folded))
    if screen.board.offers_quick_add(column):
        _add(menu, _("Add"), "plus", lambda: screen.board.open_quick_add(column))
    _add(menu, _("Select all"), "square-check", lambda: screen.board.select(list(screen.all_ids(column)), focus=True))
    if "list" in screen.EXTRAS:
        _add(menu, _("Open as a list"), "list", lambda: screen.open_column(column))
    menu.addSeparator()
    _add(
        menu,
        setup[0],
        "settings",
        lambda: screen.workspace.navigator.go("settings", section=setup[1]),
    )
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(where)
    return menu


def look_menu(screen: CardsScreen, where: QPoint, choose_fields: Callable[[], object] | None = None) -> QMenu:
    """How the board is drawn.

    Args:
        choose_fields: asks which fields its cards show, where they can be chosen.
    """
    menu = QMenu(screen)
    chosen = screen.choices
    compact = chosen.density == "compact"
    _check(menu, _("Compact cards"), compact, lambda: screen.set_density("comfortable" if compact else "compact"))
    if "closed" in screen.EXTRAS:
        _check(menu, _("Recently closed"), chosen.closed, lambda: screen.show_closed(not chosen.closed))
    if "panel" in screen.EXTRAS:
        _check(menu, _("Side panel"), chosen.panel, lambda: screen.show_panel(not chosen.panel))
    if choose_fields is not None:
        _add(menu, _("Card fields…"), "sliders", choose_fields)
    menu.addSeparator()
    menu.addAction(icons.icon("zoom-in"), _("Zoom in") + "\tCtrl++", lambda: screen.board.zoom_by(1))
    menu.addAction(icons.icon("zoom-out"), _("Zoom out") + "\tCtrl+-", lambda: screen.board.zoom_by(-1))
    menu.addAction(_("Actual size") + "\tCtrl+0", lambda: screen.board.set_zoom(1.0))
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(where)
    return menu


def _add(menu: QMenu, text: str, icon: str, act: Callable[[], object]) -> QAction:
    action = menu.addAction(icons.icon(icon), text.replace("&", "&&"))
    action.triggered.connect(lambda _checked=False: act())
    return action


def _check(menu: QMenu, text: str, on: bool, act: Callable[[], object]) -> None:
    action = menu.addAction(text)
    action.setCheckable(True)
    action.setChecked(on)
    action.triggered.connect(lambda _checked=False: act())


def _open_url(url: str) -> None:
    QDesktopServices.openUrl(QUrl(url))
