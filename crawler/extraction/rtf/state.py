"""What is true at one place of an RTF: the group's formatting, the row being defined, the story being written."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.extraction.base import Block
from crawler.extraction.tables.ruler_grid import MAX_DEPTH, TableFlow
from crawler.extraction.word_processing.fields import Fields
from crawler.extraction.word_processing.line_breaks import paragraphs, whole
from crawler.extraction.word_processing.numbering import prefixed

MAX_CELLS_IN_ROW = 1_000
TEXT, SKIP, FONTS, CODE, LABEL, SHAPE = "text", "skip", "fonts", "code", "label", "shape"


@dataclass(slots=True)
class RtfGroup:
    """Formatting that ends with the group."""

    target: str = TEXT  # where text goes
    fallback: int = 1  # how many characters stand in for a Unicode one
    font: int = 0
    hidden: bool = False
    deleted: bool = False
    in_table: bool = False
    depth: int = 0
    nested_row: bool = False  # the row being defined is that of an inner table
    opens: str = ""  # what ends with this group: a field, a box, a note

    @property
    def level(self) -> int:
        """How many tables this place is in."""
        return min(max(self.depth, int(self.in_table)), MAX_DEPTH)


@dataclass(slots=True)
class RtfRow:
    """A row's definition as it is read."""

    left: int = 0
    edges: list[int] = field(default_factory=list)
    up: set[int] = field(default_factory=set)
    aside: set[int] = field(default_factory=set)

    def edge(self, position: int) -> None:
        """End a cell."""
        if len(self.edges) < MAX_CELLS_IN_ROW:
            self.edges.append(position)

    def flag(self, word: bytes) -> None:
        """Note a merge of the cell whose edge comes next."""
        if word == b"clvmrg":
            self.up.add(len(self.edges))
        elif word == b"clmrg":
            self.aside.add(len(self.edges))


@dataclass(slots=True)
class RtfStory:
    """The text of the document, a box or a note, while it is read."""

    flow: TableFlow = field(default_factory=TableFlow)
    fields: Fields = field(default_factory=Fields)
    words: list[str] = field(default_factory=list)
    label: list[str] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)

    def end_paragraph(self, level: int) -> None:
        """Write the paragraph, its label before and its boxes behind it."""
        text = whole(self.fields.clean("".join(self.words)))
        self.flow.add(paragraphs(prefixed(self._take_label(), text)), level)
        self.flow.add(self.boxes, level)
        self.words, self.boxes = [], []

    def _take_label(self) -> str:
        raw, self.label = whole("".join(self.label)), []
        label = raw.strip()
        if not any(c.isalnum() for c in label) or label == "o":  # a bullet; Word draws hollow ones with a Courier "o"
            return ""
        return raw.lstrip()

    def finish(self) -> tuple[Block, ...]:
        """Return the story's blocks."""
        self.end_paragraph(0)
        return self.flow.finish()
