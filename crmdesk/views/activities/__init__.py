"""Activities: planning, doing and putting them off, and their reminders."""
