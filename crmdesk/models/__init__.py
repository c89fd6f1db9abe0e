"""What is kept: the book file, its tables, ids, journal and migrations."""
