"""One page, one body: discovery and extraction find the same report, whatever stands in front of it or is called."""

import pytest

from crawler import extraction
from spiders.pages import Page
from spiders.pages.article import article_of, body_html
from spiders.pages.parsing import parse
from spiders.pages.text import lines_of

TITLE = "某县青山镇2021年政府信息公开工作年度报告"
REPORT = (
    "<p>根据条例要求，编制本镇的年度报告，所列数据的统计期限为全年。</p>"
    "<p>一、总体情况</p><p>全年主动公开信息一百二十条，按时答复申请三件，没有行政复议。</p>"
    "<p>二、主动公开政府信息情况</p><p>通过网站公开信息一百条，通过公告栏公开二十条。</p>"
)
ALONE = "<p>全年主动公开信息一百二十条，按时答复申请三件，没有行政复议，也没有行政诉讼，工作平稳。</p>" * 2
SAYING = "本栏目公布各乡镇的年度报告，欢迎广大群众监督，并提出宝贵的意见和建议，谢谢大家的支持。"
DESCRIPTION = f"<p>{SAYING}</p>" * 6
HEAD = f"<head><title>{TITLE}_某县人民政府</title></head>"
MENU = "<div class=nav><a href=/>首页</a> <a href=/gk>政务公开</a></div>"
FOOT = "<div class=foot>主办：某县人民政府办公室 您是第12位访客</div>"
BOXES = (
    'id="textbody"',
    'class="rich_media_content"',
    'class="conzt"',
    'class="wzcon"',
    'id="article"',
    'id="artical_nr"',
    'class="wenzhang-neirong"',
    'class="c_9f3"',
    "",
)
SAID = {
    "paragraphs": f"<div class=left>{DESCRIPTION}</div>",
    "one division": f"<div>{SAYING * 4}</div>",
    "a long text": f"<div class=x1><p>{SAYING * 6}</p></div>",
    "a list": f"<ul><li>{SAYING}</li><li>{SAYING}</li></ul>",
}


def found(markup):
    """The text of discovery's body, and extraction's text."""
    html = f"<html>{HEAD}<body>{MENU}{markup}{FOOT}</body></html>"
    article = article_of(Page("http://www.x.gov.cn/t20220120_1.html", html))
    body = parse(body_html(article))
    return lines_of(body) if body is not None else "", extraction.extract(html.encode(), "text/html").text


def check(markup, report=REPORT, strange="本栏目"):
    wanted = lines_of(parse(report)).split("\n")
    for text in found(markup):
        assert [line for line in text.split("\n") if line != TITLE] == wanted
        assert strange not in text


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("said", SAID)
def test_a_columns_description_in_front_hides_no_report(box, said):
    check(f"<div class=content>{SAID[said]}<div {box}><h1>{TITLE}</h1>{REPORT}</div></div>")


@pytest.mark.parametrize("box", BOXES)
def test_a_description_beside_the_report_is_no_part_of_it(box):
    check(f"<div class=content><div {box}><h1>{TITLE}</h1>{REPORT}</div><div class=right>{DESCRIPTION}</div></div>")


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("report", [REPORT, ALONE], ids=["sections", "prose alone"])
@pytest.mark.parametrize(
    "title",
    ["<h2>{}</h2>", "<div class=tit>{}</div>", "<p align=center><strong>{}</strong></p>", "<div><font>{}</font></div>"],
)
def test_however_the_title_is_marked(said, report, title):
    check(f"<div>{SAID[said]}<div>{title.format(TITLE)}{report}</div></div>", report)


METADATA = {
    "table": "<table><tr><td>索引号：</td><td>640122-2022-1</td></tr><tr><td>发布机构：</td><td>青山镇</td></tr>"
    "<tr><td>内容概述：</td><td>本镇公布年度报告，内容包括总体情况、主动公开情况、依申请公开情况，共三个部分。</td></tr></table>",
    "division": "<div class=xxgk><div>索引号：640122-2022-1</div><div>发布机构：青山镇人民政府</div>"
    "<div>内容概述：本镇公布年度报告，内容包括总体情况、主动公开情况、依申请公开情况。</div></div>",
    "list": "<ul class=info><li>索引号：640122-2022-1</li><li>发布机构：青山镇人民政府</li><li>文号：无</li></ul>",
    "terms": "<dl><dt>索引号：640122-2022-1</dt><dd>发布机构：青山镇人民政府</dd><dd>生成日期：2022-01-20</dd></dl>",
}


@pytest.mark.parametrize("box", BOXES[:4])
@pytest.mark.parametrize("metadata", METADATA)
def test_a_metadata_box_in_front_hides_no_report(metadata, box):
    check(f"<div class=content>{METADATA[metadata]}<h1>{TITLE}</h1><div {box}>{REPORT}</div></div>", strange="索引号")


@pytest.mark.parametrize("report", [REPORT, ALONE], ids=["sections", "prose alone"])
@pytest.mark.parametrize("before", ["", f"<h2>{TITLE}</h2>", f"<table><tr><td>{MENU}</td></tr></table>"])
def test_a_report_straight_in_the_page(before, report):
    check(before + report, report)


@pytest.mark.parametrize("tag", ["div", "section"])
def test_a_page_of_divisions_only(tag):
    lines = lines_of(parse(REPORT)).split("\n")
    inner = "".join(f"<{tag}>{line}</{tag}>" for line in lines)
    check(f"<div><div class=a1><div>{TITLE}</div>{inner}</div><div class=a2><a href=1>下一条</a></div></div>")


def test_a_report_in_lines_with_breaks():
    check(f"<div><h3>{TITLE}</h3>" + "<br>".join(lines_of(parse(REPORT)).split("\n")) + "</div>")


def test_an_introduction_beside_the_part_with_the_headings_stays():
    check(f"<h1>{TITLE}</h1><div class=m><div class=m1>{ALONE}</div><div class=m2>{REPORT}</div></div>", ALONE + REPORT)


def test_a_familys_container_is_a_hint_and_no_order():
    html = f"<html>{HEAD}<body><div class=own>{SAYING}</div><div class=b><h1>{TITLE}</h1>{REPORT}</div></body></html>"
    assert "总体情况" in article_of(Page("http://www.x.gov.cn/1.html", html), (".own",)).text


def test_pictures_and_files_in_the_surest_container_outweigh_a_sentence_elsewhere():
    markup = "<div class=TRS_Editor><p>年报</p><img src=W020.jpg></div><div>如需进一步了解情况，请与本镇联系。</div>"
    article = article_of(Page("http://www.x.gov.cn/1.html", f"<body>{markup}</body>"))
    assert [name for _, name in article.files] == ["W020.jpg"]
    assert article.text == "年报"
