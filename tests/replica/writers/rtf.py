"""Rich Text Format as Word and WPS save it: GBK bytes, Unicode escapes or both, merged cells by flags or by widths.

Head, foot, hidden and deleted words are in the files, and are no part of their text.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from crawler.extraction.base import Block, Cell, Table
from tests.replica.chance import chance
from tests.replica.writers.grid import HEADING, size
from tests.replica.writers.numbering import Numbering

VARIANTS = ("bytes", "unicode", "both", "flagged", "numbered", "tracked")
GHOST = "此处删去旧稿"
_TWIPS = 8800
_FONTS = r"{\fonttbl{\f0\fnil\fcharset134 \'b7\'c2\'cb\'ce_GB2312;}{\f1\froman\fcharset0 Times New Roman;}}"
_STYLES = r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}}"
_START = r"{\rtf1\ansi\ansicpg936\deff0\deflang1033\deflangfe2052" + _FONTS + _STYLES
_INFO = r"{\info{\author nianbao}{\creatim\yr2024\mo1\dy2\hr8\min30}}\paperw11906\paperh16838\margl1588\margr1474"
_ESCAPES = {"\\": "\\\\", "{": "\\{", "}": "\\}", "\t": "\\tab "}


def _bytes(char: str) -> str:
    try:
        return "".join(f"\\'{byte:02x}" for byte in char.encode("gbk"))
    except UnicodeEncodeError:
        return _unicode(char)


def _unicode(char: str) -> str:
    raw = char.encode("utf-16-le")
    units = [int.from_bytes(raw[n : n + 2], "little", signed=True) for n in range(0, len(raw), 2)]
    return "".join(f"\\u{unit}?" for unit in units)


def _both(char: str) -> str:
    fallback = _bytes(char)
    count = fallback.count("\\'")
    return f"\\uc{count}" + _unicode(char)[:-1] + fallback if count else "\\uc1" + _unicode(char)


def write(blocks: tuple[Block, ...], *, title: str = "", rng: random.Random, variant: str = "") -> bytes:
    """Return an .rtf (ASCII only); a ``title`` stands above the blocks as a paragraph of its own."""
    variant = variant or rng.choice(VARIANTS)
    escape = {"bytes": _bytes, "both": _both, "flagged": _bytes}.get(variant, _unicode)

    def text(plain: str) -> str:
        return "".join(_ESCAPES.get(c) or (c if c.isascii() else escape(c)) for c in plain)

    head = r"{\header\pard\plain\qr\f0\fs18 " + text(title or "年度报告") + r"\par}"
    foot = r"{\footer\pard\plain\qc\f0\fs28 - {\field{\*\fldinst PAGE}{\fldrslt 1}} -\par}"
    numbering = Numbering(blocks) if variant == "numbered" else None
    body = [r"\pard\plain\qc\f0\fs44 " + text(title) + r"\par"] if title else []
    for block in blocks:
        if isinstance(block, Table):
            body += _table(block, text, flagged=variant == "flagged")
        else:
            body.append(_paragraph(block.text, text, rng, variant, numbering))
    return "\r\n".join([_START, _INFO, head, foot, *body, "}"]).encode("ascii")


def _paragraph(
    plain: str, text: Callable[[str], str], rng: random.Random, variant: str, numbering: Numbering | None
) -> str:
    start = r"\pard\plain\s1\b\f0\fs32 " if HEADING.match(plain) else r"\pard\plain\fi640\sl560\slmult0\f0\fs32 "
    if numbering and (numbered := numbering.take(plain)):
        level, rest = numbered
        number = plain[: len(plain) - len(rest)]
        listed = r"{\listtext\pard\plain\f0\fs32 " + text(number) + "}"
        return f"{listed}\\pard\\plain\\ls1\\ilvl{level}\\f0\\fs32 {text(rest)}\\par"
    if variant == "tracked" and chance(rng, 0.5):
        at = rng.randrange(len(plain) + 1)
        ghost = "{" + rng.choice((r"\deleted ", r"\v ")) + text(GHOST) + "}"
        return f"{start}{text(plain[:at])}{ghost}{{\\revised {text(plain[at:])}}}\\par"
    mark = r"{\*\bkmkstart _GoBack}{\*\bkmkend _GoBack}" if chance(rng, 0.1) else ""
    at = rng.randrange(len(plain) + 1)
    return f"{start}{mark}{text(plain[:at])}{{\\f0\\loch\\af1\\hich {text(plain[at:])}}}\\par"


def _table(table: Table, text: Callable[[str], str], *, flagged: bool) -> list[str]:
    height, width = size(table)
    at = {(c.row + i, c.col): (c, i) for c in table.cells for i in range(c.rowspan)}
    rows = []
    for row in range(height):
        definition, cells = "", ""
        for col in range(width):
            if (row, col) not in at:
                continue
            cell, offset = at[row, col]
            definition += _definition(cell, offset, width, flagged=flagged)
            inside = text(cell.text) if offset == 0 else ""
            cells += r"\pard\plain\intbl\qc\f0\fs21 " + inside + r"\cell" + "\r\n"
            if flagged:
                cells += r"\pard\intbl\cell" * (cell.colspan - 1)
        rows.append(rf"\trowd\trgaph108\trleft-108{definition}" + "\r\n" + cells + r"\row")
    return rows


def _definition(cell: Cell, offset: int, width: int, *, flagged: bool) -> str:
    down = "" if cell.rowspan == 1 else r"\clvmrg" if offset else r"\clvmgf"
    lines = r"\clvertalc\clbrdrt\brdrs\clbrdrl\brdrs\clbrdrb\brdrs\clbrdrr\brdrs"
    edges = [round(_TWIPS * n / width) - 108 for n in range(cell.col + 1, cell.col + cell.colspan + 1)]
    if not flagged or cell.colspan == 1:
        return rf"{down}{lines}\cellx{edges[-1]}"
    first = rf"{down}\clmgf{lines}\cellx{edges[0]}"
    return first + "".join(rf"{down}\clmrg{lines}\cellx{edge}" for edge in edges[1:])
