"""Pages that attack their reader: whatever a server sends ends in a Reading, in bounded time and memory."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import HtmlResponse, Response

from spiders.discovery import Explorer
from spiders.items import Kind, Reading
from tests.spiders.discovery.lab import HOME, PORTAL, as_link, listing, report

TOWN = "贺兰县立岗镇2021年政府信息公开工作年度报告"
ANNUAL = f"{HOME}zfxxgknb/"


def read(body: bytes, kind: Kind = Kind.LIST, **headers: str) -> Reading:
    response = HtmlResponse(ANNUAL, body=body, headers={"Content-Type": "text/html", **headers})
    return Explorer(PORTAL).read(response, as_link(ANNUAL, kind, anchor="政府信息公开年报"))


BOMBS = {
    "nothing": b"",
    "zeros": bytes(100_000),
    "nested divs": b"<div>" * 200_000 + b"<a href=1.html>x</a>",
    "nested tables": b"<table><tr><td>" * 50_000,
    "nested lists of links": b"<ul><li><a href=a.html>" * 30_000,
    "unclosed tags": b"<a href='" * 50_000,
    "one long attribute": b"<a href='" + b"x" * 2_000_000 + b"'>y</a>",
    "one long text": "年报".encode() * 1_000_000,
    "entities": b"<a href=1.html>" + b"&amp;&lt;&#65;" * 200_000,
    "json": b"[" * 200_000,
    "deep json": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "xml entities": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "'
    + b"b" * 1000
    + b'"><!ENTITY c "&a;&a;&a;">]><x>&c;</x>',
    "pagers": b"<script>createPageHTML(999999999, 0, 'index', 'html')</script>"
    + listing(("t20220101_1.html", TOWN)).encode(),
    "pages claimed": "共99999999条 1/99999999页".encode(),
    "script quotes": b"<script>" + b'["' * 100_000 + b"</script>",
    "script nodes": b"<script>" + b'{name:"\xe5\xb9\xb4\xe6\x8a\xa5",' * 50_000 + b"</script>",
    "datastores": b"<datastore>" * 50_000,
    "crumbs": b"<div class=position>" * 5_000 + "首页 > ".encode() * 5_000,
    "options": b"<select>" + b"<option value='/a/'>x" * 10_000,
    "surrogates": b"<a href=1.html>" + "\ud83d年报".encode("utf-8", "surrogatepass"),
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("kind", [Kind.LIST, Kind.REPORT])
def test_bombs(name, kind):
    reading = read(BOMBS[name], kind)
    assert isinstance(reading, Reading)
    assert len(reading.links) <= 1_000
    assert reading.reports == ()


NUMBERS = ["²", "٣", "9" * 5_000, "-1", "0", "1e999"]
COUNTED = [
    f'{{"total":"@","pages":"@","rows":[{{"title":"{TOWN}","url":"/nb/1.html","time":"@","date":"@"}}]}}',
    f'{{"total":@,"pages":@,"rows":[{{"title":"{TOWN}","url":"/nb/1.html","time":@}}]}}',
    """<select onchange="location='list_'+this.value+'.html'"><option value='@'>1<option value='@'>2</select>""",
    """<script>for(var i=1;i<@;i++){document.write("<a href='list_"+i+".html'>x</a>")}</script>""",
    "<a href='list_@.html'>2</a><a href='list_1@.html'>3</a><a href='list_@.html'>4</a><a href='list_@.html'>尾页</a>",
    "<a href='list_2.html'>2</a><a href='list_3.html'>3</a><a href='list_@.html'>尾页</a>",
]


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:5])
@pytest.mark.parametrize("counted", COUNTED)
@pytest.mark.parametrize("url", [ANNUAL, f"{ANNUAL}?page=@&size=@"])
def test_odd_numbers_are_read_or_left(url, counted, number):
    url, body = url.replace("@", number), counted.replace("@", number).encode()
    response = HtmlResponse(url, body=body, headers={"Content-Type": "text/html"})
    for kind in (Kind.LIST, Kind.DATA):
        assert isinstance(Explorer(PORTAL).read(response, as_link(url, kind, anchor="政府信息公开年报")), Reading)


def test_more_links_than_are_read():
    entries = "".join(
        f"<li><a href='n{i}/t20220101_{i}.html'>县领导到第{i}村调研</a><span>2022-01-01</span>" for i in range(12_000)
    )
    body = f"<ul><li><a href='t20220101_1.html'>{TOWN}</a>{entries}</ul>"
    reading = read(body.encode())
    assert [one.url for one in reading.links if one.kind is Kind.REPORT] == [f"{ANNUAL}t20220101_1.html"]


def test_fifteen_megabytes():
    body = report(TOWN).replace("</body>", "<p>" + "附加的文字。" * 850_000 + "</p></body>")
    assert [one.title for one in read(body.encode(), Kind.REPORT).reports] == [TOWN]


@settings(deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes(body):
    assert isinstance(read(body), Reading)
    assert isinstance(Explorer(PORTAL).read(Response(ANNUAL, body=body), as_link(ANNUAL, Kind.FILE)), Reading)


FRAGMENTS = [
    "<a href='/nb/1.html'>", "</a>", "<ul>", "<li>", "</ul>", "年报", "2021年", "<table>", "<tr>", "<td>", "<script>", "</script>", "createPageHTML(",
    "'", '"', "{", "}", "[", "url:", "<iframe src=", "javascript:__doPostBack('a','b')", "<form>", "<meta name=ColumnType content=信息公开年报>",
    "<datastore>", "<![CDATA[", "]]>", "<!--", "-->", "共3页", "下一页", "<base href='//'>", "http://[", "\x00", "&#0;", "<option value='/'>", "首页 > ",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(FRAGMENTS), max_size=60),
    st.sampled_from([Kind.HOME, Kind.LIST, Kind.REPORT, Kind.FILE, Kind.DATA]),
)
def test_any_mixture_of_what_pages_are_made_of(parts, kind):
    assert isinstance(read("".join(parts).encode(), kind), Reading)


def test_damaged_copies_of_a_real_page_are_read():
    rng = random.Random(7)
    source = listing(
        *((f"t2022010{i}_{i}.html", TOWN) for i in range(9)), more="<script>createPageHTML(4,0,'index','html')</script>"
    ).encode()
    for _ in range(60):
        body = bytearray(source)
        for _ in range(rng.randrange(1, 40)):
            body[rng.randrange(len(body))] = rng.randrange(256)
        assert isinstance(read(bytes(body)), Reading)
