"""A window on an office with its calendar, and clocks that change."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.views.lists.conftest import office as office


@pytest.fixture
def madrid(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The computer is in a zone with summer time."""
    monkeypatch.setenv("TZ", "Europe/Madrid")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
