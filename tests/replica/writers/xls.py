"""Workbooks of Excel 97-2003 (BIFF8), record by record: one sheet per table, merged cells, numbers as numbers.

WPS spreadsheets (.et) are the same container. What a perfect reader returns is the tables alone.
"""

from __future__ import annotations

import random
import struct

from crawler.extraction.base import Block, Table
from tests.replica.writers.compound import compound
from tests.replica.writers.doc import WORD, WPS
from tests.replica.writers.doc.summary import summary
from tests.replica.writers.grid import size

VARIANTS = ("excel", "et")
_CLASS = bytes.fromhex("2008020000000000c000000000000046")
_GLOBALS, _SHEET = 5, 16
_BOF, _EOF, _CODEPAGE, _BOUNDSHEET, _DIMENSIONS, _NUMBER, _LABEL, _MERGED = (
    0x809, 0x0A, 0x42, 0x85, 0x200, 0x203, 0x204, 0xE5,
)  # fmt: skip
_XF, _FONT, _WINDOW = 0xE0, 0x31, 0x3D


def write(blocks: tuple[Block, ...], *, title: str = "", rng: random.Random, variant: str = "") -> bytes:
    """Return an .xls of the tables; ``title`` goes into its properties."""
    variant = variant or rng.choice(VARIANTS)
    tables = [block for block in blocks if isinstance(block, Table)]
    sheets = [_sheet(table) for table in tables] or [_sheet(Table(()))]
    names = [f"Sheet{n}" for n in range(1, len(sheets) + 1)]
    head = _record(_BOF, struct.pack("<HHHHII", 0x600, _GLOBALS, 0x0DBB, 0x07CC, 0, 6))
    head += _record(_CODEPAGE, struct.pack("<H", 1200)) + _record(
        _WINDOW, struct.pack("<9H", 0, 0, 9000, 9000, 56, 0, 0, 1, 600)
    )
    head += _record(_FONT, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 134, 0) + _short("宋体")) * 4
    head += _record(_XF, struct.pack("<HHHBBBBIIH", 0, 0, 0xFFF5, 0x20, 0, 0, 0, 0, 0, 0x20C0)) * 15
    head += _record(_XF, struct.pack("<HHHBBBBIIH", 0, 0, 1, 0x20, 0, 0, 0, 0, 0, 0x20C0))
    bounds = sum(len(_bound(0, name)) for name in names)
    offset = len(head) + bounds + 4
    for name, sheet in zip(names, sheets, strict=True):
        head += _bound(offset, name)
        offset += len(sheet)
    book = head + _record(_EOF) + b"".join(sheets)
    program = WPS.replace("Office", "表格") if variant == "et" else WORD.replace("Word", "Excel")
    return compound({"Workbook": book, "\x05SummaryInformation": summary(title, program)}, _CLASS)


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _short(text: str) -> bytes:
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


def _bound(offset: int, name: str) -> bytes:
    return _record(_BOUNDSHEET, struct.pack("<IH", offset, 0) + _short(name))


def _sheet(table: Table) -> bytes:
    height, width = size(table) if table.cells else (0, 0)
    records = _record(_BOF, struct.pack("<HHHHII", 0x600, _SHEET, 0x0DBB, 0x07CC, 0, 6))
    records += _record(_DIMENSIONS, struct.pack("<IIHHH", 0, height, 0, width, 0))
    for cell in sorted(table.cells, key=lambda c: (c.row, c.col)):
        place = struct.pack("<HHH", cell.row, cell.col, 15)
        if cell.text.isdecimal() and str(int(cell.text)) == cell.text:
            records += _record(_NUMBER, place + struct.pack("<d", int(cell.text)))
        elif cell.text:
            records += _record(_LABEL, place + struct.pack("<HB", len(cell.text), 1) + cell.text.encode("utf-16-le"))
    merged = [cell for cell in table.cells if cell.rowspan > 1 or cell.colspan > 1]
    ranges = [struct.pack("<4H", c.row, c.row + c.rowspan - 1, c.col, c.col + c.colspan - 1) for c in merged]
    records += _record(_MERGED, struct.pack("<H", len(ranges)) + b"".join(ranges)) if ranges else b""
    return records + _record(_EOF)
