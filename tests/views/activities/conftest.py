"""A window on an office, as the other screens' tests have it."""

from tests.views.lists.conftest import office as office
