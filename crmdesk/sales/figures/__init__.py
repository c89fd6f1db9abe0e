"""The dashboard's figures: `figures` answers them all, `rows.rows_behind` the opportunities behind each."""

from crmdesk.sales.figures.asking import figures

__all__ = ["figures"]
