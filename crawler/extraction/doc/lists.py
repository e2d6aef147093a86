"""List definitions of a DOC: PlfLst and its levels, PlfLfo and its overrides."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from struct import unpack_from

from crawler.extraction.doc.fib import LIST_USES, LISTS, Fib
from crawler.extraction.word_processing.numbering import LEVELS, STYLES, Level

_NO_NUMBER = 0xFF
_NOTHING_FOLLOWS = 2


@dataclass(frozen=True, slots=True)
class DocListUse:
    """How a paragraph's list counts: the list whose counter it shares, its levels, where it starts anew."""

    key: int
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


def read(fib: Fib) -> list[DocListUse]:
    """Return the list uses (LFO) in order; a paragraph names one by its 1-based index."""
    lists = _lists(fib)
    plf = fib.structure(LIST_USES)
    if len(plf) < 4:  # noqa: PLR2004 - its count
        return []
    count = min(unpack_from("<I", plf)[0], (len(plf) - 4) // 16)
    at, uses = 4 + 16 * count, []
    for number in range(count):
        key = unpack_from("<i", plf, 4 + 16 * number)[0]
        use = DocListUse(key, dict(lists.get(key, {})))
        at += 4
        for _ in range(plf[4 + 16 * number + 12]):
            at = _override(plf, at, use)
        uses.append(use)
    return uses


def _override(plf: bytes, at: int, use: DocListUse) -> int:
    start, flags = unpack_from("<iI", plf, at)
    at += 8
    depth = min(flags & 0xF, LEVELS - 1)
    if flags & 0x20:
        use.levels[depth], at = _level(plf, at)
        start = use.levels[depth].start
    if flags & 0x10:
        use.starts[depth] = start
        use.levels[depth] = replace(use.levels.get(depth, Level()), start=start)
    return at


def _lists(fib: Fib) -> dict[int, dict[int, Level]]:
    offset, length = fib.pair(LISTS)
    if length < 2:  # noqa: PLR2004 - its count
        return {}
    table = fib.table
    count = min(unpack_from("<H", table, offset)[0], (length - 2) // 28)
    at, found = offset + 2 + 28 * count, {}  # the levels stand behind the structure and are not in its length
    for number in range(count):
        entry = offset + 2 + 28 * number
        key, simple = unpack_from("<i", table, entry)[0], table[entry + 26] & 1
        levels: dict[int, Level] = {}
        for depth in range(1 if simple else LEVELS):
            levels[depth], at = _level(table, at)
        found[key] = levels
    return found


def _level(table: bytes, at: int) -> tuple[Level, int]:
    start, code, flags = unpack_from("<iBB", table, at)
    follows, characters, paragraphs, restart = table[at + 15], table[at + 24], table[at + 25], table[at + 26]
    at += 28 + paragraphs + characters
    size = unpack_from("<H", table, at)[0]
    text = table[at + 2 : at + 2 + 2 * size].decode("utf-16-le", "replace")
    level = Level(
        parts=tuple(ord(c) if ord(c) < LEVELS else c for c in text),
        style="none" if code == _NO_NUMBER else STYLES[code] if code < len(STYLES) else "decimal",
        start=max(start, 0),
        gap=follows != _NOTHING_FOLLOWS,
        legal=bool(flags & 4),
        restart=restart if flags & 8 else None,
    )
    return level, at + 2 + 2 * size
