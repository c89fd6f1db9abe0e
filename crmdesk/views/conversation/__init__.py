"""The conversation on a record: its messages, what is pinned above them, and the place to write below."""
