"""Pages. The report's body, exact to the character and the cell; no menu, counter or share bar with it.

The page is walked once into blocks (``flow``), the container is a slice of them (``container``), rules drop the
interface's own words (``noise``), the shown title comes first (``title``). Bodies inside scripts are found by
``embedded``; trafilatura is asked last, when nothing on the page looks like a text.
"""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element

from crawler.extraction.base import Block, BlockDocument, ExtractionError, Paragraph
from crawler.extraction.html import embedded, title
from crawler.extraction.html.body_container import Evidence, choose, together, trim
from crawler.extraction.html.decode import decode
from crawler.extraction.html.flow import FlowItem, flow
from crawler.extraction.html.parse import parse
from crawler.extraction.statutory.forms import squeeze
from crawler.extraction.tables.merge_tables import merge_tables

NAME = "html"
MEDIA_TYPES = frozenset({"text/html"})
VERSION = 3

_MOST_LINES = 2000  # on a page without a sentence: an index, or an attack
_HEAD_LINES = 6  # a title repeated further down is a mention


def extract(data: bytes) -> BlockDocument:
    """Return the page's report as blocks, none when it has no text. Raises only for tables beyond all bounds."""
    text, notes = decode(data)
    root = parse(text)
    if root is None:
        return BlockDocument((), notes)
    page = Evidence(flow(root))
    names = title.declared(root)
    inner = embedded.find(root, page.total)
    if inner is not None:
        blocks = merge_tables(_titled(_body(inner), page.flow.items, names))
        return BlockDocument(tuple(blocks), (*notes, "embedded"))
    blocks = merge_tables(_report(page, names)) or _fallback(root, page, names)
    if not blocks and (beyond := [note for note in page.flow.notes if "cells" in note]):
        raise ExtractionError(beyond[0])  # an attack, not an empty page
    return BlockDocument(tuple(blocks), (*notes, *page.flow.notes))


def fragment(root: _Element, names: title.TitleNames) -> tuple[float, list[Block]]:
    """Return the evidence and the blocks of markup that is a body alone, its title first when it is given."""
    evidence = Evidence(flow(root))
    return evidence.total, _titled(_body(evidence), [], names)


def _report(page: Evidence, names: title.TitleNames) -> list[Block]:
    chosen = choose(page)
    if chosen is None:
        return []
    begin, end, known = chosen
    kept = trim(page, begin, end, known=known)
    content = next((at for at in kept if page.weights[at] > 0), begin)
    return _head(page, kept, title.find(page.flow.items, content, names), content, known=known)


def _head(page: Evidence, kept: list[int], name: str | None, content: int, *, known: bool) -> list[Block]:
    """Put the title first, once; in an unnamed container drop what stands before it."""
    items = page.flow.items
    head = [at for at in kept[:_HEAD_LINES] if items[at].text]
    standing = title.shown(name, [items[at].text for at in head]) if name else None
    if standing is None:  # not shown with the body
        if not known:
            kept = [at for at in kept if at >= content or together(items[at], items[content])]
        return [*([Paragraph(name)] if name else []), *(items[at].block for at in kept)]
    start, repeats = head[standing[0]], {head[at] for at in standing[1]}
    if not known:
        repeats |= {at for at in kept if at < start and not together(items[at], items[start])}
    return [items[at].block for at in kept if at not in repeats]


def _body(evidence: Evidence) -> list[Block]:
    kept = trim(evidence, 0, len(evidence.flow.items), known=True)
    return [evidence.flow.items[at].block for at in kept]


def _titled(blocks: list[Block], items: list[FlowItem], names: title.TitleNames) -> list[Block]:
    """Put the page's title before a body that came out of a script, unless the body begins with it."""
    name = title.find(items, len(items), names) or names.best()
    texts = [block.text for block in blocks[:_HEAD_LINES] if isinstance(block, Paragraph)]
    if not name or title.shown(name, texts) is not None:
        return blocks
    return [Paragraph(name), *blocks]


def _fallback(root: _Element, page: Evidence, names: title.TitleNames) -> list[Block]:
    """Take what trafilatura believes in, when nothing on the page looks like a report: its choice, our lines."""
    texts = [page.flow.items[at].text for at in trim(page, 0, len(page.flow.items), known=False)]
    if not any(texts) or len(texts) > _MOST_LINES:
        return []
    import trafilatura  # noqa: PLC0415 - half a second to import, and hardly ever needed

    found = squeeze(trafilatura.extract(etree.tostring(root, encoding="unicode"), include_comments=False) or "")
    blocks: list[Block] = [Paragraph(text) for text in texts if text and squeeze(text) in found]
    return _titled(blocks, page.flow.items, names) if blocks else []
