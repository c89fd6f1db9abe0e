"""A record's activities: what is planned and what was done, planning one, and marking it done."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crmdesk.sales import activities, activity_types
from crmdesk.sales.activities import ActivityRow
from crmdesk.texts import _, _n
from crmdesk.ui import icons, theme
from crmdesk.ui.buttons import button, clear, label
from crmdesk.ui.panel import Hairline, Panel
from crmdesk.views.activities.dialogs import ask_activity, ask_done, problems_of
from crmdesk.views.activities.short import ShortForm, more_button
from crmdesk.views.activities.words import when
from crmdesk.views.records.advice import AdviceLine
from crmdesk.views.records.facts import plain_label
from crmdesk.views.screen import Workspace

_PLANNED_SHOWN, _DONE_SHOWN = 6, 5


class NextPanel(Panel):
    """What next: the planned activities with their days, a form to plan another, and the last ones done."""

    def __init__(self, workspace: Workspace, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(_("What next"), parent=parent)
        self._work, self._kind = workspace, kind
        self._record: int | None = None
        self.add = button(_("Plan"), "quiet", "plus", small=True, name="activity.add")
        self.add.clicked.connect(self._open_form)
        self.head.addWidget(self.add)
        self.advice = AdviceLine(workspace)
        self.advice.plan_requested.connect(self._open_form)
        self.body.addWidget(self.advice)
        self._rows = QWidget()
        column = QVBoxLayout(self._rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.body.addWidget(self._rows)
        self.form = self._make_form()
        self.body.addWidget(self.form)
        self.form.hide()

    def show_record(self, record: int, *, going: bool = True) -> None:
        """Show a record's activities.

        Args:
            going: something should be planned; not so once an opportunity is closed.
        """
        if record != self._record:
            self.form.hide()
        self._record = record
        if self._kind == "opportunity":
            self.advice.show_opportunity(record)
        rows = activities.of(self._work.desk, self._kind, record)
        planned = [row for row in rows if row.done_on is None]
        finished = [row for row in rows if row.done_on is not None]
        self.set_edge("accent" if planned else "line")
        clear(self._rows)
        column = self._rows.layout()
        assert column is not None
        if not planned and not self.advice.has_something():
            column.addWidget(label(_("Nothing is planned."), tone="warning" if going else "muted"))
        for row in planned[:_PLANNED_SHOWN]:
            column.addWidget(_Line(self._work, row))
        if len(planned) > _PLANNED_SHOWN:
            more = len(planned) - _PLANNED_SHOWN
            column.addWidget(label(_n("and {n} more planned", "and {n} more planned", more), tone="muted", size=12))
        if finished:
            if planned:
                column.addWidget(Hairline())
            for row in finished[:_DONE_SHOWN]:
                column.addWidget(_Line(self._work, row))
        if len(finished) > _DONE_SHOWN:
            more = len(finished) - _DONE_SHOWN
            column.addWidget(label(_n("and {n} more done", "and {n} more done", more), tone="muted", size=12))

    def _make_form(self) -> ShortForm:
        form = ShortForm(self._work.desk)
        more = more_button()
        more.clicked.connect(self._open_whole_form)
        form.add_buttons(_("Plan"), more=more)
        form.save_requested.connect(self._plan)
        form.cancel_requested.connect(self._close_form)
        return form

    def _open_form(self) -> None:
        desk = self._work.desk
        self.form.begin(activity_types.first(desk), desk.today)
        self.form.show()
        self.form.field("subject").setFocus()

    def _close_form(self) -> None:
        self.form.hide()
        self.add.setFocus()

    def _open_whole_form(self) -> None:
        """Go on in the whole form; what was typed stays here when it is left without an answer."""
        assert self._record is not None
        if ask_activity(self, self._work, self._kind, self._record, **self.form.values()):
            self._close_form()

    def _plan(self) -> None:
        values = {**self.form.told(), self._kind: self._record}
        if found := problems_of(self._work, lambda: activities.plan(self._work.desk, values)):
            self.form.set_problems(found)
        else:
            self._close_form()


class _Line(QWidget):
    """One activity: its type's icon, subject and day, and the buttons to be done with it."""

    def __init__(self, workspace: Workspace, row: ActivityRow) -> None:
        super().__init__()
        self._work, self._row = workspace, row
        type_ = str(activity_types.name(workspace.desk, row.type))
        name = row.subject or type_
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 6, 0, 6)
        across.setSpacing(theme.GAP)
        picture = QLabel()
        picture.setPixmap(
            icons.pixmap(
                activity_types.icon(workspace.desk, row.type), "accent" if row.done_on is None else "muted", 16
            )
        )
        picture.setAccessibleName(type_)
        across.addWidget(picture)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(plain_label(name, "" if row.done_on is None else "muted", strong=row.done_on is None))
        text, tone = when(workspace.desk, row)
        detail = " · ".join(part for part in (text, row.about, row.owner) if part)
        words.addWidget(plain_label(detail, tone, size=12))
        across.addLayout(words, 1)
        self._add_buttons(across, name)

    def _add_buttons(self, across: QHBoxLayout, name: str) -> None:
        desk, editor, known = self._work.desk, self._work.editor, self._row.id
        if self._row.done_on is None:
            done = button(_("Done: {name}", name=name[:60]), "quiet-icon", "check", small=True, name="activity.done")
            done.clicked.connect(lambda: ask_done(self, self._work, known))
        else:
            done = button(_("Plan again"), "quiet-icon", "undo", small=True, name="activity.open")
            done.clicked.connect(lambda: editor.run(lambda: activities.open_again(desk, [known])))
        gone = button(_("Delete: {name}", name=name[:60]), "quiet-icon", "x", small=True, name="activity.trash")
        gone.clicked.connect(lambda: editor.run(lambda: activities.trash(desk, [known])))
        across.addWidget(done)
        across.addWidget(gone)
