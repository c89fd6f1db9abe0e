"""The catalogue: its list, and the page of a product."""
