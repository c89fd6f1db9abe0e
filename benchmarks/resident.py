"""A process that says how much memory it holds: ``python -m benchmarks.resident empty|board [BOOK]``, in MiB."""

from __future__ import annotations

import sys
from pathlib import Path


def resident() -> float:
    """MiB of memory of this process, as the system counts it."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    import resource  # elsewhere only the most it ever held is known

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def board(book: Path) -> None:
    from benchmarks import driving

    with driving.window_on(book, "board") as window:
        for view in driving.columns(window):
            bar = view.verticalScrollBar()
            for at in (*range(0, 101, 4), *range(100, -1, -4)):
                bar.setValue(bar.maximum() * at // 100)
                view.viewport().repaint()
        driving.settle()
        print(resident())


if __name__ == "__main__":
    if sys.argv[1] == "empty":
        from benchmarks.floors import empty_window

        sys.exit(empty_window(lambda: print(resident())))
    board(Path(sys.argv[2]))
