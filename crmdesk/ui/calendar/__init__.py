"""Months, weeks and days with what stands on them; knows nothing of what that is."""

from crmdesk.ui.calendar.hours import HoursView
from crmdesk.ui.calendar.items import Day, Item, Place
from crmdesk.ui.calendar.month import MonthView
from crmdesk.ui.calendar.view import CalendarView

__all__ = ["CalendarView", "Day", "HoursView", "Item", "MonthView", "Place"]
