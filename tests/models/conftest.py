"""What the tests of the book share."""

from tests.book_fixture import new_book

__all__ = ["new_book"]
