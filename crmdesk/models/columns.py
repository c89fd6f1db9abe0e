"""Columns of kinds that the database does not have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from peewee import TextField


class SeveralField(TextField):
    """Some values of a fixed list, kept as text with commas between them; none of them is null."""

    def db_value(self, value: Iterable[str] | str | None) -> str | None:
        if value is None or isinstance(value, str):
            return value or None
        return ",".join(value) or None

    def python_value(self, value: Any) -> list[str]:
        return several(value)


def several(text: str | None) -> list[str]:
    """The values in the text that the database holds."""
    return text.split(",") if text else []
