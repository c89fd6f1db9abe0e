"""What a value that is learnt from is called, for people."""

from __future__ import annotations

from typing import Any

from crmdesk.models.activities import Tag
from crmdesk.models.custom import CustomChoice
from crmdesk.models.database import plain_tuples
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES, called_by
from crmdesk.sales.learning.cases import Column, Edges
from crmdesk.sales.learning.features import QUALITIES, Feature, Key
from crmdesk.texts import Amount, Message, msg


def in_words(desk: Desk, column: Column, key: Key) -> Message | str:
    """What a key of a column stands for."""
    feature = column.feature
    field = feature.field
    if feature.type == "quality":
        return QUALITIES[key]
    if feature.type == "several" or (field.custom is not None and field.type == "choice"):
        table: Any = Tag if field.custom is None else CustomChoice
        return str(table.get_by_id(int(key)).name)
    if field.type == "stars":
        stars = int(column.texts[key])
        return msg("{n} of {most}", n=stars, most=3) if stars else msg("none")
    if feature.type == "number":
        return _days(int(key), column.edges) if field.type == "day" else _range(desk, feature, int(key), column.edges)
    if field.type == "link":
        return _name_of(desk, field.links_to or "", int(key))
    if field.choices:
        return field.choices.get(key, key)
    if field.type == "bool":
        return msg("Yes") if key == "1" else msg("No")
    return column.texts.get(key, key)


def _name_of(desk: Desk, kind: str, record: int) -> Message | str:
    """The name of a linked record, unless it may not be seen."""
    table: Any = TABLES[kind]
    name = getattr(table, called_by(kind))
    query = table.select(name).where(table.id == record, visible(desk, table))
    row = next(plain_tuples(query), None)
    return str(row[0]) if row else msg("unknown")


def _range(desk: Desk, feature: Feature, place: int, edges: Edges) -> Message | str:
    """A bin of numbers: up to its greatest value, or more than that of the one before."""

    def shown(number: float) -> Any:
        if feature.field.type == "money":
            return Amount(int(number), desk.currency)
        return int(number) if number == int(number) else f"{number:g}"

    if feature.field.type == "day":
        return _days(place, edges)
    if place == 0 and edges:
        return msg("up to {most}", most=shown(edges[0]))
    if not edges:
        return msg("known")
    if place >= len(edges):
        return msg("more than {least}", least=shown(edges[-1]))
    return msg("{least} to {most}", least=shown(edges[place - 1]), most=shown(edges[place]))


def _days(place: int, edges: Edges) -> Message:
    """The same for days after the creation."""
    if not edges:
        return msg("known")
    if place == 0:
        return msg("up to {most} days after its creation", most=int(edges[0]))
    if place >= len(edges):
        return msg("more than {least} days after its creation", least=int(edges[-1]))
    return msg("{least} to {most} days after its creation", least=int(edges[place - 1]) + 1, most=int(edges[place]))
