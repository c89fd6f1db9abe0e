"""Jinja2 templates that people write: they run in a sandbox, and what is wrong with one is known by its line.

Jinja2 is imported when the first template is read.
"""

from __future__ import annotations

import traceback
from functools import cache
from typing import Any

MOST_TEXT = 1_000_000  # characters a text may grow to by multiplying it
_FILE = "<template>"


@cache
def sandbox(*, html: bool = False) -> Any:
    """The environment that templates are read in.

    Args:
        html: what is put into their places is text, and no markup.
    """
    from jinja2 import StrictUndefined
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment

    class Sandbox(ImmutableSandboxedEnvironment):
        """No text grows without end."""

        intercepted_binops = frozenset(["*", "**"])

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            length = len(left) if hasattr(left, "__len__") else len(right) if hasattr(right, "__len__") else 0
            times = right if hasattr(left, "__len__") else left
            if operator == "**" or (length and isinstance(times, int) and length * times > MOST_TEXT):
                raise SecurityError("too long")
            return SandboxedEnvironment.call_binop(self, context, operator, left, right)

    return Sandbox(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, autoescape=html
    )


def line_of(problem: BaseException) -> int:
    """The line of the template in which filling it failed."""
    frames = reversed(traceback.extract_tb(problem.__traceback__))
    return next((frame.lineno or 1 for frame in frames if frame.filename == _FILE), 1)
