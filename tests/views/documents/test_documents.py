"""The documents tab of the real window: files in by drop, paste and choice, seen, opened, dragged out, and versions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QDrag, QGuiApplication, QImage, QPainter, QPdfWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from crmdesk.sales import document_files, documents
from crmdesk.sales.document_files import Pasted
from crmdesk.views.documents.opened import Opened
from tests.views.lists.office import Office, child, settle


def names(office: Office) -> list[str]:
    return [row.name for row in documents.of(office.desk, "opportunity", office.fleet)]


def add(office: Office, *given: Any) -> list[int]:
    stored = document_files.store(office.desk, given).stored
    changes = documents.add(office.desk, "opportunity", office.fleet, stored)
    return sorted(changes.added["document"])


def part(office: Office) -> Any:
    """The documents tab of the fleet's page."""
    page = office.go("opportunity-page", record=office.fleet)
    page.tabs.show_part("documents")
    settle()
    return page.tabs.part("documents")


def until(office: Office, true: Any) -> None:
    office.qtbot.waitUntil(lambda: bool(true()), timeout=5000)
    settle()


def png(path: Path) -> Path:
    image = QImage(64, 32, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    image.save(str(path))
    return path


def test_files_are_chosen_listed_and_seen(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = part(office)
    files = [png(tmp_path / "plan.png"), tmp_path / "notes.txt"]
    files[1].write_bytes("Año, señal".encode("cp1252"))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: ([str(path) for path in files], ""))
    child(shown, "documents.add").click()
    until(office, lambda: len(names(office)) == 2)
    assert [line.name for line in shown.list.lines()] == names(office)
    assert "Ana" in shown.list.lines()[0].detail
    for row in documents.of(office.desk, "opportunity", office.fleet):
        shown.list.clearSelection()
        shown.list.select([row.id], row.id)
        if row.name == "plan.png":
            until(office, lambda: shown.preview.picture.isVisible())
            assert shown.preview.picture.image.width() == 64
        else:
            until(office, lambda: shown.preview.text.isVisible())
            assert shown.preview.text.toPlainText() == "Año, señal"


def test_what_cannot_be_kept_is_told_and_the_rest_is_kept(office: Office, tmp_path: Path) -> None:
    shown = part(office)
    (tmp_path / "empty.txt").touch()
    (tmp_path / "good.txt").write_text("x")
    with office.qtbot.waitSignal(office.window.events.failed, timeout=5000) as failed:
        shown.take([tmp_path / "empty.txt", tmp_path / "good.txt"])
    assert failed.args == ["“empty.txt” is empty, so there is nothing to keep."]
    assert names(office) == ["good.txt"]


def test_a_picture_and_files_are_pasted(office: Office, tmp_path: Path) -> None:
    shown = part(office)
    QGuiApplication.clipboard().setImage(QImage(str(png(tmp_path / "a.png"))))
    shown.list.setFocus()
    shown.paste()
    until(office, lambda: names(office))
    assert names(office)[0].startswith("Picture 2026-11-20")
    data = QMimeData()
    data.setText("only words")
    shown.paste(data)
    assert "no file" in office.window.toast.text.text()


def test_keys_rename_and_remove_and_the_window_takes_it_back(office: Office) -> None:
    (document,) = add(office, Pasted("offer.txt", b"x"))
    shown = part(office)
    shown.list.setFocus()
    shown.list.rename(document)
    editor = child(shown, "files.name")
    settle()
    assert editor.selectedText() == "offer"
    editor.setText("final offer.txt")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle()
    assert names(office) == ["final offer.txt"]
    QTest.keyClick(shown.list, Qt.Key.Key_Delete)
    settle()
    assert names(office) == []
    assert shown._either.currentWidget() is shown._empty
    office.window.editor.undo()
    settle()
    assert [line.name for line in shown.list.lines()] == ["final offer.txt"]


def test_a_changed_copy_is_offered_back_as_a_new_version(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    (document,) = add(office, Pasted("offer.txt", b"first"))
    shown = part(office)
    urls: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: urls.append(url) or True)
    shown.list.opened.emit(document)
    until(office, lambda: urls)
    Path(urls[0].toLocalFile()).write_bytes(b"second and longer")
    opened = Opened.of(office.window.workspace)
    opened.look()
    until(office, lambda: shown._banner.isVisible())
    shown._banner.act.click()
    until(office, lambda: not shown._banner.isVisible())
    (row,) = documents.of(office.desk, "opportunity", office.fleet)
    assert row.older == 1
    assert document_files.content(office.desk, row.id, 99) == b"second and longer"
    assert shown.list.lines()[0].badge == "Version 2"


def test_a_changed_copy_may_stay_what_it_is(office: Office) -> None:
    (document,) = add(office, Pasted("offer.txt", b"first"))
    shown = part(office)
    path = shown.opened.path(document)
    path.write_bytes(b"second and longer")
    shown.opened.look()
    until(office, lambda: shown._banner.isVisible())
    child(shown, "documents.not_now").click()
    assert not shown._banner.isVisible()
    shown.opened.look()
    settle()
    assert not shown._banner.isVisible()


def test_a_copy_is_saved_beside_the_window(office: Office, tmp_path: Path) -> None:
    (document,) = add(office, Pasted("offer.txt", b"first"))
    shown = part(office)
    shown.acts.write_to(document, tmp_path / "copy.txt")
    until(office, (tmp_path / "copy.txt").exists)
    assert (tmp_path / "copy.txt").read_bytes() == b"first"
    with office.qtbot.waitSignal(office.window.events.failed, timeout=5000):
        shown.acts.write_to(document, tmp_path / "no such folder" / "copy.txt")


def test_dragging_out_hands_over_files(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    documents_ = add(office, Pasted("a.txt", b"a"), Pasted("b.txt", b"b"))
    shown = part(office)
    dragged: list[list[str]] = []
    monkeypatch.setattr(
        QDrag, "exec", lambda self, *_args: dragged.append([url.toLocalFile() for url in self.mimeData().urls()])
    )
    shown.list.select(documents_)
    shown.list.startDrag(Qt.DropAction.CopyAction)
    assert sorted(Path(path).name for path in dragged[0]) == ["a.txt", "b.txt"]
    assert {Path(path).read_bytes() for path in dragged[0]} == {b"a", b"b"}


@pytest.mark.gesture
def test_files_are_dropped_with_the_mouse(office: Office, tmp_path: Path) -> None:
    shown = part(office)
    file = tmp_path / "dropped.txt"
    file.write_text("x")
    source = QWidget()
    office.qtbot.addWidget(source)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    drag = QDrag(source)
    drag.setMimeData(data)
    handle = office.window.windowHandle()
    target = shown.mapTo(office.window, shown.rect().center())

    def drop() -> None:
        QTest.mouseMove(handle, target)
        QTest.mouseMove(handle, target + QPoint(3, 3))
        QApplication.processEvents()
        seen.append(shown._hint.isVisible())
        QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, target + QPoint(3, 3))

    seen: list[bool] = []
    QTimer.singleShot(100, drop)
    drag.exec(Qt.DropAction.CopyAction)
    until(office, lambda: names(office) == ["dropped.txt"])
    assert seen == [True]
    assert not shown._hint.isVisible()


def test_pages_of_a_pdf_are_turned(office: Office) -> None:
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    painter = QPainter(writer)
    painter.drawText(100, 100, "One")
    writer.newPage()
    painter.drawText(100, 100, "Two")
    painter.end()
    broken = Pasted("broken.pdf", b"%PDF-1.4 nothing")
    good, bad = add(office, Pasted("offer.pdf", bytes(kept.data())), broken)
    shown = part(office)
    shown.list.select([good], good)
    until(office, lambda: shown.preview.count.text() == "Page 1 of 2")
    shown.preview.after.click()
    until(office, lambda: shown.preview.count.text() == "Page 2 of 2")
    assert not shown.preview.after.isEnabled()
    office.window.editor.run(lambda: documents.rename(office.desk, bad, "worse.pdf"))
    settle()
    assert shown.preview.count.text() == "Page 2 of 2"  # what others do turns no page
    shown.list.select([bad], bad)
    until(office, lambda: "locked or damaged" in shown.preview.nothing.sentence.text())


def test_two_hundred_documents_are_listed(office: Office) -> None:
    add(office, *(Pasted(f"{number}.txt", b"%d" % number) for number in range(200)))
    shown = part(office)
    assert len(shown.list.lines()) == 200
    assert shown.count.text() == "200 documents"
