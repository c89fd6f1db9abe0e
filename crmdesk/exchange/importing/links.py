"""From written names to the records they mean; what is not known is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from crmdesk.exchange.importing import allowing
from crmdesk.exchange.importing.sheet import Refusal, Sheet
from crmdesk.exchange.names import Likeness, Match, Names
from crmdesk.exchange.problems import shown
from crmdesk.models.database import plain_tuples
from crmdesk.models.ids import new_ids
from crmdesk.sales import links
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES, called_by
from crmdesk.sales.records import OWNED, kind_name
from crmdesk.texts import Message, _, msg

_ALONE = ("external_id", "email", "key")
"""Columns that mean one record alone."""
NOT_MADE = ("lead", "opportunity", "quote")
"""What is not made by its name alone."""


@dataclass(frozen=True, slots=True)
class Near:
    """A written name that was linked to one spelt a little differently."""

    field: str
    written: str
    linked: str
    rows: int


@dataclass
class Directory:
    """The records of one kind that a written name may mean.

    Attributes:
        name_of: every record's name by id, those to be made included.
        made: the records to be made: id to columns, in the order the file names them.
    """

    kind: str
    name_of: dict[int, str] = field(default_factory=dict)
    made: dict[int, dict[str, Any]] = field(default_factory=dict)
    _names: Names = field(default_factory=Names)
    _others: dict[str, int | None] = field(default_factory=dict)
    _ids: Iterator[int] = field(default_factory=lambda: _fresh_ids())

    @classmethod
    def of(cls, desk: Desk, kind: str) -> Directory:
        """The directory of what the book holds and the user may see."""
        table: Any = TABLES[kind]
        columns = [getattr(table, name) for name in _ALONE if hasattr(table, name)]
        columns += [table.number] if kind == "quote" else []
        name = getattr(table, called_by(kind))
        query = table.select(table.id, name, *columns).order_by(table.id)
        found = cls(kind)
        external = hasattr(table, _ALONE[0])
        for record, name, *others in plain_tuples(query.where(visible(desk, table)) if kind in OWNED else query):
            if external and others[0] is None:
                others[0] = str(record)  # as exports tell it
            found.know(record, name, others)
        return found

    def know(self, record: int, name: str, others: Sequence[str | None] = ()) -> None:
        """Know one more record; `others` are further texts that mean it alone (external id, e-mail)."""
        self.name_of[record] = name
        self._names.add(record, name)
        for text in others:
            if text:
                key = text.casefold()
                self._others[key] = None if key in self._others else record

    def find(self, written: str) -> Match:
        """The record that is meant: by external id or e-mail, by name, or by the only name that nearly is this."""
        record = self._others.get(written.casefold())
        if record is not None:
            return Match(written, Likeness.EXACT, record, self.name_of[record])
        return self._names.find(written)

    def alike(self, written: str) -> list[int]:
        """Every record of nearly this name."""
        return self._names.alike(written)

    def make(self, written: str, **columns: Any) -> int:
        """Plan a record of this name."""
        record = next(self._ids)
        self.made[record] = {"name": written, **columns}
        self.know(record, written)
        return record


@dataclass
class Links:
    """All directories of one import, and the near misses met."""

    desk: Desk
    _directories: dict[str, Directory] = field(default_factory=dict)
    _near: dict[tuple[str, str], str] = field(default_factory=dict)

    def directory(self, kind: str) -> Directory:
        """The directory of a kind, read once."""
        if kind not in self._directories:
            self._directories[kind] = Directory.of(self.desk, kind)
        return self._directories[kind]

    def met(self, name: str, match: Match) -> None:
        """Remember a near miss, so that it is reported."""
        if match.likeness is Likeness.NEAR:
            self._near[name, match.written] = match.name or ""

    def link(self, sheet: Sheet, name: str, kind: str, *, make: bool = True) -> None:
        """Turn a link field's written names into ids, and refuse rows whose name may mean several records.

        Args:
            make: a record that is not there is made; else its rows are refused.
        """
        directory = self.directory(kind)
        ids: dict[str | None, int | None] = {None: None}
        unclear: dict[str, Message] = {}
        for written in dict.fromkeys(sheet.written[name]):
            if written is None:
                continue
            match = directory.find(written)
            self.met(name, match)
            if match.likeness is Likeness.SEVERAL:
                unclear[written] = several(kind, match)
            elif match.likeness is Likeness.NONE and not make:
                unclear[written] = msg("There is no record “{value}” to link to.", value=shown(written))
            elif match.likeness is Likeness.NONE and (reason := allowing.why_not_made(self.desk, kind, written)):
                unclear[written] = reason
            made = match.likeness is Likeness.NONE and make
            ids[written] = directory.make(written) if made else match.record_id
        sheet.columns[name] = [ids[written] for written in sheet.written[name]]
        if unclear:
            places = ((place, unclear.get(written or "")) for place, written in enumerate(sheet.written[name]))
            sheet.refuse({place: Refusal(reason, name) for place, reason in places if reason is not None})

    def link_contacts(self, sheet: Sheet) -> None:
        """Turn the names of contacts into ids; of several with one name, the one of the row's company is meant."""
        company_of = _companies_of_contacts(self.desk)
        directory = self.directory("contact")
        ids: dict[tuple[int | None, str | None], int | None] = {}
        unclear: dict[tuple[int | None, str | None], Message] = {}
        pairs = list(zip(sheet.column("company"), sheet.written["contact"], strict=True))
        # those without a company last: whom they mean must not depend on the order of the rows
        for company, written in sorted(dict.fromkeys(pairs), key=lambda pair: pair[0] is None):
            if written is None:
                ids[company, None] = None
                continue
            match = _of_company(directory, written, company, company_of)
            self.met("contact", match)
            if match.likeness is Likeness.SEVERAL:
                unclear[company, written] = several("contact", match)
            elif match.likeness is Likeness.NONE and (reason := allowing.why_not_made(self.desk, "contact", written)):
                unclear[company, written] = reason
            found = match.record_id
            if match.likeness is Likeness.NONE:
                found = directory.make(written, company=company)
                company_of[found] = company
            ids[company, written] = found
        sheet.columns["contact"] = [ids[pair] for pair in pairs]
        sheet.refuse({place: Refusal(unclear[pair], "contact") for place, pair in enumerate(pairs) if pair in unclear})

    def link_self(self, old: Sheet, new: Sheet, name: str, kind: str) -> None:
        """Link managers and parent companies, which may be rows of the same file, above or below."""
        self._know_rows(new, kind)
        before = set(new.columns["id"])
        self.link(old, name, kind)
        self.link(new, name, kind)
        while True:
            gone = before.difference(new.columns["id"])
            above = {record: one for record, one in _pairs(old, "record", name) if one is not None}
            round_ = links.looping(kind, {**above, **dict(_pairs(new, "id", name))})
            bad = [
                _not_above(kind, _pairs(sheet, own, name), gone, round_)
                for sheet, own in ((old, "record"), (new, "id"))
            ]
            if not any(bad):
                break
            for sheet, found in zip((old, new), bad, strict=True):
                sheet.refuse({place: Refusal(reason, name) for place, reason in found.items()})

    def link_own(self, old: Sheet, new: Sheet, kind: str) -> None:
        """Link what the office's own fields lead to; that of the file's own kind may be a row of it."""
        fields = [one for one in new.own.values() if one.type == "link"]
        if any(one.links_to == kind for one in fields):
            self._know_rows(new, kind)
        before = set(new.columns["id"])
        for one in fields:
            for sheet in (old, new):
                self.link(sheet, one.name, one.links_to or "", make=one.links_to not in NOT_MADE)
        inner = [one.name for one in fields if one.links_to == kind]
        while gone := before.difference(new.columns["id"]):  # a row that points at a refused one cannot be taken either
            before -= gone
            for sheet in (old, new):
                for name in inner:
                    reason = msg("The record it points at could not be taken.")
                    places = [place for place, one in enumerate(sheet.columns[name]) if one in gone]
                    sheet.refuse({place: Refusal(reason, name) for place in places})

    def _know_rows(self, new: Sheet, kind: str) -> None:
        """Know the file's own new records, once."""
        directory = self.directory(kind)
        name = called_by(kind)
        others = zip(new.column("external_id"), new.column("email"), strict=True)
        for record, called, texts in zip(new.columns["id"], new.column(name), others, strict=True):
            if record not in directory.name_of:
                directory.know(record, called, texts)

    def used(self, kind: str, ids: set[int]) -> dict[int, dict[str, Any]]:
        """The records to be made that are linked by one of the ids."""
        made = self._directories[kind].made if kind in self._directories else {}
        return {record: columns for record, columns in made.items() if record in ids}

    def planned(self, kind: str) -> dict[int, dict[str, Any]]:
        """The records of a kind to be made, whoever links to them."""
        return self._directories[kind].made if kind in self._directories else {}

    def kinds(self) -> list[str]:
        """Kinds of which records are to be made."""
        return [kind for kind, directory in self._directories.items() if directory.made]

    def near(self, sheet: Sheet) -> list[Near]:
        """The near misses among the rows that are taken."""
        found = []
        for name in dict.fromkeys(name for name, _written in self._near):
            rows = Counter(sheet.written[name])
            found += [
                Near(name, written, linked, rows[written])
                for (one, written), linked in self._near.items()
                if one == name and rows[written]
            ]
        return found


def _pairs(sheet: Sheet, own: str, name: str) -> list[tuple[int, int | None]]:
    return list(zip(sheet.columns[own], sheet.columns[name], strict=True))


def _not_above(
    kind: str, pairs: Sequence[tuple[int, int | None]], gone: set[int], looping: set[int]
) -> dict[int, Message]:
    """Why rows cannot be under the record they name, by place."""
    found: dict[int, Message] = {}
    for place, (record, above) in enumerate(pairs):
        if above in gone:
            found[place] = msg("The record it points at could not be taken.")
        elif record in looping:
            found[place] = links.loop_sentence(kind)
    return found


def _fresh_ids() -> Iterator[int]:
    while True:  # a handful at a time: one by one costs six times as much
        yield from new_ids(64)


def several(kind: str, match: Match) -> Message:
    """Why a name that may mean several records is not linked."""
    names = list(dict.fromkeys(match.others))
    if len(names) > 1:
        listed = ", ".join(_("“{text}”", text=shown(name)) for name in names[:5])
        return msg("“{value}” can be {names}. Write the one that is meant.", value=shown(match.written), names=listed)
    return msg(
        "“{value}” is the name of {n} records ({kind}). Write the external id of the one that is meant.",
        value=shown(match.written),
        n=len(match.others),
        kind=kind_name(kind),
    )


def _companies_of_contacts(desk: Desk) -> dict[int, int | None]:
    table: Any = TABLES["contact"]
    return dict(plain_tuples(table.select(table.id, table.company).where(visible(desk, table))))


def _of_company(directory: Directory, written: str, company: int | None, company_of: dict[int, int | None]) -> Match:
    """The contact that is meant beside a company: one of another company is somebody else of the same name.

    Without a company it is the one without, or the only one there is.
    """
    match = directory.find(written)
    if match.likeness is Likeness.NONE:
        return match
    # all of them, because one of exactly this name may be of another company; told by an e-mail address it is itself
    alike = list(dict.fromkeys([*([match.record_id] if match.record_id else []), *directory.alike(written)]))
    there = [record for record in alike if company_of.get(record) == company]
    there = there or [record for record in alike if None in (company, company_of.get(record))]
    there = [record for record in there if directory.name_of[record] == written] or there
    if not there:
        return Match(written, Likeness.NONE)
    if len(there) == 1:
        name = directory.name_of[there[0]]
        return Match(written, Likeness.EXACT if name == written else Likeness.NEAR, there[0], name)
    return Match(written, Likeness.SEVERAL, others=tuple(directory.name_of[record] for record in there))
