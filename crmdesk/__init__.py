"""CRM Desk: the sales work of a small office, in one file that works without a network."""

__version__ = "0.1.0"
