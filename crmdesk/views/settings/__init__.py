"""The settings: what the office set up, how the window looks, and the book itself."""

from crmdesk.views.settings.screen import SettingsScreen

__all__ = ["SettingsScreen"]
