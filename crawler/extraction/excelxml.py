"""Excel 2003 XML (SpreadsheetML), which portals serve as .xls. Refused: hidden sheets, rows and columns."""

from __future__ import annotations

from crawler.extraction.base import BlockDocument
from crawler.extraction.containers.zip_package import Element, parse_xml
from crawler.extraction.spreadsheets.number_format import GENERAL, general, serial, shown
from crawler.extraction.spreadsheets.sheet_blocks import MAX_COLUMN, MAX_ROW, Sheet, document

NAME = "excelxml"
VERSION = 3
MEDIA_TYPES = frozenset({"application/vnd.ms-spreadsheetml"})
_S = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_NAMED = {
    "General Number": GENERAL, "Fixed": "0.00", "Standard": "#,##0.00", "Percent": "0.00%", "Scientific": "0.00E+00",
    "Short Date": "yyyy/m/d", "Long Date": "yyyy年m月d日", "General Date": "yyyy/m/d h:mm", "Short Time": "h:mm",
    "Long Time": "h:mm:ss", "Currency": "¥#,##0.00",
}  # fmt: skip


def extract(data: bytes) -> BlockDocument:
    """Return the visible sheets. Raises ExtractionError for broken XML."""
    root = parse_xml(data.lstrip(b"\xef\xbb\xbf\r\n\t "))
    formats = {
        style.get(f"{_S}ID", ""): format_.get(f"{_S}Format", "") or GENERAL
        for style in root.iter(f"{_S}Style")
        for format_ in style.iterfind(f"{_S}NumberFormat")
    }
    sheets = list(root.iter(f"{_S}Worksheet"))
    visible = [s for s in sheets if (s.findtext(f".//{_X}Visible") or "SheetVisible") == "SheetVisible"]
    notes = {"hidden_sheets_skipped"} if len(visible) < len(sheets) else set()
    return document((_sheet(item, formats) for item in visible), notes)


def _sheet(item: Element, formats: dict[str, str]) -> Sheet:
    sheet = Sheet(item.get(f"{_S}Name", ""))
    row = -1
    for line in item.iterfind(f"{_S}Table/{_S}Row"):
        row = min(_integer(line, "Index", row + 2) - 1, MAX_ROW)
        if line.get(f"{_S}Hidden") == "1":
            sheet.hidden_rows.add(row)
        column = -1
        for cell in line.iterfind(f"{_S}Cell"):
            column = min(_integer(cell, "Index", column + 2) - 1, MAX_COLUMN)
            across, down = _integer(cell, "MergeAcross", 0), _integer(cell, "MergeDown", 0)
            if across or down:
                sheet.merges.append((row, column, row + down, column + across))
            sheet.put(row, column, _text(cell, formats))
            column += across
        row += min(_integer(line, "Span", 0), MAX_ROW)
    return sheet


def _text(cell: Element, formats: dict[str, str]) -> str:
    """Return what the cell shows."""
    data = cell.find(f"{_S}Data")
    if data is None:
        return ""
    text = "".join(str(part) for part in data.itertext())
    kind, code = data.get(f"{_S}Type"), formats.get(cell.get(f"{_S}StyleID", ""), GENERAL)
    code = _NAMED.get(code, code)
    try:
        if kind == "DateTime":
            return shown(serial(text), "yyyy/m/d" if code == GENERAL else code)
        if kind == "Number":
            value = float(text)
            return general(value) if code == GENERAL else shown(value, code)
    except (ValueError, OverflowError):
        return text
    return {"1": "TRUE", "0": "FALSE"}.get(text, text) if kind == "Boolean" else text


def _integer(item: Element, name: str, default: int) -> int:
    text = item.get(_S + name, "")
    return int(text[:8]) if text.isascii() and text.isdigit() else default
