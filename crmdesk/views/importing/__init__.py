"""The import of a CSV file: chosen, mapped, rehearsed and taken in as one step."""

from crmdesk.views.importing.screen import ImportScreen

__all__ = ["ImportScreen"]
