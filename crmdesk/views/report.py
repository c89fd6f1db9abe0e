"""What happens when something unexpected goes wrong: it is written down, and told with a report to copy."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from crmdesk import __version__
from crmdesk.views import remembered

MOST_BYTES = 1_000_000  # the log begins anew after that, and the one before is kept


class LogFile(logging.Handler):
    """Warnings and worse, in the user's log folder; the file is made when there is something to say."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        self.path: Path | None = None

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(OSError):
            self._append(self.format(record))

    def _append(self, text: str) -> None:
        self.path = self.path or remembered.log_folder() / "crmdesk.log"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists() and self.path.stat().st_size > MOST_BYTES:
            self.path.replace(self.path.with_suffix(".log.1"))
        with self.path.open("a", encoding="utf-8") as file:
            file.write(text + "\n")


class Reporter(QObject):
    """Takes what nobody else caught, from any thread, and tells it once at a time.

    What was being written is taken back by its transaction before this hears of it, so nothing half-done stays.
    """

    _caught = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.log_file = LogFile()
        self._telling = False
        # later, when what failed has been left, and on the window's thread
        self._caught.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._before = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """Hear of everything that nobody catches from now on."""
        logging.getLogger().addHandler(self.log_file)
        sys.excepthook = self.report
        threading.excepthook = lambda given: self.report(
            given.exc_type, given.exc_value or given.exc_type(), given.exc_traceback
        )

    def uninstall(self) -> None:
        """Leave it to who heard of it before."""
        logging.getLogger().removeHandler(self.log_file)
        sys.excepthook, threading.excepthook = self._before

    def report(self, kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        """Write a problem down and tell it; a second one while the first is being told is only written down."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        text = report_text(kind, problem, trace)
        with contextlib.suppress(Exception):  # the report itself must never be what goes wrong next
            logging.getLogger("crmdesk").error("unexpected problem\n%s", text)
        if sys.stderr is not None:
            sys.stderr.write(text + "\n")
        if not self._telling:
            self._telling = True
            self._caught.emit(text)

    def _tell(self, text: str) -> None:
        try:
            from crmdesk.views.report_dialog import ReportDialog  # hopefully never needed

            dialog = ReportDialog(text)
            dialog.exec()
            dialog.deleteLater()
        finally:
            self._telling = False


def report_text(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> str:
    """The report: versions, system, and where it happened."""
    import platform
    import traceback

    from PySide6.QtCore import qVersion

    head = [
        f"CRM Desk {__version__}, Python {platform.python_version()}, Qt {qVersion()}",
        f"{platform.platform()}, {QGuiApplication.platformName()}",
        datetime.now().astimezone().isoformat(timespec="seconds"),
        "",
    ]
    return "\n".join(head) + "\n" + "".join(traceback.format_exception(kind, problem, trace)).rstrip()
