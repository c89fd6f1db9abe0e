"""The settings of papers: what stands on quotes and sales notes, their numbers, and the office's own templates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QImageReader, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout

from crmdesk.sales import papers
from crmdesk.sales.changes import Changes
from crmdesk.sales.fields import LANGUAGE_NAMES
from crmdesk.texts import _, _c
from crmdesk.ui import theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.fields import Choice, Integer, LongText, Text
from crmdesk.ui.forms import Form
from crmdesk.ui.panel import Panel
from crmdesk.views.screen import Workspace
from crmdesk.views.settings.page import Page

_LOGO_WIDE, _LOGO_HIGH = 900, 300  # px that are kept: three times as many as are printed
_SHOWN = QSize(180, 60)


def _sizes() -> list[tuple[str, str]]:
    """The sizes of paper with their names."""
    return [(papers.A4, _("A4")), (papers.LETTER, _c("paper", "Letter"))]


class PapersPage(Page):
    """Papers."""

    KINDS = ("setting",)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(
            workspace, _("Papers"), _("What stands on quotes and sales notes, and how their numbers begin.")
        )
        self.body.addWidget(self._build_office())
        self.body.addWidget(self._build_words())
        self.body.addWidget(self._build_templates())

    def load(self) -> None:
        told, typed = papers.read(self.desk), self.form.dirty()
        usual = dict(_sizes())[papers.usual_size(self.desk)]
        self.paper.set_choices([("", _("As in the country: {size}", size=usual)), *_sizes()])
        if not typed:
            self.form.set_values(
                {"tax_id": told.tax_id, "address": told.address, "contact": told.contact, "days": told.days,
                 "quote": told.series[papers.QUOTE], "sales_note": told.series[papers.NOTE],
                 "size": told.size}
            )  # fmt: skip
        self._show_logo(told.logo)
        if not self.words.dirty():
            self._show_words()
        own = {f"{sort}.{language}" for sort, language in told.templates}
        for key, one in self.templates.items():
            one.setText(_("Own template…") if key in own else _("Shipped template…"))

    # the office

    def _build_office(self) -> Panel:
        panel = Panel(_("The office"))
        form = self.form = Form("papers", columns=2)
        form.add("tax_id", _("Tax id"), Text())
        form.add(
            "days", _("Quotes are valid for (days)"), Integer(least=0, most=papers.MOST_DAYS), hint=_("0: without end")
        )
        form.add("quote", _("Numbers of quotes begin with"), Text(limit=papers.LONGEST_SERIES))
        form.add("sales_note", _("Numbers of sales notes begin with"), Text(limit=papers.LONGEST_SERIES))
        form.add("address", _("Address"), LongText(limit=2_000, rows=3))
        form.add("contact", _("Phone, e-mail, web"), LongText(limit=2_000, rows=3))
        self.paper = form.add("size", _("Paper"), Choice())
        form.add_buttons()
        form.save_requested.connect(self._save_office)
        form.cancel_requested.connect(self._give_up)
        panel.body.addLayout(self._build_logo())
        panel.body.addWidget(form)
        return panel

    def _give_up(self) -> None:
        self.form.mark_clean()
        self.load()

    def _save_office(self) -> None:
        values = self.form.values()
        series = {sort: values.pop(sort) for sort in papers.SORTS}
        days = values.pop("days") or 0
        problems = self.run(lambda: papers.change(self.desk, **values, days=days, series=series))
        self._tell(self.form, problems)

    # the logo

    def _build_logo(self) -> QHBoxLayout:
        self.logo = QLabel()
        self.logo.setObjectName("papers.logo")
        self.logo.setFixedSize(_SHOWN)
        self.logo.setAccessibleName(_("Logo"))
        self.choose = button(_("Choose a logo…"), small=True, name="papers.logo.choose")
        self.take_away = button(_("Take the logo away"), "quiet", small=True, name="papers.logo.remove")
        self.choose.clicked.connect(self._ask_logo)
        self.take_away.clicked.connect(lambda: self._keep_logo(b""))
        across = QHBoxLayout()
        across.setSpacing(theme.GAP_2)
        frame = self._frame = Panel(ground="paper", padding=6, radius=theme.RADIUS_CARD)
        frame.body.addWidget(self.logo)
        across.addWidget(frame)
        across.addWidget(self.choose)
        across.addWidget(self.take_away)
        across.addStretch(1)
        return across

    def _ask_logo(self) -> None:
        kinds = " ".join(f"*.{bytes(kind.data()).decode()}" for kind in QImageReader.supportedImageFormats())
        path, _kind = QFileDialog.getOpenFileName(self, _("Choose a logo"), "", _("Pictures ({kinds})", kinds=kinds))
        if path:
            self.read_logo(Path(path))

    def read_logo(self, path: Path) -> None:
        """Keep the picture of a file, made small enough."""
        image = QImageReader(str(path)).read()
        if image.isNull():
            self.workspace.events.failed.emit(_("There is no picture in that. Choose a PNG or JPEG file."))
            return
        if image.width() > _LOGO_WIDE or image.height() > _LOGO_HIGH:
            image = image.scaled(
                _LOGO_WIDE, _LOGO_HIGH, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        self._keep_logo(bytes(buffer.data().data()))

    def _keep_logo(self, png: bytes) -> None:
        if problems := self.run(lambda: papers.change(self.desk, logo=png)):
            self.workspace.events.failed.emit(" ".join(problems.values()))

    def _show_logo(self, png: bytes) -> None:
        shown = QPixmap()
        if png:
            shown.loadFromData(png)
            ratio = self.devicePixelRatioF()
            shown = shown.scaled(
                _SHOWN * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            shown.setDevicePixelRatio(ratio)
        self.logo.setPixmap(shown)
        for part in (self.take_away, self._frame):
            part.setVisible(bool(png))

    # the words

    def _build_words(self) -> Panel:
        panel = Panel(_("Words"))
        offered = [(language, str(name)) for language, name in LANGUAGE_NAMES.items()]
        self.language = Choice(offered)
        self.language.setObjectName("papers.language")
        self.language.setAccessibleName(_("Language"))
        self.language.setFixedWidth(180)
        self.language.set_value(self.desk.settings.language)
        self.language.changed.connect(self._show_words)
        form = self.words = Form("papers-words")
        form.add("intro", _("Introduction of quotes"), LongText(limit=10_000, rows=3))
        form.add("terms", _("Terms of quotes"), LongText(limit=10_000, rows=4))
        form.add("note_terms", _("Terms of sales notes"), LongText(limit=10_000, rows=3))
        form.add_buttons()
        form.save_requested.connect(self._save_words)
        form.cancel_requested.connect(self._show_words)
        panel.body.addWidget(self.language)
        panel.body.addWidget(form)
        return panel

    def _show_words(self) -> None:
        told, language = papers.read(self.desk), self.language.value()
        texts = {"intro": told.intro, "terms": told.terms, "note_terms": told.note_terms}
        self.words.set_values({name: kept.get(language, "") for name, kept in texts.items()})

    def _save_words(self) -> None:
        language, values = self.language.value(), self.words.values()
        texts = {name: {language: text} for name, text in values.items()}
        self._tell(self.words, self.run(lambda: papers.change(self.desk, **texts)))

    def _tell(self, form: Form, problems: dict[str, str]) -> None:
        if problems:
            form.set_problems(problems)
        else:
            form.mark_clean()
            self.load()

    # the templates

    def _build_templates(self) -> Panel:
        panel = Panel(_("Templates"))
        hint = _("HTML with the fields of the paper. What is emptied is as it was shipped again.")
        panel.body.addWidget(label(hint, tone="muted", wrap=True))
        names = {papers.QUOTE: _("Quote"), papers.NOTE: _("Sales note")}
        self.templates = {}
        rows = QVBoxLayout()
        rows.setSpacing(theme.GAP)
        for sort in papers.SORTS:
            across = QHBoxLayout()
            across.setSpacing(theme.GAP_2)
            said = label(names[sort])
            said.setFixedWidth(140)
            across.addWidget(said)
            for language, named in LANGUAGE_NAMES.items():
                one = self.templates[f"{sort}.{language}"] = button(
                    "", small=True, name=f"papers.template.{sort}.{language}"
                )
                one.clicked.connect(self._opener(sort, language))
                across.addWidget(label(str(named), "muted"))
                across.addWidget(one)
            across.addStretch(1)
            rows.addLayout(across)
        panel.body.addLayout(rows)
        return panel

    def _opener(self, sort: str, language: str) -> Callable[[], None]:
        def open_() -> None:
            from crmdesk.views.settings.paper_template import TemplateDialog

            dialog = TemplateDialog(self, self.desk, sort, language, self._keep_template)
            dialog.exec()
            dialog.deleteLater()

        return open_

    def _keep_template(self, action: Callable[[], Changes]) -> dict[str, str]:
        return self.run(action)
