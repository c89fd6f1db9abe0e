"""What the steps of the tour share: the window, its camera, and questions to the book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from crmdesk.sales import board
from crmdesk.sales.board import CardRow
from crmdesk.sales.desk import Desk
from crmdesk.views.screen import Screen
from crmdesk.views.tour import hand
from crmdesk.views.tour.camera import HIGH, WIDE, Camera
from crmdesk.views.window import MainWindow

OpenWindow = Callable[..., MainWindow]


@dataclass
class Journey:
    """One tour.

    Attributes:
        window: the window on the book that is toured.
        camera: takes the pictures.
        folder: for the files the tour needs; gone afterwards.
    """

    window: MainWindow
    camera: Camera
    folder: Path
    open_window: OpenWindow
    language: str
    theme: str

    @property
    def desk(self) -> Desk:
        return self.window.desk

    def picture(self, name: str, **how: Any) -> None:
        """Take a picture of the window (see `Camera.take`)."""
        self.camera.take(self.window, name, **how)

    def go(self, screen: str) -> Screen:
        """Click a screen's name in the rail; gives the screen."""
        hand.click(hand.named(self.window, f"nav.{screen}"))
        return self.shown(screen)

    def shown(self, screen: str) -> Screen:
        """The screen, which must be the one in sight."""
        hand.until(lambda: self.window.screen_key == screen, f"the screen {screen} is shown")
        return self.window.screen_named(screen)

    def find(self, name: str, kind: type[Any] = QWidget) -> Any:
        """A widget of the window by its stable name."""
        return hand.named(self.window, name, kind)

    def card(self, opportunity: int) -> CardRow:
        """An opportunity as the book has it."""
        return board.cards(self.desk, [opportunity])[0]


def show(window: QWidget) -> None:
    """Show a window at the size of the pictures, with the keyboard in it."""
    window.resize(WIDE, HIGH)
    window.show()
    window.activateWindow()
    hand.until(lambda: window.isVisible() and window.windowHandle().isExposed(), "the window is shown")
    window.resize(WIDE, HIGH)
    hand.until(lambda: (window.width(), window.height()) == (WIDE, HIGH), "the window has the size of the pictures")
