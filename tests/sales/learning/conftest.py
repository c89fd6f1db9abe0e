"""An office with a history for every test of learning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crmdesk.models import book
from tests.sales.learning.office import Seller


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Seller]:
    yield Seller(tmp_path)
    book.close()
