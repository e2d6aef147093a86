"""OFD (GB/T 33190), the state's own page format: a zip of XML pages in millimetres, read like a PDF.

Annotations, seals and attachments are not the text and are left out; encrypted packages and scripts are refused
or ignored. Pages that only show a picture are named, so that OCR can read them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crawler.extraction.base import BlockDocument, ExtractionError
from crawler.extraction.containers.zip_package import Element, Package
from crawler.extraction.layout import GlyphPage, blocks
from crawler.extraction.layout.legibility import needs_reading
from crawler.extraction.layout.rotation import Box, upright
from crawler.extraction.layout.strokes import segments
from crawler.extraction.ofd.page import POINTS, Drawn, draw, extent, numbers

Recognise = Callable[[bytes, Box], GlyphPage | None]

NAME = "ofd"
MEDIA_TYPES = frozenset({"application/ofd"})
VERSION = 6
MAX_PAGES = 600
MAX_CHARS = 2_000_000
_A4: tuple[float, ...] = (0.0, 0.0, 210.0, 297.0)


def extract(data: bytes) -> BlockDocument:
    """Return an OFD's paragraphs and tables; ExtractionError for broken packages."""
    return read(data)


def read(data: bytes, recognise: Recognise | None = None) -> BlockDocument:
    """Read an OFD. ``recognise`` makes a page of an image file and its box in points, or returns None."""
    package = Package(data)
    notes: list[str] = []
    pages: list[GlyphPage] = []
    unread: list[int] = []
    left = MAX_CHARS
    for number, sheet in enumerate(_sheets(package, notes), 1):
        page = _page(sheet)
        if _is_picture(sheet):
            picture = recognise(sheet.picture(package), sheet.box) if recognise and sheet.drawn.images else None
            page = picture or page
            if not picture:
                unread.append(number)
        pages.append(page)
        left -= len(page.glyphs)
        if left < 0:
            notes.append(f"only the first {MAX_CHARS} characters")
            break
    if notes and not pages:
        raise ExtractionError(notes[0])
    found, remarks = blocks(pages)
    return BlockDocument(found, (*notes, *remarks, *package.notes), tuple(unread))


@dataclass(frozen=True, slots=True)
class _OfdPage:
    """A page as drawn: its box in points (y upwards), and where its images lie in the package."""

    drawn: Drawn
    box: Box
    files: dict[str, str]

    def picture(self, package: Package) -> bytes:
        """Return the file of the page's largest image, empty when it is missing."""
        name, _ = max(self.drawn.images, key=lambda image: (image[1][2] - image[1][0]) * (image[1][3] - image[1][1]))
        path = self.files.get(name, "")
        return package.read(path) if path in package else b""


def _page(sheet: _OfdPage) -> GlyphPage:
    turned, glyphs = upright(sheet.drawn.chars, sheet.box)
    horizontals, verticals = segments(turned.box(*b) for b in sheet.drawn.boxes)
    return GlyphPage(turned.width, turned.height, glyphs, horizontals, verticals)


def _sheets(package: Package, notes: list[str]) -> Iterator[_OfdPage]:
    """Yield what each page draws, documents of the package in order."""
    count = 0
    for node in package.xml("OFD.xml").iter("{*}DocRoot"):
        root = _resolve("", node.text)
        document = package.xml(root)
        area = _area(document) or _A4
        templates = {t.get("ID", ""): _resolve(root, t.get("BaseLoc")) for t in document.iter("{*}TemplatePage")}
        units, files = _resources(package, root, document)
        pages = [page for group in document.iter("{*}Pages") for page in group.iter("{*}Page")]
        for page in pages:
            count += 1
            if count > MAX_PAGES:
                notes.append(f"only the first {MAX_PAGES} pages")
                return
            content = _part(package, _resolve(root, page.get("BaseLoc")), notes)
            if content is not None:
                left, top, width, height = (_area(content) or area)[:4]
                box = left * POINTS, -(top + height) * POINTS, (left + width) * POINTS, -top * POINTS
                yield _OfdPage(_with_templates(package, content, templates, units, notes), box, files)


def _with_templates(
    package: Package, content: Element, templates: dict[str, str], units: dict[str, Element], notes: list[str]
) -> Drawn:
    """Draw a page on its templates. Template text above or below all of the page's own is a head or foot: dropped."""
    own, behind = Drawn(), Drawn()
    draw(content, units, own)
    for use in content.iter("{*}Template"):
        name = templates.get(use.get("TemplateID", ""))
        sheet = _part(package, name, notes) if name else None
        if sheet is not None:
            draw(sheet, units, behind)
    inside = extent(own.chars)
    if inside:
        behind.chars = [ch for ch in behind.chars if inside[0] <= ch.origin[1] <= inside[1]]
    return Drawn(behind.chars + own.chars, behind.boxes + own.boxes, own.images, behind.points + own.points)


def _resources(package: Package, root: str, document: Element) -> tuple[dict[str, Element], dict[str, str]]:
    """Return the composite graphics and the image files of a document's resource files by id."""
    units: dict[str, Element] = {}
    files: dict[str, str] = {}
    for node in document.iter("{*}PublicRes", "{*}DocumentRes"):
        name = _resolve(root, node.text)
        if name in package:
            resources = package.xml(name)
            folder = _resolve(name, resources.get("BaseLoc")) + "/"
            for unit in resources.iter("{*}CompositeGraphicUnit"):
                units[unit.get("ID", "")] = unit
            for media in resources.iter("{*}MultiMedia"):
                files[media.get("ID", "")] = _resolve(folder, media.findtext("{*}MediaFile"))
    return units, files


def _part(package: Package, name: str, notes: list[str]) -> Element | None:
    try:
        return package.xml(name)
    except ExtractionError as error:
        notes.append(str(error)[:200])
        return None


def _resolve(base: str, location: str | None) -> str:
    """Return a part's name: locations are relative to the file they stand in, or absolute."""
    joined = posixpath.join("/", posixpath.dirname(base), (location or "").strip().replace("\\", "/"))
    return posixpath.normpath(joined).lstrip("/")


def _area(node: Element) -> tuple[float, ...] | None:
    box = next((b for b in node.iter("{*}PhysicalBox")), None)
    found = numbers(box.text, 4) if box is not None else None
    return found if found and found[2] > 0 and found[3] > 0 else None


def _is_picture(sheet: _OfdPage) -> bool:
    left, bottom, right, top = sheet.box
    covered = sum((b[2] - b[0]) * (b[3] - b[1]) for _, b in sheet.drawn.images)
    share = covered / ((right - left) * (top - bottom))
    return needs_reading([ch.text for ch in sheet.drawn.chars], covered=share, points=sheet.drawn.points)
