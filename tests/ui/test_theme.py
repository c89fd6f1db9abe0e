"""Themes, icons and their contrast."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crmdesk.resources import resource
from crmdesk.ui import icons, theme
from crmdesk.ui.avatar import initials, person_color, person_place, seat
from crmdesk.ui.buttons import KINDS, button

TEXTS_AND_GROUNDS = [
    ("text", "background"),
    ("text", "surface"),
    ("text", "raised"),
    ("muted", "surface"),
    ("muted", "raised"),
    ("muted", "sunken"),
    ("accent", "surface"),
    ("accent", "soft"),
    ("on_accent", "accent"),
    ("positive", "positive_ground"),
    ("warning", "warning_ground"),
    ("danger", "danger_ground"),
    ("danger", "surface"),
    ("on_tip", "tip"),
]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("text", "ground"), TEXTS_AND_GROUNDS)
def test_every_text_reads_on_its_ground(text: str, ground: str, dark: bool) -> None:
    ink, paper = (QColor(theme.ROLES[role][dark]) for role in (text, ground))
    assert theme.contrast(ink, paper) >= 4.5


def test_changing_the_theme_changes_palette_sheet_and_icons(dressed: QApplication, qtbot: QtBot) -> None:
    plain = button("Add", icon="plus")
    qtbot.addWidget(plain)
    before = plain.icon().pixmap(18, 18).toImage()
    with qtbot.waitSignal(theme.events.changed):
        theme.apply(dressed, "dark")
    assert theme.is_dark()
    assert dressed.palette().window().color().name() == theme.ROLES["background"][1]
    assert theme.ROLES["surface"][1] in dressed.styleSheet()
    assert plain.icon().pixmap(18, 18).toImage() != before


def test_an_unknown_theme_is_refused(dressed: QApplication) -> None:
    with pytest.raises(ValueError, match="sepia"):
        theme.apply(dressed, "sepia")


def test_the_sheet_is_filled_in_completely(dressed: QApplication) -> None:
    assert "$" not in dressed.styleSheet()


def test_every_alias_names_an_icon_that_ships(dressed: QApplication) -> None:
    for name in icons.ALIASES:
        assert not icons.pixmap(name, "text", 16).isNull()
    assert resource("icons", "LICENSE").exists()
    with pytest.raises(KeyError):
        icons.pixmap("no-such-icon")


def test_icons_are_sharp_on_a_fine_screen(dressed: QApplication) -> None:
    fine = icons.pixmap("search", "muted", 18, ratio=2.0)
    assert (fine.width(), fine.devicePixelRatio()) == (36, 2.0)


@pytest.mark.parametrize(
    ("name", "letters"), [("Laura Medina", "LM"), ("ana", "A"), ("Íñigo de la Paz", "ÍP"), ("", "?"), ("  - ", "?")]
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_white_letters_read_on_every_avatar() -> None:
    for name in ("Laura Medina", "Rubén Paz", "Julia Vega", "Carla Ortiz", "Ana", "Bo", "Cy", "Di", "Ed"):
        assert theme.contrast(person_color(name), QColor("white")) >= 4.5


def test_an_icon_button_is_named_for_screen_readers(dressed: QApplication, window: QWidget) -> None:
    for kind in KINDS:
        made = button("Undo", kind, "undo")
        made.setParent(window)
        assert made.accessibleName() == "Undo"


def test_the_people_of_an_office_have_colours_of_their_own() -> None:
    office = ["Laura Medina", "Rubén Prado", "Julia Vega", "Carlos Ojeda", "Inés Robledo"]
    alone = person_place("Laura Medina")
    seat(office)
    assert len({person_place(name) for name in office}) == len(office)
    seat([])
    assert person_place("Laura Medina") == alone
