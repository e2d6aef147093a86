"""Pages. The report's body, exact to the character and the cell; no menu, counter or share bar with it.

``spiders.pages`` decodes and parses the page, walks it once into lines and tables, chooses the container and tells
furniture; here its lines become paragraphs, its tables grids, and the shown title comes first. Bodies inside scripts
are found by ``embedded_text``; trafilatura is asked last, when nothing on the page looks like a text.
"""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element

from crawler.extraction.base import Block, BlockDocument, ExtractionError, Paragraph
from crawler.extraction.html.blocks import block_of
from crawler.extraction.tables.merge_tables import merge_tables
from spiders.pages import embedded_text, title
from spiders.pages.body_container import Evidence, choose, together, trim
from spiders.pages.charset import decode
from spiders.pages.flow import FlowItem, flow
from spiders.pages.parsing import parse
from spiders.pages.text import squeeze

NAME = "html"
MEDIA_TYPES = frozenset({"text/html"})
VERSION = 5

MAX_LINES = 2000  # on a page without a sentence: more is an index, or an attack
HEAD_LINES = 6  # a title repeated further down is a mention


def extract(data: bytes) -> BlockDocument:
    """Return the page's report as blocks, none when it has no text. Raises only for tables beyond all bounds."""
    page = decode(data)
    root = parse(page.text)
    if root is None:
        return BlockDocument((), page.notes)
    names = title.declared(root)
    evidence = Evidence(flow(root), names)
    inner = embedded_text.find(root, evidence.total)
    if inner is not None:
        blocks = merge_tables(_titled(_body(inner.evidence), evidence.flow.items, names))
        return BlockDocument(tuple(blocks), (*page.notes, "embedded"))
    blocks = merge_tables(_report(evidence, names)) or _fallback(root, evidence, names)
    if not blocks and (beyond := [note for note in evidence.flow.notes if "cells" in note]):
        raise ExtractionError(beyond[0])  # an attack, not an empty page
    return BlockDocument(tuple(blocks), (*page.notes, *evidence.flow.notes))


def fragment(root: _Element, names: title.TitleNames) -> tuple[float, list[Block]]:
    """Return the evidence and the blocks of markup that is a body alone, its title first when it is given."""
    evidence = Evidence(flow(root))
    return evidence.total, _titled(_body(evidence), [], names)


def _report(evidence: Evidence, names: title.TitleNames) -> list[Block]:
    chosen = choose(evidence)
    if chosen is None:
        return []
    begin, end = evidence.flow.spans[chosen]
    known = evidence.is_known(chosen)
    kept = trim(evidence, begin, end, known=known)
    content = next((at for at in kept if evidence.weights[at] > 0), begin)
    name = title.find(evidence.flow.items, content, names)
    body = _below_title(evidence, kept, name, content, known=known)
    # Not shown with the body: it stands elsewhere on the page, and comes first here.
    head = [Paragraph(name)] if name and _standing(evidence, kept, name) is None else []
    return [*head, *(block_of(evidence.flow.items[at]) for at in body)]


def _below_title(evidence: Evidence, kept: list[int], name: str | None, content: int, *, known: bool) -> list[int]:
    """Return what is kept without repetitions of the title; in an unnamed container, without what stands before it."""
    items = evidence.flow.items
    standing = _standing(evidence, kept, name)
    start, repeats = standing or (content, set[int]())
    if known:
        return [at for at in kept if at not in repeats]
    return [at for at in kept if at not in repeats and (at >= start or together(items[at], items[start]))]


def _standing(evidence: Evidence, kept: list[int], name: str | None) -> tuple[int, set[int]] | None:
    """Return where the title stands last among the first lines, and the lines before that only repeat it."""
    items = evidence.flow.items
    head = [at for at in kept[:HEAD_LINES] if items[at].text]
    standing = title.shown(name, [items[at].text for at in head]) if name else None
    return standing and (head[standing[0]], {head[at] for at in standing[1]})


def _body(evidence: Evidence) -> list[Block]:
    kept = trim(evidence, 0, len(evidence.flow.items), known=True)
    return [block_of(evidence.flow.items[at]) for at in kept]


def _titled(blocks: list[Block], items: list[FlowItem], names: title.TitleNames) -> list[Block]:
    """Put the page's title before a body that came out of a script, unless the body begins with it."""
    name = title.find(items, len(items), names) or names.best()
    texts = [block.text for block in blocks[:HEAD_LINES] if isinstance(block, Paragraph)]
    if not name or title.shown(name, texts) is not None:
        return blocks
    return [Paragraph(name), *blocks]


def _fallback(root: _Element, evidence: Evidence, names: title.TitleNames) -> list[Block]:
    """Take what trafilatura believes in, when nothing on the page looks like a report: its choice, our lines."""
    items = evidence.flow.items
    texts = [items[at].text for at in trim(evidence, 0, len(items), known=False)]
    if not any(texts) or len(texts) > MAX_LINES:
        return []
    import trafilatura  # noqa: PLC0415 - half a second to import, and hardly ever needed

    found = squeeze(trafilatura.extract(etree.tostring(root, encoding="unicode"), include_comments=False) or "")
    blocks: list[Block] = [Paragraph(text) for text in texts if text and squeeze(text) in found]
    return _titled(blocks, items, names) if blocks else []
