"""Lists of records: a paged table with search and filters, the selected record beside it, and acting on many."""
