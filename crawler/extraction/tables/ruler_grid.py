"""Tables of word processors: rows of cells with edges on a ruler become one grid with spans.

Edges a hair apart are one column line (dragged borders leave them); a table that only holds tables is layout and
dissolves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from crawler.extraction.base import MAX_CELLS, Block, Cell, ExtractionError, Paragraph, Table

HAIR = 120  # twips (2 mm): no character fits in, so no column is narrower unless a cell stands in it
MAX_DEPTH = 32  # tables in tables; deeper nesting is read as if at this depth
BOX_PARAGRAPHS = 3  # a single cell with as many paragraphs is a frame around text, no table


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell as a word processor stores it: its edges (twips) and whether it continues the cell above."""

    left: int
    right: int
    blocks: tuple[Block, ...]
    continues: bool = False


Row = Sequence[Slot]


def assemble(rows: Sequence[Row], edges: Iterable[int] = ()) -> list[Block]:
    """Return one Table, or what stands in its cells when it is layout. ``edges`` are column lines known to exist."""
    rows = [row for row in rows if row]
    if not rows:
        return []
    if _is_layout(rows):
        return [block for row in rows for slot in row if not slot.continues for block in slot.blocks]
    columns = _columns(rows, edges)
    if len(rows) * (max(columns.values()) + 1) > MAX_CELLS:
        msg = f"table of {len(rows)} rows and {max(columns.values())} columns is beyond the limit of {MAX_CELLS} cells"
        raise ExtractionError(msg)
    return [Table(tuple(_cells(rows, columns)))]


def _is_layout(rows: Sequence[Row]) -> bool:
    slots = [slot for row in rows for slot in row]
    if len(slots) == 1 and len(slots[0].blocks) >= BOX_PARAGRAPHS:
        return True
    blocks = [block for slot in slots for block in slot.blocks]
    nested = sum(_size(block) for block in blocks if isinstance(block, Table))
    is_column = all(len(row) == 1 for row in rows)
    return nested > 0 and (is_column or nested * 2 >= sum(map(_size, blocks)))


def _size(block: Block) -> int:
    return len(block.text) if isinstance(block, Paragraph) else sum(len(cell.text) for cell in block.cells)


def _columns(rows: Sequence[Row], edges: Iterable[int]) -> dict[int, int]:
    """Map every edge to the index of its column line; no cell loses its width."""
    inner: dict[int, int] = dict.fromkeys(edges, -(1 << 40))  # edge: the right-most left edge of cells that end here
    for row in rows:
        for slot in row:
            inner.setdefault(slot.left, -(1 << 40))
            inner[slot.right] = max(inner.get(slot.right, slot.left), slot.left)
    index, first, columns = -1, -(1 << 40), {}
    for edge in sorted(inner):
        if edge - first > HAIR or inner[edge] >= first:
            index, first = index + 1, edge
        columns[edge] = index
    return columns


def _cells(rows: Sequence[Row], columns: dict[int, int]) -> list[Cell]:
    done: list[Cell] = []
    above: dict[tuple[int, int], int] = {}  # (column, width) of the cells that reach the row above: index in done
    for number, row in enumerate(rows):
        here = {}
        for slot in row:
            place = columns[slot.left], columns[slot.right] - columns[slot.left]
            if slot.continues and place in above:
                index = above[place]
                old = done[index]
                done[index] = Cell(old.row, old.col, old.text, number - old.row + 1, old.colspan)
            else:
                index = len(done)
                done.append(Cell(number, place[0], cell_text(slot.blocks), 1, place[1]))
            here[place] = index
        above = here
    return done


def cell_text(blocks: Iterable[Block]) -> str:
    """Return a cell's text: one line per paragraph; a table inside becomes its cells, with spaces between."""
    text, wordy = "", True
    for block in blocks:
        if isinstance(block, Paragraph):
            text += ("\n" if wordy else " ") + block.text
        else:
            text += " " + " ".join(words for row in block.rows() for words in row if words)
        wordy = isinstance(block, Paragraph)
    return text[1:]


@dataclass(slots=True)
class _NestingLevel:
    """An open table (or, at depth 0, the body): finished rows, finished cells of this row, blocks of this cell."""

    rows: list[Row] = field(default_factory=list)
    cells: list[tuple[Block, ...]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


class TableFlow:
    """Rebuilds tables from the order in which DOC and RTF store them: text, end of cell, end of row, by depth."""

    def __init__(self) -> None:
        self._levels = [_NestingLevel()]

    def add(self, blocks: Iterable[Block], depth: int) -> None:
        """Put blocks into the open cell at ``depth`` (0 is the body, which closes every table)."""
        self._go(depth).blocks.extend(blocks)

    def end_cell(self, depth: int) -> None:
        """Close the cell at ``depth``."""
        level = self._go(depth)
        level.cells.append(tuple(level.blocks))
        level.blocks = []

    def end_row(self, depth: int, edges: Sequence[int] = (), up: Iterable[int] = (), left: Iterable[int] = ()) -> None:
        """Close the row: ``edges`` are n+1 column lines; ``up`` and ``left`` the cells that continue the one there."""
        level = self._go(depth)
        if level.blocks:  # text after the last cell mark: a damaged row, but text
            self.end_cell(depth)
        cells, level.cells = level.cells, []
        lines = _rising(edges, len(cells))
        up, left = set(up), set(left)
        row: list[Slot] = []
        for number, blocks in enumerate(cells):
            if number in left and row:
                last = row[-1]
                row[-1] = Slot(last.left, lines[number + 1], last.blocks, last.continues)
            else:
                row.append(Slot(lines[number], lines[number + 1], blocks, number in up))
        level.rows.append(row)

    def finish(self) -> tuple[Block, ...]:
        """Close what is open and return the body."""
        return tuple(self._go(0).blocks)

    def _go(self, depth: int) -> _NestingLevel:
        depth = min(depth, MAX_DEPTH)
        while len(self._levels) - 1 > depth:
            level = self._levels[-1]
            if level.cells or level.blocks:
                self.end_row(len(self._levels) - 1)
            self._levels.pop()
            self._levels[-1].blocks.extend(assemble(level.rows))
        while len(self._levels) - 1 < depth:
            self._levels.append(_NestingLevel())
        return self._levels[-1]


def _rising(edges: Sequence[int], cells: int) -> list[int]:
    """Return ``cells`` + 1 strictly rising edges: damaged or missing ones are made up."""
    lines = list(edges[: cells + 1]) or [0]
    for number in range(1, len(lines)):
        lines[number] = max(lines[number], lines[number - 1] + 1)
    while len(lines) <= cells:
        lines.append(lines[-1] + 10 * HAIR)
    return lines
