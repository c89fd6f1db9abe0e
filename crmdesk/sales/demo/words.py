"""The invented words the demo is made of, by language."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from crmdesk.models.fold import fold
from crmdesk.resources import resource


@dataclass(frozen=True)
class Words:
    """One language's file of `resources/demo`."""

    plain: dict[str, Any]

    @classmethod
    def of(cls, language: str) -> Words:
        return cls(json.loads(resource("demo", f"{language}.json").read_text("utf-8")))

    def __getitem__(self, name: str) -> Any:
        return self.plain[name]

    @cached_property
    def products(self) -> dict[str, int]:
        """Code to the product's place in the list."""
        return {product[1]: place for place, product in enumerate(self["products"])}


def slug(name: str) -> str:
    """A name as part of an address: ``Óptica Tres Ríos`` gives ``opticatresrios``."""
    return "".join(letter for letter in fold(name) if letter.isalnum() and letter.isascii())
