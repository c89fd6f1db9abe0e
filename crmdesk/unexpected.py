"""What the command line does with a problem nobody foresaw: it is written down, and told in one sentence."""

from __future__ import annotations

import contextlib
from datetime import datetime
from pathlib import Path

from crmdesk import __version__
from crmdesk.texts import _

MOST_BYTES = 1_000_000  # as the window's log, which is the same file


def sentence(problem: Exception) -> str:
    """One sentence about a defect, which says where more is written down.

    What was being written was taken back by its transaction.
    """
    kind = type(problem).__name__
    try:
        path = _write_down(problem)
    except Exception:  # the log itself must never be what goes wrong next
        return _("Something unexpected went wrong ({kind}). Set CRMDESK_DEBUG=1 and try again to see more.", kind=kind)
    return _("Something unexpected went wrong ({kind}). More about it is in {path}.", kind=kind, path=str(path))


def _write_down(problem: Exception) -> Path:
    import traceback

    from crmdesk.views import remembered  # knows the folder, and nothing of windows

    path = remembered.log_folder() / "crmdesk.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(OSError):
        if path.stat().st_size > MOST_BYTES:
            path.replace(path.with_suffix(".log.1"))
    when = datetime.now().isoformat(" ", "seconds")
    trace = "".join(traceback.format_exception(problem))
    with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(f"{when} ERROR crmdesk {__version__}: unexpected problem on the command line\n{trace}\n")
    return path
