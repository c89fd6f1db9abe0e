"""Speed and memory, each beside its floor: the same question in plain `sqlite3`, an empty window, an empty list."""
