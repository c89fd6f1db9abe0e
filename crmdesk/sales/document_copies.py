"""Documents opened in other programs: a copy of each in a folder of its own, and whether that was changed since."""

from __future__ import annotations

import contextlib
import re
import shutil
import stat
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from crmdesk.models.errors import DomainError
from crmdesk.sales import document_files, documents
from crmdesk.sales.desk import Desk

_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass
class Copy:
    """A document as a file for another program.

    Attributes:
        name: the document's.
        sha256: what it held when it was looked at last.
        is_news: what it holds was not given back.
    """

    document: int
    name: str
    path: Path
    sha256: str
    seen: tuple[int, int] = (0, 0)  # time and size when it was looked at last
    is_news: bool = False

    def stamp(self) -> tuple[int, int]:
        """When it was last written to, and its size; zeros where it is gone."""
        with contextlib.suppress(OSError):
            found = self.path.stat()
            return found.st_mtime_ns, found.st_size
        return 0, 0


@dataclass
class Copies:
    """The copies that one window has handed out."""

    _folder: Path | None = None
    _known: dict[int, Copy] = field(default_factory=dict)

    def made(self, desk: Desk, document: int) -> Path:
        """The path of a document's copy, written now if there is none or if the document is another by now.

        Raises:
            DomainError: the document is gone, its content is missing, or the disk does not allow it.
        """
        row = documents.read(desk, document)
        known = self._known.get(document)
        if known is not None and known.path.exists():
            return known.path  # somebody may be working on it
        path = self._place() / str(document) / file_name(row.name)
        path.parent.mkdir(exist_ok=True)
        document_files.read_out(desk, document, path)
        made = self._known[document] = Copy(document, row.name, path, row.sha256)
        made.seen = made.stamp()
        return path

    def touched(self) -> list[Copy]:
        """Copies that were written to since they were last looked at; quick, so that it can be asked often."""
        return [one for one in self._known.values() if one.stamp() not in (one.seen, (0, 0))]

    def changed(self) -> list[Copy]:
        """Copies whose content is another one since they were last asked for; each is told once."""
        found = []
        for one in self.touched():
            stamp = one.stamp()
            try:
                content = document_files.measured(one.path)
            except DomainError:
                continue  # another program is writing it: the next time
            one.seen = stamp
            if content.size and content.sha256 != one.sha256:
                one.sha256, one.is_news = content.sha256, True
                found.append(one)
        return found

    def given_back(self, document: int) -> None:
        """The copy's content is in the book now, or is not wanted."""
        self._known[document].is_news = False

    def close(self) -> None:
        """Delete the copies that hold nothing new; what was changed and not given back stays where it is."""
        kept = self._folder is None
        for one in self._known.values():
            if one.stamp() in (one.seen, (0, 0)) and not one.is_news:
                shutil.rmtree(one.path.parent, ignore_errors=True)
            else:
                kept = True
        if self._folder is not None and not kept:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._known.clear()

    def _place(self) -> Path:
        if self._folder is None or not self._folder.is_dir():
            self._folder = Path(tempfile.mkdtemp(prefix="crmdesk-"))
            self._folder.chmod(stat.S_IRWXU)
        return self._folder


def file_name(name: str) -> str:
    """A document's name as every system's files may be called."""
    fit = _UNFIT.sub("_", name).rstrip(". ") or "_"
    fit = f"_{fit}" if _DEVICES.match(fit) else fit
    stem, dot, suffix = fit.rpartition(".")
    most = 200 - len(suffix) - 1  # bytes are what most systems count, and letters may take four
    return fit if len(fit.encode()) <= 200 else f"{stem.encode()[:most].decode(errors='ignore')}{dot}{suffix[:20]}"
