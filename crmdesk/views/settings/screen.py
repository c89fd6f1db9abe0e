"""The settings' screen: its sections at the left, one page at a time beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QScrollArea, QStackedWidget, QWidget

from crmdesk.sales import refusals, words
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.texts import Message, _
from crmdesk.ui import rows, theme
from crmdesk.ui.panel import scrolled
from crmdesk.views.locked import Locked
from crmdesk.views.screen import Screen, Workspace
from crmdesk.views.settings.page import Page

SECTIONS_WIDTH = 208
LOCKED_HEIGHT = 420  # px


class SettingsScreen(Screen):
    """Everything that is set up.  A page is built when it is first shown, and loads when it is in sight."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.setObjectName("settings")
        self._sections = sections(workspace)
        self._pages: dict[str, Page] = {}
        self._areas: dict[str, QScrollArea] = {}
        self._old: set[str] = set()  # pages that must load when they are in sight again
        across = QHBoxLayout(self)
        across.setContentsMargins(theme.MARGIN, theme.MARGIN, 0, 0)
        across.setSpacing(theme.GAP_4)
        self.sections = QListWidget()
        self.sections.setObjectName("settings.sections")
        self.sections.setAccessibleName(_("Sections"))
        self.sections.setFixedWidth(SECTIONS_WIDTH)
        self.sections.setItemDelegate(rows.RowDelegate(self.sections))
        self.sections.setMouseTracking(True)
        self.sections.viewport().setAutoFillBackground(False)
        self.sections.setStyleSheet("background: transparent")
        for key, (icon, title, _make) in self._sections.items():
            item = QListWidgetItem(title)
            item.setData(rows.ICON, icon)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setSizeHint(QSize(SECTIONS_WIDTH, 36))
            self.sections.addItem(item)
        self._stack = QStackedWidget()
        across.addWidget(self.sections)
        across.addWidget(self._stack, 1)
        self.setFocusProxy(self.sections)
        self.sections.currentRowChanged.connect(self._section_chosen)
        self.sections.setCurrentRow(0)

    def title(self) -> str:
        return _("Settings")

    def place(self) -> dict[str, Any]:
        return {"section": self.section}

    def show_place(self, place: dict[str, Any]) -> None:
        keys = list(self._sections)
        if place.get("section") in keys:
            self.sections.setCurrentRow(keys.index(place["section"]))

    @property
    def section(self) -> str:
        """The key of the page in sight."""
        return str(self.sections.currentItem().data(Qt.ItemDataRole.UserRole))

    def page(self) -> Page:
        """The page in sight."""
        return self._pages[self.section]

    def load(self) -> None:
        self._old = set(self._pages) - {self.section}
        self.page().load()

    def update_for(self, changes: Changes) -> None:
        for key, page in self._pages.items():
            if page.KINDS and not changes.touches(*page.KINDS):
                continue
            if key == self.section:
                page.load()
            else:
                self._old.add(key)

    def _section_chosen(self) -> None:
        key = self.section
        fresh = key not in self._pages
        if fresh:
            page = self._made(key)
            area = scrolled(page)
            area.setObjectName(f"settings.{key}")
            self._pages[key], self._areas[key] = page, area
            self._stack.addWidget(area)
        self._stack.setCurrentWidget(self._areas[key])
        if self.isVisible() and (fresh or key in self._old):
            self._old.discard(key)
            self._pages[key].load()

    def _made(self, key: str) -> Page:
        _icon, title, make = self._sections[key]
        why = _CLOSED_BY.get(key, refusals.why_no_setting_up)(self.workspace.desk)
        return make(self.workspace) if why is None else LockedPage(self.workspace, title, why)


class LockedPage(Page):
    """The place of a page that the user's role does not open."""

    def __init__(self, workspace: Workspace, title: str, reason: Message) -> None:
        super().__init__(workspace, title, "")
        locked = Locked(title, reason)
        locked.setMinimumHeight(LOCKED_HEIGHT)
        self.body.addWidget(locked)

    def load(self) -> None:
        """There is nothing to load."""


def _nothing(_desk: Desk) -> Message | None:
    return None


_CLOSED_BY: dict[str, Callable[[Desk], Message | None]] = {
    **dict.fromkeys(("account", "appearance", "book", "history"), _nothing),
    **dict.fromkeys(("people", "roles", "audit"), refusals.why_no_people),
}
"""What closes a page of the settings; the others are for who sets the book up."""


def sections(workspace: Workspace) -> dict[str, tuple[str, str, Callable[[Workspace], Page]]]:
    """The pages by key, in order: icon, title and what builds each."""
    from crmdesk.views.settings.account import AccountPage
    from crmdesk.views.settings.activities import ActivitiesPage
    from crmdesk.views.settings.appearance import AppearancePage
    from crmdesk.views.settings.audit import AuditPage
    from crmdesk.views.settings.book import BookPage, HistoryPage
    from crmdesk.views.settings.fields import FieldsPage
    from crmdesk.views.settings.leads import LeadsPage
    from crmdesk.views.settings.learning import LearningPage
    from crmdesk.views.settings.lists import PeoplePage, ReasonsPage
    from crmdesk.views.settings.office import OfficePage
    from crmdesk.views.settings.papers import PapersPage
    from crmdesk.views.settings.pipelines import PipelinesPage
    from crmdesk.views.settings.roles import RolesPage
    from crmdesk.views.settings.scoring import ScoringPage

    return {
        "pipelines": ("board", words.word(workspace.desk, "pipeline").many, PipelinesPage),
        "leads": ("funnel", words.word(workspace.desk, "lead").many, LeadsPage),
        "activities": ("square-check", _("Activities"), ActivitiesPage),
        "scoring": ("target", _("Scoring"), ScoringPage),
        "lists": ("list", _("Reasons and sources"), ReasonsPage),
        "fields": ("sliders", _("Fields"), FieldsPage),
        "people": ("users", _("Users and teams"), PeoplePage),
        "learning": ("percent", _("Learned probability"), LearningPage),
        "roles": ("lock", _("Roles"), RolesPage),
        "office": ("building-2", _("Office"), OfficePage),
        "papers": ("file-text", _("Papers"), PapersPage),
        "account": ("user", _("My password"), AccountPage),
        "appearance": ("palette", _("Appearance"), AppearancePage),
        "book": ("book", _("This book"), BookPage),
        "history": ("history", _("History"), HistoryPage),
        "audit": ("file-text", _("Audit list"), AuditPage),
    }
