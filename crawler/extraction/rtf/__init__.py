"""RTF, read by its control words.

Kept: the labels that lists carry as text, text boxes, footnotes (after the text), results of fields, inserted text.
Refused: headers, footers, page numbers, hidden and deleted text, comments, pictures, every destination not known here.
"""

from __future__ import annotations

from crawler.extraction.base import BlockDocument
from crawler.extraction.rtf.reader import RtfReader

NAME = "rtf"
VERSION = 2
MEDIA_TYPES = frozenset({"application/rtf", "text/rtf"})


def extract(data: bytes) -> BlockDocument:
    """Return the document's blocks. Raises ExtractionError when the groups are nested without end."""
    return RtfReader(data).document()
