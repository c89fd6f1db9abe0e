"""The selected record beside its list: who it is, what can be done, its facts, and the fields edited most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.models.leads import DISQUALIFIED, GOING
from crmdesk.sales import chances, lead_statuses, lists, opportunities, phones, records, related, saving
from crmdesk.sales.fields import built_in, called_by
from crmdesk.sales.lists import ListRow
from crmdesk.texts import _, _c, _n
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import button, set_kind
from crmdesk.ui.empty import Empty
from crmdesk.ui.flow import FlowLayout
from crmdesk.ui.forms import Form
from crmdesk.ui.panel import Panel, scrolled
from crmdesk.views.leads.score import ScoreReasons
from crmdesk.views.learned import chance_and_source
from crmdesk.views.lists.columns import label_of
from crmdesk.views.records.actions import Actions
from crmdesk.views.records.editors import Editors
from crmdesk.views.records.facts import Fact, Facts, plain_label, set_plain
from crmdesk.views.screen import Workspace
from crmdesk.views.values import text_of

REST_MS = 60
"""So long the selection must rest before its record is loaded, so that rows and letters come first."""
WIDE = 330
QUICK = {
    "opportunity": ("amount", "expected_on", "owner"),
    "lead": ("status", "email", "phone", "owner"),
    "contact": ("email", "phone", "owner"),
    "company": ("phone", "email", "owner"),
    "campaign": ("cost", "owner"),
    "segment": ("owner",),
    "product": ("price", "tax", "active"),
    "quote": (),
}
FACTS = {
    "opportunity": ("key", "company", "contact", "stage", "probability", "source", "reason", "created_on", "closed_on"),
    "lead": ("source", "rating", "priority", "city", "country", "created_on", "closed_on", "reason", "look_again_on"),
    "contact": ("company", "job_title", "city", "birthday", "created_on"),
    "company": ("kind", "industry", "employees", "city", "website", "parent", "created_on"),
    "campaign": ("channels", "starts_on", "ends_on", "budget", "cost", "created_on"),
    "segment": ("of", "created_on"),
    "product": ("code", "category", "unit", "currency", "owner", "description"),
    "quote": (
        *("status", "revision", "opportunity", "client", "person", "valid_until", "sent_on", "decided_on"),
        *("net", "tax_amount", "total", "owner"),
    ),
}
PAGES = ("company", "contact", "lead", "opportunity")
_FOR_SEVERAL = {"opportunity": ("won", "lost", "more"), "lead": ("convert", "disqualify", "more")}
_BESIDE_NAME = {"lead": ("call", "write", "more")}
"""Buttons that stand beside the name, so that the others stay in one line."""
_MANY_SUMMED = 20_000


class SidePanel(Panel):
    """One record, or what several selected ones come to.

    Signals:
        menu_requested: the button with the three dots, with the ids it is about.
    """

    menu_requested = Signal(object, object)

    def __init__(self, workspace: Workspace, kind: str, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(padding=0, parent=parent)
        self._work, self._kind, self._actions = workspace, kind, actions
        self._editors = Editors(workspace.desk, kind)
        self._ids: list[int] = []
        self._base: dict[str, Any] = {}
        self.record: int | None = None
        self._trashed = False
        self._any = True
        self._beside_name = _BESIDE_NAME.get(kind, ("call", "write"))
        self.setFixedWidth(WIDE)
        self._soon = QTimer(self, singleShot=True, interval=REST_MS)
        self._soon.timeout.connect(self._show)
        self._build()

    # for the screen

    def show_records(self, ids: Sequence[int], trashed: bool) -> None:
        """Show these, when the selection has come to rest; what was typed for another is saved before."""
        if list(ids) != self._ids:
            self.settle()
        self._ids, self._trashed = list(ids), trashed
        self.refresh()

    def set_any(self, there_are: bool) -> None:
        """Whether there are rows to select; the panel asks for one only then."""
        self._any = there_are
        self._nothing.setVisible(there_are and self._place.isHidden())

    def refresh(self) -> None:
        """Read again what is shown; out of sight nothing is read."""
        if self.isVisible():
            self._soon.start()

    def settle(self) -> None:
        """Save what was typed before something else is shown; what cannot be kept is told and stays typed."""
        if self.form.dirty() and self.record is not None:
            self._save()

    # showing

    def hideEvent(self, event: QHideEvent) -> None:
        self._soon.stop()  # a closed book answers nothing
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        self._soon.start()
        super().showEvent(event)

    def _show(self) -> None:
        alone = self._ids[0] if len(self._ids) == 1 else None
        wanted = [alone] if alone is not None else []
        row = next(iter(lists.rows(self._work.desk, self._kind, wanted, trashed=self._trashed)), None)
        keeps = alone is not None and alone == self.record and self.form.dirty()
        self.record = alone if row is not None else None
        self._place.setVisible(row is not None or len(self._ids) > 1)
        self._nothing.setVisible(self._any and self._place.isHidden())
        if row is not None:
            self._show_one(row, keep_typed=keeps)
        elif self._ids:
            self._show_many()

    def _show_one(self, row: ListRow, *, keep_typed: bool) -> None:
        set_plain(self.name, str(row[called_by(self._kind)] or ""), 120)
        set_plain(self.sub, self._sub(row))
        self.sub.setVisible(bool(self.sub.text()))
        self._offer_actions(row)
        if self._kind == "lead":
            self.score.show_lead(row.id)
        self.facts.show_facts(self._facts(row))
        self.form.setVisible(not self._trashed)
        if not keep_typed:
            self._base = self._read(row.id) or {}
            self._editors.show(self.form, self._base)
            self._show_buttons()

    def _show_many(self) -> None:
        n = len(self._ids)
        self.name.setText(_n("{n} selected", "{n} selected", n))
        summed = self._sum() if self._kind == "opportunity" and n <= _MANY_SUMMED else ""
        self.sub.setText(summed)
        self.sub.setVisible(bool(summed))
        for known, one in self.buttons.items():
            several = ("restore",) if self._trashed else _FOR_SEVERAL.get(self._kind, ("more",))
            one.setVisible(known in several)
        self.score.hide()
        self.facts.show_facts([])
        self.form.hide()

    def _sum(self) -> str:
        rows = lists.rows(self._work.desk, self._kind, self._ids, ["amount"], trashed=self._trashed)
        amount = sum(row["amount"] or 0 for row in rows)
        return _("{amount} in all", amount=formats.money(amount, self._work.desk.currency))

    def _sub(self, row: ListRow) -> str:
        if self._kind == "opportunity":
            amount = formats.money(row["amount"], self._work.desk.currency, decimals=True)
            return " · ".join(part for part in (row["company"] or row["contact"], amount) if part)
        names = {"lead": ("job_title", "company"), "contact": ("job_title", "company"), "company": ("industry", "city")}
        names["quote"] = ("number", "client")
        return " · ".join(str(row[name]) for name in names.get(self._kind, ("description",)) if row[name])

    def _facts(self, row: ListRow) -> list[Fact]:
        found = []
        for name in FACTS[self._kind]:
            field = built_in(self._kind, name)
            text = text_of(self._work.desk, field, row[name]) if name != "probability" else self._chance(row)
            text = text.replace("\n", ", ")
            linked = row[f"{name}_id"] if field.links_to in ("company", "contact", "opportunity") else None
            opens = self._opener(field.links_to or "", linked) if linked else None
            found.append(Fact(label_of(self._work.desk, self._kind, field), text, opens))
        for field in self._work.desk.settings.own_fields(self._kind):
            text = text_of(self._work.desk, field, row[field.name]).replace("\n", ", ")
            linked = row[f"{field.name}_id"] if field.links_to in PAGES else None
            opens = self._opener(field.links_to or "", linked) if linked else None
            found.append(Fact(str(field.label), text, opens))
        return found

    def _chance(self, row: ListRow) -> str:
        """The probability that counts for an open opportunity, and whose it is."""
        known = chances.of(self._work.desk, row.id) if row["state"] == "open" else None
        return chance_and_source(known) if known is not None else ""

    def _opener(self, kind: str, record: int) -> Any:
        return lambda: self._work.navigator.open_record(kind, record)

    def _is_worked(self, row: ListRow) -> bool:
        return lead_statuses.kind_of(row["status_id"]) in (None, *GOING)

    def _offer_actions(self, row: ListRow) -> None:
        reach = related.reach(self._work.desk, self._kind, row.id)
        going = self._kind == "opportunity" and row["state"] == "open"
        worked = self._kind == "lead" and self._is_worked(row) and not self._trashed
        set_kind(self.buttons["open"], "plain" if worked else "primary")  # then converting is the next step
        wanted = {
            "convert": worked,
            "open": not self._trashed,
            "restore": self._trashed,
            "call": bool(reach.phone) and not self._trashed,
            "write": bool(reach.email) and not self._trashed,
            "disqualify": worked,
            "won": going and not self._trashed,
            "lost": going and not self._trashed,
            "more": not self._trashed,
        }
        for known, one in self.buttons.items():
            one.setVisible(wanted[known])
        self.buttons["call"].setToolTip(phones.shown(reach.phone, self._work.desk.settings.country))
        self.buttons["write"].setToolTip(reach.email)

    # saving

    def _read(self, record: int) -> dict[str, Any] | None:
        desk, kind = self._work.desk, self._kind
        return opportunities.read(desk, record) if kind == "opportunity" else records.read(desk, kind, record)

    def _save(self) -> None:
        record, values = self.record, self._editors.changed(self.form)
        if record is None or not values:
            return
        try:
            self._work.editor.attempt(lambda: saving.save(self._work.desk, self._kind, record, values, self._base))
        except FieldProblems as refused:
            self.form.set_problems({name: str(text) for name, text in refused.problems.items()})
            if record not in self._ids:
                self._work.events.failed.emit(_("Not saved: {problem}", problem=str(refused)))
        except DomainError as refused:
            self._work.events.failed.emit(str(refused))
        else:
            self._base = self._read(record) or {}
            self._editors.show(self.form, self._base)
            self._show_buttons()

    def _show_buttons(self) -> None:
        for one in self._form_buttons:
            one.setVisible(self.form.dirty())

    def _give_up(self) -> None:
        self._editors.show(self.form, self._base)
        self._show_buttons()

    # building

    def _build(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(theme.GAP_2)
        head = QVBoxLayout()
        head.setSpacing(2)
        self.name = plain_label("", size=15, strong=True)
        self.sub = plain_label("", "muted")
        head.addWidget(self.name)
        head.addWidget(self.sub)
        top = QHBoxLayout()
        top.setSpacing(theme.GAP)
        top.addLayout(head, 1)
        column.addLayout(top)
        column.addLayout(self._action_row())
        for known in self._beside_name:
            top.addWidget(self.buttons[known], 0, Qt.AlignmentFlag.AlignTop)
        self.score = ScoreReasons(self._work.desk)
        self.score.hide()
        column.addWidget(self.score)
        self.facts = Facts()
        column.addWidget(self.facts)
        self.form = self._quick_form()
        column.addWidget(self.form)
        column.addStretch(1)
        self._nothing = Empty(
            "panel-right", _("Nothing selected"), detail=_("Select a row to see it here and edit it at once.")
        )
        self.body.setSpacing(0)
        self._place = scrolled(page)
        self.body.addWidget(self._place, 1)
        self.body.addWidget(self._nothing, 1)
        self._place.hide()

    def _action_row(self) -> FlowLayout:
        across = FlowLayout(gap=6)
        self.buttons: dict[str, QPushButton] = {
            "convert": button(_("Convert…"), "primary", small=True, name="side.convert"),
            "open": button(_c("verb", "Open"), "primary", small=True, name="side.open"),
            "restore": button(_("Restore"), "primary", small=True, name="side.restore"),
            "disqualify": button(_("Disqualify…"), small=True, name="side.disqualify"),
            "won": button(_("Won…"), "positive", small=True, name="side.won"),
            "lost": button(_("Lost…"), "danger", small=True, name="side.lost"),
            "call": button(_c("verb", "Call"), "icon", "phone", small=True, name="side.call"),
            "write": button(_("Write an e-mail"), "icon", "mail", small=True, name="side.write"),
            "more": button(_("More"), "icon", "more", small=True, name="side.more"),
        }
        acts = {
            "convert": lambda: self._actions.convert(self._ids),
            "open": lambda: self._actions.open(self._ids[0]),
            "restore": lambda: self._actions.restore(self._ids),
            "disqualify": lambda: self._actions.give_up(self._ids, DISQUALIFIED),
            "won": lambda: self._actions.win(self._ids),
            "lost": lambda: self._actions.lose(self._ids),
            "call": lambda: self._actions.call(self._ids[0]),
            "write": lambda: self._actions.write(self._ids[0]),
            "more": self._ask_menu,
        }
        for known, one in self.buttons.items():
            one.clicked.connect(acts[known])
            if known not in self._beside_name:
                across.addWidget(one)
            one.hide()
        return across

    def _ask_menu(self) -> None:
        more = self.buttons["more"]
        self.menu_requested.emit(list(self._ids), more.mapToGlobal(more.rect().bottomLeft()))

    def _quick_form(self) -> Form:
        form = Form(f"{self._kind}-quick")
        for name in QUICK[self._kind]:
            field = built_in(self._kind, name)
            form.add(name, label_of(self._work.desk, self._kind, field), self._editors.editor(name))
        save = form.add_buttons()
        save.setProperty("small", True)
        cancel = form.findChild(QPushButton, f"form.{self._kind}-quick:cancel")
        self._form_buttons = [one for one in (cancel, save) if one is not None]
        form.set_check(lambda _values: self._editors.problems(form, new=False))
        form.save_requested.connect(self._save)
        form.cancel_requested.connect(self._give_up)
        form.edited.connect(lambda _name: self._show_buttons())
        for one in self._form_buttons:
            one.hide()
        return form
