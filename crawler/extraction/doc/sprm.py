"""Single property modifiers (sprm): Word's formatting as a list of small commands, and what they make of the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from struct import unpack_from

_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_VARIABLE = 6
_TABLE_DEFINITION, _TABS = 0xD608, 0xC615

HUGE = frozenset({0x6645, 0x6646})
_IN_TABLE, _ROW_END, _DEPTH, _INNER_CELL, _INNER_ROW_END = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
_LIST, _LIST_LEVEL, _STYLE = 0x460B, 0x260A, 0x4600
_HIDDEN, _RUN_IN, _DELETED, _SPECIAL, _SYMBOL, _CHARACTER_STYLE = 0x083C, 0x0818, 0x0800, 0x0855, 0x6A09, 0x4A30
_OBJECT, _LOCATION = 0x080A, 0x6A03
_MERGE, _SPLIT, _VERTICAL = 0x5624, 0x5625, 0xD62B
_MERGED, _MERGED_UP, _FIRST_OF_MERGED = 0x02, 0x20, 0x40  # of a cell in the row's definition
_PRM0 = {0x0C: _LIST_LEVEL, 0x18: _IN_TABLE, 0x19: _ROW_END, 0x41: _DELETED, 0x5C: _HIDDEN}


def sprms(commands: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (code, operand); a command that is cut off ends the list."""
    at = 0
    while at + 2 < len(commands):
        code = commands[at] | commands[at + 1] << 8
        at += 2
        size = _SIZES.get(code >> 13)
        if code == _TABLE_DEFINITION:
            size = unpack_from("<H", commands.ljust(at + 2, b"\0"), at)[0] - 1
            at += 2
        elif size is None:
            size = commands[at]
            if code == _TABS and size == 255:  # noqa: PLR2004 - too long for its length byte
                deleted = commands[at + 1] if at + 1 < len(commands) else 0
                added = at + 2 + 4 * deleted
                size = 2 + 4 * deleted + 3 * (commands[added] if added < len(commands) else 0)
            at += 1
        if size < 0:
            return
        yield code, commands[at : at + size]
        at += size


def modifier(prm: int, blocks: list[bytes]) -> bytes:
    """Return the commands of a piece's Prm: one short command, or the number of a block in the CLX."""
    if prm & 1:
        return blocks[prm >> 1] if prm >> 1 < len(blocks) else b""
    code = _PRM0.get(prm >> 1 & 0x7F)
    return b"" if code is None else code.to_bytes(2, "little") + bytes([prm >> 8])


@dataclass(frozen=True, slots=True)
class ParagraphProperties:
    """The formatting of a paragraph, as far as it decides what is text."""

    style: int = 0
    list_use: int = 0
    list_level: int = 0
    in_table: bool = False
    row_end: bool = False
    depth: int = 0
    inner_cell: bool = False
    inner_row_end: bool = False

    def apply(self, commands: bytes) -> ParagraphProperties:
        """Return the formatting after ``commands``."""
        changes: dict[str, int] = {}
        for code, operand in sprms(commands):
            name = _PARAGRAPH_NAMES.get(code)
            if name:
                changes[name] = int.from_bytes(operand, "little")
        return replace(self, **changes) if changes else self  # type: ignore[arg-type]  # flags are read as 0 and 1


_PARAGRAPH_NAMES = {
    _IN_TABLE: "in_table",
    _ROW_END: "row_end",
    _DEPTH: "depth",
    _INNER_CELL: "inner_cell",
    _INNER_ROW_END: "inner_row_end",
    _LIST: "list_use",
    _LIST_LEVEL: "list_level",
    _STYLE: "style",
}


@dataclass(frozen=True, slots=True)
class CharacterProperties:
    """The formatting of a run, as far as it decides what is text."""

    hidden: bool = False
    deleted: bool = False
    special: bool = False
    symbol: tuple[int, int] | None = None  # (font, character)
    style: int | None = None
    stands_for: bool = False  # an embedded object, whose number is the location
    location: int = 0

    def apply(self, commands: bytes, base: CharacterProperties | None = None) -> CharacterProperties:
        """Return the formatting after ``commands``; toggles refer to ``base``, the style's formatting."""
        out = self
        for code, operand in sprms(commands):
            value = operand[0] if operand else 0
            if code in _FLAG_NAMES:
                out = replace(out, **{_FLAG_NAMES[code]: bool(value)})  # type: ignore[arg-type]  # only flags
            elif code in {_HIDDEN, _RUN_IN}:
                style = (base or self).hidden
                out = replace(out, hidden={0x80: style, 0x81: not style}.get(value, bool(value)))
            elif code == _SYMBOL:
                font, character = unpack_from("<HH", operand.ljust(4, b"\0"))
                out = replace(out, symbol=(font, character), special=True)  # the command implies it
            elif code == _CHARACTER_STYLE:
                out = replace(out, style=int.from_bytes(operand, "little"))
            elif code == _LOCATION:
                out = replace(out, location=int.from_bytes(operand, "little", signed=True))
        return out


_FLAG_NAMES: dict[int, str] = {_DELETED: "deleted", _SPECIAL: "special", _OBJECT: "stands_for"}


@dataclass(slots=True)
class RowProperties:
    """The shape of a table row: column lines in twips, cells that continue the one above or before."""

    edges: list[int] = field(default_factory=list)
    up: set[int] = field(default_factory=set)
    left: set[int] = field(default_factory=set)

    def apply(self, commands: bytes) -> RowProperties:
        """Take the row's definition and the merges after it from ``commands``."""
        for code, operand in sprms(commands):
            if code == _TABLE_DEFINITION and operand:
                self._define(operand)
            elif len(operand) >= 2:  # noqa: PLR2004 - a cell and a flag, or the first cell and the limit
                self._merge(code, operand[0], operand[1])
        return self

    def _merge(self, code: int, first: int, last: int) -> None:
        if code == _VERTICAL:
            (self.up.add if last == 1 else self.up.discard)(first)
        elif code == _MERGE:
            self.left.update(range(first + 1, last))
        elif code == _SPLIT:
            self.left.difference_update(range(first, last))

    def _define(self, operand: bytes) -> None:
        count = min(operand[0], (len(operand) - 3) // 2)
        if count < 1:
            return
        self.edges = list(unpack_from(f"<{count + 1}h", operand, 1))
        at = 1 + 2 * (count + 1)
        for cell in range(min(count, (len(operand) - at) // 20)):
            flags = unpack_from("<H", operand, at + 20 * cell)[0]
            if flags & _MERGED:
                self.left.add(cell)
            if flags & (_MERGED_UP | _FIRST_OF_MERGED) == _MERGED_UP:
                self.up.add(cell)
