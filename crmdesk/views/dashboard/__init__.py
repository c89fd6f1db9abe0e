"""The dashboard: seven blocks, each with its definition, each opening the rows it counts."""

from crmdesk.views.dashboard.screen import DashboardScreen

__all__ = ["DashboardScreen"]
