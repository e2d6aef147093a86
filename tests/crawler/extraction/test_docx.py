"""What Word stores, and what it shows of it."""

from __future__ import annotations

import contextlib
import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extraction import docx as reader
from crawler.extraction.base import EncryptedError, ExtractionError, Table, render
from tests.crawler.extraction.wordml import (
    CHAPTERS,
    OFFICE,
    W,
    docx,
    level,
    listed,
    num,
    p,
    r,
    rezip,
    span,
    tbl,
    tc,
    tr,
)


def text(body: str, **parts: str) -> str:
    return render(reader.extract(docx(body, **parts)).blocks)


def grid(body: str) -> list[list[str]]:
    (table,) = (b for b in reader.extract(docx(body)).blocks if isinstance(b, Table))
    return table.rows()


def test_numbers_that_stand_only_in_the_list_definition_are_written() -> None:
    body = (
        p("总体情况", properties=listed(1))
        + p("主动公开", properties=listed(1, 1))
        + p("依申请公开", properties=listed(1, 1))
        + p("细目", properties=listed(1, 2))
        + p("存在问题", properties=listed(1))
        + p("改进", properties=listed(1, 1))
        + p("条", properties=listed(1, 2))
        + p("款", properties=listed(1, 3))
    )
    assert text(body, numbering=CHAPTERS + num(1)).split("\n") == [
        "一、总体情况", "（一）主动公开", "（二）依申请公开", "1.细目", "二、存在问题", "（一）改进", "1.条", "2.1.1 款",
    ]  # fmt: skip


def test_two_instances_of_a_list_count_on_unless_one_starts_anew() -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = CHAPTERS + num(1) + num(2) + num(3, extra=restart)
    body = "".join(p("甲", properties=listed(n)) for n in (1, 2, 3, 3, 1))
    assert text(body, numbering=numbering).split("\n") == ["一、甲", "二、甲", "五、甲", "六、甲", "七、甲"]


def test_a_style_carries_the_number_and_a_paragraph_can_refuse_it() -> None:
    styles = (
        f'<w:style w:type="paragraph" w:styleId="H1"><w:pPr>{listed(1)}</w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:basedOn w:val="H1"/></w:style>'
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="0">'
        + level(0, "chineseCounting", "第%1章")
        + level(1, "decimal", "%2)", '<w:pStyle w:val="H2"/>')
        + "</w:abstractNum>"
        + num(1)
    )
    body = (
        p("总则", properties='<w:pStyle w:val="H1"/>')
        + p("目的", properties='<w:pStyle w:val="H2"/>')
        + p("无号", properties='<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + p("附则", properties='<w:pStyle w:val="H1"/>')
    )
    assert text(body, styles=styles, numbering=numbering).split("\n") == [
        "第一章 总则",
        "1)目的",
        "无号",
        "第二章 附则",
    ]


def test_a_list_may_point_to_a_numbering_style() -> None:
    styles = f'<w:style w:type="numbering" w:styleId="L"><w:pPr>{listed(1)}</w:pPr></w:style>'
    linked = '<w:abstractNum w:abstractNumId="7"><w:numStyleLink w:val="L"/></w:abstractNum>'
    numbering = CHAPTERS + linked + num(1) + num(2, 7)
    assert text(p("甲", properties=listed(2)), styles=styles, numbering=numbering) == "一、甲"


def test_a_bullet_is_no_label_and_an_empty_numbered_cell_shows_its_number() -> None:
    numbering = '<w:abstractNum w:abstractNumId="0">' + level(0, "bullet", "\uf06c") + "</w:abstractNum>" + num(1)
    assert text(p("甲", properties=listed(1)), numbering=numbering) == "甲"
    rows = tbl(tr(p("", properties=listed(2)).join(("<w:tc>", "</w:tc>")), "甲"))
    assert text(rows, numbering=CHAPTERS + num(2)) == "一、\t甲"


def test_hidden_deleted_and_moved_text_stays_out_inserted_text_stays() -> None:
    body = p(
        "甲",
        f"<w:del>{r('删')}</w:del><w:moveFrom>{r('移')}</w:moveFrom>",
        f"<w:ins>{r('增')}</w:ins><w:moveTo>{r('来')}</w:moveTo>",
        r("隐", "<w:vanish/>"),
        r("显", '<w:vanish w:val="0"/>'),
        r("式", '<w:rStyle w:val="X"/>'),
    )
    styles = '<w:style w:styleId="X" w:type="character"><w:rPr><w:vanish/></w:rPr></w:style>'
    assert text(body, styles=styles) == "甲增来显"


def test_a_paragraph_whose_mark_was_deleted_runs_on() -> None:
    body = p("前半", properties="<w:rPr><w:del/></w:rPr>") + p("后半")
    assert text(body) == "前半后半"


def test_a_paragraph_runs_on_into_no_table_and_no_box() -> None:
    deleted = "<w:rPr><w:del/></w:rPr>"
    rows = tbl(tr("甲", "1"), tr("乙", "2"))
    assert text(p("前半", properties=deleted) + rows + p("后半")) == "前半\n\n甲\t1\n乙\t2\n\n后半"
    box = f"<w:r><w:pict><v:textbox><w:txbxContent>{p('框')}</w:txbxContent></v:textbox></w:pict></w:r>"
    assert text(p("前半", box, properties=deleted) + p("后半")) == "前半\n框\n后半"


def test_fields_show_their_result_but_no_page_number() -> None:
    def char(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    def whole(code: str, result: str) -> str:
        return (
            char("begin") + f"<w:r><w:instrText>{code}</w:instrText></w:r>" + char("separate") + r(result) + char("end")
        )

    toc = char("begin") + "<w:r><w:instrText>TOC</w:instrText></w:r>" + char("separate")
    body = (
        p(toc + whole('HYPERLINK "x"', "一、总体" + "") + whole("PAGEREF _Toc1 \\h", "3"))
        + p(char("end"), "甲", '<w:fldSimple w:instr=" PAGE ">' + r("12") + "</w:fldSimple>", "乙")
        + p(char("begin") + "<w:r><w:instrText>BROKEN</w:instrText></w:r>")
        + p("丙")
    )
    assert text(body) == "一、总体\n甲乙\n丙"


def begun(code: str, data: str = "") -> str:
    char = '<w:r><w:fldChar w:fldCharType="{}">{}</w:fldChar></w:r>'
    return char.format("begin", data) + f"<w:r><w:instrText>{code}</w:instrText></w:r>" + char.format("end", "")


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        (begun(" eq \\o\\ac(○,1)"), "①"),
        (begun(" EQ \\o\\ac(□,12)"), "12"),
        (begun("eq \\f(1,2)"), "1/2"),
        (begun('SYMBOL 254 \\f "Wingdings" \\s 12'), "☑"),
        (begun("FORMCHECKBOX", '<w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData>'), "☑"),
        (begun("FORMDROPDOWN", '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="是"/><w:listEntry w:val="否"/></w:ddList></w:ffData>'), "否"),
        (r("\uf0fe", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'), "☑"),
        ("<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>", "1/2"),
        ("<m:oMath><m:d><m:e><m:r><m:t>1+2</m:t></m:r></m:e></m:d></m:oMath>", "(1+2)"),
    ],
)  # fmt: skip
def test_what_word_draws_from_a_code_is_written(field: str, shown: str) -> None:
    assert text(p("甲", field, "乙")) == f"甲{shown}乙"


def test_a_contents_list_may_end_in_its_last_line() -> None:
    char = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    line = "<w:r><w:tab/></w:r>"
    first = char.format("begin") + "<w:r><w:instrText>TOC</w:instrText></w:r>" + char.format("separate")
    body = p(first, "一、总体", line, "1") + p("二、公开", line, "2", char.format("end")) + p("甲", line, "3")
    assert text(body) == "一、总体\n二、公开\n甲 3"


def test_a_large_first_letter_belongs_to_its_paragraph() -> None:
    frame = '<w:framePr w:dropCap="drop" w:lines="2"/>'
    assert text(p("本", properties=frame) + p("年度")) == "本年度"


def test_wrappers_are_transparent_and_symbols_become_signs() -> None:
    sdt = f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{r('控')}</w:sdtContent></w:sdt>"
    link = f"<w:hyperlink><w:smartTag><w:smartTagPr/>{r('链')}</w:smartTag></w:hyperlink>"
    marks = '<w:r><w:tab/><w:sym w:font="Wingdings" w:char="F0FE"/><w:noBreakHyphen/><w:softHyphen/></w:r>'
    maths = "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
    ruby = f"<w:r><w:ruby><w:rt>{r('yin')}</w:rt><w:rubyBase>{r('音')}</w:rubyBase></w:ruby></w:r>"
    block = f"<w:sdt><w:sdtContent>{p('块')}</w:sdtContent></w:sdt>"
    assert text(p(sdt, link, marks, maths, ruby) + block) == "控链 ☑-x=1音\n块"


def test_a_text_box_follows_its_anchor_and_is_read_once() -> None:
    box = f"<w:txbxContent>{p('框')}</w:txbxContent>"
    choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
    fallback = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    body = p("锚", f"<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>", "后") + p("文")
    assert text(body) == "锚后\n框\n文"
    art = '<w:r><w:pict><v:shape><v:textpath string="红头文件"/></v:shape></w:pict></w:r>'
    assert text(p(art)) == "红头文件"


def test_breaks_begin_a_paragraph_after_a_sentence_or_before_an_item() -> None:
    line, page = "<w:r><w:br/></w:r>", '<w:r><w:br w:type="page"/></w:r>'
    assert (
        text(p("某县", line, "年度报告", page, "一句。", line, "二句", line, "（一）条"))
        == "某县年度报告\n一句。\n二句\n（一）条"
    )


def test_footnotes_stand_after_the_text_in_the_order_of_their_references() -> None:
    notes = "".join(f'<w:footnote w:id="{n}">{p(r("注" + str(n)))}</w:footnote>' for n in (0, 1, 2))
    body = p("甲", '<w:r><w:footnoteReference w:id="2"/></w:r>', '<w:r><w:footnoteReference w:id="1"/></w:r>') + p("乙")
    assert text(body, footnotes=notes) == "甲\n乙\n注2\n注1"


def test_merged_cells_stand_where_word_shows_them() -> None:
    table = tbl(
        tr(tc("项目", properties=span(2)), tc("数", properties='<w:vMerge w:val="restart"/>')),
        tr("甲", "乙", tc("", properties="<w:vMerge/>")),
        tr("丙", "丁", properties='<w:gridBefore w:val="1"/>'),
        widths=(1000, 2000, 1500),
    )
    assert grid(table) == [["项目", "", "数"], ["甲", "乙", ""], ["", "丙", "丁"]]


def test_column_lines_a_hair_apart_are_one() -> None:
    table = tbl(
        tr("甲", tc("乙", properties=span(2))),
        tr(tc("丙", properties=span(2)), "丁"),
        widths=(2000, 20, 2000),
    )
    assert grid(table) == [["甲", "乙"], ["丙", "丁"]]


def test_deleted_rows_go_and_rows_in_content_controls_stay() -> None:
    table = tbl(
        f"<w:sdt><w:sdtContent>{tr('甲', '乙')}</w:sdtContent></w:sdt>",
        tr("删", "除", properties="<w:del/>"),
        f"<w:ins>{tr('丙', '丁')}</w:ins>",
    )
    assert grid(table) == [["甲", "乙"], ["丙", "丁"]]


def test_a_deleted_cell_goes() -> None:
    table = tbl(tr("甲", tc("删", properties="<w:cellDel/>"), "1"), tr("乙", tc("删", properties="<w:cellDel/>"), "2"))
    assert grid(table) == [["甲", "1"], ["乙", "2"]]


def test_neighbouring_tables_of_one_shape_are_one_table() -> None:
    first, second = tbl(tr("甲", "1"), tr("乙", "2")), tbl(tr("丙", "3"), tr("丁", "4"))
    bookmark = '<w:bookmarkStart w:id="1" w:name="a"/>'
    assert grid(first + bookmark + second) == [["甲", "1"], ["乙", "2"], ["丙", "3"], ["丁", "4"]]
    assert text(first + p("") + second) == "甲\t1\n乙\t2\n\n丙\t3\n丁\t4"


def test_a_layout_table_dissolves_and_a_small_table_in_a_cell_stays_readable() -> None:
    inner = tbl(tr("一", "二"), tr("三", "四")) + p("")
    assert text(tbl(tr(tc(p("前") + inner)))) == "前\n\n一\t二\n三\t四"
    outer = tbl(tr("很长的说明文字一", "很长的说明文字二"), tr("很长的说明文字三", tc(inner)))
    assert grid(outer) == [["很长的说明文字一", "很长的说明文字二"], ["很长的说明文字三", "一 二 三 四"]]


def strict(xml: str) -> str:
    """Return a part as Word saves it in Strict documents: other namespaces, lengths with their unit."""
    xml = xml.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    xml = re.sub(r'<w:gridCol w:w="(\d+)"', lambda m: f'<w:gridCol w:w="{int(m[1]) / 20:g}pt"', xml)
    return xml.replace(OFFICE.removesuffix("relationships/"), "http://purl.oclc.org/ooxml/officeDocument/")


def test_strict_documents_read_like_transitional_ones() -> None:
    dragged = tbl(tr("甲", tc("0", properties=span(2))), tr(tc("乙", properties=span(2)), "1"), widths=(2000, 20, 2000))
    plain = docx(p("总则", properties=listed(1)) + dragged, numbering=CHAPTERS + num(1))
    found = reader.extract(rezip(plain, strict))
    assert found == reader.extract(plain)
    assert render(found.blocks) == "一、总则\n\n甲\t0\n乙\t1"


@pytest.mark.parametrize("width", ["5cm", "50.0mm", "1.9685in", "141.73pt", "11.81pc", "2834.6"])
def test_a_column_may_be_measured_in_any_unit(width: str) -> None:
    rows = tbl(tr("甲", tc("0", properties=span(2))), tr(tc("乙", properties=span(2)), "1"), widths=(2000, 20, 2000))
    assert grid(rows.replace('"2000"', f'"{width}"')) == [["甲", "0"], ["乙", "1"]]


def test_documents_with_a_broken_directory_are_read() -> None:
    plain = docx(p("严格"))
    broken = reader.extract(plain[: plain.rindex(b"PK\x01\x02") - 1])
    assert render(broken.blocks) == "严格"
    assert broken.notes == ("zip_repaired",)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"PK\x03\x04 nothing", ExtractionError),
        (docx(p("x"))[:200], ExtractionError),
        (docx("<w:p>"), ExtractionError),
        (docx("<w:p/>" + tbl(*[tr(*[tc("x", properties=span(10**9))] * 64)] * 80)), ExtractionError),
        (docx("<w:ins>" * 300 + "</w:ins>" * 300), ExtractionError),
    ],
)
def test_bytes_that_cannot_be_read_say_so(data: bytes, error: type[ExtractionError]) -> None:
    with pytest.raises(error):
        reader.extract(data)


def test_a_bomb_is_stopped_while_it_unpacks() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package, package.open("word/document.xml", "w") as part:
        for _ in range(80):
            part.write(bytes(1 << 20))
    with pytest.raises(ExtractionError, match="more than"):
        reader.extract(out.getvalue())


def test_external_entities_are_never_opened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        xml = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document xmlns:w="{W}"><w:body>{p("甲&e;乙")}'
        package.writestr("word/document.xml", xml + "</w:body></w:document>")
    assert render(reader.extract(out.getvalue()).blocks) == "甲"


def test_a_password_is_reported() -> None:
    data = bytearray(docx(p("x")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    with pytest.raises(EncryptedError):
        reader.extract(bytes(data))


SAMPLE = docx(
    p("标题", properties=listed(1)) + tbl(tr(tc("甲", properties=span(2)), "乙"), tr("丙", "丁", "戊")) + p("文"),
    numbering=CHAPTERS + num(1),
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damage_ends_in_an_extraction_error_or_a_document(data: st.DataObject) -> None:
    bad = bytearray(SAMPLE[: data.draw(st.integers(0, len(SAMPLE)))] if data.draw(st.booleans()) else SAMPLE)
    for _ in range(data.draw(st.integers(0, 4)) if bad else 0):
        bad[data.draw(st.integers(0, len(bad) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ExtractionError):
        text = render(reader.extract(bytes(bad)).blocks)
        assert text.encode().decode() == text
