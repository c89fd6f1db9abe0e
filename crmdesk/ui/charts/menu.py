"""What the right click on a chart offers: copies and files."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMenu

from crmdesk.texts import _
from crmdesk.ui.charts import export
from crmdesk.ui.icons import icon

if TYPE_CHECKING:
    from crmdesk.ui.charts.base import Chart


def fill_menu(menu: QMenu, chart: Chart) -> None:
    """Add the actions; those for figures are off where the chart was given none."""
    menu.addAction(icon("image"), _("Copy image"), lambda: export.copy_image(chart))
    copy = menu.addAction(icon("copy"), _("Copy data"), lambda: export.copy_data(chart.sheet.headers, chart.sheet.rows))
    menu.addSeparator()
    menu.addAction(_("Save as PNG…"), lambda: _ask(chart, "png", _("Picture"), lambda to: export.save_png(chart, to)))
    menu.addAction(_("Save as SVG…"), lambda: _ask(chart, "svg", _("Drawing"), lambda to: export.save_svg(chart, to)))
    table = menu.addAction(_("Save as CSV…"), lambda: _ask(chart, "csv", _("Table"), lambda to: _save_csv(chart, to)))
    for action in (copy, table):
        action.setEnabled(bool(chart.sheet.rows))


def write(chart: Chart, path: str, save: Callable[[str], None]) -> None:
    """Save, and say so or why not."""
    try:
        save(path)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        chart.failed.emit(_("The file {path} could not be written: {reason}", path=path, reason=reason))
    else:
        chart.saved.emit(path)


def file_name(title: str, ending: str) -> str:
    """A name that every desktop takes."""
    plain = re.sub(r'[\\/:*?"<>|\x00-\x1f\s]+', " ", title).strip(" .")[:80]
    return f"{plain or 'chart'}.{ending}"


def _ask(chart: Chart, ending: str, kind: str, save: Callable[[str], None]) -> None:
    name = file_name(chart.title(), ending)
    path, _filter = QFileDialog.getSaveFileName(chart.window(), _("Save chart"), name, f"{kind} (*.{ending})")
    if path:
        write(chart, path if path.lower().endswith("." + ending) else f"{path}.{ending}", save)


def _save_csv(chart: Chart, path: str) -> None:
    export.save_csv(chart.sheet.headers, chart.sheet.rows, path)
