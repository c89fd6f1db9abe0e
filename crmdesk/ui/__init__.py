"""Widgets that know nothing of CRM: board, table, forms, charts, palette, theme, jobs."""
