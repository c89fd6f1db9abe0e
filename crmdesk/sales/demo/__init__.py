"""The demo book: an invented office with eighteen months of history that end today."""

from crmdesk.sales.demo.filling import fill, make

__all__ = ["fill", "make"]
