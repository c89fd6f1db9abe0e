"""An invented office's cards, kept in lists, and a record of what a board asked for."""

# ruff: noqa: E501 - one card a line reads as the table it is
from __future__ import annotations

from collections.abc import Hashable, Sequence

from crmdesk.ui.board import Card, Column, Segment


class Office:
    """Provides cards for columns and counts the questions."""

    def __init__(self, cards: dict[Hashable, list[Card]]) -> None:
        self.columns = cards
        self.asked: list[tuple[str, object]] = []

    def ids(self, column: Hashable) -> Sequence[int]:
        self.asked.append(("ids", column))
        return [card.id for card in self.columns[column]]

    def first(self, column: Hashable, limit: int) -> list[Card]:
        self.asked.append(("first", column))
        return self.columns[column][:limit]

    def cards(self, ids: Sequence[int]) -> list[Card]:
        self.asked.append(("cards", len(ids)))
        wanted = set(ids)
        return [card for cards in self.columns.values() for card in cards if card.id in wanted]

    def heads(self, names: dict[Hashable, str] | None = None) -> list[Column]:
        names = names or {}
        return [
            Column(key, names.get(key, str(key)), place, len(cards), accepts_quick_add=True, hint="Drag a card here")
            for place, (key, cards) in enumerate(self.columns.items())
        ]

    def move(self, ids: Sequence[int], column: Hashable, above: int | None) -> None:
        """What a screen would do in its book."""
        moved = [card for cards in self.columns.values() for card in cards if card.id in ids]
        for cards in self.columns.values():
            cards[:] = [card for card in cards if card.id not in ids]
        order = [card.id for card in self.columns[column]]
        at = order.index(above) + 1 if above is not None else 0
        self.columns[column][at:at] = moved

    def order(self, column: Hashable) -> list[int]:
        return [card.id for card in self.columns[column]]


def plain(*sizes: int) -> Office:
    """Columns 0, 1, ... of so many cards; ids are 100 * column + row, and 64-bit in spirit."""
    return Office(
        {key: [Card(_id(key, row), f"Card {key}-{row}") for row in range(size)] for key, size in enumerate(sizes)}
    )


def _id(column: int, row: int) -> int:
    return (1 << 40) + column * 1_000_000 + row


def card_id(column: int, row: int) -> int:
    return _id(column, row)


def bar(danger: int, positive: int, muted: int, warning: int) -> tuple[Segment, ...]:
    return (
        Segment("overdue", "danger", danger, "Overdue"),
        Segment("today", "positive", positive, "Today"),
        Segment("planned", "muted", muted, "Planned"),
        Segment("none", "warning", warning, "Nothing planned"),
    )


def realistic() -> tuple[Office, list[Column]]:
    """The office of the pictures."""
    cards = {
        "a": [
            Card(1, "Remodelación de recepción", "Clínica Dental Sonríe", "$ 38,500", "15 dic", "RP", 5, 2, "Llamada vencida 2 d", "danger"),
            Card(2, "Uniformes temporada", "Colegio Montebello", "$ 21,900", "20 dic", "LM", 0, 0, "Correo hoy 11:30", "positive"),
            Card(3, "Póliza de mantenimiento", "Hotel Casa Jacaranda", "$ 64,000", "9 ene", "JV", 2, 0, "Nada planeado", "warning", "12 d"),
            Card(4, "Equipo de cómputo", "Notaría 27", "$ 88,200", "12 ene", "CO", 3, 0, "Reunión 26 nov", "muted", tags=("referido",)),
        ],
        "b": [
            Card(5, "Licencias anuales", "Grupo Altavista", "$ 120,000", "18 dic", "LM", 0, 3, "Llamada hoy 12:00", "positive"),
            Card(6, "Señalización", "Plaza Las Palmas", "$ 17,450", "8 ene", "RP", 5, 0, "Nada planeado", "warning", "9 d"),
            Card(7, "Muebles de oficina", "Despacho Íñiguez y Asoc.", "$ 45,300", "22 dic", "JV", 2, 0, "Correo 24 nov", "muted"),
            Card(8, "Capacitación ventas", "Distribuidora Nogal", "$ 32,000", "10 ene", "CO", 3, 0, "Tarea 25 nov", "muted"),
        ],
        "c": [
            Card(9, "Sistema de riego", "Viveros La Ceiba", "$ 96,400", "4 dic", "RP", 5, 2, "Reunión vencida 1 d", "danger", tags=("licitación", "sur", "urgente")),
            Card(10, "Flotilla 3 unidades", "Transportes Rivera", "$ 310,000", "19 dic", "LM", 0, 3, "Llamada hoy 16:00", "positive"),
            Card(11, "Climatización", "Gimnasio Ápice", "$ 58,300", "15 ene", "CO", 3, 0, "Nada planeado", "warning", "21 d", True),
            Card(12, "Impresoras", "Imprenta del Valle", "$ 27,800", "23 dic", "JV", 2, 0, "Correo 27 nov", "muted"),
        ],
        "d": [
            Card(13, "Contrato de limpieza", "Torre Reforma 180", "$ 144,000", "28 nov", "LM", 0, 3, "Llamada hoy 13:15", "positive"),
            Card(14, "Consumibles 2027", "Hospital San Rafael", "$ 210,500", "30 nov", "JV", 2, 2, "Reunión 24 nov", "muted"),
            Card(15, "Red inalámbrica", "Biblioteca Central", "$ 51,200", "5 dic", "RP", 5, 0, "Correo 25 nov", "muted"),
        ],
        "e": [Card(16, "Consultoría", "Grupo Norte", "$ 9,000", "1 dic", "LM", 0, 1, "Llamada 30 nov", "muted")],
    }  # fmt: skip
    heads = [
        Column("a", "Contacto inicial", 0, 4, "$ 412,300", "pond. $ 41,230", bar(2, 3, 8, 5), True),
        Column("b", "Calificación", 1, 4, "$ 538,750", "pond. $ 134,688", bar(1, 4, 7, 2), True),
        Column("c", "Propuesta", 2, 4, "$ 771,020", "pond. $ 385,510", bar(3, 3, 5, 2), True),
        Column("d", "Negociación", 3, 3, "$ 645,900", "pond. $ 484,425", bar(1, 2, 5, 1)),
        Column("e", "Cierre", 4, 1),
    ]
    return Office(dict(cards)), heads
