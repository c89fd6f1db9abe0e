"""Making something to look at of a document, on a worker: a picture, a page, or the beginning of a text."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from crmdesk.exchange.encodings import decode
from crmdesk.models.errors import DomainError
from crmdesk.sales import document_files, documents
from crmdesk.sales.desk import Desk
from crmdesk.texts import _
from crmdesk.ui.preview import Prepared

TEXT_BYTES = 200_000
PICTURE_BYTES = PAPER_BYTES = 64 << 20
_SIDE = 2000  # px; no screen of an office shows more of a picture beside a list
_WIDE = 1400  # px of a page
_PAPER = "application/pdf"
_UNREADABLE = frozenset(b"\x00")


def prepare(desk: Desk, document: int, page: int = 0) -> Prepared:
    """What there is to be seen of a document.

    Args:
        page: of a document with pages, from 0.

    Raises:
        DomainError: it is gone, or its content is missing.
    """
    row = documents.read(desk, document)
    if row.media_type == _PAPER:
        return _paper(desk, document, page) if row.size <= PAPER_BYTES else _too_large()
    if row.media_type.startswith("image/"):
        return _picture(desk, document) if row.size <= PICTURE_BYTES else _too_large()
    return _text(document_files.content(desk, document, TEXT_BYTES), whole=row.size <= TEXT_BYTES)


def _too_large() -> Prepared:
    return Prepared(sentence=_("This is too large for a preview. Open it to see it."))


def _unknown() -> Prepared:
    return Prepared(sentence=_("There is no preview of files of this kind. Open it to see it."))


def _picture(desk: Desk, document: int) -> Prepared:
    kept = QByteArray(document_files.content(desk, document, PICTURE_BYTES))
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)  # as it was held, not as the camera lay
    size = reader.size()
    if max(size.width(), size.height()) > _SIDE:
        reader.setScaledSize(size.scaled(QSize(_SIDE, _SIDE), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return _unknown() if image.isNull() else Prepared(image=image)


def _paper(desk: Desk, document: int, page: int) -> Prepared:
    import pypdfium2  # late: few look at one, and it loads a library

    data = document_files.content(desk, document, PAPER_BYTES)
    try:
        paper = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return Prepared(sentence=_("This PDF is locked or damaged, so there is no preview. Open it to see it."))
    try:
        page = max(0, min(page, len(paper) - 1))
        sheet = paper[page]
        bits = sheet.render(scale=_WIDE / max(sheet.get_width(), 1), rev_byteorder=True, prefer_bgrx=True)
        image = QImage(bits.buffer, bits.width, bits.height, bits.stride, QImage.Format.Format_RGBX8888).copy()
        return Prepared(image=image, page=page, pages=len(paper))
    except pypdfium2.PdfiumError:
        return Prepared(sentence=_("This page cannot be shown. Open the document to see it."), pages=len(paper))
    finally:
        paper.close()


def _text(data: bytes, *, whole: bool) -> Prepared:
    if not whole:
        data = data[: data.rfind(b"\n") + 1] or data.rstrip(bytes(range(0x80, 0x100)))  # no half letter at the end
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16, which is full of zeros
    if not marked and not _UNREADABLE.isdisjoint(data):
        return _unknown()
    try:
        text, _encoding = decode(data)
    except DomainError:
        return _unknown()
    return Prepared(text=text, note="" if whole else _("Only the beginning is shown."))
