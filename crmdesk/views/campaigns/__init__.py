"""Campaigns, their members, and what is written to them; segments."""
