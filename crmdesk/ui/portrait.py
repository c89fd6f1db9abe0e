"""Somebody's picture, or their initials: dropped, pasted or chosen from a file, and shown as a disc."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QImageReader,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPainterPath,
    QPaintEvent,
)
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from crmdesk.texts import _
from crmdesk.ui import icons, theme
from crmdesk.ui.avatar import Avatar

MOST_PIXELS = 12_000  # px each way; larger ones are no portraits, and would fill the memory


class Portrait(Avatar):
    """A disc that takes a picture.

    Signals:
        chosen: a square PNG of the asked size, as bytes.
        removed: the picture is to be taken away.
        refused: a sentence: what was given is no picture.
    """

    chosen = Signal(object)
    removed = Signal()
    refused = Signal(str)

    def __init__(self, size: int, side: int, parent: QWidget | None = None) -> None:
        """Args:
        size: of the disc, in px.
        side: of the pictures that are given out, in px.
        """
        super().__init__("", size, parent)
        self._side = side
        self._image: QImage | None = None
        self.setAcceptDrops(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setObjectName("page.picture")
        self.clicked.connect(self._open_menu)

    def show_person(self, name: str, png: bytes | None) -> None:
        """Show somebody with their picture, or with initials."""
        self.set_person(name)
        self._image = QImage.fromData(png) if png else None
        self.setAccessibleName(_("Picture of {name}", name=name))
        self.setToolTip(_("Drop or paste a picture here, or click to choose one."))
        self.update()

    def paste(self) -> None:
        """Take what is in the clipboard."""
        self._take(QGuiApplication.clipboard().mimeData())

    def choose(self) -> None:
        """Ask for a file."""
        kinds = " ".join(f"*.{bytes(kind.data()).decode()}" for kind in QImageReader.supportedImageFormats())
        path, _kind = QFileDialog.getOpenFileName(self, _("Choose a picture"), "", _("Pictures ({kinds})", kinds=kinds))
        if path:
            self.read(Path(path))

    def read(self, path: Path) -> None:
        """Take the picture of a file."""
        reader = QImageReader(str(path))
        reader.setAutoTransform(True)  # as it was held, not as the camera lay
        size = reader.size()
        small = not size.isValid() or max(size.width(), size.height()) <= MOST_PIXELS
        self._give(reader.read() if small else QImage())

    def _take(self, data: QMimeData) -> None:
        files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        if data.hasImage():
            self._give(QImage(data.imageData()))
        elif files:
            self.read(Path(files[0]))
        else:
            self._give(QImage())

    def _give(self, image: QImage) -> None:
        if image.isNull():
            self.refused.emit(_("There is no picture in that. Choose a PNG or JPEG file."))
        else:
            self.chosen.emit(square_png(image, self._side))

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        entries = [(_("Choose a picture…"), "image", self.choose), (_("Paste a picture"), "copy", self.paste)]
        if self._image is not None:
            entries.append((_("Take the picture away"), "trash", self.removed.emit))
        for text, icon, act in entries:
            action = menu.addAction(text)
            icons.put(action, icon, "muted", 16)
            action.triggered.connect(lambda _checked=False, act=act: act())
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasImage() or any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._take(event.mimeData())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image is None:
            super().paintEvent(event)
            return
        with QPainter(self) as painter:
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
            disc = QPainterPath()
            place = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            disc.addEllipse(place)
            painter.setClipPath(disc)
            painter.drawImage(place, self._image)
            painter.setClipping(False)
            painter.setPen(theme.color("accent" if self.hasFocus() else "line"))
            painter.drawEllipse(place)


def square_png(image: QImage, side: int) -> bytes:
    """The middle of an image as a square PNG of so many px each way, without anything else the file said."""
    least = min(image.width(), image.height())
    left, top = (image.width() - least) // 2, (image.height() - least) // 2
    made = image.copy(left, top, least, least).scaled(
        side, side, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    made = made.convertToFormat(QImage.Format.Format_ARGB32)
    for key in made.textKeys():
        made.setText(key, "")
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    made.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes
    return bytes(kept.data())
