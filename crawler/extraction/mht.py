"""MHT: a web page saved as mail. Its root page goes to the HTML reader; frames, headers and pictures are left alone."""

from __future__ import annotations

import email
import email.policy
from email.message import Message

from crawler.extraction import html
from crawler.extraction.base import BlockDocument, ExtractionError

NAME = "mht"
VERSION = 3
MEDIA_TYPES = frozenset({"multipart/related", "message/rfc822"})
MAX_PARTS = 10_000
_UNICODE = {"utf-16", "utf-16le", "utf-16be", "unicode", "utf-7", "big5", "shift_jis", "euc-kr"}


def extract(data: bytes) -> BlockDocument:
    """Return the root page's blocks. Raises ExtractionError when there is none."""
    if data.count(b"\n--") > MAX_PARTS:
        msg = f"more than {MAX_PARTS} parts"
        raise ExtractionError(msg)
    try:
        page = _root(email.message_from_bytes(data.lstrip(), policy=email.policy.compat32))
    except (
        RecursionError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
    ) as error:  # what email raises for damage
        msg = f"damaged MHT: {type(error).__name__}"
        raise ExtractionError(msg) from error
    return html.extract(page)


def _root(message: Message) -> bytes:
    """Return the page the container names as its start, else the largest, in an encoding the reader can tell."""
    pages = [part for part in message.walk() if part.get_content_type() in {"text/html", "application/xhtml+xml"}]
    if not pages:
        msg = "the MHT holds no page"
        raise ExtractionError(msg)
    start = message.get_param("start")
    page = max(pages, key=lambda part: (part.get("Content-ID") == start, len(part.get_payload())))
    payload = page.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    charset = (page.get_content_charset() or "").lower()
    if charset in _UNICODE:
        return raw.decode("utf-16" if charset == "unicode" else charset, "replace").encode()
    return raw
