"""Quotes and sales notes: their list, their page, the tabs of an opportunity, and what goes on paper."""
