"""ODS (OpenDocument spreadsheet): the visible sheets, each cell by the text it shows."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.extraction.base import BlockDocument, ExtractionError
from crawler.extraction.containers.zip_package import Element
from crawler.extraction.odt import opened
from crawler.extraction.odt.styles import OFFICE, STYLE, TABLE, TEXT, integer
from crawler.extraction.spreadsheets.sheet_blocks import MAX_COLUMN, MAX_ROW, Sheet, document

NAME = "ods"
VERSION = 3
_SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
MEDIA_TYPES = frozenset({_SPREADSHEET, f"{_SPREADSHEET}-template", f"{_SPREADSHEET}-flat-xml"})
MAX_REPEATED = 1_000  # copies of a filled row or cell


def extract(data: bytes) -> BlockDocument:
    """Return the visible sheets. Raises ExtractionError (EncryptedError with a password) for unreadable bytes."""
    package = opened(data)
    content = package.xml("content.xml")
    body = content.find(f"{OFFICE}body/{OFFICE}spreadsheet")
    if body is None:
        msg = "content.xml holds no spreadsheet"
        raise ExtractionError(msg)
    hidden = {
        style.get(f"{STYLE}name", "")
        for style in content.iter(f"{STYLE}style")
        for properties in style.iterfind(f"{STYLE}table-properties")
        if properties.get(f"{TABLE}display") == "false"
    }
    tables = list(body.iterfind(f"{TABLE}table"))
    visible = [table for table in tables if table.get(f"{TABLE}style-name", "") not in hidden]
    notes = set(package.notes) | ({"hidden_sheets_skipped"} if len(visible) < len(tables) else set())
    return document((_sheet(table) for table in visible), notes)


def _sheet(table: Element) -> Sheet:
    sheet = Sheet(table.get(f"{TABLE}name", ""))
    column = 0
    for item in table.iter(f"{TABLE}table-column"):
        repeated = min(integer(item, f"{TABLE}number-columns-repeated", 1), MAX_COLUMN)
        if item.get(f"{TABLE}visibility", "visible") != "visible":
            sheet.hidden_columns.update(range(column, min(column + repeated, MAX_COLUMN)))
        column = min(column + repeated, MAX_COLUMN)
    row = 0
    for item in table.iter(f"{TABLE}table-row"):
        cells = list(_cells(item))
        repeated = integer(item, f"{TABLE}number-rows-repeated", 1)
        for number in range(row, row + min(repeated, MAX_REPEATED if cells else 1)):
            if item.get(f"{TABLE}visibility", "visible") != "visible":
                sheet.hidden_rows.add(number)
            for column, text, height, width in cells:
                sheet.put(number, column, text)
                if height > 1 or width > 1:
                    sheet.merges.append((number, column, number + height - 1, column + width - 1))
        row = min(row + repeated, MAX_ROW)
    return sheet


def _cells(row: Element) -> Iterator[tuple[int, str, int, int]]:
    """Yield (column, text, height, width) of the filled cells of a row."""
    column = 0
    for cell in row.iterfind("*"):
        repeated = integer(cell, f"{TABLE}number-columns-repeated", 1)
        text = "\n".join("".join(_words(p)) for p in cell.iterfind(f"{TEXT}p"))
        if cell.tag == f"{TABLE}table-cell" and text:
            spans = (integer(cell, f"{TABLE}number-{kind}-spanned", 1) for kind in ("rows", "columns"))
            height, width = spans
            for number in range(column, min(column + min(repeated, MAX_REPEATED), MAX_COLUMN)):
                yield number, text, min(height, MAX_ROW), min(width, MAX_COLUMN)
        column = min(column + repeated, MAX_COLUMN)


def _words(item: Element) -> Iterator[str]:
    yield item.text or ""
    for child in item:
        if child.tag == f"{TEXT}s":
            yield " "
        elif isinstance(child.tag, str) and not child.tag.startswith(OFFICE):  # not the text of a comment
            yield from _words(child)
        yield child.tail or ""
