"""PDF with text: characters and rules from PDFium, tables and paragraphs from their places on the page.

Pages that hold no readable text (scans, fonts without Unicode) are left to OCR. It executes nothing that a
file brings along, and asks for no password.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError

from crawler.extraction.base import BlockDocument, EncryptedError, ExtractionError
from crawler.extraction.layout import GlyphPage, blocks
from crawler.extraction.pdf.fields import load_page, open_form
from crawler.extraction.pdf.inks import Mark
from crawler.extraction.pdf.page import PdfPage, read_page
from crawler.extraction.pdf.portal import article

Recognise = Callable[[Any], GlyphPage | None]

NAME = "pdf"
MEDIA_TYPES = frozenset({"application/pdf"})
VERSION = 7
MAX_PAGES = 600
MAX_CHARS = 2_000_000
JUNK = 8192  # bytes before %PDF- that are forgiven


def extract(data: bytes) -> BlockDocument:
    """Return a PDF's paragraphs and tables; errors for what is no PDF, is broken, or wants a password."""
    return read(data)


def read(data: bytes, recognise: Recognise | None = None) -> BlockDocument:
    """Read a PDF. ``recognise`` makes a page of a page handle that only shows pictures, or returns None."""
    pdf = open_pdf(data)
    try:
        pages, notes = read_pages(pdf, recognise)
    finally:
        pdf.close()
    found, remarks = blocks([reading.page for reading in pages.values()])
    pictures = tuple(number for number, reading in pages.items() if reading.picture)
    return BlockDocument(article(found), (*notes, *remarks), pictures)


def open_pdf(data: bytes) -> PdfDocument:
    """Return the opened file. The caller closes it."""
    start = data.find(b"%PDF-", 0, JUNK)
    if start < 0:
        msg = "no %PDF- header"
        raise ExtractionError(msg)
    try:
        return PdfDocument(data[start:])
    except PdfiumError as error:
        if pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            msg = "the file asks for a password"
            raise EncryptedError(msg) from error
        msg = f"not a readable PDF: {error}"
        raise ExtractionError(msg) from error


def read_pages(pdf: PdfDocument, recognise: Recognise | None = None) -> tuple[dict[int, PdfPage], list[str]]:
    """Return the pages by number, counted from 1, and remarks."""
    notes = open_form(pdf)
    pages: dict[int, PdfPage] = {}
    marks: set[Mark] = set()
    room = MAX_CHARS
    count = len(pdf)
    if count > MAX_PAGES:
        notes.add(f"only the first {MAX_PAGES} of {count} pages")
    for number in range(min(count, MAX_PAGES)):
        page = load_page(pdf, number, notes)
        if page is None:
            notes.add(f"page {number + 1} is broken")
            continue
        reading = read_page(page, page.get_bbox(), room, marks)
        recognised = recognise(page) if recognise and reading.picture else None
        page.close()
        pages[number + 1] = PdfPage(recognised, picture=False, notes=reading.notes) if recognised else reading
        notes |= reading.notes
        room -= len(reading.page.glyphs)
        if room <= 0:
            notes.add(f"only the first {MAX_CHARS} characters")
            break
    if notes and not pages:
        raise ExtractionError(min(notes))
    return pages, sorted(notes)
