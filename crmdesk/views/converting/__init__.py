"""Turning leads into contacts, companies and opportunities: the questions, and what a page shows of it."""
