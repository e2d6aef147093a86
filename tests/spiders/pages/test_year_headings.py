"""The year that links stand below, in whatever markup, and where it ends."""

import pytest
from scrapy.http import HtmlResponse

from spiders.pages import page_of

ITEMS = "<li><a href='/{year}/1.pdf'>教育局</a></li><li><a href='/{year}/2.pdf'>立岗镇</a></li>"
LINKS = "<a href='/{year}/1.pdf'>教育局</a> <a href='/{year}/2.pdf'>立岗镇</a>"
SECTIONS = {
    "heading": f"<h3>{{year}}年</h3><ul>{ITEMS}</ul>",
    "section": f"<div><h3>{{year}}年度</h3><ul>{ITEMS}</ul></div>",
    "in bold": f"<p><strong><span>{{year}}</span>年</strong></p><p>{LINKS}</p>",
    "term": f"<dl><dt>{{year}}年政府信息公开年报</dt><dd>{LINKS}</dd></dl>",
    "caption": f"<table><caption>{{year}}年</caption><tr><td>{LINKS}</td></tr></table>",
    "row": f"<table><tr><td colspan=2><b>{{year}}年</b></td></tr><tr><td>{LINKS}</td></tr></table>",
    "cell": "<table><tr><td rowspan=2>{year}年</td><td><a href='/{year}/1.pdf'>教育局</a></td></tr>"
    "<tr><td><a href='/{year}/2.pdf'>立岗镇</a></td></tr></table>",
    "boxes": f"<div class=t><span>{{year}}年</span></div><div class=c>{LINKS}</div>",
    "in brackets": f"<h4>【{{year}}年】</h4><div>{LINKS}</div>",
}


def above(inner):
    html = f"<html><body><h2>年报</h2><div class='main'>{inner}</div><div class=foot><a href='/x.html'>关于</a></div></body></html>"
    page = page_of(HtmlResponse("http://x.example/nb/", body=html.encode(), encoding="utf-8"))
    return {anchor.url.removeprefix("http://x.example/"): anchor.above for anchor in page.anchors}


@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
def test_links_stand_below_the_year_before_them_and_no_further(section):
    found = above("".join(section.format(year=year) for year in (2019, 2018)))
    assert found.pop("x.html") == ""
    assert {url: "2019" in words or "2018" in words for url, words in found.items()} == dict.fromkeys(found, True)
    assert {url for url, words in found.items() if url[:4] not in words} == set()


@pytest.mark.parametrize(
    "inner",
    [
        "<ul class=tabs><li>2019年</li><li>2018年</li></ul><div><a href='/a.html'>教育局</a></div>",
        "<p>2019年共公开信息12条</p><p><a href='/a.html'>教育局</a></p>",
        "<p><a href='/2019/'>2019年</a></p><p><a href='/a.html'>教育局</a></p>",
        "<div><h3>2019年</h3><p>无</p></div><p><a href='/a.html'>教育局</a></p>",
    ],
    ids=["tabs", "a sentence", "a link", "another section"],
)
def test_a_year_that_is_no_heading_of_the_list_says_nothing(inner):
    assert above(inner)["a.html"] == ""
