"""Values filled into the forms of a PDF, and text typed onto it: made part of the page, as printing would.

Left out: borders (they are no rules of a table), buttons, signatures, notes and whatever else annotates a page.
No script is run.
"""

from __future__ import annotations

from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError

from crawler.extraction.pdf.objects import MAX_DEPTH

MAX_ANNOTATIONS = 2000  # of a page; a form of all statutory tables has 200 fields
_BUTTONS = (pdfium.FPDF_FORMFIELD_PUSHBUTTON, pdfium.FPDF_FORMFIELD_SIGNATURE)


def open_form(pdf: PdfDocument) -> set[str]:
    """Let PDFium work out, before it loads a page, how values look that were stored without their looks; remarks."""
    try:
        pdf.init_forms(pdfium.FPDF_FORMFILLINFO(version=2))
    except PdfiumError:
        return {"form_broken"}
    return set()


def load_page(pdf: PdfDocument, number: int, notes: set[str]) -> Any:
    """Return the page (counted from 0) with what was filled in; None when it is broken."""
    try:
        page = pdf[number]
        if _only_values(pdf, page, notes):
            done = pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
            page.close()
            page = pdf[number]
            if done == pdfium.FLATTEN_SUCCESS:
                _drop_paths(pdfium.FPDFPage_GetObject(page, pdfium.FPDFPage_CountObjects(page) - 1))
    except PdfiumError:
        return None
    return page


def _only_values(pdf: PdfDocument, page: Any, notes: set[str]) -> bool:
    """Take from the page all that annotates it but the values; tell whether there are any."""
    count = pdfium.FPDFPage_GetAnnotCount(page)
    if count > MAX_ANNOTATIONS:
        notes.add(f"more than {MAX_ANNOTATIONS} annotations on a page, none read")
        return False
    others = [at for at in range(count) if not _is_value(pdf, page, at)]
    if len(others) == count:
        return False
    for at in reversed(others):
        pdfium.FPDFPage_RemoveAnnot(page, at)
    return True


def _is_value(pdf: PdfDocument, page: Any, at: int) -> bool:
    annotation = pdfium.FPDFPage_GetAnnot(page, at)
    if not annotation:
        return False
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    field = pdfium.FPDFAnnot_GetFormFieldType(pdf.formenv, annotation) if pdf.formenv else -1
    pdfium.FPDFPage_CloseAnnot(annotation)
    return kind == pdfium.FPDF_ANNOT_FREETEXT or (kind == pdfium.FPDF_ANNOT_WIDGET and field not in _BUTTONS)


def _drop_paths(form: Any, depth: int = 0) -> None:
    """Take the drawings out of the form into which all values went, as deep as the page is read."""
    for at in reversed(range(max(pdfium.FPDFFormObj_CountObjects(form), 0))):
        part = pdfium.FPDFFormObj_GetObject(form, at)
        kind = pdfium.FPDFPageObj_GetType(part)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            pdfium.FPDFFormObj_RemoveObject(form, part)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            _drop_paths(part, depth + 1)
