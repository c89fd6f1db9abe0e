"""The dialog that tells of something unexpected."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit, QWidget

from crmdesk.texts import _
from crmdesk.ui.buttons import button
from crmdesk.ui.dialogs import Dialog

WIDTH = 640


class ReportDialog(Dialog):
    """Says that something went wrong, that nothing was lost, and gives the report to copy."""

    def __init__(self, text: str) -> None:
        super().__init__(
            QApplication.activeWindow() or _shown_window(),
            _("Something unexpected went wrong"),
            _("What you did last may not have been saved; everything before it was. You can go on working. "
              "The report below helps to mend it: it holds no data of your office beyond what the error itself says."),
            primary=_("Go on"),
            cancel=None,
            name="dialog.report",
            width=WIDTH,
        )  # fmt: skip
        self.report = QPlainTextEdit(text)
        self.report.setReadOnly(True)
        self.report.setObjectName("dialog.report.text")
        self.report.setAccessibleName(_("Report"))
        self.report.setFixedHeight(220)
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.body.addWidget(self.report)
        self.copy = button(_("Copy report"), icon="copy", name="dialog.report:copy")
        self.copy.clicked.connect(self._copy)
        self.buttons.insertWidget(0, self.copy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self.copy.setText(_("Copied"))


def _shown_window() -> QWidget | None:
    windows = QApplication.topLevelWidgets()
    return next((one for one in windows if isinstance(one, QMainWindow) and one.isVisible()), None)
