"""CRM Desk: the sales work of a small office, in one file that works without a network."""

import gc
import sys
from typing import Any

__version__ = "0.1.0"


_COLLECTED_AFTER = 50_000
"""So many new objects until the collector looks for circles.  Nearly all that a start and a screen make stays: after
every 700, as Python has it, it goes over the same things again and again, for a fiftieth of a start."""


def spare_reading() -> None:
    """Keep PySide, once it is there, from reading every module's source as it is imported.

    WORKAROUND (PYSIDE-2029, seen in 6.11): it looks for its switches ``snake_case`` and ``true_property``, which this
    program does not use; for 150 modules that takes a tenth of a start.  Without PySide's private name nothing happens.
    """
    feature: Any = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = lambda _module: False


gc.set_threshold(_COLLECTED_AFTER, *gc.get_threshold()[1:])
spare_reading()
