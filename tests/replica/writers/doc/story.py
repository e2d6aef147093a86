"""The text of a Word document with the properties of its paragraphs and runs, by character position."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from tests.replica.writers.doc import sprm

GHOST = "此处删去旧稿"  # deleted or hidden words: no reader may show them


@dataclass(slots=True)
class Story:
    """Characters; ``paragraphs`` and ``runs`` are (end position, properties), together covering every character."""

    text: str = ""
    paragraphs: list[tuple[int, bytes]] = field(default_factory=list)
    runs: list[tuple[int, bytes]] = field(default_factory=list)

    def run(self, text: str, properties: bytes = b"", *, half_points: int = 32) -> None:
        """Append characters with the same properties."""
        if text:
            self.text += text
            self.runs.append((len(self.text), sprm.font(half_points) + properties))

    def end(self, mark: str = "\r", properties: bytes = b"", *, style: int = 0) -> None:
        """End the paragraph with its mark."""
        self.run(mark)
        self.paragraphs.append((len(self.text), struct.pack("<H", style) + properties))
