"""Whether a file is on a network folder, where SQLite's write-ahead log cannot work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_REMOTE = (
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afpfs",
    "webdav",
    "davfs",
    "fuse.sshfs",
    "fuse.rclone",
    "9p",
    "ncpfs",
    "afs",
)
_DRIVE_REMOTE = 4  # GetDriveTypeW


def network_kind(path: Path) -> str | None:
    """The kind of network file system a path is on, or None for a local disk."""
    if sys.platform == "win32":
        return _on_windows(path)
    if sys.platform == "darwin":
        listing = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout
        return remote_mount(path.absolute(), _macos_mounts(listing))
    try:
        listing = Path("/proc/self/mounts").read_text(errors="replace")
    except OSError:
        return None
    return remote_mount(path.absolute(), _linux_mounts(listing))


def remote_mount(path: Path, mounts: list[tuple[str, str]]) -> str | None:
    """The remote file system that holds the path, from (mount point, type) pairs; the deepest mount decides."""
    holding = [(point, kind) for point, kind in mounts if path.is_relative_to(point)]
    if not holding:
        return None
    _point, kind = max(holding, key=lambda mount: len(Path(mount[0]).parts))
    return kind if kind in _REMOTE else None


def _linux_mounts(listing: str) -> list[tuple[str, str]]:
    fields = [line.split(" ") for line in listing.splitlines()]
    return [(parts[1].replace("\\040", " "), parts[2]) for parts in fields if len(parts) > 2]


def _macos_mounts(listing: str) -> list[tuple[str, str]]:
    """From lines such as ``//me@server/share on /Volumes/share (smbfs, nodev)``."""
    mounts = []
    for line in listing.splitlines():
        _device, on, rest = line.partition(" on ")
        point, bracket, options = rest.rpartition(" (")
        if on and bracket:
            mounts.append((point, options.split(",")[0].rstrip(")")))
    return mounts


def _on_windows(path: Path) -> str | None:
    import ctypes

    full = os.path.abspath(path)
    if full.startswith("\\\\"):
        return "UNC"
    drive = os.path.splitdrive(full)[0] + "\\"
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only there on Windows
    return "SMB" if kernel.GetDriveTypeW(drive) == _DRIVE_REMOTE else None
