"""What a page promises and does not give is seen, whatever draws the page, and no visit with such a gap is complete."""

import pytest
from scrapy.http import HtmlResponse, TextResponse

from spiders.discovery import Explorer
from spiders.discovery.gaps import GapKind
from spiders.items import Kind, Link, LinkContext
from spiders.portals import Portal
from spiders.urls import key

HOST = "http://www.nxhl.gov.cn"
PORTAL = Portal(code="640122", name="贺兰县", home=f"{HOST}/")
TOWN = "贺兰县立岗镇{}年政府信息公开工作年度报告"
SCRIPT = "<script src='/js/all.js'></script>"


def page(inner, title="政府信息公开年报"):
    crumbs = f"<div class='position'>当前位置：<a href='/'>首页</a> &gt; <a href='/nb/'>{title}</a></div>"
    return (
        f"<html><head><meta charset='utf-8'><title>{title}-贺兰县人民政府</title></head>"
        f"<body>{crumbs}<div class='main'>{inner}</div></body></html>"
    )


def item(year, href):
    return f"<li><a href='{href}'>{TOWN.format(year)}</a><span>{year + 1}-01-20</span></li>"


def look(html, path="/nb/", kind=Kind.LIST, **link):
    """Return (explorer, reading) after the home page and this page."""
    explorer = Explorer(PORTAL)
    home = HtmlResponse(f"{HOST}/", body="<a href='/nb/'>政府信息公开年报</a>".encode(), encoding="utf-8")
    explorer.read(home, explorer.seeds()[0])
    url = HOST + path
    response = TextResponse(url, body=html.encode(), headers={"Content-Type": "text/html; charset=utf-8"})
    given = {"context": LinkContext(annual=True), "anchor": "政府信息公开年报"} | link
    return explorer, explorer.read(response, Link(url=url, key=key(url), kind=kind, score=0.96, **given))


def kinds(explorer):
    return [gap.kind for gap in explorer.state.open_gaps()]


UNLINKED = {
    "a function in a file": f"<ul><li onclick=\"show('8a')\">{TOWN.format(2021)}</li></ul>",
    "no handler at all": f"<div class='card' data-id='7'><h3>{TOWN.format(2021)}</h3><p>2022-01-20</p></div>",
    "a link that goes nowhere": f"<ul><li><a href='#'>{TOWN.format(2021)}</a></li></ul>",
    "no address": f"<ul><li><a class='x'>{TOWN.format(2021)}</a></li></ul>",
    "in a table": f"<table><tr><td>1</td><td data-u='8'>{TOWN.format(2021)}</td><td>2022-01-20</td></tr></table>",
}


@pytest.mark.parametrize("name", UNLINKED)
def test_a_title_that_leads_nowhere_is_a_gap_and_a_browser_is_asked(name):
    explorer, reading = look(page(f"<ul>{item(2022, '/nb/22.html')}</ul>{UNLINKED[name]}") + SCRIPT)
    assert kinds(explorer) == [GapKind.UNLINKED]
    assert any(link.render for link in reading.links)
    assert explorer.verdict()[0] != "complete"
    rendered = next(link for link in reading.links if link.render)
    explorer.failed(rendered, "no_browser")
    assert explorer.verdict()[0] == "needs_browser"


def test_the_browsers_look_closes_the_gap():
    explorer, reading = look(page(UNLINKED["a link that goes nowhere"]) + SCRIPT)
    rendered = next(link for link in reading.links if link.render)
    shown = page(f"<ul>{item(2021, '/nb/21.html')}</ul>")
    explorer.read(HtmlResponse(f"{HOST}/nb/", body=shown.encode()), rendered)
    assert kinds(explorer) == []


def test_a_list_whose_titles_are_links_has_no_gap():
    explorer, reading = look(page(f"<ul>{item(2021, '/nb/21.html')}{item(2022, '/nb/22.html')}</ul>") + SCRIPT)
    assert kinds(explorer) == []
    assert not any(link.render for link in reading.links)


def test_an_answer_of_an_endpoint_without_addresses_is_a_gap():
    data = f'{{"total": 1, "rows": [{{"id": "8a7f", "title": "{TOWN.format(2021)}", "date": "2022-01-20"}}]}}'
    explorer, _ = look(data, "/api/list?p=1", Kind.DATA)
    assert kinds(explorer) == [GapKind.UNLINKED]


CHOICES = {
    "more": "<div class='load-more'>加载更多</div>",
    "next": "<a href='javascript:void(0)' onclick='go(2)'>下一页</a>",
    "a year": "<ul class='tabs'><li onclick='year(2020)'>2020年</li></ul>",
    "an option": "<select id='y'><option>2020</option></select>",
    "a button": "<button>查看更多</button>",
}


@pytest.mark.parametrize("name", CHOICES)
def test_what_only_a_script_can_choose_is_a_gap(name):
    explorer, reading = look(page(f"<ul>{item(2021, '/nb/21.html')}</ul>{CHOICES[name]}") + SCRIPT)
    assert kinds(explorer) == [GapKind.CHOICE]
    assert any(link.render for link in reading.links)


def test_a_total_that_is_met_leaves_nothing_to_load():
    data = f'{{"total": 1, "rows": [{{"url": "/nb/21.html", "title": "{TOWN.format(2021)}"}}]}}'
    explorer, _ = look(data, "/api/list", Kind.DATA)
    assert kinds(explorer) == []


@pytest.mark.parametrize(("words", "gap"), [("", [GapKind.EMPTY_COLUMN]), ("<p>暂无信息</p>", [])])
def test_a_column_that_shows_nothing_must_say_so(words, gap):
    explorer, _ = look(page(words))
    assert kinds(explorer) == gap


def test_a_listed_report_without_text_is_a_gap():
    title = TOWN.format(2021)
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    explorer, _ = look(html, "/nb/21.html", Kind.REPORT, anchor=title)
    assert kinds(explorer) == [GapKind.EMPTY_REPORT]


ELSEWHERE = {
    "https://zwgk.yinchuan.gov.cn/?dept=640122|政府信息公开": True,
    "https://zwgk.yinchuan.gov.cn/nb?dept=640122|贺兰县政府信息公开年报": True,
    "https://mp.weixin.qq.com/s/8a7f|贺兰县教育局2021年政府信息公开工作年度报告": True,
    "http://www.yinchuan.gov.cn/xxgk/|银川市政府信息公开": False,
    "http://www.nx.gov.cn/zwgk/|自治区政府信息公开": False,
    "http://www.gov.cn/|中国政府网": False,
    "http://www.nx.gov.cn/nb/21.html|宁夏回族自治区2021年政府信息公开工作年度报告": False,
}


@pytest.mark.parametrize("link", ELSEWHERE)
def test_what_is_ours_and_stands_elsewhere_is_named_and_not_followed(link):
    url, _, words = link.partition("|")
    home = f"<p>贺兰县人民政府</p><div class='menu'><a href='{url}'>{words}</a></div>"
    explorer, reading = look(page(home, "贺兰县人民政府"), "/", Kind.HOME)
    assert [gap.url for gap in explorer.state.open_gaps()] == ([url] if ELSEWHERE[link] else [])
    assert all(link.url.startswith(HOST) for link in reading.links)


def test_a_host_below_the_portals_own_name_is_the_portals():
    _, reading = look(page("<a href='http://xxgk.nxhl.gov.cn/nb/'>政府信息公开年报</a>", "贺兰县"), "/", Kind.HOME)
    assert "http://xxgk.nxhl.gov.cn/nb/" in [link.url for link in reading.links]


def test_gaps_survive_a_crash():
    explorer, _ = look(page(f"<ul>{item(2022, '/nb/22.html')}</ul>{UNLINKED['in a table']}") + SCRIPT)
    again = Explorer(PORTAL, explorer.memory())
    assert kinds(again) == [GapKind.UNLINKED]
    assert again.verdict() == explorer.verdict()


def test_a_listed_report_that_tells_no_year_is_a_gap():
    title = "立岗镇政府信息公开工作年度报告"
    prose = "<p>一、总体情况。主动公开政府信息若干条，受理申请七件，均已按期答复。</p>" * 8
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div id=zoom>{prose}</div></body></html>"
    explorer, _ = look(html, "/u/9.html", Kind.REPORT, anchor=title)
    assert kinds(explorer) == [GapKind.UNDATED]
    assert explorer.verdict()[0] == "incomplete"


@pytest.mark.parametrize(
    "bodies",
    [
        "<ul><li>县财政局</li><li>县教育局</li><li>立岗镇</li></ul>",
        '<script>var zNodes=[{id:1,name:\'财政局\'},{"id":2,"name":"教育局"},{id:3,name:"立岗镇"}];</script>',
    ],
    ids=["in a list", "in a tree's data"],
)
def test_bodies_that_no_link_bears_are_choices_that_nobody_made(bodies):
    explorer, _ = look(page(f"{bodies}<ul>{item(2022, '/nb/1.html')}{item(2021, '/nb/2.html')}</ul>"))
    words = [gap.words.removeprefix("县") for gap in explorer.state.open_gaps()]
    assert words == ["财政局", "教育局", "立岗镇"]


@pytest.mark.parametrize(
    "bodies",
    [
        "<ul><li>县财政局</li><li>县教育局</li></ul>",
        "<ul><li><a href='/cz/'>县财政局</a></li><li><a href='/jy/'>县教育局</a></li><li><a href='/lg/'>立岗镇</a></li></ul>",
        "<table><tr><td>县财政局</td><td>县教育局</td><td>立岗镇</td></tr></table>",
    ],
    ids=["too few to be a choice", "linked", "the heads of a table"],
)
def test_bodies_that_are_no_choice_are_none(bodies):
    explorer, _ = look(page(f"{bodies}<ul>{item(2022, '/nb/1.html')}{item(2021, '/nb/2.html')}</ul>"))
    assert kinds(explorer) == []
