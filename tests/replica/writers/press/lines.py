"""Chinese lines: any character may end one, numbers and Latin words stay whole, closing marks never begin one."""

from __future__ import annotations

import re
from collections.abc import Callable

Measure = Callable[[str], float]  # width of a text at size 1

_ATOMS = re.compile(r"[（《“〔【‘]*(?:[0-9A-Za-z@.+%/:-]+|.)[，。、；：？！）》”’〕】%]*", re.DOTALL)


def half_width(text: str) -> float:
    """Measure as fonts of fixed pitch do: ASCII is half as wide as all else."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def wrap(text: str, width: float, indent: float, measure: Measure) -> list[str]:
    """Break a paragraph into lines of at most ``width`` (closing marks may hang over by one character)."""
    lines = [""]
    room = width - indent
    for atom in _ATOMS.findall(text):
        if lines[-1] and measure(lines[-1] + atom.rstrip("，。、；：？！")) > room:
            lines.append("")
            room = width
        lines[-1] += atom
        while measure(lines[-1]) > room + 1 and len(lines[-1]) > 1:  # an atom wider than the line
            fitting = max(n for n in range(1, len(lines[-1])) if n == 1 or measure(lines[-1][:n]) <= room)
            lines[-1], rest = lines[-1][:fitting], lines[-1][fitting:]
            lines.append(rest)
            room = width
    return lines
