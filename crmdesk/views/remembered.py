"""What the program remembers on this computer between two starts: the last books, and who worked in them."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)
MOST = 8


@dataclass(frozen=True)
class Recent:
    """A book that was open here; `user` is the name of who worked in it, empty when nobody is known."""

    path: Path
    user: str = ""


def recent() -> list[Recent]:
    """The books that were open here, the last one first; some may be gone."""
    found = _read().get("books", [])
    return [
        Recent(Path(one["path"]), str(one.get("user") or ""))
        for one in found
        if isinstance(one, dict) and "path" in one
    ]


def user_of(path: Path) -> str | None:
    """Who worked in a book here."""
    return next((one.user for one in recent() if one.path == path and one.user), None)


def remember(path: Path, user: str) -> None:
    """Put a book first.  What cannot be kept is let go: it only saves a click."""
    kept = [Recent(path, user), *(one for one in recent() if one.path != path)][:MOST]
    _write({"books": [{"path": str(one.path), "user": one.user} for one in kept]})


def forget(path: Path) -> None:
    """Take a book off the list."""
    _write({"books": [{"path": str(one.path), "user": one.user} for one in recent() if one.path != path]})


def folder() -> Path:
    """The user's folder for what the program keeps between starts."""
    from platformdirs import user_config_path  # not needed while a book is only shown

    return user_config_path("crmdesk", appauthor=False)


def log_folder() -> Path:
    """The user's folder for the program's log."""
    from platformdirs import user_log_path

    return user_log_path("crmdesk", appauthor=False)


def data_folder() -> Path:
    """The user's folder for the demo book."""
    from platformdirs import user_data_path

    return user_data_path("crmdesk", appauthor=False)


def _read() -> dict[str, Any]:
    try:
        kept = json.loads((folder() / "window.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) and isinstance(kept.get("books", []), list) else {}


def _write(values: dict[str, Any]) -> None:
    target = folder() / "window.json"
    unfinished = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(json.dumps(values, ensure_ascii=False, indent=1), "utf-8")
        unfinished.replace(target)
    except OSError:
        log.info("the list of books could not be kept", exc_info=True)
