"""What stands behind scripts and forms: the text of an article, the pages of a list, and how a later visit knows."""

import json

import pytest
from scrapy.http import HtmlResponse

from spiders import urls
from spiders.discovery import Explorer, lessons
from spiders.items import Call, Kind
from spiders.portals import Portal
from tests.spiders.discovery.lab import HOME, PORTAL, as_link, html, listing, report

TITLE = "贺兰县教育局2021年政府信息公开工作年度报告"
SHELL = (
    "<html><body><div id=app></div><script>var id = '9f1';"
    "$.post('/rest/detail', {id: id}, function (d) { $('#app').html(d.text); });</script></body></html>"
)
DETAIL = {
    "code": 200,
    "data": {
        "title": TITLE,
        "publishTime": "2022-01-20 09:00:00",
        "text": report(TITLE).partition("<body>")[2],
        "files": [{"name": "年报.docx", "url": "/upload/9f1.docx"}],
    },
}


def answered(url, value):
    body = json.dumps(value, ensure_ascii=False).encode()
    return HtmlResponse(url, body=body, headers={"Content-Type": "application/json"})


def test_the_text_that_a_script_fetches_is_the_page(explorer):
    link = as_link(f"{HOME}govinfo/5261.html", Kind.REPORT, anchor=TITLE, via=f"{HOME}nb/")
    reading = explorer.read(html(link.url, SHELL), link)
    assert reading.reports == ()
    behind = next(one for one in reading.links if one.method == "POST")
    rendered = next(one for one in reading.links if one.render)
    assert (behind.url, behind.body, behind.kind) == (f"{HOME}rest/detail", "id=9f1", Kind.REPORT)
    assert behind.score > rendered.score

    (found,) = explorer.read(answered(behind.url, DETAIL), behind).reports
    assert (found.url, found.title, found.year, found.agency) == (link.url, TITLE, 2021, "贺兰县教育局")
    assert found.published == "2022-01-20"
    assert found.via[0].url == f"{HOME}nb/"
    assert [(one.url, one.part) for one in found.attachments] == [
        (f"{HOME}rest/detail", True),
        (f"{HOME}upload/9f1.docx", False),
    ]
    assert explorer.factors()[rendered.group] == 0.0  # nobody needs the browser any more


@pytest.mark.parametrize(
    ("host", "address", "fetched"),
    [
        ("www.huaping.gov.cn", "/zt/7.php", False),  # no api but in the host's name
        ("www.huaping.gov.cn", "/rest/detail", True),
        ("www.countyhits.gov.cn", "/rest/detail", True),
        ("www.huaping.gov.cn", "http://other.example/rest/detail", False),
    ],
)
def test_the_path_tells_whether_a_call_brings_the_text(host, address, fetched):
    explorer = Explorer(Portal(code="530723", name="华坪县", home=f"http://{host}/"))
    link = as_link(f"http://{host}/govinfo/5261.html", Kind.REPORT, anchor=TITLE)
    reading = explorer.read(html(link.url, SHELL.replace("/rest/detail", address)), link)
    assert any(one.method == "POST" for one in reading.links) is fetched


def test_without_an_answer_the_visit_is_not_complete(explorer):
    explorer.read(html(HOME, "<body><p>贺兰县人民政府</p></body>"), explorer.seeds()[0])
    link = as_link(f"{HOME}govinfo/5261.html", Kind.REPORT, anchor=TITLE)
    reading = explorer.read(html(link.url, SHELL), link)
    explorer.failed(next(one for one in reading.links if one.render), "timeout")
    assert explorer.verdict()[0] == "incomplete"


def test_what_a_browser_saw_is_asked_for_by_the_next_visit(explorer):
    column = as_link(f"{HOME}zwgk/nb/", Kind.LIST, anchor="政府信息公开年报")
    empty = "<html><title>政府信息公开年报</title><ul id=rows></ul><script>draw(secret())</script></html>"
    rendered = next(one for one in explorer.read(html(column.url, empty), column).links if one.render)
    call = Call(
        url=f"{HOME}inner?of=nb&page=1", text=json.dumps({"rows": [{"title": TITLE, "url": "/nb/t20220120_7.html"}]})
    )
    noise = Call(url=f"{HOME}weather", text='{"sky": "晴"}')
    explorer.read(html(column.url, listing(("/nb/t20220120_7.html", TITLE))), rendered, (noise, call))

    later = Explorer(PORTAL, lessons(json.loads(json.dumps(explorer.memory()))))
    offered = later.read(html(column.url, empty), column).links
    data, browser = next(one for one in offered if one.kind is Kind.DATA), next(one for one in offered if one.render)
    assert data.url == call.url
    assert data.score > browser.score
    reading = later.read(answered(data.url, json.loads(call.text)), data)
    assert [one.url for one in reading.links if one.kind is Kind.REPORT] == [f"{HOME}nb/t20220120_7.html"]
    assert later.factors()[browser.group] == 0.0


def test_lessons_are_endpoints_only(explorer):
    explorer.read(html(HOME, "<body><p>贺兰县人民政府</p></body>"), explorer.seeds()[0])
    assert lessons(explorer.memory()) is None
    assert lessons(None) is None


def test_a_platforms_page_that_turns_by_a_form(explorer):
    url = f"{HOME}module/xxgk/search.jsp?infotypeId=A0109&area=11640122"
    form = (
        "<div>共 31 条 第 1/2 页</div><form method=post action='/module/xxgk/search.jsp'><input type=hidden name=area value=11640122>"
        "<input type=hidden name=currpage value=1></form><a href='javascript:gotopage(2)'>下一页</a>"
    )
    reading = explorer.read(
        html(url, listing(("/art/2022/1/20/art_41_9.html", TITLE), more=form)), as_link(url, Kind.LIST)
    )
    assert reading.cms == "hanweb"
    (onward,) = [one for one in reading.links if one.method == "POST"]
    assert (onward.url, onward.body) == (f"{HOME}module/xxgk/search.jsp", "area=11640122&currpage=2")
    assert onward.key == f"{urls.key(url)}#page 1"


def test_the_year_may_be_a_key_of_one_page(explorer):
    url = f"{HOME}zfxxgknb.html?nbYear=2021"
    years = "<div><a href='?nbYear=2022'>2022年</a><a href='?nbYear=2021' class=on>2021年</a><a href='?nbYear=2020'>2020年</a></div>"
    reading = explorer.read(html(url, listing(("/info/10231.html", TITLE), more=years)), as_link(url, Kind.LIST))
    folders = {one.url.rpartition("=")[2] for one in reading.links if one.kind is Kind.LIST and one.score > 0.9}
    assert folders == {"2022", "2020"}
