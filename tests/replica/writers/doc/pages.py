"""Formatted disk pages (FKPs): 512-byte pages with runs from the front and their properties from the back."""

from __future__ import annotations

import struct

PAGE = 512
Entry = tuple[int, int, bytes]  # first and last file offset, properties


def paragraph_pages(entries: list[Entry]) -> list[tuple[int, int, bytes]]:
    """Return (first offset, end offset, page) for paragraph properties (style index and modifiers)."""
    return _pages([(a, b, _papx(data)) for a, b, data in entries], 13)


def run_pages(entries: list[Entry]) -> list[tuple[int, int, bytes]]:
    """Return (first offset, end offset, page) for character properties."""
    return _pages([(a, b, struct.pack("B", len(data)) + data if data else b"") for a, b, data in entries], 1)


def _papx(data: bytes) -> bytes:
    if len(data) % 2:
        return struct.pack("B", (len(data) + 1) // 2) + data
    return struct.pack("BB", 0, len(data) // 2) + data


def _pages(entries: list[Entry], slot: int) -> list[tuple[int, int, bytes]]:
    pages = []
    while entries:
        count, used, seen = 0, 0, set[bytes]()
        for _, _, data in entries:
            more = 0 if data in seen else len(data) + len(data) % 2
            if 4 * (count + 2) + slot * (count + 1) + used + more > PAGE - 2:
                break
            count, used = count + 1, used + more
            seen.add(data)
        chosen, entries = entries[:count], entries[count:]
        pages.append((chosen[0][0], chosen[-1][1], _page(chosen, slot)))
    return pages


def _page(entries: list[Entry], slot: int) -> bytes:
    page = bytearray(PAGE)
    count, free = len(entries), PAGE - 1
    placed: dict[bytes, int] = {b"": 0}
    offsets = [start for start, _, _ in entries] + [entries[-1][1]]
    struct.pack_into(f"<{count + 1}I", page, 0, *offsets)
    for number, (_, _, data) in enumerate(entries):
        if data not in placed:
            free = (free - len(data)) // 2 * 2
            page[free : free + len(data)] = data
            placed[data] = free
        page[4 * (count + 1) + slot * number] = placed[data] // 2
    page[-1] = count
    return bytes(page)
