"""Web pages in one file (MHTML), as Word saves them and portals serve them named .doc."""

from __future__ import annotations

import base64
import quopri
import random

from crawler.extraction.base import Block
from tests.replica.writers import html

VARIANTS = ("quoted", "base64")
_BOUNDARY = "----=_NextPart_01DA3D4E.5A6B7C80"
_PLACE = "Content-Location: file:///C:/nianbao"
_NOTICE = "This document is a Single File Web Page."
_DOT = "R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="  # a GIF of one pixel


def write(blocks: tuple[Block, ...], *, title: str = "", rng: random.Random, variant: str = "") -> bytes:
    """Return an .mht in GB18030 with a stray image part; a ``title`` stands in the body as a heading."""
    variant = variant or rng.choice(VARIANTS)
    page = html.page(blocks, title=title, rng=rng, variant="word", charset="gb2312")
    quoted = variant == "quoted"
    body = quopri.encodestring(page) if quoted else base64.encodebytes(page)
    coding = "quoted-printable" if quoted else "base64"
    web = f'{_PLACE}.htm\nContent-Transfer-Encoding: {coding}\nContent-Type: text/html; charset="gb2312"\n\n'
    image = f"{_PLACE}.files/image001.gif\nContent-Transfer-Encoding: base64\nContent-Type: image/gif\n\n{_DOT}\n"
    parts = [web.encode() + body, image.encode()]
    head = f'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="{_BOUNDARY}"\n\n{_NOTICE}\n\n'
    mark = b"--" + _BOUNDARY.encode()
    joined = b"".join(mark + b"\n" + part + b"\n" for part in parts)
    return (head.encode() + joined + mark + b"--\n").replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
