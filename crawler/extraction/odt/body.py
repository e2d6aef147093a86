"""Walks the body of an ODT: paragraphs, lists with their labels, tables, text boxes after their anchor."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.extraction.base import MAX_CELLS, Block, BlockDocument, ExtractionError, Paragraph
from crawler.extraction.containers.zip_package import Element
from crawler.extraction.odt.styles import OFFICE, OUTLINE, TABLE, TEXT, OdtStyles, integer, is_hidden
from crawler.extraction.tables.ruler_grid import HAIR, Slot, assemble
from crawler.extraction.word_processing.line_breaks import paragraphs
from crawler.extraction.word_processing.numbering import LEVELS, Counters, prefixed

MAX_COLUMNS = 256
MAX_ROWS = 2_000  # of one repeated row
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_TRAILING_PAGE = re.compile(r"\t[\s\dIVXLivxl—–-]+$")
_SKIPPED = {
    "tracked-changes", "sequence-decls", "variable-decls", "user-field-decls", "forms", "annotation",
    "annotation-end", "page-number", "page-count", "page-variable-get", "ruby-text", "hidden-text",
    "table-of-content-source", "note-citation", "event-listeners", "title", "desc", "named-expressions",
}  # fmt: skip
_TEXTS = {"p", "h"}
_SIGNS = {"tab": "\t", "line-break": "\n"}


def _name(element: Element | None) -> str:
    tag = None if element is None else element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


class OdtReader:
    """One pass over one document; list counters and notes are its state."""

    def __init__(self, styles: OdtStyles) -> None:
        self._styles = styles
        self._counters = Counters()
        self._list_keys: dict[str, str] = {}  # xml:id of a list, or the style of the last one: the key it counts under
        self._lists = 0
        self._notes: list[Element] = []
        self._images = False

    def document(self, content: Element) -> BlockDocument:
        """Return the blocks of the text, then the notes in the order of their references."""
        body = content.find(f"{OFFICE}body/{OFFICE}text")
        if body is None:
            msg = "content.xml holds no text document"
            raise ExtractionError(msg)
        blocks = list(self._blocks(body))
        for note in self._notes:
            blocks += self._blocks(note)
        return BlockDocument(tuple(blocks), ("images_skipped",) if self._images else ())

    def _blocks(self, parent: Element) -> Iterator[Block]:
        for child in parent:
            name = _name(child)
            if name in _TEXTS:
                yield from self._paragraph(child, "")
            elif name == "list":
                yield from self._list(child, 0, "", "")
            elif name == "table":
                yield from self._table(child)
            elif name == "table-of-content":
                yield from map(_without_page, self._blocks(child))
            elif name and name not in _SKIPPED and not is_hidden(child):
                yield from self._blocks(child)

    def _list(self, item: Element, depth: int, style: str, key: str) -> Iterator[Block]:
        style = item.get(f"{TEXT}style-name", style)
        if not key:
            key = self._list_key(item, style)
        for entry in item:
            header = _name(entry) == "list-header"
            started = integer(entry, f"{TEXT}start-value", -1)
            for child in entry:
                name = _name(child)
                if name in _TEXTS:
                    label = "" if header else self._label(child, style, key, depth, started)
                    header = True  # only the first paragraph of an item carries its number
                    yield from self._paragraph(child, label)
                elif name == "list":
                    yield from self._list(child, min(depth + 1, LEVELS - 1), style, key)

    def _list_key(self, item: Element, style: str) -> str:
        """Return the key of the list this one continues, or a new one."""
        known = self._list_keys
        continued = item.get(f"{TEXT}continue-list", "")
        if continued and continued in known:
            key = known[continued]
        elif item.get(f"{TEXT}continue-numbering") == "true" and style in known:
            key = known[style]
        else:
            self._lists += 1
            key = f"list {self._lists}"
        known[style] = key
        known[item.get(XML_ID, "")] = key
        return key

    def _label(self, paragraph: Element, style: str, key: str, depth: int, started: int) -> str:
        style = style or self._styles.list_of(paragraph.get(f"{TEXT}style-name", "")) or ""
        levels = self._styles.levels(style)
        starts = {} if started < 0 else {depth: started}
        return self._counters.label(key, levels, depth, object(), starts) if levels else ""

    def _outline(self, heading: Element) -> str:
        """Count a heading outside of lists in the chapter numbering, or in the list of its style."""
        named = self._styles.list_of(heading.get(f"{TEXT}style-name", ""))
        depth = min(max(integer(heading, f"{TEXT}outline-level", 1) - 1, 0), LEVELS - 1)
        levels = self._styles.levels(OUTLINE if named is None else named)
        if not levels or heading.get(f"{TEXT}is-list-header") == "true":
            return ""
        started = integer(heading, f"{TEXT}start-value", -1)
        starts = {} if started < 0 else {depth: started}
        return self._counters.label(named or OUTLINE, levels, depth, object(), starts)

    def _paragraph(self, item: Element, label: str) -> Iterator[Block]:
        out: list[str] = []
        boxes: list[Element] = []
        if _name(item) == "h" and not label and _name(item.getparent()) != "list-item":
            label = self._outline(item)
        if any(is_hidden(mark) for mark in item.iterchildren(f"{TEXT}hidden-paragraph")):
            return
        if not self._styles.hidden(item.get(f"{TEXT}style-name", "")):
            self._inline(item, out, boxes)
        yield from paragraphs(prefixed(label, "".join(out)))
        for box in boxes:
            yield from self._blocks(box)

    def _inline(self, parent: Element, out: list[str], boxes: list[Element]) -> None:
        out.append(_plain(parent.text))
        for child in parent:
            name = _name(child)
            if name == "s":
                out.append(" " * min(integer(child, f"{TEXT}c", 1), 1000))
            elif name in _SIGNS:
                out.append(_SIGNS[name])
            elif name and name not in _SKIPPED and child.get(f"{TEXT}reference-format") != "page":
                self._inline_object(child, name, out, boxes)
            out.append(_plain(child.tail))

    def _inline_object(self, child: Element, name: str, out: list[str], boxes: list[Element]) -> None:
        if name == "note-body":
            self._notes.append(child)
        elif name == "text-box" or any(_name(inner) in _TEXTS for inner in child):
            boxes.append(child)
        elif name == "image":
            self._images = True
        elif not self._styles.hidden(child.get(f"{TEXT}style-name", "")):
            self._inline(child, out, boxes)

    def _table(self, item: Element) -> list[Block]:
        rows: list[list[Slot]] = []
        reaching: dict[int, tuple[int, int]] = {}  # column: (width, rows to go) of cells that reach down
        for row in _rows(item):
            slots = self._row(row, reaching)
            if len(rows) > MAX_CELLS:
                msg = f"table of more than {MAX_CELLS} rows"
                raise ExtractionError(msg)
            if row.get(f"{TABLE}visibility", "visible") != "visible":
                continue
            rows += [slots] * min(max(integer(row, f"{TABLE}number-rows-repeated", 1), 1), MAX_ROWS)
        return assemble(rows)

    def _row(self, row: Element, reaching: dict[int, tuple[int, int]]) -> list[Slot]:
        slots, column = [], 0
        for cell in row:
            name = _name(cell)
            if name not in {"table-cell", "covered-table-cell"}:
                continue
            blocks = tuple(self._blocks(cell))
            for _ in range(min(max(integer(cell, f"{TABLE}number-columns-repeated", 1), 1), MAX_COLUMNS)):
                if column >= MAX_COLUMNS:
                    break
                width, left = reaching.pop(column, (0, 0))
                if name == "covered-table-cell" and left:
                    slots.append(_slot(column, width, (), continues=True))
                elif name == "table-cell":
                    width = min(max(integer(cell, f"{TABLE}number-columns-spanned", 1), 1), MAX_COLUMNS)
                    left = integer(cell, f"{TABLE}number-rows-spanned", 1)
                    slots.append(_slot(column, width, blocks))
                if left > 1:
                    reaching[column] = width, left - 1
                column += 1
        return slots


def _without_page(block: Block) -> Block:
    """Return an entry of a table of contents without the page it stands on."""
    return Paragraph(_TRAILING_PAGE.sub("", block.text)) if isinstance(block, Paragraph) else block


def _slot(column: int, width: int, blocks: tuple[Block, ...], *, continues: bool = False) -> Slot:
    return Slot(column * 10 * HAIR, (column + width) * 10 * HAIR, blocks, continues)


def _rows(item: Element) -> Iterator[Element]:
    for child in item:
        name = _name(child)
        if name == "table-row":
            yield child
        elif name in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from _rows(child)


def _plain(text: str | None) -> str:
    """Return text with line ends of the file as the spaces they are."""
    return (text or "").replace("\n", " ")
