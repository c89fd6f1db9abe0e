"""The tour of lists, pages and forms, and of the search that leads to them."""

from __future__ import annotations

from collections import Counter
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView

from crmdesk.models.fold import fold
from crmdesk.sales import choices, lists
from crmdesk.sales.lists import Condition, ListQuestion
from crmdesk.texts import _
from crmdesk.ui.forms import Form
from crmdesk.ui.palette import Palette
from crmdesk.ui.table import TableView
from crmdesk.views.lists.screen import ListScreen
from crmdesk.views.tour.hand import choose, click, click_row, expect, open_menu, press, until, write
from crmdesk.views.tour.journey import Journey

LISTS = {"opportunity": "opportunities", "lead": "leads", "contact": "contacts", "company": "companies"}


def palette(journey: Journey) -> None:
    """Ctrl+K, a part of a company's name without its accents, Enter: its page."""
    name = lists.rows(journey.desk, "company", [_busiest(journey, "company")], ["name"])[0]["name"]
    press("Ctrl+K")
    shown = cast(Palette, journey.find("palette"))
    write(shown.line, fold(name)[:14])
    entries = until(lambda: shown.list.model().rowCount(), "the palette finds records")
    expect(entries > 0, "the palette finds records")
    journey.picture("palette")
    press("Esc")
    until(lambda: not shown.isVisible(), "Esc closes the palette")


_ALL = ListQuestion()


def opportunities(journey: Journey) -> None:
    """The list, sorted by amount, one owner's open ones only."""
    screen = _list(journey, "opportunity")
    _sort(screen, "amount")
    desk = journey.desk
    wanted = {"state": "open", "owner": choices.choices("user")[0][0]}
    for name, value in wanted.items():
        pill = screen.filters.pills[name]
        click(pill)
        choose(open_menu(), dict(pill._choices)[value])
    asked = ListQuestion(
        conditions=tuple(Condition(name, "=", value) for name, value in wanted.items()), order="amount", descending=True
    )
    found = lists.ids(desk, "opportunity", asked)
    until(lambda: _ids(screen) == found[: len(_ids(screen))], "the list shows what the book answers, in order")
    click_row(screen.table, 1)
    until(lambda: screen.side.record == found[1], "the panel beside the list shows the selected row")
    journey.picture("opportunities")
    click_row(screen.table, 1, twice=True)
    page = cast(Any, journey.shown("opportunity-page"))
    expect(page.record == found[1], "a double click opens the row")
    journey.picture("opportunity")
    press("Alt+Left")
    screen = cast(ListScreen, journey.shown("opportunities"))
    expect(screen.table.current_id() == found[1], "the way back leads to the same row")
    for name in wanted:
        pill = screen.filters.pills[name]
        click(pill)
        choose(open_menu(), dict(pill._choices)[None])


def new_opportunity(journey: Journey) -> None:
    """A new one with mistakes: each is named beside its field, and nothing is written."""
    before = lists.count(journey.desk, "opportunity", _ALL)
    journey.go("opportunities")
    press("Ctrl+N")
    page = cast(Any, journey.shown("opportunity-page"))
    form = cast(Form, page.form)
    write(form.field("title"), _("Lamps for the reading room"))
    write(form.field("amount"), "12.345,678x")
    write(form.field("expected_on"), "31/02/2027")
    write(form.field("probability"), "120")
    form.save()
    expect({"amount", "expected_on", "probability"} <= set(form.problems()), "each mistake is named beside its field")
    expect(lists.count(journey.desk, "opportunity", _ALL) == before, "nothing is written")
    journey.picture("new-opportunity")
    press("Alt+Left")
    until(lambda: journey.window.screen_key != "opportunity-page", "Alt+Left leads back")


def leads(journey: Journey) -> None:
    """Leads with the panel beside them, searched without accents, and a lead's page."""
    screen = _list(journey, "lead")
    click_row(screen.table, 2)
    until(lambda: screen.side.record is not None, "the panel shows the selected lead")
    journey.picture("leads")
    row = lists.rows(journey.desk, "lead", [screen.side.record or 0])[0]
    write(screen.filters.search, fold(str(row["name"])))
    until(lambda: row.id in _ids(screen) and len(_ids(screen)) < 10, "the search finds a lead without its accents")
    click_row(screen.table, _ids(screen).index(row.id), twice=True)
    page = cast(Any, journey.shown("lead-page"))
    expect(page.record == row.id, "a double click opens the lead")
    journey.picture("lead")
    own = journey.desk.settings.own_fields("lead")
    page._form_place.ensureWidgetVisible(page.form.field(own[-1].name), 0, 60)
    journey.picture("lead-own-fields")
    press("Alt+Left")
    screen = cast(ListScreen, journey.shown("leads"))
    write(screen.filters.search, "")


def everyone(journey: Journey) -> None:
    """Leads, contacts and companies in one list; a company of it opens as what it is."""
    screen = cast(ListScreen, journey.go("everyone"))
    _until_whole(journey, screen, "everyone")
    ids = lists.ids(
        journey.desk, "everyone", ListQuestion(conditions=(Condition("kind", "=", "company"),), order="name")
    )
    screen.table.select_ids(ids[:1])
    _until_beside(screen, ids[0])
    journey.picture("everyone")
    press("Return", screen.table)
    expect(cast(Any, journey.shown("company-page")).record == ids[0], "Enter opens a company as a company")
    press("Alt+Left")


def people(journey: Journey) -> None:
    """Contacts and companies: list and page of each."""
    for kind in ("contact", "company"):
        screen = _list(journey, kind)
        _sort(screen, "name")
        _until_whole(journey, screen, kind)
        busy = _busiest(journey, kind)
        screen.table.select_ids([busy])
        screen.table.scrollTo(screen.table.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)
        _until_beside(screen, busy)
        journey.picture(LISTS[kind])
        press("Return", screen.table)
        expect(cast(Any, journey.shown(f"{kind}-page")).record == busy, "Enter opens the row")
        journey.picture(kind)
        press("Alt+Left")


def _until_whole(journey: Journey, screen: ListScreen, kind: str) -> None:
    """The first page is there at once, the others a moment later."""
    whole = lists.count(journey.desk, kind, _ALL)
    until(lambda: screen.source.model.rowCount() == whole, "the list has all its rows")


def _until_beside(screen: ListScreen, record: int) -> None:
    until(lambda: screen.side.record == record, "the panel shows the selected record")


def _busiest(journey: Journey, kind: str) -> int:
    """The client with most opportunities."""
    desk = journey.desk
    clients = lists.rows(desk, "opportunity", lists.ids(desk, "opportunity", _ALL), [kind])
    names = Counter(row[kind] for row in clients if row[kind])
    for name, _number in names.most_common():
        found = lists.ids(desk, kind, ListQuestion(conditions=(Condition("name", "=", name),)))
        if len(found) == 1:
            return found[0]
    raise AssertionError(f"a {kind} has opportunities")


# A list's parts


def _list(journey: Journey, kind: str) -> ListScreen:
    screen = cast(ListScreen, journey.go(LISTS[kind]))
    until(lambda: screen.table.model().rowCount() > 3, f"the list of kind {kind} has rows")
    return screen


def _ids(screen: ListScreen) -> list[int]:
    model = screen.table.model()
    return [model.index(row, 0).data(Qt.ItemDataRole.UserRole) for row in range(min(model.rowCount(), 40))]


def _sort(screen: ListScreen, key: str) -> None:
    """Click a column's title until its arrow is there."""
    table = cast(TableView, screen.table)
    header = table.horizontalHeader()
    column = [one.key for one in screen.source.model.columns].index(key)
    at = header.rect().center()
    at.setX(header.sectionViewportPosition(column) + header.sectionSize(column) // 2)
    if table.sort()[0] != key:
        click(header.viewport(), at)
    expect(table.sort()[0] == key, f"a click on its title sorts by {key}")
