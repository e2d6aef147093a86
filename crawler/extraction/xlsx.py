"""XLSX and XLSM: the sheets as they are shown, from the XML itself; formulas by the value they had when saved.

Refused: hidden sheets, rows and columns (with a remark), macros, charts, comments.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator

from lxml import etree

from crawler.extraction.base import BlockDocument, ExtractionError
from crawler.extraction.containers.zip_package import Element, Package
from crawler.extraction.spreadsheets.number_format import BUILT_IN, GENERAL, general, serial, shown
from crawler.extraction.spreadsheets.sheet_blocks import MAX_COLUMN, MAX_ROW, Sheet, document

NAME = "xlsx"
VERSION = 3
_OPENXML = "application/vnd.openxmlformats-officedocument.spreadsheetml."
MEDIA_TYPES = frozenset(
    {
        _OPENXML + "sheet",
        _OPENXML + "template",
        "application/vnd.ms-excel.sheet.macroenabled.12",
        "application/vnd.ms-excel.template.macroenabled.12",
    }
)
MAX_SHEETS = 256
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})", re.IGNORECASE)


def extract(data: bytes) -> BlockDocument:
    """Return the visible sheets. Raises ExtractionError (EncryptedError with a password) for unreadable bytes."""
    return _read(data)


def embedded(data: bytes) -> BlockDocument:
    """Return what a workbook shows inside another document: a range of one sheet. Raises ExtractionError."""
    return _read(data, embedded=True)


def _read(data: bytes, *, embedded: bool = False) -> BlockDocument:
    package = Package(data)
    main = package.main("officeDocument", "xl/workbook.xml")
    book = _Workbook(package, main)
    notes = set(package.notes)
    sheets = []
    entries = list(package.xml(main).iter(f"{_S}sheet"))[:MAX_SHEETS]
    for entry in entries[book.active : book.active + 1] if embedded else entries:
        kind, part = book.relations.get(entry.get(_RELATION_ID, ""), ("", ""))
        if kind != "worksheet":  # a chart or a macro sheet
            continue
        if entry.get("state", "visible") != "visible":
            notes.add("hidden_sheets_skipped")
            continue
        sheets.append(book.sheet(entry.get("name", ""), part))
        if embedded and book.shown:
            sheets[-1].crop(*book.shown)
    if book.uncomputed:
        notes.add("formulas_not_computed")
    return document(sheets, notes)


class _Workbook:
    """What the sheets share: strings, number formats, the epoch."""

    def __init__(self, package: Package, main: str) -> None:
        self._package = package
        self.relations = package.relations(main)
        parts = {kind: part for kind, part in self.relations.values() if part in package or package.notes}
        strings = package.xml(parts["sharedStrings"]) if "sharedStrings" in parts else ()
        self._strings = [_rich(item) for item in strings]
        self._formats: list[str] = []
        self._ruled: set[int] = set()
        if "styles" in parts:
            styles = package.xml(parts["styles"])
            self._formats, self._ruled = _formats(styles), _ruled(styles)
        root = package.xml(main)
        settings = root.find(f"{_S}workbookPr")
        self._epoch_1904 = settings is not None and settings.get("date1904", "0") in {"1", "true"}
        views, size = root.find(f"{_S}bookViews/{_S}workbookView"), root.find(f"{_S}oleSize")
        self.uncomputed = False  # a formula has no value: the program that wrote it left that to Excel
        self.active = 0 if views is None else _integer(views.get("activeTab"), 0)
        self.shown = None if size is None else _range(size.get("ref", ""))

    def sheet(self, name: str, part: str) -> Sheet:
        """Read one worksheet row by row."""
        sheet = Sheet(name)
        row, hidden = -1, 0
        for element in _elements(self._package.part(part)):
            if element.tag == f"{_S}row":
                row = self._row(element, row, sheet)
                element.clear()
            elif element.tag == f"{_S}col" and element.get("hidden", "0") in {"1", "true"}:
                first, last = _integer(element.get("min"), 1), min(_integer(element.get("max"), 0), MAX_COLUMN)
                sheet.hidden_columns.update(range(max(first - 1, hidden), last))
                hidden = max(hidden, last)
            elif element.tag == f"{_S}mergeCell":
                merged = _range(element.get("ref", ""))
                sheet.merges += [merged] if merged else []
        return sheet

    def _row(self, element: Element, row: int, sheet: Sheet) -> int:
        row = _integer(element.get("r"), row + 2) - 1
        if not 0 <= row < MAX_ROW:
            msg = f"row {row + 1} is beyond the last possible one"
            raise ExtractionError(msg)
        if element.get("hidden", "0") in {"1", "true"}:
            sheet.hidden_rows.add(row)
        column = -1
        for cell in element.iterfind(f"{_S}c"):
            place = _place(cell.get("r", ""))
            column = place[1] if place else column + 1
            if column < MAX_COLUMN:
                sheet.put(row, column, self._text(cell), ruled=_integer(cell.get("s"), 0) in self._ruled)
        return row

    def _text(self, cell: Element) -> str:
        """Return what the cell shows."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find(f"{_S}is")
            return "" if inline is None else _rich(inline)
        text = cell.findtext(f"{_S}v") or ""
        self.uncomputed = self.uncomputed or (not text and kind == "n" and cell.find(f"{_S}f") is not None)
        if kind == "s":
            return self._shared(_integer(text, -1))
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(text, text)
        if kind not in {"n", "d"} or not text:
            return text
        return self._number(text, _integer(cell.get("s"), 0), dated=kind == "d")

    def _shared(self, index: int) -> str:
        return self._strings[index] if 0 <= index < len(self._strings) else ""

    def _number(self, text: str, style: int, *, dated: bool) -> str:
        """Return a number or, as Strict workbooks keep it, a date in the format of the cell."""
        try:
            value = serial(text) if dated else float(text)
        except ValueError:
            return text
        if not math.isfinite(value):
            return text
        code = self._formats[style] if style < len(self._formats) else GENERAL
        if code == GENERAL:
            return shown(value, BUILT_IN[14]) if dated else general(value)
        return shown(value, code, epoch_1904=self._epoch_1904 and not dated)


def _elements(data: bytes) -> Iterator[Element]:
    """Yield the parts of a sheet as they are read, so that a long one is never whole in memory."""
    names = [f"{_S}{name}" for name in ("row", "col", "mergeCell")]
    try:
        for _, element in etree.iterparse(
            io.BytesIO(data), tag=names, resolve_entities=False, no_network=True, huge_tree=False
        ):
            yield element
    except etree.XMLSyntaxError as error:
        msg = f"broken XML: {str(error)[:200]}"
        raise ExtractionError(msg) from error


def _rich(item: Element) -> str:
    """Return a string with its runs joined; readings of Japanese names (rPh) are no text."""
    runs = (t for t in item.iter(f"{_S}t") if (parent := t.getparent()) is None or parent.tag != f"{_S}rPh")
    return "".join(run.text or "" for run in runs)


def _formats(styles: Element) -> list[str]:
    """Return the number format of every cell style."""
    named = {_integer(f.get("numFmtId"), -1): f.get("formatCode", GENERAL) for f in styles.iter(f"{_S}numFmt")}
    styled = styles.find(f"{_S}cellXfs")
    ids = [] if styled is None else [_integer(x.get("numFmtId"), 0) for x in styled.iterfind(f"{_S}xf")]
    return [named.get(number) or BUILT_IN.get(number, GENERAL) for number in ids]


def _ruled(styles: Element) -> set[int]:
    """Return the cell styles that draw a border."""
    borders = styles.find(f"{_S}borders")
    drawn = [] if borders is None else [any(side.get("style", "none") != "none" for side in b) for b in borders]
    styled = styles.find(f"{_S}cellXfs")
    ids = [] if styled is None else [_integer(x.get("borderId"), 0) for x in styled.iterfind(f"{_S}xf")]
    return {number for number, border in enumerate(ids) if border < len(drawn) and drawn[border]}


def _range(reference: str) -> tuple[int, int, int, int] | None:
    """Return (first row, first column, last row, last column) of a reference such as A1:C3."""
    first, _, last = reference.partition(":")
    top, bottom = _place(first), _place(last or first)
    return (*top, *bottom) if top and bottom and top <= bottom else None


def _place(reference: str) -> tuple[int, int] | None:
    """Return (row, column) of a reference such as AB12, counted from 0."""
    match = _REFERENCE.fullmatch(reference)
    if not match:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else default  # noqa: PLR2004
