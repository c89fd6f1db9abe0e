"""Calendars in iCalendar files, out and in."""
