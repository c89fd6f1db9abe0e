"""Pictures of a window, numbered in the order in which they are taken."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QToolTip, QWidget

from crmdesk.models.errors import DomainError
from crmdesk.texts import msg
from crmdesk.ui import dialogs
from crmdesk.ui.toast import Toast
from crmdesk.views.tour.hand import expect, mouse_away, settle

WIDE, HIGH = 1440, 900
LEAST_BYTES = 8 * 1024
"""A smaller picture has nothing in it."""


class Camera:
    """Takes pictures of one window at a time.

    Attributes:
        taken: the files, in order.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.taken: list[Path] = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for old in folder.glob("[0-9][0-9][0-9]-*.png"):
                old.unlink()  # a picture of an earlier tour would look like one of this
        except OSError as problem:
            raise DomainError(
                msg("Pictures cannot be written to {folder}. Name another folder.", folder=str(folder))
            ) from problem

    def take(
        self,
        window: QWidget,
        name: str,
        *,
        answer: bool = False,
        hovering: bool = False,
        lifted: tuple[QPixmap, QPoint] | None = None,
    ) -> None:
        """Take a picture of a window with what floats above it.

        Args:
            answer: the line that says what was done belongs to the picture.
            hovering: the mouse stays where it is.
            lifted: a picture that hangs at the mouse, and its corner in the window.
        """
        if not hovering:
            QToolTip.hideText()
            mouse_away(window)
        self._mind(window, answer)
        settle()
        seen = dialogs.picture(window)
        if lifted is not None:
            with QPainter(seen) as painter:
                painter.drawPixmap(lifted[1], lifted[0])
        expect((seen.width(), seen.height()) == (WIDE, HIGH), f"the picture {name} is {WIDE} x {HIGH}")
        path = self._folder / f"{len(self.taken) + 1:03}-{name}.png"
        if not seen.save(str(path)):
            raise DomainError(msg("Pictures cannot be written to {folder}. Name another folder.", folder=str(path)))
        expect(path.stat().st_size > LEAST_BYTES, f"there is something to see in {name}")
        self.taken.append(path)

    @staticmethod
    def _mind(window: QWidget, answer: bool) -> None:
        """A failure is never passed over; an answer only stays where it is wanted."""
        for toast in window.findChildren(Toast):
            expect(not toast.is_failure(), f"nothing failed ({toast.text.text()})")
            if not answer:
                toast.hide()
            else:
                expect(toast.isVisible(), "the window says what was done")
