"""What can be done to records from a list, its side panel, its menu and a record's page: one function for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from crmdesk.models.errors import DomainError
from crmdesk.models.pipeline import LOST, WON
from crmdesk.sales import (
    bulk,
    campaigns,
    chances,
    choices,
    closing,
    lead_statuses,
    leads,
    lists,
    opportunities,
    phones,
    pipeline,
    records,
    related,
)
from crmdesk.sales.changes import Changes
from crmdesk.sales.fields import CUSTOM
from crmdesk.sales.saving import New
from crmdesk.texts import _, _n
from crmdesk.ui import icons
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.forms import Form
from crmdesk.ui.tags import Tags
from crmdesk.views.board.closing import close_with_questions
from crmdesk.views.board.holding import ask_hold, release
from crmdesk.views.records.editors import Editors
from crmdesk.views.screen import Workspace


class Actions:
    """Acts on records of one kind by their ids, through the editor."""

    def __init__(self, workspace: Workspace, kind: str, asker: QWidget) -> None:
        """Args:
        asker: the widget whose window questions are asked over.
        """
        self._work, self._kind, self._asker = workspace, kind, asker

    # every kind

    def open(self, record: int) -> None:
        self._work.navigator.open_record(self._kind, record)

    def trash(self, ids: Sequence[int]) -> Changes | None:
        return self._work.editor.run(lambda: records.trash(self._work.desk, self._kind, ids))

    def restore(self, ids: Sequence[int]) -> Changes | None:
        return self._work.editor.run(lambda: records.restore(self._work.desk, self._kind, ids))

    def give(self, ids: Sequence[int], name: str, value: Any) -> Changes | None:
        """Give records the same value of a field."""
        if self._kind == "opportunity":
            return self._work.editor.run(lambda: opportunities.save_all(self._work.desk, ids, {name: value}))
        if self._kind == "lead":
            return self._work.editor.run(lambda: leads.save_all(self._work.desk, ids, {name: value}))
        return self._work.editor.run(lambda: records.save_all(self._work.desk, self._kind, ids, {name: value}))

    def go_by(self, ids: Sequence[int], which: str) -> Changes | None:
        """Let the stage's or the learned probability count for opportunities."""
        return self._work.editor.run(lambda: chances.go_by(self._work.desk, ids, which))

    def change_tags(self, ids: Sequence[int]) -> None:
        """Ask which tags to add and to take away."""
        dialog = Dialog(
            self._asker,
            _("Change tags"),
            _n("of {n} record", "of {n} records", len(ids)),
            primary=_("Change"),
            name="dialog.tags",
        )
        form = Form("tags", dialog)
        add = form.add("add", _("Add"), Tags(choices.tags_like))
        remove = form.add("remove", _("Remove"), Tags(choices.tags_like))
        dialog.hold(form)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            wanted, unwanted = add.value(), remove.value()
            self.retag(ids, wanted, unwanted)
        dialog.deleteLater()

    def retag(self, ids: Sequence[int], wanted: Sequence[str], unwanted: Sequence[str]) -> Changes | None:
        """Add tags and take others away."""
        return self._work.editor.run(lambda: bulk.change_tags(self._work.desk, self._kind, ids, wanted, unwanted))

    def convert(self, ids: Sequence[int]) -> None:
        """Ask what leads become, convert them, and show what one became."""
        from crmdesk.views.converting.asking import convert_leads

        convert_leads(self._asker, self._work, ids)

    def add_to_campaign(self, ids: Sequence[int]) -> None:
        """Ask which campaign they are to be members of; a new one is made by its name."""
        from crmdesk.views.campaigns.adding import ask_campaign

        campaign = ask_campaign(self._asker, self._work.desk, len(ids))
        if campaign is not None:
            self._work.editor.run(lambda: campaigns.add_members(self._work.desk, campaign, self._kind, ids))

    def fill_segment_menu(self, menu: QMenu, ids: Sequence[int]) -> None:
        """Offer to put records into segments, and to keep them out of them."""
        from crmdesk.views.campaigns.keeping import fill_menu

        fill_menu(menu, self._asker, self._work, self._kind, ids)

    def change_own(self, ids: Sequence[int], name: str) -> None:
        """Ask for a value of one of the office's own fields, and give it to the records; nothing empties it."""
        editors = Editors(self._work.desk, self._kind)
        title = name.removeprefix(CUSTOM)
        detail = _n("of {n} record", "of {n} records", len(ids))
        dialog = Dialog(self._asker, title, detail, primary=_("Change"), name="dialog.own")
        form = Form(self._kind, dialog)
        form.add(name, title, editors.editor(name), hint=_("Left empty, the field is emptied."))
        form.set_check(lambda _values: editors.problems(form, new=False))
        dialog.hold(form)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            value = editors.value(form, name)
            if isinstance(value, New):
                self._work.events.failed.emit(_("Choose a record that is there."))
            else:
                self.give(ids, name, value)
        dialog.deleteLater()

    def call(self, record: int, number: str = "") -> None:
        """Hand a phone number, the first one unless said, to whatever calls on this computer."""
        chosen = number or related.reach(self._work.desk, self._kind, record).phone
        plain = "".join(letter for letter in chosen if letter.isdigit() or letter == "+")
        shown = phones.shown(chosen, self._work.desk.settings.country)
        self._hand_over(f"tel:{plain}", shown, _("No program on this computer calls {number}.", number=shown))

    def write(self, record: int, address: str = "") -> None:
        """Hand an address, the first one unless said, to the mail program."""
        chosen = address or related.reach(self._work.desk, self._kind, record).email
        self._hand_over(
            f"mailto:{chosen}", chosen, _("No mail program is set up here; write to {address}.", address=chosen)
        )

    def ways_menu(self, menu: QMenu, record: int, *, phone: bool = True, email: bool = True) -> None:
        """Add a line for each number to call and each address to write to."""
        reach = related.reach(self._work.desk, self._kind, record)
        for number in reach.phones if phone else ():
            text = _("Call {number}", number=phones.shown(number, self._work.desk.settings.country)[:40])
            self._add_way(menu, text, reach.labels.get(number), "phone", partial(self.call, record, number))
        for address in reach.emails if email else ():
            text = _("Write to {address}", address=address[:60])
            self._add_way(menu, text, reach.labels.get(address), "mail", partial(self.write, record, address))

    def _add_way(self, menu: QMenu, text: str, label: str | None, icon: str, act: Callable[[], object]) -> None:
        told = f"{text} ({label})" if label else text
        action = menu.addAction(told.replace("&", "&&"))
        icons.put(action, icon, "muted", 16)
        action.triggered.connect(lambda _checked=False: act())

    def copy_key(self, record: int) -> None:
        row = next(iter(lists.rows(self._work.desk, self._kind, [record], ["key"])), None)
        if row is not None:
            QGuiApplication.clipboard().setText(row["key"])
            self._work.navigator.say(_("{key} copied", key=row["key"]))

    def _hand_over(self, url: str, known: str, otherwise: str) -> None:
        if known and not QDesktopServices.openUrl(QUrl(url)):
            QGuiApplication.clipboard().setText(known)
            self._work.events.failed.emit(otherwise)

    # leads

    def set_status(self, ids: Sequence[int], status: int) -> Changes | None:
        """Put leads in a status, with the questions of one that closes them."""
        desk = self._work.desk
        return close_with_questions(
            self._asker, desk, self._work.editor, lambda told: leads.move(desk, ids, status, told)
        )

    def give_up(self, ids: Sequence[int], kind: str) -> Changes | None:
        """Disqualify leads, or close them without converting."""
        try:
            return self.set_status(ids, lead_statuses.of_kind(kind))
        except DomainError as problem:
            self._work.events.failed.emit(str(problem))
            return None

    # opportunities

    def move(self, ids: Sequence[int], stage: int) -> Changes | None:
        """Move to a stage, with the questions of one that closes."""
        desk = self._work.desk
        return close_with_questions(
            self._asker, desk, self._work.editor, lambda told: pipeline.move(desk, ids, stage, told)
        )

    def win(self, ids: Sequence[int]) -> Changes | None:
        return self._close(ids, WON)

    def lose(self, ids: Sequence[int]) -> Changes | None:
        return self._close(ids, LOST)

    def reopen(self, ids: Sequence[int]) -> Changes | None:
        """Work opportunities or leads again that were closed."""
        desk, editor = self._work.desk, self._work.editor
        if self._kind == "lead":
            return editor.run(lambda: leads.reopen(desk, ids))
        return close_with_questions(self._asker, desk, editor, lambda told: closing.reopen(desk, ids, told))

    def hold(self, ids: Sequence[int]) -> None:
        """Set opportunities aside until a day that is asked for."""
        ask_hold(self._asker, self._work.desk, self._work.editor, ids)

    def release(self, ids: Sequence[int]) -> None:
        """Take opportunities up again that were set aside."""
        release(self._work.desk, self._work.editor, ids)

    def _close(self, ids: Sequence[int], state: str) -> Changes | None:
        desk = self._work.desk
        return close_with_questions(
            self._asker, desk, self._work.editor, lambda told: closing.close(desk, ids, state, told)
        )
