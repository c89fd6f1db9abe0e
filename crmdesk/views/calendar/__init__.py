"""The calendar: months, weeks and days of activities and expected close days."""
