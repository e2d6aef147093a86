from __future__ import annotations

import io
import zipfile

import pytest

from crawler.extraction import odt as reader
from crawler.extraction.base import EncryptedError, ExtractionError, Table, render

_NAMES = ("office", "style", "text", "table", "draw")
NAMESPACES = " ".join(
    f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{"drawing" if n == "draw" else n}:1.0"' for n in _NAMES
)


def odt(body, styles="", manifest="", kind="text"):
    out = io.BytesIO()
    content = (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
    return out.getvalue()


def text(body, styles=""):
    return render(reader.extract(odt(body, styles)).blocks)


def p(content, style=""):
    return f'<text:p text:style-name="{style}">{content}</text:p>'


def number(level, style, prefix="", suffix="、", extra=""):
    return (
        f'<text:list-level-style-number text:level="{level}" style:num-format="{style}" style:num-prefix="{prefix}" '
        f'style:num-suffix="{suffix}" {extra}/>'
    )


BOTH_LEVELS = 'text:display-levels="2"'
CHAPTERS = f'<text:list-style style:name="L">{number(1, "一, 二")}{number(2, "1", suffix=".", extra=BOTH_LEVELS)}</text:list-style>'


def item(*content, extra=""):
    return f"<text:list-item {extra}>{''.join(content)}</text:list-item>"


def listed(*items, extra='text:style-name="L"'):
    return f"<text:list {extra}>{''.join(items)}</text:list>"


def test_lists_count_by_levels_and_go_on_where_they_say():
    body = (
        listed(item(p("甲"), p("续"), listed(item(p("子")), item(p("丑")), extra="")), item(p("乙")))
        + listed(item(p("新")))
        + listed(item(p("接")), item(p("跳"), extra='text:start-value="9"'), extra='text:style-name="L" text:continue-numbering="true"')
    )  # fmt: skip
    assert text(body, CHAPTERS).split("\n") == [
        "一、甲", "续", "一.1.子", "一.2.丑", "二、乙", "一、新", "二、接", "九、跳",
    ]  # fmt: skip


def test_headings_count_in_the_outline():
    outline = (
        '<text:outline-style style:name="O"><text:outline-level-style text:level="1" style:num-format="一" '
        'style:num-suffix="、"/><text:outline-level-style text:level="2" style:num-format=""/></text:outline-style>'
    )
    heading = '<text:h text:outline-level="%s">%s</text:h>'
    body = heading % (1, "总则") + heading % (2, "无号") + heading % (1, "附则")
    assert text(body, outline) == "一、总则\n无号\n二、附则"


def test_signs_spans_and_what_is_hidden():
    styles = (
        '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
    )
    body = p(
        'a<text:s text:c="2"/>b<text:tab/>c<text:line-break/>d<text:span text:style-name="H">no</text:span>'
        "<text:page-number>7</text:page-number><office:annotation><text:p>no</text:p></office:annotation>"
        "<text:span>ja</text:span><text:a>ja</text:a><text:hidden-text>no</text:hidden-text>"
    )
    assert text("<text:tracked-changes><text:p>no</text:p></text:tracked-changes>" + body, styles) == "a b c djaja"


def test_hidden_sections_paragraphs_and_rows_stay_out():
    def row(name, number, extra=""):
        cells = "".join(f"<table:table-cell>{p(words)}</table:table-cell>" for words in (name, number))
        return f"<table:table-row {extra}>{cells}</table:table-row>"

    body = (
        f'<text:section text:display="none">{p("隐")}</text:section><text:section>{p("甲")}</text:section>'
        f'<text:section text:display="condition" text:is-hidden="true">{p("隐")}</text:section>'
        + p('<text:hidden-paragraph text:is-hidden="true"/>隐')
        + p('见第<text:bookmark-ref text:reference-format="page">3</text:bookmark-ref>页')
        + "<table:table>"
        + row("甲", "1")
        + row("隐", "9", 'table:visibility="collapse"')
        + row("乙", "2")
        + "</table:table>"
    )
    assert text(body) == "甲\n见第页\n\n甲\t1\n乙\t2"


def test_boxes_notes_and_contents():
    box = "<draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame>"
    shape = "<draw:custom-shape><text:p>形</text:p></draw:custom-shape>"
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>注</text:p></text:note-body></text:note>"
    contents = (
        f"<text:table-of-content><text:index-body>{p('一、总则<text:tab/>3')}</text:index-body></text:table-of-content>"
    )
    assert text(contents + p(f"锚{box}{shape}后{note}") + p("文")) == "一、总则\n锚后\n框\n形\n文\n注"


def cell(content="", spans="", kind="table-cell"):
    return f"<table:{kind} {spans}>{p(content) if content else ''}</table:{kind}>"


def test_spans_and_repeated_cells():
    covered = cell(kind="covered-table-cell")
    body = (
        "<table:table><table:table-header-rows><table:table-row>"
        + cell("头", 'table:number-columns-spanned="2" table:number-rows-spanned="2"') + covered + cell("右")
        + "</table:table-row></table:table-header-rows><table:table-row>"
        + cell(spans='table:number-columns-repeated="2"', kind="covered-table-cell") + cell("下")
        + '</table:table-row><table:table-row table:number-rows-repeated="2">'
        + cell("同", 'table:number-columns-repeated="3"') + "</table:table-row></table:table>"
    )  # fmt: skip
    (table,) = reader.extract(odt(body)).blocks
    assert isinstance(table, Table)
    assert table.rows() == [["头", "", "右"], ["", "", "下"], ["同"] * 3, ["同"] * 3]


@pytest.mark.parametrize(
    "data",
    [
        b"PK",
        odt("", kind="drawing"),
        odt("<table:table>" + '<table:table-row table:number-rows-repeated="9999999"><table:table-cell/></table:table-row>' * 400 + "</table:table>"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_so(data):
    with pytest.raises(ExtractionError):
        reader.extract(data)


def test_a_password_is_reported():
    with pytest.raises(EncryptedError):
        reader.extract(odt("", manifest="<encryption-data/>"))
