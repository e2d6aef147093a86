"""OpenDocument text as LibreOffice and WPS save it: spanned and covered cells, spans, lists, tracked deletions."""

from __future__ import annotations

import random
from xml.sax.saxutils import escape

from crawler.extraction.base import Block, Cell, Paragraph, Table
from tests.replica.chance import chance
from tests.replica.writers.boxes import boxed
from tests.replica.writers.grid import HEADING, head_rows, size
from tests.replica.writers.numbering import Numbering
from tests.replica.writers.package import zipped

VARIANTS = ("plain", "spans", "tracked", "numbered", "textbox")
GHOST = "此处删去旧稿"
_MIME = "application/vnd.oasis.opendocument.text"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = "".join(
    f' xmlns:{prefix}="{_OASIS}:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
        ("svg", "svg-compatible"), ("fo", "xsl-fo-compatible"), ("manifest", "manifest"),
    )
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FORMATS = {"chineseCountingThousand": "一, 二, 三, ...", "chineseCounting": "一, 二, 三, ...", "decimal": "1"}


def write(blocks: tuple[Block, ...], *, title: str = "", rng: random.Random, variant: str = "") -> bytes:
    """Return an .odt; a ``title`` stands above the blocks as a paragraph of its own."""
    variant = variant or rng.choice(VARIANTS)
    numbering = Numbering(blocks) if variant == "numbered" else None
    body = [f'<text:p text:style-name="Title">{escape(title)}</text:p>'] if title else []
    box = boxed(blocks, rng) if variant == "textbox" else -1
    for index, block in enumerate(blocks):
        inside = blocks[box] if index + 1 == box else None
        if isinstance(block, Table):
            body.append(_table(block, index, rng, variant))
        elif index != box:
            extra = _box(inside.text) if isinstance(inside, Paragraph) else ""
            body.append(_paragraph(block.text, rng, variant, numbering, extra))
    changes = _changes() if variant == "tracked" else ""
    lists = _list_style(numbering) if numbering else ""
    content = (
        f'{_XML}<office:document-content{_NAMES} office:version="1.2"><office:automatic-styles>{lists}'
        f"</office:automatic-styles><office:body><office:text>{changes}{''.join(body)}</office:text></office:body>"
        "</office:document-content>"
    )
    parts = {
        "mimetype": _MIME,
        "content.xml": content,
        "styles.xml": _styles(title),
        "META-INF/manifest.xml": _manifest(),
    }
    return zipped(dict(parts), stored=("mimetype",))


def _inline(text: str, rng: random.Random, variant: str) -> str:
    if variant == "spans":
        cuts = sorted(rng.sample(range(1, len(text)), min(len(text) - 1, 4))) if len(text) > 1 else []
        pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
        marks = ("", "", "<text:soft-page-break/>", '<text:bookmark text:name="_GoBack"/>')
        return "".join(f'<text:span text:style-name="T1">{escape(p)}</text:span>{rng.choice(marks)}' for p in pieces)
    if variant == "tracked" and chance(rng, 0.4):
        at = rng.randrange(len(text) + 1)
        return f'{escape(text[:at])}<text:change text:change-id="ct1"/>{escape(text[at:])}'
    return escape(text)


def _paragraph(text: str, rng: random.Random, variant: str, numbering: Numbering | None, extra: str) -> str:
    if numbering and (numbered := numbering.take(text)):
        level, rest = numbered
        inner = f"<text:p>{_inline(rest, rng, variant)}{extra}</text:p>"
        for _ in range(level + 1):
            inner = f"<text:list-item>{inner}</text:list-item>"
            inner = f'<text:list text:style-name="L1" text:continue-numbering="true">{inner}</text:list>'
        return inner
    if HEADING.match(text):
        return f'<text:h text:outline-level="1">{_inline(text, rng, variant)}{extra}</text:h>'
    return f'<text:p text:style-name="Standard">{_inline(text, rng, variant)}{extra}</text:p>'


def _table(table: Table, number: int, rng: random.Random, variant: str) -> str:
    height, width = size(table)
    at = {(c.row, c.col): c for c in table.cells}
    rows = [
        "<table:table-row>"
        + "".join(_cell(at.get((row, col)), rng, variant) for col in range(width))
        + "</table:table-row>"
        for row in range(height)
    ]
    head = head_rows(table)
    header = f"<table:table-header-rows>{''.join(rows[:head])}</table:table-header-rows>"
    columns = f'<table:table-column table:number-columns-repeated="{width}"/>'
    return f'<table:table table:name="表{number}">{columns}{header}{"".join(rows[head:])}</table:table>'


def _cell(cell: Cell | None, rng: random.Random, variant: str) -> str:
    if cell is None:
        return "<table:covered-table-cell/>"
    spans = f' table:number-columns-spanned="{cell.colspan}"' if cell.colspan > 1 else ""
    spans += f' table:number-rows-spanned="{cell.rowspan}"' if cell.rowspan > 1 else ""
    return f"<table:table-cell{spans}><text:p>{_inline(cell.text, rng, variant)}</text:p></table:table-cell>"


def _box(text: str) -> str:
    return (
        '<draw:frame text:anchor-type="char" svg:width="8cm" svg:height="2cm"><draw:text-box>'
        f"<text:p>{escape(text)}</text:p></draw:text-box></draw:frame>"
    )


def _changes() -> str:
    who = "<office:change-info><dc:creator>校对</dc:creator><dc:date>2024-01-02T08:30:00</dc:date></office:change-info>"
    gone = f"<text:deletion>{who}<text:p>{GHOST}</text:p></text:deletion>"
    return (
        f'<text:tracked-changes><text:changed-region text:id="ct1">{gone}</text:changed-region></text:tracked-changes>'
    )


def _list_style(numbering: Numbering) -> str:
    levels = ""
    for level, (form, text) in enumerate(numbering.levels, 1):
        before, after = text.split(f"%{level}")
        levels += (
            f'<text:list-level-style-number text:level="{level}" style:num-format="{_FORMATS[form]}"'
            f' style:num-prefix="{before}" style:num-suffix="{after}"/>'
        )
    return f'<text:list-style style:name="L1">{levels}</text:list-style>'


def _styles(title: str) -> str:
    head = f"<style:header><text:p>{escape(title or '年度报告')}</text:p></style:header>"
    number = '<text:page-number text:select-page="current">1</text:page-number>'
    foot = f"<style:footer><text:p>— {number} —</text:p></style:footer>"
    master = f'<style:master-page style:name="Standard" style:page-layout-name="pm1">{head}{foot}</style:master-page>'
    layout = (
        '<style:page-layout style:name="pm1"><style:page-layout-properties fo:page-width="21cm"/></style:page-layout>'
    )
    return (
        f'{_XML}<office:document-styles{_NAMES} office:version="1.2"><office:automatic-styles>{layout}'
        f"</office:automatic-styles><office:master-styles>{master}</office:master-styles></office:document-styles>"
    )


def _manifest() -> str:
    files = (("/", _MIME), ("content.xml", "text/xml"), ("styles.xml", "text/xml"))
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>' for path, kind in files
    )
    return f'{_XML}<manifest:manifest{_NAMES} manifest:version="1.2">{entries}</manifest:manifest>'
