"""What activities, messages and notes belong to: records that are there, named in a column of their kind or of any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crmdesk.exchange.importing.links import Links
from crmdesk.exchange.importing.mapping import Mapped
from crmdesk.exchange.importing.sheet import Refusal, Sheet
from crmdesk.exchange.names import Likeness
from crmdesk.exchange.problems import shown
from crmdesk.models.activities import Activity
from crmdesk.models.database import plain_tuples
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk
from crmdesk.sales.hanging import LINKS
from crmdesk.sales.records import kind_name
from crmdesk.texts import Message, msg, msgn

_OF_ANY_KIND = {"person": ("contact", "lead"), "belongs_to": LINKS}
"""Columns that name records of several kinds."""
_ABSENT = "absent"
"""The column of what is named and not there."""
_SHOWN = 5

_Records = Sequence[tuple[str, int]]


def link(desk: Desk, sheet: Sheet, links: Links, mapped: Sequence[Mapped]) -> None:
    """Link what rows belong to, which must be there, and whose they are."""
    for one in mapped:
        if one.field.type == "link":
            links.link(sheet, one.field.name, one.field.links_to or "", make=one.field.name not in LINKS)
    sheet.columns[_ABSENT] = [None] * len(sheet)
    for name, kinds in _OF_ANY_KIND.items():
        if name in sheet.columns:
            known = _known(desk, sheet, links, name, kinds)
            sheet.refuse({place: Refusal(reason, name) for place, reason in _place(sheet, name, kinds, known).items()})


def settle(sheet: Sheet, homeless: Message) -> list[Message]:
    """Refuse rows that belong to nothing that is there; notes on those that name something else beside it.

    Args:
        homeless: why a new row that names nothing cannot be taken.
    """
    absent = sheet.columns.pop(_ABSENT)
    held = [any(records) for records in zip(*(sheet.column(kind) for kind in LINKS), strict=True)]
    column = next((name for name in ("belongs_to", "person") if name in sheet.headers), None)
    sheet.refuse(
        {
            place: Refusal(homeless if written is None else _no_record(written), column)
            for place, (written, record) in enumerate(zip(absent, sheet.columns["record"], strict=True))
            if not held[place] and (written is not None or record is None)
        }
    )
    return _about_absent([written for written, one in zip(absent, held, strict=True) if written is not None and one])


def _known(
    desk: Desk, sheet: Sheet, links: Links, name: str, kinds: Sequence[str]
) -> Mapping[str | None, _Records | Message]:
    """What each written name means: the only record of that external id or name, or those an activity is on."""
    found = {written: _meant(links, written, kinds) for written in set(sheet.columns[name]) - {None}}
    if name == "belongs_to" and not all(found.values()):
        on_activities = _records_of_activities(desk)
        return {written: meant or on_activities.get(written, ()) for written, meant in found.items()}
    return found


def _meant(links: Links, written: str, kinds: Sequence[str]) -> _Records | Message:
    found: list[tuple[str, int]] = []
    several = msg("“{value}” may mean several records. Write its external id.", value=shown(written))
    for kind in kinds:
        match = links.directory(kind).find(written)
        if match.likeness is Likeness.EXACT and match.record_id is not None:
            found.append((kind, match.record_id))
        elif match.likeness is Likeness.SEVERAL:
            return several
    return several if len(found) > 1 else found


def _records_of_activities(desk: Desk) -> dict[str, _Records]:
    """What each activity belongs to, by its external id."""
    query = Activity.select(Activity.external_id, *(getattr(Activity, kind) for kind in LINKS))
    query = query.where(visible(desk, Activity), Activity.external_id.is_null(False))
    return {
        known: [(kind, record) for kind, record in zip(LINKS, records, strict=True) if record is not None]
        for known, *records in plain_tuples(query)
    }


def _place(
    sheet: Sheet, name: str, kinds: Sequence[str], known: Mapping[str | None, _Records | Message]
) -> dict[int, Message]:
    """Put the records into the columns of their kinds; the rows of which it is not clear where they belong."""
    unclear: dict[int, Message] = {}
    columns = {kind: sheet.columns.setdefault(kind, [None] * len(sheet)) for kind in kinds}
    for place, written in enumerate(sheet.columns[name]):
        meant = known.get(written, ())
        if isinstance(meant, Message):
            unclear[place] = meant
            continue
        if written is not None and not meant:
            sheet.columns[_ABSENT][place] = written
        for kind, record in meant:
            if columns[kind][place] is None:
                columns[kind][place] = record
            elif columns[kind][place] != record and len(meant) == 1:
                unclear[place] = msg("It names two records ({kind}). Name one of them.", kind=kind_name(kind))
    return unclear


def _no_record(written: str) -> Message:
    return msg("There is no record “{value}” to link to.", value=shown(written))


def _about_absent(written: Sequence[str]) -> list[Message]:
    if not written:
        return []
    names = list(dict.fromkeys(written))
    told = ", ".join(map(shown, names[:_SHOWN])) + (", …" if len(names) > _SHOWN else "")
    return [
        msgn(
            "{n} row names a record that is not here ({names}): it belongs to the other one it names.",
            "{n} rows name records that are not here ({names}): they belong to the other ones they name.",
            len(written),
            names=told,
        )
    ]
