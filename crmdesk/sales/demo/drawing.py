"""A small picture for the demo book: the plan of a floor, as PNG."""

from __future__ import annotations

import struct
import zlib

from crmdesk.sales.demo.chance import Chance

_WIDE, _HIGH, _WALL = 480, 320, 4
_PAPER, _INK, _FLOOR = 250, 60, 225
_ROOMS = ((20, 20, 220, 150), (220, 20, 460, 110), (220, 110, 340, 300), (340, 110, 460, 300), (20, 150, 220, 300))
"""Left, top, right and bottom of each, in px."""


def floor_plan(chance: Chance) -> bytes:
    """Rooms with walls, a door in each; some of them are floored."""
    rows = [bytearray([_PAPER]) * _WIDE for _row in range(_HIGH)]
    for left, top, right, bottom in _ROOMS:
        _fill(rows, left, top, right, bottom, _INK)
        shade = _FLOOR if chance.random() < 0.5 else _PAPER
        _fill(rows, left + _WALL, top + _WALL, right - _WALL, bottom - _WALL, shade)
    for left, _top, _right, bottom in _ROOMS:
        _fill(rows, left + 30, bottom - _WALL, left + 62, bottom + _WALL, _PAPER)
    return _png(rows)


def _fill(rows: list[bytearray], left: int, top: int, right: int, bottom: int, shade: int) -> None:
    for row in rows[top:bottom]:
        row[left:right] = bytes([shade]) * (right - left)


def _png(rows: list[bytearray]) -> bytes:
    """Rows of grey as a PNG file."""
    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 0, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    parts = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, *zip(*parts, strict=True)))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
