import pytest

from crawler.extraction import html
from crawler.extraction.base import Paragraph, Table
from spiders.pages.charset import decode
from tests.crawler.extraction.html.portals import TITLE, boxed, nameless, trs

BODY = "<p>根据条例要求，编制本报告，数据截至年底。</p><p>一、总体情况</p><p>全年公开信息十条，情况良好。</p>"
LINES = ["根据条例要求，编制本报告，数据截至年底。", "一、总体情况", "全年公开信息十条，情况良好。"]


def table(markup):
    found = [
        b for b in html.extract(f"<body>{BODY}<table>{markup}</table></body>".encode()).blocks if isinstance(b, Table)
    ]
    return [block.rows() for block in found]


def lines(markup):
    blocks = html.extract(f"<html><body><div class=TRS_Editor>{markup}</div></body></html>".encode()).blocks
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def test_one_character_runs_bookmarks_and_breaks(read):
    markup = """<p>　　<span>2021</span>年<span>1</span>月<span>1</span>日起，公开政府信息，<font>见〔2020〕</font>5号
    文件<o:p></o:p>。<br>第二行</p><h1><a name="_Toc1"></a><b>一、总体</b>情况</h1><div>甲<div>乙，这一行是丙的上级</div>丙</div>"""
    assert lines(markup) == [
        "2021年1月1日起，公开政府信息，见〔2020〕5号文件。",
        "第二行",
        "一、总体情况",
        "甲",
        "乙，这一行是丙的上级",
        "丙",
    ]


def test_a_source_line_break_between_chinese_characters_is_no_space():
    assert lines("<p>政府信息\n   公开工作，共 12\n件，见 Word\n文件。</p>") == [
        "政府信息公开工作，共 12 件，见 Word 文件。"
    ]


@pytest.mark.parametrize(
    ("markup", "rows"),
    [
        ("<tr><td rowspan=2>甲<td>1<td>2<tr><td>3<td>4", [["甲", "1", "2"], ["", "3", "4"]]),
        ("<tr><td colspan=2>甲<td>1<tr><td>乙<td>2<td>3", [["甲", "", "1"], ["乙", "2", "3"]]),
        ("<tr><td>甲<td>1<tr><td rowspan=99>乙<td>2", [["甲", "1"], ["乙", "2"]]),
        ("<tr><td rowspan=0>甲<td>1<tr><td>2", [["甲", "1"], ["", "2"]]),
        ("<tbody><tr><td rowspan=9>甲<td>1</tbody><tbody><tr><td>乙<td>2", [["甲", "1"], ["乙", "2"]]),
        (
            "<tfoot><tr><td>合计<td>3</tfoot><thead><tr><th>名<th>数</thead><tr><td>甲<td>3",
            [["名", "数"], ["甲", "3"], ["合计", "3"]],
        ),
        ("<tr><td colspan=50>表头<tr><td>甲<td>1<tr><td>乙<td>2", [["表头", ""], ["甲", "1"], ["乙", "2"]]),
        ("<tr><td>甲<td>0<td></td><tr></tr><tr><td>/<td>不适用<td>&nbsp;", [["甲", "0", ""], ["/", "不适用", ""]]),
        (
            "<tr><td>甲<br>乙<td><p>一</p><p>二</p><tr><td><table><tr><td>内</table><td>1",
            [["甲乙", "一二"], ["内", "1"]],
        ),
        ("<tr><td>甲<td>1<tr><td>乙<td><span style='display:none'>9</span>2", [["甲", "1"], ["乙", "2"]]),
        ("<form><tr><td>甲<td colspan=x rowspan=-1>1</form><tr><td>乙<td>2", [["甲", "1"], ["乙", "2"]]),
        ("<tr><td>甲<td>1<tr><td>乙<td>2<tr height=0><td width=9><td width=9>", [["甲", "1"], ["乙", "2"]]),
    ],
)
def test_grids(markup, rows):
    assert table(markup) == [rows]


def test_layout_tables_are_text_and_data_tables_inside_them_stay():
    markup = f"<tr><td width=9></td><td>{BODY}<table><tr><td>甲<td>1<tr><td>乙<td>2</table></td></tr>"
    document = html.extract(f"<body><table>{markup}</table></body>".encode())
    assert [getattr(block, "text", None) for block in document.blocks] == [*LINES, None]
    assert document.blocks[-1].rows() == [["甲", "1"], ["乙", "2"]]


def test_a_repeated_head_goes_when_a_cut_table_is_put_together():
    head = "<tr><th>名称<th>条数</tr>"
    markup = f"<table>{head}<tr><td>甲<td>1</table><div>上一页 1 2 下一页</div><table>{head}<tr><td>乙<td>2</table>"
    blocks = html.extract(f"<body>{BODY}{markup}<p>以上统计截至年底，情况属实。</p></body>".encode()).blocks
    assert [block.rows() for block in blocks if isinstance(block, Table)] == [
        [["名称", "条数"], ["甲", "1"], ["乙", "2"]]
    ]


def test_two_tables_of_different_things_stay_two():
    markup = "<table><tr><th>名称<th>条数<tr><td>甲<td>1</table><table><tr><th>姓名<th>职务<tr><td>某<td>主任</table>"
    blocks = html.extract(f"<body>{BODY}{markup}</body>".encode()).blocks
    assert sum(isinstance(block, Table) for block in blocks) == 2


@pytest.mark.parametrize(
    "own",
    [
        f"<p align=center>{TITLE}</p>",
        f"<p align=center>{TITLE.replace('某县', '')}</p>",
        f"<p align=center>某县青山镇人民政府<br>{TITLE.replace('某县青山镇人民政府', '')}</p>",
        f"<p>{TITLE.replace('年度', '')}</p>",
    ],
)
@pytest.mark.parametrize("portal", [trs, nameless, boxed])
def test_a_title_that_the_body_begins_with_stands_once(read, own, portal):
    text = read(portal(own + BODY))
    kept = [line for line in lines(own) if line]
    assert text.split("\n") == [*kept, *LINES]


def test_a_site_name_is_no_title(read):
    page = f"<title>某县人民政府门户网站</title><h1>某县人民政府门户网站</h1><div class=TRS_Editor>{BODY}</div>"
    assert read(page).split("\n") == LINES


def test_a_page_that_only_announces_its_attachment(read):
    body = "<p>现公布本镇年度报告，详见附件。</p><p><a href='1.pdf'>年度报告.pdf</a></p>"
    for portal in (trs, nameless, boxed):
        assert read(portal(body)).split("\n") == [TITLE, "现公布本镇年度报告，详见附件。"]


def test_dates_and_sources_inside_the_report_are_the_reports():
    body = (
        BODY
        + "<p>来源：区政府办</p><p>2021-05-06</p><p>二、其他需要报告的事项</p><p>无其他事项，特此报告。</p><p>2022-01-05</p>"
    )
    assert lines(body)[3:] == [
        "来源：区政府办",
        "2021-05-06",
        "二、其他需要报告的事项",
        "无其他事项，特此报告。",
        "2022-01-05",
    ]


@pytest.mark.parametrize(
    "noise",
    ["扫一扫在手机打开当前页", "打印本页 关闭窗口", "【字体：大 中 小】", "分享到：微信 新浪微博 0", "浏览次数：1024次", "上一篇：没有了",
     "您现在的位置：首页 > 公开", "责任编辑：某某", "保护视力色：", "今天是2024年1月1日", "首页 上一页 1 2 3 下一页 末页 共3页"],
)  # fmt: skip
def test_the_interfaces_words_go(noise):
    assert lines(f"<p>{noise}</p>{BODY}<p>{noise}</p>") == LINES


@pytest.mark.parametrize(
    "kept",
    [
        "打印材料费共计12元。",
        "附件：1.统计表",
        "分享到户工作有序推进。",
        "（此件公开发布）",
        "某镇人民政府",
        "2022年1月5日",
    ],
)
def test_words_that_only_sound_like_it_stay(kept):
    assert lines(BODY + f"<p>{kept}</p>") == [*LINES, kept]


def test_hidden_pages_of_a_paged_article_count_and_hidden_tooltips_do_not():
    markup = (
        f"<div>{BODY}</div><div style='display:none'><p>二、主动公开情况</p><p>第二页的内容在此，共三条。</p></div>"
    )
    assert lines(markup + "<i style='display:none'>提示</i>") == [
        *LINES,
        "二、主动公开情况",
        "第二页的内容在此，共三条。",
    ]


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "iso-8859-1", ""])
def test_the_bytes_decide_the_charset(charset, declared):
    text = f'<html><meta charset="{declared}"><body><p>䶮与〇：信息公开。</p></body></html>'
    decoded = decode(text.encode(charset))
    assert (decoded.text, decoded.notes) == (text, ())


def test_damage_costs_a_character_and_not_the_page():
    damaged = decode("信息公开工作".encode() * 50 + b"\xff" + "报告".encode() * 50)
    assert damaged.text.count("报告") == 50
    assert damaged.notes == ("damaged_bytes",)
    cut = decode("信息公开".encode()[:-1])
    assert (cut.text, cut.notes) == ("信息公", ())


@pytest.mark.parametrize(
    "script",
    [
        "var content = '{}';",
        'document.getElementById("c").innerHTML = "{}";',
        "var a = `{}`;",
    ],
)
def test_a_body_in_a_script_is_found(read, script):
    body = (BODY * 4).replace("'", "")
    page = f"<html><title>{TITLE}</title><body><div id=c></div><script>{script.format(body)}</script></body></html>"
    assert read(page).split("\n") == [TITLE, *LINES * 4]


def test_escaped_and_percent_encoded_bodies_are_found(read):
    body = BODY * 4
    unicode = "".join(f"\\u{ord(character):04x}" for character in body)
    percent = "".join(f"%u{ord(c):04X}" if ord(c) > 255 else f"%{ord(c):02X}" for c in body)
    for literal in (unicode, percent, body.replace("<", "&lt;").replace(">", "&gt;")):
        assert read(f'<html><body><script>show("{literal}")</script></body></html>').split("\n") == LINES * 4


def test_a_textarea_holds_the_body_of_old_editors(read):
    assert read(f"<html><body><textarea id=c>{BODY * 4}</textarea></body></html>").split("\n") == LINES * 4


def test_empty_pages_have_no_blocks():
    for page in (b"", b"   ", b"<!-- x -->", b"<html><body></body></html>", b"<script>var a=1</script>"):
        assert html.extract(page).blocks == ()
