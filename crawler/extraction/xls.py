"""XLS and Kingsoft ET: the sheets as they are shown, through xlrd; formulas by the value they had when saved.

Refused: hidden sheets, rows and columns (with a remark), macros, charts, comments.
"""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Any

import xlrd
from xlrd.book import Book
from xlrd.compdoc import CompDocError
from xlrd.formula import FormulaError

from crawler.extraction.base import BlockDocument, EncryptedError, ExtractionError
from crawler.extraction.spreadsheets.number_format import GENERAL, general, shown
from crawler.extraction.spreadsheets.sheet_blocks import Sheet, document

NAME = "xls"
VERSION = 3
MEDIA_TYPES = frozenset({"application/vnd.ms-excel"})
_OLE_SIZE = 0xDE
_ERRORS = xlrd.error_text_from_code
# Names are formulas. xlrd evaluates them, refuses some that Excel writes, and no cell needs them.
Book.names_epilogue = lambda _: None
# xlrd trusts its input: these are what damaged and hostile files make it raise.
_BROKEN = (
    xlrd.XLRDError, CompDocError, FormulaError, zipfile.BadZipFile, struct.error, AssertionError, IndexError, KeyError,
    ValueError, TypeError, AttributeError, OverflowError, ZeroDivisionError, RecursionError, EOFError, OSError,
    NotImplementedError,
)  # fmt: skip


def extract(data: bytes) -> BlockDocument:
    """Return the visible sheets. Raises ExtractionError (EncryptedError with a password) for unreadable bytes."""
    return _read(data)


def embedded(stream: bytes) -> BlockDocument:
    """Return what a workbook stream shows inside another document: a range of one sheet. Raises ExtractionError."""
    return _read(stream, embedded=True)


def _read(data: bytes, *, embedded: bool = False) -> BlockDocument:
    try:
        with xlrd.open_workbook(
            file_contents=data, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
        ) as book:
            visible = [book.sheet_by_index(n) for n in range(book.nsheets) if book.sheet_by_index(n).visibility == 0]
            notes = {"hidden_sheets_skipped"} if len(visible) < book.nsheets else set()
            sheets = _embedded_sheets(book, visible, data) if embedded else [_sheet(book, sheet) for sheet in visible]
    except _BROKEN as error:
        if "encrypted" in str(error):
            msg = "the document asks for a password"
            raise EncryptedError(msg) from error
        msg = f"damaged Excel file: {type(error).__name__} {str(error)[:100]}"
        raise ExtractionError(msg) from error
    return document(sheets, notes)


def _embedded_sheets(book: Any, visible: list[Any], stream: bytes) -> list[Sheet]:
    """Return the open sheet, or the first, as far as it is shown."""
    opened = [sheet for sheet in visible if sheet.sheet_visible][:1] or visible[:1]
    sheets = [_sheet(book, sheet) for sheet in opened]
    if shown := _shown(stream):
        sheets[0].crop(*shown)
    return sheets


def _shown(stream: bytes) -> tuple[int, int, int, int] | None:
    """Return the range that an embedded workbook shows (OLESIZE), None when it says nothing."""
    at = 0
    while at + 12 <= len(stream):
        kind, size = struct.unpack_from("<2H", stream, at)
        if kind == _OLE_SIZE:
            top, bottom, left, right = struct.unpack_from("<2H2B", stream, at + 6)
            return top, left, bottom, right
        at += 4 + size
    return None


def _sheet(book: Any, source: Any) -> Sheet:
    sheet = Sheet(source.name)
    ruled = {number for number, style in enumerate(book.xf_list) if _is_ruled(style.border)}
    for row in range(source.nrows):
        for column, cell in enumerate(source.row(row)):
            sheet.put(row, column, _text(book, cell), ruled=cell.xf_index in ruled)
    sheet.merges = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in source.merged_cells]
    sheet.hidden_rows = {row for row, info in source.rowinfo_map.items() if info.hidden}
    sheet.hidden_columns = {column for column, info in source.colinfo_map.items() if info.hidden}
    return sheet


def _is_ruled(border: Any) -> bool:
    sides = border.top_line_style, border.bottom_line_style, border.left_line_style, border.right_line_style
    return any(sides)


def _text(book: Any, cell: Any) -> str:
    """Return what the cell shows."""
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(_ERRORS.get(cell.value, ""))
    if cell.ctype not in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        return ""
    format_ = book.format_map.get(book.xf_list[cell.xf_index].format_key)
    code = format_.format_str if format_ is not None else GENERAL
    return general(cell.value) if code == GENERAL else shown(cell.value, code, epoch_1904=bool(book.datemode))
