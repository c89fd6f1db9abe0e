"""Making and filling segments from a list: its filters as a rule, its selection by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QDialog, QMenu, QWidget

from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.sales import segments
from crmdesk.sales.changes import Changes
from crmdesk.sales.segments import Rule
from crmdesk.texts import _
from crmdesk.ui import icons
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import Text
from crmdesk.ui.forms import Form
from crmdesk.views.screen import Workspace


def keep_filters(asker: QWidget, workspace: Workspace, kind: str, rule: Rule) -> None:
    """Ask for a name, and keep what a list is narrowed to as a segment that follows the book."""
    _ask_name(
        asker,
        workspace,
        _("The filters are kept as its rule: who fits them later is in it too."),
        lambda name: segments.add(workspace.desk, kind, name, rule),
    )


def fill_menu(menu: QMenu, asker: QWidget, workspace: Workspace, kind: str, ids: Sequence[int]) -> None:
    """Offer to put records into a new or known segment, and to keep them out of one."""
    desk = workspace.desk
    into = menu.addMenu(_("Add to a segment"))
    icons.put(into.menuAction(), "layers", "muted", 16)
    into.setObjectName("menu.segment")
    new = into.addAction(_("New segment…"))
    new.triggered.connect(lambda _checked=False: keep_selection(asker, workspace, kind, ids))
    known = segments.choices(desk, kind)
    if not known:
        return
    into.addSeparator()
    out = menu.addMenu(_("Keep out of a segment"))
    for target, act in ((into, segments.include), (out, segments.exclude)):
        for segment, name in known:
            action = target.addAction(name.replace("&", "&&"))
            action.triggered.connect(
                lambda _checked=False, act=act, segment=segment: workspace.editor.run(lambda: act(desk, segment, ids))
            )


def keep_selection(asker: QWidget, workspace: Workspace, kind: str, ids: Sequence[int]) -> None:
    """Ask for a name, and keep these as a segment by hand."""
    _ask_name(
        asker,
        workspace,
        _("Those selected are in it until somebody takes them out."),
        lambda name: segments.add(workspace.desk, kind, name, included=ids),
    )


def _ask_name(asker: QWidget, workspace: Workspace, told: str, act: Callable[[str], Changes]) -> None:
    dialog = Dialog(asker, _("Keep as a segment"), told, primary=_("Keep"), name="dialog.segment")
    form = Form("segment-name", dialog)
    name = form.add("name", _("Name"), Text(), required=True)
    made: list[Changes] = []

    def submit(_values: dict[str, object]) -> dict[str, str] | None:
        try:
            changes = workspace.editor.attempt(lambda: act(name.value()))
        except FieldProblems as refused:
            return {field: str(problem) for field, problem in refused.problems.items()}
        except DomainError as refused:
            return {"name": str(refused)}
        made.extend([changes] if changes else [])
        return None

    dialog.hold(form, submit)
    if dialog.exec() == QDialog.DialogCode.Accepted and made:
        segment = made[0].new("segment")
        workspace.navigator.say(
            _("“{name}” is kept.", name=name.value()),
            _("Show it"),
            lambda: workspace.navigator.open_record("segment", segment),
        )
    dialog.deleteLater()
