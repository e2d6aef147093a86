"""PDF with text: characters and rules from PDFium, tables and paragraphs from their places on the page.

Pages that hold no readable text (scans, fonts without Unicode) are left to OCR. It executes nothing that a
file brings along, and asks for no password.
"""

from __future__ import annotations

from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError

from crawler.extraction.base import Document, EncryptedError, ExtractionError
from crawler.extraction.layout import Page, blocks
from crawler.extraction.pdf.page import read_page

NAME = "pdf"
MEDIA_TYPES = frozenset({"application/pdf"})
VERSION = 1
MAX_PAGES = 600
MAX_CHARS = 2_000_000
JUNK = 8192  # bytes before %PDF- that are forgiven


def extract(data: bytes) -> Document:
    """Return a PDF's paragraphs and tables; errors for what is no PDF, is broken, or wants a password."""
    pdf = _open(data)
    try:
        pages, notes = _pages(pdf)
    finally:
        pdf.close()
    found, remarks = blocks(pages)
    return Document(found, (*sorted(notes), *remarks))


def _open(data: bytes) -> PdfDocument:
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


def _pages(pdf: PdfDocument) -> tuple[list[Page], set[str]]:
    notes: set[str] = set()
    pages: list[Page] = []
    room = MAX_CHARS
    count = len(pdf)
    if count > MAX_PAGES:
        notes.add(f"first {MAX_PAGES} of {count} pages")
    for number in range(min(count, MAX_PAGES)):
        page = _page(pdf, number)
        if page is None:
            notes.add(f"page {number + 1} unreadable")
            continue
        found, remarks = read_page(page, page.get_bbox(), room)
        page.close()
        notes |= remarks
        pages.append(found)
        room -= len(found.glyphs)
        if room <= 0:
            notes.add(f"first {MAX_CHARS} characters")
            break
    return pages, notes


def _page(pdf: PdfDocument, number: int) -> Any:
    try:
        return pdf[number]
    except PdfiumError:
        return None
