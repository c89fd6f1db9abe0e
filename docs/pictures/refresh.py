"""Renew the pictures that the README shows: perform the tours, keep a few of their pictures, small enough for a page.

.venv/bin/python docs/pictures/refresh.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SHOWN = {
    ("en", "light"): ("board-dragging", "opportunity", "import-rehearsal"),
    ("en", "dark"): ("dashboard",),
    ("es", "light"): ("board",),
}
FREQUENT = 48


def main() -> int:
    """Perform each tour and keep its pictures.  Returns the exit code."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    for (language, theme), names in SHOWN.items():
        with tempfile.TemporaryDirectory() as place:
            tour = [sys.executable, "-m", "crmdesk", "tour", "--out", place, "--language", language, "--theme", theme]
            if status := subprocess.run(tour).returncode:
                return status
            for name in names:
                [taken] = Path(place).glob(f"[0-9][0-9][0-9]-{name}.png")
                keep(taken, Path(__file__).parent / f"{name}-{language}-{theme}.png")
    return 0


def keep(taken: Path, target: Path) -> None:
    """Write a picture with 256 of its colours, which is a third of the size and looks the same."""
    import numpy as np
    from PySide6.QtGui import QImage

    image = QImage(str(taken)).convertToFormat(QImage.Format.Format_RGB32)
    width, height = image.width(), image.height()
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(height, width)
    colours, places, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    kept = colours[chosen(parts(colours), counts)]
    nearest = ((parts(colours)[:, None] - parts(kept)[None]) ** 2).sum(-1).argmin(1)
    few = nearest[places].astype(np.uint8).tobytes()
    packed = QImage(few, width, height, width, QImage.Format.Format_Indexed8)
    packed.setColorTable([int(colour) for colour in kept])
    packed.save(str(target), "PNG", 0)  # 0: pack as tightly as PNG can
    print(target.name, target.stat().st_size // 1024, "KiB")


def chosen(colours: Any, counts: Any) -> list[int]:
    """The places of the most frequent colours, then of those farthest from the chosen: small dots keep theirs."""
    import numpy as np

    places = [int(place) for place in np.argsort(-counts)[:FREQUENT]]
    far = ((colours[:, None] - colours[places][None]) ** 2).sum(-1).min(1)
    while len(places) < min(256, len(colours)):
        places.append(int(np.argmax(far * np.sqrt(counts))))
        far = np.minimum(far, ((colours - colours[places[-1]]) ** 2).sum(-1))
    return places


def parts(colours: Any) -> Any:
    """Red, green and blue of packed colours."""
    import numpy as np

    return np.stack([(colours >> shift) & 255 for shift in (16, 8, 0)], -1).astype(np.int32)


if __name__ == "__main__":
    sys.exit(main())
