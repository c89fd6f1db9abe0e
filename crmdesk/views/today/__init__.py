"""Today: the first screen of a seller's day."""
