"""Bytes to text and tables: one module per format, and this folder is their registry.

A reader is a module (or package) here with ``NAME``, ``MEDIA_TYPES``, ``VERSION`` and ``extract(data) -> Document``;
``LIMITS`` states what it may use when that is more than usual. Nothing here fetches, stores or knows Scrapy.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Protocol, cast

from crawler.extraction import sniff
from crawler.extraction.base import (
    Block,
    BlockDocument,
    ExtractedText,
    ExtractionError,
    Grid,
    Limits,
    Member,
    Status,
    Table,
    render,
)
from crawler.extraction.layout.legibility import is_garbled
from crawler.extraction.statutory.forms import kind
from crawler.extraction.tables.ghost_columns import drop_ghost_columns
from spiders.pages.data_uris import InlineDocument, inline_documents
from spiders.pages.text import squeeze

ANNOUNCEMENT = 400  # characters; a page that says less may only show a document
TITLE_ALONE = 100  # characters; a page that says less says nothing
NOBODY = 0  # the version of what could not be read here: outdated, so that a part installed later gets its turn

__all__ = ["NOBODY", "FormatReader", "current", "extract", "limits", "read", "reader", "readers"]


class FormatReader(Protocol):
    """What a module must have to be a reader. ``LIMITS`` is optional; see ``limits``."""

    NAME: str
    MEDIA_TYPES: frozenset[str]
    VERSION: int

    def extract(self, data: bytes) -> BlockDocument:
        """Read the document or raise ``ExtractionError``."""


@cache
def readers() -> dict[str, FormatReader]:
    """Return the readers by name. Imports them on first use; their optional parts they import when needed."""
    modules = [importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__)]
    return {m.NAME: cast("FormatReader", m) for m in modules if hasattr(m, "MEDIA_TYPES")}


def reader(media_type: str) -> FormatReader | None:
    """Return the reader of a media type, None when there is none."""
    return next((r for r in readers().values() if media_type in r.MEDIA_TYPES), None)


def limits(name: str) -> Limits | None:
    """Return what the reader of this name asks to be allowed, None when the usual is enough for it."""
    return getattr(readers().get(name), "LIMITS", None)


def current() -> dict[str, int]:
    """Return extractor name → version; an extraction with a lower version is outdated."""
    return {"sniff": sniff.VERSION} | {name: r.VERSION for name, r in readers().items()}


def extract(data: bytes, media_type: str = "", name: str = "") -> ExtractedText:
    """Read one file in this process. The declared type and the name are hints; what cannot be read is a status."""
    return read(data, sniff.sniff(data, media_type, name))


def read(data: bytes, found: str, allow: Callable[[str], None] = lambda _: None) -> ExtractedText:
    """Read bytes of which it is known what they are. ``allow`` is told a reader's name when it needs its own limits.

    A page that says little and holds a document in a ``data:`` URI is read as that document, which it shows.
    """
    text = _read(data, found, allow)
    if found != sniff.HTML or text.status not in {Status.OK, Status.EMPTY} or len(text.text) >= ANNOUNCEMENT:
        return text
    return _shown(text, inline_documents(data), allow)


def _shown(page: ExtractedText, held: Sequence[InlineDocument], allow: Callable[[str], None]) -> ExtractedText:
    """Return what the documents that a page holds say, where it is more than the page says itself."""
    documents = [_read_inline(document, allow) for document in held if not document.is_picture]
    fullest = max(documents, key=lambda text: len(text.text), default=None)
    if fullest is None or fullest.status is not Status.OK:
        pictures = [_read_inline(document, allow) for document in held if document.is_picture]
        fullest = _series(pictures) if pictures else fullest
    if fullest is None or (fullest.status is Status.OK and len(fullest.text) <= len(page.text)):
        return page
    # A picture in which nobody can read is the text that a bare title lacks; one that shows no text is decoration.
    if fullest.status is not Status.OK and (fullest.status is not Status.UNSUPPORTED or len(page.text) >= TITLE_ALONE):
        return page
    text = f"{page.text}\n{fullest.text}" if _lacks_title(fullest, page) else fullest.text
    return replace(fullest, text=text, notes=("in a data: URI of the page", *fullest.notes))


def _lacks_title(shown: ExtractedText, page: ExtractedText) -> bool:
    """Tell whether markup or lines in a page are a body alone, and the title stands in the page."""
    title = squeeze(page.text.partition("\n")[0])
    bare = shown.status is Status.OK and shown.media_type in {sniff.HTML, sniff.PLAIN}
    return bare and title not in squeeze(shown.text[: 2 * ANNOUNCEMENT])


def _read_inline(document: InlineDocument, allow: Callable[[str], None]) -> ExtractedText:
    found = sniff.sniff(document.data, document.media_type)
    if chosen := reader(found):
        allow(chosen.NAME)
    return _read(document.data, found, allow)


def _series(pages: Sequence[ExtractedText]) -> ExtractedText:
    """Return a report's pages, each a picture, as one text."""
    good = [page for page in pages if page.status is Status.OK]
    if not good:
        return next((page for page in pages if page.status is Status.UNSUPPORTED), pages[0])
    tables = tuple(table for page in good for table in page.tables)
    return replace(good[0], text="\n".join(page.text for page in good), tables=tables)


def _read(data: bytes, found: str, allow: Callable[[str], None]) -> ExtractedText:
    chosen = reader(found)
    if chosen is None:
        return _unread(found)
    skipped = sniff.start(data)
    data = data[skipped:]
    try:
        document = chosen.extract(data)
        if skipped:
            document = replace(document, notes=(f"{skipped} bytes before the document skipped", *document.notes))
        if document.unread_pages:
            chosen, document = _recognised(chosen, document, data, allow)
        return _rendered(chosen, found, document)
    except ExtractionError as error:
        return _failed(chosen, found, error.status, str(error))
    except ModuleNotFoundError as error:
        remedy = getattr(chosen, "NEEDS", "make setup")
        return _failed(chosen, found, Status.UNSUPPORTED, f"{error.name} is not installed: {remedy}")
    except RecursionError:
        return _failed(chosen, found, Status.CORRUPT, "nested too deeply")


def _rendered(chosen: FormatReader, media_type: str, document: BlockDocument) -> ExtractedText:
    """Return a document in the export's words. Raises ExtractionError for a table beyond its limits."""
    blocks = tuple(drop_ghost_columns(block) if isinstance(block, Table) else block for block in document.blocks)
    if document.members:
        return _of_members(chosen, media_type, document, blocks)
    text = _legible(render(blocks))
    if document.unread_pages and not text:  # what stands in pictures is not taken for an empty document
        return ExtractedText(Status.UNSUPPORTED, chosen.NAME, NOBODY, media_type, notes=document.notes)
    status = Status.OK if text else Status.EMPTY
    return ExtractedText(status, chosen.NAME, chosen.VERSION, media_type, text, tuple(_grids(blocks)), document.notes)


def _of_members(
    chosen: FormatReader, media_type: str, document: BlockDocument, blocks: tuple[Block, ...]
) -> ExtractedText:
    """Return an archive's files one below the other, and where each of them ends."""
    parts: list[str] = []
    members: list[Member] = []
    grids: list[Grid] = []
    notes = list(document.notes)
    begin, lines = 0, 0
    for name, count in document.members:
        own = blocks[begin : begin + count]
        try:
            text = _legible(render(own))
        except ExtractionError as error:  # the other files are none the worse
            text, own = "", ()
            notes.append(f"{name}: {error}")
        if text:
            apart = bool(parts) and (isinstance(own[0], Table) or isinstance(blocks[begin - 1], Table))
            parts += ["", text] if apart else [text]
            lines += apart + text.count("\n") + 1
        begin += count
        grids += _grids(own)
        members.append(Member(name, lines, len(grids)))
    status = Status.OK if parts else Status.EMPTY
    text = "\n".join(parts)
    return ExtractedText(
        status, chosen.NAME, chosen.VERSION, media_type, text, tuple(grids), tuple(notes), tuple(members)
    )


def _grids(blocks: Iterable[Block]) -> list[Grid]:
    return [_grid(block) for block in blocks if isinstance(block, Table) and block.cells]


def _legible(text: str) -> str:
    if is_garbled(text):
        msg = "its characters are private ones, or stand for lost ones"
        raise ExtractionError(msg)
    return text


def _recognised(
    chosen: FormatReader, document: BlockDocument, data: bytes, allow: Callable[[str], None]
) -> tuple[FormatReader, BlockDocument]:
    """Have pages recognised that only show pictures of text; where that cannot be done, a note says so."""
    pictures = readers()["ocr"]
    allow(pictures.NAME)
    try:
        again = pictures.extract(data)
    except ExtractionError as error:
        if error.status is Status.CORRUPT and not document.blocks:  # neither its characters nor its picture is text
            raise
        reason = str(error)
    else:
        if not again.unread_pages:
            return pictures, again
        chosen, document, reason = pictures, again, "not recognised"
    pages = ", ".join(map(str, document.unread_pages[:20]))
    note = f"pages whose text stands in pictures: {pages} ({reason})"
    return chosen, replace(document, notes=(*document.notes, note))


def _grid(table: Table) -> Grid:
    rows = table.rows()
    return Grid(kind(rows), rows)


def _unread(media_type: str) -> ExtractedText:
    status, note = {
        sniff.EMPTY: (Status.EMPTY, "no content"),
        sniff.LOCKED: (Status.ENCRYPTED, "the document asks for a password"),
    }.get(media_type, (Status.UNSUPPORTED, f"no reader for {media_type}"))
    version = NOBODY if status is Status.UNSUPPORTED else sniff.VERSION
    return ExtractedText(status, "sniff", version, media_type, notes=(note,))


def _failed(chosen: FormatReader, media_type: str, status: Status, note: str) -> ExtractedText:
    version = NOBODY if status is Status.UNSUPPORTED else chosen.VERSION
    return ExtractedText(status, chosen.NAME, version, media_type, notes=(note,))
