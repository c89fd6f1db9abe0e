"""Qt's own texts (standard dialogs, line menus) and numbers in the language of the program."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from crmdesk import texts
from crmdesk.ui import formats


class _Spoken:
    translator: QTranslator | None = None


def speak(app: QApplication) -> None:
    """Let Qt speak the language in use."""
    QLocale.setDefault(formats.locale())
    if _Spoken.translator is not None:
        app.removeTranslator(_Spoken.translator)
        _Spoken.translator = None
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    translator = QTranslator(app)
    if texts.language() != "en" and translator.load(f"qtbase_{texts.language()}", folder):
        app.installTranslator(translator)
        _Spoken.translator = translator
