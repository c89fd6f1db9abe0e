"""What stands around a company or a person: their opportunities, leads, people and companies, each with a way in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from crmdesk.sales import affiliations, lists, related, words
from crmdesk.sales.affiliations import Work
from crmdesk.sales.fields import STATE_NAMES
from crmdesk.sales.lists import ListRow
from crmdesk.sales.related import Related, Sums
from crmdesk.texts import _, _n
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import button, clear, label
from crmdesk.ui.elided import ElidedLabel
from crmdesk.ui.panel import Hairline, Panel
from crmdesk.views.records.facts import link_line, plain_label, shortened
from crmdesk.views.records.working import ask_work, work_days
from crmdesk.views.screen import Workspace

_SHOWN = 5


class SumsStrip(Panel):
    """What a client's opportunities come to, in big figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=0, parent=parent)
        self.setObjectName("page.sums")
        self._across = QHBoxLayout()
        self._across.setContentsMargins(16, 10, 16, 10)
        self._across.setSpacing(theme.GAP_3)
        self._place = QWidget()
        self._place.setLayout(self._across)
        self.body.addWidget(self._place)

    def show_sums(self, sums: Sums, currency: str, last: str) -> None:
        """Show them.

        Args:
            last: when the last contact was, in words.
        """
        clear(self._place)
        closed = sums.won + sums.lost
        rate = formats.percent(sums.won / closed, 0) if closed else "—"
        for title, figure, below in (
            (_("Open"), formats.money(sums.open_minor, currency), _count(sums.open)),
            (_("Won"), formats.money(sums.won_minor, currency), _count(sums.won)),
            (_("Win rate"), rate, _n("of {n} closed", "of {n} closed", closed)),
            (_("Last contact"), last, ""),
        ):
            self._across.addWidget(_figure(title, figure, below), 1)


def _count(n: int) -> str:
    return _n("{n} opportunity", "{n} opportunities", n)


def _figure(title: str, figure: str, below: str) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(label(title, tone="muted", size=12))
    big = ElidedLabel(figure, size=theme.TITLE, semibold=True)
    big.setAccessibleName(f"{title}: {figure}")
    column.addWidget(big)
    column.addWidget(label(below, tone="muted", size=12))
    return made


class Part(Panel):
    """One kind of what is around: a title with the count, a way to add, the first rows, and the way to all of them.

    Args:
        name: of the widget: `around.<name>`, its button `around.<name>.add`.
    """

    def __init__(self, workspace: Workspace, name: str, add: str) -> None:
        super().__init__(" ")  # the title is said when there is a record
        self.setObjectName(f"around.{name}")
        self._work = workspace
        self.count = label(tone="muted")
        self.head.insertWidget(1, self.count, 1)
        self.head.setStretch(0, 0)
        self.add = button(add, "quiet-icon", "plus", small=True, name=f"around.{name}.add")
        self.head.addWidget(self.add)
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.body.addWidget(self._content)

    def fill(
        self,
        title: str,
        count: int,
        rows: Sequence[QWidget],
        nothing: str,
        everything: Callable[[], object] | None = None,
    ) -> None:
        """Show rows.

        Args:
            nothing: what is said, beside the way to add, where there is none.
            everything: opens all of them, where there are more than are shown.
        """
        self.title.setText(title)
        self.setAccessibleName(title)
        self.count.setText(formats.number(count))
        clear(self._content)
        column = self._content.layout()
        assert column is not None
        if not rows:
            column.addWidget(label(nothing, tone="muted", size=12, wrap=True))
            column.addWidget(link_line(self.add.accessibleName(), self.add.click))
        for place, row in enumerate(rows):
            if place:
                column.addWidget(Hairline())
            column.addWidget(row)
        if everything is not None:
            column.addWidget(link_line(_("Show all {n}", n=formats.number(count)), everything))


def line(
    name: str, opens: Callable[[], object], detail: str, tone: str = "muted", more: QWidget | None = None
) -> QWidget:
    """A name that goes somewhere, with what is known below it and a button at the right."""
    made = QWidget()
    across = QHBoxLayout(made)
    across.setContentsMargins(0, 6, 0, 6)
    across.setSpacing(theme.GAP)
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(link_line(name, opens))
    if detail:
        column.addWidget(plain_label(detail, tone, size=12))
    across.addLayout(column, 1)
    if more is not None:
        across.addWidget(more)
    return made


class Around(QWidget):
    """All parts of a company's or a person's page."""

    def __init__(self, workspace: Workspace, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._kind = workspace, kind
        self._record, self._name = 0, ""
        desk = workspace.desk
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP_3)
        self.opportunities = Part(workspace, "opportunity", words.word(desk, "opportunity").new())
        self.people = Part(workspace, "work", _("Add a person") if kind == "company" else _("Add a company"))
        self.leads = Part(workspace, "lead", words.word(desk, "lead").new())
        self.below = Part(workspace, "company", words.word(desk, "company").new())
        self.opportunities.add.clicked.connect(lambda: self._new("opportunity", **{kind: self._record}))
        self.people.add.clicked.connect(self._add_work)
        self.leads.add.clicked.connect(self._new_lead)
        self.below.add.clicked.connect(lambda: self._new("company", parent=self._record))
        for part in (self.opportunities, self.people, self.leads, self.below):
            column.addWidget(part)

    def show_record(self, record: int, name: str) -> None:
        """Show what is around a record of the page's kind."""
        self._record, self._name = record, name
        self._show_opportunities()
        self._show_work()
        self._show_leads()
        companies = related.companies_below(self._work.desk, record) if self._kind == "company" else Related("", ())
        self.below.setVisible(bool(companies.ids))
        if companies.ids:
            self._show_related(self.below, companies, ["name", "city"], lambda row: str(row["city"] or ""), "")

    # opportunities, leads, companies

    def _show_opportunities(self) -> None:
        desk = self._work.desk
        found = related.opportunities_of(desk, self._kind, self._record)

        def told(row: ListRow) -> str:
            state = row["stage"] if row["state"] == "open" else str(STATE_NAMES[row["state"]])
            amount = formats.money(row["amount"], desk.currency)
            day = row["closed_on"] or row["expected_on"]
            return " · ".join(part for part in (state, amount, formats.day(day, desk.today) if day else "") if part)

        names = ["title", "stage", "state", "amount", "expected_on", "closed_on"]
        self._show_related(self.opportunities, found, names, told, _("Nothing is under way with them yet."))

    def _show_leads(self) -> None:
        found = related.leads_around(self._work.desk, self._kind, self._record)
        nothing = (
            _("No lead names this company.") if self._kind == "company" else _("No lead has one of these addresses.")
        )
        told = lambda row: " · ".join(str(row[name]) for name in ("job_title", "source") if row[name])  # noqa: E731
        self._show_related(self.leads, found, ["name", "job_title", "source"], told, nothing)

    def _show_related(
        self, part: Part, found: Related, names: list[str], told: Callable[[ListRow], str], nothing: str
    ) -> None:
        title = words.word(self._work.desk, found.kind).many
        rows = [
            line(str(row["title"] or row["name"]), self._opener(found.kind, row.id), told(row))
            for row in lists.rows(self._work.desk, found.kind, found.ids[:_SHOWN], names)
        ]
        everything = self._all(found.kind, found.ids) if len(found.ids) > _SHOWN else None
        part.fill(title, len(found.ids), rows, nothing, everything)

    # where people work

    def _show_work(self) -> None:
        desk, company = self._work.desk, self._kind == "company"
        found = (affiliations.of_company if company else affiliations.of_contact)(desk, self._record)
        title = words.word(desk, "contact" if company else "company").many
        nothing = _("Nobody is known here yet.") if company else _("No company is known yet.")
        ids = list(dict.fromkeys(work.contact if company else work.company for work in found))
        everything = self._all("contact" if company else "company", ids) if len(found) > _SHOWN else None
        self.people.fill(title, len(found), [self._work_line(work) for work in found[:_SHOWN]], nothing, everything)

    def _work_line(self, work: Work) -> QWidget:
        at_company = self._kind == "company"
        name = work.person if at_company else work.organisation
        opens = self._opener("contact", work.contact) if at_company else self._opener("company", work.company)
        detail = " · ".join(part for part in (work.role, work_days(self._work.desk, work)) if part)
        edit = None
        if work.id is not None:
            edit = button(_("Change: {name}", name=name[:60]), "quiet-icon", "pencil", small=True)
            edit.setObjectName("around.work.change")
            edit.clicked.connect(lambda: ask_work(self, self._work, self._kind, self._record, work))
        return line(name, opens, detail, more=edit)

    def _add_work(self) -> None:
        """Add a company to a person; to a company a new person or one that is known."""
        if self._kind == "contact":
            ask_work(self, self._work, self._kind, self._record)
            return
        menu = QMenu(self)
        menu.setObjectName("around.work.menu")
        menu.aboutToHide.connect(menu.deleteLater)
        new = menu.addAction(words.word(self._work.desk, "contact").new())
        new.triggered.connect(lambda: self._new("contact", company=self._record))
        known = menu.addAction(_("Somebody known already…"))
        known.triggered.connect(lambda: ask_work(self, self._work, self._kind, self._record))
        add = self.people.add
        menu.popup(add.mapToGlobal(QPoint(0, add.height() + 4)))

    # ways in

    def _new(self, kind: str, **values: object) -> None:
        self._work.navigator.new_record(kind, **values)

    def _new_lead(self) -> None:
        first = {"company": self._name} if self._kind == "company" else {"name": self._name}
        self._new("lead", **first)

    def _opener(self, kind: str, record: int) -> Callable[[], object]:
        return lambda: self._work.navigator.open_record(kind, record)

    def _all(self, kind: str, ids: Sequence[int]) -> Callable[[], object]:
        title = f"{words.word(self._work.desk, kind).many}: {shortened(self._name, 60)}"
        return lambda: self._work.navigator.open_rows(title, kind, ids)
