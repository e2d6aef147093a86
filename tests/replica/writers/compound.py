"""OLE2 compound files, the container of the old office formats: 512-byte sectors, one FAT, no small streams.

Every stream is padded to the least size that lives outside the mini stream; the formats carry their own lengths.
"""

from __future__ import annotations

import struct

_SECTOR = 512
_LEAST = 4096
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_PER_FAT = _SECTOR // 4
_DIFAT_IN_HEADER = 109


def compound(streams: dict[str, bytes], clsid: bytes = bytes(16)) -> bytes:
    """Return a compound file with these streams directly under its root."""
    bodies = {name: _padded(body, max(_LEAST, len(body))) for name, body in streams.items()}
    chains: list[int] = []
    starts = {}
    for name, body in bodies.items():
        starts[name] = len(chains)
        chains += _chain(len(chains), len(body) // _SECTOR)
    directory = _directory(starts, bodies, clsid)
    directory_start = len(chains)
    chains += _chain(directory_start, len(directory) // _SECTOR)
    tables = 1
    while tables * _PER_FAT < len(chains) + tables:
        tables += 1
    if tables > _DIFAT_IN_HEADER:
        msg = "too large for a compound file without DIFAT sectors"
        raise ValueError(msg)
    fat_start = len(chains)
    fat = [*chains, *[_FAT] * tables]
    fat += [_FREE] * (tables * _PER_FAT - len(fat))
    header = _header(directory_start, list(range(fat_start, fat_start + tables)))
    return header + b"".join(bodies.values()) + directory + struct.pack(f"<{len(fat)}I", *fat)


def _padded(data: bytes, size: int) -> bytes:
    return data.ljust(-(-size // _SECTOR) * _SECTOR, b"\0")


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END]


def _header(directory: int, fat: list[int]) -> bytes:
    difat = fat + [_FREE] * (_DIFAT_IN_HEADER - len(fat))
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, len(fat), directory, 0, _LEAST, _END, 0, _END, 0)
        + struct.pack(f"<{_DIFAT_IN_HEADER}I", *difat)
    )


def _directory(starts: dict[str, int], bodies: dict[str, bytes], clsid: bytes) -> bytes:
    """Return a root and a balanced tree of names, ordered as the format wants: by length, then upper case."""
    names = sorted(starts, key=lambda name: (len(name), name.upper()))
    left, right = {}, {}

    def tree(low: int, high: int) -> int:
        if low >= high:
            return _FREE
        middle = (low + high) // 2
        left[middle], right[middle] = tree(low, middle), tree(middle + 1, high)
        return middle + 1  # entry 0 is the root

    entries = [_entry("Root Entry", 5, _FREE, _FREE, tree(0, len(names)), clsid, _END, 0)]
    entries += [
        _entry(name, 2, left[n], right[n], _FREE, bytes(16), starts[name], len(bodies[name]))
        for n, name in enumerate(names)
    ]
    while len(entries) % (_SECTOR // 128):
        entries.append(bytes(68) + struct.pack("<III", _FREE, _FREE, _FREE) + bytes(48))
    return b"".join(entries)


def _entry(name: str, kind: int, left: int, right: int, child: int, clsid: bytes, start: int, size: int) -> bytes:  # noqa: PLR0917 -- the fields of a directory entry, in its order
    raw = name.encode("utf-16-le") + b"\0\0"
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(raw), kind, 1, left, right, child)
        + clsid
        + struct.pack("<I16xIQ", 0, start, size)
    )
