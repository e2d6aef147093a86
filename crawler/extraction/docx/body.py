"""Walks the story of a DOCX: paragraphs with their labels, tables, text boxes after their anchor, notes at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby, pairwise

from crawler.extraction import embedded_documents
from crawler.extraction.base import Block, BlockDocument, ExtractionError, Paragraph
from crawler.extraction.containers.zip_package import Element, Package
from crawler.extraction.docx.inline import Inline, choice, name_of
from crawler.extraction.docx.styles import DocxStyles, Lists, Properties, W, is_on, number, properties, twips, value
from crawler.extraction.tables.merge_tables import merge_tables
from crawler.extraction.tables.ruler_grid import HAIR, Slot, assemble
from crawler.extraction.word_processing.line_breaks import paragraphs
from crawler.extraction.word_processing.numbering import LEVELS, Counters, prefixed

MAX_GRID_SPAN = 64  # Word's own limit is 63 columns
MAX_COLUMNS = 1_000  # of rows by others
_BLOCKS = {"p", "tbl", "altChunk"}
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TRANSPARENT = {
    "customXml",
    "smartTag",
    "ins",
    "moveTo",
    "body",
    "sdtContent",
    "bdo",
    "dir",
    "sect",
    "sub-section",
    "content",
}


class DocxReader:
    """One pass over one document; counters, open fields and notes are its state."""

    def __init__(self, package: Package, main: str) -> None:
        self._package = package
        self._main = main
        self._relations = package.relations(main)
        self._styles = DocxStyles(package, self._part("styles"))
        self._lists = Lists(package, self._part("numbering"), self._styles)
        self._counters = Counters()
        self._inline = Inline(self._styles)
        self._carry = ""  # text of a paragraph whose mark was deleted: it runs on into the next one
        self._notes = set(package.notes)

    def document(self) -> BlockDocument:
        """Return the blocks of the main story, then the foot- and endnotes in the order of their references."""
        bodies = self._package.xml(self._main).findall(W + "body")
        if not bodies:
            msg = "the main part has no body"
            raise ExtractionError(msg)
        blocks = [block for body in bodies for block in self._blocks(body)]
        for kind in ("footnote", "endnote"):
            blocks += self._footnotes(kind)
        if self._inline.images:
            self._notes.add("images_skipped")
        return BlockDocument(tuple(blocks), tuple(sorted(self._notes)))

    def _part(self, kind: str) -> str | None:
        return next((target for type_, target in self._relations.values() if type_ == kind), None)

    def _blocks(self, parent: Element) -> Iterator[Block]:
        for name, children in groupby((c for c in _flat(parent) if name_of(c) in _BLOCKS), name_of):
            if name == "p":
                for child in children:
                    yield from self._paragraph(child)
                continue
            yield from self._carried()
            if name == "tbl":
                yield from merge_tables([block for child in children for block in self._table(child)])
            else:
                for child in children:
                    yield from self._embedded(child, embedded_documents.extract)
        yield from self._carried()

    def _carried(self) -> list[Paragraph]:
        """Return the text that can run on no further."""
        text, self._carry = self._carry, ""
        return paragraphs(text)

    def _paragraph(self, item: Element) -> Iterator[Block]:
        known = properties(item.find(W + "pPr"))
        mark = properties(known.get(W + "rPr"))
        text, boxes = self._inline.read(item, value(known, "pStyle") or self._styles.default)
        text, self._carry = self._carry + text, ""
        if (W + "del" in mark or is_on(mark, "vanish") or _is_initial(known)) and not boxes:
            self._carry = text
        else:
            yield from paragraphs(prefixed(self._label(known), text))
        for box in boxes:
            if name_of(box) == "txbxContent":
                yield from self._blocks(box)
            elif name_of(box) == "relIds":
                yield from self._diagram(box)
            elif name_of(box) == "OLEObject":
                yield from self._embedded(box, embedded_documents.workbook)
            else:
                yield Paragraph(box.get("string", ""))

    def _label(self, known: Properties) -> str:
        """Count the paragraph in its list and return its label."""
        numbering = properties(known.get(W + "numPr"))
        style = value(known, "pStyle") or self._styles.default
        list_id, depth, family = self._styles.listed(style)
        if value(numbering, "numId") is not None:  # its own list, not that of its style
            list_id, depth, family = value(numbering, "numId"), None, []
        use = self._lists.use(list_id) if list_id else None
        if use is None:
            return ""
        linked = next((str(use.by_style[name]) for name in family if name in use.by_style), depth)
        level = min(max(number(value(numbering, "ilvl") or linked), 0), LEVELS - 1)
        return self._counters.label(use.key, use.levels, level, list_id, use.starts)

    def _table(self, item: Element) -> list[Block]:
        edges = _edges(item)
        rows = []
        for row in _flat(item):
            if name_of(row) != "tr":
                continue
            known = properties(row.find(W + "trPr"))
            if W + "del" not in known and not is_on(known, "hidden"):
                rows.append(self._row(row, number(value(known, "gridBefore")), edges))
        return assemble(rows, edges)

    def _row(self, row: Element, before: int, edges: list[int]) -> list[Slot]:
        slots: list[Slot] = []
        column = min(max(before, 0), MAX_GRID_SPAN)
        for cell in _flat(row):
            if name_of(cell) != "tc":
                continue
            known = properties(cell.find(W + "tcPr"))
            if W + "cellDel" in known:
                continue
            span = min(max(number(value(known, "gridSpan"), 1), 1), MAX_GRID_SPAN)
            up = value(known, "vMerge") in {"", "continue"}
            aside = value(known, "hMerge") in {"", "continue"}
            if column + span > MAX_COLUMNS:
                msg = f"a row of more than {MAX_COLUMNS} columns"
                raise ExtractionError(msg)
            blocks = tuple(self._blocks(cell))
            while len(edges) <= column + span:
                edges.append(edges[-1] + 10 * HAIR)
            left, right = edges[column], edges[column + span]
            if aside and slots:
                slots[-1] = Slot(slots[-1].left, right, slots[-1].blocks, slots[-1].continues)
            else:
                slots.append(Slot(left, right, blocks, up))
            column += span
        return slots

    def _footnotes(self, kind: str) -> Iterator[Block]:
        ids = self._inline.references.get(kind, [])
        part = self._part(kind + "s")
        if not ids or part is None or part not in self._package:
            return
        notes = {note.get(W + "id"): note for note in self._package.xml(part).iter(W + kind)}
        for note_id in dict.fromkeys(ids):
            if note_id in notes:
                yield from self._blocks(notes[note_id])

    def _embedded(self, item: Element, read: Callable[[bytes, str], BlockDocument]) -> tuple[Block, ...]:
        """Read an embedded document; what cannot be read becomes a remark."""
        _, target = self._relations.get(item.get(_RELATION_ID, ""), ("", ""))
        if target not in self._package:
            self._notes.add("chunk_missing")
            return ()
        found = read(self._package.read(target), target)
        self._notes.update(found.notes)
        return found.blocks

    def _diagram(self, item: Element) -> Iterator[Paragraph]:
        """Return the words of a SmartArt drawing."""
        _, target = self._relations.get(item.get(_RELATION_ID.replace("}id", "}dm"), ""), ("", ""))
        if target in self._package:
            for text in self._package.xml(target).iter("{*}p"):
                yield Paragraph("".join(t.text or "" for t in text.iter("{*}t")))


def _is_initial(known: Properties) -> bool:
    """Tell whether a paragraph is the large first letter of the next one."""
    frame = known.get(W + "framePr")
    return frame is not None and frame.get(W + "dropCap", "none") != "none"


def _flat(parent: Element) -> Iterator[Element]:
    """Yield the children of a container, looking through content controls, insertions and alternatives."""
    for child in parent:
        name = name_of(child)
        if name == "sdt":
            content = child.find(W + "sdtContent")
            yield from () if content is None else _flat(content)
        elif name == "AlternateContent":
            chosen = choice(child)
            yield from () if chosen is None else _flat(chosen)
        elif name in _TRANSPARENT:
            yield from _flat(child)
        else:
            yield child


def _edges(table: Element) -> list[int]:
    """Return the column lines of the table's grid; equal columns when the widths are missing or cannot be true."""
    grid = table.find(W + "tblGrid")
    widths = [] if grid is None else [twips(c.get(W + "w")) for c in grid.iterfind(W + "gridCol")][: MAX_GRID_SPAN * 4]
    edges = [0]
    for width in widths:
        edges.append(edges[-1] + width)
    if any(a >= b for a, b in pairwise(edges)) or edges[-1] < 2 * HAIR * len(widths):
        edges = [10 * HAIR * n for n in range(len(widths) + 1)]
    return edges
