"""Workbooks (OOXML): one sheet per table, merged cells, numbers as numbers. Paragraphs have no place in them.

What a perfect reader returns is the tables alone.
"""

from __future__ import annotations

import io
import random
import zipfile
from datetime import UTC, datetime

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from crawler.extraction.base import Block, Table
from tests.replica.writers.package import zipped

VARIANTS = ("numbers", "text")


def write(blocks: tuple[Block, ...], *, title: str = "", rng: random.Random, variant: str = "") -> bytes:
    """Return an .xlsx of the tables; ``title`` goes into its properties."""
    variant = variant or rng.choice(VARIANTS)
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, table in enumerate((block for block in blocks if isinstance(block, Table)), 1):
        _fill(book.create_sheet(f"Sheet{number}"), table, numbers=variant == "numbers")
    if not book.worksheets:
        book.create_sheet("Sheet1")
    book.properties.title = title
    book.properties.created = book.properties.modified = datetime(2024, 1, 2, 8, 30, tzinfo=UTC).replace(tzinfo=None)
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as archive:  # written again, for its times
        return zipped({name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"})


def _fill(sheet: Worksheet, table: Table, *, numbers: bool) -> None:
    for cell in table.cells:
        value = int(cell.text) if numbers and cell.text.isdecimal() and str(int(cell.text)) == cell.text else cell.text
        if cell.text:
            sheet.cell(cell.row + 1, cell.col + 1, value)
        if cell.rowspan > 1 or cell.colspan > 1:
            sheet.merge_cells(
                start_row=cell.row + 1,
                start_column=cell.col + 1,
                end_row=cell.row + cell.rowspan,
                end_column=cell.col + cell.colspan,
            )
