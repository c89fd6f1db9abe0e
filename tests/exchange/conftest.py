"""Sample files of other programs, which are no part of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.book_fixture import new_book

__all__ = ["new_book"]


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample files: CRMDESK_SAMPLE_DATA, or shared/data beside the project."""
    beside = Path(__file__).parents[3] / "shared" / "data"
    folder = Path(os.environ.get("CRMDESK_SAMPLE_DATA", beside))
    if not folder.is_dir():
        pytest.skip("no sample data: set CRMDESK_SAMPLE_DATA to its folder")
    return folder
