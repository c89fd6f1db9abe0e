"""Whether a file is on a network folder, where SQLite's write-ahead log cannot work."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

_REMOTE = {
    *(
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afpfs",
        "webdav",
        "davfs",
        "ncpfs",
        "afs",
        "ceph",
        "glusterfs",
        "lustre",
    ),
    *("fuse.sshfs", "fuse.rclone", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.smbnetfs", "fuse.s3fs", "fuse.glusterfs"),
    # folders of a host seen from a virtual machine, where the log's shared memory does not work either
    *("9p", "drvfs", "vboxsf", "vmhgfs", "fuse.vmhgfs-fuse", "prl_fs"),
}
_OCTAL = re.compile(r"\\([0-7]{3})")
_DRIVE_REMOTE = 4  # GetDriveTypeW


def network_kind(path: Path) -> str | None:
    """The kind of network file system a path is on, or None for a local disk."""
    if sys.platform == "win32":
        return _on_windows(path)
    if sys.platform == "darwin":
        import subprocess  # late: no other system needs it at every start

        listing = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout
        return remote_mount(path.resolve(), _macos_mounts(listing))
    try:
        listing = Path("/proc/self/mounts").read_text(errors="replace")
    except OSError:
        return None
    return remote_mount(path.resolve(), _linux_mounts(listing))


def remote_mount(path: Path, mounts: list[tuple[str, str]]) -> str | None:
    """The remote file system that holds the path, from (mount point, type) pairs in the order they were mounted.

    The deepest mount decides, and of several at one point the last, which hides the others (an automounter's is below).
    """
    holding = [
        (len(Path(point).parts), place, kind)
        for place, (point, kind) in enumerate(mounts)
        if path.is_relative_to(point)
    ]
    if not holding:
        return None
    _depth, _place, kind = max(holding)
    return kind if kind in _REMOTE else None


def _linux_mounts(listing: str) -> list[tuple[str, str]]:
    fields = [line.split(" ") for line in listing.splitlines()]
    return [(_OCTAL.sub(_letter, parts[1]), parts[2]) for parts in fields if len(parts) > 2]


def _letter(code: re.Match[str]) -> str:
    return chr(int(code[1], 8))


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
