"""The page of one record: head, steps of an opportunity, the form, and beside it what next, facts and what belongs."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from crmdesk.models.errors import DetailsNeeded, DomainError, FieldProblems, StaleRecordError
from crmdesk.models.leads import CONVERTED, DISQUALIFIED, GOING, NOT_CONVERTED
from crmdesk.sales import (
    choices,
    conversion,
    lead_statuses,
    opportunities,
    phones,
    pictures,
    records,
    related,
    saving,
    words,
)
from crmdesk.sales.changes import Changes
from crmdesk.sales.fields import field_of
from crmdesk.sales.learning import asking
from crmdesk.sales.ways import TYPE_OF
from crmdesk.texts import _
from crmdesk.ui import icons, theme
from crmdesk.ui.forms import Form
from crmdesk.ui.keys import Keys
from crmdesk.ui.panel import Panel, scrolled
from crmdesk.views.board.closing import Details, ask_details
from crmdesk.views.converting.panel import BecamePanel
from crmdesk.views.leads.score import ScoreReasons
from crmdesk.views.lists.columns import label_of
from crmdesk.views.records import describe
from crmdesk.views.records.actions import Actions
from crmdesk.views.records.around import Around, SumsStrip
from crmdesk.views.records.chance import ChancePanel
from crmdesk.views.records.changes import ChangesPanel
from crmdesk.views.records.drafts import Draft
from crmdesk.views.records.editors import Editors
from crmdesk.views.records.facts import Facts
from crmdesk.views.records.head import Banner, Footer, Head
from crmdesk.views.records.layout import BELOW, WIDE, beside, sections
from crmdesk.views.records.next import NextPanel
from crmdesk.views.records.papers import Papers
from crmdesk.views.records.stepper import StageSteps
from crmdesk.views.records.timeline import TimelinePanel
from crmdesk.views.screen import Screen, Workspace

LISTS = {
    "opportunity": "opportunities",
    "lead": "leads",
    "contact": "contacts",
    "company": "companies",
    "campaign": "campaigns",
    "segment": "segments",
    "product": "products",
    "quote": "quotes",
}
CLIENTS = ("company", "contact")
"""Kinds that opportunities are with: their pages show everything around them."""
_DRAFT_AFTER_MS = 1000
_SIDE_WIDE, _SIDE_NARROW = 330, 272
_NARROW_BELOW = 980  # px


class RecordPage(Screen):
    """One record, or an empty form for a new one.

    Attributes:
        record: its id; None while it is new.
        form: the form as it stands; made anew when the record's state asks for other fields.
    """

    def __init__(self, workspace: Workspace, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.kind = self.adds = kind
        self.record: int | None = None
        self._first: dict[str, Any] = {}  # values a new record begins with
        self._base: dict[str, Any] = {}  # what the form was given, for noticing others' changes
        self._draft = Draft(workspace.desk, kind)
        self._shape: Any = None
        self._editors = Editors(workspace.desk, kind)
        self.actions_ = Actions(workspace, kind, self)
        self._later = QTimer(self, singleShot=True, interval=_DRAFT_AFTER_MS)
        self._later.timeout.connect(self._keep_draft)
        self.form = Form(kind)
        self._build()
        self._add_keys()

    # what the window asks

    def title(self) -> str:
        word = words.word(self.workspace.desk, self.kind)
        return word.new() if self.record is None else word.many

    def primary(self) -> str:
        return "" if self.record is None else words.word(self.workspace.desk, self.kind).new()

    def run_primary(self) -> None:
        self.workspace.navigator.new_record(self.kind)

    def place(self) -> dict[str, Any]:
        return {"record": self.record, "values": self._first if self.record is None else {}}

    def show_place(self, place: dict[str, Any]) -> None:
        """Show a record (``record``: its id), or a new one with first ``values``.

        With ``tab`` and ``sought`` it is shown where one of its messages or documents is.
        """
        self._later.stop()
        self._set_waiting(False)
        self.record = place.get("record")
        self._first = dict(place.get("values") or {})
        self._draft.begin(self.record, self._first)
        self._stale = None
        self._banner.hide()
        self._form_place.verticalScrollBar().setValue(0)
        if self.record is not None and not related.is_here(self.workspace.desk, self.kind, self.record):
            self._leave_gone(say=True)
            return
        self._fill(self._read(), {})
        self._restore_draft()
        if self.record is None:
            QTimer.singleShot(0, self, lambda: self.form.focus_first())  # the form may be another one by then
        elif (sought := place.get("sought")) is not None:
            self._seek(place["tab"], sought)

    def _seek(self, tab: str, one: int) -> None:
        """Show one of the record's messages or documents, which stand on a sheet."""
        QTimer.singleShot(0, self, lambda: self._papers.seek(tab, one))  # a sheet holds on to whoever opens it

    def may_leave(self) -> bool:
        self._keep_draft()
        return True

    # showing

    def load(self) -> None:
        """Show the record as it is now; what is typed stays typed."""
        if self._draft.name:
            self._refresh(say=True)

    def update_for(self, changes: Changes) -> None:
        if self._was_awaited(changes):
            self._set_waiting(False)
            self._saved(changes)
            return
        self._refresh(say=changes.label is None)

    def _refresh(self, *, say: bool) -> None:
        if self.record is None:
            if not self.form.dirty():
                self._fill(self._base, {})  # the choices may be others now, and the office's own fields too
            return
        if not related.is_here(self.workspace.desk, self.kind, self.record):
            self._leave_gone(say=say)
            return
        typed = self.form.draft()
        kept = {name: self._base[name] for name in typed if name in self._base}
        self._fill(self._read(), typed)
        self._base |= kept

    def _read(self) -> dict[str, Any]:
        if self.record is None:
            return self._begin()
        desk, kind, record = self.workspace.desk, self.kind, self.record
        found = opportunities.read(desk, record) if kind == "opportunity" else records.read(desk, kind, record)
        return found or {}

    def _begin(self) -> dict[str, Any]:
        """What a new record starts with."""
        begun: dict[str, Any] = {"owner": self.workspace.desk.user}
        if self.kind == "opportunity" and (offered := choices.open_stages()):
            begun["stage"] = offered[0][0]
        if self.kind == "product":
            begun |= {"active": True, "currency": self.workspace.desk.currency}
        if self.kind == "lead":
            begun["status"] = lead_statuses.first_open()
        return {**begun, **self._first}

    def _fill(self, values: dict[str, Any], typed: dict[str, Any]) -> None:
        self._base = values
        composed = self._editors.is_composed(values)
        own = self.workspace.desk.settings.own_fields(self.kind)
        shape = tuple((field.name, field.type, field.links_to) for field in own)
        self._make_form((self.record is None, self._state(values), composed, shape))
        self._editors.show(self.form, values)
        if typed:
            self.form.restore(typed)
        self._show_rest(values)

    def _state(self, values: dict[str, Any]) -> str | None:
        """Open, won or lost; of a lead the kind of its status."""
        return lead_statuses.kind_of(values.get("status")) if self.kind == "lead" else values.get("state")

    def _show_rest(self, values: dict[str, Any]) -> None:
        """Everything around the form."""
        known = self.record is not None
        for part in (self._next, self._facts_panel):
            part.setVisible(known)
        self._sums.setVisible(known and self.kind in CLIENTS)
        self._around.setVisible(known and self.kind in CLIENTS)
        self._papers.setVisible(known and self.kind in ("lead", *CLIENTS))
        foretold = known and asking.is_foretold(self.workspace.desk, self.kind, self.record or 0)
        self._chance.setVisible(foretold)
        self._steps.setVisible(known and self.kind == "opportunity")
        self._side.setVisible(known)
        self._head.setVisible(known)  # a new one is named in the bar above
        if self.record is None:
            self._changes.hide()
            return
        desk = self.workspace.desk
        name = str(values.get("title") or values.get("name") or "")
        self._head.show_record(name, str(values.get("key") or ""), describe.sub_line(desk, self.kind, self.record))
        self._show_became(self.record)
        self._score_panel.setVisible(self.kind == "lead" and self._score.show_lead(self.record))
        self._offer(values)
        self._next.show_record(self.record, going=self._state(values) in (None, *GOING))
        self.facts.show_facts(describe.facts(self.workspace, self.kind, self.record, values))
        if self.kind == "opportunity":
            self._steps.show_record(self.record, values)
        if self.kind in ("lead", *CLIENTS):
            self._head.portrait.show_person(name, pictures.of(desk, self.kind, self.record))
            self._head.portrait.show()
            self._papers.show_record(self.record, name)
        if self.kind in CLIENTS:
            last = describe.last_contact(desk, self.kind, self.record)
            self._sums.show_sums(related.sums(desk, self.kind, self.record), desk.currency, last)
            self._around.show_record(self.record, name)
        if foretold:
            self._chance.show_record(self.record)
        self._show_changes(self.record)

    def _show_changes(self, record: int) -> None:
        self._changes.show_record(record)

    def _show_became(self, record: int) -> None:
        """What a converted lead became; it is read-only then."""
        became = conversion.became(self.workspace.desk, record) if self.kind == "lead" else None
        self._became.setVisible(became is not None)
        self.form.setEnabled(became is None)
        self._footer.setVisible(became is None)
        if became is not None:
            self._became.show_lead(record, became)

    def _offer(self, values: dict[str, Any]) -> None:
        reach = related.reach(self.workspace.desk, self.kind, self.record or 0)
        wanted = [name for name, text in (("call", reach.phone), ("write", reach.email)) if text]
        if self.kind == "opportunity":
            wanted += ["won", "lost"] if values.get("state") == "open" else ["reopen"]
        if self.kind == "lead" and self._became.isHidden():
            wanted.append("convert")
            state = self._state(values)
            wanted += ["disqualify"] if state in GOING else [] if state == CONVERTED else ["reopen"]
        self._head.offer(*wanted, "more")
        self._head.buttons["call"].setToolTip(phones.shown(reach.phone, self.workspace.desk.settings.country))
        self._head.buttons["write"].setToolTip(reach.email)

    def _leave_gone(self, *, say: bool) -> None:
        """The record is not there any more: go where the user came from."""
        self._later.stop()
        self.record = None
        self._draft.end()
        if say:
            self.workspace.navigator.say(_("This record is not there any more."))
        QTimer.singleShot(0, self._go_back)

    def _go_back(self) -> None:
        self.workspace.navigator.back()
        if self.isVisible() and not self._draft.name:
            self.workspace.navigator.go(LISTS[self.kind])

    # the form

    def _make_form(self, shape: Any) -> None:
        if shape == self._shape:
            return
        self._shape = shape
        new, state, composed, own = shape
        names = tuple(name for name, _type, _links_to in own)
        made = Form(self.kind, columns=2)
        for section in sections(self.kind, new=new, state=state, composed=composed, own=names):
            made.section(str(section.title) if section.title else "")
            for name in section.fields:
                self._add_field(made, name, new=new)
        self._editors.follow_currency(made)
        made.body.addStretch(1)
        made.body.setContentsMargins(20, 16, 20, 16)
        made.set_check(lambda _values: self._editors.problems(made, new=self.record is None))
        made.save_requested.connect(self.save)
        made.cancel_requested.connect(self._cancel)
        made.edited.connect(lambda _name: self._later.start())
        self.form = made
        self._form_place.setWidget(made)
        made.setAutoFillBackground(False)  # the scroll area turns it on
        self._footer.take(made)

    def _add_field(self, form: Form, name: str, *, new: bool) -> None:
        field = field_of(self.workspace.desk, self.kind, name)
        composed = self.kind == "opportunity" and name == "title" and new
        hint = _("Left empty, it is made of client and product.") if composed else ""
        form.add(
            name,
            label_of(self.workspace.desk, self.kind, field),
            self._editors.editor(name),
            required=field.required and not composed and not (new and self.kind in ("lead", "contact")),
            hint=hint,
            wide=name in WIDE or (field.custom is not None and field.type in ("long", "choices")),
            beside=beside(self.kind, name),
            below=BELOW.get(name, ""),
            share=int(name.endswith("_note")),
        )
        if name in TYPE_OF:
            form.field(name).promoted.connect(lambda place: self._editors.make_first(form, name, place))

    def save(self) -> None:
        """Save what was typed; a refusal is shown beside its field, and what was typed stays."""
        if self._waiting:
            return
        if self.record is not None and not self.form.dirty():
            self.workspace.navigator.say(_("Nothing was changed."))
            return
        typed = self._editors.changed(self.form)
        if self.record is None:
            typed = {name: value for name, value in self._editors.values(self.form).items() if value not in (None, [])}
        try:
            changes = self._attempt(typed)
        except FieldProblems as refused:
            self.form.set_problems(self._editors.beside(self.form, refused.problems))
        except StaleRecordError as refused:
            self._say_stale(refused)
        except DomainError as refused:
            self.form.set_problems({refused.field or "": str(refused)})
        else:
            if changes is not None:
                self._saved(changes)

    def _attempt(self, typed: dict[str, Any]) -> Changes | None:
        """Save, asking what closing needs; None when it was cancelled, or goes on with a worker."""
        desk = self.workspace.desk
        told: Details | None = None
        while True:
            try:
                changes = self.workspace.editor.attempt(self._action(typed, told))
            except DetailsNeeded as needed:
                told = ask_details(self, desk, needed, told)
                if told is None:
                    return None
            else:
                self._set_waiting(changes is None)
                return changes

    def _set_waiting(self, waiting: bool) -> None:
        """Another program is writing: a worker goes on with the save, and it is not asked for twice meanwhile."""
        self._waiting = waiting
        self._footer.save.setEnabled(not waiting)
        if waiting:
            self.workspace.navigator.say(
                _("Another program is writing to the book. This is saved as soon as it is done.")
            )

    def _was_awaited(self, changes: Changes) -> bool:
        """Whether these are the changes a worker was left to save."""
        ids = changes.added.get(self.kind, ()) if self.record is None else changes.of(self.kind)
        return self._waiting and bool(ids) and self.record in (None, *ids)

    def _action(self, typed: dict[str, Any], told: Details | None) -> Any:
        desk, kind, record, base = self.workspace.desk, self.kind, self.record, dict(self._base)
        return lambda: saving.save(desk, kind, record, typed, base if record is not None else None, told)

    def _saved(self, changes: Changes) -> None:
        self._drop_draft()
        self._banner.hide()
        if self.record is None:
            self.record = saving.added(changes, self.kind)
            self._first = {}
            self._draft.begin(self.record, {})
        self._fill(self._read(), {})
        refresh = getattr(self.workspace.navigator, "refresh_frame", None)
        if refresh is not None:
            refresh()

    def _cancel(self) -> None:
        """Esc: back; what was typed stays as a draft."""
        self.workspace.navigator.back()

    def _say_stale(self, refused: StaleRecordError) -> None:
        self._stale_said = True
        self._banner.say(str(refused), _("Load again, keep what I typed"))

    def _banner_acted(self) -> None:
        """Load the record again (what was typed stays, over what others wrote), or give a restored draft up."""
        self._banner.hide()
        if self._stale_said:
            self._stale_said = False
            self._fill(self._read(), self.form.draft())
        else:
            self._drop_draft()
            self._fill(self._read(), {})

    # drafts

    def _keep_draft(self) -> None:
        self._later.stop()
        if not self._draft.keep(self.form.draft(), self._base):
            self._later.start()  # the book is busy: a little later

    def _restore_draft(self) -> None:
        kept = self._draft.kept()
        if kept is None:
            return
        typed, base = kept
        self.form.restore(typed)
        self._later.stop()
        if not self.form.dirty():
            self._drop_draft()
            return
        if self.record is not None:
            self._base |= base
        self._stale_said = False
        self._banner.say(_("What you typed here last time was kept, and is not saved yet."), _("Discard it"))

    def _drop_draft(self) -> None:
        self._later.stop()
        self._draft.drop()

    # what the head asks

    def _asked(self, what: str) -> None:
        if self.record is None:
            return
        if what == "more":
            self._open_menu()
            return
        record, acts = self.record, self.actions_
        {
            "won": lambda: acts.win([record]),
            "lost": lambda: acts.lose([record]),
            "disqualify": lambda: acts.give_up([record], DISQUALIFIED),
            "reopen": lambda: acts.reopen([record]),
            "convert": lambda: acts.convert([record]),
            "call": lambda: self._reach(record, phone=True),
            "write": lambda: self._reach(record, phone=False),
        }[what]()

    def _put_picture(self, png: bytes) -> None:
        desk, kind, record = self.workspace.desk, self.kind, self.record or 0
        self.workspace.editor.run(lambda: pictures.put(desk, kind, record, png))

    def _remove_picture(self) -> None:
        desk, kind, record = self.workspace.desk, self.kind, self.record or 0
        self.workspace.editor.run(lambda: pictures.remove(desk, kind, record))

    def _reach(self, record: int, *, phone: bool) -> None:
        """Call or write; where there are several numbers or addresses, ask which."""
        reach = related.reach(self.workspace.desk, self.kind, record)
        if len(reach.phones if phone else reach.emails) < 2:
            (self.actions_.call if phone else self.actions_.write)(record)
            return
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        self.actions_.ways_menu(menu, record, phone=phone, email=not phone)
        self._drop_menu(menu, "call" if phone else "write")

    def _drop_menu(self, menu: QMenu, name: str) -> None:
        below = self._head.buttons[name]
        menu.popup(below.mapToGlobal(QPoint(0, below.height() + 4)))

    def _open_menu(self) -> None:
        record = self.record
        if record is None:
            return
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        if self.kind == "opportunity":
            self._add_to(menu, _("Copy the key"), "hash", lambda: self.actions_.copy_key(record))
            held = self._base.get("hold_until")
            if held is not None and held > self.workspace.desk.today:
                self._add_to(menu, _("Take up again"), "clock", lambda: self.actions_.release([record]))
            elif self._base.get("state") == "open":
                self._add_to(menu, _("Set aside…"), "clock", lambda: self.actions_.hold([record]))
        if self.kind == "lead" and self._state(self._base) in GOING:
            self._add_to(
                menu, _("Close without converting…"), "x", lambda: self.actions_.give_up([record], NOT_CONVERTED)
            )
        self._add_to(menu, _("Move to the trash"), "trash", lambda: self.actions_.trash([record]))
        self._drop_menu(menu, "more")

    def _add_to(self, menu: QMenu, text: str, icon: str, act: Any) -> None:
        action = menu.addAction(text)
        icons.put(action, icon, "muted", 16)
        action.triggered.connect(lambda _checked=False: act())

    def _move(self, stage: object) -> None:
        if self.record is not None and isinstance(stage, int) and stage != self._base.get("stage"):
            self.actions_.move([self.record], stage)

    # building

    def _build(self) -> None:
        self._stale_said = False
        self._waiting = False
        self.workspace.events.failed.connect(lambda _text: self._set_waiting(False))
        self._head = Head()
        self._head.asked.connect(self._asked)
        self._head.portrait.chosen.connect(self._put_picture)
        self._head.portrait.removed.connect(self._remove_picture)
        self._head.portrait.refused.connect(self.workspace.events.failed)
        self._banner = Banner()
        self._banner.acted.connect(self._banner_acted)
        self._sums = SumsStrip()
        self._steps = StageSteps(self.workspace.desk)
        self._steps.chosen.connect(self._move)
        self._form_place = scrolled(self.form)
        self._footer = Footer(self.kind)
        panel = Panel(padding=1)
        panel.body.setSpacing(0)
        panel.body.addWidget(self._form_place, 1)
        panel.body.addWidget(self._footer)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.GAP_3, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.GAP_2)
        for part in (self._head, self._sums, self._steps, self._banner):
            column.addWidget(part)
        self._arrange(column, panel, self._build_side())

    def _arrange(self, column: QVBoxLayout, form: Panel, side: QWidget) -> None:
        """Put the form, and what stands beside it, below the head."""
        rows = QHBoxLayout()
        rows.setSpacing(theme.GAP_3)
        rows.addWidget(form, 1)
        rows.addWidget(side)
        column.addLayout(rows, 1)

    def _build_side(self) -> QWidget:
        self._next = NextPanel(self.workspace, self.kind)
        self.facts = Facts()
        self._facts_panel = Panel()
        self._facts_panel.body.addWidget(self.facts)
        self._around = Around(self.workspace, self.kind)
        self._papers = Papers(self.workspace, self.kind)
        self._papers.hide()  # shown where there is a record to which papers belong
        self._chance = ChancePanel(self.workspace, self.kind, self._type_probability)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP_3)
        lived = self.kind in ("lead", *CLIENTS)
        self._changes = (TimelinePanel if lived else ChangesPanel)(self.workspace, self.kind)
        self._became = BecamePanel(self.workspace)
        self._became.hide()
        self._score = ScoreReasons(self.workspace.desk)
        self._score_panel = Panel()
        self._score_panel.body.addWidget(self._score)
        for part in (
            self._became, self._score_panel, self._next, self._chance, self._facts_panel, self._around, self._papers,
            self._changes,
        ):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        self._side = scrolled(content)
        self._side.setFixedWidth(_SIDE_WIDE)
        return self._side

    def _type_probability(self) -> None:
        """Take the user to where an own probability is typed."""
        field = self.form.field("probability")
        self._form_place.ensureWidgetVisible(field)
        field.setFocus()

    def _add_keys(self) -> None:
        keys = getattr(self.workspace.navigator, "keys", None)
        if isinstance(keys, Keys):
            keys.bind(("Ctrl+S", "Ctrl+Return"), lambda: self.form.save(), within=self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._later.stop()  # `may_leave` has kept the draft

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(_SIDE_NARROW if self.width() < _NARROW_BELOW else _SIDE_WIDE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._cancel()
        else:
            super().keyPressEvent(event)
