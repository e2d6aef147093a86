"""Article bodies in the markups of the field: clean, pasted from Word or WPS, div and br, open tags, layout tables.

Only the body is written here; what stands around it is the portal's. ``split`` cuts long tables in two, as articles
with page breaks do: only there must a reader put the pieces together again to get the true blocks.
"""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable

from crawler.extraction.base import Block, Cell, Paragraph, Table
from tests.replica.chance import chance
from tests.replica.writers.grid import HEADING, cell_rows, cut, head_rows, size

VARIANTS = ("clean", "thead", "word", "wps", "div", "br", "unclosed", "overflow", "layout", "sheet", "noisy")
_SIGNED = 22  # paragraphs up to this length at the end are the signature, set to the right
_SPLIT_FROM = 12  # rows
_LONG_RUN = 8
_FOLDED = 4  # characters of labels like 结果维持 that the form prints in two lines


def write(blocks: tuple[Block, ...], rng: random.Random, variant: str = "") -> str:
    """Return the body's HTML; without a ``variant`` the rng takes one of ``VARIANTS``."""
    variant = variant or rng.choice(VARIANTS)
    if variant == "split":
        blocks = tuple(piece for block in blocks for piece in (_split(block) if isinstance(block, Table) else [block]))
        variant = "clean"
    paragraph, inline, table = _MARKUPS[variant]
    parts = [
        paragraph(inline(block.text, rng), block.text, rng)
        if isinstance(block, Paragraph)
        else table(block, inline, rng)
        for block in blocks
    ]
    return _WRAPS.get(variant, "{}").format("\n".join(parts))


def _plain(text: str, rng: random.Random) -> str:
    del rng
    return html.escape(text, quote=False)


def _runs(text: str) -> list[str]:
    return re.findall(r"[0-9.%]+|[年月日〔〕“”]|[^0-9.%年月日〔〕“”]+", text)


def _word_inline(text: str, rng: random.Random) -> str:
    """Word puts every change of script into a span of its own: one-character runs everywhere."""
    parts = []
    for run in _runs(text):
        if run[0].isascii():
            parts.append(
                f'<span lang="EN-US" style="font-family:&quot;Times New Roman&quot;">{html.escape(run)}</span>'
            )
        elif len(run) > _LONG_RUN and chance(rng, 0.3):  # some runs are cut again, where spelling was checked
            cut = rng.randrange(1, len(run))
            parts += [
                f"<span style='font-family:仿宋_GB2312'>{html.escape(piece)}</span>" for piece in (run[:cut], run[cut:])
            ]
        else:
            parts.append(f"<span style='font-family:仿宋_GB2312;mso-hansi-font-family:宋体'>{html.escape(run)}</span>")
    return "".join(parts)


def _wps_inline(text: str, rng: random.Random) -> str:
    size = rng.choice((16, 15))
    return "".join(
        f"<span style=\"mso-spacerun:'yes';font-family:仿宋;font-size:{size}.0000pt;\">"
        f"{'<font face=&quot;仿宋&quot;>' if not run[0].isascii() else ''}{html.escape(run)}"
        f"{'</font>' if not run[0].isascii() else ''}</span>"
        for run in _runs(text)
    )


def _noisy_inline(text: str, rng: random.Random) -> str:
    """Comments, zero-width characters and invisible words between the characters, as copy protection leaves them."""
    noise = ("<!-- x -->", "\u200b", "&#8203;", "\ufeff", '<span style="display:none">防复制</span>', "<wbr>", "&shy;")
    return "".join(html.escape(char) + (rng.choice(noise) if chance(rng, 0.04) else "") for char in text)


def _clean_paragraph(markup: str, text: str, rng: random.Random) -> str:
    if HEADING.match(text):
        return f"<p><strong>{markup}</strong></p>"
    style = (
        ' style="text-align: right;"' if len(text) < _SIGNED and chance(rng, 0.2) else ' style="text-indent: 2em;"'
    )  # how often a short line is set to the right
    return f"<p{style}>{markup}</p>"


def _word_paragraph(markup: str, text: str, rng: random.Random) -> str:
    if HEADING.match(text):
        mark = rng.randrange(10**7, 10**8)
        return (
            f'<h1 style="text-indent:32.0pt"><a name="_Toc{mark}"></a><a name="OLE_LINK{mark % 9 + 1}">'
            f'<b style="mso-bidi-font-weight:normal">{markup}</b></a><o:p></o:p></h1>'
        )
    listed = re.match(r"(<span[^>]*>\d\.</span>)", markup)
    if listed:
        markup = f"<!--[if !supportLists]-->{listed[1]}<!--[endif]-->{markup[listed.end() :]}"
    return (
        '<p class="MsoNormal" style="text-indent:32.0pt;mso-char-indent-count:2.0;line-height:28.0pt;'
        f'mso-line-height-rule:exactly">{markup}<span lang="EN-US"><o:p></o:p></span></p>'
    )


def _wps_paragraph(markup: str, text: str, rng: random.Random) -> str:
    bookmark = '<a name="_GoBack"></a>' if chance(rng, 0.1) else ""  # where the cursor last stood
    kind = "15" if HEADING.match(text) else "0"
    return f'<p class="p{kind}" style="margin-bottom:0pt;margin-top:0pt;text-indent:32.0000pt;">{bookmark}{markup}</p>'


def _div_paragraph(markup: str, text: str, rng: random.Random) -> str:
    del text
    return f"<div>{rng.choice(('　　', '&nbsp;&nbsp;&nbsp;&nbsp;', '&emsp;&emsp;'))}{markup}</div>"


def _br_paragraph(markup: str, text: str, rng: random.Random) -> str:
    return f"　　{f'<b>{markup}</b>' if HEADING.match(text) else markup}{rng.choice(('<br />', '<br/><br/>', '<BR>'))}"


def _unclosed_paragraph(markup: str, text: str, rng: random.Random) -> str:
    del text
    return f"<P align={rng.choice(('left', 'justify'))}><FONT face=宋体 size=3>　　{markup}</FONT>"


def _split(table: Table) -> tuple[Table, ...]:
    height = size(table)[0]
    return cut(table, height * 2 // 3) if height >= _SPLIT_FROM else (table,)


def _spans(cell: Cell, *, clipped_at: int = 0) -> str:
    rowspan = cell.rowspan
    if clipped_at and cell.row + cell.rowspan == clipped_at:
        rowspan += 7  # browsers clip a span at the table's end
    row = f' rowspan="{rowspan}"' if rowspan > 1 else ""
    return row + (f' colspan="{cell.colspan}"' if cell.colspan > 1 else "")


_Inline = Callable[[str, random.Random], str]


def _clean_table(table: Table, inline: _Inline, rng: random.Random) -> str:
    rows = "\n".join(
        "<tr>" + "".join(f"<td{_spans(c)}>{inline(c.text, rng)}</td>" for c in row) + "</tr>"
        for row in cell_rows(table)
    )
    return f'<table border="1" cellspacing="0" width="100%"><tbody>\n{rows}\n</tbody></table>'


def _thead_table(table: Table, inline: _Inline, rng: random.Random) -> str:
    rows = cell_rows(table)
    head = head_rows(table)

    def part(name: str, tag: str, section: list[list[Cell]]) -> str:
        body = "".join(
            "<tr>" + "".join(f"<{tag}{_spans(c)}>{inline(c.text, rng)}</{tag}>" for c in row) + "</tr>"
            for row in section
        )
        return f"<{name}>{body}</{name}>"

    sections = part("thead", "th", rows[:head]) + part("tbody", "td", rows[head:])
    return f'<table class="table table-bordered">{sections}</table>'


def _office_table(table: Table, inline: _Inline, rng: random.Random) -> str:
    """Every cell holds a paragraph; short labels of four characters are broken in two lines, blanks are &nbsp;."""
    broken = chance(rng, 0.5)  # half of the pasted forms

    def cell(c: Cell) -> str:
        markup = inline(c.text, rng) if c.text else "&nbsp;"
        if broken and len(c.text) == _FOLDED and c.rowspan == c.colspan == 1 and not c.text.isascii():  # 结果|维持
            markup = inline(c.text[:2], rng) + "<br/>" + inline(c.text[2:], rng)
        style = f"width:{rng.randint(28, 96)}.{rng.randint(0, 9)}pt;border:solid windowtext 1.0pt;padding:0cm 5.4pt"
        return f'<td{_spans(c)} style="{style}"><p class="MsoNormal" align="center">{markup}<o:p></o:p></p></td>'

    rows = "".join(
        f'<tr style="mso-yfti-irow:{number};height:22.5pt">{"".join(cell(c) for c in row)}</tr>'
        for number, row in enumerate(cell_rows(table))
    )
    look = 'class="MsoNormalTable" border="1" cellspacing="0" cellpadding="0" style="border-collapse:collapse"'
    return f'<div align="center"><table {look}>{rows}</table></div>'


def _sheet_table(table: Table, inline: _Inline, rng: random.Random) -> str:
    """As pasted from a spreadsheet: column elements, numbers marked as such, every value in a font of its own."""
    columns = "".join(
        f'<col width="{rng.randint(40, 120)}" style="mso-width-source:userset">' for _ in range(size(table)[1])
    )
    rows = "".join(
        '<tr height="19">'
        + "".join(
            f'<td{_spans(c)}{" x:num" if c.text.isdecimal() else ""} class="xl{rng.randint(24, 40)}" height="19">'
            f'<font face="宋体">{inline(c.text, rng)}</font></td>'
            for c in row
        )
        + "</tr>"
        for row in cell_rows(table)
    )
    return f'<table x:str border="0" cellpadding="0" cellspacing="0" width="640">{columns}{rows}</table>'


def _unclosed_table(table: Table, inline: _Inline, rng: random.Random) -> str:
    rows = "\n".join(
        "<TR>" + "".join(f"<TD{_spans(c).replace(chr(34), '')}>{inline(c.text, rng)}" for c in row)
        for row in cell_rows(table)
    )
    return f"<TABLE border=1 cellSpacing=0 borderColor=#000000>\n{rows}\n</TABLE>"


def _overflow_table(table: Table, inline: _Inline, rng: random.Random) -> str:
    rows = cell_rows(table)
    markup = "".join(
        "<tr>" + "".join(f"<td{_spans(c, clipped_at=len(rows))}>{inline(c.text, rng)}</td>" for c in row) + "</tr>"
        for row in rows
    )
    return f"<table>{markup}</table>"


def _layout_paragraph(markup: str, text: str, rng: random.Random) -> str:
    del rng
    tag = "h3" if HEADING.match(text) else "p"
    return f'<tr><td colspan="2"><{tag}>{markup}</{tag}></td></tr>'


def _layout_table(table: Table, inline: _Inline, rng: random.Random) -> str:
    return f'<tr><td width="10"></td><td>{_clean_table(table, inline, rng)}</td></tr>'


_Paragraph = Callable[[str, str, random.Random], str]
_MARKUPS: dict[str, tuple[_Paragraph, _Inline, Callable[[Table, _Inline, random.Random], str]]] = {
    "clean": (_clean_paragraph, _plain, _clean_table),
    "thead": (_clean_paragraph, _plain, _thead_table),
    "word": (_word_paragraph, _word_inline, _office_table),
    "wps": (_wps_paragraph, _wps_inline, _office_table),
    "div": (_div_paragraph, _plain, _clean_table),
    "br": (_br_paragraph, _plain, _clean_table),
    "unclosed": (_unclosed_paragraph, _plain, _unclosed_table),
    "overflow": (_clean_paragraph, _word_inline, _overflow_table),
    "layout": (_layout_paragraph, _plain, _layout_table),
    "sheet": (_div_paragraph, _plain, _sheet_table),
    "noisy": (_clean_paragraph, _noisy_inline, _clean_table),
}
_WRAPS = {
    "word": '<div class="WordSection1" style="layout-grid:15.6pt">\n<!--[if gte mso 9]><xml><w:WordDocument>'
    "<w:View>Normal</w:View></w:WordDocument></xml><![endif]-->\n{}\n</div>",
    "wps": '<div class="Section0" style="layout-grid:15.6000pt;">{}</div>',
    "layout": '<table width="98%" border="0"><tr><td><table width="100%" border="0">\n{}\n</table></td></tr></table>',
}


def page(
    blocks: tuple[Block, ...], *, title: str = "", rng: random.Random, variant: str = "word", charset: str = "utf-8"
) -> bytes:
    """Return a whole page as Word saves one, its ``title`` in the body; ``gb2312`` means GB18030, as in the field."""
    heading = f'<p class="MsoTitle" align="center"><b>{html.escape(title)}</b></p>\n' if title else ""
    markup = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">\n'
        f'<head><meta http-equiv="Content-Type" content="text/html; charset={charset}">\n'
        f"<title>{html.escape(title)}</title>\n<style><!-- p.MsoNormal {{margin:0cm}} --></style></head>\n"
        f'<body lang="ZH-CN">{heading}{write(blocks, rng, variant)}</body></html>\n'
    )
    return markup.encode("gb18030" if charset == "gb2312" else charset)
