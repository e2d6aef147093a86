"""The text inside one DOCX paragraph: runs, fields, symbols; what is hidden, deleted or a page number stays out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar

from crawler.extraction.containers.zip_package import Element
from crawler.extraction.docx.styles import DocxStyles, W, is_on, number, properties, value
from crawler.extraction.word_processing.fields import Fields, is_page_number
from crawler.extraction.word_processing.line_breaks import PAGE_BREAK
from crawler.extraction.word_processing.symbols import symbol

_SKIPPED = {
    "pPr", "rPr", "del", "moveFrom", "delText", "delInstrText", "sdtPr", "sdtEndPr", "rt", "rubyPr", "pgNum",
    "smartTagPr", "customXmlPr", "annotationRef", "footnoteRef", "endnoteRef", "separator", "continuationSeparator",
    "posOffset", "pctWidth", "pctHeight", "oMathParaPr", "ctrlPr",
}  # fmt: skip
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_PRIVATE = re.compile("[\uf020-\uf0ff]")  # where symbol fonts keep their 8-bit codes
_MARKS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_BOXES = {"txbxContent", "relIds"}
_SHEETS = re.compile(r"Excel\.Sheet|K?ET\.", re.IGNORECASE)  # Kingsoft calls its spreadsheets ET
_IMAGES = {"blip", "imagedata"}


@lru_cache(maxsize=2048)
def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def name_of(element: Element) -> str:
    """Return the tag without namespace; "" for what is no element (an unresolved entity)."""
    return _local(element.tag)


def choice(alternatives: Element) -> Element | None:
    """Return the branch of mc:AlternateContent to read: the first Choice, else the Fallback. Never both."""
    branches = {name_of(branch): branch for branch in reversed(alternatives)}
    return branches.get("Choice", branches.get("Fallback"))


@dataclass(slots=True)
class Inline:
    """Reads paragraphs; fields may run over several of them. Counts images, keeps the notes referred to."""

    styles: DocxStyles
    images: int = 0
    references: dict[str, list[str]] = field(default_factory=dict)
    _fields: Fields = field(default_factory=Fields)
    _out: list[str] = field(default_factory=list)
    _boxes: list[Element] = field(default_factory=list)

    def read(self, paragraph: Element, style: str | None) -> tuple[str, list[Element]]:
        """Return the paragraph's text and what hangs on it: text boxes, diagrams and WordArt, in order."""
        self._out, self._boxes = [], []
        self._children(paragraph, self.styles.hidden(style))
        text = self._fields.clean("".join(self._out))
        self._fields.end_paragraph()
        return text, self._boxes

    def _children(self, parent: Element, hidden: bool) -> None:
        for child in parent:
            name = name_of(child)
            if name in _MARKS:
                self._say(_MARKS[name], hidden)
            elif name in self._READERS:
                self._READERS[name](self, child, hidden)
            elif name and name not in _SKIPPED:
                self._children(child, hidden)

    def _text(self, item: Element, hidden: bool) -> None:
        text = (item.text or "").replace("\n", " ")
        if _PRIVATE.search(text):
            font = _font(item.getparent())
            text = _PRIVATE.sub(lambda match: symbol(ord(match[0]), font), text)
        self._say(text, hidden)

    def _run(self, item: Element, hidden: bool) -> None:
        self._children(item, self._is_hidden(item, hidden))

    def _fraction(self, item: Element, hidden: bool) -> None:
        for part in item:
            if name_of(part) == "den":
                self._say("/", hidden)
            self._children(part, hidden)

    def _bracketed(self, item: Element, hidden: bool) -> None:
        said = {name_of(sign): sign.get(f"{_MATH}val", "") for sign in item.iterfind(f"{_MATH}dPr/*")}
        self._say(said.get("begChr", "("), hidden)
        for at, part in enumerate(item.iterfind(f"{_MATH}e")):
            self._say(said.get("sepChr", "|") if at else "", hidden)
            self._children(part, hidden)
        self._say(said.get("endChr", ")"), hidden)

    def _break(self, item: Element, hidden: bool) -> None:
        self._say(PAGE_BREAK if item.get(W + "type") in {"page", "column"} else "\n", hidden)

    def _symbol(self, item: Element, hidden: bool) -> None:
        self._say(symbol(_hexadecimal(item.get(W + "char")), item.get(W + "font", "")), hidden)

    def _instruction(self, item: Element, _: bool) -> None:
        self._fields.code(item.text or "")

    def _simple_field(self, item: Element, hidden: bool) -> None:
        if not is_page_number(item.get(W + "instr", "")):
            self._children(item, hidden)

    def _alternatives(self, item: Element, hidden: bool) -> None:
        chosen = choice(item)
        if chosen is not None:
            self._children(chosen, hidden)

    def _reference(self, item: Element, _: bool) -> None:
        kind = name_of(item).removesuffix("Reference")
        self.references.setdefault(kind, []).append(item.get(W + "id", ""))

    def _is_hidden(self, run: Element, hidden: bool) -> bool:
        known = properties(run.find(W + "rPr"))
        own = is_on(known, "vanish")
        if own is not None:
            return own
        style = value(known, "rStyle")
        return hidden or (style is not None and self.styles.hidden(style))

    def _say(self, text: str, hidden: bool) -> None:
        if not hidden and self._fields.shown:
            self._out.append(text)

    def _field(self, item: Element, hidden: bool) -> None:
        kind = item.get(W + "fldCharType")
        if kind == "begin":
            self._say(_chosen(item), hidden)
            self._fields.begin()
        elif kind == "separate":
            self._fields.separate()
        elif kind == "end":
            self._say(self._fields.end(), hidden)

    def _object(self, item: Element, hidden: bool) -> None:
        """Keep a workbook that is shown as a table; of other objects there is only a picture."""
        for embedded in item.iterfind("{*}OLEObject"):
            if _SHEETS.match(embedded.get("ProgID", "")) and embedded.get("DrawAspect") != "Icon":
                self._boxes += [] if hidden else [embedded]
                return
        self._drawing(item, hidden)

    def _drawing(self, item: Element, hidden: bool) -> None:
        name = name_of(item)
        if name in _BOXES:
            self._boxes.append(item)
        elif name == "textpath":
            if item.get("string"):
                self._boxes.append(item)
        elif name == "AlternateContent":
            chosen = choice(item)
            if chosen is not None:
                self._drawing(chosen, hidden)
        elif name:
            self.images += name in _IMAGES
            for child in item:
                self._drawing(child, hidden)

    _READERS: ClassVar[dict[str, Callable[[Inline, Element, bool], None]]] = {
        "t": _text,
        "r": _run,
        "f": _fraction,
        "d": _bracketed,
        "br": _break,
        "sym": _symbol,
        "fldChar": _field,
        "instrText": _instruction,
        "fldSimple": _simple_field,
        "AlternateContent": _alternatives,
        "footnoteReference": _reference,
        "endnoteReference": _reference,
        "drawing": _drawing,
        "pict": _drawing,
        "object": _object,
    }


def _font(run: Element | None) -> str:
    """Return the font a run names for Latin letters and symbols."""
    fonts = None if run is None else run.find(f"{W}rPr/{W}rFonts")
    return "" if fonts is None else fonts.get(W + "hAnsi", fonts.get(W + "ascii", ""))


def _chosen(item: Element) -> str:
    """Return what a check box or a list of a form shows: their fields have no result."""
    for box in item.iterfind(f"{W}ffData/{W}checkBox"):
        known = properties(box)
        state = is_on(known, "checked")
        return "☑" if (is_on(known, "default") if state is None else state) else "☐"
    for choices in item.iterfind(f"{W}ffData/{W}ddList"):
        known = properties(choices)
        entries = [entry.get(W + "val", "") for entry in choices.iterfind(W + "listEntry")]
        chosen = number(value(known, "result") or value(known, "default"))
        return entries[chosen] if 0 <= chosen < len(entries) else ""
    return ""


def _hexadecimal(text: str | None) -> int:
    try:
        return int(text or "0", 16)
    except ValueError:
        return 0
