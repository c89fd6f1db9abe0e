"""The office: the book's name, its currency and its words."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crmdesk import texts
from crmdesk.models.fold import fold
from crmdesk.sales import currencies, phones, settings, words
from crmdesk.sales.fields import KIND_NAMES
from crmdesk.sales.words import Word
from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.buttons import label
from crmdesk.ui.fields import Check, Choice, Text
from crmdesk.ui.panel import Panel
from crmdesk.ui.picker import Picker
from crmdesk.views.screen import Workspace
from crmdesk.views.settings.page import Lines, Page

OWN = "own"
_COUNTRIES_SHOWN = 40


class OfficePage(Page):
    """Name, currency, words."""

    KINDS = ("setting",)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(
            workspace, _("Office"), _("What the book is called, what it counts in, and the words it speaks.")
        )
        panel = Panel()
        self.lines = Lines()
        self.name = Text(limit=settings.LONGEST_NAME)
        self.name.editingFinished.connect(self._save_name)
        self.lines.add("name", _("Name of the book"), self.name, object_name="settings.name")
        self.currency = currency_picker()
        self.currency.changed.connect(self._save_currency)
        hint = _("Search by code or name, or type the three letters of any other one.")
        self.lines.add("currency", _("Currency"), self.currency, hint, object_name="settings.currency")
        self.country = country_picker()
        self.country.changed.connect(self._save_country)
        hint = _("Phone numbers typed without a country’s code are of this one.")
        self.lines.add("country", _("Country"), self.country, hint, object_name="settings.country")
        panel.body.addLayout(self.lines)
        self.body.addWidget(panel)
        self.words = WordsPanel(self)
        self.body.addWidget(self.words)
        self._quiet = False

    def load(self) -> None:
        self._quiet = True
        if not self.name.hasFocus() or not self.name.isModified():
            self.name.set_value(self.desk.settings.name)
        self.currency.set_value((self.desk.currency, currencies.label(self.desk.currency)))
        country = self.desk.settings.country
        self.country.set_value((country, country_label(country)) if country else None)
        self._quiet = False
        self.words.load()

    def _save_name(self) -> None:
        name = self.name.value()
        problems: Mapping[str, str] = {}
        if problem := self.name.own_problem():
            problems = {"name": problem}
        elif name != self.desk.settings.name:
            problems = self.run(lambda: settings.change(self.desk, name=name))
        self.name.setModified(False)
        self.lines.show_problems(problems)

    def _save_currency(self) -> None:
        code = self.currency.value()
        if self._quiet or code is None or code == self.desk.currency:
            return
        problems = self.run(lambda: settings.change(self.desk, currency=code))
        if problems:
            self._quiet = True
            self.currency.set_value((self.desk.currency, currencies.label(self.desk.currency)))
            self._quiet = False
        self.lines.show_problems(problems)

    def _save_country(self) -> None:
        code = self.country.value()
        if not self._quiet and code is not None and code != self.desk.settings.country:
            self.lines.show_problems(self.run(lambda: settings.change(self.desk, country=code)))


def country_picker() -> Picker:
    """A field for a country by its name in its own language or its two letters; its value is the letters."""

    def search(text: str) -> list[tuple[str, str, str]]:
        wanted = fold(text)
        labels = sorted(((code, country_label(code)) for code in phones.countries()), key=lambda one: fold(one[1]))
        return [(code, label, "") for code, label in labels if wanted in fold(label)][:_COUNTRIES_SHOWN]

    return Picker(search, placeholder=_("Search a country…"))


def country_label(code: str) -> str:
    """A country as it calls itself, with its letters: ``México · MX``."""
    name = QLocale(QLocale.Language.AnyLanguage, QLocale.codeToTerritory(code)).nativeTerritoryName()
    return f"{name} · {code}" if name else code


def currency_picker() -> Picker:
    """A field for a currency: a usual one by code or name, or any three letters; its value is the code."""

    def search(text: str) -> list[tuple[str, str, str]]:
        wanted = "" if " · " in text else text
        found = [(code, currencies.label(code), "") for code, _name in currencies.find(wanted)]
        typed = text.strip().upper()
        if len(typed) == 3 and typed.isascii() and typed.isalpha() and typed not in currencies.USUAL:
            found.insert(0, (typed, typed, _("typed")))
        return found

    return Picker(search, placeholder=_("Search a currency…"))


class WordsPanel(Panel):
    """The office's words: for each kind a usual one or its own."""

    def __init__(self, page: Page) -> None:
        super().__init__(_("Words"))
        self.page = page
        self.body.addWidget(
            label(_("What your office calls things. The window speaks so at once."), tone="muted", wrap=True)
        )
        self.body.addSpacing(4)
        self.lines = Lines()
        self.editors = {kind: WordEditor(self, kind) for kind in words.KINDS}
        for kind, editor in self.editors.items():
            self.lines.add(kind, caption(kind), editor, object_name=f"settings.word.{kind}")
        self.body.addLayout(self.lines)

    def load(self) -> None:
        for editor in self.editors.values():
            editor.load()

    def save(self, kind: str, chosen: Word | None) -> None:
        desk = self.page.desk
        key, value = words.as_setting(kind, chosen)
        kept = {name: word for name, word in desk.settings.words.items() if name != key}
        if value is not None:
            kept[key] = value
        problems = self.page.run(lambda: settings.change(desk, words=kept))
        self.lines.show_problems({kind: " ".join(problems.values())})


def caption(kind: str) -> str:
    """What a kind is called before anybody chooses another word."""
    return str(KIND_NAMES[kind][0]) if kind in KIND_NAMES else words.usual(kind)[0].one


class WordEditor(QWidget):
    """One word: a choice of the usual ones, and two lines (and the gender) for the office's own."""

    def __init__(self, panel: WordsPanel, kind: str) -> None:
        super().__init__()
        self._panel, self._kind, self._quiet = panel, kind, False
        self._usual = words.usual(kind)
        choices: list[tuple[object, str]] = [(place, f"{w.one} · {w.many}") for place, w in enumerate(self._usual)]
        self.choice = Choice([*choices, (OWN, _("Another word…"))])
        self.choice.setAccessibleName(caption(kind))
        self.one, self.many = Text(limit=40, placeholder=_("One")), Text(limit=40, placeholder=_("Several"))
        self.one.setAccessibleName(_("{word}: one", word=caption(kind)))
        self.many.setAccessibleName(_("{word}: several", word=caption(kind)))
        self.feminine = Check(_("Feminine"))
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.GAP)
        across.addWidget(self.choice, 3)
        across.addWidget(self.one, 2)
        across.addWidget(self.many, 2)
        across.addWidget(self.feminine)
        self.choice.changed.connect(self._chosen)
        for line in (self.one, self.many):
            line.editingFinished.connect(self._typed)
        self.feminine.changed.connect(self._typed)

    def load(self) -> None:
        word = words.word(self._panel.page.desk, self._kind)
        usual = word in self._usual
        typing = self.choice.value() == OWN and usual and not (self.one.value() and self.many.value())
        if typing:
            return  # somebody is typing an own word
        self._quiet = True
        self.choice.set_value(self._usual.index(word) if usual else OWN)
        self.one.set_value("" if usual else word.one)
        self.many.set_value("" if usual else word.many)
        self.feminine.set_value(word.feminine)
        self._quiet = False
        self._show_own(not usual)

    def _show_own(self, shown: bool) -> None:
        self.one.setVisible(shown)
        self.many.setVisible(shown)
        self.feminine.setVisible(shown and texts.language() == "es")

    def _chosen(self) -> None:
        if self._quiet:
            return
        place = self.choice.value()
        self._show_own(place == OWN)
        if place == OWN:
            self.one.setFocus()
        else:
            self._panel.save(self._kind, self._usual[place] if place else None)

    def _typed(self) -> None:
        own = Word(self.one.value(), self.many.value(), self.feminine.value())
        known = words.word(self._panel.page.desk, self._kind)
        fits = own.one and own.many and not (self.one.own_problem() or self.many.own_problem())
        if not self._quiet and fits and own != known:
            self._panel.save(self._kind, own)
