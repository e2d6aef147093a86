"""Text as runs: whole, cut wherever Word cuts (script, spelling, revision), with tracked changes and hidden words."""

from __future__ import annotations

import random
import re
from xml.sax.saxutils import escape

_FONT = '<w:rPr><w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312" w:hint="eastAsia"/><w:sz w:val="32"/></w:rPr>'
_HIDDEN = "<w:rPr><w:vanish/></w:rPr>"
_BY = 'w:author="校对" w:date="2024-01-02T08:30:00Z"'
_DATE = 'w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="chsdate"'
GHOST = "此处删去旧稿"  # text that was deleted or hidden: no reader may show it


def run(text: str, properties: str = _FONT, tag: str = "w:t") -> str:
    """Return one w:r with this text."""
    return f'<w:r>{properties}<{tag} xml:space="preserve">{escape(text)}</{tag}></w:r>'


def plain(text: str, rng: random.Random) -> str:
    """Return the text as a single run."""
    del rng
    return run(text) if text else ""


def split(text: str, rng: random.Random) -> str:
    """Return runs of one character and more, smart tags around dates, a hidden run and proofing marks between."""
    pieces = re.findall(r"\d{4}年|[0-9.]+|[一-鿿]{1,6}|.", text)
    xml = []
    for piece in pieces:
        if re.fullmatch(r"\d{4}年", piece):
            inner = run(piece[:4]) + run(piece[4:])
            xml.append(f"<w:smartTag {_DATE}>{inner}</w:smartTag>")
        else:
            xml.append(run(piece) if rng.randrange(12) else '<w:proofErr w:type="spellStart"/>' + run(piece))
    if rng.randrange(6) == 0:
        xml.insert(rng.randrange(len(xml) + 1), run(GHOST, _HIDDEN))
    return "".join(xml)


def changed(text: str, rng: random.Random) -> str:
    """Return runs with a tracked insertion (kept) and a tracked deletion (not part of the text)."""
    if len(text) < 2 or rng.randrange(2):
        return plain(text, rng)
    start = rng.randrange(len(text))
    end = rng.randint(start, len(text))
    inserted = f'<w:ins w:id="{rng.randint(10, 9999)}" {_BY}>{run(text[start:end])}</w:ins>' if end > start else ""
    deleted = f'<w:del w:id="{rng.randint(10, 9999)}" {_BY}>{run(GHOST, tag="w:delText")}</w:del>'
    return plain(text[:start], rng) + deleted + inserted + plain(text[end:], rng)


def fields(text: str, rng: random.Random) -> str:
    """Return runs in which numbers are results of fields: hyperlinks, dates, cross references, simple and complex."""
    xml = ""
    for piece in re.findall(r"[0-9A-Za-z@.]{3,}|[^0-9A-Za-z@.]+|.", text):
        draw = rng.randrange(4) if len(piece) > 3 and piece[0].isascii() else 3
        if draw == 0:
            xml += f'<w:fldSimple w:instr=" REF _Ref1 ">{run(piece)}</w:fldSimple>'
        elif draw == 1:
            xml += f'<w:hyperlink w:anchor="_Toc1">{run(piece)}</w:hyperlink>'
        elif draw == 2:
            marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
            code = run(' HYPERLINK "mailto:nobody@example.cn" ', tag="w:instrText")
            xml += marks[0] + code + marks[1] + run(piece) + marks[2]
        else:
            xml += run(piece)
    return xml


def break_inside(runs: str, rng: random.Random) -> str:
    """Put the mark of a page that ended here into a run, as every saved document has them."""
    if rng.randrange(8):
        return runs
    return runs.replace("<w:t xml", "<w:lastRenderedPageBreak/><w:t xml", 1)
