"""Documents that stand in a page itself: ``data:`` URIs of frames, plug-ins, links and scripts, and a PDF in base64."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice
from urllib.parse import unquote_to_bytes

from spiders.linear import IGNORECASE, pattern

MAX_DOCUMENTS = 60  # of one page; a report as a series of pictures has some tens
MAX_BYTES = 64_000_000  # of all of them, as they are written
MIN_PICTURE = 20_000  # bytes; a smaller one is a sign or a button
_FORMS = (b"data:", b"JVBERi0")  # without one of these a page holds no document
_INLINE = pattern(
    rb"data:([\w.+-]{1,40}/[\w.+-]{1,80})?(?:;[\w=.-]{1,40}){0,4}?"
    rb"(?:;base64,\s*([A-Za-z0-9+/=%\s_-]{20,})|,([^\"'<>]{20,}))|[\"'`](JVBERi0[A-Za-z0-9+/=\s]{20,})",
    IGNORECASE,
)
_NO_DOCUMENT = (b"font", b"audio", b"video", b"text/css", b"javascript", b"json", b"svg", b"x-icon")


@dataclass(frozen=True, slots=True)
class InlineDocument:
    """A document that a page holds. ``media_type``: as it says; "" when it says nothing."""

    media_type: str
    data: bytes

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture: a report may be a series of them."""
        return self.media_type.startswith("image/")

    @property
    def is_markup(self) -> bool:
        """Whether it is a page, which can be read like the one that holds it."""
        return self.media_type in {"text/html", "application/xhtml+xml"}


def inline_documents(page: bytes) -> tuple[InlineDocument, ...]:
    """Return the documents that the bytes of a page hold, in order; styles, fonts and small pictures are none."""
    if not any(form in page for form in _FORMS):
        return ()
    return tuple(islice(_documents(page[:MAX_BYTES]), MAX_DOCUMENTS))


def _documents(page: bytes) -> Iterator[InlineDocument]:
    for match in _INLINE.finditer(page):
        media_type = (match[1] or (b"application/pdf" if match[4] else b"")).lower()
        if any(word in media_type for word in _NO_DOCUMENT):
            continue
        data = _from_base64(match[2] or match[4]) if match[2] or match[4] else _from_percents(match[3])
        document = InlineDocument(media_type.decode(), data)
        if data and not (document.is_picture and len(data) < MIN_PICTURE):
            yield document


def _from_base64(written: bytes) -> bytes:
    """Return what base64 says; nothing for what is none."""
    letters = unquote_to_bytes(written) if b"%" in written else written
    letters = b"".join(letters.split()).translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
    try:
        return b64decode(letters + b"=" * (-len(letters) % 4))
    except binascii.Error:
        return b""


def _from_percents(written: bytes) -> bytes:
    return unquote_to_bytes(unescape(written.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape"))
