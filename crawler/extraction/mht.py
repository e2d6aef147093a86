"""Web archives (MHT), most often a Word document saved under a ``.doc`` name: the HTML part is the document."""

from __future__ import annotations

import email
import email.policy

from crawler.extraction import html
from crawler.extraction.base import Document, ExtractionError

NAME = "mht"
MEDIA_TYPES = frozenset({"multipart/related"})
VERSION = 1


def extract(data: bytes) -> Document:
    """Read the largest HTML part. ``ExtractionError`` when there is none."""
    message = email.message_from_bytes(data.lstrip(), policy=email.policy.compat32)
    bodies = [part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == "text/html"]
    found = [body for body in bodies if isinstance(body, bytes)]
    if not found:
        msg = "a web archive without an HTML part"
        raise ExtractionError(msg)
    return html.extract(max(found, key=len))
