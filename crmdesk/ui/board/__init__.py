"""The board: columns of cards for any kind of record.  `Board` is the widget, `cards` says what it shows."""

from crmdesk.ui.board.board import Board
from crmdesk.ui.board.cards import Card, Column, Provider, QuickField, Segment, Target
from crmdesk.ui.board.look import Parts

__all__ = ["Board", "Card", "Column", "Parts", "Provider", "QuickField", "Segment", "Target"]
