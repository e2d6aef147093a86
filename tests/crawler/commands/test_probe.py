"""``scrapy probe``: one look at a page, as JSON, as words and as a registry block. The portal here is invented."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from subprocess import PIPE

import pytest
from scrapy.http import HtmlResponse

from crawler.probe import block, lines, portal_of
from crawler.probe.findings import findings
from crawler.probe.portals import named
from spiders.discovery import Explorer
from spiders.errors import SelectionError
from spiders.items import Kind, Link
from spiders.portals import Portal, load_portals
from spiders.urls import key

COLUMN = """<html><head><title>政府信息公开年报-贺兰县人民政府</title></head><body>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/nb/">政府信息公开年报</a></div><ul class="list">
<li><a href="/nb/202101/t20210120_1001.html">贺兰县金贵镇人民政府2020年政府信息公开工作年度报告</a><span>2021-01-20</span></li>
<li><a href="/nb/202001/t20200120_1002.html">贺兰县人民政府2019年政府信息公开工作年度报告</a><span>2020-01-20</span></li>
<li><a href="/nb/201901/t20190120_1003.html">贺兰县政府信息公开指南\x1b[31m</a><span>2019-01-20</span></li>
<li><a href="/nb/201901/t20190121_1004.html">金贵镇召开春耕备耕会议</a><span>2019-01-21</span></li>
</ul></body></html>"""
HOME = """<html><head><title>贺兰县人民政府网站</title></head><body><h1>贺兰县</h1>
<a href="/nb/">政府信息公开年报</a> <a href="/wall/">政务公开</a> <a href="http://elsewhere.example/">友情链接</a></body></html>"""
PAGES = {"/": HOME, "/nb/": COLUMN, "/robots.txt": "User-agent: *\nDisallow: /wall/\n"}


@pytest.fixture
def portal():
    """A server on loopback, what it was asked for, and by whom."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers["User-Agent"]))
            page = PAGES.get(self.path)
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, *_: object):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def read(url, html, registry=None):
    """The findings of a page, without a network."""
    where = portal_of(url, registry or {}, None)
    where = where if where.code else named(where, html, load_portals(["spiders/portals"]))
    link = Link(url=url, key=key(url), kind=Kind.HUB, score=1.0)
    response = HtmlResponse(url, body=html.encode(), encoding="utf-8")
    return where, findings(where, Explorer(where).read(response, link), response, None)


def test_a_look_at_three_pages_keeps_nothing_and_asks_politely(portal, place):
    home, asked = portal
    processes = [
        place.process("probe", *arguments, stdout=PIPE, stderr=PIPE)
        for arguments in (
            ("-s", "ALLOW_PRIVATE_ADDRESSES=True", "-s", "DOWNLOAD_DELAY=0", "--pages", "3", "--json", f"{home}/"),
            ("-s", "ALLOW_PRIVATE_ADDRESSES=True", f"{home}/wall/"),
            (f"{home}/",),
        )
    ]
    (look, talk), (walled, why), (inward, refused) = (process.communicate(timeout=120) for process in processes)
    assert [process.returncode for process in processes] == [0, 4, 4], (talk, why, refused)
    told = json.loads(look)
    assert (told["portal"]["code"], told["reached"]) == ("640122", True)
    assert [page["url"] for page in told["pages"][:2]] == [f"{home}/", f"{home}/nb/"]
    assert f'columns = ["{home}/nb/"]' in told["block"]
    assert "robots" in why
    assert "robots" in walled
    assert "forbidden_address" in refused
    assert "127.0.0.1 is not a public address" in inward
    assert {path for path, _ in asked} >= {"/robots.txt", "/", "/nb/"}
    assert "/wall/" not in {path for path, _ in asked}
    assert all(agent.startswith("nianbao/") for _, agent in asked)
    assert not list(place.path.iterdir())


def test_every_entry_is_classified_with_its_reason():
    where, told = read("http://www.nxhl.gov.cn/nb/", COLUMN)
    assert (where.code, where.name) == ("640122", "贺兰县")
    entries = {entry.url.rpartition("_")[2]: entry for entry in told.entries}
    report = entries["1001.html"]
    assert (report.report, report.year, report.agency, report.level) == (
        True,
        2020,
        "贺兰县金贵镇人民政府",
        "township",
    )
    assert report.asked
    assert (entries["1003.html"].reason, entries["1003.html"].asked) == ("guide", False)
    assert entries["1004.html"].report is False
    words = list(lines(where, [told]))
    assert any(line.startswith("report    2020 贺兰县金贵镇人民政府 township") for line in words)
    assert any(line.startswith("refused   guide") for line in words)
    assert not any("\x1b" in line for line in words)


def test_each_decision_is_told_in_words():
    entry = '<li><a href="/nb/202001/t20200120_1005.html">政府信息公开工作年度报告</a><span>2020-01-20</span></li></ul>'
    where, told = read("http://www.nxhl.gov.cn/nb/", COLUMN.replace("</ul>", entry))
    words = "\n".join(lines(where, [told]))
    assert "year from the title; body from the title)" in words
    assert "refused   guide (a guide to disclosure (指南, 指引, 流程)" in words
    assert "year_from_publication: no word tells the year; it is the one before the date of publication" in words
    assert "agency_unknown: nothing tells whose report it is" in words


def test_the_block_can_be_pasted(tmp_path):
    where, told = read("http://www.nxhl.gov.cn/nb/", COLUMN)
    path = tmp_path / "mine.toml"
    path.write_text(block(where, [told]))
    pasted = load_portals([path])["640122"]
    assert (pasted.name, pasted.home) == ("贺兰县", "http://www.nxhl.gov.cn/")
    assert pasted.columns == ("http://www.nxhl.gov.cn/nb/",)


def test_whose_page_a_url_is():
    hexin = Portal(code="640122", name="贺兰县", home="http://www.nxhl.gov.cn/")
    drum = [Portal(code=code, name="鼓楼区", home=f"http://{code}.example/") for code in ("320106", "350102", "410204")]
    registry = {one.code: one for one in (hexin, *drum)}
    assert portal_of("http://nxhl.gov.cn/a/", registry) == hexin
    assert portal_of("http://xxgk.nxhl.gov.cn/a/", registry) == hexin
    assert portal_of("http://new.example/a/", registry, "640122").home == "http://new.example/"
    nobody = portal_of("http://new.example/a/", registry)
    assert (nobody.code, nobody.home) == ("", "http://new.example/")
    assert named(nobody, "首页-福州市鼓楼区人民政府", registry).code == "350102"
    assert named(nobody, "首页-鼓楼区人民政府", registry).code == ""
    with pytest.raises(SelectionError, match="no such county"):
        portal_of("http://new.example/", registry, "999999")
