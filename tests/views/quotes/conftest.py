"""The office's window for quotes is that of the lists."""

from __future__ import annotations

from tests.views.lists.conftest import office as office
