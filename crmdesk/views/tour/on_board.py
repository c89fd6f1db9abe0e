"""The tour of the board: looking, filtering, moving, dragging, winning, losing, undoing, other views of it."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from crmdesk.sales import board, choices, lists
from crmdesk.texts import _
from crmdesk.ui.board.column_view import ColumnView
from crmdesk.views.board.screen import BoardScreen
from crmdesk.views.tour import drag
from crmdesk.views.tour.hand import (
    answer,
    choose,
    click,
    click_row,
    expect,
    named,
    open_menu,
    press,
    rest,
    until,
    write,
)
from crmdesk.views.tour.journey import Journey

FADES_S = 0.3


def look(journey: Journey) -> None:
    """The board as it opens: every open opportunity is counted in a column."""
    screen = _screen(journey)
    pipeline = screen.choices.view.pipeline
    expect(len(_columns(screen)) > 1, "the board has columns")
    shown = sum(head.count for head in screen.heads())
    expect(shown == board.total(journey.desk, pipeline), "the columns count every open opportunity")
    journey.picture("board")


def filter_(journey: Journey) -> None:
    """Narrow the board to an owner and a text, and clear it again."""
    screen = _screen(journey)
    whole = board.total(journey.desk, screen.choices.view.pipeline)
    owner, name = next(
        (known, name)
        for known, name in choices.choices("user")
        if known != journey.desk.user and _open_of(journey, known)
    )
    click(screen.filters.owner)
    choose(open_menu(), name)
    expect(screen.choices.view.shown.owners == (owner,), "the board shows one owner's cards")
    shown = sum(head.count for head in screen.heads())
    expect(0 < shown < whole, "the filter leaves some of the cards")
    journey.picture("board-filtered")
    write(screen.filters.text, "zzzzzz")
    until(lambda: not any(head.count for head in screen.heads()), "a text nobody wrote leaves no card")
    click(screen.filters.clear)
    until(lambda: sum(head.count for head in screen.heads()) == whole, "clearing the filters shows all cards")
    rest(FADES_S)


def _open_of(journey: Journey, user: int) -> int:
    """How many open opportunities a user has."""
    return lists.count(journey.desk, "opportunity", lists.ListQuestion(conditions=_owned_and_open(user)))


def _owned_and_open(user: int) -> tuple[lists.Condition, ...]:
    return (lists.Condition("owner", "=", user), lists.Condition("state", "=", "open"))


def move(journey: Journey) -> None:
    """Ctrl+Right moves the current card to the next column."""
    screen = _screen(journey)
    first, second = _columns(screen)[:2]
    card = _take(screen, first, 0)
    press("Ctrl+Right")
    until(lambda: journey.card(card).stage == second, "Ctrl+Right moves the card to the next stage")
    journey.picture("board-moved", answer=True)


def drag_card(journey: Journey) -> None:
    """Drag a card between two others of another column: a real drag where the platform has drags."""
    screen = _screen(journey)
    order_by(screen, _("by hand"))
    source, target = _columns(screen)[1:3]
    card = _take(screen, source, 1)
    dropped = drag.perform(journey, screen.board, source, target, "board-dragging")
    if dropped:
        until(lambda: journey.card(card).stage == target, "the card is where it was dropped")
        press("Ctrl+Z")
        until(lambda: journey.card(card).stage == source, "Ctrl+Z takes the drag back")
    order_by(screen, _("next activity"))


def win(journey: Journey) -> None:
    """Win a card by its menu: the day is today, the amount is asked for."""
    screen = _screen(journey)
    column = _columns(screen)[-1]
    card = _take(screen, column, 0)
    menu = _card_menu(screen, column, 0)
    journey.picture("board-card-menu")

    def tell(dialog: Any) -> None:
        expect(dialog.objectName() == "dialog.won", "winning asks for day and amount")
        write(dialog.form.field("amount"), _amount("48250", journey))
        journey.picture("won")
        click(dialog.primary)

    answer(lambda: choose(menu, _("Won…")), tell)
    now = journey.card(card)
    expect(now.state == "won" and now.amount_minor == 4_825_000, "the card is won with the amount that was typed")
    expect(now.closed_on == journey.desk.today, "it was won today")


def lose(journey: Journey) -> None:
    """Lose a card: impossible without a reason."""
    screen = _screen(journey)
    column = _columns(screen)[0]
    card = _take(screen, column, 1)
    menu = _card_menu(screen, column, 1)

    def tell(dialog: Any) -> None:
        expect(dialog.objectName() == "dialog.lost", "losing asks for the reason")
        click(dialog.primary)
        expect(dialog.isVisible(), "nothing is lost without a reason")
        journey.picture("lost")
        reason = dialog.form.field("reason")
        reason.setFocus()
        press("Down", reason)
        if dialog.form.problems():
            write(dialog.form.field("reason_note"), _("They will think about it next year."))
        click(dialog.primary)

    answer(lambda: choose(menu, _("Lost…")), tell)
    expect(journey.card(card).state == "lost", "the card is lost")
    undo(journey, card)


def undo(journey: Journey, card: int) -> None:
    """Ctrl+Z brings back what was lost."""
    press("Ctrl+Z")
    until(lambda: journey.card(card).state == "open", "Ctrl+Z opens the card again")
    journey.picture("board-undone", answer=True)


def other_views(journey: Journey) -> None:
    """By month, by owner, compact with the side panel and what was closed, and back."""
    screen = _screen(journey)
    pill = screen.filters.grouping
    for value, name in ((board.BY_MONTH, "month"), (board.BY_OWNER, "owner")):
        click(pill)
        choose(open_menu(), dict(pill._choices)[value])
        expect(screen.choices.view.grouping == value, f"the columns are grouped by {name}")
        journey.picture(f"board-by-{name}")
    click(pill)
    choose(open_menu(), dict(pill._choices)[board.BY_STAGE])
    for text in (_("Compact cards"), _("Side panel")):
        _look(screen, text)
    expect((screen.choices.density, screen.choices.panel) == ("compact", True), "the board is compact, with its panel")
    _take(screen, _columns(screen)[1], 0)
    journey.picture("board-compact")
    _choose_fields(journey, screen)
    for text in (_("Compact cards"), _("Side panel"), _("Recently closed")):
        _look(screen, text)
    closed = board.recently_closed(journey.desk, screen.choices.view.pipeline)
    expect(screen.board.panels()[-1].column.count == len(closed) > 0, "the last column has what was closed lately")
    screen.board.reveal(screen.board.panels()[-1])
    journey.picture("board-recently-closed")
    _look(screen, _("Recently closed"))


def _choose_fields(journey: Journey, screen: BoardScreen) -> None:
    """Let cards tell their key and probability, and not who owns them; and as they were again."""
    before = screen.choices.hidden

    def fill(dialog: Any) -> None:
        for name in ("key", "probability", "owner"):
            box = named(dialog, f"form.card-fields.{name}")
            click(box, QPoint(10, box.height() // 2))
        journey.picture("card-fields")
        click(dialog.primary)

    answer(lambda: _look(screen, _("Card fields…")), fill)
    expect(set(screen.choices.hidden) == {"owner"}, "the cards show the fields that were chosen")
    journey.picture("board-card-fields")
    screen.hide_fields(before)


def quick_add(journey: Journey) -> None:
    """Type client, title and amount into a column: Enter adds the card."""
    screen = _screen(journey)
    column = _columns(screen)[0]
    before = {head.key: head.count for head in screen.heads()}[column]
    screen.board.open_quick_add(column)
    panel = next(one for one in screen.board.panels() if one.column.key == column)
    assert panel.quick is not None
    for field, text in (("client", _CLIENT), ("title", _("New shop window")), ("amount", _amount("18600", journey))):
        write(named(panel.quick, f"quick.{field}"), text)
    journey.picture("board-quick-add")
    press("Return", named(panel.quick, "quick.amount"))
    until(lambda: {head.key: head.count for head in screen.heads()}[column] == before + 1, "Enter adds the card")
    press("Esc", named(panel.quick, "quick.client"))
    expect(not panel.quick.is_open, "Esc closes the quick add")


_CLIENT = "Café Altiplano"


# The screen's parts


def order_by(screen: BoardScreen, text: str) -> None:
    """Choose the order of the cards."""
    click(screen.filters.order)
    choose(open_menu(), text)


def _screen(journey: Journey) -> BoardScreen:
    if journey.window.screen_key != "board":
        journey.go("board")
    return cast(BoardScreen, journey.shown("board"))


def _columns(screen: BoardScreen) -> list[Any]:
    """The keys of the columns that hold cards enough to be worked with."""
    return [head.key for head in screen.heads() if head.count > 1 and head.key != board.NO_STAGE]


def _view(screen: BoardScreen, column: Any) -> ColumnView:
    return screen.board.column_view(column)


def _take(screen: BoardScreen, column: Any, row: int) -> int:
    """Click a card; gives its id."""
    view = _view(screen, column)
    click_row(view, row)
    card = screen.board.current_id()
    assert card is not None
    expect(view.model().index(row, 0).data(Qt.ItemDataRole.UserRole) == card, "a click selects the card")
    return card


def _card_menu(screen: BoardScreen, column: Any, row: int) -> QMenu:
    """Right click a card."""
    view = _view(screen, column)
    at = view.visualRect(view.model().index(row, 0)).center() + QPoint(20, -10)
    where = view.viewport().mapToGlobal(at)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, where)
    QApplication.sendEvent(view.viewport(), event)
    return open_menu()


def _look(screen: BoardScreen, text: str) -> None:
    click(named(screen, "board.look"))
    choose(open_menu(), text)


def _amount(whole: str, journey: Journey) -> str:
    """An amount as it is typed."""
    return whole
